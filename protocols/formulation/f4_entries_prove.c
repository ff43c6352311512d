/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The prover of F4-ENTRIES: bits of the projections, then the columns folded into one masked column. Constant time in
 * the data. */
#include "primitives/base/bytes.h"
#include "protocols/batch_internal.h"
#include "protocols/commit.h"
#include "protocols/formulation/f4_entries_internal.h"
#include "protocols/inner.h"
#include "protocols/tensor.h"

#include <stdlib.h>
#include <string.h>

typedef struct prover {
    const sgm_ctx *ctx;
    const sgm_instance *inst;
    const sgm_f4_entries_argument *argument;
    const sgm_f4_data *data;
    uint64_t E;
    uint32_t n, columns, padded; /* padded: 2^merging */
    const sgm_affine *V;
    sgm_sc kappa;
    uint8_t (*chosen)[SGM_F4_ENTRY_BYTES]; /* of each entry, column after column */
    sgm_sc *table, *a;                     /* a: of each entry of the padded columns */
    /* secrets */
    sgm_sc *x, *rho, *m; /* x: the entries as a is; rho: of each column; m: the mask, then the masked column */
    int64_t *v;          /* projections */
    uint8_t *bits;
    sgm_sc gamma, tau, rho_m, delta;
    uint8_t *secret;
    sgm_hedged *hedged;
} prover;

/* All that the prover knows, in bytes. */
static size_t secret_bytes(const prover *p) { return (8 * (size_t)p->n + 32) * p->columns; }

static void layout(prover *p, sgm_arena *arena)
{
    const size_t entries = (size_t)p->n * p->padded;
    arena->used = 0;
    p->chosen = sgm_arena_take(arena, (size_t)p->n * p->columns, sizeof *p->chosen);
    p->table = sgm_arena_take(arena, SGM_F4_TABLE, sizeof *p->table);
    p->a = sgm_arena_take(arena, entries, sizeof *p->a);
    p->x = sgm_arena_take(arena, entries, sizeof *p->x);
    p->rho = sgm_arena_take(arena, p->padded, sizeof *p->rho);
    p->m = sgm_arena_take(arena, p->n, sizeof *p->m);
    p->v = sgm_arena_take(arena, SGM_F4_PROJECTIONS, sizeof *p->v);
    p->bits = sgm_arena_take(arena, p->argument->rows.n_bits, 1);
    p->secret = sgm_arena_take(arena, secret_bytes(p), 1);
    p->hedged = sgm_arena_take(arena, 1, sizeof *p->hedged);
}

/* Entry i of column j; the labels are the last column. */
static int64_t entry(const prover *p, size_t i, size_t j)
{
    const uint32_t columns = p->columns - 1;
    return j < columns ? p->data->X[i * columns + j] : p->data->y[i];
}

/* 1 if |x| <= E. In: 1 <= E < 2^62. */
static uint64_t is_small(int64_t x, uint64_t E)
{
    const uint64_t u = (uint64_t)x, sign = 0 - (u >> 63), size = (u ^ sign) - sign; /* 2^63 for the least */
    return 1 ^ (E - size) >> 63;
}

/* Projections as sums of integers. In: entries at most E, so that nothing leaves 62 bits. */
static void project(prover *p)
{
    const uint8_t(*chosen)[SGM_F4_ENTRY_BYTES] = (const uint8_t(*)[SGM_F4_ENTRY_BYTES])p->chosen;
    uint64_t sum[SGM_F4_PROJECTIONS] = {0};
    for (size_t j = 0; j < p->columns; j++)
        for (size_t i = 0; i < p->n; i++, chosen++) {
            const uint64_t x = (uint64_t)entry(p, i, j);
            for (size_t k = 0; k < SGM_F4_PROJECTIONS; k++)
                sum[k] += x & (0 - (uint64_t)((*chosen)[k / 8] >> k % 8 & 1));
        }
    for (size_t k = 0; k < SGM_F4_PROJECTIONS; k++)
        p->v[k] = (int64_t)sum[k];
    sgm_wipe(sum, sizeof sum);
}

/* The bits of projections and beta. Returns 1 if all are in range. */
static uint64_t set_bits(prover *p)
{
    const uint32_t each = p->argument->block.columns;
    sgm_sc value, beta, range;
    uint64_t good = 1;
    sgm_sc_from_u64(&beta, p->argument->beta);
    sgm_sc_add(&range, &beta, &beta);
    for (size_t k = 0; k < SGM_F4_PROJECTIONS; k++) {
        sgm_sc_from_i64(&value, p->v[k]);
        sgm_sc_add(&value, &value, &beta);
        good &= sgm_range_bits(p->bits + k * each, &value, &range);
    }
    sgm_wipe(&value, sizeof value);
    return good;
}

/* x and rho, zeros for the columns that pad. */
static void set_columns(prover *p)
{
    sgm_sc *x = p->x;
    for (size_t j = 0; j < p->padded; j++) {
        p->rho[j] = j + 1 < p->columns ? p->data->rho[j] : j < p->columns ? *p->data->rho_y : sgm_sc_zero;
        for (size_t i = 0; i < p->n; i++, x++)
            sgm_sc_from_i64(x, j < p->columns ? entry(p, i, j) : 0);
    }
}

