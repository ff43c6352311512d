/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Honest proofs about random records, for tests that then damage them. */
#ifndef SGM_TESTS_SUPPORT_SUBJECT_H
#define SGM_TESTS_SUPPORT_SUBJECT_H

#include "protocols/formulation/formulation.h"
#include "tests/support/test.h"

enum { SUBJECT_MAX_PROOF = 256 };

/* One true statement with its proof. */
typedef struct subject {
    const sgm_formulation *f;
    sgm_flavor flavor;
    sgm_statement s;
    sgm_opening o;
    sgm_instance *inst;
    uint8_t proof[SUBJECT_MAX_PROOF];
    size_t len;
} subject;

/* Seeded bytes as a prover's random source. */
sgm_rng subject_rng(test_rng *g);
/* A random record that makes f's statement true, proved. Ends the program with status 2 if that is impossible. */
void subject_make(subject *s, const sgm_ctx *ctx, const sgm_formulation *f, sgm_flavor flavor, test_rng *g);
void subject_free(subject *s);

/* A random scalar that is not 0. */
void subject_scalar(test_rng *g, sgm_sc *r);
/* Adds k to the scalar in 32 bytes, mod the order. */
void subject_add(uint8_t scalar[32], const sgm_sc *k);

#endif
