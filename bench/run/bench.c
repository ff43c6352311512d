/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Which entries are measured against which rivals, and what Google Benchmark calls. */
#include "bench/run/bench.h"

#include "bench/run/contest.h"
#include "bench/run/machine.h"
#include "bench/shim/shim.h"

#include <inttypes.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAX_ENTRANTS = 4096, MAX_BACKENDS = 16 };
enum { RIVAL_ITEMS = 4 };           /* a peer takes one item after the other: a few stand for any number */
static const double rival_ns = 3e7; /* a rival whose one run takes longer would be most of what is measured: left out */

struct sgm_bench {
    const sgm_bench_program *program;
    sgm_bench_options options;
    sgm_runfile *runfile;
    const char *emulator;
    sgm_entrant *entrants[MAX_ENTRANTS];
    sgm_contest *contests[MAX_ENTRANTS];
    size_t n_entrants, n_contests;
    struct {
        const sgm_backend *be;
        sgm_ctx *ctx;
    } context[MAX_BACKENDS];
    uint64_t random; /* state of the generator that draws the order inside a round */
    size_t matched, errors, repetitions_done;
    double last_progress;
};

sgm_bench *sgm_bench_open(const sgm_bench_program *program, int argc, char **argv)
{
    sgm_bench *b = calloc(1, sizeof *b);
    if (b == NULL || sodium_init() < 0) {
        fprintf(stderr, "%s: cannot start: no memory or no random source\n", program->name);
        exit(2);
    }
    b->program = program;
    (void)signal(SIGXFSZ, SIG_IGN); /* a run file over the size limit is a sentence, not the end of the run */
    sgm_bench_options_read(&b->options, program, argc, argv);
    b->random = b->options.seed * 2 + 1;
    b->emulator = sgm_machine_emulator();
    b->runfile = sgm_runfile_open(program, &b->options, argc, argv);
    if (b->runfile == NULL) {
        fprintf(stderr, "%s: no memory\n", program->name);
        exit(2);
    }
    return b;
}

const sgm_bench_options *sgm_bench_get_options(const sgm_bench *b) { return &b->options; }

sgm_runfile *sgm_bench_runfile(sgm_bench *b) { return b->runfile; }

int sgm_bench_selects(const sgm_bench *b, const sgm_backend *be)
{
    if (b->options.backend != NULL)
        return be == b->options.backend;
    return be->supported() && strcmp(be->name, "ref") != 0;
}

/* The context of a backend, made when first asked for; NULL if it cannot be made. */
static const sgm_ctx *context_of(sgm_bench *b, const sgm_backend *be)
{
    size_t i = 0;
    while (i < MAX_BACKENDS && b->context[i].be != NULL && b->context[i].be != be)
        i++;
    if (i == MAX_BACKENDS)
        return NULL;
    if (b->context[i].be == NULL && sgm_ctx_new(&b->context[i].ctx, be) == SGM_OK)
        b->context[i].be = be;
    return b->context[i].be != NULL ? b->context[i].ctx : NULL;
}

static void *must_calloc(const sgm_bench *b, size_t n, size_t size)
{
    void *p = calloc(n, size);
    if (p == NULL) {
        fprintf(stderr, "%s: no memory\n", b->program->name);
        exit(2);
    }
    return p;
}

static sgm_entrant *enter(sgm_bench *b, const sgm_case *c, const sgm_backend *be, size_t n, const sgm_subject *subject)
{
    for (size_t i = 0; i < b->n_entrants; i++) {
        sgm_entrant *e = b->entrants[i];
        if (e->c == c && e->be == be && e->n == n && e->subject == subject)
            return e;
    }
    if (b->n_entrants == MAX_ENTRANTS) {
        fprintf(stderr, "%s: more than %d benchmarks\n", b->program->name, MAX_ENTRANTS);
        exit(2);
    }
    sgm_entrant *e = must_calloc(b, 1, sizeof *e);
    unsigned threads = c->threads == 1 ? b->options.threads : c->threads > 1 ? c->threads : 1;
    *e = (sgm_entrant){.c = c, .be = be, .n = n, .subject = subject, .threads = threads};
    b->entrants[b->n_entrants++] = e;
    return e;
}

