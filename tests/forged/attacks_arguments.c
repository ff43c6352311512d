/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Forgeries of arguments of several rounds whose transcript lacks something: the rest of the string is random, and what
 * is not hashed is solved for, with the coefficients that the library at hand works out for the string. */
#include "protocols/argument.h"
#include "tests/forged/attacks.h"

#include <stdlib.h>
#include <string.h>

enum { POINTS = 32, ELEMENTS = 8, SCALARS = 8, CHALLENGES = 24, FACTORS = 512, EQUATIONS = 3, TERMS = 4096 };
enum { NONE = -1 };

/* Of each form: the scalars t and tau (the first two, or from norm_scalar on) make equation 0 true by themselves, or
 * not; of the equations, which point may come after its challenge if no point is hashed, and which if those of rounds
 * are not; the element and the equation that may wait for the statement. */
typedef struct target {
    int n_equations, has_norm;
    int commitment[EQUATIONS], round[EQUATIONS], element, element_equation;
    uint32_t norm_scalar;
} target;

static const target targets[] = {
    [FORM_F0S_LOG] = {1, 0, {0}, {1}, 0, 0, 0},
    [FORM_RANGE] = {1, 0, {0}, {1}, 0, 0, 0},
    [FORM_F2_MLR] = {1, 0, {0}, {1}, 0, 0, 0},
    [FORM_F2_L1] = {1, 0, {0}, {1}, 0, 0, 0},
    [FORM_F5_ACC] = {1, 0, {0}, {1}, 0, 0, 0},
    [FORM_F4_RIDGE] = {2, 1, {1, 0}, {NONE, 5}, 2, 1, 0},
    [FORM_F4_VICINITY] = {2, 1, {1, 0}, {NONE, 5}, 2, 1, 0},
    [FORM_F4_MINIBATCH] = {2, 1, {1, 0}, {NONE, 5}, 3, 1, 0},
    [FORM_F2_L2] = {3, 1, {3, 2, 7}, {NONE, 5, 8}, NONE, NONE, 0},
    [FORM_F5_NORM] = {3, 1, {3, 2, 7}, {NONE, 5, 8}, NONE, NONE, 0},
    [FORM_F4_ENTRIES] = {3, 1, {25, 24, 0}, {NONE, 26, 2}, NONE, NONE, 3},
    [FORM_F4_LOGISTIC] = {3, 1, {18, 17, 1}, {NONE, 26, 3}, NONE, NONE, 3},
};

/* A point known as g G + h H. */
typedef struct known {
    sgm_sc g, h;
} known;

typedef struct draft {
    const forger *f;
    const sgm_backend *be;
    forgery_item *it;
    sgm_instance *inst;
    void *owned;
    known point[POINTS], element[ELEMENTS];
} draft;

static void random_point(const forger *f, known *k, uint8_t out[32])
{
    subject_scalar(f->g, &k->g);
    subject_scalar(f->g, &k->h);
    sgm_record_commit(f->ctx, out, &k->g, &sgm_sc_zero, &k->h);
}

/* Every point of the statement opens to something that nobody meant, and the string says anything. */
static void begin(draft *d, const forger *f, int form_number, forgery_item *it)
{
    sgm_sc witness[SUBJECT_MAX_WITNESS], x;
    const subject_form *form = forgery_forms[form_number];
    *it = (forgery_item){.form = form, .flavor = SGM_BATCHABLE};
    *d = (draft){.f = f, .be = sgm_ctx_backend(f->ctx), .it = it};
    form->make(f->ctx, f->g, it->statement, witness);
    for (size_t i = 0; form->fields[i] == 'P'; i++)
        random_point(f, &d->element[i], it->statement[i]);
    forgery_need(forgery_instance(&d->inst, &d->owned, f->ctx, it) == SGM_OK, "making a statement");
    const sgm_script *s = &d->inst->argument->script;
    forgery_need(s->n_points <= POINTS && s->n_scalars <= SCALARS && s->n_challenges <= CHALLENGES,
                 "room for a string");
    for (uint32_t i = 0, point = 0; i < s->n_steps; i++)
        for (uint32_t k = 0; k < s->step[i].n; k++) {
            if (s->step[i].kind == SGM_STEP_POINTS) {
                random_point(f, &d->point[point++], it->proof + it->len);
            } else if (s->step[i].kind == SGM_STEP_SCALARS) {
                subject_scalar(f->g, &x);
                sgm_sc_to_bytes(it->proof + it->len, &x);
            } else {
                continue;
            }
            it->len += 32;
        }
}

