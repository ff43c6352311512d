/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* ristretto255 (RFC 9496) over vectors of Edwards points. Names follow the RFC; derivations: FORMULAS.md. */
#ifndef SGM_LANES
#include "primitives/group/memory.tmpl.h" /* so that an editor can parse this template alone */
#endif

/* What decoding computes of the field element s (RFC 9496 4.3.1): u1 = 1 - s^2 and v = -d u1^2 - u2^2 with their signs
 * turned, u2 = 1 + s^2, u2_sqr = u2^2. Cost: 3 S + 1 M. */
typedef struct ris_ratio {
    fe minus_u1, u2, u2_sqr, minus_v;
} ris_ratio;

SGM_INLINE void ris_ratio_of(ris_ratio *r, const fe *s)
{
    fe one, d, ss, du1_sqr;
    fe_splat(&one, &SGM_FE_ONE);
    fe_splat(&d, &SGM_FE_D);
    fe_sqr(&ss, s);
    fe_diff(&r->minus_u1, &ss, &one);
    fe_sum(&r->u2, &one, &ss);
    fe_sqr(&r->u2_sqr, &r->u2);
    fe_sqr(&du1_sqr, &r->minus_u1);
    fe_mul(&du1_sqr, &du1_sqr, &d);
    fe_sum(&r->minus_v, &du1_sqr, &r->u2_sqr);
}

/* x, y = the point that s encodes, from root = 1/sqrt(v u2^2). Returns the mask of the lanes where it is that,
 * v (u2 root)^2 = 1, and where s may be decoded: x y not negative, y not 0. Where it is 0, x and y are meaningless.
 * In: if exact is 0, root may be wrong by a fourth root of unity (i, say, makes v (u2 root)^2 = -1), and is put right:
 * 1 M more. exact is a compile-time constant. Cost: 7 M. */
SGM_INLINE sgm_mask ris_decode_finish(fe *x, fe *y, const fe *s, const ris_ratio *q, const fe *root, int exact)
{
    fe one, i, den_x, minus_vx, minus_den_y, check, t, turned;
    fe_splat(&one, &SGM_FE_ONE);
    fe_mul(&den_x, root, &q->u2);
    fe_mul(&minus_vx, &q->minus_v, &den_x);
    fe_mul(&check, &minus_vx, &den_x); /* -1 if the root is right, 1 if it lacks a factor i */
    fe_mul(&minus_den_y, &minus_vx, root);
    sgm_mask right = fe_is_opposite(&check, &one);
    if (!exact) {
        sgm_mask flipped = fe_is_equal(&check, &one);
        fe_splat(&i, &SGM_FE_SQRT_M1);
        fe_mul(&turned, &den_x, &i);
        fe_select(&den_x, flipped, &turned, &den_x);
        fe_neg_if(&minus_den_y, flipped, &minus_den_y);
        right = m_or(right, flipped);
    }
    fe_mul(x, s, &den_x);
    fe_sum(x, x, x);
    sgm_mask x_is_zero = fe_is_zero(x);
    fe_abs(x, x);
    fe_mul(y, &q->minus_u1, &minus_den_y);
    fe_mul(&t, x, y);
    sgm_mask y_is_zero = m_and(fe_is_zero(&t), m_not(x_is_zero));
    return m_and(right, m_not(m_or(fe_is_negative(&t), y_is_zero)));
}

/* x_b, y_b and ok_b = DECODE of the field elements s_b (the range and sign of s are the caller's).
 * Cost: 256 S + 24 M. */
