/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The measuring loop, its statistics, and the record of each case. */
#include "bench/run/bench.h"

#include "bench/run/entrant.h"
#include "bench/run/machine.h"
#include "bench/run/stats.h"
#include "bench/shim/shim.h"

#include <math.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sys/resource.h>

enum { MAX_RIVALS = 6, MAX_ENTRANTS = 2048, MAX_BACKENDS = 16, MAX_CALLS = 512 };
static const double preempted_above = 1.2; /* wall / CPU of a block that another process interrupted */

/* One call by Google Benchmark: a search for the iteration count, or a repetition. */
typedef struct call {
    uint64_t iterations;
    sgm_block_time median;
    double ratio[MAX_RIVALS]; /* median over the rounds of (rival's CPU time / own CPU time) */
    double *blocks;           /* own CPU time of every block */
    size_t n_blocks, preempted;
} call;

/* One benchmark: an entrant with its rivals, and what was measured so far. */
typedef struct contest {
    sgm_bench *bench;
    sgm_entrant *own, *rival[MAX_RIVALS];
    size_t n_rivals;
    call *calls;
    size_t n_calls;
    int failed;
} contest;

struct sgm_bench {
    const sgm_bench_program *program;
    sgm_bench_options options;
    sgm_runfile *runfile;
    const char *emulator;
    sgm_entrant *entrants[MAX_ENTRANTS];
    contest *contests[MAX_ENTRANTS];
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
    *e = (sgm_entrant){.c = c, .be = be, .n = n, .subject = subject};
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
    return strcmp(peer->id, c->id) == 0 || (c->baseline != NULL && strcmp(peer->id, c->baseline) == 0);
}

static void find_rivals(sgm_bench *b, contest *t)
{
    size_t count;
    const sgm_case *const *list = sgm_case_list(&count), *c = t->own->c;
    for (size_t i = 0; i < count && t->n_rivals < MAX_RIVALS; i++)
        if (is_rival(c, list[i]))
            t->rival[t->n_rivals++] = enter(b, list[i], NULL, size_for(list[i], t->own->n),
                                            list[i]->formulation != NULL ? t->own->subject : NULL);
    if (t->own->be != NULL && t->own->be != &sgm_backend_scalar51 && t->n_rivals < MAX_RIVALS)
        t->rival[t->n_rivals++] = enter(b, c, &sgm_backend_scalar51, t->own->n, t->own->subject);
}

static sgm_block_time time_block(sgm_entrant *e, uint64_t runs, int *ok)
{
    sgm_block_time t;
    *ok &= sgm_entrant_time(e, runs, &t);
    return t;
}

static uint64_t draw(sgm_bench *b)
{
    b->random ^= b->random << 13;
    b->random ^= b->random >> 7;
    b->random ^= b->random << 17;
    return b->random;
}

/* One round: a block of everybody, in random order. Entrant 0 is the contest's own. */
static int run_round(contest *t, uint64_t runs, sgm_block_time *time)
{
    size_t order[1 + MAX_RIVALS] = {0}, n = 1 + t->n_rivals;
    int ok = 1;
    for (size_t i = 0; i < n; i++) {
        size_t j = draw(t->bench) % (i + 1);
        order[i] = order[j];
        order[j] = i;
    }
    for (size_t i = 0; i < n; i++) {
        size_t who = order[i];
        sgm_entrant *e = who == 0 ? t->own : t->rival[who - 1];
        time[who] = time_block(e, who == 0 ? runs : e->block, &ok);
    }
    return ok;
}

static int is_clean(const sgm_block_time *t) { return t->cpu > 0 && t->wall <= preempted_above * t->cpu; }

