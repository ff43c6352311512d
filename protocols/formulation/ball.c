/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F2-L2 and F5-NORM: a norm argument on the masked weights, tied to their commitments; then rows for box and ball. */
#include "protocols/formulation/ball.h"

#include "protocols/commit.h"
#include "protocols/formulation/values.h"
#include "protocols/inner.h"
#include "protocols/norm.h"
#include "protocols/tensor.h"

#include <stdlib.h>
#include <string.h>

const sgm_words sgm_ball_words[SGM_BALL_FORMS] = {
    [SGM_F2_L2] = {.name = "F2-L2",
                   .title = "non-influence, distance of weights",
                   .system = "norm argument and bits in rows (Bulletproofs+ with weighted bits)",
                   .claim = "The weights of the two committed models differ by at most the bound in Euclidean norm.",
                   .non_claim = "It does not say that D was used. It is evidence against influence, and nothing beyond "
                                "inputs of the stated norm. It is not differential privacy, which is a property of the "
                                "training algorithm.",
                   .audience = "anyone",
                   .assumption = "discrete logarithm, random oracle"},
    [SGM_F5_NORM] = {.name = "F5-NORM",
                     .title = "weights in a ball and a box",
                     .system = "norm argument and bits in rows (Bulletproofs+ with weighted bits)",
                     .claim = "The committed weights lie in this ball and box.",
                     .non_claim = "It says nothing about what the model was trained on.",
                     .audience = "anyone",
                     .assumption = "discrete logarithm, random oracle"},
};

/* Order of the proof's points, scalars and challenges up to the fold. */
enum { POINT_WEIGHTS, POINT_SQUARE, POINT_M, POINT_T0, POINT_T1, POINTS };
enum { SCALAR_T, SCALAR_TAU, SCALAR_RHO, SCALAR_Z, SCALARS };
enum { CHALLENGE_MU, CHALLENGE_X, CHALLENGE_W, CHALLENGES };
enum { EQUATION_VALUES, EQUATION_NORM, EQUATION_ROWS, EQUATIONS };

/* The argument, with all it points to in one block. */
typedef struct ball {
    sgm_argument arg;
    sgm_rows rows;
    sgm_rows_block blocks[2];
    sgm_outer outers[SGM_OUTERS_MAX];
    uint32_t p, rounds;
    int is_difference;
    sgm_sc B, E;
    sgm_sc weight[125 + 1 + 120]; /* of the two kinds of rows */
} ball;

/* 1 if p E^2 < 2^250. In: p <= 2^16. */
static int no_wrap(uint32_t p, const sgm_bound *E)
{
    sgm_sc x = sgm_bound_scalar(E), count;
    if (sgm_sc_reaches(&x, 125))
        return 0;
    sgm_sc_mul(&x, &x, &x);                           /* below 2^250, so not reduced */
    if (sgm_sc_reaches(&x, 251 - sgm_rows_rounds(p))) /* p is more than half of 2^rounds */
        return 0;
    sgm_sc_from_u64(&count, p);
    sgm_sc_mul(&x, &x, &count); /* below 2^251 */
    return !sgm_sc_reaches(&x, 250);
}

/* Bits of the rows; 0 where there is no statement. */
static uint32_t count_bits(const sgm_ball_statement *s)
{
    sgm_sc E = sgm_bound_scalar(&s->each), B = sgm_bound_scalar(&s->square);
    if (s->p == 0 || s->p > SGM_WEIGHTS_MAX || sgm_sc_is_zero(&E) || sgm_sc_is_zero(&B) || sgm_sc_reaches(&B, 120) ||
        (SGM_KEEP_WRAP && !no_wrap(s->p, &s->each)))
        return 0;
    sgm_sc_add(&E, &E, &E);
    const uint64_t n_bits = (uint64_t)s->p * sgm_range_length(&E) + sgm_range_length(&B);
    return n_bits <= SGM_VALUES_BITS_MAX ? (uint32_t)n_bits : 0;
}

