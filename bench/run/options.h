/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Flags that all bench programs share, beside Google Benchmark's own. */
#ifndef SGM_BENCH_RUN_OPTIONS_H
#define SGM_BENCH_RUN_OPTIONS_H

#include "primitives/backend/backend.h"

typedef struct sgm_bench_options {
    const sgm_backend *backend;     /* NULL: every supported one but `ref` */
    const char *run_file, *results; /* where the run file goes; both NULL: none is written */
    const char *dataset, *model;    /* bench_attribution only */
    const char *table;              /* bench_protocols only */
    uint64_t seed;
    unsigned threads; /* of the cases that can use more than one; 1 unless asked for */
    int quick;
    unsigned repetitions; /* as Google Benchmark will make them */
    int filtered;         /* a --benchmark_filter was given */
    int listing;          /* --benchmark_list_tests: nothing will run */
    int format;           /* --benchmark_format: Google Benchmark's report is wanted on standard output */
} sgm_bench_options;

/* A program: its name, what --help says, whether it takes --dataset and --model, or --table, its time per repetition,
 * and whether it counts instructions instead of measuring time. */
typedef struct sgm_bench_program {
    const char *name, *summary;
    int takes_files, takes_table;
    const char *min_time, *quick_min_time; /* seconds, as text */
    int counts;
} sgm_bench_program;

/* Reads all flags; Google Benchmark's are handed on, with our defaults before the user's. On --help prints and exits 0.
 * On a wrong flag, an unknown or unsupported backend: one sentence on stderr, exits 2. */
void sgm_bench_options_read(sgm_bench_options *o, const sgm_bench_program *program, int argc, char **argv);

#endif
