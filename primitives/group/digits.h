/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Signed digits of a scalar, carry-free: add one constant, then cut the sum into windows. */
#ifndef SGM_GROUP_DIGITS_H
#define SGM_GROUP_DIGITS_H

#include "primitives/base/assume.h"
#include "primitives/base/ct.h"
#include "primitives/field/fe.h"
#include "primitives/scalar/sc.h"

/* Scalars k < 2^bits in windows of c bits: k = sum d_w 2^(c w) over w < W = ceil((bits + 1) / c).
 * With e = k + sum over w < W-1 of 2^(c-1) 2^(c w), the digit of every window but the top one is its c bits of e minus
 * 2^(c-1), so -2^(c-1) <= d_w < 2^(c-1); the top one is what remains of e, at most 2^(c-1) because
 * k / 2^(c (W-1)) < 2^(c-1) and the sum carries at most 1 into it. bits <= 253 keeps e below 2^255. */
SGM_INLINE unsigned digits_count(unsigned bits, unsigned c) { return bits / c + 1; }

/* The constant. In: W as above. Time: constant. */
SGM_INLINE void digits_bias(uint64_t bias[4], unsigned c, unsigned W)
{
    for (int i = 0; i < 4; i++)
        bias[i] = 0;
    for (unsigned w = 0; w + 1 < W; w++) {
        unsigned position = c * w + c - 1;
        bias[position / 64] |= (uint64_t)1 << position % 64;
    }
}

/* e = k + bias. Time: constant. */
SGM_INLINE void digits_prepare(uint64_t e[4], const sgm_sc *k, const uint64_t bias[4])
{
    sgm_u128 t = 0;
    for (int i = 0; i < 4; i++) {
        t += (sgm_u128)k->v[i] + bias[i];
        e[i] = (uint64_t)t;
        t >>= 64;
    }
}

/* d_w. In: c <= 16. Time: constant in e; the position is public. */
SGM_INLINE int32_t digits_get(const uint64_t e[4], unsigned c, unsigned W, unsigned w)
{
    unsigned position = c * w, word = position / 64, shift = position % 64;
    uint64_t x = e[word] >> shift;
    if (shift + c > 64 && word < 3)
        x |= e[word + 1] << (64 - shift);
    int32_t digit = (int32_t)(x & (((uint64_t)1 << c) - 1));
    return w + 1 < W ? digit - ((int32_t)1 << (c - 1)) : digit;
}

/* The digits of eight windows of 4 bits, none of them the top one, from the bits of e that they are cut from: a byte
 * each, the lowest first. A byte x ^ 8 below 16 has bit 3 where x - 8 is negative, and takes 0xf0 then. Time: constant.
 */
SGM_INLINE uint64_t digits_eight(uint32_t bits)
{
    uint64_t x = bits;
    x = (x | x << 16) & UINT64_C(0x0000ffff0000ffff);
    x = (x | x << 8) & UINT64_C(0x00ff00ff00ff00ff);
    x = (x | x << 4) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    x ^= UINT64_C(0x0808080808080808);
    return x | (x & UINT64_C(0x0808080808080808)) * (0xf0 / 8);
}

/* |d|, and 1 in *negative if d < 0. Time: constant. */
SGM_INLINE uint64_t digits_abs(uint64_t *negative, int32_t d)
{
    *negative = (uint64_t)(uint32_t)d >> 31;
    uint64_t m = sgm_ct_mask(*negative);
    return ((uint64_t)(int64_t)d ^ m) + *negative;
}

#endif
