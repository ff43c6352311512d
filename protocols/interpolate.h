/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Polynomials through secret places: how a prover of k out of n completes the shares; for protocols/ only. */
#ifndef SGM_PROTOCOLS_INTERPOLATE_H
#define SGM_PROTOCOLS_INTERPOLATE_H

#include "primitives/scalar/sc.h"
#include "protocols/arena.h"

/* Room for one polynomial. */
typedef struct sgm_interpolation {
    sgm_sc *x, *y; /* the caller's: values y at distinct places x, none of them 0 */
    sgm_sc *newton, *inverse, *product;
} sgm_interpolation;

/* Room for at most n places. */
void sgm_interpolation_layout(sgm_interpolation *p, sgm_arena *a, uint32_t n);

/* coeff[0 .. n-1], with f(X) = at_zero + coeff[0] X + .. + coeff[n-1] X^n and f(x[i]) = y[i]. Uses up inverse, newton
 * and product. Time: constant in places and values, quadratic in n. */
void sgm_interpolate(const sgm_interpolation *p, sgm_sc *coeff, const sgm_sc *at_zero, uint32_t n);

#endif
