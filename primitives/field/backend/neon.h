/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Field backend for NEON (aarch64): two lanes, ten half registers of radix 2^25.5, one element per 32-bit lane. */
#include "primitives/base/assume.h"
#include "primitives/base/bytes.h"
#include "primitives/base/ct.h"
#include "primitives/field/fe.h"

#include <arm_neon.h>

#define SGM_LANES        2
#define SGM_CHAINS       1
#define SGM_BATCH        64
#define SGM_FIXED_WINDOW 5
#define SGM_STRAUS_WNAF  0

/* a = sum v[i] 2^ceil(25.5 i) in every lane: even limbs have 26 bits, odd limbs 25. With n = 26 or 25, limbs
 *   TIGHT   < 2^n + 2^16
 *   LOOSE   < 3 * 2^n + 2^16    tight + tight, or tight + 2p - tight (2p has limbs 2^(n+1) - 2, the lowest - 38)
 *   LOOSE2  < 7 * 2^n + 2^16    loose + loose, or loose + 4p - loose; below 2^32
 *   READY   < 3 * 2^n + 2^16    so that l_ready is a copy, and 19 * READY is below 2^32
 * Largest intermediates of l_mul for READY inputs, against 2^64: column 0 is the sum of one product of even limbs and
 * 19 times four of those and five doubled ones of odd limbs, below 9.01 (1 + 19 * 6.5) 2^52 < 2^63; the carry out of a
 * column is below 2^38. Column 9 has no 19s: below 10 * 9.01 * 2^51 < 2^58, 19 times its carry below 2^38. */
typedef struct sgm_limbs {
    uint32x2_t v[10];
} sgm_limbs;

typedef uint32x2_t sgm_mask; /* 0 or all ones in every lane */
typedef uint64x2_t sgm_w;

/* Multiplications stay out of line: inlined into the formulas, they would not fit an instruction cache. */
#define SGM_MUL_CALL static __attribute__((noinline))

/* Width, low part and carry of limb i. */
SGM_INLINE int limb_bits(int i) { return i % 2 == 0 ? 26 : 25; }
SGM_INLINE uint32_t limb_mask(int i) { return ((uint32_t)1 << limb_bits(i)) - 1; }
SGM_INLINE uint32x2_t v_low(uint32x2_t a, int i) { return vand_u32(a, vdup_n_u32(limb_mask(i))); }
SGM_INLINE uint32x2_t v_carry(uint32x2_t a, int i) { return vshl_u32(a, vdup_n_s32(-limb_bits(i))); }

/* Limb i of p, every limb but the lowest full. */
SGM_INLINE uint32_t limb_of_p(int i) { return limb_mask(i) - (i == 0 ? 18 : 0); }

SGM_INLINE void l_add(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    for (int i = 0; i < 10; i++)
        r->v[i] = vadd_u32(a->v[i], b->v[i]);
}

/* r = a + n p - b. */
SGM_INLINE void l_sub_biased(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b, uint32_t n)
{
    for (int i = 0; i < 10; i++)
        r->v[i] = vsub_u32(vadd_u32(a->v[i], vdup_n_u32(n * limb_of_p(i))), b->v[i]);
}

SGM_INLINE void l_sub(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b) { l_sub_biased(r, a, b, 2); }

SGM_INLINE void l_sub2(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b) { l_sub_biased(r, a, b, 4); }

/* 2p - a in the lanes of m. */
SGM_INLINE void l_cneg(sgm_limbs *r, sgm_mask m, const sgm_limbs *a)
{
    for (int i = 0; i < 10; i++)
        r->v[i] = vbsl_u32(m, vsub_u32(vdup_n_u32(2 * limb_of_p(i)), a->v[i]), a->v[i]);
}

SGM_INLINE void l_ready(sgm_limbs *r, const sgm_limbs *a) { *r = *a; }

/* All carries at once: each is at most 7, so the limbs end below 2^n + 19 * 7. */
SGM_INLINE void l_carry(sgm_limbs *r, const sgm_limbs *a)
{
    uint32x2_t c[10];
    for (int i = 0; i < 10; i++)
        c[i] = v_carry(a->v[i], i);
    r->v[0] = vmla_n_u32(v_low(a->v[0], 0), c[9], 19);
    for (int i = 1; i < 10; i++)
        r->v[i] = vadd_u32(v_low(a->v[i], i), c[i - 1]);
}

