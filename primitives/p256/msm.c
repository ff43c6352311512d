/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Multiscalar multiplication on P-256, variable in time: few terms by Straus' interleaving [Straus64], many by
 * Pippenger's buckets [Pippenger76]. Scalars are cut into signed digits without carries: add one constant, then
 * subtract half a digit from every window. */
#include "primitives/p256/names.h"

#include "primitives/msm/plan.h"
#include "primitives/p256/curve.h"
#include "primitives/p256/kernels.h"

#include <string.h>

enum {
    WORDS = 5,
    STRAUS_BITS = 4,
    STRAUS_TABLE = 1 << (STRAUS_BITS - 1),
    STRAUS_MAX = 48,
    MIN_BITS = 3,
    MAX_BITS = 13
};

/* Windows of c bits for scalars below 2^bits, so many that the top one takes the carry of the constant. */
static unsigned windows(unsigned bits, unsigned c) { return (bits + 1 + c) / c; }

/* e = k + sum over all windows of 2^(c-1) 2^(c w). In: windows(bits, c) c <= 64 WORDS. */
static void prepare(uint64_t e[WORDS], const sgm_sc *k, unsigned c, unsigned n_windows)
{
    uint64_t bias[WORDS] = {0};
    sgm_u128 t = 0;
    for (unsigned w = 0; w < n_windows; w++)
        bias[(c * w + c - 1) / 64] |= (uint64_t)1 << (c * w + c - 1) % 64;
    for (int i = 0; i < WORDS; i++) {
        t += (sgm_u128)bias[i] + (i < 4 ? k->v[i] : 0);
        e[i] = (uint64_t)t;
        t >>= 64;
    }
}

/* -2^(c-1) <= digit < 2^(c-1) */
static int digit(const uint64_t e[WORDS], unsigned c, unsigned w)
{
    unsigned word = c * w / 64, shift = c * w % 64;
    uint64_t x = e[word] >> shift;
    if (shift + c > 64 && word + 1 < WORDS)
        x |= e[word + 1] << (64 - shift);
    return (int)(x & ((1u << c) - 1)) - (1 << (c - 1));
}

/* How a sum is made: bits of a window, and what stands in scratch for every term. */
typedef struct plan {
    unsigned c, n_windows; /* of the longest scalars */
    size_t n_terms, n_points;
    int straus;
} plan;

/* Additions that a sum of buckets of c bits takes. */
static size_t bucket_cost(const sgm_msm_part *parts, size_t n_parts, unsigned c, unsigned bits)
{
    size_t cost = (size_t)windows(bits, c) * (2u << (c - 1));
    for (size_t i = 0; i < n_parts; i++)
        cost += parts[i].n * windows(parts[i].bits, c);
    return cost;
}

static plan make_plan(const sgm_msm_part *parts, size_t n_parts)
{
    plan p = {.c = MIN_BITS};
    unsigned bits = 0;
    for (size_t i = 0; i < n_parts; i++) {
        p.n_terms += parts[i].n;
        bits = parts[i].n > 0 && parts[i].bits > bits ? parts[i].bits : bits;
    }
    for (unsigned c = MIN_BITS + 1; c <= MAX_BITS; c++)
        if (bucket_cost(parts, n_parts, c, bits) < bucket_cost(parts, n_parts, p.c, bits))
            p.c = c;
    p.straus = p.n_terms <= STRAUS_MAX;
    p.n_points = p.straus ? p.n_terms * STRAUS_TABLE : (size_t)1 << (p.c - 1);
    p.c = p.straus ? STRAUS_BITS : p.c;
    p.n_windows = windows(bits, p.c);
    return p;
}

/* No less for more terms: a batch takes its memory for the largest sum, and makes smaller ones in it. */
size_t sgm_p256_msm_scratch(const sgm_msm_part *parts, size_t n_parts, sgm_share share)
{
    (void)share; /* a share is a span of the windows, of all terms */
    plan p = make_plan(parts, n_parts);
    size_t n_points = p.straus || p.n_points > STRAUS_MAX * STRAUS_TABLE ? p.n_points : STRAUS_MAX * STRAUS_TABLE;
    return n_points * sizeof(sgm_point) + p.n_terms * WORDS * sizeof(uint64_t);
}

