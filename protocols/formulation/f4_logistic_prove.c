/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The prover of F4-LOGISTIC: residuals and what clipping took away as bits in rows, then one masked vector. Constant
 * time in the data. */
#include "primitives/base/bytes.h"
#include "protocols/batch_internal.h"
#include "protocols/commit.h"
#include "protocols/formulation/f4_logistic_internal.h"
#include "protocols/inner.h"
#include "protocols/norm.h"
#include "protocols/tensor.h"

#include <stdlib.h>
#include <string.h>

enum { PART_M, PART_RESIDUAL, PART_PRODUCT, PART_LABEL, PART_EXCESS };

typedef struct prover {
    const sgm_ctx *ctx;
    const sgm_instance *inst;
    const sgm_f4_logistic_argument *argument;
    const sgm_f4_data *data;
    uint32_t n, p;
    const sgm_affine *V;
    sgm_sc *v, *k, *power; /* p: 1, gamma, ..; p + 1: of the elements; n: powers of z */
    /* secrets */
    sgm_sc *column, *r, *t, *b;               /* n: r and what X w is more, X v */
    sgm_sc *part[LOGISTIC_PARTS];             /* n each: what x^k is multiplied with; the first is masked at the end */
    sgm_sc rho[LOGISTIC_PARTS], rho_r, rho_b; /* of their commitments, of R and of X v */
    sgm_sc gamma, tau[LOGISTIC_NORM];
    uint8_t *bits, *secret;
    sgm_hedged *hedged;
} prover;

static void layout(prover *p, sgm_arena *arena)
{
    arena->used = 0;
    p->v = sgm_arena_take(arena, p->p, sizeof *p->v);
    p->k = sgm_arena_take(arena, p->p + 1, sizeof *p->k);
    p->power = sgm_arena_take(arena, p->n, sizeof *p->power);
    p->column = sgm_arena_take(arena, p->n, sizeof *p->column);
    p->r = sgm_arena_take(arena, p->n, sizeof *p->r);
    p->t = sgm_arena_take(arena, p->n, sizeof *p->t);
    p->b = sgm_arena_take(arena, p->n, sizeof *p->b);
    for (int k = 0; k < LOGISTIC_PARTS; k++)
        p->part[k] = sgm_arena_take(arena, p->n, sizeof *p->part[k]);
    p->bits = sgm_arena_take(arena, p->argument->rows.n_bits, 1);
    p->secret = sgm_arena_take(arena, sgm_f4_secret_bytes(p->n, 1, p->p), 1);
    p->hedged = sgm_arena_take(arena, 1, sizeof *p->hedged);
}

/* r = sum of k_j times column j, and *rho the same of blindings. */
static void combine_columns(prover *p, sgm_sc *r, sgm_sc *rho, const sgm_sc *k)
{
    memset(r, 0, p->n * sizeof *r);
    *rho = sgm_sc_zero;
    for (uint32_t j = 0; j < p->p; j++) {
        sgm_f4_take_column(p->column, p->data, 0, p->n, p->p, j);
        sgm_scale_add(p->ctx->be, r, &k[j], p->column, r, p->n);
        sgm_sc_muladd(rho, &k[j], &p->data->rho[j], rho);
    }
}

/* All ones if a > b: the borrow of b - a. */
static uint64_t exceeds(uint64_t a, uint64_t b) { return sgm_ct_mask(((~b & a) | (~(b ^ a) & (b - a))) >> 63); }

/* r, t and the bits of one row of X w, given as X w + c + 2^K - 1, which is at most twice that. */
static void clip(prover *p, size_t i, uint64_t shifted)
{
    const sgm_f4_logistic_argument *a = p->argument;
    const uint64_t reach = (UINT64_C(1) << a->K) - 1, upper = reach + 2 * a->c;
    const uint64_t above = exceeds(shifted, upper) & (shifted - upper),
                   below = exceeds(reach, shifted) & (reach - shifted);
    const uint64_t residual = shifted - reach - above + below; /* r + c */
    uint8_t *bits = p->bits + i * a->block[LOGISTIC_EXCESS].columns;
    sgm_sc c, range, value;
    for (uint32_t k = 0; k < a->K; k++) {
        bits[k] = (uint8_t)(above >> k & 1);
        bits[a->K + k] = (uint8_t)(below >> k & 1);
    }
    sgm_sc_from_u64(&c, a->c);
    sgm_sc_add(&range, &c, &c);
    sgm_sc_from_u64(&p->r[i], residual);
    bits = p->bits + a->block[LOGISTIC_RESIDUAL].first_bit + i * a->block[LOGISTIC_RESIDUAL].columns;
    (void)sgm_range_bits(bits, &p->r[i], &range);
    sgm_sc_sub(&p->r[i], &p->r[i], &c);
    sgm_sc_from_u64(&p->t[i], above);
    sgm_sc_from_u64(&value, below);
    sgm_sc_sub(&p->t[i], &p->t[i], &value);
    sgm_wipe(&value, sizeof value);
}

