/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cases of bits in rows: ranges, and properties of committed weights. The weights are synthetic and of the size of the
 * bundled model's: 31 of them, probes of 12 bits. */
#include "bench/cases/theme.h"
#include "protocols/formulation/ball.h"
#include "protocols/formulation/f2.h"
#include "protocols/formulation/f5.h"
#include "protocols/formulation/range.h"

#include <stdlib.h>
#include <string.h>

/* RANGE: n numbers of 64 bits, a proof each. */

typedef struct numbers {
    const sgm_ctx *ctx;
    size_t n;
    sgm_bound *v, R;
    sgm_sc *gamma;
    uint8_t (*V)[32];
} numbers;

static void clear_numbers(void *world)
{
    numbers *x = world;
    if (!x)
        return;
    free(x->v);
    free(x->gamma);
    free(x->V);
    free(x);
}

static sgm_status make_numbers(void **world, const sgm_case *c, const sgm_case_env *env, size_t *n)
{
    numbers *x = calloc(1, sizeof *x);
    (void)c;
    *world = NULL;
    if (!x)
        return SGM_NOMEM;
    *x = (numbers){.ctx = env->ctx, .n = *n, .R = {UINT64_MAX, 0}};
    x->v = calloc(*n, sizeof *x->v);
    x->gamma = malloc(*n * sizeof *x->gamma);
    x->V = malloc(*n * sizeof *x->V);
    if (!x->v || !x->gamma || !x->V) {
        clear_numbers(x);
        return SGM_NOMEM;
    }
    sgm_input_scalars(x->gamma, *n, env->seed, "rows/gamma");
    for (size_t i = 0; i < *n; i++) {
        uint64_t v;
        sgm_input_bytes(&v, sizeof v, env->seed, "rows/v", i);
        v >>= 1; /* as the commitment below takes it, a signed number */
        const int64_t w = (int64_t)v;
        x->v[i].low = v;
        sgm_weights_commit(x->ctx, &x->V[i], &(sgm_weights_opening){&w, &x->gamma[i]}, 1);
    }
    *world = x;
    return SGM_OK;
}

static sgm_range_statement range_of(const numbers *x, size_t i)
{
    return (sgm_range_statement){(const uint8_t(*)[32]) & x->V[i], &x->R, 1};
}

static sgm_status range_instance(sgm_instance **out, void *world, size_t i, sgm_flavor flavor)
{
    const numbers *x = world;
    const sgm_range_statement s = range_of(x, i);
    return sgm_range_instance(out, x->ctx, &s, flavor);
}

static sgm_status range_prove(void *world, size_t i, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    const numbers *x = world;
    const sgm_range_statement s = range_of(x, i);
    return sgm_range_prove(x->ctx, &s, &x->v[i], &x->gamma[i], flavor, rng, proof);
}

static size_t range_size(const void *world, sgm_flavor flavor)
{
    const sgm_range_statement s = range_of(world, 0);
    return sgm_range_proof_size(&s, flavor);
}

/* Two models, probes and labels: every proof of a batch is about the same, so that the points of the statement are paid
 * once. Proofs take long to make: there are only a few different ones. */

enum { WEIGHTS = 31, PROOFS = 4, DIGITS_ACC = 24, DIGITS_L1 = 23, WRONG = 3 };
static const sgm_bound bound_mlr = {(1 << 23) - 1, 0}, bound_l1 = {(1 << 30) - 1, 0}, bound_square = {1 << 22, 0},
                       bound_each = {(1 << 23) - 1, 0};

typedef struct models {
    const sgm_ctx *ctx;
    int64_t w[WEIGHTS], w0[WEIGHTS], *x;
    uint8_t *label;
    sgm_sc rho[WEIGHTS], rho0[WEIGHTS];
    uint8_t W[WEIGHTS][32], W0[WEIGHTS][32];
    sgm_probes probes, items;
} models;

static void clear_models(void *world)
{
    models *m = world;
    if (!m)
        return;
    free(m->x);
    free(m->label);
    free(m);
}

