/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Rounds of blocks, and medians over them. */
#include "bench/run/contest.h"

#include "bench/run/clock.h"
#include "bench/run/heap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sys/resource.h>

static const double preempted_above = 1.2; /* wall / CPU of a block that another process interrupted */
enum { CLOCK_STEPS = 60000 };              /* about 20 microseconds */

/* What one round measured: a block of everybody, entrant 0 being the contest's own, and the clock after the own block.
 */
typedef struct one_round {
    sgm_block_time of[1 + SGM_MAX_RIVALS];
    double ghz;
} one_round;

static uint64_t draw(uint64_t *random)
{
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    return *random;
}

static int run_round(const sgm_contest *t, uint64_t runs, uint64_t *random, one_round *out)
{
    size_t order[1 + SGM_MAX_RIVALS] = {0}, n = 1 + t->n_rivals;
    int ok = 1;
    for (size_t i = 0; i < n; i++) {
        size_t j = draw(random) % (i + 1);
        order[i] = order[j];
        order[j] = i;
    }
    for (size_t i = 0; i < n; i++) {
        size_t who = order[i];
        sgm_entrant *e = who == 0 ? t->own : t->rival[who - 1];
        ok &= sgm_entrant_time(e, who == 0 ? runs : e->block, &out->of[who]);
        if (who == 0)
            out->ghz = sgm_clock_ghz(CLOCK_STEPS);
    }
    return ok;
}

static int is_clean(const sgm_block_time *t) { return t->cpu > 0 && t->wall <= preempted_above * t->cpu; }

/* The median over clean rounds of rival's time over own time; over all rounds if none is clean. */
static double median_ratio(const one_round *r, size_t n, size_t rival, double *scratch)
{
    size_t kept = 0;
    for (int accept_all = 0; accept_all < 2 && kept == 0; accept_all++)
        for (size_t i = 0; i < n; i++)
            if (r[i].of[0].cpu > 0 && (accept_all || (is_clean(&r[i].of[0]) && is_clean(&r[i].of[1 + rival]))))
                scratch[kept++] = r[i].of[1 + rival].cpu / r[i].of[0].cpu;
    return kept > 0 ? sgm_median(scratch, kept) : NAN;
}

/* Medians of one call from its rounds (n >= 1). */
static void summarise(const sgm_contest *t, sgm_call *c, const one_round *r, size_t n, double *scratch)
{
    for (size_t i = 0; i < n; i++) {
        c->blocks[i] = r[i].of[0].cpu;
        c->preempted += !is_clean(&r[i].of[0]);
        scratch[i] = r[i].of[0].wall;
    }
    c->n_blocks = n;
    c->median.wall = sgm_median(scratch, n);
    memcpy(scratch, c->blocks, n * sizeof *scratch);
    c->median.cpu = sgm_median(scratch, n);
    for (size_t i = 0; i < n; i++)
        scratch[i] = r[i].of[0].cpu * r[i].ghz;
    c->cycles = sgm_median(scratch, n);
    for (size_t k = 0; k < t->n_rivals; k++)
        c->ratio[k] = median_ratio(r, n, k, scratch);
}

/* Room for one more call; NULL when there is no memory. */
static sgm_call *append_call(sgm_contest *t, uint64_t iterations, size_t rounds)
{
    sgm_call *grown = realloc(t->calls, (t->n_calls + 1) * sizeof *grown);
    if (grown == NULL)
        return NULL;
    t->calls = grown;
    grown[t->n_calls] = (sgm_call){.iterations = iterations, .blocks = calloc(rounds, sizeof(double))};
    return grown[t->n_calls].blocks != NULL ? &grown[t->n_calls++] : NULL;
}

double sgm_contest_time(sgm_contest *t, uint64_t iterations, uint64_t *random)
{
    size_t rounds = (size_t)((iterations + t->own->block - 1) / t->own->block);
    one_round *r = calloc(rounds, sizeof *r);
    double *scratch = calloc(rounds, sizeof *scratch), seconds = 0;
    sgm_call *c = append_call(t, iterations, rounds);
    int ok = r != NULL && scratch != NULL && c != NULL;
    for (size_t i = 0; i < rounds && ok; i++) {
        uint64_t runs = iterations < t->own->block ? iterations : t->own->block;
        ok = run_round(t, runs, random, &r[i]);
        seconds += r[i].of[0].cpu * 1e-9 * (double)runs * (double)t->own->n;
        iterations -= runs;
    }
    if (ok)
        summarise(t, c, r, rounds, scratch);
    free(r);
    free(scratch);
    return ok ? seconds : -1;
}

