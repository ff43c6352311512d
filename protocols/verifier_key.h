/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The files of a designated verifier's key: what is handed out, with its proof of possession, and what is kept. */
#ifndef SGM_PROTOCOLS_VERIFIER_KEY_H
#define SGM_PROTOCOLS_VERIFIER_KEY_H

#include "protocols/error.h"
#include "protocols/formulation/f6.h"

/* Plain text of one fixed length each. Public: a line "sigmark-verifier-key 1", then the lines "V HEX" and "pop HEX" of
 * 64 and 128 lower-case digits. Secret: "sigmark-verifier-secret 1" and "sk HEX". */
enum { SGM_VERIFIER_KEY_BYTES = 23 + (3 + 64) + (5 + 128), SGM_VERIFIER_SECRET_BYTES = 26 + (4 + 64) };

typedef struct sgm_verifier_key {
    sgm_f6_key key;
    uint8_t pop[64];
} sgm_verifier_key;

void sgm_verifier_key_format(char out[SGM_VERIFIER_KEY_BYTES + 1], const sgm_verifier_key *k);
void sgm_verifier_secret_format(char out[SGM_VERIFIER_SECRET_BYTES + 1], const sgm_sc *sk);

/* SGM_IO; SGM_MALFORMED: another text than the above; SGM_REJECTED: pop does not prove that somebody knows the secret
 * key of V. On failure *out is zeroed. */
SGM_MUST_CHECK sgm_status sgm_verifier_key_read(sgm_verifier_key *out, const sgm_ctx *ctx, const char *path,
                                                sgm_error *err);
/* The secret key of V. SGM_IO, SGM_MALFORMED; SGM_REJECTED: that of another one. *sk is secret: wipe it. */
SGM_MUST_CHECK sgm_status sgm_verifier_secret_read(sgm_sc *sk, const sgm_ctx *ctx, const char *path,
                                                   const sgm_f6_key *key, sgm_error *err);

#endif
