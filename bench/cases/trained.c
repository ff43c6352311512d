/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cases of F2 tied to training. Models are trained, 100 steps each, on synthetic data of the shape of the bundled ones:
 * 512 rows of the rest, 32 of D, 31 columns of 12-bit entries, labels of +-256. */
#include "protocols/formulation/trained.h"
#include "bench/cases/theme.h"

#include <stdlib.h>
#include <string.h>

enum { P = 31, REST = 512, D = 32, BOTH = 1024, STEPS = 100, FX = 16, SHIFT = 28, PROOFS = 2 };

/* One pair of models: every proof of a batch is about it, at another bound. */
typedef struct trained {
    const sgm_ctx *ctx;
    sgm_trained_form form;
    int64_t X[BOTH * P], y[BOTH]; /* D's behind the rest's, then zeros */
    int64_t w[2][(STEPS + 1) * P], g[2][STEPS * P], *x;
    sgm_sc rho[2][P + 1], of_weights[2][P]; /* of the rest and of D; of either model */
    uint8_t C[2][P + 1][32], W[2][P][32];
    sgm_probes probes;
    sgm_trained_statement statement[PROOFS];
} trained;

static void clear(void *world)
{
    trained *t = world;
    if (!t)
        return;
    free(t->x);
    free(t);
}

/* Labels follow from the entries but for one in eight, so that there is something to learn. */
static void fill_rows(trained *t, uint64_t seed)
{
    sgm_input_bytes(t->X, (REST + D) * P * sizeof *t->X, seed, "trained/x", 0);
    sgm_input_bytes(t->y, (REST + D) * sizeof *t->y, seed, "trained/y", 0);
    for (size_t i = 0; i < REST + D; i++) {
        int64_t sum = 0, *row = t->X + i * P;
        for (size_t j = 0; j < P; j++) {
            row[j] = (row[j] & 0x1ff) - 0x100;
            sum += j % 2 ? row[j] : -row[j];
        }
        t->y[i] = (sum > 0) == ((t->y[i] & 7) != 0) ? 256 : -256;
    }
}

static sgm_f4_data side(const trained *t, int of_D)
{
    const size_t first = of_D ? REST : 0;
    return (sgm_f4_data){t->X + first * P, t->y + first, t->rho[of_D], t->rho[of_D] + P};
}

static sgm_status train(trained *t)
{
    const sgm_f4_run run = {P, STEPS, 0, FX, SHIFT, NULL, NULL, 0, NULL};
    const sgm_f4_data rest = side(t, 0), of_D = side(t, 1);
    sgm_status st = sgm_f4_descend(SGM_F4_RIDGE, &run, t->w[0], t->g[0], t->X, t->y, BOTH);
    if (st == SGM_OK)
        st = sgm_f4_descend(SGM_F4_RIDGE, &run, t->w[1], t->g[1], t->X, t->y, REST);
    for (int m = 0; m < 2 && st == SGM_OK; m++)
        sgm_weights_commit(t->ctx, t->W[m], &(sgm_weights_opening){t->w[m] + STEPS * P, t->of_weights[m]}, P);
    if (st == SGM_OK)
        st = sgm_f4_commit(t->ctx, t->C[0], t->C[0][P], &rest, 0, REST, P);
    return st == SGM_OK ? sgm_f4_commit(t->ctx, t->C[1], t->C[1][P], &of_D, REST, D, P) : st;
}

static sgm_status fill_probes(trained *t, uint32_t T, uint64_t seed)
{
    sgm_input_bytes(t->x, T * P * sizeof *t->x, seed, "trained/probes", 0);
    for (size_t i = 0; i < T * P; i++)
        t->x[i] = (t->x[i] & 0x1ff) - 0x100;
    return sgm_probes_init(&t->probes, t->x, NULL, T, P);
}

