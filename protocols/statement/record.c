/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Statements about one record, one dataset and one model: F0A, F0NOT, F1, F1-S128. */
#include "protocols/statement/record.h"
#include "primitives/base/ct.h"
#include "protocols/formulation/clause.h"
#include "protocols/statement/json.h"

#include <stdlib.h>
#include <string.h>

sgm_statement sgm_record_values_statement(const sgm_record_values *v)
{
    sgm_statement s = {.d = v->dataset.digest.d, .dm = v->model.digest.dm};
    memcpy(s.C, v->C, sizeof s.C);
    return s;
}

static void cost(sgm_statement_cost *out, const sgm_statement_file *s)
{
    const sgm_formulation *f = s->kind->record;
    *out = (sgm_statement_cost){.equations = f->equations, .points = f->points};
    for (int flavor = 0; flavor < SGM_FLAVORS; flavor++)
        out->bytes[flavor] = sgm_formulation_proof_bytes(f, (sgm_flavor)flavor);
}

int sgm_record_values_write(json_t *body, const sgm_record_values *v)
{
    return json_object_set_new(body, "record", sgm_record_json(v->C)) |
           json_object_set_new(body, "dataset", sgm_dataset_json(&v->dataset)) |
           json_object_set_new(body, "model", sgm_model_json(&v->model));
}

sgm_status sgm_record_values_read(sgm_record_values *v, const json_t *body, sgm_error *err)
{
    sgm_status status = sgm_record_read(v->C, json_object_get(body, "record"), err);
    if (status == SGM_OK)
        status = sgm_dataset_read(&v->dataset, json_object_get(body, "dataset"), err);
    if (status == SGM_OK)
        status = sgm_model_read(&v->model, json_object_get(body, "model"), err);
    return status;
}

static int write(json_t *body, const sgm_statement_file *s) { return sgm_record_values_write(body, s->values); }

static sgm_status read(sgm_statement_file *s, const json_t *body, sgm_error *err)
{
    return sgm_record_values_read(s->values, body, err);
}

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_statement_file *s, sgm_error *err)
{
    sgm_statement values = sgm_record_values_statement(s->values);
    sgm_status status = sgm_formulation_instance(out, ctx, s->kind->record, &values, s->flavor);
    return status == SGM_OK ? status : sgm_fail(err, status, "C is no valid point, or d or dm is zero");
}

/* Whether `truth` would be true of a record that holds digest d. The blinding does not matter for that. */
static int true_of(const sgm_formulation *truth, const sgm_record_values *v, const sgm_sc *d)
{
    uint32_t real;
    sgm_sc w[2];
    sgm_opening o = {*d, sgm_sc_one};
    sgm_statement values = sgm_record_values_statement(v);
    sgm_status status = truth->witness(&values, &o, &real, w);
    sgm_wipe(w, sizeof w);
    return status == SGM_OK;
}

/* The bundled dataset after this one. */
static const char *other_bundled(const sgm_inputs *in, const char *source)
{
    size_t i = 0;
    while (strcmp(in->bundled_datasets[i], source) != 0)
        i++;
    return in->bundled_datasets[(i + 1) % in->n_bundled_datasets];
}

/* The digest a new record is to hold: that of --record-dataset; else the dataset's own; else, where that would make
 * the statement false and the data are bundled, that of another contributor. */
static sgm_status record_digest(sgm_sc *d, const sgm_record_values *v, const sgm_formulation *truth,
                                const sgm_inputs *in, sgm_error *err)
{
    const char *source = in->value(in, "record-dataset");
    if (source == NULL && true_of(truth, v, &v->dataset.digest.d)) {
        *d = v->dataset.digest.d;
        return SGM_OK;
    }
    if (source == NULL && !in->is_bundled(v->dataset.source))
        return sgm_fail(err, SGM_USAGE,
                        "%s is about a record of another dataset: name it with --record-dataset, or give --opening",
                        truth->words.name);
    if (source == NULL)
        source = other_bundled(in, v->dataset.source);
    sgm_dataset_digest digest = {0};
    sgm_status status = in->dataset(&digest, source, err);
    *d = digest.d;
    sgm_dataset_digest_clear(&digest);
    return status;
}

static sgm_status new_record(sgm_record *record, const sgm_record_values *v, const sgm_formulation *truth,
                             const sgm_inputs *in, sgm_error *err)
{
    sgm_status status = record_digest(&record->opening.d, v, truth, in, err);
    return status == SGM_OK ? sgm_record_make(record, in->ctx, &v->model.digest.dm, err) : status;
}

