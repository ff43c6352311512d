/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The record of a run: a journal while it goes on, one file put in place atomically at its end. */
#ifndef SGM_BENCH_RUN_RUNFILE_H
#define SGM_BENCH_RUN_RUNFILE_H

#include "bench/run/options.h"

#include <jansson.h>

typedef struct sgm_runfile sgm_runfile;

/* Notes when and how the run began; NULL when there is no memory. */
sgm_runfile *sgm_runfile_open(const sgm_bench_program *program, const sgm_bench_options *o, int argc, char **argv);
/* run.experiment and run.formulations: what the numbers are about. Steals the references. Before start. */
void sgm_runfile_set_run(sgm_runfile *rf, const char *key, json_t *value);
/* Opens the journal if the options ask for a run file. One that cannot be opened is said on stderr, tried in the
 * temporary folder, and makes finish return 2. */
void sgm_runfile_start(sgm_runfile *rf);
/* Notes the present state of one case; the last state of each id, backend, n, flavor, threads and params counts.
 * Journal and disk are up to date when it returns. Steals the reference. */
void sgm_runfile_put(sgm_runfile *rf, json_t *result);
/* The cases noted so far, in the order of their first note. Borrowed. */
json_t *sgm_runfile_cases(const sgm_runfile *rf);
/* Writes the run file, renames it into place and removes the journal. Returns 0, or 2 after one sentence on stderr that
 * says where what was measured is kept. Does nothing if start was not called. */
int sgm_runfile_finish(sgm_runfile *rf);
/* Where the run file was put; NULL before finish or when none was asked for. */
const char *sgm_runfile_path(const sgm_runfile *rf);
void sgm_runfile_free(sgm_runfile *rf);

#endif
