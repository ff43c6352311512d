/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F4-ENTRIES: the entries of registered columns are small, proved once for each dataset, so that F4's equations about
 * the same columns hold over the integers. */
#ifndef SGM_PROTOCOLS_FORMULATION_F4_ENTRIES_H
#define SGM_PROTOCOLS_FORMULATION_F4_ENTRIES_H

#include "protocols/formulation/f4.h"

extern const sgm_words sgm_f4_entries;

/* Random sums of entries that are shown to be small; rows times columns, with the labels and rounded up to a power of
 * two. */
enum { SGM_F4_PROJECTIONS = 128, SGM_F4_ENTRIES_MAX = 1 << 20 };

/* Public values: the columns of F4 over n rows, and E. Whoever has no entry above E can make the proof; it shows that
 * there is none above the bound B = 2 n (p + 1) E. */
typedef struct sgm_f4_entries_statement {
    uint32_t n, p;
    const uint8_t (*CX)[32]; /* p */
    uint8_t CY[32];
    uint64_t E;
} sgm_f4_entries_statement;

/* B, below 2^63; 0 where there is no such statement: n no power of two, n or p above F4's bounds, p or E 0, too many
 * entries, n (p + 1) E >= 2^62. */
uint64_t sgm_f4_entries_bound(uint32_t n, uint32_t p, uint64_t E);

/* Bytes of a proof: 32(2 lg N + 2 lg m + 2 lg n + 13), where N holds 128 times the bit length of B and m is the power
 * of two that holds p + 1; hinted 32 more per point. 0 where there is no such statement. In: not compact. */
size_t sgm_f4_entries_proof_size(const sgm_f4_entries_statement *s, sgm_flavor flavor);
/* Points that belong to one proof, the columns included. In: a statement. */
uint32_t sgm_f4_entries_points(const sgm_f4_entries_statement *s);

/* The instance LE(n,4) LE(p,4) LE(E,8) || CX || CY; everything is copied. SGM_USAGE: the compact flavor. SGM_MALFORMED:
 * no such statement, or a column that is the identity. */
SGM_MUST_CHECK sgm_status sgm_f4_entries_instance(sgm_instance **out, const sgm_ctx *ctx,
                                                  const sgm_f4_entries_statement *s, sgm_flavor flavor);

/* Honest prover. SGM_REJECTED: the data do not open the columns, or an entry is above E in absolute value. proof:
 * sgm_f4_entries_proof_size bytes, zeroed on failure. Time: constant in data and blindings but for that refusal.
 * Proves: knowledge of data in these columns whose entries are integers of absolute value at most B; the error is
 * 2^-128 for each call of the random oracle. Does not prove: that none is above E; anything about where they come
 * from. */
SGM_MUST_CHECK sgm_status sgm_f4_entries_prove(const sgm_ctx *ctx, const sgm_f4_entries_statement *s,
                                               const sgm_f4_data *data, sgm_flavor flavor, const sgm_rng *rng,
                                               uint8_t *proof);

#endif
