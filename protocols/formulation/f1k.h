/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F1K: at least k of n public digests are held by the n records they stand beside, without saying which. */
#ifndef SGM_PROTOCOLS_FORMULATION_F1K_H
#define SGM_PROTOCOLS_FORMULATION_F1K_H

#include "protocols/formulation/formulation.h"

/* Most records of one statement. */
enum { SGM_F1K_MAX = 1 << 20 };

/* Public values: record C_i = d'_i G + dm G_M + r_i H stands beside digest d_i; at least k of the d'_i are d_i. */
typedef struct sgm_f1k_statement {
    const uint8_t (*C)[32];
    const sgm_sc *d;
    sgm_sc dm;
    uint32_t k, n;
} sgm_f1k_statement;

extern const sgm_words sgm_f1k;

/* Bytes of a proof: 32(3n - k), 32(2n - k + 1) compact, 32(4n - k) hinted. In: 2 <= k < n. */
size_t sgm_f1k_proof_size(uint32_t k, uint32_t n, sgm_flavor flavor);

/* The instance LE(k,4) || LE(n,4) || n times F0A, for sgm_verify and batches. SGM_MALFORMED: not 2 <= k < n (k = 1 is
 * an OR), n > SGM_F1K_MAX, a C_i that is the identity, a digest that is 0. Points are decoded as in
 * sgm_formulation_instance. Everything is copied. */
SGM_MUST_CHECK sgm_status sgm_f1k_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_f1k_statement *s,
                                           sgm_flavor flavor);

/* Honest prover. held[i] = 1 if C_i opens to d_i with blinding r[i], else 0 (then r[i] is anything, but initialised).
 * SGM_REJECTED: less than k are held, or a held record does not open so. proof: sgm_f1k_proof_size bytes, zeroed on
 * failure (unless k and n give none). Time: constant in held and r but for that refusal. */
SGM_MUST_CHECK sgm_status sgm_f1k_prove(const sgm_ctx *ctx, const sgm_f1k_statement *s, const uint8_t *held,
                                        const sgm_sc *r, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof);

/* Evidence. F1K weighs as much as an overlap by chance is unlikely, so a model of chance must be named. Here it is:
 * when the records are not the list's, each digest stands beside its own record with probability `chance`,
 * independently; Pr[accept | not used] is then that of k and more hits among n. In: 0 < chance < 1, 0 < k <= n. */
sgm_acceptance sgm_f1k_acceptance(uint32_t k, uint32_t n, double chance);

#endif
