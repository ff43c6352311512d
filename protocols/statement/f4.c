/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Statements about a training run over committed data: F4-RIDGE, F4-VICINITY and F4-MINIBATCH. */
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
/* What --blocks says if nothing is given, and at most. */
enum { BLOCKS = 4, BLOCKS_MAX = 64 };
/* Of the example that costs are told for. */
enum { EXAMPLE_ROWS = 512, EXAMPLE_COLUMNS = 31 };

typedef struct f4_values {
    sgm_f4_statement s;
    uint32_t B; /* 1 but for F4-MINIBATCH */
    uint8_t (*CX)[32], (*CY)[32];
    int64_t *w, *g;
    uint32_t *block; /* of every step */
    char *source;    /* of the table; a label that binds nothing */
} f4_values;

static sgm_f4_form form_of(const sgm_statement_file *s)
{
    sgm_f4_form form = SGM_F4_RIDGE;
    while (sgm_statement_words(s->kind) != &sgm_f4[form])
        form++;
    return form;
}

static size_t n_weights(sgm_f4_form form, const sgm_f4_run *r)
{
    return ((size_t)r->T + (form != SGM_F4_VICINITY)) * r->p;
}

static void clear(void *values)
{
    f4_values *v = values;
    free(v->CX);
    free(v->CY);
    free(v->w);
    free(v->g);
    free(v->block);
    free(v->source);
}

