/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Schnorr proofs of the suite P-256 (knowledge of x in X = x G, the CFRG's relation discrete_logarithm), made and
 * verified by this library; a door between the two suites, which no source knows both of. */
#ifndef SGM_BENCH_CASES_P256_SCHNORR_H
#define SGM_BENCH_CASES_P256_SCHNORR_H

#include "primitives/base/status.h"

#include <stddef.h>
#include <stdint.h>

enum { SGM_P256_KEY = 33, SGM_P256_STATEMENT = 4 + 4 + 36 + 4 + 40 + SGM_P256_KEY, SGM_P256_PROOF = 33 + 32 };

/* n serialised statements, each with a proof in batchable form, and the session id of all. */
typedef struct sgm_p256_schnorr {
    size_t n;
    uint8_t sid[32];
    uint8_t (*statement)[SGM_P256_STATEMENT];
    uint8_t (*proof)[SGM_P256_PROOF];
    struct sgm_p256_verifier *verifier;
} sgm_p256_schnorr;

/* The same seed gives the same bytes. */
SGM_MUST_CHECK sgm_status sgm_p256_schnorr_make(sgm_p256_schnorr *s, size_t n, uint64_t seed, unsigned threads);
void sgm_p256_schnorr_clear(sgm_p256_schnorr *s);
/* From the bytes, alone and all in one batch. */
SGM_MUST_CHECK sgm_status sgm_p256_schnorr_verify(const sgm_p256_schnorr *s, size_t i);
SGM_MUST_CHECK sgm_status sgm_p256_schnorr_batch(const sgm_p256_schnorr *s);
/* 1 if the batch just verified has exactly this culprit. */
int sgm_p256_schnorr_blames(const sgm_p256_schnorr *s, size_t culprit);

#endif
