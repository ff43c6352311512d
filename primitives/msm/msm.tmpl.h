/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Multiscalar multiplication of a backend: Straus or buckets, by measured crossover. */
#ifndef SGM_LANES
#include "primitives/msm/bucket.tmpl.h" /* so that an editor can parse this template alone */
#define SGM_MSM_STEPS SGM_MSM_STEPS_SCALAR51
#endif
#include "primitives/msm/tune_gen.h"

#ifdef SGM_MSM_TUNING /* scripts/gen_msm_table.py times every window at every size */
extern unsigned sgm_msm_tuning_window;
static msm_plan msm_plan_of(const sgm_msm_part *parts, size_t n_parts, sgm_share share)
{
    const msm_step steps[] = {{0, sgm_msm_tuning_window}};
    return msm_make_plan(parts, n_parts, share, steps, 1);
}
#else
static msm_plan msm_plan_of(const sgm_msm_part *parts, size_t n_parts, sgm_share share)
{
    static const msm_step steps[] = SGM_MSM_STEPS;
    return msm_make_plan(parts, n_parts, share, steps, sizeof steps / sizeof *steps);
}
#endif

static size_t msm_scratch(const sgm_msm_part *parts, size_t n_parts, sgm_share share)
{
    msm_plan plan = msm_plan_of(parts, n_parts, share);
    msm_arena arena = {NULL, 0};
    straus_scratch straus;
    bucket_scratch bucket;
    msm_take(&arena, n_parts * sizeof *parts);
    if (plan.window == 0)
        straus_layout(&straus, &arena, &plan);
    else
        bucket_layout(&bucket, &arena, &plan);
    return arena.used;
}

static void msm_vt(sgm_point *r, const sgm_msm_part *parts, size_t n_parts, sgm_share share, void *scratch)
{
    msm_plan plan = msm_plan_of(parts, n_parts, share);
    msm_arena arena = {(unsigned char *)scratch, 0};
    straus_scratch straus;
    bucket_scratch bucket;
    sgm_msm_part *run = (sgm_msm_part *)msm_take(&arena, n_parts * sizeof *run);
    for (size_t j = 0; j < n_parts; j++)
        run[j] = msm_run(&parts[j], plan.run);
    *r = (sgm_point){.Y = {{1}}, .Z = {{1}}};
    if (plan.terms == 0)
        return;
    if (plan.window == 0) {
        straus_layout(&straus, &arena, &plan);
        straus_vt(r, &straus, run, n_parts);
    } else {
        bucket_layout(&bucket, &arena, &plan);
        bucket_vt(r, &bucket, run, n_parts, plan.span);
    }
}
