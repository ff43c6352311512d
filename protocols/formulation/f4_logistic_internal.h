/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What the prover and the verifier of F4-LOGISTIC share; for protocols/formulation/ only. */
#ifndef SGM_PROTOCOLS_FORMULATION_F4_LOGISTIC_INTERNAL_H
#define SGM_PROTOCOLS_FORMULATION_F4_LOGISTIC_INTERNAL_H

#include "protocols/formulation/f4_internal.h"
#include "protocols/formulation/f4_logistic.h"
#include "protocols/rows.h"

/* Bytes of the instance before its points, the columns and the labels. */
enum { SGM_F4_LOGISTIC_HEAD = 28 };

/* Bits of row i of the data: those of u_i, then those of v_i; after all of these those of r_i + c for every i. In the
 * rows: 1 + i is u_i - v_i, n + 1 + i is r_i + c, and row 0 adds up c (u_i + v_i). It comes last. */
enum { LOGISTIC_EXCESS, LOGISTIC_RESIDUAL, LOGISTIC_CLIPPING, LOGISTIC_BLOCKS };

/* The masked vector is m + x a_1 + x^2 a_2 + x^3 a_3 + x^4 a_4, whose squared norm has 2 (<a_1,a_4> + <a_2,a_3>) at
 * x^5; its other coefficients are committed to. */
enum { LOGISTIC_PARTS = 5, LOGISTIC_NORM = 8, LOGISTIC_CLAIM = 5 };

/* The argument, with all it points to in one block. */
typedef struct sgm_f4_logistic_argument {
    sgm_argument arg;
    sgm_rows rows;
    sgm_rows_block block[LOGISTIC_BLOCKS];
    sgm_outer outers[2 + SGM_ROWS_OUTERS + LOGISTIC_BLOCKS]; /* on V the fold's and the powers of z; the rows' */
    uint32_t n, p, folding;                                  /* folding: rounds over rows of the data */
    uint32_t lambda, fx, K;
    uint64_t c;
    sgm_sc excess[2 * SGM_F4_LOGISTIC_REACH_MAX], clipping[2 * SGM_F4_LOGISTIC_REACH_MAX], residual[64]; /* weights */
    const int64_t *w, *g;
    int64_t values[]; /* w, then g */
} sgm_f4_logistic_argument;

/* r = sum of gamma^j (g_j - lambda w_j), which <X v, r - 2^fx y> is to be; v_j = gamma^j. Time: variable (public data).
 */
void sgm_f4_logistic_fold(const sgm_f4_logistic_argument *a, const sgm_sc *gamma, sgm_sc *v, sgm_sc *r);
/* z^2 and z^(2n). */
void sgm_f4_logistic_powers(const sgm_f4_logistic_argument *a, const sgm_sc *z, sgm_sc *z2, sgm_sc *z2n);

#endif
