/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F0A, F0NOT, F1, F1K and plain relations verified one by one with libsodium, in the words of their specification. */
#include "bench/peers/literal.h"

#include "bench/peers/plain.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

int sgm_literal_init(sgm_literal *l, const char *formulation, const char *flavor)
{
    char tag[128];
    *l = (sgm_literal){.inequality = strcmp(formulation, "F0NOT") == 0,
                       .both = strcmp(formulation, "F1") == 0 || strcmp(formulation, "F1-S128") == 0,
                       .compact = strcmp(flavor, "compact") == 0,
                       .challenge_bytes = strcmp(formulation, "F1-S128") == 0 ? 16 : 32};
    if (!l->inequality && !l->both && strcmp(formulation, "F0A") != 0 && strcmp(formulation, "F1K") != 0)
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

static int hashed(uint8_t c[32], const uint8_t sid[32], size_t bytes, const sgm_plain_buffer *message)
{
    uint8_t wide[64] = {0};
    if (!sgm_plain_squeeze(wide, bytes, sid, message->at, message->len))
        return 0;
    crypto_core_ristretto255_scalar_reduce(c, wide);
    return 1;
}

static int challenge(const sgm_literal *l, uint8_t c[32], const sgm_plain_buffer *message)
{
    return hashed(c, l->sid, l->challenge_bytes == 32 ? 48 : 16, message);
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

/* Each equation has elements of its own: the base unless it is G, then the image. */
static void put_logarithms(sgm_plain_buffer *b, const sgm_literal_clause *clause)
{
    uint32_t next = 1;
    sgm_plain_put32(b, (uint32_t)clause->n);
    for (size_t e = 0; e < clause->n; e++) {
        uint32_t base = clause->base[e] == NULL ? G : next++;
        sgm_plain_put32(b, 1);
        put_term(b, next++, one);
        sgm_plain_put32(b, 1);
        sgm_plain_put32(b, 0);
        put_term(b, base, one);
    }
    for (size_t e = 0; e < clause->n; e++) {
        if (clause->base[e] != NULL)
            sgm_plain_put(b, clause->base[e], 32);
        sgm_plain_put(b, clause->image[e], 32);
    }
}

/* z base - c image is A, for every equation. */
static int logarithms_hold(const sgm_literal_clause *clause, const uint8_t c[32], const uint8_t z[32], const uint8_t *A)
{
    uint8_t left[32], right[32], difference[32];
    for (size_t e = 0; e < clause->n; e++) {
        if (clause->base[e] == NULL)
            sgm_plain_multiply_base(left, z);
        else if (!sgm_plain_multiply(left, z, clause->base[e]))
            return 0;
        if (!sgm_plain_multiply(right, c, clause->image[e]) ||
            crypto_core_ristretto255_sub(difference, left, right) != 0 || memcmp(difference, A + 32 * e, 32) != 0)
            return 0;
    }
    return 1;
}

int sgm_literal_accepts_clauses(const uint8_t sid[32], const sgm_literal_clause *clauses, size_t n_clauses,
                                const uint8_t *proof, size_t len)
{
    size_t head = 0;
    uint8_t c[32], part[2][32];
    sgm_plain_buffer message = {.len = 0};
    for (size_t i = 0; i < n_clauses; i++)
        head += 32 * clauses[i].n;
    const uint8_t *A = proof, *share = proof + head, *z = share + 32 * (n_clauses - 1);
    if (n_clauses > 1)
        sgm_plain_put32(&message, (uint32_t)n_clauses);
    for (size_t i = 0; i < n_clauses; i++)
        put_logarithms(&message, &clauses[i]);
    if (len != head + 32 * (2 * n_clauses - 1))
        return 0;
    sgm_plain_put(&message, proof, head);
    if (!hashed(c, sid, 48, &message))
        return 0;
    memcpy(part[0], n_clauses > 1 ? share : c, 32);
    crypto_core_ristretto255_scalar_sub(part[1], c, part[0]);
    for (size_t i = 0; i < n_clauses; A += 32 * clauses[i++].n)
        if (!sgm_plain_is_canonical(part[i]) || !sgm_plain_is_canonical(z + 32 * i) ||
            !logarithms_hold(&clauses[i], part[i], z + 32 * i, A))
            return 0;
    return 1;
}

/* r = c + e_1 x + .. + e_m x^m at x = i + 1: the share of clause i. */
static void evaluate(uint8_t r[32], const uint8_t c[32], const uint8_t *e, size_t m, size_t i)
{
    uint8_t x[32] = {(uint8_t)(i + 1)}, sum[32] = {0};
    for (size_t j = m; j-- > 0;) {
        crypto_core_ristretto255_scalar_add(sum, sum, e + 32 * j);
        crypto_core_ristretto255_scalar_mul(sum, sum, x);
    }
    crypto_core_ristretto255_scalar_add(r, sum, c);
}

int sgm_literal_accepts_threshold(const sgm_literal *l, size_t k, size_t n, const uint8_t (*C)[32],
                                  const uint8_t (*d)[32], const uint8_t dm[32], const uint8_t *proof, size_t len)
{
    const uint8_t *e = proof + 32 * n, *z = e + 32 * (n - k);
    uint8_t c[32], part[32], X[32], A[32];
    sgm_plain_buffer message = {.len = 0};
    if (n > 64 || len != 32 * (3 * n - k))
        return 0;
    for (size_t i = 0; i < 2 * n - k; i++)
        if (!sgm_plain_is_canonical(e + 32 * i))
            return 0;
    sgm_plain_put32(&message, (uint32_t)k);
    sgm_plain_put32(&message, (uint32_t)n);
    for (size_t i = 0; i < n; i++)
        put_instance(&message, l, C[i], d[i], dm);
    sgm_plain_put(&message, proof, 32 * n);
    if (!challenge(l, c, &message))
        return 0;
    for (size_t i = 0; i < n; i++) {
        evaluate(part, c, e, n - k, i);
        if (!opened(X, l, C[i], d[i], dm) || !commitment(A, l, 0, X, part, z + 32 * i) ||
            memcmp(A, proof + 32 * i, 32) != 0)
            return 0;
    }
    return 1;
}
