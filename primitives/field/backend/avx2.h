/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Field backend for AVX2: four lanes, ten registers of radix 2^25.5, one element per 64-bit lane. */
#include "primitives/base/assume.h"
#include "primitives/base/ct.h"
#include "primitives/field/fe.h"

#include <immintrin.h>

#define SGM_LANES        4
#define SGM_CHAINS       2
#define SGM_BATCH        64
#define SGM_FIXED_WINDOW 6
#define SGM_STRAUS_WNAF  0

/* a = sum v[i] 2^ceil(25.5 i) in every lane: even limbs have 26 bits, odd limbs 25. With n = 26 or 25, limbs
 *   TIGHT   < 2^n + 2^16
 *   LOOSE   < 3 * 2^n + 2^16    tight + tight, or tight + 2p - tight (2p has limbs 2^(n+1) - 2, the lowest - 38)
 *   LOOSE2  < 7 * 2^n + 2^16    loose + loose, or loose + 4p - loose
 *   READY   < 3 * 2^n + 2^16    so that l_ready is a copy; vpmuludq drops every bit from 32 on, and 19 * READY < 2^32
 * Largest intermediates of l_mul for READY inputs, against 2^64: column 0 is the sum of one product of even limbs and
 * 19 times four of those and five doubled ones of odd limbs, below 9.01 (1 + 19 * 6.5) 2^52 < 2^63; the carry out of a
 * column is below 2^38. Column 9 has no 19s: below 10 * 9.01 * 2^51 < 2^58, 19 times its carry below 2^38. */
typedef struct sgm_limbs {
    __m256i v[10];
} sgm_limbs;

typedef __m256i sgm_mask; /* 0 or all ones in every lane */
typedef __m256i sgm_w;

/* Multiplications stay out of line: inlined into the formulas, code of ten times the size runs three times slower.
 * Their frames are realigned, because clang would spill to addresses that cross cache lines. */
#define SGM_MUL_CALL static __attribute__((noinline, force_align_arg_pointer))

/* Words of four lanes. */
SGM_INLINE __m256i v_set(uint64_t x) { return _mm256_set1_epi64x((int64_t)x); }
SGM_INLINE __m256i v_add(__m256i a, __m256i b) { return _mm256_add_epi64(a, b); }
SGM_INLINE __m256i v_sub(__m256i a, __m256i b) { return _mm256_sub_epi64(a, b); }
SGM_INLINE __m256i v_twice(__m256i a) { return _mm256_add_epi64(a, a); }
SGM_INLINE __m256i v_mul(__m256i a, __m256i b) { return _mm256_mul_epu32(a, b); }

/* 19 a. The barrier keeps clang from making the sum a 64-bit multiplication, which AVX2 has to put together. */
SGM_INLINE __m256i v_19(__m256i a)
{
    __m256i three = v_add(a, v_twice(a));
    SGM_HIDE("x", three);
    return v_add(three, _mm256_slli_epi64(a, 4));
}

/* 19 times the low half; the barrier keeps clang from multiplying the whole word, four instructions instead of one. */
SGM_INLINE __m256i v_mul19(__m256i a)
{
    __m256i r = v_mul(a, v_set(19));
    SGM_HIDE("x", r);
    return r;
}

/* Width, low part and carry of limb i. In: i constant after unrolling. */
SGM_INLINE int limb_bits(int i) { return i % 2 == 0 ? 26 : 25; }
SGM_INLINE __m256i v_low(__m256i a, int i) { return _mm256_and_si256(a, v_set(((uint64_t)1 << limb_bits(i)) - 1)); }
SGM_INLINE __m256i v_carry(__m256i a, int i) { return _mm256_srli_epi64(a, limb_bits(i)); }

SGM_INLINE void l_add(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    for (int i = 0; i < 10; i++)
        r->v[i] = v_add(a->v[i], b->v[i]);
}

/* Limb i of p, every limb but the lowest full. */
SGM_INLINE uint64_t limb_of_p(int i) { return ((uint64_t)1 << limb_bits(i)) - (i == 0 ? 19 : 1); }

/* r = a + n p - b. */
SGM_INLINE void l_sub_biased(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b, uint64_t n)
{
    for (int i = 0; i < 10; i++)
        r->v[i] = v_sub(v_add(a->v[i], v_set(n * limb_of_p(i))), b->v[i]);
}

SGM_INLINE void l_sub(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b) { l_sub_biased(r, a, b, 2); }

