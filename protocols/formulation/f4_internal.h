/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What the prover and the verifier of F4 share; for protocols/formulation/ only. */
#ifndef SGM_PROTOCOLS_FORMULATION_F4_INTERNAL_H
#define SGM_PROTOCOLS_FORMULATION_F4_INTERNAL_H

#include "protocols/argument.h"
#include "protocols/formulation/f4.h"

/* Bytes of the instance before its points: the columns, and that of the labels. */
enum { SGM_F4_HEAD = 24 };

/* Order of challenges; then one per round. */
enum { F4_GAMMA, F4_DELTA, F4_X, F4_W, F4_E };

typedef struct sgm_f4_argument {
    sgm_argument arg;
    sgm_outer outer; /* the fold's vector on V */
    uint32_t p, T, rounds, lambda, fx;
    const int64_t *w, *g;
    int64_t values[]; /* w, then g */
} sgm_f4_argument;

/* sum over t of x_tj delta^t on its way: the sum of x mod 2^64 times delta^t, and that of delta^t where x is negative,
 * which 2^64 times is too much. */
typedef struct sgm_f4_wide {
    uint64_t sum[6], negative[5];
} sgm_f4_wide;

/* All T p equations as one: with a = X u - c y and b = X v the claim is <a,b> = e. */
typedef struct sgm_f4_folded {
    sgm_sc *u, *v; /* p */
    sgm_sc c, e;
    sgm_f4_wide *wide; /* p, scratch */
} sgm_f4_folded;

/* Scalars of scratch that the arrays of sgm_f4_folded take, and their places in it. */
static inline size_t sgm_f4_scratch(uint32_t p)
{
    return 2 * (size_t)p + (p * sizeof(sgm_f4_wide) + sizeof(sgm_sc) - 1) / sizeof(sgm_sc);
}
static inline void sgm_f4_place(sgm_f4_folded *f, sgm_sc *scratch, uint32_t p)
{
    f->u = scratch;
    f->v = scratch + p;
    f->wide = (sgm_f4_wide *)(void *)(scratch + 2 * (size_t)p);
}
/* From the challenges gamma, delta. Time: variable (public data). */
void sgm_f4_fold(const sgm_f4_argument *a, const sgm_sc *challenge, sgm_f4_folded *out);

#endif