SGM_INLINE void l_ready2(sgm_limbs *r, const sgm_limbs *a) { l_carry(r, a); }

/* 19 a. The barrier keeps clang from making the sum a 64-bit multiplication, which NEON lacks. */
SGM_INLINE uint64x2_t v_19(uint64x2_t a)
{
    uint64x2_t three = vaddq_u64(a, vaddq_u64(a, a));
    SGM_HIDE("w", three);
    return vaddq_u64(three, vshlq_n_u64(a, 4));
}

/* Column sums to tight limbs: two chains of carries side by side, from column 0 and from column 4, each on to where the
 * other began. Only limbs 1 and 5 receive a carry after they were cut, below (2^38 + 2^26) / 2^26 < 2^13. */
#define CARRY(from, to, bits)                                                                                          \
    h[to] = vsraq_n_u64(h[to], h[from], bits);                                                                         \
    h[from] = vandq_u64(h[from], vdupq_n_u64(limb_mask(from)));
SGM_INLINE void l_reduce_columns(sgm_limbs *r, uint64x2_t h[10])
{
    CARRY(0, 1, 26)
    CARRY(4, 5, 26)
    CARRY(1, 2, 25)
    CARRY(5, 6, 25)
    CARRY(2, 3, 26)
    CARRY(6, 7, 26)
    CARRY(3, 4, 25)
    CARRY(7, 8, 25)
    CARRY(4, 5, 26)
    CARRY(8, 9, 26)
    h[0] = vaddq_u64(h[0], v_19(vshrq_n_u64(h[9], 25)));
    h[9] = vandq_u64(h[9], vdupq_n_u64(limb_mask(9)));
    CARRY(0, 1, 26)
    for (int i = 0; i < 10; i++)
        r->v[i] = vmovn_u64(h[i]);
}
#undef CARRY

/* One limb of a times all of b: x in the even columns, y in the odd ones. */
#define ROW(x, y, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9)                                                              \
    h[0] = vmlal_u32(h[0], x, c0);                                                                                     \
    h[1] = vmlal_u32(h[1], y, c1);                                                                                     \
    h[2] = vmlal_u32(h[2], x, c2);                                                                                     \
    h[3] = vmlal_u32(h[3], y, c3);                                                                                     \
    h[4] = vmlal_u32(h[4], x, c4);                                                                                     \
    h[5] = vmlal_u32(h[5], y, c5);                                                                                     \
    h[6] = vmlal_u32(h[6], x, c6);                                                                                     \
    h[7] = vmlal_u32(h[7], y, c7);                                                                                     \
    h[8] = vmlal_u32(h[8], x, c8);                                                                                     \
    h[9] = vmlal_u32(h[9], y, c9);

SGM_INLINE uint32x2_t v_twice(uint32x2_t a) { return vadd_u32(a, a); }

/* clang-format off */
/* A product of two odd limbs has weight 2^51 2^(51 (i + j - 2) / 2), twice that of column i + j; column 10 + k counts
 * 19 times in column k. */
SGM_MUL_CALL void l_mul(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    const uint32x2_t *f = a->v;
    const uint32x2_t b0 = b->v[0], b1 = b->v[1], b2 = b->v[2], b3 = b->v[3], b4 = b->v[4];
    const uint32x2_t b5 = b->v[5], b6 = b->v[6], b7 = b->v[7], b8 = b->v[8], b9 = b->v[9], n19 = vdup_n_u32(19);
    const uint32x2_t c1 = vmul_u32(b1, n19), c2 = vmul_u32(b2, n19), c3 = vmul_u32(b3, n19), c4 = vmul_u32(b4, n19);
    const uint32x2_t c5 = vmul_u32(b5, n19), c6 = vmul_u32(b6, n19), c7 = vmul_u32(b7, n19), c8 = vmul_u32(b8, n19);
    const uint32x2_t c9 = vmul_u32(b9, n19);
    uint64x2_t h[10];
    for (int k = 0; k < 10; k++)
        h[k] = vmull_u32(f[0], b->v[k]);
    ROW(v_twice(f[1]), f[1], c9, b0, b1, b2, b3, b4, b5, b6, b7, b8)
    ROW(f[2],          f[2], c8, c9, b0, b1, b2, b3, b4, b5, b6, b7)
    ROW(v_twice(f[3]), f[3], c7, c8, c9, b0, b1, b2, b3, b4, b5, b6)
    ROW(f[4],          f[4], c6, c7, c8, c9, b0, b1, b2, b3, b4, b5)
    ROW(v_twice(f[5]), f[5], c5, c6, c7, c8, c9, b0, b1, b2, b3, b4)
    ROW(f[6],          f[6], c4, c5, c6, c7, c8, c9, b0, b1, b2, b3)
    ROW(v_twice(f[7]), f[7], c3, c4, c5, c6, c7, c8, c9, b0, b1, b2)
    ROW(f[8],          f[8], c2, c3, c4, c5, c6, c7, c8, c9, b0, b1)
    ROW(v_twice(f[9]), f[9], c1, c2, c3, c4, c5, c6, c7, c8, c9, b0)
    l_reduce_columns(r, h);
}

