/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Polynomials mod l at small places: Horner's rule, and Newton interpolation with one inversion. */
#include "protocols/interpolate.h"

#include "primitives/base/ct.h"

void sgm_polynomial_at(sgm_sc *r, const sgm_sc *at_zero, const sgm_sc *coeff, uint32_t n, uint32_t x)
{
    sgm_sc sum = sgm_sc_zero;
    while (n-- > 0)
        sgm_sc_muladd_u32(&sum, &sum, x, &coeff[n]);
    sgm_sc_muladd_u32(r, &sum, x, at_zero);
}

void sgm_interpolation_layout(sgm_interpolation *p, sgm_arena *a, uint32_t n)
{
    p->x = sgm_arena_take(a, n, sizeof *p->x);
    p->y = sgm_arena_take(a, n, sizeof *p->y);
    p->newton = sgm_arena_take(a, n, sizeof *p->newton);
    p->inverse = sgm_arena_take(a, n, sizeof *p->inverse);
    p->product = sgm_arena_take(a, n, sizeof *p->product);
}

/* inverse[i] = 1 / N_i(x_i) for N_i = X (X - x_0) .. (X - x_(i-1)): the running product of all is inverted once, then
 * taken apart from the end. */
static void invert_all(const sgm_interpolation *p, uint32_t n)
{
    sgm_sc all = sgm_sc_one;
    for (uint32_t i = 0; i < n; i++) {
        sgm_sc_from_u64(&p->newton[i], p->x[i]);
        for (uint32_t k = 0; k < i; k++)
            sgm_sc_muladd_u32(&p->newton[i], &p->newton[i], p->x[i] - p->x[k], &sgm_sc_zero);
        p->product[i] = all;
        sgm_sc_mul(&all, &all, &p->newton[i]);
    }
    sgm_sc_invert(&all, &all);
    for (uint32_t i = n; i-- > 0;) {
        sgm_sc_mul(&p->inverse[i], &all, &p->product[i]);
        sgm_sc_mul(&all, &all, &p->newton[i]);
    }
    sgm_wipe(&all, sizeof all);
}

/* N (X - x), N given without its factor X and monic of degree n. */
static void raise_newton(sgm_sc *newton, uint32_t n, uint32_t x)
{
    newton[n] = newton[n - 1];
    for (uint32_t k = n; k-- > 0;) {
        sgm_sc_muladd_u32(&newton[k], &newton[k], x, &sgm_sc_zero);
        sgm_sc_sub(&newton[k], k > 0 ? &newton[k - 1] : &sgm_sc_zero, &newton[k]);
    }
}

/* f grows by the multiple of N_i that makes it right at x_i and changes nothing at 0, x_0, .., x_(i-1). */
void sgm_interpolate(const sgm_interpolation *p, sgm_sc *coeff, const sgm_sc *at_zero, uint32_t n)
{
    sgm_sc missing = sgm_sc_zero;
    invert_all(p, n);
    if (n > 0)
        p->newton[0] = sgm_sc_one;
    for (uint32_t i = 0; i < n; i++) {
        sgm_polynomial_at(&missing, at_zero, coeff, i, p->x[i]);
        sgm_sc_sub(&missing, &p->y[i], &missing);
        sgm_sc_mul(&missing, &missing, &p->inverse[i]);
        coeff[i] = sgm_sc_zero;
        for (uint32_t k = 0; k <= i; k++)
            sgm_sc_muladd(&coeff[k], &missing, &p->newton[k], &coeff[k]);
        if (i + 1 < n)
            raise_newton(p->newton, i + 1, p->x[i]);
    }
    sgm_wipe(&missing, sizeof missing);
}
