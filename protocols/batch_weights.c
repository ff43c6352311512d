/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The weights of a batch: hashed from every byte of every proof, many side by side, or drawn. */
#include "primitives/base/bytes.h"
#include "protocols/batch_internal.h"

/* The runs of a proof string that enter the weights: all of it but the hints, which its commitments determine, unless a
 * check is left out on purpose. */
static void weighed_runs(const sgm_batch_item *it, size_t *head, size_t *tail_from, size_t *size)
{
    size_t commitments = sgm_proof_head(it->inst);
    *size = sgm_batchable_size(it->inst);
    *head = *tail_from = *size;
    if (!SGM_KEEP_WEIGHTS_RESPONSES || !SGM_KEEP_WEIGHTS_SHARES)
        *head = commitments;
    if (!SGM_KEEP_WEIGHTS_SHARES)
        *tail_from = commitments + sgm_shares_sent(it->inst) * sgm_challenge_bytes(it->inst);
    if (!SGM_KEEP_WEIGHTS_PROOF)
        *head = 0;
}

/* The draft's rule: one sponge over all items. */
static void open_sequential(const sgm_batch *b, sgm_transcript *t)
{
    sgm_transcript_init(t, b->ctx->sid_draft_batch);
    for (size_t i = 0; i < b->count; i++) {
        const sgm_batch_item *it = &b->items[i];
        size_t head, tail_from, size;
        if (it->bad)
            continue;
        weighed_runs(it, &head, &tail_from, &size);
        sgm_transcript_absorb(t, it->inst->session->sid, 32);
        sgm_transcript_absorb(t, it->inst->bytes, it->inst->len);
        sgm_transcript_absorb(t, b->bytes + it->offset, head);
        sgm_transcript_absorb(t, b->bytes + it->offset + tail_from, size - tail_from);
    }
}

/* What precedes the instance and the proof string in a leaf. */
typedef struct leaf_header {
    uint8_t sid_and_len[40], proof_len[8];
} leaf_header;

