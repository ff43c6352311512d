/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Statements about one of the sources in a set record: F0S, F0S-LOG. */
#include "primitives/base/ct.h"
#include "protocols/formulation/f0s.h"
#include "protocols/formulation/f0s_log.h"
#include "protocols/read.h"
#include "protocols/statement/json.h"
#include "protocols/statement/parts.h"

#include <stdlib.h>
#include <string.h>

#define SET_WORDS                                                                                                      \
    "the set record C_S = sum of a_j V_j + V_T + dm G_M + r H, with the T sources as the roots of X^T + sum of a_j "   \
    "X^j"

/* What --sources names at most, and T of the example. */
enum { LIST_BYTES = 1 << 20, EXAMPLE_T = 16 };

typedef struct set_values {
    uint8_t C_S[32];
    uint64_t T;
    sgm_named_dataset dataset;
    sgm_named_model model;
} set_values;

static int is_log(const sgm_statement_file *s) { return s->kind->words == &sgm_f0s_log; }

static sgm_set_statement statement_of(const set_values *v)
{
    sgm_set_statement s = {.d = v->dataset.digest.d, .dm = v->model.digest.dm, .T = (uint32_t)v->T};
    memcpy(s.C_S, v->C_S, sizeof s.C_S);
    return s;
}

static void cost(sgm_statement_cost *out, const sgm_statement_file *s)
{
    const set_values *v = s->values;
    uint32_t T = v != NULL ? (uint32_t)v->T : EXAMPLE_T, rounds = 0;
    while (T >> rounds > 1)
        rounds++;
    *out = (sgm_statement_cost){.equations = is_log(s) ? 1 : 2, .points = is_log(s) ? 2 * (uint64_t)rounds + 2 : 3};
    for (int flavor = 0; flavor < SGM_FLAVORS; flavor++)
        out->bytes[flavor] = !is_log(s)              ? sgm_f0s_proof_size(T, (sgm_flavor)flavor)
                             : flavor == SGM_COMPACT ? 0
                                                     : sgm_f0s_log_proof_size(T, (sgm_flavor)flavor);
}

static int write(json_t *body, const sgm_statement_file *s)
{
    const set_values *v = s->values;
    json_t *set =
        json_pack("{s:s, s:I, s:o}", "words", SET_WORDS, "T", (json_int_t)v->T, "C_S", sgm_json_hex(v->C_S, 32));
    return json_object_set_new(body, "set", set) | json_object_set_new(body, "dataset", sgm_dataset_json(&v->dataset)) |
           json_object_set_new(body, "model", sgm_model_json(&v->model));
}

static sgm_status check_size(uint64_t T, sgm_error *err)
{
    if (T > SGM_SET_MAX || (T & (T - 1)) != 0)
        return sgm_fail(err, SGM_MALFORMED, "T is no power of two up to %d", SGM_SET_MAX);
    return SGM_OK;
}

static sgm_status read(sgm_statement_file *s, const json_t *body, sgm_error *err)
{
    set_values *v = s->values;
    const json_t *set = json_object_get(body, "set");
    sgm_status status = sgm_json_count(set, "T", &v->T, err);
    if (status == SGM_OK)
        status = check_size(v->T, err);
    if (status == SGM_OK)
        status = sgm_json_get_hex(set, "C_S", v->C_S, sizeof v->C_S, err);
    if (status == SGM_OK)
        status = sgm_dataset_read(&v->dataset, json_object_get(body, "dataset"), err);
    return status == SGM_OK ? sgm_model_read(&v->model, json_object_get(body, "model"), err) : status;
}

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_statement_file *s, sgm_error *err)
{
    sgm_set_statement values = statement_of(s->values);
    sgm_status status =
        is_log(s) ? sgm_f0s_log_instance(out, ctx, &values, s->flavor) : sgm_f0s_instance(out, ctx, &values, s->flavor);
    return status == SGM_OK ? status : sgm_fail(err, status, "C_S is no valid point, or d or dm is zero");
}

/* Coefficients and blinding of a set record; secret. */
typedef struct set_witness {
    sgm_sc *source, *a;
    size_t n;
    sgm_sc r;
} set_witness;

static void clear_witness(set_witness *w)
{
    if (w->source != NULL)
        sgm_wipe(w->source, w->n * sizeof *w->source);
    if (w->a != NULL)
        sgm_wipe(w->a, sgm_set_size((uint32_t)w->n) * sizeof *w->a);
    free(w->source);
    free(w->a);
    sgm_wipe(w, sizeof *w);
}

static sgm_status prove_it(const sgm_ctx *ctx, const sgm_statement_file *s, const void *witness, uint8_t *proof)
{
    const set_witness *w = witness;
    const sgm_rng rng = sgm_rng_system();
    const sgm_set_witness opening = {w->a, w->r};
    sgm_set_statement values = statement_of(s->values);
    return is_log(s) ? sgm_f0s_log_prove(ctx, &values, &opening, s->flavor, &rng, proof)
                     : sgm_f0s_prove(ctx, &values, &opening, s->flavor, &rng, proof);
}