/* Medians of one call from its rounds (n >= 1). A ratio takes rounds in which neither side was interrupted, if any. */
static void summarise(const contest *t, call *c, sgm_block_time (*round)[1 + MAX_RIVALS], size_t n, double *scratch)
{
    for (size_t i = 0; i < n; i++) {
        c->blocks[i] = round[i][0].cpu;
        c->preempted += !is_clean(&round[i][0]);
        scratch[i] = round[i][0].wall;
    }
    c->n_blocks = n;
    c->median.wall = sgm_median(scratch, n);
    memcpy(scratch, c->blocks, n * sizeof *scratch);
    c->median.cpu = sgm_median(scratch, n);
    for (size_t r = 0; r < t->n_rivals; r++) {
        size_t kept = 0;
        for (int accept_all = 0; accept_all < 2 && kept == 0; accept_all++)
            for (size_t i = 0; i < n; i++)
                if (round[i][0].cpu > 0 && (accept_all || (is_clean(&round[i][0]) && is_clean(&round[i][1 + r]))))
                    scratch[kept++] = round[i][1 + r].cpu / round[i][0].cpu;
        c->ratio[r] = kept > 0 ? sgm_median(scratch, kept) : NAN;
    }
}

/* Runs `iterations` runs in blocks, each with a block of every rival. Returns own CPU seconds, or a negative number. */
static double run_call(contest *t, uint64_t iterations, call *c)
{
    size_t rounds = (size_t)((iterations + t->own->block - 1) / t->own->block);
    sgm_block_time(*round)[1 + MAX_RIVALS] = must_calloc(t->bench, rounds, sizeof *round);
    double *scratch = must_calloc(t->bench, rounds, sizeof *scratch), seconds = 0;
    *c = (call){.iterations = iterations, .blocks = must_calloc(t->bench, rounds, sizeof *c->blocks)};
    int ok = 1;
    for (size_t i = 0; i < rounds; i++) {
        uint64_t runs = iterations < t->own->block ? iterations : t->own->block;
        ok &= run_round(t, runs, round[i]);
        seconds += round[i][0].cpu * 1e-9 * (double)runs * (double)t->own->n;
        iterations -= runs;
    }
    summarise(t, c, round, rounds, scratch);
    free(round);
    free(scratch);
    return ok ? seconds : -1;
}

/* Repetitions: the trailing calls that made the same number of iterations. */
static size_t repetitions_of(const contest *t)
{
    size_t n = 0;
    while (n < t->n_calls && t->calls[t->n_calls - 1 - n].iterations == t->calls[t->n_calls - 1].iterations)
        n++;
    return n < t->bench->options.repetitions ? n : t->bench->options.repetitions;
}

static sgm_figure figure_of(double *values, size_t n)
{
    sgm_figure f = {0};
    for (size_t i = 0; i < n; i++)
        if (!isfinite(values[i]) || values[i] <= 0)
            return f;
    if (n == 0)
        return f;
    f.has = 1;
    f.median = sgm_median(values, n);
    f.has_interval = sgm_median_interval99(values, n, f.interval);
    return f;
}

static sgm_figure rate_of(const contest *t)
{
    double values[MAX_CALLS];
    size_t n = repetitions_of(t);
    for (size_t i = 0; i < n; i++)
        values[i] = 1e9 / t->calls[t->n_calls - 1 - i].median.cpu;
    return figure_of(values, n);
}

static sgm_figure ratio_of(const contest *t, size_t rival)
{
    double values[MAX_CALLS];
    size_t n = repetitions_of(t);
    for (size_t i = 0; i < n; i++)
        values[i] = t->calls[t->n_calls - 1 - i].ratio[rival];
    return figure_of(values, n);
}

static json_t *interval_json(const sgm_figure *f)
{
    return f->has_interval ? json_pack("[f, f]", f->interval[0], f->interval[1]) : json_null();
}

static json_t *text_or_null(const char *text)
{
    return text != NULL && text[0] != '\0' ? json_string(text) : json_null();
}

static json_t *positive_or_null(size_t n) { return n > 0 ? json_integer((json_int_t)n) : json_null(); }

