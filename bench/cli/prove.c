/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* sigmark prove: a record, a statement about it and a proof, made from real files. */
#include "bench/cli/cli.h"
#include "bench/cli/file.h"
#include "bench/cli/opening.h"
#include "bench/cli/source.h"
#include "primitives/base/ct.h"
#include "protocols/statement.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The options as given; NULL where absent. */
typedef struct request {
    const char *formulation, *flavor, *dataset, *model, *record_dataset, *opening;
    const char *statement_out, *proof_out, *opening_out, *manifest, *backend;
} request;

/* Everything one proof is made from and turned into. */
typedef struct job {
    sgm_ctx *ctx;
    sgm_statement_file file;
    sgm_record record;
    uint8_t *proof;
    size_t proof_len;
    uint64_t changed; /* files that the manifest found new, altered or gone */
} job;

static sgm_status read_names(job *j, const request *r, sgm_error *err)
{
    if (r->formulation == NULL || r->statement_out == NULL || r->proof_out == NULL)
        return sgm_fail(err, SGM_USAGE, "prove: --formulation, --statement-out and --proof-out are needed");
    if (r->opening != NULL && (r->record_dataset != NULL || r->opening_out != NULL))
        return sgm_fail(err, SGM_USAGE, "prove: --opening names a finished record, so --%s has no place beside it",
                        r->record_dataset != NULL ? "record-dataset" : "opening-out");
    if (r->manifest != NULL && (r->dataset == NULL || sgm_source_is_bundled(r->dataset)))
        return sgm_fail(err, SGM_USAGE, "prove: --manifest needs --dataset with a path");
    j->file.formulation = sgm_formulation_find(r->formulation);
    if (j->file.formulation == NULL)
        return sgm_fail(err, SGM_USAGE, "unknown formulation %.60s; sigmark list names them all", r->formulation);
    if (r->flavor == NULL || strcmp(r->flavor, "batchable") == 0)
        j->file.flavor = SGM_BATCHABLE;
    else if (strcmp(r->flavor, "compact") == 0)
        j->file.flavor = SGM_COMPACT;
    else if (strcmp(r->flavor, "hinted") == 0)
        j->file.flavor = SGM_HINTED;
    else
        return sgm_fail(err, SGM_USAGE, "unknown flavor %.60s: it is batchable, compact or hinted", r->flavor);
    return SGM_OK;
}

