/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The main job: what does each way of attributing a dataset cost, and how much does it tell? */
#include "bench/evidence/report.h"
#include "bench/run/experiment.h"
#include "bench/run/table.h"
#include "protocols/statement.h"

#include <stdlib.h>
#include <string.h>

/* Claim and non-claim stand in the run file, so that every report can show them beside the numbers. */
static json_t *formulations_json(void)
{
    size_t n;
    const sgm_statement_kind *const *kinds = sgm_statement_kinds(&n);
    json_t *all = json_object();
    for (size_t i = 0; i < n; i++) {
        const sgm_words *w = sgm_statement_words(kinds[i]);
        json_object_set_new(all, w->name,
                            json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "title", w->title, "system", w->system, "claim",
                                      w->claim, "non_claim", w->non_claim, "audience", w->audience, "assumption",
                                      w->assumption));
    }
    return all;
}

/* A context to commit the records with; the backend does not change a byte of them. */
static sgm_experiment *make_experiment(const sgm_bench_options *o, sgm_error *err)
{
    sgm_ctx *ctx = NULL;
    if (sgm_ctx_new(&ctx, sgm_backend_best()) != SGM_OK) {
        (void)sgm_fail(err, SGM_NOMEM, "no memory");
        return NULL;
    }
    sgm_experiment *x = sgm_experiment_make(ctx, o, err);
    sgm_ctx_free(ctx);
    return x;
}

/* Which entries and sizes the table shows; a quick run is without large batches of costly proofs. */
static int is_wanted(const sgm_case *c, size_t n, int quick)
{
    const sgm_table_row *row = sgm_table_row_of(c);
    const char *verb = strrchr(c->id, '/');
    if (c->formulation == NULL)
        return n == SGM_TABLE_ALONE && strcmp(c->id, "protocols/schnorr/verify") == 0;
    if (c->peer != NULL)
        return n == SGM_TABLE_ALONE && strcmp(c->id, "protocols/F0A/verify") == 0 &&
               strcmp(c->flavor, "batchable") == 0;
    if (c->suite != NULL || row == NULL ||
        strncmp(verb, "/batch-", 7) == 0) /* a batch under special conditions: bench_protocols measures those */
        return 0;
    if (strcmp(verb, "/batch") == 0)
        return n == SGM_TABLE_BATCH || (!(quick && row->costly) && n == sgm_table_size(c, 0, SGM_TABLE_LARGE_BATCH));
    return n == sgm_table_size(c, 0, SGM_TABLE_ALONE);
}

static const sgm_backend *fastest_selected(const sgm_bench *b)
{
    size_t n;
    const sgm_backend *const *backends = sgm_backend_list(&n), *fastest = NULL; /* the list begins with the slowest */
    for (size_t k = 0; k < n; k++)
        fastest = sgm_bench_selects(b, backends[k]) ? backends[k] : fastest;
    return fastest;
}

static void add_case(sgm_bench *b, const sgm_case *c, const sgm_experiment *x)
{
    size_t n_backends;
    const sgm_backend *const *backends = sgm_backend_list(&n_backends);
    const sgm_table_row *row = sgm_table_row_of(c);
    const sgm_backend *only = row != NULL && row->costly ? fastest_selected(b) : NULL;
    const sgm_subject *subject = c->formulation != NULL ? sgm_experiment_subject(x, c->formulation) : NULL;
    for (const size_t *n = c->sizes; *n != 0; n++) {
        if (!is_wanted(c, *n, sgm_bench_get_options(b)->quick))
            continue;
        if (c->peer != NULL)
            sgm_bench_add(b, c, NULL, *n, subject);
        for (size_t k = 0; k < n_backends && c->peer == NULL; k++)
            if (only != NULL ? backends[k] == only : sgm_bench_selects(b, backends[k]))
                sgm_bench_add(b, c, backends[k], *n, subject);
    }
}

int main(int argc, char **argv)
{
    static const sgm_bench_program program = {
        .name = "bench_attribution",
        .summary =
            "Proves and verifies attribution statements about a trained model and prints what each costs and tells.",
        .takes_files = 1,
        .min_time = "0.015",
        .quick_min_time = "0.003"};
    sgm_error err = {""};
    sgm_bench *b = sgm_bench_open(&program, argc, argv);
    const sgm_bench_options *o = sgm_bench_get_options(b);
    sgm_experiment *x = make_experiment(o, &err);
    if (x == NULL) {
        fprintf(stderr, "bench_attribution: %s\n", err.text);
        sgm_bench_close(b);
        return 2;
    }
    sgm_runfile_set_run(sgm_bench_runfile(b), "experiment", json_incref(x->json));
    sgm_runfile_set_run(sgm_bench_runfile(b), "formulations", formulations_json());
    size_t n;
    const sgm_case *const *list = sgm_case_list(&n);
    for (size_t i = 0; i < n; i++)
        if (strncmp(list[i]->id, "protocols/", 10) == 0)
            add_case(b, list[i], x);
    sgm_bench_run(b, o->format);
    FILE *out = o->format ? stderr : stdout; /* a JSON report on standard output stays one */
    if (!o->listing) {
        fprintf(
            out, "%s\n%d proofs of each formulation, every one about a training record of its own; %s%u thread%s.\n\n",
            x->text, SGM_EXPERIMENT_PROOFS, o->threads > 1 ? "batches on " : "", o->threads, o->threads > 1 ? "s" : "");
        sgm_table_print(out, b);
        if (x->study != NULL) {
            fprintf(out, "\nWhat an accepted proof tells, counted\n");
            sgm_study_print(out, x->study);
        }
    }
    int written = fflush(out) == 0;
    int status = sgm_bench_close(b);
    sgm_experiment_free(x);
    if (!written)
        fprintf(stderr, "bench_attribution: cannot write the table to standard output\n");
    return written ? status : 2;
}
