/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Field arithmetic of a backend: bounds as types over the lane operations of fe.h, and the longer operations. */
#ifndef SGM_LANES
#include "primitives/field/backend/scalar51.h" /* so that an editor can parse this template alone */
#endif
#include "primitives/backend/backend.h"
#include "primitives/base/verify.h"
#include "primitives/group/constants_gen.h"

#include <stddef.h>

#ifdef SGM_WIDE_PRODUCTS
#define FE_WIDE_LEVEL SGM_WIDE
#else
#define FE_WIDE_LEVEL SGM_TIGHT
#define l_mul_wide    l_mul
#define l_sqr_wide    l_sqr
#endif

/* A vector of field elements at each level of fe.h. Distinct structs: a missing carry does not compile. */
typedef struct fe {
    sgm_limbs v; /* TIGHT */
} fe;
typedef struct fe_l {
    sgm_limbs v; /* LOOSE */
} fe_l;
typedef struct fe_ll {
    sgm_limbs v; /* LOOSE2 */
} fe_ll;
typedef struct fe_m {
    sgm_limbs v; /* READY */
} fe_m;
typedef struct fe_w {
    sgm_limbs v; /* WIDE */
} fe_w;

/* The limbs behind p, for the listed types only; anything else is a compile error, not a cast. */
#define FE_TIGHT(p) _Generic((p), fe * : &(p)->v, const fe * : &(p)->v)
#define FE_WIDE(p)  _Generic((p), fe * : &(p)->v, const fe * : &(p)->v, fe_w * : &(p)->v, const fe_w * : &(p)->v)
#define FE_LOOSE(p)                                                                                                    \
    _Generic((p), fe * : &(p)->v, const fe * : &(p)->v, fe_w * : &(p)->v, const fe_w * : &(p)->v, fe_l * : &(p)->v,    \
             const fe_l * : &(p)->v)
#define FE_READY(p) _Generic((p), fe * : &(p)->v, const fe * : &(p)->v, fe_m * : &(p)->v, const fe_m * : &(p)->v)

#define FE_WITHIN(limbs, level) SGM_ASSERT(l_within(limbs, level))

/* A build that counts field operations says what counting is. */
#ifndef FE_COUNT
#define FE_COUNT(operation) ((void)0)
#endif

/* Each operation below checks its bounds at entry and exit (SGM_VERIFY) around one lane operation.
 * Alias: any. Time: constant, all of them. */
#define FE_UNARY(name, counted, in_level, out_type, out_level)                                                         \
    SGM_INLINE void fe_##name##_limbs(out_type *r, const sgm_limbs *a)                                                 \
    {                                                                                                                  \
        FE_WITHIN(a, in_level);                                                                                        \
        l_##name(&r->v, a);                                                                                            \
        FE_COUNT(counted);                                                                                             \
        FE_WITHIN(&r->v, out_level);                                                                                   \
    }
#define FE_BINARY(name, op, counted, in_level, out_type, out_level)                                                    \
    SGM_INLINE void fe_##name##_limbs(out_type *r, const sgm_limbs *a, const sgm_limbs *b)                             \
    {                                                                                                                  \
        FE_WITHIN(a, in_level);                                                                                        \
        FE_WITHIN(b, in_level);                                                                                        \
        l_##op(&r->v, a, b);                                                                                           \
        FE_COUNT(counted);                                                                                             \
        FE_WITHIN(&r->v, out_level);                                                                                   \
    }
FE_BINARY(add, add, add, FE_WIDE_LEVEL, fe_l, SGM_LOOSE)
FE_BINARY(sub, sub, sub, FE_WIDE_LEVEL, fe_l, SGM_LOOSE)
FE_BINARY(add2, add, add2, SGM_LOOSE, fe_ll, SGM_LOOSE2)
FE_BINARY(sub2, sub2, sub2, SGM_LOOSE, fe_ll, SGM_LOOSE2)
FE_BINARY(mul, mul, mul, SGM_READY, fe, SGM_TIGHT)
FE_BINARY(mul_wide, mul_wide, mul, SGM_READY, fe_w, FE_WIDE_LEVEL)
FE_UNARY(sqr, sqr, SGM_READY, fe, SGM_TIGHT)
FE_UNARY(sqr_wide, sqr, SGM_READY, fe_w, FE_WIDE_LEVEL)
FE_UNARY(ready, ready, SGM_LOOSE, fe_m, SGM_READY)
FE_UNARY(ready2, ready2, SGM_LOOSE2, fe_m, SGM_READY)
FE_UNARY(freeze, freeze, SGM_TIGHT, fe, SGM_TIGHT)
#undef FE_UNARY
#undef FE_BINARY

