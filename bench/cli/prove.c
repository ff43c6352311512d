/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* sigmark prove: a statement and a proof, made from real files. */
#include "bench/cli/cli.h"
#include "bench/cli/file.h"
#include "bench/cli/inputs.h"
#include "bench/cli/source.h"
#include "primitives/base/ct.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The options as given; NULL where absent. */
typedef struct request {
    const char *formulation, *flavor, *statement_out, *proof_out, *manifest, *backend;
    const char *dataset, *secret_out; /* among the inputs */
    sgm_cli_inputs inputs;
} request;

/* Everything one proof is made from and turned into. */
typedef struct job {
    sgm_ctx *ctx;
    sgm_statement_file file;
    sgm_made made;
    uint64_t changed; /* files that the manifest found new, altered or gone */
} job;

static sgm_status read_flavor(sgm_statement_file *f, const char *name, sgm_error *err)
{
    sgm_statement_cost cost;
    f->kind->cost(&cost, f);
    for (int flavor = 0; flavor < SGM_FLAVORS; flavor++)
        if (name == NULL || strcmp(name, sgm_cli_flavor_name((sgm_flavor)flavor)) == 0) {
            f->flavor = (sgm_flavor)flavor;
            return cost.bytes[flavor] != 0
                       ? SGM_OK
                       : sgm_fail(err, SGM_USAGE, "%s has no %s proofs", f->kind->words->name, name);
        }
    return sgm_fail(err, SGM_USAGE, "unknown flavor %.60s: it is batchable, compact or hinted", name);
}

static sgm_status read_names(job *j, request *r, sgm_error *err)
{
    if (r->formulation == NULL || r->statement_out == NULL || r->proof_out == NULL)
        return sgm_fail(err, SGM_USAGE, "prove: --formulation, --statement-out and --proof-out are needed");
    j->file.kind = sgm_statement_kind_find(r->formulation);
    if (j->file.kind == NULL)
        return sgm_fail(err, SGM_USAGE, "unknown formulation %.60s; sigmark list names them all", r->formulation);
    sgm_status status = sgm_cli_inputs_fit(&r->inputs, j->file.kind, err);
    if (status == SGM_OK)
        status = read_flavor(&j->file, r->flavor, err);
    const sgm_inputs in = sgm_cli_inputs_of(&r->inputs, NULL);
    r->dataset = in.value(&in, "dataset");
    if (status == SGM_OK && r->manifest != NULL && (r->dataset == NULL || sgm_source_is_bundled(r->dataset)))
        status = sgm_fail(err, SGM_USAGE, "prove: --manifest needs --dataset with a path");
    return status;
}

static sgm_status make(job *j, const request *r, sgm_error *err)
{
    sgm_status status = sgm_cli_context(&j->ctx, r->backend, err);
    if (status != SGM_OK)
        return status;
    const sgm_inputs in = sgm_cli_inputs_of(&r->inputs, j->ctx);
    j->file.values = calloc(1, j->file.kind->values_bytes);
    if (j->file.values == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    return j->file.kind->prove(&j->file, &in, &j->made, err);
}

static sgm_status write_files(const job *j, sgm_output *out, size_t n, sgm_error *err)
{
    char *text;
    sgm_status status = sgm_statement_format(&text, &out[0].len, &j->file, err);
    if (status != SGM_OK)
        return status;
    out[0].data = text;
    out[1].data = j->made.proof;
    out[1].len = j->made.proof_len;
    if (n > 2) {
        out[2].data = j->made.secret;
        out[2].len = j->made.secret_len;
    }
    status = sgm_outputs_write(out, n, err);
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

static sgm_status run_request(job *j, request *r, sgm_error *err)
{
    const char *inputs[SGM_CLI_INPUTS];
    sgm_status status = read_names(j, r, err);
    if (status != SGM_OK)
        return status;
    size_t n = 2, n_inputs = sgm_cli_inputs_with(&r->inputs, SGM_OPTION_READS, inputs);
    sgm_output out[4] = {{.path = r->statement_out, .mode = 0666}, {.path = r->proof_out, .mode = 0666}};
    if (sgm_cli_inputs_with(&r->inputs, SGM_OPTION_SECRET, &r->secret_out) > 0)
        out[n++] = (sgm_output){.path = r->secret_out, .mode = 0600};
    out[n].path = r->manifest; /* has its own writer */
    status = sgm_outputs_resolve(out, n + (r->manifest != NULL), inputs, n_inputs, err);
    if (status == SGM_OK)
        status = make(j, r, err);
    if (status == SGM_OK && r->manifest != NULL)
        status = keep_manifest(j, r, out[n].target, err);
    if (status == SGM_OK)
        status = write_files(j, out, n, err);
    return status;
}

static void print_done(const job *j, const request *r)
{
    printf("proved: %s, %s, %zu bytes in %s, statement in %s\n", j->file.kind->words->name,
           sgm_cli_flavor_name(j->file.flavor), j->made.proof_len, r->proof_out, r->statement_out);
    if (r->manifest != NULL)
        printf("  manifest %s: %" PRIu64 " files new, changed or gone since the one before\n", r->manifest, j->changed);
}

static void clear(job *j)
{
    if (j->made.secret != NULL)
        sgm_wipe(j->made.secret, j->made.secret_len);
    free(j->made.secret);
    free(j->made.proof);
    sgm_statement_file_clear(&j->file);
    sgm_ctx_free(j->ctx);
}

static int run(const sgm_cli_command *self, int argc, char **argv)
{
    request r = {0};
    sgm_cli_option options[SGM_CLI_OPTIONS] = {
        {"formulation", "NAME", "what to prove; sigmark list names them all", &r.formulation},
        {"flavor", "FLAVOR", "batchable (default), compact or hinted", &r.flavor},
        {"manifest", "FILE", "keep a manifest of --dataset here, say what changed", &r.manifest},
        {"statement-out", "FILE", "statement to write (JSON)", &r.statement_out},
        {"proof-out", "FILE", "proof to write (bytes)", &r.proof_out},
        {"backend", "NAME", "backend to compute on", &r.backend}};
    size_t n = 6;
    int code;
    sgm_cli_inputs_add(&r.inputs, SGM_OPTION_PROVE, options, &n);
    if (!sgm_cli_parse(self, options, n, argc, argv, &code))
        return code;
    job j = {0};
    sgm_error err;
    sgm_status status = run_request(&j, &r, &err);
    if (status == SGM_OK)
        print_done(&j, &r);
    else
        code = sgm_cli_fail(status, "%s", err.text);
    clear(&j);
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
