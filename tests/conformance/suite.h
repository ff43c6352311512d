/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The contexts of a suite: suite.c is compiled for ristretto255, and once more for P-256. */
#ifndef SGM_TESTS_CONFORMANCE_SUITE_H
#define SGM_TESTS_CONFORMANCE_SUITE_H

#include "protocols/context.h"

enum { SUITE_MAX_BACKENDS = 16 };

/* Backends of one suite that are wanted and run on this machine, each with a context. */
typedef struct suite {
    sgm_ctx *ctx[SUITE_MAX_BACKENDS];
    const char *name[SUITE_MAX_BACKENDS];
    size_t n;
} suite;

/* only, without: names, or NULL. */
void suite_open(suite *s, const char *only, const char *without);
void suite_close(suite *s);
/* 1 if the suite has a backend of that name, here or elsewhere. */
int suite_knows(const char *name);
/* The group order as records write it. */
extern const char suite_order[];

/* The same for P-256. */
void p256_suite_open(suite *s, const char *only, const char *without);
void p256_suite_close(suite *s);
int p256_suite_knows(const char *name);
extern const char p256_suite_order[];

#endif
