/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Google Benchmark for C programs: registration, the loop, counters, context, and a reporter that tells failures.
 *
 * Cannot pass from C: statistics, setup and teardown, which Google Benchmark takes as functions without user data. Do
 * statistics on what the reporter hands over, and set up before the loop. */
#ifndef SGM_BENCH_SHIM_SHIM_H
#define SGM_BENCH_SHIM_SHIM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- registration ---- */

/* benchmark::State of one call of a registered function. */
typedef struct sgm_gb_state sgm_gb_state;
/* Called by Google Benchmark, once per thread; asks for its iterations once and runs them, or skips with an error. */
typedef void (*sgm_gb_fn)(sgm_gb_state *state, void *user);
/* A registered benchmark; owned by Google Benchmark. */
typedef struct sgm_gb_benchmark sgm_gb_benchmark;
typedef enum sgm_gb_unit { SGM_GB_NS, SGM_GB_US, SGM_GB_MS, SGM_GB_S } sgm_gb_unit;
/* SGM_GB_FIT: Google Benchmark finds the best fit itself. */
typedef enum sgm_gb_complexity { SGM_GB_FIT, SGM_GB_1, SGM_GB_N, SGM_GB_N_LOG_N, SGM_GB_N_SQUARED } sgm_gb_complexity;

/* name is copied. Without arguments it runs once, named so; each argument list below adds a run. */
sgm_gb_benchmark *sgm_gb_register(const char *name, sgm_gb_fn fn, void *user);
/* One more run with these n arguments; the same n every time. */
void sgm_gb_args(sgm_gb_benchmark *b, const int64_t *args, size_t n);
/* Names of the arguments, as many as there are: "name/n:64". */
void sgm_gb_arg_names(sgm_gb_benchmark *b, const char *const *names, size_t n);
/* Runs with start, limit, and the powers of `multiplier` between them. */
void sgm_gb_range_of(sgm_gb_benchmark *b, int64_t start, int64_t limit, int multiplier);
void sgm_gb_threads(sgm_gb_benchmark *b, int threads);
/* Time is the wall clock's instead of the processor's; or what sgm_gb_set_seconds says. Iteration counts are chosen by
 * it, and rates divide by it. */
void sgm_gb_use_real_time(sgm_gb_benchmark *b);
void sgm_gb_use_manual_time(sgm_gb_benchmark *b);
/* Reports a fit of the time over what sgm_gb_set_complexity_n says. */
void sgm_gb_fit(sgm_gb_benchmark *b, sgm_gb_complexity complexity);
void sgm_gb_repetitions(sgm_gb_benchmark *b, int repetitions);
/* So many iterations, instead of a search for their number. */
void sgm_gb_iterations_of(sgm_gb_benchmark *b, uint64_t iterations);
void sgm_gb_report_in(sgm_gb_benchmark *b, sgm_gb_unit unit);

/* ---- inside a call ---- */

/* The number of iterations this call must run. The caller's loop makes them in C: no call per iteration. */
uint64_t sgm_gb_iterations(const sgm_gb_state *state);
/* Enters the one batch of all iterations; 0: do not run it. Call again after the work: it returns 0 and stops the
 * clock. Must not be called again after an error. */
int sgm_gb_keep_running_batch(sgm_gb_state *state, uint64_t iterations);
/* Argument i of this run. In: i is below the number of arguments. */
int64_t sgm_gb_range(const sgm_gb_state *state, size_t i);
int sgm_gb_thread_index(const sgm_gb_state *state);
int sgm_gb_thread_count(const sgm_gb_state *state);
/* Between these the clock stands still. Costs hundreds of nanoseconds itself. */
void sgm_gb_pause(sgm_gb_state *state);
void sgm_gb_resume(sgm_gb_state *state);
/* Time of all iterations of this call, in seconds; for manual time. */
void sgm_gb_set_seconds(sgm_gb_state *state, double seconds);
/* Items and bytes handled by this call, all iterations together. */
void sgm_gb_set_items(sgm_gb_state *state, uint64_t items);
void sgm_gb_set_bytes(sgm_gb_state *state, uint64_t bytes);
void sgm_gb_set_complexity_n(sgm_gb_state *state, int64_t n);
void sgm_gb_set_label(sgm_gb_state *state, const char *label);
/* What a counter's value means, added up: divided by the time (with SGM_GB_INVERT: time over it), by the number of
 * threads, multiplied or divided by the number of iterations. */
enum {
    SGM_GB_PLAIN = 0,
    SGM_GB_RATE = 1,
    SGM_GB_PER_THREAD = 2,
    SGM_GB_TIMES_ITERATIONS = 4,
    SGM_GB_PER_ITERATION = 8,
    SGM_GB_INVERT = 16
};
/* A number shown in its own column. */
void sgm_gb_counter(sgm_gb_state *state, const char *name, double value, unsigned flags);
/* Marks this case as failed; nothing is timed. Return from the function at once. */
void sgm_gb_skip_with_error(sgm_gb_state *state, const char *why);

/* ---- the program ---- */

/* What the reporter says of one run, an aggregate or a fit. All pointers are valid during the call only. */
typedef struct sgm_gb_report {
    const char *name, *label;
    const char *error;     /* NULL: none */
    const char *aggregate; /* "mean", "BigO"; NULL: a run */
    uint64_t iterations;
    int repetition, threads;
    double real_seconds, cpu_seconds; /* of all iterations; of an aggregate: per iteration */
    const void *counters;
} sgm_gb_report;
typedef void (*sgm_gb_on_report)(const sgm_gb_report *report, void *user);
/* A counter of a report, flags applied; 0 if there is none of that name. */
int sgm_gb_report_counter(double *value, const sgm_gb_report *report, const char *name);

/* Takes all --benchmark_* flags out of argv. On --help: prints `usage`, then Google Benchmark's own flags, and exits 0;
 * on a flag value that cannot be read: one sentence, and exits 2. */
void sgm_gb_initialize(int *argc, char **argv, const char *usage);
/* Says on stderr which arguments are left; 1 if there are any. */
int sgm_gb_report_unrecognized(int argc, char **argv);
/* A line of the report's context: "key: value" on the console, a member of "context" in JSON. */
void sgm_gb_add_context(const char *key, const char *value);
/* How the linked library was built: "release" or "debug", whose time Google Benchmark warns of; "" if it does not say,
 * and before sgm_gb_initialize. */
const char *sgm_gb_library_build(void);
/* Runs what is registered and selected. Results go where the --benchmark_* flags say, through a reporter that counts
 * failures and hands every report to on_report (may be NULL); quiet: the console report is left out. *errors receives
 * the number of failed runs. Returns the number of benchmarks that matched the filter. Once per program. */
size_t sgm_gb_run(int quiet, sgm_gb_on_report on_report, void *user, size_t *errors);

#ifdef __cplusplus
}
#endif

#endif
