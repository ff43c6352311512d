/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The multiscalar multiplications at their edges: every backend against products that scalar51 makes one by one and
 * adds up, a share of which libsodium makes too. `--limit N`: no sums of more terms. */
#include "primitives/msm/plan.h"
#include "primitives/msm/tune_gen.h"
#include "tests/support/test.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 32768, SMALL = 700, PLAIN = 4200, SODIUM = 150, WIDEST_WINDOW = 13 };

/* The plan's tables, to find where it changes its mind. */
static const msm_step steps_scalar51[] = SGM_MSM_STEPS_SCALAR51, steps_ref[] = SGM_MSM_STEPS_REF;
static const msm_step steps_avx2[] = SGM_MSM_STEPS_AVX2, steps_ifma[] = SGM_MSM_STEPS_IFMA;
static const msm_step steps_neon[] = SGM_MSM_STEPS_NEON;
#define STEPS(backend) #backend, steps_##backend, sizeof steps_##backend / sizeof *steps_##backend
static const struct plan_table {
    const char *name;
    const msm_step *step;
    size_t n;
} tables[] = {{STEPS(scalar51)}, {STEPS(ref)}, {STEPS(avx2)}, {STEPS(ifma)}, {STEPS(neon)}};

/* Terms with scalars below 2^bits, and the sums of the first k of them for every k. */
typedef struct terms {
    unsigned bits;
    size_t n;
    const sgm_affine *point;
    sgm_sc *scalar;
    sgm_point *prefix; /* [n + 1] */
} terms;

static void *need(size_t count, size_t size)
{
    void *p = aligned_alloc(64, (count * size + 64) / 64 * 64);
    if (p == NULL)
        exit(2);
    return p;
}

static const sgm_point identity = {.Y = {{1}}, .Z = {{1}}};

static void sum(sgm_point *r, const sgm_point *a, const sgm_point *b) { sgm_backend_scalar51.add(r, a, b, 1); }

/* Points of which some are equal to, or the negative of, the one before, and some the identity. */
static void make_points(test_rng *g, sgm_affine *point, size_t n)
{
    const sgm_backend *be = &sgm_backend_scalar51;
    for (size_t i = 0; i < n; i++) {
        uint8_t uniform[1][64];
        sgm_point p = identity;
        test_bytes(g, uniform[0], 64);
        if (i % 16 == 5 || i % 16 == 6) {
            be->from_affine(&p, &point[i - 1], 1);
            if (i % 16 == 6)
                be->neg(&p, &p, 1);
        } else if (i % 16 != 11)
            be->from_uniform(&p, (const uint8_t(*)[64])uniform, 1);
        be->to_affine(&point[i], &p, 1);
    }
}

/* s = s mod 2^bits, and below the order. */
static void cut(sgm_sc *s, unsigned bits)
{
    bits = bits < 252 ? bits : 252;
    for (unsigned i = 0; i < 256; i++)
        if (i >= bits)
            s->v[i / 64] &= ~(UINT64_C(1) << i % 64);
}

/* Every digit of `window` bits is the largest positive one, the one after it (recoded as the most negative one), one
 * beside them, or all ones. */
enum { LIMITS = 5 };
static sgm_sc digit_limits(unsigned window, size_t which, unsigned bits)
{
    const uint64_t half = UINT64_C(1) << (window - 1);
    const uint64_t digits[LIMITS] = {half, half - 1, half + 1, 2 * half - 1, 1};
    sgm_sc s = sgm_sc_zero;
    for (unsigned i = 0; i < 256; i++)
        s.v[i / 64] |= (digits[which] >> i % window & 1) << i % 64;
    cut(&s, bits);
    return s;
}

/* 0, 1, the largest, digits at their limits for each window width, one bit, random. */
static sgm_sc edge_scalar(test_rng *g, size_t i, unsigned bits)
{
    sgm_sc s = sgm_sc_zero;
    switch (i % 8) {
    case 0:
        break;
    case 1:
        s = sgm_sc_one;
        break;
    case 2:
        sgm_sc_neg(&s, &sgm_sc_one);
        if (bits < 253) {
            memset(&s, 0xff, sizeof s);
            cut(&s, bits);
        }
        break;
    case 3:
    case 4:
        s = digit_limits(2 + (unsigned)(i / 8 % (WIDEST_WINDOW - 1)), i / 8 / (WIDEST_WINDOW - 1) % LIMITS, bits);
        break;
    case 5:
        s.v[i / 8 % 252 / 64] = UINT64_C(1) << i / 8 % 252 % 64;
        cut(&s, bits);
        break;
    default:
        test_scalar(g, &s);
        if (bits < 253)
            cut(&s, bits);
    }
    return s;
}

