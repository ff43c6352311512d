/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Entries of a theme. Statements and proofs are made before the clock runs; instances are part of what is timed where a
 * proof is verified alone, and, as in batches of records, where many are. */
#include "bench/cases/theme.h"

#include "protocols/batch.h"
#include "protocols/transcript.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const size_t sgm_theme_alone[] = {1, 0};
const size_t sgm_theme_batches[] = {1, 8, 64, 512, 0};
const char *const sgm_theme_classes[] = {"honest", NULL};

typedef struct theme_state {
    const sgm_theme *theme;
    const sgm_ctx *ctx;
    void *world;
    sgm_flavor flavor;
    int op, random;
    size_t n, distinct, proof_bytes, statement_bytes;
    uint64_t seed;
    uint8_t *proofs; /* of the distinct statements, drawn from a reproducible stream */
    uint8_t *made, *accepted;
    sgm_batch *batch;
    sgm_instance *
        *instances; /* of the distinct statements, if they are declared; of the batch, made anew by every run */
} theme_state;

/* The instance of a distinct statement, for whoever gives it back. */
static sgm_status take_instance(sgm_instance **out, const theme_state *s, size_t k)
{
    *out = s->theme->declared ? s->instances[k] : NULL;
    return s->theme->declared ? SGM_OK : s->theme->instance(out, s->world, k, s->flavor);
}

static void give_back(const theme_state *s, sgm_instance *inst)
{
    if (!s->theme->declared)
        sgm_instance_free(inst);
}

static sgm_status declare(theme_state *s)
{
    sgm_status st = SGM_OK;
    for (size_t k = 0; k < s->distinct && st == SGM_OK; k++)
        st = s->theme->instance(&s->instances[k], s->world, k, s->flavor);
    return st;
}

static void drop_instances(theme_state *s)
{
    for (size_t i = 0; s->instances && i < s->n; i++) {
        sgm_instance_free(s->instances[i]);
        s->instances[i] = NULL;
    }
}

void sgm_theme_teardown(void *state)
{
    theme_state *s = state;
    if (!s)
        return;
    sgm_batch_free(s->batch);
    drop_instances(s);
    s->theme->clear(s->world);
    free(s->instances);
    free(s->proofs);
    free(s->made);
    free(s->accepted);
    free(s);
}

static sgm_status write_proofs(const theme_state *s, uint8_t *out)
{
    char tag[64];
    sgm_test_rng stream;
    int len = snprintf(tag, sizeof tag, "bench/theme/%llu", (unsigned long long)s->seed);
    sgm_test_rng_init(&stream, tag, (size_t)len);
    const sgm_rng rng = sgm_rng_test(&stream);
    sgm_status st = SGM_OK;
    for (size_t i = 0; i < s->distinct && st == SGM_OK; i++)
        st = s->theme->prove(s->world, i, s->flavor, &rng, out + i * s->proof_bytes);
    return st;
}

/* Proofs that were made for another entry of the same statements: the same bytes for every backend and verb, and the
 * first of many are those of a few. Some take longer to prove than all that is timed; they are kept to the end. */
typedef struct kept_proofs {
    const char *formulation;
    const sgm_case_param *params;
    uint64_t seed;
    sgm_flavor flavor;
    size_t distinct;
    uint8_t *proofs;
} kept_proofs;

/* The place of these statements' proofs, empty where there are none yet; NULL when all places are taken. */
static kept_proofs *kept_for(const theme_state *s, const sgm_case *c)
{
    enum { PLACES = 128 };
    static kept_proofs places[PLACES];
    for (size_t i = 0; i < PLACES; i++) {
        kept_proofs *k = &places[i];
        if (!k->formulation)
            *k = (kept_proofs){c->formulation, c->params, s->seed, s->flavor, 0, NULL};
        if (strcmp(k->formulation, c->formulation) == 0 && k->params == c->params && k->seed == s->seed &&
            k->flavor == s->flavor)
            return k;
    }
    return NULL;
}

static sgm_status obtain_proofs(theme_state *s, const sgm_case *c)
{
    kept_proofs *k = c->formulation ? kept_for(s, c) : NULL;
    size_t size = s->distinct * s->proof_bytes;
    if (k && k->distinct >= s->distinct) {
        memcpy(s->proofs, k->proofs, size);
        return SGM_OK;
    }
    sgm_status st = write_proofs(s, s->proofs);
    uint8_t *grown = st == SGM_OK && k ? realloc(k->proofs, size) : NULL;
    if (grown) {
        k->proofs = memcpy(grown, s->proofs, size);
        k->distinct = s->distinct;
    }
    return st;
}

sgm_status sgm_theme_world(void **world, size_t bytes, const sgm_case *c, const sgm_case_env *env, size_t n,
                           sgm_status (*fill)(void *world, const sgm_case *c, const sgm_case_env *env, size_t n),
                           void (*clear)(void *world))
{
    *world = calloc(1, bytes);
    sgm_status st = *world ? fill(*world, c, env, n) : SGM_NOMEM;
    if (st != SGM_OK) {
        clear(*world);
        *world = NULL;
    }
    return st;
}

