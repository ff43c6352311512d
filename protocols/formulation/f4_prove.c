/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The prover of F4: one masked vector for all rows and steps, constant time in the data. */
#include "primitives/base/bytes.h"
#include "protocols/batch_internal.h"
#include "protocols/commit.h"
#include "protocols/formulation/f4_internal.h"
#include "protocols/inner.h"
#include "protocols/norm.h"
#include "protocols/tensor.h"

#include <stdlib.h>

typedef struct prover {
    const sgm_ctx *ctx;
    const sgm_instance *inst;
    const sgm_f4_argument *argument;
    const sgm_f4_data *data;
    uint32_t n, rows, B, p; /* rows: of a block; beyond B of them all is zero */
    const sgm_affine *V;
    sgm_f4_folded folded;
    sgm_sc *scratch, *column;
    sgm_sc *a, *b, *m;                        /* n: X u - c y, X v, the mask; a is z at the end */
    sgm_sc rho_a, rho_b, rho_m, tau[4], t[4]; /* of T_0, T_1, T_2, T_4 */
    uint8_t *secret;
    sgm_hedged hedged;
} prover;

size_t sgm_f4_secret_bytes(uint32_t rows, uint32_t B, uint32_t p) { return (8 * (size_t)rows + 32) * B * (p + 1); }

static void layout(prover *p, sgm_arena *arena)
{
    arena->used = 0;
    p->scratch = sgm_arena_take(arena, sgm_f4_scratch(p->p, p->B), sizeof *p->scratch);
    p->column = sgm_arena_take(arena, p->n, sizeof *p->column);
    p->a = sgm_arena_take(arena, p->n, sizeof *p->a);
    p->b = sgm_arena_take(arena, p->n, sizeof *p->b);
    p->m = sgm_arena_take(arena, p->n, sizeof *p->m);
    p->secret = sgm_arena_take(arena, sgm_f4_secret_bytes(p->rows, p->B, p->p), 1);
}

void sgm_f4_take_column(sgm_sc *column, const sgm_f4_data *data, size_t first, uint32_t n, uint32_t p, uint32_t j)
{
    for (size_t i = 0; i < n; i++)
        sgm_sc_from_i64(&column[i], j < p ? data->X[(first + i) * p + j] : data->y[first + i]);
}

sgm_status sgm_f4_commit(const sgm_ctx *ctx, uint8_t (*CX)[32], uint8_t CY[32], const sgm_f4_data *data, uint32_t first,
                         uint32_t n, uint32_t p)
{
    const sgm_affine *V;
    const void *id;
    if (n > SGM_F4_ROWS_MAX || first > SGM_F4_ROWS_MAX - n)
        return SGM_USAGE;
    sgm_status st = sgm_ctx_family(ctx, SGM_FAMILY_V, first + n, &V, &id);
    sgm_sc *column = malloc((n > 0 ? n : 1) * sizeof *column);
    if (st == SGM_OK && !column)
        st = SGM_NOMEM;
    for (uint32_t j = 0; j <= p && st == SGM_OK; j++) {
        sgm_point C;
        sgm_f4_take_column(column, data, 0, n, p, j);
        st = sgm_vector_commit(ctx, &C, V + first, column, n, j < p ? &data->rho[j] : data->rho_y);
        if (st == SGM_OK)
            sgm_ctx_backend(ctx)->encode((uint8_t(*)[32])(j < p ? CX[j] : CY), &C, 1);
    }
    if (column)
        sgm_wipe(column, n * sizeof *column);
    free(column);
    return st;
}

void sgm_f4_secret(uint8_t *out, const sgm_f4_data *data, uint32_t rows, uint32_t B, uint32_t p)
{
    const size_t n = (size_t)B * rows;
    for (size_t i = 0; i < n * p; i++, out += 8)
        sgm_store64(out, (uint64_t)data->X[i]);
    for (size_t i = 0; i < n; i++, out += 8)
        sgm_store64(out, (uint64_t)data->y[i]);
    for (size_t k = 0; k < (size_t)B * p; k++, out += 32)
        sgm_sc_to_bytes(out, &data->rho[k]);
    for (size_t beta = 0; beta < B; beta++, out += 32)
        sgm_sc_to_bytes(out, &data->rho_y[beta]);
}

static sgm_status hedge(prover *p, sgm_rng *rng, const sgm_rng *fresh)
{
    sgm_f4_secret(p->secret, p->data, p->rows, p->B, p->p);
    return sgm_argument_hedge(rng, &p->hedged, fresh, p->inst, p->secret, sgm_f4_secret_bytes(p->rows, p->B, p->p));
}

