/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F5-ACC: a committed linear model classifies at least t of T public items as they are labelled. */
#ifndef SGM_PROTOCOLS_FORMULATION_F5_H
#define SGM_PROTOCOLS_FORMULATION_F5_H

#include "protocols/formulation/formulation.h"
#include "protocols/formulation/weights.h"

/* Public values: commitments W_j to the weights, items with labels, and how many at least are right: those with (2 y_i
 * - 1) <w, x_i> >= 1. Every |<w, x_i>| is below 2^digits. The items are borrowed by instances: they outlive them. */
typedef struct sgm_f5_statement {
    const sgm_probes *items;
    const uint8_t (*W)[32];
    uint32_t digits, at_least;
} sgm_f5_statement;

extern const sgm_words sgm_f5_acc;

/* Bytes of a proof: 32(2 lg N + 6) with N the power of two that holds T (digits + 1) bits and max(1, bit length of T -
 * at_least); hinted 32 more per point. 0 where there is no such statement. In: not compact. */
size_t sgm_f5_proof_size(const sgm_f5_statement *s, sgm_flavor flavor);
/* Points that belong to one proof, the p of the statement included. In: a statement. */
uint32_t sgm_f5_points(const sgm_f5_statement *s);

/* The instance LE(p,4) || LE(T,4) || LE(digits,4) || LE(at_least,4) || root || W. SGM_USAGE: the compact flavor.
 * SGM_MALFORMED: digits is 0 or more than 249, at_least > T, more than 2^20 bits, items without labels, a commitment
 * that is the identity. All but the items is copied; it takes points of families from ctx, which outlives it. */
SGM_MUST_CHECK sgm_status sgm_f5_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_f5_statement *s,
                                          sgm_flavor flavor);

/* Honest prover. SGM_REJECTED: a commitment does not open so, less than at_least items are right, or a product does not
 * fit into the digits. proof: sgm_f5_proof_size bytes, zeroed on failure. Time: constant in the opening but for that
 * refusal. */
SGM_MUST_CHECK sgm_status sgm_f5_prove(const sgm_ctx *ctx, const sgm_f5_statement *s, const sgm_weights_opening *model,
                                       sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof);

/* Evidence as counted in a universe of models: of `with` models trained with D, good_with reach the accuracy, and of
 * those without D good_without. In: with, without > 0. */
sgm_acceptance sgm_f5_acceptance(uint64_t good_with, uint64_t with, uint64_t good_without, uint64_t without);

#endif
