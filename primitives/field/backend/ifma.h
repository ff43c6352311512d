/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Field backend for AVX-512 IFMA: eight lanes, five registers of radix 2^51, one element per 64-bit lane. */
#include "primitives/base/assume.h"
#include "primitives/base/ct.h"
#include "primitives/field/fe.h"

#include <immintrin.h>

#define SGM_LANES        8
#define SGM_CHAINS       4
#define SGM_BATCH        32
#define SGM_FIXED_WINDOW 6
#define SGM_STRAUS_WNAF  0
#define SGM_SCALAR_RADIX 52
#define SGM_WIDE_PRODUCTS
#define SGM_LANE_PERMUTE

/* a = sum v[i] 2^(51 i) in every lane, with limbs
 *   TIGHT   < 2^51 + 2^16
 *   WIDE    < 267 * 2^52    the columns of a product
 *   LOOSE   < 535 * 2^52    wide + wide, or wide + 536 p - wide
 *   LOOSE2  < 1071 * 2^52   loose + loose, or loose + 1072 p - loose
 *   READY   < 2^52          the multiplier drops every bit from 52 on, so that l_ready is a true carry
 * Columns of l_mul for READY inputs: both halves of a product are below 2^52. A column takes up to five low halves and
 * five doubled high halves, and 19 times the column five places up: below (1 + 19 * 14) 2^52. A carry is
 * at most 2142, 19 times that below 2^16. */
typedef struct sgm_limbs {
    __m512i v[5];
} sgm_limbs;

typedef __mmask8 sgm_mask;
typedef __m512i sgm_w;

#define SGM_M51 (((uint64_t)1 << 51) - 1)

/* Words of eight lanes. */
SGM_INLINE __m512i v_set(uint64_t x) { return _mm512_set1_epi64((int64_t)x); }
SGM_INLINE __m512i v_add(__m512i a, __m512i b) { return _mm512_add_epi64(a, b); }
SGM_INLINE __m512i v_sub(__m512i a, __m512i b) { return _mm512_sub_epi64(a, b); }
SGM_INLINE __m512i v_twice(__m512i a) { return _mm512_add_epi64(a, a); }
SGM_INLINE __m512i v_low51(__m512i a) { return _mm512_and_si512(a, v_set(SGM_M51)); }
SGM_INLINE __m512i v_carry51(__m512i a) { return _mm512_srli_epi64(a, 51); }

/* z + c a. vpmullq is three multiplications on Intel, but shifts and sums are five operations, which is what GCC makes
 * of the intrinsic without a mask. */
SGM_INLINE __m512i v_addmul(__m512i z, __m512i a, uint64_t c)
{
    return v_add(z, _mm512_maskz_mullo_epi64(0xff, a, v_set(c)));
}

/* z plus the low 52 bits, or the bits from 52 on, of one product or of a sum of products a_i b_i. */
#define LO1(z, a, b)                         _mm512_madd52lo_epu64(z, a, b)
#define LO2(z, a, b, c, d)                   LO1(LO1(z, a, b), c, d)
#define LO3(z, a, b, c, d, e, f)             LO1(LO2(z, a, b, c, d), e, f)
#define LO4(z, a, b, c, d, e, f, g, h)       LO2(LO2(z, a, b, c, d), e, f, g, h)
#define LO5(z, a, b, c, d, e, f, g, h, i, j) LO3(LO2(z, a, b, c, d), e, f, g, h, i, j)
#define HI1(z, a, b)                         _mm512_madd52hi_epu64(z, a, b)
#define HI2(z, a, b, c, d)                   HI1(HI1(z, a, b), c, d)
#define HI3(z, a, b, c, d, e, f)             HI1(HI2(z, a, b, c, d), e, f)
#define HI4(z, a, b, c, d, e, f, g, h)       HI2(HI2(z, a, b, c, d), e, f, g, h)
#define HI5(z, a, b, c, d, e, f, g, h, i, j) HI3(HI2(z, a, b, c, d), e, f, g, h, i, j)

