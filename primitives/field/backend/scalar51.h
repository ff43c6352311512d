/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Field backend for any 64-bit machine: one lane, five limbs of radix 2^51, 128-bit products. */
#include "primitives/base/assume.h"
#include "primitives/base/bytes.h"
#include "primitives/base/ct.h"
#include "primitives/field/fe.h"

#define SGM_LANES        1
#define SGM_CHAINS       1
#define SGM_BATCH        128
#define SGM_FIXED_WINDOW 5
#define SGM_STRAUS_WNAF  1

/* a = sum v[i] 2^(51 i), with limbs
 *   TIGHT   < 2^51 + 2^18
 *   LOOSE   < 3 * 2^51 + 2^18   tight + tight, or tight + 2p - tight (2p has limbs 2^52 - 38, 2^52 - 2, ...)
 *   LOOSE2  < 2^54              loose + loose, or loose + 4p - loose: below 7 * 2^51 + 2^18
 *   READY   < 2^54              so that l_ready and l_ready2 are copies, which the compiler drops
 * Largest intermediates of l_mul for READY inputs: a column sum is below (1 + 4*19) 2^108 < 2^115, the carry out of it
 * below 2^64 - 2^60; the last carry comes from a column without 19s, so that 19 times it is below 2^64. */
typedef struct sgm_limbs {
    uint64_t v[5];
} sgm_limbs;

typedef uint64_t sgm_mask; /* 0 or all ones */
typedef uint64_t sgm_w;

#define SGM_M51 (((uint64_t)1 << 51) - 1)

SGM_INLINE void l_add(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    for (int i = 0; i < 5; i++)
        r->v[i] = a->v[i] + b->v[i];
}

SGM_INLINE void l_sub(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    r->v[0] = a->v[0] + 2 * (SGM_M51 - 18) - b->v[0];
    for (int i = 1; i < 5; i++)
        r->v[i] = a->v[i] + 2 * SGM_M51 - b->v[i];
}

SGM_INLINE void l_sub2(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    r->v[0] = a->v[0] + 4 * (SGM_M51 - 18) - b->v[0];
    for (int i = 1; i < 5; i++)
        r->v[i] = a->v[i] + 4 * SGM_M51 - b->v[i];
}

/* 2p - a = ~a + (2p + 1) modulo 2^64. */
SGM_INLINE void l_cneg(sgm_limbs *r, sgm_mask m, const sgm_limbs *a)
{
    r->v[0] = (a->v[0] ^ m) + (m & (2 * (SGM_M51 - 18) + 1));
    for (int i = 1; i < 5; i++)
        r->v[i] = (a->v[i] ^ m) + (m & (2 * SGM_M51 + 1));
}

SGM_INLINE void l_ready(sgm_limbs *r, const sgm_limbs *a) { *r = *a; }

SGM_INLINE void l_ready2(sgm_limbs *r, const sgm_limbs *a) { *r = *a; }

/* All carries at once: each is at most 7, so the limbs end below 2^51 + 19 * 7. */
SGM_INLINE void l_carry(sgm_limbs *r, const sgm_limbs *a)
{
    uint64_t c[5];
    for (int i = 0; i < 5; i++)
        c[i] = a->v[i] >> 51;
    r->v[0] = (a->v[0] & SGM_M51) + 19 * c[4];
    for (int i = 1; i < 5; i++)
        r->v[i] = (a->v[i] & SGM_M51) + c[i - 1];
}

/* Column sums t_i of weight 2^(51 i) to tight limbs, carry by carry: the fewest instructions. */
SGM_INLINE void l_reduce_in_turn(sgm_limbs *r, sgm_u128 t0, sgm_u128 t1, sgm_u128 t2, sgm_u128 t3, sgm_u128 t4)
{
    t1 += (uint64_t)(t0 >> 51);
    t2 += (uint64_t)(t1 >> 51);
    t3 += (uint64_t)(t2 >> 51);
    t4 += (uint64_t)(t3 >> 51);
    uint64_t r0 = ((uint64_t)t0 & SGM_M51) + 19 * (uint64_t)(t4 >> 51);
    r->v[0] = r0 & SGM_M51;
    r->v[1] = ((uint64_t)t1 & SGM_M51) + (r0 >> 51); /* < 2^51 + 2^13 */
    r->v[2] = (uint64_t)t2 & SGM_M51;
    r->v[3] = (uint64_t)t3 & SGM_M51;
    r->v[4] = (uint64_t)t4 & SGM_M51;
}

