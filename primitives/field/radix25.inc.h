/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Ten limbs of radix 2^25.5 over the words of a backend: bounds, sums, carries, products. For neon and ref.
 *
 * The backend defines, lane by lane:
 *   sgm_v           a limb or what a limb is multiplied by, of 32 bits at least;  v_set(x)  x < 2^32 in every lane
 *   v_add, v_sub, v_and, v_xor, v_shr(a, n), v_19(a) = 19 a;  v_mask(m)  all ones where m;  v_select(m, a, b) = m ? a :
 * b sgm_s           a sum of products, of 64 bits;  s_mul(a, b)  a product of two sgm_v s_mac(s, a, b)  s + a b;
 * s_carry(s, t, n)  s + (t >> n);  s_low(s, n)  its n lowest bits;  s_19(s, n)  19 (s >> n) s_limb(s)       a sum that
 * a limb can hold.  In s_* n is a literal SGM_SUM_CALL, SGM_MUL_CALL  how sums and products are declared */

/* a = sum v[i] 2^ceil(25.5 i) in every lane: even limbs have 26 bits, odd limbs 25. With n = 26 or 25, limbs
 *   TIGHT   < 2^n + 2^16
 *   LOOSE   < 3 * 2^n + 2^16    tight + tight, or tight + 2p - tight (2p has limbs 2^(n+1) - 2, the lowest - 38)
 *   LOOSE2  < 7 * 2^n + 2^16    loose + loose, or loose + 4p - loose; below 2^32
 *   READY   < 3 * 2^n + 2^16    so that l_ready is a copy, and 19 * READY is below 2^32
 * Largest intermediates of l_mul for READY inputs, against 2^64: column 0 is the sum of one product of even limbs and
 * 19 times four of those and five doubled ones of odd limbs, below 9.01 (1 + 19 * 6.5) 2^52 < 2^63; the carry out of a
 * column is below 2^38. Column 9 has no 19s: below 10 * 9.01 * 2^51 < 2^58, 19 times its carry below 2^38. */
typedef struct sgm_limbs {
    sgm_v v[10];
} sgm_limbs;

/* Width, low part and carry of limb i. */
SGM_INLINE int limb_bits(int i) { return i % 2 == 0 ? 26 : 25; }
SGM_INLINE uint64_t limb_mask(int i) { return ((uint64_t)1 << limb_bits(i)) - 1; }
SGM_INLINE sgm_v v_low(sgm_v a, int i) { return v_and(a, v_set(limb_mask(i))); }
SGM_INLINE sgm_v v_carry(sgm_v a, int i) { return v_shr(a, limb_bits(i)); }

/* Limb i of p, every limb but the lowest full. */
SGM_INLINE uint64_t limb_of_p(int i) { return limb_mask(i) - (i == 0 ? 18 : 0); }

SGM_INLINE uint64_t l_largest(sgm_level level, int i)
{
    static const uint64_t multiple[4] = {[SGM_TIGHT] = 1, [SGM_LOOSE] = 3, [SGM_LOOSE2] = 7, [SGM_READY] = 3};
    return (multiple[level] << limb_bits(i)) + ((uint64_t)1 << 16) - 1;
}

SGM_SUM_CALL void l_worst(sgm_limbs *r, sgm_level level)
{
    for (int i = 0; i < 10; i++)
        r->v[i] = v_set(l_largest(level, i));
}

SGM_SUM_CALL void l_add(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    for (int i = 0; i < 10; i++)
        r->v[i] = v_add(a->v[i], b->v[i]);
}

/* r = a + n p - b. */
SGM_SUM_CALL void l_sub_biased(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b, uint64_t n)
{
    for (int i = 0; i < 10; i++)
        r->v[i] = v_sub(v_add(a->v[i], v_set(n * limb_of_p(i))), b->v[i]);
}

SGM_INLINE void l_sub(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b) { l_sub_biased(r, a, b, 2); }

SGM_INLINE void l_sub2(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b) { l_sub_biased(r, a, b, 4); }

/* 2p - a = ~a + (2p + 1) in the lanes of m. */
SGM_SUM_CALL void l_cneg(sgm_limbs *r, sgm_mask m, const sgm_limbs *a)
{
    const sgm_v ones = v_mask(m);
    for (int i = 0; i < 10; i++)
        r->v[i] = v_add(v_xor(a->v[i], ones), v_and(ones, v_set(2 * limb_of_p(i) + 1)));
}