SGM_INLINE void l_add(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    for (int i = 0; i < 5; i++)
        r->v[i] = v_add(a->v[i], b->v[i]);
}

enum { WIDE_P = 536, LOOSE_P = 2 * WIDE_P }; /* so many p have limbs above those of any wide, any loose value */

/* r = a + n p - b. */
SGM_INLINE void l_sub_biased(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b, uint64_t n)
{
    r->v[0] = v_sub(v_add(a->v[0], v_set(n * (SGM_M51 - 18))), b->v[0]);
    for (int i = 1; i < 5; i++)
        r->v[i] = v_sub(v_add(a->v[i], v_set(n * SGM_M51)), b->v[i]);
}

SGM_INLINE void l_sub(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b) { l_sub_biased(r, a, b, WIDE_P); }

SGM_INLINE void l_sub2(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b) { l_sub_biased(r, a, b, LOOSE_P); }

/* A multiple of p, minus a, in the lanes of m. */
SGM_INLINE void l_cneg(sgm_limbs *r, sgm_mask m, const sgm_limbs *a)
{
    r->v[0] = _mm512_mask_sub_epi64(a->v[0], m, v_set(WIDE_P * (SGM_M51 - 18)), a->v[0]);
    for (int i = 1; i < 5; i++)
        r->v[i] = _mm512_mask_sub_epi64(a->v[i], m, v_set(WIDE_P * SGM_M51), a->v[i]);
}

/* All carries at once. */
SGM_INLINE void l_carry(sgm_limbs *r, const sgm_limbs *a)
{
    __m512i c[5];
    for (int i = 0; i < 5; i++)
        c[i] = v_carry51(a->v[i]);
    r->v[0] = LO1(v_low51(a->v[0]), c[4], v_set(19));
    for (int i = 1; i < 5; i++)
        r->v[i] = v_add(v_low51(a->v[i]), c[i - 1]);
}

SGM_INLINE void l_ready(sgm_limbs *r, const sgm_limbs *a) { l_carry(r, a); }

SGM_INLINE void l_ready2(sgm_limbs *r, const sgm_limbs *a) { l_carry(r, a); }

/* clang-format off */
/* Column k collects what has weight 2^(51 k). A high half has weight 2^52 2^(51 (i + j)), twice that of column
 * i + j + 1: those of a column are added up, doubled, and the low halves of the next column are added on top. */
SGM_INLINE void l_mul_wide(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    const __m512i o = _mm512_setzero_si512();
    __m512i a0 = a->v[0], a1 = a->v[1], a2 = a->v[2], a3 = a->v[3], a4 = a->v[4];
    __m512i b0 = b->v[0], b1 = b->v[1], b2 = b->v[2], b3 = b->v[3], b4 = b->v[4];

    __m512i z0 = LO1(o, a0, b0);
    __m512i h1 = HI1(o, a0, b0);
    __m512i z1 = LO2(v_twice(h1), a0, b1, a1, b0);
    __m512i h2 = HI2(o, a0, b1, a1, b0);
    __m512i z2 = LO3(v_twice(h2), a0, b2, a1, b1, a2, b0);
    __m512i h3 = HI3(o, a0, b2, a1, b1, a2, b0);
    __m512i z3 = LO4(v_twice(h3), a0, b3, a1, b2, a2, b1, a3, b0);
    __m512i h4 = HI4(o, a0, b3, a1, b2, a2, b1, a3, b0);
    __m512i z4 = LO5(v_twice(h4), a0, b4, a1, b3, a2, b2, a3, b1, a4, b0);
    __m512i h5 = HI5(o, a0, b4, a1, b3, a2, b2, a3, b1, a4, b0);
    __m512i z5 = LO4(v_twice(h5), a1, b4, a2, b3, a3, b2, a4, b1);
    __m512i h6 = HI4(o, a1, b4, a2, b3, a3, b2, a4, b1);
    __m512i z6 = LO3(v_twice(h6), a2, b4, a3, b3, a4, b2);
    __m512i h7 = HI3(o, a2, b4, a3, b3, a4, b2);
    __m512i z7 = LO2(v_twice(h7), a3, b4, a4, b3);
    __m512i h8 = HI2(o, a3, b4, a4, b3);
    __m512i z8 = LO1(v_twice(h8), a4, b4);
    __m512i h9 = HI1(o, a4, b4);

    const sgm_limbs z = {{v_addmul(z0, z5, 19), v_addmul(z1, z6, 19), v_addmul(z2, z7, 19), v_addmul(z3, z8, 19),
                          v_addmul(z4, h9, 38)}};
    *r = z;
}

