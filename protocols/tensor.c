/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Tensors of scalars: each digit multiplies what the digits before it made, many products at once. */
#include "protocols/tensor.h"

#include "primitives/base/ct.h"

enum { BLOCK = 64 };

/* One factor in every place. */
static size_t spread(sgm_sc factor[BLOCK], const sgm_sc *k, size_t n)
{
    size_t filled = n < BLOCK ? n : BLOCK;
    for (size_t i = 0; i < filled; i++)
        factor[i] = *k;
    return filled;
}

void sgm_scale(const sgm_backend *be, sgm_sc *r, const sgm_sc *k, const sgm_sc *a, size_t n)
{
    sgm_sc factor[BLOCK];
    size_t filled = spread(factor, k, n);
    for (size_t i = 0; i < n; i += BLOCK)
        be->sc_mul(r + i, factor, a + i, n - i < BLOCK ? n - i : BLOCK);
    sgm_wipe(factor, filled * sizeof *factor);
}

void sgm_scale_add(const sgm_backend *be, sgm_sc *r, const sgm_sc *k, const sgm_sc *a, const sgm_sc *c, size_t n)
{
    sgm_sc factor[BLOCK];
    size_t filled = spread(factor, k, n);
    for (size_t i = 0; i < n; i += BLOCK)
        be->sc_muladd(r + i, factor, a + i, c + i, n - i < BLOCK ? n - i : BLOCK);
    sgm_wipe(factor, filled * sizeof *factor);
}

void sgm_digit_tensor(const sgm_backend *be, sgm_sc *r, const sgm_sc *first, const sgm_sc *factor, uint32_t base,
                      uint32_t digits)
{
    size_t n = 1;
    r[0] = *first;
    for (uint32_t j = 0; j < digits; j++, n *= base)
        for (uint32_t i = base; i-- > 0;) /* the items in place 0 are those that all others are made of */
            sgm_scale(be, r + i * n, &factor[j * base + i], r, n);
}

void sgm_fold_tensor(const sgm_backend *be, sgm_sc *r, const sgm_sc *first, const sgm_sc *e, uint32_t rounds)
{
    size_t n = 1;
    r[0] = *first;
    for (uint32_t k = rounds; k-- > 0; n *= 2)
        sgm_scale(be, r + n, &e[k], r, n);
}
