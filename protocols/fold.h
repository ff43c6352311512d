/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* A vector of points that a protocol folds round by round, its points left alone and their scalars multiplied out; for
 * protocols/ only. */
#ifndef SGM_PROTOCOLS_FOLD_H
#define SGM_PROTOCOLS_FOLD_H

#include "protocols/arena.h"
#include "protocols/context.h"

/* U' has `length` points, U'_i = sum over t < runs of s_t U_{t length + i}: at first U itself, half as long after each
 * round. What is folded with public challenges is public. */
typedef struct sgm_fold {
    const sgm_ctx *ctx;
    const sgm_affine *U;
    size_t length, runs;
    sgm_sc *s;      /* per run */
    sgm_affine *at; /* the points of one sum, and their scalars */
    sgm_sc *k;
    sgm_arena memory, scratch;
} sgm_fold;

/* U: 2^rounds points, borrowed. */
SGM_MUST_CHECK sgm_status sgm_fold_new(sgm_fold *f, const sgm_ctx *ctx, const sgm_affine *U, uint32_t rounds);
void sgm_fold_free(sgm_fold *f);

/* r = <lower, first half of U'> + <upper, second half of U'> + x Q; each of lower and upper has length / 2 scalars or
 * is NULL for zeros. Time: variable (public data). */
SGM_MUST_CHECK sgm_status sgm_fold_sum(sgm_fold *f, sgm_point *r, const sgm_sc *lower, const sgm_sc *upper,
                                       const sgm_sc *x);
/* U' = first half + e second half. */
void sgm_fold_with(sgm_fold *f, const sgm_sc *e);

#endif
