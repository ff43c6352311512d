/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Points and scalars of every backend against libsodium, and the written list of where libsodium 1.0.18 differs. */
#include "protocols/context.h"
#include "tests/support/test.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 37 };

typedef struct bench {
    const sgm_backend *be;
    test_rng *g;
    test_tally *t;
} bench;

/* A valid encoding of a random element, now and then the identity. */
static void any_element(test_rng *g, uint8_t encoding[32])
{
    uint8_t uniform[64];
    test_edgy_bytes(g, uniform, sizeof uniform);
    crypto_core_ristretto255_from_hash(encoding, uniform);
    if (test_below(g, 32) == 0)
        memset(encoding, 0, 32);
}

static void scalar_bytes(test_rng *g, uint8_t bytes[32], sgm_sc *s)
{
    test_scalar(g, s);
    sgm_sc_to_bytes(bytes, s);
}

/* A valid encoding, damaged or not: one bit, negated, p + s where that fits, or plain noise. */
static void maybe_encoding(test_rng *g, uint8_t e[32])
{
    any_element(g, e);
    switch (test_below(g, 4)) {
    case 0:
        e[test_below(g, 32)] ^= (uint8_t)(1u << test_below(g, 8));
        break;
    case 1:
        test_edgy_bytes(g, e, 32);
        break;
    case 2:
        memset(e, 0xff, 32);
        e[0] = (uint8_t)(0xed + test_below(g, 19));
        e[31] = 0x7f;
        break;
    default:
        break;
    }
}

/* Bit 255 set is the one class that libsodium 1.0.18 gets wrong: it is checked by rule instead. */
static int must_decode(const uint8_t e[32])
{
    static const uint8_t zero[32];
    return !(e[31] & 0x80) && (crypto_core_ristretto255_is_valid_point(e) || memcmp(e, zero, 32) == 0);
}

static void decoding(const bench *b, size_t rounds)
{
    for (size_t round = 0; round < rounds; round++) {
        uint8_t in[N][32], out[N][32], ok[N];
        sgm_affine p[N];
        sgm_point wide[N];
        size_t n = 1 + test_below(b->g, N), bad = 0;
        for (size_t i = 0; i < n; i++) {
            maybe_encoding(b->g, in[i]);
            bad += !must_decode(in[i]);
        }
        test_check(b->t, b->be->decode(p, ok, (const uint8_t(*)[32])in, n) == bad, "%s: number refused", b->be->name);
        b->be->from_affine(wide, p, n);
        b->be->encode(out, wide, n);
        for (size_t i = 0; i < n; i++) {
            static const uint8_t identity[32];
            test_check(b->t, ok[i] == must_decode(in[i]), "%s: verdict on encoding %zu of %zu", b->be->name, i, n);
            test_check(b->t, memcmp(out[i], ok[i] ? in[i] : identity, 32) == 0, "%s: decode, then encode", b->be->name);
        }
    }
}

static void uniform(const bench *b, size_t rounds)
{
    for (size_t round = 0; round < rounds; round++) {
        uint8_t in[N][64], out[N][32], want[32];
        sgm_point p[N];
        size_t n = 1 + test_below(b->g, N);
        for (size_t i = 0; i < n; i++)
            test_edgy_bytes(b->g, in[i], 64);
        b->be->from_uniform(p, (const uint8_t(*)[64])in, n);
        b->be->encode(out, p, n);
        for (size_t i = 0; i < n; i++) {
            crypto_core_ristretto255_from_hash(want, in[i]);
            test_check(b->t, memcmp(out[i], want, 32) == 0, "%s: one-way map, item %zu", b->be->name, i);
        }
    }
}

