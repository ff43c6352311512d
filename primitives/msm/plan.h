/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Which algorithm a multiscalar multiplication uses, and how much scratch that takes. */
#ifndef SGM_MSM_PLAN_H
#define SGM_MSM_PLAN_H

#include "primitives/backend/backend.h"
#include "primitives/field/fe.h"
#include "primitives/group/digits.h"

/* From `work` on, windows of `window` bits are the fastest; 0 means Straus. Measured, see tune_gen.h. */
typedef struct msm_step {
    size_t work;
    unsigned window;
} msm_step;

/* A share of a sum is a span of the windows, over a run of the terms. With buckets, spans are what costs least in all:
 * the sums of buckets are weighed once, but for a window that two spans have parts of. With Straus, and where spans
 * would be short, runs. */
typedef struct msm_plan {
    size_t terms;
    unsigned bits;   /* the widest part */
    unsigned window; /* 0: Straus */
    sgm_share run;   /* of the terms of every part, which are those counted above */
    sgm_share span;  /* of the windows; 0 of 1 with Straus */
} msm_plan;

/* Where share i of n things begins. In: i <= of. */
SGM_INLINE size_t msm_boundary(size_t n, size_t i, size_t of) { return n / of * i + n % of * i / of; }

SGM_INLINE sgm_msm_part msm_run(const sgm_msm_part *p, sgm_share run)
{
    const size_t first = msm_boundary(p->n, run.number, run.of), end = msm_boundary(p->n, run.number + 1, run.of);
    if (first == end)
        return (sgm_msm_part){NULL, NULL, 0, p->bits};
    return (sgm_msm_part){p->points + first, p->scalars + first, end - first, p->bits};
}

/* Work is the number of terms, each weighted by its scalar bits. */
SGM_INLINE msm_plan msm_plan_run(const sgm_msm_part *parts, size_t n_parts, sgm_share run, const msm_step *steps,
                                 size_t n_steps)
{
    msm_plan plan = {.bits = 1, .run = run, .span = SGM_WHOLE};
    size_t weighted = 0;
    for (size_t i = 0; i < n_parts; i++) {
        const size_t n = msm_run(&parts[i], run).n;
        plan.terms += n;
        weighted += n * parts[i].bits;
        if (n != 0 && parts[i].bits > plan.bits)
            plan.bits = parts[i].bits;
    }
    for (size_t i = 0; i < n_steps && steps[i].work <= weighted / 253; i++)
        plan.window = steps[i].window;
    return plan;
}

/* As many spans as the number of shares can be divided by, of two windows at least: of one, most of whose terms and all
 * of whose buckets two spans have, little would be gained. The shortest run, the first, decides for all shares: runs
 * may lie on both sides of a crossover, and shares that cut a sum in different ways do not add up to it. */
SGM_INLINE msm_plan msm_make_plan(const sgm_msm_part *parts, size_t n_parts, sgm_share share, const msm_step *steps,
                                  size_t n_steps)
{
    size_t spans = share.of;
    for (; spans > 1; spans--) {
        if (share.of % spans != 0)
            continue;
        const sgm_share first = {0, share.of / spans};
        const msm_plan plan = msm_plan_run(parts, n_parts, first, steps, n_steps);
        if (plan.window != 0 && 2 * spans <= digits_count(plan.bits, plan.window))
            break;
    }
    const sgm_share run = {share.number / spans, share.of / spans};
    msm_plan plan = msm_plan_run(parts, n_parts, run, steps, n_steps);
    plan.span = (sgm_share){share.number % spans, spans};
    return plan;
}

/* What the windows of a sum cost, in additions of one term. */
typedef struct msm_cost {
    const sgm_msm_part *parts;
    size_t n_parts;
    unsigned c, windows;
    unsigned slices; /* of the terms of a window: a span may end after any of them */
    unsigned lanes;  /* windows that are weighed together */
    size_t weighing; /* these, or the half of them in half the time */
    size_t lifting;  /* a sum from the place of one window to that of the next */
} msm_cost;

/* Counted in slices: window w begins with slice w * slices. */
typedef struct msm_span {
    size_t begin, end;
} msm_span;

SGM_INLINE size_t msm_window_terms(const msm_cost *m, size_t w)
{
    size_t n = 0;
    for (size_t j = 0; j < m->n_parts; j++)
        n += w < digits_count(m->parts[j].bits, m->c) ? m->parts[j].n : 0;
    return n;
}

/* Into how many ranges the buckets of so many windows are cut, to fill the lanes: a power of two, as buckets are. */
SGM_INLINE size_t msm_ranges(size_t lanes, size_t windows)
{
    size_t r = 1;
    while (2 * r * windows <= lanes)
        r *= 2;
    return r;
}

/* What it takes to weigh this window, too, the `entered`-th of a span. */
SGM_INLINE size_t msm_weighing(const msm_cost *m, unsigned entered)
{
    const unsigned before = entered % m->lanes;
    return m->weighing / msm_ranges(m->lanes, before + 1) -
           (before > 0 ? m->weighing / msm_ranges(m->lanes, before) : 0);
}

/* How far a span that begins at `begin` comes with that much. */
SGM_INLINE size_t msm_span_reach(const msm_cost *m, size_t begin, size_t budget)
{
    size_t at = begin, spent = begin / m->slices * m->lifting;
    for (unsigned entered = 0; at < (size_t)m->windows * m->slices; entered++) {
        const size_t left = m->slices - at % m->slices, terms = msm_window_terms(m, at / m->slices);
        spent += m->lifting + msm_weighing(m, entered);
        if (spent >= budget)
            break;
        if ((budget - spent) * m->slices < left * terms)
            return at + (budget - spent) * m->slices / terms;
        spent += left * terms / m->slices;
        at += left;
    }
    return at;
}

/* Span `number` of those that cost `budget` each. */
SGM_INLINE msm_span msm_span_within(const msm_cost *m, size_t number, size_t budget)
{
    msm_span s = {0, msm_span_reach(m, 0, budget)};
    for (; number > 0; number--)
        s = (msm_span){s.end, msm_span_reach(m, s.end, budget)};
    return s;
}

/* The span of a share. None costs more than it must, to a hundredth, for all of them to reach the last window. */
SGM_INLINE msm_span msm_span_of(const msm_cost *m, sgm_share share)
{
    const size_t all = (size_t)m->windows * m->slices;
    size_t low = 1, high;
    if (share.of == 1)
        return (msm_span){0, all};
    for (unsigned w = 0; w < m->windows; w++)
        low += msm_window_terms(m, w) / share.of;
    for (high = 2 * low; msm_span_within(m, share.of - 1, high).end < all; high *= 2)
        low = high;
    while (high - low > 1 + high / 128) {
        const size_t middle = low + (high - low) / 2;
        *(msm_span_within(m, share.of - 1, middle).end < all ? &low : &high) = middle;
    }
    return msm_span_within(m, share.number, high);
}

/* Pieces of a scratch area: with base = NULL they only add up. Every piece is 64-aligned. */
typedef struct msm_arena {
    unsigned char *base;
    size_t used;
} msm_arena;

SGM_INLINE void *msm_take(msm_arena *a, size_t bytes)
{
    size_t at = a->used;
    a->used += (bytes + 63) & ~(size_t)63;
    return a->base == NULL ? NULL : a->base + at;
}

#endif