/* The group `time`: everything in nanoseconds of thread CPU time per item, but wall_median. */
static json_t *time_json(const contest *t)
{
    size_t reps = repetitions_of(t), blocks = 0, preempted = 0, at = 0;
    const call *calls = t->calls + t->n_calls - reps;
    sgm_figure rate = rate_of(t);
    if (!rate.has || t->bench->emulator != NULL)
        return json_null();
    double cpu[MAX_CALLS], wall[MAX_CALLS];
    json_t *medians = json_array();
    for (size_t i = 0; i < reps; i++) {
        blocks += calls[i].n_blocks;
        preempted += calls[i].preempted;
        cpu[i] = calls[i].median.cpu;
        wall[i] = calls[i].median.wall;
        json_array_append_new(medians, json_real(cpu[i]));
    }
    double *all = must_calloc(t->bench, blocks, sizeof *all);
    for (size_t i = 0; i < reps; i++) {
        memcpy(all + at, calls[i].blocks, calls[i].n_blocks * sizeof *all);
        at += calls[i].n_blocks;
    }
    sgm_sort(all, blocks);
    json_t *per_s = json_pack("{s:f, s:o}", "median", rate.median, "ci99", interval_json(&rate));
    int proofs = t->own->c->formulation != NULL;
    json_t *time = json_pack(
        "{s:s, s:s, s:s, s:s, s:I, s:[f], s:o, s:f, s:f, s:f, s:f, s:f, s:o, s:o}", "kind", "measured", "unit", "ns",
        "per", proofs ? "proof" : "item", "clock", "thread_cpu", "batch_iters", (json_int_t)t->own->block,
        "process_medians", sgm_median(cpu, reps), "repetition_medians", medians, "p05", sgm_quantile(all, blocks, 0.05),
        "p50", sgm_quantile(all, blocks, 0.5), "p95", sgm_quantile(all, blocks, 0.95), "wall_median",
        sgm_median(wall, reps), "preempted_frac", (double)preempted / (double)blocks, "proofs_per_s",
        proofs ? json_incref(per_s) : json_null(), "items_per_s", proofs ? json_null() : json_incref(per_s));
    json_decref(per_s);
    free(all);
    return time;
}

static json_t *vs_json(const contest *t)
{
    json_t *vs = json_object();
    for (size_t r = 0; r < t->n_rivals && t->bench->emulator == NULL; r++) {
        sgm_figure f = ratio_of(t, r);
        if (f.has)
            json_object_set_new(vs, sgm_entrant_backend(t->rival[r]),
                                json_pack("{s:s, s:f, s:o, s:b, s:s, s:I}", "kind", "measured", "ratio", f.median,
                                          "ci99", interval_json(&f), "paired", 1, "id", t->rival[r]->c->id, "n",
                                          (json_int_t)t->rival[r]->n));
    }
    return vs;
}

static json_t *evidence_json(const sgm_formulation *f)
{
    if (f == NULL)
        return json_null();
    double prior = 0.5;
    sgm_evidence e = sgm_evidence_of(f->acceptance, prior);
    return json_pack("{s:s, s:f, s:f, s:f, s:f}", "kind", "modelled", "prior", prior, "posterior", e.posterior,
                     "deniability", e.deniability, "info_bits", e.info_bits);
}

static json_t *cost_json(const sgm_case *c)
{
    if (c->cost.mul == 0 && c->cost.sqr == 0)
        return json_null();
    return json_pack("{s:s, s:f, s:f}", "kind", "modelled", "mul", c->cost.mul, "sqr", c->cost.sqr);
}

