/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F4: the process was followed. Gradient descent over hidden, committed data, every step folded into one norm argument.
 */
#ifndef SGM_PROTOCOLS_FORMULATION_F4_H
#define SGM_PROTOCOLS_FORMULATION_F4_H

#include "protocols/formulation/formulation.h"

/* F4-RIDGE: w_{t+1} = w_t - (g_t >> sh) for all steps. F4-VICINITY: one gradient at any weights w_0, which bounds their
 * distance to the optimum, |w_0 - w*| <= |g_0| / lambda [OV25]; T = 1, sh = 0, no update. */
typedef enum sgm_f4_form { SGM_F4_RIDGE, SGM_F4_VICINITY, SGM_F4_FORMS } sgm_f4_form;

extern const sgm_words sgm_f4[SGM_F4_FORMS];

/* Bounds on what a statement may say. */
enum { SGM_F4_ROWS_MAX = 1 << 16, SGM_F4_COLUMNS_MAX = 1 << 12, SGM_F4_STEPS_MAX = 1 << 20, SGM_F4_SHIFT_MAX = 62 };

/* Integer gradient descent, in the open: g_t = X'(X w_t - 2^fx y) + lambda w_t, the shift rounding down. */
typedef struct sgm_f4_run {
    uint32_t p, T, lambda, fx, sh;
    const int64_t *w; /* (T + 1) x p, for F4-VICINITY p */
    const int64_t *g; /* T x p */
} sgm_f4_run;

/* Public values: n rows, a power of two (zero rows pad), the registered columns CX_j = sum of x_ij V_i + rho_j H and
 * CY, and the run. */
typedef struct sgm_f4_statement {
    uint32_t n;
    const uint8_t (*CX)[32]; /* p */
    uint8_t CY[32];
    sgm_f4_run run;
} sgm_f4_statement;

/* What the prover knows: the rows, and the blindings of the columns. Secret. */
typedef struct sgm_f4_data {
    const int64_t *X;  /* n x p, row-major */
    const int64_t *y;  /* n */
    const sgm_sc *rho; /* p */
    sgm_sc rho_y;
} sgm_f4_data;

/* Bytes of a proof about n rows: 32(9 + 2 lg n), hinted 32(5 + 2 lg n) more. */
size_t sgm_f4_proof_size(uint32_t n, sgm_flavor flavor);

/* Commits to the columns: CX (p encodings) and CY. In: n <= SGM_F4_ROWS_MAX. Time: constant in data and blindings. */
SGM_MUST_CHECK sgm_status sgm_f4_commit(const sgm_ctx *ctx, uint8_t (*CX)[32], uint8_t CY[32], const sgm_f4_data *data,
                                        uint32_t n, uint32_t p);
/* Fills w_1 .. w_T and g_0 .. g_{T-1} from w_0 (F4-VICINITY: g_0 alone). SGM_MALFORMED: a value leaves 62 bits, or
 * parameters out of their bounds. Time: variable. */
SGM_MUST_CHECK sgm_status sgm_f4_descend(sgm_f4_form form, const sgm_f4_run *run, int64_t *w, int64_t *g,
                                         const int64_t *X, const int64_t *y, uint32_t n);

/* The instance, for sgm_verify and batches; everything is copied. SGM_USAGE: the compact flavor. SGM_MALFORMED: n no
 * power of two or too large, p, T, fx or sh out of bounds (T = 0, p = 0), a column that is the identity, or weights
 * that are not exactly the stated steps from the stated gradients. */
SGM_MUST_CHECK sgm_status sgm_f4_instance(sgm_instance **out, const sgm_ctx *ctx, sgm_f4_form form,
                                          const sgm_f4_statement *s, sgm_flavor flavor);

/* Honest prover. SGM_REJECTED: the data do not open the columns, or the gradients are not theirs. proof:
 * sgm_f4_proof_size bytes, zeroed on failure. Time: constant in data and blindings but for that refusal. Proves:
 * knowledge of data in these columns for which the run's gradients hold mod l. Does not prove: that entries are small;
 * anything about where the data come from. */
SGM_MUST_CHECK sgm_status sgm_f4_prove(const sgm_ctx *ctx, sgm_f4_form form, const sgm_f4_statement *s,
                                       const sgm_f4_data *data, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof);

#endif