SGM_INLINE void l_sub2(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b) { l_sub_biased(r, a, b, 4); }

/* 2p - a = ~a + (2p + 1) in the lanes of m. */
SGM_INLINE void l_cneg(sgm_limbs *r, sgm_mask m, const sgm_limbs *a)
{
    for (int i = 0; i < 10; i++)
        r->v[i] = v_add(_mm256_xor_si256(a->v[i], m), _mm256_and_si256(m, v_set(2 * limb_of_p(i) + 1)));
}

SGM_INLINE void l_ready(sgm_limbs *r, const sgm_limbs *a) { *r = *a; }

/* All carries at once: each is at most 7, so the limbs end below 2^n + 19 * 7. */
SGM_INLINE void l_carry(sgm_limbs *r, const sgm_limbs *a)
{
    __m256i c[10];
    for (int i = 0; i < 10; i++)
        c[i] = v_carry(a->v[i], i);
    r->v[0] = v_add(v_low(a->v[0], 0), v_19(c[9]));
    for (int i = 1; i < 10; i++)
        r->v[i] = v_add(v_low(a->v[i], i), c[i - 1]);
}

SGM_INLINE void l_ready2(sgm_limbs *r, const sgm_limbs *a) { l_carry(r, a); }

/* Column sums to tight limbs: two chains of carries side by side, from column 0 and from column 4, each on to where the
 * other began. Only limbs 1 and 5 receive a carry after they were cut, below (2^38 + 2^26) / 2^26 < 2^13. */
#define CARRY(from, to)                                                                                                \
    h##to = v_add(h##to, v_carry(h##from, from));                                                                      \
    h##from = v_low(h##from, from);
SGM_INLINE void l_reduce_columns(sgm_limbs *r, __m256i h0, __m256i h1, __m256i h2, __m256i h3, __m256i h4, __m256i h5,
                                 __m256i h6, __m256i h7, __m256i h8, __m256i h9)
{
    CARRY(0, 1)
    CARRY(4, 5)
    CARRY(1, 2)
    CARRY(5, 6)
    CARRY(2, 3)
    CARRY(6, 7)
    CARRY(3, 4)
    CARRY(7, 8)
    CARRY(4, 5)
    CARRY(8, 9)
    h0 = v_add(h0, v_19(v_carry(h9, 9)));
    h9 = v_low(h9, 9);
    CARRY(0, 1)
    r->v[0] = h0;
    r->v[1] = h1;
    r->v[2] = h2;
    r->v[3] = h3;
    r->v[4] = h4;
    r->v[5] = h5;
    r->v[6] = h6;
    r->v[7] = h7;
    r->v[8] = h8;
    r->v[9] = h9;
}
#undef CARRY

/* Sums of products. */
#define SUM2(a, b, c, d)                         v_add(v_mul(a, b), v_mul(c, d))
#define SUM4(a, b, c, d, e, f, g, h)             v_add(SUM2(a, b, c, d), SUM2(e, f, g, h))
#define SUM5(a, b, c, d, e, f, g, h, i, j)       v_add(SUM4(a, b, c, d, e, f, g, h), v_mul(i, j))
#define SUM6(a, b, c, d, e, f, g, h, i, j, k, l) v_add(SUM4(a, b, c, d, e, f, g, h), SUM2(i, j, k, l))

/* A column of l_mul: ten limbs of a, five of them perhaps doubled, times limbs of b or 19 b. */
#define COLUMN(x1, x3, x5, x7, x9, y0, y1, y2, y3, y4, y5, y6, y7, y8, y9)                                             \
    v_add(SUM5(a0, y0, x1, y1, a2, y2, x3, y3, a4, y4), SUM5(x5, y5, a6, y6, x7, y7, a8, y8, x9, y9))
#define EVEN(...) COLUMN(d1, d3, d5, d7, d9, __VA_ARGS__)
#define ODD(...)  COLUMN(a1, a3, a5, a7, a9, __VA_ARGS__)

/* clang-format off */
/* A product of two odd limbs has weight 2^51 2^(51 (i + j - 2) / 2), twice that of column i + j; column 10 + k counts
 * 19 times in column k. d = 2 a, c = 19 b. */