/* Tight is ready as it is. */
SGM_INLINE void fe_same_limbs(fe_m *r, const sgm_limbs *a) { r->v = *a; }

SGM_INLINE void fe_carry_limbs(fe *r, const sgm_limbs *a, sgm_level level)
{
    FE_WITHIN(a, level);
    l_carry(&r->v, a);
    FE_WITHIN(&r->v, SGM_TIGHT);
}

/* r = a + b, a - b of tight or wide values (loose) and of tight, wide or loose values (loose2). */
#define fe_add(r, a, b)  fe_add_limbs((r), FE_WIDE(a), FE_WIDE(b))
#define fe_sub(r, a, b)  fe_sub_limbs((r), FE_WIDE(a), FE_WIDE(b))
#define fe_add2(r, a, b) fe_add2_limbs((r), FE_LOOSE(a), FE_LOOSE(b))
#define fe_sub2(r, a, b) fe_sub2_limbs((r), FE_LOOSE(a), FE_LOOSE(b))
/* r = a b, a^2 of tight or ready values (tight). */
#define fe_mul(r, a, b) fe_mul_limbs((r), FE_READY(a), FE_READY(b))
#define fe_sqr(r, a)    fe_sqr_limbs((r), FE_READY(a))
/* The same, left wide where the backend has that: for sums. */
#define fe_mul_wide(r, a, b) fe_mul_wide_limbs((r), FE_READY(a), FE_READY(b))
#define fe_sqr_wide(r, a)    fe_sqr_wide_limbs((r), FE_READY(a))
/* r = a, canonical. */
#define fe_freeze(r, a) fe_freeze_limbs((r), FE_TIGHT(a))
/* r = a, of any level but ready itself, made ready. */
#define fe_ready(r, a)                                                                                                 \
    _Generic((a), fe * : fe_same_limbs, const fe * : fe_same_limbs, fe_l * : fe_ready_limbs,                         \
             const fe_l * : fe_ready_limbs, fe_ll * : fe_ready2_limbs, const fe_ll * : fe_ready2_limbs)((r), &(a)->v)
/* r = a, of any level but tight itself, made tight. */
#define fe_carry(r, a)                                                                                                 \
    fe_carry_limbs((r), &(a)->v,                                                                                       \
                   _Generic((a), fe_l * : SGM_LOOSE, const fe_l * : SGM_LOOSE, fe_ll * : SGM_LOOSE2,                   \
                            const fe_ll * : SGM_LOOSE2, fe_m * : SGM_READY, const fe_m * : SGM_READY,                  \
                            fe_w * : FE_WIDE_LEVEL, const fe_w * : FE_WIDE_LEVEL))

/* r = m ? -a : a. */
SGM_INLINE void fe_cneg_limbs(fe_l *r, sgm_mask m, const sgm_limbs *a)
{
    FE_WITHIN(a, FE_WIDE_LEVEL);
    l_cneg(&r->v, m, a);
    FE_WITHIN(&r->v, SGM_LOOSE);
}
#define fe_cneg(r, m, a) fe_cneg_limbs((r), (m), FE_WIDE(a))

/* r = m ? a : b. */
SGM_INLINE void fe_select(fe *r, sgm_mask m, const fe *a, const fe *b) { l_select(&r->v, m, &a->v, &b->v); }
SGM_INLINE void fe_select_m(fe_m *r, sgm_mask m, const fe_m *a, const fe_m *b) { l_select(&r->v, m, &a->v, &b->v); }

SGM_INLINE void fe_splat(fe *r, const sgm_fe *c) { l_splat(&r->v, c); }

