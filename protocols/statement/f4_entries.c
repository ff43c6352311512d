/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Statements about the size of what registered columns hold: F4-ENTRIES. */
#include "protocols/formulation/f4_entries.h"
#include "protocols/statement/columns.h"
#include "protocols/statement/json.h"

#include <inttypes.h>
#include <string.h>

/* Of the example that costs are told for: what the bundled table's entries are at most. */
enum { EXAMPLE_BOUND = 1024 };
/* Above it there is no statement, whatever the columns. */
static const uint64_t bound_max = (UINT64_C(1) << 61) - 1;

typedef struct entries_values {
    sgm_columns columns;
    uint64_t E;
} entries_values;

static void clear(void *values)
{
    entries_values *v = values;
    sgm_columns_clear(&v->columns);
}

/* Its CX is borrowed. In: the columns are there. */
static sgm_f4_entries_statement statement_of(const entries_values *v)
{
    const sgm_columns *c = &v->columns;
    sgm_f4_entries_statement s = {.n = c->n, .p = c->p, .CX = (const uint8_t(*)[32])c->CX, .E = v->E};
    memcpy(s.CY, c->CY[0], sizeof s.CY);
    return s;
}

static uint64_t bound_of(const entries_values *v) { return sgm_f4_entries_bound(v->columns.n, v->columns.p, v->E); }

static void cost(sgm_statement_cost *out, const sgm_statement_file *s)
{
    const sgm_f4_entries_statement of =
        s->values != NULL
            ? statement_of(s->values)
            : (sgm_f4_entries_statement){.n = SGM_EXAMPLE_ROWS, .p = SGM_EXAMPLE_COLUMNS, .E = EXAMPLE_BOUND};
    *out = (sgm_statement_cost){.equations = 3, .points = sgm_f4_entries_points(&of)};
    out->bytes[SGM_BATCHABLE] = sgm_f4_entries_proof_size(&of, SGM_BATCHABLE);
    out->bytes[SGM_HINTED] = sgm_f4_entries_proof_size(&of, SGM_HINTED);
}

/* The data as in F4's files, so that a reader can compare them. */
static int write(json_t *body, const sgm_statement_file *s)
{
    const entries_values *v = s->values;
    json_t *entries = json_pack("{s:s, s:I, s:I}", "words",
                                "no entry of the columns is above bound in absolute value: 2 n (p + 1) times E, above "
                                "which the prover has none",
                                "E", (json_int_t)v->E, "bound", (json_int_t)bound_of(v));
    return json_object_set_new(body, "data", sgm_columns_json(&v->columns, 0)) |
           json_object_set_new(body, "entries", entries);
}

static sgm_status read(sgm_statement_file *s, const json_t *body, sgm_error *err)
{
    entries_values *v = s->values;
    sgm_status status = sgm_columns_read(&v->columns, json_object_get(body, "data"), 0, err);
    if (status == SGM_OK)
        status = sgm_json_count(json_object_get(body, "entries"), "E", &v->E, err);
    if (status == SGM_OK && bound_of(v) == 0)
        status = sgm_fail(err, SGM_MALFORMED,
                          "n is no power of two, n times p + 1 is above 2^20, or n (p + 1) E is 2^62 or more");
    return status;
}

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_statement_file *s, sgm_error *err)
{
    const sgm_f4_entries_statement of = statement_of(s->values);
    sgm_status status = sgm_f4_entries_instance(out, ctx, &of, s->flavor);
    return status == SGM_OK ? status : sgm_fail(err, status, "a column is no valid point");
}

/* The prover. */

static uint64_t greatest(const int64_t *values, size_t n, uint64_t most)
{
    for (size_t i = 0; i < n; i++) {
        const uint64_t size = values[i] < 0 ? -(uint64_t)values[i] : (uint64_t)values[i];
        most = size > most ? size : most;
    }
    return most;
}

/* E of --entry-bound, else the largest entry, which it then tells. */
static sgm_status take_bound(entries_values *v, const sgm_columns_witness *w, const sgm_inputs *in, sgm_error *err)
{
    const uint64_t most = greatest(w->X, w->n * w->p, greatest(w->y, w->n, 1));
    v->E = most;
    sgm_status status = sgm_option_number(&v->E, "entry-bound", 1, bound_max, in, err);
    if (status != SGM_OK)
        return status;
    if (sgm_f4_entries_bound(v->columns.n, v->columns.p, 1) == 0)
        return sgm_fail(err, SGM_MALFORMED, "the table has too many entries: %zu rows of %zu columns, with padding",
                        w->n, w->p + 1);
    if (bound_of(v) == 0)
        return sgm_fail(err, SGM_USAGE, "--entry-bound %" PRIu64 " is too large: times %zu entries it is 2^62 or more",
                        v->E, w->n * (w->p + 1));
    return most <= v->E ? SGM_OK
                        : sgm_fail(err, SGM_REJECTED,
                                   "refused: an entry or label is above the bound %" PRIu64 " in absolute value", v->E);
}

static sgm_status prove_it(const sgm_ctx *ctx, const sgm_statement_file *s, const void *witness, uint8_t *proof)
{
    const sgm_columns_witness *w = witness;
    const sgm_rng rng = sgm_rng_system();
    const sgm_f4_entries_statement of = statement_of(s->values);
    return sgm_f4_entries_prove(ctx, &of, &w->data, s->flavor, &rng, proof);
}

static sgm_status prove(sgm_statement_file *s, const sgm_inputs *in, sgm_made *out, sgm_error *err)
{
    entries_values *v = s->values;
    sgm_columns_witness w = {0};
    if (s->flavor == SGM_COMPACT)
        return sgm_fail(err, SGM_USAGE, "%s has no compact form", sgm_f4_entries.name);
    sgm_status status = sgm_columns_take(&v->columns, &w, 1, in, err);
    if (status == SGM_OK)
        status = take_bound(v, &w, in, err);
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
    const entries_values *v = s->values;
    (void)in;
    (void)err;
    sgm_note(notes,
             "entries: %u rows of %u columns and a label, none above %" PRIu64
             " in absolute value; the prover says of his own that none is above %" PRIu64,
             v->columns.n, v->columns.p, bound_of(v), v->E);
    sgm_note(notes, "data: hidden behind the registered columns, as stated");
    sgm_note(notes, "with F4: a run's equations hold over the integers if both statements name the same columns (n, CX "
                    "and CY of \"data\"), which the reader compares");
    return SGM_OK;
}

static const sgm_option options[] = {
    SGM_OPTION_TABLE,
    SGM_OPTIONS_COLUMNS,
    {"entry-bound", "E", "bound on entries and labels (default: the largest there is)", SGM_OPTION_PROVE}};

const sgm_statement_kind sgm_kind_f4_entries = {.words = &sgm_f4_entries,
                                                .challenge_bits = 253,
                                                .example = "512 rows of 31 columns up to 1024",
                                                .hypothesis = "use of the dataset",
                                                .values_bytes = sizeof(entries_values),
                                                .options = options,
                                                .n_options = sizeof options / sizeof options[0],
                                                .cost = cost,
                                                .write = write,
                                                .read = read,
                                                .instance = instance,
                                                .prove = prove,
                                                .check = check,
                                                .clear = clear};
