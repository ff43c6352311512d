/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Counted evidence: entropy, weight of evidence from counts, and the exact interval of a sampled fraction. */
#ifndef SGM_BENCH_EVIDENCE_INTERVAL_H
#define SGM_BENCH_EVIDENCE_INTERVAL_H

#include <stddef.h>

/* h2(p) in bits, 0 at both ends. */
double sgm_entropy(double p);

/* A fraction seen `hits` times of n. */
typedef struct sgm_count {
    size_t hits, n;
} sgm_count;

/* log2((a.hits / a.n) / (b.hits / b.n)): +inf, -inf at zero counts; 0 if both are zero. */
double sgm_count_weight(sgm_count a, sgm_count b);

typedef struct sgm_interval {
    double low, high;
} sgm_interval;

/* The Clopper-Pearson interval of a binomial probability: covers it with probability `confidence` or more. */
sgm_interval sgm_count_interval(sgm_count c, double confidence);

#endif
