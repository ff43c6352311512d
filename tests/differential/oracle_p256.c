/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The kernels and scalars of P-256 against OpenSSL: its BIGNUMs for scalars, its EC_POINTs for everything else. */
#include "protocols/p256.h"

#include "tests/support/test.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef const uint8_t (*encodings)[SGM_ELEMENT_BYTES];

static const sgm_backend *be = &sgm_p256_backend;
static EC_GROUP *group;
static BN_CTX *bn;
static const BIGNUM *order;

static void need(int ok)
{
    if (ok)
        return;
    fputs("OpenSSL failed\n", stderr);
    exit(2);
}

/* ---- scalars */

static BIGNUM *number(const sgm_sc *a)
{
    uint8_t bytes[SGM_SCALAR_BYTES];
    sgm_sc_to_bytes(bytes, a);
    BIGNUM *x = BN_bin2bn(bytes, sizeof bytes, NULL);
    need(x != NULL);
    return x;
}

/* got is canonical and equal to want mod n; want is freed. */
static void expect_number(test_tally *t, const char *what, const sgm_sc *got, BIGNUM *want)
{
    BIGNUM *x = number(got);
    need(BN_nnmod(want, want, order, bn));
    test_check(t, BN_cmp(x, want) == 0, "scalar: %s", what);
    BN_free(x);
    BN_free(want);
}

static BIGNUM *combined(int (*op)(BIGNUM *, const BIGNUM *, const BIGNUM *, BN_CTX *), const sgm_sc *a, const sgm_sc *b)
{
    BIGNUM *x = number(a), *y = number(b), *r = BN_new();
    need(r && op(r, x, y, bn));
    BN_free(x);
    BN_free(y);
    return r;
}

static int plus(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, BN_CTX *ctx)
{
    (void)ctx;
    return BN_add(r, a, b);
}

static int minus(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, BN_CTX *ctx)
{
    (void)ctx;
    return BN_sub(r, a, b);
}

static void arithmetic(test_tally *t, const sgm_sc *a, const sgm_sc *b, const sgm_sc *c, uint32_t small)
{
    sgm_sc r;
    sgm_sc_add(&r, a, b);
    expect_number(t, "a + b", &r, combined(plus, a, b));
    sgm_sc_sub(&r, a, b);
    expect_number(t, "a - b", &r, combined(minus, a, b));
    sgm_sc_neg(&r, a);
    expect_number(t, "-a", &r, combined(minus, &sgm_sc_zero, a));
    sgm_sc_mul(&r, a, b);
    expect_number(t, "a b", &r, combined(BN_mul, a, b));
    BIGNUM *sum = combined(BN_mul, a, b), *third = number(c);
    need(BN_add(sum, sum, third));
    sgm_sc_muladd(&r, a, b, c);
    expect_number(t, "a b + c", &r, sum);
    sum = number(a);
    need(BN_mul_word(sum, small) && BN_add(sum, sum, third));
    sgm_sc_muladd_u32(&r, a, small, c);
    expect_number(t, "a u + c", &r, sum);
    BN_free(third);
    sgm_sc alias = *a;
    sgm_sc_mul(&alias, &alias, &alias);
    expect_number(t, "a a in place", &alias, combined(BN_mul, a, a));
    sgm_sc_invert(&r, a);
    sgm_sc_mul(&r, &r, a);
    test_check(t, (int)sgm_sc_eq(&r, sgm_sc_is_zero(a) ? &sgm_sc_zero : &sgm_sc_one), "scalar: a / a");
    sgm_sc_half(&r, a);
    sgm_sc_add(&r, &r, &r);
    test_check(t, (int)sgm_sc_eq(&r, a), "scalar: twice a half");
    for (uint64_t flag = 0; flag < 2; flag++) {
        sgm_sc_select(&r, flag, a, b);
        test_check(t, (int)sgm_sc_eq(&r, flag ? a : b), "scalar: select");
    }
}