static uint32_t proof_points(const sgm_ball_statement *s, uint32_t n_bits)
{
    return POINTS + 2 * sgm_rows_rounds(s->p) + sgm_rows_points(sgm_rows_rounds(n_bits));
}

size_t sgm_ball_proof_size(const sgm_ball_statement *s, sgm_flavor flavor)
{
    const uint32_t n_bits = count_bits(s), rounds = sgm_rows_rounds(s->p);
    if (n_bits == 0)
        return 0;
    return 32 * (9 + 2 * (size_t)rounds) + sgm_rows_bytes(sgm_rows_rounds(n_bits)) +
           (flavor == SGM_HINTED ? 32 * (size_t)proof_points(s, n_bits) : 0);
}

uint32_t sgm_ball_points(sgm_ball_form form, const sgm_ball_statement *s)
{
    return proof_points(s, count_bits(s)) + (form == SGM_F2_L2 ? 2 : 1) * s->p;
}

static void add_product(sgm_sc *r, const sgm_sc *a, const sgm_sc *b) { sgm_sc_muladd(r, a, b, r); }

static void subtract_product(sgm_sc *r, const sgm_sc *a, const sgm_sc *b)
{
    sgm_sc x;
    sgm_sc_mul(&x, a, b);
    sgm_sc_sub(r, r, &x);
}

/* t G + tau H - T_0 - x T_1 - x^2 (S + sum of lambda_j D_j) = 0, lambda_j = mu^(j+1), D_j the j-th weight or
 * difference.
 */
static void sum_tie(const ball *b, const sgm_reading *in, const sgm_sums *out)
{
    const sgm_sc *w = &in->weight[EQUATION_VALUES], *x = &in->challenge[CHALLENGE_X];
    sgm_sc wx, wxx;
    sgm_sc_mul(&wx, w, x);
    sgm_sc_mul(&wxx, &wx, x);
    add_product(&out->generator[SGM_GEN_G], w, &in->scalar[SCALAR_T]);
    add_product(&out->generator[SGM_GEN_H], w, &in->scalar[SCALAR_TAU]);
    sgm_sc_sub(&out->point[POINT_T0], &out->point[POINT_T0], w);
    sgm_sc_sub(&out->point[POINT_T1], &out->point[POINT_T1], &wx);
    sgm_sc_sub(&out->point[POINT_SQUARE], &out->point[POINT_SQUARE], &wxx);
    for (uint32_t j = 0; j < b->p; j++) {
        sgm_sc_mul(&wxx, &wxx, &in->challenge[CHALLENGE_MU]);
        sgm_sc_sub(&out->element[j], &out->element[j], &wxx);
    }
}

/* r = x sum of lambda_j s_j, s the tensor of the fold's challenges. */
static void s_lambda(const ball *b, const sgm_reading *in, sgm_sc *r)
{
    sgm_sc power = in->challenge[CHALLENGE_X];
    sgm_fold_tensor(in->be, in->scratch, &sgm_sc_one, in->challenge + CHALLENGES, b->rounds);
    *r = sgm_sc_zero;
    for (uint32_t j = 0; j < b->p; j++) {
        sgm_sc_mul(&power, &power, &in->challenge[CHALLENGE_MU]);
        add_product(r, &power, &in->scratch[j]);
    }
}

/* M + x C - rho_z H + w t Q and the fold. */
static void sum_norm(const ball *b, const sgm_reading *in, const sgm_sums *out)
{
    const sgm_sc *weight = &in->weight[EQUATION_NORM];
    sgm_sc lambda, wt;
    s_lambda(b, in, &lambda);
    sgm_sc_add(&out->point[POINT_M], &out->point[POINT_M], weight);
    add_product(&out->point[POINT_WEIGHTS], weight, &in->challenge[CHALLENGE_X]);
    subtract_product(&out->generator[SGM_GEN_H], weight, &in->scalar[SCALAR_RHO]);
    sgm_sc_mul(&wt, &in->challenge[CHALLENGE_W], &in->scalar[SCALAR_T]);
    add_product(&out->generator[SGM_GEN_Q], weight, &wt);
    const sgm_norm_reading norm = {
        b->rounds, weight, in->challenge + CHALLENGES, &in->challenge[CHALLENGE_W], &in->scalar[SCALAR_Z], &lambda};
    sgm_norm_sum(in->be, &norm, out->point + POINTS, &out->generator[SGM_GEN_Q], out->a[0], out->b[0]);
}

