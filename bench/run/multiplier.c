/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Rates of the multipliers by streams of independent multiplications, and counts by single steps and by counting twins.
 */
#include "bench/run/multiplier.h"

#include "bench/run/clock.h"
#include "bench/run/counted.h"
#include "bench/run/machine.h"
#include "bench/run/stats.h"
#include "bench/run/step.h"

#include <string.h>

sgm_counters sgm_counted;

/* One backend whose multiplier is known: a stream of `width` multiplications per turn, none of which waits for another
 * one of the same turn, and enough of them that none waits for the turn before. */
typedef struct known {
    const sgm_backend *be, *twin;
    const char *instruction;
    void (*stream)(unsigned turns);
    unsigned width;
    int vector;
} known;

#if defined(__x86_64__)
/* The widening multiplication that field products are made of: some cores start fewer of them a cycle than of those
 * that keep the low half alone. */
#define MUL_TWO "mov %%r8, %%rax\n mul %%r9\n mov %%r8, %%rax\n mul %%r9\n "
static void stream_mul(unsigned turns)
{
    for (unsigned i = 0; i < turns; i++)
        __asm__ volatile(MUL_TWO MUL_TWO MUL_TWO MUL_TWO::: "rax", "rdx", "r8", "r9", "cc");
}

#define XMM_0_TO_15                                                                                                    \
    "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",         \
        "xmm13", "xmm14", "xmm15"

/* Zeros are multiplied, so that nothing is subnormal or large; the time does not depend on values. Twelve accumulators:
 * each is used again when three pairs of multiplications have started since, at two a cycle six cycles later; the
 * latency is four, or five. */
#define STREAM_TWO(op, v, a, b) op " %%" v "15, %%" v "15, %%" v a "\n " op " %%" v "15, %%" v "15, %%" v b "\n "
#define STREAM(name, op, v)                                                                                            \
    static void stream_##name(unsigned turns)                                                                          \
    {                                                                                                                  \
        __asm__ volatile("vzeroall" ::: XMM_0_TO_15);                                                                  \
        for (unsigned i = 0; i < turns; i++)                                                                           \
            __asm__ volatile(STREAM_TWO(op, v, "0", "1") STREAM_TWO(op, v, "2", "3") STREAM_TWO(op, v, "4", "5")       \
                                 STREAM_TWO(op, v, "6", "7") STREAM_TWO(op, v, "8", "9")                               \
                                     STREAM_TWO(op, v, "10", "11")::                                                   \
                                         : XMM_0_TO_15);                                                               \
        __asm__ volatile("vzeroupper" ::: XMM_0_TO_15);                                                                \
    }
STREAM(vfmadd, "vfmadd231pd", "ymm")
STREAM(vpmadd52, "vpmadd52luq", "zmm")

#ifdef SGM_HAS_COUNTING_TWINS
extern const sgm_backend sgm_counting_scalar51, sgm_counting_avx2, sgm_counting_ifma;
#define TWIN(name) &sgm_counting_##name
#else
#define TWIN(name) NULL
#endif
#define KNOWN(name, instruction, stream, width, vector)                                                                \
    {                                                                                                                  \
        &sgm_backend_##name, TWIN(name), instruction, stream, width, vector                                            \
    }
static const known all_known[] = {KNOWN(scalar51, "mul r64", stream_mul, 8, 0),
                                  KNOWN(avx2, "vfmadd231pd ymm", stream_vfmadd, 12, 1),
                                  KNOWN(ifma, "vpmadd52luq zmm", stream_vpmadd52, 12, 1)};
#else
static const known all_known[1]; /* no calibration for other architectures: entry 0 is no backend */
#endif
enum { KNOWN_BACKENDS = sizeof all_known / sizeof all_known[0] };

static struct {
    int asked;
    sgm_multiplier m;
} cache[KNOWN_BACKENDS];

/* Multiplications per cycle. A neighbour on the same core takes half of them away and an interruption more: nearly the
 * shortest of many rounds stands for the core alone, and so do the faster ones of the clock's measurements beside them.
 */
static double rate_of_stream(const known *k)
{
    enum { ROUNDS = 1000, TURNS = 10000, STEPS = 40000 };
    double ns[ROUNDS], ghz[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        ghz[i] = sgm_clock_ghz(STEPS);
        double start = sgm_wall_ns();
        k->stream(TURNS);
        ns[i] = sgm_wall_ns() - start;
    }
    sgm_sort(ns, ROUNDS);
    sgm_sort(ghz, ROUNDS);
    return (double)TURNS * k->width / (sgm_quantile(ns, ROUNDS, 0.01) * sgm_quantile(ghz, ROUNDS, 0.9));
}