/* Room for n terms at these points, which outlive it; no term yet. */
static terms terms_begin(const sgm_affine *point, size_t n, unsigned bits)
{
    terms t = {.bits = bits, .n = n, .point = point};
    t.scalar = need(n, sizeof *t.scalar);
    t.prefix = need(n + 1, sizeof *t.prefix);
    t.prefix[0] = identity;
    return t;
}

static terms terms_new(test_rng *g, const sgm_affine *point, size_t n, unsigned bits)
{
    terms t = terms_begin(point, n, bits);
    for (size_t i = 0; i < n; i++) {
        sgm_point product;
        t.scalar[i] = edge_scalar(g, i, bits);
        sgm_backend_scalar51.var_mul(&product, &t.point[i], &t.scalar[i], 1);
        sum(&t.prefix[i + 1], &t.prefix[i], &product);
    }
    return t;
}

/* The points themselves: every scalar is 1. */
static terms terms_plain(const sgm_affine *point, size_t n)
{
    terms t = terms_begin(point, n, 1);
    for (size_t i = 0; i < n; i++) {
        sgm_point p;
        t.scalar[i] = sgm_sc_one;
        sgm_backend_scalar51.from_affine(&p, &point[i], 1);
        sum(&t.prefix[i + 1], &t.prefix[i], &p);
    }
    return t;
}

static void terms_free(const terms *t)
{
    free(t->scalar);
    free(t->prefix);
}

static void encoding(uint8_t out[32], const sgm_point *p)
{
    uint8_t enc[1][32];
    sgm_backend_scalar51.encode(enc, p, 1);
    memcpy(out, enc[0], 32);
}

/* libsodium's sums of the first terms are the ones that everything else is compared with. */
static void check_reference(test_tally *t, const terms *x)
{
    uint8_t total[32] = {0}, want[32], scalar[32], point[32], product[32];
    for (size_t i = 0; i < SODIUM && i < x->n; i++) {
        sgm_point p;
        sgm_backend_scalar51.from_affine(&p, &x->point[i], 1);
        encoding(point, &p);
        sgm_sc_to_bytes(scalar, &x->scalar[i]);
        if (crypto_scalarmult_ristretto255(product, scalar, point) != 0)
            memset(product, 0, 32); /* refused because the product is the identity */
        crypto_core_ristretto255_add(total, total, product);
        encoding(want, &x->prefix[i + 1]);
        test_check(t, memcmp(total, want, 32) == 0, "reference: sum of %zu terms of %u bits is not libsodium's", i + 1,
                   x->bits);
    }
}

/* All shares of a sum, each with scratch of its own size. */
static void expect_shares(test_tally *t, const sgm_backend *be, const sgm_msm_part *parts, size_t n_parts, size_t of,
                          const sgm_point *want, const char *what)
{
    uint8_t got_bytes[32], want_bytes[32];
    sgm_point got = {.Y = {{1}}, .Z = {{1}}}, share;
    size_t n = 0;
    for (size_t i = 0; i < n_parts; i++)
        n += parts[i].n;
    for (size_t i = 0; i < of; i++) {
        const sgm_share which = {i, of};
        void *scratch = need(1, be->msm_scratch(parts, n_parts, which));
        be->msm_vt(&share, parts, n_parts, which, scratch);
        sum(&got, &got, &share);
        free(scratch);
    }
    encoding(got_bytes, &got);
    encoding(want_bytes, want);
    test_check(t, memcmp(got_bytes, want_bytes, 32) == 0,
               "%s: %s, %zu terms in %zu parts, the first of %u bits, in %zu shares", be->name, what, n, n_parts,
               n_parts ? parts[0].bits : 0, of);
}

/* The whole, and one number of shares: by spans, by runs, by both, or more of them than there are windows. */
static void expect(test_tally *t, const sgm_backend *be, const sgm_msm_part *parts, size_t n_parts,
                   const sgm_point *want, const char *what)
{
    static const size_t numbers[] = {2, 3, 8, 45};
    const size_t n = n_parts ? parts[0].n : 0;
    expect_shares(t, be, parts, n_parts, 1, want, what);
    expect_shares(t, be, parts, n_parts, numbers[n % (sizeof numbers / sizeof *numbers)], want, what);
}

static sgm_msm_part part_of(const terms *x, size_t from, size_t to)
{
    return (sgm_msm_part){x->point + from, x->scalar + from, to - from, x->bits};
}