/* The same in two rounds of carries that do not wait for each other: the shortest way for chains of squarings, where
 * each waits for the one before. After the first round limbs are below 2^64 and carries below 2^13. */
SGM_INLINE void l_reduce_at_once(sgm_limbs *r, sgm_u128 t0, sgm_u128 t1, sgm_u128 t2, sgm_u128 t3, sgm_u128 t4)
{
    uint64_t r0 = ((uint64_t)t0 & SGM_M51) + 19 * (uint64_t)(t4 >> 51);
    uint64_t r1 = ((uint64_t)t1 & SGM_M51) + (uint64_t)(t0 >> 51);
    uint64_t r2 = ((uint64_t)t2 & SGM_M51) + (uint64_t)(t1 >> 51);
    uint64_t r3 = ((uint64_t)t3 & SGM_M51) + (uint64_t)(t2 >> 51);
    uint64_t r4 = ((uint64_t)t4 & SGM_M51) + (uint64_t)(t3 >> 51);
    r->v[0] = (r0 & SGM_M51) + 19 * (r4 >> 51);
    r->v[1] = (r1 & SGM_M51) + (r0 >> 51);
    r->v[2] = (r2 & SGM_M51) + (r1 >> 51);
    r->v[3] = (r3 & SGM_M51) + (r2 >> 51);
    r->v[4] = (r4 & SGM_M51) + (r3 >> 51);
}

/* clang-format off */
SGM_INLINE void l_mul(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    uint64_t a0 = a->v[0], a1 = a->v[1], a2 = a->v[2], a3 = a->v[3], a4 = a->v[4];
    uint64_t b0 = b->v[0], b1 = b->v[1], b2 = b->v[2], b3 = b->v[3], b4 = b->v[4];
    uint64_t c1 = 19 * b1, c2 = 19 * b2, c3 = 19 * b3, c4 = 19 * b4; /* 2^255 = 19 */

    sgm_u128 t0 = (sgm_u128)a0 * b0 + (sgm_u128)a1 * c4 + (sgm_u128)a2 * c3 + (sgm_u128)a3 * c2 + (sgm_u128)a4 * c1;
    sgm_u128 t1 = (sgm_u128)a0 * b1 + (sgm_u128)a1 * b0 + (sgm_u128)a2 * c4 + (sgm_u128)a3 * c3 + (sgm_u128)a4 * c2;
    sgm_u128 t2 = (sgm_u128)a0 * b2 + (sgm_u128)a1 * b1 + (sgm_u128)a2 * b0 + (sgm_u128)a3 * c4 + (sgm_u128)a4 * c3;
    sgm_u128 t3 = (sgm_u128)a0 * b3 + (sgm_u128)a1 * b2 + (sgm_u128)a2 * b1 + (sgm_u128)a3 * b0 + (sgm_u128)a4 * c4;
    sgm_u128 t4 = (sgm_u128)a0 * b4 + (sgm_u128)a1 * b3 + (sgm_u128)a2 * b2 + (sgm_u128)a3 * b1 + (sgm_u128)a4 * b0;
    l_reduce_in_turn(r, t0, t1, t2, t3, t4);
}