static void fill_weights(models *m, uint64_t seed)
{
    sgm_input_bytes(m->w, sizeof m->w, seed, "rows/w", 0);
    sgm_input_bytes(m->w0, sizeof m->w0, seed, "rows/w0", 0);
    sgm_input_scalars(m->rho, WEIGHTS, seed, "rows/rho");
    sgm_input_scalars(m->rho0, WEIGHTS, seed, "rows/rho0");
    for (size_t j = 0; j < WEIGHTS; j++) { /* products with probes stay below 2^23, so do their differences */
        m->w[j] = (m->w[j] & 0x1ff) - 0x100;
        m->w0[j] = m->w[j] + (m->w0[j] & 0xff) - 0x80;
    }
    sgm_weights_commit(m->ctx, m->W, &(sgm_weights_opening){m->w, m->rho}, WEIGHTS);
    sgm_weights_commit(m->ctx, m->W0, &(sgm_weights_opening){m->w0, m->rho0}, WEIGHTS);
}

/* Labels that the first model gets right. */
static sgm_status fill_probes(models *m, uint32_t T, uint64_t seed)
{
    sgm_input_bytes(m->x, T * WEIGHTS * sizeof *m->x, seed, "rows/x", 0);
    for (size_t t = 0; t < T; t++) {
        int64_t product = 0;
        for (size_t j = 0; j < WEIGHTS; j++) {
            int64_t *x = &m->x[t * WEIGHTS + j];
            *x = (*x & 0x7ff) - 0x400;
            product += *x * m->w[j];
        }
        m->label[t] = product > 0;
    }
    sgm_status st = sgm_probes_init(&m->probes, m->x, NULL, T, WEIGHTS);
    return st == SGM_OK ? sgm_probes_init(&m->items, m->x, m->label, T, WEIGHTS) : st;
}

static sgm_status make_models(void **world, const sgm_case *c, const sgm_case_env *env, size_t *n)
{
    models *m = calloc(1, sizeof *m);
    const uint64_t probes = sgm_case_param_of(c, "T");
    const uint32_t T = probes > 0 ? (uint32_t)probes : 1;
    *world = NULL;
    if (!m)
        return SGM_NOMEM;
    m->ctx = env->ctx;
    m->x = malloc(T * WEIGHTS * sizeof *m->x);
    m->label = malloc(T);
    sgm_status st = m->x && m->label ? SGM_OK : SGM_NOMEM;
    if (st == SGM_OK) {
        fill_weights(m, env->seed);
        st = fill_probes(m, T, env->seed);
    }
    if (st != SGM_OK) {
        clear_models(m);
        return st;
    }
    *n = *n < PROOFS ? *n : PROOFS;
    *world = m;
    return SGM_OK;
}

static sgm_f2_statement f2_of(const models *m, sgm_f2_form form)
{
    return (sgm_f2_statement){&m->probes, (const uint8_t(*)[32])m->W, (const uint8_t(*)[32])m->W0,
                              form == SGM_F2_MLR ? bound_mlr : bound_l1, DIGITS_L1};
}

static sgm_ball_statement ball_of(const models *m)
{
    return (sgm_ball_statement){(const uint8_t(*)[32])m->W, (const uint8_t(*)[32])m->W0, WEIGHTS, bound_square,
                                bound_each};
}

static sgm_f5_statement f5_of(const models *m)
{
    return (sgm_f5_statement){&m->items, (const uint8_t(*)[32])m->W, DIGITS_ACC, m->items.T - WRONG};
}

#define THEME_FUNCTIONS(name, statement, instance_call, prove_call, size_call)                                         \
    static sgm_status name##_instance(sgm_instance **out, void *world, size_t i, sgm_flavor flavor)                    \
    {                                                                                                                  \
        const models *m = world;                                                                                       \
        (void)i;                                                                                                       \
        statement;                                                                                                     \
        return instance_call;                                                                                          \
    }                                                                                                                  \
    static sgm_status name##_prove(void *world, size_t i, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)       \
    {                                                                                                                  \
        const models *m = world;                                                                                       \
        const sgm_weights_opening model = {m->w, m->rho}, without = {m->w0, m->rho0};                                  \
        (void)i;                                                                                                       \
        (void)without;                                                                                                 \
        statement;                                                                                                     \
        return prove_call;                                                                                             \
    }                                                                                                                  \
    static size_t name##_size(const void *world, sgm_flavor flavor)                                                    \
    {                                                                                                                  \
        const models *m = world;                                                                                       \
        statement;                                                                                                     \
        return size_call;                                                                                              \
    }                                                                                                                  \
    static const sgm_theme name = {.make = make_models,                                                                \
                                   .instance = name##_instance,                                                        \
                                   .prove = name##_prove,                                                              \
                                   .proof_size = name##_size,                                                          \
                                   .clear = clear_models};
