/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cases of the disjunctions and set records: F0B, F0S, F0S-LOG, F3-CDS, F3-AOS, F6 and F6-POP. One dataset and one
 * model; every statement has a record with fresh blinding. */
#include "bench/cases/theme.h"
#include "protocols/formulation/f0b.h"
#include "protocols/formulation/f0s.h"
#include "protocols/formulation/f0s_log.h"
#include "protocols/formulation/f3_aos.h"
#include "protocols/formulation/f3_cds.h"
#include "protocols/formulation/f6.h"

#include <stdlib.h>
#include <string.h>

/* What the statements of one case are made of, one record each. Sources and members are `list`; d is its first. */
typedef struct world {
    const sgm_ctx *ctx;
    size_t n;
    uint32_t size;      /* T or N */
    sgm_sc *list, *a;   /* a: coefficients of the set record */
    sgm_sc *r, *r_more; /* per record; of owners */
    uint8_t (*C)[32], (*D)[32];
    sgm_sc dm, sk;
    sgm_f6_key key;
    sgm_class *K;
    sgm_challenge_width width;
} world;

static void clear(void *state)
{
    world *w = state;
    if (!w)
        return;
    sgm_class_free(w->K);
    free(w->list);
    free(w->a);
    free(w->r);
    free(w->r_more);
    free(w->C);
    free(w->D);
    free(w);
}

static sgm_status allocate(world *w)
{
    w->list = calloc(w->size, sizeof *w->list);
    w->a = calloc(w->size, sizeof *w->a);
    w->r = calloc(w->n, sizeof *w->r);
    w->r_more = calloc(w->n, sizeof *w->r_more);
    w->C = calloc(w->n, sizeof *w->C);
    w->D = calloc(w->n, sizeof *w->D);
    return w->list && w->a && w->r && w->r_more && w->C && w->D ? SGM_OK : SGM_NOMEM;
}

/* Fills in the records of a world. */
typedef sgm_status maker(world *w);

static sgm_status make_world(void **state, const sgm_case *c, const sgm_case_env *env, size_t n, const char *size,
                             maker *make)
{
    world *w = calloc(1, sizeof *w);
    *state = NULL;
    if (!w)
        return SGM_NOMEM;
    w->ctx = env->ctx;
    w->n = n;
    w->size = size ? (uint32_t)sgm_case_param_of(c, size) : 1;
    w->width = strstr(c->formulation, "-S128") ? SGM_CHALLENGE_128 : SGM_CHALLENGE_FULL;
    sgm_status st = allocate(w);
    if (st == SGM_OK) {
        sgm_input_scalars(w->list, w->size, env->seed, "sets/digests");
        sgm_input_scalars(w->r, n, env->seed, "sets/blinding");
        sgm_input_scalars(w->r_more, n, env->seed, "sets/owners");
        sgm_input_scalars(&w->dm, 1, env->seed, "sets/model");
        sgm_input_scalars(&w->sk, 1, env->seed, "sets/key");
        sgm_record_commit(w->ctx, w->key.V, &w->sk, &sgm_sc_zero, &sgm_sc_zero);
        st = make(w);
    }
    if (st == SGM_OK)
        *state = w;
    else
        clear(w);
    return st;
}

static sgm_status records(world *w)
{
    for (size_t i = 0; i < w->n; i++) {
        sgm_record_commit(w->ctx, w->C[i], &w->list[0], &w->dm, &w->r[i]);
        sgm_owner_commit(w->ctx, w->D[i], &w->list[0], &w->r_more[i]);
    }
    return SGM_OK;
}

static sgm_status sets(world *w)
{
    sgm_status st = sgm_set_polynomial(w->a, w->list, w->size);
    for (size_t i = 0; i < w->n && st == SGM_OK; i++)
        st = sgm_set_commit(w->ctx, w->C[i], w->a, w->size, &w->dm, &w->r[i]);
    return st;
}

static sgm_status members(world *w)
{
    for (size_t i = 0; i < w->n; i++)
        sgm_record_commit(w->ctx, w->C[i], &w->list[i % w->size], &w->dm, &w->r[i]);
    return sgm_class_scalars(&w->K, w->list, w->size, 2);
}

static sgm_status keys(world *w)
{
    for (size_t i = 0; i < w->n; i++)
        sgm_record_commit(w->ctx, w->C[i], &w->r[i], &sgm_sc_zero, &sgm_sc_zero);
    return SGM_OK;
}

