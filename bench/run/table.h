/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The table of the main job: one row per formulation, flavor and backend, and what each one says. */
#ifndef SGM_BENCH_RUN_TABLE_H
#define SGM_BENCH_RUN_TABLE_H

#include "bench/run/bench.h"

#include <stdio.h>

/* What the main job measures: 16 proofs one by one, and batches of two sizes. */
enum { SGM_TABLE_ALONE = 16, SGM_TABLE_BATCH = 64, SGM_TABLE_LARGE_BATCH = 1024 };

typedef struct sgm_table_row {
    const char *formulation, *flavor;
    const sgm_case_param *params; /* as in sgm_case */
    const char *sizes;            /* the same in words: "3 of 8"; NULL without */
} sgm_table_row;

/* The rows, grouped by formulation. */
const sgm_table_row *sgm_table_rows(size_t *n);
/* Prints rows of all selected backends that were measured, then claim and non-claim of each formulation, then peers. */
void sgm_table_print(FILE *out, const sgm_bench *b);

#endif
