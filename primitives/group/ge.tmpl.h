/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Points of -x^2 + y^2 = 1 + d x^2 y^2, SGM_LANES of them side by side. Formulas: FORMULAS.md, [HWCD08]. */
#ifndef SGM_LANES
#include "primitives/field/fe.tmpl.h" /* so that an editor can parse this template alone */
#endif

/* Without T: all that a doubling reads. */
typedef struct ge_proj {
    fe X, Y, Z;
} ge_proj;

/* Extended: x = X/Z, y = Y/Z, x y = T/Z. */
typedef struct ge {
    union {
        struct {
            fe X, Y, Z;
        };
        ge_proj proj;
    };
    fe T;
} ge;

/* Completed: X = E F, Y = G H, Z = F G, T = E H, products not yet taken: 3 M give a ge_proj, 4 M a ge.
 * Chains of operations keep their running point in this form, because only the next operation knows which it needs. */
typedef struct ge_comp {
    fe_m E, F, G, H;
} ge_comp;

/* Addends. Niels: affine, Z = 1. Cached: projective. */
typedef struct ge_niels {
    fe_m YplusX, YminusX, T2d;
} ge_niels;
typedef struct ge_cached {
    fe_m YplusX, YminusX, Z, T2d; /* Y + X, Y - X, Z, 2 d T */
} ge_cached;

SGM_INLINE void ge_identity(ge *r)
{
    fe_splat(&r->X, &SGM_FE_ZERO);
    fe_splat(&r->Y, &SGM_FE_ONE);
    r->Z = r->Y;
    r->T = r->X;
}

/* The identity 0 : 1 : 1 : 0, completed. */
SGM_INLINE void ge_comp_identity(ge_comp *r)
{
    fe zero, one;
    fe_splat(&zero, &SGM_FE_ZERO);
    fe_splat(&one, &SGM_FE_ONE);
    fe_ready(&r->E, &zero);
    fe_ready(&r->F, &one);
    r->G = r->H = r->F;
}

SGM_INLINE void ge_proj_from_comp(ge_proj *r, const ge_comp *c)
{
    fe_mul(&r->X, &c->E, &c->F);
    fe_mul(&r->Y, &c->G, &c->H);
    fe_mul(&r->Z, &c->F, &c->G);
}

SGM_INLINE void ge_from_comp(ge *r, const ge_comp *c)
{
    ge_proj_from_comp(&r->proj, c);
    fe_mul(&r->T, &c->E, &c->H);
}

/* r = 2 p. Cost: 4 S. */
SGM_INLINE void ge_dbl(ge_comp *r, const ge_proj *p)
{
    fe A, B, S, ZZ;
    fe_l XplusY, C, G, H;
    fe_m sum;
    fe_ll E, F;
    fe_sqr(&A, &p->X);
    fe_sqr(&B, &p->Y);
    fe_sqr(&ZZ, &p->Z);
    fe_add(&XplusY, &p->X, &p->Y);
    fe_ready(&sum, &XplusY);
    fe_sqr(&S, &sum);
    fe_add(&C, &ZZ, &ZZ);
    fe_add(&H, &A, &B);  /* X^2 + Y^2 */
    fe_sub(&G, &B, &A);  /* Y^2 - X^2 */
    fe_sub2(&E, &S, &H); /* 2 X Y */
    fe_sub2(&F, &C, &G); /* 2 Z^2 - Y^2 + X^2 */
    fe_ready(&r->E, &E);
    fe_ready(&r->F, &F);
    fe_ready(&r->G, &G);
    fe_ready(&r->H, &H);
}

/* What both additions begin with: A = (Y1-X1)(Y2-X2) and B = (Y1+X1)(Y2+X2). */
SGM_INLINE void ge_add_begin(fe *A, fe *B, const ge *p, const fe_m *YplusX, const fe_m *YminusX)
{
    fe_l d, s;
    fe_m diff, sum;
    fe_sub(&d, &p->Y, &p->X);
    fe_add(&s, &p->Y, &p->X);
    fe_ready(&diff, &d);
    fe_ready(&sum, &s);
    fe_mul(A, &diff, YminusX);
    fe_mul(B, &sum, YplusX);
}

