/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Field backend for proving the interface: four lanes of plain C, ten limbs of radix 2^25.5, 64-bit products.
 * It differs from scalar51 in everything a formula must not know: lanes, limbs, bounds, chains, windows. */
#include "primitives/base/assume.h"
#include "primitives/base/bytes.h"
#include "primitives/base/ct.h"
#include "primitives/field/fe.h"

#define SGM_LANES        4
#define SGM_CHAINS       2
#define SGM_BATCH        16
#define SGM_FIXED_WINDOW 4
#define SGM_STRAUS_WNAF  0

/* Lane l of a = sum v[i][l] 2^ceil(25.5 i): even limbs of 26 bits, odd ones of 25. With B_i = 2^26 or 2^25,
 *   TIGHT   < B_i + 2^17
 *   LOOSE   < 3 B_i + 2^17   tight + tight, or tight + 2p - tight (2p has limbs 2^27 - 38, 2^26 - 2, 2^27 - 2, ...)
 *   LOOSE2  < 7 B_i + 2^17   loose + loose, or loose + 4p - loose
 *   READY   = LOOSE          so l_ready is a copy, l_ready2 a carry; memory words < 2^52 split into 26 and 26 bits
 * Largest intermediate of l_mul for READY inputs: column 0, below 9 2^52 (1 + 19 (4 + 5/2)) + 2^48 < 2^63, because an
 * odd times an odd limb counts twice but is four times smaller. 19 times a limb stays below 2^32, as a 32-bit
 * multiplier of a vector unit would need it. */
typedef struct sgm_limbs {
    uint64_t v[10][SGM_LANES];
} sgm_limbs;

typedef struct sgm_mask {
    uint64_t m[SGM_LANES]; /* 0 or all ones */
} sgm_mask;

typedef struct sgm_w {
    uint64_t w[SGM_LANES];
} sgm_w;

/* Out of line: inlined into every formula, forty limbs would take a minute to compile. */
#define REF_CALL static __attribute__((noinline, unused))

#define SGM_BITS(i)   (26 - (i) % 2)
#define SGM_RADIX(i)  ((uint64_t)1 << SGM_BITS(i))
#define SGM_P_LIMB(i) (SGM_RADIX(i) - ((i) == 0 ? 19 : 1)) /* p = 2^255 - 19 */

REF_CALL void l_add(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    for (int i = 0; i < 10; i++)
        for (int l = 0; l < SGM_LANES; l++)
            r->v[i][l] = a->v[i][l] + b->v[i][l];
}

REF_CALL void l_sub(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    for (int i = 0; i < 10; i++)
        for (int l = 0; l < SGM_LANES; l++)
            r->v[i][l] = a->v[i][l] + 2 * SGM_P_LIMB(i) - b->v[i][l];
}

REF_CALL void l_sub2(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    for (int i = 0; i < 10; i++)
        for (int l = 0; l < SGM_LANES; l++)
            r->v[i][l] = a->v[i][l] + 4 * SGM_P_LIMB(i) - b->v[i][l];
}

REF_CALL void l_cneg(sgm_limbs *r, sgm_mask m, const sgm_limbs *a)
{
    for (int i = 0; i < 10; i++)
        for (int l = 0; l < SGM_LANES; l++)
            r->v[i][l] = (a->v[i][l] ^ m.m[l]) + (m.m[l] & (2 * SGM_P_LIMB(i) + 1)); /* 2p - a = ~a + (2p + 1) */
}

/* All carries at once: each is at most 7. */
REF_CALL void l_carry(sgm_limbs *r, const sgm_limbs *a)
{
    for (int l = 0; l < SGM_LANES; l++) {
        uint64_t c[10];
        for (int i = 0; i < 10; i++)
            c[i] = a->v[i][l] >> SGM_BITS(i);
        r->v[0][l] = (a->v[0][l] & (SGM_RADIX(0) - 1)) + 19 * c[9];
        for (int i = 1; i < 10; i++)
            r->v[i][l] = (a->v[i][l] & (SGM_RADIX(i) - 1)) + c[i - 1];
    }
}

