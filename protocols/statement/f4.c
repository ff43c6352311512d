/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Statements about a training run over committed data: F4-RIDGE and F4-VICINITY. */
#include "protocols/formulation/f4.h"
#include "primitives/base/ct.h"
#include "protocols/hash.h"
#include "protocols/hex.h"
#include "protocols/statement/json.h"
#include "protocols/statement/parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What --steps says if nothing is given, and at most: more would not fit into a statement file. */
enum { STEPS = 100, STEPS_MAX = 2000, LABEL = 256, LAMBDA = 1 << 16 };
/* Of the example that costs are told for. */
enum { EXAMPLE_ROWS = 512, EXAMPLE_COLUMNS = 31 };

typedef struct f4_values {
    sgm_f4_statement s;
    uint8_t (*CX)[32];
    int64_t *w, *g;
    char *source; /* of the table; a label that binds nothing */
} f4_values;

static sgm_f4_form form_of(const sgm_statement_file *s)
{
    return sgm_statement_words(s->kind) == &sgm_f4[SGM_F4_RIDGE] ? SGM_F4_RIDGE : SGM_F4_VICINITY;
}

static size_t n_weights(sgm_f4_form form, const sgm_f4_run *r)
{
    return ((size_t)r->T + (form == SGM_F4_RIDGE)) * r->p;
}

static void clear(void *values)
{
    f4_values *v = values;
    free(v->CX);
    free(v->w);
    free(v->g);
    free(v->source);
}

