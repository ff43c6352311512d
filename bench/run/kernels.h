/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The table of kernels: one row per kernel, size and backend or peer. */
#ifndef SGM_BENCH_RUN_KERNELS_H
#define SGM_BENCH_RUN_KERNELS_H

#include "bench/run/bench.h"

#include <stdio.h>

/* Prints a row for whatever was measured, in the order of registration, and what the columns mean. */
void sgm_kernels_print(FILE *out, const sgm_bench *b);
/* The same for exact counts of instructions, and how many entries were left out. */
void sgm_counts_print(FILE *out, const sgm_bench *b);

#endif
