/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Encodings and the group law of P-256, as kernels. */
#include "primitives/p256/names.h"

#include "primitives/p256/curve.h"
#include "primitives/p256/kernels.h"

#include <string.h>

enum { SIGN = 2 }; /* the first byte of an encoding, plus 1 where y is odd */

/* Out of Montgomery's form. */
static void fe_to_bytes(uint8_t out[32], const sgm_fe *a)
{
    static const uint64_t one[4] = {1};
    uint64_t value[4];
    words_mul(value, a->v, one, &sgm_p256_field);
    words_to_bytes(out, value);
}

/* 1 if the bytes are a number below p. */
static uint64_t fe_from_bytes(sgm_fe *r, const uint8_t in[32])
{
    uint64_t value[4], less[4];
    words_from_bytes(value, in);
    words_mul(r->v, value, sgm_p256_field.r2, &sgm_p256_field);
    return words_sub(less, value, sgm_p256_field.m);
}

static uint64_t fe_is_odd(const sgm_fe *a)
{
    uint8_t bytes[32];
    fe_to_bytes(bytes, a);
    return bytes[31] & 1;
}

/* r = a^(2^n). */
static void square_times(sgm_fe *r, const sgm_fe *a, int n)
{
    *r = *a;
    while (n-- > 0)
        fe_mul(r, r, r);
}

/* r = a^((p+1)/4), a root of a if there is one: the exponent is 2^254 - 2^222 + 2^190 + 2^94. */
static void fe_root(sgm_fe *r, const sgm_fe *a)
{
    sgm_fe ones = *a, t; /* a^(2^k - 1) */
    for (int k = 1; k < 32; k *= 2) {
        square_times(&t, &ones, k);
        fe_mul(&ones, &t, &ones);
    }
    square_times(&t, &ones, 32);
    fe_mul(&t, &t, a);
    square_times(&t, &t, 96);
    fe_mul(&t, &t, a);
    square_times(r, &t, 94);
}

/* r = 1/a, and 0 for 0. */
static void fe_invert(sgm_fe *r, const sgm_fe *a)
{
    static const uint64_t p_minus_2[4] = {0xfffffffffffffffd, 0x00000000ffffffff, 0, 0xffffffff00000001};
    words_power(r->v, a->v, p_minus_2, sgm_p256_one.v, &sgm_p256_field);
}

/* x^3 - 3x + b */
static void right_side(sgm_fe *r, const sgm_fe *x)
{
    sgm_fe cube, triple;
    fe_mul(&cube, x, x);
    fe_mul(&cube, &cube, x);
    fe_triple(&triple, x);
    fe_sub(r, &cube, &triple);
    fe_add(r, r, &sgm_p256_b);
}

/* y^2 = x^3 - 3x + b, and y has the parity that the first byte says. */
static uint64_t fits(const sgm_fe *x, const sgm_fe *y, uint8_t first)
{
    sgm_fe square, right;
    fe_mul(&square, y, y);
    right_side(&right, x);
    return fe_eq(&square, &right) & sgm_ct_eq(first, SIGN + fe_is_odd(y));
}

/* p = (x, y) and 1, or the identity and 0. */
static uint8_t settle(sgm_affine *p, const sgm_fe *x, const sgm_fe *y, uint64_t good)
{
    fe_select(&p->x, good, x, &(sgm_fe){{0}});
    fe_select(&p->y, good, y, &(sgm_fe){{0}});
    return (uint8_t)good;
}

size_t sgm_p256_decode(sgm_affine *p, uint8_t *ok, const uint8_t (*enc)[SGM_ELEMENT_BYTES], size_t n)
{
    size_t refused = 0;
    for (size_t i = 0; i < n; i++) {
        sgm_fe x, y, minus;
        uint64_t good = fe_from_bytes(&x, enc[i] + 1);
        right_side(&y, &x);
        fe_root(&y, &y);
        fe_neg(&minus, &y);
        fe_select(&y, fe_is_odd(&y) ^ (enc[i][0] & 1), &minus, &y);
        ok[i] = settle(&p[i], &x, &y, good & fits(&x, &y, enc[i][0]));
        refused += 1 ^ ok[i];
    }
    return refused;
}

size_t sgm_p256_decode_hinted(sgm_affine *p, uint8_t *ok, const uint8_t (*enc)[SGM_ELEMENT_BYTES],
                              const uint8_t (*hint)[32], size_t n)
{
    size_t refused = 0;
    for (size_t i = 0; i < n; i++) {
        sgm_fe x, y;
        uint64_t good = fe_from_bytes(&x, enc[i] + 1) & fe_from_bytes(&y, hint[i]);
        ok[i] = settle(&p[i], &x, &y, good & fits(&x, &y, enc[i][0]));
        refused += 1 ^ ok[i];
    }
    return refused;
}

void sgm_p256_decode_hints(uint8_t (*hint)[32], const uint8_t (*enc)[SGM_ELEMENT_BYTES], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        sgm_affine p;
        uint8_t ok, keep;
        sgm_p256_decode(&p, &ok, &enc[i], 1);
        keep = (uint8_t)sgm_ct_mask(ok);
        fe_to_bytes(hint[i], &p.y);
        for (size_t k = 0; k < 32; k++)
            hint[i][k] |= (uint8_t)~keep;
    }
}

