/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Statements about the gradient of a clipped prediction over committed data: F4-LOGISTIC. */
#include "protocols/formulation/f4_logistic.h"
#include "protocols/hex.h"
#include "protocols/statement/columns.h"
#include "protocols/statement/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What --steps says if nothing is given, and at most; lambda of F4-VICINITY; K of the example that costs are told for.
 */
enum { STEPS = 100, STEPS_MAX = 2000, LAMBDA = 1 << 16, EXAMPLE_REACH = 28 };
/* Labels are SGM_LABEL, in units of the weights. */
static const uint64_t clip = (uint64_t)SGM_LABEL << SGM_FX;

typedef struct logistic_values {
    sgm_columns columns;
    uint32_t lambda, fx, K;
    uint64_t c;
    int64_t *w, *g;
} logistic_values;

static void clear(void *values)
{
    logistic_values *v = values;
    sgm_columns_clear(&v->columns);
    free(v->w);
    free(v->g);
}

/* Its arrays are borrowed. In: the columns are there. */
static sgm_f4_logistic_statement statement_of(const logistic_values *v)
{
    const sgm_columns *k = &v->columns;
    sgm_f4_logistic_statement s = {.n = k->n,
                                   .p = k->p,
                                   .CX = (const uint8_t(*)[32])k->CX,
                                   .lambda = v->lambda,
                                   .fx = v->fx,
                                   .K = v->K,
                                   .c = v->c,
                                   .w = v->w,
                                   .g = v->g};
    memcpy(s.CY, k->CY[0], sizeof s.CY);
    return s;
}

static void cost(sgm_statement_cost *out, const sgm_statement_file *s)
{
    const sgm_f4_logistic_statement of =
        s->values != NULL ? statement_of(s->values)
                          : (sgm_f4_logistic_statement){
                                .n = SGM_EXAMPLE_ROWS, .p = SGM_EXAMPLE_COLUMNS, .K = EXAMPLE_REACH, .c = clip};
    *out = (sgm_statement_cost){.equations = 3, .points = sgm_f4_logistic_points(&of)};
    out->bytes[SGM_BATCHABLE] = sgm_f4_logistic_proof_size(&of, SGM_BATCHABLE);
    out->bytes[SGM_HINTED] = sgm_f4_logistic_proof_size(&of, SGM_HINTED);
}

/* The data as in F4's files, so that a reader can compare them. */
static int write(json_t *body, const sgm_statement_file *s)
{
    const logistic_values *v = s->values;
    json_t *gradient = json_pack(
        "{s:s, s:I, s:I, s:I, s:I, s:o, s:o}", "words",
        "g is X'(X w between -c and c, less 2^fx y) + lambda w; no row of X w is further than 2^K - 1 outside",
        "lambda", (json_int_t)v->lambda, "fx", (json_int_t)v->fx, "c", (json_int_t)v->c, "K", (json_int_t)v->K, "w",
        sgm_json_matrix(v->w, 1, v->columns.p), "g", sgm_json_matrix(v->g, 1, v->columns.p));
    return json_object_set_new(body, "data", sgm_columns_json(&v->columns, 0)) |
           json_object_set_new(body, "gradient", gradient);
}

static sgm_status make_room(logistic_values *v, sgm_error *err)
{
    v->w = calloc(v->columns.p, sizeof *v->w);
    v->g = calloc(v->columns.p, sizeof *v->g);
    return v->w != NULL && v->g != NULL ? SGM_OK : sgm_fail(err, SGM_NOMEM, "out of memory");
}

static sgm_status read(sgm_statement_file *s, const json_t *body, sgm_error *err)
{
    logistic_values *v = s->values;
    const json_t *gradient = json_object_get(body, "gradient");
    sgm_status status = sgm_columns_read(&v->columns, json_object_get(body, "data"), 0, err);
    if (status == SGM_OK)
        status = sgm_json_get_number(gradient, "lambda", &v->lambda, 0, UINT32_MAX, err);
    if (status == SGM_OK)
        status = sgm_json_get_number(gradient, "fx", &v->fx, 0, SGM_F4_SHIFT_MAX, err);
    if (status == SGM_OK)
        status = sgm_json_get_number(gradient, "K", &v->K, 1, SGM_F4_LOGISTIC_REACH_MAX, err);
    if (status == SGM_OK)
        status = sgm_json_count(gradient, "c", &v->c, err);
    if (status == SGM_OK)
        status = make_room(v, err);
    if (status == SGM_OK)
        status = sgm_json_get_matrix(gradient, "w", v->w, 1, v->columns.p, err);
    if (status == SGM_OK)
        status = sgm_json_get_matrix(gradient, "g", v->g, 1, v->columns.p, err);
    if (status != SGM_OK)
        return status;
    const sgm_f4_logistic_statement of = statement_of(v);
    return sgm_f4_logistic_proof_size(&of, SGM_BATCHABLE) > 0
               ? SGM_OK
               : sgm_fail(
                     err, SGM_MALFORMED,
                     "n is no power of two, c is 2^62 or more, or the bits of all rows, n times 2 K and the length "
                     "of 2c, are more than 2^20");
}

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_statement_file *s, sgm_error *err)
{
    const sgm_f4_logistic_statement of = statement_of(s->values);
    sgm_status status = sgm_f4_logistic_instance(out, ctx, &of, s->flavor);
    return status == SGM_OK ? status : sgm_fail(err, status, "a column is no valid point");
}