/* The same with each product of different limbs taken once: s counts twice, h of such products four times. */
SGM_INLINE void l_sqr_wide(sgm_limbs *r, const sgm_limbs *a)
{
    const __m512i o = _mm512_setzero_si512();
    __m512i a0 = a->v[0], a1 = a->v[1], a2 = a->v[2], a3 = a->v[3], a4 = a->v[4];

    __m512i z0 = LO1(o, a0, a0);
    __m512i s1 = LO1(HI1(o, a0, a0), a0, a1);
    __m512i h2 = HI1(o, a0, a1);
    __m512i s2 = LO1(v_twice(h2), a0, a2);
    __m512i h3 = HI1(o, a0, a2);
    __m512i s3 = LO2(HI1(v_twice(h3), a1, a1), a0, a3, a1, a2);
    __m512i h4 = HI2(o, a0, a3, a1, a2);
    __m512i s4 = LO2(v_twice(h4), a0, a4, a1, a3);
    __m512i h5 = HI2(o, a0, a4, a1, a3);
    __m512i s5 = LO2(HI1(v_twice(h5), a2, a2), a1, a4, a2, a3);
    __m512i h6 = HI2(o, a1, a4, a2, a3);
    __m512i s6 = LO1(v_twice(h6), a2, a4);
    __m512i h7 = HI1(o, a2, a4);
    __m512i s7 = LO1(HI1(v_twice(h7), a3, a3), a3, a4);
    __m512i s8 = v_twice(HI1(o, a3, a4));
    __m512i s9 = HI1(o, a4, a4);

    __m512i z1 = v_twice(s1), z3 = v_twice(s3);
    __m512i z2 = LO1(v_twice(s2), a1, a1), z4 = LO1(v_twice(s4), a2, a2);
    __m512i z6 = LO1(v_twice(s6), a3, a3), z8 = LO1(v_twice(s8), a4, a4);
    const sgm_limbs z = {{v_addmul(z0, s5, 38), v_addmul(z1, z6, 19), v_addmul(z2, s7, 38), v_addmul(z3, z8, 19),
                          v_addmul(z4, s9, 38)}};
    *r = z;
}
/* clang-format on */

SGM_INLINE void l_mul(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    sgm_limbs z;
    l_mul_wide(&z, a, b);
    l_carry(r, &z);
}
SGM_INLINE void l_sqr(sgm_limbs *r, const sgm_limbs *a)
{
    sgm_limbs z;
    l_sqr_wide(&z, a);
    l_carry(r, &z);
}

SGM_INLINE void l_select(sgm_limbs *r, sgm_mask m, const sgm_limbs *a, const sgm_limbs *b)
{
    for (int i = 0; i < 5; i++)
        r->v[i] = _mm512_mask_blend_epi64(m, b->v[i], a->v[i]);
}

#define l_permute(r, a, i, j, k, l)                                                                                    \
    do {                                                                                                               \
        for (int n_ = 0; n_ < 5; n_++)                                                                                 \
            (r)->v[n_] = _mm512_permutex_epi64((a)->v[n_], (i) | (j) << 2 | (k) << 4 | (l) << 6);                      \
    } while (0)