/* Where the string has its index-th point or scalar. */
static uint8_t *place(const draft *d, sgm_step_kind kind, uint32_t index)
{
    const sgm_step *step = d->inst->argument->script.step;
    uint8_t *at = d->it->proof;
    for (; step->kind != kind || index >= step->n; step++) {
        index -= step->kind == kind ? step->n : 0;
        at += step->kind == SGM_STEP_POINTS || step->kind == SGM_STEP_SCALARS ? 32 * (size_t)step->n : 0;
    }
    return at + 32 * (size_t)index;
}

/* One equation about a string: what everything in it is multiplied with. */
typedef struct equation {
    sgm_sc generator[SGM_GEN_COUNT], element[ELEMENTS], point[POINTS];
    sgm_sc factor[2][SGM_OUTERS_MAX][FACTORS], *a[SGM_OUTERS_MAX], *b[SGM_OUTERS_MAX];
    uint8_t enc[POINTS][SGM_ELEMENT_BYTES];
} equation;

static void read_equation(const draft *d, int number, equation *out)
{
    const sgm_argument *argument = d->inst->argument;
    sgm_sc scalar[SCALARS], challenge[CHALLENGES], inverse[CHALLENGES], weight[EQUATIONS] = {{{0}}};
    sgm_sc *scratch = calloc(argument->scratch + 1, sizeof *scratch);
    const sgm_argument_job job = {d->inst, d->it->proof, challenge};
    memset(out, 0, sizeof *out);
    for (uint32_t k = 0; k < argument->n_outers; k++) {
        forgery_need(argument->outers[k].rows <= FACTORS && argument->outers[k].columns <= FACTORS,
                     "room for a vector");
        out->a[k] = out->factor[0][k];
        out->b[k] = out->factor[1][k];
    }
    forgery_need(scratch && sgm_argument_parse(d->inst, d->it->proof, out->enc, scalar), "reading a string");
    sgm_argument_challenges(d->be, &job, 1);
    forgery_need(sgm_argument_nonzero(argument, challenge, inverse), "challenges");
    for (uint32_t i = 0; i < argument->script.n_challenges; i++)
        sgm_sc_invert(&inverse[i], &inverse[i]);
    weight[number] = sgm_sc_one;
    const sgm_reading in = {scalar, challenge, inverse, weight, d->be, scratch};
    const sgm_sums sums = {out->generator, out->element, out->point, out->a, out->b};
    argument->sum(argument, &in, &sums);
    free(scratch);
}

/* Terms of a sum. */
typedef struct terms {
    sgm_affine at[TERMS];
    sgm_sc k[TERMS];
    size_t n;
} terms;

static void add_term(terms *t, const sgm_affine *p, const sgm_sc *k)
{
    forgery_need(t->n < TERMS, "room for terms");
    t->at[t->n] = *p;
    t->k[t->n++] = *k;
}

static void add_encoded(const draft *d, terms *t, const uint8_t enc[32], const sgm_sc *k)
{
    uint8_t ok, copy[1][32];
    sgm_affine p;
    memcpy(copy[0], enc, sizeof copy[0]);
    forgery_need(d->be->decode(&p, &ok, (const uint8_t(*)[32])copy, 1) == 0, "decoding");
    add_term(t, &p, k);
}

static void add_outer(terms *t, const sgm_outer *o, const sgm_sc *a, const sgm_sc *b)
{
    const uint32_t rows = o->rows > 0 ? o->rows : 1;
    for (uint32_t r = 0; r < rows; r++)
        for (uint32_t c = 0; c < o->columns; c++) {
            sgm_sc k = a[r];
            if (o->rows > 0)
                sgm_sc_mul(&k, &a[r], &b[c]);
            add_term(t, &o->vector.points[o->offset + (size_t)r * o->columns + c], &k);
        }
}

