/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* sigmark verify: one proof against its statement, every digest recomputed that can be. */
#include "bench/cli/batch.h"
#include "bench/cli/cli.h"
#include "bench/cli/item.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The options as given; NULL where absent. */
typedef struct request {
    const char *statement, *proof, *batch, *threads, *backend;
    sgm_cli_inputs inputs;
} request;

static void print_accepted(const sgm_item *item, const char *evidence, const sgm_notes *notes)
{
    const sgm_words *words = item->file.kind->words;
    printf("accepted: %s, %s, %zu bytes: %s\n", words->name, sgm_cli_flavor_name(item->file.flavor), item->proof_len,
           words->claim);
    printf("  not claimed: %s\n", words->non_claim);
    printf("  evidence: %s\n", evidence);
    for (const char *line = notes->text; *line != '\0'; line += strcspn(line, "\n") + 1)
        printf("  %.*s\n", (int)strcspn(line, "\n"), line);
}

static int verify_one(const request *r)
{
    sgm_ctx *ctx = NULL;
    sgm_item item = {0};
    sgm_notes notes = {.len = 0};
    sgm_error err;
    char evidence[512];
    sgm_status status = sgm_cli_context(&ctx, r->backend, &err);
    const sgm_inputs in = sgm_cli_inputs_of(&r->inputs, ctx);
    if (status == SGM_OK)
        status = sgm_item_read(&item, &r->inputs, ctx, r->statement, r->proof, &err);
    if (status == SGM_OK)
        status = item.file.kind->check(&item.file, &in, &notes, &err);
    if (status == SGM_OK)
        status = sgm_cli_evidence(evidence, sizeof evidence, &item.file, &in, &err);
    if (status == SGM_OK)
        status = sgm_item_verify(&item, ctx, &err);
    int code = SGM_EXIT_OK;
    if (status == SGM_OK)
        print_accepted(&item, evidence, &notes);
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
    sgm_cli_option options[SGM_CLI_OPTIONS] = {
        {"statement", "FILE", "statement file", &r.statement},
        {"proof", "FILE", "proof file", &r.proof},
        {"batch", "DIR", "every NAME.json with NAME.bin in a folder, as one batch", &r.batch},
        {"threads", "N", "threads for the batch, 1 to 64 (default 1)", &r.threads},
        {"backend", "NAME", "backend to compute on", &r.backend}};
    size_t n = 5;
    int code;
    sgm_cli_inputs_add(&r.inputs, SGM_OPTION_VERIFY, options, &n);
    if (!sgm_cli_parse(self, options, n, argc, argv, &code))
        return code;
    int single = r.statement != NULL || r.proof != NULL || sgm_cli_inputs_beyond(&r.inputs, SGM_OPTION_BATCH);
    if (r.batch != NULL && single)
        return sgm_cli_fail(SGM_USAGE, "verify: --batch stands alone, or with --threads and --backend");
    if (r.threads != NULL && r.batch == NULL)
        return sgm_cli_fail(SGM_USAGE, "verify: --threads is for --batch");
    unsigned threads = read_threads(r.threads);
    if (threads == 0)
        return sgm_cli_fail(SGM_USAGE, "verify: --threads is a number from 1 to 64, not \"%.60s\"", r.threads);
    if (r.batch != NULL) {
        r.inputs.use = SGM_OPTION_BATCH;
        return sgm_cli_verify_batch(r.batch, &r.inputs, r.backend, threads);
    }
    if (r.statement == NULL || r.proof == NULL)
        return sgm_cli_fail(SGM_USAGE, "verify: --statement and --proof are needed, or --batch");
    return verify_one(&r);
}

const sgm_cli_command sgm_cli_verify = {
    "verify", "(--statement FILE --proof FILE [OPTIONS] | --batch DIR [--threads N]) [--backend NAME]",
    "Checks a proof against its statement file and prints what an accepted proof claims, does not claim and tells.\n"
    "d is always recomputed from the Merkle root, the record count and the schema; root and dm are recomputed when\n"
    "options name the data, and where the statement names bundled data. With --batch every pair of NAME.json and\n"
    "NAME.bin of a folder is checked in one batch (compact ones and F3-AOS one by one) and bad ones are named.\n"
    "exit codes: 0 accepted; 1 rejected (in a batch also an item that cannot be read as a proof);\n"
    "            2 malformed statement or proof, usage, or a file that cannot be read.",
    run};