/* *good = 1 if the data open the columns: all at once, at powers of kappa, which comes after the columns. */
static sgm_status check_columns(prover *p, uint64_t *good)
{
    const sgm_backend *be = p->ctx->be;
    sgm_point want, got;
    sgm_sc rho = sgm_sc_zero, power = sgm_sc_one, *k = malloc(p->columns * sizeof *k);
    uint8_t equal = 0;
    if (!k)
        return SGM_NOMEM;
    memset(p->m, 0, p->n * sizeof *p->m);
    for (uint32_t j = 0; j < p->columns; j++) {
        k[j] = power;
        sgm_scale_add(be, p->m, &power, p->x + (size_t)j * p->n, p->m, p->n);
        sgm_sc_muladd(&rho, &power, &p->rho[j], &rho);
        sgm_sc_mul(&power, &power, &p->kappa);
    }
    sgm_status st = sgm_vector_commit(p->ctx, &got, p->V, p->m, p->n, &rho);
    if (st == SGM_OK)
        st = sgm_combine_elements(p->ctx->be, &want, p->inst, k);
    if (st == SGM_OK)
        be->equal(&equal, &got, &want, 1);
    *good = equal;
    sgm_wipe(&rho, sizeof rho);
    free(k);
    return st;
}

/* Everything before the first message. SGM_REJECTED: the statement is not what the data say. */
static sgm_status settle(prover *p)
{
    sgm_f4_projections projections;
    uint64_t small = 1, open = 0;
    sgm_f4_projections_begin(&projections, &p->kappa);
    sgm_f4_projections_bits(&projections, p->chosen, (size_t)p->n * p->columns);
    for (size_t j = 0; j < p->columns; j++)
        for (size_t i = 0; i < p->n; i++)
            small &= is_small(entry(p, i, j), p->E);
    project(p);
    small &= set_bits(p);
    set_columns(p);
    sgm_status st = check_columns(p, &open);
    small &= open;
    SGM_DECLASSIFY(&small, sizeof small); /* a refusal is visible, and an honest caller never meets one */
    return st != SGM_OK || small ? st : SGM_REJECTED;
}

static sgm_status hedge(prover *p, sgm_rng *rng, const sgm_rng *fresh)
{
    uint8_t *out = p->secret;
    for (size_t j = 0; j < p->columns; j++) {
        for (size_t i = 0; i < p->n; i++, out += 8)
            sgm_store64(out, (uint64_t)entry(p, i, j));
        sgm_sc_to_bytes(out, &p->rho[j]);
        out += 32;
    }
    return sgm_argument_hedge(rng, p->hedged, fresh, p->inst, p->secret, secret_bytes(p));
}

/* What the projections multiply every entry with. Draws nothing. */
static void weigh(prover *p, const sgm_sc *z)
{
    sgm_f4_projections projections;
    const size_t entries = (size_t)p->n * p->columns;
    sgm_f4_projections_begin(&projections, &p->kappa);
    sgm_f4_projections_weigh(&projections, p->table, z);
    sgm_f4_projections_weights(&projections, p->a, entries);
    memset(p->a + entries, 0, ((size_t)p->n * p->padded - entries) * sizeof *p->a);
}

/* One round over columns: half as many, with L = <a1, x0> G + tau_L H and R = <a0, x1> G + tau_R H. */
static sgm_status merge_round(prover *p, sgm_tape *tape, const sgm_rng *rng, uint32_t half)
{
    const sgm_backend *be = p->ctx->be;
    const size_t entries = (size_t)half * p->n;
    sgm_point LR[2];
    sgm_sc value, tau[2], e, inverse;
    sgm_status st = sgm_rng_scalar(rng, &tau[0]);
    if (st == SGM_OK)
        st = sgm_rng_scalar(rng, &tau[1]);
    if (st != SGM_OK)
        return st;
    sgm_inner_product(be, &value, p->a + entries, p->x, entries);
    sgm_pedersen(p->ctx, &LR[0], &value, &tau[0]);
    sgm_inner_product(be, &value, p->a, p->x + entries, entries);
    sgm_pedersen(p->ctx, &LR[1], &value, &tau[1]);
    sgm_tape_points(tape, LR, 2);
    if (!sgm_tape_challenges(tape, &e, 1))
        return SGM_REJECTED;
    sgm_sc_invert(&inverse, &e);
    sgm_scale_add(be, p->x, &e, p->x + entries, p->x, entries);
    sgm_scale_add(be, p->a, &inverse, p->a + entries, p->a, entries);
    sgm_scale_add(be, p->rho, &e, p->rho + half, p->rho, half);
    sgm_sc_muladd(&p->tau, &inverse, &tau[0], &p->tau);
    sgm_sc_muladd(&p->tau, &e, &tau[1], &p->tau);
    sgm_wipe(LR, sizeof LR);
    sgm_wipe(tau, sizeof tau);
    sgm_wipe(&value, sizeof value);
    return SGM_OK;
}

