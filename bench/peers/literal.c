/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F0A, F0NOT and F1 verified one by one with libsodium, in the words of their specification. */
#include "bench/peers/literal.h"

#include <openssl/evp.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { MAX_INSTANCE = 1024 };

/* Bytes being put together; never more than MAX_INSTANCE. */
typedef struct buffer {
    uint8_t at[MAX_INSTANCE];
    size_t len;
} buffer;

static void put(buffer *b, const void *bytes, size_t n)
{
    memcpy(b->at + b->len, bytes, n);
    b->len += n;
}

static void put32(buffer *b, uint32_t x)
{
    const uint8_t le[4] = {(uint8_t)x, (uint8_t)(x >> 8), (uint8_t)(x >> 16), (uint8_t)(x >> 24)};
    put(b, le, sizeof le);
}

static void put_labelled(buffer *b, const char *text)
{
    put32(b, (uint32_t)strlen(text));
    put(b, text, strlen(text));
}

/* out = SHAKE128(sid || 136 zero bytes || message). */
static int squeeze(uint8_t *out, size_t out_len, const uint8_t sid[32], const void *message, size_t len)
{
    static const uint8_t zeros[136];
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    int ok = ctx != NULL && EVP_DigestInit_ex(ctx, EVP_shake128(), NULL) && EVP_DigestUpdate(ctx, sid, 32) &&
             EVP_DigestUpdate(ctx, zeros, sizeof zeros) && EVP_DigestUpdate(ctx, message, len) &&
             EVP_DigestFinalXOF(ctx, out, out_len);
    EVP_MD_CTX_free(ctx);
    return ok;
}

/* gen(label, 0): the one-way map of SHA-512(LP("sigmark/v1/generator") || LP(label) || LE(0,4)). */
static int generator(uint8_t point[32], const char *label)
{
    buffer b = {.len = 0};
    uint8_t hash[64];
    put_labelled(&b, "sigmark/v1/generator");
    put_labelled(&b, label);
    put32(&b, 0);
    return EVP_Digest(b.at, b.len, hash, NULL, EVP_sha512(), NULL) &&
           crypto_core_ristretto255_from_hash(point, hash) == 0;
}

int sgm_literal_init(sgm_literal *l, const char *formulation, const char *flavor)
{
    char tag[128];
    *l = (sgm_literal){.inequality = strcmp(formulation, "F0NOT") == 0,
                       .both = strncmp(formulation, "F1", 2) == 0,
                       .compact = strcmp(flavor, "compact") == 0,
                       .challenge_bytes = strcmp(formulation, "F1-S128") == 0 ? 16 : 32};
    if (!l->inequality && strcmp(formulation, "F0A") != 0 && strcmp(formulation, "F1") != 0 &&
        strcmp(formulation, "F1-S128") != 0)
        return 0;
    int len = snprintf(tag, sizeof tag, "SIGMARK-V01-%s-%s-with-sigma-proofs_Shake128_ristretto255", formulation,
                       l->compact ? "CMPT" : "DSFS");
    static const char session[] = "irtf-cfrg-fiat-shamir/session-id";
    return squeeze(l->sid, 32, (const uint8_t *)session, tag, (size_t)len) && generator(l->H, "H") &&
           generator(l->GM, "GM");
}

/* Serialisation of a clause. Elements: 0 = G, 1 = H, 2 = G_M, 3 = C. */
enum { G, H, GM, C_ };
static const uint8_t one[32] = {1};

static void negated(uint8_t out[32], const uint8_t in[32]) { crypto_core_ristretto255_scalar_negate(out, in); }

static void put_term(buffer *b, uint32_t element, const uint8_t coefficient[32])
{
    put32(b, element);
    put(b, coefficient, 32);
}

/* F0A: C - d G - dm G_M = r H. F0NOT: G = u C - u d G - u dm G_M + v H. */
static void put_clause(buffer *b, const sgm_literal *l, int inequality, const uint8_t C[32], const uint8_t minus_d[32],
                       const uint8_t minus_dm[32])
{
    const uint32_t u = 0, v = 1;
    put32(b, 1);
    put32(b, inequality ? 1 : 3);
    if (inequality) {
        put_term(b, G, one);
        put32(b, 4);
        put32(b, u);
        put_term(b, C_, one);
        put32(b, u);
        put_term(b, G, minus_d);
        put32(b, u);
        put_term(b, GM, minus_dm);
        put32(b, v);
        put_term(b, H, one);
    } else {
        put_term(b, C_, one);
        put_term(b, G, minus_d);
        put_term(b, GM, minus_dm);
        put32(b, 1);
        put32(b, 0);
        put_term(b, H, one);
    }
    put(b, l->H, 32);
    put(b, l->GM, 32);
    put(b, C, 32);
}

