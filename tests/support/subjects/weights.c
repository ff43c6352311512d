/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* RANGE about two numbers; F2 and F5 about models of two weights, with three probes or audit items where there are any.
 * Bounds are such that another number of rows, or a bound that is a little different, has proofs of the same length. */
#include "protocols/formulation/ball.h"
#include "protocols/formulation/f2.h"
#include "protocols/formulation/f5.h"
#include "protocols/formulation/range.h"
#include "tests/support/subject.h"

#include <stdlib.h>
#include <string.h>

enum { P = 2, T = 3, MOST_ROWS = SUBJECT_NUMBER_MAX };

/* Rows that an instance borrows. Beyond those of the statement they are zeros, with the label 0. */
typedef struct rows {
    sgm_probes probes;
    int64_t x[MOST_ROWS * P];
    uint8_t label[MOST_ROWS];
} rows;

/* x: T P integers; labels: NULL, or T numbers. */
static sgm_status read_rows(rows **out, uint32_t n_rows, const uint8_t (*x)[32], const uint8_t (*labels)[32])
{
    rows *r = calloc(1, sizeof *r);
    *out = r;
    if (!r)
        return SGM_NOMEM;
    for (size_t i = 0; i < T * P; i++)
        r->x[i] = subject_integer(x[i]);
    for (size_t t = 0; labels && t < T; t++)
        r->label[t] = *labels[t];
    return sgm_probes_init(&r->probes, r->x, labels ? r->label : NULL, n_rows, P);
}

/* A model's weights and blindings are its part of the witness: w_0 .. w_(P-1), rho_0 .. rho_(P-1). */
typedef struct model {
    sgm_weights_opening opening;
    int64_t w[P];
} model;

enum { MODEL = 2 * P };

static void read_model(model *m, const sgm_sc *witness)
{
    for (size_t j = 0; j < P; j++)
        m->w[j] = (int64_t)witness[j].v[0];
    m->opening = (sgm_weights_opening){m->w, witness + P};
}

/* Commits to weights within `size` of `near`, or of 0. */
static void make_model(const sgm_ctx *ctx, test_rng *g, uint8_t (*W)[32], sgm_sc *witness, const sgm_sc *near,
                       int64_t size)
{
    model m;
    for (size_t j = 0; j < P; j++) {
        const int64_t w = subject_small(g, size) + (near ? (int64_t)near[j].v[0] : 0);
        witness[j] = (sgm_sc){{(uint64_t)w, 0, 0, 0}};
        subject_scalar(g, &witness[P + j]);
    }
    read_model(&m, witness);
    sgm_weights_commit(ctx, W, &m.opening, P);
}

static void make_rows(test_rng *g, uint8_t (*x)[32])
{
    for (size_t i = 0; i < T * P; i++)
        subject_put_integer(x[i], subject_small(g, 7));
}

/* F2-MLR, F2-L1: W, W0, the bound, T, for F2-L1 the digits, then x. Weights differ by at most 1, so that products do by
 * at most 14, and all of them by 42. */
typedef struct pair_statement {
    sgm_f2_statement s;
    rows *rows;
} pair_statement;

enum { PAIR_W, PAIR_W0 = P, PAIR_BOUND = 2 * P, PAIR_T, PAIR_NEXT };

static sgm_status read_pair(pair_statement *q, sgm_f2_form form, const uint8_t (*statement)[32])
{
    const int has_digits = form == SGM_F2_L1;
    sgm_status st = read_rows(&q->rows, *statement[PAIR_T], statement + PAIR_NEXT + has_digits, NULL);
    q->s = (sgm_f2_statement){q->rows ? &q->rows->probes : NULL, statement + PAIR_W, statement + PAIR_W0,
                              subject_bound(statement[PAIR_BOUND]), has_digits ? *statement[PAIR_NEXT] : 0};
    return st;
}

static void pair_make(const sgm_ctx *ctx, test_rng *g, sgm_f2_form form, uint8_t (*statement)[32], sgm_sc *witness)
{
    const int has_digits = form == SGM_F2_L1;
    make_model(ctx, g, statement + PAIR_W, witness, NULL, 100);
    make_model(ctx, g, statement + PAIR_W0, witness + MODEL, witness, 1);
    *statement[PAIR_BOUND] = has_digits ? 42 : 15;
    *statement[PAIR_T] = T;
    if (has_digits)
        *statement[PAIR_NEXT] = 4;
    make_rows(g, statement + PAIR_NEXT + has_digits);
}

