/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Field backend for AVX2 with FMA: four lanes, five registers of radix 2^51, whole numbers held in doubles. */
#include "primitives/base/assume.h"
#include "primitives/field/fe.h"

#include <immintrin.h>
#include <string.h>

#ifdef __FAST_MATH__
#error "the products below are exact only if every operation is rounded as it is written"
#endif

#define SGM_LANES        4
#define SGM_CHAINS       4
#define SGM_BATCH        64
#define SGM_FIXED_WINDOW 6
#define SGM_STRAUS_WNAF  0
#define SGM_SCALAR_RADIX 28
#define SGM_LANE_PERMUTE

/* a = sum v[i] 2^(51 i) in every lane; every v[i] is a whole number of either sign:
 *   TIGHT   |v[i]| < 2^50 + 2^8
 *   LOOSE   |v[i]| < 2^51 + 2^9     tight + tight or tight - tight
 *   LOOSE2  |v[i]| < 2^52 + 2^10    loose + loose or loose - loose
 *   READY   = TIGHT                 so l_ready carries: columns below have room for nothing larger
 * A double is exact up to 2^53. The processor must round to nearest, as it does in every C program that does not ask
 * for something else. No operation meets a subnormal number, an infinity or a NaN, so none takes longer than another.
 */
typedef struct sgm_limbs {
    __m256d v[5];
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
SGM_INLINE __m256i v_low51(__m256i a) { return _mm256_and_si256(a, v_set(((uint64_t)1 << 51) - 1)); }
SGM_INLINE __m256i v_high51(__m256i a) { return _mm256_srli_epi64(a, 51); }
SGM_INLINE __m256i v_19(__m256i a) { return v_add(v_add(a, _mm256_add_epi64(a, a)), _mm256_slli_epi64(a, 4)); }

/* Doubles of four lanes. */
SGM_INLINE __m256d d_set(double x) { return _mm256_set1_pd(x); }
SGM_INLINE __m256d d_add(__m256d a, __m256d b) { return _mm256_add_pd(a, b); }
SGM_INLINE __m256d d_sub(__m256d a, __m256d b) { return _mm256_sub_pd(a, b); }
SGM_INLINE __m256d d_fma(__m256d a, __m256d b, __m256d c) { return _mm256_fmadd_pd(a, b, c); }

/* A double in [2^103, 2^104) is a multiple of 2^51, so a sum that begins in the middle is rounded to such multiples as
 * long as it moves by less than 2^102. */
#define D_MIDDLE 0x1.8p103
#define D_CARRY  0x1p-51

/* The multiple of 2^51 nearest to a. In: |a| < 2^102. */
SGM_INLINE __m256d d_round(__m256d a) { return d_sub(d_add(a, d_set(D_MIDDLE)), d_set(D_MIDDLE)); }

SGM_INLINE void l_add(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    for (int i = 0; i < 5; i++)
        r->v[i] = d_add(a->v[i], b->v[i]);
}

SGM_INLINE void l_sub(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    for (int i = 0; i < 5; i++)
        r->v[i] = d_sub(a->v[i], b->v[i]);
}

SGM_INLINE void l_sub2(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b) { l_sub(r, a, b); }

SGM_INLINE void l_cneg(sgm_limbs *r, sgm_mask m, const sgm_limbs *a)
{
    const __m256d sign = _mm256_and_pd(_mm256_castsi256_pd(m), d_set(-0.0));
    for (int i = 0; i < 5; i++)
        r->v[i] = _mm256_xor_pd(a->v[i], sign);
}

/* All carries at once. They are at most 2, so the limbs end within 2^50 + 19 * 2. */
SGM_INLINE void l_carry(sgm_limbs *r, const sgm_limbs *a)
{
    __m256d c[5], rest[5];
    for (int i = 0; i < 5; i++) {
        c[i] = d_round(a->v[i]);
        rest[i] = d_sub(a->v[i], c[i]);
    }
    r->v[0] = d_fma(c[4], d_set(19 * D_CARRY), rest[0]);
    for (int i = 1; i < 5; i++)
        r->v[i] = d_fma(c[i - 1], d_set(D_CARRY), rest[i]);
}

SGM_INLINE void l_ready(sgm_limbs *r, const sgm_limbs *a) { l_carry(r, a); }

SGM_INLINE void l_ready2(sgm_limbs *r, const sgm_limbs *a) { l_carry(r, a); }

/* Column k of a product, the sum of all a_i b_(k-i), is high - start + low: each fused multiply-add rounds the sum in
 * `high` to a multiple of 2^51, and what it took away is exact, because a product less its rounding error is what high
 * grew by. Errors are at most 2^50, or 2^51 once the sum has left the binade of `start` upwards. */
typedef struct column {
    __m256d high, low;
    double start;
} column;

/* Where the sum of a column begins, by the number of its products of up to 2^100 + 2^59: it may reach 2^104, where the
 * errors grow, but must not fall below 2^103, where `high` would be a multiple of 2^50 only. */
SGM_INLINE double column_start(int products)
{
    return products <= 3 ? D_MIDDLE : products == 4 ? 0x1.80001p103 : 0x1.a0001p103;
}

/* The factors of the products in column k: of a b, or of a^2 with each product of different limbs taken once, and
 * twice[i] = 2 a_i. */
typedef struct factors {
    const __m256d *a, *b, *twice;
} factors;
SGM_INLINE int column_first(int k) { return k < 5 ? 0 : k - 4; }
SGM_INLINE int column_last(const factors *f, int k) { return f->twice != NULL ? k / 2 : k < 5 ? k : 4; }
SGM_INLINE __m256d column_left(const factors *f, int k, int i)
{
    return f->twice != NULL && 2 * i < k ? f->twice[i] : f->a[i];
}

/* Column k, with the high part of column k - 1, when there is one, added to the low part. A start of D_MIDDLE is taken
 * off that high part at no cost, where the first error of the new column is computed. In: k constant after inlining. */
SGM_INLINE column column_sum(const factors *f, int k, const column *below)
{
    const int first = column_first(k), last = column_last(f, k);
    column c = {.start = column_start(k < 5 ? k + 1 : 9 - k)};
    const int free_start = below != NULL && below->start == D_MIDDLE;
    const __m256d x = column_left(f, k, first), y = f->b[k - first];
    c.high = d_fma(x, y, d_set(c.start));
    c.low = d_fma(x, y, d_sub(d_set(free_start ? c.start - D_MIDDLE * D_CARRY : c.start), c.high));
    if (below != NULL)
        c.low = d_fma(free_start ? below->high : d_sub(below->high, d_set(below->start)), d_set(D_CARRY), c.low);
    for (int i = first + 1; i <= last; i++) {
        const __m256d before = c.high, left = column_left(f, k, i), right = f->b[k - i];
        c.high = d_fma(left, right, before);
        c.low = d_add(c.low, d_fma(left, right, d_sub(before, c.high)));
    }
    return c;
}

/* Limb k = low + 19 high without its carry, a multiple of 2^51. The sum need not be exact to find the carry. */
SGM_INLINE void column_fold(sgm_limbs *limb, sgm_limbs *carry, int k, __m256d high, __m256d low)
{
    const __m256d n19 = d_set(19);
    carry->v[k] = d_round(d_fma(high, n19, low));
    limb->v[k] = d_add(low, _mm256_fmsub_pd(high, n19, carry->v[k]));
}

/* Columns k + 5 and k end in limb k. Column 4 is carried into column 5 before anything is added to it: the errors of
 * five products may sum up to 2^53. The last carries are below 2^7, and 19 times the one that wraps below 2^8. */
SGM_INLINE void l_product(sgm_limbs *r, const factors *f)
{
    sgm_limbs limb, carry;
    column c4 = column_sum(f, 4, NULL);
    const __m256d over = d_round(c4.low);
    column c5 = column_sum(f, 5, &c4);
    c5.low = d_fma(over, d_set(D_CARRY), c5.low);
    const column c0 = column_sum(f, 0, NULL);
    column_fold(&limb, &carry, 0, c5.low, c0.low);
    const column c6 = column_sum(f, 6, &c5), c1 = column_sum(f, 1, &c0);
    column_fold(&limb, &carry, 1, c6.low, c1.low);
    const column c7 = column_sum(f, 7, &c6), c2 = column_sum(f, 2, &c1);
    column_fold(&limb, &carry, 2, c7.low, c2.low);
    const column c8 = column_sum(f, 8, &c7), c3 = column_sum(f, 3, &c2);
    column_fold(&limb, &carry, 3, c8.low, c3.low);
    const __m256d low9 = d_fma(c8.high, d_set(D_CARRY), d_set(-D_MIDDLE * D_CARRY));
    const __m256d low4 = d_fma(d_sub(c3.high, d_set(c3.start)), d_set(D_CARRY), d_sub(c4.low, over));
    column_fold(&limb, &carry, 4, low9, low4);
    r->v[0] = d_fma(carry.v[4], d_set(19 * D_CARRY), limb.v[0]);
    for (int k = 1; k < 5; k++)
        r->v[k] = d_fma(carry.v[k - 1], d_set(D_CARRY), limb.v[k]);
}

SGM_MUL_CALL void l_mul(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    l_product(r, &(factors){.a = a->v, .b = b->v});
}

SGM_MUL_CALL void l_sqr(sgm_limbs *r, const sgm_limbs *a)
{
    __m256d twice[4];
    for (int i = 0; i < 4; i++)
        twice[i] = d_add(a->v[i], a->v[i]);
    l_product(r, &(factors){.a = a->v, .b = a->v, .twice = twice});
}

SGM_INLINE void l_select(sgm_limbs *r, sgm_mask m, const sgm_limbs *a, const sgm_limbs *b)
{
    for (int i = 0; i < 5; i++)
        r->v[i] = _mm256_blendv_pd(b->v[i], a->v[i], _mm256_castsi256_pd(m));
}

#define l_permute(r, a, i, j, k, l)                                                                                    \
    do {                                                                                                               \
        for (int n_ = 0; n_ < 5; n_++)                                                                                 \
            (r)->v[n_] = _mm256_permute4x64_pd((a)->v[n_], (i) | (j) << 2 | (k) << 4 | (l) << 6);                      \
    } while (0)

/* Limb i of p, and a number whose lowest 52 bits are those of a whole number that is added to it. */
SGM_INLINE double limb_of_p(int i) { return i == 0 ? 0x1p51 - 19 : 0x1p51 - 1; }
#define D_INTEGER 0x1p52

/* The canonical words of radix 2^51 of tight limbs. The limbs of a + p are positive, and it is below 2p. q = 1 exactly
 * where it is p at least, found by carrying 19 more through; then a + p - q p = a + p + 19 q mod 2^255. */
SGM_INLINE void l_to_words(__m256i w[5], const sgm_limbs *a)
{
    const __m256i digits = v_set(((uint64_t)1 << 52) - 1);
    __m256i x[5], q = v_set(19);
    for (int i = 0; i < 5; i++) {
        x[i] = _mm256_and_si256(_mm256_castpd_si256(d_add(a->v[i], d_set(D_INTEGER + limb_of_p(i)))), digits);
        q = v_high51(v_add(x[i], q));
    }
    __m256i carry = v_19(q);
    for (int i = 0; i < 5; i++) {
        x[i] = v_add(x[i], carry);
        w[i] = v_low51(x[i]);
        carry = v_high51(x[i]);
    }
}

/* Tight limbs from words of radix 2^51 below 2^52. */
SGM_INLINE void l_from_words(sgm_limbs *r, const __m256i w[5])
{
    sgm_limbs x;
    for (int i = 0; i < 5; i++) {
        const __m256i bits = _mm256_or_si256(w[i], _mm256_castpd_si256(d_set(D_INTEGER)));
        x.v[i] = d_sub(_mm256_castsi256_pd(bits), d_set(D_INTEGER));
    }
    l_carry(r, &x);
}

/* Words are canonical, however limbs are. */
SGM_INLINE void l_freeze(sgm_limbs *r, const sgm_limbs *a) { *r = *a; }

SGM_INLINE sgm_mask l_is_zero(const sgm_limbs *a)
{
    __m256i w[5];
    l_to_words(w, a);
    const __m256i any = _mm256_or_si256(_mm256_or_si256(w[0], w[1]), _mm256_or_si256(w[2], w[3]));
    return _mm256_cmpeq_epi64(_mm256_or_si256(any, w[4]), _mm256_setzero_si256());
}

SGM_INLINE sgm_mask l_is_odd(const sgm_limbs *a)
{
    __m256i w[5];
    l_to_words(w, a);
    return v_sub(_mm256_setzero_si256(), _mm256_and_si256(w[0], v_set(1)));
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

SGM_INLINE void l_load(sgm_limbs *r, const sgm_fe *const p[SGM_LANES])
{
    __m256i w[5];
    for (int l = 0; l < SGM_LANES; l++)
        w[l] = v_load(p[l]->v);
    v_transpose(w);
    w[4] = _mm256_set_epi64x((int64_t)p[3]->v[4], (int64_t)p[2]->v[4], (int64_t)p[1]->v[4], (int64_t)p[0]->v[4]);
    l_from_words(r, w);
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
        l_from_words(&r[k], w + 5 * k);
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

/* Tight limbs of a memory form; for constants the compiler does this. */
SGM_INLINE void limbs_of(double r[5], const sgm_fe *c)
{
    int64_t carry[5];
    for (int i = 0; i < 5; i++)
        carry[i] = (int64_t)((c->v[i] + ((uint64_t)1 << 50)) >> 51);
    for (int i = 0; i < 5; i++)
        r[i] = (double)((int64_t)c->v[i] - carry[i] * ((int64_t)1 << 51) + (i == 0 ? 19 * carry[4] : carry[i - 1]));
}

SGM_INLINE void l_splat(sgm_limbs *r, const sgm_fe *c)
{
    double x[5];
    limbs_of(x, c);
    for (int i = 0; i < 5; i++)
        r->v[i] = d_set(x[i]);
}

/* The low halves of limb k of the multiples at [k][0], the high ones at [k][1], in order: eight halves are one
 * register, in which one vpermd finds a half for each lane of two vectors. */
#define SGM_ROW_VECTORS 2
typedef struct sgm_row {
    _Alignas(64) uint32_t half[15][2][SGM_FIXED_SIZE];
} sgm_row;

SGM_INLINE void l_row_init(sgm_row *row, const sgm_affine e[SGM_FIXED_SIZE])
{
    for (int j = 0; j < SGM_FIXED_SIZE; j++) {
        const sgm_fe *const member[3] = {&e[j].yplusx, &e[j].yminusx, &e[j].t2d};
        for (int k = 0; k < 15; k++) {
            double x[5];
            uint64_t bits;
            limbs_of(x, member[k / 5]);
            memcpy(&bits, &x[k % 5], sizeof bits);
            row->half[k][0][j] = (uint32_t)bits;
            row->half[k][1][j] = (uint32_t)(bits >> 32);
        }
    }
}

/* Half at[l] of a row in each lane l; as the signs that a blend looks at, bit[i] has bit 3 + i of it. */
SGM_INLINE __m256i row_halves(const uint32_t half[SGM_FIXED_SIZE], __m256i at, const __m256 bit[2])
{
    __m256 x[4];
    for (int g = 0; g < 4; g++) {
        const __m256i t = _mm256_load_si256((const __m256i *)(const void *)(half + 8 * g));
        x[g] = _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(t, at));
    }
    x[0] = _mm256_blendv_ps(x[0], x[1], bit[0]);
    x[2] = _mm256_blendv_ps(x[2], x[3], bit[0]);
    return _mm256_castps_si256(_mm256_blendv_ps(x[0], x[2], bit[1]));
}

/* Lanes of halves: 0 and 1 of the first vector, 0 and 1 of the second one, 2 and 3 of both, as unpacking wants them. */
SGM_INLINE void l_row_lookup(sgm_limbs r[][3], const sgm_row *row, const uint64_t index[], const sgm_mask m[],
                             unsigned vectors)
{
    const __m256i wanted[SGM_ROW_VECTORS] = {v_load(index), vectors > 1 ? v_load(index + SGM_LANES) : v_load(index)};
    const __m256 both = _mm256_shuffle_ps(_mm256_castsi256_ps(wanted[0]), _mm256_castsi256_ps(wanted[1]), 0x88);
    const __m256i at = _mm256_sub_epi32(_mm256_castps_si256(both), _mm256_set1_epi32(1));
    const __m256 bit[2] = {_mm256_castsi256_ps(_mm256_slli_epi32(at, 28)),
                           _mm256_castsi256_ps(_mm256_slli_epi32(at, 27))};
    __m256i w[SGM_ROW_VECTORS][15];
    for (int k = 0; k < 15; k++) {
        const __m256i low = row_halves(row->half[k][0], at, bit), high = row_halves(row->half[k][1], at, bit);
        w[0][k] = _mm256_unpacklo_epi32(low, high);
        w[1][k] = _mm256_unpackhi_epi32(low, high);
    }
    for (unsigned v = 0; v < vectors; v++) {
        const __m256d none = _mm256_castsi256_pd(_mm256_cmpeq_epi64(wanted[v], _mm256_setzero_si256()));
        const __m256d one = _mm256_and_pd(none, d_set(1));
        sgm_limbs e[3];
        for (int k = 0; k < 15; k++)
            e[k / 5].v[k % 5] = _mm256_andnot_pd(none, _mm256_castsi256_pd(w[v][k]));
        e[0].v[0] = _mm256_or_pd(e[0].v[0], one);
        e[1].v[0] = _mm256_or_pd(e[1].v[0], one);
        l_select(&r[v][0], m[v], &e[1], &e[0]);
        l_select(&r[v][1], m[v], &e[0], &e[1]);
        r[v][2] = e[2];
    }
}

SGM_INLINE void l_row_lookup_vt(sgm_limbs r[][3], const sgm_row *row, const uint64_t index[], const sgm_mask m[],
                                unsigned vectors)
{
    l_row_lookup(r, row, index, m, vectors);
}

SGM_INLINE double l_largest(sgm_level level)
{
    static const double multiple[4] = {[SGM_TIGHT] = 1, [SGM_LOOSE] = 2, [SGM_LOOSE2] = 4, [SGM_READY] = 1};
    return multiple[level] * (0x1p50 + 0x1p8) - 1;
}

SGM_INLINE int l_within(const sgm_limbs *a, sgm_level level)
{
    __m256d within = _mm256_castsi256_pd(v_set(UINT64_MAX));
    for (int i = 0; i < 5; i++) {
        const __m256d size = _mm256_andnot_pd(d_set(-0.0), a->v[i]), whole = _mm256_floor_pd(size);
        within = _mm256_and_pd(within, _mm256_cmp_pd(size, d_set(l_largest(level)), _CMP_LE_OQ));
        within = _mm256_and_pd(within, _mm256_cmp_pd(size, whole, _CMP_EQ_OQ));
    }
    return _mm256_movemask_pd(within) == 0xf;
}

SGM_INLINE void l_worst(sgm_limbs *r, sgm_level level)
{
    for (int i = 0; i < 5; i++)
        r->v[i] = d_set(l_largest(level));
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
SGM_INLINE sgm_w w_add(sgm_w a, sgm_w b) { return v_add(a, b); }
SGM_INLINE sgm_w w_sub(sgm_w a, sgm_w b) { return v_sub(a, b); }
SGM_INLINE void w_mul_add(sgm_w sum[2], sgm_w a, sgm_w b) { sum[0] = v_add(sum[0], _mm256_mul_epu32(a, b)); }
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