/* Memory form to and from registers: lane i is *p[i]. */
SGM_INLINE void fe_load(fe_m *r, const sgm_fe *const p[SGM_LANES])
{
    l_load(&r->v, p);
    FE_WITHIN(&r->v, SGM_READY);
}
SGM_INLINE void fe_store(sgm_fe *const p[SGM_LANES], const fe *a)
{
    FE_WITHIN(&a->v, SGM_TIGHT);
    l_store(p, &a->v);
}

/* Masks of a == 0, and of a negative (odd, RFC 9496 3.1). */
SGM_INLINE sgm_mask fe_is_zero(const fe *a)
{
    fe c;
    fe_freeze(&c, a);
    return l_is_zero(&c.v);
}
SGM_INLINE sgm_mask fe_is_negative(const fe *a)
{
    fe c;
    fe_freeze(&c, a);
    return l_is_odd(&c.v);
}

/* Sums that are needed tight: r = a + b, a - b, m ? -a : a, -a, and |a| (the one of a and -a that is not negative). */
SGM_INLINE void fe_sum(fe *r, const fe *a, const fe *b)
{
    fe_l s;
    fe_add(&s, a, b);
    fe_carry(r, &s);
}
SGM_INLINE void fe_diff(fe *r, const fe *a, const fe *b)
{
    fe_l s;
    fe_sub(&s, a, b);
    fe_carry(r, &s);
}
SGM_INLINE void fe_neg_if(fe *r, sgm_mask m, const fe *a)
{
    fe_l s;
    fe_cneg(&s, m, a);
    fe_carry(r, &s);
}
SGM_INLINE void fe_neg(fe *r, const fe *a) { fe_neg_if(r, m_not(m_none()), a); }
SGM_INLINE void fe_abs(fe *r, const fe *a) { fe_neg_if(r, fe_is_negative(a), a); }

/* Masks of a == b and a == -b. */
SGM_INLINE sgm_mask fe_is_equal(const fe *a, const fe *b)
{
    fe d;
    fe_diff(&d, a, b);
    return fe_is_zero(&d);
}
SGM_INLINE sgm_mask fe_is_opposite(const fe *a, const fe *b)
{
    fe s;
    fe_sum(&s, a, b);
    return fe_is_zero(&s);
}

/* x_b = x_b^(2^n) for `chains` vectors, at most SGM_CHAINS: each squaring waits for the one before, so that one vector
 * alone leaves the multipliers idle. A single one stays in registers. */
static void fe_sqr_times(fe *x, unsigned n, unsigned chains)
{
    SGM_ASSUME(chains > 0);
    if (chains == 1) {
        fe t = x[0];
        for (unsigned i = 0; i < n; i++)
            fe_sqr(&t, &t);
        x[0] = t;
        return;
    }
    for (unsigned i = 0; i < n; i++)
        for (unsigned b = 0; b < chains; b++)
            fe_sqr(&x[b], &x[b]);
}

/* r_b = x_b^(2^n) y_b. Alias: r may equal x or y. */
static void fe_sqr_times_mul(fe *r, const fe *x, unsigned n, const fe *y, unsigned chains)
{
    fe t[SGM_CHAINS];
    SGM_ASSUME(chains > 0);
    for (unsigned b = 0; b < chains; b++)
        t[b] = x[b];
    fe_sqr_times(t, n, chains);
    for (unsigned b = 0; b < chains; b++)
        fe_mul(&r[b], &t[b], &y[b]);
}

#ifdef SGM_FIELD_POW_P58 /* the small fields of tests/toy: everything else here holds for any p = 5 mod 8 */
SGM_INLINE void fe_pow_p58(fe *r, const fe *z, unsigned chains)
{
    SGM_ASSUME(chains > 0);
    for (unsigned b = 0; b < chains; b++)
        l_pow_p58(&r[b].v, &z[b].v);
}
#else
/* r_b = z_b^((p-5)/8) = z_b^(2^252 - 3). Below, x_k = z^(2^k - 1), and x_(j+k) = x_j^(2^k) x_k.
 * Cost: 251 S + 11 M. */