/* Bytes as a little-endian integer of any length, and as a big-endian encoding that must be below n. */
static void reduction(test_tally *t, const uint8_t *bytes, size_t len)
{
    sgm_sc r;
    BIGNUM *x = BN_lebin2bn(bytes, (int)len, NULL);
    need(x != NULL);
    sgm_sc_reduce(&r, bytes, len);
    expect_number(t, "bytes mod n", &r, x);
    if (len < SGM_SCALAR_BYTES)
        return;
    x = BN_bin2bn(bytes, SGM_SCALAR_BYTES, NULL);
    need(x != NULL);
    int below = BN_cmp(x, order) < 0;
    test_check(t, sgm_sc_from_bytes(&r, bytes) == below, "scalar: canonical or not");
    if (!below)
        BN_zero(x);
    expect_number(t, "decoded", &r, x);
}

static void small_integers(test_tally *t)
{
    static const int64_t values[] = {0, 1, -1, 2, INT64_MAX, INT64_MIN, INT64_MIN + 1};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        sgm_sc r;
        BIGNUM *x = BN_new();
        uint64_t size = values[i] < 0 ? 0 - (uint64_t)values[i] : (uint64_t)values[i];
        need(x && BN_set_word(x, size));
        BN_set_negative(x, values[i] < 0);
        sgm_sc_from_i64(&r, values[i]);
        expect_number(t, "a signed integer", &r, x);
    }
}

/* The bytes of n - 2 .. n + 2, of 2^256 - 1 and 0. */
static void order_edges(test_tally *t)
{
    uint8_t bytes[SGM_SCALAR_BYTES];
    BIGNUM *x = BN_dup(order);
    need(x && BN_sub_word(x, 2));
    for (int i = 0; i < 5; i++) {
        need(BN_bn2binpad(x, bytes, sizeof bytes) == sizeof bytes && BN_add_word(x, 1));
        reduction(t, bytes, sizeof bytes);
    }
    BN_free(x);
    memset(bytes, 0xff, sizeof bytes);
    reduction(t, bytes, sizeof bytes);
    memset(bytes, 0, sizeof bytes);
    reduction(t, bytes, sizeof bytes);
}

/* Near 0, near n, or with runs of equal bits. */
static void any_scalar(test_rng *g, sgm_sc *r)
{
    uint8_t wide[64];
    test_edgy_bytes(g, wide, sizeof wide);
    if (test_below(g, 3) == 0)
        sgm_sc_from_u64(r, test_u64(g) >> test_below(g, 64));
    else
        sgm_sc_reduce(r, wide, 16u << test_below(g, 3));
    if (test_below(g, 2))
        sgm_sc_neg(r, r);
}

static void scalars(test_rng *g, size_t rounds, test_tally *t)
{
    order_edges(t);
    small_integers(t);
    for (size_t i = 0; i < rounds; i++) {
        sgm_sc a, b, c;
        uint8_t bytes[64];
        any_scalar(g, &a);
        any_scalar(g, &b);
        any_scalar(g, &c);
        arithmetic(t, &a, &b, &c, (uint32_t)test_u64(g));
        test_edgy_bytes(g, bytes, sizeof bytes);
        reduction(t, bytes, test_below(g, sizeof bytes + 1));
    }
}

/* ---- points */

/* OpenSSL's encoding; zeros for the identity, as ours. */
static void openssl_encode(uint8_t enc[SGM_ELEMENT_BYTES], const EC_POINT *p)
{
    memset(enc, 0, SGM_ELEMENT_BYTES);
    if (!EC_POINT_is_at_infinity(group, p))
        need(EC_POINT_point2oct(group, p, POINT_CONVERSION_COMPRESSED, enc, SGM_ELEMENT_BYTES, bn) ==
             SGM_ELEMENT_BYTES);
}

