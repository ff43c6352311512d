/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Multiscalar multiplication with secret scalars: Straus in constant time, one point to a lane. */
#ifndef SGM_LANES
#include "primitives/msm/horner.tmpl.h" /* so that an editor can parse this template alone */
#endif

/* Each point has its table of multiples, as in var_mul, and each window of 4 bits its sum over all points. Doublings
 * come once, at the end, for all terms together:
 *
 *              lane 0        lane 1        ...
 *   window 0   digit 0 of 0  digit 0 of 1        the sum of these, and of the points SGM_LANES ..
 *   window 1   digit 1 of 0  digit 1 of 1
 *   ...        then the lanes of each window are added up; then Horner over the windows.
 *
 * A few vectors of points are taken at a time, so that the sums, which are larger than a first cache, are not read and
 * written for every single one. */
#define SUM_WINDOWS (SC_BITS / VAR_WINDOW + 1)
#define SUM_VECTORS 3

typedef struct sum_scratch {
    ge_comp sum[SUM_WINDOWS];
    ge_cached table[SUM_VECTORS][VAR_SIZE];
    lane_digits digits[SUM_VECTORS];
    sgm_point lane[SGM_LANES][SUM_WINDOWS];
} sum_scratch;

/* Adds the terms i.. of up to SUM_VECTORS vectors. Lanes past the last term have scalar 0. */
static void sum_terms(sum_scratch *s, const sgm_affine *p, const sgm_sc *k, size_t i, size_t n)
{
    size_t vectors = 0;
    for (size_t at = i; at < n && vectors < SUM_VECTORS; at += SGM_LANES, vectors++) {
        const sgm_sc *lane[SGM_LANES];
        ge_niels point;
        for (size_t l = 0; l < SGM_LANES; l++)
            lane[l] = at + l < n ? &k[at + l] : &sgm_sc_zero;
        lane_digits_from(&s->digits[vectors], lane, VAR_WINDOW);
        ge_niels_load(&point, p, at, n);
        var_table(s->table[vectors], &point);
    }
    for (unsigned w = 0; w < SUM_WINDOWS; w++) {
        ge_comp sum = s->sum[w];
        for (size_t v = 0; v < vectors; v++)
            var_add(&sum, s->table[v], &s->digits[v], w);
        s->sum[w] = sum;
    }
}

/* lane[0][w] = the sum of window w over its lanes, halving their number: a vector holds windows. */
static void sum_lanes(sum_scratch *s)
{
    for (unsigned w = 0; w < SUM_WINDOWS; w++) {
        sgm_point *to[SGM_LANES];
        ge sum;
        for (unsigned l = 0; l < SGM_LANES; l++)
            to[l] = &s->lane[l][w];
        ge_from_comp(&sum, &s->sum[w]);
        ge_scatter(to, &sum);
    }
    for (unsigned half = SGM_LANES / 2; half > 0; half /= 2)
        for (unsigned i = 0; i < half * SUM_WINDOWS; i += SGM_LANES) {
            ge a, b;
            ge_load(&a, s->lane[0], i, half * SUM_WINDOWS);
            ge_load(&b, s->lane[half], i, half * SUM_WINDOWS);
            ge_add(&a, &a, &b);
            ge_store(s->lane[0], i, half * SUM_WINDOWS, &a);
        }
}

/* Cost: 64 additions and the table for each term; 253 doublings for all. */
static void var_sum(sgm_point *r, const sgm_affine *p, const sgm_sc *k, size_t n, void *scratch)
{
    sum_scratch *s = (sum_scratch *)scratch;
    for (unsigned w = 0; w < SUM_WINDOWS; w++)
        ge_comp_identity(&s->sum[w]);
    for (size_t i = 0; i < n; i += SUM_VECTORS * SGM_LANES)
        sum_terms(s, p, k, i, n);
    sum_lanes(s);
    horner(r, s->lane[0], SUM_WINDOWS, VAR_WINDOW);
    sgm_wipe(s, sizeof *s);
}