static sgm_trained_columns columns(const trained *t, int of_D)
{
    return (sgm_trained_columns){of_D ? D : REST, (const uint8_t(*)[32])t->C[of_D],
                                 (const uint8_t(*)[32])t->C[of_D] + P};
}

/* Bounds of as many bits as in the cases of F2 alone. */
static void state(trained *t, size_t k)
{
    const int square = t->form == SGM_TRAINED_L2;
    const sgm_f4_run run = {P, STEPS, 0, FX, SHIFT, t->w[0], t->g[0], 0, NULL};
    sgm_trained_statement *s = &t->statement[k];
    *s = (sgm_trained_statement){.probes = &t->probes,
                                 .W = (const uint8_t(*)[32])t->W[0],
                                 .W0 = (const uint8_t(*)[32])t->W[1],
                                 .rho = t->of_weights[0],
                                 .rho0 = t->of_weights[1],
                                 .bound = {square ? (UINT64_C(1) << 30) - 1 - k : (1 << 23) - 1 - k, 0},
                                 .each = {(1 << 23) - 1, 0},
                                 .rest = columns(t, 0),
                                 .D = columns(t, 1),
                                 .with = run,
                                 .without = run};
    s->without.w = t->w[1];
    s->without.g = t->g[1];
}

static sgm_status fill_world(void *world, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    trained *t = world;
    const uint32_t T = (uint32_t)sgm_case_param_of(c, "T");
    t->ctx = env->ctx;
    (void)n;
    t->form = T > 0 ? SGM_TRAINED_MLR : SGM_TRAINED_L2;
    t->x = malloc((T + 1) * P * sizeof *t->x);
    if (!t->x)
        return SGM_NOMEM;
    fill_rows(t, env->seed);
    for (int m = 0; m < 2; m++) {
        sgm_input_scalars(t->rho[m], P + 1, env->seed, m ? "trained/rho_d" : "trained/rho");
        sgm_input_scalars(t->of_weights[m], P, env->seed, m ? "trained/rho_w0" : "trained/rho_w");
    }
    sgm_status st = train(t);
    if (st == SGM_OK && T > 0)
        st = fill_probes(t, T, env->seed);
    for (size_t k = 0; k < PROOFS; k++)
        state(t, k);
    return st;
}

static sgm_status make(void **world, const sgm_case *c, const sgm_case_env *env, size_t *n)
{
    *n = *n < PROOFS ? *n : PROOFS;
    return sgm_theme_world(world, sizeof(trained), c, env, *n, fill_world, clear);
}

static sgm_status instance(sgm_instance **out, void *world, size_t i, sgm_flavor flavor)
{
    const trained *t = world;
    return sgm_trained_instance(out, t->ctx, t->form, &t->statement[i], flavor);
}

static sgm_status prove(void *world, size_t i, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    const trained *t = world;
    const sgm_f4_data rest = side(t, 0), of_D = side(t, 1);
    return sgm_trained_prove(t->ctx, t->form, &t->statement[i], &rest, &of_D, flavor, rng, proof);
}

static size_t proof_size(const void *world, sgm_flavor flavor)
{
    const trained *t = world;
    return sgm_trained_proof_size(t->form, &t->statement[0], flavor);
}

static const sgm_theme theme = {
    .make = make, .instance = instance, .prove = prove, .proof_size = proof_size, .clear = clear};
static const sgm_case_param on_probes[] = {{"T", 128}, {"rows", REST + D}, {"steps", STEPS}, {"p", P}, {NULL, 0}},
                            pair[] = {{"rows", REST + D}, {"steps", STEPS}, {"p", P}, {NULL, 0}};
static const size_t few[] = {1, 8, 64, 0};

static const sgm_case list[] = {SGM_THEME_ENTRIES(&theme, "F2-MLR-TRAINED", "batchable", few, on_probes),
                                SGM_THEME_ENTRIES(&theme, "F2-L2-TRAINED", "batchable", few, pair)};
const sgm_case_group sgm_cases_trained = {list, sizeof list / sizeof list[0]};