SGM_INLINE void l_sqr(sgm_limbs *r, const sgm_limbs *a)
{
    uint64_t a0 = a->v[0], a1 = a->v[1], a2 = a->v[2], a3 = a->v[3], a4 = a->v[4];
    uint64_t d0 = 2 * a0, d1 = 2 * a1, d2 = 2 * a2, c3 = 19 * a3, c4 = 19 * a4;

    sgm_u128 t0 = (sgm_u128)a0 * a0 + (sgm_u128)d1 * c4 + (sgm_u128)d2 * c3;
    sgm_u128 t1 = (sgm_u128)d0 * a1 + (sgm_u128)d2 * c4 + (sgm_u128)a3 * c3;
    sgm_u128 t2 = (sgm_u128)d0 * a2 + (sgm_u128)a1 * a1 + (sgm_u128)(2 * a3) * c4;
    sgm_u128 t3 = (sgm_u128)d0 * a3 + (sgm_u128)d1 * a2 + (sgm_u128)a4 * c4;
    sgm_u128 t4 = (sgm_u128)d0 * a4 + (sgm_u128)d1 * a3 + (sgm_u128)a2 * a2;
    l_reduce_at_once(r, t0, t1, t2, t3, t4);
}
/* clang-format on */

SGM_INLINE void l_select(sgm_limbs *r, sgm_mask m, const sgm_limbs *a, const sgm_limbs *b)
{
    for (int i = 0; i < 5; i++)
        r->v[i] = sgm_ct_select(m, a->v[i], b->v[i]);
}

/* The tests' own control: a build with this switch loses the carry that tells p .. 2^255 - 1 from what is below p, and
 * the field test must notice. */
#ifdef SGM_PLANT_DROPPED_CARRY
#define SGM_FREEZE_CARRY 0
#else
#define SGM_FREEZE_CARRY 19
#endif

/* q = 1 exactly where a >= p, found by carrying a + 19 through; then a - q p = a + 19 q mod 2^255. Tight is below
 * 2p, because every limb above 2^51 is below 2^51 + 2^18, so one subtraction is enough. */
SGM_INLINE void l_freeze(sgm_limbs *r, const sgm_limbs *a)
{
    uint64_t q = SGM_FREEZE_CARRY;
    for (int i = 0; i < 5; i++)
        q = (a->v[i] + q) >> 51;
    uint64_t carry = 19 * q;
    for (int i = 0; i < 5; i++) {
        carry += a->v[i];
        r->v[i] = carry & SGM_M51;
        carry >>= 51;
    }
}

SGM_INLINE sgm_mask l_is_zero(const sgm_limbs *a)
{
    return sgm_ct_mask(sgm_ct_eq(a->v[0] | a->v[1] | a->v[2] | a->v[3] | a->v[4], 0));
}

SGM_INLINE sgm_mask l_is_odd(const sgm_limbs *a) { return sgm_ct_mask(a->v[0] & 1); }

SGM_INLINE void l_load(sgm_limbs *r, const sgm_fe *const p[SGM_LANES])
{
    for (int i = 0; i < 5; i++)
        r->v[i] = p[0]->v[i];
}

SGM_INLINE void l_load_affine(sgm_limbs r[3], const sgm_affine *const p[SGM_LANES], sgm_mask m)
{
    for (int i = 0; i < 5; i++) {
        uint64_t swap = m & (p[0]->yplusx.v[i] ^ p[0]->yminusx.v[i]);
        r[0].v[i] = p[0]->yplusx.v[i] ^ swap;
        r[1].v[i] = p[0]->yminusx.v[i] ^ swap;
        r[2].v[i] = p[0]->t2d.v[i];
    }
}

#include "primitives/field/row.inc.h"

SGM_INLINE void l_store(sgm_fe *const p[SGM_LANES], const sgm_limbs *a)
{
    for (int i = 0; i < 5; i++)
        p[0]->v[i] = a->v[i];
}

SGM_INLINE void l_store_affine(sgm_affine *const p[SGM_LANES], const sgm_limbs e[3])
{
    for (int i = 0; i < 5; i++) {
        p[0]->yplusx.v[i] = e[0].v[i];
        p[0]->yminusx.v[i] = e[1].v[i];
        p[0]->t2d.v[i] = e[2].v[i];
    }
    p[0]->pad = 0;
}

SGM_INLINE void l_from_words(sgm_limbs *r, const sgm_w w[5])
{
    for (int i = 0; i < 5; i++)
        r->v[i] = w[i];
}