/* Rows j < p: D_j + E G in [0,2E]. Row p: B G - S in [0,B]. */
static void sum_rows(const ball *b, const sgm_reading *in, const sgm_sums *out)
{
    const uint32_t folded = b->rounds;
    sgm_sc *v = in->scratch, all = sgm_sc_zero;
    sgm_reading reading = *in;
    reading.scalar += SCALARS;
    reading.challenge += CHALLENGES + folded;
    reading.inverse += CHALLENGES + folded;
    reading.weight += EQUATION_ROWS;
    sgm_sums sums = *out;
    sums.point += POINTS + 2 * folded;
    sums.a++;
    sums.b++;
    sgm_rows_sum(&b->rows, &reading, &sums, v);
    for (uint32_t j = 0; j < b->p; j++) {
        sgm_sc_add(&out->element[j], &out->element[j], &v[j]);
        sgm_sc_add(&all, &all, &v[j]);
    }
    add_product(&out->generator[SGM_GEN_G], &all, &b->E);
    add_product(&out->generator[SGM_GEN_G], &v[b->p], &b->B);
    sgm_sc_sub(&out->point[POINT_SQUARE], &out->point[POINT_SQUARE], &v[b->p]);
}

static void sum(const sgm_argument *self, const sgm_reading *in, const sgm_sums *out)
{
    const ball *b = (const ball *)self;
    if (SGM_KEEP_TIE)
        sum_tie(b, in, out);
    sum_norm(b, in, out);
    sum_rows(b, in, out);
    for (uint32_t j = 0; b->is_difference && j < b->p; j++)
        sgm_sc_neg(&out->element[b->p + j], &out->element[j]);
}

static void write_script(ball *b)
{
    sgm_script *script = &b->arg.script;
    sgm_script_add(script, SGM_STEP_POINTS, 2);
    sgm_script_add(script, SGM_STEP_CHALLENGES, 1);
    sgm_script_add(script, SGM_STEP_POINTS, 3);
    sgm_script_add(script, SGM_STEP_CHALLENGES, 1);
    sgm_script_add(script, SGM_STEP_SCALARS, 3);
    sgm_script_add(script, SGM_STEP_NONZERO, 1);
    sgm_script_fold(script, b->rounds);
    sgm_script_add(script, SGM_STEP_SCALARS, 1);
    sgm_rows_script(&b->rows, script);
}

static void set_rows(ball *b, const sgm_ball_statement *s, uint32_t n_bits)
{
    b->E = sgm_bound_scalar(&s->each);
    b->B = sgm_bound_scalar(&s->square);
    sgm_sc range = b->E;
    sgm_sc_add(&range, &range, &range);
    const uint32_t of_range = sgm_range_length(&range), of_B = sgm_range_length(&b->B);
    sgm_range_weights(b->weight, &range);
    sgm_range_weights(b->weight + of_range, &b->B);
    b->blocks[0] = (sgm_rows_block){0, s->p, of_range, 0, 1, b->weight};
    b->blocks[1] = (sgm_rows_block){s->p * of_range, 1, of_B, s->p, 1, b->weight + of_range};
    b->rows = (sgm_rows){
        .n_bits = n_bits, .n_rows = s->p + 1, .rounds = sgm_rows_rounds(n_bits), .n_blocks = 2, .blocks = b->blocks};
}

static sgm_status set_argument(ball *b, const sgm_ctx *ctx)
{
    const size_t n = (size_t)1 << b->rounds;
    sgm_vector *V = &b->outers[0].vector;
    b->arg.n_equations = EQUATIONS;
    b->arg.outers = b->outers;
    b->arg.n_outers = 1 + sgm_rows_n_outers(&b->rows);
    b->arg.scratch = n > b->rows.n_rows ? n : b->rows.n_rows;
    b->arg.sum = sum;
    write_script(b);
    V->n = n;
    sgm_norm_outer(&b->outers[0], b->rounds);
    sgm_status st = sgm_ctx_family(ctx, SGM_FAMILY_V, n, &V->points, &V->id);
    return st == SGM_OK ? sgm_rows_outers(&b->rows, ctx, b->outers + 1) : st;
}

