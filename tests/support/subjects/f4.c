/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F4 over four rows of two columns, the run in the open: CX_0, CX_1, CY, n, T, lambda, fx, sh, w_0 .. w_T, g_0 ..
 * g_(T-1); the witness is X, y, rho_0, rho_1, rho_y. */
#include "protocols/formulation/f4.h"
#include "tests/support/rows.h"
#include "tests/support/subject.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 4, COLUMNS = 2, MOST_STEPS = SUBJECT_NUMBER_MAX };
enum { FIELD_CX, FIELD_CY = COLUMNS, FIELD_N, FIELD_T, FIELD_LAMBDA, FIELD_FX, FIELD_SH, FIELD_VALUES };
enum { WITNESS_RHO = ROWS * COLUMNS + ROWS, WITNESS = WITNESS_RHO + COLUMNS + 1 };

/* The fields have room for so many steps, and so many rows of weights. */
static size_t steps_of(sgm_f4_form form) { return form == SGM_F4_RIDGE ? 2 : 1; }
static size_t weights_of(sgm_f4_form form) { return (form == SGM_F4_RIDGE ? 3 : 1) * COLUMNS; }

typedef struct run {
    sgm_f4_statement s;
    int64_t w[(MOST_STEPS + 1) * COLUMNS], g[MOST_STEPS * COLUMNS];
} run;

/* A run longer than the fields goes on without a gradient, so that T is not refused for the weights that follow it. */
static void read_statement(run *r, sgm_f4_form form, const uint8_t (*statement)[32])
{
    const size_t weights = weights_of(form), gradients = steps_of(form) * COLUMNS;
    memset(r, 0, sizeof *r);
    for (size_t i = 0; i < sizeof r->w / sizeof *r->w; i++)
        r->w[i] = subject_integer(statement[FIELD_VALUES + (i < weights ? i : weights - COLUMNS + i % COLUMNS)]);
    for (size_t i = 0; i < gradients; i++)
        r->g[i] = subject_integer(statement[FIELD_VALUES + weights + i]);
    r->s = (sgm_f4_statement){.n = *statement[FIELD_N],
                              .CX = statement + FIELD_CX,
                              .CY = statement + FIELD_CY,
                              .run = {.p = COLUMNS,
                                      .T = *statement[FIELD_T],
                                      .lambda = *statement[FIELD_LAMBDA],
                                      .fx = *statement[FIELD_FX],
                                      .sh = *statement[FIELD_SH],
                                      .w = r->w,
                                      .g = r->g}};
}

static void run_make(const sgm_ctx *ctx, test_rng *g, sgm_f4_form form, uint8_t (*statement)[32], sgm_sc *witness)
{
    subject_rows data;
    run r;
    const size_t weights = weights_of(form), gradients = steps_of(form) * COLUMNS;
    for (size_t i = 0; i < WITNESS; i++) {
        subject_scalar(g, &witness[i]);
        if (i < WITNESS_RHO)
            witness[i] = (sgm_sc){{(uint64_t)subject_small(g, 100), 0, 0, 0}};
    }
    *statement[FIELD_N] = ROWS;
    *statement[FIELD_T] = (uint8_t)steps_of(form);
    *statement[FIELD_LAMBDA] = 3;
    *statement[FIELD_FX] = 4;
    *statement[FIELD_SH] = form == SGM_F4_RIDGE ? 6 : 0;
    for (size_t j = 0; j < COLUMNS; j++)
        subject_put_integer(statement[FIELD_VALUES + j], subject_small(g, 50));
    subject_rows_read(&data, witness, ROWS, COLUMNS, COLUMNS);
    read_statement(&r, form, (const uint8_t(*)[32])statement);
    if (sgm_f4_descend(form, &r.s.run, r.w, r.g, data.X, data.y, ROWS) != SGM_OK ||
        sgm_f4_commit(ctx, statement + FIELD_CX, statement[FIELD_CY], &data.data, 0, ROWS, COLUMNS) != SGM_OK)
        exit(2);
    for (size_t i = 0; i < weights; i++)
        subject_put_integer(statement[FIELD_VALUES + i], r.w[i]);
    for (size_t i = 0; i < gradients; i++)
        subject_put_integer(statement[FIELD_VALUES + weights + i], r.g[i]);
}

static sgm_status run_instance(sgm_instance **out, void **owned, const sgm_ctx *ctx, sgm_f4_form form,
                               const uint8_t (*statement)[32], sgm_flavor flavor)
{
    run r;
    *owned = NULL;
    read_statement(&r, form, statement);
    return sgm_f4_instance(out, ctx, form, &r.s, flavor);
}

static sgm_status run_prove(const sgm_ctx *ctx, sgm_f4_form form, const uint8_t (*statement)[32], const sgm_sc *witness,
                            sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    run r;
    subject_rows data;
    read_statement(&r, form, statement);
    subject_rows_read(&data, witness, ROWS, COLUMNS, COLUMNS);
    return sgm_f4_prove(ctx, form, &r.s, &data.data, flavor, rng, proof);
}

#define F4_SUBJECT(id, form, NAME, members)                                                                            \
    SUBJECT_FUNCTIONS(id, run, form)                                                                                   \
    const subject_form subject_##id = {.name = NAME,                                                                   \
                                       .no_compact = 1,                                                                \
                                       .mixed = 1,                                                                     \
                                       .fields = "PPPNNNNN" members,                                                   \
                                       .n_witness = WITNESS,                                                           \
                                       .make = id##_make,                                                              \
                                       .instance = id##_instance,                                                      \
                                       .prove = id##_prove}
F4_SUBJECT(f4_ridge, SGM_F4_RIDGE, "F4-RIDGE", "IIIIIIIIII");
F4_SUBJECT(f4_vicinity, SGM_F4_VICINITY, "F4-VICINITY", "IIII");