SGM_INLINE void l_to_words(sgm_w w[5], const sgm_limbs *a)
{
    for (int i = 0; i < 5; i++)
        w[i] = a->v[i];
}

SGM_INLINE void l_splat(sgm_limbs *r, const sgm_fe *c)
{
    for (int i = 0; i < 5; i++)
        r->v[i] = c->v[i];
}

SGM_INLINE uint64_t l_largest(sgm_level level)
{
    static const uint64_t largest[4] = {
        [SGM_TIGHT] = SGM_M51 + ((uint64_t)1 << 18),
        [SGM_LOOSE] = 3 * (SGM_M51 + 1) + ((uint64_t)1 << 18) - 1,
        [SGM_LOOSE2] = ((uint64_t)1 << 54) - 1,
        [SGM_READY] = ((uint64_t)1 << 54) - 1,
    };
    return largest[level];
}

SGM_INLINE int l_within(const sgm_limbs *a, sgm_level level)
{
    int ok = 1;
    for (int i = 0; i < 5; i++)
        ok &= a->v[i] <= l_largest(level);
    return ok;
}

SGM_INLINE void l_worst(sgm_limbs *r, sgm_level level)
{
    for (int i = 0; i < 5; i++)
        r->v[i] = l_largest(level);
}

SGM_INLINE sgm_mask m_none(void) { return 0; }
SGM_INLINE sgm_mask m_and(sgm_mask a, sgm_mask b) { return a & b; }
SGM_INLINE sgm_mask m_or(sgm_mask a, sgm_mask b) { return a | b; }
SGM_INLINE sgm_mask m_not(sgm_mask a) { return ~a; }
SGM_INLINE sgm_mask m_equal(const uint64_t index[SGM_LANES], uint64_t x) { return sgm_ct_mask(sgm_ct_eq(index[0], x)); }
SGM_INLINE sgm_mask m_bits(unsigned bits) { return 0 - (uint64_t)(bits & 1); }
SGM_INLINE sgm_mask m_from(const uint64_t flag[SGM_LANES]) { return sgm_ct_mask(flag[0]); }
SGM_INLINE void m_flags(uint64_t flag[SGM_LANES], sgm_mask m) { flag[0] = m & 1; }

SGM_INLINE sgm_w w_load(const uint64_t *p) { return *p; }
SGM_INLINE void w_store(uint64_t *p, sgm_w a) { *p = a; }
SGM_INLINE sgm_w w_xor(sgm_w a, sgm_w b) { return a ^ b; }
SGM_INLINE sgm_w w_andnot(sgm_w a, sgm_w b) { return ~a & b; }
SGM_INLINE sgm_w w_rol(sgm_w a, unsigned n) { return a << n | a >> (64 - n); }
SGM_INLINE sgm_w w_splat(uint64_t x) { return x; }
SGM_INLINE sgm_w w_sub(sgm_w a, sgm_w b) { return a - b; }
SGM_INLINE sgm_w w_and(sgm_w a, sgm_w b) { return a & b; }
SGM_INLINE sgm_w w_or(sgm_w a, sgm_w b) { return a | b; }
SGM_INLINE sgm_w w_shl(sgm_w a, unsigned n) { return a << n; }
SGM_INLINE sgm_w w_shr(sgm_w a, unsigned n) { return a >> n; }
SGM_INLINE sgm_mask w_is_zero(sgm_w a) { return sgm_ct_mask(sgm_ct_eq(a, 0)); }
SGM_INLINE sgm_w w_select(sgm_mask m, sgm_w a, sgm_w b) { return sgm_ct_select(m, a, b); }
SGM_INLINE void w_load_rows(sgm_w w[4], const uint8_t *const p[SGM_LANES])
{
    for (int k = 0; k < 4; k++)
        w[k] = sgm_load64(p[0] + 8 * k);
}
SGM_INLINE void w_store_rows(uint8_t *const p[SGM_LANES], const sgm_w w[4])
{
    for (int k = 0; k < 4; k++)
        sgm_store64(p[0] + 8 * k, w[k]);
}
