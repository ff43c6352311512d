/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cases of F4-ENTRIES: proofs that the entries of committed columns are small. The data are synthetic and of the shape
 * of the bundled ones: 31 columns of 11-bit entries and labels of +-256, registered anew for every proof. */
#include "bench/cases/theme.h"
#include "protocols/formulation/f4_entries.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 31, E = 1024 };

/* One registration of the data. */
typedef struct registered {
    sgm_sc rho[COLUMNS + 1];
    uint8_t CX[COLUMNS][32];
    sgm_f4_data data;
    sgm_f4_entries_statement statement;
} registered;

typedef struct dataset {
    const sgm_ctx *ctx;
    size_t n;
    int64_t *X, *y;
    registered *each;
} dataset;

static void clear(void *world)
{
    dataset *d = world;
    if (!d)
        return;
    free(d->X);
    free(d->y);
    free(d->each);
    free(d);
}

static sgm_status fill_world(void *world, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    dataset *d = world;
    const uint32_t rows = (uint32_t)sgm_case_param_of(c, "rows");
    sgm_status st = SGM_OK;
    d->ctx = env->ctx;
    d->n = n;
    d->X = malloc(rows * COLUMNS * sizeof *d->X);
    d->y = malloc(rows * sizeof *d->y);
    d->each = malloc(d->n * sizeof *d->each);
    if (!d->X || !d->y || !d->each)
        return SGM_NOMEM;
    sgm_input_bytes(d->X, rows * COLUMNS * sizeof *d->X, env->seed, "entries/x", 0);
    sgm_input_bytes(d->y, rows * sizeof *d->y, env->seed, "entries/y", 0);
    for (size_t i = 0; i < (size_t)rows * COLUMNS; i++)
        d->X[i] = (d->X[i] & 0x7ff) - E;
    for (size_t i = 0; i < rows; i++)
        d->y[i] = d->y[i] & 1 ? 256 : -256;
    for (size_t i = 0; i < d->n && st == SGM_OK; i++) {
        registered *r = &d->each[i];
        sgm_input_scalars(r->rho, COLUMNS + 1, env->seed + i, "entries/rho");
        r->data = (sgm_f4_data){.X = d->X, .y = d->y, .rho = r->rho, .rho_y = r->rho + COLUMNS};
        r->statement = (sgm_f4_entries_statement){.n = rows, .p = COLUMNS, .CX = (const uint8_t(*)[32])r->CX, .E = E};
        st = sgm_f4_commit(d->ctx, r->CX, r->statement.CY, &r->data, 0, rows, COLUMNS);
    }
    return st;
}

static sgm_status make(void **world, const sgm_case *c, const sgm_case_env *env, size_t *n)
{
    return sgm_theme_world(world, sizeof(dataset), c, env, *n, fill_world, clear);
}

static sgm_status instance(sgm_instance **out, void *world, size_t i, sgm_flavor flavor)
{
    const dataset *d = world;
    return sgm_f4_entries_instance(out, d->ctx, &d->each[i].statement, flavor);
}

static sgm_status prove(void *world, size_t i, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    const dataset *d = world;
    return sgm_f4_entries_prove(d->ctx, &d->each[i].statement, &d->each[i].data, flavor, rng, proof);
}

static size_t proof_size(const void *world, sgm_flavor flavor)
{
    return sgm_f4_entries_proof_size(&((const dataset *)world)->each[0].statement, flavor);
}

static const sgm_theme entries = {
    .make = make, .instance = instance, .prove = prove, .proof_size = proof_size, .clear = clear};
static const sgm_case_param bundled[] = {{"rows", 512}, {"p", COLUMNS}, {NULL, 0}};
static const size_t few[] = {1, 8, 0};

static const sgm_case list[] = {SGM_THEME_ENTRIES(&entries, "F4-ENTRIES", "batchable", few, bundled)};
const sgm_case_group sgm_cases_entries = {list, sizeof list / sizeof list[0]};