static void expect_point(test_tally *t, const char *what, const sgm_point *got, const EC_POINT *want)
{
    uint8_t a[1][SGM_ELEMENT_BYTES], b[SGM_ELEMENT_BYTES], id;
    be->encode(a, got, 1);
    openssl_encode(b, want);
    be->is_identity(&id, got, 1);
    test_check(t, memcmp(a[0], b, sizeof b) == 0 && id == EC_POINT_is_at_infinity(group, want), "%s", what);
}

/* The same point on both sides. */
typedef struct pair {
    EC_POINT *theirs;
    sgm_affine ours;
} pair;

/* k G by OpenSSL, decoded by us where it has an encoding. */
static void pair_make(pair *p, const sgm_sc *k)
{
    static const sgm_affine identity;
    uint8_t enc[1][SGM_ELEMENT_BYTES], ok = 1;
    BIGNUM *x = number(k);
    p->theirs = EC_POINT_new(group);
    need(p->theirs && EC_POINT_mul(group, p->theirs, x, NULL, NULL, bn));
    openssl_encode(enc[0], p->theirs);
    p->ours = identity;
    if (!sgm_sc_is_zero(k))
        be->decode(&p->ours, &ok, (encodings)enc, 1);
    need(ok);
    BN_free(x);
}

/* One encoding: what OpenSSL says of it (compressed form only), and the same with the right and with a wrong hint. */
static void decoding(test_tally *t, const uint8_t enc[SGM_ELEMENT_BYTES])
{
    uint8_t in[1][SGM_ELEMENT_BYTES], hint[1][32], ok, hinted;
    sgm_affine p, again;
    EC_POINT *q = EC_POINT_new(group);
    int good = (enc[0] == 2 || enc[0] == 3) && EC_POINT_oct2point(group, q, enc, SGM_ELEMENT_BYTES, bn);
    memcpy(in[0], enc, sizeof in[0]);
    size_t refused = be->decode(&p, &ok, (encodings)in, 1);
    test_check(t, ok == good && refused == !good, "decoding of %02x%02x..%02x", enc[0], enc[1], enc[32]);
    be->decode_hints(hint, (encodings)in, 1);
    be->decode_hinted(&again, &hinted, (encodings)in, (const uint8_t(*)[32])hint, 1);
    test_check(t, hinted == good && memcmp(&p, &again, sizeof p) == 0, "a hint makes it another point");
    if (good) {
        sgm_point wide;
        be->from_affine(&wide, &p, 1);
        expect_point(t, "decoded", &wide, q);
    }
    hint[0][31] ^= 1;
    test_check(t, be->decode_hinted(&again, &hinted, (encodings)in, (const uint8_t(*)[32])hint, 1) == 1 && !hinted,
               "a wrong hint is taken");
    EC_POINT_free(q);
}

static void decodings(test_rng *g, size_t rounds, test_tally *t)
{
    uint8_t enc[SGM_ELEMENT_BYTES];
    BIGNUM *p = BN_new(), *x;
    need(p && EC_GROUP_get_curve(group, p, NULL, NULL, bn));
    for (int first = 0; first < 256; first++) { /* every first byte before the generator's x */
        need(EC_POINT_point2oct(group, EC_GROUP_get0_generator(group), POINT_CONVERSION_COMPRESSED, enc, sizeof enc,
                                bn) == sizeof enc);
        enc[0] = (uint8_t)first;
        decoding(t, enc);
    }
    for (int i = -12; i <= 12; i++) { /* x around 0, p and 2^256 - 1 */
        for (int place = 0; place < 2; place++) {
            x = place ? BN_dup(p) : BN_new();
            need(x && (i < 0 ? BN_sub_word(x, (BN_ULONG)-i) : BN_add_word(x, (BN_ULONG)i)));
            if (BN_is_negative(x))
                need(BN_add(x, x, p));
            enc[0] = 2;
            need(BN_bn2binpad(x, enc + 1, 32) == 32);
            decoding(t, enc);
            BN_free(x);
        }
        memset(enc + 1, 0xff, 32);
        enc[32] = (uint8_t)(0xff - (i + 12));
        decoding(t, enc);
    }
    BN_free(p);
    for (size_t i = 0; i < rounds; i++) {
        test_edgy_bytes(g, enc + 1, 32);
        enc[0] = (uint8_t)(2 + test_below(g, 2));
        decoding(t, enc);
    }
}

