/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F4: the process was followed. Gradient descent over hidden, committed data, every step folded into one norm argument.
 */
#ifndef SGM_PROTOCOLS_FORMULATION_F4_H
#define SGM_PROTOCOLS_FORMULATION_F4_H

#include "protocols/formulation/formulation.h"

/* F4-RIDGE: w_{t+1} = w_t - (g_t >> sh) for all steps. F4-VICINITY: one gradient at any weights w_0, which bounds their
 * distance to the optimum, |w_0 - w*| <= |g_0| / lambda [OV25]; T = 1, sh = 0, no update. F4-MINIBATCH: as F4-RIDGE,
 * but each step takes the rows of one block. F4-PLACED: as F4-VICINITY, of rows that do not begin at V_0; a part of
 * other statements (trained.h), since it shows that the columns have no rows elsewhere. */
typedef enum sgm_f4_form { SGM_F4_RIDGE, SGM_F4_VICINITY, SGM_F4_MINIBATCH, SGM_F4_PLACED, SGM_F4_FORMS } sgm_f4_form;

extern const sgm_words sgm_f4[SGM_F4_FORMS];

/* Bounds on what a statement may say. */
enum { SGM_F4_ROWS_MAX = 1 << 16, SGM_F4_COLUMNS_MAX = 1 << 12, SGM_F4_STEPS_MAX = 1 << 20, SGM_F4_SHIFT_MAX = 62 };

/* Integer gradient descent, in the open: g_t = X'(X w_t - 2^fx y) + lambda w_t, the shift rounding down. */
typedef struct sgm_f4_run {
    uint32_t p, T, lambda, fx, sh;
    const int64_t *w;      /* (T + 1) x p, for F4-VICINITY p */
    const int64_t *g;      /* T x p */
    uint32_t B;            /* blocks; F4-MINIBATCH only, for the others there is one */
    const uint32_t *block; /* T: that X and y of step t are of; F4-MINIBATCH only */
} sgm_f4_run;

/* Public values: n rows in a block, a power of two (zero rows pad), the registered columns, and the run. Columns of
 * block beta: CX_j = sum of x_ij V_(beta n + i) + rho_j H, and CY. */
typedef struct sgm_f4_statement {
    uint32_t n;
    const uint8_t (*CX)[32]; /* B x p */
    const uint8_t (*CY)[32]; /* B */
    sgm_f4_run run;
    uint32_t first; /* F4-PLACED only: the columns are on V_first .. V_(first + n - 1) */
} sgm_f4_statement;

/* What the prover knows: the rows of all blocks, and the blindings of the columns. Secret. */
typedef struct sgm_f4_data {
    const int64_t *X;    /* B n x p, row-major */
    const int64_t *y;    /* B n */
    const sgm_sc *rho;   /* B x p */
    const sgm_sc *rho_y; /* B */
} sgm_f4_data;

/* The power of two that holds B blocks of n rows, which is the length of the vectors that a proof is about; 0: B or n
 * is 0, or more than SGM_F4_ROWS_MAX rows. */
uint32_t sgm_f4_length(uint32_t B, uint32_t n);
/* Bytes of a proof about vectors of n entries: 32(9 + 2 lg n), hinted 32(5 + 2 lg n) more. In: a power of two. */
size_t sgm_f4_proof_size(uint32_t n, sgm_flavor flavor);

/* Commits to the columns of one block, `data` being its rows alone, on V_first .. V_(first + n - 1): CX (p encodings)
 * and CY. SGM_USAGE: first + n > SGM_F4_ROWS_MAX. Time: constant in data and blindings. */
SGM_MUST_CHECK sgm_status sgm_f4_commit(const sgm_ctx *ctx, uint8_t (*CX)[32], uint8_t CY[32], const sgm_f4_data *data,
                                        uint32_t first, uint32_t n, uint32_t p);
/* Fills w_1 .. w_T and g_0 .. g_{T-1} from w_0 (F4-VICINITY: g_0 alone). n: rows of a block. SGM_MALFORMED: a value
 * leaves 62 bits, or parameters out of their bounds. Time: variable. */
SGM_MUST_CHECK sgm_status sgm_f4_descend(sgm_f4_form form, const sgm_f4_run *run, int64_t *w, int64_t *g,
                                         const int64_t *X, const int64_t *y, uint32_t n);

/* The instance, for sgm_verify and batches; everything is copied. SGM_USAGE: the compact flavor. SGM_MALFORMED: n no
 * power of two, too many rows, p, T, B, fx or sh out of bounds (T = 0, p = 0, B = 0), a step of no block or a block of
 * no step, a column that is the identity, or weights that are not exactly the stated steps from the stated gradients.
 */
SGM_MUST_CHECK sgm_status sgm_f4_instance(sgm_instance **out, const sgm_ctx *ctx, sgm_f4_form form,
                                          const sgm_f4_statement *s, sgm_flavor flavor);

/* Honest prover. SGM_REJECTED: the data do not open the columns, or the gradients are not theirs. proof:
 * sgm_f4_proof_size bytes, zeroed on failure. Time: constant in data and blindings but for that refusal. Proves:
 * knowledge of data in these columns for which the run's gradients hold mod l. Does not prove: that entries are small;
 * that the rows of a block are those of its place and no more (the gradients hold wherever they are); anything about
 * where the data come from. */
SGM_MUST_CHECK sgm_status sgm_f4_prove(const sgm_ctx *ctx, sgm_f4_form form, const sgm_f4_statement *s,
                                       const sgm_f4_data *data, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof);

#endif