int sgm_contest_share(sgm_contest *t)
{
    enum { RUNS_MIN = 3, RUNS_MAX = 64 };
    static const double enough_ns = 3e7;
    const sgm_entrant *e = t->own;
    double total = 0, best = INFINITY;
    if (e->c->phases == NULL)
        return 0;
    for (int i = 0; i < RUNS_MAX && (i < RUNS_MIN || total < enough_ns); i++) {
        uint64_t ns[SGM_PHASE_COUNT] = {0};
        double start = sgm_wall_ns();
        if (e->c->phases(e->state, ns) != SGM_OK)
            return 0;
        double took = sgm_wall_ns() - start;
        total += took;
        for (int p = 0; p < SGM_PHASE_COUNT && took < best; p++)
            t->share[p] = (double)ns[p] / took;
        best = took < best ? took : best;
    }
    return 1;
}

static int is_prover(const sgm_case *c) { return c->formulation != NULL && strcmp(strrchr(c->id, '/'), "/prove") == 0; }

/* The check has run it before: what a context keeps for ever is there already. */
void sgm_contest_weigh(sgm_contest *t)
{
    const sgm_entrant *e = t->own;
    if (!is_prover(e->c))
        return;
    sgm_heap_begin();
    const sgm_status status = e->c->run(e->state);
    const size_t bytes = sgm_heap_end();
    t->peak_bytes = status == SGM_OK ? bytes : 0;
}

size_t sgm_contest_repetitions(const sgm_contest *t)
{
    size_t n = 0;
    while (n < t->n_calls && t->calls[t->n_calls - 1 - n].iterations == t->calls[t->n_calls - 1].iterations)
        n++;
    return n < t->repetitions ? n : t->repetitions;
}

/* The last n calls, oldest first. */
static const sgm_call *last_calls(const sgm_contest *t, size_t n) { return n > 0 ? t->calls + (t->n_calls - n) : NULL; }

sgm_figure sgm_contest_rate(const sgm_contest *t)
{
    double values[SGM_MAX_CALLS];
    size_t n = sgm_contest_repetitions(t);
    for (size_t i = 0; i < n; i++)
        values[i] = 1e9 / last_calls(t, n)[i].median.cpu;
    return sgm_figure_of(values, n);
}

sgm_figure sgm_contest_cycles(const sgm_contest *t)
{
    double values[SGM_MAX_CALLS];
    size_t n = sgm_contest_repetitions(t);
    for (size_t i = 0; i < n; i++)
        values[i] = last_calls(t, n)[i].cycles;
    return sgm_figure_of(values, n);
}

sgm_figure sgm_contest_ratio(const sgm_contest *t, size_t rival)
{
    double values[SGM_MAX_CALLS];
    size_t n = sgm_contest_repetitions(t);
    for (size_t i = 0; i < n; i++)
        values[i] = last_calls(t, n)[i].ratio[rival];
    return sgm_figure_of(values, n);
}

/* Multiplier instructions per item; 0 if they were not counted. */
static double instructions_of(const sgm_contest *t, const sgm_multiplier *m)
{
    return ((double)t->ops.mul * m->per_mul + (double)t->ops.sqr * m->per_sqr) / (double)t->own->n;
}

double sgm_contest_floor(const sgm_contest *t)
{
    sgm_multiplier m;
    if (!t->counted || !sgm_multiplier_of(&m, t->own->be) || m.per_cycle <= 0)
        return 0;
    return instructions_of(t, &m) / m.per_cycle;
}

static void run_own(void *arg)
{
    const sgm_entrant *e = arg;
    (void)e->c->run(e->state); /* judged when the entry was checked */
}

int sgm_contest_step(sgm_contest *t)
{
    enum { TRIES = 5 }; /* the quickest counts: what is stepped through must not depend on who is busy beside */
    const double longest_ns = 2.5e4; /* some hundred thousand instructions, seconds in steps */
    double quickest_ns = INFINITY;
    for (int k = 0; k < TRIES; k++) {
        sgm_block_time time;
        if (!sgm_entrant_time(t->own, 1, &time))
            return 0;
        quickest_ns = fmin(quickest_ns, time.cpu * (double)t->own->n);
    }
    t->stepped = quickest_ns <= longest_ns && sgm_step(&t->steps, run_own, t->own);
    return t->stepped;
}

void sgm_contest_clear(sgm_contest *t)
{
    for (size_t i = 0; i < t->n_calls; i++)
        free(t->calls[i].blocks);
    free(t->calls);
    t->calls = NULL;
    t->n_calls = 0;
}

/* ---- as JSON ---- */

static json_t *interval_json(const sgm_figure *f)
{
    return f->has_interval ? json_pack("[f, f]", f->interval[0], f->interval[1]) : json_null();
}

static json_t *text_or_null(const char *text)
{
    return text != NULL && text[0] != '\0' ? json_string(text) : json_null();
}

static json_t *positive_or_null(size_t n) { return n > 0 ? json_integer((json_int_t)n) : json_null(); }

