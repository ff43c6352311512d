/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Vectors whose items are products of one factor per digit of their index; for protocols/ only. */
#ifndef SGM_PROTOCOLS_TENSOR_H
#define SGM_PROTOCOLS_TENSOR_H

#include "primitives/backend/backend.h"

/* r_i = k a_i, and r_i = k a_i + c_i. Alias: r may be a or c. Time: constant. */
void sgm_scale(const sgm_backend *be, sgm_sc *r, const sgm_sc *k, const sgm_sc *a, size_t n);
void sgm_scale_add(const sgm_backend *be, sgm_sc *r, const sgm_sc *k, const sgm_sc *a, const sgm_sc *c, size_t n);

/* r_i = first * product over j < digits of factor[j base + i_j], for the n = base^digits indices i = sum of i_j base^j:
 * digit 0 runs fastest. Alias: none. Time: constant. */
void sgm_digit_tensor(const sgm_backend *be, sgm_sc *r, const sgm_sc *first, const sgm_sc *factor, uint32_t base,
                      uint32_t digits);

/* r_i = first * product over k < rounds of e_k^bit(rounds - 1 - k) of i: what a fold of 2^rounds items multiplies item
 * i with. The first round folds the most significant bit. Alias: none. Time: constant. */
void sgm_fold_tensor(const sgm_backend *be, sgm_sc *r, const sgm_sc *first, const sgm_sc *e, uint32_t rounds);

/* base^digits. In: it fits. */
static inline size_t sgm_power(uint32_t base, uint32_t digits)
{
    size_t n = 1;
    while (digits-- > 0)
        n *= base;
    return n;
}

#endif
