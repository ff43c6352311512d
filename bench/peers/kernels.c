/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Peers of the kernels: libsodium's ristretto255 and scalars, one item at a time. */
#include "bench/cases/inputs.h"
#include "bench/cases/support.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { OP_DECODE, OP_MAP_ENCODE, OP_FIXED_MUL, OP_VAR_MUL };

typedef struct sodium_state {
    int op;
    sgm_group_inputs in;
    uint8_t (*k)[32], (*out)[32];
    uint8_t *flag;
    const sgm_backend *witness; /* the backend that the result is compared with */
} sodium_state;

static void sodium_teardown(void *state)
{
    sodium_state *s = state;
    if (s == NULL)
        return;
    sgm_group_inputs_clear(&s->in);
    free(s->k);
    free(s->out);
    free(s->flag);
    free(s);
}

static sgm_status sodium_setup(void **state, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    sodium_state *s = calloc(1, sizeof *s);
    *state = NULL;
    if (s == NULL)
        return SGM_NOMEM;
    s->op = c->op;
    s->witness = sgm_ctx_backend(env->ctx);
    s->k = sgm_case_alloc(n, sizeof *s->k);
    s->out = sgm_case_alloc(n, sizeof *s->out);
    s->flag = sgm_case_alloc(n, sizeof *s->flag);
    if (s->k == NULL || s->out == NULL || s->flag == NULL || sgm_group_inputs_make(&s->in, env, n) != SGM_OK) {
        sodium_teardown(s);
        return SGM_NOMEM;
    }
    if (s->op == OP_DECODE && env->input_class == 1)
        sgm_group_inputs_mix(&s->in, env->seed);
    for (size_t i = 0; i < n; i++)
        sgm_sc_to_bytes(s->k[i], &s->in.k[i]);
    *state = s;
    return SGM_OK;
}

/* libsodium's multiplications return -1 when the result is the identity, and write it all the same. */
static sgm_status sodium_run(void *state)
{
    sodium_state *s = state;
    int ignored = 0;
    for (size_t i = 0; i < s->in.n; i++) {
        if (s->op == OP_DECODE)
            s->flag[i] = (uint8_t)crypto_core_ristretto255_is_valid_point(s->in.a[i]);
        else if (s->op == OP_MAP_ENCODE)
            crypto_core_ristretto255_from_hash(s->out[i], s->in.uniform[i]);
        else if (s->op == OP_FIXED_MUL)
            ignored |= crypto_scalarmult_ristretto255_base(s->out[i], s->k[i]);
        else
            ignored |= crypto_scalarmult_ristretto255(s->out[i], s->k[i], s->in.a[i]);
    }
    (void)ignored;
    return SGM_OK;
}

/* libsodium 1.0.18 ignores bit 255, which RFC 9496 refuses: the one known difference, taken out here. */
static void sodium_decode_outputs(sodium_state *s)
{
    for (size_t i = 0; i < s->in.n && s->op == OP_DECODE; i++) {
        s->flag[i] = s->flag[i] && s->in.a[i][31] >> 7 == 0;
        if (s->flag[i])
            memcpy(s->out[i], s->in.a[i], 32);
        else
            memset(s->out[i], 0, 32);
    }
}

/* Item i as the witness backend computes it. */
static void sodium_witness(const sodium_state *s, size_t i, sgm_affine *affine, sgm_point *p, uint8_t *ok,
                           uint8_t enc[1][32])
{
    static const uint8_t one[32] = {1};
    const uint8_t(*a)[32] = (const uint8_t(*)[32])s->in.a + i;
    *ok = 1;
    if (s->op == OP_MAP_ENCODE)
        s->witness->from_uniform(p, (const uint8_t(*)[64])s->in.uniform + i, 1);
    else if (s->op == OP_DECODE) {
        s->witness->decode(affine, ok, a, 1);
        s->witness->from_affine(p, affine, 1);
    } else {
        uint8_t g[1][32];
        *ok = crypto_scalarmult_ristretto255_base(g[0], one) == 0;
        s->witness->decode(affine, ok, s->op == OP_VAR_MUL ? a : (const uint8_t(*)[32])g, 1);
        s->witness->var_mul(p, affine, &s->in.k[i], 1);
    }
    s->witness->encode(enc, p, 1);
}

