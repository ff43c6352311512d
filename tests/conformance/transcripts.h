/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Other people's ways to a challenge: expand_message_xmd (RFC 9380) and Merlin over STROBE-128. */
#ifndef SGM_TESTS_CONFORMANCE_TRANSCRIPTS_H
#define SGM_TESTS_CONFORMANCE_TRANSCRIPTS_H

#include "protocols/hash.h"
#include "tests/conformance/record.h"

/* A hash function: the library's SHA-512, and SHA-256, which only others use. */
typedef struct message_hash {
    const char *name;
    size_t size, block; /* bytes of a digest, at most 64, and of what its compression function takes, at most 128 */
    sgm_status (*digest)(uint8_t *out, const sgm_bytes *parts, size_t n);
} message_hash;
extern const message_hash hash_sha512, hash_sha256;

/* out = digest of the concatenation of parts. */
void hash_parts(record *r, const message_hash *hash, uint8_t *out, const sgm_bytes *parts, size_t n);
/* expand_message_xmd of RFC 9380 5.3.1. In: n <= 255 * hash->size, dst.len <= 255. */
void expand_message(record *r, const message_hash *hash, octets msg, octets dst, uint8_t *out, size_t n);

/* A Merlin v1.0 transcript. */
typedef struct merlin {
    uint64_t state[25];
    uint8_t position, begin; /* in the open block of 166 bytes; where its operation began, plus one */
} merlin;

void merlin_init(merlin *m, const char *label);
void merlin_append(merlin *m, const char *label, const void *message, size_t len);
void merlin_challenge(merlin *m, const char *label, uint8_t *out, size_t len);
/* 64 challenge bytes, little-endian, mod l. */
void merlin_scalar(merlin *m, const char *label, sgm_sc *c);

#endif