static uint8_t *write_bytes(uint8_t *out, sgm_ball_form form, const sgm_ball_statement *s)
{
    const size_t all = 32 * (size_t)s->p;
    sgm_store32(out, s->p);
    sgm_bound_write(out + 4, &s->square);
    sgm_bound_write(out + 20, &s->each);
    out += 36;
    memcpy(out, s->W, all);
    if (form == SGM_F2_L2)
        memcpy(out + all, s->W0, all);
    return out;
}

sgm_status sgm_ball_instance(sgm_instance **out, const sgm_ctx *ctx, sgm_ball_form form, const sgm_ball_statement *s,
                             sgm_flavor flavor)
{
    const uint32_t n_bits = count_bits(s), elements = (form == SGM_F2_L2 ? 2 : 1) * s->p;
    *out = NULL;
    if (flavor == SGM_COMPACT)
        return SGM_USAGE;
    if (n_bits == 0)
        return SGM_MALFORMED;
    const size_t len = 36 + 32 * (size_t)elements;
    ball *b = calloc(1, sizeof *b);
    uint8_t *bytes = malloc(len);
    sgm_status st = b && bytes ? SGM_OK : SGM_NOMEM;
    if (st == SGM_OK) {
        b->p = s->p;
        b->rounds = sgm_rows_rounds(s->p);
        b->is_difference = form == SGM_F2_L2;
        set_rows(b, s, n_bits);
        st = set_argument(b, ctx);
    }
    if (st == SGM_OK)
        st = sgm_argument_instance(out, sgm_ball_words[form].name, &b->arg, free,
                                   (const uint8_t(*)[32])write_bytes(bytes, form, s), elements, bytes, len, flavor);
    else
        free(b);
    free(bytes);
    return st;
}

/* Secrets of a prover, in one arena. */
typedef struct prover {
    const sgm_ctx *ctx;
    const sgm_instance *inst;
    const ball *b;
    const sgm_affine *V;
    sgm_openings opened;
    sgm_sc *delta, *rho, *m, *lambda; /* of n = 2^rounds weights, the last of them zeros; gammas of the rows */
    sgm_sc square, rho_weights, sigma, rho_m, u[2];
    uint8_t *bits;
    sgm_hedged *hedged;
} prover;

static void layout(prover *p, sgm_arena *a)
{
    const size_t n = (size_t)1 << p->b->rounds;
    a->used = 0;
    sgm_openings_layout(&p->opened, a, p->inst->n_elements);
    p->delta = sgm_arena_take(a, n, sizeof *p->delta);
    p->rho = sgm_arena_take(a, p->b->rows.n_rows, sizeof *p->rho);
    p->m = sgm_arena_take(a, n, sizeof *p->m);
    p->lambda = sgm_arena_take(a, n, sizeof *p->lambda);
    p->bits = sgm_arena_take(a, p->b->rows.n_bits, 1);
    p->hedged = sgm_arena_take(a, 1, sizeof *p->hedged);
}

/* delta, its blindings and its squared norm; the bits. Returns 1 if all of it is true. */
static uint64_t settle(prover *p)
{
    const ball *b = p->b;
    const sgm_rows_block *box = &b->blocks[0];
    const sgm_openings *o = &p->opened;
    sgm_sc range = b->E, value;
    uint64_t good = sgm_openings_hold(o, p->ctx, p->inst);
    sgm_sc_add(&range, &range, &range);
    p->square = sgm_sc_zero;
    for (uint32_t j = 0; j < b->p; j++) {
        p->delta[j] = o->w[j];
        p->rho[j] = o->rho[j];
        if (b->is_difference) {
            sgm_sc_sub(&p->delta[j], &p->delta[j], &o->w[b->p + j]);
            sgm_sc_sub(&p->rho[j], &p->rho[j], &o->rho[b->p + j]);
        }
        add_product(&p->square, &p->delta[j], &p->delta[j]);
        sgm_sc_add(&value, &p->delta[j], &b->E);
        good &= sgm_range_bits(p->bits + j * box->columns, &value, &range);
    }
    sgm_sc_sub(&value, &b->B, &p->square);
    good &= sgm_range_bits(p->bits + b->blocks[1].first_bit, &value, &b->B);
    sgm_wipe(&value, sizeof value);
    return good;
}

