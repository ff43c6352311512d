/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* RANGE, F2 and F5: bits in rows. */
#include "protocols/formulation/ball.h"
#include "protocols/formulation/f2.h"
#include "protocols/formulation/f5.h"
#include "protocols/formulation/range.h"
#include "tests/conformance/formulation.h"

#include <string.h>

static uint32_t equations(const void *statement)
{
    (void)statement;
    return 1;
}

/* The challenges of an instance, if it is one. */
static void follow(record *r, sgm_status st, sgm_instance *inst, octets narg)
{
    record_expect(r, st == SGM_OK, "the instance is refused");
    if (st == SGM_OK)
        formulation_follow(r, &inst->argument->script, narg);
    sgm_instance_free(inst);
}

/* Numbers of the witness, n of them, and their blindings. */
static int read_opening(record *r, const json_t *witness, const char *w, const char *rho, size_t n,
                        sgm_weights_opening *out)
{
    int64_t *numbers = record_alloc(r, n * sizeof *numbers);
    uint32_t n_rho;
    out->w = numbers;
    if (read_numbers(json_object_get(witness, w), numbers, n) && read_scalars(r, witness, rho, &out->rho, &n_rho) &&
        n_rho == n)
        return 1;
    record_unusable(r, "\"Witness\" does not hold %zu openings", n);
    return 0;
}

/* RANGE */

static void *read_range(record *r, const formulation_form *self, const json_t *statement, const json_t *aux)
{
    sgm_range_statement *s = record_alloc(r, sizeof *s);
    const json_t *list = json_object_get(statement, "R");
    sgm_bound *R;
    (void)self;
    (void)aux;
    if (!read_points(r, statement, "V", &s->V, &s->n) || json_array_size(list) != s->n)
        return NULL;
    s->R = R = record_alloc(r, s->n * sizeof *R);
    for (uint32_t j = 0; j < s->n; j++)
        if (!read_bound(json_array_get(list, j), &R[j]))
            return NULL;
    return s;
}

static sgm_status range_instance(sgm_instance **out, const sgm_ctx *ctx, const void *statement, sgm_flavor flavor)
{
    return sgm_range_instance(out, ctx, statement, flavor);
}

static size_t range_size(const void *statement, sgm_flavor flavor) { return sgm_range_proof_size(statement, flavor); }

static void range_challenges(record *r, const void *statement, octets narg)
{
    sgm_instance *inst;
    sgm_status st = sgm_range_instance(&inst, r->ctx, statement, SGM_BATCHABLE);
    follow(r, st, inst, narg);
}

static sgm_status range_prove(record *r, const void *statement, const json_t *witness, sgm_flavor flavor,
                              const sgm_rng *rng, uint8_t *proof)
{
    const sgm_range_statement *s = statement;
    const json_t *list = json_object_get(witness, "v");
    sgm_bound *v = record_alloc(r, s->n * sizeof *v);
    const sgm_sc *gamma;
    uint32_t n;
    int good = json_array_size(list) == s->n && read_scalars(r, witness, "gamma", &gamma, &n) && n == s->n;
    for (uint32_t j = 0; j < s->n && good; j++)
        good = read_bound(json_array_get(list, j), &v[j]);
    if (!good) {
        record_unusable(r, "\"Witness\" does not hold %u values", s->n);
        return SGM_USAGE;
    }
    return sgm_range_prove(r->ctx, s, v, gamma, flavor, rng, proof);
}

const formulation_form form_range = {.name = "RANGE",
                                     .width = SGM_CHALLENGE_FULL,
                                     .no_compact = 1,
                                     .read = read_range,
                                     .instance = range_instance,
                                     .proof_size = range_size,
                                     .equations = equations,
                                     .challenges = range_challenges,
                                     .prove = range_prove};

/* F2 */

typedef struct f2 {
    sgm_f2_form form;
    sgm_probes probes;
    sgm_f2_statement s;
} f2;

/* Rows of p numbers, T of them, with labels or without. */
static int read_probes(record *r, const json_t *aux, const char *key, const uint8_t *label, uint32_t T, uint32_t p,
                       sgm_probes *out)
{
    const int64_t *x = read_matrix(r, aux, key, T, p);
    return x && sgm_probes_init(out, x, label, T, p) == SGM_OK;
}