/* A chain of field operations, for sgm_step. */
typedef struct chain {
    const sgm_backend *be;
    sgm_fe_op op;
    size_t iterations;
    sgm_fe r[16], b[16]; /* at least `lanes` elements */
} chain;

static void run_chain(void *arg)
{
    chain *c = arg;
    c->be->fe_chain(c->op, c->r, c->b, c->iterations);
}

/* Multiplications per field operation: what two more of them add. */
static double multiplications_of(const known *k, sgm_fe_op op)
{
    enum { FEW = 2, MORE = 4 };
    sgm_steps few, more;
    chain c = {.be = k->be, .op = op, .iterations = FEW};
    if (k->be->lanes > sizeof c.r / sizeof c.r[0] || !sgm_step(&few, run_chain, &c))
        return 0;
    c.iterations = MORE;
    (void)sgm_step(&more, run_chain, &c);
    uint64_t added = k->vector ? more.vector_mul - few.vector_mul : more.scalar_mul - few.scalar_mul;
    return (double)added / (MORE - FEW);
}

static int index_of(const sgm_backend *be)
{
    for (int i = 0; i < KNOWN_BACKENDS; i++)
        if (be != NULL && all_known[i].be == be)
            return i;
    return -1;
}

/* Both were found out: some sanitizers take the signals away that single steps live on. */
static int is_known(int i) { return cache[i].m.per_cycle > 0 && cache[i].m.per_mul > 0 && cache[i].m.per_sqr > 0; }

int sgm_multiplier_of(sgm_multiplier *m, const sgm_backend *be)
{
    int i = index_of(be);
    *m = (sgm_multiplier){0};
    if (i < 0 || !be->supported() || !sgm_step_works())
        return 0;
    if (!cache[i].asked) {
        cache[i].asked = 1;
        cache[i].m = (sgm_multiplier){all_known[i].instruction, rate_of_stream(&all_known[i]),
                                      multiplications_of(&all_known[i], SGM_FE_MUL),
                                      multiplications_of(&all_known[i], SGM_FE_SQR)};
    }
    if (!is_known(i))
        return 0;
    *m = cache[i].m;
    return 1;
}

/* None at all: the kernel has no field operations, or handed its few items to another backend, which no twin counts. */
static int any_operation(void)
{
    const sgm_counters *c = &sgm_counted;
    return (c->add | c->sub | c->add2 | c->sub2 | c->mul | c->sqr | c->ready | c->ready2 | c->freeze) != 0;
}

int sgm_count_field_ops(sgm_field_ops *ops, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    int i = index_of(env->be), counted = 0;
    void *state = NULL;
    sgm_ctx *ctx = NULL;
    *ops = (sgm_field_ops){0};
    if (i < 0 || all_known[i].twin == NULL || !env->be->supported() || c->peer != NULL)
        return 0;
    sgm_case_env twin = *env;
    twin.be = all_known[i].twin;
    if (c->formulation != NULL) { /* kernels take nothing from a context */
        if (sgm_ctx_new(&ctx, twin.be) != SGM_OK)
            return 0;
        twin.ctx = ctx;
    }
    if (c->setup(&state, c, &twin, n) == SGM_OK) {
        sgm_counted = (sgm_counters){0};
        counted = c->run(state) == SGM_OK && any_operation();
        *ops = (sgm_field_ops){sgm_counted.mul, sgm_counted.sqr};
    }
    c->teardown(state);
    sgm_ctx_free(ctx);
    return counted;
}

json_t *sgm_multiplier_json(void)
{
    json_t *all = json_object();
    for (int i = 0; i < KNOWN_BACKENDS; i++)
        if (is_known(i))
            json_object_set_new(all, all_known[i].be->name,
                                json_pack("{s:s, s:{s:s, s:f}, s:{s:s, s:s, s:f, s:f}}", "instruction",
                                          cache[i].m.instruction, "rate", "kind", "measured", "per_cycle",
                                          cache[i].m.per_cycle, "field", "kind", "counted", "engine", "trap flag",
                                          "per_mul", cache[i].m.per_mul, "per_sqr", cache[i].m.per_sqr));
    return all;
}
