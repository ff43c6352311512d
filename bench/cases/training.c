/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cases of F4: proofs that gradient descent over committed columns was followed, all rows in every step or one of B
 * blocks in turn. The data are synthetic and of the shape of the bundled ones: 31 columns of 12-bit entries, labels of
 * +-256. */
#include "bench/cases/theme.h"
#include "protocols/formulation/f4.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 31, FX = 16, SHIFT = 28 };

/* One dataset, and n runs over it that begin at other weights. */
typedef struct training {
    const sgm_ctx *ctx;
    sgm_f4_form form;
    uint32_t B;
    size_t n;
    int64_t *X, *y, *values; /* of each run: w, then g */
    uint32_t *block;
    sgm_sc *rho; /* B x COLUMNS, then B of the labels */
    uint8_t (*CX)[32], (*CY)[32];
    sgm_f4_data data;
    sgm_f4_statement *statement;
} training;

static void clear(void *world)
{
    training *t = world;
    if (!t)
        return;
    free(t->X);
    free(t->y);
    free(t->values);
    free(t->block);
    free(t->rho);
    free(t->CX);
    free(t->CY);
    free(t->statement);
    free(t);
}

static void fill_data(training *t, uint32_t rows, uint64_t seed)
{
    sgm_input_bytes(t->X, rows * COLUMNS * sizeof *t->X, seed, "training/x", 0);
    sgm_input_bytes(t->y, rows * sizeof *t->y, seed, "training/y", 0);
    for (size_t i = 0; i < (size_t)rows * COLUMNS; i++)
        t->X[i] = (t->X[i] & 0x7ff) - 0x400;
    for (size_t i = 0; i < rows; i++)
        t->y[i] = t->y[i] & 1 ? 256 : -256;
    sgm_input_scalars(t->rho, t->B * (size_t)COLUMNS, seed, "training/rho");
    sgm_input_scalars(t->rho + t->B * (size_t)COLUMNS, t->B, seed, "training/rho_y");
    t->data = (sgm_f4_data){t->X, t->y, t->rho, t->rho + t->B * (size_t)COLUMNS};
}

/* rows: of a block. */
static sgm_status commit(training *t, uint32_t rows)
{
    sgm_status st = SGM_OK;
    for (size_t beta = 0; beta < t->B && st == SGM_OK; beta++) {
        const sgm_f4_data of_block = {t->X + beta * rows * COLUMNS, t->y + beta * rows, t->data.rho + beta * COLUMNS,
                                      t->data.rho_y + beta};
        st =
            sgm_f4_commit(t->ctx, t->CX + beta * COLUMNS, t->CY[beta], &of_block, (uint32_t)beta * rows, rows, COLUMNS);
    }
    return st;
}

static sgm_status fill_run(training *t, size_t i, uint32_t rows, uint32_t steps)
{
    size_t weights = ((size_t)steps + 1) * COLUMNS, gradients = (size_t)steps * COLUMNS;
    int64_t *w = t->values + i * (weights + gradients), *g = w + weights;
    sgm_f4_statement *s = &t->statement[i];
    uint32_t shift = SHIFT; /* the step is shorter where gradients add up more rows, and longer where fewer */
    for (uint32_t n = 512; n < rows; n *= 2)
        shift++;
    for (uint32_t n = rows; n < 512; n *= 2)
        shift--;
    *s = (sgm_f4_statement){.n = rows,
                            .CX = (const uint8_t(*)[32])t->CX,
                            .CY = (const uint8_t(*)[32])t->CY,
                            .run = {COLUMNS, steps, 0, FX, shift, w, g, t->B, t->block}};
    for (size_t j = 0; j < COLUMNS; j++)
        w[j] = (int64_t)i;
    return sgm_f4_descend(t->form, &s->run, w, g, t->X, t->y, rows);
}

