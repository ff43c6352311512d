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
 * the sums of buckets are weighed once. With Straus, and where spans would leave lanes idle, runs. */
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

/* As many spans as fill the lanes, and as the number of shares can be divided by. */
SGM_INLINE msm_plan msm_make_plan(const sgm_msm_part *parts, size_t n_parts, sgm_share share, size_t lanes,
                                  const msm_step *steps, size_t n_steps)
{
    for (size_t spans = share.of; spans > 1; spans--) {
        if (share.of % spans != 0)
            continue;
        const sgm_share run = {share.number / spans, share.of / spans};
        msm_plan plan = msm_plan_run(parts, n_parts, run, steps, n_steps);
        plan.span = (sgm_share){share.number % spans, spans};
        if (plan.window != 0 && spans * lanes <= digits_count(plan.bits, plan.window))
            return plan;
    }
    return msm_plan_run(parts, n_parts, share, steps, n_steps);
}

/* The first window of span i of `of`: those before it cost i / of of all, as nearly as can be. A window costs one
 * addition for each term that reaches it, and `weighing` of them besides. In: i <= of. */
SGM_INLINE unsigned msm_span_begin(const sgm_msm_part *parts, size_t n_parts, unsigned c, unsigned windows,
                                   size_t weighing, size_t i, size_t of)
{
    size_t all = windows * weighing, before = 0;
    unsigned w = 0;
    for (size_t j = 0; j < n_parts; j++)
        all += parts[j].n * digits_count(parts[j].bits, c);
    for (; w < windows; w++) {
        size_t cost = weighing;
        for (size_t j = 0; j < n_parts; j++)
            cost += w < digits_count(parts[j].bits, c) ? parts[j].n : 0;
        if ((2 * before + cost) * of > 2 * i * all)
            break;
        before += cost;
    }
    return w;
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
