/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Everything the shim takes from Google Benchmark, seen from C: what is set comes back in the reports. */
#include "bench/shim/shim.h"
#include "tests/support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_REPORTS = 64 };
static const char *const counters[] = {
    "sum", "one", "mean", "rate", "inverse", "each", "share", "paused", "items_per_second", "bytes_per_second"};
enum { COUNTERS = sizeof counters / sizeof counters[0] };

/* A report with copies of its texts and the counters it had; NAN: not there. */
typedef struct seen {
    char name[128], label[32], error[32], aggregate[16];
    uint64_t iterations;
    int repetition, threads;
    double real, counter[COUNTERS];
} seen;
static seen reports[MAX_REPORTS];
static size_t n_reports;
static test_tally tally;

#define EXPECT(condition) (void)test_check(&tally, condition, "not so: %s", #condition)

static void note(const sgm_gb_report *r, void *user)
{
    size_t *count = user;
    if (*count == MAX_REPORTS)
        return;
    seen *s = &reports[(*count)++];
    snprintf(s->name, sizeof s->name, "%s", r->name);
    snprintf(s->label, sizeof s->label, "%s", r->label);
    snprintf(s->error, sizeof s->error, "%s", r->error != NULL ? r->error : "");
    snprintf(s->aggregate, sizeof s->aggregate, "%s", r->aggregate != NULL ? r->aggregate : "");
    s->iterations = r->iterations;
    s->repetition = r->repetition;
    s->threads = r->threads;
    s->real = r->real_seconds;
    for (size_t i = 0; i < COUNTERS; i++)
        if (!sgm_gb_report_counter(&s->counter[i], r, counters[i]))
            s->counter[i] = NAN;
}

/* The only report of this name and aggregate; an empty one, and a failure, if there is none. */
static const seen *find(const char *name, const char *aggregate)
{
    static const seen none;
    const seen *found = &none;
    size_t n = 0;
    for (size_t i = 0; i < n_reports; i++)
        if (strcmp(reports[i].name, name) == 0 && strcmp(reports[i].aggregate, aggregate) == 0) {
            found = &reports[i];
            n++;
        }
    (void)test_check(&tally, n == 1, "%zu reports of \"%s\" %s", n, name, aggregate);
    return found;
}

static int is(double x, double wanted) { return fabs(x - wanted) <= 1e-9 * fabs(wanted); }

static double counter(const seen *s, const char *name)
{
    for (size_t i = 0; i < COUNTERS; i++)
        if (strcmp(counters[i], name) == 0)
            return s->counter[i];
    return NAN;
}

static void sleep_ms(long ms)
{
    struct timespec t = {.tv_sec = 0, .tv_nsec = ms * 1000000};
    while (nanosleep(&t, &t) != 0)
        ;
}

/* ---- what is registered ---- */

static void add_arguments(sgm_gb_state *state, void *user)
{
    const int *n = user;
    int64_t sum = 0;
    while (sgm_gb_keep_running_batch(state, sgm_gb_iterations(state)))
        ;
    for (int i = 0; i < *n; i++)
        sum += sgm_gb_range(state, (size_t)i);
    sgm_gb_counter(state, "sum", (double)sum, SGM_GB_PLAIN);
}

static void on_threads(sgm_gb_state *state, void *user)
{
    (void)user;
    while (sgm_gb_keep_running_batch(state, sgm_gb_iterations(state)))
        ;
    sgm_gb_counter(state, "one", sgm_gb_thread_index(state) + 1, SGM_GB_PLAIN);
    sgm_gb_counter(state, "mean", sgm_gb_thread_count(state), SGM_GB_PER_THREAD);
}

static void every_counter(sgm_gb_state *state, void *user)
{
    (void)user;
    while (sgm_gb_keep_running_batch(state, sgm_gb_iterations(state)))
        sgm_gb_set_seconds(state, 5);
    sgm_gb_counter(state, "rate", 100, SGM_GB_RATE);
    sgm_gb_counter(state, "inverse", 100, SGM_GB_RATE | SGM_GB_INVERT);
    sgm_gb_counter(state, "each", 2, SGM_GB_TIMES_ITERATIONS);
    sgm_gb_counter(state, "share", 20, SGM_GB_PER_ITERATION);
    sgm_gb_set_items(state, 50);
    sgm_gb_set_bytes(state, 500);
    sgm_gb_set_label(state, "a label");
}

static void pauses(sgm_gb_state *state, void *user)
{
    (void)user;
    while (sgm_gb_keep_running_batch(state, sgm_gb_iterations(state))) {
        sleep_ms(50);
        sgm_gb_pause(state);
        sleep_ms(400);
        sgm_gb_resume(state);
        sleep_ms(50);
    }
}

static void takes_n_seconds(sgm_gb_state *state, void *user)
{
    (void)user;
    int64_t n = sgm_gb_range(state, 0);
    while (sgm_gb_keep_running_batch(state, sgm_gb_iterations(state)))
        sgm_gb_set_seconds(state, (double)n * (double)sgm_gb_iterations(state));
    sgm_gb_set_complexity_n(state, n);
}

static void fails(sgm_gb_state *state, void *user)
{
    (void)user;
    sgm_gb_skip_with_error(state, "it had to");
}

