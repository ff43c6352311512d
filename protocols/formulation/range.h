/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* RANGE: committed whole numbers lie between 0 and public bounds. */
#ifndef SGM_PROTOCOLS_FORMULATION_RANGE_H
#define SGM_PROTOCOLS_FORMULATION_RANGE_H

#include "protocols/formulation/formulation.h"
#include "protocols/formulation/weights.h"

/* Public values: V_j = v_j G + gamma_j H with 0 <= v_j <= R_j, for j < n; any bounds R_j >= 1. */
typedef struct sgm_range_statement {
    const uint8_t (*V)[32];
    const sgm_bound *R;
    uint32_t n;
} sgm_range_statement;

extern const sgm_words sgm_range;

/* Most values of one statement; together their bounds have at most 2^20 bits. */
enum { SGM_RANGE_MAX = 1 << 16 };

/* Bytes of a proof: 32(2 lg N + 6) with N the power of two that holds the bit lengths of all R_j; hinted 32 more per
 * point. 0 where there is no such statement. In: not compact. */
size_t sgm_range_proof_size(const sgm_range_statement *s, sgm_flavor flavor);
/* Points that belong to one proof, the n of the statement included. In: a statement. */
uint32_t sgm_range_points(const sgm_range_statement *s);

/* The instance LE(n,4) || per value LE(R_j,16) || V_j, for sgm_verify and batches. SGM_USAGE: the compact flavor.
 * SGM_MALFORMED: n is 0 or too large, a bound is 0, all bounds together too long, a V_j is the identity. Everything is
 * copied; it takes points of families from ctx, which outlives it. */
SGM_MUST_CHECK sgm_status sgm_range_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_range_statement *s,
                                             sgm_flavor flavor);

/* Honest prover. SGM_REJECTED: a V_j does not open to v_j and gamma_j, or v_j > R_j. proof: sgm_range_proof_size bytes,
 * zeroed on failure. Time: constant in v and gamma but for that refusal. */
SGM_MUST_CHECK sgm_status sgm_range_prove(const sgm_ctx *ctx, const sgm_range_statement *s, const sgm_bound *v,
                                          const sgm_sc *gamma, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof);

#endif
