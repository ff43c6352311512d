/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What literal verifiers are made of: bytes put together, the sponge and generators by OpenSSL, the group by libsodium.
 */
#ifndef SGM_BENCH_PEERS_PLAIN_H
#define SGM_BENCH_PEERS_PLAIN_H

#include <stddef.h>
#include <stdint.h>

/* Longest message that a challenge is squeezed from. */
enum { SGM_PLAIN_MAX = 24576 };

/* Bytes being put together. */
typedef struct sgm_plain_buffer {
    uint8_t at[SGM_PLAIN_MAX];
    size_t len;
} sgm_plain_buffer;

/* Append. In: there is room. */
void sgm_plain_put(sgm_plain_buffer *b, const void *bytes, size_t n);
void sgm_plain_put32(sgm_plain_buffer *b, uint32_t x);
void sgm_plain_put_labelled(sgm_plain_buffer *b, const char *text);

/* The rest returns 0 where a library fails or an encoding is refused. Scalars and points are their 32 bytes. */

/* out = SHAKE128(sid || 136 zero bytes || message). */
int sgm_plain_squeeze(uint8_t *out, size_t out_len, const uint8_t sid[32], const void *message, size_t len);
/* sid = DeriveSessionID(tag). */
int sgm_plain_session(uint8_t sid[32], const char *tag, size_t len);
/* gen(label, i): the one-way map of SHA-512(LP("sigmark/v1/generator") || LP(label) || LE(i,4)). */
int sgm_plain_generator(uint8_t point[32], const char *label, uint32_t i);
/* r = k P; libsodium says -1 for the identity, which is no error here. */
int sgm_plain_multiply(uint8_t r[32], const uint8_t k[32], const uint8_t P[32]);
/* r = k G. */
void sgm_plain_multiply_base(uint8_t r[32], const uint8_t k[32]);
/* 1 if the scalar x is below the order. */
int sgm_plain_is_canonical(const uint8_t x[32]);

#endif
