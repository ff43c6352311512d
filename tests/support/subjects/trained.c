/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F2 tied to training; the fields are those of trained.h. */
#include "tests/support/trained.h"

#include <stdlib.h>
#include <string.h>

enum { WITNESS = TRAINED_WITNESS_RHO + 4, SMALL = 4 };

void trained_read_statement(trained_read *r, sgm_trained_form form, const uint8_t (*statement)[32])
{
    const uint8_t(*number)[32] = statement + TRAINED_FIELD_N;
    memset(r, 0, sizeof *r);
    r->x = form != SGM_TRAINED_L2 ? subject_integer(statement[TRAINED_FIELD_X]) : 0;
    if (sgm_probes_init(&r->probes, &r->x, NULL, 1, 1) != SGM_OK)
        exit(2);
    for (size_t m = 0; m < 2; m++) {
        if (!sgm_sc_from_bytes(&r->rho[m], statement[TRAINED_FIELD_RHO + m]))
            r->rho[m] = sgm_sc_zero; /* which opens no commitment of these */
        r->w[m][0] = subject_integer(statement[TRAINED_FIELD_START]);
        r->w[m][1] = subject_integer(statement[TRAINED_FIELD_RUNS + 2 * m]);
        r->g[m] = subject_integer(statement[TRAINED_FIELD_RUNS + 2 * m + 1]);
    }
    const sgm_f4_run run = {1, 1, *number[4], *number[5], *number[2], r->w[0], &r->g[0], 0, NULL};
    r->s = (sgm_trained_statement){.probes = &r->probes,
                                   .W = statement + TRAINED_FIELD_W,
                                   .W0 = statement + TRAINED_FIELD_W + 1,
                                   .rho = &r->rho[0],
                                   .rho0 = &r->rho[1],
                                   .bound = {*number[6], 0},
                                   .rest = {*number[0], statement, statement + 1},
                                   .D = {*number[1], statement + 2, statement + 3},
                                   .with = run,
                                   .without = run};
    if (form == SGM_TRAINED_L1)
        r->s.digits = *statement[TRAINED_FIELD_DIGITS];
    if (form == SGM_TRAINED_L2)
        r->s.each.low = *statement[TRAINED_FIELD_EACH];
    r->s.without.sh = *number[3];
    r->s.without.w = r->w[1];
    r->s.without.g = &r->g[1];
}

void trained_write_run(uint8_t (*statement)[32], const trained_read *r, size_t which)
{
    subject_put_integer(statement[TRAINED_FIELD_RUNS + 2 * which], r->w[which][1]);
    subject_put_integer(statement[TRAINED_FIELD_RUNS + 2 * which + 1], r->g[which]);
}

void trained_read_witness(trained_rows *r, const sgm_sc *witness)
{
    const sgm_sc *rho = witness + TRAINED_WITNESS_RHO;
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; i < TRAINED_REST; i++)
            r->rest[k][i] = (int64_t)witness[k * TRAINED_REST + i].v[0];
        for (size_t i = 0; i < TRAINED_D; i++)
            r->D[k][i] = (int64_t)witness[TRAINED_WITNESS_D + k * TRAINED_D + i].v[0];
    }
    r->of_rest = (sgm_f4_data){r->rest[0], r->rest[1], rho, rho + 1};
    r->of_D = (sgm_f4_data){r->D[0], r->D[1], rho + 2, rho + 3};
}

/* Both runs, and the weights that they end with. */
static void train(const sgm_ctx *ctx, uint8_t (*statement)[32], trained_read *r, const trained_rows *rows)
{
    int64_t all[2][TRAINED_BOTH] = {{0}};
    for (size_t k = 0; k < 2; k++) {
        memcpy(all[k], rows->rest[k], sizeof rows->rest[k]);
        memcpy(all[k] + TRAINED_REST, rows->D[k], sizeof rows->D[k]);
    }
    if (sgm_f4_descend(SGM_F4_RIDGE, &r->s.with, r->w[0], &r->g[0], all[0], all[1], TRAINED_BOTH) != SGM_OK ||
        sgm_f4_descend(SGM_F4_RIDGE, &r->s.without, r->w[1], &r->g[1], rows->rest[0], rows->rest[1], TRAINED_REST) !=
            SGM_OK)
        exit(2);
    for (size_t m = 0; m < 2; m++) {
        trained_write_run(statement, r, m);
        sgm_weights_commit(ctx, statement + TRAINED_FIELD_W + m, &(sgm_weights_opening){&r->w[m][1], &r->rho[m]}, 1);
    }
}