#define MAKE(name, size, fill)                                                                                         \
    static sgm_status name(void **state, const sgm_case *c, const sgm_case_env *env, size_t *n)                        \
    {                                                                                                                  \
        return make_world(state, c, env, *n, size, fill);                                                              \
    }
MAKE(make_records, NULL, records)
MAKE(make_sets, "T", sets)
MAKE(make_members, "N", members)
MAKE(make_keys, NULL, keys)

static sgm_f0b_statement f0b_of(const world *w, size_t i)
{
    sgm_f0b_statement s = {.dm = w->dm};
    memcpy(s.C, w->C[i], 32);
    memcpy(s.C_D, w->D[i], 32);
    return s;
}

static sgm_set_statement set_of(const world *w, size_t i)
{
    sgm_set_statement s = {.d = w->list[i % w->size], .dm = w->dm, .T = w->size};
    memcpy(s.C_S, w->C[i], 32);
    return s;
}

static sgm_f3_statement f3_of(const world *w, size_t i)
{
    sgm_f3_statement s = {.dm = w->dm, .K = w->K};
    memcpy(s.C, w->C[i], 32);
    return s;
}

static sgm_f6_statement f6_of(const world *w, size_t i)
{
    sgm_f6_statement s = {.record = {.d = w->list[0], .dm = w->dm}, .verifier = w->key};
    memcpy(s.record.C, w->C[i], 32);
    return s;
}

#define INSTANCE(name, statement, call)                                                                                \
    static sgm_status name##_instance(sgm_instance **out, void *state, size_t i, sgm_flavor flavor)                    \
    {                                                                                                                  \
        const world *w = state;                                                                                        \
        const statement;                                                                                               \
        return call;                                                                                                   \
    }
#define PROVE(name, statement, call)                                                                                   \
    static sgm_status name##_prove(void *state, size_t i, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)       \
    {                                                                                                                  \
        const world *w = state;                                                                                        \
        const statement;                                                                                               \
        return call;                                                                                                   \
    }
#define SIZE(name, call)                                                                                               \
    static size_t name##_size(const void *state, sgm_flavor flavor)                                                    \
    {                                                                                                                  \
        const world *w = state;                                                                                        \
        (void)w;                                                                                                       \
        return call;                                                                                                   \
    }

INSTANCE(f0b, sgm_f0b_statement s = f0b_of(w, i), sgm_f0b_instance(out, w->ctx, &s, flavor))
PROVE(f0b, sgm_f0b_statement s = f0b_of(w, i),
      sgm_f0b_prove(w->ctx, &s, &(sgm_f0b_witness){w->list[0], w->r[i], w->r_more[i]}, flavor, rng, proof))
SIZE(f0b, sgm_f0b_proof_size(flavor))

INSTANCE(f0s, sgm_set_statement s = set_of(w, i), sgm_f0s_instance(out, w->ctx, &s, flavor))
PROVE(f0s, sgm_set_statement s = set_of(w, i),
      sgm_f0s_prove(w->ctx, &s, &(sgm_set_witness){w->a, w->r[i]}, flavor, rng, proof))
SIZE(f0s, sgm_f0s_proof_size(w->size, flavor))

INSTANCE(f0s_log, sgm_set_statement s = set_of(w, i), sgm_f0s_log_instance(out, w->ctx, &s, flavor))
PROVE(f0s_log, sgm_set_statement s = set_of(w, i),
      sgm_f0s_log_prove(w->ctx, &s, &(sgm_set_witness){w->a, w->r[i]}, flavor, rng, proof))
SIZE(f0s_log, sgm_f0s_log_proof_size(w->size, flavor))

INSTANCE(cds, sgm_f3_statement s = f3_of(w, i), sgm_f3_cds_instance(out, w->ctx, &s, flavor))
PROVE(cds, sgm_f3_statement s = f3_of(w, i),
      sgm_f3_cds_prove(w->ctx, &s, (uint32_t)(i % w->size), &w->r[i], flavor, rng, proof))
SIZE(cds, sgm_f3_cds_proof_size(sgm_class_size(w->K), flavor))

INSTANCE(aos, sgm_f3_statement s = f3_of(w, i), sgm_f3_aos_instance(out, w->ctx, &s, flavor))
PROVE(aos, sgm_f3_statement s = f3_of(w, i),
      flavor == SGM_BATCHABLE ? sgm_f3_aos_prove(w->ctx, &s, (uint32_t)(i % w->size), &w->r[i], rng, proof) : SGM_USAGE)
