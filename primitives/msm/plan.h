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

typedef struct msm_plan {
    size_t terms;
    unsigned bits;   /* the widest part */
    unsigned window; /* 0: Straus */
} msm_plan;

/* Work is the number of terms, each weighted by its scalar bits. */
SGM_INLINE msm_plan msm_make_plan(const sgm_msm_part *parts, size_t n_parts, const msm_step *steps, size_t n_steps)
{
    msm_plan plan = {0, 1, 0};
    size_t weighted = 0;
    for (size_t i = 0; i < n_parts; i++) {
        plan.terms += parts[i].n;
        weighted += parts[i].n * parts[i].bits;
        if (parts[i].n != 0 && parts[i].bits > plan.bits)
            plan.bits = parts[i].bits;
    }
    for (size_t i = 0; i < n_steps && steps[i].work <= weighted / 253; i++)
        plan.window = steps[i].window;
    return plan;
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
