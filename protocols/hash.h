/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* SHA-512 (OpenSSL), hashing to scalars, and the generators: every binding hash that is not the sponge. */
#ifndef SGM_PROTOCOLS_HASH_H
#define SGM_PROTOCOLS_HASH_H

#include "primitives/base/status.h"
#include "primitives/scalar/sc.h"

#include <stddef.h>
#include <stdint.h>

/* One run of bytes. */
typedef struct sgm_bytes {
    const void *data;
    size_t len;
} sgm_bytes;

/* out = SHA-512 of the concatenation of parts. Fails only when OpenSSL does. */
SGM_MUST_CHECK sgm_status sgm_sha512(uint8_t out[64], const sgm_bytes *parts, size_t n);

/* Incremental form for streams. */
typedef struct sgm_sha512_ctx sgm_sha512_ctx;
SGM_MUST_CHECK sgm_status sgm_sha512_new(sgm_sha512_ctx **ctx);
SGM_MUST_CHECK sgm_status sgm_sha512_update(sgm_sha512_ctx *ctx, const void *in, size_t len);
/* Absorbs LP(in) = LE(len,4) || in. SGM_MALFORMED if len does not fit. */
SGM_MUST_CHECK sgm_status sgm_sha512_update_lp(sgm_sha512_ctx *ctx, const void *in, size_t len);
/* Writes the digest and starts again with an empty message. */
SGM_MUST_CHECK sgm_status sgm_sha512_final(sgm_sha512_ctx *ctx, uint8_t out[64]);
void sgm_sha512_free(sgm_sha512_ctx *ctx);

/* H2S(label, parts...): little-endian integer of SHA-512(LP("sigmark/v1/scalar") || LP(label) || LP(p1) ...) mod l,
 * with LP(s) = LE(len(s),4) || s. */
SGM_MUST_CHECK sgm_status sgm_hash_to_scalar(sgm_sc *r, const char *label, const sgm_bytes *parts, size_t n);
/* The same for parts that are absorbed one by one with sgm_sha512_update_lp between begin and end. */
SGM_MUST_CHECK sgm_status sgm_scalar_hash_begin(sgm_sha512_ctx *ctx, const char *label);
SGM_MUST_CHECK sgm_status sgm_scalar_hash_end(sgm_sha512_ctx *ctx, sgm_sc *r);
/* 64 uniform bytes of gen(label, i): SHA-512(LP("sigmark/v1/generator") || LP(label) || LE(i,4)). */
SGM_MUST_CHECK sgm_status sgm_generator_uniform(uint8_t out[64], const char *label, uint32_t i);

#endif