static void trained_make(const sgm_ctx *ctx, test_rng *g, sgm_trained_form form, uint8_t (*statement)[32],
                         sgm_sc *witness)
{
    static const uint8_t numbers[] = {TRAINED_REST, TRAINED_D, 6, 6, 3, 4, 200};
    trained_rows rows;
    trained_read r;
    sgm_sc x;
    for (size_t i = 0; i < WITNESS; i++) {
        subject_scalar(g, &witness[i]);
        if (i < TRAINED_WITNESS_RHO)
            witness[i] = (sgm_sc){{(uint64_t)subject_small(g, SMALL), 0, 0, 0}};
    }
    for (size_t i = 0; i < sizeof numbers; i++)
        *statement[TRAINED_FIELD_N + i] = numbers[i];
    for (size_t m = 0; m < 2; m++) {
        subject_scalar(g, &x);
        sgm_sc_to_bytes(statement[TRAINED_FIELD_RHO + m], &x);
    }
    if (form == SGM_TRAINED_L2)
        *statement[TRAINED_FIELD_EACH] = 200;
    else
        subject_put_integer(statement[TRAINED_FIELD_X], subject_small(g, SMALL));
    if (form == SGM_TRAINED_L1)
        *statement[TRAINED_FIELD_DIGITS] = 8;
    subject_put_integer(statement[TRAINED_FIELD_START], subject_small(g, SMALL));
    trained_read_witness(&rows, witness);
    trained_read_statement(&r, form, (const uint8_t(*)[32])statement);
    if (sgm_f4_commit(ctx, statement, statement[1], &rows.of_rest, 0, TRAINED_REST, 1) != SGM_OK ||
        sgm_f4_commit(ctx, statement + 2, statement[3], &rows.of_D, TRAINED_REST, TRAINED_D, 1) != SGM_OK)
        exit(2);
    train(ctx, statement, &r, &rows);
}

/* Probes are borrowed: what was read stays as long as the instance. */
static sgm_status trained_instance(sgm_instance **out, void **owned, const sgm_ctx *ctx, sgm_trained_form form,
                                   const uint8_t (*statement)[32], sgm_flavor flavor)
{
    trained_read *r = malloc(sizeof *r);
    if (!r)
        exit(2);
    trained_read_statement(r, form, statement);
    *owned = r;
    return sgm_trained_instance(out, ctx, form, &r->s, flavor);
}

static sgm_status trained_prove(const sgm_ctx *ctx, sgm_trained_form form, const uint8_t (*statement)[32],
                                const sgm_sc *witness, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    trained_read r;
    trained_rows rows;
    trained_read_statement(&r, form, statement);
    trained_read_witness(&rows, witness);
    return sgm_trained_prove(ctx, form, &r.s, &rows.of_rest, &rows.of_D, flavor, rng, proof);
}

#define TRAINED_SUBJECT(id, form, NAME, members)                                                                       \
    SUBJECT_FUNCTIONS(id, trained, form)                                                                               \
    const subject_form subject_##id = {.name = NAME,                                                                   \
                                       .no_compact = 1,                                                                \
                                       .mixed = 1,                                                                     \
                                       .fields = "PPPPPPSSNNNNNNNIIIII" members,                                       \
                                       .n_witness = WITNESS,                                                           \
                                       .make = id##_make,                                                              \
                                       .instance = id##_instance,                                                      \
                                       .release = free,                                                                \
                                       .prove = id##_prove}
TRAINED_SUBJECT(f2_mlr_trained, SGM_TRAINED_MLR, "F2-MLR-TRAINED", "I");
TRAINED_SUBJECT(f2_l1_trained, SGM_TRAINED_L1, "F2-L1-TRAINED", "IN");
TRAINED_SUBJECT(f2_l2_trained, SGM_TRAINED_L2, "F2-L2-TRAINED", "N");
