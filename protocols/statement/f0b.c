/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Statements about a record and an owner's commitment, of one model: F0B. The dataset is not among the values. */
#include "protocols/formulation/f0b.h"
#include "primitives/base/ct.h"
#include "protocols/statement/json.h"
#include "protocols/statement/record.h"

#include <string.h>

#define OWNER_WORDS                                                                                                    \
    "the data owner's commitment C_D = d G + r' H; whether it was made honestly is for its reader to know"

typedef struct f0b_values {
    uint8_t C[32], C_D[32];
    sgm_named_model model;
} f0b_values;

static sgm_f0b_statement statement_of(const f0b_values *v)
{
    sgm_f0b_statement s = {.dm = v->model.digest.dm};
    memcpy(s.C, v->C, sizeof s.C);
    memcpy(s.C_D, v->C_D, sizeof s.C_D);
    return s;
}

static void cost(sgm_statement_cost *out, const sgm_statement_file *s)
{
    (void)s;
    *out = (sgm_statement_cost){.equations = 2, .points = 4};
    for (int flavor = 0; flavor < SGM_FLAVORS; flavor++)
        out->bytes[flavor] = sgm_f0b_proof_size((sgm_flavor)flavor);
}

static int write(json_t *body, const sgm_statement_file *s)
{
    const f0b_values *v = s->values;
    json_t *owner = json_pack("{s:s, s:o}", "words", OWNER_WORDS, "C_D", sgm_json_hex(v->C_D, 32));
    return json_object_set_new(body, "record", sgm_record_json(v->C)) | json_object_set_new(body, "owner", owner) |
           json_object_set_new(body, "model", sgm_model_json(&v->model));
}

static sgm_status read(sgm_statement_file *s, const json_t *body, sgm_error *err)
{
    f0b_values *v = s->values;
    sgm_status status = sgm_record_read(v->C, json_object_get(body, "record"), err);
    if (status == SGM_OK)
        status = sgm_json_get_hex(json_object_get(body, "owner"), "C_D", v->C_D, sizeof v->C_D, err);
    return status == SGM_OK ? sgm_model_read(&v->model, json_object_get(body, "model"), err) : status;
}

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_statement_file *s, sgm_error *err)
{
    sgm_f0b_statement values = statement_of(s->values);
    sgm_status status = sgm_f0b_instance(out, ctx, &values, s->flavor);
    return status == SGM_OK ? status : sgm_fail(err, status, "C or C_D is no valid point, or dm is zero");
}

static sgm_status prove_it(const sgm_ctx *ctx, const sgm_statement_file *s, const void *witness, uint8_t *proof)
{
    const sgm_rng rng = sgm_rng_system();
    sgm_f0b_statement values = statement_of(s->values);
    return sgm_f0b_prove(ctx, &values, witness, s->flavor, &rng, proof);
}

/* The dataset that a new record or commitment is to hold: secret. */
static sgm_status take_digest(sgm_sc *d, const sgm_inputs *in, sgm_error *err)
{
    const char *source = in->value(in, "dataset");
    sgm_dataset_digest digest = {0};
    sgm_status status = in->dataset(&digest, source != NULL ? source : in->bundled_datasets[0], err);
    *d = digest.d;
    sgm_dataset_digest_clear(&digest);
    return status;
}

/* What --opening or --owner-opening names, or a new commitment to digest d; an owner's is one to the model 0. */
static sgm_status take_record(sgm_record *record, const char *option, const sgm_sc *d, const sgm_sc *dm,
                              const sgm_inputs *in, sgm_error *err)
{
    const char *path = in->value(in, option);
    if (path != NULL)
        return sgm_opening_read(record, in->ctx, path, dm, err);
    record->opening.d = *d;
    return sgm_record_make(record, in->ctx, dm, err);
}

static sgm_status take(f0b_values *v, sgm_record *record, sgm_record *owner, const sgm_inputs *in, sgm_error *err)
{
    sgm_sc d = sgm_sc_zero;
    int both = in->value(in, "opening") != NULL && in->value(in, "owner-opening") != NULL;
    if (both && in->value(in, "dataset") != NULL)
        return sgm_fail(err, SGM_USAGE, "prove: two openings name the dataset, so --dataset has no place beside them");
    if (in->value(in, "opening") != NULL && in->value(in, "opening-out") != NULL)
        return sgm_fail(err, SGM_USAGE, "prove: --opening names a finished record, so --opening-out has no place");
    sgm_status status = both ? SGM_OK : take_digest(&d, in, err);
    if (status == SGM_OK)
        status = sgm_model_take(&v->model, in, err);
    if (status == SGM_OK)
        status = take_record(record, "opening", &d, &v->model.digest.dm, in, err);
    if (status == SGM_OK)
        status = take_record(owner, "owner-opening", &d, &sgm_sc_zero, in, err);
    memcpy(v->C, record->C, sizeof v->C);
    memcpy(v->C_D, owner->C, sizeof v->C_D);
    sgm_wipe(&d, sizeof d);
    return status;
}

static sgm_status prove(sgm_statement_file *s, const sgm_inputs *in, sgm_made *out, sgm_error *err)
{
    sgm_record record = {0}, owner = {0};
    sgm_status status = take(s->values, &record, &owner, in, err);
    sgm_f0b_witness w = {record.opening.d, record.opening.r, owner.opening.r};
    if (status == SGM_OK)
        status = sgm_statement_prove(out, in->ctx, s, prove_it, &w, err);
    if (status == SGM_OK)
        status = sgm_record_keep_opening(out, &record, err);
    sgm_wipe(&w, sizeof w);
    sgm_wipe(&record, sizeof record);
    sgm_wipe(&owner, sizeof owner);
    return status;
}

static sgm_status check(sgm_statement_file *s, const sgm_inputs *in, sgm_notes *notes, sgm_error *err)
{
    const f0b_values *v = s->values;
    sgm_note(notes, "owner: C_D is taken as stated; compare it with the commitment that the owner published");
    return sgm_model_check(&v->model, in, notes, err);
}

static sgm_status acceptance(sgm_acceptance *out, const sgm_statement_file *s, const sgm_inputs *in, sgm_error *err)
{
    (void)s;
    (void)in;
    (void)err;
    *out = sgm_f0b_acceptance();
    return SGM_OK;
}

static void clear(void *values) { sgm_named_model_clear(&((f0b_values *)values)->model); }

static const sgm_option options[] = {
    SGM_OPTION_MODEL,
    {"dataset", "PATH", "dataset that record and commitment hold: it stays secret",
     SGM_OPTION_PROVE | SGM_OPTION_READS},
    {"opening", "FILE", "use the record of this opening file", SGM_OPTION_PROVE | SGM_OPTION_READS},
    {"owner-opening", "FILE", "the owner's commitment, as an opening file with dm 0",
     SGM_OPTION_PROVE | SGM_OPTION_READS},
    {"opening-out", "FILE", "keep the new record's opening here (secret, mode 0600)",
     SGM_OPTION_PROVE | SGM_OPTION_SECRET}};

const sgm_statement_kind sgm_kind_f0b = {
    .words = &sgm_f0b,
    .challenge_bits = 253,
    .hypothesis = "use of the dataset in C_D",
    .values_bytes = sizeof(f0b_values),
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