/* q = 1 exactly where a >= p, found by carrying a + 19 through; then a - q p = a + 19 q mod 2^255. Tight is below
 * 2p, so one subtraction is enough. */
SGM_INLINE void l_freeze(sgm_limbs *r, const sgm_limbs *a)
{
    __m512i q = v_set(19);
    for (int i = 0; i < 5; i++)
        q = v_carry51(v_add(a->v[i], q));
    __m512i carry = LO1(_mm512_setzero_si512(), q, v_set(19));
    for (int i = 0; i < 5; i++) {
        __m512i x = v_add(a->v[i], carry);
        r->v[i] = v_low51(x);
        carry = v_carry51(x);
    }
}

SGM_INLINE sgm_mask l_is_zero(const sgm_limbs *a)
{
    __m512i any =
        _mm512_or_si512(_mm512_or_si512(_mm512_or_si512(a->v[0], a->v[1]), _mm512_or_si512(a->v[2], a->v[3])), a->v[4]);
    return _mm512_testn_epi64_mask(any, any);
}

SGM_INLINE sgm_mask l_is_odd(const sgm_limbs *a) { return _mm512_test_epi64_mask(a->v[0], v_set(1)); }

/* Word j of row i <-> word i of row j.
 *   rows 2i, 2i+1 interleaved   t[2i + h]  = words h, h+2, h+4, h+6 of both
 *   pairs of those              u[4i + h]  = words h, h+4;  u[4i + h + 2] = words h+2, h+6  of four rows
 *   and of these                w[j]       = word j of eight rows */
SGM_INLINE void v_transpose(__m512i w[8])
{
    __m512i t[8], u[8];
    for (int i = 0; i < 8; i += 2) {
        t[i] = _mm512_unpacklo_epi64(w[i], w[i + 1]);
        t[i + 1] = _mm512_unpackhi_epi64(w[i], w[i + 1]);
    }
    for (int i = 0; i < 8; i += 4)
        for (int h = 0; h < 2; h++) {
            u[i + h] = _mm512_shuffle_i64x2(t[i + h], t[i + h + 2], 0x88);
            u[i + h + 2] = _mm512_shuffle_i64x2(t[i + h], t[i + h + 2], 0xdd);
        }
    for (int j = 0; j < 4; j++) {
        w[j] = _mm512_shuffle_i64x2(u[j], u[j + 4], 0x88);
        w[j + 4] = _mm512_shuffle_i64x2(u[j], u[j + 4], 0xdd);
    }
}

enum { V_FIVE_WORDS = 0x1f };

SGM_INLINE void l_load(sgm_limbs *r, const sgm_fe *const p[SGM_LANES])
{
    __m512i w[8];
    for (int l = 0; l < SGM_LANES; l++)
        w[l] = _mm512_maskz_loadu_epi64(V_FIVE_WORDS, p[l]);
    v_transpose(w);
    for (int i = 0; i < 5; i++)
        r->v[i] = w[i];
}

SGM_INLINE void l_store(sgm_fe *const p[SGM_LANES], const sgm_limbs *a)
{
    __m512i w[8];
    for (int i = 0; i < 5; i++)
        w[i] = a->v[i];
    for (int i = 5; i < 8; i++)
        w[i] = _mm512_setzero_si512();
    v_transpose(w);
    for (int l = 0; l < SGM_LANES; l++)
        _mm512_mask_storeu_epi64(p[l], V_FIVE_WORDS, w[l]);
}

SGM_INLINE void l_store_affine(sgm_affine *const p[SGM_LANES], const sgm_limbs e[3])
{
    __m512i w[16];
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < 5; i++)
            w[5 * k + i] = e[k].v[i];
    w[15] = _mm512_setzero_si512();
    v_transpose(w);
    v_transpose(w + 8);
    for (int l = 0; l < SGM_LANES; l++) {
        _mm512_store_si512(p[l], w[l]);
        _mm512_store_si512(&p[l]->yminusx.v[3], w[l + 8]);
    }
}