/* M = <m,V> + rho_m H and D = <a,m> G + delta H. */
static sgm_status commit_mask(prover *p, sgm_tape *tape, const sgm_rng *rng)
{
    sgm_point sent[2];
    sgm_sc value;
    sgm_status st = SGM_OK;
    for (size_t i = 0; i < p->n && st == SGM_OK; i++)
        st = sgm_rng_scalar(rng, &p->m[i]);
    if (st == SGM_OK)
        st = sgm_rng_scalar(rng, &p->rho_m);
    if (st == SGM_OK)
        st = sgm_rng_scalar(rng, &p->delta);
    if (st == SGM_OK)
        st = sgm_vector_commit(p->ctx, &sent[0], p->V, p->m, p->n, &p->rho_m);
    if (st != SGM_OK)
        return st;
    sgm_inner_product(p->ctx->be, &value, p->a, p->m, p->n);
    sgm_pedersen(p->ctx, &sent[1], &value, &p->delta);
    sgm_tape_points(tape, sent, 2);
    sgm_wipe(sent, sizeof sent);
    sgm_wipe(&value, sizeof value);
    return SGM_OK;
}

/* z = m + c x in place of m; t = <a,z>, tau and rho; then the fold. */
static sgm_status respond(prover *p, sgm_tape *tape, const sgm_sc *c)
{
    const sgm_backend *be = p->ctx->be;
    sgm_sc sent[3], w;
    sgm_scale_add(be, p->m, c, p->x, p->m, p->n);
    sgm_inner_product(be, &sent[0], p->a, p->m, p->n);
    sgm_sc_muladd(&sent[1], c, &p->tau, &p->delta);
    sgm_sc_muladd(&sent[2], c, &p->rho[0], &p->rho_m);
    sgm_tape_scalars(tape, sent, 3);
    SGM_DECLASSIFY(p->m, p->n * sizeof *p->m); /* masked: the fold hides nothing of it */
    if (!sgm_tape_challenges(tape, &w, 1))
        return SGM_REJECTED;
    sgm_status st = sgm_inner_prove(tape, p->V, p->m, p->a, p->argument->folding, &w);
    if (st == SGM_OK)
        sgm_tape_scalars(tape, p->m, 1);
    return st;
}

/* What T holds is what the columns' entries make of z. */
static sgm_status link_columns(prover *p, sgm_tape *tape, const sgm_sc *z, const sgm_rng *rng)
{
    sgm_status st = SGM_OK;
    sgm_sc c;
    weigh(p, z);
    set_columns(p);
    p->tau = p->gamma;
    for (uint32_t half = p->padded / 2; half > 0 && st == SGM_OK; half /= 2)
        st = merge_round(p, tape, rng, half);
    if (st == SGM_OK)
        st = commit_mask(p, tape, rng);
    if (st != SGM_OK)
        return st;
    return sgm_tape_challenges(tape, &c, 1) ? respond(p, tape, &c) : SGM_REJECTED;
}

/* SGM_REJECTED: a challenge is 0 that must not be. */
static sgm_status attempt(prover *p, const sgm_rng *rng, uint8_t *proof)
{
    sgm_tape tape;
    sgm_sc kappa, z;
    sgm_tape_begin(&tape, p->ctx, p->inst, proof);
    if (!sgm_tape_challenges(&tape, &kappa, 1))
        return SGM_REJECTED;
    sgm_status st = sgm_rng_scalar(rng, &p->gamma);
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
    sgm_status st = sgm_tape_challenges(&tape, &p->kappa, 1) ? settle(p) : SGM_IO;
    if (st == SGM_OK)
        st = hedge(p, &rng, fresh);
    if (st != SGM_OK)
        return st;
    do
        st = attempt(p, &rng, proof);
    while (st == SGM_REJECTED);
    return st;
}

static sgm_status prove(const sgm_ctx *ctx, const sgm_instance *inst, const sgm_f4_entries_statement *s,
                        const sgm_f4_data *data, const sgm_rng *rng, uint8_t *proof)
{
    sgm_arena arena = {0};
    prover p = {.ctx = ctx,
                .inst = inst,
                .argument = (const sgm_f4_entries_argument *)inst->argument,
                .data = data,
                .E = s->E,
                .n = s->n,
                .columns = s->p + 1};
    p.padded = UINT32_C(1) << p.argument->merging;
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

sgm_status sgm_f4_entries_prove(const sgm_ctx *ctx, const sgm_f4_entries_statement *s, const sgm_f4_data *data,
                                sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    sgm_instance *inst;
    sgm_status st = sgm_f4_entries_instance(&inst, ctx, s, flavor);
    if (st != SGM_OK)
        return st;
    size_t size = sgm_instance_proof_size(inst);
    st = prove(ctx, inst, s, data, rng, proof);
    if (st != SGM_OK)
        memset(proof, 0, size);
    sgm_instance_free(inst);
    return st;
}
