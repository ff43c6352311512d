/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The prover of the inner product fold. Points are not folded: their scalars are multiplied out instead. */
#include "protocols/inner.h"

#include "protocols/batch_internal.h"
#include "protocols/tensor.h"

void sgm_inner_product(const sgm_backend *be, sgm_sc *r, const sgm_sc *a, const sgm_sc *b, size_t n)
{
    enum { BLOCK = 64 };
    sgm_sc product[BLOCK];
    *r = sgm_sc_zero;
    for (size_t i = 0; i < n; i += BLOCK) {
        size_t len = n - i < BLOCK ? n - i : BLOCK;
        be->sc_mul(product, a + i, b + i, len);
        for (size_t k = 0; k < len; k++)
            sgm_sc_add(r, r, &product[k]);
    }
    sgm_wipe(product, sizeof product);
}

typedef struct fold {
    const sgm_affine *U;
    sgm_sc *s;      /* what the challenges so far multiply a point with, by the upper bits of its number */
    sgm_affine *at; /* the points of one sum, and their scalars */
    sgm_sc *k;
    sgm_arena memory, scratch;
} fold;

static void layout(fold *f, size_t n)
{
    f->memory.used = 0;
    f->s = sgm_arena_take(&f->memory, n, sizeof *f->s);
    f->at = sgm_arena_take(&f->memory, n, sizeof *f->at);
    f->k = sgm_arena_take(&f->memory, n, sizeof *f->k);
}

/* r = <y, half of U'> + x Q, with U' folded to 2 half points by `runs` multipliers; upper: its second half. */
static sgm_status sum_half(fold *f, const sgm_ctx *ctx, sgm_point *r, const sgm_sc *y, size_t half, size_t runs,
                           int upper, const sgm_sc *x)
{
    const sgm_backend *be = sgm_ctx_backend(ctx);
    for (size_t t = 0; t < runs; t++) {
        memcpy(f->at + t * half, f->U + 2 * t * half + (upper ? half : 0), half * sizeof *f->at);
        sgm_scale(be, f->k + t * half, &f->s[t], y, half);
    }
    const sgm_msm_part parts[] = {{f->at, f->k, runs * half, 253},
                                  {sgm_ctx_generator_point(ctx, SGM_GEN_Q), x, 1, 253}};
    return sgm_combine_vt(be, r, parts, 2, &f->scratch);
}

/* s for twice as many runs: what lies in the second half of one is multiplied by e. */
static void split_runs(fold *f, size_t runs, const sgm_sc *e)
{
    for (size_t t = runs; t-- > 0;) {
        sgm_sc_mul(&f->s[2 * t + 1], &f->s[t], e);
        f->s[2 * t] = f->s[t];
    }
}

static sgm_status round_of(fold *f, sgm_tape *tape, sgm_sc *y, sgm_sc *v, size_t half, size_t runs, const sgm_sc *w)
{
    const sgm_backend *be = sgm_ctx_backend(tape->ctx);
    sgm_point LR[2];
    sgm_sc x, e, inverse;
    sgm_inner_product(be, &x, y, v + half, half);
    sgm_sc_mul(&x, &x, w);
    sgm_status st = sum_half(f, tape->ctx, &LR[0], y, half, runs, 1, &x);
    sgm_inner_product(be, &x, y + half, v, half);
    sgm_sc_mul(&x, &x, w);
    if (st == SGM_OK)
        st = sum_half(f, tape->ctx, &LR[1], y + half, half, runs, 0, &x);
    if (st != SGM_OK)
        return st;
    sgm_tape_points(tape, LR, 2);
    if (!sgm_tape_challenges(tape, &e, 1))
        return SGM_REJECTED;
    sgm_sc_invert(&inverse, &e);
    sgm_scale_add(be, y, &inverse, y + half, y, half);
    sgm_scale_add(be, v, &e, v + half, v, half);
    split_runs(f, runs, &e);
    return SGM_OK;
}

sgm_status sgm_inner_prove(sgm_tape *tape, const sgm_affine *U, sgm_sc *y, sgm_sc *v, uint32_t rounds, const sgm_sc *w)
{
    size_t n = (size_t)1 << rounds, runs = 1;
    fold f = {.U = U};
    layout(&f, n);
    sgm_status st = sgm_arena_reserve(&f.memory, f.memory.used);
    if (st != SGM_OK)
        return st;
    layout(&f, n);
    f.s[0] = sgm_sc_one;
    for (size_t half = n / 2; half > 0 && st == SGM_OK; half /= 2, runs *= 2)
        st = round_of(&f, tape, y, v, half, runs, w);
    sgm_arena_free(&f.memory);
    sgm_arena_free(&f.scratch);
    return st;
}
