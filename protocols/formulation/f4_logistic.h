/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F4-LOGISTIC: one gradient of a regression whose prediction is clipped, a piecewise-linear logistic regression. */
#ifndef SGM_PROTOCOLS_FORMULATION_F4_LOGISTIC_H
#define SGM_PROTOCOLS_FORMULATION_F4_LOGISTIC_H

#include "protocols/formulation/f4.h"

extern const sgm_words sgm_f4_logistic;

/* Bounds on what a statement may say: c and the bits of what clipping takes away. */
enum { SGM_F4_LOGISTIC_REACH_MAX = 62 };
#define SGM_F4_LOGISTIC_CLIP_MAX ((UINT64_C(1) << 62) - 1)

/* Public values: the columns of F4 over n rows, and g = X'(clamp(X w, -c, c) - 2^fx y) + lambda w. With c = 2^fx max
 * abs(y) the clamp is 2^fx max abs(y) (2 sigma - 1), sigma(v) = 1/2 + v / 2c between 0 and 1. No row of X w is further
 * than 2^K - 1 from what it is clipped to. */
typedef struct sgm_f4_logistic_statement {
    uint32_t n, p;
    const uint8_t (*CX)[32]; /* p */
    uint8_t CY[32];
    uint32_t lambda, fx, K;
    uint64_t c;
    const int64_t *w, *g; /* p each */
} sgm_f4_logistic_statement;

/* Bytes of a proof: 32(2 lg N + 2 lg n + 21), where N is the power of two that holds n times 2K and the bit length of
 * 2c; hinted 32(2 lg N + 2 lg n + 14) more. 0 where there is no such statement: n no power of two, n, p or fx above
 * F4's bounds, p, K or c 0, K or c above those of here, N above 2^20. In: not compact. */
size_t sgm_f4_logistic_proof_size(const sgm_f4_logistic_statement *s, sgm_flavor flavor);
/* Points that belong to one proof, the columns included. In: a statement. */
uint32_t sgm_f4_logistic_points(const sgm_f4_logistic_statement *s);

/* The least K for these rows, at w and c, 1 at least; 0: more than there is. Time: variable. */
uint32_t sgm_f4_logistic_reach(const int64_t *w, uint64_t c, const int64_t *X, uint32_t n, uint32_t p);

/* Where `steps` steps of descent without lambda, each gradient shifted by sh, lead from w, and the gradient g of s
 * there; s->w and s->g are not looked at, w and g hold p numbers. SGM_MALFORMED: a value leaves 62 bits, or n, p, fx,
 * sh or c out of their bounds. Time: variable. */
SGM_MUST_CHECK sgm_status sgm_f4_logistic_descend(const sgm_f4_logistic_statement *s, uint32_t steps, uint32_t sh,
                                                  int64_t *w, int64_t *g, const int64_t *X, const int64_t *y);

/* The instance LE(n,4) LE(p,4) LE(lambda,4) LE(fx,4) LE(K,4) LE(c,8) || CX || CY || run_root, as F4-VICINITY's of w and
 * g; everything is copied. SGM_USAGE: the compact flavor. SGM_MALFORMED: no such statement, or a column that is the
 * identity. */
SGM_MUST_CHECK sgm_status sgm_f4_logistic_instance(sgm_instance **out, const sgm_ctx *ctx,
                                                   const sgm_f4_logistic_statement *s, sgm_flavor flavor);

/* Honest prover. SGM_REJECTED: the data do not open the columns, the gradient is not theirs, or X w is out of reach.
 * proof: sgm_f4_logistic_proof_size bytes, zeroed on failure. Time: constant in data and blindings but for that
 * refusal. Proves: knowledge of data in these columns for which the gradient holds mod l, X w being mod l what lies
 * within c + 2^K - 1. Does not prove: that entries are small; how w was found; anything about where the data come
 * from. */
SGM_MUST_CHECK sgm_status sgm_f4_logistic_prove(const sgm_ctx *ctx, const sgm_f4_logistic_statement *s,
                                                const sgm_f4_data *data, sgm_flavor flavor, const sgm_rng *rng,
                                                uint8_t *proof);

#endif
