/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Bytes, sponge, generators and group as other libraries make them. */
#include "bench/peers/plain.h"

#include <openssl/evp.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

void sgm_plain_put(sgm_plain_buffer *b, const void *bytes, size_t n)
{
    if (n > sizeof b->at - b->len)
        abort();
    memcpy(b->at + b->len, bytes, n);
    b->len += n;
}

void sgm_plain_put32(sgm_plain_buffer *b, uint32_t x)
{
    const uint8_t le[4] = {(uint8_t)x, (uint8_t)(x >> 8), (uint8_t)(x >> 16), (uint8_t)(x >> 24)};
    sgm_plain_put(b, le, sizeof le);
}

void sgm_plain_put_labelled(sgm_plain_buffer *b, const char *text)
{
    sgm_plain_put32(b, (uint32_t)strlen(text));
    sgm_plain_put(b, text, strlen(text));
}

int sgm_plain_squeeze(uint8_t *out, size_t out_len, const uint8_t sid[32], const void *message, size_t len)
{
    static const uint8_t zeros[136];
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    int ok = ctx != NULL && EVP_DigestInit_ex(ctx, EVP_shake128(), NULL) && EVP_DigestUpdate(ctx, sid, 32) &&
             EVP_DigestUpdate(ctx, zeros, sizeof zeros) && EVP_DigestUpdate(ctx, message, len) &&
             EVP_DigestFinalXOF(ctx, out, out_len);
    EVP_MD_CTX_free(ctx);
    return ok;
}

int sgm_plain_session(uint8_t sid[32], const char *tag, size_t len)
{
    static const char session[] = "irtf-cfrg-fiat-shamir/session-id";
    return sgm_plain_squeeze(sid, 32, (const uint8_t *)session, tag, len);
}

int sgm_plain_generator(uint8_t point[32], const char *label, uint32_t i)
{
    sgm_plain_buffer b = {.len = 0};
    uint8_t hash[64];
    sgm_plain_put_labelled(&b, "sigmark/v1/generator");
    sgm_plain_put_labelled(&b, label);
    sgm_plain_put32(&b, i);
    return EVP_Digest(b.at, b.len, hash, NULL, EVP_sha512(), NULL) &&
           crypto_core_ristretto255_from_hash(point, hash) == 0;
}

int sgm_plain_multiply(uint8_t r[32], const uint8_t k[32], const uint8_t P[32])
{
    static const uint8_t zero[32];
    return crypto_scalarmult_ristretto255(r, k, P) == 0 ||
           (memcmp(r, zero, 32) == 0 && crypto_core_ristretto255_is_valid_point(P));
}

void sgm_plain_multiply_base(uint8_t r[32], const uint8_t k[32])
{
    if (crypto_scalarmult_ristretto255_base(r, k) != 0)
        memset(r, 0, 32);
}

int sgm_plain_is_canonical(const uint8_t x[32])
{
    uint8_t wide[64] = {0}, reduced[32];
    memcpy(wide, x, 32);
    crypto_core_ristretto255_scalar_reduce(reduced, wide);
    return memcmp(reduced, x, 32) == 0;
}
