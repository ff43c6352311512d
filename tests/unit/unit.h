/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What the small unit tests share: checks that print one line per failure and count it, and the exit code. */
#ifndef SGM_TESTS_UNIT_UNIT_H
#define SGM_TESTS_UNIT_UNIT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned unit_checks, unit_failures;

static inline void unit_check(const char *file, int line, const char *what, int ok)
{
    unit_checks++;
    if (ok)
        return;
    unit_failures++;
    if (unit_failures <= 20)
        fprintf(stderr, "%s:%d: FAILED: %s\n", file, line, what);
}

#define CHECK(what, ok)                 unit_check(__FILE__, __LINE__, (what), (ok) ? 1 : 0)
#define CHECK_BYTES(what, got, want, n) CHECK((what), memcmp((got), (want), (n)) == 0)

/* out = the bytes of a string of hexadecimal digits. Returns their number, which is at most max. */
static inline size_t unit_hex(uint8_t *out, size_t max, const char *hex)
{
    size_t n = 0;
    unsigned byte;
    for (; n < max && sscanf(hex + 2 * n, "%2x", &byte) == 1; n++)
        out[n] = (uint8_t)byte;
    return n;
}

/* splitmix64: where inputs need no quality, only a fixed seed. */
static inline uint64_t unit_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* The program's argument N: builds in which everything takes long do one of N places and rounds. 1 without one. */
static inline size_t unit_share(int argc, char **argv) { return argc > 1 ? strtoul(argv[1], NULL, 10) : 1; }

/* Prints the verdict; 0 if every check held, else 1. A run without a check is a failure too. */
static inline int unit_result(const char *name)
{
    printf("%s: %u checks, %u failed\n", name, unit_checks, unit_failures);
    return unit_failures == 0 && unit_checks > 0 ? 0 : 1;
}

#endif