/* Clips X w. Returns 1 if it is in reach, as it then is mod l and over the integers. */
static uint64_t clip_rows(prover *p)
{
    const sgm_f4_logistic_argument *a = p->argument;
    const uint64_t most = a->c + (UINT64_C(1) << a->K) - 1;
    sgm_sc rho, shift, shifted;
    uint64_t good = 1;
    for (uint32_t j = 0; j < p->p; j++)
        sgm_sc_from_i64(&p->k[j], a->w[j]);
    combine_columns(p, p->part[0], &rho, p->k);
    sgm_sc_from_u64(&shift, most);
    for (size_t i = 0; i < p->n; i++) {
        sgm_sc_add(&shifted, &p->part[0][i], &shift);
        good &= 1 ^ sgm_sc_reaches(&shifted, 64);
        good &= 1 ^ (exceeds(shifted.v[0], 2 * most) & 1);
        clip(p, i, shifted.v[0]);
    }
    sgm_wipe(&shifted, sizeof shifted);
    sgm_wipe(&rho, sizeof rho);
    return good;
}

/* *good = 1 if the data open the columns and have the gradient, both at powers of a challenge that comes after columns
 * and gradient. */
static sgm_status check_data(prover *p, const sgm_sc *kappa, uint64_t *good)
{
    const sgm_backend *be = p->ctx->be;
    sgm_sc e, inner, scale, *last = &p->k[p->p], *a = p->part[0], *labels = p->part[1];
    sgm_point want, got;
    uint8_t equal = 0;
    sgm_f4_logistic_fold(p->argument, kappa, p->v, &e);
    combine_columns(p, p->b, &p->rho_b, p->v);
    sgm_f4_take_column(labels, p->data, 0, p->n, p->p, p->p);
    sgm_sc_from_u64(&scale, UINT64_C(1) << p->argument->fx);
    sgm_sc_neg(&scale, &scale);
    sgm_scale_add(be, a, &scale, labels, p->r, p->n);
    sgm_inner_product(be, &inner, a, p->b, p->n);
    *good = sgm_sc_eq(&inner, &e);
    memcpy(p->k, p->v, p->p * sizeof *p->k);
    sgm_sc_mul(last, &p->v[p->p - 1], kappa);
    sgm_scale_add(be, p->b, last, labels, p->b, p->n);
    sgm_sc_muladd(&p->rho_b, last, p->data->rho_y, &p->rho_b);
    sgm_status st = sgm_vector_commit(p->ctx, &got, p->V, p->b, p->n, &p->rho_b);
    if (st == SGM_OK)
        st = sgm_combine_elements(be, &want, p->inst, p->k);
    if (st == SGM_OK)
        be->equal(&equal, &got, &want, 1);
    *good &= equal;
    sgm_wipe(&inner, sizeof inner);
    return st;
}

/* Everything before the first message. SGM_REJECTED: the statement is not what the data say. */
static sgm_status settle(prover *p, const sgm_tape *tape)
{
    sgm_transcript after = tape->t;
    uint64_t good, true_data = 0;
    sgm_sc kappa;
    sgm_transcript_challenge(&after, &kappa);
    good = clip_rows(p);
    sgm_status st = check_data(p, &kappa, &true_data);
    good &= true_data;
    SGM_DECLASSIFY(&good, sizeof good); /* a refusal is visible, and an honest caller never meets one */
    return st != SGM_OK || good ? st : SGM_REJECTED;
}

static sgm_status hedge(prover *p, sgm_rng *rng, const sgm_rng *fresh)
{
    sgm_f4_secret(p->secret, p->data, p->n, 1, p->p);
    return sgm_argument_hedge(rng, p->hedged, fresh, p->inst, p->secret, sgm_f4_secret_bytes(p->n, 1, p->p));
}

/* R = <r,V> + rho_r H. */
static sgm_status commit_residuals(prover *p, sgm_tape *tape, const sgm_rng *rng)
{
    sgm_point R;
    sgm_status st = sgm_rng_scalar(rng, &p->rho_r);
    if (st == SGM_OK)
        st = sgm_rng_scalar(rng, &p->gamma);
    if (st == SGM_OK)
        st = sgm_vector_commit(p->ctx, &R, p->V, p->r, p->n, &p->rho_r);
    if (st != SGM_OK)
        return st;
    sgm_tape_points(tape, &R, 1);
    sgm_wipe(&R, sizeof R);
    return SGM_OK;
}

