/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Counting, reporting and seeded randomness shared by the test programs. */
#ifndef SGM_TESTS_SUPPORT_TEST_H
#define SGM_TESTS_SUPPORT_TEST_H

#include "primitives/backend/backend.h"

#include <stddef.h>
#include <stdint.h>

/* What a test program has seen so far. Start with all zero. */
typedef struct test_tally {
    size_t passed, failed;
} test_tally;

/* Counts one check; prints one line on stderr when it failed. Returns ok. */
__attribute__((format(printf, 3, 4))) int test_check(test_tally *t, int ok, const char *format, ...);
/* Prints the last line, `N passed, N failed`. Returns the exit status: 0 if some check passed and none failed, else 1.
 */
int test_report(const test_tally *t);

/* A small seeded generator (SplitMix64): test input, never a secret. */
typedef struct test_rng {
    uint64_t state;
} test_rng;

/* Seeds from `--seed N` among the arguments, else from the clock, and prints the seed. */
test_rng test_rng_new(int argc, char **argv);
uint64_t test_u64(test_rng *g);
/* Uniform below n. In: n > 0. */
size_t test_below(test_rng *g, size_t n);
void test_bytes(test_rng *g, uint8_t *out, size_t n);
/* n bytes biased to where carries live: runs of 0 and 1 bits, all ones, one bit, small and negated values, or uniform.
 */
void test_edgy_bytes(test_rng *g, uint8_t *out, size_t n);
/* A canonical scalar: edgy, near 0 or near the order. */
void test_scalar(test_rng *g, sgm_sc *s);

/* The backends of this library that run here; all of them, the one named by `--backend NAME`, or all but `--without
 * NAME`. An unknown or unsupported name ends the program with exit status 2. Returns how many were written (at most
 * 16). */
size_t test_backends(int argc, char **argv, const sgm_backend *out[16]);
/* The value of option `name` among the arguments, or fallback. */
const char *test_option(int argc, char **argv, const char *name, const char *fallback);

#endif