/* The largest size of a case that is at most n; the smallest one if there is none. */
static size_t size_for(const sgm_case *c, size_t n)
{
    size_t best = c->sizes[0];
    for (const size_t *s = c->sizes; *s != 0; s++)
        if (*s <= n)
            best = *s;
    return best;
}

/* A peer stands against a case under the case's own id or its baseline's; with a formulation, also its flavor. */
static int is_rival(const sgm_case *c, const sgm_case *peer)
{
    if (peer->peer == NULL || c->peer != NULL)
        return 0;
    if (peer->flavor != NULL && (c->flavor == NULL || strcmp(peer->flavor, c->flavor) != 0))
        return 0;
    if (peer->params != NULL && !sgm_case_same(c, peer))
        return 0;
    return strcmp(peer->id, c->id) == 0 || (c->baseline != NULL && strcmp(peer->id, c->baseline) == 0);
}

static void find_rivals(sgm_bench *b, sgm_contest *t)
{
    size_t count, n = t->own->n;
    const sgm_case *const *list = sgm_case_list(&count), *c = t->own->c;
    for (size_t i = 0; i < count && t->n_rivals < SGM_MAX_RIVALS; i++)
        if (is_rival(c, list[i]))
            t->rival[t->n_rivals++] = enter(b, list[i], NULL, size_for(list[i], n < RIVAL_ITEMS ? n : RIVAL_ITEMS),
                                            list[i]->formulation != NULL ? t->own->subject : NULL);
    if (t->own->be != NULL && t->own->be != &sgm_backend_scalar51 && t->n_rivals < SGM_MAX_RIVALS)
        t->rival[t->n_rivals++] = enter(b, c, &sgm_backend_scalar51, n, t->own->subject);
}

/* One line on stderr that says how far the run is: rewritten on a terminal, every ten seconds otherwise. */
static void progress(sgm_bench *b, const sgm_contest *t, const char *doing)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double seconds = (double)now.tv_sec + 1e-9 * (double)now.tv_nsec, every = isatty(2) ? 0.1 : 10;
    char share[16] = "";
    if (seconds < b->last_progress + every)
        return;
    b->last_progress = seconds;
    size_t all = b->n_contests * b->options.repetitions;
    if (!b->options.filtered && all > 0)
        snprintf(share, sizeof share, "%3zu %% ", 100 * b->repetitions_done / all);
    fprintf(stderr, isatty(2) ? "\r\033[K%s%s %s on %s, n = %zu" : "%s%s %s on %s, n = %zu\n", share, doing,
            t->own->c->id, sgm_entrant_backend(t->own), t->own->n);
}

static int prepare_one(sgm_contest *t, sgm_entrant *e)
{
    if (e->stage == SGM_ENTRANT_NEW)
        progress(t->bench, t, "checking");
    const sgm_ctx *ctx = context_of(t->bench, e->be != NULL ? e->be : &sgm_backend_scalar51);
    if (ctx == NULL) {
        sgm_verdict_fail(&t->own->verdict, "no context for %s", sgm_entrant_backend(e));
        return 0;
    }
    if (sgm_entrant_prepare(e, ctx, t->bench->options.seed))
        return 1;
    if (e != t->own)
        sgm_verdict_fail(&t->own->verdict, "rival %.20s: %.120s", sgm_entrant_backend(e), e->verdict.why);
    return 0;
}

static void fail_contest(sgm_contest *t, sgm_gb_state *state)
{
    if (!t->failed) {
        t->failed = 1;
        t->bench->errors++;
        sgm_runfile_put(t->bench->runfile, sgm_contest_json(t, t->bench->emulator != NULL));
        fprintf(stderr, "%s%s: %s on %s, n = %zu: %s\n", isatty(2) ? "\r\033[K" : "", t->bench->program->name,
                t->own->c->id, sgm_entrant_backend(t->own), t->own->n, t->own->verdict.why);
    }
    sgm_gb_skip_with_error(state, t->own->verdict.why);
}

