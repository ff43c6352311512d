/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Challenges and weights of a batch: hashes over every byte of every proof, many side by side. */
#include "primitives/base/bytes.h"
#include "protocols/batch_internal.h"

static sgm_shake_job challenge_job(const sgm_batch *b, const sgm_batch_item *it, uint8_t *out)
{
    const sgm_instance *inst = it->inst;
    return (sgm_shake_job){
        .start = inst->session.opened,
        .in = {inst->bytes, b->bytes + it->offset},
        .in_len = {SGM_KEEP_STATEMENT ? inst->len : 0, SGM_KEEP_COMMITMENTS ? 32 * (size_t)inst->n_equations : 0},
        .n_in = 2,
        .out = out,
        .out_len = inst->width == SGM_CHALLENGE_FULL ? 48 : 16};
}

static void hash_challenges(sgm_batch *b, const size_t *which, size_t n)
{
    sgm_sc c[SGM_HASH_CHUNK];
    memset(b->digest, 0, n * sizeof *b->digest);
    for (size_t i = 0; i < n; i++)
        b->job[i] = challenge_job(b, &b->items[which[i]], b->digest[i]);
    sgm_shake128_n(b->ctx->be, b->job, n);
    b->ctx->be->sc_reduce64(c, (const uint8_t(*)[64])b->digest, n);
    for (size_t i = 0; i < n; i++) {
        const sgm_batch_item *it = &b->items[which[i]];
        sgm_settle_shares(it->inst, &c[i], b->share + it->at.share);
    }
}

void sgm_batch_challenges(sgm_batch *b)
{
    size_t which[SGM_HASH_CHUNK], n = 0;
    for (size_t i = 0; i < b->count; i++) {
        if (!b->items[i].bad)
            which[n++] = i;
        if (n == SGM_HASH_CHUNK || i + 1 == b->count) {
            hash_challenges(b, which, n);
            n = 0;
        }
    }
}

/* The runs of a proof string that enter the weights: all of it, unless a check is left out on purpose. */
static void weighed_runs(const sgm_batch_item *it, size_t *head, size_t *tail_from, size_t *size)
{
    size_t commitments = sgm_proof_head(it->inst);
    *size = sgm_instance_proof_size(it->inst);
    *head = *tail_from = *size;
    if (!SGM_KEEP_WEIGHTS_RESPONSES || !SGM_KEEP_WEIGHTS_SHARES)
        *head = commitments;
    if (!SGM_KEEP_WEIGHTS_SHARES)
        *tail_from = commitments + sgm_shares_sent(it->inst) * sgm_challenge_bytes(it->inst);
    if (!SGM_KEEP_WEIGHTS_PROOF)
        *head = 0;
}

/* The draft's rule: one sponge over all items. */
static void weights_sequential(const sgm_batch *b, uint8_t *out, size_t len)
{
    sgm_transcript t;
    sgm_transcript_init(&t, b->ctx->sid_draft_batch);
    for (size_t i = 0; i < b->count; i++) {
        const sgm_batch_item *it = &b->items[i];
        size_t head, tail_from, size;
        if (it->bad)
            continue;
        weighed_runs(it, &head, &tail_from, &size);
        sgm_transcript_absorb(&t, it->inst->session.sid, 32);
        sgm_transcript_absorb(&t, it->inst->bytes, it->inst->len);
        sgm_transcript_absorb(&t, b->bytes + it->offset, head);
        sgm_transcript_absorb(&t, b->bytes + it->offset + tail_from, size - tail_from);
    }
    sgm_transcript_squeeze(&t, out, len);
}

/* What precedes the instance and the proof string in a leaf. */
typedef struct leaf_header {
    uint8_t sid_and_len[40], proof_len[8];
} leaf_header;