static void *read_f2(record *r, const formulation_form *self, const json_t *statement, const json_t *aux)
{
    f2 *x = record_alloc(r, sizeof *x);
    uint32_t p, T, n_W, n_W0;
    x->form = strcmp(self->name, "F2-MLR") == 0 ? SGM_F2_MLR : SGM_F2_L1;
    x->s.probes = &x->probes;
    int good = read_u32(r, statement, "p", &p) && read_u32(r, statement, "T", &T) &&
               read_points(r, statement, "W", &x->s.W, &n_W) && n_W == p &&
               read_points(r, statement, "W0", &x->s.W0, &n_W0) && n_W0 == p &&
               read_bound(json_object_get(statement, x->form == SGM_F2_MLR ? "E" : "B"), &x->s.bound) &&
               (x->form == SGM_F2_MLR || read_u32(r, statement, "k", &x->s.digits)) &&
               read_probes(r, aux, "Probes", NULL, T, p, &x->probes);
    return good ? x : NULL;
}

static sgm_status f2_instance(sgm_instance **out, const sgm_ctx *ctx, const void *statement, sgm_flavor flavor)
{
    const f2 *x = statement;
    return sgm_f2_instance(out, ctx, x->form, &x->s, flavor);
}

static size_t f2_size(const void *statement, sgm_flavor flavor)
{
    const f2 *x = statement;
    return sgm_f2_proof_size(x->form, &x->s, flavor);
}

static void f2_challenges(record *r, const void *statement, octets narg)
{
    sgm_instance *inst;
    sgm_status st = f2_instance(&inst, r->ctx, statement, SGM_BATCHABLE);
    follow(r, st, inst, narg);
}

static sgm_status f2_prove(record *r, const void *statement, const json_t *witness, sgm_flavor flavor,
                           const sgm_rng *rng, uint8_t *proof)
{
    const f2 *x = statement;
    sgm_weights_opening model, without;
    if (!read_opening(r, witness, "w", "rho", x->probes.p, &model) ||
        !read_opening(r, witness, "w0", "rho0", x->probes.p, &without))
        return SGM_USAGE;
    return sgm_f2_prove(r->ctx, x->form, &x->s, &model, &without, flavor, rng, proof);
}

#define FORM_F2(name_)                                                                                                 \
    {                                                                                                                  \
        .name = name_, .width = SGM_CHALLENGE_FULL, .no_compact = 1, .read = read_f2, .instance = f2_instance,         \
        .proof_size = f2_size, .equations = equations, .challenges = f2_challenges, .prove = f2_prove                  \
    }
const formulation_form form_f2_mlr = FORM_F2("F2-MLR"), form_f2_l1 = FORM_F2("F2-L1");

/* F5-ACC */

typedef struct f5 {
    sgm_probes items;
    sgm_f5_statement s;
} f5;

static void *read_f5(record *r, const formulation_form *self, const json_t *statement, const json_t *aux)
{
    f5 *x = record_alloc(r, sizeof *x);
    const json_t *audit = json_object_get(aux, "Audit"), *y = json_object_get(audit, "y");
    uint32_t p, T, n_W;
    uint8_t *label = record_alloc(r, json_array_size(y));
    (void)self;
    for (size_t i = 0; i < json_array_size(y); i++)
        label[i] = (uint8_t)json_integer_value(json_array_get(y, i));
    x->s.items = &x->items;
    int good = read_u32(r, statement, "p", &p) && read_u32(r, statement, "T", &T) && json_array_size(y) == T &&
               read_u32(r, statement, "k", &x->s.digits) && read_u32(r, statement, "t", &x->s.at_least) &&
               read_points(r, statement, "W", &x->s.W, &n_W) && n_W == p &&
               read_probes(r, audit, "X", label, T, p, &x->items);
    return good ? x : NULL;
}

static sgm_status f5_instance(sgm_instance **out, const sgm_ctx *ctx, const void *statement, sgm_flavor flavor)
{
    return sgm_f5_instance(out, ctx, &((const f5 *)statement)->s, flavor);
}

