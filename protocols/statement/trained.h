/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What statements about trained models have beside those of F2: registered columns, two runs, blindings of the weights;
 * for protocols/ only. */
#ifndef SGM_PROTOCOLS_STATEMENT_TRAINED_H
#define SGM_PROTOCOLS_STATEMENT_TRAINED_H

#include "protocols/formulation/trained.h"
#include "protocols/statement/kind.h"
#include "protocols/statement/parts.h"

/* Public. with, without: index 0 and 1. Owned. */
typedef struct sgm_trained_values {
    uint32_t p, n_rest, n_D, T, lambda, fx, sh;
    uint8_t (*rest)[32], (*D)[32]; /* p + 1: CX, CY */
    sgm_sc *rho[2];                /* p: of the weights */
    int64_t *w[2], *g[2];
    char *source; /* of the table, and which of its blocks is D: labels that bind nothing */
    uint32_t block;
} sgm_trained_values;

void sgm_trained_values_clear(sgm_trained_values *v);
/* The key "training". write returns 0, or -1 without memory. In: p columns. */
int sgm_trained_values_write(json_t *body, const sgm_trained_values *v);
SGM_MUST_CHECK sgm_status sgm_trained_values_read(sgm_trained_values *v, const json_t *body, uint32_t p,
                                                  sgm_error *err);
/* Its part of the statement; borrowed. */
void sgm_trained_values_fill(sgm_trained_statement *s, const sgm_trained_values *v);

/* The rows of the rest and of D and the seeds of blindings. Secret. */
typedef struct sgm_trained_witness sgm_trained_witness;
/* Takes table, block, steps and openings from the options, registers the columns, trains with and without D, and
 * chooses blindings of the weights. *witness: release it, also on failure. */
SGM_MUST_CHECK sgm_status sgm_trained_values_make(sgm_trained_values *v, sgm_trained_witness **witness,
                                                  const sgm_inputs *in, sgm_error *err);
void sgm_trained_witness_free(sgm_trained_witness *witness);
const sgm_f4_data *sgm_trained_witness_rest(const sgm_trained_witness *witness);
const sgm_f4_data *sgm_trained_witness_D(const sgm_trained_witness *witness);
/* Keeps the seed of the columns' blindings in out->secret. */
SGM_MUST_CHECK sgm_status sgm_trained_witness_keep(sgm_made *out, const sgm_trained_witness *witness, sgm_error *err);

#endif