SGM_INLINE void l_from_words(sgm_limbs *r, const __m512i w[5])
{
    for (int i = 0; i < 5; i++)
        r->v[i] = w[i];
}

SGM_INLINE void l_to_words(__m512i w[5], const sgm_limbs *a)
{
    for (int i = 0; i < 5; i++)
        w[i] = a->v[i];
}

/* The 15 words of one point per lane, as ge_madd wants them. */
SGM_INLINE void l_affine_words(sgm_limbs r[3], const __m512i w[15], sgm_mask m)
{
    for (int i = 0; i < 5; i++) {
        r[0].v[i] = _mm512_mask_blend_epi64(m, w[i], w[i + 5]);
        r[1].v[i] = _mm512_mask_blend_epi64(m, w[i + 5], w[i]);
        r[2].v[i] = w[i + 10];
    }
}

SGM_INLINE void l_load_affine(sgm_limbs r[3], const sgm_affine *const p[SGM_LANES], sgm_mask m)
{
    __m512i w[16];
    for (int l = 0; l < SGM_LANES; l++) {
        w[l] = _mm512_load_si512(p[l]);
        w[l + 8] = _mm512_load_si512(&p[l]->yminusx.v[3]);
    }
    v_transpose(w);
    v_transpose(w + 8);
    l_affine_words(r, w, m);
}

/* Word k of multiple j + 1 at [k][j]: a word of all multiples is four registers, and vpermt2q looks up in two. */
#define SGM_ROW_VECTORS 1
typedef struct sgm_row {
    _Alignas(64) uint64_t word[15][SGM_FIXED_SIZE];
} sgm_row;

_Static_assert(SGM_FIXED_SIZE == 32, "four registers of eight words");

SGM_INLINE void l_row_init(sgm_row *row, const sgm_affine e[SGM_FIXED_SIZE])
{
    for (int j = 0; j < SGM_FIXED_SIZE; j++)
        for (int i = 0; i < 5; i++) {
            row->word[i][j] = e[j].yplusx.v[i];
            row->word[i + 5][j] = e[j].yminusx.v[i];
            row->word[i + 10][j] = e[j].t2d.v[i];
        }
}

SGM_INLINE void l_row_lookup(sgm_limbs r[][3], const sgm_row *row, const uint64_t index[], const sgm_mask m[],
                             unsigned vectors)
{
    (void)vectors;
    const __m512i wanted = _mm512_loadu_si512(index), at = v_sub(wanted, v_set(1));
    const sgm_mask some = _mm512_test_epi64_mask(wanted, wanted);
    const sgm_mask high = (sgm_mask)(some & _mm512_test_epi64_mask(at, v_set(16))), low = (sgm_mask)(some & ~high);
    __m512i w[15];
    for (int k = 0; k < 15; k++) {
        const uint64_t *t = row->word[k];
        w[k] = _mm512_or_si512(
            _mm512_maskz_permutex2var_epi64(low, _mm512_load_si512(t), at, _mm512_load_si512(t + 8)),
            _mm512_maskz_permutex2var_epi64(high, _mm512_load_si512(t + 16), at, _mm512_load_si512(t + 24)));
    }
    w[0] = _mm512_mask_mov_epi64(v_set(1), some, w[0]);
    w[5] = _mm512_mask_mov_epi64(v_set(1), some, w[5]);
    l_affine_words(r[0], w, m[0]);
}

SGM_INLINE void l_row_lookup_vt(sgm_limbs r[][3], const sgm_row *row, const uint64_t index[], const sgm_mask m[],
                                unsigned vectors)
{
    l_row_lookup(r, row, index, m, vectors);
}