/* All terms but those whose coefficients were set to 0. */
static void add_all(const draft *d, terms *t, const equation *e)
{
    const sgm_argument *argument = d->inst->argument;
    t->n = 0;
    for (int i = 0; i < SGM_GEN_COUNT; i++)
        add_term(t, sgm_ctx_generator_point(d->f->ctx, i), &e->generator[i]);
    for (uint32_t i = 0; i < d->inst->n_elements; i++)
        if (!sgm_sc_is_zero(&e->element[i]))
            add_encoded(d, t, d->it->statement[i], &e->element[i]);
    for (uint32_t i = 0; i < argument->script.n_points; i++)
        if (!sgm_sc_is_zero(&e->point[i]))
            add_encoded(d, t, e->enc[i], &e->point[i]);
    for (uint32_t k = 0; k < argument->n_outers; k++)
        add_outer(t, &argument->outers[k], e->a[k], e->b[k]);
}

/* out: what makes the equation true in the place of the term with this coefficient. */
static void solve(const draft *d, equation *e, sgm_sc *coefficient, uint8_t out[32])
{
    static terms t;
    static sgm_point product[TERMS];
    sgm_affine rest;
    sgm_sc minus;
    sgm_sc_invert(&minus, coefficient);
    sgm_sc_neg(&minus, &minus);
    forgery_need(!sgm_sc_is_zero(&minus), "solving");
    *coefficient = sgm_sc_zero;
    add_all(d, &t, e);
    d->be->var_mul(product, t.at, t.k, t.n);
    for (size_t i = 1; i < t.n; i++)
        d->be->add(&product[0], &product[0], &product[i], 1);
    d->be->to_affine(&rest, product, 1);
    d->be->var_mul(product, &rest, &minus, 1);
    d->be->encode((uint8_t(*)[32])out, product, 1);
}

static void solve_for_point(const draft *d, int number, int point)
{
    equation e;
    read_equation(d, number, &e);
    solve(d, &e, &e.point[point], place(d, SGM_STEP_POINTS, (uint32_t)point));
}

/* t G + tau H + sum of known points = 0, by t and tau. */
static void open_norm(const draft *d, uint32_t first)
{
    equation e;
    sgm_sc t, tau;
    memset(place(d, SGM_STEP_SCALARS, first), 0, 64);
    read_equation(d, 0, &e);
    t = e.generator[SGM_GEN_G];
    tau = e.generator[SGM_GEN_H];
    for (uint32_t i = 0; i < d->inst->n_elements; i++) {
        sgm_sc_muladd(&t, &e.element[i], &d->element[i].g, &t);
        sgm_sc_muladd(&tau, &e.element[i], &d->element[i].h, &tau);
    }
    for (uint32_t i = 0; i < d->inst->argument->script.n_points; i++) {
        sgm_sc_muladd(&t, &e.point[i], &d->point[i].g, &t);
        sgm_sc_muladd(&tau, &e.point[i], &d->point[i].h, &tau);
    }
    sgm_sc_neg(&t, &t);
    sgm_sc_neg(&tau, &tau);
    sgm_sc_to_bytes(place(d, SGM_STEP_SCALARS, first), &t);
    sgm_sc_to_bytes(place(d, SGM_STEP_SCALARS, first + 1), &tau);
}

static void end(const draft *d) { forgery_free_instance(d->it, d->inst, d->owned); }

/* No point is in the transcript: one of each equation comes last. */
void argument_late_commitments(const forger *f, forgery *out, int variant)
{
    const target *t = &targets[variant];
    draft d;
    begin(&d, f, variant, &out->item[0]);
    for (int i = 0; i < t->n_equations; i++)
        solve_for_point(&d, i, t->commitment[i]);
    end(&d);
}

/* The points of rounds are not. */
void argument_late_round(const forger *f, forgery *out, int variant)
{
    const target *t = &targets[variant];
    draft d;
    begin(&d, f, variant, &out->item[0]);
    if (t->has_norm)
        open_norm(&d, t->norm_scalar);
    for (int i = t->has_norm; i < t->n_equations; i++)
        solve_for_point(&d, i, t->round[i]);
    end(&d);
}

/* The statement is not: a commitment in it comes last. */
void argument_late_statement(const forger *f, forgery *out, int variant)
{
    const target *t = &targets[variant];
    draft d;
    equation e;
    do { /* probes may be such that a commitment does not matter */
        begin(&d, f, variant, &out->item[0]);
        if (t->has_norm)
            open_norm(&d, t->norm_scalar);
        read_equation(&d, t->element_equation, &e);
        if (!sgm_sc_is_zero(&e.element[t->element]))
            break;
        end(&d);
    } while (1);
    solve(&d, &e, &e.element[t->element], out->item[0].statement[t->element]);
    end(&d);
}