/* The same with each product of different limbs taken once: d = 2 a, e = 19 a, g = 38 a. */
#define SUM2(a, b, c, d)                         vmlal_u32(vmull_u32(a, b), c, d)
#define SUM4(a, b, c, d, e, f, g, h)             vmlal_u32(vmlal_u32(SUM2(a, b, c, d), e, f), g, h)
#define SUM5(a, b, c, d, e, f, g, h, i, j)       vmlal_u32(SUM4(a, b, c, d, e, f, g, h), i, j)
#define SUM6(a, b, c, d, e, f, g, h, i, j, k, l) vmlal_u32(SUM5(a, b, c, d, e, f, g, h, i, j), k, l)
SGM_MUL_CALL void l_sqr(sgm_limbs *r, const sgm_limbs *a)
{
    const uint32x2_t a0 = a->v[0], a1 = a->v[1], a2 = a->v[2], a3 = a->v[3], a4 = a->v[4];
    const uint32x2_t a5 = a->v[5], a6 = a->v[6], a7 = a->v[7], a8 = a->v[8], a9 = a->v[9], n19 = vdup_n_u32(19);
    const uint32x2_t d0 = v_twice(a0), d1 = v_twice(a1), d2 = v_twice(a2), d3 = v_twice(a3), d4 = v_twice(a4);
    const uint32x2_t d5 = v_twice(a5), d6 = v_twice(a6), d7 = v_twice(a7), d8 = v_twice(a8);
    const uint32x2_t e5 = vmul_u32(a5, n19), e6 = vmul_u32(a6, n19), e7 = vmul_u32(a7, n19), e8 = vmul_u32(a8, n19);
    const uint32x2_t e9 = vmul_u32(a9, n19), g7 = v_twice(e7), g9 = v_twice(e9);
    uint64x2_t h[10] = {
        SUM6(a0, a0, d1, g9, d2, e8, d3, g7, d4, e6, d5, e5),
        SUM5(d0, a1, d2, e9, d3, e8, d4, e7, d5, e6),
        SUM6(d0, a2, d1, a1, d3, g9, d4, e8, d5, g7, a6, e6),
        SUM5(d0, a3, d1, a2, d4, e9, d5, e8, d6, e7),
        SUM6(d0, a4, d1, d3, a2, a2, d5, g9, d6, e8, d7, e7),
        SUM5(d0, a5, d1, a4, d2, a3, d6, e9, d7, e8),
        SUM6(d0, a6, d1, d5, d2, a4, d3, a3, d7, g9, a8, e8),
        SUM5(d0, a7, d1, a6, d2, a5, d3, a4, d8, e9),
        SUM6(d0, a8, d1, d7, d2, a6, d3, d5, a4, a4, a9, g9),
        SUM5(d0, a9, d1, a8, d2, a7, d3, a6, d4, a5),
    };
    l_reduce_columns(r, h);
}
/* clang-format on */
#undef ROW
#undef SUM2
#undef SUM4
#undef SUM5
#undef SUM6

SGM_INLINE void l_select(sgm_limbs *r, sgm_mask m, const sgm_limbs *a, const sgm_limbs *b)
{
    for (int i = 0; i < 10; i++)
        r->v[i] = vbsl_u32(m, a->v[i], b->v[i]);
}

/* q = 1 exactly where a >= p, found by carrying a + 19 through; then a - q p = a + 19 q mod 2^255. Tight is below
 * 2p, so one subtraction is enough. */
SGM_INLINE void l_freeze(sgm_limbs *r, const sgm_limbs *a)
{
    uint32x2_t q = vdup_n_u32(19);
    for (int i = 0; i < 10; i++)
        q = v_carry(vadd_u32(a->v[i], q), i);
    uint32x2_t carry = vmul_n_u32(q, 19);
    for (int i = 0; i < 10; i++) {
        uint32x2_t x = vadd_u32(a->v[i], carry);
        r->v[i] = v_low(x, i);
        carry = v_carry(x, i);
    }
}