/* All blocks of the repetitions, ascending; NULL when there is no memory. */
static double *sorted_blocks(const sgm_call *calls, size_t reps, size_t *n)
{
    size_t at = 0;
    *n = 0;
    for (size_t i = 0; i < reps; i++)
        *n += calls[i].n_blocks;
    double *all = calloc(*n + 1, sizeof *all);
    for (size_t i = 0; i < reps && all != NULL; i++) {
        memcpy(all + at, calls[i].blocks, calls[i].n_blocks * sizeof *all);
        at += calls[i].n_blocks;
    }
    if (all != NULL)
        sgm_sort(all, *n);
    return all;
}

/* The group `time`: everything in nanoseconds of thread CPU time per item, but wall_median. */
static json_t *time_json(const sgm_contest *t)
{
    double cpu[SGM_MAX_CALLS], wall[SGM_MAX_CALLS];
    size_t reps = sgm_contest_repetitions(t), blocks, preempted = 0;
    const sgm_call *calls = last_calls(t, reps);
    sgm_figure rate = sgm_contest_rate(t);
    double *all = rate.has ? sorted_blocks(calls, reps, &blocks) : NULL;
    if (all == NULL)
        return json_null();
    json_t *medians = json_array();
    for (size_t i = 0; i < reps; i++) {
        preempted += calls[i].preempted;
        cpu[i] = calls[i].median.cpu;
        wall[i] = calls[i].median.wall;
        json_array_append_new(medians, json_real(cpu[i]));
    }
    json_t *per_s = json_pack("{s:f, s:o}", "median", rate.median, "ci99", interval_json(&rate));
    int proofs = t->own->c->formulation != NULL;
    json_t *time = json_pack(
        "{s:s, s:s, s:s, s:s, s:I, s:[f], s:o, s:f, s:f, s:f, s:f, s:f, s:o, s:o}", "kind", "measured", "unit", "ns",
        "per", proofs ? "proof" : "item", "clock", t->own->threads > 1 ? "wall" : "thread_cpu", "batch_iters",
        (json_int_t)t->own->block, "process_medians", sgm_median(cpu, reps), "repetition_medians", medians, "p05",
        sgm_quantile(all, blocks, 0.05), "p50", sgm_quantile(all, blocks, 0.5), "p95", sgm_quantile(all, blocks, 0.95),
        "wall_median", sgm_median(wall, reps), "preempted_frac", (double)preempted / (double)blocks, "proofs_per_s",
        proofs ? json_incref(per_s) : json_null(), "items_per_s", proofs ? json_null() : json_incref(per_s));
    json_decref(per_s);
    free(all);
    return time;
}

static json_t *cycles_json(const sgm_contest *t)
{
    sgm_figure f = sgm_contest_cycles(t);
    if (!f.has)
        return json_null();
    return json_pack("{s:s, s:s, s:s, s:f, s:o}", "kind", "measured", "per",
                     t->own->c->formulation != NULL ? "proof" : "item", "clock", "dependent additions", "median",
                     f.median, "ci99", interval_json(&f));
}

static json_t *insns_json(const sgm_contest *t)
{
    if (!t->stepped)
        return json_null();
    return json_pack("{s:s, s:s, s:I, s:f, s:{s:I, s:I}, s:s}", "kind", "counted", "engine", "trap flag", "per_run",
                     (json_int_t)t->steps.instructions, "per_item", (double)t->steps.instructions / (double)t->own->n,
                     "classes", "scalar_mul", (json_int_t)t->steps.scalar_mul, "vector_mul",
                     (json_int_t)t->steps.vector_mul, "unit", "instructions");
}

static json_t *vs_json(const sgm_contest *t)
{
    json_t *vs = json_object();
    for (size_t r = 0; r < t->n_rivals; r++) {
        sgm_figure f = sgm_contest_ratio(t, r);
        if (f.has)
            json_object_set_new(vs, sgm_entrant_backend(t->rival[r]),
                                json_pack("{s:s, s:f, s:o, s:b, s:s, s:I}", "kind", "measured", "ratio", f.median,
                                          "ci99", interval_json(&f), "paired", 1, "id", t->rival[r]->c->id, "n",
                                          (json_int_t)t->rival[r]->n));
    }
    return vs;
}

/* Field operations per item, idle lanes included: they are multiplied too. */
static json_t *cost_json(const sgm_contest *t)
{
    sgm_multiplier m;
    if (!t->counted)
        return json_null();
    double lanes_per_item = (double)t->own->be->lanes / (double)t->own->n;
    json_t *cost =
        json_pack("{s:s, s:s, s:f, s:f, s:n}", "kind", "counted", "engine", "counting twin", "mul",
                  (double)t->ops.mul * lanes_per_item, "sqr", (double)t->ops.sqr * lanes_per_item, "multiplications");
    if (sgm_multiplier_of(&m, t->own->be))
        json_object_set_new(cost, "multiplications", json_real(instructions_of(t, &m)));
    return cost;
}