static void sodium_check(void *state, sgm_verdict *v)
{
    sodium_state *s = state;
    sgm_affine *affine = sgm_case_alloc(1, sizeof *affine);
    sgm_verdict_pass(v);
    if (affine == NULL || sodium_run(s) != SGM_OK) {
        sgm_verdict_fail(v, "run failed");
        free(affine);
        return;
    }
    sodium_decode_outputs(s);
    for (size_t i = 0; i < s->in.n; i++) {
        sgm_point p;
        uint8_t ok, enc[1][32];
        sodium_witness(s, i, affine, &p, &ok, enc);
        if (memcmp(enc[0], s->out[i], 32) != 0 || (s->op == OP_DECODE && ok != s->flag[i]))
            sgm_verdict_fail(v, "item %zu differs from %s", i, s->witness->name);
    }
    free(affine);
}

static void sodium_input(void *state, const sgm_sink *sink)
{
    const sodium_state *s = state;
    sgm_group_inputs_put(&s->in, sink);
}

static void sodium_canon(void *state, const sgm_sink *sink)
{
    sodium_state *s = state;
    sodium_decode_outputs(s);
    if (s->op == OP_DECODE)
        sgm_sink_put(sink, s->flag, s->in.n);
    sgm_sink_put(sink, s->out, s->in.n * sizeof *s->out);
}

/* A sum of products, one multiplication and one addition at a time. */
typedef struct sum_state {
    size_t n;
    sgm_sc *a, *k;
    uint8_t (*points)[32];
    uint8_t sum[32];
} sum_state;

static void sum_teardown(void *state)
{
    sum_state *s = state;
    if (s == NULL)
        return;
    free(s->a);
    free(s->k);
    free(s->points);
    free(s);
}

static sgm_status sum_setup(void **state, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    sum_state *s = calloc(1, sizeof *s);
    *state = NULL;
    if (s == NULL)
        return SGM_NOMEM;
    s->n = n;
    s->a = sgm_case_alloc(n, sizeof *s->a);
    s->k = sgm_case_alloc(n, sizeof *s->k);
    s->points = sgm_case_alloc(n, sizeof *s->points);
    if (s->a == NULL || s->k == NULL || s->points == NULL) {
        sum_teardown(s);
        return SGM_NOMEM;
    }
    sgm_msm_inputs(s->a, s->k, env, n, (unsigned)c->op);
    for (size_t i = 0; i < n; i++) {
        uint8_t a[32];
        sgm_sc_to_bytes(a, &s->a[i]);
        if (crypto_scalarmult_ristretto255_base(s->points[i], a) != 0)
            memset(s->points[i], 0, 32);
    }
    *state = s;
    return SGM_OK;
}

static sgm_status sum_run(void *state)
{
    sum_state *s = state;
    memset(s->sum, 0, sizeof s->sum);
    for (size_t i = 0; i < s->n; i++) {
        uint8_t k[32], product[32];
        sgm_sc_to_bytes(k, &s->k[i]);
        if (crypto_scalarmult_ristretto255(product, k, s->points[i]) != 0)
            continue; /* the identity adds nothing */
        if (crypto_core_ristretto255_add(s->sum, s->sum, product) != 0)
            return SGM_MALFORMED;
    }
    return SGM_OK;
}