/* X u - c y and X v of one block, in its place. */
static void fold_block(prover *p, size_t beta)
{
    const sgm_backend *be = p->ctx->be;
    const size_t first = beta * p->rows;
    sgm_sc minus_c, *a = p->a + first, *b = p->b + first;
    for (uint32_t j = 0; j < p->p; j++) {
        const size_t k = beta * p->p + j;
        sgm_f4_take_column(p->column, p->data, first, p->rows, p->p, j);
        sgm_scale_add(be, a, &p->folded.u[k], p->column, a, p->rows);
        sgm_scale_add(be, b, &p->folded.v[k], p->column, b, p->rows);
        sgm_sc_muladd(&p->rho_a, &p->folded.u[k], &p->data->rho[k], &p->rho_a);
        sgm_sc_muladd(&p->rho_b, &p->folded.v[k], &p->data->rho[k], &p->rho_b);
    }
    sgm_sc_neg(&minus_c, &p->folded.c[beta]);
    sgm_f4_take_column(p->column, p->data, first, p->rows, p->p, p->p);
    sgm_scale_add(be, a, &minus_c, p->column, a, p->rows);
    sgm_sc_muladd(&p->rho_a, &minus_c, &p->data->rho_y[beta], &p->rho_a);
}

/* a and b, with the blindings of their commitments. */
static void fold_data(prover *p)
{
    memset(p->a, 0, p->n * sizeof *p->a);
    memset(p->b, 0, p->n * sizeof *p->b);
    p->rho_a = p->rho_b = sgm_sc_zero;
    for (size_t beta = 0; beta < p->B; beta++)
        fold_block(p, beta);
}

/* *r = what the registered columns say a + gamma b is committed to. */
static sgm_status registered(const prover *p, sgm_point *r, const sgm_sc *gamma)
{
    const uint32_t n = p->inst->n_elements;
    sgm_sc *k = malloc(n * sizeof *k);
    if (!k)
        return SGM_NOMEM;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t beta = i / (p->p + 1), j = i % (p->p + 1);
        const size_t column = (size_t)beta * p->p + j;
        if (j < p->p)
            sgm_sc_muladd(&k[i], gamma, &p->folded.v[column], &p->folded.u[column]);
        else
            sgm_sc_neg(&k[i], &p->folded.c[beta]);
    }
    sgm_status st = sgm_combine_elements(p->ctx->be, r, p->inst, k);
    free(k);
    return st;
}

/* SGM_REJECTED unless <a,b> = e and the data open the columns; both at the challenges gamma and delta, which come after
 * columns and run. */
static sgm_status check(prover *p, const sgm_sc *gamma)
{
    const sgm_backend *be = p->ctx->be;
    sgm_point want, got;
    sgm_sc inner, rho;
    uint8_t equal;
    sgm_inner_product(be, &inner, p->a, p->b, p->n);
    uint64_t good = sgm_sc_eq(&inner, &p->folded.e);
    sgm_scale_add(be, p->column, gamma, p->b, p->a, p->n);
    sgm_sc_muladd(&rho, gamma, &p->rho_b, &p->rho_a);
    sgm_status st = sgm_vector_commit(p->ctx, &got, p->V, p->column, p->n, &rho);
    if (st == SGM_OK)
        st = registered(p, &want, gamma);
    if (st != SGM_OK)
        return st;
    be->equal(&equal, &got, &want, 1);
    good &= equal;
    SGM_DECLASSIFY(&good, sizeof good); /* a refusal is visible */
    return good ? SGM_OK : SGM_REJECTED;
}

static sgm_status draw(prover *p, const sgm_rng *rng)
{
    sgm_status st = SGM_OK;
    for (size_t i = 0; i < p->n && st == SGM_OK; i++)
        st = sgm_rng_scalar(rng, &p->m[i]);
    if (st == SGM_OK)
        st = sgm_rng_scalar(rng, &p->rho_m);
    for (size_t k = 0; k < 4 && st == SGM_OK; k++)
        st = sgm_rng_scalar(rng, &p->tau[k]);
    return st;
}

/* The coefficients of |m + x a + x^2 b|^2, but for that of x^3, which is 2 e. */
static void square_norm(prover *p)
{
    const sgm_backend *be = p->ctx->be;
    sgm_sc mb;
    sgm_inner_product(be, &p->t[0], p->m, p->m, p->n);
    sgm_inner_product(be, &p->t[1], p->m, p->a, p->n);
    sgm_inner_product(be, &mb, p->m, p->b, p->n);
    sgm_inner_product(be, &p->t[2], p->a, p->a, p->n);
    sgm_inner_product(be, &p->t[3], p->b, p->b, p->n);
    sgm_sc_add(&p->t[1], &p->t[1], &p->t[1]);
    sgm_sc_add(&p->t[2], &p->t[2], &mb);
    sgm_sc_add(&p->t[2], &p->t[2], &mb);
}

