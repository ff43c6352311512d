/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* sigmark evidence: what an accepted proof of each formulation tells about real data, counted; and what proofs leak. */
#include "bench/bundled.h"
#include "bench/cli/cli.h"
#include "bench/evidence/leak.h"
#include "bench/evidence/report.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEED = 1, LEAK_TRANSCRIPTS = 6000, MOST_TRANSCRIPTS = 1000000, FEWEST_TRANSCRIPTS = 1200 };

/* The distinguisher's tasks: honest provers, where it should find nothing, and planted leaks, where it must. */
typedef struct leak_task {
    const char *what;
    sgm_planted planted;
    sgm_observed observed;
} leak_task;

static const leak_task tasks[] = {
    {"bits of honest proofs", SGM_PLANTED_NONE, SGM_OBSERVED_BITS},
    {"bits, planted: short response", SGM_PLANTED_RESPONSE, SGM_OBSERVED_BITS},
    {"bits, planted: short share", SGM_PLANTED_SHARE, SGM_OBSERVED_BITS},
    {"time of honest provers", SGM_PLANTED_NONE, SGM_OBSERVED_TIME},
    {"time, planted: one more commitment", SGM_PLANTED_TIME, SGM_OBSERVED_TIME},
};
enum { TASKS = sizeof tasks / sizeof tasks[0], PLANTED_DIVISOR = 4 };

/* Planted leaks show with fewer transcripts, and cost more each: most are thrown away. */
static size_t transcripts_of(const leak_task *task, size_t transcripts)
{
    return task->planted == SGM_PLANTED_NONE ? transcripts : transcripts / PLANTED_DIVISOR;
}

typedef struct findings {
    sgm_study study;
    sgm_leak leak[TASKS];
} findings;

/* A planted leak is caught where lambda is above its interval. An honest prover passes within three times its interval
 * (nearly six standard deviations), so that a real leak fails this and chance does not. Times are shown, not judged:
 * whatever else the machine does is in them. */
static int leak_as_expected(const leak_task *task, const sgm_leak *l)
{
    if (task->observed == SGM_OBSERVED_TIME)
        return 1;
    return task->planted != SGM_PLANTED_NONE ? l->lambda > l->half_width : fabs(l->lambda) < 3 * l->half_width;
}

static int row_holds(const sgm_finding *f)
{
    return f->redrawn_agrees && f->conservation_error < 1e-9 && f->evidence.info_bits >= 0 &&
           f->evidence.info_bits <= sgm_entropy(f->prior) + 1e-12;
}

static void print_text(const findings *r)
{
    sgm_study_print(stdout, &r->study);
    printf(
        "\nCan a distinguisher tell the true clause of F1? lambda = 2 accuracy - 1 on transcripts it has not seen.\n");
    for (size_t i = 0; i < TASKS; i++)
        printf("  %-36s %6zu transcripts  lambda %+.3f +- %.3f\n", tasks[i].what, r->leak[i].transcripts,
               r->leak[i].lambda, r->leak[i].half_width);
}

static json_t *leak_json(const leak_task *t, const sgm_leak *l)
{
    return json_pack("{s:s, s:b, s:I, s:I, s:f, s:f}", "what", t->what, "planted", t->planted != SGM_PLANTED_NONE,
                     "transcripts", (json_int_t)l->transcripts, "tested", (json_int_t)l->tested, "lambda", l->lambda,
                     "half_width", l->half_width);
}

static int print_json(const findings *r)
{
    const sgm_study *s = &r->study;
    json_t *leaks = json_array();
    int failed = 0;
    for (size_t i = 0; i < TASKS; i++)
        failed |= json_array_append_new(leaks, leak_json(&tasks[i], &r->leak[i]));
    json_t *all = json_pack("{s:s, s:I, s:I, s:I, s:I, s:o, s:o}", "schema", "sigmark-evidence-1", "worlds",
                            (json_int_t)SGM_WORLDS, "probes", (json_int_t)s->probes, "ridge_correct",
                            (json_int_t)s->ridge_correct, "logistic_correct", (json_int_t)s->logistic_correct, "rows",
                            sgm_study_json(s), "leaks", leaks);
    if (failed || all == NULL)
        return sgm_cli_fail(SGM_NOMEM, "out of memory");
    /* A stream that cannot be written is noticed by main. */
    (void)json_dumpf(all, stdout, JSON_INDENT(2));
    printf("\n");
    json_decref(all);
    return SGM_EXIT_OK;
}

