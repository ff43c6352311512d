/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The norm argument: P = <z,V> + (|z|^2 + <z,lambda>) w Q, half the length for two points and a challenge; for
 * protocols/ only. It is the case of weight 1 of [EKRN22], and 4-special sound per round.
 */
#ifndef SGM_PROTOCOLS_NORM_H
#define SGM_PROTOCOLS_NORM_H

#include "protocols/argument.h"

/* A round has X = <z0,V1> + <z1,V0> + (2 <z0,z1> + <z0,l1> + <z1,l0>) w Q and R = <z1,V1> + (|z1|^2 + <z1,l1>) w Q,
 * then e; z' = z0 + e z1, V' = V0 + e V1, l' = l0 + e l1, P' = P + e X + (e^2 - 1) R. Writes the rounds to the tape and
 * leaves z[0], which the caller sends. It hides nothing: z must be masked. z and lambda (2^rounds scalars each; lambda
 * NULL: zeros) are used up. SGM_REJECTED: a challenge is 0, begin the proof again. Time: variable (public data). */
SGM_MUST_CHECK sgm_status sgm_norm_prove(sgm_tape *tape, const sgm_affine *V, sgm_sc *z, sgm_sc *lambda,
                                         uint32_t rounds, const sgm_sc *w);

/* The fold's part of the verification, for one proof. */
typedef struct sgm_norm_reading {
    uint32_t rounds;
    const sgm_sc *weight;   /* of the equation */
    const sgm_sc *e, *w;    /* challenges: one per round; that before the first round */
    const sgm_sc *z;        /* what was sent last */
    const sgm_sc *s_lambda; /* <s,lambda>, s = sgm_fold_tensor of all e; NULL: lambda is 0 */
} sgm_norm_reading;

/* Adds weight * (sum of (e X + (e^2 - 1) R) - z <s,V> - w (z^2 + z <s,lambda>) Q): to the 2 * rounds coefficients of
 * the points, that of Q, and as an outer product of 2^(rounds / 2) rows (rounded down) on V. Time: variable. */
void sgm_norm_sum(const sgm_backend *be, const sgm_norm_reading *in, sgm_sc *points, sgm_sc *Q, sgm_sc *a, sgm_sc *b);
/* Rows and columns of that outer product. */
static inline void sgm_norm_outer(sgm_outer *o, uint32_t rounds)
{
    o->rows = UINT32_C(1) << rounds / 2;
    o->columns = UINT32_C(1) << (rounds - rounds / 2);
}

#endif
