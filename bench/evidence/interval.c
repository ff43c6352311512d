/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Entropy and binomial intervals. */
#include "bench/evidence/interval.h"

#include <math.h>

double sgm_entropy(double p) { return p <= 0 || p >= 1 ? 0 : -p * log2(p) - (1 - p) * log2(1 - p); }

double sgm_count_weight(sgm_count a, sgm_count b)
{
    if (a.hits == 0 && b.hits == 0)
        return 0;
    return log2((double)a.hits / (double)a.n) - log2((double)b.hits / (double)b.n);
}

/* Sum of the binomial probabilities from k on, away from the mean (step +1 or -1): each term is made from the one
 * before, until they no longer count. */
static double tail_from(size_t n, size_t k, int step, double p)
{
    double trials = (double)n, x = (double)k, odds = p / (1 - p);
    double term =
        exp(lgamma(trials + 1) - lgamma(x + 1) - lgamma(trials - x + 1) + x * log(p) + (trials - x) * log1p(-p));
    double sum = 0;
    while (x >= 0 && x <= trials && term > sum * 1e-17) {
        sum += term;
        term *= step > 0 ? (trials - x) / (x + 1) * odds : x / (trials - x + 1) / odds;
        x += step;
    }
    return sum;
}

/* Pr[X >= hits] for X binomial (n, p), summed on the side of the mean where terms fall. In: 0 < p < 1, hits > 0. */
static double upper_tail(sgm_count c, double p)
{
    if ((double)c.hits > (double)c.n * p)
        return tail_from(c.n, c.hits, 1, p);
    return 1 - tail_from(c.n, c.hits - 1, -1, p);
}

/* The p where Pr[X >= hits] = target; the tail grows with p. */
static double tail_root(sgm_count c, double target)
{
    double low = 0, high = 1;
    for (int i = 0; i < 60; i++) {
        double p = (low + high) / 2;
        if (upper_tail(c, p) < target)
            low = p;
        else
            high = p;
    }
    return (low + high) / 2;
}

sgm_interval sgm_count_interval(sgm_count c, double confidence)
{
    double alpha = (1 - confidence) / 2;
    sgm_interval r = {0, 1};
    if (c.hits > 0)
        r.low = tail_root(c, alpha);
    if (c.hits < c.n) /* Pr[X <= hits] = alpha, that is Pr[X >= hits + 1] = 1 - alpha */
        r.high = tail_root((sgm_count){c.hits + 1, c.n}, 1 - alpha);
    return r;
}