/* r completed from A, B, C = 2 d T1 T2 (negated where neg) and ZZ = Z1 Z2. */
SGM_INLINE void ge_add_end(ge_comp *r, const fe *A, const fe *B, const fe *C, const fe *ZZ, sgm_mask neg)
{
    fe_l Cneg, D, E, H;
    fe_ll F, G;
    fe_cneg(&Cneg, neg, C);
    fe_add(&D, ZZ, ZZ);
    fe_sub(&E, B, A);
    fe_sub2(&F, &D, &Cneg);
    fe_add2(&G, &D, &Cneg);
    fe_add(&H, B, A);
    fe_ready(&r->E, &E);
    fe_ready(&r->F, &F);
    fe_ready(&r->G, &G);
    fe_ready(&r->H, &H);
}

/* r = p + q, or p - q in the lanes of neg, where q comes with YplusX and YminusX already swapped: -q is (-x, y).
 * Complete: any points, equal, opposite or neutral. Cost: 3 M. */
SGM_INLINE void ge_madd(ge_comp *r, const ge *p, const ge_niels *q, sgm_mask neg)
{
    fe A, B, C;
    ge_add_begin(&A, &B, p, &q->YplusX, &q->YminusX);
    fe_mul(&C, &p->T, &q->T2d);
    ge_add_end(r, &A, &B, &C, &p->Z, neg);
}

/* The same for a projective addend. Cost: 4 M. */
SGM_INLINE void ge_add_cached(ge_comp *r, const ge *p, const ge_cached *q, sgm_mask neg)
{
    fe A, B, C, ZZ;
    ge_add_begin(&A, &B, p, &q->YplusX, &q->YminusX);
    fe_mul(&C, &p->T, &q->T2d);
    fe_mul(&ZZ, &p->Z, &q->Z);
    ge_add_end(r, &A, &B, &C, &ZZ, neg);
}

/* r = p as an addend. Cost: 1 M. */
SGM_INLINE void ge_cached_from(ge_cached *r, const ge *p)
{
    fe d2, T2d;
    fe_l s, d;
    fe_add(&s, &p->Y, &p->X);
    fe_sub(&d, &p->Y, &p->X);
    fe_splat(&d2, &SGM_FE_2D);
    fe_mul(&T2d, &p->T, &d2);
    fe_ready(&r->YplusX, &s);
    fe_ready(&r->YminusX, &d);
    fe_ready(&r->Z, &p->Z);
    fe_ready(&r->T2d, &T2d);
}

/* r = p + q. Alias: any. Cost: 9 M. */
static inline void ge_add(ge *r, const ge *p, const ge *q)
{
    ge_cached c;
    ge_comp sum;
    ge_cached_from(&c, q);
    ge_add_cached(&sum, p, &c, m_none());
    ge_from_comp(r, &sum);
}

/* r = -p. Alias: any. */
static inline void ge_neg(ge *r, const ge *p)
{
    *r = *p;
    fe_neg(&r->X, &r->X);
    fe_neg(&r->T, &r->T);
}

/* r = q or -q (same swap as in ge_madd) in extended form: (2x : 2y : 2 : 2xy), and 2xy = 2dxy / d. Cost: 1 M. */
SGM_INLINE void ge_from_niels(ge *r, const ge_niels *q, sgm_mask neg)
{
    fe yp, ym, T, inv_d;
    fe_carry(&yp, &q->YplusX);
    fe_carry(&ym, &q->YminusX);
    fe_diff(&r->X, &yp, &ym);
    fe_sum(&r->Y, &yp, &ym);
    fe_splat(&r->Z, &SGM_FE_TWO);
    fe_splat(&inv_d, &SGM_FE_INV_D);
    fe_mul(&T, &q->T2d, &inv_d);
    fe_neg_if(&r->T, neg, &T);
}

/* The Niels form of the affine point x, y, in tight limbs. Cost: 2 M. */
SGM_INLINE void ge_affine_limbs(fe r[3], const fe *x, const fe *y)
{
    fe d2, xy;
    fe_sum(&r[0], y, x);
    fe_diff(&r[1], y, x);
    fe_splat(&d2, &SGM_FE_2D);
    fe_mul(&xy, x, y);
    fe_mul(&r[2], &xy, &d2);
}
