/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The prover of the inner product fold. */
#include "protocols/inner.h"

#include "primitives/base/ct.h"
#include "protocols/fold.h"
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

static sgm_status round_of(sgm_fold *f, sgm_tape *tape, sgm_sc *y, sgm_sc *v, const sgm_sc *w)
{
    const sgm_backend *be = sgm_ctx_backend(tape->ctx);
    size_t half = f->length / 2;
    sgm_point LR[2];
    sgm_sc x, e, inverse;
    sgm_inner_product(be, &x, y, v + half, half);
    sgm_sc_mul(&x, &x, w);
    sgm_status st = sgm_fold_sum(f, &LR[0], NULL, y, &x);
    sgm_inner_product(be, &x, y + half, v, half);
    sgm_sc_mul(&x, &x, w);
    if (st == SGM_OK)
        st = sgm_fold_sum(f, &LR[1], y + half, NULL, &x);
    if (st != SGM_OK)
        return st;
    sgm_tape_points(tape, LR, 2);
    if (!sgm_tape_challenges(tape, &e, 1))
        return SGM_REJECTED;
    sgm_sc_invert(&inverse, &e);
    sgm_scale_add(be, y, &inverse, y + half, y, half);
    sgm_scale_add(be, v, &e, v + half, v, half);
    sgm_fold_with(f, &e);
    return SGM_OK;
}

sgm_status sgm_inner_prove(sgm_tape *tape, const sgm_affine *U, sgm_sc *y, sgm_sc *v, uint32_t rounds, const sgm_sc *w)
{
    sgm_fold f;
    sgm_status st = sgm_fold_new(&f, tape->ctx, U, rounds);
    while (st == SGM_OK && f.length > 1)
        st = round_of(&f, tape, y, v, w);
    sgm_fold_free(&f);
    return st;
}
