/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Checks that both suites have are compiled once more behind this header, for records of P-256. */
#ifndef SGM_TESTS_CONFORMANCE_P256_H
#define SGM_TESTS_CONFORMANCE_P256_H

#include "protocols/p256.h"

#define check_sigma_proof        p256_check_sigma_proof
#define check_or_proof           p256_check_or_proof
#define check_composed_proof     p256_check_composed_proof
#define check_batch_verify       p256_check_batch_verify
#define check_decode_uint        p256_check_decode_uint
#define check_duplex_sponge      p256_check_duplex_sponge
#define check_session_id         p256_check_session_id
#define check_rfc9497_dleq       p256_check_rfc9497_dleq
#define check_serialize_string   p256_check_serialize_string
#define check_serialize_scalar   p256_check_serialize_scalar
#define check_deserialize_scalar p256_check_deserialize_scalar
#define claim_accepts            p256_claim_accepts
#define claim_begin              p256_claim_begin
#define claim_commitments        p256_claim_commitments
#define claim_dleq               p256_claim_dleq
#define claim_element            p256_claim_element
#define claim_end                p256_claim_end
#define claim_equation           p256_claim_equation
#define claim_finish             p256_claim_finish
#define claim_member             p256_claim_member
#define claim_plus               p256_claim_plus
#define claim_scalar             p256_claim_scalar
#define claim_scalars            p256_claim_scalars
#define claim_verdict            p256_claim_verdict
#define record_number            p256_record_number
#define record_expect_number     p256_record_expect_number
#define record_scalar            p256_record_scalar
#define record_expect_scalar     p256_record_expect_scalar
#define suite_order              p256_suite_order
#define suite_open               p256_suite_open
#define suite_close              p256_suite_close
#define suite_knows              p256_suite_knows
#define verdict_flavor           p256_verdict_flavor
#define verdict_expect           p256_verdict_expect
#define verdict_proof            p256_verdict_proof
#define verdict_prover           p256_verdict_prover
#define verdict_batch            p256_verdict_batch

#endif