static void two_points(test_tally *t, const pair *a, const pair *b)
{
    sgm_point p, q, r;
    uint8_t equal, enc[1][SGM_ELEMENT_BYTES], twice[SGM_ELEMENT_BYTES];
    EC_POINT *sum = EC_POINT_new(group);
    be->from_affine(&p, &a->ours, 1);
    be->from_affine(&q, &b->ours, 1);
    be->add(&r, &p, &q, 1);
    need(sum && EC_POINT_add(group, sum, a->theirs, b->theirs, bn));
    expect_point(t, "a + b", &r, sum);
    be->equal(&equal, &p, &q, 1);
    test_check(t, equal == (EC_POINT_cmp(group, a->theirs, b->theirs, bn) == 0), "equality");
    be->equal(&equal, &r, &p, 1); /* with another Z */
    test_check(t, equal == (EC_POINT_cmp(group, sum, a->theirs, bn) == 0), "equality of a sum");
    be->double_encode(enc, &r, 1);
    need(EC_POINT_dbl(group, sum, sum, bn));
    openssl_encode(twice, sum);
    test_check(t, memcmp(enc[0], twice, sizeof twice) == 0, "2 (a + b), encoded");
    be->neg(&q, &q, 1);
    be->add(&r, &r, &q, 1); /* a + b - b */
    be->equal(&equal, &r, &p, 1);
    test_check(t, equal, "a + b - b");
    EC_POINT_free(sum);
}

/* Blocks of shared inversions, the identity among them. */
static void conversions(test_tally *t, const pair *p, size_t n)
{
    enum { MOST = 150 };
    static sgm_point wide[MOST];
    static sgm_affine back[MOST];
    for (size_t i = 0; i < MOST; i++) {
        sgm_point other;
        be->from_affine(&wide[i], &p[i % n].ours, 1);
        be->from_affine(&other, &p[(i + 1) % n].ours, 1);
        be->add(&wide[i], &wide[i], &other, 1);
    }
    be->to_affine(back, wide, MOST);
    for (size_t i = 0; i < MOST; i++) {
        sgm_point again;
        uint8_t equal;
        be->from_affine(&again, &back[i], 1);
        be->equal(&equal, &again, &wide[i], 1);
        test_check(t, equal, "to affine and back");
    }
}

/* k P by the path of secrets, against OpenSSL asked directly, and against our own sum. */
static void product(test_tally *t, const pair *p, const sgm_sc *k)
{
    _Alignas(64) uint8_t table[256];
    sgm_point got;
    EC_POINT *want = EC_POINT_new(group);
    BIGNUM *x = number(k);
    need(want && EC_POINT_mul(group, want, NULL, p->theirs, x, bn));
    be->var_mul(&got, &p->ours, k, 1);
    expect_point(t, "k P", &got, want);
    need(be->fixed_bytes <= sizeof table);
    be->fixed_init((sgm_fixed *)table, &p->ours);
    be->fixed_mul(&got, (const sgm_fixed *)table, k, 1);
    expect_point(t, "k P, P fixed", &got, want);
    be->fixed_mul_vt(&got, (const sgm_fixed *)table, k, 1);
    expect_point(t, "k P, P fixed, k public", &got, want);
    BN_free(x);
    EC_POINT_free(want);
}

