/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F0S: d is one of the sources in a trainer's set record. */
#ifndef SGM_PROTOCOLS_FORMULATION_F0S_H
#define SGM_PROTOCOLS_FORMULATION_F0S_H

#include "protocols/formulation/formulation.h"
#include "protocols/formulation/set.h"

extern const sgm_words sgm_f0s;

/* Bytes of a proof: 32(T + 3), compact 32(T + 2), hinted 32(T + 5). Two equations. */
size_t sgm_f0s_proof_size(uint32_t T, sgm_flavor flavor);

/* C_S - dm G_M - V_T = sum of a_j V_j + r H and -d^T G = sum of a_j d^j G. SGM_MALFORMED: C_S is the identity, d or dm
 * is 0, T is no power of two up to SGM_SET_MAX; found only when a proof is made or verified: C_S does not decode. That
 * no image is the identity follows from d != 0, and for C_S = V_T + dm G_M there is no proof to be found: its only
 * opening is Z = X^T, with the one root 0. Everything is copied, V_0 .. V_T decoded and encoded (350 bytes each). */
SGM_MUST_CHECK sgm_status sgm_f0s_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_set_statement *s,
                                           sgm_flavor flavor);

/* Honest prover. SGM_REJECTED: the witness does not open C_S, or d is no root of its polynomial. proof:
 * sgm_f0s_proof_size bytes, zeroed on failure (unless T gives none). Time: constant in the witness but for a refusal.
 */
SGM_MUST_CHECK sgm_status sgm_f0s_prove(const sgm_ctx *ctx, const sgm_set_statement *s, const sgm_set_witness *w,
                                        sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof);

/* Evidence of F0S and F0S-LOG: accepted if D is among the sources, else only by the knowledge error. */
sgm_acceptance sgm_f0s_acceptance(void);

#endif