/* Room for what p, T and B say. In: v->B is set and v->s.run filled in, its arrays are not. */
static sgm_status make_room(f4_values *v, sgm_f4_form form, sgm_error *err)
{
    sgm_f4_run *r = &v->s.run;
    v->CX = calloc((size_t)v->B * r->p, sizeof *v->CX);
    v->CY = calloc(v->B, sizeof *v->CY);
    v->block = calloc(r->T, sizeof *v->block);
    v->w = calloc(n_weights(form, r), sizeof *v->w);
    v->g = calloc((size_t)r->T * r->p, sizeof *v->g);
    if (v->CX == NULL || v->CY == NULL || v->block == NULL || v->w == NULL || v->g == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    v->s.CX = (const uint8_t(*)[32])v->CX;
    v->s.CY = (const uint8_t(*)[32])v->CY;
    r->w = v->w;
    r->g = v->g;
    r->B = v->B;
    r->block = v->block;
    return SGM_OK;
}

static void cost(sgm_statement_cost *out, const sgm_statement_file *s)
{
    const f4_values *v = s->values;
    const uint64_t B = v != NULL ? v->B : form_of(s) == SGM_F4_MINIBATCH ? BLOCKS : 1;
    const uint32_t n = v != NULL ? sgm_f4_length(v->B, v->s.n) : EXAMPLE_ROWS;
    uint32_t rounds = 0;
    while (n >> (rounds + 1) > 0)
        rounds++;
    *out = (sgm_statement_cost){.equations = 2,
                                .points = 5 + 2 * (uint64_t)rounds +
                                          B * ((v != NULL ? v->s.run.p : EXAMPLE_COLUMNS) + UINT64_C(1))};
    out->bytes[SGM_BATCHABLE] = sgm_f4_proof_size(n, SGM_BATCHABLE);
    out->bytes[SGM_HINTED] = sgm_f4_proof_size(n, SGM_HINTED);
}

/* What F4-MINIBATCH has beside the others' keys. */
static int write_blocks(json_t *data, json_t *run, const f4_values *v)
{
    const sgm_f4_run *r = &v->s.run;
    json_t *block = json_array();
    int failed = json_object_set_new(data, "B", json_integer(v->B)) |
                 json_object_set_new(data, "CY", sgm_json_points(v->s.CY, v->B));
    for (uint32_t t = 0; t < r->T && failed == 0; t++)
        failed = json_array_append_new(block, json_integer(v->block[t]));
    return failed | json_object_set_new(run, "block", block);
}

static int write(json_t *body, const sgm_statement_file *s)
{
    const f4_values *v = s->values;
    const sgm_f4_run *r = &v->s.run;
    json_t *data = json_pack("{s:s, s:s, s:I, s:I, s:o, s:o}", "words",
                             "the registered columns: commitments to n rows of hidden integers, p features and a label",
                             "source", v->source, "n", (json_int_t)v->s.n, "p", (json_int_t)r->p, "CX",
                             sgm_json_points(v->s.CX, (size_t)v->B * r->p), "CY", sgm_json_hex(v->CY[0], 32));
    json_t *run = json_pack("{s:s, s:I, s:I, s:I, s:I, s:o, s:o}", "words",
                            "integer gradient descent in the open: weights w and gradients g of every step", "T",
                            (json_int_t)r->T, "lambda", (json_int_t)r->lambda, "fx", (json_int_t)r->fx, "sh",
                            (json_int_t)r->sh, "w", sgm_json_matrix(v->w, n_weights(form_of(s), r) / r->p, r->p), "g",
                            sgm_json_matrix(v->g, r->T, r->p));
    if (form_of(s) == SGM_F4_MINIBATCH && write_blocks(data, run, v) != 0) {
        json_decref(data);
        json_decref(run);
        return -1;
    }
    return json_object_set_new(body, "data", data) | json_object_set_new(body, "run", run);
}

static sgm_status read_columns(f4_values *v, sgm_f4_form form, const json_t *data, sgm_error *err)
{
    sgm_status status = sgm_json_get_points(data, "CX", v->CX, (size_t)v->B * v->s.run.p, err);
    if (status != SGM_OK)
        return status;
    return form == SGM_F4_MINIBATCH ? sgm_json_get_points(data, "CY", v->CY, v->B, err)
                                    : sgm_json_get_hex(data, "CY", v->CY[0], sizeof v->CY[0], err);
}

/* The block of each step. */
static sgm_status read_blocks(f4_values *v, const json_t *run, sgm_error *err)
{
    const json_t *list = json_object_get(run, "block");
    int good = json_array_size(list) == v->s.run.T;
    for (uint32_t t = 0; t < v->s.run.T && good; t++) {
        const json_t *item = json_array_get(list, t);
        good = json_is_integer(item) && json_integer_value(item) >= 0 && json_integer_value(item) < v->B;
        v->block[t] = (uint32_t)json_integer_value(item);
    }
    return good ? SGM_OK : sgm_fail(err, SGM_MALFORMED, "block is not a list of T numbers below B");
}

/* The lists must be there before their lengths allocate anything. */
static sgm_status check_lengths(const f4_values *v, const json_t *data, const json_t *run, sgm_error *err)
{
    const sgm_f4_run *r = &v->s.run;
    if (json_array_size(json_object_get(data, "CX")) != (size_t)v->B * r->p ||
        json_array_size(json_object_get(run, "g")) != r->T)
        return sgm_fail(err, SGM_MALFORMED, "CX and g do not have p columns and T steps");
    return sgm_f4_length(v->B, v->s.n) > 0 ? SGM_OK : sgm_fail(err, SGM_MALFORMED, "B times n is too large");
}

static sgm_status read(sgm_statement_file *s, const json_t *body, sgm_error *err)
{
    f4_values *v = s->values;
    sgm_f4_run *r = &v->s.run;
    const sgm_f4_form form = form_of(s);
    const json_t *data = json_object_get(body, "data"), *run = json_object_get(body, "run");
    sgm_status status = sgm_json_copy(data, "source", &v->source, err);
    v->B = 1;
    if (status == SGM_OK && form == SGM_F4_MINIBATCH)
        status = sgm_json_get_number(data, "B", &v->B, 1, SGM_F4_ROWS_MAX, err);
    if (status == SGM_OK)
        status = sgm_json_get_number(data, "n", &v->s.n, 1, SGM_F4_ROWS_MAX, err);
    if (status == SGM_OK)
        status = sgm_json_get_number(data, "p", &r->p, 1, SGM_F4_COLUMNS_MAX, err);
    if (status == SGM_OK)
        status = sgm_json_get_number(run, "T", &r->T, 1, SGM_F4_STEPS_MAX, err);
    if (status == SGM_OK)
        status = sgm_json_get_number(run, "lambda", &r->lambda, 0, UINT32_MAX, err);
    if (status == SGM_OK)
        status = sgm_json_get_number(run, "fx", &r->fx, 0, SGM_F4_SHIFT_MAX, err);
    if (status == SGM_OK)
        status = sgm_json_get_number(run, "sh", &r->sh, 0, SGM_F4_SHIFT_MAX, err);
    if (status == SGM_OK)
        status = check_lengths(v, data, run, err);
    if (status == SGM_OK)
        status = make_room(v, form, err);
    if (status == SGM_OK)
        status = read_columns(v, form, data, err);
    if (status == SGM_OK && form == SGM_F4_MINIBATCH)
        status = read_blocks(v, run, err);
    if (status == SGM_OK)
        status = sgm_json_get_matrix(run, "w", v->w, n_weights(form, r) / r->p, r->p, err);
    return status == SGM_OK ? sgm_json_get_matrix(run, "g", v->g, r->T, r->p, err) : status;
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
                          "n is no power of two, a column is no point, no step is of some block, or the weights are "
                          "not the stated steps");
}