#define THEME_F2(name, form)                                                                                           \
    THEME_FUNCTIONS(name, const sgm_f2_statement s = f2_of(m, form), sgm_f2_instance(out, m->ctx, form, &s, flavor),   \
                    sgm_f2_prove(m->ctx, form, &s, &model, &without, flavor, rng, proof),                              \
                    sgm_f2_proof_size(form, &s, flavor))
#define THEME_BALL(name, form)                                                                                         \
    THEME_FUNCTIONS(name, const sgm_ball_statement s = ball_of(m), sgm_ball_instance(out, m->ctx, form, &s, flavor),   \
                    sgm_ball_prove(m->ctx, form, &s, &model, &without, flavor, rng, proof),                            \
                    sgm_ball_proof_size(&s, flavor))
THEME_F2(mlr, SGM_F2_MLR)
THEME_F2(l1, SGM_F2_L1)
THEME_BALL(l2, SGM_F2_L2)
THEME_BALL(norm, SGM_F5_NORM)
THEME_FUNCTIONS(acc, const sgm_f5_statement s = f5_of(m), sgm_f5_instance(out, m->ctx, &s, flavor),
                sgm_f5_prove(m->ctx, &s, &model, flavor, rng, proof), sgm_f5_proof_size(&s, flavor))

static const sgm_theme range = {.make = make_numbers,
                                .instance = range_instance,
                                .prove = range_prove,
                                .proof_size = range_size,
                                .clear = clear_numbers};

static const sgm_case_param bits64[] = {{"bits", 64}, {NULL, 0}},
                            mlr16[] = {{"T", 16}, {"p", WEIGHTS}, {"bits", 24}, {NULL, 0}},
                            mlr128[] = {{"T", 128}, {"p", WEIGHTS}, {"bits", 24}, {NULL, 0}},
                            mlr512[] = {{"T", 512}, {"p", WEIGHTS}, {"bits", 24}, {NULL, 0}},
                            l1_128[] = {{"T", 128}, {"p", WEIGHTS}, {"bits", DIGITS_L1}, {NULL, 0}},
                            acc128[] = {{"T", 128}, {"p", WEIGHTS}, {"bits", DIGITS_ACC}, {NULL, 0}},
                            weights31[] = {{"p", WEIGHTS}, {"bits", 24}, {NULL, 0}};
static const size_t few[] = {1, 8, 0};

static const sgm_case list[] = {SGM_THEME_ENTRIES(&range, "RANGE", "batchable", sgm_theme_batches, bits64),
                                SGM_THEME_ENTRIES(&mlr, "F2-MLR", "batchable", few, mlr16),
                                SGM_THEME_ENTRIES(&mlr, "F2-MLR", "batchable", sgm_theme_batches, mlr128),
                                SGM_THEME_ENTRIES(&mlr, "F2-MLR", "batchable", few, mlr512),
                                SGM_THEME_ENTRIES(&l1, "F2-L1", "batchable", sgm_theme_batches, l1_128),
                                SGM_THEME_ENTRIES(&l2, "F2-L2", "batchable", sgm_theme_batches, weights31),
                                SGM_THEME_ENTRIES(&norm, "F5-NORM", "batchable", sgm_theme_batches, weights31),
                                SGM_THEME_ENTRIES(&acc, "F5-ACC", "batchable", sgm_theme_batches, acc128)};
const sgm_case_group sgm_cases_rows = {list, sizeof list / sizeof list[0]};
