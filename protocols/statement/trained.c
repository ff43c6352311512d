/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Registered columns and runs of statements about trained models. */
#include "protocols/statement/trained.h"

#include "primitives/base/ct.h"
#include "protocols/statement/columns.h"
#include "protocols/statement/json.h"

#include <stdlib.h>
#include <string.h>

/* What --steps says if nothing is given, and at most: more would not fit into a statement file. */
enum { STEPS = 100, STEPS_MAX = 250 };

void sgm_trained_values_clear(sgm_trained_values *v)
{
    free(v->rest);
    free(v->D);
    for (int m = 0; m < 2; m++) {
        free(v->rho[m]);
        free(v->w[m]);
        free(v->g[m]);
    }
    free(v->source);
}

/* Room for what p and T say. */
static sgm_status make_room(sgm_trained_values *v, sgm_error *err)
{
    const size_t p = v->p, T = v->T;
    v->rest = calloc(p + 1, sizeof *v->rest);
    v->D = calloc(p + 1, sizeof *v->D);
    int good = v->rest != NULL && v->D != NULL;
    for (int m = 0; m < 2; m++) {
        v->rho[m] = calloc(p, sizeof *v->rho[m]);
        v->w[m] = calloc((T + 1) * p, sizeof *v->w[m]);
        v->g[m] = calloc(T * p, sizeof *v->g[m]);
        good &= v->rho[m] != NULL && v->w[m] != NULL && v->g[m] != NULL;
    }
    return good ? SGM_OK : sgm_fail(err, SGM_NOMEM, "out of memory");
}

static json_t *scalars_json(const sgm_sc *s, size_t n)
{
    json_t *list = json_array();
    for (size_t j = 0; j < n && list != NULL; j++)
        if (json_array_append_new(list, sgm_json_scalar(&s[j])) != 0) {
            json_decref(list);
            list = NULL;
        }
    return list;
}

static json_t *run_json(const sgm_trained_values *v, int m)
{
    return json_pack("{s:o, s:o, s:o}", "rho", scalars_json(v->rho[m], v->p), "w",
                     sgm_json_matrix(v->w[m], v->T + (size_t)1, v->p), "g", sgm_json_matrix(v->g[m], v->T, v->p));
}

int sgm_trained_values_write(json_t *body, const sgm_trained_values *v)
{
    json_t *training = json_pack(
        "{s:s, s:s, s:I, s:I, s:I, s:o, s:o, s:I, s:I, s:I, s:I, s:o, s:o}", "words",
        "the registered columns of the rest and of D, and integer gradient descent over both and over the rest alone; "
        "rho opens the registered weights to the last ones of each run",
        "source", v->source, "block", (json_int_t)v->block, "n_rest", (json_int_t)v->n_rest, "n_D", (json_int_t)v->n_D,
        "rest", sgm_json_points((const uint8_t(*)[32])v->rest, v->p + (size_t)1), "D",
        sgm_json_points((const uint8_t(*)[32])v->D, v->p + (size_t)1), "T", (json_int_t)v->T, "lambda",
        (json_int_t)v->lambda, "fx", (json_int_t)v->fx, "sh", (json_int_t)v->sh, "with", run_json(v, 0), "without",
        run_json(v, 1));
    return json_object_set_new(body, "training", training);
}

static sgm_status read_scalars(sgm_sc *out, const json_t *run, size_t n, sgm_error *err)
{
    const json_t *list = json_object_get(run, "rho");
    sgm_status status = json_array_size(list) == n
                            ? SGM_OK
                            : sgm_fail(err, SGM_MALFORMED, "rho is not as many scalars as there are weights");
    for (size_t j = 0; j < n && status == SGM_OK; j++) {
        json_t *one = json_pack("{s:O}", "rho", json_array_get(list, j));
        status = sgm_json_get_scalar(one, "rho", &out[j], err);
        json_decref(one);
    }
    return status;
}

static sgm_status read_run(sgm_trained_values *v, int m, const json_t *run, sgm_error *err)
{
    sgm_status status = read_scalars(v->rho[m], run, v->p, err);
    if (status == SGM_OK)
        status = sgm_json_get_matrix(run, "w", v->w[m], v->T + (size_t)1, v->p, err);
    return status == SGM_OK ? sgm_json_get_matrix(run, "g", v->g[m], v->T, v->p, err) : status;
}

static sgm_status read_numbers(sgm_trained_values *v, const json_t *training, sgm_error *err)
{
    const struct {
        const char *key;
        uint32_t *out, least, most;
    } numbers[] = {{"block", &v->block, 0, SGM_BLOCKS - 1}, {"n_rest", &v->n_rest, 1, SGM_F4_ROWS_MAX},
                   {"n_D", &v->n_D, 1, SGM_F4_ROWS_MAX},    {"T", &v->T, 1, SGM_F4_STEPS_MAX},
                   {"lambda", &v->lambda, 0, UINT32_MAX},   {"fx", &v->fx, 0, SGM_F4_SHIFT_MAX},
                   {"sh", &v->sh, 0, SGM_F4_SHIFT_MAX}};
    sgm_status status = SGM_OK;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && status == SGM_OK; i++)
        status = sgm_json_get_number(training, numbers[i].key, numbers[i].out, numbers[i].least, numbers[i].most, err);
    return status;
}

