/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The table of the main job: one row per formulation, flavor and backend, and what each one says. */
#ifndef SGM_BENCH_RUN_TABLE_H
#define SGM_BENCH_RUN_TABLE_H

#include "bench/run/bench.h"

#include <stdio.h>

/* What the main job shows of a row: proofs one by one, at most 16 of them, and two batches. */
enum { SGM_TABLE_ALONE = 16, SGM_TABLE_BATCH = 64, SGM_TABLE_LARGE_BATCH = 1024 };

/* The largest size of an entry in above+1 .. at_most; 0: it has none. */
size_t sgm_table_size(const sgm_case *c, size_t above, size_t at_most);

typedef struct sgm_table_row {
    const char *formulation, *flavor;
    const char *sizes;        /* in words: "3 of 8"; NULL without */
    int costly;               /* up to seconds for one proof: measured on the fastest backend only */
    sgm_case_param params[3]; /* that an entry of the row must have; it may have others */
} sgm_table_row;

/* The row that an entry belongs to, or NULL. */
const sgm_table_row *sgm_table_row_of(const sgm_case *c);
/* Prints rows of all selected backends that were measured, then claim and non-claim of each formulation, then peers. */
void sgm_table_print(FILE *out, const sgm_bench *b);

#endif