SGM_INLINE void l_ready(sgm_limbs *r, const sgm_limbs *a) { *r = *a; }

/* All carries at once: each is at most 7, so the limbs end below 2^n + 19 * 7. */
SGM_SUM_CALL void l_carry(sgm_limbs *r, const sgm_limbs *a)
{
    sgm_v c[10];
    for (int i = 0; i < 10; i++)
        c[i] = v_carry(a->v[i], i);
    r->v[0] = v_add(v_low(a->v[0], 0), v_19(c[9]));
    for (int i = 1; i < 10; i++)
        r->v[i] = v_add(v_low(a->v[i], i), c[i - 1]);
}

SGM_INLINE void l_ready2(sgm_limbs *r, const sgm_limbs *a) { l_carry(r, a); }

/* Column sums to tight limbs: two chains of carries side by side, from column 0 and from column 4, each on to where the
 * other began. Only limbs 1 and 5 receive a carry after they were cut, below (2^38 + 2^26) / 2^26 < 2^13. */
#define CARRY(from, to, bits)                                                                                          \
    h[to] = s_carry(h[to], h[from], bits);                                                                             \
    h[from] = s_low(h[from], bits);
SGM_INLINE void l_reduce_columns(sgm_limbs *r, sgm_s h[10])
{
    CARRY(0, 1, 26)
    CARRY(4, 5, 26)
    CARRY(1, 2, 25)
    CARRY(5, 6, 25)
    CARRY(2, 3, 26)
    CARRY(6, 7, 26)
    CARRY(3, 4, 25)
    CARRY(7, 8, 25)
    CARRY(4, 5, 26)
    CARRY(8, 9, 26)
    h[0] = s_add(h[0], s_19(h[9], 25));
    h[9] = s_low(h[9], 25);
    CARRY(0, 1, 26)
    for (int i = 0; i < 10; i++)
        r->v[i] = s_limb(h[i]);
}
#undef CARRY

/* One limb of a times all of b: x in the even columns, y in the odd ones. */
#define ROW(x, y, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9)                                                              \
    h[0] = s_mac(h[0], x, c0);                                                                                         \
    h[1] = s_mac(h[1], y, c1);                                                                                         \
    h[2] = s_mac(h[2], x, c2);                                                                                         \
    h[3] = s_mac(h[3], y, c3);                                                                                         \
    h[4] = s_mac(h[4], x, c4);                                                                                         \
    h[5] = s_mac(h[5], y, c5);                                                                                         \
    h[6] = s_mac(h[6], x, c6);                                                                                         \
    h[7] = s_mac(h[7], y, c7);                                                                                         \
    h[8] = s_mac(h[8], x, c8);                                                                                         \
    h[9] = s_mac(h[9], y, c9);

SGM_INLINE sgm_v v_twice(sgm_v a) { return v_add(a, a); }

/* clang-format off */
/* A product of two odd limbs has weight 2^51 2^(51 (i + j - 2) / 2), twice that of column i + j; column 10 + k counts
 * 19 times in column k. */
SGM_MUL_CALL void l_mul(sgm_limbs *r, const sgm_limbs *a, const sgm_limbs *b)
{
    const sgm_v *f = a->v;
    const sgm_v b0 = b->v[0], b1 = b->v[1], b2 = b->v[2], b3 = b->v[3], b4 = b->v[4];
    const sgm_v b5 = b->v[5], b6 = b->v[6], b7 = b->v[7], b8 = b->v[8], b9 = b->v[9];
    const sgm_v c1 = v_19(b1), c2 = v_19(b2), c3 = v_19(b3), c4 = v_19(b4), c5 = v_19(b5);
    const sgm_v c6 = v_19(b6), c7 = v_19(b7), c8 = v_19(b8), c9 = v_19(b9);
    sgm_s h[10];
    for (int k = 0; k < 10; k++)
        h[k] = s_mul(f[0], b->v[k]);
    ROW(v_twice(f[1]), f[1], c9, b0, b1, b2, b3, b4, b5, b6, b7, b8)
    ROW(f[2],          f[2], c8, c9, b0, b1, b2, b3, b4, b5, b6, b7)
    ROW(v_twice(f[3]), f[3], c7, c8, c9, b0, b1, b2, b3, b4, b5, b6)
    ROW(f[4],          f[4], c6, c7, c8, c9, b0, b1, b2, b3, b4, b5)
    ROW(v_twice(f[5]), f[5], c5, c6, c7, c8, c9, b0, b1, b2, b3, b4)
    ROW(f[6],          f[6], c4, c5, c6, c7, c8, c9, b0, b1, b2, b3)
    ROW(v_twice(f[7]), f[7], c3, c4, c5, c6, c7, c8, c9, b0, b1, b2)
    ROW(f[8],          f[8], c2, c3, c4, c5, c6, c7, c8, c9, b0, b1)
    ROW(v_twice(f[9]), f[9], c1, c2, c3, c4, c5, c6, c7, c8, c9, b0)
    l_reduce_columns(r, h);
}

