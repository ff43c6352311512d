/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Prover and verifier of the norm argument. */
#include "protocols/norm.h"

#include "protocols/fold.h"
#include "protocols/inner.h"
#include "protocols/tensor.h"

/* *r += <a,b>. */
static void add_inner(const sgm_backend *be, sgm_sc *r, const sgm_sc *a, const sgm_sc *b, size_t n)
{
    sgm_sc x;
    sgm_inner_product(be, &x, a, b, n);
    sgm_sc_add(r, r, &x);
}

/* What X and R say about Q. */
static void cross_terms(const sgm_backend *be, sgm_sc *x, sgm_sc *r, const sgm_sc *z, const sgm_sc *lambda, size_t half,
                        const sgm_sc *w)
{
    sgm_inner_product(be, x, z, z + half, half);
    sgm_sc_add(x, x, x);
    sgm_inner_product(be, r, z + half, z + half, half);
    if (lambda) {
        add_inner(be, x, z, lambda + half, half);
        add_inner(be, x, z + half, lambda, half);
        add_inner(be, r, z + half, lambda + half, half);
    }
    sgm_sc_mul(x, x, w);
    sgm_sc_mul(r, r, w);
}

static sgm_status round_of(sgm_fold *f, sgm_tape *tape, sgm_sc *z, sgm_sc *lambda, const sgm_sc *w)
{
    const sgm_backend *be = sgm_ctx_backend(tape->ctx);
    size_t half = f->length / 2;
    sgm_point XR[2];
    sgm_sc x, r, e;
    cross_terms(be, &x, &r, z, lambda, half, w);
    sgm_status st = sgm_fold_sum(f, &XR[0], z + half, z, &x);
    if (st == SGM_OK)
        st = sgm_fold_sum(f, &XR[1], NULL, z + half, &r);
    if (st != SGM_OK)
        return st;
    sgm_tape_points(tape, XR, 2);
    if (!sgm_tape_challenges(tape, &e, 1))
        return SGM_REJECTED;
    sgm_scale_add(be, z, &e, z + half, z, half);
    if (lambda)
        sgm_scale_add(be, lambda, &e, lambda + half, lambda, half);
    sgm_fold_with(f, &e);
    return SGM_OK;
}

sgm_status sgm_norm_prove(sgm_tape *tape, const sgm_affine *V, sgm_sc *z, sgm_sc *lambda, uint32_t rounds,
                          const sgm_sc *w)
{
    sgm_fold f;
    sgm_status st = sgm_fold_new(&f, tape->ctx, V, rounds);
    while (st == SGM_OK && f.length > 1)
        st = round_of(&f, tape, z, lambda, w);
    sgm_fold_free(&f);
    return st;
}

void sgm_norm_sum(const sgm_backend *be, const sgm_norm_reading *in, sgm_sc *points, sgm_sc *Q, sgm_sc *a, sgm_sc *b)
{
    uint32_t upper = in->rounds / 2;
    sgm_sc square, first, norm;
    for (uint32_t k = 0; k < in->rounds; k++) {
        sgm_sc_mul(&square, &in->e[k], &in->e[k]);
        sgm_sc_sub(&square, &square, &sgm_sc_one);
        sgm_sc_muladd(&points[2 * k], in->weight, &in->e[k], &points[2 * k]);
        sgm_sc_muladd(&points[2 * k + 1], in->weight, &square, &points[2 * k + 1]);
    }
    sgm_sc_mul(&first, in->weight, in->z);
    sgm_sc_neg(&first, &first);
    sgm_fold_tensor(be, a, &first, in->e, upper);
    sgm_fold_tensor(be, b, &sgm_sc_one, in->e + upper, in->rounds - upper);
    norm = *in->z;
    if (in->s_lambda)
        sgm_sc_add(&norm, &norm, in->s_lambda);
    sgm_sc_mul(&norm, &norm, &first);
    sgm_sc_muladd(Q, &norm, in->w, Q);
}