/* Lengths as the first instance says them. */
static sgm_status measure(theme_state *s)
{
    sgm_instance *inst;
    sgm_status st = s->theme->instance(&inst, s->world, 0, s->flavor);
    if (st != SGM_OK)
        return st;
    s->proof_bytes = sgm_instance_proof_size(inst);
    (void)sgm_instance_bytes(inst, &s->statement_bytes);
    sgm_instance_free(inst);
    return SGM_OK;
}

static sgm_status fill(theme_state *s, const sgm_case *c, const sgm_case_env *env)
{
    sgm_status st = s->theme->make(&s->world, c, env, &s->distinct);
    if (st == SGM_OK)
        st = measure(s);
    if (st != SGM_OK)
        return st;
    s->proofs = sgm_case_alloc(s->distinct, s->proof_bytes);
    s->made = sgm_case_alloc(s->distinct, s->proof_bytes);
    s->accepted = sgm_case_alloc(s->n, 1);
    s->instances = calloc(s->n, sizeof(sgm_instance *));
    if (!s->proofs || !s->made || !s->accepted || !s->instances)
        return SGM_NOMEM;
    st = obtain_proofs(s, c);
    if (st == SGM_OK && s->theme->declared)
        st = declare(s);
    if (st == SGM_OK && s->op == SGM_THEME_BATCH)
        st = sgm_batch_new(&s->batch, s->ctx, s->random ? SGM_WEIGHTS_RANDOM : SGM_WEIGHTS_DERIVED);
    unsigned threads = c->threads > 1 ? c->threads : env->threads;
    return st == SGM_OK && s->batch && threads > 1 ? sgm_batch_threads(s->batch, threads) : st;
}

sgm_status sgm_theme_setup(void **state, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    theme_state *s = calloc(1, sizeof *s);
    *state = NULL;
    if (!s)
        return SGM_NOMEM;
    s->theme = c->theme;
    s->ctx = env->ctx;
    s->flavor = c->flavor && strcmp(c->flavor, "hinted") == 0    ? SGM_HINTED
                : c->flavor && strcmp(c->flavor, "compact") == 0 ? SGM_COMPACT
                                                                 : SGM_BATCHABLE;
    s->op = c->op & SGM_THEME_OP;
    s->random = (c->op & SGM_THEME_RANDOM) != 0;
    s->n = s->distinct = n;
    s->seed = env->seed;
    sgm_status st = fill(s, c, env);
    if (st != SGM_OK)
        sgm_theme_teardown(s);
    else
        *state = s;
    return st;
}

static sgm_status prove_all(theme_state *s)
{
    const sgm_rng rng = sgm_rng_system();
    sgm_status st = SGM_OK;
    for (size_t i = 0; i < s->n && st == SGM_OK; i++) {
        size_t k = i % s->distinct;
        st = s->theme->prove(s->world, k, s->flavor, &rng, s->made + k * s->proof_bytes);
    }
    return st;
}

static sgm_status verify_one(const theme_state *s, size_t i, const uint8_t *proof)
{
    if (s->op == SGM_THEME_LITERAL)
        return s->theme->judge(s->world, i, proof, s->proof_bytes) == 1 ? SGM_OK : SGM_REJECTED;
    sgm_instance *inst;
    sgm_status st = take_instance(&inst, s, i);
    if (st == SGM_OK)
        st = sgm_verify(s->ctx, inst, proof, s->proof_bytes);
    give_back(s, inst);
    return st;
}

static sgm_status verify_all(theme_state *s, const uint8_t *proofs)
{
    sgm_status worst = SGM_OK;
    for (size_t i = 0; i < s->n; i++) {
        size_t k = i % s->distinct;
        sgm_status st = verify_one(s, k, proofs + k * s->proof_bytes);
        s->accepted[i] = st == SGM_OK;
        worst = st != SGM_OK ? st : worst;
    }
    return worst;
}

/* bad < n: the proof there is the one in `made` instead. */
static sgm_status verify_batch(theme_state *s, size_t bad)
{
    sgm_status st = SGM_OK;
    sgm_batch_clear(s->batch);
    if (!s->theme->declared)
        drop_instances(s);
    for (size_t i = 0; i < s->n && st == SGM_OK; i++) {
        size_t k = i % s->distinct;
        const uint8_t *from = i == bad ? s->made : s->proofs;
        size_t place = s->theme->declared ? k : i;
        st = take_instance(&s->instances[place], s, k);
        if (st == SGM_OK)
            st = sgm_batch_add(s->batch, s->instances[place], from + k * s->proof_bytes, s->proof_bytes);
    }
    if (st == SGM_OK)
        st = sgm_batch_verify(s->batch);
    memset(s->accepted, st == SGM_OK, s->n);
    return st;
}

sgm_status sgm_theme_run(void *state)
{
    theme_state *s = state;
    if (s->op == SGM_THEME_PROVE)
        return prove_all(s);
    return s->op == SGM_THEME_BATCH ? verify_batch(s, SIZE_MAX) : verify_all(s, s->proofs);
}

