/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The equation of a Schnorr proof on P-256, z G = T + c X, literally on OpenSSL: peer and oracle at once. */
#ifndef SGM_BENCH_PEERS_P256_LITERAL_H
#define SGM_BENCH_PEERS_P256_LITERAL_H

#include "bench/cases/p256_schnorr.h"

typedef struct sgm_p256_literal sgm_p256_literal;

SGM_MUST_CHECK sgm_status sgm_p256_literal_new(sgm_p256_literal **out, const uint8_t sid[32]);
void sgm_p256_literal_free(sgm_p256_literal *l);
/* Decodes X, T and z, hashes with OpenSSL's SHAKE128, and compares z G - c X, one call, with T. The statement's form is
 * not looked at, only its element. */
int sgm_p256_literal_accepts(const sgm_p256_literal *l, const uint8_t statement[SGM_P256_STATEMENT],
                             const uint8_t proof[SGM_P256_PROOF]);

#endif