/* The prover. */

/* The weights that `steps` clipped steps from 0 end with, and the gradient there. In: the columns have n and p. */
static sgm_status train(logistic_values *v, const sgm_columns_witness *w, uint32_t steps, sgm_error *err)
{
    const sgm_f4_logistic_statement of = {
        .n = v->columns.n, .p = v->columns.p, .lambda = v->lambda, .fx = v->fx, .c = v->c};
    sgm_status status = sgm_f4_logistic_descend(&of, steps, sgm_train_shift(of.n, of.p), v->w, v->g, w->X, w->y);
    if (status == SGM_NOMEM)
        return sgm_fail(err, status, "out of memory");
    return status == SGM_OK ? status : sgm_fail(err, status, "the run does not stay within 62 bits");
}

/* As much as the bits of the proof have room for, so that K tells as little as it can about X w. */
static sgm_status take_reach(logistic_values *v, const sgm_columns_witness *w, sgm_error *err)
{
    v->K = sgm_f4_logistic_reach(v->w, v->c, w->X, v->columns.n, v->columns.p);
    if (v->K == 0)
        return sgm_fail(err, SGM_MALFORMED, "the run does not stay within 62 bits");
    sgm_f4_logistic_statement of = statement_of(v);
    const size_t size = sgm_f4_logistic_proof_size(&of, SGM_BATCHABLE);
    if (size == 0)
        return sgm_fail(err, SGM_MALFORMED, "the table has too many rows: %u of them, with padding", v->columns.n);
    while (sgm_f4_logistic_proof_size(&of, SGM_BATCHABLE) == size)
        of.K++;
    v->K = of.K - 1;
    return SGM_OK;
}

static sgm_status prove_it(const sgm_ctx *ctx, const sgm_statement_file *s, const void *witness, uint8_t *proof)
{
    const sgm_columns_witness *w = witness;
    const sgm_rng rng = sgm_rng_system();
    const sgm_f4_logistic_statement of = statement_of(s->values);
    return sgm_f4_logistic_prove(ctx, &of, &w->data, s->flavor, &rng, proof);
}

static sgm_status prove(sgm_statement_file *s, const sgm_inputs *in, sgm_made *out, sgm_error *err)
{
    logistic_values *v = s->values;
    sgm_columns_witness w = {0};
    uint64_t steps = STEPS;
    if (s->flavor == SGM_COMPACT)
        return sgm_fail(err, SGM_USAGE, "%s has no compact form", sgm_f4_logistic.name);
    v->lambda = LAMBDA;
    v->fx = SGM_FX;
    v->c = clip;
    sgm_status status = sgm_option_number(&steps, "steps", 1, STEPS_MAX, in, err);
    if (status == SGM_OK)
        status = sgm_columns_take(&v->columns, &w, 1, in, err);
    if (status == SGM_OK)
        status = make_room(v, err);
    if (status == SGM_OK)
        status = train(v, &w, (uint32_t)steps, err);
    if (status == SGM_OK)
        status = take_reach(v, &w, err);
    if (status == SGM_OK)
        status = sgm_columns_commit(&v->columns, &w, in->ctx, err);
    if (status == SGM_OK)
        status = sgm_statement_prove(out, in->ctx, s, prove_it, &w, err);
    if (status == SGM_OK)
        status = sgm_seed_keep(out, w.seed, err);
    sgm_columns_witness_clear(&w);
    return status;
}

static sgm_status check(sgm_statement_file *s, const sgm_inputs *in, sgm_notes *notes, sgm_error *err)
{
    const logistic_values *v = s->values;
    sgm_model_digest digest;
    uint8_t dm[32];
    char text[65] = "";
    (void)in;
    if (sgm_train_digest(v->w, v->columns.p, &digest) != SGM_OK)
        return sgm_fail(err, SGM_MALFORMED, "the weights have no digest");
    sgm_sc_to_bytes(dm, &digest.dm);
    sgm_hex_encode(text, dm, sizeof dm);
    sgm_note(notes, "gradient: over %u rows, predictions clipped at %" PRIu64 "; the weights have dm = %s",
             v->columns.n, v->c, text);
    if (v->lambda == 0)
        sgm_note(notes, "vicinity: none, for lambda is 0");
    sgm_note(notes, "data: hidden behind the registered columns, as stated");
    sgm_note(notes,
             "with F4-ENTRIES: the gradient holds over the integers if both statements name the same columns (n, "
             "CX and CY of \"data\"), which the reader compares");
    return SGM_OK;
}

static const sgm_option options[] = {
    SGM_OPTION_TABLE, {"steps", "T", "steps of gradient descent (default 100)", SGM_OPTION_PROVE}, SGM_OPTIONS_COLUMNS};

const sgm_statement_kind sgm_kind_f4_logistic = {.words = &sgm_f4_logistic,
                                                 .challenge_bits = 253,
                                                 .example = "512 rows of 31 columns",
                                                 .hypothesis = "use of the dataset",
                                                 .values_bytes = sizeof(logistic_values),
                                                 .options = options,
                                                 .n_options = sizeof options / sizeof options[0],
                                                 .cost = cost,
                                                 .write = write,
                                                 .read = read,
                                                 .instance = instance,
                                                 .prove = prove,
                                                 .check = check,
                                                 .clear = clear};