static sgm_status pair_instance(sgm_instance **out, void **owned, const sgm_ctx *ctx, sgm_f2_form form,
                                const uint8_t (*statement)[32], sgm_flavor flavor)
{
    pair_statement q;
    *out = NULL;
    sgm_status st = read_pair(&q, form, statement);
    if (st == SGM_OK)
        st = sgm_f2_instance(out, ctx, form, &q.s, flavor);
    if (st == SGM_OK)
        *owned = q.rows;
    else
        free(q.rows);
    return st;
}

static sgm_status pair_prove(const sgm_ctx *ctx, sgm_f2_form form, const uint8_t (*statement)[32],
                             const sgm_sc *witness, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    pair_statement q;
    model with, without;
    read_model(&with, witness);
    read_model(&without, witness + MODEL);
    sgm_status st = read_pair(&q, form, statement);
    if (st == SGM_OK)
        st = sgm_f2_prove(ctx, form, &q.s, &with.opening, &without.opening, flavor, rng, proof);
    free(q.rows);
    return st;
}

/* F2-L2: W, W0, B, E; F5-NORM: W, B, E. */
static sgm_ball_statement read_ball(sgm_ball_form form, const uint8_t (*statement)[32])
{
    const size_t bounds = form == SGM_F2_L2 ? 2 * P : P;
    return (sgm_ball_statement){statement, form == SGM_F2_L2 ? statement + P : NULL, P,
                                subject_bound(statement[bounds]), subject_bound(statement[bounds + 1])};
}

static void ball_make(const sgm_ctx *ctx, test_rng *g, sgm_ball_form form, uint8_t (*statement)[32], sgm_sc *witness)
{
    const int difference = form == SGM_F2_L2;
    make_model(ctx, g, statement, witness, NULL, difference ? 100 : 7);
    if (difference)
        make_model(ctx, g, statement + P, witness + MODEL, witness, 1);
    *statement[difference ? 2 * P : P] = difference ? 3 : 98;
    *statement[difference ? 2 * P + 1 : P + 1] = difference ? 1 : 7;
}

static sgm_status ball_instance(sgm_instance **out, void **owned, const sgm_ctx *ctx, sgm_ball_form form,
                                const uint8_t (*statement)[32], sgm_flavor flavor)
{
    const sgm_ball_statement s = read_ball(form, statement);
    *owned = NULL;
    return sgm_ball_instance(out, ctx, form, &s, flavor);
}

static sgm_status ball_prove(const sgm_ctx *ctx, sgm_ball_form form, const uint8_t (*statement)[32],
                             const sgm_sc *witness, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    const sgm_ball_statement s = read_ball(form, statement);
    model with, without;
    read_model(&with, witness);
    if (form == SGM_F2_L2)
        read_model(&without, witness + MODEL);
    return sgm_ball_prove(ctx, form, &s, &with.opening, form == SGM_F2_L2 ? &without.opening : NULL, flavor, rng,
                          proof);
}

/* F5-ACC: W, T, the digits, how many are right, x, the labels. As many are right as are said to be. */
typedef struct audit_statement {
    sgm_f5_statement s;
    rows *rows;
} audit_statement;

enum { AUDIT_W, AUDIT_T = P, AUDIT_DIGITS, AUDIT_AT_LEAST, AUDIT_X, AUDIT_LABELS = AUDIT_X + T * P };

static sgm_status read_audit(audit_statement *q, const uint8_t (*statement)[32])
{
    sgm_status st = read_rows(&q->rows, *statement[AUDIT_T], statement + AUDIT_X, statement + AUDIT_LABELS);
    q->s = (sgm_f5_statement){q->rows ? &q->rows->probes : NULL, statement + AUDIT_W, *statement[AUDIT_DIGITS],
                              *statement[AUDIT_AT_LEAST]};
    return st;
}

static void f5_acc_make(const sgm_ctx *ctx, test_rng *g, uint8_t (*statement)[32], sgm_sc *witness)
{
    make_model(ctx, g, statement + AUDIT_W, witness, NULL, 7);
    *statement[AUDIT_T] = T;
    *statement[AUDIT_DIGITS] = 7;
    make_rows(g, statement + AUDIT_X);
    for (size_t t = 0; t < T; t++) {
        int64_t product = 0;
        for (size_t j = 0; j < P; j++)
            product += subject_integer(statement[AUDIT_X + t * P + j]) * (int64_t)witness[j].v[0];
        *statement[AUDIT_LABELS + t] = (uint8_t)test_below(g, 2);
        if (*statement[AUDIT_LABELS + t] ? product > 0 : product < 0)
            ++*statement[AUDIT_AT_LEAST];
    }
}