/* Sums, differences, doubles, equality and the identity test; libsodium's own results are the oracle. */
static void sums(const bench *b, size_t rounds)
{
    for (size_t round = 0; round < rounds; round++) {
        uint8_t a[N][32], c[N][32], out[N][32], want[32], flags[N];
        sgm_affine pa[N], pc[N];
        sgm_point A[N], C[N], r[N];
        size_t n = 1 + test_below(b->g, N);
        for (size_t i = 0; i < n; i++) {
            any_element(b->g, a[i]);
            any_element(b->g, c[i]);
            if (test_below(b->g, 4) == 0)
                memcpy(c[i], a[i], 32);
        }
        uint8_t ok[N];
        b->be->decode(pa, ok, (const uint8_t(*)[32])a, n);
        b->be->decode(pc, ok, (const uint8_t(*)[32])c, n);
        b->be->from_affine(A, pa, n);
        b->be->from_affine(C, pc, n);
        b->be->equal(flags, A, C, n);
        for (size_t i = 0; i < n; i++)
            test_check(b->t, flags[i] == (memcmp(a[i], c[i], 32) == 0), "%s: equality", b->be->name);
        b->be->add(r, A, C, n);
        b->be->encode(out, r, n);
        for (size_t i = 0; i < n; i++)
            test_check(b->t, crypto_core_ristretto255_add(want, a[i], c[i]) == 0 && memcmp(out[i], want, 32) == 0,
                       "%s: sum", b->be->name);
        b->be->double_encode(out, r, n);
        for (size_t i = 0; i < n; i++) {
            uint8_t sum[32];
            int fine =
                crypto_core_ristretto255_add(sum, a[i], c[i]) == 0 && crypto_core_ristretto255_add(want, sum, sum) == 0;
            test_check(b->t, fine && memcmp(out[i], want, 32) == 0, "%s: double and encode", b->be->name);
        }
        b->be->neg(C, C, n);
        b->be->add(r, A, C, n);
        b->be->is_identity(flags, r, n);
        b->be->to_affine(pa, r, n);
        b->be->from_affine(r, pa, n);
        b->be->encode(out, r, n);
        for (size_t i = 0; i < n; i++) {
            test_check(b->t, crypto_core_ristretto255_sub(want, a[i], c[i]) == 0 && memcmp(out[i], want, 32) == 0,
                       "%s: difference", b->be->name);
            test_check(b->t, flags[i] == (memcmp(a[i], c[i], 32) == 0), "%s: identity test", b->be->name);
        }
    }
}

/* want = k e; libsodium refuses when the result is the identity. */
static void sodium_product(uint8_t want[32], const uint8_t k[32], const uint8_t e[32])
{
    if (crypto_scalarmult_ristretto255(want, k, e) != 0)
        memset(want, 0, 32);
}

static void products(const bench *b, const sgm_ctx *ctx, size_t rounds)
{
    sgm_fixed *table = aligned_alloc(64, (b->be->fixed_bytes + 63) / 64 * 64);
    if (!test_check(b->t, table != NULL, "out of memory"))
        return;
    b->be->fixed_init(table, sgm_ctx_generator_point(ctx, SGM_GEN_G));
    for (size_t round = 0; round < rounds; round++) {
        uint8_t e[N][32], k[N][32], out[N][32], want[32], ok[N];
        sgm_affine p[N];
        sgm_sc s[N];
        sgm_point r[N];
        size_t n = 1 + test_below(b->g, 9);
        for (size_t i = 0; i < n; i++) {
            any_element(b->g, e[i]);
            scalar_bytes(b->g, k[i], &s[i]);
        }
        b->be->decode(p, ok, (const uint8_t(*)[32])e, n);
        b->be->var_mul(r, p, s, n);
        b->be->encode(out, r, n);
        for (size_t i = 0; i < n; i++) {
            sodium_product(want, k[i], e[i]);
            test_check(b->t, memcmp(out[i], want, 32) == 0, "%s: variable-base product", b->be->name);
        }
        b->be->fixed_mul(r, table, s, n);
        b->be->encode(out, r, n);
        for (size_t i = 0; i < n; i++) {
            if (crypto_scalarmult_ristretto255_base(want, k[i]) != 0)
                memset(want, 0, 32);
            test_check(b->t, memcmp(out[i], want, 32) == 0, "%s: fixed-base product", b->be->name);
        }
    }
    free(table);
}