enum { BLOCK = 64 }; /* points that share an inversion */

/* At most BLOCK of them. */
static void to_affine_block(sgm_affine *r, const sgm_point *p, size_t n)
{
    sgm_fe before[BLOCK], z[BLOCK], all = sgm_p256_one;
    for (size_t i = 0; i < n; i++) {
        fe_select(&z[i], fe_is_zero(&p[i].Z), &sgm_p256_one, &p[i].Z);
        before[i] = all;
        fe_mul(&all, &all, &z[i]);
    }
    fe_invert(&all, &all);
    for (size_t i = n; i-- > 0;) {
        sgm_fe inverse, identity = {{fe_is_zero(&p[i].Z)}};
        fe_mul(&inverse, &all, &before[i]);
        fe_mul(&all, &all, &z[i]);
        fe_select(&inverse, identity.v[0], &(sgm_fe){{0}}, &inverse);
        fe_mul(&r[i].x, &p[i].X, &inverse);
        fe_mul(&r[i].y, &p[i].Y, &inverse);
    }
    sgm_wipe(before, sizeof before);
    sgm_wipe(z, sizeof z);
}

void sgm_p256_to_affine(sgm_affine *r, const sgm_point *p, size_t n)
{
    for (size_t i = 0; i < n; i += BLOCK)
        to_affine_block(r + i, p + i, n - i < BLOCK ? n - i : BLOCK);
}

void sgm_p256_from_affine(sgm_point *r, const sgm_affine *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ge_from_affine(&r[i], &p[i]);
}

void sgm_p256_coordinates(uint8_t x[32], uint8_t y[32], const sgm_affine *p)
{
    fe_to_bytes(x, &p->x);
    fe_to_bytes(y, &p->y);
}

void sgm_p256_from_coordinates(sgm_affine *p, const uint8_t x[32], const uint8_t y[32])
{
    fe_from_bytes(&p->x, x);
    fe_from_bytes(&p->y, y);
}

static void encode_affine(uint8_t enc[SGM_ELEMENT_BYTES], const sgm_affine *p)
{
    uint8_t y[32], point = (uint8_t)(1 ^ ge_affine_is_identity(p));
    sgm_p256_coordinates(enc + 1, y, p);
    enc[0] = (uint8_t)(point * SIGN + (y[31] & 1));
    sgm_wipe(y, sizeof y);
}

void sgm_p256_encode(uint8_t (*enc)[SGM_ELEMENT_BYTES], const sgm_point *p, size_t n)
{
    for (size_t i = 0; i < n; i += BLOCK) {
        sgm_affine a[BLOCK];
        size_t m = n - i < BLOCK ? n - i : BLOCK;
        to_affine_block(a, p + i, m);
        for (size_t k = 0; k < m; k++)
            encode_affine(enc[i + k], &a[k]);
    }
}

void sgm_p256_double_encode(uint8_t (*enc)[SGM_ELEMENT_BYTES], const sgm_point *p, size_t n)
{
    for (size_t i = 0; i < n; i += BLOCK) {
        sgm_point twice[BLOCK];
        size_t m = n - i < BLOCK ? n - i : BLOCK;
        for (size_t k = 0; k < m; k++)
            ge_double(&twice[k], &p[i + k]);
        sgm_p256_encode(enc + i, twice, m);
    }
}

void sgm_p256_add(sgm_point *r, const sgm_point *a, const sgm_point *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ge_add(&r[i], &a[i], &b[i]);
}

void sgm_p256_neg(sgm_point *r, const sgm_point *a, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        r[i] = a[i];
        fe_neg(&r[i].Y, &r[i].Y);
    }
}

void sgm_p256_equal(uint8_t *eq, const sgm_point *a, const sgm_point *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        sgm_fe left, right;
        fe_mul(&left, &a[i].X, &b[i].Z);
        fe_mul(&right, &b[i].X, &a[i].Z);
        uint64_t same = fe_eq(&left, &right);
        fe_mul(&left, &a[i].Y, &b[i].Z);
        fe_mul(&right, &b[i].Y, &a[i].Z);
        eq[i] = (uint8_t)(same & fe_eq(&left, &right));
    }
}

void sgm_p256_is_identity(uint8_t *id, const sgm_point *a, size_t n)
{
    for (size_t i = 0; i < n; i++)
        id[i] = (uint8_t)fe_is_zero(&a[i].Z);
}

void sgm_p256_scs_mul(sgm_sc *r, const sgm_sc *a, const sgm_sc *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sgm_sc_mul(&r[i], &a[i], &b[i]);
}

void sgm_p256_scs_muladd(sgm_sc *r, const sgm_sc *a, const sgm_sc *b, const sgm_sc *c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sgm_sc_muladd(&r[i], &a[i], &b[i], &c[i]);
}

void sgm_p256_scs_reduce64(sgm_sc *r, const uint8_t (*in)[64], size_t n)
{
    for (size_t i = 0; i < n; i++)
        sgm_sc_reduce(&r[i], in[i], 64);
}