static size_t f5_size(const void *statement, sgm_flavor flavor)
{
    return sgm_f5_proof_size(&((const f5 *)statement)->s, flavor);
}

static void f5_challenges(record *r, const void *statement, octets narg)
{
    sgm_instance *inst;
    sgm_status st = f5_instance(&inst, r->ctx, statement, SGM_BATCHABLE);
    follow(r, st, inst, narg);
}

static sgm_status f5_prove(record *r, const void *statement, const json_t *witness, sgm_flavor flavor,
                           const sgm_rng *rng, uint8_t *proof)
{
    const f5 *x = statement;
    sgm_weights_opening model;
    if (!read_opening(r, witness, "w", "rho", x->items.p, &model))
        return SGM_USAGE;
    return sgm_f5_prove(r->ctx, &x->s, &model, flavor, rng, proof);
}

const formulation_form form_f5_acc = {.name = "F5-ACC",
                                      .width = SGM_CHALLENGE_FULL,
                                      .no_compact = 1,
                                      .read = read_f5,
                                      .instance = f5_instance,
                                      .proof_size = f5_size,
                                      .equations = equations,
                                      .challenges = f5_challenges,
                                      .prove = f5_prove};

/* F2-L2 and F5-NORM */

typedef struct ball {
    sgm_ball_form form;
    sgm_ball_statement s;
} ball;

static void *read_ball(record *r, const formulation_form *self, const json_t *statement, const json_t *aux)
{
    ball *x = record_alloc(r, sizeof *x);
    uint32_t n_W, n_W0;
    (void)aux;
    x->form = strcmp(self->name, "F2-L2") == 0 ? SGM_F2_L2 : SGM_F5_NORM;
    int good = read_u32(r, statement, "p", &x->s.p) && read_points(r, statement, "W", &x->s.W, &n_W) && n_W == x->s.p &&
               (x->form == SGM_F5_NORM || (read_points(r, statement, "W0", &x->s.W0, &n_W0) && n_W0 == x->s.p)) &&
               read_bound(json_object_get(statement, "B"), &x->s.square) &&
               read_bound(json_object_get(statement, "E"), &x->s.each);
    return good ? x : NULL;
}

static sgm_status ball_instance(sgm_instance **out, const sgm_ctx *ctx, const void *statement, sgm_flavor flavor)
{
    const ball *x = statement;
    return sgm_ball_instance(out, ctx, x->form, &x->s, flavor);
}

static size_t ball_size(const void *statement, sgm_flavor flavor)
{
    return sgm_ball_proof_size(&((const ball *)statement)->s, flavor);
}

static uint32_t ball_equations(const void *statement)
{
    (void)statement;
    return 3;
}

static void ball_challenges(record *r, const void *statement, octets narg)
{
    sgm_instance *inst;
    sgm_status st = ball_instance(&inst, r->ctx, statement, SGM_BATCHABLE);
    follow(r, st, inst, narg);
}

static sgm_status ball_prove(record *r, const void *statement, const json_t *witness, sgm_flavor flavor,
                             const sgm_rng *rng, uint8_t *proof)
{
    const ball *x = statement;
    sgm_weights_opening model, without;
    if (!read_opening(r, witness, "w", "rho", x->s.p, &model) ||
        (x->form == SGM_F2_L2 && !read_opening(r, witness, "w0", "rho0", x->s.p, &without)))
        return SGM_USAGE;
    return sgm_ball_prove(r->ctx, x->form, &x->s, &model, &without, flavor, rng, proof);
}

#define FORM_BALL(name_)                                                                                               \
    {                                                                                                                  \
        .name = name_, .width = SGM_CHALLENGE_FULL, .no_compact = 1, .read = read_ball, .instance = ball_instance,     \
        .proof_size = ball_size, .equations = ball_equations, .challenges = ball_challenges, .prove = ball_prove       \
    }
const formulation_form form_f2_l2 = FORM_BALL("F2-L2"), form_f5_norm = FORM_BALL("F5-NORM");
