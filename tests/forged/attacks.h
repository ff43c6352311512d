/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The classes of forgeries, and how an instance of each is made with the library that lacks its check. */
#ifndef SGM_TESTS_FORGED_ATTACKS_H
#define SGM_TESTS_FORGED_ATTACKS_H

#include "tests/forged/forgery.h"
#include "tests/support/test.h"

typedef struct forger {
    const sgm_ctx *ctx;
    test_rng *g;
} forger;

typedef struct attack {
    forgery_class class; /* stopped_by NULL: an honest proof, the baseline of others */
    void (*forge)(const forger *f, forgery *out, int variant);
    int variant;
} attack;

/* Ends the program with status 2 unless ok: a forger that cannot do its work proves nothing. */
void forgery_need(int ok, const char *what);
/* A random scalar that is not 0; a whole number as one. */
sgm_sc forger_scalar(const forger *f);
sgm_sc forger_integer(int64_t x);
/* The scalar at `at` of a string written as itself plus the group order. */
void forgery_add_order(forgery_item *it, size_t at);

/* Attacks on forms of subjects, in attacks_forms.c; variant: which form, plus FORM_COMPACT. */
enum {
    FORM_F0S,
    FORM_F0S_LOG,
    FORM_F3_CDS,
    FORM_F3_AOS,
    FORM_F3_SCALAR,
    FORM_F3_GROUP,
    FORM_F3_SQRT,
    FORM_RANGE,
    FORM_F2_MLR,
    FORM_F2_L1,
    FORM_F2_L2,
    FORM_F4_RIDGE,
    FORM_F4_VICINITY,
    FORM_F4_MINIBATCH,
    FORM_F2_MLR_TRAINED,
    FORM_F4_ENTRIES,
    FORM_F4_LOGISTIC,
    FORM_F5_NORM,
    FORM_F5_ACC,
    FORMS,
    FORM_COMPACT = 32
};
extern const subject_form *const forgery_forms[FORMS];
/* An honest proof. */
void honest_form(const forger *f, forgery *out, int variant);
void form_trailing_byte(const forger *f, forgery *out, int variant);
void form_response_plus_order(const forger *f, forgery *out, int variant);
void form_no_blinding(const forger *f, forgery *out, int variant);
void not_monic(const forger *f, forgery *out, int variant);
void ring_late_class(const forger *f, forgery *out, int variant);
void ring_late_commitments(const forger *f, forgery *out, int variant);
/* On packed one-out-of-many proofs, in attacks_packed.c. */
enum { MEMBER_IDENTITY, MEMBER_UNDECODABLE, MEMBER_ZERO };
void packed_bad_member(const forger *f, forgery *out, int variant);
void packed_two_values(const forger *f, forgery *out, int variant);
void packed_late_record(const forger *f, forgery *out, int variant);
void packed_late_commitment(const forger *f, forgery *out, int variant);
/* On arguments of several rounds, in attacks_arguments.c; variant: the form. */
void argument_late_commitments(const forger *f, forgery *out, int variant);
void argument_late_round(const forger *f, forgery *out, int variant);
void argument_late_statement(const forger *f, forgery *out, int variant);
/* On what numbers, models and runs are said to be, in attacks_weights.c. */
void range_exceeded(const forger *f, forgery *out, int variant);
void epsilon_exceeded(const forger *f, forgery *out, int variant);
void sum_exceeded(const forger *f, forgery *out, int variant);
void accuracy_overstated(const forger *f, forgery *out, int variant);
void tampered_checkpoint(const forger *f, forgery *out, int variant);
void wrong_gradient(const forger *f, forgery *out, int variant);
void foreign_rows(const forger *f, forgery *out, int variant);
void ball_of_others(const forger *f, forgery *out, int variant);
void box_exceeded(const forger *f, forgery *out, int variant);
void norm_wraps(const forger *f, forgery *out, int variant);
/* On what the entries of columns are said to be, in attacks_entries.c. */
enum { ENTRIES_EXCEEDED, ENTRIES_UNTIED, ENTRIES_FITTED };
void entries_false(const forger *f, forgery *out, int variant);
void entries_late_columns(const forger *f, forgery *out, int variant);
/* Adds k_j V_0 to each of the first two points of a statement. */
void forgery_shift_columns(const forger *f, forgery_item *it, const sgm_sc k[2]);
/* On gradients of clipped predictions, in attacks_logistic.c. */
enum { LOGISTIC_ZERO, LOGISTIC_UNCLIPPED, LOGISTIC_GRADIENT };
void logistic_false(const forger *f, forgery *out, int variant);
void logistic_late_columns(const forger *f, forgery *out, int variant);

/* On models and their training, in attacks_trained.c. */
void same_model_twice(const forger *f, forgery *out, int variant);
void other_rule(const forger *f, forgery *out, int variant);
void rows_of_the_rest(const forger *f, forgery *out, int variant);

extern const attack attacks[];
extern const size_t n_attacks;

#endif