REF_CALL void l_ready(sgm_limbs *r, const sgm_limbs *a) { *r = *a; }

REF_CALL void l_ready2(sgm_limbs *r, const sgm_limbs *a) { l_carry(r, a); }

/* Column sums below 2^63 to tight limbs: the carry that wraps is below 2^38, 19 times it leaves 2^17 for limb 1. */
REF_CALL void l_reduce_columns(sgm_limbs *r, uint64_t t[10][SGM_LANES])
{
    for (int i = 0; i < 9; i++)
        for (int l = 0; l < SGM_LANES; l++) {
            t[i + 1][l] += t[i][l] >> SGM_BITS(i);
            r->v[i][l] = t[i][l] & (SGM_RADIX(i) - 1);
        }
    for (int l = 0; l < SGM_LANES; l++) {
        r->v[9][l] = t[9][l] & (SGM_RADIX(9) - 1);
        uint64_t wrapped = r->v[0][l] + 19 * (t[9][l] >> SGM_BITS(9));
        r->v[0][l] = wrapped & (SGM_RADIX(0) - 1);
        r->v[1][l] += wrapped >> SGM_BITS(0);
    }
}

REF_CALL void l_mul(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    uint64_t t[10][SGM_LANES] = {{0}};
    for (int i = 0; i < 10; i++)
        for (int j = 0; j < 10; j++) {
            uint64_t weight = (uint64_t)(i & j & 1) + 1; /* 2^25.5 is rounded up twice */
            weight *= i + j < 10 ? 1 : 19;
            for (int l = 0; l < SGM_LANES; l++)
                t[(i + j) % 10][l] += a->v[i][l] * (weight * b->v[j][l]);
        }
    l_reduce_columns(r, t);
}

REF_CALL void l_sqr(sgm_limbs *r, const sgm_limbs *a) { l_mul(r, a, a); }

REF_CALL void l_select(sgm_limbs *r, sgm_mask m, const sgm_limbs *a, const sgm_limbs *b)
{
    for (int i = 0; i < 10; i++)
        for (int l = 0; l < SGM_LANES; l++)
            r->v[i][l] = sgm_ct_select(m.m[l], a->v[i][l], b->v[i][l]);
}

/* As in scalar51.h: q = 1 exactly where a >= p; tight is below 2p. */
REF_CALL void l_freeze(sgm_limbs *r, const sgm_limbs *a)
{
    for (int l = 0; l < SGM_LANES; l++) {
        uint64_t q = 19;
        for (int i = 0; i < 10; i++)
            q = (a->v[i][l] + q) >> SGM_BITS(i);
        uint64_t carry = 19 * q;
        for (int i = 0; i < 10; i++) {
            carry += a->v[i][l];
            r->v[i][l] = carry & (SGM_RADIX(i) - 1);
            carry >>= SGM_BITS(i);
        }
    }
}

SGM_INLINE sgm_mask l_is_zero(const sgm_limbs *a)
{
    sgm_mask r;
    for (int l = 0; l < SGM_LANES; l++) {
        uint64_t any = 0;
        for (int i = 0; i < 10; i++)
            any |= a->v[i][l];
        r.m[l] = sgm_ct_mask(sgm_ct_eq(any, 0));
    }
    return r;
}

SGM_INLINE sgm_mask l_is_odd(const sgm_limbs *a)
{
    sgm_mask r;
    for (int l = 0; l < SGM_LANES; l++)
        r.m[l] = sgm_ct_mask(a->v[0][l] & 1);
    return r;
}

/* A word of the memory form is an even limb and the odd one above it. */
REF_CALL void l_set_lane(sgm_limbs *r, int l, const sgm_fe *x)
{
    for (int i = 0; i < 5; i++) {
        r->v[2 * i][l] = x->v[i] & (SGM_RADIX(0) - 1);
        r->v[2 * i + 1][l] = x->v[i] >> SGM_BITS(0);
    }
}

REF_CALL void l_load(sgm_limbs *r, const sgm_fe *const p[SGM_LANES])
{
    for (int l = 0; l < SGM_LANES; l++)
        l_set_lane(r, l, p[l]);
}

