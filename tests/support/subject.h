/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Honest proofs of random true statements, for tests that then damage them.
 *
 * To add NAME: one file in subjects/ with a `const subject_form subject_name`, and one line X(subject_name) in
 * SUBJECT_FORMS. The tests in negative/ take every form unasked. */
#ifndef SGM_TESTS_SUPPORT_SUBJECT_H
#define SGM_TESTS_SUPPORT_SUBJECT_H

#include "protocols/formulation/formulation.h"
#include "protocols/formulation/weights.h"
#include "tests/support/test.h"

enum { SUBJECT_MAX_PROOF = 4096, SUBJECT_MAX_FIELDS = 24, SUBJECT_MAX_WITNESS = 16 };
/* Largest number in a field N. */
enum { SUBJECT_NUMBER_MAX = 255 };

typedef struct subject_form {
    const char *name;
    sgm_challenge_width width;
    int no_compact; /* 1: has no compact form */
    int alone;      /* 1: enters no batch */
    int mixed;      /* 1: points and scalars of the proof take turns; else all scalars follow all points */
    /* Of the statement, each at the beginning of 32 bytes: P a point, first of all, S a scalar that is not 0, I an
     * integer of 8 bytes, B a bound of 16 bytes, N a number of one byte. */
    const char *fields;
    size_t n_witness; /* scalars; the last is a secret that the prover refuses when it is another */
    /* Fills in a true statement and its witness. */
    void (*make)(const sgm_ctx *ctx, test_rng *g, uint8_t (*statement)[32], sgm_sc *witness);
    /* *owned: NULL, or what the instance borrows, for `release`. */
    sgm_status (*instance)(sgm_instance **out, void **owned, const sgm_ctx *ctx, const uint8_t (*statement)[32],
                           sgm_flavor flavor);
    void (*release)(void *owned);
    sgm_status (*prove)(const sgm_ctx *ctx, const uint8_t (*statement)[32], const sgm_sc *witness, sgm_flavor flavor,
                        const sgm_rng *rng, uint8_t *proof);
} subject_form;

#define SUBJECT_FORMS(X)                                                                                               \
    X(subject_f0a)                                                                                                     \
    X(subject_f0b)                                                                                                     \
    X(subject_f0not)                                                                                                   \
    X(subject_f0s)                                                                                                     \
    X(subject_f0s_log)                                                                                                 \
    X(subject_f1)                                                                                                      \
    X(subject_f1_s128)                                                                                                 \
    X(subject_f1k)                                                                                                     \
    X(subject_f2_l1)                                                                                                   \
    X(subject_f2_l2)                                                                                                   \
    X(subject_f2_mlr)                                                                                                  \
    X(subject_f2_mlr_trained)                                                                                          \
    X(subject_f2_l1_trained)                                                                                           \
    X(subject_f2_l2_trained)                                                                                           \
    X(subject_f3_aos)                                                                                                  \
    X(subject_f3_cds)                                                                                                  \
    X(subject_f3_group)                                                                                                \
    X(subject_f3_scalar)                                                                                               \
    X(subject_f3_sqrt)                                                                                                 \
    X(subject_f4_entries)                                                                                              \
    X(subject_f4_logistic)                                                                                             \
    X(subject_f4_ridge)                                                                                                \
    X(subject_f4_vicinity)                                                                                             \
    X(subject_f4_minibatch)                                                                                            \
    X(subject_f5_acc)                                                                                                  \
    X(subject_f5_norm)                                                                                                 \
    X(subject_f6)                                                                                                      \
    X(subject_f6_pop)                                                                                                  \
    X(subject_f6_s128)                                                                                                 \
    X(subject_range)

#define SUBJECT_FORM_DECLARED(form) extern const subject_form form;
SUBJECT_FORMS(SUBJECT_FORM_DECLARED)

/* The functions id_make, id_instance and id_prove of one form, where several share those of a family:
 * family_make(ctx, g, which, statement, witness), family_instance(out, owned, ctx, which, statement, flavor) and
 * family_prove(ctx, which, statement, witness, flavor, rng, proof). */
#define SUBJECT_FUNCTIONS(id, family, which)                                                                           \
    static void id##_make(const sgm_ctx *ctx, test_rng *g, uint8_t(*statement)[32], sgm_sc *witness)                   \
    {                                                                                                                  \
        family##_make(ctx, g, which, statement, witness);                                                              \
    }                                                                                                                  \
    static sgm_status id##_instance(sgm_instance **out, void **owned, const sgm_ctx *ctx,                              \
                                    const uint8_t(*statement)[32], sgm_flavor flavor)                                  \
    {                                                                                                                  \
        return family##_instance(out, owned, ctx, which, statement, flavor);                                           \
    }                                                                                                                  \
    static sgm_status id##_prove(const sgm_ctx *ctx, const uint8_t(*statement)[32], const sgm_sc *witness,             \
                                 sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)                                \
    {                                                                                                                  \
        return family##_prove(ctx, which, statement, witness, flavor, rng, proof);                                     \
    }

/* All of them. */
extern const subject_form *const subject_forms[];
extern const size_t n_subject_forms;

/* One true statement with its proof. */
typedef struct subject {
    const subject_form *f;
    sgm_flavor flavor;
    uint8_t statement[SUBJECT_MAX_FIELDS][32];
    sgm_sc witness[SUBJECT_MAX_WITNESS];
    sgm_instance *inst;
    void *owned;
    uint8_t proof[SUBJECT_MAX_PROOF];
    size_t len, body; /* body: without its hints */
} subject;

/* Seeded bytes as a prover's random source. */
sgm_rng subject_rng(test_rng *g);
/* A random true statement, proved. Ends the program with status 2 if that is impossible. */
void subject_make(subject *s, const sgm_ctx *ctx, const subject_form *f, sgm_flavor flavor, test_rng *g);
void subject_free(subject *s);
/* An instance of f about other bytes than a subject's own. Frees with subject_free_instance. */
sgm_status subject_instance(sgm_instance **out, void **owned, const sgm_ctx *ctx, const subject_form *f,
                            const uint8_t (*statement)[32], sgm_flavor flavor);
void subject_free_instance(const subject_form *f, sgm_instance *inst, void *owned);

/* Bytes of a field of this kind. */
size_t subject_field_bytes(char kind);
/* What the fields I and B hold. */
int64_t subject_integer(const uint8_t field[32]);
void subject_put_integer(uint8_t field[32], int64_t x);
sgm_bound subject_bound(const uint8_t field[32]);

/* A random integer from -most to most. */
int64_t subject_small(test_rng *g, int64_t most);
/* A random scalar that is not 0. */
void subject_scalar(test_rng *g, sgm_sc *r);
/* Adds k to the scalar in 32 bytes, mod the order. */
void subject_add(uint8_t scalar[32], const sgm_sc *k);

#endif