/* Room for what p and T say. In: v->s.run is filled in, its arrays are not. */
static sgm_status make_room(f4_values *v, sgm_f4_form form, sgm_error *err)
{
    sgm_f4_run *r = &v->s.run;
    v->CX = calloc(r->p, sizeof *v->CX);
    v->w = calloc(n_weights(form, r), sizeof *v->w);
    v->g = calloc((size_t)r->T * r->p, sizeof *v->g);
    if (v->CX == NULL || v->w == NULL || v->g == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    v->s.CX = (const uint8_t(*)[32])v->CX;
    r->w = v->w;
    r->g = v->g;
    return SGM_OK;
}

static void cost(sgm_statement_cost *out, const sgm_statement_file *s)
{
    const f4_values *v = s->values;
    uint32_t n = v != NULL ? v->s.n : EXAMPLE_ROWS, rounds = 0;
    while (n >> (rounds + 1) > 0)
        rounds++;
    *out = (sgm_statement_cost){.equations = 2,
                                .points = 5 + 2 * (uint64_t)rounds + (v != NULL ? v->s.run.p : EXAMPLE_COLUMNS) + 1};
    out->bytes[SGM_BATCHABLE] = sgm_f4_proof_size(n, SGM_BATCHABLE);
    out->bytes[SGM_HINTED] = sgm_f4_proof_size(n, SGM_HINTED);
}

/* A list of rows of p numbers. */
static json_t *matrix_json(const int64_t *values, size_t rows, size_t p)
{
    json_t *list = json_array();
    for (size_t t = 0; t < rows && list != NULL; t++) {
        json_t *row = json_array();
        for (size_t j = 0; j < p && row != NULL; j++)
            if (json_array_append_new(row, json_integer(values[t * p + j])) != 0) {
                json_decref(row);
                row = NULL;
            }
        if (row == NULL || json_array_append_new(list, row) != 0) {
            json_decref(list);
            list = NULL;
        }
    }
    return list;
}

static json_t *columns_json(const f4_values *v)
{
    json_t *list = json_array();
    for (size_t j = 0; j < v->s.run.p && list != NULL; j++)
        if (json_array_append_new(list, sgm_json_hex(v->CX[j], 32)) != 0) {
            json_decref(list);
            list = NULL;
        }
    return list;
}

static int write(json_t *body, const sgm_statement_file *s)
{
    const f4_values *v = s->values;
    const sgm_f4_run *r = &v->s.run;
    json_t *data = json_pack("{s:s, s:s, s:I, s:I, s:o, s:o}", "words",
                             "the registered columns: commitments to n rows of hidden integers, p features and a label",
                             "source", v->source, "n", (json_int_t)v->s.n, "p", (json_int_t)r->p, "CX", columns_json(v),
                             "CY", sgm_json_hex(v->s.CY, 32));
    json_t *run =
        json_pack("{s:s, s:I, s:I, s:I, s:I, s:o, s:o}", "words",
                  "integer gradient descent in the open: weights w and gradients g of every step", "T",
                  (json_int_t)r->T, "lambda", (json_int_t)r->lambda, "fx", (json_int_t)r->fx, "sh", (json_int_t)r->sh,
                  "w", matrix_json(v->w, n_weights(form_of(s), r) / r->p, r->p), "g", matrix_json(v->g, r->T, r->p));
    return json_object_set_new(body, "data", data) | json_object_set_new(body, "run", run);
}

/* A whole number from `least` to `most`. */
static sgm_status read_number(const json_t *object, const char *key, uint32_t *out, uint32_t least, uint32_t most,
                              sgm_error *err)
{
    const json_t *value = json_object_get(object, key);
    json_int_t x = json_integer_value(value);
    if (!json_is_integer(value) || x < (json_int_t)least || x > (json_int_t)most)
        return sgm_fail(err, SGM_MALFORMED, "%s is missing or is not a whole number from %u to %u", key, least, most);
    *out = (uint32_t)x;
    return SGM_OK;
}

/* Exactly rows times p numbers. */
static sgm_status read_matrix(const json_t *object, const char *key, int64_t *out, size_t rows, size_t p,
                              sgm_error *err)
{
    const json_t *list = json_object_get(object, key);
    int good = json_is_array(list) && json_array_size(list) == rows;
    for (size_t t = 0; t < rows && good; t++) {
        const json_t *row = json_array_get(list, t);
        good = json_is_array(row) && json_array_size(row) == p;
        for (size_t j = 0; j < p && good; j++) {
            good = json_is_integer(json_array_get(row, j));
            out[t * p + j] = json_integer_value(json_array_get(row, j));
        }
    }
    return good ? SGM_OK : sgm_fail(err, SGM_MALFORMED, "%s is not %zu rows of %zu integers", key, rows, p);
}

static sgm_status read_columns(f4_values *v, const json_t *data, sgm_error *err)
{
    const json_t *list = json_object_get(data, "CX");
    int good = json_array_size(list) == v->s.run.p;
    for (size_t j = 0; j < v->s.run.p && good; j++) {
        const char *text = json_string_value(json_array_get(list, j));
        good = text != NULL && strlen(text) == 64 && sgm_hex_decode(v->CX[j], 32, text);
    }
    if (!good)
        return sgm_fail(err, SGM_MALFORMED, "CX is not a list of p points");
    return sgm_json_get_hex(data, "CY", v->s.CY, sizeof v->s.CY, err);
}

/* The lists must be there before their lengths allocate anything. */
static sgm_status check_lengths(const json_t *data, const json_t *run, const sgm_f4_run *r, sgm_error *err)
{
    if (json_array_size(json_object_get(data, "CX")) != r->p || json_array_size(json_object_get(run, "g")) != r->T)
        return sgm_fail(err, SGM_MALFORMED, "CX and g do not have p columns and T steps");
    return SGM_OK;
}

static sgm_status read(sgm_statement_file *s, const json_t *body, sgm_error *err)
{
    f4_values *v = s->values;
    sgm_f4_run *r = &v->s.run;
    const json_t *data = json_object_get(body, "data"), *run = json_object_get(body, "run");
    sgm_status status = sgm_json_copy(data, "source", &v->source, err);
    if (status == SGM_OK)
        status = read_number(data, "n", &v->s.n, 1, SGM_F4_ROWS_MAX, err);
    if (status == SGM_OK)
        status = read_number(data, "p", &r->p, 1, SGM_F4_COLUMNS_MAX, err);
    if (status == SGM_OK)
        status = read_number(run, "T", &r->T, 1, SGM_F4_STEPS_MAX, err);
    if (status == SGM_OK)
        status = read_number(run, "lambda", &r->lambda, 0, UINT32_MAX, err);
    if (status == SGM_OK)
        status = read_number(run, "fx", &r->fx, 0, SGM_F4_SHIFT_MAX, err);
    if (status == SGM_OK)
        status = read_number(run, "sh", &r->sh, 0, SGM_F4_SHIFT_MAX, err);
    if (status == SGM_OK)
        status = check_lengths(data, run, r, err);
    if (status == SGM_OK)
        status = make_room(v, form_of(s), err);
    if (status == SGM_OK)
        status = read_columns(v, data, err);
    if (status == SGM_OK)
        status = read_matrix(run, "w", v->w, n_weights(form_of(s), r) / r->p, r->p, err);
    return status == SGM_OK ? read_matrix(run, "g", v->g, r->T, r->p, err) : status;
}

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_statement_file *s, sgm_error *err)
{
    const f4_values *v = s->values;
    sgm_status status = sgm_f4_instance(out, ctx, form_of(s), &v->s, s->flavor);
    if (status == SGM_USAGE)
        return sgm_fail(err, status, "%s has no compact form", sgm_f4[form_of(s)].name);
    return status == SGM_OK
               ? status
               : sgm_fail(err, status,
                          "n is no power of two, a column is no point, or the weights are not the stated steps");
}