SGM_INLINE sgm_mask l_is_zero(const sgm_limbs *a)
{
    uint32x2_t any = a->v[0];
    for (int i = 1; i < 10; i++)
        any = vorr_u32(any, a->v[i]);
    return vceqz_u32(any);
}

SGM_INLINE sgm_mask l_is_odd(const sgm_limbs *a) { return vtst_u32(a->v[0], vdup_n_u32(1)); }

SGM_INLINE uint64x2_t v_pair(uint64_t a, uint64_t b) { return vcombine_u64(vcreate_u64(a), vcreate_u64(b)); }

/* Limbs from five words of radix 2^51 below 2^52. */
SGM_INLINE void l_split(sgm_limbs *r, const uint64x2_t w[5])
{
    for (int i = 0; i < 5; i++) {
        r->v[2 * i] = v_low(vmovn_u64(w[i]), 0);
        r->v[2 * i + 1] = vshrn_n_u64(w[i], 26);
    }
}

SGM_INLINE void l_load(sgm_limbs *r, const sgm_fe *const p[SGM_LANES])
{
    uint64x2_t w[5];
    for (int i = 0; i < 5; i++)
        w[i] = v_pair(p[0]->v[i], p[1]->v[i]);
    l_split(r, w);
}

/* Word i of lane l at p[l][i]. */
SGM_INLINE void w_scatter(uint64_t *const p[SGM_LANES], int i, uint64x2_t w)
{
    p[0][i] = vgetq_lane_u64(w, 0);
    p[1][i] = vgetq_lane_u64(w, 1);
}

/* And the words of radix 2^51 of tight limbs. */
SGM_INLINE void l_to_words(uint64x2_t w[5], const sgm_limbs *a)
{
    for (int i = 0; i < 5; i++)
        w[i] = vaddw_u32(vshll_n_u32(a->v[2 * i + 1], 26), a->v[2 * i]);
}

SGM_INLINE void l_from_words(sgm_limbs *r, const uint64x2_t w[5]) { l_split(r, w); }

SGM_INLINE void l_store(sgm_fe *const p[SGM_LANES], const sgm_limbs *a)
{
    uint64_t *const q[SGM_LANES] = {p[0]->v, p[1]->v};
    uint64x2_t w[5];
    l_to_words(w, a);
    for (int i = 0; i < 5; i++)
        w_scatter(q, i, w[i]);
}

SGM_INLINE void l_store_affine(sgm_affine *const p[SGM_LANES], const sgm_limbs e[3])
{
    uint64_t *const q[3][SGM_LANES] = {
        {p[0]->yplusx.v, p[1]->yplusx.v}, {p[0]->yminusx.v, p[1]->yminusx.v}, {p[0]->t2d.v, p[1]->t2d.v}};
    for (int k = 0; k < 3; k++) {
        uint64x2_t w[5];
        l_to_words(w, &e[k]);
        for (int i = 0; i < 5; i++)
            w_scatter(q[k], i, w[i]);
    }
    p[0]->pad = p[1]->pad = 0;
}

/* Three elements of a point, the first two swapped where m. */
SGM_INLINE void l_affine_words(sgm_limbs r[3], const uint64x2_t w[15], sgm_mask m)
{
    sgm_limbs e[2];
    l_split(&e[0], w);
    l_split(&e[1], w + 5);
    l_select(&r[0], m, &e[1], &e[0]);
    l_select(&r[1], m, &e[0], &e[1]);
    l_split(&r[2], w + 10);
}

SGM_INLINE void l_load_affine(sgm_limbs r[3], const sgm_affine *const p[SGM_LANES], sgm_mask m)
{
    uint64x2_t w[15];
    for (int i = 0; i < 5; i++) {
        w[i] = v_pair(p[0]->yplusx.v[i], p[1]->yplusx.v[i]);
        w[i + 5] = v_pair(p[0]->yminusx.v[i], p[1]->yminusx.v[i]);
        w[i + 10] = v_pair(p[0]->t2d.v[i], p[1]->t2d.v[i]);
    }
    l_affine_words(r, w, m);
}

#include "primitives/field/row.inc.h"

SGM_INLINE void l_splat(sgm_limbs *r, const sgm_fe *c)
{
    const sgm_fe *const p[SGM_LANES] = {c, c};
    l_load(r, p);
}