static json_t *floor_json(const sgm_contest *t)
{
    double cycles = sgm_contest_floor(t);
    sgm_figure f = sgm_contest_cycles(t);
    if (cycles <= 0 || !f.has)
        return json_null();
    return json_pack("{s:s, s:f, s:f}", "kind", "modelled", "cycles", cycles, "fraction", cycles / f.median);
}

static json_t *shares_json(const sgm_contest *t)
{
    return json_pack("{s:s, s:f, s:f, s:f, s:f}", "kind", "measured", "decode", t->share[SGM_PHASE_DECODE], "msm",
                     t->share[SGM_PHASE_MSM], "scalars", t->share[SGM_PHASE_SCALARS], "hash", t->share[SGM_PHASE_HASH]);
}

static json_t *evidence_json(const sgm_acceptance *a)
{
    double prior = 0.5;
    sgm_evidence e = sgm_evidence_of(*a, prior);
    return json_pack("{s:s, s:f, s:f, s:f, s:f}", "kind", "modelled", "prior", prior, "posterior", e.posterior,
                     "deniability", e.deniability, "info_bits", e.info_bits);
}

static json_t *params_json(const sgm_case_param *params)
{
    json_t *j = json_object();
    for (; params->name != NULL; params++)
        json_object_set_new(j, params->name, json_integer((json_int_t)params->value));
    return j;
}

json_t *sgm_contest_json(const sgm_contest *t, int emulated)
{
    const sgm_entrant *e = t->own;
    const sgm_case *c = e->c;
    sgm_acceptance acceptance;
    int weighs = sgm_case_acceptance(&acceptance, c);
    struct rusage usage;
    int untimed = emulated || t->failed || t->n_calls == 0;
    json_t *j = json_object();
    json_object_set_new(j, "id", json_string(c->id));
    json_object_set_new(j, "formulation", text_or_null(c->formulation));
    json_object_set_new(j, "flavor", text_or_null(c->flavor));
    json_object_set_new(j, "backend", json_string(sgm_entrant_backend(e)));
    json_object_set_new(j, "peer", json_boolean(e->c->peer != NULL));
    json_object_set_new(j, "n", json_integer((json_int_t)e->n));
    json_object_set_new(j, "batch", json_integer(strstr(c->id, "/batch") != NULL ? (json_int_t)e->n : 1));
    json_object_set_new(j, "threads", json_integer((json_int_t)e->threads));
    if (c->params != NULL)
        json_object_set_new(j, "params", params_json(c->params));
    json_object_set_new(j, "input_digest", text_or_null(e->input));
    json_object_set_new(j, "output_digest", text_or_null(e->output));
    json_object_set_new(j, "verified", json_boolean(e->verdict.verified));
    json_object_set_new(j, "rejects_tampered",
                        e->verdict.rejects_tampered < 0 ? json_null() : json_boolean(e->verdict.rejects_tampered));
    json_object_set_new(j, "error", text_or_null(t->failed ? e->verdict.why : NULL));
    json_object_set_new(j, "proof_bytes", positive_or_null(e->proof_bytes));
    json_object_set_new(j, "statement_bytes", positive_or_null(e->statement_bytes));
    json_object_set_new(j, "evidence_bits",
                        weighs ? json_real(sgm_evidence_of(acceptance, 0.5).weight_bits) : json_null());
    json_object_set_new(j, "peak_rss",
                        getrusage(RUSAGE_SELF, &usage) == 0 ? json_integer((json_int_t)usage.ru_maxrss * 1024)
                                                            : json_null());
    json_object_set_new(j, "time", untimed ? json_null() : time_json(t));
    json_object_set_new(j, "cycles", untimed ? json_null() : cycles_json(t));
    json_object_set_new(j, "insns", t->failed ? json_null() : insns_json(t));
    json_object_set_new(j, "vs", untimed ? json_object() : vs_json(t));
    json_object_set_new(j, "model", json_null());
    json_object_set_new(j, "cost", cost_json(t));
    json_object_set_new(j, "floor", untimed ? json_null() : floor_json(t));
    json_object_set_new(j, "evidence", weighs ? evidence_json(&acceptance) : json_null());
    if (t->shared && !untimed)
        json_object_set_new(j, "shares", shares_json(t));
    if (t->peak_bytes > 0 && !untimed)
        json_object_set_new(j, "memory",
                            json_pack("{s:s, s:I}", "kind", "measured", "peak_bytes", (json_int_t)t->peak_bytes));
    json_object_set_new(j, "cited", json_null());
    return j;
}
