/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Commitments to secret values and vectors. */
#include "protocols/commit.h"

#include "primitives/base/ct.h"

#include <stdlib.h>

void sgm_pedersen(const sgm_ctx *ctx, sgm_point *r, const sgm_sc *value, const sgm_sc *blinding)
{
    sgm_point H;
    ctx->be->fixed_mul(r, ctx->table[SGM_GEN_G], value, 1);
    ctx->be->fixed_mul(&H, ctx->table[SGM_GEN_H], blinding, 1);
    ctx->be->add(r, r, &H, 1);
    sgm_wipe(&H, sizeof H);
}

sgm_status sgm_vector_commit(const sgm_ctx *ctx, sgm_point *r, const sgm_affine *V, const sgm_sc *k, size_t n,
                             const sgm_sc *blinding)
{
    sgm_point H;
    void *scratch = aligned_alloc(64, (ctx->be->var_sum_bytes + 63) / 64 * 64);
    if (!scratch)
        return SGM_NOMEM;
    ctx->be->var_sum(r, V, k, n, scratch);
    ctx->be->fixed_mul(&H, ctx->table[SGM_GEN_H], blinding, 1);
    ctx->be->add(r, r, &H, 1);
    free(scratch);
    sgm_wipe(&H, sizeof H);
    return SGM_OK;
}