static void show_counters(const sgm_contest *t, sgm_gb_state *state)
{
    if (t->own->proof_bytes > 0)
        sgm_gb_counter(state, "proof_bytes", (double)t->own->proof_bytes, SGM_GB_PLAIN);
    for (size_t r = 0; r < t->n_rivals; r++) {
        char name[48];
        snprintf(name, sizeof name, "vs_%s", sgm_entrant_backend(t->rival[r]));
        sgm_gb_counter(state, name, t->calls[t->n_calls - 1].ratio[r], SGM_GB_PLAIN);
    }
}

/* What one run multiplies, once per contest; whoever fails on the twin that counts has no cost. Kernels of constant
 * time work in blocks that divide BLOCKS: as many blocks more take as many times more. */
static void count(sgm_contest *t)
{
    enum { BLOCKS = 1024 };
    const sgm_entrant *e = t->own;
    const sgm_backend *be = e->be != NULL ? e->be : &sgm_backend_scalar51;
    const sgm_case_env env = {
        .be = e->be, .ctx = context_of(t->bench, be), .seed = t->bench->options.seed, .subject = e->subject};
    int in_blocks = e->c->formulation == NULL && e->c->timing == SGM_CONSTANT_TIME && e->n % BLOCKS == 0;
    size_t n = in_blocks ? BLOCKS : e->n;
    t->counted = sgm_count_field_ops(&t->ops, e->c, &env, n);
    t->ops.mul *= e->n / n;
    t->ops.sqr *= e->n / n;
}

/* The twin needs statements of its own, and some take seconds to make: --quick leaves those out. */
static int wants_count(const sgm_contest *t) { return !t->bench->options.quick || t->own->c->theme == NULL; }

/* Instead of measuring: Google Benchmark is told a time that it takes for long enough. */
static void step(sgm_contest *t, uint64_t iterations, sgm_gb_state *state)
{
    while (sgm_gb_keep_running_batch(state, iterations))
        sgm_gb_set_seconds(state, 1e3 * (double)iterations);
    if (!t->stepped && sgm_contest_step(t))
        sgm_runfile_put(t->bench->runfile, sgm_contest_json(t, t->bench->emulator != NULL));
}

/* What Google Benchmark calls: prepare and check once, then time. */
static void run_contest(sgm_gb_state *state, void *user)
{
    sgm_contest *t = user;
    int ready = !t->failed && t->n_calls < SGM_MAX_CALLS && prepare_one(t, t->own);
    for (size_t r = 0; r < t->n_rivals && ready; r++) {
        ready = prepare_one(t, t->rival[r]);
        if (ready && t->rival[r]->block_ns > rival_ns)
            t->rival[r--] = t->rival[--t->n_rivals];
    }
    if (ready && t->n_calls == 0 && !t->counted && wants_count(t))
        count(t);
    if (ready && t->n_calls == 0 && !t->shared && !t->bench->program->counts)
        t->shared = sgm_contest_share(t);
    if (ready && t->n_calls == 0 && t->peak_bytes == 0 && !t->bench->program->counts)
        sgm_contest_weigh(t);
    if (!ready) {
        fail_contest(t, state);
        return;
    }
    uint64_t iterations = sgm_gb_iterations(state);
    progress(t->bench, t, t->bench->program->counts ? "counting" : "measuring");
    if (t->bench->program->counts) {
        step(t, iterations, state);
        return;
    }
    while (sgm_gb_keep_running_batch(state, iterations)) {
        double seconds = sgm_contest_time(t, iterations, &t->bench->random);
        if (seconds < 0) {
            sgm_verdict_fail(&t->own->verdict, "a timed run failed");
            fail_contest(t, state);
            return;
        }
        sgm_gb_set_seconds(state, seconds);
    }
    sgm_gb_set_items(state, iterations * t->own->n);
    show_counters(t, state);
    t->bench->repetitions_done += sgm_contest_repetitions(t) > 1 || t->bench->options.repetitions == 1;
    sgm_runfile_put(t->bench->runfile, sgm_contest_json(t, t->bench->emulator != NULL));
}

