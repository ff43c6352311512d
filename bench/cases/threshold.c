/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cases of F1K: k of n records hold the dataset that they stand beside. */
#include "bench/cases/theme.h"
#include "bench/peers/literal.h"
#include "protocols/formulation/f1k.h"

#include <stdlib.h>
#include <string.h>

/* Every statement has records of its own, with fresh blinding. */
typedef struct threshold {
    const sgm_ctx *ctx;
    uint32_t k, of;
    uint8_t (*C)[32];
    sgm_sc *d, *r;
    sgm_sc dm;
    uint8_t *held;
} threshold;

static void clear(void *world)
{
    threshold *w = world;
    if (!w)
        return;
    free(w->C);
    free(w->d);
    free(w->r);
    free(w->held);
    free(w);
}

/* Dataset i: the main job's, or a synthetic one. */
static sgm_sc dataset(const sgm_case_env *env, size_t i)
{
    sgm_sc d;
    if (env->subject)
        return env->subject->statements[i % env->subject->n].d;
    sgm_input_scalars(&d, 1, env->seed + i, "threshold/d");
    return d;
}

/* Record i of a statement stands beside dataset i and holds it, or the next one. k of them are held, one after the
 * other from a place that differs from statement to statement. */
static void fill(threshold *w, const sgm_case_env *env, size_t statement)
{
    enum { DATASETS = 64 };
    sgm_sc d[DATASETS + 1];
    for (size_t i = 0; i <= w->of; i++)
        d[i] = dataset(env, i);
    sgm_input_scalars(w->r + statement * w->of, w->of, env->seed + statement, "threshold/r");
    for (size_t i = 0; i < w->of; i++) {
        size_t at = statement * w->of + i;
        w->held[at] = (i + statement) % w->of < w->k;
        w->d[at] = d[i];
        sgm_record_commit(w->ctx, w->C[at], &d[w->held[at] ? i : i + 1], &w->dm, &w->r[at]);
    }
}

static sgm_status make(void **world, const sgm_case *c, const sgm_case_env *env, size_t *n)
{
    threshold *w = calloc(1, sizeof *w);
    *world = NULL;
    if (!w)
        return SGM_NOMEM;
    w->ctx = env->ctx;
    w->k = (uint32_t)sgm_case_param_of(c, "k");
    w->of = (uint32_t)sgm_case_param_of(c, "of");
    w->C = sgm_case_alloc(*n * w->of, sizeof *w->C);
    w->d = sgm_case_alloc(*n * w->of, sizeof *w->d);
    w->r = sgm_case_alloc(*n * w->of, sizeof *w->r);
    w->held = sgm_case_alloc(*n * w->of, 1);
    if (!w->C || !w->d || !w->r || !w->held) {
        clear(w);
        return SGM_NOMEM;
    }
    if (env->subject)
        w->dm = env->subject->statements[0].dm;
    else
        sgm_input_scalars(&w->dm, 1, env->seed, "threshold/dm");
    for (size_t i = 0; i < *n; i++)
        fill(w, env, i);
    *world = w;
    return SGM_OK;
}

static sgm_f1k_statement statement_of(const threshold *w, size_t i)
{
    size_t at = i * w->of;
    return (sgm_f1k_statement){(const uint8_t(*)[32])(w->C + at), w->d + at, w->dm, w->k, w->of};
}

static sgm_status instance(sgm_instance **out, void *world, size_t i, sgm_flavor flavor)
{
    const threshold *w = world;
    sgm_f1k_statement s = statement_of(w, i);
    return sgm_f1k_instance(out, w->ctx, &s, flavor);
}

static sgm_status prove(void *world, size_t i, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    const threshold *w = world;
    sgm_f1k_statement s = statement_of(w, i);
    return sgm_f1k_prove(w->ctx, &s, w->held + i * w->of, w->r + i * w->of, flavor, rng, proof);
}

static int judge(const void *world, size_t i, const uint8_t *proof, size_t len)
{
    const threshold *w = world;
    sgm_literal literal;
    uint8_t dm[32], d[64][32];
    if (len != sgm_f1k_proof_size(w->k, w->of, SGM_BATCHABLE))
        return -1; /* a compact one */
    sgm_sc_to_bytes(dm, &w->dm);
    for (size_t k = 0; k < w->of; k++)
        sgm_sc_to_bytes(d[k], &w->d[i * w->of + k]);
    return sgm_literal_init(&literal, "F1K", "batchable") &&
           sgm_literal_accepts_threshold(&literal, w->k, w->of, (const uint8_t(*)[32])(w->C + i * w->of),
                                         (const uint8_t(*)[32])d, dm, proof, len);
}

static size_t proof_size(const void *world, sgm_flavor flavor)
{
    const threshold *w = world;
    return sgm_f1k_proof_size(w->k, w->of, flavor);
}

/* By the model of chance of `sigmark verify` without --chance. */
static sgm_acceptance acceptance(const sgm_case *c)
{
    return sgm_f1k_acceptance((uint32_t)sgm_case_param_of(c, "k"), (uint32_t)sgm_case_param_of(c, "of"), 0.5);
}

static const sgm_theme f1k = {.make = make,
                              .instance = instance,
                              .prove = prove,
                              .proof_size = proof_size,
                              .clear = clear,
                              .judge = judge,
                              .acceptance = acceptance};
static const sgm_case_param small[] = {{"k", 3}, {"of", 8}, {NULL, 0}}, large[] = {{"k", 16}, {"of", 64}, {NULL, 0}};
static const size_t alone[] = {1, 16, 0}, batches[] = {1, 8, 64, 512, 1024, 0}, few[] = {1, 8, 64, 512, 0},
                    conditions[] = {64, 1024, 0};

#define ALONE(theme, flavor, params)                                                                                   \
    SGM_THEME_ENTRY(theme, "F1K", "prove", SGM_THEME_PROVE, SGM_CONSTANT_TIME, flavor, alone, params),                 \
        SGM_THEME_ENTRY(theme, "F1K", "verify", SGM_THEME_VERIFY, SGM_VARIABLE_TIME, flavor, alone, params)
#define THRESHOLD(batches, params)                                                                                     \
    ALONE(&f1k, "batchable", params), ALONE(&f1k, "compact", params),                                                  \
        SGM_THEME_ENTRY(&f1k, "F1K", "batch", SGM_THEME_BATCH, SGM_VARIABLE_TIME, "batchable", batches, params),       \
        SGM_THEME_LITERALS(&f1k, "F1K", "batchable", params)

static const sgm_case list[] = {THRESHOLD(batches, small), THRESHOLD(few, large),
                                SGM_THEME_CONDITIONS(&f1k, "F1K", "batchable", conditions, small)};
const sgm_case_group sgm_cases_threshold = {list, sizeof list / sizeof list[0]};
