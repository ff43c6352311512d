/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* SHA-512 through OpenSSL's EVP interface, and what is built on it: scalars and generators from labels. */
#include "protocols/hash.h"

#include "primitives/base/bytes.h"

#include <openssl/evp.h>
#include <stdlib.h>

struct sgm_sha512_ctx {
    EVP_MD *md; /* fetched once: a lookup costs as much as hashing a few hundred bytes */
    EVP_MD_CTX *evp;
};

sgm_status sgm_sha512_new(sgm_sha512_ctx **out)
{
    sgm_sha512_ctx *ctx = calloc(1, sizeof *ctx);
    *out = NULL;
    if (ctx == NULL)
        return SGM_NOMEM;
    ctx->md = EVP_MD_fetch(NULL, "SHA512", NULL);
    ctx->evp = EVP_MD_CTX_new();
    if (ctx->md == NULL || ctx->evp == NULL || EVP_DigestInit_ex(ctx->evp, ctx->md, NULL) != 1) {
        sgm_sha512_free(ctx);
        return SGM_IO;
    }
    *out = ctx;
    return SGM_OK;
}

sgm_status sgm_sha512_update(sgm_sha512_ctx *ctx, const void *in, size_t len)
{
    return EVP_DigestUpdate(ctx->evp, in, len) == 1 ? SGM_OK : SGM_IO;
}

sgm_status sgm_sha512_update_lp(sgm_sha512_ctx *ctx, const void *in, size_t len)
{
    uint8_t prefix[4];
    if (len > UINT32_MAX)
        return SGM_MALFORMED;
    sgm_store32(prefix, (uint32_t)len);
    sgm_status status = sgm_sha512_update(ctx, prefix, sizeof prefix);
    return status == SGM_OK ? sgm_sha512_update(ctx, in, len) : status;
}

sgm_status sgm_sha512_final(sgm_sha512_ctx *ctx, uint8_t out[64])
{
    int ok = EVP_DigestFinal_ex(ctx->evp, out, NULL) == 1 && EVP_DigestInit_ex(ctx->evp, ctx->md, NULL) == 1;
    return ok ? SGM_OK : SGM_IO;
}

void sgm_sha512_free(sgm_sha512_ctx *ctx)
{
    if (ctx == NULL)
        return;
    EVP_MD_CTX_free(ctx->evp);
    EVP_MD_free(ctx->md);
    free(ctx);
}

sgm_status sgm_sha512(uint8_t out[64], const sgm_bytes *parts, size_t n)
{
    sgm_sha512_ctx *ctx;
    sgm_status status = sgm_sha512_new(&ctx);
    for (size_t i = 0; i < n && status == SGM_OK; i++)
        status = sgm_sha512_update(ctx, parts[i].data, parts[i].len);
    if (status == SGM_OK)
        status = sgm_sha512_final(ctx, out);
    sgm_sha512_free(ctx);
    return status;
}

/* Absorbs LP(domain) || LP(label), the beginning of every labelled hash. */
static sgm_status begin(sgm_sha512_ctx *ctx, const char *domain, const char *label)
{
    sgm_status status = sgm_sha512_update_lp(ctx, domain, strlen(domain));
    return status == SGM_OK ? sgm_sha512_update_lp(ctx, label, strlen(label)) : status;
}

sgm_status sgm_scalar_hash_begin(sgm_sha512_ctx *ctx, const char *label)
{
    return begin(ctx, "sigmark/v1/scalar", label);
}

sgm_status sgm_scalar_hash_end(sgm_sha512_ctx *ctx, sgm_sc *r)
{
    uint8_t digest[64];
    *r = sgm_sc_zero;
    sgm_status status = sgm_sha512_final(ctx, digest);
    if (status == SGM_OK)
        sgm_sc_reduce(r, digest, sizeof digest);
    return status;
}

sgm_status sgm_hash_to_scalar(sgm_sc *r, const char *label, const sgm_bytes *parts, size_t n)
{
    sgm_sha512_ctx *ctx;
    *r = sgm_sc_zero;
    sgm_status status = sgm_sha512_new(&ctx);
    if (status == SGM_OK)
        status = sgm_scalar_hash_begin(ctx, label);
    for (size_t i = 0; i < n && status == SGM_OK; i++)
        status = sgm_sha512_update_lp(ctx, parts[i].data, parts[i].len);
    if (status == SGM_OK)
        status = sgm_scalar_hash_end(ctx, r);
    sgm_sha512_free(ctx);
    return status;
}

sgm_status sgm_generator_uniform(uint8_t out[64], const char *label, uint32_t i)
{
    uint8_t index[4];
    sgm_sha512_ctx *ctx;
    sgm_store32(index, i);
    sgm_status status = sgm_sha512_new(&ctx);
    if (status == SGM_OK)
        status = begin(ctx, "sigmark/v1/generator", label);
    if (status == SGM_OK)
        status = sgm_sha512_update(ctx, index, sizeof index);
    if (status == SGM_OK)
        status = sgm_sha512_final(ctx, out);
    sgm_sha512_free(ctx);
    return status;
}
