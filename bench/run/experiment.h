/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The main job's subject matter: a dataset in contributor blocks, two trained models, and their training records. */
#ifndef SGM_BENCH_RUN_EXPERIMENT_H
#define SGM_BENCH_RUN_EXPERIMENT_H

#include "bench/cases/case.h"
#include "bench/evidence/study.h"
#include "bench/run/options.h"
#include "protocols/error.h"

#include <jansson.h>

enum { SGM_EXPERIMENT_PROOFS = 1024 };

/* Statements of one kind, n of them, every one about a record of its own. */
typedef struct sgm_records {
    sgm_statement statements[SGM_EXPERIMENT_PROOFS];
    sgm_opening openings[SGM_EXPERIMENT_PROOFS];
    sgm_subject subject;
} sgm_records;

typedef struct sgm_experiment {
    sgm_records direct;    /* F0A, F1K: model with D; record of block i, about block i's own digest */
    sgm_records denied;    /* F0NOT: model without D; records of the other blocks, about D's digest */
    sgm_records tautology; /* F1: the two worlds in turn, all about D's digest */
    sgm_study *study;      /* what proofs tell of the bundled data; NULL of other data and of a choice of benchmarks */
    json_t *json;          /* what the run file says about it */
    char text[1024];       /* the same in a few printed lines */
} sgm_experiment;

/* Reads the data (--dataset, --model, or the bundled table), trains with and without the disputed block D, of the
 * bundled table without any set of blocks, and commits the records with fresh blinding. NULL on failure, with a
 * sentence in err. Free with sgm_experiment_free. */
sgm_experiment *sgm_experiment_make(const sgm_ctx *ctx, const sgm_bench_options *o, sgm_error *err);
/* The records that a formulation's proofs are about. */
const sgm_subject *sgm_experiment_subject(const sgm_experiment *x, const char *formulation);
void sgm_experiment_free(sgm_experiment *x);

#endif
