/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cases of F4-LOGISTIC: proofs of clipped gradients over committed columns. The data are synthetic and of the shape of
 * the bundled ones: 7/8 of the rows have 31 columns of 11-bit entries, the rest are zeros. Labels are what two columns
 * say, so that descent takes most predictions beyond the clip. */
#include "bench/cases/theme.h"
#include "protocols/formulation/f4_logistic.h"
#include "protocols/training.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 31, LABEL = 256, LAMBDA = 1 << 16, REACH = 28 };

/* One dataset, and n proofs about weights that descent reached from other ones. */
typedef struct dataset {
    const sgm_ctx *ctx;
    size_t n;
    uint32_t rows;
    int64_t *X, *y, *w, *g; /* w, g: of each run */
    sgm_sc rho[COLUMNS + 1];
    uint8_t CX[COLUMNS][32], CY[32];
    sgm_f4_data data;
    sgm_f4_logistic_statement *statement;
} dataset;

static void clear(void *world)
{
    dataset *d = world;
    if (!d)
        return;
    free(d->X);
    free(d->y);
    free(d->w);
    free(d->g);
    free(d->statement);
    free(d);
}

static void fill_rows(dataset *d, uint64_t seed)
{
    const size_t filled = d->rows - d->rows / 8;
    sgm_input_bytes(d->X, filled * COLUMNS * sizeof *d->X, seed, "logistic/x", 0);
    for (size_t i = 0; i < filled * COLUMNS; i++)
        d->X[i] = (d->X[i] & 0x7ff) - 0x400;
    for (size_t i = 0; i < filled; i++)
        d->y[i] = d->X[i * COLUMNS] + d->X[i * COLUMNS + 1] > 0 ? LABEL : -LABEL;
    sgm_input_scalars(d->rho, COLUMNS + 1, seed, "logistic/rho");
    d->data = (sgm_f4_data){d->X, d->y, d->rho, d->rho + COLUMNS};
}

/* SGM_STEPS steps of descent from weights i, and the gradient where they end. */
static sgm_status fill_run(dataset *d, size_t i)
{
    int64_t *w = d->w + i * COLUMNS, *g = d->g + i * COLUMNS;
    sgm_f4_logistic_statement *s = &d->statement[i];
    *s = (sgm_f4_logistic_statement){.n = d->rows,
                                     .p = COLUMNS,
                                     .CX = (const uint8_t(*)[32])d->CX,
                                     .lambda = LAMBDA,
                                     .fx = SGM_FX,
                                     .K = REACH,
                                     .c = (uint64_t)LABEL << SGM_FX,
                                     .w = w,
                                     .g = g};
    memcpy(s->CY, d->CY, sizeof d->CY);
    for (size_t j = 0; j < COLUMNS; j++)
        w[j] = (int64_t)i;
    return sgm_f4_logistic_descend(s, SGM_STEPS, sgm_train_shift(d->rows, COLUMNS), w, g, d->X, d->y);
}

static sgm_status fill_world(void *world, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    dataset *d = world;
    d->ctx = env->ctx;
    d->n = n;
    d->rows = (uint32_t)sgm_case_param_of(c, "rows");
    d->X = calloc((size_t)d->rows * COLUMNS, sizeof *d->X);
    d->y = calloc(d->rows, sizeof *d->y);
    d->w = calloc(d->n * COLUMNS, sizeof *d->w);
    d->g = calloc(d->n * COLUMNS, sizeof *d->g);
    d->statement = calloc(d->n, sizeof *d->statement);
    if (!d->X || !d->y || !d->w || !d->g || !d->statement)
        return SGM_NOMEM;
    fill_rows(d, env->seed);
    sgm_status st = sgm_f4_commit(d->ctx, d->CX, d->CY, &d->data, 0, d->rows, COLUMNS);
    for (size_t i = 0; i < d->n && st == SGM_OK; i++)
        st = fill_run(d, i);
    return st;
}

static sgm_status make(void **world, const sgm_case *c, const sgm_case_env *env, size_t *n)
{
    return sgm_theme_world(world, sizeof(dataset), c, env, *n, fill_world, clear);
}

static sgm_status instance(sgm_instance **out, void *world, size_t i, sgm_flavor flavor)
{
    const dataset *d = world;
    return sgm_f4_logistic_instance(out, d->ctx, &d->statement[i], flavor);
}

static sgm_status prove(void *world, size_t i, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    const dataset *d = world;
    return sgm_f4_logistic_prove(d->ctx, &d->statement[i], &d->data, flavor, rng, proof);
}

static size_t proof_size(const void *world, sgm_flavor flavor)
{
    return sgm_f4_logistic_proof_size(&((const dataset *)world)->statement[0], flavor);
}

static const sgm_theme logistic = {
    .make = make, .instance = instance, .prove = prove, .proof_size = proof_size, .clear = clear};
static const sgm_case_param small[] = {{"rows", 16}, {"p", COLUMNS}, {NULL, 0}}, /* what every build can check */
    bundled[] = {{"rows", 512}, {"p", COLUMNS}, {NULL, 0}};
static const size_t few[] = {1, 8, 0};

static const sgm_case list[] = {SGM_THEME_ENTRIES(&logistic, "F4-LOGISTIC", "batchable", few, small),
                                SGM_THEME_ENTRIES(&logistic, "F4-LOGISTIC", "batchable", few, bundled)};
const sgm_case_group sgm_cases_logistic = {list, sizeof list / sizeof list[0]};
