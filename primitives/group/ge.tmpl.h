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

/* What an addition reads of its first operand: for an affine addend Z only takes part in sums. */
typedef struct ge_acc {
    fe_m YplusX, YminusX, T;
    fe_w Z;
} ge_acc;
typedef struct ge_sum {
    fe_m YplusX, YminusX, T;
    fe Z;
} ge_sum;

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

/* sum = Y + X, diff = Y - X. */
SGM_INLINE void ge_sum_and_difference(fe_m *sum, fe_m *diff, const fe_w *X, const fe_w *Y)
{
    fe_l s, d;
    fe_add(&s, Y, X);
    fe_sub(&d, Y, X);
    fe_ready(sum, &s);
    fe_ready(diff, &d);
}

/* All of c but Z, for an addition. X and Y are only part of sums, too. */
SGM_INLINE void ge_sums_from_comp(fe_m *YplusX, fe_m *YminusX, fe_m *T, const ge_comp *c)
{
    fe_w X, Y;
    fe EH;
    fe_mul_wide(&X, &c->E, &c->F);
    fe_mul_wide(&Y, &c->G, &c->H);
    fe_mul(&EH, &c->E, &c->H);
    fe_ready(T, &EH);
    ge_sum_and_difference(YplusX, YminusX, &X, &Y);
}

/* r = c, for the next addition; Z enters a mixed one in a sum only. */
SGM_INLINE void ge_acc_from_comp(ge_acc *r, const ge_comp *c)
{
    fe_mul_wide(&r->Z, &c->F, &c->G);
    ge_sums_from_comp(&r->YplusX, &r->YminusX, &r->T, c);
}
SGM_INLINE void ge_sum_from_comp(ge_sum *r, const ge_comp *c)
{
    fe_mul(&r->Z, &c->F, &c->G);
    ge_sums_from_comp(&r->YplusX, &r->YminusX, &r->T, c);
}

SGM_INLINE void ge_acc_from(ge_acc *r, const ge *p)
{
    const fe_w X = {p->X.v}, Y = {p->Y.v}; /* tight is within wide */
    ge_sum_and_difference(&r->YplusX, &r->YminusX, &X, &Y);
    r->Z.v = p->Z.v;
    fe_ready(&r->T, &p->T);
}
SGM_INLINE void ge_sum_from(ge_sum *r, const ge *p)
{
    const fe_w X = {p->X.v}, Y = {p->Y.v};
    ge_sum_and_difference(&r->YplusX, &r->YminusX, &X, &Y);
    r->Z = p->Z;
    fe_ready(&r->T, &p->T);
}
SGM_INLINE void ge_acc_from_sum(ge_acc *r, const ge_sum *p)
{
    r->YplusX = p->YplusX;
    r->YminusX = p->YminusX;
    r->T = p->T;
    r->Z.v = p->Z.v;
}

/* r = 2 p. Cost: 4 S. */
SGM_INLINE void ge_dbl(ge_comp *r, const ge_proj *p)
{
    fe_w A, B, S, ZZ;
    fe_l XplusY, C, G, H;
    fe_m sum;
    fe_ll E, F;
    fe_sqr_wide(&A, &p->X);
    fe_sqr_wide(&B, &p->Y);
    fe_sqr_wide(&ZZ, &p->Z);
    fe_add(&XplusY, &p->X, &p->Y);
    fe_ready(&sum, &XplusY);
    fe_sqr_wide(&S, &sum);
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

/* What both additions end with: r completed from A, B, C = 2 d T1 T2 (negated where neg) and ZZ = Z1 Z2. */
SGM_INLINE void ge_add_end(ge_comp *r, const fe_w *A, const fe_w *B, const fe_w *C, const fe_w *ZZ, sgm_mask neg)
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
SGM_INLINE void ge_madd(ge_comp *r, const ge_acc *p, const ge_niels *q, sgm_mask neg)
{
    fe_w A, B, C;
    fe_mul_wide(&A, &p->YminusX, &q->YminusX);
    fe_mul_wide(&B, &p->YplusX, &q->YplusX);
    fe_mul_wide(&C, &p->T, &q->T2d);
    ge_add_end(r, &A, &B, &C, &p->Z, neg);
}

/* The same for a projective addend. Cost: 4 M. */
SGM_INLINE void ge_add_cached(ge_comp *r, const ge_sum *p, const ge_cached *q, sgm_mask neg)
{
    fe_w A, B, C, ZZ;
    fe_mul_wide(&A, &p->YminusX, &q->YminusX);
    fe_mul_wide(&B, &p->YplusX, &q->YplusX);
    fe_mul_wide(&C, &p->T, &q->T2d);
    fe_mul_wide(&ZZ, &p->Z, &q->Z);
    ge_add_end(r, &A, &B, &C, &ZZ, neg);
}

/* r = p as an addend. Cost: 1 M. */
SGM_INLINE void ge_cached_from(ge_cached *r, const ge_sum *p)
{
    fe d2, T2d;
    fe_splat(&d2, &SGM_FE_2D);
    fe_mul(&T2d, &p->T, &d2);
    r->YplusX = p->YplusX;
    r->YminusX = p->YminusX;
    fe_ready(&r->Z, &p->Z);
    fe_ready(&r->T2d, &T2d);
}

/* r = p + q. Alias: any. Cost: 9 M. */
static inline void ge_add(ge *r, const ge *p, const ge *q)
{
    ge_sum a, b;
    ge_cached c;
    ge_comp sum;
    ge_sum_from(&a, p);
    ge_sum_from(&b, q);
    ge_cached_from(&c, &b);
    ge_add_cached(&sum, &a, &c, m_none());
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