REF_CALL void l_load_affine(sgm_limbs r[3], const sgm_affine *const p[SGM_LANES], sgm_mask m)
{
    sgm_limbs plus, minus;
    for (int l = 0; l < SGM_LANES; l++) {
        l_set_lane(&plus, l, &p[l]->yplusx);
        l_set_lane(&minus, l, &p[l]->yminusx);
        l_set_lane(&r[2], l, &p[l]->t2d);
    }
    l_select(&r[0], m, &minus, &plus);
    l_select(&r[1], m, &plus, &minus);
}

#include "primitives/field/row.inc.h"

REF_CALL void l_store(sgm_fe *const p[SGM_LANES], const sgm_limbs *a)
{
    for (int l = 0; l < SGM_LANES; l++)
        for (int i = 0; i < 5; i++)
            p[l]->v[i] = a->v[2 * i][l] + (a->v[2 * i + 1][l] << SGM_BITS(0));
}

REF_CALL void l_store_affine(sgm_affine *const p[SGM_LANES], const sgm_limbs e[3])
{
    sgm_fe *q[3][SGM_LANES];
    for (int l = 0; l < SGM_LANES; l++) {
        q[0][l] = &p[l]->yplusx;
        q[1][l] = &p[l]->yminusx;
        q[2][l] = &p[l]->t2d;
        p[l]->pad = 0;
    }
    for (int k = 0; k < 3; k++)
        l_store(q[k], &e[k]);
}

REF_CALL void l_from_words(sgm_limbs *r, const sgm_w w[5])
{
    for (int l = 0; l < SGM_LANES; l++) {
        const sgm_fe x = {{w[0].w[l], w[1].w[l], w[2].w[l], w[3].w[l], w[4].w[l]}};
        l_set_lane(r, l, &x);
    }
}

REF_CALL void l_to_words(sgm_w w[5], const sgm_limbs *a)
{
    for (int l = 0; l < SGM_LANES; l++)
        for (int i = 0; i < 5; i++)
            w[i].w[l] = a->v[2 * i][l] + (a->v[2 * i + 1][l] << SGM_BITS(0));
}

REF_CALL void l_splat(sgm_limbs *r, const sgm_fe *c)
{
    for (int l = 0; l < SGM_LANES; l++)
        l_set_lane(r, l, c);
}

SGM_INLINE uint64_t l_largest(sgm_level level, int i)
{
    static const uint64_t radices[4] = {[SGM_TIGHT] = 1, [SGM_LOOSE] = 3, [SGM_LOOSE2] = 7, [SGM_READY] = 3};
    return radices[level] * SGM_RADIX(i) + ((uint64_t)1 << 17) - 1;
}

SGM_INLINE int l_within(const sgm_limbs *a, sgm_level level)
{
    int ok = 1;
    for (int i = 0; i < 10; i++)
        for (int l = 0; l < SGM_LANES; l++)
            ok &= a->v[i][l] <= l_largest(level, i);
    return ok;
}

REF_CALL void l_worst(sgm_limbs *r, sgm_level level)
{
    for (int i = 0; i < 10; i++)
        for (int l = 0; l < SGM_LANES; l++)
            r->v[i][l] = l_largest(level, i);
}

SGM_INLINE sgm_mask m_none(void) { return (sgm_mask){{0}}; }

SGM_INLINE sgm_mask m_and(sgm_mask a, sgm_mask b)
{
    for (int l = 0; l < SGM_LANES; l++)
        a.m[l] &= b.m[l];
    return a;
}

SGM_INLINE sgm_mask m_or(sgm_mask a, sgm_mask b)
{
    for (int l = 0; l < SGM_LANES; l++)
        a.m[l] |= b.m[l];
    return a;
}

SGM_INLINE sgm_mask m_not(sgm_mask a)
{
    for (int l = 0; l < SGM_LANES; l++)
        a.m[l] = ~a.m[l];
    return a;
}