/* What x, x^2, x^3, x^4 are multiplied with: r + p2, - theta b, 2^fx y + p2, t + theta b + p1, p2_i = z^(2(1 + i)) and
 * p1 = z^(2n) p2; and the blindings of their commitments. */
static void set_parts(prover *p, const sgm_sc *z, const sgm_sc *gamma, const sgm_sc *theta)
{
    const sgm_backend *be = p->ctx->be;
    sgm_sc z2, z2n, scale, minus, e, power = sgm_sc_one;
    sgm_f4_logistic_powers(p->argument, z, &z2, &z2n);
    sgm_sc_from_u64(&scale, UINT64_C(1) << p->argument->fx);
    sgm_sc_neg(&minus, theta);
    for (size_t i = 0; i < p->n; i++) {
        sgm_sc_mul(&power, &power, &z2);
        p->power[i] = power;
    }
    sgm_f4_logistic_fold(p->argument, gamma, p->v, &e);
    combine_columns(p, p->b, &p->rho_b, p->v);
    sgm_scale_add(be, p->part[PART_RESIDUAL], &sgm_sc_one, p->r, p->power, p->n);
    sgm_scale(be, p->part[PART_PRODUCT], &minus, p->b, p->n);
    sgm_f4_take_column(p->column, p->data, 0, p->n, p->p, p->p);
    sgm_scale_add(be, p->part[PART_LABEL], &scale, p->column, p->power, p->n);
    sgm_scale_add(be, p->part[PART_EXCESS], theta, p->b, p->t, p->n);
    sgm_scale_add(be, p->part[PART_EXCESS], &z2n, p->power, p->part[PART_EXCESS], p->n);
    p->rho[PART_RESIDUAL] = p->rho_r;
    sgm_sc_mul(&p->rho[PART_PRODUCT], &minus, &p->rho_b);
    sgm_sc_mul(&p->rho[PART_LABEL], &scale, p->data->rho_y);
    sgm_sc_mul(&p->rho[PART_EXCESS], theta, &p->rho_b);
    sgm_sc_sub(&p->rho[PART_EXCESS], &p->rho[PART_EXCESS], &p->rho_r);
    for (uint32_t j = 0; j < p->p; j++) {
        sgm_sc_from_i64(&e, p->argument->w[j]);
        sgm_sc_muladd(&p->rho[PART_EXCESS], &e, &p->data->rho[j], &p->rho[PART_EXCESS]);
    }
}

static sgm_status draw(prover *p, const sgm_rng *rng)
{
    sgm_status st = SGM_OK;
    for (size_t i = 0; i < p->n && st == SGM_OK; i++)
        st = sgm_rng_scalar(rng, &p->part[PART_M][i]);
    if (st == SGM_OK)
        st = sgm_rng_scalar(rng, &p->rho[PART_M]);
    for (size_t k = 0; k < LOGISTIC_NORM && st == SGM_OK; k++)
        st = sgm_rng_scalar(rng, &p->tau[k]);
    return st;
}

/* *r = the coefficient of x^power in the norm of the masked vector. */
static void norm_coefficient(const prover *p, sgm_sc *r, int power)
{
    sgm_sc inner;
    *r = sgm_sc_zero;
    for (int i = 0; 2 * i <= power; i++) {
        if (power - i >= LOGISTIC_PARTS)
            continue;
        sgm_inner_product(p->ctx->be, &inner, p->part[i], p->part[power - i], p->n);
        sgm_sc_add(r, r, &inner);
        if (2 * i < power)
            sgm_sc_add(r, r, &inner);
    }
    sgm_wipe(&inner, sizeof inner);
}

/* M, T_0, T_1, T_2, T_3, T_4, T_6, T_7, T_8. */
static sgm_status commit(prover *p, sgm_tape *tape)
{
    sgm_point sent[1 + LOGISTIC_NORM];
    sgm_sc value;
    sgm_status st = sgm_vector_commit(p->ctx, &sent[0], p->V, p->part[PART_M], p->n, &p->rho[PART_M]);
    for (int k = 0; k < LOGISTIC_NORM; k++) {
        norm_coefficient(p, &value, k < LOGISTIC_CLAIM ? k : k + 1);
        sgm_pedersen(p->ctx, &sent[1 + k], &value, &p->tau[k]);
    }
    if (st == SGM_OK)
        sgm_tape_points(tape, sent, 1 + LOGISTIC_NORM);
    sgm_wipe(sent, sizeof sent);
    sgm_wipe(&value, sizeof value);
    return st;
}