static sgm_shake_job leaf_job(const sgm_batch *b, const sgm_batch_item *it, leaf_header *h, uint8_t *out)
{
    size_t head, tail_from, size;
    weighed_runs(it, &head, &tail_from, &size);
    memcpy(h->sid_and_len, it->inst->session->sid, 32);
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

/* Leaves are hashed in windows: while the leaves of one are hashed, those of the one before are absorbed. */
enum { BLOCKS = 16, WINDOW = BLOCKS * SGM_ITEM_BLOCK };

typedef struct leaves {
    const sgm_batch *b;
    sgm_transcript *t;
    size_t first;                   /* of the window being hashed */
    uint8_t (*hashed)[32];          /* its leaves: block after block, side by side within a block */
    size_t n[BLOCKS];               /* how many leaves each block has */
    const uint8_t (*to_absorb)[32]; /* the same of the window before */
    size_t n_absorb[BLOCKS];
} leaves;

static void hash_leaves(leaves *l, size_t block)
{
    const sgm_batch *b = l->b;
    sgm_shake_job job[SGM_ITEM_BLOCK];
    leaf_header header[SGM_ITEM_BLOCK];
    size_t n = 0, i = l->first + block * SGM_ITEM_BLOCK, left = i < b->count ? b->count - i : 0;
    for (size_t end = i + (left < SGM_ITEM_BLOCK ? left : SGM_ITEM_BLOCK); i < end; i++) {
        if (b->items[i].bad)
            continue;
        job[n] = leaf_job(b, &b->items[i], &header[n], l->hashed[block * SGM_ITEM_BLOCK + n]);
        n++;
    }
    sgm_shake128_n(b->ctx->be, job, n);
    l->n[block] = n;
}

static void leaves_task(void *arg, size_t task, unsigned worker)
{
    (void)worker;
    leaves *l = arg;
    if (task > 0) {
        hash_leaves(l, task - 1);
        return;
    }
    for (size_t k = 0; k < BLOCKS; k++)
        sgm_transcript_absorb(l->t, l->to_absorb[k * SGM_ITEM_BLOCK], 32 * l->n_absorb[k]);
}

/* Our rule: D_b = hash of item b, for all items side by side, then one short sponge over the D_b. */
static void open_leaves(const sgm_batch *b, sgm_transcript *t)
{
    uint8_t digest[2][WINDOW][32], n_good[4];
    uint32_t good = 0;
    for (size_t i = 0; i < b->count; i++)
        good += !b->items[i].bad;
    sgm_store32(n_good, good);
    sgm_transcript_init(t, b->ctx->sid_batch);
    sgm_transcript_absorb(t, n_good, 4);
    leaves l = {.b = b, .t = t};
    int side = 0;
    for (; l.first < b->count; l.first += WINDOW, side = !side) {
        size_t left = b->count - l.first, n = left < WINDOW ? left : WINDOW;
        l.hashed = digest[side];
        l.to_absorb = (const uint8_t(*)[32])digest[!side];
        memset(l.n, 0, sizeof l.n);
        sgm_pool_run(b->pool, leaves_task, &l, 1 + (n + SGM_ITEM_BLOCK - 1) / SGM_ITEM_BLOCK);
        memcpy(l.n_absorb, l.n, sizeof l.n);
    }
    l.to_absorb = (const uint8_t(*)[32])digest[!side];
    leaves_task(&l, 0, 0);
}

static void open_derived(const sgm_batch *b, sgm_transcript *t)
{
    if (b->extension)
        open_leaves(b, t);
    else
        open_sequential(b, t);
}

void sgm_batch_derive(sgm_batch *b, uint8_t *out, size_t len)
{
    sgm_transcript t;
    open_derived(b, &t);
    sgm_transcript_squeeze(&t, out, len);
}

/* Among the items that are not bad. */
static int has_one_equation(const sgm_batch *b)
{
    size_t n = 0;
    for (size_t i = 0; i < b->count && n < 2; i++)
        n += b->items[i].bad ? 0 : b->items[i].inst->n_equations;
    return n == 1;
}

/* A single equation needs no weight: it is 1. */
void sgm_batch_open_weights(sgm_batch *b)
{
    b->plain = !SGM_KEEP_WEIGHTS_DISTINCT || has_one_equation(b);
    int reuse = !SGM_KEEP_WEIGHTS_FRESH && b->opened;
    if (!b->plain && b->kind == SGM_WEIGHTS_DERIVED && !reuse) {
        open_derived(b, &b->stream);
        b->opened = 1;
    }
    sgm_batch_restart_weights(b);
}

void sgm_batch_restart_weights(sgm_batch *b) { b->running = b->stream; }

/* Random weights are ChaCha20 under a key from the system, another one for every chunk. */
static sgm_status draw(sgm_batch *b, uint8_t *out, size_t len)
{
    sgm_rng rng = sgm_rng_system();
    sgm_status st = SGM_KEEP_WEIGHTS_FRESH || !b->opened ? rng.fill(rng.state, b->seed, sizeof b->seed) : SGM_OK;
    if (st != SGM_OK)
        return st;
    b->opened = 1;
    sgm_rng_expand(out, len, b->seed);
    return SGM_OK;
}

static sgm_sc read_weight(const uint8_t *raw)
{
    if (!SGM_KEEP_WEIGHTS_LONG)
        return (sgm_sc){{raw[0], 0, 0, 0}};
    return (sgm_sc){{sgm_load64(raw), sgm_load64(raw + 8), 0, 0}};
}

/* The weights that commitments enter with, side by side, where arguments stand between them. */
static void gather_bare(sgm_batch *b)
{
    for (size_t i = b->chunk.first; i < b->chunk.end; i++) {
        const sgm_batch_item *it = &b->items[i];
        const sgm_batch_place at = sgm_batch_at(b, i);
        if (it->fits && !it->inst->argument)
            memcpy(b->bare + at.commitment, b->weight + at.equation, it->inst->n_points * sizeof *b->bare);
    }
}

/* Equations of an item of the chunk; none where its string has the wrong length. */
static size_t equations_of(const sgm_batch *b, size_t i)
{
    return sgm_batch_at(b, i + 1).equation - sgm_batch_at(b, i).equation;
}

sgm_status sgm_batch_weigh(sgm_batch *b, int presume_good)
{
    uint8_t *raw = (uint8_t *)b->weight; /* 16 bytes each, at the front; spread out from the end */
    size_t n = presume_good ? b->chunk.total.equation : 0;
    for (size_t i = b->chunk.first; i < b->chunk.end && !presume_good; i++)
        n += b->items[i].bad ? 0 : equations_of(b, i);
    sgm_status st = SGM_OK;
    if (!b->plain && b->kind == SGM_WEIGHTS_RANDOM)
        st = draw(b, raw, 16 * n);
    else if (!b->plain)
        sgm_transcript_squeeze(&b->running, raw, 16 * n);
    for (size_t i = b->chunk.end; i-- > b->chunk.first && st == SGM_OK;) {
        const sgm_batch_item *it = &b->items[i];
        int good = presume_good || !it->bad;
        size_t at = sgm_batch_at(b, i).equation;
        for (size_t e = equations_of(b, i); e-- > 0;) {
            sgm_sc w = good ? sgm_sc_one : sgm_sc_zero;
            if (good && !b->plain) {
                n--;
                w = read_weight(raw + 16 * (SGM_KEEP_WEIGHTS_PER_EQUATION ? n : n - e));
            }
            b->weight[at + e] = w;
        }
    }
    if (b->bare != b->weight)
        gather_bare(b);
    return st;
}
