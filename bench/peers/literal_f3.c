/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* One-out-of-many proofs verified one by one with libsodium, in the words of their specification. */
#include "bench/peers/literal_f3.h"

#include <openssl/evp.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ROUNDS = 16 };

/* r = a b + c, r = a - b. */
static void muladd(uint8_t r[32], const uint8_t a[32], const uint8_t b[32], const uint8_t c[32])
{
    uint8_t product[32];
    crypto_core_ristretto255_scalar_mul(product, a, b);
    crypto_core_ristretto255_scalar_add(r, product, c);
}

/* sum += k P, or - k P. */
static int add(uint8_t sum[32], const uint8_t k[32], const uint8_t P[32])
{
    uint8_t part[32];
    return sgm_plain_multiply(part, k, P) && crypto_core_ristretto255_add(sum, sum, part) == 0;
}

static int subtract(uint8_t sum[32], const uint8_t k[32], const uint8_t P[32])
{
    uint8_t part[32];
    return sgm_plain_multiply(part, k, P) && crypto_core_ristretto255_sub(sum, sum, part) == 0;
}

static int add_base(uint8_t sum[32], const uint8_t k[32])
{
    uint8_t part[32];
    sgm_plain_multiply_base(part, k);
    return crypto_core_ristretto255_add(sum, sum, part) == 0;
}

/* SHA-512(LP(label) || LE(N,4) || items). */
static int class_root(sgm_literal_f3 *l)
{
    sgm_plain_buffer head = {.len = 0};
    sgm_plain_put_labelled(&head, l->group ? "sigmark/v1/class/group" : "sigmark/v1/class/scalar");
    sgm_plain_put32(&head, (uint32_t)l->N);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    int ok = ctx != NULL && EVP_DigestInit_ex(ctx, EVP_sha512(), NULL) && EVP_DigestUpdate(ctx, head.at, head.len) &&
             EVP_DigestUpdate(ctx, l->item, 32 * l->N) && EVP_DigestFinal_ex(ctx, l->root, NULL);
    EVP_MD_CTX_free(ctx);
    return ok;
}

int sgm_literal_f3_init(sgm_literal_f3 *l, const char *formulation, uint32_t n, uint32_t m, const uint8_t (*item)[32])
{
    char tag[128];
    *l = (sgm_literal_f3){.group = strcmp(formulation, "F3-GROUP") == 0,
                          .square_root = strcmp(formulation, "F3-SQRT") == 0,
                          .n = n,
                          .m = m,
                          .N = 1,
                          .S = 1,
                          .item = item};
    if (!l->group && !l->square_root && strcmp(formulation, "F3-SCALAR") != 0)
        return 0;
    for (uint32_t j = 0; j < m; j++) {
        l->N *= n;
        l->S *= j < m / 2 ? n : 1;
    }
    l->V = malloc(2 * (size_t)n * m * sizeof *l->V);
    l->CR = malloc(l->S * sizeof *l->CR);
    l->tensor = malloc(l->N * sizeof *l->tensor);
    l->row = malloc(l->S * sizeof *l->row);
    int len = snprintf(tag, sizeof tag, "SIGMARK-V01-%s-DSFS-with-sigma-proofs_Shake128_ristretto255", formulation);
    int ok = l->V && l->CR && l->tensor && l->row && sgm_plain_session(l->sid, tag, (size_t)len) &&
             sgm_plain_generator(l->H, "H", 0) && sgm_plain_generator(l->GM, "GM", 0) &&
             sgm_plain_generator(l->Q, "Q", 0) && class_root(l);
    for (uint32_t i = 0; ok && i < 2 * n * m; i++)
        ok = sgm_plain_generator(l->V[i], "V", i);
    for (uint32_t i = 0; ok && l->square_root && i < l->S; i++)
        ok = sgm_plain_generator(l->CR[i], "CR", i);
    return ok;
}

void sgm_literal_f3_clear(sgm_literal_f3 *l)
{
    free(l->V);
    free(l->CR);
    free(l->tensor);
    free(l->row);
    *l = (sgm_literal_f3){0};
}

/* A proof while it is read: what has been absorbed, and the rest. */
typedef struct reading {
    const sgm_literal_f3 *l;
    sgm_plain_buffer message;
    const uint8_t *next;
    int ok;
} reading;