/* The rows in B blocks as long as each other but for one row, each padded to n, a power of two, and one seed that all
 * blindings follow from. Secret. */
typedef struct f4_witness {
    sgm_f4_data data;
    int64_t *X, *y;
    sgm_sc *rho, *rho_y;
    size_t n, p, B;
    uint8_t seed[SGM_SEED_BYTES];
} f4_witness;

static void clear_witness(f4_witness *w)
{
    if (w->X != NULL)
        sgm_wipe(w->X, w->B * w->n * w->p * sizeof *w->X);
    if (w->y != NULL)
        sgm_wipe(w->y, w->B * w->n * sizeof *w->y);
    if (w->rho != NULL)
        sgm_wipe(w->rho, w->B * w->p * sizeof *w->rho);
    if (w->rho_y != NULL)
        sgm_wipe(w->rho_y, w->B * sizeof *w->rho_y);
    free(w->X);
    free(w->y);
    free(w->rho);
    free(w->rho_y);
    sgm_wipe(w, sizeof *w);
}

static sgm_status take_rows(f4_witness *w, const sgm_table *t, sgm_error *err)
{
    if (t->train_rows > SGM_F4_ROWS_MAX)
        return sgm_fail(err, SGM_MALFORMED, "the table has %zu rows to train on, more than %d", t->train_rows,
                        SGM_F4_ROWS_MAX);
    const size_t rows = t->train_rows;
    w->p = t->columns;
    for (w->n = 1; w->n * w->B < rows;)
        w->n *= 2;
    w->X = calloc(w->B * w->n * w->p, sizeof *w->X);
    w->y = calloc(w->B * w->n, sizeof *w->y);
    w->rho = calloc(w->B * w->p, sizeof *w->rho);
    w->rho_y = calloc(w->B, sizeof *w->rho_y);
    if (w->X == NULL || w->y == NULL || w->rho == NULL || w->rho_y == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    for (size_t beta = 0; beta < w->B; beta++) {
        const size_t first = beta * rows / w->B, end = (beta + 1) * rows / w->B;
        for (size_t i = first, at = beta * w->n; i < end; i++, at++) {
            w->y[at] = t->label[i] ? LABEL : -LABEL;
            for (size_t j = 0; j < w->p; j++)
                w->X[at * w->p + j] = t->x[i * w->p + j];
        }
    }
    w->data = (sgm_f4_data){.X = w->X, .y = w->y, .rho = w->rho, .rho_y = w->rho_y};
    return SGM_OK;
}

/* rho_j = H2S("f4/blinding", seed, LE(j,4)), that of the label with j = p; those of the next block follow. */
static sgm_status take_blindings(f4_witness *w, sgm_error *err)
{
    for (size_t k = 0; k < w->B * (w->p + 1); k++) {
        const size_t beta = k / (w->p + 1), j = k % (w->p + 1);
        const uint8_t index[4] = {(uint8_t)k, (uint8_t)(k >> 8), (uint8_t)(k >> 16), (uint8_t)(k >> 24)};
        const sgm_bytes parts[] = {{w->seed, sizeof w->seed}, {index, sizeof index}};
        sgm_sc *rho = j < w->p ? &w->rho[beta * w->p + j] : &w->rho_y[beta];
        if (sgm_hash_to_scalar(rho, "f4/blinding", parts, 2) != SGM_OK)
            return sgm_fail(err, SGM_IO, "SHA-512 failed");
    }
    return SGM_OK;
}

/* The number after --name, from 1 to `most`; nothing given: as it was. */
static sgm_status read_option(uint32_t *out, const char *name, uint32_t most, const sgm_inputs *in, sgm_error *err)
{
    const char *text = in->value(in, name);
    char *end = NULL;
    if (text == NULL)
        return SGM_OK;
    errno = 0;
    unsigned long value = text[0] >= '0' && text[0] <= '9' ? strtoul(text, &end, 10) : 0;
    if (end == NULL || *end != '\0' || errno != 0 || value < 1 || value > most)
        return sgm_fail(err, SGM_USAGE, "--%s is a number from 1 to %u, not \"%.60s\"", name, most, text);
    *out = (uint32_t)value;
    return SGM_OK;
}

/* With B blocks a gradient has the B-th part of the rows, and the step is about B times as long. */
static uint32_t shift_of(const f4_witness *w)
{
    uint32_t shift = sgm_train_shift(w->B * w->n, w->p);
    for (size_t B = w->B; B > 1; B /= 2)
        shift--;
    return shift;
}

/* The run of --steps steps, whose blocks take turns; for F4-VICINITY the gradient at the weights that such a run ends
 * with. */
static sgm_status train(f4_values *v, sgm_f4_form form, const f4_witness *w, uint32_t steps, sgm_error *err)
{
    sgm_f4_run full = {(uint32_t)w->p, steps, 0, SGM_FX, shift_of(w), NULL, NULL, 0, NULL}, *r = &v->s.run;
    int64_t *weights = calloc(((size_t)steps + 1) * w->p, sizeof *weights), *g = calloc(steps * w->p, sizeof *g);
    sgm_status status = weights != NULL && g != NULL ? SGM_OK : SGM_NOMEM;
    v->s.n = (uint32_t)w->n;
    v->B = (uint32_t)w->B;
    *r = form != SGM_F4_VICINITY ? full : (sgm_f4_run){(uint32_t)w->p, 1, LAMBDA, SGM_FX, 0, NULL, NULL, 0, NULL};
    if (status == SGM_OK)
        status = make_room(v, form, err);
    for (uint32_t t = 0; t < r->T && status == SGM_OK; t++)
        v->block[t] = t % v->B;
    full.B = v->B;
    full.block = v->block;
    if (status == SGM_OK)
        status = sgm_f4_descend(form == SGM_F4_MINIBATCH ? form : SGM_F4_RIDGE, &full, weights, g, w->X, w->y,
                                (uint32_t)w->n);
    if (status == SGM_OK && form != SGM_F4_VICINITY) {
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

static sgm_status commit(const sgm_ctx *ctx, f4_values *v, const f4_witness *w)
{
    const uint32_t p = v->s.run.p;
    sgm_status status = SGM_OK;
    for (size_t beta = 0; beta < w->B && status == SGM_OK; beta++) {
        const size_t first = beta * w->n;
        const sgm_f4_data of_block = {w->X + first * p, w->y + first, w->rho + beta * p, w->rho_y + beta};
        status = sgm_f4_commit(ctx, v->CX + beta * p, v->CY[beta], &of_block, (uint32_t)first, v->s.n, p);
    }
    return status;
}

static sgm_status prove_table(sgm_statement_file *s, const sgm_table *t, const sgm_inputs *in, sgm_made *out,
                              sgm_error *err)
{
    f4_values *v = s->values;
    const int has_blocks = form_of(s) == SGM_F4_MINIBATCH;
    f4_witness w = {0};
    uint32_t steps = STEPS, B = has_blocks ? BLOCKS : 1;
    sgm_status status = read_option(&steps, "steps", STEPS_MAX, in, err);
    if (status == SGM_OK && has_blocks)
        status = read_option(&B, "blocks", BLOCKS_MAX, in, err);
    if (status == SGM_OK && steps < B)
        status = sgm_fail(err, SGM_USAGE, "--steps %u leaves some of %u blocks out", steps, B);
    w.B = B;
    if (status == SGM_OK)
        status = take_rows(&w, t, err);
    if (status == SGM_OK)
        status = sgm_seed_take(w.seed, in->value(in, "columns-opening"), "columns", err);
    if (status == SGM_OK)
        status = take_blindings(&w, err);
    if (status == SGM_OK)
        status = train(v, form_of(s), &w, steps, err);
    if (status == SGM_OK && commit(in->ctx, v, &w) != SGM_OK)
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
    sgm_note(notes, "run: %u step%s over %u rows%s, each checked in the clear; its last weights have dm = %s", r->T,
             r->T == 1 ? "" : "s", v->s.n, v->B > 1 ? " of a block" : "", text);
    if (form_of(s) == SGM_F4_MINIBATCH)
        sgm_note(notes, "blocks: %u, in the stated order", v->B);
    sgm_note(notes, "data: hidden behind the registered columns, as stated");
    return SGM_OK;
}

#define COMMON                                                                                                         \
    {"table", "FILE",                                                                                                  \
     "numbers to train on: CSV with a header, the last column a label 0 or 1 (default: the bundled one)",              \
     SGM_OPTION_PROVE | SGM_OPTION_READS},                                                                             \
        {"steps", "T", "steps of gradient descent (default 100)", SGM_OPTION_PROVE},                                   \
        {"columns-opening", "FILE", "blind the columns as this file of an earlier proof says",                         \
         SGM_OPTION_PROVE | SGM_OPTION_READS},                                                                         \
    {                                                                                                                  \
        "columns-opening-out", "FILE", "keep the blindings of the columns here (secret, mode 0600)",                   \
            SGM_OPTION_PROVE | SGM_OPTION_SECRET                                                                       \
    }
static const sgm_option one_block[] = {COMMON},
                        blocks[] = {COMMON, {"blocks", "B", "blocks that take turns (default 4)", SGM_OPTION_PROVE}};

#define F4_KIND(form_, options_, example_)                                                                             \
    {                                                                                                                  \
        .words = &sgm_f4[form_], .challenge_bits = 253, .example = example_, .hypothesis = "use of the dataset",       \
        .values_bytes = sizeof(f4_values), .options = options_, .n_options = sizeof options_ / sizeof options_[0],     \
        .cost = cost, .write = write, .read = read, .instance = instance, .prove = prove, .check = check,              \
        .clear = clear                                                                                                 \
    }
const sgm_statement_kind sgm_kind_f4_ridge = F4_KIND(SGM_F4_RIDGE, one_block, "512 rows of 31 columns"),
                         sgm_kind_f4_vicinity = F4_KIND(SGM_F4_VICINITY, one_block, "512 rows of 31 columns"),
                         sgm_kind_f4_minibatch =
                             F4_KIND(SGM_F4_MINIBATCH, blocks, "4 blocks of 128 rows of 31 columns");
