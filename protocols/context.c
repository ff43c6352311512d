/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Contexts: tables of generators, and the session ids that never change. The generators are the suite's own. */
#include "protocols/context_internal.h"
#include "protocols/transcript.h"
#include "protocols/weaken.h"

sgm_status sgm_ctx_make_table(sgm_ctx *ctx, int which)
{
    ctx->table[which] = aligned_alloc(64, (ctx->be->fixed_bytes + 63) / 64 * 64);
    if (!ctx->table[which])
        return SGM_NOMEM;
    ctx->be->fixed_init(ctx->table[which], &ctx->point[which]);
    return SGM_OK;
}

void sgm_session_open(sgm_session *s, const uint8_t sid[32])
{
    static const uint8_t none[32] = {0};
    sgm_transcript t;
    sgm_transcript_init(&t, SGM_KEEP_SESSION ? sid : none);
    memcpy(s->sid, sid, 32);
    memcpy(s->opened, t.absorb, sizeof s->opened);
}

static void make_sessions(sgm_ctx *ctx)
{
    static const char draft[] = "irtf-cfrg-sigma-protocols/batch-verify";
    static const char batch[] = "SIGMARK-V01-BATCH", leaf[] = "SIGMARK-V01-BATCH-LEAF";
    uint8_t leaf_sid[32];
    sgm_session_id(ctx->sid_draft_batch, draft, sizeof draft - 1);
    sgm_session_id(ctx->sid_batch, batch, sizeof batch - 1);
    sgm_session_id(leaf_sid, leaf, sizeof leaf - 1);
    sgm_session_open(&ctx->leaf, leaf_sid);
}

sgm_status sgm_ctx_new(sgm_ctx **out, const sgm_backend *be)
{
    *out = NULL;
    if (!be || !be->supported())
        return SGM_USAGE;
    sgm_ctx *ctx = aligned_alloc(64, (sizeof *ctx + 63) / 64 * 64);
    if (!ctx)
        return SGM_NOMEM;
    memset(ctx, 0, sizeof *ctx);
    ctx->be = be;
    sgm_status st = sgm_ctx_make_generators(ctx);
    if (st == SGM_OK)
        st = sgm_dict_key_draw(&ctx->key);
    if (st != SGM_OK) {
        sgm_ctx_free(ctx);
        return st;
    }
    make_sessions(ctx);
    *out = ctx;
    return SGM_OK;
}

void sgm_ctx_free(sgm_ctx *ctx)
{
    if (!ctx)
        return;
    for (int i = 0; i < SGM_GEN_COUNT; i++)
        free(ctx->table[i]);
    sgm_ctx_free_generators(ctx);
    free(ctx);
}

const sgm_backend *sgm_ctx_backend(const sgm_ctx *ctx) { return ctx->be; }
const uint8_t *sgm_ctx_generator(const sgm_ctx *ctx, int which) { return ctx->enc[which]; }
const sgm_affine *sgm_ctx_generator_point(const sgm_ctx *ctx, int which) { return &ctx->point[which]; }
