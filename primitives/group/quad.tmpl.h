/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Chains of doublings of one point, for which lanes that hold different points are of no use. */
#ifndef SGM_LANES
#include "primitives/group/mul.tmpl.h" /* so that an editor can parse this template alone */
#endif

#ifdef SGM_LANE_PERMUTE
/* One point in four lanes, X, Y, Z, T; more lanes hold it again. The four squarings of a doubling are one operation,
 * and so are its four multiplications. A chain waits for results and leaves the multiplier idle, so that this is twice
 * as fast as a doubling of many points. */
enum { LANE_1 = 0x22, LANE_3 = 0x88, LANES_0_1 = 0x33, LANES_1_2 = 0x66 };

SGM_INLINE void quad_dbl(fe *p)
{
    fe zero, XYZX, Y;
    fe_w squares, A, B, S_ZZ, ZZ;
    fe_l sum, H, G, GH, S_2ZZ;
    fe_ll EFGH;
    fe_m ready, left, right;
    fe_splat(&zero, &SGM_FE_ZERO);
    l_permute(&XYZX.v, &p->v, 0, 1, 2, 0);
    l_permute(&Y.v, &p->v, 1, 1, 1, 1);
    fe_select(&Y, m_bits(LANE_3), &Y, &zero);
    fe_add(&sum, &XYZX, &Y);
    fe_ready(&ready, &sum);
    fe_sqr_wide(&squares, &ready); /* A = X^2, B = Y^2, Z^2, S = (X + Y)^2 */
    l_permute(&A.v, &squares.v, 0, 0, 0, 0);
    l_permute(&B.v, &squares.v, 1, 1, 1, 1);
    fe_add(&H, &A, &B);
    fe_sub(&G, &B, &A);
    l_select(&GH.v, m_bits(LANES_1_2), &G.v, &H.v); /* H, G, G, H */
    l_permute(&S_ZZ.v, &squares.v, 3, 2, 3, 2);
    l_select(&ZZ.v, m_bits(LANE_1), &S_ZZ.v, &zero.v);
    fe_add(&S_2ZZ, &S_ZZ, &ZZ);
    fe_sub2(&EFGH, &S_2ZZ, &GH); /* E = S - H, F = 2 Z^2 - G in lanes 0 and 1 */
    l_select(&EFGH.v, m_bits(LANES_0_1), &EFGH.v, &GH.v);
    fe_ready(&ready, &EFGH);
    l_permute(&left.v, &ready.v, 0, 2, 1, 0);  /* E, G, F, E */
    l_permute(&right.v, &ready.v, 1, 3, 2, 3); /* F, H, G, H */
    fe_mul(p, &left, &right);
}

/* p = 2^n p. Cost: n times 1 S + 1 M of a vector. */
static void point_dbl_times(sgm_point *p, unsigned n)
{
    sgm_fe spare, *const coordinate[4] = {&p->X, &p->Y, &p->Z, &p->T}, *to[SGM_LANES];
    const sgm_fe *from[SGM_LANES];
    fe_m m;
    fe q;
    for (size_t l = 0; l < SGM_LANES; l++) {
        from[l] = coordinate[l % 4];
        to[l] = l < 4 ? coordinate[l] : &spare;
    }
    fe_load(&m, from);
    fe_carry(&q, &m);
    for (unsigned i = 0; i < n; i++)
        quad_dbl(&q);
    fe_store(to, &q);
}
#else
/* p = 2^n p. In: n >= 1. */
static void point_dbl_times(sgm_point *p, unsigned n)
{
    ge q;
    ge_comp c;
    ge_load(&q, p, 0, 1);
    ge_dbl(&c, &q.proj);
    ge_dbl_times(&c, n - 1);
    ge_from_comp(&q, &c);
    ge_store(p, 0, 1, &q);
}
#endif