/* Sums side by side, of fewer and more terms than share their doublings. */
static void sums_of_products(const bench *b, size_t rounds)
{
    enum { TERMS = 8 };
    for (size_t round = 0; round < rounds; round++) {
        uint8_t e[TERMS * N][32], k[TERMS * N][32], out[N][32], product[32], want[32], ok[TERMS * N];
        sgm_affine p[TERMS * N];
        sgm_sc s[TERMS * N];
        sgm_point r[N];
        size_t n = 1 + test_below(b->g, 9), terms = 1 + test_below(b->g, TERMS);
        for (size_t i = 0; i < terms * n; i++) {
            any_element(b->g, e[i]);
            scalar_bytes(b->g, k[i], &s[i]);
        }
        b->be->decode(p, ok, (const uint8_t(*)[32])e, terms * n);
        b->be->var_sums(r, p, s, terms, n);
        b->be->encode(out, r, n);
        for (size_t i = 0; i < n; i++) {
            int fine = 1;
            memset(want, 0, 32);
            for (size_t t = 0; t < terms; t++) {
                sodium_product(product, k[t * n + i], e[t * n + i]);
                fine &= crypto_core_ristretto255_add(want, want, product) == 0;
            }
            test_check(b->t, fine && memcmp(out[i], want, 32) == 0, "%s: sum of %zu products", b->be->name, terms);
        }
    }
}

/* Sum of n products in up to three parts of different scalar widths, libsodium adding one by one. */
static void multiscalar(const bench *b, size_t n)
{
    static const unsigned widths[3] = {253, 128, 64};
    sgm_affine *p = aligned_alloc(64, (n + 1) * sizeof *p);
    sgm_sc *s = calloc(n + 1, sizeof *s);
    uint8_t want[32] = {0}, product[32], out[1][32], ok;
    sgm_msm_part parts[3];
    size_t end[3] = {n / 3, n / 3 + n / 4, n};
    for (size_t i = 0, part = 0; p && s && i < n; i++) {
        uint8_t e[1][32], k[32];
        while (i >= end[part])
            part++;
        any_element(b->g, e[0]);
        scalar_bytes(b->g, k, &s[i]);
        if (widths[part] < 253) {
            test_edgy_bytes(b->g, k, 32);
            memset(k + widths[part] / 8, 0, 32 - widths[part] / 8);
            sgm_sc_from_bytes(&s[i], k);
        }
        b->be->decode(&p[i], &ok, (const uint8_t(*)[32])e, 1);
        sodium_product(product, k, e[0]);
        crypto_core_ristretto255_add(want, want, product);
    }
    for (size_t part = 0, start = 0; part < 3; start = end[part++])
        parts[part] = (sgm_msm_part){p + start, s + start, end[part] - start, widths[part]};
    void *scratch = aligned_alloc(64, (b->be->msm_scratch(parts, 3, SGM_WHOLE) + 64) / 64 * 64);
    if (test_check(b->t, p && s && scratch, "out of memory")) {
        sgm_point r;
        b->be->msm_vt(&r, parts, 3, SGM_WHOLE, scratch);
        b->be->encode(out, &r, 1);
        test_check(b->t, memcmp(out[0], want, 32) == 0, "%s: multiscalar of %zu", b->be->name, n);
    }
    free(scratch);
    free(s);
    free(p);
}

static void expect_scalar(test_tally *t, const sgm_sc *got, const uint8_t want[32], const char *what)
{
    uint8_t bytes[32];
    sgm_sc_to_bytes(bytes, got);
    test_check(t, memcmp(bytes, want, 32) == 0, "scalar %s", what);
}

static void scalars(const bench *b, size_t rounds)
{
    for (size_t round = 0; round < rounds; round++) {
        uint8_t ka[32], kb[32], kc[32], wide[1][64], want[32];
        sgm_sc x, y, z, r;
        scalar_bytes(b->g, ka, &x);
        scalar_bytes(b->g, kb, &y);
        scalar_bytes(b->g, kc, &z);
        test_edgy_bytes(b->g, wide[0], 64);
        crypto_core_ristretto255_scalar_add(want, ka, kb);
        sgm_sc_add(&r, &x, &y);
        expect_scalar(b->t, &r, want, "sum");
        crypto_core_ristretto255_scalar_sub(want, ka, kb);
        sgm_sc_sub(&r, &x, &y);
        expect_scalar(b->t, &r, want, "difference");
        crypto_core_ristretto255_scalar_negate(want, ka);
        sgm_sc_neg(&r, &x);
        expect_scalar(b->t, &r, want, "negative");
        crypto_core_ristretto255_scalar_mul(want, ka, kb);
        sgm_sc_mul(&r, &x, &y);
        expect_scalar(b->t, &r, want, "product");
        b->be->sc_mul(&r, &x, &y, 1);
        expect_scalar(b->t, &r, want, "product of the backend");
        crypto_core_ristretto255_scalar_add(want, want, kc);
        sgm_sc_muladd(&r, &x, &y, &z);
        expect_scalar(b->t, &r, want, "product and sum");
        b->be->sc_muladd(&r, &x, &y, &z, 1);
        expect_scalar(b->t, &r, want, "product and sum of the backend");
        crypto_core_ristretto255_scalar_reduce(want, wide[0]);
        sgm_sc_reduce(&r, wide[0], 64);
        expect_scalar(b->t, &r, want, "reduction");
        b->be->sc_reduce64(&r, (const uint8_t(*)[64])wide, 1);
        expect_scalar(b->t, &r, want, "reduction of the backend");
        if (round % 64 == 0) {
            if (crypto_core_ristretto255_scalar_invert(want, ka) != 0)
                memset(want, 0, 32);
            sgm_sc_invert(&r, &x);
            expect_scalar(b->t, &r, want, "inverse");
        }
    }
}

