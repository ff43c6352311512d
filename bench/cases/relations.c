/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cases of plain relations, in batches by the draft's own rule: a Schnorr proof, equality of two logarithms, and the OR
 * of two Schnorr clauses. */
#include "bench/cases/theme.h"
#include "bench/peers/literal.h"
#include "bench/peers/plain.h"
#include "protocols/relation.h"
#include "protocols/transcript.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_CLAUSES = 2, MAX_EQUATIONS = 2 };

/* How many clauses, and how many equations each has: image = x base with one x for all of them. */
typedef struct shape {
    const char *tag;
    uint32_t n_clauses, n_equations;
    size_t bytes;
} shape;

/* One statement: of each clause the base of each equation (the first is G) and its image. */
typedef struct relation {
    uint8_t base[MAX_CLAUSES][MAX_EQUATIONS][32], image[MAX_CLAUSES][MAX_EQUATIONS][32];
    sgm_sc x; /* of clause `real` */
    uint32_t real;
} relation;

typedef struct relations {
    const sgm_ctx *ctx;
    const shape *shape;
    uint8_t sid[32];
    relation *of;
} relations;

static void clear(void *world)
{
    relations *w = world;
    if (!w)
        return;
    free(w->of);
    free(w);
}

/* out = k G, without code of ours. */
static sgm_status multiple(uint8_t out[32], const sgm_sc *k)
{
    uint8_t bytes[32];
    sgm_sc_to_bytes(bytes, k);
    return crypto_scalarmult_ristretto255_base(out, bytes) == 0 ? SGM_OK : SGM_IO;
}

/* Bases are multiples of G by known scalars; a clause that is not real has images that no x explains. */
static sgm_status fill(const relations *w, relation *r, size_t i, const sgm_sc *random)
{
    sgm_status st = SGM_OK;
    r->real = (uint32_t)i % w->shape->n_clauses;
    r->x = random[0];
    for (uint32_t k = 0; k < w->shape->n_clauses; k++)
        for (uint32_t e = 0; e < w->shape->n_equations; e++) {
            const sgm_sc *base = e == 0 ? &sgm_sc_one : &random[1];
            sgm_sc image = random[2 + e];
            if (k == r->real)
                sgm_sc_mul(&image, base, &r->x);
            st |= multiple(r->base[k][e], base) | multiple(r->image[k][e], &image);
        }
    return st;
}

static sgm_status make_shape(void **world, const sgm_case_env *env, size_t n, const shape *of)
{
    enum { SCALARS = 4 };
    relations *w = calloc(1, sizeof *w);
    sgm_sc *random = sgm_case_alloc(SCALARS * n, sizeof *random);
    *world = w;
    if (w)
        *w = (relations){.ctx = env->ctx, .shape = of, .of = sgm_case_alloc(n, sizeof *w->of)};
    if (!w || !random || !w->of) {
        free(random);
        clear(w);
        *world = NULL;
        return SGM_NOMEM;
    }
    sgm_session_id(w->sid, of->tag, strlen(of->tag));
    sgm_input_scalars(random, SCALARS * n, env->seed, of->tag);
    sgm_status st = SGM_OK;
    for (size_t i = 0; i < n && st == SGM_OK; i++)
        st = fill(w, &w->of[i], i, random + SCALARS * i);
    free(random);
    if (st != SGM_OK) {
        clear(w);
        *world = NULL;
    }
    return st;
}

/* Elements of a clause: G, then of each equation the base, unless it is G, and the image. */
static sgm_status clause_of(sgm_relation **out, const relations *w, const relation *r, uint32_t k)
{
    sgm_image_term image[MAX_EQUATIONS];
    sgm_linear_term term[MAX_EQUATIONS];
    sgm_equation equation[MAX_EQUATIONS];
    uint8_t element[1 + 2 * MAX_EQUATIONS][32];
    uint32_t n = 1;
    memcpy(element[0], r->base[k][0], 32);
    for (uint32_t e = 0; e < w->shape->n_equations; e++) {
        uint32_t base = 0;
        if (e > 0) {
            base = n;
            memcpy(element[n++], r->base[k][e], 32);
        }
        image[e] = (sgm_image_term){n, sgm_sc_one};
        term[e] = (sgm_linear_term){0, base, sgm_sc_one};
        equation[e] = (sgm_equation){&image[e], &term[e], 1, 1};
        memcpy(element[n++], r->image[k][e], 32);
    }
    return sgm_relation_new(out, w->ctx, equation, w->shape->n_equations, (const uint8_t(*)[32])element, n);
}