/* The masked vector in place of m, its norm and the blindings. */
static void respond(prover *p, sgm_tape *tape, const sgm_sc *x)
{
    sgm_sc sent[3] = {sgm_sc_zero, sgm_sc_zero, p->rho[PART_M]}, power = sgm_sc_one; /* t, tau, rho */
    for (int k = 0; k <= LOGISTIC_NORM; k++) {
        if (k > 0 && k < LOGISTIC_PARTS) {
            sgm_scale_add(p->ctx->be, p->part[PART_M], &power, p->part[k], p->part[PART_M], p->n);
            sgm_sc_muladd(&sent[2], &power, &p->rho[k], &sent[2]);
        }
        if (k != LOGISTIC_CLAIM) {
            sgm_sc_muladd(&sent[1], &power, &p->tau[k < LOGISTIC_CLAIM ? k : k - 1], &sent[1]);
        } else {
            sgm_sc_muladd(&sent[1], &power, &p->gamma, &sent[1]);
            sgm_sc_muladd(&sent[1], &power, &p->gamma, &sent[1]);
        }
        sgm_sc_mul(&power, &power, x);
    }
    sgm_inner_product(p->ctx->be, &sent[0], p->part[PART_M], p->part[PART_M], p->n);
    sgm_tape_scalars(tape, sent, 3);
    SGM_DECLASSIFY(p->part[PART_M], p->n * sizeof *p->part[PART_M]); /* masked: the fold hides nothing of it */
}

/* What T holds is what R and the columns make of z, and the gradient is theirs. */
static sgm_status link_columns(prover *p, sgm_tape *tape, const sgm_sc *z, const sgm_rng *rng)
{
    sgm_sc challenge[2], x, w;
    if (!sgm_tape_challenges(tape, challenge, 2))
        return SGM_REJECTED;
    set_parts(p, z, &challenge[0], &challenge[1]);
    sgm_status st = draw(p, rng);
    if (st == SGM_OK)
        st = commit(p, tape);
    if (st != SGM_OK)
        return st;
    if (!sgm_tape_challenges(tape, &x, 1))
        return SGM_REJECTED;
    respond(p, tape, &x);
    if (!sgm_tape_challenges(tape, &w, 1))
        return SGM_REJECTED;
    st = sgm_norm_prove(tape, p->V, p->part[PART_M], NULL, p->argument->folding, &w);
    if (st == SGM_OK)
        sgm_tape_scalars(tape, p->part[PART_M], 1);
    return st;
}

/* SGM_REJECTED: a challenge is 0 that must not be. */
static sgm_status attempt(prover *p, const sgm_rng *rng, uint8_t *proof)
{
    sgm_tape tape;
    sgm_sc z;
    sgm_tape_begin(&tape, p->ctx, p->inst, proof);
    sgm_status st = commit_residuals(p, &tape, rng);
    if (st == SGM_OK)
        st = sgm_rows_prove_late(&p->argument->rows, &tape, p->bits, &p->gamma, rng, &z);
    if (st == SGM_OK)
        st = link_columns(p, &tape, &z, rng);
    if (st == SGM_OK)
        sgm_tape_end(&tape);
    return st;
}

static sgm_status run(prover *p, const sgm_rng *fresh, uint8_t *proof)
{
    sgm_rng rng;
    sgm_tape tape;
    sgm_tape_begin(&tape, p->ctx, p->inst, proof);
    sgm_status st = settle(p, &tape);
    if (st == SGM_OK)
        st = hedge(p, &rng, fresh);
    if (st != SGM_OK)
        return st;
    do
        st = attempt(p, &rng, proof);
    while (st == SGM_REJECTED);
    return st;
}

static sgm_status prove(const sgm_ctx *ctx, const sgm_instance *inst, const sgm_f4_data *data, const sgm_rng *rng,
                        uint8_t *proof)
{
    sgm_arena arena = {0};
    prover p = {.ctx = ctx, .inst = inst, .argument = (const sgm_f4_logistic_argument *)inst->argument, .data = data};
    p.n = p.argument->n;
    p.p = p.argument->p;
    p.V = p.argument->outers[0].vector.points;
    layout(&p, &arena);
    sgm_status st = sgm_arena_reserve(&arena, arena.used);
    if (st != SGM_OK)
        return st;
    layout(&p, &arena);
    st = run(&p, rng, proof);
    sgm_arena_wipe(&arena);
    sgm_arena_free(&arena);
    sgm_wipe(&p, sizeof p);
    return st;
}

sgm_status sgm_f4_logistic_prove(const sgm_ctx *ctx, const sgm_f4_logistic_statement *s, const sgm_f4_data *data,
                                 sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    sgm_instance *inst;
    sgm_status st = sgm_f4_logistic_instance(&inst, ctx, s, flavor);
    if (st != SGM_OK)
        return st;
    size_t size = sgm_instance_proof_size(inst);
    st = prove(ctx, inst, data, rng, proof);
    if (st != SGM_OK)
        memset(proof, 0, size);
    sgm_instance_free(inst);
    return st;
}
