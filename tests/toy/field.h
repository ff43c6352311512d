/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The lane interface of field/fe.h over the field of the toy group at hand; TOY_LANES lanes, one word each. */
#include "primitives/base/bytes.h"
#include "primitives/base/ct.h"
#include "primitives/field/fe.h"
#include "primitives/group/constants_gen.h"
#include "tests/toy/group.h"

/* All that the templates know of p = 2^255 - 19 other than through the lanes. */
#define SGM_FE_D                 (toy->d)
#define SGM_FE_2D                (toy->twice_d)
#define SGM_FE_INV_D             (toy->inv_d)
#define SGM_FE_SQRT_M1           (toy->sqrt_m1)
#define SGM_FE_INVSQRT_A_MINUS_D (toy->invsqrt_a_minus_d)
#define SGM_FE_SQRT_AD_MINUS_ONE (toy->sqrt_ad_minus_one)
#define SGM_FE_ONE_MINUS_D_SQ    (toy->one_minus_d_sq)
#define SGM_FE_D_MINUS_ONE_SQ    (toy->d_minus_one_sq)
#define SGM_FIELD_POW_P58        1 /* l_pow_p58 instead of the addition chain */

#define SGM_LANES TOY_LANES

/* TIGHT < 2p, LOOSE < 4p, LOOSE2 < 8p, READY = LOOSE. Carries leave what they can: a value is canonical only where the
 * interface says so, and a forgotten l_freeze shows. */
typedef struct sgm_limbs {
    uint64_t v[SGM_LANES];
} sgm_limbs;

typedef struct sgm_mask {
    uint64_t m[SGM_LANES]; /* 0 or all ones */
} sgm_mask;

typedef struct sgm_w {
    uint64_t w[SGM_LANES];
} sgm_w;

#define TOY_EACH for (int l = 0; l < SGM_LANES; l++) /* each lane l */

SGM_INLINE void l_add(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b) { TOY_EACH r->v[l] = a->v[l] + b->v[l]; }

SGM_INLINE void l_sub(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    TOY_EACH r->v[l] = a->v[l] + 2 * toy->p - b->v[l];
}

SGM_INLINE void l_sub2(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    TOY_EACH r->v[l] = a->v[l] + 4 * toy->p - b->v[l];
}

SGM_INLINE void l_cneg(sgm_limbs *r, sgm_mask m, const sgm_limbs *a)
{
    TOY_EACH r->v[l] = m.m[l] ? 2 * toy->p - a->v[l] : a->v[l];
}

SGM_INLINE void l_carry(sgm_limbs *r, const sgm_limbs *a) { TOY_EACH r->v[l] = a->v[l] % (2 * toy->p); }

SGM_INLINE void l_ready(sgm_limbs *r, const sgm_limbs *a) { *r = *a; }

SGM_INLINE void l_ready2(sgm_limbs *r, const sgm_limbs *a) { l_carry(r, a); }

/* Some products are left above p. */
SGM_INLINE void l_mul(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    TOY_EACH r->v[l] = a->v[l] * b->v[l] % (2 * toy->p);
}

SGM_INLINE void l_sqr(sgm_limbs *r, const sgm_limbs *a) { l_mul(r, a, a); }

/* r = z^((p-5)/8). */
SGM_INLINE void l_pow_p58(sgm_limbs *r, const sgm_limbs *z)
{
    sgm_limbs x = *z, product;
    TOY_EACH product.v[l] = 1;
    for (uint64_t e = (toy->p - 5) / 8; e != 0; e >>= 1) {
        if (e & 1)
            l_mul(&product, &product, &x);
        l_sqr(&x, &x);
    }
    *r = product;
}

SGM_INLINE void l_select(sgm_limbs *r, sgm_mask m, const sgm_limbs *a, const sgm_limbs *b)
{
    TOY_EACH r->v[l] = m.m[l] ? a->v[l] : b->v[l];
}

SGM_INLINE void l_freeze(sgm_limbs *r, const sgm_limbs *a) { TOY_EACH r->v[l] = a->v[l] % toy->p; }

SGM_INLINE sgm_mask l_is_zero(const sgm_limbs *a)
{
    sgm_mask r;
    TOY_EACH r.m[l] = sgm_ct_mask(a->v[l] == 0);
    return r;
}

SGM_INLINE sgm_mask l_is_odd(const sgm_limbs *a)
{
    sgm_mask r;
    TOY_EACH r.m[l] = sgm_ct_mask(a->v[l] & 1);
    return r;
}

/* Any memory form, mod p: bytes that are no field element give one, too. */
SGM_INLINE uint64_t toy_word(const sgm_fe *x)
{
    uint64_t r = 0;
    for (int i = 5; i-- > 0;)
        r = (r * (((uint64_t)1 << 51) % toy->p) + x->v[i]) % toy->p;
    return r;
}

SGM_INLINE void l_load(sgm_limbs *r, const sgm_fe *const p[SGM_LANES]) { TOY_EACH r->v[l] = toy_word(p[l]); }

SGM_INLINE void l_load_affine(sgm_limbs r[3], const sgm_affine *const p[SGM_LANES], sgm_mask m)
{
    TOY_EACH
    {
        r[0].v[l] = toy_word(m.m[l] ? &p[l]->yminusx : &p[l]->yplusx);
        r[1].v[l] = toy_word(m.m[l] ? &p[l]->yplusx : &p[l]->yminusx);
        r[2].v[l] = toy_word(&p[l]->t2d);
    }
}

#include "primitives/field/row.inc.h"