/* One sentence and exit 1 if a figure contradicts the theory or the distinguisher has no power. */
static int judge(const findings *r)
{
    for (size_t i = 0; i < r->study.n; i++)
        if (!row_holds(&r->study.rows[i]))
            return sgm_cli_fail(SGM_REJECTED, "evidence: %s, %s does not agree with its own check",
                                r->study.rows[i].formulation, r->study.rows[i].what);
    for (size_t i = 0; i < TASKS; i++)
        if (!leak_as_expected(&tasks[i], &r->leak[i]))
            return sgm_cli_fail(SGM_REJECTED, "evidence: %s: lambda %+.3f +- %.3f %s", tasks[i].what, r->leak[i].lambda,
                                r->leak[i].half_width,
                                tasks[i].planted != SGM_PLANTED_NONE ? "does not show the planted leak" : "is a leak");
    return SGM_EXIT_OK;
}

static sgm_status read_transcripts(size_t *n, const char *text, sgm_error *err)
{
    char *end;
    *n = LEAK_TRANSCRIPTS;
    if (text == NULL)
        return SGM_OK;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || value < FEWEST_TRANSCRIPTS || value > MOST_TRANSCRIPTS)
        return sgm_fail(err, SGM_USAGE, "--transcripts must be a number from %d to %d, not %s", FEWEST_TRANSCRIPTS,
                        MOST_TRANSCRIPTS, text);
    *n = (size_t)value;
    return SGM_OK;
}

static sgm_status measure_leaks(findings *r, const char *backend, size_t transcripts, sgm_error *err)
{
    sgm_ctx *ctx;
    sgm_status status = sgm_cli_context(&ctx, backend, err);
    if (status != SGM_OK)
        return status;
    for (size_t i = 0; i < TASKS && status == SGM_OK; i++)
        status = sgm_leak_measure(&r->leak[i], ctx, tasks[i].planted, tasks[i].observed,
                                  transcripts_of(&tasks[i], transcripts), SEED);
    sgm_ctx_free(ctx);
    return status == SGM_OK ? SGM_OK : sgm_fail(err, status, "cannot make the transcripts");
}

static sgm_status study(findings *r, const char *dataset, sgm_error *err)
{
    sgm_table table;
    sgm_status status = dataset != NULL ? sgm_table_read(&table, dataset, err) : sgm_bundled_table(&table, err);
    if (status != SGM_OK)
        return status;
    status = sgm_study_make(&r->study, &table, SEED, err);
    sgm_table_clear(&table);
    return status;
}

static int run(const sgm_cli_command *self, int argc, char **argv)
{
    const char *dataset = NULL, *json = NULL, *transcripts = NULL, *backend = NULL;
    const sgm_cli_option options[] = {
        {"dataset", "CSV", "a table of numbers with a 0/1 label in the last column instead of the bundled one",
         &dataset},
        {"transcripts", "N",
         "honest proofs that the distinguisher gets (default 6000); a quarter of it where a leak is planted",
         &transcripts},
        {"backend", "NAME", "backend that makes them (default: the fastest; also SIGMARK_BACKEND)", &backend},
        {"json", NULL, "the same as JSON", &json}};
    static findings r;
    sgm_error err;
    size_t n;
    int code;
    if (!sgm_cli_parse(self, options, sizeof options / sizeof options[0], argc, argv, &code))
        return code;
    sgm_status status = read_transcripts(&n, transcripts, &err);
    if (status == SGM_OK)
        status = study(&r, dataset, &err);
    if (status == SGM_OK)
        status = measure_leaks(&r, backend, n, &err);
    if (status != SGM_OK)
        return sgm_cli_fail(status, "evidence: %s", err.text);
    if (json == NULL)
        print_text(&r);
    code = json != NULL ? print_json(&r) : SGM_EXIT_OK;
    return code != SGM_EXIT_OK ? code : judge(&r);
}

const sgm_cli_command sgm_cli_evidence_study = {
    "evidence", "[--dataset CSV] [--transcripts N] [--backend NAME] [--json]",
    "Counts what accepted proofs tell. The data are split into 16 contributor blocks, of which the first is disputed, "
    "and\n"
    "a model is trained on every non-empty set of them. For each statement about the model: in how many worlds it "
    "holds\n"
    "with and without the disputed block, the weight of evidence W, posterior, deniability, information, and the\n"
    "anonymity set of its class. Then a distinguisher tries to tell the true clause of F1 from proofs and from prover\n"
    "times, and shows its power on planted leaks. Exit 1 if a figure contradicts its own check.",
    run};
