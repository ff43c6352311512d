/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Statements about a training run over committed data: F4-RIDGE, F4-VICINITY and F4-MINIBATCH. */
#include "protocols/formulation/f4.h"
#include "protocols/hex.h"
#include "protocols/statement/columns.h"
#include "protocols/statement/json.h"

#include <stdlib.h>
#include <string.h>

/* What --steps says if nothing is given, and at most: more would not fit into a statement file. */
enum { STEPS = 100, STEPS_MAX = 2000, LAMBDA = 1 << 16 };
/* What --blocks says if nothing is given, and at most. */
enum { BLOCKS = 4, BLOCKS_MAX = 64 };

typedef struct f4_values {
    sgm_f4_statement s;
    sgm_columns columns; /* in one block but for F4-MINIBATCH */
    int64_t *w, *g;
    uint32_t *block; /* of every step */
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
    sgm_columns_clear(&v->columns);
    free(v->w);
    free(v->g);
    free(v->block);
}

/* Room for what p and T say. In: the columns have theirs and v->s.run is filled in, its arrays are not. */
static sgm_status make_room(f4_values *v, sgm_f4_form form, sgm_error *err)
{
    sgm_f4_run *r = &v->s.run;
    v->block = calloc(r->T, sizeof *v->block);
    v->w = calloc(n_weights(form, r), sizeof *v->w);
    v->g = calloc((size_t)r->T * r->p, sizeof *v->g);
    if (v->block == NULL || v->w == NULL || v->g == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    v->s.n = v->columns.n;
    v->s.CX = (const uint8_t(*)[32])v->columns.CX;
    v->s.CY = (const uint8_t(*)[32])v->columns.CY;
    r->w = v->w;
    r->g = v->g;
    r->B = v->columns.B;
    r->block = v->block;
    return SGM_OK;
}

static void cost(sgm_statement_cost *out, const sgm_statement_file *s)
{
    const f4_values *v = s->values;
    const uint64_t B = v != NULL ? v->columns.B : form_of(s) == SGM_F4_MINIBATCH ? BLOCKS : 1;
    const uint32_t n = v != NULL ? sgm_f4_length(v->columns.B, v->s.n) : SGM_EXAMPLE_ROWS;
    uint32_t rounds = 0;
    while (n >> (rounds + 1) > 0)
        rounds++;
    *out = (sgm_statement_cost){.equations = 2,
                                .points = 5 + 2 * (uint64_t)rounds +
                                          B * ((v != NULL ? v->s.run.p : SGM_EXAMPLE_COLUMNS) + UINT64_C(1))};
    out->bytes[SGM_BATCHABLE] = sgm_f4_proof_size(n, SGM_BATCHABLE);
    out->bytes[SGM_HINTED] = sgm_f4_proof_size(n, SGM_HINTED);
}

static int in_blocks(const sgm_statement_file *s) { return form_of(s) == SGM_F4_MINIBATCH; }

/* What F4-MINIBATCH has beside the others' keys. */
static int write_blocks(json_t *run, const f4_values *v)
{
    json_t *block = json_array();
    int failed = 0;
    for (uint32_t t = 0; t < v->s.run.T && failed == 0; t++)
        failed = json_array_append_new(block, json_integer(v->block[t]));
    return failed | json_object_set_new(run, "block", block);
}

static int write(json_t *body, const sgm_statement_file *s)
{
    const f4_values *v = s->values;
    const sgm_f4_run *r = &v->s.run;
    json_t *run = json_pack("{s:s, s:I, s:I, s:I, s:I, s:o, s:o}", "words",
                            "integer gradient descent in the open: weights w and gradients g of every step", "T",
                            (json_int_t)r->T, "lambda", (json_int_t)r->lambda, "fx", (json_int_t)r->fx, "sh",
                            (json_int_t)r->sh, "w", sgm_json_matrix(v->w, n_weights(form_of(s), r) / r->p, r->p), "g",
                            sgm_json_matrix(v->g, r->T, r->p));
    if (in_blocks(s) && write_blocks(run, v) != 0) {
        json_decref(run);
        return -1;
    }
    return json_object_set_new(body, "data", sgm_columns_json(&v->columns, in_blocks(s))) |
           json_object_set_new(body, "run", run);
}

/* The block of each step. */
static sgm_status read_blocks(f4_values *v, const json_t *run, sgm_error *err)
{
    const json_t *list = json_object_get(run, "block");
    int good = json_array_size(list) == v->s.run.T;
    for (uint32_t t = 0; t < v->s.run.T && good; t++) {
        const json_t *item = json_array_get(list, t);
        good = json_is_integer(item) && json_integer_value(item) >= 0 && json_integer_value(item) < v->columns.B;
        v->block[t] = (uint32_t)json_integer_value(item);
    }
    return good ? SGM_OK : sgm_fail(err, SGM_MALFORMED, "block is not a list of T numbers below B");
}

static sgm_status read(sgm_statement_file *s, const json_t *body, sgm_error *err)
{
    f4_values *v = s->values;
    sgm_f4_run *r = &v->s.run;
    const sgm_f4_form form = form_of(s);
    const json_t *run = json_object_get(body, "run");
    sgm_status status = sgm_columns_read(&v->columns, json_object_get(body, "data"), in_blocks(s), err);
    r->p = v->columns.p;
    if (status == SGM_OK)
        status = sgm_json_get_number(run, "T", &r->T, 1, SGM_F4_STEPS_MAX, err);
    if (status == SGM_OK)
        status = sgm_json_get_number(run, "lambda", &r->lambda, 0, UINT32_MAX, err);
    if (status == SGM_OK)
        status = sgm_json_get_number(run, "fx", &r->fx, 0, SGM_F4_SHIFT_MAX, err);
    if (status == SGM_OK)
        status = sgm_json_get_number(run, "sh", &r->sh, 0, SGM_F4_SHIFT_MAX, err);
    if (status == SGM_OK && !sgm_json_is_matrix(run, "g", r->T, r->p))
        status = sgm_fail(err, SGM_MALFORMED, "g does not have T steps of as many numbers as there are columns");
    if (status == SGM_OK)
        status = make_room(v, form, err);
    if (status == SGM_OK && in_blocks(s))
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

/* With B blocks a gradient has the B-th part of the rows, and the step is about B times as long. */
static uint32_t shift_of(const sgm_columns_witness *w)
{
    uint32_t shift = sgm_train_shift(w->B * w->n, w->p);
    for (size_t B = w->B; B > 1; B /= 2)
        shift--;
    return shift;
}

/* The run of --steps steps, whose blocks take turns; for F4-VICINITY the gradient at the weights that such a run ends
 * with. */
static sgm_status train(f4_values *v, sgm_f4_form form, const sgm_columns_witness *w, uint32_t steps, sgm_error *err)
{
    sgm_f4_run full = {(uint32_t)w->p, steps, 0, SGM_FX, shift_of(w), NULL, NULL, 0, NULL}, *r = &v->s.run;
    int64_t *weights = calloc(((size_t)steps + 1) * w->p, sizeof *weights), *g = calloc(steps * w->p, sizeof *g);
    sgm_status status = weights != NULL && g != NULL ? SGM_OK : SGM_NOMEM;
    *r = form != SGM_F4_VICINITY ? full : (sgm_f4_run){(uint32_t)w->p, 1, LAMBDA, SGM_FX, 0, NULL, NULL, 0, NULL};
    if (status == SGM_OK)
        status = make_room(v, form, err);
    for (uint32_t t = 0; t < r->T && status == SGM_OK; t++)
        v->block[t] = t % v->columns.B;
    full.B = v->columns.B;
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
    const sgm_columns_witness *w = witness;
    const sgm_rng rng = sgm_rng_system();
    return sgm_f4_prove(ctx, form_of(s), &v->s, &w->data, s->flavor, &rng, proof);
}

static sgm_status prove(sgm_statement_file *s, const sgm_inputs *in, sgm_made *out, sgm_error *err)
{
    f4_values *v = s->values;
    sgm_columns_witness w = {0};
    uint64_t steps = STEPS, B = in_blocks(s) ? BLOCKS : 1;
    if (s->flavor == SGM_COMPACT)
        return sgm_fail(err, SGM_USAGE, "%s has no compact form", sgm_f4[form_of(s)].name);
    sgm_status status = sgm_option_number(&steps, "steps", 1, STEPS_MAX, in, err);
    if (status == SGM_OK && in_blocks(s))
        status = sgm_option_number(&B, "blocks", 1, BLOCKS_MAX, in, err);
    if (status == SGM_OK && steps < B)
        status = sgm_fail(err, SGM_USAGE, "--steps %u leaves some of %u blocks out", (unsigned)steps, (unsigned)B);
    if (status == SGM_OK)
        status = sgm_columns_take(&v->columns, &w, (uint32_t)B, in, err);
    if (status == SGM_OK)
        status = train(v, form_of(s), &w, (uint32_t)steps, err);
    if (status == SGM_OK)
        status = sgm_columns_commit(&v->columns, &w, in->ctx, err);
    if (status == SGM_OK)
        status = sgm_statement_prove(out, in->ctx, s, prove_it, &w, err);
    if (status == SGM_OK)
        status = sgm_seed_keep(out, w.seed, err);
    sgm_columns_witness_clear(&w);
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
             r->T == 1 ? "" : "s", v->s.n, v->columns.B > 1 ? " of a block" : "", text);
    if (in_blocks(s))
        sgm_note(notes, "blocks: %u, in the stated order", v->columns.B);
    sgm_note(notes, "data: hidden behind the registered columns, as stated");
    return SGM_OK;
}

#define COMMON                                                                                                         \
    SGM_OPTION_TABLE, {"steps", "T", "steps of gradient descent (default 100)", SGM_OPTION_PROVE}, SGM_OPTIONS_COLUMNS
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