void sgm_bench_add(sgm_bench *b, const sgm_case *c, const sgm_backend *be, size_t n, const sgm_subject *subject)
{
    sgm_contest *t = must_calloc(b, 1, sizeof *t);
    char name[160];
    if (b->n_contests == MAX_ENTRANTS) {
        fprintf(stderr, "%s: more than %d benchmarks\n", b->program->name, MAX_ENTRANTS);
        exit(2);
    }
    *t = (sgm_contest){.bench = b, .own = enter(b, c, be, n, subject), .repetitions = b->options.repetitions};
    b->contests[b->n_contests++] = t;
    if (!b->program->counts)
        find_rivals(b, t);
    size_t at = (size_t)snprintf(name, sizeof name, "%s%s%s/%s", c->id, c->flavor != NULL ? "/" : "",
                                 c->flavor != NULL ? c->flavor : "", sgm_entrant_backend(t->own));
    for (const sgm_case_param *p = c->params; p != NULL && p->name != NULL && at < sizeof name; p++)
        at += (size_t)snprintf(name + at, sizeof name - at, "/%s:%" PRIu64, p->name, p->value);
    static const char *const n_name[] = {"n"};
    const int64_t n_value[] = {(int64_t)n};
    sgm_gb_benchmark *gb = sgm_gb_register(name, run_contest, t);
    sgm_gb_args(gb, n_value, 1);
    sgm_gb_arg_names(gb, n_name, 1);
    sgm_gb_use_manual_time(gb);
    sgm_gb_report_in(gb, SGM_GB_US);
}

/* --quick leaves sizes out: a case keeps 1, 8, 64 and 1024, and 16384 where time varies with more than n; its largest
 * size if it has none of these. */
static int is_measured(const sgm_bench *b, const sgm_case *c, size_t n)
{
    static const size_t quick[] = {1, 8, 64, 1024, 16384};
    size_t largest = 0, kept = 0, wanted = !b->options.quick, n_quick = sizeof quick / sizeof quick[0];
    n_quick -= c->timing == SGM_CONSTANT_TIME;
    for (const size_t *s = c->sizes; *s != 0; s++)
        for (size_t i = 0; i < n_quick; i++) {
            kept += *s == quick[i];
            wanted |= n == quick[i];
            largest = *s;
        }
    return wanted || (kept == 0 && n == largest);
}

/* --quick measures statements of one size: the first that the registry has of an id and flavor. What is not in the
 * registry was asked for. */
static int is_first_size(const sgm_case *c)
{
    size_t n, before = 0;
    const sgm_case *const *list = sgm_case_list(&n);
    for (size_t i = 0; i < n; i++)
        if (list[i] == c)
            return before == 0;
        else
            before +=
                list[i]->params != NULL && strcmp(list[i]->id, c->id) == 0 && strcmp(list[i]->flavor, c->flavor) == 0;
    return 1;
}

void sgm_bench_add_all(sgm_bench *b, const sgm_case *c)
{
    if (b->options.quick && c->params != NULL && !is_first_size(c))
        return;
    size_t n_backends;
    const sgm_backend *const *backends = sgm_backend_list(&n_backends);
    for (const size_t *n = c->sizes; *n != 0; n++) {
        if (!is_measured(b, c, *n))
            continue;
        if (sgm_case_alone(c) != NULL)
            sgm_bench_add(b, c, NULL, *n, NULL);
        for (size_t i = 0; i < n_backends && sgm_case_alone(c) == NULL; i++)
            if (sgm_bench_selects(b, backends[i]))
                sgm_bench_add(b, c, backends[i], *n, NULL);
    }
}