/* The first n terms by the multiplication for secret scalars, which takes them up to the group order. */
static void secret(test_tally *t, const sgm_backend *be, const sgm_affine *point, const sgm_sc *scalar, size_t n,
                   const sgm_point *want, const char *what)
{
    uint8_t got_bytes[32], want_bytes[32];
    unsigned char *scratch = need(1, be->var_sum_bytes);
    sgm_point got;
    size_t left = 0;
    memset(scratch, 0xa5, be->var_sum_bytes);
    be->var_sum(&got, point, scalar, n, scratch);
    encoding(got_bytes, &got);
    encoding(want_bytes, want);
    test_check(t, memcmp(got_bytes, want_bytes, 32) == 0, "%s: secret scalars, %s, %zu terms", be->name, what, n);
    for (size_t i = 0; i < be->var_sum_bytes; i++)
        left |= scratch[i];
    test_check(t, left == 0, "%s: secret scalars: the scratch is not wiped", be->name);
    free(scratch);
}

/* The first n terms in one part. */
static void one_part(test_tally *t, const sgm_backend *be, const terms *x, size_t n)
{
    const sgm_msm_part part = part_of(x, 0, n);
    expect(t, be, &part, 1, &x->prefix[n], "first terms");
    if (n < SMALL)
        secret(t, be, x->point, x->scalar, n, &x->prefix[n], "first terms");
}

/* Terms of several widths, with an empty part between them. */
static void several_parts(test_tally *t, const sgm_backend *be, const terms *long_ones, const terms *short_ones,
                          size_t n)
{
    const size_t half = n / 2, third = n / 3;
    const sgm_msm_part parts[4] = {part_of(short_ones, 0, third),
                                   {NULL, NULL, 0, 253},
                                   part_of(long_ones, 0, half),
                                   part_of(short_ones, third, n - half)};
    sgm_point want;
    sum(&want, &short_ones->prefix[n - half], &long_ones->prefix[half]);
    expect(t, be, parts, 4, &want, "parts of different widths");
}

/* All scalars the same, each digit of that window at a limit: all terms fall into one bucket. */
static void one_bucket(test_tally *t, const sgm_backend *be, const terms *plain, size_t n, unsigned window)
{
    sgm_sc *scalar = need(n, sizeof *scalar);
    sgm_affine total;
    sgm_backend_scalar51.to_affine(&total, &plain->prefix[n], 1);
    for (size_t which = 0; which < LIMITS; which++) {
        const sgm_sc s = digit_limits(window, which, 253);
        const sgm_msm_part part = {plain->point, scalar, n, 253};
        sgm_point want;
        for (size_t i = 0; i < n; i++)
            scalar[i] = s;
        sgm_backend_scalar51.var_mul(&want, &total, &s, 1);
        expect(t, be, &part, 1, &want, "digits at their limit");
    }
    free(scalar);
}

/* n times the same point; P and -P by turns with the same scalar; nothing but identities. */
static void alike(test_tally *t, const sgm_backend *be, const terms *x, size_t n)
{
    sgm_affine *point = need(n, sizeof *point), negative;
    sgm_sc *scalar = need(n, sizeof *scalar), total = sgm_sc_zero;
    const sgm_msm_part same = {point, x->scalar, n, x->bits}, turns = {point, scalar, n, x->bits};
    sgm_point p, want;
    for (size_t i = 0; i < n; i++) {
        point[i] = x->point[0];
        sgm_sc_add(&total, &total, &x->scalar[i]);
    }
    sgm_backend_scalar51.var_mul(&want, &x->point[0], &total, 1);
    expect(t, be, &same, 1, &want, "equal points");
    secret(t, be, point, x->scalar, n, &want, "equal points");

    sgm_backend_scalar51.from_affine(&p, &x->point[0], 1);
    sgm_backend_scalar51.neg(&p, &p, 1);
    sgm_backend_scalar51.to_affine(&negative, &p, 1);
    for (size_t i = 0; i < n; i++) {
        point[i] = i % 2 ? negative : x->point[0];
        scalar[i] = i + 1 == n && n % 2 ? sgm_sc_zero : x->scalar[i / 2];
    }
    expect(t, be, &turns, 1, &identity, "P and -P by turns");
    secret(t, be, point, scalar, n, &identity, "P and -P by turns");

    for (size_t i = 0; i < n; i++)
        sgm_backend_scalar51.to_affine(&point[i], &identity, 1);
    expect(t, be, &same, 1, &identity, "identities");
    secret(t, be, point, x->scalar, n, &identity, "identities");
    free(point);
    free(scalar);
}

/* The plan for n terms of that width. */
static msm_plan plan_of(const struct plan_table *table, size_t n, unsigned bits)
{
    const sgm_msm_part part = {NULL, NULL, n, bits};
    return msm_make_plan(&part, 1, SGM_WHOLE, table->step, table->n);
}