/* The state of one contest as the run file's case. */
static json_t *contest_json(const contest *t)
{
    const sgm_entrant *e = t->own;
    const sgm_case *c = e->c;
    const sgm_formulation *f = c->formulation != NULL ? sgm_formulation_find(c->formulation) : NULL;
    struct rusage usage;
    json_t *j = json_object();
    json_object_set_new(j, "id", json_string(c->id));
    json_object_set_new(j, "formulation", text_or_null(c->formulation));
    json_object_set_new(j, "flavor", text_or_null(c->flavor));
    json_object_set_new(j, "backend", json_string(sgm_entrant_backend(e)));
    json_object_set_new(j, "peer", json_boolean(e->be == NULL));
    json_object_set_new(j, "n", json_integer((json_int_t)e->n));
    json_object_set_new(j, "batch", json_integer(strstr(c->id, "/batch") != NULL ? (json_int_t)e->n : 1));
    json_object_set_new(j, "threads", json_integer(1));
    json_object_set_new(j, "input_digest", text_or_null(e->input));
    json_object_set_new(j, "output_digest", text_or_null(e->output));
    json_object_set_new(j, "verified", json_boolean(e->verdict.verified));
    json_object_set_new(j, "rejects_tampered",
                        e->verdict.rejects_tampered < 0 ? json_null() : json_boolean(e->verdict.rejects_tampered));
    json_object_set_new(j, "error", text_or_null(t->failed ? e->verdict.why : NULL));
    json_object_set_new(j, "proof_bytes", positive_or_null(e->proof_bytes));
    json_object_set_new(j, "statement_bytes", positive_or_null(e->statement_bytes));
    json_object_set_new(j, "evidence_bits",
                        f != NULL ? json_real(sgm_evidence_of(f->acceptance, 0.5).weight_bits) : json_null());
    json_object_set_new(j, "peak_rss",
                        getrusage(RUSAGE_SELF, &usage) == 0 ? json_integer((json_int_t)usage.ru_maxrss * 1024)
                                                            : json_null());
    json_object_set_new(j, "time", t->failed ? json_null() : time_json(t));
    json_object_set_new(j, "insns", json_null());
    json_object_set_new(j, "vs", t->failed ? json_object() : vs_json(t));
    json_object_set_new(j, "model", json_null());
    json_object_set_new(j, "cost", cost_json(c));
    json_object_set_new(j, "evidence", evidence_json(f));
    json_object_set_new(j, "cited", json_null());
    return j;
}

/* One line on stderr that says how far the run is: rewritten on a terminal, every ten seconds otherwise. */
static void progress(sgm_bench *b, const contest *t, const char *doing)
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

static int prepare_one(contest *t, sgm_entrant *e)
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

static void fail_contest(contest *t, sgm_gb_state *state)
{
    if (!t->failed) {
        t->failed = 1;
        t->bench->errors++;
        sgm_runfile_put(t->bench->runfile, contest_json(t));
        fprintf(stderr, "%s%s: %s on %s, n = %zu: %s\n", isatty(2) ? "\r\033[K" : "", t->bench->program->name,
                t->own->c->id, sgm_entrant_backend(t->own), t->own->n, t->own->verdict.why);
    }
    sgm_gb_skip_with_error(state, t->own->verdict.why);
}

static void show_counters(const contest *t, sgm_gb_state *state)
{
    if (t->own->proof_bytes > 0)
        sgm_gb_counter(state, "proof_bytes", (double)t->own->proof_bytes);
    for (size_t r = 0; r < t->n_rivals; r++) {
        char name[48];
        snprintf(name, sizeof name, "vs_%s", sgm_entrant_backend(t->rival[r]));
        sgm_gb_counter(state, name, t->calls[t->n_calls - 1].ratio[r]);
    }
}

/* What Google Benchmark calls: prepare and check once, then time. */
static void run_contest(sgm_gb_state *state, void *user)
{
    contest *t = user;
    int ready = !t->failed && t->n_calls < MAX_CALLS && prepare_one(t, t->own);
    for (size_t r = 0; r < t->n_rivals && ready; r++)
        ready = prepare_one(t, t->rival[r]);
    if (!ready) {
        fail_contest(t, state);
        return;
    }
    uint64_t iterations = sgm_gb_iterations(state);
    progress(t->bench, t, "measuring");
    while (sgm_gb_keep_running_batch(state, iterations)) {
        double seconds = run_call(t, iterations, &t->calls[t->n_calls++]);
        if (seconds < 0) {
            sgm_verdict_fail(&t->own->verdict, "a timed run failed");
            fail_contest(t, state);
            return;
        }
        sgm_gb_set_seconds(state, seconds);
    }
    sgm_gb_set_items(state, iterations * t->own->n);
    show_counters(t, state);
    t->bench->repetitions_done += repetitions_of(t) > 1 || t->bench->options.repetitions == 1;
    sgm_runfile_put(t->bench->runfile, contest_json(t));
}

