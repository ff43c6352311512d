/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The formulations that vector records are about: how their statements and witnesses read, and how they are proved.
 *
 * To add NAME: one file in formulations/ with a `const formulation_form form_name`, and one line X(form_name) in
 * FORMULATION_FORMS below. Everything else (verdict alone and in batches, session, digest, size, equations, challenges,
 * the prover byte for byte) is done by formulation.c for every form in the same way. Records of a NAME without a form
 * are skipped with the reason. */
#ifndef SGM_TESTS_CONFORMANCE_FORMULATION_H
#define SGM_TESTS_CONFORMANCE_FORMULATION_H

#include "protocols/argument.h"
#include "protocols/formulation/f4.h"
#include "protocols/formulation/formulation.h"
#include "protocols/formulation/weights.h"
#include "tests/conformance/record.h"

typedef struct formulation_form formulation_form;
struct formulation_form {
    const char *name; /* NAME of the tag */
    sgm_challenge_width width;
    int no_compact; /* 1: there is no compact form; its instance must be SGM_USAGE */
    /* The statement as the functions below want it, in memory of the record; NULL where the members do not state one of
     * this NAME, for that is to be refused and no fault of the file. Read with the functions at the end. */
    void *(*read)(record *r, const formulation_form *self, const json_t *statement, const json_t *aux);
    sgm_status (*instance)(sgm_instance **out, const sgm_ctx *ctx, const void *statement, sgm_flavor flavor);
    /* Bytes of a proof and number of equations, as the formulation's own formulas say. */
    size_t (*proof_size)(const void *statement, sgm_flavor flavor);
    uint32_t (*equations)(const void *statement);
    /* Compares member "Challenges" with what this batchable proof makes of it; NULL: there is one, after as many
     * points as there are equations. Arguments of several rounds use formulation_follow. */
    void (*challenges)(record *r, const void *statement, octets narg);
    /* The honest prover with the record's witness. proof: as many bytes as proof_size says. */
    sgm_status (*prove)(record *r, const void *statement, const json_t *witness, sgm_flavor flavor, const sgm_rng *rng,
                        uint8_t *proof);
};

#define FORMULATION_FORMS(X)                                                                                           \
    X(form_f0a)                                                                                                        \
    X(form_f0not)                                                                                                      \
    X(form_f1)                                                                                                         \
    X(form_f1_s128)                                                                                                    \
    X(form_f1k)                                                                                                        \
    X(form_f0b)                                                                                                        \
    X(form_f0s)                                                                                                        \
    X(form_f0s_log)                                                                                                    \
    X(form_f6)                                                                                                         \
    X(form_f6_s128)                                                                                                    \
    X(form_f6_pop)                                                                                                     \
    X(form_f3_cds)                                                                                                     \
    X(form_f3_aos)                                                                                                     \
    X(form_f4_ridge)                                                                                                   \
    X(form_f4_minibatch)                                                                                               \
    X(form_f4_entries)                                                                                                 \
    X(form_f4_logistic)                                                                                                \
    X(form_f3_scalar)                                                                                                  \
    X(form_f3_group)                                                                                                   \
    X(form_f3_sqrt)                                                                                                    \
    X(form_range)                                                                                                      \
    X(form_f2_mlr)                                                                                                     \
    X(form_f2_l1)                                                                                                      \
    X(form_f5_acc)                                                                                                     \
    X(form_f2_l2)                                                                                                      \
    X(form_f5_norm)

#define FORMULATION_FORM_DECLARED(name) extern const formulation_form name;
FORMULATION_FORMS(FORMULATION_FORM_DECLARED)

/* The sponge of the record's session after its instance. */
void formulation_open(record *r, sgm_transcript *t);
/* Compares "Challenges" with the scalars c[0 .. n). */
void formulation_expect_challenges(record *r, const sgm_sc *c, size_t n);
/* Follows a script through the proof string and compares every challenge. */
void formulation_follow(record *r, const sgm_script *script, octets narg);

/* Members of a statement, by key. Each returns 0, and leaves zeros, where the member is missing or not of the form:
 * 32 bytes of hex; the same and canonical; a whole number below 2^32; lists of the first two, their length in *n, NULL
 * for the list that is not wanted. */
int read_point(record *r, const json_t *object, const char *key, uint8_t out[32]);
int read_scalar(record *r, const json_t *object, const char *key, sgm_sc *out);
int read_u32(record *r, const json_t *object, const char *key, uint32_t *out);
int read_points(record *r, const json_t *object, const char *key, const uint8_t (**out)[32], uint32_t *n);
int read_scalars(record *r, const json_t *object, const char *key, const sgm_sc **out, uint32_t *n);
/* A list of n whole numbers; a list of `rows` such lists of `columns`, side by side, NULL where it is none. */
int read_numbers(const json_t *list, int64_t *out, size_t n);
int64_t *read_matrix(record *r, const json_t *object, const char *key, size_t rows, size_t columns);
/* The witness {X, Y, rho, rho_y} of p columns over `rows` rows in B blocks; B = 0: in one, whose rho_y is no list.
 * Returns 0, and says that the record is unusable, where there is none of this shape. */
int read_rows(record *r, const json_t *witness, size_t rows, uint32_t p, uint32_t B, sgm_f4_data *out);
/* A whole number below 2^128 as a string of decimal digits. */
int read_bound(const json_t *string, sgm_bound *out);

#endif