sgm_status sgm_trained_values_read(sgm_trained_values *v, const json_t *body, uint32_t p, sgm_error *err)
{
    const json_t *training = json_object_get(body, "training"), *with = json_object_get(training, "with"),
                 *without = json_object_get(training, "without");
    v->p = p;
    sgm_status status = sgm_json_copy(training, "source", &v->source, err);
    if (status == SGM_OK)
        status = read_numbers(v, training, err);
    if (status == SGM_OK && !(sgm_json_is_matrix(with, "g", v->T, p) && sgm_json_is_matrix(without, "g", v->T, p)))
        status =
            sgm_fail(err, SGM_MALFORMED, "the runs do not both have T steps of as many numbers as there are weights");
    if (status == SGM_OK)
        status = make_room(v, err);
    if (status == SGM_OK)
        status = sgm_json_get_points(training, "rest", v->rest, p + (size_t)1, err);
    if (status == SGM_OK)
        status = sgm_json_get_points(training, "D", v->D, p + (size_t)1, err);
    if (status == SGM_OK)
        status = read_run(v, 0, with, err);
    return status == SGM_OK ? read_run(v, 1, without, err) : status;
}

void sgm_trained_values_fill(sgm_trained_statement *s, const sgm_trained_values *v)
{
    const sgm_f4_run run = {v->p, v->T, v->lambda, v->fx, v->sh, v->w[0], v->g[0], 0, NULL};
    const uint8_t(*rest)[32] = (const uint8_t(*)[32])v->rest, (*D)[32] = (const uint8_t(*)[32])v->D;
    s->rho = v->rho[0];
    s->rho0 = v->rho[1];
    s->rest = (sgm_trained_columns){v->n_rest, rest, rest + v->p};
    s->D = (sgm_trained_columns){v->n_D, D, D + v->p};
    s->with = s->without = run;
    s->without.w = v->w[1];
    s->without.g = v->g[1];
}

/* The rows of one side: n of them, a power of two. */
typedef struct side {
    int64_t *X, *y;
    sgm_sc *rho; /* p + 1 */
    sgm_f4_data data;
    size_t n;
} side;

struct sgm_trained_witness {
    side rest, D;
    size_t p;
    uint8_t seed[SGM_SEED_BYTES], of_weights[SGM_SEED_BYTES];
};

static void clear_side(side *d, size_t p)
{
    if (d->X != NULL)
        sgm_wipe(d->X, d->n * p * sizeof *d->X);
    if (d->y != NULL)
        sgm_wipe(d->y, d->n * sizeof *d->y);
    if (d->rho != NULL)
        sgm_wipe(d->rho, (p + 1) * sizeof *d->rho);
    free(d->X);
    free(d->y);
    free(d->rho);
}

void sgm_trained_witness_free(sgm_trained_witness *w)
{
    if (w == NULL)
        return;
    clear_side(&w->rest, w->p);
    clear_side(&w->D, w->p);
    sgm_wipe(w, sizeof *w);
    free(w);
}

const sgm_f4_data *sgm_trained_witness_rest(const sgm_trained_witness *w) { return &w->rest.data; }
const sgm_f4_data *sgm_trained_witness_D(const sgm_trained_witness *w) { return &w->D.data; }

sgm_status sgm_trained_witness_keep(sgm_made *out, const sgm_trained_witness *w, sgm_error *err)
{
    return sgm_seed_keep(out, w->seed, err);
}

