/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cases of the field mod 2^255-19: every operation on memory form, and chains that stay in registers. */
#include "bench/cases/support.h"

#include <stdlib.h>
#include <string.h>

enum { CHAIN_LANES = 8 }; /* a chain runs on this many elements, whatever the backend's width */

typedef struct field_state {
    const sgm_backend *be;
    sgm_fe_op op;
    size_t n;
    sgm_fe *a, *b, *r;
} field_state;

static const sgm_fe edges[] = {
    {{0}},
    {{1}},
    {{0x7ffffffffffec, 0x7ffffffffffff, 0x7ffffffffffff, 0x7ffffffffffff, 0x7ffffffffffff}}, /* p - 1 */
    {{0x7ffffffffffed, 0x7ffffffffffff, 0x7ffffffffffff, 0x7ffffffffffff, 0x7ffffffffffff}}, /* p */
    {{0x7ffffffffffff, 0x7ffffffffffff, 0x7ffffffffffff, 0x7ffffffffffff, 0x7ffffffffffff}}, /* 2^255 - 1 */
    {{0xfffffffffffff, 0xfffffffffffff, 0xfffffffffffff, 0xfffffffffffff, 0xfffffffffffff}}, /* largest limbs */
    {{0, 0, 0, 0, 0xfffffffffffff}},
    {{0xfffffffffffff}},
    {{0x5555555555555, 0xaaaaaaaaaaaaa, 0x5555555555555, 0xaaaaaaaaaaaaa, 0x5555555555555}},
    {{1, 1, 1, 1, 1}},
};
enum { EDGES = sizeof edges / sizeof edges[0] };

static void field_teardown(void *state)
{
    field_state *s = state;
    if (s == NULL)
        return;
    free(s->a);
    free(s->b);
    free(s->r);
    free(s);
}

static void field_fill(sgm_fe *a, size_t n, const sgm_case_env *env, const char *label, size_t step)
{
    sgm_input_bytes(a, n * sizeof *a, env->seed, label, 0);
    for (size_t i = 0; i < n; i++) {
        for (int j = 0; j < 5; j++)
            a[i].v[j] &= (1ull << 52) - 1;
        if (env->input_class == 1)
            a[i] = edges[i / step % EDGES];
    }
}

static sgm_status field_setup(void **state, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    field_state *s = calloc(1, sizeof *s);
    *state = NULL;
    if (s == NULL)
        return SGM_NOMEM;
    *s = (field_state){env->be,
                       (sgm_fe_op)c->op,
                       n,
                       sgm_case_alloc(n, sizeof *s->a),
                       sgm_case_alloc(n, sizeof *s->b),
                       sgm_case_alloc(n, sizeof *s->r)};
    if (s->a == NULL || s->b == NULL || s->r == NULL) {
        field_teardown(s);
        return SGM_NOMEM;
    }
    field_fill(s->a, n, env, "field/a", 1); /* edge meets every other edge: steps 1 and EDGES */
    field_fill(s->b, n, env, "field/b", EDGES);
    *state = s;
    return SGM_OK;
}

static sgm_status field_run(void *state)
{
    field_state *s = state;
    s->be->fe_apply(s->op, s->r, s->a, s->b, s->n);
    return SGM_OK;
}

/* The canonical value has 51-bit limbs below p; then its bytes need no reduction. */
static int field_is(const sgm_fe *r, const uint8_t want[32])
{
    uint8_t got[32];
    for (int j = 0; j < 5; j++)
        if (r->v[j] >> 51 != 0)
            return 0;
    return sgm_oracle_fe_bytes(got, r) == SGM_OK && memcmp(got, want, 32) == 0;
}

static void field_check(void *state, sgm_verdict *v)
{
    field_state *s = state;
    sgm_verdict_pass(v);
    if (field_run(s) != SGM_OK)
        sgm_verdict_fail(v, "run failed");
    for (size_t i = 0; i < s->n; i++) {
        uint8_t want[32];
        int ok = s->op == SGM_FE_SQRT_RATIO
                     ? sgm_oracle_is_sqrt_ratio(&s->r[i], &s->a[i], &s->b[i])
                     : sgm_oracle_fe(want, s->op, &s->a[i], &s->b[i]) == SGM_OK && field_is(&s->r[i], want);
        if (!ok)
            sgm_verdict_fail(v, "item %zu differs from OpenSSL's big numbers", i);
    }
}