SGM_MUL_CALL void l_mul(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    const __m256i a0 = a->v[0], a1 = a->v[1], a2 = a->v[2], a3 = a->v[3], a4 = a->v[4];
    const __m256i a5 = a->v[5], a6 = a->v[6], a7 = a->v[7], a8 = a->v[8], a9 = a->v[9];
    const __m256i d1 = v_twice(a1), d3 = v_twice(a3), d5 = v_twice(a5), d7 = v_twice(a7), d9 = v_twice(a9);
    const __m256i b0 = b->v[0], b1 = b->v[1], b2 = b->v[2], b3 = b->v[3], b4 = b->v[4];
    const __m256i b5 = b->v[5], b6 = b->v[6], b7 = b->v[7], b8 = b->v[8], b9 = b->v[9];
    const __m256i c1 = v_mul19(b1), c2 = v_mul19(b2), c3 = v_mul19(b3), c4 = v_mul19(b4), c5 = v_mul19(b5);
    const __m256i c6 = v_mul19(b6), c7 = v_mul19(b7), c8 = v_mul19(b8), c9 = v_mul19(b9);
    l_reduce_columns(r,
        EVEN(b0, c9, c8, c7, c6, c5, c4, c3, c2, c1),
        ODD (b1, b0, c9, c8, c7, c6, c5, c4, c3, c2),
        EVEN(b2, b1, b0, c9, c8, c7, c6, c5, c4, c3),
        ODD (b3, b2, b1, b0, c9, c8, c7, c6, c5, c4),
        EVEN(b4, b3, b2, b1, b0, c9, c8, c7, c6, c5),
        ODD (b5, b4, b3, b2, b1, b0, c9, c8, c7, c6),
        EVEN(b6, b5, b4, b3, b2, b1, b0, c9, c8, c7),
        ODD (b7, b6, b5, b4, b3, b2, b1, b0, c9, c8),
        EVEN(b8, b7, b6, b5, b4, b3, b2, b1, b0, c9),
        ODD (b9, b8, b7, b6, b5, b4, b3, b2, b1, b0));
}

/* The same with each product of different limbs taken once: d = 2 a, e = 19 a, g = 38 a. */
SGM_MUL_CALL void l_sqr(sgm_limbs *r, const sgm_limbs *a)
{
    const __m256i a0 = a->v[0], a1 = a->v[1], a2 = a->v[2], a3 = a->v[3], a4 = a->v[4];
    const __m256i a5 = a->v[5], a6 = a->v[6], a7 = a->v[7], a8 = a->v[8], a9 = a->v[9];
    const __m256i d0 = v_twice(a0), d1 = v_twice(a1), d2 = v_twice(a2), d3 = v_twice(a3), d4 = v_twice(a4);
    const __m256i d5 = v_twice(a5), d6 = v_twice(a6), d7 = v_twice(a7), d8 = v_twice(a8);
    const __m256i e5 = v_mul19(a5), e6 = v_mul19(a6), e7 = v_mul19(a7), e8 = v_mul19(a8), e9 = v_mul19(a9);
    const __m256i g7 = v_twice(e7), g9 = v_twice(e9);
    l_reduce_columns(r,
        SUM6(a0, a0, d1, g9, d2, e8, d3, g7, d4, e6, d5, e5),
        SUM5(d0, a1, d2, e9, d3, e8, d4, e7, d5, e6),
        SUM6(d0, a2, d1, a1, d3, g9, d4, e8, d5, g7, a6, e6),
        SUM5(d0, a3, d1, a2, d4, e9, d5, e8, d6, e7),
        SUM6(d0, a4, d1, d3, a2, a2, d5, g9, d6, e8, d7, e7),
        SUM5(d0, a5, d1, a4, d2, a3, d6, e9, d7, e8),
        SUM6(d0, a6, d1, d5, d2, a4, d3, a3, d7, g9, a8, e8),
        SUM5(d0, a7, d1, a6, d2, a5, d3, a4, d8, e9),
        SUM6(d0, a8, d1, d7, d2, a6, d3, d5, a4, a4, a9, g9),
        SUM5(d0, a9, d1, a8, d2, a7, d3, a6, d4, a5));
}
/* clang-format on */
#undef SUM2
#undef SUM4
#undef SUM5
#undef SUM6
#undef COLUMN
#undef EVEN
#undef ODD

SGM_INLINE void l_select(sgm_limbs *r, sgm_mask m, const sgm_limbs *a, const sgm_limbs *b)
{
    for (int i = 0; i < 10; i++)
        r->v[i] = _mm256_blendv_epi8(b->v[i], a->v[i], m);
}