static sgm_status f5_acc_instance(sgm_instance **out, void **owned, const sgm_ctx *ctx, const uint8_t (*statement)[32],
                                  sgm_flavor flavor)
{
    audit_statement q;
    *out = NULL;
    sgm_status st = read_audit(&q, statement);
    if (st == SGM_OK)
        st = sgm_f5_instance(out, ctx, &q.s, flavor);
    if (st == SGM_OK)
        *owned = q.rows;
    else
        free(q.rows);
    return st;
}

static sgm_status f5_acc_prove(const sgm_ctx *ctx, const uint8_t (*statement)[32], const sgm_sc *witness,
                               sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    audit_statement q;
    model m;
    read_model(&m, witness);
    sgm_status st = read_audit(&q, statement);
    if (st == SGM_OK)
        st = sgm_f5_prove(ctx, &q.s, &m.opening, flavor, rng, proof);
    free(q.rows);
    return st;
}

/* RANGE: V_0, V_1, R_0, R_1. The bounds differ, so that they may not change places. */
typedef struct range_statement {
    sgm_range_statement s;
    sgm_bound R[P];
} range_statement;

static void read_range(range_statement *q, const uint8_t (*statement)[32])
{
    for (size_t j = 0; j < P; j++)
        q->R[j] = subject_bound(statement[P + j]);
    q->s = (sgm_range_statement){statement, q->R, P};
}

static void range_make(const sgm_ctx *ctx, test_rng *g, uint8_t (*statement)[32], sgm_sc *witness)
{
    static const uint16_t R[P] = {1000, 5};
    for (size_t j = 0; j < P; j++) {
        witness[j] = (sgm_sc){{test_below(g, R[j] + 1u), 0, 0, 0}};
        subject_scalar(g, &witness[P + j]);
        subject_put_integer(statement[P + j], R[j]);
    }
    sgm_open_commitments(ctx, statement, witness, witness + P, P);
}

static sgm_status range_instance(sgm_instance **out, void **owned, const sgm_ctx *ctx, const uint8_t (*statement)[32],
                                 sgm_flavor flavor)
{
    range_statement q;
    *owned = NULL;
    read_range(&q, statement);
    return sgm_range_instance(out, ctx, &q.s, flavor);
}

static sgm_status range_prove(const sgm_ctx *ctx, const uint8_t (*statement)[32], const sgm_sc *witness,
                              sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    range_statement q;
    sgm_bound v[P];
    read_range(&q, statement);
    for (size_t j = 0; j < P; j++)
        v[j] = (sgm_bound){witness[j].v[0], witness[j].v[1]};
    return sgm_range_prove(ctx, &q.s, v, witness + P, flavor, rng, proof);
}

#define WEIGHTS_FORM(id, tag, members, scalars, borrowed)                                                              \
    const subject_form subject_##id = {.name = tag,                                                                    \
                                       .no_compact = 1,                                                                \
                                       .mixed = 1,                                                                     \
                                       .fields = members,                                                              \
                                       .n_witness = scalars,                                                           \
                                       .make = id##_make,                                                              \
                                       .instance = id##_instance,                                                      \
                                       .release = borrowed,                                                            \
                                       .prove = id##_prove}
SUBJECT_FUNCTIONS(f2_mlr, pair, SGM_F2_MLR)
SUBJECT_FUNCTIONS(f2_l1, pair, SGM_F2_L1)
SUBJECT_FUNCTIONS(f2_l2, ball, SGM_F2_L2)
SUBJECT_FUNCTIONS(f5_norm, ball, SGM_F5_NORM)

WEIGHTS_FORM(f2_mlr, "F2-MLR", "PPPPBNIIIIII", 2 * MODEL, free);
WEIGHTS_FORM(f2_l1, "F2-L1", "PPPPBNNIIIIII", 2 * MODEL, free);
WEIGHTS_FORM(f2_l2, "F2-L2", "PPPPBB", 2 * MODEL, NULL);
WEIGHTS_FORM(f5_norm, "F5-NORM", "PPBB", MODEL, NULL);
WEIGHTS_FORM(f5_acc, "F5-ACC", "PPNNNIIIIIINNN", MODEL, free);
WEIGHTS_FORM(range, "RANGE", "PPBB", 2 * P, NULL);
