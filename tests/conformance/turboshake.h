/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* TurboSHAKE128 (RFC 9861) is SHAKE128 over the last 12 rounds of the permutation, and the draft takes its domain byte
 * to be SHAKE's padding: the library's sponge and permutation are compiled once more behind this header. */
#ifndef SGM_TESTS_CONFORMANCE_TURBOSHAKE_H
#define SGM_TESTS_CONFORMANCE_TURBOSHAKE_H

#define SGM_KECCAK_ROUNDS 12

#define sgm_keccak_f1600       turboshake_keccak_p1600
#define sgm_transcript_init    turboshake_transcript_init
#define sgm_transcript_absorb  turboshake_transcript_absorb
#define sgm_transcript_squeeze turboshake_transcript_squeeze
#define sgm_session_id         turboshake_session_id
#define sgm_test_rng_init      turboshake_test_rng_init
#define sgm_rng_test           turboshake_rng_test
#define duplex_shake128        duplex_turboshake128

#endif
