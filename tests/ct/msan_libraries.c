/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The places where the prover's way meets OpenSSL or libsodium, without them: MSan would take what they write for
 * undefined. Generators and digests are others than the real ones; nothing that is watched depends on which. */
#include "primitives/base/bytes.h"
#include "primitives/keccak/keccak.h"
#include "protocols/hash.h"
#include "protocols/rng.h"
#include "protocols/transcript.h"
#include "tests/support/test.h"

#include <stdlib.h>
#include <string.h>

sgm_status __wrap_sgm_generator_uniform(uint8_t out[64], const char *label, uint32_t i);
sgm_rng __wrap_sgm_rng_system(void);

sgm_status __wrap_sgm_generator_uniform(uint8_t out[64], const char *label, uint32_t i)
{
    uint8_t index[4];
    sgm_store32(index, i);
    const sgm_shake_job job = {.in = {(const uint8_t *)label, index},
                               .in_len = {strlen(label), sizeof index},
                               .n_in = 2,
                               .out = out,
                               .out_len = 64};
    sgm_shake128_n(&sgm_backend_scalar51, &job, 1);
    return SGM_OK;
}

static sgm_status fill(void *state, uint8_t *out, size_t n)
{
    test_bytes(state, out, n);
    return SGM_OK;
}

sgm_rng __wrap_sgm_rng_system(void)
{
    static test_rng g = {1};
    return (sgm_rng){.fill = fill, .state = &g};
}

/* The sponge in place of SHA-512. */
struct sgm_sha512_ctx {
    sgm_transcript t;
};

sgm_status __wrap_sgm_sha512_new(sgm_sha512_ctx **ctx);
sgm_status __wrap_sgm_sha512_update(sgm_sha512_ctx *ctx, const void *in, size_t len);
sgm_status __wrap_sgm_sha512_update_lp(sgm_sha512_ctx *ctx, const void *in, size_t len);
sgm_status __wrap_sgm_sha512_final(sgm_sha512_ctx *ctx, uint8_t out[64]);
void __wrap_sgm_sha512_free(sgm_sha512_ctx *ctx);
sgm_status __wrap_sgm_sha512(uint8_t out[64], const sgm_bytes *parts, size_t n);
sgm_status __wrap_sgm_hash_to_scalar(sgm_sc *r, const char *label, const sgm_bytes *parts, size_t n);

static const uint8_t no_session[32];

sgm_status __wrap_sgm_sha512_new(sgm_sha512_ctx **ctx)
{
    *ctx = malloc(sizeof **ctx);
    if (!*ctx)
        return SGM_NOMEM;
    sgm_transcript_init(&(*ctx)->t, no_session);
    return SGM_OK;
}

sgm_status __wrap_sgm_sha512_update(sgm_sha512_ctx *ctx, const void *in, size_t len)
{
    sgm_transcript_absorb(&ctx->t, in, len);
    return SGM_OK;
}

sgm_status __wrap_sgm_sha512_update_lp(sgm_sha512_ctx *ctx, const void *in, size_t len)
{
    uint8_t bytes[4];
    sgm_store32(bytes, (uint32_t)len);
    sgm_transcript_absorb(&ctx->t, bytes, sizeof bytes);
    return __wrap_sgm_sha512_update(ctx, in, len);
}

sgm_status __wrap_sgm_sha512_final(sgm_sha512_ctx *ctx, uint8_t out[64])
{
    sgm_transcript_squeeze(&ctx->t, out, 64);
    sgm_transcript_init(&ctx->t, no_session);
    return SGM_OK;
}

void __wrap_sgm_sha512_free(sgm_sha512_ctx *ctx) { free(ctx); }

sgm_status __wrap_sgm_sha512(uint8_t out[64], const sgm_bytes *parts, size_t n)
{
    sgm_transcript t;
    sgm_transcript_init(&t, no_session);
    for (size_t i = 0; i < n; i++)
        sgm_transcript_absorb(&t, parts[i].data, parts[i].len);
    sgm_transcript_squeeze(&t, out, 64);
    return SGM_OK;
}

sgm_status __wrap_sgm_hash_to_scalar(sgm_sc *r, const char *label, const sgm_bytes *parts, size_t n)
{
    sgm_transcript t;
    sgm_transcript_init(&t, no_session);
    sgm_transcript_absorb(&t, label, strlen(label));
    for (size_t i = 0; i < n; i++)
        sgm_transcript_absorb(&t, parts[i].data, parts[i].len);
    sgm_transcript_challenge(&t, r);
    return SGM_OK;
}
