/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Reproducible inputs, memory, verdicts, and the big-number oracles. */
#include "bench/cases/support.h"
#include "bench/cases/theme.h"
#include "protocols/statement/kind.h"

#include <openssl/bn.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sgm_input_bytes(void *out, size_t n, uint64_t seed, const char *label, uint64_t index)
{
    uint8_t key[randombytes_SEEDBYTES];
    char name[96];
    int len = snprintf(name, sizeof name, "%llu/%s/%llu", (unsigned long long)seed, label, (unsigned long long)index);
    crypto_generichash(key, sizeof key, (const uint8_t *)name, (unsigned long long)len, NULL, 0);
    randombytes_buf_deterministic(out, n, key);
}

void sgm_input_scalars(sgm_sc *out, size_t n, uint64_t seed, const char *label)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t wide[64];
        sgm_input_bytes(wide, sizeof wide, seed, label, i);
        sgm_sc_reduce(&out[i], wide, sizeof wide);
    }
}

void sgm_edge_scalars(sgm_sc *out, size_t n)
{
    static const sgm_sc low = {{2, 0, 0, 0}}, high = {{0, 0, 0, 1ull << 60}}, word = {{~0ull, 0, 0, 0}},
                        dense = {{~0ull, ~0ull, ~0ull, (1ull << 60) - 1}}, sparse = {{1, 1, 1, 1}},
                        stripes = {{0xaaaaaaaaaaaaaaaa, 0xaaaaaaaaaaaaaaaa, 0xaaaaaaaaaaaaaaaa, 0x0aaaaaaaaaaaaaaa}};
    sgm_sc last;
    sgm_sc_neg(&last, &sgm_sc_one);
    const sgm_sc *edge[] = {&sgm_sc_zero, &sgm_sc_one, &last, &low, &high, &word, &dense, &sparse, &stripes};
    for (size_t i = 0; i < n; i++)
        out[i] = *edge[i % (sizeof edge / sizeof edge[0])];
}

void *sgm_case_alloc(size_t n, size_t size)
{
    if (size != 0 && n > (SIZE_MAX - 63) / size)
        return NULL;
    size_t bytes = (n * size + 63) & ~(size_t)63;
    void *p = aligned_alloc(64, bytes == 0 ? 64 : bytes);
    if (p != NULL)
        memset(p, 0, bytes == 0 ? 64 : bytes);
    return p;
}

void sgm_sink_put(const sgm_sink *sink, const void *bytes, size_t n) { sink->put(sink->user, bytes, n); }

void sgm_verdict_pass(sgm_verdict *v) { *v = (sgm_verdict){.verified = 1, .rejects_tampered = -1}; }

void sgm_verdict_fail(sgm_verdict *v, const char *format, ...)
{
    v->verified = 0;
    if (v->why[0] != '\0')
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(v->why, sizeof v->why, format, args);
    va_end(args);
}

void sgm_sink_put_scalars(const sgm_sink *sink, const sgm_sc *k, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t bytes[32];
        sgm_sc_to_bytes(bytes, &k[i]);
        sgm_sink_put(sink, bytes, sizeof bytes);
    }
}

/* Big numbers of one oracle call: a context whose temporaries live until close. */
typedef struct oracle {
    BN_CTX *ctx;
    BIGNUM *m;
} oracle;

static int oracle_open(oracle *o, const char *modulus_hex)
{
    o->m = NULL;
    o->ctx = BN_CTX_new();
    if (o->ctx == NULL)
        return 0;
    BN_CTX_start(o->ctx);
    return BN_hex2bn(&o->m, modulus_hex) != 0;
}

static void oracle_close(oracle *o)
{
    BN_free(o->m);
    if (o->ctx != NULL)
        BN_CTX_end(o->ctx);
    BN_CTX_free(o->ctx);
}

static const char field_prime[] = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed";
static const char group_order[] = "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed";