/* r += s p, s = 1 or -1. */
static void add_signed(sgm_point *r, const sgm_affine *p, int negative)
{
    sgm_affine q = *p;
    if (negative)
        fe_neg(&q.y, &q.y);
    if (fe_is_zero(&r->Z))
        ge_from_affine(r, &q);
    else
        ge_add_affine(r, r, &q);
}

/* The sums of one window: points in their buckets, then the buckets from the last one down, so that bucket j counts
 * j + 1 times. */
static void add_window(sgm_point *r, const sgm_msm_part *parts, size_t n_parts, const plan *p, unsigned w,
                       sgm_point *bucket, const uint64_t (*e)[WORDS])
{
    sgm_point running, total;
    for (size_t j = 0; j < p->n_points; j++)
        ge_identity(&bucket[j]);
    for (size_t i = 0; i < n_parts; e += parts[i++].n) {
        if (w >= windows(parts[i].bits, p->c))
            continue;
        for (size_t k = 0; k < parts[i].n; k++) {
            int d = digit(e[k], p->c, w);
            if (d != 0 && !ge_affine_is_identity(&parts[i].points[k]))
                add_signed(&bucket[(d < 0 ? -d : d) - 1], &parts[i].points[k], d < 0);
        }
    }
    ge_identity(&running);
    ge_identity(&total);
    for (size_t j = p->n_points; j-- > 0;) {
        ge_add(&running, &running, &bucket[j]);
        ge_add(&total, &total, &running);
    }
    ge_add(r, r, &total);
}

/* table[j] = (j + 1) p */
static void make_table(sgm_point table[STRAUS_TABLE], const sgm_affine *p)
{
    ge_from_affine(&table[0], p);
    for (int j = 1; j < STRAUS_TABLE; j++)
        ge_add(&table[j], &table[j - 1], &table[0]);
}

static void add_multiples(sgm_point *r, const sgm_msm_part *parts, size_t n_parts, const plan *p, unsigned w,
                          const sgm_point *table, const uint64_t (*e)[WORDS])
{
    for (size_t i = 0; i < n_parts; i++) {
        for (size_t k = 0; k < parts[i].n; k++, e++, table += STRAUS_TABLE) {
            int d = w < windows(parts[i].bits, p->c) ? digit(*e, p->c, w) : 0;
            if (d == 0)
                continue;
            sgm_point q = table[(d < 0 ? -d : d) - 1];
            if (d < 0)
                fe_neg(&q.Y, &q.Y);
            ge_add(r, r, &q);
        }
    }
}

/* The windows of a share. A bucket is weighed by two additions of points that are not affine. */
static msm_span span_of(const sgm_msm_part *parts, size_t n_parts, const plan *p, sgm_share share)
{
    const msm_cost cost = {.parts = parts,
                           .n_parts = n_parts,
                           .c = p->c,
                           .windows = p->n_windows,
                           .slices = 1,
                           .lanes = 1,
                           .weighing = p->straus ? 0 : 3 * p->n_points,
                           .lifting = p->c};
    return msm_span_of(&cost, share);
}

void sgm_p256_msm_vt(sgm_point *r, const sgm_msm_part *parts, size_t n_parts, sgm_share share, void *scratch)
{
    plan p = make_plan(parts, n_parts);
    const msm_span span = span_of(parts, n_parts, &p, share);
    sgm_point *points = scratch;
    uint64_t(*e)[WORDS] = (uint64_t(*)[WORDS])(points + p.n_points);
    size_t term = 0;
    for (size_t i = 0; i < n_parts; i++)
        for (size_t k = 0; k < parts[i].n; k++, term++) {
            prepare(e[term], &parts[i].scalars[k], p.c, windows(parts[i].bits, p.c));
            if (p.straus)
                make_table(points + term * STRAUS_TABLE, &parts[i].points[k]);
        }
    ge_identity(r);
    for (size_t w = span.end; w-- > span.begin;) {
        for (unsigned i = 0; i < p.c; i++)
            ge_double(r, r);
        if (p.straus)
            add_multiples(r, parts, n_parts, &p, (unsigned)w, points, (const uint64_t(*)[WORDS])e);
        else
            add_window(r, parts, n_parts, &p, (unsigned)w, points, (const uint64_t(*)[WORDS])e);
    }
    for (size_t i = 0; i < p.c * span.begin; i++)
        ge_double(r, r);
}