static sgm_shake_job leaf_job(const sgm_batch *b, const sgm_batch_item *it, leaf_header *h, uint8_t *out)
{
    size_t head, tail_from, size;
    weighed_runs(it, &head, &tail_from, &size);
    memcpy(h->sid_and_len, it->inst->session.sid, 32);
    sgm_store64(h->sid_and_len + 32, it->inst->len);
    sgm_store64(h->proof_len, size);
    const uint8_t *proof = b->bytes + it->offset;
    return (sgm_shake_job){
        .start = b->ctx->leaf.opened,
        .in = {h->sid_and_len, it->inst->bytes, h->proof_len, proof, proof + tail_from},
        .in_len = {sizeof h->sid_and_len, it->inst->len, sizeof h->proof_len, head, size - tail_from},
        .n_in = 5,
        .out = out,
        .out_len = 32};
}

/* Our rule: D_b = hash of item b, for all items side by side, then one short sponge over the D_b. */
static void weights_leaves(const sgm_batch *b, uint8_t *out, size_t len)
{
    leaf_header header[SGM_HASH_CHUNK];
    uint8_t digest[SGM_HASH_CHUNK][32], n_good[4];
    sgm_transcript t;
    uint32_t good = 0;
    for (size_t i = 0; i < b->count; i++)
        good += !b->items[i].bad;
    sgm_store32(n_good, good);
    sgm_transcript_init(&t, b->ctx->sid_batch);
    sgm_transcript_absorb(&t, n_good, 4);
    for (size_t i = 0, n = 0; i < b->count; i++) {
        if (!b->items[i].bad) {
            b->job[n] = leaf_job(b, &b->items[i], &header[n], digest[n]);
            n++;
        }
        if (n == SGM_HASH_CHUNK || i + 1 == b->count) {
            sgm_shake128_n(b->ctx->be, b->job, n);
            sgm_transcript_absorb(&t, digest, 32 * n);
            n = 0;
        }
    }
    sgm_transcript_squeeze(&t, out, len);
}

void sgm_batch_derive_weights(const sgm_batch *b, uint8_t *out, size_t equations)
{
    int extension = 0;
    for (size_t i = 0; i < b->count; i++)
        extension |= b->items[i].inst->extension;
    if (extension)
        weights_leaves(b, out, 16 * equations);
    else
        weights_sequential(b, out, 16 * equations);
}

static sgm_status draw_weights(uint8_t *out, size_t equations)
{
    sgm_rng rng = sgm_rng_system();
    return rng.fill(rng.state, out, 16 * equations);
}

static size_t good_equations(const sgm_batch *b)
{
    size_t n = 0;
    for (size_t i = 0; i < b->count; i++)
        n += b->items[i].bad ? 0 : b->items[i].inst->n_equations;
    return n;
}

/* Fills raw_weights with 16 bytes per good equation. */
static sgm_status make_raw_weights(sgm_batch *b, size_t equations)
{
    if (!SGM_KEEP_WEIGHTS_FRESH && b->raw_count == equations)
        return SGM_OK;
    sgm_status st = sgm_arena_reserve(&b->raw_weights, 16 * equations);
    if (st != SGM_OK)
        return st;
    b->raw_count = equations;
    if (b->kind == SGM_WEIGHTS_RANDOM)
        return draw_weights(b->raw_weights.base, equations);
    sgm_batch_derive_weights(b, b->raw_weights.base, equations);
    return SGM_OK;
}

/* A single equation needs no weight: it is 1. */
sgm_status sgm_batch_weigh(sgm_batch *b)
{
    size_t equations = good_equations(b);
    int plain = equations == 1 || !SGM_KEEP_WEIGHTS_DISTINCT;
    if (!plain) {
        sgm_status st = make_raw_weights(b, equations);
        if (st != SGM_OK)
            return st;
    }
    const uint8_t *raw = b->raw_weights.base;
    for (size_t i = 0; i < b->count; i++) {
        const sgm_batch_item *it = &b->items[i];
        for (uint32_t e = 0; it->fits && e < it->inst->n_equations; e++) {
            sgm_sc *w = &b->weight[it->at.equation + e];
            *w = it->bad ? sgm_sc_zero : sgm_sc_one;
            if (it->bad || plain)
                continue;
            *w = (sgm_sc){{sgm_load64(raw), sgm_load64(raw + 8), 0, 0}};
            raw += 16;
        }
    }
    return SGM_OK;
}
