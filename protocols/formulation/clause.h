/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Statements about a record, clause by clause: what is hashed, and what is computed with; for protocols/ only. */
#ifndef SGM_PROTOCOLS_FORMULATION_CLAUSE_H
#define SGM_PROTOCOLS_FORMULATION_CLAUSE_H

#include "protocols/formulation/formulation.h"
#include "protocols/instance.h"

/* Elements of every record relation, in serialisation order. */
enum { RECORD_G, RECORD_H, RECORD_GM, RECORD_C, RECORD_ELEMENTS };

/* The one element of a record instance: P = C - d G - dm G_M. */
enum { RECORD_P = SGM_FIRST_ELEMENT };

/* One equation as the draft declares it, over RECORD_... elements, with room for the terms of any clause. */
typedef struct sgm_declaration {
    sgm_image_term image[3];
    sgm_linear_term terms[4];
    sgm_equation equation;
} sgm_declaration;

/* A clause of one equation: `declare` writes the form that is serialised, `clause` is the same equation over P. */
typedef struct sgm_record_clause {
    void (*declare)(sgm_declaration *d, const sgm_statement *s);
    size_t bytes; /* of the serialised relation */
    sgm_clause clause;
} sgm_record_clause;

extern const sgm_record_clause sgm_clause_f0a, sgm_clause_f0not;

/* coeff = 1. */
#define SGM_SC_ONE                                                                                                     \
    {                                                                                                                  \
        {                                                                                                              \
            1, 0, 0, 0                                                                                                 \
        }                                                                                                              \
    }

/* The instance of one clause, or the OR of two, under the session of f. */
SGM_MUST_CHECK sgm_status sgm_record_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_formulation *f,
                                              const sgm_record_clause *const *clauses, uint32_t n_clauses,
                                              const sgm_statement *s, sgm_flavor flavor);

/* Serialize of one clause about s. Returns the end. */
uint8_t *sgm_record_write(uint8_t *out, const sgm_ctx *ctx, const sgm_record_clause *clause, const sgm_statement *s);
/* 1 if a statement may not hold this: C the identity, d or dm 0. */
int sgm_record_refused(const uint8_t C[32]);
int sgm_digest_refused(const sgm_sc *d);
/* 1 if the 32 bytes are equal; if C is the record of d, dm and r. Time: constant. */
uint64_t sgm_same_encoding(const uint8_t a[32], const uint8_t b[32]);
uint64_t sgm_record_opens(const sgm_ctx *ctx, const uint8_t C[32], const sgm_sc *d, const sgm_sc *dm, const sgm_sc *r);

/* (u, v) with u = 1/(d' - d), v = -u r: the witness of F0NOT; (0, 0) if d' = d. Time: constant. */
void sgm_f0not_witness(const sgm_statement *s, const sgm_opening *o, sgm_sc w[2]);

extern const sgm_formulation sgm_formulation_f0a, sgm_formulation_f0not, sgm_formulation_f1, sgm_formulation_f1_s128;

#endif