/* The rows, padded to a power of two, and one seed that all blindings follow from. Secret. */
typedef struct f4_witness {
    sgm_f4_data data;
    int64_t *X, *y;
    sgm_sc *rho;
    size_t n, p;
    uint8_t seed[SGM_SEED_BYTES];
} f4_witness;

static void clear_witness(f4_witness *w)
{
    if (w->X != NULL)
        sgm_wipe(w->X, w->n * w->p * sizeof *w->X);
    if (w->y != NULL)
        sgm_wipe(w->y, w->n * sizeof *w->y);
    if (w->rho != NULL)
        sgm_wipe(w->rho, w->p * sizeof *w->rho);
    free(w->X);
    free(w->y);
    free(w->rho);
    sgm_wipe(w, sizeof *w);
}

static sgm_status take_rows(f4_witness *w, const sgm_table *t, sgm_error *err)
{
    w->p = t->columns;
    for (w->n = 1; w->n < t->train_rows;)
        w->n *= 2;
    w->X = calloc(w->n * w->p, sizeof *w->X);
    w->y = calloc(w->n, sizeof *w->y);
    w->rho = calloc(w->p, sizeof *w->rho);
    if (w->X == NULL || w->y == NULL || w->rho == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    for (size_t i = 0; i < t->train_rows; i++) {
        w->y[i] = t->label[i] ? LABEL : -LABEL;
        for (size_t j = 0; j < w->p; j++)
            w->X[i * w->p + j] = t->x[i * w->p + j];
    }
    w->data = (sgm_f4_data){.X = w->X, .y = w->y, .rho = w->rho};
    return SGM_OK;
}

/* rho_j = H2S("f4/blinding", seed, LE(j,4)), that of the label with j = p. */
static sgm_status take_blindings(f4_witness *w, sgm_error *err)
{
    for (size_t j = 0; j <= w->p; j++) {
        const uint8_t index[4] = {(uint8_t)j, (uint8_t)(j >> 8), (uint8_t)(j >> 16), (uint8_t)(j >> 24)};
        const sgm_bytes parts[] = {{w->seed, sizeof w->seed}, {index, sizeof index}};
        if (sgm_hash_to_scalar(j < w->p ? &w->rho[j] : &w->data.rho_y, "f4/blinding", parts, 2) != SGM_OK)
            return sgm_fail(err, SGM_IO, "SHA-512 failed");
    }
    return SGM_OK;
}

static sgm_status read_steps(uint32_t *steps, const char *text, sgm_error *err)
{
    char *end = NULL;
    *steps = STEPS;
    if (text == NULL)
        return SGM_OK;
    errno = 0;
    unsigned long value = text[0] >= '0' && text[0] <= '9' ? strtoul(text, &end, 10) : 0;
    if (end == NULL || *end != '\0' || errno != 0 || value < 1 || value > STEPS_MAX)
        return sgm_fail(err, SGM_USAGE, "--steps is a number from 1 to %d, not \"%.60s\"", STEPS_MAX, text);
    *steps = (uint32_t)value;
    return SGM_OK;
}

/* The run of --steps steps; for F4-VICINITY the gradient at the weights that such a run ends with. */
static sgm_status train(f4_values *v, sgm_f4_form form, const f4_witness *w, uint32_t steps, sgm_error *err)
{
    sgm_f4_run full = {(uint32_t)w->p, steps, 0, SGM_FX, SGM_SHIFT, NULL, NULL}, *r = &v->s.run;
    int64_t *weights = calloc(((size_t)steps + 1) * w->p, sizeof *weights), *g = calloc(steps * w->p, sizeof *g);
    sgm_status status = weights != NULL && g != NULL ? SGM_OK : SGM_NOMEM;
    v->s.n = (uint32_t)w->n;
    *r = form == SGM_F4_RIDGE ? full : (sgm_f4_run){(uint32_t)w->p, 1, LAMBDA, SGM_FX, 0, NULL, NULL};
    if (status == SGM_OK)
        status = make_room(v, form, err);
    if (status == SGM_OK)
        status = sgm_f4_descend(SGM_F4_RIDGE, &full, weights, g, w->X, w->y, (uint32_t)w->n);
    if (status == SGM_OK && form == SGM_F4_RIDGE) {
        memcpy(v->w, weights, ((size_t)steps + 1) * w->p * sizeof *weights);
        memcpy(v->g, g, steps * w->p * sizeof *g);
    } else if (status == SGM_OK) {
        memcpy(v->w, weights + steps * w->p, w->p * sizeof *weights);
        status = sgm_f4_descend(form, r, v->w, v->g, w->X, w->y, (uint32_t)w->n);
    }
    free(weights);
    free(g);
    return status == SGM_OK ? status : sgm_fail(err, status, "the run does not stay within 62 bits");
}

static sgm_status prove_it(const sgm_ctx *ctx, const sgm_statement_file *s, const void *witness, uint8_t *proof)
{
    const f4_values *v = s->values;
    const f4_witness *w = witness;
    const sgm_rng rng = sgm_rng_system();
    return sgm_f4_prove(ctx, form_of(s), &v->s, &w->data, s->flavor, &rng, proof);
}

static sgm_status prove_table(sgm_statement_file *s, const sgm_table *t, const sgm_inputs *in, sgm_made *out,
                              sgm_error *err)
{
    f4_values *v = s->values;
    f4_witness w = {0};
    uint32_t steps;
    sgm_status status = read_steps(&steps, in->value(in, "steps"), err);
    if (status == SGM_OK)
        status = take_rows(&w, t, err);
    if (status == SGM_OK)
        status = sgm_seed_take(w.seed, in->value(in, "columns-opening"), "columns", err);
    if (status == SGM_OK)
        status = take_blindings(&w, err);
    if (status == SGM_OK)
        status = train(v, form_of(s), &w, steps, err);
    if (status == SGM_OK && sgm_f4_commit(in->ctx, v->CX, v->s.CY, &w.data, v->s.n, v->s.run.p) != SGM_OK)
        status = sgm_fail(err, SGM_NOMEM, "out of memory");
    if (status == SGM_OK)
        status = sgm_statement_prove(out, in->ctx, s, prove_it, &w, err);
    if (status == SGM_OK)
        status = sgm_seed_keep(out, w.seed, err);
    clear_witness(&w);
    return status;
}

static sgm_status prove(sgm_statement_file *s, const sgm_inputs *in, sgm_made *out, sgm_error *err)
{
    f4_values *v = s->values;
    sgm_table t;
    const char *source = in->value(in, "table") != NULL ? in->value(in, "table") : in->bundled_table;
    if (s->flavor == SGM_COMPACT)
        return sgm_fail(err, SGM_USAGE, "%s has no compact form", sgm_f4[form_of(s)].name);
    sgm_status status = in->table(&t, source, err);
    if (status != SGM_OK)
        return status;
    v->source = strdup(source);
    status = v->source != NULL ? prove_table(s, &t, in, out, err) : sgm_fail(err, SGM_NOMEM, "out of memory");
    sgm_table_clear(&t);
    return status;
}

/* What a verifier may compare: the digest of the weights that the run ends with. */
static sgm_status check(sgm_statement_file *s, const sgm_inputs *in, sgm_notes *notes, sgm_error *err)
{
    const f4_values *v = s->values;
    const sgm_f4_run *r = &v->s.run;
    sgm_model_digest digest;
    uint8_t dm[32];
    char text[65] = "";
    (void)in;
    if (sgm_train_digest(v->w + n_weights(form_of(s), r) - r->p, r->p, &digest) != SGM_OK)
        return sgm_fail(err, SGM_MALFORMED, "the last weights have no digest");
    sgm_sc_to_bytes(dm, &digest.dm);
    sgm_hex_encode(text, dm, sizeof dm);
    sgm_note(notes, "run: %u step%s over %u rows, each checked in the clear; its last weights have dm = %s", r->T,
             r->T == 1 ? "" : "s", v->s.n, text);
    sgm_note(notes, "data: hidden behind the registered columns, as stated");
    return SGM_OK;
}

static const sgm_option options[] = {
    {"table", "FILE",
     "numbers to train on: CSV with a header, the last column a label 0 or 1 (default: the bundled one)",
     SGM_OPTION_PROVE | SGM_OPTION_READS},
    {"steps", "T", "steps of gradient descent (default 100)", SGM_OPTION_PROVE},
    {"columns-opening", "FILE", "blind the columns as this file of an earlier proof says",
     SGM_OPTION_PROVE | SGM_OPTION_READS},
    {"columns-opening-out", "FILE", "keep the blindings of the columns here (secret, mode 0600)",
     SGM_OPTION_PROVE | SGM_OPTION_SECRET}};

#define F4_KIND(form_)                                                                                                 \
    {                                                                                                                  \
        .words = &sgm_f4[form_], .challenge_bits = 253, .example = "512 rows of 31 columns",                           \
        .hypothesis = "use of the dataset", .values_bytes = sizeof(f4_values), .options = options,                     \
        .n_options = sizeof options / sizeof options[0], .cost = cost, .write = write, .read = read,                   \
        .instance = instance, .prove = prove, .check = check, .clear = clear                                           \
    }
const sgm_statement_kind sgm_kind_f4_ridge = F4_KIND(SGM_F4_RIDGE), sgm_kind_f4_vicinity = F4_KIND(SGM_F4_VICINITY);