/* The next n points or scalars. */
static const uint8_t *take(reading *r, size_t n, int scalars)
{
    const uint8_t *at = r->next;
    for (size_t i = 0; i < n && scalars; i++)
        r->ok &= sgm_plain_is_canonical(at + 32 * i);
    sgm_plain_put(&r->message, at, 32 * n);
    r->next += 32 * n;
    return at;
}

static void challenge(reading *r, uint8_t c[32])
{
    uint8_t wide[64] = {0};
    r->ok &= sgm_plain_squeeze(wide, 48, r->l->sid, r->message.at, r->message.len);
    crypto_core_ristretto255_scalar_reduce(c, wide);
}

/* digit[jn + i] = f_{j,i}, f_{j,0} = x - the others. */
static void set_digits(const sgm_literal_f3 *l, uint8_t (*digit)[32], const uint8_t *f, const uint8_t x[32])
{
    for (uint32_t j = 0; j < l->m; j++, digit += l->n) {
        memcpy(digit[0], x, 32);
        for (uint32_t i = 1; i < l->n; i++, f += 32) {
            memcpy(digit[i], f, 32);
            crypto_core_ristretto255_scalar_sub(digit[0], digit[0], f);
        }
    }
}

/* out_i = product over j < digits of digit[jn + i_j]. */
static void spread(const sgm_literal_f3 *l, uint8_t (*out)[32], const uint8_t (*digit)[32], uint32_t digits)
{
    size_t len = 1;
    memset(out[0], 0, 32);
    out[0][0] = 1;
    for (uint32_t j = 0; j < digits; j++, len *= l->n)
        for (uint32_t i = l->n; i-- > 0;)
            for (size_t k = 0; k < len; k++)
                crypto_core_ristretto255_scalar_mul(out[i * len + k], out[k], digit[j * l->n + i]);
}

/* (1)  sum of (f V_{2k} + f(x - f) V_{2k+1}) + z H - A - x B = 0. */
static int digits_hold(const sgm_literal_f3 *l, const uint8_t (*digit)[32], const uint8_t x[32], const uint8_t *z,
                       const uint8_t *A, const uint8_t *B)
{
    uint8_t sum[32], other[32];
    int ok = sgm_plain_multiply(sum, z, l->H) && subtract(sum, x, B);
    for (uint32_t k = 0; ok && k < l->n * l->m; k++) {
        crypto_core_ristretto255_scalar_sub(other, x, digit[k]);
        crypto_core_ristretto255_scalar_mul(other, other, digit[k]);
        ok = add(sum, digit[k], l->V[2 * k]) && add(sum, other, l->V[2 * k + 1]);
    }
    return ok && memcmp(sum, A, 32) == 0;
}

/* What the class comes to at the digits: sum of f_i K_i, or d G with d the sum of f_i d_i. */
static int class_at(const sgm_literal_f3 *l, uint8_t point[32], uint8_t d[32])
{
    int ok = 1;
    memset(point, 0, 32);
    memset(d, 0, 32);
    for (size_t i = 0; ok && i < l->N; i++)
        if (l->group)
            ok = add(point, l->tensor[i], l->item[i]);
        else
            muladd(d, l->tensor[i], l->item[i], d);
    return ok && (l->group || add_base(point, d));
}

/* (2)  x^m (C - dm G_M) - (the class at the digits) - sum of x^k X_k - z' H = 0. */
static int membership_holds(const sgm_literal_f3 *l, const uint8_t at_digits[32], const uint8_t x[32],
                            const uint8_t *zprime, const uint8_t *X, const uint8_t C[32], const uint8_t dm[32])
{
    uint8_t power[32] = {1}, sum[32] = {0}, record[32];
    memcpy(record, C, 32);
    int ok = subtract(record, dm, l->GM);
    for (uint32_t k = 0; ok && k < l->m; k++) {
        ok = add(sum, power, X + 32 * k);
        crypto_core_ristretto255_scalar_mul(power, power, x);
    }
    uint8_t left[32];
    ok = ok && add(sum, zprime, l->H) && crypto_core_ristretto255_add(sum, sum, at_digits) == 0 &&
         sgm_plain_multiply(left, power, record);
    return ok && memcmp(left, sum, 32) == 0;
}

/* What follows z' in F3-SQRT. */
typedef struct fold {
    uint32_t rounds;
    const uint8_t *E, *LR[MAX_ROUNDS], *yf;
    uint8_t w[32], e[MAX_ROUNDS][32];
} fold;