/* The divergence list. Each line states what this libsodium does and what we do; a libsodium that behaves otherwise
 * makes the line fail and is then a reason to shorten the list. */
static void divergences(const bench *b)
{
    static const uint8_t identity[32], zero[32], eight[32] = {8};
    uint8_t e[1][32], out[32], high[32], ok;
    sgm_affine p;
    sgm_sc s;
    int old = strcmp(sodium_version_string(), "1.0.18") == 0;
    for (int i = 0; i < 1000; i++) {
        any_element(b->g, e[0]);
        e[0][31] |= 0x80;
        test_check(b->t, !old || crypto_core_ristretto255_is_valid_point(e[0]), "libsodium 1.0.18 accepts bit 255");
        b->be->decode(&p, &ok, (const uint8_t(*)[32])e, 1);
        test_check(b->t, !ok, "%s: bit 255 is refused", b->be->name);
    }
    test_check(b->t, !old || crypto_scalarmult_ristretto255_base(out, zero) == -1,
               "libsodium 1.0.18 refuses 0 times the base");
    test_check(b->t, !old || crypto_scalarmult_ristretto255(out, eight, identity) == -1,
               "libsodium 1.0.18 refuses 8 times the identity");
    crypto_core_ristretto255_random(e[0]);
    memset(high, 0xff, sizeof high);
    test_check(b->t, !old || crypto_scalarmult_ristretto255(out, high, e[0]) == 0,
               "libsodium 1.0.18 masks the scalar 2^256 - 1");
    test_check(b->t, sgm_sc_from_bytes(&s, high) == 0, "the scalar 2^256 - 1 is refused");
    /* 0 times the base and 8 times the identity are the identity here: `products` and `multiscalar` meet both. */
    sgm_point r;
    memset(e[0], 0, 32);
    b->be->decode(&p, &ok, (const uint8_t(*)[32])e, 1);
    sgm_sc_from_u64(&s, 8);
    b->be->var_mul(&r, &p, &s, 1);
    b->be->is_identity(&ok, &r, 1);
    test_check(b->t, ok == 1, "%s: 8 times the identity is the identity", b->be->name);
}

int main(int argc, char **argv)
{
    static const size_t sizes[] = {0, 1, 2, 3, 4, 7, 8, 9, 16, 31, 64, 100, 190, 191, 192, 250, 500, 1100};
    const sgm_backend *backends[16];
    test_tally t = {0, 0};
    if (sodium_init() < 0)
        return 2;
    size_t n = test_backends(argc, argv, backends);
    size_t rounds = strtoul(test_option(argc, argv, "--rounds", "100"), NULL, 10);
    test_rng g = test_rng_new(argc, argv);
    for (size_t i = 0; i < n; i++) {
        bench b = {backends[i], &g, &t};
        sgm_ctx *ctx = NULL;
        if (!test_check(&t, sgm_ctx_new(&ctx, backends[i]) == SGM_OK, "no context"))
            break;
        decoding(&b, 4 * rounds);
        uniform(&b, rounds);
        sums(&b, rounds);
        products(&b, ctx, rounds);
        sums_of_products(&b, rounds / 4);
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
            multiscalar(&b, sizes[k]);
        scalars(&b, 100 * rounds);
        divergences(&b);
        sgm_ctx_free(ctx);
    }
    return test_report(&t);
}
