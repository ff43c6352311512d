/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Scalars modulo the group order against libsodium, on edge values, dense and sparse patterns and random ones: one by
 * one, and on the lanes of every backend. */
#include "primitives/backend/backend.h"
#include "primitives/scalar/sc.h"
#include "tests/unit/unit.h"

#include <sodium.h>

enum { EDGES = 14, ROUNDS = 20000, LANE_ROUNDS = 400, ITEMS = 37 };

/* l, little-endian. */
static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                  0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                  0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

/* 64 bytes: an edge value, long runs of equal bits, or random, by kind. */
static void draw(uint8_t out[64], unsigned kind)
{
    memset(out, 0, 64);
    if (kind % EDGES < 5) {
        memcpy(out, order, 32);
        out[0] = (uint8_t)(out[0] + kind % EDGES - 2); /* l-2 .. l+2 */
    } else if (kind % EDGES == 5) {
        memset(out, 0xff, 64);
    } else if (kind % EDGES == 6) {
        memset(out, 0xff, 32);
    } else if (kind % EDGES == 7) {
        out[31] = 0x10; /* 2^252 */
    } else if (kind % EDGES == 8) {
        memset(out, 0xff, 31);
        out[31] = 0x0f; /* 2^252 - 1 */
    } else if (kind % EDGES == 9) {
        out[0] = (uint8_t)(kind & 1);
    } else if (kind % EDGES == 10) {
        for (unsigned i = 0; i < 64; i++)
            out[i] = randombytes_uniform(4) == 0 ? 0xff : 0;
    } else {
        randombytes_buf(out, 64);
    }
}

static void check_bytes(const char *what, const sgm_sc *got, const uint8_t want[32])
{
    uint8_t bytes[32];
    sgm_sc_to_bytes(bytes, got);
    CHECK_BYTES(what, bytes, want, 32);
}

static void check_pair(const uint8_t wide_a[64], const uint8_t wide_b[64])
{
    uint8_t a[32], b[32], want[32], sum[32];
    sgm_sc x, y, r, s;
    crypto_core_ristretto255_scalar_reduce(a, wide_a);
    crypto_core_ristretto255_scalar_reduce(b, wide_b);
    sgm_sc_reduce(&x, wide_a, 64);
    sgm_sc_reduce(&y, wide_b, 64);
    check_bytes("reduce", &x, a);
    CHECK("canonical bytes are taken", sgm_sc_from_bytes(&r, a) == 1 && sgm_sc_eq(&r, &x) == 1);

    sgm_sc_add(&r, &x, &y);
    crypto_core_ristretto255_scalar_add(want, a, b);
    check_bytes("add", &r, want);
    sgm_sc_sub(&r, &x, &y);
    crypto_core_ristretto255_scalar_sub(want, a, b);
    check_bytes("sub", &r, want);
    sgm_sc_neg(&r, &x);
    crypto_core_ristretto255_scalar_negate(want, a);
    check_bytes("neg", &r, want);
    sgm_sc_mul(&r, &x, &y);
    crypto_core_ristretto255_scalar_mul(want, a, b);
    check_bytes("mul", &r, want);
    sgm_sc_muladd(&s, &x, &y, &x);
    crypto_core_ristretto255_scalar_add(sum, want, a);
    check_bytes("muladd", &s, sum);

    sgm_sc short_y = {{(uint32_t)y.v[0], 0, 0, 0}}, product;
    sgm_sc_muladd(&product, &x, &short_y, &y);
    sgm_sc_muladd_u32(&s, &x, (uint32_t)y.v[0], &y);
    CHECK("muladd_u32", sgm_sc_eq(&s, &product) == 1);
    s = x;
    sgm_sc_muladd_u32(&s, &s, UINT32_MAX, &s);
    sgm_sc_from_u64(&short_y, UINT64_C(1) << 32);
    sgm_sc_mul(&product, &x, &short_y);
    CHECK("muladd_u32 in place, by the greatest", sgm_sc_eq(&s, &product) == 1);
    sgm_sc_muladd_u32(&s, &x, 0, &y);
    CHECK("muladd_u32 by 0", sgm_sc_eq(&s, &y) == 1);

    sgm_sc_half(&r, &x);
    sgm_sc_to_bytes(sum, &r);
    crypto_core_ristretto255_scalar_add(want, sum, sum);
    CHECK("half", memcmp(want, a, 32) == 0 && sgm_sc_from_bytes(&s, sum) == 1);
    s = x;
    sgm_sc_half(&s, &s);
    CHECK("half in place", sgm_sc_eq(&s, &r) == 1);

    s = x;
    sgm_sc_mul(&s, &s, &s);
    crypto_core_ristretto255_scalar_mul(want, a, a);
    check_bytes("mul in place", &s, want);
    CHECK("eq", sgm_sc_eq(&x, &y) == (memcmp(a, b, 32) == 0));
    CHECK("is_zero", sgm_sc_is_zero(&x) == (uint64_t)sodium_is_zero(a, 32));
    sgm_sc_select(&r, 1, &x, &y);
    sgm_sc_select(&s, 0, &x, &y);
    CHECK("select", sgm_sc_eq(&r, &x) == 1 && sgm_sc_eq(&s, &y) == 1);
}