static void put_instance(buffer *b, const sgm_literal *l, const uint8_t C[32], const uint8_t d[32],
                         const uint8_t dm[32])
{
    uint8_t minus_d[32], minus_dm[32];
    negated(minus_d, d);
    negated(minus_dm, dm);
    if (l->both)
        put32(b, 2);
    if (l->both || !l->inequality)
        put_clause(b, l, 0, C, minus_d, minus_dm);
    if (l->both || l->inequality)
        put_clause(b, l, 1, C, minus_d, minus_dm);
}

/* r = k P; libsodium says -1 for the identity, which is no error here. Returns 0 if P does not decode. */
static int multiply(uint8_t r[32], const uint8_t k[32], const uint8_t P[32])
{
    static const uint8_t zero[32];
    return crypto_scalarmult_ristretto255(r, k, P) == 0 ||
           (memcmp(r, zero, 32) == 0 && crypto_core_ristretto255_is_valid_point(P));
}

static void multiply_base(uint8_t r[32], const uint8_t k[32])
{
    if (crypto_scalarmult_ristretto255_base(r, k) != 0)
        memset(r, 0, 32);
}

/* X = C - d G - dm G_M. */
static int opened(uint8_t X[32], const sgm_literal *l, const uint8_t C[32], const uint8_t d[32], const uint8_t dm[32])
{
    uint8_t dG[32], dmGM[32];
    multiply_base(dG, d);
    return multiply(dmGM, dm, l->GM) && crypto_core_ristretto255_sub(X, C, dG) == 0 &&
           crypto_core_ristretto255_sub(X, X, dmGM) == 0;
}

/* What the commitment of clause i must be: z H - c X, or z_u X + z_v H - c G. z: its responses. */
static int commitment(uint8_t A[32], const sgm_literal *l, int inequality, const uint8_t X[32], const uint8_t c[32],
                      const uint8_t *z)
{
    uint8_t left[32], right[32];
    if (!inequality)
        return multiply(left, z, l->H) && multiply(right, c, X) && crypto_core_ristretto255_sub(A, left, right) == 0;
    if (!multiply(left, z, X) || !multiply(right, z + 32, l->H) || crypto_core_ristretto255_add(left, left, right) != 0)
        return 0;
    multiply_base(right, c);
    return crypto_core_ristretto255_sub(A, left, right) == 0;
}

static int is_canonical(const uint8_t x[32])
{
    uint8_t wide[64] = {0}, reduced[32];
    memcpy(wide, x, 32);
    crypto_core_ristretto255_scalar_reduce(reduced, wide);
    return memcmp(reduced, x, 32) == 0;
}

static void subtract(const sgm_literal *l, uint8_t r[32], const uint8_t a[32], const uint8_t b[32])
{
    if (l->challenge_bytes == 32) {
        crypto_core_ristretto255_scalar_sub(r, a, b);
        return;
    }
    for (int i = 0, borrow = 0; i < 16; i++) { /* mod 2^128 */
        int x = a[i] - b[i] - borrow;
        borrow = x < 0;
        r[i] = (uint8_t)x;
    }
    memset(r + 16, 0, 16);
}

static int challenge(const sgm_literal *l, uint8_t c[32], const buffer *message)
{
    uint8_t wide[64] = {0};
    if (!squeeze(wide, l->challenge_bytes == 32 ? 48 : 16, l->sid, message->at, message->len))
        return 0;
    crypto_core_ristretto255_scalar_reduce(c, wide);
    return 1;
}

int sgm_literal_accepts(const sgm_literal *l, const uint8_t C[32], const uint8_t d[32], const uint8_t dm[32],
                        const uint8_t *proof, size_t len)
{
    size_t clauses = l->both ? 2 : 1, responses = l->both ? 3 : l->inequality ? 2 : 1;
    size_t head = l->compact ? l->challenge_bytes : 32 * clauses, share = l->both ? l->challenge_bytes : 0;
    uint8_t X[32], A[2][32], c[32] = {0}, part[2][32] = {{0}, {0}};
    const uint8_t *z = proof + head + share;
    buffer message = {.len = 0};
    if (len != head + share + 32 * responses || !opened(X, l, C, d, dm))
        return 0;
    for (size_t i = 0; i < responses; i++)
        if (!is_canonical(z + 32 * i))
            return 0;
    put_instance(&message, l, C, d, dm);
    if (l->compact)
        memcpy(c, proof, l->challenge_bytes);
    else {
        put(&message, proof, head);
        if (!challenge(l, c, &message))
            return 0;
    }
    memcpy(part[0], share > 0 ? proof + head : c, l->challenge_bytes);
    if (!is_canonical(c) || !is_canonical(part[0]))
        return 0;
    subtract(l, part[1], c, part[0]);
    for (size_t i = 0; i < clauses; i++)
        if (!commitment(A[i], l, l->inequality || i == 1, X, part[i], z + 32 * i))
            return 0;
    if (!l->compact)
        return memcmp(A, proof, head) == 0;
    uint8_t again[32];
    put(&message, A, 32 * clauses);
    return challenge(l, again, &message) && memcmp(again, c, 32) == 0;
}
