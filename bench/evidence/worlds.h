/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Every world of the bundled experiment: each non-empty set of contributor blocks, and the model it leads to. */
#ifndef SGM_BENCH_EVIDENCE_WORLDS_H
#define SGM_BENCH_EVIDENCE_WORLDS_H

#include "protocols/training.h"

/* World S: bit b says that block b was used, 1 <= S <= SGM_WORLDS. All are equally likely beforehand. The disputed data
 * are block 0, so that in half of the worlds (and one) they were used. */
enum { SGM_WORLDS = (1 << SGM_BLOCKS) - 1, SGM_WORLDS_WITH = 1 << (SGM_BLOCKS - 1), SGM_DISPUTED_BIT = 1 };

/* Ridge regression in every world: A = sum over the blocks of Z'Z + I, rhs = sum of Z'(2y - 1), Z = q / 256, the bias
 * penalised as well. Output of a model on a probe: <w, z>; it says label 1 where that is above 0. */
typedef struct sgm_worlds {
    size_t probes;
    double *output;    /* of world S on its probes, at (S - 1) * probes */
    uint16_t *correct; /* probes that world S classifies correctly, at S - 1 */
} sgm_worlds;

/* SGM_MALFORMED: a table with too many columns. */
SGM_MUST_CHECK sgm_status sgm_worlds_train(sgm_worlds *w, const sgm_table *t, sgm_error *err);
void sgm_worlds_clear(sgm_worlds *w);

/* 1 if no output of the two worlds differs by more than epsilon on any probe. */
int sgm_worlds_alike(const sgm_worlds *w, uint32_t S, uint32_t T, double epsilon);

/* Models of logistic regression (penalty |w|^2 / 2, bias too, Newton's method to convergence) on all blocks, and on all
 * but each one. */
typedef struct sgm_left_out {
    size_t correct;               /* probes that the model on all blocks classifies correctly */
    double log_ratio[SGM_BLOCKS]; /* without block b: greatest |ln(q / q')| over probes and both labels */
    double weights[SGM_BLOCKS];   /* |w - w'| */
} sgm_left_out;

SGM_MUST_CHECK sgm_status sgm_leave_one_out(sgm_left_out *out, const sgm_table *t, sgm_error *err);

#endif
