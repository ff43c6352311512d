/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* sigmark verify: one proof against its statement, every digest recomputed that can be. */
#include "bench/cli/batch.h"
#include "bench/cli/cli.h"
#include "bench/cli/item.h"
#include "bench/cli/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The options as given; NULL where absent. */
typedef struct request {
    const char *statement, *proof, *batch, *threads, *dataset, *model, *backend;
} request;

/* What the digests of a statement were recomputed from; NULL: taken from the statement file. */
typedef struct sources {
    const char *dataset, *model;
} sources;

/* A name of bundled data is enough to look for them. */
static const char *source_to_check(const char *option, const char *named)
{
    return option != NULL ? option : sgm_source_is_bundled(named) ? named : NULL;
}

static sgm_status check_dataset(const sgm_statement_file *f, const char *source, sgm_error *err)
{
    sgm_dataset_digest digest = {0};
    sgm_status status = sgm_source_dataset(&digest, source, err);
    if (status != SGM_OK)
        return status;
    if (!sgm_sc_eq(&digest.d, &f->values.d))
        status = sgm_fail(err, SGM_REJECTED, "rejected: the statement is not about the dataset %s: digest d differs",
                          source);
    sgm_dataset_digest_clear(&digest);
    return status;
}

static sgm_status check_model(const sgm_statement_file *f, const char *source, sgm_error *err)
{
    sgm_model_digest digest;
    sgm_status status = sgm_source_model(&digest, source, err);
    if (status == SGM_OK && (!sgm_sc_eq(&digest.dm, &f->values.dm) || digest.tensors != f->model.tensors ||
                             digest.parameters != f->model.parameters))
        status = sgm_fail(err, SGM_REJECTED,
                          "rejected: the statement is not about the model %s: digest dm or a count differs", source);
    return status;
}

static sgm_status check_sources(const sgm_statement_file *f, const sources *s, sgm_error *err)
{
    sgm_status status = SGM_OK;
    if (s->dataset != NULL)
        status = check_dataset(f, s->dataset, err);
    if (status == SGM_OK && s->model != NULL)
        status = check_model(f, s->model, err);
    return status;
}

static void print_accepted(const sgm_statement_file *f, size_t proof_len, const sources *s)
{
    char evidence[160];
    sgm_cli_evidence(evidence, sizeof evidence, f->formulation);
    printf("accepted: %s, %s, %zu bytes: %s\n", f->formulation->name, sgm_cli_flavor_name(f->flavor), proof_len,
           f->formulation->claim);
    printf("  not claimed: %s\n", f->formulation->non_claim);
    printf("  evidence: %s\n", evidence);
    printf("  dataset: d recomputed from %s\n",
           s->dataset != NULL ? "the data themselves"
                              : "root, record count and schema; give --dataset to recompute the root");
    printf("  model: dm %s\n",
           s->model != NULL ? "recomputed from the weights" : "as stated; give --model to recompute it");
}

static int verify_one(const request *r)
{
    sgm_ctx *ctx = NULL;
    sgm_item item = {0};
    sources s = {0};
    sgm_error err;
    sgm_status status = sgm_cli_context(&ctx, r->backend, &err);
    if (status == SGM_OK)
        status = sgm_item_read(&item, ctx, r->statement, r->proof, &err);
    if (status == SGM_OK) {
        s = (sources){source_to_check(r->dataset, item.file.dataset_source),
                      source_to_check(r->model, item.file.model_source)};
        status = check_sources(&item.file, &s, &err);
    }
    if (status == SGM_OK)
        status = sgm_item_verify(&item, ctx, &err);
    int code = SGM_EXIT_OK;
    if (status == SGM_OK)
        print_accepted(&item.file, item.proof_len, &s);
    else
        code = sgm_cli_fail(status, "%s", err.text);
    sgm_item_clear(&item);
    sgm_ctx_free(ctx);
    return code;
}

/* 1..64, or 0 if it is none; absent: 1. */
static unsigned read_threads(const char *text)
{
    char *end = NULL;
    if (text == NULL)
        return 1;
    unsigned long n = text[0] >= '0' && text[0] <= '9' ? strtoul(text, &end, 10) : 0;
    return n >= 1 && n <= 64 && *end == '\0' ? (unsigned)n : 0;
}

static int run(const sgm_cli_command *self, int argc, char **argv)
{
    request r = {0};
    const sgm_cli_option options[] = {
        {"statement", "FILE", "statement file", &r.statement},
        {"proof", "FILE", "proof file", &r.proof},
        {"batch", "DIR", "every NAME.json with NAME.bin in a folder, as one batch", &r.batch},
        {"threads", "N", "threads for the batch, 1 to 64 (default 1)", &r.threads},
        {"dataset", "PATH", "recompute root and d from this dataset", &r.dataset},
        {"model", "PATH", "recompute dm from this model", &r.model},
        {"backend", "NAME", "backend to compute on", &r.backend}};
    int code;
    if (!sgm_cli_parse(self, options, sizeof options / sizeof options[0], argc, argv, &code))
        return code;
    int single = r.statement != NULL || r.proof != NULL || r.dataset != NULL || r.model != NULL;
    if (r.batch != NULL && single)
        return sgm_cli_fail(SGM_USAGE, "verify: --batch stands alone, or with --threads and --backend");
    if (r.threads != NULL && r.batch == NULL)
        return sgm_cli_fail(SGM_USAGE, "verify: --threads is for --batch");
    unsigned threads = read_threads(r.threads);
    if (threads == 0)
        return sgm_cli_fail(SGM_USAGE, "verify: --threads is a number from 1 to 64, not \"%.60s\"", r.threads);
    if (r.batch != NULL)
        return sgm_cli_verify_batch(r.batch, r.backend, threads);
    if (r.statement == NULL || r.proof == NULL)
        return sgm_cli_fail(SGM_USAGE, "verify: --statement and --proof are needed, or --batch");
    return verify_one(&r);
}

const sgm_cli_command sgm_cli_verify = {
    "verify",
    "(--statement FILE --proof FILE [--dataset PATH] [--model PATH] | --batch DIR [--threads N]) [--backend NAME]",
    "Checks a proof against its statement file and prints what an accepted proof claims, does not claim and tells.\n"
    "d is always recomputed from the Merkle root, the record count and the schema; root and dm are recomputed when\n"
    "--dataset and --model give the data, and where the statement names bundled data. With --batch every pair of "
    "NAME.json\n"
    "and NAME.bin of a folder is checked in one batch (compact proofs one by one) and bad ones are named.\n"
    "exit codes: 0 accepted; 1 rejected (in a batch also an item that cannot be read as a proof);\n"
    "            2 malformed statement or proof, usage, or a file that cannot be read.",
    run};