static inline void fe_pow_p58(fe *r, const fe *z, unsigned chains)
{
    fe x5[SGM_CHAINS], x10[SGM_CHAINS], x50[SGM_CHAINS], t[SGM_CHAINS];
    SGM_ASSUME(chains > 0);
    fe_sqr_times_mul(t, z, 1, z, chains);      /* x2 */
    fe_sqr_times_mul(x5, t, 2, t, chains);     /* x4 */
    fe_sqr_times_mul(x5, x5, 1, z, chains);    /* x5 */
    fe_sqr_times_mul(x10, x5, 5, x5, chains);  /* x10 */
    fe_sqr_times_mul(t, x10, 10, x10, chains); /* x20 */
    fe_sqr_times_mul(t, t, 20, t, chains);     /* x40 */
    fe_sqr_times_mul(x50, t, 10, x10, chains); /* x50 */
    fe_sqr_times_mul(t, x50, 50, x50, chains); /* x100 */
    fe_sqr_times_mul(t, t, 100, t, chains);    /* x200 */
    fe_sqr_times_mul(t, t, 50, x50, chains);   /* x250 */
    fe_sqr_times_mul(r, t, 2, z, chains);      /* 4 (2^250 - 1) + 1 = 2^252 - 3 */
}
#endif

/* r = 1/z, and 0 for z = 0: z^(p-2) = (z^((p-5)/8))^8 z^3. Alias: r may equal z. Cost: 255 S + 13 M. */
static inline void fe_invert(fe *r, const fe *z)
{
    fe t, z3;
    fe_sqr(&z3, z);
    fe_mul(&z3, &z3, z);
    fe_pow_p58(&t, z, 1);
    fe_sqr_times_mul(r, &t, 3, &z3, 1);
}

/* Mask of a == b. In: canonical. */
SGM_INLINE sgm_mask fe_same(const fe *a, const fe *b)
{
    sgm_w x[5], y[5];
    l_to_words(x, &a->v);
    l_to_words(y, &b->v);
    sgm_w different = w_xor(x[0], y[0]);
    for (int i = 1; i < 5; i++)
        different = w_or(different, w_xor(x[i], y[i]));
    return w_is_zero(different);
}

/* r_b = u_b^((p+3)/8) / v_b^((p+3)/8) up to a fourth root of unity: v_b r_b^2 is u_b times 1, -1, i or -i; 0 if u_b or
 * v_b is. Cost: 253 S + 15 M. */
static inline void fe_root_of_ratio(fe *r, const fe *u, const fe *v, unsigned chains)
{
    fe uv3[SGM_CHAINS], uv7[SGM_CHAINS];
    SGM_ASSUME(chains > 0);
    for (unsigned b = 0; b < chains; b++) {
        fe v3, v4;
        fe_sqr(&v3, &v[b]);
        fe_sqr(&v4, &v3);
        fe_mul(&v3, &v3, &v[b]);
        fe_mul(&uv3[b], &u[b], &v3);
        fe_mul(&uv7[b], &uv3[b], &v4);
    }
    fe_pow_p58(r, uv7, chains);
    for (unsigned b = 0; b < chains; b++)
        fe_mul(&r[b], &r[b], &uv3[b]); /* u v^3 (u v^7)^((p-5)/8) */
}

/* The same for u = 1. Cost: 253 S + 14 M. */
static inline void fe_root_of_inverse(fe *r, const fe *v, unsigned chains)
{
    fe v3[SGM_CHAINS], v7[SGM_CHAINS];
    SGM_ASSUME(chains > 0);
    for (unsigned b = 0; b < chains; b++) {
        fe_sqr(&v3[b], &v[b]);
        fe_mul(&v3[b], &v3[b], &v[b]);
        fe_sqr(&v7[b], &v3[b]);
        fe_mul(&v7[b], &v7[b], &v[b]);
    }
    fe_pow_p58(r, v7, chains);
    for (unsigned b = 0; b < chains; b++)
        fe_mul(&r[b], &r[b], &v3[b]); /* v^3 (v^7)^((p-5)/8) */
}

/* Of check = v r^2, with u = 1 and r from above: the mask of the lanes where it is -1 or -i, so that i r is the root
 * that SQRT_RATIO_M1 takes. */
SGM_INLINE sgm_mask fe_root_is_flipped(const fe *check)
{
    fe one, i, c;
    fe_splat(&one, &SGM_FE_ONE);
    fe_splat(&i, &SGM_FE_SQRT_M1);
    fe_neg(&c, check);
    fe_freeze(&c, &c);
    return m_or(fe_same(&c, &one), fe_same(&c, &i));
}

