/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Included before every line of the twins of the backends that count: each field operation adds one to its counter. */
#ifndef SGM_BENCH_RUN_COUNTED_H
#define SGM_BENCH_RUN_COUNTED_H

#include <stdint.h>

/* One counter per operation of fe.tmpl.h on whole vectors; set to zero by whoever counts. One thread at a time. */
typedef struct sgm_counters {
    uint64_t add, sub, add2, sub2, mul, sqr, ready, ready2, freeze;
} sgm_counters;
extern sgm_counters sgm_counted;

#define FE_COUNT(operation) ((void)sgm_counted.operation++)

#endif