/* Shares whose runs of terms lie on both sides of a crossover at n: all of them cut the sum in the same way. */
static void runs_around(test_tally *t, const sgm_backend *be, const struct plan_table *table, const terms *x, size_t n,
                        size_t limit)
{
    const size_t count = 3 * n - 1;
    const sgm_msm_part all = {NULL, NULL, count, x->bits};
    for (size_t of = 2; of <= 64; of++) {
        const msm_plan first = msm_make_plan(&all, 1, (sgm_share){0, of}, table->step, table->n);
        size_t others = 0;
        for (size_t i = 0; i < of; i++) {
            const msm_plan plan = msm_make_plan(&all, 1, (sgm_share){i, of}, table->step, table->n);
            others += plan.span.of != first.span.of || plan.run.of != first.run.of ||
                      plan.span.number != i % first.span.of || plan.run.number != i / first.span.of ||
                      (plan.window == 0 && plan.span.of > 1);
        }
        test_check(t, others == 0, "%s: %zu of %zu shares of %zu terms cut the sum differently", be->name, others, of,
                   count);
    }
    if (count > limit)
        return;
    const sgm_msm_part part = part_of(x, 0, count);
    expect_shares(t, be, &part, 1, 12, &x->prefix[count], "runs around a crossover");
    expect_shares(t, be, &part, 1, 45, &x->prefix[count], "runs around a crossover");
}

/* Around each number of terms from which on the plan takes another window: all that changes there. Returns how many
 * such numbers there are. */
static size_t at_crossovers(test_tally *t, const sgm_backend *be, const struct plan_table *table, const terms *x,
                            const terms *plain, size_t limit)
{
    size_t found = 0;
    for (size_t n = 1; n + 1 <= limit; n++) {
        const msm_plan plan = plan_of(table, n, x->bits);
        if (plan.window == plan_of(table, n - 1, x->bits).window)
            continue;
        found++;
        for (size_t k = n - 1; k <= n + 1; k++)
            one_part(t, be, x, k);
        runs_around(t, be, table, x, n, limit);
        if (x->bits == 253 && n <= plain->n)
            one_bucket(t, be, plain, n, plan.window);
    }
    return found;
}

enum { WIDTHS = 7 };
static const unsigned widths[WIDTHS] = {253, 128, 252, 127, 64, 7, 1};

static void one_backend(test_tally *t, const sgm_backend *be, const terms x[WIDTHS], const terms *plain, size_t limit)
{
    size_t k = 0;
    while (k < sizeof tables / sizeof *tables && strcmp(tables[k].name, be->name) != 0)
        k++;
    if (!test_check(t, k < sizeof tables / sizeof *tables, "%s: its crossovers are not known here", be->name))
        return;
    expect(t, be, NULL, 0, &identity, "no part");
    for (size_t n = 0; n <= 40; n++) {
        for (size_t w = 0; w < WIDTHS; w++)
            one_part(t, be, &x[w], n);
        several_parts(t, be, &x[0], &x[1 + n % (WIDTHS - 1)], n);
        alike(t, be, &x[n % WIDTHS], n);
    }
    for (unsigned window = 2; window <= 6; window++)
        one_bucket(t, be, plain, 2 * be->lanes + 1, window);
    size_t found =
        at_crossovers(t, be, &tables[k], &x[0], plain, limit) + at_crossovers(t, be, &tables[k], &x[1], plain, limit);
    test_check(t, found > 0, "%s: the plan never changes below %zu terms", be->name, limit);
    for (size_t n = 100; n < SMALL; n += 197) {
        for (size_t w = 0; w < WIDTHS; w++)
            one_part(t, be, &x[w], n);
        several_parts(t, be, &x[0], &x[1], n);
        alike(t, be, &x[0], n);
    }
}

int main(int argc, char **argv)
{
    const sgm_backend *backends[16];
    test_tally t = {0, 0};
    if (sodium_init() < 0)
        return 2;
    test_rng g = test_rng_new(argc, argv);
    size_t n = test_backends(argc, argv, backends),
           limit = strtoul(test_option(argc, argv, "--limit", "25000"), NULL, 10);
    if (limit < SMALL || limit > MOST) {
        fprintf(stderr, "--limit is %d to %d\n", SMALL, MOST);
        return 2;
    }
    sgm_affine *point = need(limit, sizeof *point);
    terms x[WIDTHS];
    make_points(&g, point, limit);
    for (size_t w = 0; w < WIDTHS; w++) {
        x[w] = terms_new(&g, point, w < 2 ? limit : SMALL, widths[w]);
        check_reference(&t, &x[w]);
    }
    const terms plain = terms_plain(point, limit < PLAIN ? limit : PLAIN);
    for (size_t i = 0; i < n; i++)
        one_backend(&t, backends[i], x, &plain, limit);
    for (size_t w = 0; w < WIDTHS; w++)
        terms_free(&x[w]);
    terms_free(&plain);
    free(point);
    return test_report(&t);
}