static inline void ris_decode(fe *x, fe *y, sgm_mask *ok, const fe *s, unsigned chains)
{
    fe vu2[SGM_CHAINS], root[SGM_CHAINS];
    ris_ratio q[SGM_CHAINS];
    SGM_ASSUME(chains > 0);
    for (unsigned b = 0; b < chains; b++) {
        ris_ratio_of(&q[b], &s[b]);
        fe_mul(&vu2[b], &q[b].minus_v, &q[b].u2_sqr); /* its sign costs a factor i at most */
    }
    fe_root_of_inverse(root, vu2, chains);
    for (unsigned b = 0; b < chains; b++)
        ok[b] = ris_decode_finish(&x[b], &y[b], &s[b], &q[b], &root[b], 0);
}

/* x, y = DECODE of s whose inverse square root is `hint`, an element that is not negative. Returns the mask of the
 * lanes where it is; where s cannot be decoded, no hint is. Cost: 3 S + 8 M. */
SGM_INLINE sgm_mask ris_decode_hinted(fe *x, fe *y, const fe *s, const fe *hint)
{
    ris_ratio q;
    ris_ratio_of(&q, s);
    return ris_decode_finish(x, y, s, &q, hint, 1);
}

/* hint_b = the hint of s_b, canonical, in the lanes of ok_b: those that ris_decode accepts. */
static inline void ris_hints(fe *hint, sgm_mask *ok, const fe *s, unsigned chains)
{
    fe ones[SGM_CHAINS], vu2[SGM_CHAINS];
    sgm_mask unused[SGM_CHAINS];
    ris_ratio q[SGM_CHAINS];
    SGM_ASSUME(chains > 0);
    for (unsigned b = 0; b < chains; b++) {
        fe_splat(&ones[b], &SGM_FE_ONE);
        ris_ratio_of(&q[b], &s[b]);
        fe_mul(&vu2[b], &q[b].minus_v, &q[b].u2_sqr);
        fe_neg(&vu2[b], &vu2[b]);
    }
    fe_sqrt_ratio(hint, unused, ones, vu2, chains);
    for (unsigned b = 0; b < chains; b++) {
        fe x, y;
        ok[b] = ris_decode_finish(&x, &y, &s[b], &q[b], &hint[b], 1); /* hint^2 is right only where there is a root */
        fe_freeze(&hint[b], &hint[b]);
    }
}

/* s_b = ENCODE(p_b) (RFC 9496 4.3.2), canonical. invsqrt is known up to a factor i; z_inv shows which.
 * Cost: 254 S + 28 M. */
static inline void ris_encode(fe *s, const ge *p, unsigned chains)
{
    fe u1[SGM_CHAINS], u2[SGM_CHAINS], v[SGM_CHAINS], invsqrt[SGM_CHAINS];
    fe one, i, c, ci;
    SGM_ASSUME(chains > 0);
    fe_splat(&one, &SGM_FE_ONE);
    fe_splat(&i, &SGM_FE_SQRT_M1);
    fe_splat(&c, &SGM_FE_INVSQRT_A_MINUS_D);
    fe_mul(&ci, &c, &i);
    for (unsigned b = 0; b < chains; b++) {
        fe_l sum, diff;
        fe_m zy, zmy;
        fe_add(&sum, &p[b].Z, &p[b].Y);
        fe_sub(&diff, &p[b].Z, &p[b].Y);
        fe_ready(&zy, &sum);
        fe_ready(&zmy, &diff);
        fe_mul(&u1[b], &zy, &zmy);
        fe_mul(&u2[b], &p[b].X, &p[b].Y);
        fe_sqr(&v[b], &u2[b]);
        fe_mul(&v[b], &v[b], &u1[b]);
    }
    fe_root_of_inverse(invsqrt, v, chains);
    for (unsigned b = 0; b < chains; b++) {
        fe den1, den2, den12, check, z_inv, ix, iy, enchanted, factor, x, y, den_inv, t;
        fe_l diff;
        fe_m zmy;
        fe_mul(&den1, &invsqrt[b], &u1[b]);
        fe_mul(&den2, &invsqrt[b], &u2[b]);
        fe_mul(&den12, &den1, &den2);
        fe_mul(&check, &den12, &u2[b]); /* v invsqrt^2 */
        sgm_mask flipped = fe_root_is_flipped(&check);
        fe_neg_if(&den12, flipped, &den12);
        fe_mul(&z_inv, &den12, &p[b].T);
        fe_mul(&ix, &p[b].X, &i);
        fe_mul(&iy, &p[b].Y, &i);
        fe_mul(&t, &p[b].T, &z_inv);
        sgm_mask rotate = fe_is_negative(&t);
        fe_select(&x, rotate, &iy, &p[b].X);
        fe_select(&y, rotate, &ix, &p[b].Y);
        fe_select(&den_inv, rotate, &den1, &den2);
        fe_select(&enchanted, flipped, &ci, &c);
        fe_select(&factor, flipped, &i, &one);
        fe_select(&factor, rotate, &enchanted, &factor);
        fe_mul(&den_inv, &den_inv, &factor);
        fe_mul(&t, &x, &z_inv);
        fe_neg_if(&y, fe_is_negative(&t), &y);
        fe_sub(&diff, &p[b].Z, &y);
        fe_ready(&zmy, &diff);
        fe_mul(&t, &den_inv, &zmy);
        fe_abs(&t, &t);
        fe_freeze(&s[b], &t);
    }
}