SGM_INLINE void l_store(sgm_fe *const p[SGM_LANES], const sgm_limbs *a) { TOY_EACH *p[l] = (sgm_fe){{a->v[l]}}; }

SGM_INLINE void l_store_affine(sgm_affine *const p[SGM_LANES], const sgm_limbs e[3])
{
    TOY_EACH *p[l] = (sgm_affine){.yplusx = {{e[0].v[l]}}, .yminusx = {{e[1].v[l]}}, .t2d = {{e[2].v[l]}}};
}

SGM_INLINE void l_from_words(sgm_limbs *r, const sgm_w w[5])
{
    TOY_EACH
    {
        const sgm_fe x = {{w[0].w[l], w[1].w[l], w[2].w[l], w[3].w[l], w[4].w[l]}};
        r->v[l] = toy_word(&x);
    }
}

SGM_INLINE void l_to_words(sgm_w w[5], const sgm_limbs *a)
{
    memset(w, 0, 5 * sizeof *w);
    TOY_EACH w[0].w[l] = a->v[l];
}

SGM_INLINE void l_splat(sgm_limbs *r, const sgm_fe *c) { TOY_EACH r->v[l] = c->v[0]; }

SGM_INLINE int l_within(const sgm_limbs *a, sgm_level level)
{
    static const uint64_t bound[4] = {[SGM_TIGHT] = 2, [SGM_LOOSE] = 4, [SGM_LOOSE2] = 8, [SGM_READY] = 4};
    int ok = 1;
    TOY_EACH ok &= a->v[l] < bound[level] * toy->p;
    return ok;
}

SGM_INLINE sgm_mask m_none(void) { return (sgm_mask){{0}}; }

SGM_INLINE sgm_mask m_and(sgm_mask a, sgm_mask b)
{
    TOY_EACH a.m[l] &= b.m[l];
    return a;
}

SGM_INLINE sgm_mask m_or(sgm_mask a, sgm_mask b)
{
    TOY_EACH a.m[l] |= b.m[l];
    return a;
}

SGM_INLINE sgm_mask m_not(sgm_mask a)
{
    TOY_EACH a.m[l] = ~a.m[l];
    return a;
}

SGM_INLINE sgm_mask m_equal(const uint64_t index[SGM_LANES], uint64_t x)
{
    sgm_mask r;
    TOY_EACH r.m[l] = sgm_ct_mask(index[l] == x);
    return r;
}

SGM_INLINE sgm_mask m_bits(unsigned bits)
{
    sgm_mask r;
    TOY_EACH r.m[l] = sgm_ct_mask(bits >> l & 1);
    return r;
}

SGM_INLINE sgm_mask m_from(const uint64_t flag[SGM_LANES])
{
    sgm_mask r;
    TOY_EACH r.m[l] = sgm_ct_mask(flag[l]);
    return r;
}

SGM_INLINE void m_flags(uint64_t flag[SGM_LANES], sgm_mask m) { TOY_EACH flag[l] = m.m[l] & 1; }

SGM_INLINE sgm_w w_load(const uint64_t *p)
{
    sgm_w r;
    TOY_EACH r.w[l] = p[l];
    return r;
}

SGM_INLINE void w_store(uint64_t *p, sgm_w a) { TOY_EACH p[l] = a.w[l]; }

SGM_INLINE sgm_w w_xor(sgm_w a, sgm_w b)
{
    TOY_EACH a.w[l] ^= b.w[l];
    return a;
}

SGM_INLINE sgm_w w_sub(sgm_w a, sgm_w b)
{
    TOY_EACH a.w[l] -= b.w[l];
    return a;
}

SGM_INLINE sgm_w w_andnot(sgm_w a, sgm_w b)
{
    TOY_EACH a.w[l] = ~a.w[l] & b.w[l];
    return a;
}

SGM_INLINE sgm_w w_rol(sgm_w a, unsigned n)
{
    TOY_EACH a.w[l] = a.w[l] << n | a.w[l] >> (64 - n);
    return a;
}

SGM_INLINE sgm_w w_splat(uint64_t x)
{
    sgm_w r;
    TOY_EACH r.w[l] = x;
    return r;
}

SGM_INLINE sgm_w w_and(sgm_w a, sgm_w b)
{
    TOY_EACH a.w[l] &= b.w[l];
    return a;
}

SGM_INLINE sgm_w w_or(sgm_w a, sgm_w b)
{
    TOY_EACH a.w[l] |= b.w[l];
    return a;
}

SGM_INLINE sgm_w w_shl(sgm_w a, unsigned n)
{
    TOY_EACH a.w[l] <<= n;
    return a;
}

SGM_INLINE sgm_w w_shr(sgm_w a, unsigned n)
{
    TOY_EACH a.w[l] >>= n;
    return a;
}

SGM_INLINE sgm_mask w_is_zero(sgm_w a)
{
    sgm_mask r;
    TOY_EACH r.m[l] = sgm_ct_mask(a.w[l] == 0);
    return r;
}

SGM_INLINE sgm_w w_select(sgm_mask m, sgm_w a, sgm_w b)
{
    TOY_EACH b.w[l] = m.m[l] ? a.w[l] : b.w[l];
    return b;
}

SGM_INLINE void w_load_rows(sgm_w w[4], const uint8_t *const p[SGM_LANES])
{
    for (int k = 0; k < 4; k++)
        TOY_EACH w[k].w[l] = sgm_load64(p[l] + 8 * k);
}

SGM_INLINE void w_store_rows(uint8_t *const p[SGM_LANES], const sgm_w w[4])
{
    for (int k = 0; k < 4; k++)
        TOY_EACH sgm_store64(p[l] + 8 * k, w[k].w[l]);
}
