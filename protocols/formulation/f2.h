/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F2: two committed models, one trained without D, give nearly the same outputs on public probes. */
#ifndef SGM_PROTOCOLS_FORMULATION_F2_H
#define SGM_PROTOCOLS_FORMULATION_F2_H

#include "protocols/formulation/formulation.h"
#include "protocols/formulation/weights.h"

/* With v_t = <w - w', x_t>: F2-MLR says that every |v_t| is at most the bound E, F2-L1 that they add up to at most the
 * bound B, each with at most `digits` bits. */
typedef enum sgm_f2_form { SGM_F2_MLR, SGM_F2_L1, SGM_F2_FORMS } sgm_f2_form;

extern const sgm_words sgm_f2[SGM_F2_FORMS];

/* Public values: commitments W_j and W0_j to the weights of the two models, as many as the probes have columns. The
 * probes are borrowed by instances: they outlive them. */
typedef struct sgm_f2_statement {
    const sgm_probes *probes;
    const uint8_t (*W)[32], (*W0)[32];
    sgm_bound bound;
    uint32_t digits; /* F2-L1 only */
} sgm_f2_statement;

/* Bytes of a proof: 32(2 lg N + 6) with N the power of two that holds the bits, T (bit length of 2E) for F2-MLR and
 * 2 T digits + (bit length of B) for F2-L1; hinted 32 more per point. 0 where there is no such statement. In: not
 * compact. */
size_t sgm_f2_proof_size(sgm_f2_form form, const sgm_f2_statement *s, sgm_flavor flavor);
/* Points that belong to one proof, the 2p of the statement included. In: a statement. */
uint32_t sgm_f2_points(sgm_f2_form form, const sgm_f2_statement *s);

/* The instance, F2-MLR: LE(p,4) || LE(T,4) || LE(E,16) || root || W || W0; F2-L1: LE(p,4) || LE(T,4) || LE(digits,4) ||
 * LE(B,16) || root || W || W0. SGM_USAGE: the compact flavor. SGM_MALFORMED: the bound or digits is 0, weights that do
 * not stay below l/4 together, more than 2^20 bits, probes with labels, a commitment that is the identity. All but the
 * probes is copied; it takes points of families from ctx, which outlives it. */
SGM_MUST_CHECK sgm_status sgm_f2_instance(sgm_instance **out, const sgm_ctx *ctx, sgm_f2_form form,
                                          const sgm_f2_statement *s, sgm_flavor flavor);

/* Honest prover. SGM_REJECTED: a commitment does not open so, or the statement is false. proof: sgm_f2_proof_size
 * bytes, zeroed on failure. Time: constant in the openings but for that refusal. */
SGM_MUST_CHECK sgm_status sgm_f2_prove(const sgm_ctx *ctx, sgm_f2_form form, const sgm_f2_statement *s,
                                       const sgm_weights_opening *model, const sgm_weights_opening *without,
                                       sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof);

/* Evidence against use: of `pairs` model pairs trained with and without D, `within` satisfy the bound. Without D the
 * distance is 0. In: within <= pairs, pairs > 0. */
sgm_acceptance sgm_f2_acceptance(uint64_t within, uint64_t pairs);

#endif