static sgm_status take_digests(job *j, const char *dataset, const char *model, sgm_error *err)
{
    sgm_statement_file *f = &j->file;
    sgm_status status = sgm_source_dataset(&f->dataset, dataset, err);
    if (status == SGM_OK)
        status = sgm_source_model(&f->model, model, err);
    if (status != SGM_OK)
        return status;
    f->dataset_source = strdup(dataset);
    f->model_source = strdup(model);
    if (f->dataset_source == NULL || f->model_source == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    f->values.d = f->dataset.d;
    f->values.dm = f->model.dm;
    return SGM_OK;
}

/* Whether the statement would be true of a record that holds digest d. The blinding does not matter for that. */
static int true_of(const job *j, const sgm_sc *d)
{
    uint32_t real;
    sgm_sc w[2];
    sgm_opening o = {*d, sgm_sc_one};
    sgm_status status = j->file.formulation->witness(&j->file.values, &o, &real, w);
    sgm_wipe(w, sizeof w);
    return status == SGM_OK;
}

/* The digest a new record is to hold: that of --record-dataset; else the dataset's own; else, where that would make
 * the statement false and the data are the bundled ones, that of another contributor. */
static sgm_status record_digest(job *j, const request *r, const char *dataset, sgm_error *err)
{
    const char *source = r->record_dataset;
    if (source == NULL && true_of(j, &j->file.values.d)) {
        j->record.opening.d = j->file.values.d;
        return SGM_OK;
    }
    if (source == NULL && !sgm_source_is_bundled(dataset))
        return sgm_fail(err, SGM_USAGE,
                        "%s is about a record of another dataset: name it with --record-dataset, or give --opening",
                        j->file.formulation->name);
    if (source == NULL)
        source = sgm_source_other_block(dataset);
    sgm_dataset_digest digest = {0};
    sgm_status status = sgm_source_dataset(&digest, source, err);
    if (status != SGM_OK)
        return status;
    j->record.opening.d = digest.d;
    sgm_dataset_digest_clear(&digest);
    return SGM_OK;
}

static sgm_status new_record(job *j, const request *r, const char *dataset, sgm_error *err)
{
    sgm_record *rec = &j->record;
    const sgm_rng rng = sgm_rng_system();
    sgm_status status = record_digest(j, r, dataset, err);
    if (status != SGM_OK)
        return status;
    status = sgm_rng_scalar(&rng, &rec->opening.r);
    if (status != SGM_OK)
        return sgm_fail(err, status, "no randomness from the system");
    rec->dm = j->file.values.dm;
    sgm_record_commit(j->ctx, rec->C, &rec->opening.d, &rec->dm, &rec->opening.r);
    return SGM_OK;
}

static sgm_status old_record(job *j, const char *path, sgm_error *err)
{
    sgm_status status = sgm_opening_read(&j->record, j->ctx, path, err);
    if (status == SGM_OK && !sgm_sc_eq(&j->record.dm, &j->file.values.dm))
        status = sgm_fail(err, SGM_REJECTED, "the record of %s is about another model", path);
    return status;
}

/* Proves, and checks the proof as a verifier would: what does not verify is never written. */
static sgm_status prove(job *j, sgm_error *err)
{
    const sgm_statement_file *f = &j->file;
    const sgm_rng rng = sgm_rng_system();
    sgm_instance *inst = NULL;
    sgm_status status = sgm_formulation_instance(&inst, j->ctx, f->formulation, &f->values, f->flavor);
    if (status != SGM_OK)
        return sgm_fail(err, status,
                        "the statement cannot be set up: the record is no valid point, or a digest is zero");
    j->proof_len = sgm_instance_proof_size(inst);
    j->proof = calloc(1, j->proof_len);
    if (j->proof == NULL)
        status = sgm_fail(err, SGM_NOMEM, "out of memory");
    if (status == SGM_OK)
        status =
            sgm_formulation_prove(j->ctx, f->formulation, &f->values, &j->record.opening, f->flavor, &rng, j->proof);
    if (status == SGM_REJECTED)
        status = sgm_fail(err, status, "refused: %s is false of this record, and a false statement is never proved",
                          f->formulation->name);
    else if (status != SGM_OK)
        status = sgm_fail(err, status, "the proof could not be made");
    else if (sgm_verify(j->ctx, inst, j->proof, j->proof_len) != SGM_OK)
        status =
            sgm_fail(err, SGM_IO, "the proof just made does not verify: nothing is written; is this machine faulty?");
    sgm_instance_free(inst);
    return status;
}

static sgm_status make(job *j, const request *r, const char *dataset, const char *model, sgm_error *err)
{
    sgm_status status = sgm_cli_context(&j->ctx, r->backend, err);
    if (status == SGM_OK)
        status = take_digests(j, dataset, model, err);
    if (status == SGM_OK)
        status = r->opening != NULL ? old_record(j, r->opening, err) : new_record(j, r, dataset, err);
    if (status != SGM_OK)
        return status;
    memcpy(j->file.values.C, j->record.C, sizeof j->record.C);
    return prove(j, err);
}

static sgm_status write_files(const job *j, sgm_output *out, size_t n, sgm_error *err)
{
    char *text;
    char secret[SGM_OPENING_BYTES + 1];
    sgm_status status = sgm_statement_format(&text, &out[0].len, &j->file, err);
    if (status != SGM_OK)
        return status;
    sgm_opening_format(secret, &j->record);
    out[0].data = text;
    out[1].data = j->proof;
    out[1].len = j->proof_len;
    if (n > 2) {
        out[2].data = secret;
        out[2].len = SGM_OPENING_BYTES;
    }
    status = sgm_outputs_write(out, n, err);
    sgm_wipe(secret, sizeof secret);
    free(text);
    return status;
}

/* Compares the dataset with the manifest there is, and replaces it. The proof takes nothing from it: its digests are
 * always those of all bytes. */
static sgm_status keep_manifest(job *j, const request *r, const char *target, sgm_error *err)
{
    struct stat st;
    int exists = stat(target, &st) == 0;
    if (exists && !S_ISREG(st.st_mode))
        return sgm_fail(err, SGM_USAGE, "the manifest %s is not a regular file", r->manifest);
    return sgm_manifest_write(r->dataset, exists ? target : NULL, target, &j->changed, err);
}

static sgm_status run_request(job *j, const request *r, sgm_error *err)
{
    sgm_status status = read_names(j, r, err);
    if (status != SGM_OK)
        return status;
    const char *dataset = r->dataset != NULL ? r->dataset : SGM_BUNDLED_DATASET;
    const char *model = r->model != NULL ? r->model : SGM_BUNDLED_MODEL;
    const char *inputs[] = {r->dataset, r->model, r->record_dataset, r->opening};
    sgm_output out[4] = {{.path = r->statement_out, .mode = 0666}, {.path = r->proof_out, .mode = 0666}};
    size_t n = 2;
    if (r->opening_out != NULL)
        out[n++] = (sgm_output){.path = r->opening_out, .mode = 0600};
    out[n].path = r->manifest; /* has its own writer */
    status = sgm_outputs_resolve(out, n + (r->manifest != NULL), inputs, sizeof inputs / sizeof inputs[0], err);
    if (status == SGM_OK)
        status = make(j, r, dataset, model, err);
    if (status == SGM_OK && r->manifest != NULL)
        status = keep_manifest(j, r, out[n].target, err);
    if (status == SGM_OK)
        status = write_files(j, out, n, err);
    return status;
}

static void print_done(const job *j, const request *r)
{
    printf("proved: %s, %s, %zu bytes in %s, statement in %s\n", j->file.formulation->name,
           sgm_cli_flavor_name(j->file.flavor), j->proof_len, r->proof_out, r->statement_out);
    if (r->manifest != NULL)
        printf("  manifest %s: %" PRIu64 " files new, changed or gone since the one before\n", r->manifest, j->changed);
}

static int run(const sgm_cli_command *self, int argc, char **argv)
{
    request r = {0};
    const sgm_cli_option options[] = {
        {"formulation", "NAME", "what to prove; sigmark list names them all", &r.formulation},
        {"flavor", "FLAVOR", "batchable (default), compact or hinted", &r.flavor},
        {"dataset", "PATH", "dataset the statement is about (default bundled:0)", &r.dataset},
        {"model", "PATH", "model weights (default bundled)", &r.model},
        {"record-dataset", "PATH", "dataset the new record holds, if another one", &r.record_dataset},
        {"opening", "FILE", "use the record of this opening file", &r.opening},
        {"opening-out", "FILE", "keep the new record's opening here (secret, mode 0600)", &r.opening_out},
        {"manifest", "FILE", "keep a manifest of --dataset here, say what changed", &r.manifest},
        {"statement-out", "FILE", "statement to write (JSON)", &r.statement_out},
        {"proof-out", "FILE", "proof to write (bytes)", &r.proof_out},
        {"backend", "NAME", "backend to compute on", &r.backend}};
    int code;
    if (!sgm_cli_parse(self, options, sizeof options / sizeof options[0], argc, argv, &code))
        return code;
    job j = {0};
    sgm_error err;
    sgm_status status = run_request(&j, &r, &err);
    if (status == SGM_OK)
        print_done(&j, &r);
    else
        code = sgm_cli_fail(status, "%s", err.text);
    sgm_wipe(&j.record, sizeof j.record);
    free(j.proof);
    sgm_statement_file_clear(&j.file);
    sgm_ctx_free(j.ctx);
    return status == SGM_OK ? SGM_EXIT_OK : code;
}

const sgm_cli_command sgm_cli_prove = {
    "prove", "--formulation NAME --statement-out FILE --proof-out FILE [OPTIONS]",
    "Takes the digests of a dataset (folder, .jsonl, else CSV) and a model (.safetensors, else CSV), makes a training\n"
    "record C = d G + dm G_M + r H with a fresh blinding r, proves the statement about it and writes statement and "
    "proof.\n"
    "The record holds the dataset itself unless --record-dataset or --opening says otherwise. F0NOT is about a record "
    "of\n"
    "another dataset: on bundled data that is the next contributor's block unless one is named. F1 is true of any "
    "record.\n"
    "Datasets may also be bundled:0 to bundled:15 (contributor blocks of the bundled table), models bundled (trained "
    "on\n"
    "all blocks) or bundled:without-K (on all but block K). A false statement is refused: exit code 1. A manifest "
    "lists the\n"
    "files with fingerprint and SHA-512 leaf; the proof takes nothing from it.",
    run};