SGM_INLINE void l_splat(sgm_limbs *r, const sgm_fe *c)
{
    for (int i = 0; i < 5; i++)
        r->v[i] = v_set(c->v[i]);
}

SGM_INLINE uint64_t l_largest(sgm_level level)
{
    static const uint64_t largest[5] = {
        [SGM_TIGHT] = SGM_M51 + ((uint64_t)1 << 16),   [SGM_LOOSE] = 535 * ((uint64_t)1 << 52) - 1,
        [SGM_LOOSE2] = 1071 * ((uint64_t)1 << 52) - 1, [SGM_READY] = ((uint64_t)1 << 52) - 1,
        [SGM_WIDE] = 267 * ((uint64_t)1 << 52) - 1,
    };
    return largest[level];
}

SGM_INLINE int l_within(const sgm_limbs *a, sgm_level level)
{
    int over = 0;
    for (int i = 0; i < 5; i++)
        over |= _mm512_cmpgt_epu64_mask(a->v[i], v_set(l_largest(level)));
    return over == 0;
}

SGM_INLINE void l_worst(sgm_limbs *r, sgm_level level)
{
    for (int i = 0; i < 5; i++)
        r->v[i] = v_set(l_largest(level));
}

SGM_INLINE sgm_mask m_none(void) { return 0; }
SGM_INLINE sgm_mask m_and(sgm_mask a, sgm_mask b) { return (sgm_mask)(a & b); }
SGM_INLINE sgm_mask m_or(sgm_mask a, sgm_mask b) { return (sgm_mask)(a | b); }
SGM_INLINE sgm_mask m_not(sgm_mask a) { return (sgm_mask)~a; }
SGM_INLINE sgm_mask m_equal(const uint64_t index[SGM_LANES], uint64_t x)
{
    return _mm512_cmpeq_epi64_mask(_mm512_loadu_si512(index), v_set(x));
}
SGM_INLINE sgm_mask m_bits(unsigned bits) { return (sgm_mask)bits; }
SGM_INLINE sgm_mask m_from(const uint64_t flag[SGM_LANES])
{
    const __m512i f = _mm512_loadu_si512(flag);
    return _mm512_test_epi64_mask(f, f);
}
SGM_INLINE void m_flags(uint64_t flag[SGM_LANES], sgm_mask m)
{
    _mm512_storeu_si512(flag, _mm512_maskz_set1_epi64(m, 1));
}

SGM_INLINE sgm_w w_load(const uint64_t *p) { return _mm512_load_si512(p); }
SGM_INLINE void w_store(uint64_t *p, sgm_w a) { _mm512_store_si512(p, a); }
SGM_INLINE sgm_w w_xor(sgm_w a, sgm_w b) { return _mm512_xor_si512(a, b); }
SGM_INLINE sgm_w w_andnot(sgm_w a, sgm_w b) { return _mm512_andnot_si512(a, b); }
SGM_INLINE sgm_w w_splat(uint64_t x) { return v_set(x); }
#ifndef SGM_MSAN /* which takes these for uses of their operands; keccak.tmpl.h has others */
#define w_xor3(a, b, c) _mm512_ternarylogic_epi64(a, b, c, 0x96)
#define w_chi(a, b, c)  _mm512_ternarylogic_epi64(a, b, c, 0xd2)
#endif
#define w_rol(a, n) _mm512_rol_epi64(a, n) /* the count must be a literal, at -O0 too */

