/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Contexts: generators, their tables, and the session ids that never change. */
#include "protocols/context_internal.h"
#include "protocols/hash.h"
#include "protocols/transcript.h"
#include "protocols/weaken.h"

/* RFC 9496, the canonical generator. */
static const uint8_t generator_G[32] = {0xe2, 0xf2, 0xae, 0x0a, 0x6a, 0xbc, 0x4e, 0x71, 0xa8, 0x84, 0xa9,
                                        0x61, 0xc5, 0x00, 0x51, 0x5f, 0x58, 0xe3, 0x0b, 0x6a, 0xa5, 0x82,
                                        0xdd, 0x8d, 0xb6, 0xa6, 0x59, 0x45, 0xe0, 0x8d, 0x2d, 0x76};

/* gen(label, 0) for everything but G. */
static const char *const label[SGM_GEN_COUNT] = {
    [SGM_GEN_H] = "H",
    [SGM_GEN_GM] = "GM",
    [SGM_GEN_Q] = "Q",
};

static sgm_status make_generators(sgm_ctx *ctx)
{
    uint8_t uniform[SGM_GEN_COUNT][64], ok[SGM_GEN_COUNT];
    sgm_point p[SGM_GEN_COUNT];
    for (int i = SGM_GEN_H; i < SGM_GEN_COUNT; i++) {
        sgm_status st = sgm_generator_uniform(uniform[i], label[i], 0);
        if (st != SGM_OK)
            return st;
    }
    ctx->be->from_uniform(p + 1, (const uint8_t(*)[64])(uniform + 1), SGM_GEN_COUNT - 1);
    ctx->be->encode(ctx->enc + 1, p + 1, SGM_GEN_COUNT - 1);
    memcpy(ctx->enc[SGM_GEN_G], generator_G, 32);
    ctx->be->decode(ctx->point, ok, (const uint8_t(*)[32])ctx->enc, SGM_GEN_COUNT);
    return SGM_OK;
}

static sgm_status make_tables(sgm_ctx *ctx)
{
    for (int i = SGM_GEN_G; i <= SGM_GEN_GM; i++) {
        ctx->table[i] = aligned_alloc(64, (ctx->be->fixed_bytes + 63) / 64 * 64);
        if (!ctx->table[i])
            return SGM_NOMEM;
        ctx->be->fixed_init(ctx->table[i], &ctx->point[i]);
    }
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
    uint8_t sid[SGM_TAGS][2][32], leaf_sid[32];
    sgm_session_id(ctx->sid_draft_batch, draft, sizeof draft - 1);
    sgm_session_id(ctx->sid_batch, batch, sizeof batch - 1);
    sgm_session_id(leaf_sid, leaf, sizeof leaf - 1);
    sgm_session_open(&ctx->leaf, leaf_sid);
    sgm_formulation_sessions(sid);
    for (size_t f = 0; f < SGM_TAGS; f++)
        for (size_t flavor = 0; flavor < 2; flavor++)
            sgm_session_open(&ctx->session[f][flavor], sid[f][flavor]);
}

sgm_status sgm_ctx_new(sgm_ctx **out, const sgm_backend *be)
{
    *out = NULL;
    if (!be || !be->supported())
        return SGM_USAGE;
    sgm_ctx *ctx = aligned_alloc(64, sizeof *ctx);
    if (!ctx)
        return SGM_NOMEM;
    memset(ctx, 0, sizeof *ctx);
    ctx->be = be;
    sgm_sc_from_u64(&ctx->half, 2);
    sgm_sc_invert(&ctx->half, &ctx->half);
    ctx->families = sgm_families_new();
    sgm_status st = ctx->families ? make_generators(ctx) : SGM_NOMEM;
    if (st == SGM_OK)
        st = make_tables(ctx);
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
    sgm_families_free(ctx->families);
    free(ctx);
}

const sgm_backend *sgm_ctx_backend(const sgm_ctx *ctx) { return ctx->be; }
const uint8_t *sgm_ctx_generator(const sgm_ctx *ctx, int which) { return ctx->enc[which]; }
const sgm_affine *sgm_ctx_generator_point(const sgm_ctx *ctx, int which) { return &ctx->point[which]; }

void sgm_record_commit(const sgm_ctx *ctx, uint8_t C[32], const sgm_sc *d, const sgm_sc *dm, const sgm_sc *r)
{
    const sgm_backend *be = ctx->be;
    sgm_point p[3];
    be->fixed_mul(&p[0], ctx->table[SGM_GEN_G], d, 1);
    be->fixed_mul(&p[1], ctx->table[SGM_GEN_GM], dm, 1);
    be->fixed_mul(&p[2], ctx->table[SGM_GEN_H], r, 1);
    be->add(&p[0], &p[0], &p[1], 1);
    be->add(&p[0], &p[0], &p[2], 1);
    be->encode((uint8_t(*)[32])C, p, 1);
    sgm_wipe(p, sizeof p);
}
