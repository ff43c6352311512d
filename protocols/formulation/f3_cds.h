/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F3-CDS: the record opens to one member of a class, as an OR of one clause per member; the classical row. */
#ifndef SGM_PROTOCOLS_FORMULATION_F3_CDS_H
#define SGM_PROTOCOLS_FORMULATION_F3_CDS_H

#include "protocols/formulation/f3.h"

extern const sgm_words sgm_f3_cds;

/* Most items of a class: an instance has 256 hashed bytes and about as much memory again per item. */
enum { SGM_F3_CDS_MAX = 1 << 16 };

/* Bytes of a proof about N items: 32(3N - 1), compact 64 N, hinted 32(4N - 1). N equations. */
size_t sgm_f3_cds_proof_size(size_t N, sgm_flavor flavor);

/* LE(N,4) || F0A about C and item 0 || .. For sgm_verify and batches; everything is copied. SGM_USAGE: members are
 * points. SGM_MALFORMED: C is the identity, dm = 0, more than SGM_F3_CDS_MAX items, or C = d_i G + dm G_M for an item
 * (the draft wants no image to be the identity); found only when a proof is made or verified: C does not decode, or is
 * dm G_M. Time: variable, a multiplication by G per item. */
SGM_MUST_CHECK sgm_status sgm_f3_cds_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_f3_statement *s,
                                              sgm_flavor flavor);

/* Honest prover, with the item l (secret) that sgm_class_find gives. SGM_REJECTED: C is not d_l G + dm G_M + r H.
 * proof: sgm_f3_cds_proof_size bytes, zeroed on failure. Time: constant in l and r but for that refusal. */
SGM_MUST_CHECK sgm_status sgm_f3_cds_prove(const sgm_ctx *ctx, const sgm_f3_statement *s, uint32_t l, const sgm_sc *r,
                                           sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof);

#endif
