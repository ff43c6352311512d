/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Folded points as sums over the points that were there at first. */
#include "protocols/fold.h"

#include "protocols/batch_internal.h"
#include "protocols/tensor.h"

static void layout(sgm_fold *f)
{
    f->memory.used = 0;
    f->s = sgm_arena_take(&f->memory, f->length, sizeof *f->s);
    f->at = sgm_arena_take(&f->memory, f->length, sizeof *f->at);
    f->k = sgm_arena_take(&f->memory, f->length, sizeof *f->k);
}

sgm_status sgm_fold_new(sgm_fold *f, const sgm_ctx *ctx, const sgm_affine *U, uint32_t rounds)
{
    *f = (sgm_fold){.ctx = ctx, .U = U, .length = (size_t)1 << rounds, .runs = 1};
    layout(f);
    sgm_status st = sgm_arena_reserve(&f->memory, f->memory.used);
    if (st != SGM_OK)
        return st;
    layout(f);
    f->s[0] = sgm_sc_one;
    return SGM_OK;
}

void sgm_fold_free(sgm_fold *f)
{
    sgm_arena_free(&f->memory);
    sgm_arena_free(&f->scratch);
}

sgm_status sgm_fold_sum(sgm_fold *f, sgm_point *r, const sgm_sc *lower, const sgm_sc *upper, const sgm_sc *x)
{
    const sgm_backend *be = sgm_ctx_backend(f->ctx);
    const sgm_sc *side[2] = {lower, upper};
    size_t half = f->length / 2, n = 0;
    for (size_t t = 0; t < f->runs; t++)
        for (size_t i = 0; i < 2; i++) {
            if (!side[i])
                continue;
            memcpy(f->at + n, f->U + (2 * t + i) * half, half * sizeof *f->at);
            sgm_scale(be, f->k + n, &f->s[t], side[i], half);
            n += half;
        }
    const sgm_msm_part parts[] = {{f->at, f->k, n, 253}, {sgm_ctx_generator_point(f->ctx, SGM_GEN_Q), x, 1, 253}};
    return sgm_combine_vt(be, r, parts, 2, &f->scratch);
}

void sgm_fold_with(sgm_fold *f, const sgm_sc *e)
{
    for (size_t t = f->runs; t-- > 0;) {
        sgm_sc_mul(&f->s[2 * t + 1], &f->s[t], e);
        f->s[2 * t] = f->s[t];
    }
    f->runs *= 2;
    f->length /= 2;
}
