/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F2 tied to training: the two models that are compared are what the stated training makes of registered data with D
 * and without. */
#ifndef SGM_PROTOCOLS_FORMULATION_TRAINED_H
#define SGM_PROTOCOLS_FORMULATION_TRAINED_H

#include "protocols/formulation/ball.h"
#include "protocols/formulation/f2.h"
#include "protocols/formulation/f4.h"

/* The bound of F2-MLR, F2-L1 or F2-L2. */
typedef enum sgm_trained_form { SGM_TRAINED_MLR, SGM_TRAINED_L1, SGM_TRAINED_L2, SGM_TRAINED_FORMS } sgm_trained_form;

extern const sgm_words sgm_trained[SGM_TRAINED_FORMS];

/* Registered columns of n rows, as in f4.h. */
typedef struct sgm_trained_columns {
    uint32_t n;
    const uint8_t (*CX)[32]; /* p */
    const uint8_t (*CY)[32]; /* 1 */
} sgm_trained_columns;

/* Public values. The rest's columns are on V_0 .. V_(n_rest - 1), those of D on V_(n_rest) .. V_(n_rest + n_D - 1).
 * `with` is a run of F4-RIDGE over both, `without` over the rest; they are alike in p, T, lambda, fx, sh and w_0, so
 * that D is all they differ in. W_j = w_j G + rho_j H for the last weights of `with`, W0_j and rho0_j for `without`. */
typedef struct sgm_trained_statement {
    const sgm_probes *probes; /* F2-MLR and F2-L1 only; borrowed by instances */
    const uint8_t (*W)[32], (*W0)[32];
    const sgm_sc *rho, *rho0;
    sgm_bound bound, each; /* E or B of F2; E of F2-L2 */
    uint32_t digits;       /* F2-L1 only */
    sgm_trained_columns rest, D;
    sgm_f4_run with, without;
} sgm_trained_statement;

/* Bytes of a proof: those of F2, of F4-RIDGE about the power of two that holds n_rest + n_D rows, about n_rest, and of
 * F4-PLACED about n_D rows. 0 where there is no such statement. In: not compact. */
size_t sgm_trained_proof_size(sgm_trained_form form, const sgm_trained_statement *s, sgm_flavor flavor);
/* Points that belong to one proof: those of the four, the columns of both, of the rest and of D. In: a statement. */
uint32_t sgm_trained_points(sgm_trained_form form, const sgm_trained_statement *s);

/* The instance, for sgm_verify and batches: F2 || F4-RIDGE with || F4-RIDGE without || F4-PLACED of D (joint.h). The
 * columns of `with` are the sums of the rest's and D's, added up here; the gradient of D at w_0 is the difference of
 * the first ones. SGM_USAGE: the compact flavor. SGM_MALFORMED: no statement of F2 or F4, runs that differ in more than
 * D, weights that are not those committed to, a column that does not decode or a sum that is the identity. All but the
 * probes is copied. */
SGM_MUST_CHECK sgm_status sgm_trained_instance(sgm_instance **out, const sgm_ctx *ctx, sgm_trained_form form,
                                               const sgm_trained_statement *s, sgm_flavor flavor);

/* Honest prover, from the rows of the rest and of D. SGM_REJECTED: they do not open the columns, a gradient is not
 * theirs, or the models are further apart than the bound. proof: sgm_trained_proof_size bytes, zeroed on failure. Time:
 * constant in data and blindings but for that refusal. Proves: knowledge of data in the columns, D's rows in a place of
 * their own, for which both runs hold mod l, and that their last weights are within the bound. Does not prove: that
 * entries are small; anything about where the data come from. The runs are open: whoever has them can compute the
 * distance. */
SGM_MUST_CHECK sgm_status sgm_trained_prove(const sgm_ctx *ctx, sgm_trained_form form, const sgm_trained_statement *s,
                                            const sgm_f4_data *rest, const sgm_f4_data *D, sgm_flavor flavor,
                                            const sgm_rng *rng, uint8_t *proof);

#endif
