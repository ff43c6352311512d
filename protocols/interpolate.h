/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Polynomials as shares of a threshold, and through secret places, as its prover needs them; for protocols/ only. */
#ifndef SGM_PROTOCOLS_INTERPOLATE_H
#define SGM_PROTOCOLS_INTERPOLATE_H

#include "primitives/scalar/sc.h"
#include "protocols/arena.h"

/* r = at_zero + coeff[0] x + .. + coeff[n-1] x^n. Alias: any. Time: constant. */
void sgm_polynomial_at(sgm_sc *r, const sgm_sc *at_zero, const sgm_sc *coeff, uint32_t n, uint32_t x);

/* Room for one polynomial. */
typedef struct sgm_interpolation {
    uint32_t *x; /* the caller's: places from 1 on, ascending, */
    sgm_sc *y;   /* and values there */
    sgm_sc *newton, *inverse, *product;
} sgm_interpolation;

/* Room for at most n places. */
void sgm_interpolation_layout(sgm_interpolation *p, sgm_arena *a, uint32_t n);

/* coeff[0 .. n-1], with f(X) = at_zero + coeff[0] X + .. + coeff[n-1] X^n and f(x[i]) = y[i]. Uses up inverse, newton
 * and product. Time: constant in places and values, quadratic in n. */
void sgm_interpolate(const sgm_interpolation *p, sgm_sc *coeff, const sgm_sc *at_zero, uint32_t n);

#endif