/* q = 1 exactly where a >= p, found by carrying a + 19 through; then a - q p = a + 19 q mod 2^255. Tight is below
 * 2p, so one subtraction is enough. */
SGM_INLINE void l_freeze(sgm_limbs *r, const sgm_limbs *a)
{
    __m256i q = v_set(19);
    for (int i = 0; i < 10; i++)
        q = v_carry(v_add(a->v[i], q), i);
    __m256i carry = v_19(q);
    for (int i = 0; i < 10; i++) {
        __m256i x = v_add(a->v[i], carry);
        r->v[i] = v_low(x, i);
        carry = v_carry(x, i);
    }
}

SGM_INLINE sgm_mask l_is_zero(const sgm_limbs *a)
{
    __m256i any = a->v[0];
    for (int i = 1; i < 10; i++)
        any = _mm256_or_si256(any, a->v[i]);
    return _mm256_cmpeq_epi64(any, _mm256_setzero_si256());
}

SGM_INLINE sgm_mask l_is_odd(const sgm_limbs *a)
{
    return v_sub(_mm256_setzero_si256(), _mm256_and_si256(a->v[0], v_set(1)));
}

/* Word j of row i <-> word i of row j. */
SGM_INLINE void v_transpose(__m256i w[4])
{
    const __m256i t0 = _mm256_unpacklo_epi64(w[0], w[1]); /* words 0 and 2 of rows 0 and 1 */
    const __m256i t1 = _mm256_unpackhi_epi64(w[0], w[1]); /* words 1 and 3 */
    const __m256i t2 = _mm256_unpacklo_epi64(w[2], w[3]);
    const __m256i t3 = _mm256_unpackhi_epi64(w[2], w[3]);
    w[0] = _mm256_permute2x128_si256(t0, t2, 0x20);
    w[1] = _mm256_permute2x128_si256(t1, t3, 0x20);
    w[2] = _mm256_permute2x128_si256(t0, t2, 0x31);
    w[3] = _mm256_permute2x128_si256(t1, t3, 0x31);
}

SGM_INLINE __m256i v_load(const uint64_t *p) { return _mm256_loadu_si256((const __m256i *)(const void *)p); }
SGM_INLINE void v_store(uint64_t *p, __m256i a) { _mm256_storeu_si256((__m256i *)(void *)p, a); }

/* Limbs from five words of radix 2^51 below 2^52, and back. */
SGM_INLINE void l_split(sgm_limbs *r, const __m256i w[5])
{
    for (int i = 0; i < 5; i++) {
        r->v[2 * i] = v_low(w[i], 0);
        r->v[2 * i + 1] = v_carry(w[i], 0);
    }
}

SGM_INLINE void l_from_words(sgm_limbs *r, const __m256i w[5]) { l_split(r, w); }

SGM_INLINE void l_to_words(__m256i w[5], const sgm_limbs *a)
{
    for (int i = 0; i < 5; i++)
        w[i] = v_add(a->v[2 * i], _mm256_slli_epi64(a->v[2 * i + 1], 26));
}

SGM_INLINE void l_load(sgm_limbs *r, const sgm_fe *const p[SGM_LANES])
{
    __m256i w[5];
    for (int l = 0; l < SGM_LANES; l++)
        w[l] = v_load(p[l]->v);
    v_transpose(w);
    w[4] = _mm256_set_epi64x((int64_t)p[3]->v[4], (int64_t)p[2]->v[4], (int64_t)p[1]->v[4], (int64_t)p[0]->v[4]);
    l_split(r, w);
}

SGM_INLINE void l_store(sgm_fe *const p[SGM_LANES], const sgm_limbs *a)
{
    __m256i w[5];
    uint64_t top[SGM_LANES];
    l_to_words(w, a);
    v_store(top, w[4]);
    v_transpose(w);
    for (int l = 0; l < SGM_LANES; l++) {
        v_store(p[l]->v, w[l]);
        p[l]->v[4] = top[l];
    }
}

SGM_INLINE void l_store_affine(sgm_affine *const p[SGM_LANES], const sgm_limbs e[3])
{
    __m256i w[16];
    for (int k = 0; k < 3; k++)
        l_to_words(w + 5 * k, &e[k]);
    w[15] = _mm256_setzero_si256();
    for (int k = 0; k < 4; k++) {
        v_transpose(w + 4 * k);
        for (int l = 0; l < SGM_LANES; l++)
            _mm256_store_si256((__m256i *)(void *)p[l] + k, w[4 * k + l]);
    }
}

