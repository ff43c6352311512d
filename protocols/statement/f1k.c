/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Statements about n records beside n datasets, of one model: F1K. */
#include "protocols/formulation/f1k.h"
#include "primitives/base/ct.h"
#include "protocols/opening.h"
#include "protocols/read.h"
#include "protocols/statement/json.h"
#include "protocols/statement/parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What --records names at most: more would not fit into a statement file. */
enum { MAX_RECORDS = 2048, LIST_BYTES = 1 << 20 };
/* Without --records: so many bundled datasets, so many records that hold theirs. */
enum { EXAMPLE_K = 3, EXAMPLE_N = 8 };

typedef struct f1k_values {
    uint64_t k;
    size_t n;
    uint8_t (*C)[32];
    sgm_named_dataset *dataset;
    sgm_named_model model;
} f1k_values;

/* Room for n records. In: v is zeroed. */
static sgm_status make_room(f1k_values *v, size_t n, sgm_error *err)
{
    v->C = calloc(n, sizeof *v->C);
    v->dataset = calloc(n, sizeof *v->dataset);
    if (v->C == NULL || v->dataset == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    v->n = n;
    return SGM_OK;
}

static void clear(void *values)
{
    f1k_values *v = values;
    for (size_t i = 0; i < v->n; i++)
        sgm_named_dataset_clear(&v->dataset[i]);
    free(v->C);
    free(v->dataset);
    sgm_named_model_clear(&v->model);
}

static void cost(sgm_statement_cost *out, const sgm_statement_file *s)
{
    const f1k_values *v = s->values;
    uint32_t k = v != NULL ? (uint32_t)v->k : EXAMPLE_K, n = v != NULL ? (uint32_t)v->n : EXAMPLE_N;
    *out = (sgm_statement_cost){.equations = n, .points = 2 * (uint64_t)n};
    for (int flavor = 0; flavor < SGM_FLAVORS; flavor++)
        out->bytes[flavor] = sgm_f1k_proof_size(k, n, (sgm_flavor)flavor);
}

static json_t *records_json(const f1k_values *v)
{
    json_t *list = json_array();
    for (size_t i = 0; i < v->n && list != NULL; i++) {
        json_t *one =
            json_pack("{s:o, s:o}", "record", sgm_record_json(v->C[i]), "dataset", sgm_dataset_json(&v->dataset[i]));
        if (json_array_append_new(list, one) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static int write(json_t *body, const sgm_statement_file *s)
{
    const f1k_values *v = s->values;
    return json_object_set_new(body, "k", json_integer((json_int_t)v->k)) |
           json_object_set_new(body, "records", records_json(v)) |
           json_object_set_new(body, "model", sgm_model_json(&v->model));
}

static sgm_status read_records(f1k_values *v, const json_t *list, sgm_error *err)
{
    sgm_status status = SGM_OK;
    for (size_t i = 0; i < v->n && status == SGM_OK; i++) {
        const json_t *one = json_array_get(list, i);
        status = sgm_record_read(v->C[i], json_object_get(one, "record"), err);
        if (status == SGM_OK)
            status = sgm_dataset_read(&v->dataset[i], json_object_get(one, "dataset"), err);
    }
    return status;
}

/* 2 <= k < n. */
static sgm_status check_threshold(uint64_t k, size_t n, sgm_error *err)
{
    if (k < 2 || k >= n || n > SGM_F1K_MAX)
        return sgm_fail(err, SGM_MALFORMED, "F1K is about at least 2 and less than all of its records: not %llu of %zu",
                        (unsigned long long)k, n);
    return SGM_OK;
}

static sgm_status read(sgm_statement_file *s, const json_t *body, sgm_error *err)
{
    f1k_values *v = s->values;
    const json_t *list;
    size_t n;
    sgm_status status = sgm_json_count(body, "k", &v->k, err);
    if (status == SGM_OK)
        status = sgm_json_array(body, "records", &list, &n, err);
    if (status == SGM_OK)
        status = check_threshold(v->k, n, err);
    if (status == SGM_OK)
        status = make_room(v, n, err);
    if (status == SGM_OK)
        status = read_records(v, list, err);
    return status == SGM_OK ? sgm_model_read(&v->model, json_object_get(body, "model"), err) : status;
}

/* The digests side by side. */
static sgm_sc *digests_of(const f1k_values *v)
{
    sgm_sc *d = calloc(v->n, sizeof *d);
    for (size_t i = 0; i < v->n && d != NULL; i++)
        d[i] = v->dataset[i].digest.d;
    return d;
}

static sgm_f1k_statement statement_of(const f1k_values *v, const sgm_sc *d)
{
    return (sgm_f1k_statement){(const uint8_t(*)[32])v->C, d, v->model.digest.dm, (uint32_t)v->k, (uint32_t)v->n};
}

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_statement_file *s, sgm_error *err)
{
    sgm_sc *d = digests_of(s->values);
    if (d == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    sgm_f1k_statement values = statement_of(s->values, d);
    sgm_status status = sgm_f1k_instance(out, ctx, &values, s->flavor);
    free(d);
    return status == SGM_OK ? status : sgm_fail(err, status, "a C is no valid point, or a d or dm is zero");
}

/* What a prover knows of the records. Secret, but for the array's places. */
typedef struct f1k_witness {
    uint8_t *held;
    sgm_sc *r;
    size_t n;
} f1k_witness;

static sgm_status make_witness(f1k_witness *w, size_t n, sgm_error *err)
{
    w->held = calloc(n, 1);
    w->r = calloc(n, sizeof *w->r);
    w->n = n;
    return w->held != NULL && w->r != NULL ? SGM_OK : sgm_fail(err, SGM_NOMEM, "out of memory");
}

static void clear_witness(f1k_witness *w)
{
    if (w->held != NULL)
        sgm_wipe(w->held, w->n);
    if (w->r != NULL)
        sgm_wipe(w->r, w->n * sizeof *w->r);
    free(w->held);
    free(w->r);
}

/* Record i of the statement is this one, which its maker can open: it is held if it opens to digest i. */
static void take_record(f1k_values *v, f1k_witness *w, size_t i, const sgm_record *record)
{
    memcpy(v->C[i], record->C, sizeof v->C[i]);
    w->r[i] = record->opening.r;
    w->held[i] = (uint8_t)sgm_sc_eq(&record->opening.d, &v->dataset[i].digest.d);
}

/* A new record beside dataset i, which holds it, or the dataset `other`. */
static sgm_status new_record(f1k_values *v, f1k_witness *w, size_t i, const char *other, const sgm_inputs *in,
                             sgm_error *err)
{
    sgm_record record = {.opening = {.d = v->dataset[i].digest.d}};
    sgm_dataset_digest digest = {0};
    sgm_status status = other != NULL ? in->dataset(&digest, other, err) : SGM_OK;
    if (status == SGM_OK && other != NULL)
        record.opening.d = digest.d;
    sgm_dataset_digest_clear(&digest);
    if (status == SGM_OK)
        status = sgm_record_make(&record, in->ctx, &v->model.digest.dm, err);
    if (status == SGM_OK)
        take_record(v, w, i, &record);
    sgm_wipe(&record, sizeof record);
    return status;
}

static sgm_status old_record(f1k_values *v, f1k_witness *w, size_t i, const char *path, const sgm_inputs *in,
                             sgm_error *err)
{
    sgm_record record;
    sgm_status status = sgm_opening_read(&record, in->ctx, path, &v->model.digest.dm, err);
    if (status == SGM_OK)
        take_record(v, w, i, &record);
    sgm_wipe(&record, sizeof record);
    return status;
}

/* Entry i of the list: "dataset", and at most one of "opening" (a record of the prover's), "record" (somebody else's,
 * in hex) and "record-dataset" (what a new record holds instead of the dataset). */
static sgm_status take_entry(f1k_values *v, f1k_witness *w, size_t i, const json_t *entry, const sgm_inputs *in,
                             sgm_error *err)
{
    const json_t *opening = json_object_get(entry, "opening"), *record = json_object_get(entry, "record"),
                 *other = json_object_get(entry, "record-dataset");
    const char *source = json_string_value(json_object_get(entry, "dataset"));
    size_t ways = (size_t)(opening != NULL) + (record != NULL) + (other != NULL);
    if (source == NULL || ways > 1 || json_object_size(entry) != 1 + ways ||
        (opening != NULL && !json_is_string(opening)) || (other != NULL && !json_is_string(other)))
        return sgm_fail(err, SGM_MALFORMED,
                        "item %zu of the records has not a dataset and at most one of opening, record, record-dataset",
                        i);
    sgm_status status = sgm_dataset_take(&v->dataset[i], in, source, err);
    if (status != SGM_OK)
        return status;
    if (record != NULL)
        return sgm_json_get_hex(entry, "record", v->C[i], sizeof v->C[i], err);
    return opening != NULL ? old_record(v, w, i, json_string_value(opening), in, err)
                           : new_record(v, w, i, json_string_value(other), in, err);
}

/* The list of --records; release with json_decref. */
static sgm_status read_list(json_t **out, const char *path, sgm_error *err)
{
    json_error_t where;
    size_t len;
    uint8_t *text = malloc(LIST_BYTES);
    *out = NULL;
    if (text == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    sgm_status status = sgm_read_whole(text, LIST_BYTES, &len, path, err);
    if (status == SGM_OK)
        *out = json_loadb((const char *)text, len, JSON_REJECT_DUPLICATES, &where);
    free(text);
    if (status == SGM_OK && (!json_is_array(*out) || json_array_size(*out) > MAX_RECORDS)) {
        json_decref(*out);
        *out = NULL;
        status = sgm_fail(err, SGM_MALFORMED, "%.150s is not a JSON list of at most %d records", path, MAX_RECORDS);
    }
    return status;
}

static sgm_status read_threshold(uint64_t *k, const char *text, sgm_error *err)
{
    char *end = NULL;
    errno = 0;
    unsigned long long value = text[0] >= '0' && text[0] <= '9' ? strtoull(text, &end, 10) : 0;
    if (end == NULL || *end != '\0' || errno != 0)
        return sgm_fail(err, SGM_USAGE, "--threshold is a number of records, not \"%.60s\"", text);
    *k = value;
    return SGM_OK;
}

static sgm_status from_list(f1k_values *v, f1k_witness *w, const json_t *list, const sgm_inputs *in, sgm_error *err)
{
    const char *threshold = in->value(in, "threshold");
    size_t n = json_array_size(list);
    if (threshold == NULL)
        return sgm_fail(err, SGM_USAGE, "prove: --records needs --threshold");
    sgm_status status = read_threshold(&v->k, threshold, err);
    if (status == SGM_OK)
        status = check_threshold(v->k, n, err);
    if (status == SGM_OK)
        status = make_room(v, n, err);
    if (status == SGM_OK)
        status = make_witness(w, n, err);
    for (size_t i = 0; i < n && status == SGM_OK; i++)
        status = take_entry(v, w, i, json_array_get(list, i), in, err);
    return status;
}

/* The bundled example: EXAMPLE_K records hold the dataset that they stand beside, the others that of the next one. */
static sgm_status from_bundled(f1k_values *v, f1k_witness *w, const sgm_inputs *in, sgm_error *err)
{
    sgm_status status = make_room(v, EXAMPLE_N, err);
    v->k = EXAMPLE_K;
    if (status == SGM_OK)
        status = make_witness(w, EXAMPLE_N, err);
    for (size_t i = 0; i < EXAMPLE_N && status == SGM_OK; i++) {
        int held = i % 3 == 1 || i == EXAMPLE_N - 2; /* three places */
        status = sgm_dataset_take(&v->dataset[i], in, in->bundled_datasets[i], err);
        if (status == SGM_OK)
            status = new_record(v, w, i, held ? NULL : in->bundled_datasets[i + 1], in, err);
    }
    return status;
}

static sgm_status prove_it(const sgm_ctx *ctx, const sgm_statement_file *s, const void *witness, uint8_t *proof)
{
    const f1k_witness *w = witness;
    const sgm_rng rng = sgm_rng_system();
    sgm_sc *d = digests_of(s->values);
    if (d == NULL)
        return SGM_NOMEM;
    sgm_f1k_statement values = statement_of(s->values, d);
    sgm_status status = sgm_f1k_prove(ctx, &values, w->held, w->r, s->flavor, &rng, proof);
    free(d);
    return status;
}

static sgm_status prove(sgm_statement_file *s, const sgm_inputs *in, sgm_made *out, sgm_error *err)
{
    f1k_values *v = s->values;
    const char *path = in->value(in, "records");
    f1k_witness w = {0};
    json_t *list = NULL;
    if (path == NULL && in->value(in, "threshold") != NULL)
        return sgm_fail(err, SGM_USAGE, "prove: --threshold needs --records");
    sgm_status status = path != NULL ? read_list(&list, path, err) : SGM_OK;
    if (status == SGM_OK)
        status = sgm_model_take(&v->model, in, err);
    if (status == SGM_OK)
        status = path != NULL ? from_list(v, &w, list, in, err) : from_bundled(v, &w, in, err);
    if (status == SGM_OK)
        status = sgm_statement_prove(out, in->ctx, s, prove_it, &w, err);
    clear_witness(&w);
    json_decref(list);
    return status;
}

/* Of each dataset: from the list if there is one, else where the statement names bundled data. */
static sgm_status check_datasets(const f1k_values *v, const json_t *list, const sgm_inputs *in, size_t *checked,
                                 sgm_error *err)
{
    sgm_status status = SGM_OK;
    *checked = 0;
    for (size_t i = 0; i < v->n && status == SGM_OK; i++) {
        int one = 0;
        const char *source = json_string_value(json_object_get(json_array_get(list, i), "dataset"));
        if (list != NULL && source == NULL)
            return sgm_fail(err, SGM_MALFORMED, "item %zu of the records has no dataset", i);
        status = sgm_dataset_check(&v->dataset[i], in, source, &one, err);
        *checked += (size_t)one;
    }
    return status;
}

static sgm_status check(sgm_statement_file *s, const sgm_inputs *in, sgm_notes *notes, sgm_error *err)
{
    const f1k_values *v = s->values;
    const char *path = in->value(in, "records");
    json_t *list = NULL;
    size_t checked = 0;
    sgm_status status = path != NULL ? read_list(&list, path, err) : SGM_OK;
    if (status == SGM_OK && list != NULL && json_array_size(list) != v->n)
        status = sgm_fail(err, SGM_REJECTED, "rejected: the statement is about %zu records, the list has %zu", v->n,
                          json_array_size(list));
    if (status == SGM_OK)
        status = check_datasets(v, list, in, &checked, err);
    json_decref(list);
    if (status != SGM_OK)
        return status;
    sgm_note(notes, "at least %llu of %zu records; datasets: d recomputed from the data themselves for %zu of %zu%s",
             (unsigned long long)v->k, v->n, checked, v->n,
             checked < v->n ? ", of the others from root, record count and schema; --records names them all" : "");
    return sgm_model_check(&v->model, in, notes, err);
}

static sgm_status read_chance(double *chance, const char *text, sgm_error *err)
{
    char *end = NULL;
    *chance = text[0] >= '0' && text[0] <= '9' ? strtod(text, &end) : 0;
    if (end == NULL || *end != '\0' || !(*chance > 0 && *chance < 1))
        return sgm_fail(err, SGM_USAGE, "--chance is a probability between 0 and 1, not \"%.60s\"", text);
    return SGM_OK;
}

static sgm_status acceptance(sgm_acceptance *out, const sgm_statement_file *s, const sgm_inputs *in, sgm_error *err)
{
    const f1k_values *v = s->values;
    const char *text = in != NULL ? in->value(in, "chance") : NULL;
    double chance = 0.5;
    sgm_status status = text != NULL ? read_chance(&chance, text, err) : SGM_OK;
    if (status == SGM_OK)
        *out =
            sgm_f1k_acceptance(v != NULL ? (uint32_t)v->k : EXAMPLE_K, v != NULL ? (uint32_t)v->n : EXAMPLE_N, chance);
    return status;
}

static const sgm_option options[] = {
    SGM_OPTION_MODEL,
    {"records", "FILE",
     "JSON list of {\"dataset\": PATH} with \"opening\": FILE, \"record\": HEX, or \"record-dataset\": PATH",
     SGM_OPTION_PROVE | SGM_OPTION_VERIFY | SGM_OPTION_READS},
    {"threshold", "K", "how many of the records hold their dataset at least", SGM_OPTION_PROVE},
    {"chance", "P", "probability that a record holds its dataset by chance (default 0.5)", SGM_OPTION_VERIFY}};

const sgm_statement_kind sgm_kind_f1k = {
    .words = &sgm_f1k,
    .challenge_bits = 253,
    .example = "3 of 8",
    .hypothesis = "the records being those of the list",
    .chance = "each dataset stands beside its own record by chance with probability P, independently; P = 1/2 unless "
              "--chance says otherwise",
    .values_bytes = sizeof(f1k_values),
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .cost = cost,
    .write = write,
    .read = read,
    .instance = instance,
    .prove = prove,
    .check = check,
    .acceptance = acceptance,
    .clear = clear,
};