static void nothing(sgm_gb_state *state, void *user)
{
    int *runs = user;
    ++*runs;
    while (sgm_gb_keep_running_batch(state, sgm_gb_iterations(state)))
        ;
}

static sgm_gb_benchmark *once(const char *name, sgm_gb_fn fn, void *user)
{
    sgm_gb_benchmark *b = sgm_gb_register(name, fn, user);
    sgm_gb_iterations_of(b, 10);
    return b;
}

static int two = 2, one = 1, repeated, unselected;

static void register_all(void)
{
    static const char *const names[] = {"a", "b"};
    static const int64_t first[] = {1, 2}, second[] = {30, 40};
    sgm_gb_benchmark *b = once("args", add_arguments, &two);
    sgm_gb_args(b, first, 2);
    sgm_gb_args(b, second, 2);
    sgm_gb_arg_names(b, names, 2);
    sgm_gb_range_of(once("range", add_arguments, &one), 8, 512, 8);
    b = once("threads", on_threads, NULL);
    sgm_gb_threads(b, 2);
    sgm_gb_use_real_time(b);
    b = once("counters", every_counter, NULL);
    sgm_gb_use_manual_time(b);
    sgm_gb_report_in(b, SGM_GB_MS);
    b = sgm_gb_register("pauses", pauses, NULL);
    sgm_gb_iterations_of(b, 1);
    sgm_gb_use_real_time(b);
    sgm_gb_repetitions(once("repeated", nothing, &repeated), 3);
    b = once("fit", takes_n_seconds, NULL);
    sgm_gb_range_of(b, 1, 64, 4);
    sgm_gb_use_manual_time(b);
    sgm_gb_fit(b, SGM_GB_N);
    sgm_gb_register("fails", fails, NULL);
    sgm_gb_register("unselected", nothing, &unselected);
}

static void check_reports(void)
{
    EXPECT(is(counter(find("args/a:1/b:2/iterations:10", ""), "sum"), 3));
    EXPECT(is(counter(find("args/a:30/b:40/iterations:10", ""), "sum"), 70));
    EXPECT(is(counter(find("range/8/iterations:10", ""), "sum"), 8));
    EXPECT(is(counter(find("range/64/iterations:10", ""), "sum"), 64));
    EXPECT(is(counter(find("range/512/iterations:10", ""), "sum"), 512));
    const seen *s = find("threads/iterations:10/real_time/threads:2", "");
    EXPECT(s->threads == 2);
    EXPECT(is(counter(s, "one"), 1 + 2));
    EXPECT(is(counter(s, "mean"), 2));
    s = find("counters/iterations:10/manual_time", "");
    EXPECT(s->iterations == 10);
    EXPECT(is(s->real, 5));
    EXPECT(is(counter(s, "rate"), 20));
    EXPECT(is(counter(s, "inverse"), 0.05));
    EXPECT(is(counter(s, "each"), 20));
    EXPECT(is(counter(s, "share"), 2));
    EXPECT(is(counter(s, "items_per_second"), 10));
    EXPECT(is(counter(s, "bytes_per_second"), 100));
    EXPECT(isnan(counter(s, "sum")));
    EXPECT(strcmp(s->label, "a label") == 0);
    s = find("pauses/iterations:1/real_time", "");
    EXPECT(s->real > 0.099 && s->real < 0.4); /* both parts, and not the 400 ms between them */
    for (size_t i = 0, n = 0; i < n_reports; i++)
        if (strcmp(reports[i].name, "repeated/iterations:10/repeats:3") == 0 && reports[i].aggregate[0] == '\0')
            EXPECT(reports[i].repetition == (int)n++);
    EXPECT(repeated == 3);
    (void)find("repeated/iterations:10/repeats:3", "median");
    EXPECT(is(find("fit/iterations:10/manual_time", "BigO")->real, 1)); /* seconds per iteration and n */
    (void)find("fit/iterations:10/manual_time", "RMS");
    EXPECT(strcmp(find("fails", "")->error, "it had to") == 0);
    EXPECT(unselected == 0);
}

int main(void)
{
    static char program[] = "test_shim", filter[] = "--benchmark_filter=-unselected",
                repetitions[] = "--benchmark_repetitions=1", strange[] = "--strange";
    char *argv[] = {program, filter, repetitions, strange, NULL};
    int argc = 4;
    size_t errors = 99;
    sgm_gb_initialize(&argc, argv, "usage\n");
    EXPECT(argc == 2 && strcmp(argv[1], "--strange") == 0);
    EXPECT(sgm_gb_report_unrecognized(argc, argv) == 1);
    EXPECT(sgm_gb_report_unrecognized(1, argv) == 0);
    EXPECT(strcmp(sgm_gb_library_build(), "debug") == 0 || strcmp(sgm_gb_library_build(), "release") == 0);
    sgm_gb_add_context("key", "value");
    register_all();
    size_t matched = sgm_gb_run(1, note, &n_reports, &errors);
    EXPECT(matched == 2 + 3 + 1 + 1 + 1 + 1 + 4 + 1);
    EXPECT(errors == 1);
    EXPECT(strlen(sgm_gb_library_build()) > 0);
    check_reports();
    return test_report(&tally);
}
