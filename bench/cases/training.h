/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Entries of F4 over somebody's own table: no part of the registry, which holds the same inputs for everybody. */
#ifndef SGM_BENCH_CASES_TRAINING_H
#define SGM_BENCH_CASES_TRAINING_H

#include "bench/cases/theme.h"
#include "protocols/training.h"

/* A theme, and the table that it is about; NULL: synthetic data. A case points to the first member. */
typedef struct sgm_training_theme {
    sgm_theme theme;
    const sgm_table *table;
} sgm_training_theme;

enum { SGM_TRAINING_ENTRIES = 3, SGM_TRAINING_PARAMS = 3 };

/* Prove, verify and batch of F4-RIDGE over a table's training rows, padded to a power of two. */
typedef struct sgm_training_cases {
    sgm_training_theme theme;
    sgm_case_param params[SGM_TRAINING_PARAMS + 1];
    sgm_case list[SGM_TRAINING_ENTRIES];
} sgm_training_cases;

/* out holds pointers into itself; the table is borrowed. In: at most SGM_F4_ROWS_MAX training rows. */
void sgm_training_cases_of(sgm_training_cases *out, const sgm_table *table);

#endif