/* x = sum v[i] 2^(51 i) mod p, or NULL. */
static BIGNUM *oracle_load_fe(const oracle *o, const sgm_fe *a)
{
    BIGNUM *x = BN_CTX_get(o->ctx), *limb = BN_CTX_get(o->ctx);
    if (limb == NULL)
        return NULL;
    BN_zero(x);
    for (int i = 4; i >= 0; i--)
        if (!BN_lshift(x, x, 51) || !BN_set_word(limb, a->v[i]) || !BN_add(x, x, limb))
            return NULL;
    return BN_nnmod(x, x, o->m, o->ctx) ? x : NULL;
}

static int oracle_fe_compute(const oracle *o, BIGNUM *r, sgm_fe_op op, const BIGNUM *x, const BIGNUM *y)
{
    switch (op) {
    case SGM_FE_ADD:
        return BN_mod_add(r, x, y, o->m, o->ctx);
    case SGM_FE_SUB:
        return BN_mod_sub(r, x, y, o->m, o->ctx);
    case SGM_FE_MUL:
        return BN_mod_mul(r, x, y, o->m, o->ctx);
    case SGM_FE_SQR:
        return BN_mod_sqr(r, x, o->m, o->ctx);
    case SGM_FE_INVERT:
        return BN_is_zero(x) ? (BN_zero(r), 1) : BN_mod_inverse(r, x, o->m, o->ctx) != NULL;
    case SGM_FE_SQRT_RATIO:
        break;
    }
    return 0;
}

sgm_status sgm_oracle_fe(uint8_t out[32], sgm_fe_op op, const sgm_fe *a, const sgm_fe *b)
{
    oracle o;
    sgm_status status = SGM_NOMEM;
    if (oracle_open(&o, field_prime)) {
        const BIGNUM *x = oracle_load_fe(&o, a), *y = b == NULL ? x : oracle_load_fe(&o, b);
        BIGNUM *r = BN_CTX_get(o.ctx);
        if (x != NULL && y != NULL && r != NULL && oracle_fe_compute(&o, r, op, x, y) &&
            BN_bn2lebinpad(r, out, 32) == 32)
            status = SGM_OK;
    }
    oracle_close(&o);
    return status;
}

sgm_status sgm_oracle_fe_bytes(uint8_t out[32], const sgm_fe *a)
{
    static const sgm_fe zero;
    return sgm_oracle_fe(out, SGM_FE_ADD, a, &zero);
}

/* r is even, and v r^2 is u or u sqrt(-1); r = 0 where u or v is 0. */
static int sqrt_ratio_holds(const oracle *o, const BIGNUM *r, const BIGNUM *u, const BIGNUM *v)
{
    BIGNUM *root = BN_CTX_get(o->ctx), *two = BN_CTX_get(o->ctx), *e = BN_CTX_get(o->ctx), *t = BN_CTX_get(o->ctx);
    if (t == NULL)
        return 0;
    if (BN_is_odd(r))
        return 0;
    if (BN_is_zero(u) || BN_is_zero(v))
        return BN_is_zero(r);
    /* sqrt(-1) = 2^((p-1)/4), up to sign; RFC 9496 fixes the even one of the two, which squares the same. */
    if (!BN_set_word(two, 2) || !BN_rshift(e, o->m, 2) || !BN_mod_exp(root, two, e, o->m, o->ctx))
        return 0;
    if (BN_is_odd(root) && !BN_sub(root, o->m, root))
        return 0;
    if (!BN_mod_sqr(t, r, o->m, o->ctx) || !BN_mod_mul(t, t, v, o->m, o->ctx))
        return 0;
    return BN_cmp(t, u) == 0 || (BN_mod_mul(e, u, root, o->m, o->ctx) && BN_cmp(t, e) == 0);
}

int sgm_oracle_is_sqrt_ratio(const sgm_fe *r, const sgm_fe *u, const sgm_fe *v)
{
    oracle o;
    int ok = 0;
    if (oracle_open(&o, field_prime)) {
        const BIGNUM *x = oracle_load_fe(&o, r), *a = oracle_load_fe(&o, u), *b = oracle_load_fe(&o, v);
        ok = x != NULL && a != NULL && b != NULL && sqrt_ratio_holds(&o, x, a, b);
    }
    oracle_close(&o);
    return ok;
}

