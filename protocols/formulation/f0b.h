/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F0B: the trainer's record and an owner's commitment hold the same digest, which stays hidden. */
#ifndef SGM_PROTOCOLS_FORMULATION_F0B_H
#define SGM_PROTOCOLS_FORMULATION_F0B_H

#include "protocols/formulation/formulation.h"

/* Public values: C = d G + dm G_M + r H of the trainer, C_D = d G + r' H of the owner. */
typedef struct sgm_f0b_statement {
    uint8_t C[32], C_D[32];
    sgm_sc dm;
} sgm_f0b_statement;

/* What the prover knows: d, r and r'. */
typedef struct sgm_f0b_witness {
    sgm_sc d, r, r_owner;
} sgm_f0b_witness;

extern const sgm_words sgm_f0b;

/* C_D = d G + r' H: the owner's commitment. Time: constant. */
void sgm_owner_commit(const sgm_ctx *ctx, uint8_t C_D[32], const sgm_sc *d, const sgm_sc *r_owner);

/* Bytes of a proof: 160, compact 128, hinted 224. Two equations. */
size_t sgm_f0b_proof_size(sgm_flavor flavor);

/* C - dm G_M = d G + r H and C_D = d G + r' H. SGM_MALFORMED: C or C_D is the identity, dm = 0; found only when a proof
 * is made or verified: a point that does not decode, C = dm G_M. Everything is copied. */
SGM_MUST_CHECK sgm_status sgm_f0b_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_f0b_statement *s,
                                           sgm_flavor flavor);

/* Honest prover. SGM_REJECTED: C or C_D does not open so. SGM_MALFORMED: d = 0, or as above. proof:
 * sgm_f0b_proof_size bytes, zeroed on failure. Time: constant in the witness but for a refusal. */
SGM_MUST_CHECK sgm_status sgm_f0b_prove(const sgm_ctx *ctx, const sgm_f0b_statement *s, const sgm_f0b_witness *w,
                                        sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof);

/* Evidence: accepted if D was used, else only by the knowledge error. */
sgm_acceptance sgm_f0b_acceptance(void);

#endif
