/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F3-AOS: the record opens to one member of a class, as a ring of Schnorr proofs; the classical row that is short for
 * small classes. Each challenge is made from the member before, so that it is verified step by step and never in a
 * batch. */
#ifndef SGM_PROTOCOLS_FORMULATION_F3_AOS_H
#define SGM_PROTOCOLS_FORMULATION_F3_AOS_H

#include "protocols/formulation/f3.h"

extern const sgm_words sgm_f3_aos;

/* Most items of a class. */
enum { SGM_F3_AOS_MAX = 1 << 16 };

/* Bytes of a proof about N items, the only form there is: 32(N + 1). It adds no equations to a batch. */
size_t sgm_f3_aos_proof_size(size_t N);

/* The instance C || dm || root of K, for sgm_verify alone: sgm_batch_add of it is SGM_USAGE, as of a compact one. K is
 * borrowed and outlives it. SGM_USAGE: members are points, or another flavor than SGM_BATCHABLE, whose tag it has.
 * SGM_MALFORMED: as sgm_f3_cds_instance. */
SGM_MUST_CHECK sgm_status sgm_f3_aos_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_f3_statement *s,
                                              sgm_flavor flavor);

/* Honest prover, with the item l (secret) that sgm_class_find gives. SGM_REJECTED: C is not d_l G + dm G_M + r H.
 * proof: sgm_f3_aos_proof_size bytes, zeroed on failure. Time: constant in l and r but for that refusal. */
SGM_MUST_CHECK sgm_status sgm_f3_aos_prove(const sgm_ctx *ctx, const sgm_f3_statement *s, uint32_t l, const sgm_sc *r,
                                           const sgm_rng *rng, uint8_t *proof);

#endif
