/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Counting, reporting and seeded randomness shared by the test programs. */
#include "tests/support/test.h"

#include "primitives/base/bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int test_check(test_tally *t, int ok, const char *format, ...)
{
    if (ok) {
        t->passed++;
        return 1;
    }
    t->failed++;
    va_list args;
    va_start(args, format);
    fputs("FAILED: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return 0;
}

int test_report(const test_tally *t)
{
    printf("%zu passed, %zu failed\n", t->passed, t->failed);
    return t->failed != 0 || t->passed == 0;
}

const char *test_option(int argc, char **argv, const char *name, const char *fallback)
{
    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], name) == 0)
            return argv[i + 1];
    }
    return fallback;
}

test_rng test_rng_new(int argc, char **argv)
{
    const char *given = test_option(argc, argv, "--seed", NULL);
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t clock_seed = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
    test_rng g = {given ? strtoull(given, NULL, 10) : clock_seed};
    printf("seed %llu\n", (unsigned long long)g.state);
    return g;
}

uint64_t test_u64(test_rng *g)
{
    uint64_t z = g->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

size_t test_below(test_rng *g, size_t n) { return (size_t)(test_u64(g) % n); }

void test_bytes(test_rng *g, uint8_t *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)test_u64(g);
}

/* Runs of equal bits, each 1 to 70 long: longer than a limb now and then. */
static void bit_runs(test_rng *g, uint8_t *out, size_t n)
{
    unsigned bit = (unsigned)test_below(g, 2);
    memset(out, 0, n);
    for (size_t i = 0; i < 8 * n; bit ^= 1) {
        for (size_t end = i + 1 + test_below(g, 70); i < end && i < 8 * n; i++)
            out[i / 8] = (uint8_t)(out[i / 8] | bit << (i % 8));
    }
}

void test_edgy_bytes(test_rng *g, uint8_t *out, size_t n)
{
    switch (test_below(g, 8)) {
    case 0:
        memset(out, 0, n);
        out[0] = (uint8_t)test_below(g, 20);
        break;
    case 1:
        memset(out, 0xff, n);
        out[0] = (uint8_t)(0xff - test_below(g, 40));
        out[n - 1] = (uint8_t)(test_below(g, 2) ? 0xff : 0x7f);
        break;
    case 2:
        memset(out, 0, n);
        out[test_below(g, n)] = (uint8_t)(1u << test_below(g, 8));
        break;
    case 3:
    case 4:
    case 5:
        bit_runs(g, out, n);
        break;
    default:
        test_bytes(g, out, n);
        break;
    }
}

void test_scalar(test_rng *g, sgm_sc *s)
{
    uint8_t wide[32];
    sgm_sc small;
    switch (test_below(g, 4)) {
    case 0: /* near 0 or the order */
        sgm_sc_from_u64(&small, test_u64(g) >> (40 + test_below(g, 24)));
        *s = small;
        if (test_below(g, 2))
            sgm_sc_neg(s, &small);
        break;
    default:
        test_edgy_bytes(g, wide, sizeof wide);
        sgm_sc_reduce(s, wide, sizeof wide);
        break;
    }
}

size_t test_backends(int argc, char **argv, const sgm_backend *out[16])
{
    const char *wanted = test_option(argc, argv, "--backend", NULL);
    const char *without = test_option(argc, argv, "--without", "");
    size_t all = 0, n = 0;
    const sgm_backend *const *list = sgm_backend_list(&all);
    for (size_t i = 0; i < all && n < 16; i++) {
        if (list[i]->supported() && (!wanted || strcmp(wanted, list[i]->name) == 0) &&
            strcmp(without, list[i]->name) != 0)
            out[n++] = list[i];
    }
    if (n == 0) {
        fprintf(stderr, "backend %s is unknown or does not run on this machine\n", wanted ? wanted : "");
        exit(2);
    }
    return n;
}