SGM_INLINE sgm_mask m_equal(const uint64_t index[SGM_LANES], uint64_t x)
{
    sgm_mask r;
    for (int l = 0; l < SGM_LANES; l++)
        r.m[l] = sgm_ct_mask(sgm_ct_eq(index[l], x));
    return r;
}
SGM_INLINE sgm_mask m_bits(unsigned bits)
{
    sgm_mask r;
    for (int l = 0; l < SGM_LANES; l++)
        r.m[l] = 0 - (uint64_t)(bits >> l & 1);
    return r;
}
SGM_INLINE sgm_mask m_from(const uint64_t flag[SGM_LANES])
{
    sgm_mask r;
    for (int l = 0; l < SGM_LANES; l++)
        r.m[l] = sgm_ct_mask(flag[l]);
    return r;
}

SGM_INLINE void m_flags(uint64_t flag[SGM_LANES], sgm_mask m)
{
    for (int l = 0; l < SGM_LANES; l++)
        flag[l] = m.m[l] & 1;
}

SGM_INLINE sgm_w w_load(const uint64_t *p)
{
    sgm_w r;
    for (int l = 0; l < SGM_LANES; l++)
        r.w[l] = p[l];
    return r;
}

SGM_INLINE void w_store(uint64_t *p, sgm_w a)
{
    for (int l = 0; l < SGM_LANES; l++)
        p[l] = a.w[l];
}

SGM_INLINE sgm_w w_xor(sgm_w a, sgm_w b)
{
    for (int l = 0; l < SGM_LANES; l++)
        a.w[l] ^= b.w[l];
    return a;
}

SGM_INLINE sgm_w w_andnot(sgm_w a, sgm_w b)
{
    for (int l = 0; l < SGM_LANES; l++)
        a.w[l] = ~a.w[l] & b.w[l];
    return a;
}

SGM_INLINE sgm_w w_rol(sgm_w a, unsigned n)
{
    for (int l = 0; l < SGM_LANES; l++)
        a.w[l] = a.w[l] << n | a.w[l] >> (64 - n);
    return a;
}

SGM_INLINE sgm_w w_splat(uint64_t x)
{
    sgm_w r;
    for (int l = 0; l < SGM_LANES; l++)
        r.w[l] = x;
    return r;
}

SGM_INLINE sgm_w w_and(sgm_w a, sgm_w b)
{
    for (int l = 0; l < SGM_LANES; l++)
        a.w[l] &= b.w[l];
    return a;
}

SGM_INLINE sgm_w w_or(sgm_w a, sgm_w b)
{
    for (int l = 0; l < SGM_LANES; l++)
        a.w[l] |= b.w[l];
    return a;
}

SGM_INLINE sgm_w w_shl(sgm_w a, unsigned n)
{
    for (int l = 0; l < SGM_LANES; l++)
        a.w[l] <<= n;
    return a;
}

SGM_INLINE sgm_w w_shr(sgm_w a, unsigned n)
{
    for (int l = 0; l < SGM_LANES; l++)
        a.w[l] >>= n;
    return a;
}

SGM_INLINE sgm_mask w_is_zero(sgm_w a)
{
    sgm_mask r;
    for (int l = 0; l < SGM_LANES; l++)
        r.m[l] = sgm_ct_mask(sgm_ct_eq(a.w[l], 0));
    return r;
}

SGM_INLINE sgm_w w_select(sgm_mask m, sgm_w a, sgm_w b)
{
    for (int l = 0; l < SGM_LANES; l++)
        a.w[l] = sgm_ct_select(m.m[l], a.w[l], b.w[l]);
    return a;
}

SGM_INLINE void w_load_rows(sgm_w w[4], const uint8_t *const p[SGM_LANES])
{
    for (int l = 0; l < SGM_LANES; l++)
        for (int k = 0; k < 4; k++)
            w[k].w[l] = sgm_load64(p[l] + 8 * k);
}

SGM_INLINE void w_store_rows(uint8_t *const p[SGM_LANES], const sgm_w w[4])
{
    for (int l = 0; l < SGM_LANES; l++)
        for (int k = 0; k < 4; k++)
            sgm_store64(p[l] + 8 * k, w[k].w[l]);
}