/* The rows of a block, or those of all others. */
static sgm_status take_rows(side *d, const sgm_table *t, size_t block, int others, sgm_error *err)
{
    const size_t rows = t->train_rows / SGM_BLOCKS, p = t->columns, wanted = others ? t->train_rows - rows : rows;
    size_t at = 0;
    for (d->n = 1; d->n < wanted;)
        d->n *= 2;
    d->X = calloc(d->n * p, sizeof *d->X);
    d->y = calloc(d->n, sizeof *d->y);
    d->rho = calloc(p + 1, sizeof *d->rho);
    if (d->X == NULL || d->y == NULL || d->rho == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    for (size_t i = 0; i < t->train_rows; i++) {
        if ((i / rows == block) == others)
            continue;
        d->y[at] = t->label[i] ? SGM_LABEL : -SGM_LABEL;
        for (size_t j = 0; j < p; j++)
            d->X[at * p + j] = t->x[i * p + j];
        at++;
    }
    d->data = (sgm_f4_data){d->X, d->y, d->rho, d->rho + p};
    return SGM_OK;
}

static sgm_status register_columns(sgm_trained_values *v, sgm_trained_witness *w, const sgm_ctx *ctx, sgm_error *err)
{
    const size_t p = w->p;
    sgm_status status = sgm_seed_blind(w->rest.rho, p + 1, "f4/blinding", w->seed, 0, err);
    if (status == SGM_OK)
        status = sgm_seed_blind(w->D.rho, p + 1, "f4/blinding", w->seed, p + 1, err);
    for (int m = 0; m < 2 && status == SGM_OK; m++) /* they are published */
        status = sgm_seed_blind(v->rho[m], p, "trained/blinding", w->of_weights, (size_t)m * p, err);
    if (status != SGM_OK)
        return status;
    if (sgm_f4_commit(ctx, v->rest, v->rest[p], &w->rest.data, 0, v->n_rest, v->p) != SGM_OK ||
        sgm_f4_commit(ctx, v->D, v->D[p], &w->D.data, v->n_rest, v->n_D, v->p) != SGM_OK)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    return SGM_OK;
}

/* With D: its rows behind the rest's. */
static sgm_status train(sgm_trained_values *v, const sgm_trained_witness *w, sgm_error *err)
{
    const size_t n = w->rest.n, m = w->D.n, p = w->p;
    const sgm_f4_run run = {v->p, v->T, v->lambda, v->fx, v->sh, NULL, NULL, 0, NULL};
    int64_t *X = calloc((n + m) * p, sizeof *X), *y = calloc(n + m, sizeof *y);
    sgm_status status = X != NULL && y != NULL ? SGM_OK : SGM_NOMEM;
    if (status == SGM_OK) {
        memcpy(X, w->rest.X, n * p * sizeof *X);
        memcpy(X + n * p, w->D.X, m * p * sizeof *X);
        memcpy(y, w->rest.y, n * sizeof *y);
        memcpy(y + n, w->D.y, m * sizeof *y);
        status = sgm_f4_descend(SGM_F4_RIDGE, &run, v->w[0], v->g[0], X, y, (uint32_t)(n + m));
    }
    if (status == SGM_OK)
        status = sgm_f4_descend(SGM_F4_RIDGE, &run, v->w[1], v->g[1], w->rest.X, w->rest.y, (uint32_t)n);
    if (X != NULL)
        sgm_wipe(X, (n + m) * p * sizeof *X);
    if (y != NULL)
        sgm_wipe(y, (n + m) * sizeof *y);
    free(X);
    free(y);
    return status == SGM_OK ? status : sgm_fail(err, status, "a run does not stay within 62 bits");
}

static sgm_status make_of_table(sgm_trained_values *v, sgm_trained_witness *w, const sgm_table *t, const sgm_inputs *in,
                                sgm_error *err)
{
    w->p = t->columns;
    sgm_status status = take_rows(&w->rest, t, v->block, 1, err);
    if (status == SGM_OK)
        status = take_rows(&w->D, t, v->block, 0, err);
    v->p = (uint32_t)w->p;
    v->n_rest = (uint32_t)w->rest.n;
    v->n_D = (uint32_t)w->D.n;
    v->fx = SGM_FX;
    v->sh = SGM_SHIFT;
    if (status == SGM_OK)
        status = make_room(v, err);
    if (status == SGM_OK)
        status = register_columns(v, w, in->ctx, err);
    return status == SGM_OK ? train(v, w, err) : status;
}

sgm_status sgm_trained_values_make(sgm_trained_values *v, sgm_trained_witness **witness, const sgm_inputs *in,
                                   sgm_error *err)
{
    const char *source = in->value(in, "table") != NULL ? in->value(in, "table") : in->bundled_table;
    sgm_trained_witness *w = *witness = calloc(1, sizeof *w);
    sgm_table t;
    if (w == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    uint64_t steps = STEPS, block = 0;
    sgm_status status = sgm_option_number(&steps, "steps", 1, STEPS_MAX, in, err);
    if (status == SGM_OK)
        status = sgm_option_number(&block, "block", 0, SGM_BLOCKS - 1, in, err);
    v->T = (uint32_t)steps;
    v->block = (uint32_t)block;
    if (status == SGM_OK)
        status = sgm_seed_take(w->seed, in->value(in, "columns-opening"), "columns", err);
    if (status == SGM_OK)
        status = sgm_seed_take(w->of_weights, NULL, "weights", err);
    if (status == SGM_OK)
        status = in->table(&t, source, err);
    if (status != SGM_OK)
        return status;
    v->source = strdup(source);
    status = v->source != NULL ? make_of_table(v, w, &t, in, err) : sgm_fail(err, SGM_NOMEM, "out of memory");
    sgm_table_clear(&t);
    return status;
}
