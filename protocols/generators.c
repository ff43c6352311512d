/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What a context of ristretto255 has of its own: the generators of records, families, sessions of formulations. */
#include "protocols/context_internal.h"
#include "protocols/hash.h"

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

static void make_sessions(sgm_ctx *ctx)
{
    uint8_t sid[SGM_TAGS][2][32];
    sgm_formulation_sessions(sid);
    for (size_t f = 0; f < SGM_TAGS; f++)
        for (size_t flavor = 0; flavor < 2; flavor++)
            sgm_session_open(&ctx->session[f][flavor], sid[f][flavor]);
}

sgm_status sgm_ctx_make_generators(sgm_ctx *ctx)
{
    ctx->families = sgm_families_new();
    sgm_status st = ctx->families ? make_generators(ctx) : SGM_NOMEM;
    for (int i = SGM_GEN_G; i <= SGM_GEN_GM && st == SGM_OK; i++)
        st = sgm_ctx_make_table(ctx, i);
    if (st == SGM_OK)
        make_sessions(ctx);
    return st;
}

void sgm_ctx_free_generators(sgm_ctx *ctx) { sgm_families_free(ctx->families); }

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