void sgm_bench_add(sgm_bench *b, const sgm_case *c, const sgm_backend *be, size_t n, const sgm_subject *subject)
{
    contest *t = must_calloc(b, 1, sizeof *t);
    char name[160];
    if (b->n_contests == MAX_ENTRANTS) {
        fprintf(stderr, "%s: more than %d benchmarks\n", b->program->name, MAX_ENTRANTS);
        exit(2);
    }
    *t =
        (contest){.bench = b, .own = enter(b, c, be, n, subject), .calls = must_calloc(b, MAX_CALLS, sizeof *t->calls)};
    b->contests[b->n_contests++] = t;
    find_rivals(b, t);
    snprintf(name, sizeof name, "%s%s%s/%s", c->id, c->flavor != NULL ? "/" : "", c->flavor != NULL ? c->flavor : "",
             sgm_entrant_backend(t->own));
    sgm_gb_register(name, "n", (int64_t)n, run_contest, t);
}

void sgm_bench_add_all(sgm_bench *b, const sgm_case *c)
{
    size_t n_backends;
    const sgm_backend *const *backends = sgm_backend_list(&n_backends);
    for (const size_t *n = c->sizes; *n != 0; n++) {
        if (c->peer != NULL)
            sgm_bench_add(b, c, NULL, *n, NULL);
        for (size_t i = 0; i < n_backends && c->peer == NULL; i++)
            if (sgm_bench_selects(b, backends[i]))
                sgm_bench_add(b, c, backends[i], *n, NULL);
    }
}

void sgm_bench_run(sgm_bench *b, int console)
{
    sgm_gb_add_context("benchmark_version", SGM_BENCHMARK_VERSION);
    size_t shim_errors;
    sgm_runfile_start(b->runfile);
    b->matched = sgm_gb_run(!console, &shim_errors);
    b->errors += b->errors == 0 ? shim_errors : 0;
    if (isatty(2))
        fprintf(stderr, "\r\033[K");
}

static const contest *find_contest(const sgm_bench *b, const char *id, const char *flavor, const char *backend,
                                   size_t n)
{
    for (size_t i = 0; i < b->n_contests; i++) {
        const sgm_entrant *e = b->contests[i]->own;
        if (strcmp(e->c->id, id) == 0 && strcmp(sgm_entrant_backend(e), backend) == 0 && e->n == n &&
            (flavor == NULL) == (e->c->flavor == NULL) && (flavor == NULL || strcmp(e->c->flavor, flavor) == 0))
            return b->contests[i];
    }
    return NULL;
}

sgm_figure sgm_bench_rate(const sgm_bench *b, const char *id, const char *flavor, const char *backend, size_t n)
{
    const contest *t = find_contest(b, id, flavor, backend, n);
    return t == NULL || t->failed || b->emulator != NULL ? (sgm_figure){0} : rate_of(t);
}

sgm_figure sgm_bench_ratio(const sgm_bench *b, const char *id, const char *flavor, const char *backend, size_t n,
                           const char *rival)
{
    const contest *t = find_contest(b, id, flavor, backend, n);
    for (size_t r = 0; t != NULL && !t->failed && b->emulator == NULL && r < t->n_rivals; r++)
        if (strcmp(sgm_entrant_backend(t->rival[r]), rival) == 0)
            return ratio_of(t, r);
    return (sgm_figure){0};
}

size_t sgm_bench_proof_bytes(const sgm_bench *b, const char *id, const char *flavor, const char *backend, size_t n)
{
    const contest *t = find_contest(b, id, flavor, backend, n);
    return t == NULL || t->failed ? 0 : t->own->proof_bytes;
}

static void free_contest(contest *t)
{
    for (size_t i = 0; i < t->n_calls; i++)
        free(t->calls[i].blocks);
    free(t->calls);
    free(t);
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
    for (size_t i = 0; i < b->n_contests; i++)
        free_contest(b->contests[i]);
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