/* What double-and-encode knows of one vector of points before the shared inversion: 2p = (e h : g f : f h : e g). */
typedef struct ris_double {
    fe e, f, g, h, eg, fh;
} ris_double;

SGM_INLINE void ris_double_prepare(ris_double *r, fe *product, const ge *p)
{
    fe XX, YY, ZZ, dTT, d, XY;
    fe_splat(&d, &SGM_FE_D);
    fe_sqr(&XX, &p->X);
    fe_sqr(&YY, &p->Y);
    fe_sqr(&ZZ, &p->Z);
    fe_sqr(&dTT, &p->T);
    fe_mul(&dTT, &dTT, &d);
    fe_mul(&XY, &p->X, &p->Y);
    fe_sum(&r->e, &XY, &XY);   /* 2 X Y */
    fe_sum(&r->f, &ZZ, &dTT);  /* Z^2 + d T^2 */
    fe_sum(&r->g, &YY, &XX);   /* Y^2 + X^2 */
    fe_diff(&r->h, &ZZ, &dTT); /* Z^2 - d T^2 */
    fe_mul(&r->eg, &r->e, &r->g);
    fe_mul(&r->fh, &r->f, &r->h);
    fe_mul(product, &r->eg, &r->fh);
}

/* s = ENCODE(2p), canonical. In: inv = 1/(e f g h), or 0 for the identity. */
SGM_INLINE void ris_double_finish(fe *s, const ris_double *q, const fe *inv)
{
    fe z_inv, t_inv, t, i, c, magic, e, g, h, if_, minus_e, minus_g;
    fe_l sum;
    fe_m diff;
    fe_splat(&i, &SGM_FE_SQRT_M1);
    fe_splat(&c, &SGM_FE_INVSQRT_A_MINUS_D);
    fe_mul(&z_inv, &q->eg, inv); /* 1/(f h) */
    fe_mul(&t_inv, &q->fh, inv); /* 1/(e g) */
    fe_mul(&t, &q->eg, &z_inv);
    sgm_mask rotate = fe_is_negative(&t);
    fe_mul(&if_, &q->f, &i);
    fe_neg(&minus_e, &q->e);
    fe_select(&e, rotate, &q->g, &q->e);
    fe_select(&g, rotate, &minus_e, &q->g);
    fe_select(&h, rotate, &if_, &q->h);
    fe_select(&magic, rotate, &i, &c);
    fe_mul(&t, &h, &e);
    fe_mul(&t, &t, &z_inv);
    fe_neg_if(&minus_g, fe_is_negative(&t), &g);
    fe_sub(&sum, &h, &minus_g);
    fe_ready(&diff, &sum);
    fe_mul(&t, &minus_g, &t_inv);
    fe_mul(&t, &t, &magic);
    fe_mul(&t, &t, &diff);
    fe_abs(&t, &t);
    fe_freeze(s, &t);
}