/* SQRT_RATIO_M1 of RFC 9496 4.2: r_b is the non-negative sqrt(u/v) and the mask 1 if that exists, else
 * r_b = sqrt(i u/v) and the mask 0; r_b = 0 for u = 0 (mask 1) and for v = 0 (mask 0 unless u = 0).
 * Alias: r may equal u or v. Cost: 254 S + 18 M. */
static inline void fe_sqrt_ratio(fe *r, sgm_mask *was_square, const fe *u, const fe *v, unsigned chains)
{
    fe i, root[SGM_CHAINS];
    SGM_ASSUME(chains > 0);
    fe_splat(&i, &SGM_FE_SQRT_M1);
    fe_root_of_ratio(root, u, v, chains);
    for (unsigned b = 0; b < chains; b++) {
        fe check, iu, ir;
        fe_sqr(&check, &root[b]);
        fe_mul(&check, &check, &v[b]); /* one of u, -u, i u, -i u */
        fe_mul(&iu, &u[b], &i);
        sgm_mask correct = fe_is_equal(&check, &u[b]);
        sgm_mask flipped = fe_is_opposite(&check, &u[b]);
        sgm_mask flipped_i = fe_is_opposite(&check, &iu);
        fe_mul(&ir, &root[b], &i);
        fe_select(&root[b], m_or(flipped, flipped_i), &ir, &root[b]);
        fe_abs(&r[b], &root[b]);
        was_square[b] = m_or(correct, flipped);
    }
}

/* r = 1/z, where no lane is 0. */
#ifdef SGM_INVERT_BY_SCALAR51
/* The product of the four lanes is inverted by scalar51, whose squarings wait for each other for less time than half of
 * a vector's. Cost: 4 M, and one inversion of one element. */
static inline void fe_invert_lanes(fe *r, const fe *z)
{
    fe beside, pair, other, all;
    fe_m inv;
    sgm_fe word[SGM_LANES], *to[SGM_LANES];
    const sgm_fe *from[SGM_LANES];
    for (int l = 0; l < SGM_LANES; l++) {
        to[l] = &word[l];
        from[l] = &word[0];
    }
    l_permute(&beside.v, &z->v, 1, 0, 3, 2);
    fe_mul(&pair, z, &beside);
    l_permute(&other.v, &pair.v, 2, 3, 0, 1);
    fe_mul(&all, &pair, &other);
    fe_store(to, &all);
    sgm_backend_scalar51.fe_apply(SGM_FE_INVERT, word, word, NULL, 1);
    fe_load(&inv, from);
    fe_mul(r, &inv, &other);
    fe_mul(r, r, &beside);
}
#else
static inline void fe_invert_lanes(fe *r, const fe *z) { fe_invert(r, z); }
#endif

/* inv_i = 1/z_i, and 0 for z_i = 0, for n vectors with one inversion of a vector. In: 1 <= n <= SGM_BATCH.
 * Alias: none. Cost per vector: 3 M, and one inversion for all. */
static inline void fe_batch_invert(fe *inv, const fe *z, size_t n)
{
    fe one, zero, product[SGM_BATCH], running;
    sgm_mask is_zero[SGM_BATCH];
    fe_splat(&one, &SGM_FE_ONE);
    fe_splat(&zero, &SGM_FE_ZERO);
    running = one;
    for (size_t i = 0; i < n; i++) { /* product_i = z_0 ... z_(i-1), zeros counted as one */
        fe factor;
        is_zero[i] = fe_is_zero(&z[i]);
        fe_select(&factor, is_zero[i], &one, &z[i]);
        product[i] = running;
        fe_mul(&running, &running, &factor);
    }
    fe_invert_lanes(&running, &running);
    for (size_t i = n; i-- > 0;) { /* running = 1/(z_0 ... z_i) */
        fe factor;
        fe_select(&factor, is_zero[i], &one, &z[i]);
        fe_mul(&inv[i], &running, &product[i]);
        fe_select(&inv[i], is_zero[i], &zero, &inv[i]);
        fe_mul(&running, &running, &factor);
    }
}
