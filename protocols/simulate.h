/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The simulator of the Sigma draft, for relations and their compositions: transcripts without a witness. */
#ifndef SGM_PROTOCOLS_SIMULATE_H
#define SGM_PROTOCOLS_SIMULATE_H

#include "protocols/proof.h"

/* Scalars of a reply: what a proof string holds after its commitments or challenge, shares and coefficients first, then
 * the responses of every clause. */
size_t sgm_reply_scalars(const sgm_instance *inst);

/* The draft's SimulateResponse: a reply as an honest prover's would be distributed, given the challenge. reply:
 * sgm_reply_scalars. Of a short share only the low 128 bits are drawn. Zeroed on failure. */
SGM_MUST_CHECK sgm_status sgm_simulate_response(const sgm_instance *inst, const sgm_rng *rng, sgm_sc *reply);

/* The draft's SimulateCommitment: the commitments, map(responses) - share * image in every equation, that make
 * (commitments, c, reply) an accepting transcript. With it anybody makes transcripts for a challenge chosen before:
 * they convince nobody, which is why a verifier must see c made from the commitments. commitments:
 * sgm_instance_equations encodings, zeroed on failure. In: with short challenges c and shares below 2^128.
 * SGM_MALFORMED: a statement point is refused, see sgm_verify. Time: variable (public data). */
SGM_MUST_CHECK sgm_status sgm_simulate_commitment(const sgm_ctx *ctx, const sgm_instance *inst, const sgm_sc *c,
                                                  const sgm_sc *reply, uint8_t (*commitments)[SGM_ELEMENT_BYTES]);

#endif
