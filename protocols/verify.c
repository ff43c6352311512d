/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Verification of one proof string: a batch of one, or for a compact string its commitments recomputed. */
#include "protocols/batch_internal.h"
#include "protocols/points.h"
#include "protocols/simulate.h"

typedef struct compact {
    const sgm_ctx *ctx;
    const sgm_instance *inst;
    sgm_points points;
    uint32_t *index;
    sgm_sc *shares, *responses;
    sgm_affine *bases; /* of one equation */
    sgm_sc *scalars;
    sgm_point *commitment;
    uint8_t (*enc)[SGM_ELEMENT_BYTES];
    uint8_t *identity;
} compact;

static void layout(compact *v, sgm_arena *a, const sgm_ctx *ctx, const sgm_instance *inst)
{
    a->used = 0;
    *v = (compact){.ctx = ctx, .inst = inst};
    sgm_points_layout(&v->points, a, ctx, &ctx->key, 0, inst->n_elements);
    v->index = sgm_arena_take(a, inst->n_elements, sizeof *v->index);
    v->shares = sgm_arena_take(a, sgm_share_room(inst), sizeof *v->shares);
    v->responses = sgm_arena_take(a, inst->n_scalars, sizeof *v->responses);
    v->bases = sgm_arena_take(a, inst->n_terms, sizeof *v->bases);
    v->scalars = sgm_arena_take(a, inst->n_terms, sizeof *v->scalars);
    v->commitment = sgm_arena_take(a, inst->n_equations, sizeof *v->commitment);
    v->enc = sgm_arena_take(a, inst->n_equations, sizeof *v->enc);
    v->identity = sgm_arena_take(a, inst->n_equations, 1);
}

static int decode_statement(compact *v)
{
    int good = 1;
    sgm_points_add(&v->points, v->inst, v->index);
    sgm_points_resolve(&v->points, NULL);
    for (uint32_t i = 0; i < v->points.elements.count; i++)
        good &= !v->points.bad[i];
    return good;
}

/* The draft's SimulateCommitment for one equation, map(z) - share * image, at half size: be->double_encode doubles it.
 */
static sgm_status simulate(compact *v, const sgm_equation *eq, const sgm_sc *share, const sgm_sc *z, sgm_point *out,
                           sgm_arena *scratch)
{
    size_t n = 0;
    for (uint32_t t = 0; t < eq->n_terms; t++, n++) {
        v->bases[n] = *sgm_points_at(&v->points, eq->terms[t].element, v->index);
        sgm_sc_mul(&v->scalars[n], &eq->terms[t].coeff, &z[eq->terms[t].scalar]);
    }
    for (uint32_t t = 0; t < eq->n_image; t++, n++) {
        v->bases[n] = *sgm_points_at(&v->points, eq->image[t].element, v->index);
        sgm_sc_mul(&v->scalars[n], &eq->image[t].coeff, share);
        sgm_sc_neg(&v->scalars[n], &v->scalars[n]);
    }
    for (size_t i = 0; i < n; i++)
        sgm_sc_half(&v->scalars[i], &v->scalars[i]);
    sgm_msm_part part = {v->bases, v->scalars, n, SGM_SCALAR_BITS};
    return sgm_combine_vt(v->ctx->be, out, &part, 1, scratch);
}

static sgm_status simulate_all(compact *v, sgm_arena *scratch)
{
    sgm_status st = SGM_OK;
    sgm_point *out = v->commitment;
    const sgm_sc *z = v->responses;
    for (uint32_t i = 0; i < v->inst->n_clauses; i++) {
        const sgm_clause *clause = &v->inst->clauses[i];
        for (uint32_t e = 0; e < clause->n_equations && st == SGM_OK; e++)
            st = simulate(v, &clause->equations[e], &v->shares[i], z, out++, scratch);
        z += clause->n_scalars;
    }
    return st;
}