static void read_fold(reading *r, fold *f)
{
    f->E = take(r, 1, 1);
    challenge(r, f->w);
    for (f->rounds = 0; (size_t)1 << f->rounds < r->l->S; f->rounds++) {
        f->LR[f->rounds] = take(r, 2, 0);
        challenge(r, f->e[f->rounds]);
    }
    f->yf = take(r, 1, 1);
}

/* (3)  <y,CR> + w E Q + sum of (e L + e^-1 R) = y_f <s,CR> + w y_f <s,v> Q, with y_s = sum of u_h d_{hS+s}: no Theta_h,
 * which are <row h, CR>. u is the tensor of the upper digits, v that of the lower ones. */
static int row_holds(const sgm_literal_f3 *l, const uint8_t (*digit)[32], const fold *f)
{
    uint8_t sum[32] = {0}, k[32], q[32] = {0}, inverse[32];
    uint32_t low = l->m / 2;
    int ok = 1;
    spread(l, l->tensor, digit + low * l->n, l->m - low);
    memset(l->row, 0, l->S * sizeof *l->row);
    for (size_t h = 0; h < l->N / l->S; h++)
        for (size_t s = 0; s < l->S; s++)
            muladd(l->row[s], l->tensor[h], l->item[h * l->S + s], l->row[s]);
    spread(l, l->tensor, digit, low); /* v */
    for (size_t s = 0; ok && s < l->S; s++) {
        memcpy(k, f->yf, 32);
        for (uint32_t r = 0; r < f->rounds; r++)
            if (s >> (f->rounds - 1 - r) & 1)
                crypto_core_ristretto255_scalar_mul(k, k, f->e[r]);
        muladd(q, k, l->tensor[s], q);
        crypto_core_ristretto255_scalar_sub(k, l->row[s], k);
        ok = add(sum, k, l->CR[s]);
    }
    crypto_core_ristretto255_scalar_sub(q, f->E, q);
    crypto_core_ristretto255_scalar_mul(q, q, f->w);
    ok = ok && add(sum, q, l->Q);
    for (uint32_t r = 0; ok && r < f->rounds; r++)
        ok = crypto_core_ristretto255_scalar_invert(inverse, f->e[r]) == 0 && add(sum, f->e[r], f->LR[r]) &&
             add(sum, inverse, f->LR[r] + 32);
    static const uint8_t identity[32];
    return ok && memcmp(sum, identity, 32) == 0;
}

static size_t proof_size(const sgm_literal_f3 *l)
{
    size_t words = l->m * l->n + 4;
    for (size_t s = 1; l->square_root && s <= l->S; s *= 2)
        words += 2; /* E and y_f, then L and R of every round */
    return 32 * words;
}

int sgm_literal_f3_accepts(const sgm_literal_f3 *l, const uint8_t C[32], const uint8_t dm[32], const uint8_t *proof,
                           size_t len)
{
    reading r = {.l = l, .next = proof, .ok = 1};
    fold f;
    uint8_t x[32], at_digits[32], d[32];
    if (len != proof_size(l) || !sgm_plain_is_canonical(dm))
        return 0;
    sgm_plain_put(&r.message, C, 32);
    sgm_plain_put(&r.message, dm, 32);
    sgm_plain_put32(&r.message, l->n);
    sgm_plain_put32(&r.message, l->m);
    sgm_plain_put(&r.message, l->root, sizeof l->root);
    const uint8_t *points = take(&r, 2 + l->m, 0);
    challenge(&r, x);
    const uint8_t *scalars = take(&r, l->m * (l->n - 1), 1), *z = take(&r, 2, 1);
    if (l->square_root)
        read_fold(&r, &f);
    uint8_t(*digit)[32] = malloc((size_t)l->n * l->m * sizeof *digit);
    int ok = r.ok && digit != NULL;
    if (ok) {
        set_digits(l, digit, scalars, x);
        ok = digits_hold(l, (const uint8_t(*)[32])digit, x, z, points, points + 32);
    }
    if (ok && l->square_root) {
        memset(at_digits, 0, 32);
        ok = add_base(at_digits, f.E) && row_holds(l, (const uint8_t(*)[32])digit, &f);
    } else if (ok) {
        spread(l, l->tensor, (const uint8_t(*)[32])digit, l->m);
        ok = class_at(l, at_digits, d);
    }
    ok = ok && membership_holds(l, at_digits, x, z + 32, points + 64, C, dm);
    free(digit);
    return ok;
}