static void sum_check(void *state, sgm_verdict *v)
{
    sum_state *s = state;
    uint8_t total[32] = {0}, want[32];
    sgm_verdict_pass(v);
    if (sum_run(s) != SGM_OK)
        sgm_verdict_fail(v, "run failed");
    sgm_sc exponent = sgm_sc_zero;
    for (size_t i = 0; i < s->n; i++)
        sgm_sc_muladd(&exponent, &s->a[i], &s->k[i], &exponent);
    sgm_sc_to_bytes(total, &exponent);
    if (crypto_scalarmult_ristretto255_base(want, total) != 0)
        memset(want, 0, 32);
    if (memcmp(want, s->sum, 32) != 0)
        sgm_verdict_fail(v, "the sum differs from one multiplication by the summed exponent");
}

static void sum_input(void *state, const sgm_sink *sink)
{
    const sum_state *s = state;
    sgm_msm_inputs_put(s->a, s->k, s->n, sink);
}

static void sum_canon(void *state, const sgm_sink *sink)
{
    sum_state *s = state;
    sgm_sink_put(sink, s->sum, sizeof s->sum);
}

/* Arithmetic on scalars, one at a time. */
enum { OP_SC_MUL, OP_SC_MULADD, OP_SC_REDUCE };

typedef struct product_state {
    int op;
    size_t n;
    sgm_sc *a, *b, *c;
    uint8_t (*x)[32], (*y)[32], (*z)[32], (*r)[32], (*wide)[64];
} product_state;

static void product_teardown(void *state)
{
    product_state *s = state;
    if (s == NULL)
        return;
    free(s->a);
    free(s->b);
    free(s->c);
    free(s->x);
    free(s->y);
    free(s->z);
    free(s->r);
    free(s->wide);
    free(s);
}

static sgm_status product_setup(void **state, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    product_state *s = calloc(1, sizeof *s);
    *state = NULL;
    if (s == NULL)
        return SGM_NOMEM;
    *s = (product_state){c->op,
                         n,
                         sgm_case_alloc(n, sizeof *s->a),
                         sgm_case_alloc(n, sizeof *s->b),
                         sgm_case_alloc(n, sizeof *s->c),
                         sgm_case_alloc(n, sizeof *s->x),
                         sgm_case_alloc(n, sizeof *s->y),
                         sgm_case_alloc(n, sizeof *s->z),
                         sgm_case_alloc(n, sizeof *s->r),
                         sgm_case_alloc(n, sizeof *s->wide)};
    if (s->a == NULL || s->b == NULL || s->c == NULL || s->x == NULL || s->y == NULL || s->z == NULL || s->r == NULL ||
        s->wide == NULL) {
        product_teardown(s);
        return SGM_NOMEM;
    }
    sgm_input_scalars(s->a, n, env->seed, "scalar/a");
    sgm_input_scalars(s->b, n, env->seed, "scalar/b");
    sgm_input_scalars(s->c, n, env->seed, "scalar/c");
    sgm_input_bytes(s->wide, n * sizeof *s->wide, env->seed, "scalar/wide", 0);
    if (env->input_class == 1)
        sgm_edge_scalars(s->a, n);
    for (size_t i = 0; i < n; i++) {
        sgm_sc_to_bytes(s->x[i], &s->a[i]);
        sgm_sc_to_bytes(s->y[i], &s->b[i]);
        sgm_sc_to_bytes(s->z[i], &s->c[i]);
    }
    *state = s;
    return SGM_OK;
}

static sgm_status product_run(void *state)
{
    product_state *s = state;
    for (size_t i = 0; i < s->n; i++)
        if (s->op == OP_SC_REDUCE)
            crypto_core_ristretto255_scalar_reduce(s->r[i], s->wide[i]);
        else {
            crypto_core_ristretto255_scalar_mul(s->r[i], s->x[i], s->y[i]);
            if (s->op == OP_SC_MULADD)
                crypto_core_ristretto255_scalar_add(s->r[i], s->r[i], s->z[i]);
        }
    return SGM_OK;
}