/* p_b = MAP(t_b) of RFC 9496 4.3.4 (Elligator). Cost: 256 S + 31 M. */
static inline void ris_map(ge *p, const fe *t, unsigned chains)
{
    fe one, i, d, r[SGM_CHAINS], u[SGM_CHAINS], v[SGM_CHAINS], s[SGM_CHAINS], c;
    sgm_mask was_square[SGM_CHAINS];
    SGM_ASSUME(chains > 0);
    fe_splat(&one, &SGM_FE_ONE);
    fe_splat(&i, &SGM_FE_SQRT_M1);
    fe_splat(&d, &SGM_FE_D);
    for (unsigned b = 0; b < chains; b++) {
        fe rd, rplusd;
        fe_sqr(&r[b], &t[b]);
        fe_mul(&r[b], &r[b], &i);
        fe_splat(&c, &SGM_FE_ONE_MINUS_D_SQ);
        fe_sum(&u[b], &r[b], &one);
        fe_mul(&u[b], &u[b], &c); /* (r + 1)(1 - d^2) */
        fe_mul(&rd, &r[b], &d);
        fe_sum(&rd, &rd, &one);
        fe_neg(&rd, &rd);
        fe_sum(&rplusd, &r[b], &d);
        fe_mul(&v[b], &rd, &rplusd); /* (-1 - r d)(r + d) */
    }
    fe_sqrt_ratio(s, was_square, u, v, chains);
    for (unsigned b = 0; b < chains; b++) {
        fe s_prime, minus_one, N, w0, w1, w2, w3, ss;
        fe_mul(&s_prime, &s[b], &t[b]);
        fe_abs(&s_prime, &s_prime);
        fe_neg(&s_prime, &s_prime); /* -|s t| */
        fe_select(&s[b], was_square[b], &s[b], &s_prime);
        fe_neg(&minus_one, &one);
        fe_select(&c, was_square[b], &minus_one, &r[b]);
        fe_diff(&N, &r[b], &one);
        fe_mul(&N, &N, &c);
        fe_splat(&c, &SGM_FE_D_MINUS_ONE_SQ);
        fe_mul(&N, &N, &c);
        fe_diff(&N, &N, &v[b]); /* c (r - 1)(d - 1)^2 - v */
        fe_mul(&w0, &s[b], &v[b]);
        fe_sum(&w0, &w0, &w0);
        fe_splat(&c, &SGM_FE_SQRT_AD_MINUS_ONE);
        fe_mul(&w1, &N, &c);
        fe_sqr(&ss, &s[b]);
        fe_diff(&w2, &one, &ss);
        fe_sum(&w3, &one, &ss);
        fe_mul(&p[b].X, &w0, &w3);
        fe_mul(&p[b].Y, &w2, &w1);
        fe_mul(&p[b].Z, &w1, &w3);
        fe_mul(&p[b].T, &w0, &w2);
    }
}

/* Mask of p and q being the same element (RFC 9496 4.3.3). Cost: 4 M. */
SGM_INLINE sgm_mask ris_equal(const ge *p, const ge *q)
{
    fe a, b, c, d;
    fe_mul(&a, &p->X, &q->Y);
    fe_mul(&b, &p->Y, &q->X);
    fe_mul(&c, &p->Y, &q->Y);
    fe_mul(&d, &p->X, &q->X);
    return m_or(fe_is_equal(&a, &b), fe_is_equal(&c, &d));
}

/* Mask of p being the identity element: X = 0 or Y = 0, the four points of E[4]. */
SGM_INLINE sgm_mask ris_is_identity(const ge *p) { return m_or(fe_is_zero(&p->X), fe_is_zero(&p->Y)); }
