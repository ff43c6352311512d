/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What a proof of other people claims: their equations as relations of ours, whose simulator gives back the commitments
 * that belong to a challenge and its responses. */
#ifndef SGM_TESTS_CONFORMANCE_CLAIM_H
#define SGM_TESTS_CONFORMANCE_CLAIM_H

#include "protocols/relation_builder.h"
#include "protocols/simulate.h"
#include "tests/conformance/record.h"

enum { CLAIM_COMMITMENTS = 3 };

/* Equations under construction, and the relations they became. Starts as {.r = r}; after a problem with the record
 * nothing is added to it any more. */
typedef struct claim {
    record *r;
    sgm_builder *b;
    sgm_relation *clauses[2];
    uint32_t n_clauses;
} claim;

/* A clause: its elements, by encoding or by the member that holds it, its scalars, its equations. */
void claim_begin(claim *s);
sgm_element_var claim_element(claim *s, octets encoding);
sgm_element_var claim_member(claim *s, const char *key);
sgm_scalar_var claim_scalar(claim *s);
/* image = x base */
void claim_equation(claim *s, sgm_element_var image, sgm_scalar_var x, sgm_element_var base);
/* ... + y base in the same equation */
void claim_plus(claim *s, sgm_scalar_var y, sgm_element_var base);
/* Compiles the clause. */
void claim_end(claim *s);
/* The clauses, or their OR, as an instance; there is no session and no proof string. NULL after a problem. */
sgm_instance *claim_finish(claim *s);

/* All of the claim B = k G, image = k base, where B is a member of the record. */
sgm_instance *claim_dleq(record *r, const char *B, octets base, octets image);

/* The commitments for challenge c and this reply; s = r - c k is the same with -c. */
void claim_commitments(record *r, const sgm_instance *inst, const sgm_sc *c, int minus, const sgm_sc *reply,
                       uint8_t T[CLAIM_COMMITMENTS][SGM_ELEMENT_BYTES]);
/* n canonical scalars from bytes; 0 if there are others. */
int claim_scalars(octets bytes, size_t at, sgm_sc *out, size_t n);

/* 1 if the record's `expected` is accept. */
int claim_accepts(record *r);
/* The proof is good iff `good`; the record says whether it should be. */
void claim_verdict(record *r, int good);

#endif
