/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* A bench program whose cases fail in every way a case can fail, beside one that passes. */
#include "bench/run/bench.h"
#include "tests/check/corrupt.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { GOOD, WRONG, ACCEPTS_TAMPERED, NO_SETUP, FAILS_LATER, BURN_NS = 200000 };

typedef struct state {
    int op;
    unsigned runs;
} state;

static sgm_status setup(void **s, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    (void)env;
    (void)n;
    state *made = c->op == NO_SETUP ? NULL : calloc(1, sizeof *made);
    *s = made;
    if (made == NULL)
        return SGM_NOMEM;
    made->op = c->op;
    return SGM_OK;
}

static double cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

/* Takes 200 microseconds of the processor, so that the time that is reported can be judged. */
static sgm_status run(void *s)
{
    enum { CHECKED_RUNS = 8 };
    state *own = s;
    double end = cpu_ns() + (double)BURN_NS;
    while (cpu_ns() < end)
        ;
    own->runs++;
    return own->op == FAILS_LATER && own->runs > CHECKED_RUNS ? SGM_REJECTED : SGM_OK;
}

static void check(void *s, sgm_verdict *v)
{
    state *own = s;
    *v = (sgm_verdict){.verified = 1, .rejects_tampered = 1};
    (void)run(s);
    if (own->op == WRONG)
        sgm_verdict_fail(v, "the output is not the oracle's");
    if (own->op == ACCEPTS_TAMPERED) {
        sgm_verdict_fail(v, "a tampered proof was accepted");
        v->rejects_tampered = 0;
        v->verified = 1;
    }
}

static void feed(void *s, const sgm_sink *sink) { sink->put(sink->user, &((state *)s)->op, sizeof(int)); }

static const char *const classes[] = {"plain", NULL};
static const size_t sizes[] = {2, 0};
static const sgm_case_param params[] = {{"N", 65536}, {"base", 4}, {NULL, 0}};

#define CASE(name, which)                                                                                              \
    {                                                                                                                  \
        .id = "test/" name, .classes = classes, .sizes = sizes, .params = params, .op = which, .setup = setup,         \
        .run = run, .check = check, .input = feed, .canon = feed, .teardown = free                                     \
    }
static const sgm_case cases[] = {CASE("good", GOOD), CASE("wrong", WRONG), CASE("accepts-tampered", ACCEPTS_TAMPERED),
                                 CASE("no-setup", NO_SETUP), CASE("fails-later", FAILS_LATER)};

static const sgm_case *find(const char *id)
{
    size_t n;
    const sgm_case *const *list = sgm_case_list(&n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i]->id, id) == 0 && list[i]->peer == NULL)
            return list[i];
    abort();
}

int main(int argc, char **argv)
{
    static const sgm_bench_program program = {
        .name = "failing_case", .summary = "Cases that fail.", .min_time = "0.002", .quick_min_time = "0.002"};
    sgm_bench *b = sgm_bench_open(&program, argc, argv);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        sgm_bench_add(b, &cases[i], &sgm_backend_scalar51, sizes[0], NULL);
    sgm_backend corrupted; /* a real kernel that spoils the last point */
    for (size_t which = 0;; which++) {
        const char *kernel = corrupt_backend(&corrupted, &sgm_backend_scalar51, which);
        if (kernel == NULL)
            abort();
        if (strcmp(kernel, "encode") == 0)
            break;
    }
    corrupted.name = "corrupted";
    const sgm_case *encode = find("primitives/ristretto/encode");
    sgm_bench_add(b, encode, &corrupted, encode->sizes[0], NULL);
    sgm_bench_run(b, 1);
    return sgm_bench_close(b);
}
