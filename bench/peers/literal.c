/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F0A, F0NOT and F1 verified one by one with libsodium, in the words of their specification. */
#include "bench/peers/literal.h"

#include "bench/peers/plain.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

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
    return sgm_plain_session(l->sid, tag, (size_t)len) && sgm_plain_generator(l->H, "H", 0) &&
           sgm_plain_generator(l->GM, "GM", 0);
}

/* Serialisation of a clause. Elements: 0 = G, 1 = H, 2 = G_M, 3 = C. */
enum { G, H, GM, C_ };
static const uint8_t one[32] = {1};

static void negated(uint8_t out[32], const uint8_t in[32]) { crypto_core_ristretto255_scalar_negate(out, in); }

static void put_term(sgm_plain_buffer *b, uint32_t element, const uint8_t coefficient[32])
{
    sgm_plain_put32(b, element);
    sgm_plain_put(b, coefficient, 32);
}

/* F0A: C - d G - dm G_M = r H. F0NOT: G = u C - u d G - u dm G_M + v H. */
static void put_clause(sgm_plain_buffer *b, const sgm_literal *l, int inequality, const uint8_t C[32],
                       const uint8_t minus_d[32], const uint8_t minus_dm[32])
{
    const uint32_t u = 0, v = 1;
    sgm_plain_put32(b, 1);
    sgm_plain_put32(b, inequality ? 1 : 3);
    if (inequality) {
        put_term(b, G, one);
        sgm_plain_put32(b, 4);
        sgm_plain_put32(b, u);
        put_term(b, C_, one);
        sgm_plain_put32(b, u);
        put_term(b, G, minus_d);
        sgm_plain_put32(b, u);
        put_term(b, GM, minus_dm);
        sgm_plain_put32(b, v);
        put_term(b, H, one);
    } else {
        put_term(b, C_, one);
        put_term(b, G, minus_d);
        put_term(b, GM, minus_dm);
        sgm_plain_put32(b, 1);
        sgm_plain_put32(b, 0);
        put_term(b, H, one);
    }
    sgm_plain_put(b, l->H, 32);
    sgm_plain_put(b, l->GM, 32);
    sgm_plain_put(b, C, 32);
}

static void put_instance(sgm_plain_buffer *b, const sgm_literal *l, const uint8_t C[32], const uint8_t d[32],
                         const uint8_t dm[32])
{
    uint8_t minus_d[32], minus_dm[32];
    negated(minus_d, d);
    negated(minus_dm, dm);
    if (l->both)
        sgm_plain_put32(b, 2);
    if (l->both || !l->inequality)
        put_clause(b, l, 0, C, minus_d, minus_dm);
    if (l->both || l->inequality)
        put_clause(b, l, 1, C, minus_d, minus_dm);
}

/* X = C - d G - dm G_M. */
static int opened(uint8_t X[32], const sgm_literal *l, const uint8_t C[32], const uint8_t d[32], const uint8_t dm[32])
{
    uint8_t dG[32], dmGM[32];
    sgm_plain_multiply_base(dG, d);
    return sgm_plain_multiply(dmGM, dm, l->GM) && crypto_core_ristretto255_sub(X, C, dG) == 0 &&
           crypto_core_ristretto255_sub(X, X, dmGM) == 0;
}

/* What the commitment of clause i must be: z H - c X, or z_u X + z_v H - c G. z: its responses. */
static int commitment(uint8_t A[32], const sgm_literal *l, int inequality, const uint8_t X[32], const uint8_t c[32],
                      const uint8_t *z)
{
    uint8_t left[32], right[32];
    if (!inequality)
        return sgm_plain_multiply(left, z, l->H) && sgm_plain_multiply(right, c, X) &&
               crypto_core_ristretto255_sub(A, left, right) == 0;
    if (!sgm_plain_multiply(left, z, X) || !sgm_plain_multiply(right, z + 32, l->H) ||
        crypto_core_ristretto255_add(left, left, right) != 0)
        return 0;
    sgm_plain_multiply_base(right, c);
    return crypto_core_ristretto255_sub(A, left, right) == 0;
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

static int challenge(const sgm_literal *l, uint8_t c[32], const sgm_plain_buffer *message)
{
    uint8_t wide[64] = {0};
    if (!sgm_plain_squeeze(wide, l->challenge_bytes == 32 ? 48 : 16, l->sid, message->at, message->len))
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
    sgm_plain_buffer message = {.len = 0};
    if (len != head + share + 32 * responses || !opened(X, l, C, d, dm))
        return 0;
    for (size_t i = 0; i < responses; i++)
        if (!sgm_plain_is_canonical(z + 32 * i))
            return 0;
    put_instance(&message, l, C, d, dm);
    if (l->compact)
        memcpy(c, proof, l->challenge_bytes);
    else {
        sgm_plain_put(&message, proof, head);
        if (!challenge(l, c, &message))
            return 0;
    }
    memcpy(part[0], share > 0 ? proof + head : c, l->challenge_bytes);
    if (!sgm_plain_is_canonical(c) || !sgm_plain_is_canonical(part[0]))
        return 0;
    subtract(l, part[1], c, part[0]);
    for (size_t i = 0; i < clauses; i++)
        if (!commitment(A[i], l, l->inequality || i == 1, X, part[i], z + 32 * i))
            return 0;
    if (!l->compact)
        return memcmp(A, proof, head) == 0;
    uint8_t again[32];
    sgm_plain_put(&message, A, 32 * clauses);
    return challenge(l, again, &message) && memcmp(again, c, 32) == 0;
}