/* C and S, then lambda. */
static sgm_status commit_weights(prover *p, sgm_tape *tape, const sgm_rng *rng)
{
    const size_t n = (size_t)1 << p->b->rounds;
    sgm_point sent[2];
    sgm_sc mu, power = sgm_sc_one;
    sgm_status st = sgm_rng_scalar(rng, &p->rho_weights);
    if (st == SGM_OK)
        st = sgm_rng_scalar(rng, &p->sigma);
    if (st == SGM_OK)
        st = sgm_vector_commit(p->ctx, &sent[0], p->V, p->delta, n, &p->rho_weights);
    if (st != SGM_OK)
        return st;
    sgm_pedersen(p->ctx, &sent[1], &p->square, &p->sigma);
    sgm_tape_points(tape, sent, 2);
    if (!sgm_tape_challenges(tape, &mu, 1))
        return SGM_REJECTED;
    for (size_t j = 0; j < n; j++) {
        sgm_sc_mul(&power, &power, &mu);
        p->lambda[j] = j < p->b->p ? power : sgm_sc_zero;
    }
    return SGM_OK;
}

/* M, T_0 and T_1. */
static sgm_status commit_mask(prover *p, sgm_tape *tape, const sgm_rng *rng)
{
    const sgm_backend *be = p->ctx->be;
    const size_t n = (size_t)1 << p->b->rounds;
    sgm_point sent[3];
    sgm_sc t[2], x;
    sgm_sc *drawn[3] = {&p->rho_m, &p->u[0], &p->u[1]};
    sgm_status st = SGM_OK;
    for (size_t i = 0; i < n + 3 && st == SGM_OK; i++)
        st = sgm_rng_scalar(rng, i < n ? &p->m[i] : drawn[i - n]);
    if (st == SGM_OK)
        st = sgm_vector_commit(p->ctx, &sent[0], p->V, p->m, n, &p->rho_m);
    if (st != SGM_OK)
        return st;
    sgm_inner_product(be, &t[0], p->m, p->m, n);
    sgm_inner_product(be, &t[1], p->m, p->delta, n);
    sgm_sc_add(&t[1], &t[1], &t[1]);
    sgm_inner_product(be, &x, p->m, p->lambda, n);
    sgm_sc_add(&t[1], &t[1], &x);
    sgm_pedersen(p->ctx, &sent[1], &t[0], &p->u[0]);
    sgm_pedersen(p->ctx, &sent[2], &t[1], &p->u[1]);
    sgm_tape_points(tape, sent, 3);
    sgm_wipe(sent, sizeof sent);
    sgm_wipe(t, sizeof t);
    sgm_wipe(&x, sizeof x);
    return SGM_OK;
}