static void multiscalar(test_rng *g, test_tally *t, const pair *p, size_t n_pairs, size_t n)
{
    sgm_affine *points = calloc(n + 1, sizeof *points);
    sgm_sc *k = calloc(n + 1, sizeof *k);
    size_t n_short = test_below(g, n + 1);
    EC_POINT *want = EC_POINT_new(group), *term = EC_POINT_new(group);
    need(points && k && want && term && EC_POINT_set_to_infinity(group, want));
    for (size_t i = 0; i < n; i++) {
        const pair *q = &p[test_below(g, n_pairs)];
        points[i] = q->ours;
        any_scalar(g, &k[i]);
        if (i < n_short)
            k[i].v[2] = k[i].v[3] = 0;
        BIGNUM *x = number(&k[i]);
        need(EC_POINT_mul(group, term, NULL, q->theirs, x, bn) && EC_POINT_add(group, want, want, term, bn));
        BN_free(x);
    }
    const sgm_msm_part parts[] = {{points, k, n_short, 128},
                                  {points + n_short, k + n_short, n - n_short, SGM_SCALAR_BITS}};
    void *scratch = aligned_alloc(64, (be->msm_scratch(parts, 2, SGM_WHOLE) + 64) / 64 * 64);
    sgm_point got, share;
    need(scratch != NULL);
    be->msm_vt(&got, parts, 2, SGM_WHOLE, scratch);
    expect_point(t, "a multiscalar sum", &got, want);
    const size_t shares = 2 + test_below(g, 100); /* also more than there are windows */
    be->msm_vt(&got, parts, 2, (sgm_share){0, shares}, scratch);
    for (size_t i = 1; i < shares; i++) {
        be->msm_vt(&share, parts, 2, (sgm_share){i, shares}, scratch);
        be->add(&got, &got, &share, 1);
    }
    expect_point(t, "the shares of a multiscalar sum", &got, want);
    if (n <= 20)
        be->var_sum(&got, points, k, n, scratch);
    expect_point(t, "the same for secret scalars", &got, want);
    free(scratch);
    free(points);
    free(k);
    EC_POINT_free(want);
    EC_POINT_free(term);
}

enum { PAIRS = 24 };

/* 0, 1, -1, 2, -2, 3 times G, and others. */
static void make_pairs(test_rng *g, pair p[PAIRS])
{
    for (int i = 0; i < PAIRS; i++) {
        sgm_sc k;
        sgm_sc_from_i64(&k, i % 2 ? (i + 1) / 2 : -i / 2);
        if (i > 5)
            any_scalar(g, &k);
        pair_make(&p[i], &k);
    }
}

static void points(test_rng *g, size_t rounds, test_tally *t)
{
    pair p[PAIRS];
    sgm_sc edge[6], k;
    make_pairs(g, p);
    for (int i = 0; i < PAIRS; i++)
        for (int j = 0; j < PAIRS; j++)
            two_points(t, &p[i], &p[j]);
    conversions(t, p, PAIRS);
    for (int i = 0; i < 6; i++)
        sgm_sc_from_i64(&edge[i], i - 3);
    for (size_t i = 0; i < 6 * PAIRS; i++)
        product(t, &p[i % PAIRS], &edge[i / PAIRS]);
    for (size_t i = 0; i < rounds; i++) {
        any_scalar(g, &k);
        product(t, &p[i % PAIRS], &k);
    }
    for (size_t n = 0; n <= 20; n++)
        multiscalar(g, t, p, PAIRS, n);
    for (size_t n = 32; n <= 2 * rounds; n += n / 3)
        multiscalar(g, t, p, PAIRS, n);
    for (int i = 0; i < PAIRS; i++)
        EC_POINT_free(p[i].theirs);
}

int main(int argc, char **argv)
{
    test_tally t = {0, 0};
    size_t rounds = strtoul(test_option(argc, argv, "--rounds", "400"), NULL, 10);
    test_rng g = test_rng_new(argc, argv);
    group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    bn = BN_CTX_new();
    need(group && bn && be->supported());
    order = EC_GROUP_get0_order(group);
    scalars(&g, rounds, &t);
    decodings(&g, rounds, &t);
    points(&g, rounds, &t);
    BN_CTX_free(bn);
    EC_GROUP_free(group);
    return test_report(&t);
}