void sgm_bench_run(sgm_bench *b, int console)
{
    sgm_gb_add_context("benchmark_version", SGM_BENCHMARK_VERSION);
    size_t shim_errors;
    sgm_runfile_start(b->runfile);
    b->matched = sgm_gb_run(!console, NULL, NULL, &shim_errors);
    b->errors += b->errors == 0 ? shim_errors : 0;
    if (isatty(2))
        fprintf(stderr, "\r\033[K");
}

static const sgm_contest *find_contest(const sgm_bench *b, const sgm_case *key, const char *backend, size_t n)
{
    for (size_t i = 0; i < b->n_contests; i++) {
        const sgm_entrant *e = b->contests[i]->own;
        if (sgm_case_same(e->c, key) && strcmp(sgm_entrant_backend(e), backend) == 0 && e->n == n)
            return b->contests[i];
    }
    return NULL;
}

sgm_figure sgm_bench_rate(const sgm_bench *b, const sgm_case *key, const char *backend, size_t n)
{
    const sgm_contest *t = find_contest(b, key, backend, n);
    return t == NULL || t->failed || b->emulator != NULL ? (sgm_figure){0} : sgm_contest_rate(t);
}

sgm_figure sgm_bench_ratio(const sgm_bench *b, const sgm_case *key, const char *backend, size_t n, const char *rival)
{
    const sgm_contest *t = find_contest(b, key, backend, n);
    for (size_t r = 0; t != NULL && !t->failed && b->emulator == NULL && r < t->n_rivals; r++)
        if (strcmp(sgm_entrant_backend(t->rival[r]), rival) == 0)
            return sgm_contest_ratio(t, r);
    return (sgm_figure){0};
}

size_t sgm_bench_size(const sgm_bench *b) { return b->n_contests; }

int sgm_bench_row(sgm_row *row, const sgm_bench *b, size_t i)
{
    const sgm_contest *t = i < b->n_contests ? b->contests[i] : NULL;
    *row = (sgm_row){0};
    if (t == NULL || t->failed || (t->n_calls == 0 && !t->stepped) || b->emulator != NULL)
        return 0;
    *row = (sgm_row){.id = t->own->c->id,
                     .flavor = t->own->c->flavor,
                     .backend = sgm_entrant_backend(t->own),
                     .n = t->own->n,
                     .rate = sgm_contest_rate(t),
                     .cycles = sgm_contest_cycles(t),
                     .floor = sgm_contest_floor(t),
                     .steps = t->steps};
    for (size_t r = 0; r < t->n_rivals; r++)
        if (t->rival[r]->be != NULL)
            row->vs_scalar51 = sgm_contest_ratio(t, r);
        else if (row->rival == NULL) {
            row->rival = sgm_entrant_backend(t->rival[r]);
            row->vs_rival = sgm_contest_ratio(t, r);
        }
    return row->rate.has || t->stepped;
}

size_t sgm_bench_proof_bytes(const sgm_bench *b, const sgm_case *key, const char *backend, size_t n)
{
    const sgm_contest *t = find_contest(b, key, backend, n);
    return t == NULL || t->failed ? 0 : t->own->proof_bytes;
}

int sgm_bench_close(sgm_bench *b)
{
    int status = sgm_runfile_finish(b->runfile);
    if (sgm_runfile_path(b->runfile) != NULL)
        fprintf(stderr, "run file: %s\n", sgm_runfile_path(b->runfile));
    if (b->emulator != NULL)
        fprintf(stderr, "%s: running under %s: no time was stored\n", b->program->name, b->emulator);
    if (status == 0 && (b->errors > 0 || b->matched == 0))
        status = 1;
    for (size_t i = 0; i < b->n_contests; i++) {
        sgm_contest_clear(b->contests[i]);
        free(b->contests[i]);
    }
    for (size_t i = 0; i < b->n_entrants; i++) {
        sgm_entrant_clear(b->entrants[i]);
        free(b->entrants[i]);
    }
    for (size_t i = 0; i < MAX_BACKENDS; i++)
        sgm_ctx_free(b->context[i].ctx);
    sgm_runfile_free(b->runfile);
    free(b);
    return status;
}
