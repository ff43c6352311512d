/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* A case of the toy: one run does `work` for each of n items. The digest does not tell how: tests change that. */
#include "bench/cases/case.h"

#include <stdlib.h>

typedef struct toy_state {
    uint64_t x;
    size_t n;
} toy_state;

static uint64_t work(uint64_t x);

static sgm_status setup(void **state, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    toy_state *s = malloc(sizeof *s);
    (void)c;
    *state = s;
    if (s == NULL)
        return SGM_NOMEM;
    *s = (toy_state){env->seed, n};
    return SGM_OK;
}

static sgm_status run(void *state)
{
    toy_state *s = state;
    for (size_t i = 0; i < s->n; i++)
        s->x = work(s->x);
    return SGM_OK;
}

static void put_n(void *state, const sgm_sink *sink)
{
    const toy_state *s = state;
    sink->put(sink->user, &s->n, sizeof s->n);
}

static void teardown(void *state) { free(state); }

static const char *const classes[] = {"one", NULL};
static const size_t sizes[] = {1, 4, 0};
#define TOY(name)                                                                                                      \
    {                                                                                                                  \
        .id = "primitives/toy/" name, .timing = SGM_CONSTANT_TIME, .classes = classes, .sizes = sizes, .setup = setup, \
        .run = run, .input = put_n, .canon = put_n, .teardown = teardown                                               \
    }
