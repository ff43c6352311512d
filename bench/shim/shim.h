/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Google Benchmark for C programs: registration, the loop, counters, context, and a reporter that tells failures. */
#ifndef SGM_BENCH_SHIM_SHIM_H
#define SGM_BENCH_SHIM_SHIM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* benchmark::State of one call of a registered function. */
typedef struct sgm_gb_state sgm_gb_state;
/* Called by Google Benchmark; asks for its iterations once and runs them, or skips with an error. */
typedef void (*sgm_gb_fn)(sgm_gb_state *state, void *user);

/* Registers "name/<arg_name>:<arg>", timed by sgm_gb_set_seconds, reported in microseconds. name is copied. */
void sgm_gb_register(const char *name, const char *arg_name, int64_t arg, sgm_gb_fn fn, void *user);

/* The number of iterations this call must run. The caller's loop makes them in C: no call per iteration. */
uint64_t sgm_gb_iterations(const sgm_gb_state *state);
/* Enters the one batch of all iterations; 0: do not run it. Call again after the work: it returns 0 and stops. */
int sgm_gb_keep_running_batch(sgm_gb_state *state, uint64_t iterations);
/* Time of all iterations of this call, in seconds. */
void sgm_gb_set_seconds(sgm_gb_state *state, double seconds);
/* Items handled by this call, all iterations together. */
void sgm_gb_set_items(sgm_gb_state *state, uint64_t items);
/* A plain number shown in its own column. */
void sgm_gb_counter(sgm_gb_state *state, const char *name, double value);
/* Marks this case as failed; nothing is timed. Return from the function at once. */
void sgm_gb_skip_with_error(sgm_gb_state *state, const char *why);

/* Takes all --benchmark_* flags out of argv. On --help: prints `usage`, then Google Benchmark's own flags, and exits 0;
 * on a flag value that cannot be read: one sentence, and exits 2. */
void sgm_gb_initialize(int *argc, char **argv, const char *usage);
/* A line of the report's context: "key: value" on the console, a member of "context" in JSON. */
void sgm_gb_add_context(const char *key, const char *value);
/* Runs what is registered and selected. Results go where the --benchmark_* flags say, through the reporter that
 * counts failures; quiet: the console report is left out. *errors receives the number of failed runs.
 * Returns the number of benchmarks that matched the filter. */
size_t sgm_gb_run(int quiet, size_t *errors);

#ifdef __cplusplus
}
#endif

#endif
