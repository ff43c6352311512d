/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The classes of forgeries, and how an instance of each is made with the library that lacks its check. */
#ifndef SGM_TESTS_FORGED_ATTACKS_H
#define SGM_TESTS_FORGED_ATTACKS_H

#include "tests/forged/forgery.h"
#include "tests/support/test.h"

typedef struct forger {
    const sgm_ctx *ctx;
    test_rng *g;
} forger;

typedef struct attack {
    forgery_class class; /* stopped_by NULL: an honest proof, the baseline of others */
    void (*forge)(const forger *f, forgery *out, int variant);
    int variant;
} attack;

extern const attack attacks[];
extern const size_t n_attacks;

#endif
