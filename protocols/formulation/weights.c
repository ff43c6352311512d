/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Commitments to weights, and the roots of probes and audit sets. */
#include "protocols/formulation/weights.h"

#include "primitives/base/bytes.h"
#include "primitives/base/ct.h"
#include "protocols/context_internal.h"
#include "protocols/hash.h"

enum { RUN = 64 };

void sgm_open_commitments(const sgm_ctx *ctx, uint8_t (*out)[32], const sgm_sc *w, const sgm_sc *rho, uint32_t n)
{
    sgm_point sum[RUN], part[RUN];
    for (uint32_t first = 0; first < n; first += RUN) {
        const uint32_t count = n - first < RUN ? n - first : RUN;
        ctx->be->fixed_mul(sum, ctx->table[SGM_GEN_G], w + first, count);
        ctx->be->fixed_mul(part, ctx->table[SGM_GEN_H], rho + first, count);
        ctx->be->add(sum, sum, part, count);
        ctx->be->encode(out + first, sum, count);
    }
    sgm_wipe(sum, sizeof sum);
    sgm_wipe(part, sizeof part);
}

void sgm_weights_commit(const sgm_ctx *ctx, uint8_t (*W)[32], const sgm_weights_opening *o, uint32_t p)
{
    sgm_sc w[RUN];
    for (uint32_t first = 0; first < p; first += RUN) {
        const uint32_t count = p - first < RUN ? p - first : RUN;
        for (uint32_t i = 0; i < count; i++)
            sgm_sc_from_i64(&w[i], o->w[first + i]);
        sgm_open_commitments(ctx, W + first, w, o->rho + first, count);
    }
    sgm_wipe(w, sizeof w);
}

static sgm_status update_header(sgm_sha512_ctx *ctx, const sgm_probes *s)
{
    static const char probes[] = "sigmark/v1/probes", audit[] = "sigmark/v1/audit";
    const char *label = s->label ? audit : probes;
    uint8_t shape[8];
    sgm_store32(shape, s->T);
    sgm_store32(shape + 4, s->p);
    sgm_status st = sgm_sha512_update_lp(ctx, label, strlen(label));
    return st == SGM_OK ? sgm_sha512_update(ctx, shape, sizeof shape) : st;
}

static sgm_status update_rows(sgm_sha512_ctx *ctx, const sgm_probes *s)
{
    enum { WORDS = 512 };
    uint8_t bytes[8 * WORDS];
    const size_t n = (size_t)s->T * s->p;
    sgm_status st = SGM_OK;
    for (size_t first = 0; first < n && st == SGM_OK; first += WORDS) {
        const size_t count = n - first < WORDS ? n - first : WORDS;
        for (size_t i = 0; i < count; i++)
            sgm_store64(bytes + 8 * i, (uint64_t)s->x[first + i]);
        st = sgm_sha512_update(ctx, bytes, 8 * count);
    }
    return st;
}

sgm_status sgm_probes_init(sgm_probes *out, const int64_t *x, const uint8_t *label, uint32_t T, uint32_t p)
{
    sgm_sha512_ctx *ctx;
    *out = (sgm_probes){.x = x, .label = label, .T = T, .p = p};
    if (T == 0 || T > SGM_PROBES_MAX || p == 0 || p > SGM_WEIGHTS_MAX)
        return SGM_MALFORMED;
    for (uint32_t t = 0; label && t < T; t++)
        if (label[t] > 1)
            return SGM_MALFORMED;
    sgm_status st = sgm_sha512_new(&ctx);
    if (st != SGM_OK)
        return st;
    st = update_header(ctx, out);
    if (st == SGM_OK)
        st = update_rows(ctx, out);
    if (st == SGM_OK && label)
        st = sgm_sha512_update(ctx, label, T);
    if (st == SGM_OK)
        st = sgm_sha512_final(ctx, out->root);
    sgm_sha512_free(ctx);
    return st;
}