/* The list of --sources, or of the bundled datasets; release with json_decref. */
static sgm_status read_list(json_t **out, const sgm_inputs *in, sgm_error *err)
{
    const char *path = in->value(in, "sources");
    size_t len;
    *out = path == NULL ? json_array() : NULL;
    for (size_t i = 0; path == NULL && i < EXAMPLE_T && i < in->n_bundled_datasets; i++)
        if (json_array_append_new(*out, json_string(in->bundled_datasets[i])) != 0)
            return sgm_fail(err, SGM_NOMEM, "out of memory");
    if (path == NULL)
        return SGM_OK;
    uint8_t *text = malloc(LIST_BYTES);
    if (text == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    sgm_status status = sgm_read_whole(text, LIST_BYTES, &len, path, err);
    if (status == SGM_OK)
        *out = json_loadb((const char *)text, len, JSON_REJECT_DUPLICATES, NULL);
    free(text);
    size_t n = json_array_size(*out);
    if (status == SGM_OK && (n == 0 || n > SGM_SET_MAX))
        status = sgm_fail(err, SGM_MALFORMED, "%.150s is not a JSON list of 1 to %d datasets", path, SGM_SET_MAX);
    return status;
}

static sgm_status take_sources(set_witness *w, const json_t *list, const sgm_inputs *in, sgm_error *err)
{
    sgm_status status = SGM_OK;
    for (size_t i = 0; i < w->n && status == SGM_OK; i++) {
        const char *source = json_string_value(json_array_get(list, i));
        sgm_dataset_digest digest = {0};
        if (source == NULL)
            return sgm_fail(err, SGM_MALFORMED, "item %zu of the sources is no string", i);
        status = in->dataset(&digest, source, err);
        w->source[i] = digest.d;
        sgm_dataset_digest_clear(&digest);
    }
    return status;
}

/* A new set record of all sources. */
static sgm_status make_record(set_values *v, set_witness *w, const json_t *list, const sgm_inputs *in, sgm_error *err)
{
    const sgm_rng rng = sgm_rng_system();
    w->n = json_array_size(list);
    v->T = sgm_set_size((uint32_t)w->n);
    w->source = calloc(w->n, sizeof *w->source);
    w->a = calloc(v->T, sizeof *w->a);
    if (w->source == NULL || w->a == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    sgm_status status = take_sources(w, list, in, err);
    if (status != SGM_OK)
        return status;
    status = sgm_set_polynomial(w->a, w->source, (uint32_t)w->n);
    if (status == SGM_OK)
        status = sgm_rng_scalar(&rng, &w->r);
    if (status == SGM_OK)
        status = sgm_set_commit(in->ctx, v->C_S, w->a, (uint32_t)v->T, &v->model.digest.dm, &w->r);
    return status == SGM_OK ? status : sgm_fail(err, status, "the set record cannot be made: a digest is zero");
}

static sgm_status prove(sgm_statement_file *s, const sgm_inputs *in, sgm_made *out, sgm_error *err)
{
    set_values *v = s->values;
    const char *source = in->value(in, "dataset");
    set_witness w = {0};
    json_t *list = NULL;
    sgm_status status = read_list(&list, in, err);
    if (status == SGM_OK)
        status = sgm_dataset_take(&v->dataset, in, source != NULL ? source : in->bundled_datasets[0], err);
    if (status == SGM_OK)
        status = sgm_model_take(&v->model, in, err);
    if (status == SGM_OK)
        status = make_record(v, &w, list, in, err);
    if (status == SGM_OK)
        status = sgm_statement_prove(out, in->ctx, s, prove_it, &w, err);
    clear_witness(&w);
    json_decref(list);
    return status;
}

static sgm_status check(sgm_statement_file *s, const sgm_inputs *in, sgm_notes *notes, sgm_error *err)
{
    const set_values *v = s->values;
    int checked;
    sgm_status status = sgm_dataset_check(&v->dataset, in, in->value(in, "dataset"), &checked, err);
    if (status != SGM_OK)
        return status;
    sgm_note(notes, "set record of at most %llu sources; dataset: d recomputed from %s", (unsigned long long)v->T,
             checked ? "the data themselves" : "root, record count and schema; give --dataset to recompute the root");
    return sgm_model_check(&v->model, in, notes, err);
}

static sgm_status acceptance(sgm_acceptance *out, const sgm_statement_file *s, const sgm_inputs *in, sgm_error *err)
{
    (void)s;
    (void)in;
    (void)err;
    *out = sgm_f0s_acceptance();
    return SGM_OK;
}

static void clear(void *values)
{
    set_values *v = values;
    sgm_named_dataset_clear(&v->dataset);
    sgm_named_model_clear(&v->model);
}

static const sgm_option options[] = {SGM_OPTION_DATASET,
                                     SGM_OPTION_MODEL,
                                     {"sources", "FILE",
                                      "JSON list of the datasets in the set record (default: the 16 bundled ones)",
                                      SGM_OPTION_PROVE | SGM_OPTION_READS}};

#define SET_KIND(formulation)                                                                                          \
    {                                                                                                                  \
        .words = &formulation, .challenge_bits = 253, .example = "T = 16", .hypothesis = "use of the dataset",         \
        .values_bytes = sizeof(set_values), .options = options, .n_options = sizeof options / sizeof options[0],       \
        .cost = cost, .write = write, .read = read, .instance = instance, .prove = prove, .check = check,              \
        .acceptance = acceptance, .clear = clear                                                                       \
    }

const sgm_statement_kind sgm_kind_f0s = SET_KIND(sgm_f0s);
const sgm_statement_kind sgm_kind_f0s_log = SET_KIND(sgm_f0s_log);
