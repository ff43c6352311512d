/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F0S-LOG: F0S in logarithmic size, the responses folded instead of sent. */
#ifndef SGM_PROTOCOLS_FORMULATION_F0S_LOG_H
#define SGM_PROTOCOLS_FORMULATION_F0S_LOG_H

#include "protocols/formulation/formulation.h"
#include "protocols/formulation/set.h"

extern const sgm_words sgm_f0s_log;

/* Bytes of a proof: 32(2 lg T + 4), hinted 32(4 lg T + 5). One equation. In: T a power of two; not compact. */
size_t sgm_f0s_log_proof_size(uint32_t T, sgm_flavor flavor);

/* The instance C_S || dm || LE(T,4) || d. SGM_USAGE: the compact flavor, which does not exist. SGM_MALFORMED: as
 * sgm_f0s_instance. Takes V_0 .. V_T from ctx, which outlives it; everything else is copied. */
SGM_MUST_CHECK sgm_status sgm_f0s_log_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_set_statement *s,
                                               sgm_flavor flavor);

/* Honest prover. SGM_REJECTED: the witness does not open C_S, or d is no root of its polynomial. proof:
 * sgm_f0s_log_proof_size bytes, zeroed on failure (unless there is no such statement). Time: constant in the witness
 * but for that refusal. Evidence: sgm_f0s_acceptance. */
SGM_MUST_CHECK sgm_status sgm_f0s_log_prove(const sgm_ctx *ctx, const sgm_set_statement *s, const sgm_set_witness *w,
                                            sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof);

#endif
