/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cases of F4: proofs that gradient descent over committed columns was followed, all rows in every step or one of B
 * blocks in turn. In the registry the data are synthetic and of the shape of the bundled ones: 31 columns of 12-bit
 * entries, labels of +-256. */
#include "bench/cases/training.h"
#include "protocols/formulation/f4.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 31, LABEL = 256 };

/* One dataset, and n runs over it that begin at other weights. */
typedef struct training {
    const sgm_ctx *ctx;
    sgm_f4_form form;
    size_t n;
    uint32_t rows, B, p, steps; /* rows of all blocks */
    int64_t *X, *y, *values;    /* of each run: w, then g */
    uint32_t *block;
    sgm_sc *rho; /* B x p, then B of the labels */
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

static void fill_rows(training *t, uint64_t seed)
{
    sgm_input_bytes(t->X, (size_t)t->rows * t->p * sizeof *t->X, seed, "training/x", 0);
    sgm_input_bytes(t->y, t->rows * sizeof *t->y, seed, "training/y", 0);
    for (size_t i = 0; i < (size_t)t->rows * t->p; i++)
        t->X[i] = (t->X[i] & 0x7ff) - 0x400;
    for (size_t i = 0; i < t->rows; i++)
        t->y[i] = t->y[i] & 1 ? LABEL : -LABEL;
}

/* The rows that train; zeros stay behind them. */
static void copy_rows(training *t, const sgm_table *table)
{
    for (size_t i = 0; i < table->train_rows * t->p; i++)
        t->X[i] = table->x[i];
    for (size_t i = 0; i < table->train_rows; i++)
        t->y[i] = table->label[i] ? LABEL : -LABEL;
}

static void fill_data(training *t, const sgm_table *table, uint64_t seed)
{
    if (table != NULL)
        copy_rows(t, table);
    else
        fill_rows(t, seed);
    sgm_input_scalars(t->rho, t->B * (size_t)t->p, seed, "training/rho");
    sgm_input_scalars(t->rho + t->B * (size_t)t->p, t->B, seed, "training/rho_y");
    t->data = (sgm_f4_data){t->X, t->y, t->rho, t->rho + t->B * (size_t)t->p};
    for (uint32_t i = 0; i < t->steps; i++)
        t->block[i] = i % t->B;
}

static sgm_status commit(training *t)
{
    const size_t rows = t->rows / t->B, p = t->p;
    sgm_status st = SGM_OK;
    for (size_t beta = 0; beta < t->B && st == SGM_OK; beta++) {
        const sgm_f4_data of_block = {t->X + beta * rows * p, t->y + beta * rows, t->data.rho + beta * p,
                                      t->data.rho_y + beta};
        st = sgm_f4_commit(t->ctx, t->CX + beta * p, t->CY[beta], &of_block, (uint32_t)(beta * rows), (uint32_t)rows,
                           t->p);
    }
    return st;
}

/* Gradients of a block add up fewer rows, and so the step is longer. */
static uint32_t shift_of(const training *t)
{
    uint32_t shift = sgm_train_shift(t->rows, t->p);
    for (uint32_t B = t->B; B > 1; B /= 2)
        shift--;
    return shift;
}

static sgm_status fill_run(training *t, size_t i)
{
    size_t weights = ((size_t)t->steps + 1) * t->p, gradients = (size_t)t->steps * t->p;
    int64_t *w = t->values + i * (weights + gradients), *g = w + weights;
    sgm_f4_statement *s = &t->statement[i];
    *s = (sgm_f4_statement){.n = t->rows / t->B,
                            .CX = (const uint8_t(*)[32])t->CX,
                            .CY = (const uint8_t(*)[32])t->CY,
                            .run = {t->p, t->steps, 0, SGM_FX, shift_of(t), w, g, t->B, t->block}};
    for (size_t j = 0; j < t->p; j++)
        w[j] = (int64_t)i;
    return sgm_f4_descend(t->form, &s->run, w, g, t->X, t->y, s->n);
}

static sgm_status make_room(training *t)
{
    t->X = calloc((size_t)t->rows * t->p, sizeof *t->X);
    t->y = calloc(t->rows, sizeof *t->y);
    t->values = malloc(t->n * (2 * (size_t)t->steps + 1) * t->p * sizeof *t->values);
    t->statement = malloc(t->n * sizeof *t->statement);
    t->block = malloc(t->steps * sizeof *t->block);
    t->rho = malloc(t->B * ((size_t)t->p + 1) * sizeof *t->rho);
    t->CX = malloc(t->B * (size_t)t->p * sizeof *t->CX);
    t->CY = malloc(t->B * sizeof *t->CY);
    int all = t->X && t->y && t->values && t->statement && t->block && t->rho && t->CX && t->CY;
    return all ? SGM_OK : SGM_NOMEM;
}

static sgm_status fill_world(void *world, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    training *t = world;
    const sgm_table *table = ((const sgm_training_theme *)c->theme)->table;
    uint64_t B = sgm_case_param_of(c, "B");
    t->ctx = env->ctx;
    t->n = n;
    t->form = B > 0 ? SGM_F4_MINIBATCH : SGM_F4_RIDGE;
    t->B = B > 0 ? (uint32_t)B : 1;
    t->rows = (uint32_t)sgm_case_param_of(c, "rows");
    t->steps = (uint32_t)sgm_case_param_of(c, "T");
    t->p = table != NULL ? (uint32_t)table->columns : COLUMNS;
    sgm_status st = make_room(t);
    if (st != SGM_OK)
        return st;
    fill_data(t, table, env->seed);
    st = commit(t);
    for (size_t i = 0; i < t->n && st == SGM_OK; i++)
        st = fill_run(t, i);
    return st;
}

static sgm_status make(void **world, const sgm_case *c, const sgm_case_env *env, size_t *n)
{
    return sgm_theme_world(world, sizeof(training), c, env, *n, fill_world, clear);
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

#define DESCENT                                                                                                        \
    {                                                                                                                  \
        .make = make, .instance = instance, .prove = prove, .proof_size = proof_size, .clear = clear                   \
    }
static const sgm_training_theme synthetic = {DESCENT, NULL};
static const sgm_case_param t1[] = {{"rows", 512}, {"T", 1}, {NULL, 0}},
                            t100[] = {{"rows", 512}, {"T", 100}, {NULL, 0}},
                            t1000[] = {{"rows", 512}, {"T", 1000}, {NULL, 0}},
                            rows65536[] = {{"rows", 65536}, {"T", 100}, {NULL, 0}},
                            blocks[] = {{"rows", 512}, {"T", 100}, {"B", 4}, {NULL, 0}};
static const size_t few[] = {1, 8, 64, 0}, one[] = {1, 0};

static const sgm_case list[] = {SGM_THEME_ENTRIES(&synthetic.theme, "F4-RIDGE", "batchable", few, t1),
                                SGM_THEME_ENTRIES(&synthetic.theme, "F4-RIDGE", "batchable", few, t100),
                                SGM_THEME_ENTRIES(&synthetic.theme, "F4-RIDGE", "batchable", few, t1000),
                                SGM_THEME_ENTRIES(&synthetic.theme, "F4-RIDGE", "batchable", one, rows65536),
                                SGM_THEME_ENTRIES(&synthetic.theme, "F4-MINIBATCH", "batchable", few, blocks)};
const sgm_case_group sgm_cases_training = {list, sizeof list / sizeof list[0]};

void sgm_training_cases_of(sgm_training_cases *out, const sgm_table *table)
{
    enum { FEW_ROWS = 8192 }; /* of a larger table one proof is made, as of the largest synthetic one */
    uint64_t rows = 1;
    while (rows < table->train_rows)
        rows *= 2;
    *out = (sgm_training_cases){.theme = {DESCENT, table},
                                .params = {{"rows", rows}, {"p", table->columns}, {"T", SGM_STEPS}, {NULL, 0}}};
    const sgm_case entries[SGM_TRAINING_ENTRIES] = {
        SGM_THEME_ENTRIES(&out->theme.theme, "F4-RIDGE", "batchable", rows > FEW_ROWS ? one : few, out->params)};
    memcpy(out->list, entries, sizeof entries);
}