/* M, T_0, T_1, T_2, T_4. */
static sgm_status commit(prover *p, sgm_tape *tape)
{
    sgm_point sent[5];
    sgm_status st = sgm_vector_commit(p->ctx, &sent[0], p->V, p->m, p->n, &p->rho_m);
    square_norm(p);
    for (size_t k = 0; k < 4; k++)
        sgm_pedersen(p->ctx, &sent[1 + k], &p->t[k], &p->tau[k]);
    if (st == SGM_OK)
        sgm_tape_points(tape, sent, 5);
    sgm_wipe(sent, sizeof sent);
    return st;
}

/* z = m + x a + x^2 b in place of a, its norm and the blindings. */
static void respond(prover *p, sgm_tape *tape, const sgm_sc *x)
{
    const sgm_backend *be = p->ctx->be;
    sgm_sc xx, xxxx, sent[3]; /* t, tau, rho_z */
    sgm_sc_mul(&xx, x, x);
    sgm_sc_mul(&xxxx, &xx, &xx);
    sgm_scale_add(be, p->a, x, p->a, p->m, p->n);
    sgm_scale_add(be, p->a, &xx, p->b, p->a, p->n);
    sgm_inner_product(be, &sent[0], p->a, p->a, p->n);
    sgm_sc_muladd(&sent[1], x, &p->tau[1], &p->tau[0]);
    sgm_sc_muladd(&sent[1], &xx, &p->tau[2], &sent[1]);
    sgm_sc_muladd(&sent[1], &xxxx, &p->tau[3], &sent[1]);
    sgm_sc_muladd(&sent[2], x, &p->rho_a, &p->rho_m);
    sgm_sc_muladd(&sent[2], &xx, &p->rho_b, &sent[2]);
    sgm_tape_scalars(tape, sent, 3);
    SGM_DECLASSIFY(p->a, p->n * sizeof *p->a); /* masked: the norm argument hides nothing of it */
}

static sgm_status run(prover *p, const sgm_rng *fresh, uint8_t *proof)
{
    sgm_sc challenge[2], x, w;
    sgm_rng rng;
    sgm_tape tape;
    sgm_tape_begin(&tape, p->ctx, p->inst, proof);
    sgm_status st = sgm_tape_challenges(&tape, challenge, 2) ? hedge(p, &rng, fresh) : SGM_IO;
    if (st != SGM_OK)
        return st;
    sgm_f4_fold(p->argument, challenge, &p->folded);
    fold_data(p);
    st = check(p, &challenge[F4_GAMMA]);
    if (st == SGM_OK)
        st = draw(p, &rng);
    if (st == SGM_OK)
        st = commit(p, &tape);
    if (st != SGM_OK)
        return st;
    int good = sgm_tape_challenges(&tape, &x, 1);
    respond(p, &tape, &x);
    good &= sgm_tape_challenges(&tape, &w, 1);
    st = good ? sgm_norm_prove(&tape, p->V, p->a, NULL, p->argument->rounds, &w) : SGM_IO;
    if (st != SGM_OK)
        return SGM_IO; /* a challenge that is 0: nobody will see one */
    sgm_tape_scalars(&tape, p->a, 1);
    sgm_tape_end(&tape);
    return SGM_OK;
}

static sgm_status prove(const sgm_ctx *ctx, const sgm_instance *inst, const sgm_f4_statement *s,
                        const sgm_f4_data *data, const sgm_rng *rng, uint8_t *proof)
{
    prover p = {.ctx = ctx,
                .inst = inst,
                .argument = (const sgm_f4_argument *)inst->argument,
                .data = data,
                .rows = s->n,
                .p = s->run.p};
    sgm_arena arena = {0};
    p.n = UINT32_C(1) << p.argument->rounds;
    p.B = p.argument->B;
    layout(&p, &arena);
    sgm_status st = sgm_arena_reserve(&arena, arena.used);
    if (st != SGM_OK)
        return st;
    layout(&p, &arena);
    sgm_f4_place(&p.folded, p.scratch, p.p, p.B);
    p.V = p.argument->outer.vector.points + p.argument->outer.offset;
    st = run(&p, rng, proof);
    sgm_arena_wipe(&arena);
    sgm_arena_free(&arena);
    sgm_wipe(&p, sizeof p);
    return st;
}

sgm_status sgm_f4_prove(const sgm_ctx *ctx, sgm_f4_form form, const sgm_f4_statement *s, const sgm_f4_data *data,
                        sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    sgm_instance *inst;
    sgm_status st = sgm_f4_instance(&inst, ctx, form, s, flavor);
    if (st != SGM_OK)
        return st;
    size_t size = sgm_instance_proof_size(inst);
    st = prove(ctx, inst, s, data, rng, proof);
    if (st != SGM_OK)
        memset(proof, 0, size);
    sgm_instance_free(inst);
    return st;
}