sgm_status sgm_theme_phases(void *state, uint64_t ns[SGM_PHASE_COUNT])
{
    theme_state *s = state;
    sgm_batch_measure(s->batch, ns);
    sgm_status st = sgm_theme_run(s);
    sgm_batch_measure(s->batch, NULL);
    return st;
}

static int batch_names(theme_state *s, size_t bad)
{
    const size_t *culprits;
    size_t n = 0;
    return verify_batch(s, bad) != SGM_OK && sgm_batch_culprits(s->batch, &culprits, &n) == SGM_OK && n == 1 &&
           culprits[0] == bad;
}

/* One bit of one proof flipped, at places spread over string and batch. */
static void check_tampered(theme_state *s, sgm_verdict *v)
{
    const size_t places = 4; /* in a batch every one costs a search for the culprit */
    v->rejects_tampered = 1;
    memcpy(s->made, s->proofs, s->distinct * s->proof_bytes);
    for (size_t k = 0; k <= places; k++) {
        size_t i = (k * 7 + k * k) % s->n, at = i % s->distinct, bit = k * (8 * s->proof_bytes - 1) / places;
        uint8_t *byte = &s->made[at * s->proof_bytes + bit / 8], flip = (uint8_t)(1u << bit % 8);
        *byte ^= flip;
        int caught =
            s->op == SGM_THEME_BATCH ? batch_names(s, i) : verify_one(s, at, s->made + at * s->proof_bytes) != SGM_OK;
        *byte ^= flip;
        if (!caught) {
            v->rejects_tampered = 0;
            sgm_verdict_fail(v, "proof %zu with bit %zu flipped is not refused", i, bit);
        }
    }
}

/* First, last and middle proof: each accepted by the theme's own judge, and refused with one bit flipped. */
static void check_with_judge(theme_state *s, const uint8_t *proofs, sgm_verdict *v)
{
    const size_t chosen[] = {0, s->distinct - 1, s->distinct / 2};
    uint8_t *damaged = malloc(s->proof_bytes);
    if (!damaged)
        sgm_verdict_fail(v, "no memory");
    for (size_t k = 0; k < sizeof chosen / sizeof *chosen && k < s->distinct && damaged; k++) {
        const uint8_t *proof = proofs + chosen[k] * s->proof_bytes;
        memcpy(damaged, proof, s->proof_bytes);
        damaged[s->proof_bytes - 32] ^= 1;
        if (s->theme->judge(s->world, chosen[k], proof, s->proof_bytes) == 0)
            sgm_verdict_fail(v, "proof %zu is not accepted by the literal equations", chosen[k]);
        if (s->theme->judge(s->world, chosen[k], damaged, s->proof_bytes) == 1)
            sgm_verdict_fail(v, "the literal equations accept proof %zu damaged", chosen[k]);
    }
    free(damaged);
}

void sgm_theme_check(void *state, sgm_verdict *v)
{
    theme_state *s = state;
    sgm_verdict_pass(v);
    sgm_status st = sgm_theme_run(s);
    if (st == SGM_OK && s->op == SGM_THEME_PROVE)
        st = verify_all(s, s->made);
    if (st != SGM_OK)
        sgm_verdict_fail(v, "honest proofs ended with status %d", (int)st);
    if (s->proof_bytes != s->theme->proof_size(s->world, s->flavor))
        sgm_verdict_fail(v, "a proof of %zu bytes instead of %zu", s->proof_bytes,
                         s->theme->proof_size(s->world, s->flavor));
    if (s->theme->judge && s->op != SGM_THEME_LITERAL)
        check_with_judge(s, s->op == SGM_THEME_PROVE ? s->made : s->proofs, v);
    check_tampered(s, v);
    if (sgm_theme_run(s) != SGM_OK)
        sgm_verdict_fail(v, "honest proofs are refused after tampered ones");
}

void sgm_theme_input(void *state, const sgm_sink *sink)
{
    const theme_state *s = state;
    for (size_t i = 0; i < s->distinct; i++) {
        sgm_instance *inst;
        size_t len;
        if (s->theme->instance(&inst, s->world, i, s->flavor) != SGM_OK)
            continue;
        const uint8_t *bytes = sgm_instance_bytes(inst, &len);
        sgm_sink_put(sink, bytes, len);
        sgm_instance_free(inst);
    }
}

/* Provers draw fresh randomness in a run; what is compared are the proofs from the reproducible stream. */
void sgm_theme_canon(void *state, const sgm_sink *sink)
{
    const theme_state *s = state;
    if (s->op != SGM_THEME_PROVE)
        sgm_sink_put(sink, s->accepted, s->n);
    sgm_sink_put(sink, s->proofs, s->distinct * s->proof_bytes);
}

size_t sgm_theme_proof_bytes(const void *state) { return ((const theme_state *)state)->proof_bytes; }
size_t sgm_theme_statement_bytes(const void *state) { return ((const theme_state *)state)->statement_bytes; }
