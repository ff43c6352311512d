/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The documented forms of vector records and the check of each. */
#ifndef SGM_TESTS_CONFORMANCE_FORMS_H
#define SGM_TESTS_CONFORMANCE_FORMS_H

#include "tests/conformance/record.h"

/* Each checks one record on the backend in it. */
typedef void form_check(record *r);

/* ristretto255 */
form_check check_decode_validity, check_decode_refused, check_multiples, check_from_uniform, check_add_sub;
form_check check_scalar_multiplication, check_multiscalar, check_scalar_canonical, check_scalar_arithmetic;
form_check check_field, check_sqrt_ratio, check_expand_message, check_hash_to_group;
/* sponge */
form_check check_duplex_sponge, check_session_id, check_decode_uint;
/* codec */
form_check check_serialize_string, check_serialize_scalar, check_deserialize_scalar;
/* relations */
form_check check_sigma_proof, check_or_proof, check_composed_proof, check_batch_verify;
/* the same for P-256 */
form_check p256_check_decode_uint, p256_check_sigma_proof, p256_check_or_proof, p256_check_composed_proof;
form_check p256_check_batch_verify, p256_check_rfc9497_dleq, p256_check_serialize_scalar;
form_check p256_check_deserialize_scalar;
/* other people's proofs and transcripts */
form_check check_rfc9497_dleq, check_brave_dleq, check_frost_signature, check_frost_knowledge;
form_check check_solana_or, check_solana_sigma, check_merlin, check_act;
form_check check_bulletproof, check_generators_chain;
/* formulations */
form_check check_sigmark_proof, check_sigmark_batch;

/* One form: a record of it has `function` as its Function, or, where that is NULL, all of these keys. */
typedef struct form {
    const char *function;
    const char *keys[4];
    form_check *check;  /* NULL: a form we know and cannot run yet */
    const char *reason; /* why not */
} form;

/* The form of a record, or NULL. */
const form *form_find(const json_t *json);
/* Its check where it is a record about P-256, else NULL. */
form_check *form_p256(const form *f, const json_t *json);

#endif