/* The 15 words of one point per lane, as ge_madd wants them. */
SGM_INLINE void l_affine_words(sgm_limbs r[3], __m256i w[15], sgm_mask m)
{
    for (int i = 0; i < 5; i++) {
        __m256i swap = _mm256_and_si256(m, _mm256_xor_si256(w[i], w[i + 5]));
        w[i] = _mm256_xor_si256(w[i], swap);
        w[i + 5] = _mm256_xor_si256(w[i + 5], swap);
    }
    for (int k = 0; k < 3; k++)
        l_split(&r[k], w + 5 * k);
}

SGM_INLINE void l_load_affine(sgm_limbs r[3], const sgm_affine *const p[SGM_LANES], sgm_mask m)
{
    __m256i w[16];
    for (int l = 0; l < SGM_LANES; l++) {
        const __m256i *row = (const __m256i *)(const void *)p[l];
        for (int k = 0; k < 4; k++)
            w[4 * k + l] = _mm256_load_si256(row + k);
    }
    for (int k = 0; k < 4; k++)
        v_transpose(w + 4 * k);
    l_affine_words(r, w, m);
}

/* Limb k of multiple j + 1 at [k][j]: eight multiples are one register, in which vpermd looks up. */
typedef struct sgm_row {
    _Alignas(64) uint32_t limb[30][SGM_FIXED_SIZE];
} sgm_row;

SGM_INLINE void l_row_init(sgm_row *row, const sgm_affine e[SGM_FIXED_SIZE])
{
    for (int j = 0; j < SGM_FIXED_SIZE; j++)
        for (int k = 0; k < 15; k++) {
            const uint64_t w = k < 5 ? e[j].yplusx.v[k] : k < 10 ? e[j].yminusx.v[k - 5] : e[j].t2d.v[k - 10];
            row->limb[2 * k][j] = (uint32_t)w & ((1u << 26) - 1);
            row->limb[2 * k + 1][j] = (uint32_t)(w >> 26);
        }
}

SGM_INLINE void l_row_lookup(sgm_limbs r[3], const sgm_row *row, const uint64_t index[SGM_LANES], sgm_mask m)
{
    enum { GROUPS = SGM_FIXED_SIZE / 8 };
    const __m256i wanted = v_load(index), at = v_sub(wanted, v_set(1)), zero = _mm256_setzero_si256();
    const __m256i group = _mm256_srli_epi64(at, 3), none = _mm256_and_si256(_mm256_cmpeq_epi64(wanted, zero), v_set(1));
    __m256i keep[GROUPS]; /* the low half of the lanes whose multiple is in the group: vpermd moves halves */
    sgm_limbs e[3];
    for (unsigned g = 0; g < GROUPS; g++)
        keep[g] = _mm256_and_si256(_mm256_cmpeq_epi64(group, v_set(g)), v_set(UINT32_MAX));
    for (int k = 0; k < 30; k++) {
        __m256i x = zero;
        for (int g = 0; g < GROUPS; g++) {
            const __m256i t = _mm256_load_si256((const __m256i *)(const void *)(row->limb[k] + 8 * g));
            x = _mm256_or_si256(x, _mm256_and_si256(_mm256_permutevar8x32_epi32(t, at), keep[g]));
        }
        e[k / 10].v[k % 10] = x;
    }
    e[0].v[0] = _mm256_or_si256(e[0].v[0], none);
    e[1].v[0] = _mm256_or_si256(e[1].v[0], none);
    l_select(&r[0], m, &e[1], &e[0]);
    l_select(&r[1], m, &e[0], &e[1]);
    r[2] = e[2];
}

SGM_INLINE void l_row_lookup_vt(sgm_limbs r[3], const sgm_row *row, const uint64_t index[SGM_LANES], sgm_mask m)
{
    l_row_lookup(r, row, index, m);
}

SGM_INLINE void l_splat(sgm_limbs *r, const sgm_fe *c)
{
    __m256i w[5];
    for (int i = 0; i < 5; i++)
        w[i] = v_set(c->v[i]);
    l_split(r, w);
}