static sgm_status old_record(sgm_record *record, const char *path, const sgm_record_values *v, const sgm_inputs *in,
                             sgm_error *err)
{
    if (in->value(in, "record-dataset") != NULL || in->value(in, "opening-out") != NULL)
        return sgm_fail(err, SGM_USAGE, "prove: --opening names a finished record, so --%s has no place beside it",
                        in->value(in, "record-dataset") != NULL ? "record-dataset" : "opening-out");
    return sgm_opening_read(record, in->ctx, path, &v->model.digest.dm, err);
}

sgm_status sgm_record_values_take(sgm_record_values *v, sgm_record *record, const sgm_formulation *truth,
                                  const sgm_inputs *in, sgm_error *err)
{
    const char *source = in->value(in, "dataset"), *opening = in->value(in, "opening");
    sgm_status status = sgm_dataset_take(&v->dataset, in, source != NULL ? source : in->bundled_datasets[0], err);
    if (status == SGM_OK)
        status = sgm_model_take(&v->model, in, err);
    if (status == SGM_OK)
        status = opening != NULL ? old_record(record, opening, v, in, err) : new_record(record, v, truth, in, err);
    if (status == SGM_OK)
        memcpy(v->C, record->C, sizeof v->C);
    return status;
}

static sgm_status prove_it(const sgm_ctx *ctx, const sgm_statement_file *s, const void *witness, uint8_t *proof)
{
    const sgm_opening *opening = witness;
    const sgm_rng rng = sgm_rng_system();
    sgm_statement values = sgm_record_values_statement(s->values);
    return sgm_formulation_prove(ctx, s->kind->record, &values, opening, s->flavor, &rng, proof);
}

sgm_status sgm_record_keep_opening(sgm_made *out, const sgm_record *record, sgm_error *err)
{
    out->secret = malloc(SGM_OPENING_BYTES + 1);
    if (out->secret == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    sgm_opening_format(out->secret, record);
    out->secret_len = SGM_OPENING_BYTES;
    return SGM_OK;
}

static sgm_status prove(sgm_statement_file *s, const sgm_inputs *in, sgm_made *out, sgm_error *err)
{
    sgm_record record = {0};
    sgm_status status = sgm_record_values_take(s->values, &record, s->kind->record, in, err);
    if (status == SGM_OK)
        status = sgm_statement_prove(out, in->ctx, s, prove_it, &record.opening, err);
    if (status == SGM_OK)
        status = sgm_record_keep_opening(out, &record, err);
    sgm_wipe(&record, sizeof record);
    return status;
}

sgm_status sgm_record_values_check(const sgm_record_values *v, const sgm_inputs *in, sgm_notes *notes, sgm_error *err)
{
    int checked;
    sgm_status status = sgm_dataset_check(&v->dataset, in, in->value(in, "dataset"), &checked, err);
    if (status != SGM_OK)
        return status;
    sgm_note(notes, "dataset: d recomputed from %s",
             checked ? "the data themselves" : "root, record count and schema; give --dataset to recompute the root");
    return sgm_model_check(&v->model, in, notes, err);
}

static sgm_status check(sgm_statement_file *s, const sgm_inputs *in, sgm_notes *notes, sgm_error *err)
{
    return sgm_record_values_check(s->values, in, notes, err);
}

static sgm_status acceptance(sgm_acceptance *out, const sgm_statement_file *s, const sgm_inputs *in, sgm_error *err)
{
    (void)in;
    (void)err;
    *out = s->kind->record->acceptance;
    return SGM_OK;
}

void sgm_record_values_clear(sgm_record_values *v)
{
    sgm_named_dataset_clear(&v->dataset);
    sgm_named_model_clear(&v->model);
}

static void clear(void *values) { sgm_record_values_clear(values); }

static const sgm_option options[] = {SGM_OPTIONS_RECORD};

#define RECORD_KIND(formulation, bits)                                                                                 \
    {                                                                                                                  \
        .words = &formulation.words, .record = &formulation, .challenge_bits = bits,                                   \
        .hypothesis = "use of the dataset", .values_bytes = sizeof(sgm_record_values), .options = options,             \
        .n_options = sizeof options / sizeof options[0], .cost = cost, .write = write, .read = read,                   \
        .instance = instance, .prove = prove, .check = check, .acceptance = acceptance, .clear = clear                 \
    }

const sgm_statement_kind sgm_kind_f0a = RECORD_KIND(sgm_formulation_f0a, 253);
const sgm_statement_kind sgm_kind_f0not = RECORD_KIND(sgm_formulation_f0not, 253);
const sgm_statement_kind sgm_kind_f1 = RECORD_KIND(sgm_formulation_f1, 253);
const sgm_statement_kind sgm_kind_f1_s128 = RECORD_KIND(sgm_formulation_f1_s128, 128);