SGM_INLINE sgm_w w_add(sgm_w a, sgm_w b) { return v_add(a, b); }
SGM_INLINE sgm_w w_sub(sgm_w a, sgm_w b) { return v_sub(a, b); }
SGM_INLINE void w_mul_add(sgm_w sum[2], sgm_w a, sgm_w b)
{
    sum[0] = LO1(sum[0], a, b);
    sum[1] = HI1(sum[1], a, b);
}
SGM_INLINE sgm_w w_and(sgm_w a, sgm_w b) { return _mm512_and_si512(a, b); }
SGM_INLINE sgm_w w_or(sgm_w a, sgm_w b) { return _mm512_or_si512(a, b); }
#define w_shl(a, n) _mm512_slli_epi64(a, n)
#define w_shr(a, n) _mm512_srli_epi64(a, n)
SGM_INLINE sgm_mask w_is_zero(sgm_w a) { return _mm512_testn_epi64_mask(a, a); }
SGM_INLINE sgm_w w_select(sgm_mask m, sgm_w a, sgm_w b) { return _mm512_mask_blend_epi64(m, b, a); }

/* Rows i and i + 4 are the halves of one register. Words 2h and 2h + 1 of rows 2j, 2j + 1 side by side, then of four
 * rows: 4x4 transposes in both halves. */
SGM_INLINE void w_load_rows(sgm_w w[4], const uint8_t *const p[SGM_LANES])
{
    const __m512i low = _mm512_set_epi64(13, 12, 5, 4, 9, 8, 1, 0), high = _mm512_set_epi64(15, 14, 7, 6, 11, 10, 3, 2);
    __m512i row[4];
    for (int l = 0; l < 4; l++) {
        const __m256i lower = _mm256_loadu_si256((const __m256i *)(const void *)p[l]);
        const __m256i upper = _mm256_loadu_si256((const __m256i *)(const void *)p[l + 4]);
        row[l] = _mm512_inserti64x4(_mm512_castsi256_si512(lower), upper, 1);
    }
    const __m512i even01 = _mm512_unpacklo_epi64(row[0], row[1]), odd01 = _mm512_unpackhi_epi64(row[0], row[1]);
    const __m512i even23 = _mm512_unpacklo_epi64(row[2], row[3]), odd23 = _mm512_unpackhi_epi64(row[2], row[3]);
    w[0] = _mm512_permutex2var_epi64(even01, low, even23);
    w[1] = _mm512_permutex2var_epi64(odd01, low, odd23);
    w[2] = _mm512_permutex2var_epi64(even01, high, even23);
    w[3] = _mm512_permutex2var_epi64(odd01, high, odd23);
}

/* Words 0, 1 and words 2, 3 of every second row side by side, then all four of two rows. */
SGM_INLINE void w_store_rows(uint8_t *const p[SGM_LANES], const sgm_w w[4])
{
    const __m512i low = _mm512_set_epi64(11, 10, 3, 2, 9, 8, 1, 0), high = _mm512_set_epi64(15, 14, 7, 6, 13, 12, 5, 4);
    for (int odd = 0; odd < 2; odd++) {
        const __m512i w01 = odd ? _mm512_unpackhi_epi64(w[0], w[1]) : _mm512_unpacklo_epi64(w[0], w[1]);
        const __m512i w23 = odd ? _mm512_unpackhi_epi64(w[2], w[3]) : _mm512_unpacklo_epi64(w[2], w[3]);
        const __m512i rows02 = _mm512_permutex2var_epi64(w01, low, w23);
        const __m512i rows46 = _mm512_permutex2var_epi64(w01, high, w23);
        _mm256_storeu_si256((__m256i *)(void *)p[odd], _mm512_castsi512_si256(rows02));
        _mm256_storeu_si256((__m256i *)(void *)p[odd + 2], _mm512_extracti64x4_epi64(rows02, 1));
        _mm256_storeu_si256((__m256i *)(void *)p[odd + 4], _mm512_castsi512_si256(rows46));
        _mm256_storeu_si256((__m256i *)(void *)p[odd + 6], _mm512_extracti64x4_epi64(rows46, 1));
    }
}

#undef LO1
#undef LO2
#undef LO3
#undef LO4
#undef LO5
#undef HI1
#undef HI2
#undef HI3
#undef HI4
#undef HI5