static void field_put(const sgm_fe *a, size_t n, const sgm_sink *sink)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t bytes[32] = {0};
        if (sgm_oracle_fe_bytes(bytes, &a[i]) == SGM_OK)
            sgm_sink_put(sink, bytes, sizeof bytes);
    }
}

static void field_input(void *state, const sgm_sink *sink)
{
    field_state *s = state;
    field_put(s->a, s->n, sink);
    field_put(s->b, s->n, sink);
}

static void field_canon(void *state, const sgm_sink *sink)
{
    field_state *s = state;
    field_put(s->r, s->n, sink);
}

/* A chain: CHAIN_LANES accumulators, each combined n / CHAIN_LANES times with its b. */
static sgm_status chain_run(void *state)
{
    field_state *s = state;
    memcpy(s->r, s->a, CHAIN_LANES * sizeof *s->r);
    for (size_t i = 0; i < CHAIN_LANES; i += s->be->lanes)
        s->be->fe_chain(s->op, &s->r[i], &s->b[i], s->n / CHAIN_LANES);
    return SGM_OK;
}

static void chain_check(void *state, sgm_verdict *v)
{
    field_state *s = state;
    sgm_verdict_pass(v);
    if (chain_run(s) != SGM_OK)
        sgm_verdict_fail(v, "run failed");
    for (size_t i = 0; i < CHAIN_LANES; i++) {
        sgm_fe x = s->a[i];
        uint8_t want[32], got[32];
        for (size_t k = 0; k < s->n / CHAIN_LANES; k++)
            s->be->fe_apply(s->op, &x, &x, &s->b[i], 1); /* checked against big numbers by the cases above */
        if (sgm_oracle_fe_bytes(want, &x) != SGM_OK || sgm_oracle_fe_bytes(got, &s->r[i]) != SGM_OK ||
            memcmp(got, want, 32) != 0)
            sgm_verdict_fail(v, "lane %zu differs from single steps", i);
    }
}

static void chain_canon(void *state, const sgm_sink *sink)
{
    field_state *s = state;
    field_put(s->r, CHAIN_LANES, sink);
}

static const char *const classes[] = {"random", "edge", NULL};
static const size_t sizes[] = {1, 2, 4, 8, 16, 64, 256, 1024, 4096, 16384, 65536, 0};
static const size_t chain_sizes[] = {8192, 0};

#define FIELD(name, op_)                                                                                               \
    {                                                                                                                  \
        .id = "primitives/field/" #name, .timing = SGM_CONSTANT_TIME, .classes = classes, .sizes = sizes, .op = op_,   \
        .setup = field_setup, .run = field_run, .check = field_check, .input = field_input, .canon = field_canon,      \
        .teardown = field_teardown                                                                                     \
    }

#define CHAIN(name, op_)                                                                                               \
    {                                                                                                                  \
        .id = "primitives/field/chain_" #name, .timing = SGM_CONSTANT_TIME, .classes = classes, .sizes = chain_sizes,  \
        .op = op_, .setup = field_setup, .run = chain_run, .check = chain_check, .input = field_input,                 \
        .canon = chain_canon, .teardown = field_teardown                                                               \
    }

static const sgm_case list[] = {
    FIELD(add, SGM_FE_ADD), FIELD(sub, SGM_FE_SUB),       FIELD(mul, SGM_FE_MUL),
    FIELD(sqr, SGM_FE_SQR), FIELD(invert, SGM_FE_INVERT), FIELD(sqrt_ratio, SGM_FE_SQRT_RATIO),
    CHAIN(mul, SGM_FE_MUL), CHAIN(sqr, SGM_FE_SQR),       CHAIN(add, SGM_FE_ADD),
    CHAIN(sub, SGM_FE_SUB),
};
const sgm_case_group sgm_cases_field = {list, sizeof list / sizeof list[0]};
