/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Medians, quantiles and the interval of the median from order statistics. */
#include "bench/run/stats.h"

#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void sgm_sort(double *x, size_t n) { qsort(x, n, sizeof *x, ascending); }

double sgm_quantile(const double *sorted, size_t n, double q)
{
    double at = q * (double)(n - 1);
    size_t low = (size_t)at, high = low + 1 < n ? low + 1 : low;
    return sorted[low] + (at - (double)low) * (sorted[high] - sorted[low]);
}

double sgm_median(double *x, size_t n)
{
    sgm_sort(x, n);
    return sgm_quantile(x, n, 0.5);
}

/* The median lies outside [x_(k), x_(n+1-k)] iff fewer than k samples fall on one side of it: probability
 * 2 Pr[Bin(n, 1/2) <= k-1]. The largest k that keeps this below 1 % is taken. */
int sgm_median_interval99(const double *sorted, size_t n, double interval[2])
{
    double term = exp2(-(double)n), tail = 0;
    size_t k = 0;
    while (k < n / 2) {
        tail += 2 * term;
        if (tail > 0.01)
            break;
        term *= (double)(n - k) / (double)(k + 1);
        k++;
    }
    if (k == 0)
        return 0;
    interval[0] = sorted[k - 1];
    interval[1] = sorted[n - k];
    return 1;
}

sgm_figure sgm_figure_of(double *values, size_t n)
{
    sgm_figure f = {0};
    for (size_t i = 0; i < n; i++)
        if (!isfinite(values[i]) || values[i] <= 0)
            return f;
    if (n == 0)
        return f;
    f.has = 1;
    f.median = sgm_median(values, n);
    f.has_interval = sgm_median_interval99(values, n, f.interval);
    return f;
}