static sgm_status product_oracle(const product_state *s, size_t i, uint8_t want[32])
{
    static const uint8_t one[32] = {1};
    if (s->op == OP_SC_REDUCE)
        return sgm_oracle_sc(want, s->wide[i], sizeof s->wide[i], one, NULL);
    return sgm_oracle_sc(want, s->x[i], 32, s->y[i], s->op == OP_SC_MULADD ? s->z[i] : NULL);
}

static void product_check(void *state, sgm_verdict *v)
{
    product_state *s = state;
    sgm_verdict_pass(v);
    if (product_run(s) != SGM_OK)
        sgm_verdict_fail(v, "run failed");
    for (size_t i = 0; i < s->n; i++) {
        uint8_t want[32];
        if (product_oracle(s, i, want) != SGM_OK || memcmp(want, s->r[i], 32) != 0)
            sgm_verdict_fail(v, "item %zu differs from OpenSSL's big numbers", i);
    }
}

static void product_input(void *state, const sgm_sink *sink)
{
    const product_state *s = state;
    if (s->op == OP_SC_REDUCE) {
        sgm_sink_put(sink, s->wide, s->n * sizeof *s->wide);
        return;
    }
    sgm_sink_put(sink, s->x, s->n * sizeof *s->x);
    sgm_sink_put(sink, s->y, s->n * sizeof *s->y);
    if (s->op == OP_SC_MULADD)
        sgm_sink_put(sink, s->z, s->n * sizeof *s->z);
}

static void product_canon(void *state, const sgm_sink *sink)
{
    const product_state *s = state;
    sgm_sink_put(sink, s->r, s->n * sizeof *s->r);
}

static const char *const decode_classes[] = {"valid", "mixed", NULL};
static const char *const point_classes[] = {"random", NULL};
static const char *const scalar_classes[] = {"random", "edge", NULL};
static const size_t group_sizes[] = {1, 4, 64, 0};
static const size_t sum_sizes[] = {1, 4, 16, 0};
static const size_t product_sizes[] = {1, 4, 64, 1024, 0};

#define PEER(id_, kind, op_, time, classes_, sizes_)                                                                   \
    {                                                                                                                  \
        .id = id_, .peer = "libsodium", .timing = time, .classes = classes_, .sizes = sizes_, .op = op_,               \
        .setup = kind##_setup, .run = kind##_run, .check = kind##_check, .input = kind##_input, .canon = kind##_canon, \
        .teardown = kind##_teardown                                                                                    \
    }

static const sgm_case list[] = {
    PEER("primitives/ristretto/decode", sodium, OP_DECODE, SGM_CONSTANT_TIME, decode_classes, group_sizes),
    PEER("primitives/ristretto/map_encode", sodium, OP_MAP_ENCODE, SGM_CONSTANT_TIME, point_classes, group_sizes),
    PEER("primitives/ristretto/fixed_mul_bytes", sodium, OP_FIXED_MUL, SGM_CONSTANT_TIME, scalar_classes, group_sizes),
    PEER("primitives/ristretto/var_mul_bytes", sodium, OP_VAR_MUL, SGM_CONSTANT_TIME, scalar_classes, group_sizes),
    PEER("primitives/msm/full", sum, 253, SGM_VARIABLE_TIME, sgm_msm_classes, sum_sizes),
    PEER("primitives/msm/short", sum, 128, SGM_VARIABLE_TIME, sgm_msm_classes, sum_sizes),
    PEER("primitives/scalar/mul", product, OP_SC_MUL, SGM_CONSTANT_TIME, scalar_classes, product_sizes),
    PEER("primitives/scalar/muladd", product, OP_SC_MULADD, SGM_CONSTANT_TIME, scalar_classes, product_sizes),
    PEER("primitives/scalar/reduce64", product, OP_SC_REDUCE, SGM_CONSTANT_TIME, point_classes, product_sizes),
};
const sgm_case_group sgm_peers_kernels = {list, sizeof list / sizeof list[0]};