/* The same with each product of different limbs taken once: d = 2 a, e = 19 a, g = 38 a. */
#define SUM2(a, b, c, d)                         s_mac(s_mul(a, b), c, d)
#define SUM4(a, b, c, d, e, f, g, h)             s_mac(s_mac(SUM2(a, b, c, d), e, f), g, h)
#define SUM5(a, b, c, d, e, f, g, h, i, j)       s_mac(SUM4(a, b, c, d, e, f, g, h), i, j)
#define SUM6(a, b, c, d, e, f, g, h, i, j, k, l) s_mac(SUM5(a, b, c, d, e, f, g, h, i, j), k, l)
SGM_MUL_CALL void l_sqr(sgm_limbs *r, const sgm_limbs *a)
{
    const sgm_v a0 = a->v[0], a1 = a->v[1], a2 = a->v[2], a3 = a->v[3], a4 = a->v[4];
    const sgm_v a5 = a->v[5], a6 = a->v[6], a7 = a->v[7], a8 = a->v[8], a9 = a->v[9];
    const sgm_v d0 = v_twice(a0), d1 = v_twice(a1), d2 = v_twice(a2), d3 = v_twice(a3), d4 = v_twice(a4);
    const sgm_v d5 = v_twice(a5), d6 = v_twice(a6), d7 = v_twice(a7), d8 = v_twice(a8);
    const sgm_v e5 = v_19(a5), e6 = v_19(a6), e7 = v_19(a7), e8 = v_19(a8), e9 = v_19(a9);
    const sgm_v g7 = v_twice(e7), g9 = v_twice(e9);
    sgm_s h[10] = {
        SUM6(a0, a0, d1, g9, d2, e8, d3, g7, d4, e6, d5, e5),
        SUM5(d0, a1, d2, e9, d3, e8, d4, e7, d5, e6),
        SUM6(d0, a2, d1, a1, d3, g9, d4, e8, d5, g7, a6, e6),
        SUM5(d0, a3, d1, a2, d4, e9, d5, e8, d6, e7),
        SUM6(d0, a4, d1, d3, a2, a2, d5, g9, d6, e8, d7, e7),
        SUM5(d0, a5, d1, a4, d2, a3, d6, e9, d7, e8),
        SUM6(d0, a6, d1, d5, d2, a4, d3, a3, d7, g9, a8, e8),
        SUM5(d0, a7, d1, a6, d2, a5, d3, a4, d8, e9),
        SUM6(d0, a8, d1, d7, d2, a6, d3, d5, a4, a4, a9, g9),
        SUM5(d0, a9, d1, a8, d2, a7, d3, a6, d4, a5),
    };
    l_reduce_columns(r, h);
}
/* clang-format on */
#undef ROW
#undef SUM2
#undef SUM4
#undef SUM5
#undef SUM6

SGM_SUM_CALL void l_select(sgm_limbs *r, sgm_mask m, const sgm_limbs *a, const sgm_limbs *b)
{
    for (int i = 0; i < 10; i++)
        r->v[i] = v_select(m, a->v[i], b->v[i]);
}

/* q = 1 exactly where a >= p, found by carrying a + 19 through; then a - q p = a + 19 q mod 2^255. Tight is below
 * 2p, so one subtraction is enough. */
SGM_SUM_CALL void l_freeze(sgm_limbs *r, const sgm_limbs *a)
{
    sgm_v q = v_set(19);
    for (int i = 0; i < 10; i++)
        q = v_carry(v_add(a->v[i], q), i);
    sgm_v carry = v_19(q);
    for (int i = 0; i < 10; i++) {
        const sgm_v x = v_add(a->v[i], carry);
        r->v[i] = v_low(x, i);
        carry = v_carry(x, i);
    }
}