SIZE(aos, flavor == SGM_BATCHABLE ? sgm_f3_aos_proof_size(sgm_class_size(w->K)) : 0)

INSTANCE(f6, sgm_f6_statement s = f6_of(w, i), sgm_f6_instance(out, w->ctx, &s, w->width, flavor))
PROVE(f6, sgm_f6_statement s = f6_of(w, i),
      sgm_f6_prove(w->ctx, &s, &(sgm_f6_witness){SGM_F6_PROVER, w->r[i]}, w->width, flavor, rng, proof))
SIZE(f6, sgm_f6_proof_size(w->width, flavor))

INSTANCE(pop, uint8_t *V = w->C[i], sgm_f6_pop_instance(out, w->ctx, V, flavor))
PROVE(pop, uint8_t *V = w->C[i], sgm_f6_pop_prove(w->ctx, V, &w->r[i], flavor, rng, proof))
SIZE(pop, sgm_f6_pop_proof_size(flavor))

#define THEME(name, makes)                                                                                             \
    static const sgm_theme name = {                                                                                    \
        .make = makes, .instance = name##_instance, .prove = name##_prove, .proof_size = name##_size, .clear = clear}
THEME(f0b, make_records);
THEME(f0s, make_sets);
THEME(f0s_log, make_sets);
THEME(cds, make_members);
THEME(aos, make_members);
THEME(f6, make_records);
THEME(pop, make_keys);

static const sgm_case_param t64[] = {{"T", 64}, {NULL, 0}}, n2[] = {{"N", 2}, {NULL, 0}}, n8[] = {{"N", 8}, {NULL, 0}},
                            n16[] = {{"N", 16}, {NULL, 0}}, n64[] = {{"N", 64}, {NULL, 0}},
                            n1024[] = {{"N", 1024}, {NULL, 0}};
/* A class of N members in a batch of B is N B clauses: fewer statements where they are large. */
static const size_t batches[] = {8, 64, 512, 1024, 0}, fewer[] = {8, 64, 512, 0}, few[] = {8, 64, 0}, eight[] = {8, 0};

/* Proved and verified alone. */
#define ALONE(theme, name, flavor, params)                                                                             \
    SGM_THEME_ENTRY(theme, name, "prove", SGM_THEME_PROVE, SGM_CONSTANT_TIME, flavor, sgm_theme_alone, params),        \
        SGM_THEME_ENTRY(theme, name, "verify", SGM_THEME_VERIFY, SGM_VARIABLE_TIME, flavor, sgm_theme_alone, params)

static const sgm_case list[] = {
    SGM_THEME_ENTRIES(&f0b, "F0B", "batchable", batches, NULL),
    ALONE(&f0b, "F0B", "compact", NULL),
    SGM_THEME_ENTRIES(&f0s, "F0S", "batchable", batches, t64),
    ALONE(&f0s, "F0S", "compact", t64),
    SGM_THEME_ENTRIES(&f0s_log, "F0S-LOG", "batchable", batches, t64),
    SGM_THEME_ENTRIES(&cds, "F3-CDS", "batchable", batches, n2),
    SGM_THEME_ENTRIES(&cds, "F3-CDS", "batchable", batches, n8),
    SGM_THEME_ENTRIES(&cds, "F3-CDS", "batchable", fewer, n16),
    SGM_THEME_ENTRIES(&cds, "F3-CDS", "batchable", few, n64),
    SGM_THEME_ENTRIES(&cds, "F3-CDS", "batchable", eight, n1024),
    ALONE(&aos, "F3-AOS", "batchable", n2),
    ALONE(&aos, "F3-AOS", "batchable", n8),
    ALONE(&aos, "F3-AOS", "batchable", n16),
    ALONE(&aos, "F3-AOS", "batchable", n64),
    ALONE(&aos, "F3-AOS", "batchable", n1024),
    SGM_THEME_ENTRIES(&f6, "F6", "batchable", batches, NULL),
    ALONE(&f6, "F6", "compact", NULL),
    SGM_THEME_ENTRIES(&f6, "F6-S128", "batchable", batches, NULL),
    ALONE(&f6, "F6-S128", "compact", NULL),
    SGM_THEME_ENTRIES(&pop, "F6-POP", "batchable", batches, NULL),
};
const sgm_case_group sgm_cases_sets = {list, sizeof list / sizeof list[0]};