SGM_INLINE uint32_t l_largest(sgm_level level, int i)
{
    static const uint32_t multiple[4] = {[SGM_TIGHT] = 1, [SGM_LOOSE] = 3, [SGM_LOOSE2] = 7, [SGM_READY] = 3};
    return (multiple[level] << limb_bits(i)) + ((uint32_t)1 << 16) - 1;
}

SGM_INLINE int l_within(const sgm_limbs *a, sgm_level level)
{
    uint32x2_t over = vdup_n_u32(0);
    for (int i = 0; i < 10; i++)
        over = vorr_u32(over, vcgt_u32(a->v[i], vdup_n_u32(l_largest(level, i))));
    return vmaxv_u32(over) == 0;
}

SGM_INLINE void l_worst(sgm_limbs *r, sgm_level level)
{
    for (int i = 0; i < 10; i++)
        r->v[i] = vdup_n_u32(l_largest(level, i));
}

SGM_INLINE sgm_mask m_none(void) { return vdup_n_u32(0); }
SGM_INLINE sgm_mask m_and(sgm_mask a, sgm_mask b) { return vand_u32(a, b); }
SGM_INLINE sgm_mask m_or(sgm_mask a, sgm_mask b) { return vorr_u32(a, b); }
SGM_INLINE sgm_mask m_not(sgm_mask a) { return vmvn_u32(a); }
SGM_INLINE sgm_mask m_equal(const uint64_t index[SGM_LANES], uint64_t x)
{
    return vmovn_u64(vceqq_u64(v_pair(index[0], index[1]), vdupq_n_u64(x)));
}
SGM_INLINE sgm_mask m_bits(unsigned bits) { return vtst_u32(vdup_n_u32(bits), vcreate_u32(1 | (uint64_t)2 << 32)); }
SGM_INLINE sgm_mask m_from(const uint64_t flag[SGM_LANES])
{
    return vsub_u32(vdup_n_u32(0), vmovn_u64(v_pair(flag[0], flag[1])));
}
SGM_INLINE void m_flags(uint64_t flag[SGM_LANES], sgm_mask m)
{
    flag[0] = vget_lane_u32(m, 0) & 1;
    flag[1] = vget_lane_u32(m, 1) & 1;
}

SGM_INLINE sgm_w w_load(const uint64_t *p) { return vld1q_u64(p); }
SGM_INLINE void w_store(uint64_t *p, sgm_w a) { vst1q_u64(p, a); }
SGM_INLINE sgm_w w_xor(sgm_w a, sgm_w b) { return veorq_u64(a, b); }
SGM_INLINE sgm_w w_andnot(sgm_w a, sgm_w b) { return vbicq_u64(b, a); }
SGM_INLINE sgm_w w_splat(uint64_t x) { return vdupq_n_u64(x); }
#define w_rol(a, n) vsriq_n_u64(vshlq_n_u64(a, n), a, 64 - (n)) /* the count must be a literal, at -O0 too */
SGM_INLINE sgm_w w_and(sgm_w a, sgm_w b) { return vandq_u64(a, b); }
SGM_INLINE sgm_w w_or(sgm_w a, sgm_w b) { return vorrq_u64(a, b); }
#define w_shl(a, n) vshlq_n_u64(a, n)
#define w_shr(a, n) vshrq_n_u64(a, n)
SGM_INLINE sgm_mask w_is_zero(sgm_w a) { return vmovn_u64(vceqzq_u64(a)); }
SGM_INLINE sgm_w w_select(sgm_mask m, sgm_w a, sgm_w b)
{
    return vbslq_u64(vreinterpretq_u64_s64(vmovl_s32(vreinterpret_s32_u32(m))), a, b);
}
SGM_INLINE void w_load_rows(sgm_w w[4], const uint8_t *const p[SGM_LANES])
{
    for (int k = 0; k < 4; k++)
        w[k] = v_pair(sgm_load64(p[0] + 8 * k), sgm_load64(p[1] + 8 * k));
}
SGM_INLINE void w_store_rows(uint8_t *const p[SGM_LANES], const sgm_w w[4])
{
    for (int k = 0; k < 4; k++) {
        sgm_store64(p[0] + 8 * k, vgetq_lane_u64(w[k], 0));
        sgm_store64(p[1] + 8 * k, vgetq_lane_u64(w[k], 1));
    }
}