SGM_INLINE uint64_t l_largest(sgm_level level, int i)
{
    static const uint64_t multiple[4] = {[SGM_TIGHT] = 1, [SGM_LOOSE] = 3, [SGM_LOOSE2] = 7, [SGM_READY] = 3};
    return (multiple[level] << limb_bits(i)) + ((uint64_t)1 << 16) - 1;
}

SGM_INLINE int l_within(const sgm_limbs *a, sgm_level level)
{
    __m256i over = _mm256_setzero_si256();
    for (int i = 0; i < 10; i++) { /* the comparison is signed: bit 63 is over, too */
        over = _mm256_or_si256(over, _mm256_cmpgt_epi64(a->v[i], v_set(l_largest(level, i))));
        over = _mm256_or_si256(over, _mm256_cmpgt_epi64(_mm256_setzero_si256(), a->v[i]));
    }
    return _mm256_testz_si256(over, over);
}

SGM_INLINE void l_worst(sgm_limbs *r, sgm_level level)
{
    for (int i = 0; i < 10; i++)
        r->v[i] = v_set(l_largest(level, i));
}

SGM_INLINE sgm_mask m_none(void) { return _mm256_setzero_si256(); }
SGM_INLINE sgm_mask m_and(sgm_mask a, sgm_mask b) { return _mm256_and_si256(a, b); }
SGM_INLINE sgm_mask m_or(sgm_mask a, sgm_mask b) { return _mm256_or_si256(a, b); }
SGM_INLINE sgm_mask m_not(sgm_mask a) { return _mm256_xor_si256(a, v_set(UINT64_MAX)); }
SGM_INLINE sgm_mask m_equal(const uint64_t index[SGM_LANES], uint64_t x)
{
    return _mm256_cmpeq_epi64(v_load(index), v_set(x));
}
SGM_INLINE sgm_mask m_bits(unsigned bits)
{
    const __m256i own = _mm256_set_epi64x(8, 4, 2, 1);
    return _mm256_cmpeq_epi64(_mm256_and_si256(v_set(bits), own), own);
}
SGM_INLINE sgm_mask m_from(const uint64_t flag[SGM_LANES]) { return v_sub(m_none(), v_load(flag)); }
SGM_INLINE void m_flags(uint64_t flag[SGM_LANES], sgm_mask m) { v_store(flag, _mm256_and_si256(m, v_set(1))); }

SGM_INLINE sgm_w w_load(const uint64_t *p) { return v_load(p); }
SGM_INLINE void w_store(uint64_t *p, sgm_w a) { v_store(p, a); }
SGM_INLINE sgm_w w_xor(sgm_w a, sgm_w b) { return _mm256_xor_si256(a, b); }
SGM_INLINE sgm_w w_andnot(sgm_w a, sgm_w b) { return _mm256_andnot_si256(a, b); }
SGM_INLINE sgm_w w_splat(uint64_t x) { return v_set(x); }
SGM_INLINE sgm_w w_rol(sgm_w a, int n)
{
    return _mm256_or_si256(_mm256_slli_epi64(a, n), _mm256_srli_epi64(a, 64 - n));
}
SGM_INLINE sgm_w w_and(sgm_w a, sgm_w b) { return _mm256_and_si256(a, b); }
SGM_INLINE sgm_w w_or(sgm_w a, sgm_w b) { return _mm256_or_si256(a, b); }
SGM_INLINE sgm_w w_shl(sgm_w a, int n) { return _mm256_slli_epi64(a, n); }
SGM_INLINE sgm_w w_shr(sgm_w a, int n) { return _mm256_srli_epi64(a, n); }
SGM_INLINE sgm_mask w_is_zero(sgm_w a) { return _mm256_cmpeq_epi64(a, _mm256_setzero_si256()); }
SGM_INLINE sgm_w w_select(sgm_mask m, sgm_w a, sgm_w b) { return _mm256_blendv_epi8(b, a, m); }
SGM_INLINE void w_load_rows(sgm_w w[4], const uint8_t *const p[SGM_LANES])
{
    for (int l = 0; l < SGM_LANES; l++)
        w[l] = _mm256_loadu_si256((const __m256i *)(const void *)p[l]);
    v_transpose(w);
}
SGM_INLINE void w_store_rows(uint8_t *const p[SGM_LANES], const sgm_w w[4])
{
    __m256i row[4] = {w[0], w[1], w[2], w[3]};
    v_transpose(row);
    for (int l = 0; l < SGM_LANES; l++)
        _mm256_storeu_si256((__m256i *)(void *)p[l], row[l]);
}
