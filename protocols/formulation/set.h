/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Set records: one commitment to all sources of a model, as the coefficients of the polynomial that vanishes at them.
 */
#ifndef SGM_PROTOCOLS_FORMULATION_SET_H
#define SGM_PROTOCOLS_FORMULATION_SET_H

#include "protocols/context.h"

/* Most sources of one record. */
enum { SGM_SET_MAX = 1 << 12 };

/* Public values of F0S and F0S-LOG. Z(X) = prod (X - d_i) = X^T + sum of a_j X^j has the T sources as roots;
 * C_S = sum of a_j V_j + V_T + dm G_M + r H. The leading 1 is fixed: without it Z = 0 would contain everything. The
 * statement: d is a root. */
typedef struct sgm_set_statement {
    uint8_t C_S[32];
    sgm_sc d, dm;
    uint32_t T; /* a power of two */
} sgm_set_statement;

/* What the prover knows: the T coefficients and the blinding. */
typedef struct sgm_set_witness {
    const sgm_sc *a;
    sgm_sc r;
} sgm_set_witness;

/* T for n sources: the next power of two. In: 1 <= n <= SGM_SET_MAX. */
uint32_t sgm_set_size(uint32_t n);

/* a[0 .. T): the coefficients for sources d[0 .. n) with T = sgm_set_size(n); source i >= n is the dummy
 * H2S("pad", LE(i,4)). SGM_USAGE: n = 0 or n > SGM_SET_MAX. SGM_MALFORMED: a source that is 0, which shows.
 * Time: constant in the sources; T^2 / 2 products. */
SGM_MUST_CHECK sgm_status sgm_set_polynomial(sgm_sc *a, const sgm_sc *d, uint32_t n);

/* The set record. SGM_USAGE: T is no power of two up to SGM_SET_MAX. Time: constant in the scalars. */
SGM_MUST_CHECK sgm_status sgm_set_commit(const sgm_ctx *ctx, uint8_t C_S[32], const sgm_sc *a, uint32_t T,
                                         const sgm_sc *dm, const sgm_sc *r);

#endif
