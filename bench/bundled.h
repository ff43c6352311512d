/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The table that comes with the programs. */
#ifndef SGM_BENCH_BUNDLED_H
#define SGM_BENCH_BUNDLED_H

#include "protocols/training.h"

/* Reads breast_cancer.csv: the installed copy beside this program, else the one in the source tree it was built from.
 * SGM_IO if there is neither. */
SGM_MUST_CHECK sgm_status sgm_bundled_table(sgm_table *table, sgm_error *err);

#endif
