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
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ /* scalars are read as rows of bytes */
#define SGM_SCALAR_RADIX 28
#endif

typedef struct sgm_w {
    uint64_t w[SGM_LANES];
} sgm_w;
typedef sgm_w sgm_v, sgm_s;

typedef struct sgm_mask {
    uint64_t m[SGM_LANES]; /* 0 or all ones */
} sgm_mask;

/* Out of line: inlined into every formula, forty limbs would take a minute to compile. */
#define SGM_SUM_CALL static __attribute__((noinline, unused))
#define SGM_MUL_CALL SGM_SUM_CALL

/* A function whose lane l is the expression. */
#define LANES(name, arguments, expression)                                                                             \
    SGM_INLINE sgm_w name arguments                                                                                    \
    {                                                                                                                  \
        sgm_w r;                                                                                                       \
        for (int l = 0; l < SGM_LANES; l++)                                                                            \
            r.w[l] = (expression);                                                                                     \
        return r;                                                                                                      \
    }
LANES(v_set, (uint64_t x), x)
LANES(v_add, (sgm_v a, sgm_v b), a.w[l] + b.w[l])
LANES(v_sub, (sgm_v a, sgm_v b), a.w[l] - b.w[l])
LANES(v_and, (sgm_v a, sgm_v b), a.w[l] & b.w[l])
LANES(v_xor, (sgm_v a, sgm_v b), a.w[l] ^ b.w[l])
LANES(v_mask, (sgm_mask m), m.m[l])
LANES(v_shr, (sgm_v a, int n), a.w[l] >> n)
LANES(v_19, (sgm_v a), 19 * a.w[l])
LANES(v_select, (sgm_mask m, sgm_v a, sgm_v b), sgm_ct_select(m.m[l], a.w[l], b.w[l]))
LANES(s_add, (sgm_s a, sgm_s b), a.w[l] + b.w[l])
LANES(s_mul, (sgm_v a, sgm_v b), a.w[l] * b.w[l])
LANES(s_mac, (sgm_s s, sgm_v a, sgm_v b), s.w[l] + a.w[l] * b.w[l])
LANES(s_carry, (sgm_s s, sgm_s t, int n), s.w[l] + (t.w[l] >> n))
LANES(s_low, (sgm_s s, int n), s.w[l] & (((uint64_t)1 << n) - 1))
LANES(s_19, (sgm_s s, int n), 19 * (s.w[l] >> n))
LANES(s_limb, (sgm_s s), s.w[l])

#include "primitives/field/radix25.inc.h"

SGM_INLINE sgm_mask l_is_zero(const sgm_limbs *a)
{
    sgm_mask r;
    for (int l = 0; l < SGM_LANES; l++) {
        uint64_t any = 0;
        for (int i = 0; i < 10; i++)
            any |= a->v[i].w[l];
        r.m[l] = sgm_ct_mask(sgm_ct_eq(any, 0));
    }
    return r;
}

SGM_INLINE sgm_mask l_is_odd(const sgm_limbs *a)
{
    sgm_mask r;
    for (int l = 0; l < SGM_LANES; l++)
        r.m[l] = sgm_ct_mask(a->v[0].w[l] & 1);
    return r;
}

/* A word of the memory form is an even limb and the odd one above it. */
SGM_SUM_CALL void l_set_lane(sgm_limbs *r, int l, const sgm_fe *x)
{
    for (int i = 0; i < 5; i++) {
        r->v[2 * i].w[l] = x->v[i] & limb_mask(0);
        r->v[2 * i + 1].w[l] = x->v[i] >> limb_bits(0);
    }
}

SGM_SUM_CALL void l_load(sgm_limbs *r, const sgm_fe *const p[SGM_LANES])
{
    for (int l = 0; l < SGM_LANES; l++)
        l_set_lane(r, l, p[l]);
}

SGM_SUM_CALL void l_load_affine(sgm_limbs r[3], const sgm_affine *const p[SGM_LANES], sgm_mask m)
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

SGM_SUM_CALL void l_store(sgm_fe *const p[SGM_LANES], const sgm_limbs *a)
{
    for (int l = 0; l < SGM_LANES; l++)
        for (int i = 0; i < 5; i++)
            p[l]->v[i] = a->v[2 * i].w[l] + (a->v[2 * i + 1].w[l] << limb_bits(0));
}

SGM_SUM_CALL void l_store_affine(sgm_affine *const p[SGM_LANES], const sgm_limbs e[3])
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

SGM_SUM_CALL void l_from_words(sgm_limbs *r, const sgm_w w[5])
{
    for (int l = 0; l < SGM_LANES; l++) {
        const sgm_fe x = {{w[0].w[l], w[1].w[l], w[2].w[l], w[3].w[l], w[4].w[l]}};
        l_set_lane(r, l, &x);
    }
}

SGM_SUM_CALL void l_to_words(sgm_w w[5], const sgm_limbs *a)
{
    for (int l = 0; l < SGM_LANES; l++)
        for (int i = 0; i < 5; i++)
            w[i].w[l] = a->v[2 * i].w[l] + (a->v[2 * i + 1].w[l] << limb_bits(0));
}

SGM_SUM_CALL void l_splat(sgm_limbs *r, const sgm_fe *c)
{
    for (int l = 0; l < SGM_LANES; l++)
        l_set_lane(r, l, c);
}

SGM_INLINE int l_within(const sgm_limbs *a, sgm_level level)
{
    int ok = 1;
    for (int i = 0; i < 10; i++)
        for (int l = 0; l < SGM_LANES; l++)
            ok &= a->v[i].w[l] <= l_largest(level, i);
    return ok;
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

LANES(w_load, (const uint64_t *p), p[l])
LANES(w_xor, (sgm_w a, sgm_w b), a.w[l] ^ b.w[l])
LANES(w_andnot, (sgm_w a, sgm_w b), ~a.w[l] & b.w[l])
LANES(w_rol, (sgm_w a, unsigned n), a.w[l] << n | a.w[l] >> (64 - n))
LANES(w_splat, (uint64_t x), x)
LANES(w_add, (sgm_w a, sgm_w b), a.w[l] + b.w[l])
LANES(w_sub, (sgm_w a, sgm_w b), a.w[l] - b.w[l])
LANES(w_and, (sgm_w a, sgm_w b), a.w[l] & b.w[l])
LANES(w_or, (sgm_w a, sgm_w b), a.w[l] | b.w[l])
LANES(w_shl, (sgm_w a, unsigned n), a.w[l] << n)
LANES(w_shr, (sgm_w a, unsigned n), a.w[l] >> n)
LANES(w_select, (sgm_mask m, sgm_w a, sgm_w b), sgm_ct_select(m.m[l], a.w[l], b.w[l]))

SGM_SUM_CALL void w_mul_add(sgm_w sum[2], sgm_w a, sgm_w b)
{
    for (int l = 0; l < SGM_LANES; l++)
        sum[0].w[l] += a.w[l] * b.w[l];
}

SGM_INLINE void w_store(uint64_t *p, sgm_w a)
{
    for (int l = 0; l < SGM_LANES; l++)
        p[l] = a.w[l];
}

SGM_INLINE sgm_mask w_is_zero(sgm_w a)
{
    sgm_mask r;
    for (int l = 0; l < SGM_LANES; l++)
        r.m[l] = sgm_ct_mask(sgm_ct_eq(a.w[l], 0));
    return r;
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
#undef LANES
