/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cases of sums of outer products of scalars: what a batch of membership, range or norm proofs adds up. */
#include "bench/cases/support.h"

#include <stdlib.h>
#include <string.h>

/* Odd shapes too, so that no block is full. */
typedef struct shape {
    size_t rows, columns;
} shape;

static const shape shapes[] = {{32, 32}, {256, 256}, {5, 37}};

typedef struct outer_state {
    const sgm_backend *be;
    shape size;
    size_t n;
    sgm_sc *a, *b, *out;
    void *scratch;
} outer_state;

static void outer_teardown(void *state)
{
    outer_state *s = state;
    if (s == NULL)
        return;
    free(s->a);
    free(s->b);
    free(s->out);
    free(s->scratch);
    free(s);
}

static sgm_status outer_setup(void **state, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    outer_state *s = calloc(1, sizeof *s);
    *state = NULL;
    if (s == NULL)
        return SGM_NOMEM;
    s->be = env->be;
    s->size = shapes[c->op];
    s->n = n;
    s->a = sgm_case_alloc(n * s->size.rows, sizeof *s->a);
    s->b = sgm_case_alloc(n * s->size.columns, sizeof *s->b);
    s->out = sgm_case_alloc(s->size.rows * s->size.columns, sizeof *s->out);
    s->scratch = sgm_case_alloc(1, s->be->sc_outer_scratch(s->size.rows, s->size.columns, n));
    if (s->a == NULL || s->b == NULL || s->out == NULL || s->scratch == NULL) {
        outer_teardown(s);
        return SGM_NOMEM;
    }
    sgm_input_scalars(s->a, n * s->size.rows, env->seed, "outer/a");
    sgm_input_scalars(s->b, n * s->size.columns, env->seed, "outer/b");
    if (env->input_class == 1) {
        sgm_edge_scalars(s->a, n * s->size.rows);
        sgm_edge_scalars(s->b, n * s->size.columns);
    }
    if (env->input_class == 2) { /* the greatest sums */
        for (size_t i = 0; i < n * s->size.rows; i++)
            sgm_sc_neg(&s->a[i], &sgm_sc_one);
        for (size_t i = 0; i < n * s->size.columns; i++)
            s->b[i] = s->a[0];
    }
    *state = s;
    return SGM_OK;
}

static sgm_status outer_run(void *state)
{
    outer_state *s = state;
    s->be->sc_outer_sum(s->out, s->size.rows, s->size.columns, s->a, s->b, s->n, s->scratch);
    return SGM_OK;
}

/* One sum by OpenSSL's big numbers. */
static sgm_status outer_oracle(const outer_state *s, size_t i, size_t j, uint8_t want[32])
{
    sgm_status status = SGM_OK;
    memset(want, 0, 32);
    for (size_t k = 0; k < s->n && status == SGM_OK; k++) {
        uint8_t a[32], b[32], so_far[32];
        sgm_sc_to_bytes(a, &s->a[k * s->size.rows + i]);
        sgm_sc_to_bytes(b, &s->b[k * s->size.columns + j]);
        memcpy(so_far, want, sizeof so_far);
        status = sgm_oracle_sc(want, a, 32, b, so_far);
    }
    return status;
}

static void outer_check_one(const outer_state *s, size_t i, size_t j, sgm_verdict *v)
{
    uint8_t want[32], got[32];
    sgm_sc_to_bytes(got, &s->out[i * s->size.columns + j]);
    if (outer_oracle(s, i, j, want) != SGM_OK || memcmp(got, want, 32) != 0)
        sgm_verdict_fail(v, "sum %zu, %zu differs from OpenSSL's big numbers", i, j);
}

/* The corners, and a diagonal that meets every row and column of blocks. */
static void outer_check(void *state, sgm_verdict *v)
{
    outer_state *s = state;
    sgm_verdict_pass(v);
    if (outer_run(s) != SGM_OK)
        sgm_verdict_fail(v, "run failed");
    for (size_t i = 0; i < s->size.rows; i += 1 + s->size.rows / 64) {
        outer_check_one(s, i, i * 7 % s->size.columns, v);
        outer_check_one(s, s->size.rows - 1 - i, s->size.columns - 1 - i * 5 % s->size.columns, v);
    }
}

static void outer_input(void *state, const sgm_sink *sink)
{
    outer_state *s = state;
    sgm_sink_put_scalars(sink, s->a, s->n * s->size.rows);
    sgm_sink_put_scalars(sink, s->b, s->n * s->size.columns);
}

static void outer_canon(void *state, const sgm_sink *sink)
{
    outer_state *s = state;
    sgm_sink_put_scalars(sink, s->out, s->size.rows * s->size.columns);
}

static const char *const classes[] = {"random", "edge", "greatest", NULL};
static const size_t sizes[] = {1, 8, 64, 512, 0}, small_sizes[] = {1, 2, 355, 1024, 0};

#define OUTER(name, shape_, sizes_)                                                                                    \
    {                                                                                                                  \
        .id = "primitives/scalar/outer_" #name, .timing = SGM_CONSTANT_TIME, .classes = classes, .sizes = sizes_,      \
        .op = shape_, .setup = outer_setup, .run = outer_run, .check = outer_check, .input = outer_input,              \
        .canon = outer_canon, .teardown = outer_teardown                                                               \
    }

static const sgm_case list[] = {
    OUTER(32x32, 0, sizes),
    OUTER(256x256, 1, sizes),
    OUTER(5x37, 2, small_sizes),
};
const sgm_case_group sgm_cases_outer = {list, sizeof list / sizeof list[0]};
