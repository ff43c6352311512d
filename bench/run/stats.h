/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Medians, quantiles and a distribution-free interval of the median. */
#ifndef SGM_BENCH_RUN_STATS_H
#define SGM_BENCH_RUN_STATS_H

#include <stddef.h>

/* Sorts x ascending. */
void sgm_sort(double *x, size_t n);
/* q-quantile of sorted x by linear interpolation. In: n >= 1, 0 <= q <= 1. */
double sgm_quantile(const double *sorted, size_t n, double q);
/* Median of x, which is sorted in place. In: n >= 1. */
double sgm_median(double *x, size_t n);
/* The 99 % interval of the median of the distribution behind sorted x, from order statistics alone (sign test):
 * the narrowest symmetric pair of ranks with coverage >= 0.99. Returns 0 when n < 8 has no such pair. */
int sgm_median_interval99(const double *sorted, size_t n, double interval[2]);

/* A measured figure: the median over repetitions with its interval. has = 0: not measured. */
typedef struct sgm_figure {
    int has, has_interval;
    double median, interval[2];
} sgm_figure;

/* Sorts values in place. All must be positive and finite, and n >= 1; else nothing was measured. */
sgm_figure sgm_figure_of(double *values, size_t n);

#endif