static sgm_status fill_world(training *t, const sgm_case *c, uint64_t seed)
{
    uint32_t rows = (uint32_t)sgm_case_param_of(c, "rows"), steps = (uint32_t)sgm_case_param_of(c, "T");
    t->B = (uint32_t)sgm_case_param_of(c, "B");
    t->form = t->B > 0 ? SGM_F4_MINIBATCH : SGM_F4_RIDGE;
    t->B = t->B > 0 ? t->B : 1;
    t->X = malloc(rows * COLUMNS * sizeof *t->X);
    t->y = malloc(rows * sizeof *t->y);
    t->block = malloc(steps * sizeof *t->block);
    t->rho = malloc(t->B * (COLUMNS + 1) * sizeof *t->rho);
    t->CX = malloc(t->B * COLUMNS * sizeof *t->CX);
    t->CY = malloc(t->B * sizeof *t->CY);
    t->values = malloc(t->n * (2 * (size_t)steps + 1) * COLUMNS * sizeof *t->values);
    t->statement = malloc(t->n * sizeof *t->statement);
    if (!t->X || !t->y || !t->values || !t->statement || !t->block || !t->rho || !t->CX || !t->CY)
        return SGM_NOMEM;
    for (uint32_t i = 0; i < steps; i++)
        t->block[i] = i % t->B;
    fill_data(t, rows, seed);
    sgm_status st = commit(t, rows / t->B);
    for (size_t i = 0; i < t->n && st == SGM_OK; i++)
        st = fill_run(t, i, rows / t->B, steps);
    return st;
}

static sgm_status make(void **world, const sgm_case *c, const sgm_case_env *env, size_t *n)
{
    training *t = calloc(1, sizeof *t);
    *world = NULL;
    if (!t)
        return SGM_NOMEM;
    t->ctx = env->ctx;
    t->n = *n;
    sgm_status st = fill_world(t, c, env->seed);
    if (st != SGM_OK)
        clear(t);
    else
        *world = t;
    return st;
}

static sgm_status instance(sgm_instance **out, void *world, size_t i, sgm_flavor flavor)
{
    const training *t = world;
    return sgm_f4_instance(out, t->ctx, t->form, &t->statement[i], flavor);
}

static sgm_status prove(void *world, size_t i, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    const training *t = world;
    return sgm_f4_prove(t->ctx, t->form, &t->statement[i], &t->data, flavor, rng, proof);
}

static size_t proof_size(const void *world, sgm_flavor flavor)
{
    const training *t = world;
    return sgm_f4_proof_size(sgm_f4_length(t->B, t->statement[0].n), flavor);
}

static const sgm_theme theme = {
    .make = make, .instance = instance, .prove = prove, .proof_size = proof_size, .clear = clear};
static const sgm_case_param t1[] = {{"rows", 512}, {"T", 1}, {NULL, 0}},
                            t100[] = {{"rows", 512}, {"T", 100}, {NULL, 0}},
                            t1000[] = {{"rows", 512}, {"T", 1000}, {NULL, 0}},
                            rows65536[] = {{"rows", 65536}, {"T", 100}, {NULL, 0}},
                            blocks[] = {{"rows", 512}, {"T", 100}, {"B", 4}, {NULL, 0}};
static const size_t few[] = {1, 8, 64, 0}, one[] = {1, 0};

static const sgm_case list[] = {SGM_THEME_ENTRIES(&theme, "F4-RIDGE", "batchable", few, t1),
                                SGM_THEME_ENTRIES(&theme, "F4-RIDGE", "batchable", few, t100),
                                SGM_THEME_ENTRIES(&theme, "F4-RIDGE", "batchable", few, t1000),
                                SGM_THEME_ENTRIES(&theme, "F4-RIDGE", "batchable", one, rows65536),
                                SGM_THEME_ENTRIES(&theme, "F4-MINIBATCH", "batchable", few, blocks)};
const sgm_case_group sgm_cases_training = {list, sizeof list / sizeof list[0]};
