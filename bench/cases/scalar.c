/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cases of arithmetic modulo the group order. */
#include "bench/cases/support.h"

#include <stdlib.h>
#include <string.h>

enum { OP_MUL, OP_MULADD, OP_REDUCE };

typedef struct scalar_state {
    const sgm_backend *be;
    int op;
    size_t n;
    sgm_sc *a, *b, *c, *r;
    uint8_t (*wide)[64];
} scalar_state;

static void scalar_teardown(void *state)
{
    scalar_state *s = state;
    if (s == NULL)
        return;
    free(s->a);
    free(s->b);
    free(s->c);
    free(s->r);
    free(s->wide);
    free(s);
}

/* Edges of the 512-bit input: all zeros, all ones, and one bit at every height. */
static void scalar_wide_edges(uint8_t (*wide)[64], size_t n)
{
    memset(wide, 0, n * sizeof *wide);
    for (size_t i = 0; i < n; i++) {
        if (i % 2 == 0)
            wide[i][i / 2 % 64] = (uint8_t)(1u << i / 128 % 8);
        else
            memset(wide[i], 0xff, i / 2 % 65);
    }
}

static sgm_status scalar_setup(void **state, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    scalar_state *s = calloc(1, sizeof *s);
    *state = NULL;
    if (s == NULL)
        return SGM_NOMEM;
    s->be = env->be;
    s->op = c->op;
    s->n = n;
    s->a = sgm_case_alloc(n, sizeof *s->a);
    s->b = sgm_case_alloc(n, sizeof *s->b);
    s->c = sgm_case_alloc(n, sizeof *s->c);
    s->r = sgm_case_alloc(n, sizeof *s->r);
    s->wide = sgm_case_alloc(n, sizeof *s->wide);
    if (s->a == NULL || s->b == NULL || s->c == NULL || s->r == NULL || s->wide == NULL) {
        scalar_teardown(s);
        return SGM_NOMEM;
    }
    sgm_input_scalars(s->a, n, env->seed, "scalar/a");
    sgm_input_scalars(s->b, n, env->seed, "scalar/b");
    sgm_input_scalars(s->c, n, env->seed, "scalar/c");
    sgm_input_bytes(s->wide, n * sizeof *s->wide, env->seed, "scalar/wide", 0);
    if (env->input_class == 1) {
        sgm_edge_scalars(s->a, n);
        scalar_wide_edges(s->wide, n);
    }
    *state = s;
    return SGM_OK;
}

static sgm_status scalar_run(void *state)
{
    scalar_state *s = state;
    if (s->op == OP_MUL)
        s->be->sc_mul(s->r, s->a, s->b, s->n);
    else if (s->op == OP_MULADD)
        s->be->sc_muladd(s->r, s->a, s->b, s->c, s->n);
    else
        s->be->sc_reduce64(s->r, (const uint8_t(*)[64])s->wide, s->n);
    return SGM_OK;
}

static sgm_status scalar_oracle(const scalar_state *s, size_t i, uint8_t want[32])
{
    uint8_t a[32], b[32], c[32];
    static const uint8_t one[32] = {1};
    sgm_sc_to_bytes(a, &s->a[i]);
    sgm_sc_to_bytes(b, &s->b[i]);
    sgm_sc_to_bytes(c, &s->c[i]);
    if (s->op == OP_REDUCE)
        return sgm_oracle_sc(want, s->wide[i], 64, one, NULL);
    return sgm_oracle_sc(want, a, 32, b, s->op == OP_MULADD ? c : NULL);
}

static void scalar_check(void *state, sgm_verdict *v)
{
    scalar_state *s = state;
    sgm_verdict_pass(v);
    if (scalar_run(s) != SGM_OK)
        sgm_verdict_fail(v, "run failed");
    for (size_t i = 0; i < s->n; i++) {
        uint8_t want[32], got[32];
        sgm_sc_to_bytes(got, &s->r[i]);
        if (scalar_oracle(s, i, want) != SGM_OK || memcmp(got, want, 32) != 0)
            sgm_verdict_fail(v, "item %zu differs from OpenSSL's big numbers", i);
    }
}

static void scalar_input(void *state, const sgm_sink *sink)
{
    scalar_state *s = state;
    if (s->op == OP_REDUCE) {
        sgm_sink_put(sink, s->wide, s->n * sizeof *s->wide);
        return;
    }
    sgm_sink_put_scalars(sink, s->a, s->n);
    sgm_sink_put_scalars(sink, s->b, s->n);
    if (s->op == OP_MULADD)
        sgm_sink_put_scalars(sink, s->c, s->n);
}

static void scalar_canon(void *state, const sgm_sink *sink)
{
    scalar_state *s = state;
    sgm_sink_put_scalars(sink, s->r, s->n);
}

static const char *const classes[] = {"random", "edge", NULL};
static const size_t sizes[] = {1, 2, 4, 8, 16, 64, 256, 1024, 4096, 16384, 65536, 0};

#define SCALAR(name, op_)                                                                                              \
    {                                                                                                                  \
        .id = "primitives/scalar/" #name, .timing = SGM_CONSTANT_TIME, .classes = classes, .sizes = sizes, .op = op_,  \
        .setup = scalar_setup, .run = scalar_run, .check = scalar_check, .input = scalar_input, .canon = scalar_canon, \
        .teardown = scalar_teardown                                                                                    \
    }

static const sgm_case list[] = {
    SCALAR(mul, OP_MUL),
    SCALAR(muladd, OP_MULADD),
    SCALAR(reduce64, OP_REDUCE),
};
const sgm_case_group sgm_cases_scalar = {list, sizeof list / sizeof list[0]};
