/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Field and group law of P-256: the complete formulas of Renes, Costello and Batina for a = -3 [RCB16], which are right
 * for every pair of points. Everything is constant in time; Alias: any. */
#ifndef SGM_P256_CURVE_H
#define SGM_P256_CURVE_H

#include "primitives/group/point.h"
#include "primitives/p256/words.h"

static const sgm_modulus sgm_p256_field = {
    .m = {0xffffffffffffffff, 0x00000000ffffffff, 0, 0xffffffff00000001},
    .r2 = {0x0000000000000003, 0xfffffffbffffffff, 0xfffffffffffffffe, 0x00000004fffffffd},
    .inverse = 1,
};
static const sgm_fe sgm_p256_one = {{0x0000000000000001, 0xffffffff00000000, 0xffffffffffffffff, 0x00000000fffffffe}};
static const sgm_fe sgm_p256_b = {{0xd89cdf6229c4bddf, 0xacf005cd78843090, 0xe5a220abf7212ed6, 0xdc30061d04874834}};

static inline void fe_add(sgm_fe *r, const sgm_fe *a, const sgm_fe *b) { words_add(r->v, a->v, b->v, &sgm_p256_field); }
static inline void fe_sub(sgm_fe *r, const sgm_fe *a, const sgm_fe *b)
{
    words_minus(r->v, a->v, b->v, &sgm_p256_field);
}
static inline void fe_mul(sgm_fe *r, const sgm_fe *a, const sgm_fe *b) { words_mul(r->v, a->v, b->v, &sgm_p256_field); }
static inline void fe_neg(sgm_fe *r, const sgm_fe *a) { fe_sub(r, &(sgm_fe){{0}}, a); }
static inline void fe_select(sgm_fe *r, uint64_t flag, const sgm_fe *a, const sgm_fe *b)
{
    words_select(r->v, flag, a->v, b->v);
}
static inline uint64_t fe_is_zero(const sgm_fe *a) { return words_is_zero(a->v); }
static inline uint64_t fe_eq(const sgm_fe *a, const sgm_fe *b) { return words_eq(a->v, b->v); }

/* r = 3 a. */
static inline void fe_triple(sgm_fe *r, const sgm_fe *a)
{
    sgm_fe twice;
    fe_add(&twice, a, a);
    fe_add(r, &twice, a);
}

/* The sum of (X1 : Y1 : Z1) and (X2 : Y2 : Z2) from their products. */
typedef struct products {
    sgm_fe xx, yy, zz; /* X1 X2, Y1 Y2, Z1 Z2 */
    sgm_fe xy, yz, xz; /* X1 Y2 + X2 Y1, ... */
} products;

static inline void ge_sum(sgm_point *r, const products *p)
{
    sgm_fe plus, minus, left, right, t;
    fe_mul(&t, &sgm_p256_b, &p->zz);
    fe_sub(&t, &p->xz, &t);
    fe_triple(&t, &t);
    fe_sub(&minus, &p->yy, &t);
    fe_add(&plus, &p->yy, &t);
    fe_mul(&left, &sgm_p256_b, &p->xz);
    fe_triple(&t, &p->zz);
    fe_sub(&left, &left, &t);
    fe_sub(&left, &left, &p->xx);
    fe_triple(&left, &left); /* 3 (b xz - 3 zz - xx) */
    fe_triple(&right, &p->xx);
    fe_sub(&right, &right, &t); /* 3 (xx - zz) */
    fe_mul(&r->Y, &plus, &minus);
    fe_mul(&t, &right, &left);
    fe_add(&r->Y, &r->Y, &t);
    fe_mul(&r->X, &p->xy, &plus);
    fe_mul(&t, &p->yz, &left);
    fe_sub(&r->X, &r->X, &t);
    fe_mul(&r->Z, &p->yz, &minus);
    fe_mul(&t, &p->xy, &right);
    fe_add(&r->Z, &r->Z, &t);
}

/* r = a1 b2 + a2 b1, given a1 a2 and b1 b2. */
static inline void fe_cross(sgm_fe *r, const sgm_fe *a1, const sgm_fe *b1, const sgm_fe *a2, const sgm_fe *b2,
                            const sgm_fe *aa, const sgm_fe *bb)
{
    sgm_fe first, second;
    fe_add(&first, a1, b1);
    fe_add(&second, a2, b2);
    fe_mul(&first, &first, &second);
    fe_sub(&first, &first, aa);
    fe_sub(r, &first, bb);
}

static inline void ge_add(sgm_point *r, const sgm_point *a, const sgm_point *b)
{
    products p;
    fe_mul(&p.xx, &a->X, &b->X);
    fe_mul(&p.yy, &a->Y, &b->Y);
    fe_mul(&p.zz, &a->Z, &b->Z);
    fe_cross(&p.xy, &a->X, &a->Y, &b->X, &b->Y, &p.xx, &p.yy);
    fe_cross(&p.yz, &a->Y, &a->Z, &b->Y, &b->Z, &p.yy, &p.zz);
    fe_cross(&p.xz, &a->X, &a->Z, &b->X, &b->Z, &p.xx, &p.zz);
    ge_sum(r, &p);
}

/* r = a + b. In: b is not the identity. */
static inline void ge_add_affine(sgm_point *r, const sgm_point *a, const sgm_affine *b)
{
    products p;
    fe_mul(&p.xx, &a->X, &b->x);
    fe_mul(&p.yy, &a->Y, &b->y);
    p.zz = a->Z;
    fe_cross(&p.xy, &a->X, &a->Y, &b->x, &b->y, &p.xx, &p.yy);
    fe_mul(&p.yz, &b->y, &a->Z);
    fe_add(&p.yz, &p.yz, &a->Y);
    fe_mul(&p.xz, &b->x, &a->Z);
    fe_add(&p.xz, &p.xz, &a->X);
    ge_sum(r, &p);
}

static inline void ge_double(sgm_point *r, const sgm_point *a)
{
    products p;
    fe_mul(&p.xx, &a->X, &a->X);
    fe_mul(&p.yy, &a->Y, &a->Y);
    fe_mul(&p.zz, &a->Z, &a->Z);
    fe_mul(&p.xy, &a->X, &a->Y);
    fe_add(&p.xy, &p.xy, &p.xy);
    fe_mul(&p.yz, &a->Y, &a->Z);
    fe_add(&p.yz, &p.yz, &p.yz);
    fe_mul(&p.xz, &a->X, &a->Z);
    fe_add(&p.xz, &p.xz, &p.xz);
    ge_sum(r, &p);
}

static inline void ge_identity(sgm_point *r) { *r = (sgm_point){{{0}}, sgm_p256_one, {{0}}}; }

static inline uint64_t ge_affine_is_identity(const sgm_affine *a) { return fe_is_zero(&a->x) & fe_is_zero(&a->y); }

static inline void ge_from_affine(sgm_point *r, const sgm_affine *a)
{
    uint64_t identity = ge_affine_is_identity(a);
    r->X = a->x;
    fe_select(&r->Y, identity, &sgm_p256_one, &a->y);
    fe_select(&r->Z, identity, &(sgm_fe){{0}}, &sgm_p256_one);
}

#endif