/* v u2^2 r^2 = 1 with u1 = 1 - s^2, u2 = 1 + s^2, v = -d u1^2 - u2^2, times 121666: d = -121665/121666. */
static int hint_holds(const oracle *o, const BIGNUM *r, BIGNUM *s)
{
    BIGNUM *u1 = BN_CTX_get(o->ctx), *u2 = BN_CTX_get(o->ctx), *v = BN_CTX_get(o->ctx), *t = BN_CTX_get(o->ctx);
    const BIGNUM *p = o->m;
    return t != NULL && BN_mod_sqr(s, s, p, o->ctx) && BN_one(u1) && BN_mod_sub(u1, u1, s, p, o->ctx) && BN_one(u2) &&
           BN_mod_add(u2, u2, s, p, o->ctx) && BN_mod_sqr(u1, u1, p, o->ctx) && BN_mod_sqr(u2, u2, p, o->ctx) &&
           BN_copy(t, u2) != NULL && BN_mul_word(u1, 121665) && BN_mul_word(t, 121666) &&
           BN_mod_sub(v, u1, t, p, o->ctx) && BN_mod_mul(v, v, u2, p, o->ctx) && BN_mod_sqr(t, r, p, o->ctx) &&
           BN_mod_mul(v, v, t, p, o->ctx) && BN_is_word(v, 121666);
}

int sgm_oracle_is_hint(const uint8_t hint[32], const uint8_t enc[32])
{
    oracle o;
    int ok = 0;
    if (oracle_open(&o, field_prime)) {
        BIGNUM *r = BN_CTX_get(o.ctx), *s = BN_CTX_get(o.ctx);
        ok = s != NULL && BN_lebin2bn(hint, 32, r) != NULL && BN_lebin2bn(enc, 32, s) != NULL && BN_cmp(r, o.m) < 0 &&
             !BN_is_odd(r) && hint_holds(&o, r, s);
    }
    oracle_close(&o);
    return ok;
}

sgm_status sgm_oracle_sc(uint8_t r[32], const uint8_t *a, size_t a_len, const uint8_t b[32], const uint8_t *c)
{
    oracle o;
    sgm_status status = SGM_NOMEM;
    if (oracle_open(&o, group_order)) {
        BIGNUM *x = BN_CTX_get(o.ctx), *y = BN_CTX_get(o.ctx), *z = BN_CTX_get(o.ctx);
        if (z != NULL && BN_lebin2bn(a, (int)a_len, x) != NULL && BN_lebin2bn(b, 32, y) != NULL &&
            BN_mod_mul(x, x, y, o.m, o.ctx) && (c == NULL || BN_lebin2bn(c, 32, z) != NULL) &&
            (c == NULL || BN_mod_add(x, x, z, o.m, o.ctx)) && BN_bn2lebinpad(x, r, 32) == 32)
            status = SGM_OK;
    }
    oracle_close(&o);
    return status;
}

static int same_text(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }

int sgm_case_same(const sgm_case *a, const sgm_case *b)
{
    const sgm_case_param *x = a->params, *y = b->params;
    if (!same_text(a->id, b->id) || !same_text(a->flavor, b->flavor) || !x != !y)
        return 0;
    while (x && x->name && y->name && same_text(x->name, y->name) && x->value == y->value) {
        x++;
        y++;
    }
    return !x || (!x->name && !y->name);
}

const sgm_case *sgm_case_find(const sgm_case *key)
{
    size_t n;
    const sgm_case *const *list = sgm_case_list(&n);
    for (size_t i = 0; i < n; i++)
        if (!list[i]->peer && sgm_case_same(list[i], key))
            return list[i];
    return NULL;
}

int sgm_case_acceptance(sgm_acceptance *out, const sgm_case *c)
{
    const sgm_statement_kind *kind = c->formulation ? sgm_statement_kind_find(c->formulation) : NULL;
    if (c->theme && c->theme->acceptance) {
        *out = c->theme->acceptance(c);
        return 1;
    }
    return kind && kind->acceptance && kind->acceptance(out, &(sgm_statement_file){.kind = kind}, NULL, NULL) == SGM_OK;
}

uint64_t sgm_case_param_of(const sgm_case *c, const char *name)
{
    for (const sgm_case_param *p = c->params; p && p->name; p++)
        if (strcmp(p->name, name) == 0)
            return p->value;
    return 0;
}