static void check_invert(const uint8_t wide[64])
{
    uint8_t a[32], want[32] = {0};
    sgm_sc x;
    crypto_core_ristretto255_scalar_reduce(a, wide);
    if (!sodium_is_zero(a, 32))
        CHECK("libsodium inverts", crypto_core_ristretto255_scalar_invert(want, a) == 0);
    sgm_sc_reduce(&x, wide, 64);
    sgm_sc_invert(&x, &x);
    check_bytes("invert", &x, want);
}

/* Every string is taken iff it is its own reduction. */
static void check_canonical(const uint8_t wide[64])
{
    uint8_t low[64] = {0}, reduced[32], zero[32] = {0};
    sgm_sc x;
    memcpy(low, wide, 32);
    crypto_core_ristretto255_scalar_reduce(reduced, low);
    int canonical = memcmp(low, reduced, 32) == 0;
    CHECK("from_bytes verdict", sgm_sc_from_bytes(&x, low) == canonical);
    check_bytes("from_bytes value", &x, canonical ? low : zero);
}

static void check_short_lengths(void)
{
    for (size_t len = 0; len <= 64; len++) {
        uint8_t wide[64], padded[64] = {0}, want[32];
        sgm_sc x;
        randombytes_buf(wide, sizeof wide);
        memcpy(padded, wide, len);
        crypto_core_ristretto255_scalar_reduce(want, padded);
        sgm_sc_reduce(&x, len > 0 ? wide : NULL, len);
        check_bytes("reduce of a short string", &x, want);
    }
}

/* Items of a backend's arrays, and what libsodium says of them. */
typedef struct items {
    uint8_t wide[3][ITEMS][64], bytes[3][ITEMS][32], product[ITEMS][32], sum[ITEMS][32];
    sgm_sc a[ITEMS], b[ITEMS], c[ITEMS];
} items;

/* The kinds wander through the lanes from round to round. */
static void draw_items(items *s, unsigned round)
{
    for (unsigned i = 0; i < ITEMS; i++) {
        sgm_sc *const k[3] = {&s->a[i], &s->b[i], &s->c[i]};
        for (unsigned j = 0; j < 3; j++) {
            draw(s->wide[j][i], round + i * (2 * j + 1));
            crypto_core_ristretto255_scalar_reduce(s->bytes[j][i], s->wide[j][i]);
            CHECK("libsodium reduces", sgm_sc_from_bytes(k[j], s->bytes[j][i]) == 1);
        }
        crypto_core_ristretto255_scalar_mul(s->product[i], s->bytes[0][i], s->bytes[1][i]);
        crypto_core_ristretto255_scalar_add(s->sum[i], s->product[i], s->bytes[2][i]);
    }
}

/* One item alone, part of a vector, whole ones and a tail; the item behind the end stays as it was. */
static void check_lanes(const sgm_backend *be, const items *s, size_t n)
{
    sgm_sc r[ITEMS + 1] = {{{0}}};
    r[n] = sgm_sc_one;
    be->sc_mul(r, s->a, s->b, n);
    for (size_t i = 0; i < n; i++)
        check_bytes("mul of a backend", &r[i], s->product[i]);
    be->sc_muladd(r, s->a, s->b, s->c, n);
    for (size_t i = 0; i < n; i++)
        check_bytes("muladd of a backend", &r[i], s->sum[i]);
    memcpy(r, s->c, n * sizeof *r);
    be->sc_muladd(r, s->a, s->b, r, n);
    for (size_t i = 0; i < n; i++)
        check_bytes("muladd of a backend in place", &r[i], s->sum[i]);
    be->sc_reduce64(r, s->wide[0], n);
    for (size_t i = 0; i < n; i++)
        check_bytes("reduce64 of a backend", &r[i], s->bytes[0][i]);
    CHECK("nothing is written behind the end", sgm_sc_eq(&r[n], &sgm_sc_one) == 1);
}

static void check_backends(void)
{
    static items s;
    size_t count;
    const sgm_backend *const *list = sgm_backend_list(&count);
    for (unsigned round = 0; round < LANE_ROUNDS; round++) {
        draw_items(&s, round);
        for (size_t b = 0; b < count; b++)
            if (list[b]->supported())
                check_lanes(list[b], &s, round < ITEMS ? round + 1 : ITEMS);
    }
}

static void check_i64(int64_t v)
{
    sgm_sc x, y, z;
    sgm_sc_from_i64(&x, v);
    sgm_sc_from_u64(&y, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
    if (v < 0) {
        sgm_sc_add(&z, &x, &y);
        CHECK("from_i64 of a negative", sgm_sc_is_zero(&z) == 1);
    } else {
        CHECK("from_i64", sgm_sc_eq(&x, &y) == 1);
    }
}

int main(void)
{
    uint8_t a[64], b[64];
    if (sodium_init() < 0)
        return 2;
    for (unsigned i = 0; i < EDGES; i++) {
        draw(a, i);
        check_invert(a);
        check_canonical(a);
        for (unsigned j = 0; j < EDGES; j++) {
            draw(b, j);
            check_pair(a, b);
        }
    }
    for (unsigned i = 0; i < ROUNDS; i++) {
        draw(a, randombytes_random());
        draw(b, randombytes_random());
        check_pair(a, b);
        check_canonical(a);
        if (i % 64 == 0)
            check_invert(a);
    }
    check_short_lengths();
    check_backends();
    static const int64_t integers[] = {0, 1, -1, 255, -256, INT64_MAX, INT64_MIN, INT64_MIN + 1};
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++)
        check_i64(integers[i]);
    return unit_result("scalar");
}
