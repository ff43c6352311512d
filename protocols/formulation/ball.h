/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F2-L2 and F5-NORM: committed weights, or the differences of two models' weights, lie in a ball and a box. */
#ifndef SGM_PROTOCOLS_FORMULATION_BALL_H
#define SGM_PROTOCOLS_FORMULATION_BALL_H

#include "protocols/formulation/formulation.h"
#include "protocols/formulation/weights.h"

/* F5-NORM: |w|^2 <= B and every |w_j| <= E. F2-L2: the same for w - w'. */
typedef enum sgm_ball_form { SGM_F2_L2, SGM_F5_NORM, SGM_BALL_FORMS } sgm_ball_form;

extern const sgm_words sgm_ball_words[SGM_BALL_FORMS];

/* Public values: commitments to p weights, and for F2-L2 to those of the other model. */
typedef struct sgm_ball_statement {
    const uint8_t (*W)[32], (*W0)[32]; /* W0: F2-L2 only */
    uint32_t p;
    sgm_bound square, each; /* B and E */
} sgm_ball_statement;

/* Bytes of a proof: 32(9 + 2 lg n) + 32(2 lg N + 6) with n the power of two that holds p and N the one that holds p
 * (bit length of 2E) + (bit length of B) bits; hinted 32 more per point. 0 where there is no such statement. In: not
 * compact.
 */
size_t sgm_ball_proof_size(const sgm_ball_statement *s, sgm_flavor flavor);
/* Points that belong to one proof, those of the statement included. In: a statement. */
uint32_t sgm_ball_points(sgm_ball_form form, const sgm_ball_statement *s);

/* The instance LE(p,4) || LE(B,16) || LE(E,16) || W, for F2-L2 also || W0. SGM_USAGE: the compact flavor.
 * SGM_MALFORMED: a bound or p is 0, p E^2 >= 2^250, B >= 2^120, more than SGM_WEIGHTS_MAX weights or 2^20 bits, a
 * commitment that is the identity. Everything is copied; it takes points of families from ctx, which outlives it. */
SGM_MUST_CHECK sgm_status sgm_ball_instance(sgm_instance **out, const sgm_ctx *ctx, sgm_ball_form form,
                                            const sgm_ball_statement *s, sgm_flavor flavor);

/* Honest prover; `without` for F2-L2 only. SGM_REJECTED: a commitment does not open so, or the statement is false.
 * proof: sgm_ball_proof_size bytes, zeroed on failure. Time: constant in the openings but for that refusal. */
SGM_MUST_CHECK sgm_status sgm_ball_prove(const sgm_ctx *ctx, sgm_ball_form form, const sgm_ball_statement *s,
                                         const sgm_weights_opening *model, const sgm_weights_opening *without,
                                         sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof);

#endif