/* z = m + x delta in place of m, lambda' = x lambda, t, tau and rho_z; then the fold. */
static sgm_status respond(prover *p, sgm_tape *tape, const sgm_sc *x)
{
    const sgm_backend *be = p->ctx->be;
    const size_t n = (size_t)1 << p->b->rounds;
    sgm_sc sent[3], tied = p->sigma, w;
    for (uint32_t j = 0; j < p->b->p; j++)
        add_product(&tied, &p->lambda[j], &p->rho[j]);
    sgm_scale_add(be, p->m, x, p->delta, p->m, n);
    sgm_scale(be, p->lambda, x, p->lambda, n);
    sgm_inner_product(be, &sent[0], p->m, p->m, n);
    sgm_inner_product(be, &w, p->m, p->lambda, n);
    sgm_sc_add(&sent[0], &sent[0], &w);
    sgm_sc_muladd(&sent[1], x, &tied, &p->u[1]);
    sgm_sc_muladd(&sent[1], x, &sent[1], &p->u[0]);
    sgm_sc_muladd(&sent[2], x, &p->rho_weights, &p->rho_m);
    sgm_tape_scalars(tape, sent, 3);
    sgm_wipe(&tied, sizeof tied);
    SGM_DECLASSIFY(p->m, n * sizeof *p->m); /* masked: the norm argument hides nothing of it */
    if (!sgm_tape_challenges(tape, &w, 1))
        return SGM_REJECTED;
    sgm_status st = sgm_norm_prove(tape, p->V, p->m, p->lambda, p->b->rounds, &w);
    if (st == SGM_OK)
        sgm_tape_scalars(tape, p->m, 1);
    return st;
}

/* SGM_REJECTED: a challenge is 0 that must not be. */
static sgm_status attempt(prover *p, const sgm_rng *rng, uint8_t *proof)
{
    sgm_tape tape;
    sgm_sc x;
    sgm_tape_begin(&tape, p->ctx, p->inst, proof);
    sgm_status st = commit_weights(p, &tape, rng);
    if (st == SGM_OK)
        st = commit_mask(p, &tape, rng);
    if (st == SGM_OK)
        st = sgm_tape_challenges(&tape, &x, 1) ? respond(p, &tape, &x) : SGM_REJECTED;
    sgm_sc_neg(&p->rho[p->b->p], &p->sigma);
    if (st == SGM_OK)
        st = sgm_rows_prove(&p->b->rows, &tape, p->bits, p->rho, rng);
    if (st == SGM_OK)
        sgm_tape_end(&tape);
    return st;
}

static sgm_status run(prover *p, const sgm_rng *fresh, uint8_t *proof)
{
    sgm_rng rng;
    uint64_t good = settle(p);
    SGM_DECLASSIFY(&good, sizeof good); /* a refusal is visible, and an honest caller never meets one */
    if (!good)
        return SGM_REJECTED;
    sgm_status st = sgm_argument_hedge(&rng, p->hedged, fresh, p->inst, p->opened.secret,
                                       p->inst->n_elements * sizeof *p->opened.secret);
    if (st != SGM_OK)
        return st;
    do
        st = attempt(p, &rng, proof);
    while (st == SGM_REJECTED);
    return st;
}

static sgm_status prove(const sgm_ctx *ctx, const sgm_instance *inst, const sgm_weights_opening *model,
                        const sgm_weights_opening *without, const sgm_rng *rng, uint8_t *proof)
{
    sgm_arena a = {0};
    prover p = {.ctx = ctx, .inst = inst, .b = (const ball *)inst->argument};
    p.V = p.b->outers[0].vector.points;
    layout(&p, &a);
    sgm_status st = sgm_arena_reserve(&a, a.used);
    if (st != SGM_OK)
        return st;
    memset(a.base, 0, a.cap);
    layout(&p, &a);
    sgm_open_weights(&p.opened, 0, model, p.b->p);
    if (p.b->is_difference)
        sgm_open_weights(&p.opened, p.b->p, without, p.b->p);
    st = run(&p, rng, proof);
    sgm_wipe(&p, sizeof p);
    sgm_arena_wipe(&a);
    sgm_arena_free(&a);
    return st;
}

sgm_status sgm_ball_prove(const sgm_ctx *ctx, sgm_ball_form form, const sgm_ball_statement *s,
                          const sgm_weights_opening *model, const sgm_weights_opening *without, sgm_flavor flavor,
                          const sgm_rng *rng, uint8_t *proof)
{
    sgm_instance *inst;
    sgm_status st = sgm_ball_instance(&inst, ctx, form, s, flavor);
    if (st != SGM_OK)
        return st;
    st = prove(ctx, inst, model, without, rng, proof);
    if (st != SGM_OK)
        memset(proof, 0, sgm_instance_proof_size(inst));
    sgm_instance_free(inst);
    return st;
}