static sgm_status instance(sgm_instance **out, void *world, size_t i, sgm_flavor flavor)
{
    const relations *w = world;
    uint32_t n = w->shape->n_clauses;
    sgm_relation *clause[MAX_CLAUSES] = {NULL};
    sgm_status st = SGM_OK;
    for (uint32_t k = 0; k < n && st == SGM_OK; k++)
        st = clause_of(&clause[k], w, &w->of[i], k);
    if (st == SGM_OK)
        return sgm_instance_new(out, w->ctx, clause, n, n > 1, w->sid, flavor, SGM_CHALLENGE_FULL, 0);
    for (uint32_t k = 0; k < n; k++)
        sgm_relation_free(clause[k]);
    return st;
}

static sgm_status prove(void *world, size_t i, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    const relations *w = world;
    sgm_instance *inst;
    sgm_status st = instance(&inst, world, i, flavor);
    if (st != SGM_OK)
        return st;
    st = sgm_prove(w->ctx, inst, w->of[i].real, &w->of[i].x, rng, proof);
    sgm_instance_free(inst);
    return st;
}

static int judge(const void *world, size_t i, const uint8_t *proof, size_t len)
{
    const relations *w = world;
    const relation *r = &w->of[i];
    sgm_literal_clause clause[MAX_CLAUSES];
    uint8_t sid[32];
    for (uint32_t k = 0; k < w->shape->n_clauses; k++)
        clause[k] = (sgm_literal_clause){
            .n = w->shape->n_equations, .image = {r->image[k][0], r->image[k][1]}, .base = {NULL, r->base[k][1]}};
    return sgm_plain_session(sid, w->shape->tag, strlen(w->shape->tag)) &&
           sgm_literal_accepts_clauses(sid, clause, w->shape->n_clauses, proof, len);
}

static size_t proof_size(const void *world, sgm_flavor flavor)
{
    const relations *w = world;
    (void)flavor;
    return w->shape->bytes;
}

#define SHAPE(name, clauses, equations, bytes)                                                                         \
    static sgm_status make_##name(void **world, const sgm_case *c, const sgm_case_env *env, size_t *n)                 \
    {                                                                                                                  \
        static const shape of = {"sigmark-bench-" #name, clauses, equations, bytes};                                   \
        (void)c;                                                                                                       \
        return make_shape(world, env, *n, &of);                                                                        \
    }                                                                                                                  \
    static const sgm_theme name = {.make = make_##name,                                                                \
                                   .instance = instance,                                                               \
                                   .prove = prove,                                                                     \
                                   .proof_size = proof_size,                                                           \
                                   .clear = clear,                                                                     \
                                   .judge = judge,                                                                     \
                                   .declared = 1};
SHAPE(schnorr, 1, 1, 64)
SHAPE(dleq, 1, 2, 96)
SHAPE(or_of_two, 2, 1, 160)

static const size_t batches[] = {1, 8, 64, 512, 1024, 4096, 0}, large[] = {64, 1024, 4096, 0};

#define RELATION(theme, name)                                                                                          \
    SGM_THEME_ENTRIES(theme, name, "batchable", batches, NULL),                                                        \
        SGM_THEME_CONDITIONS(theme, name, "batchable", large, NULL),                                                   \
        SGM_THEME_LITERALS(theme, name, "batchable", NULL)

static const sgm_case list[] = {RELATION(&schnorr, "SCHNORR"), RELATION(&dleq, "DLEQ"), RELATION(&or_of_two, "OR2")};
const sgm_case_group sgm_cases_relations = {list, sizeof list / sizeof list[0]};
