/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Other people's ways to a challenge, over our SHA-512 and Keccak, and OpenSSL's SHA-256. */
#include "tests/conformance/transcripts.h"

#include "primitives/base/bytes.h"
#include "primitives/keccak/keccak.h"

#include <openssl/evp.h>
#include <string.h>

/* n parts, as sgm_sha512 takes them. */
static sgm_status sha256(uint8_t *out, const sgm_bytes *parts, size_t n)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    int good = ctx && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1;
    for (size_t i = 0; good && i < n; i++)
        good = EVP_DigestUpdate(ctx, parts[i].data, parts[i].len) == 1;
    good = good && EVP_DigestFinal_ex(ctx, out, NULL) == 1;
    EVP_MD_CTX_free(ctx);
    return good ? SGM_OK : SGM_IO;
}

const message_hash hash_sha512 = {"SHA-512", 64, 128, sgm_sha512}, hash_sha256 = {"SHA-256", 32, 64, sha256};

void hash_parts(record *r, const message_hash *hash, uint8_t *out, const sgm_bytes *parts, size_t n)
{
    record_expect(r, hash->digest(out, parts, n) == SGM_OK, "%s failed", hash->name);
}

void expand_message(record *r, const message_hash *hash, octets msg, octets dst, uint8_t *out, size_t n)
{
    static const uint8_t zeros[128];
    const size_t size = hash->size;
    uint8_t length[3] = {(uint8_t)(n >> 8), (uint8_t)n, 0}, dst_length = (uint8_t)dst.len, b0[64], block[64] = {0};
    const sgm_bytes head[] = {
        {zeros, hash->block}, {msg.data, msg.len}, {length, 3}, {dst.data, dst.len}, {&dst_length, 1}};
    hash_parts(r, hash, b0, head, 5);
    for (size_t done = 0; done < n && r->outcome == OUTCOME_PASS; done += size) {
        uint8_t mixed[64], counter = (uint8_t)(done / size + 1);
        for (size_t i = 0; i < size; i++)
            mixed[i] = b0[i] ^ block[i];
        const sgm_bytes next[] = {{mixed, size}, {&counter, 1}, {dst.data, dst.len}, {&dst_length, 1}};
        hash_parts(r, hash, block, next, 4);
        memcpy(out + done, block, n - done < size ? n - done : size);
    }
}

/* STROBE-128: the rate without its two bytes of padding, and the flags of an operation. */
enum { RATE = 166, FLAG_I = 1, FLAG_A = 2, FLAG_C = 4, FLAG_M = 16 };

static void add_byte(merlin *m, size_t position, uint8_t byte)
{
    m->state[position / 8] ^= (uint64_t)byte << (8 * (position % 8));
}

static uint8_t take_byte(merlin *m, size_t position)
{
    uint8_t byte = (uint8_t)(m->state[position / 8] >> (8 * (position % 8)));
    add_byte(m, position, byte);
    return byte;
}

static void close_block(merlin *m)
{
    add_byte(m, m->position, m->begin);
    add_byte(m, m->position + 1u, 0x04);
    add_byte(m, RATE + 1, 0x80);
    sgm_keccak_f1600(m->state);
    m->position = m->begin = 0;
}

static void absorb(merlin *m, const void *in, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        add_byte(m, m->position++, ((const uint8_t *)in)[i]);
        if (m->position == RATE)
            close_block(m);
    }
}

static void begin(merlin *m, uint8_t flags)
{
    const uint8_t head[2] = {m->begin, flags};
    m->begin = (uint8_t)(m->position + 1);
    absorb(m, head, sizeof head);
    if ((flags & FLAG_C) && m->position != 0)
        close_block(m);
}

/* The label and length that come before every message and challenge. */
static void announce(merlin *m, const char *label, size_t len)
{
    uint8_t length[4];
    sgm_store32(length, (uint32_t)len);
    begin(m, FLAG_M | FLAG_A);
    absorb(m, label, strlen(label));
    absorb(m, length, sizeof length);
}

void merlin_init(merlin *m, const char *label)
{
    static const uint8_t start[] = {1,   RATE + 2, 1,   0,   1,   96,  'S', 'T', 'R',
                                    'O', 'B',      'E', 'v', '1', '.', '0', '.', '2'};
    static const char version[] = "Merlin v1.0";
    *m = (merlin){{0}, 0, 0};
    for (size_t i = 0; i < sizeof start; i++)
        add_byte(m, i, start[i]);
    sgm_keccak_f1600(m->state);
    begin(m, FLAG_M | FLAG_A);
    absorb(m, version, sizeof version - 1);
    merlin_append(m, "dom-sep", label, strlen(label));
}

void merlin_append(merlin *m, const char *label, const void *message, size_t len)
{
    announce(m, label, len);
    begin(m, FLAG_A);
    absorb(m, message, len);
}

void merlin_challenge(merlin *m, const char *label, uint8_t *out, size_t len)
{
    announce(m, label, len);
    begin(m, FLAG_I | FLAG_A | FLAG_C);
    for (size_t i = 0; i < len; i++) {
        out[i] = take_byte(m, m->position++);
        if (m->position == RATE)
            close_block(m);
    }
}

void merlin_scalar(merlin *m, const char *label, sgm_sc *c)
{
    uint8_t bytes[64];
    merlin_challenge(m, label, bytes, sizeof bytes);
    sgm_sc_reduce(c, bytes, sizeof bytes);
}
