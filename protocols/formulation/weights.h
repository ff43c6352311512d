/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Committed integer weights of a model, public integer rows that they are multiplied with, and bounds. */
#ifndef SGM_PROTOCOLS_FORMULATION_WEIGHTS_H
#define SGM_PROTOCOLS_FORMULATION_WEIGHTS_H

#include "protocols/context.h"

/* A whole number below 2^128: high 2^64 + low. */
typedef struct sgm_bound {
    uint64_t low, high;
} sgm_bound;

/* Most weights of a model, and most rows of a set. */
enum { SGM_WEIGHTS_MAX = 1 << 16, SGM_PROBES_MAX = 1 << 16 };

/* What a prover knows of p committed weights W_j = w_j G + rho_j H. */
typedef struct sgm_weights_opening {
    const int64_t *w;
    const sgm_sc *rho;
} sgm_weights_opening;

/* out_i = w_i G + rho_i H; W_j for all j. Time: constant. */
void sgm_open_commitments(const sgm_ctx *ctx, uint8_t (*out)[32], const sgm_sc *w, const sgm_sc *rho, uint32_t n);
void sgm_weights_commit(const sgm_ctx *ctx, uint8_t (*W)[32], const sgm_weights_opening *o, uint32_t p);

/* T public rows of p integers, x[t p + j]: probes, or audit items, which have a label y_t of 0 or 1 each. Borrowed: x
 * and label outlive this. root = SHA-512(LP("sigmark/v1/probes") || LE(T,4) || LE(p,4) || i64(x)), with labels
 * SHA-512(LP("sigmark/v1/audit") || the same || y). */
typedef struct sgm_probes {
    const int64_t *x;
    const uint8_t *label; /* NULL: probes */
    uint32_t T, p;
    uint8_t root[64];
} sgm_probes;

/* SGM_MALFORMED: T or p is 0 or too large, or a label is neither 0 nor 1. */
SGM_MUST_CHECK sgm_status sgm_probes_init(sgm_probes *out, const int64_t *x, const uint8_t *label, uint32_t T,
                                          uint32_t p);

#endif
