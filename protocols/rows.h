/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Bulletproofs+ with rows: the prover knows bits whose sums with public integer weights are committed or public
 * values. One equation, one piece of a script: it may follow other pieces on the same tape. For protocols/ only. */
#ifndef SGM_PROTOCOLS_ROWS_H
#define SGM_PROTOCOLS_ROWS_H

#include "protocols/argument.h"

/* Weights of `items` runs of `columns` bits each, side by side from `first_bit` on: bit first_bit + t columns + c has
 * weight[c] in row first_row + t step. step = 1: each run has a row of its own; step = 0: all are in the same one.
 * Blocks may be over the same bits. */
typedef struct sgm_rows_block {
    uint32_t first_bit, items, columns, first_row, step;
    const sgm_sc *weight; /* integers mod l, that of a row adding up to less than l/4 in absolute value; borrowed */
} sgm_rows_block;

enum { SGM_ROWS_BLOCKS_MAX = 8, SGM_ROWS_ROUNDS_MAX = 20, SGM_ROWS_OUTERS = 4 };

/* Bits 0 .. n_bits - 1, padded with zeros to 2^rounds, and what rows they are in. A block is a product of matrices of
 * its own in a batch, so that it costs a verifier items + columns products for each proof; with `apart` all blocks
 * together cost n_bits, and there may be any number of them.
 * With `late` no row has a value of its own: after z the prover sends T, which holds the sum of z^(2r) v_r over all
 * rows. That shows nothing yet, for T comes when z is known; the caller must prove that T holds what numbers fixed
 * before the first challenge make of z. */
typedef struct sgm_rows {
    uint32_t n_bits, n_rows, rounds, n_blocks;
    const sgm_rows_block *blocks;
    int apart, late;
} sgm_rows;

/* The smallest rounds with 2^rounds >= n_bits. In: 1 <= n_bits <= 2^SGM_ROWS_ROUNDS_MAX. */
uint32_t sgm_rows_rounds(uint32_t n_bits);
/* Points of the piece, and bytes of it: 32(2 rounds + 6). T comes on top. */
static inline uint32_t sgm_rows_points(uint32_t rounds) { return 2 * rounds + 3; }
static inline size_t sgm_rows_bytes(uint32_t rounds) { return 32 * ((size_t)sgm_rows_points(rounds) + 3); }

/* The piece of the script: [A] -> y z, with `late` [T], ([L, R] -> e) rounds times, [A1, B] -> e, [r', s', delta']. */
void sgm_rows_script(const sgm_rows *rows, sgm_script *script);
/* Its outer products, over the families BG and BH of ctx, and how many there are. */
uint32_t sgm_rows_n_outers(const sgm_rows *rows);
SGM_MUST_CHECK sgm_status sgm_rows_outers(const sgm_rows *rows, const sgm_ctx *ctx, sgm_outer *outers);
/* Adds weight[0] times the equation but for its values: v[r], r < n_rows, is what the value of row r must still be
 * multiplied with and added (V_r as points, a public one as a multiple of G). With `late` v[0] is that of T, the second
 * point, which the caller adds. In: `in` and `out` begin at this piece; `element` is not looked at. Time: variable
 * (public data). */
void sgm_rows_sum(const sgm_rows *rows, const sgm_reading *in, const sgm_sums *out, sgm_sc *v);

/* Writes the piece. bits: n_bits values 0 or 1 that make the rows true, gamma: per row the blinding of its value, 0
 * where it is public; both secret. Draws alpha, d_L and d_R of every round, r, s, delta, eta. SGM_REJECTED: a challenge
 * is 0: begin the proof again. Time: constant in the secrets. */
SGM_MUST_CHECK sgm_status sgm_rows_prove(const sgm_rows *rows, sgm_tape *tape, const uint8_t *bits, const sgm_sc *gamma,
                                         const sgm_rng *rng);

/* The same for `late` rows, whose T has one blinding, gamma, drawn by the caller; *z as the transcript has it. */
SGM_MUST_CHECK sgm_status sgm_rows_prove_late(const sgm_rows *rows, sgm_tape *tape, const uint8_t *bits,
                                              const sgm_sc *gamma, const sgm_rng *rng, sgm_sc *z);

/* Whole numbers 0 .. R for any R >= 1 that is below 2^250, given as a scalar: k bits with weights 1, 2, .., 2^(k-2),
 * R - 2^(k-1) + 1 reach exactly these, k the bit length of R. */
uint32_t sgm_range_length(const sgm_sc *R);
/* 1 if v >= 2^k, taken as a number below l. Time: constant in v. */
uint64_t sgm_sc_reaches(const sgm_sc *v, uint32_t k);
/* 1 if v < l/4: then sums of so much mod l are sums of whole numbers. Time: variable. */
int sgm_sc_is_below_quarter(const sgm_sc *v);
/* 2^k. In: k < 252. */
sgm_sc sgm_sc_power_of_two(uint32_t k);
void sgm_range_weights(sgm_sc *weight, const sgm_sc *R);
/* The bits of v. Returns 1 if v <= R, taken as a number below l. Time: constant in v. */
uint64_t sgm_range_bits(uint8_t *bits, const sgm_sc *v, const sgm_sc *R);

#endif