/* Recomputed commitments are not the identity, which is its own half, and hashing them gives c again. */
static int agrees(compact *v, const sgm_sc *c)
{
    const sgm_backend *be = v->ctx->be;
    uint32_t n = v->inst->n_equations;
    sgm_sc again;
    int good = 1;
    be->is_identity(v->identity, v->commitment, n);
    for (uint32_t e = 0; e < n && SGM_KEEP_IDENTITY; e++)
        good &= !v->identity[e];
    be->double_encode(v->enc, v->commitment, n);
    sgm_instance_challenge(v->inst, v->enc[0], &again);
    return good && (sgm_sc_eq(c, &again) || !SGM_KEEP_COMPACT_CHALLENGE);
}

static sgm_status check(compact *v, const uint8_t *proof, sgm_arena *scratch)
{
    sgm_sc c;
    int good = sgm_challenge_read(v->inst->width, &c, proof);
    good &= sgm_proof_scalars(v->inst, proof, v->shares, v->responses);
    if (!good || !decode_statement(v))
        return SGM_MALFORMED;
    sgm_settle_shares(v->inst, &c, v->shares);
    sgm_status st = simulate_all(v, scratch);
    if (st != SGM_OK)
        return st;
    return agrees(v, &c) ? SGM_OK : SGM_REJECTED;
}

static sgm_status verify_compact(const sgm_ctx *ctx, const sgm_instance *inst, const uint8_t *proof, size_t len)
{
    if (!sgm_proof_length_ok(inst, len))
        return SGM_MALFORMED;
    sgm_arena a = {0}, scratch = {0};
    compact v;
    layout(&v, &a, ctx, inst);
    sgm_status st = sgm_arena_reserve(&a, a.used);
    if (st != SGM_OK)
        return st;
    layout(&v, &a, ctx, inst);
    st = check(&v, proof, &scratch);
    sgm_arena_free(&scratch);
    sgm_arena_free(&a);
    return st;
}

static sgm_status commit_to_reply(compact *v, const sgm_sc *c, const sgm_sc *reply, sgm_arena *scratch)
{
    uint32_t n_sent = sgm_shares_sent(v->inst);
    if (n_sent > 0)
        memcpy(sgm_sent_shares(v->inst, v->shares), reply, n_sent * sizeof *reply);
    memcpy(v->responses, reply + n_sent, v->inst->n_scalars * sizeof *reply);
    if (!decode_statement(v))
        return SGM_MALFORMED;
    sgm_settle_shares(v->inst, c, v->shares);
    return simulate_all(v, scratch);
}

sgm_status sgm_simulate_commitment(const sgm_ctx *ctx, const sgm_instance *inst, const sgm_sc *c, const sgm_sc *reply,
                                   uint8_t (*commitments)[SGM_ELEMENT_BYTES])
{
    sgm_arena a = {0}, scratch = {0};
    compact v;
    memset(commitments, 0, SGM_ELEMENT_BYTES * (size_t)inst->n_equations);
    layout(&v, &a, ctx, inst);
    sgm_status st = sgm_arena_reserve(&a, a.used);
    if (st != SGM_OK)
        return st;
    layout(&v, &a, ctx, inst);
    st = commit_to_reply(&v, c, reply, &scratch);
    if (st == SGM_OK)
        ctx->be->double_encode(commitments, v.commitment, inst->n_equations);
    sgm_arena_free(&scratch);
    sgm_arena_free(&a);
    return st;
}

sgm_status sgm_verify(const sgm_ctx *ctx, const sgm_instance *inst, const uint8_t *proof, size_t len)
{
    if (inst->alone)
        return sgm_proof_length_ok(inst, len) ? inst->alone->verify(inst->alone, ctx, inst, proof) : SGM_MALFORMED;
    if (inst->flavor == SGM_COMPACT)
        return verify_compact(ctx, inst, proof, len);
    return sgm_batch_verify_one(ctx, inst, proof, len);
}
