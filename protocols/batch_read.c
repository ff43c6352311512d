/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* From strings to points and challenges: a chunk of the batch is measured, placed, read and decoded. */
#include "protocols/batch_internal.h"

#include <stdatomic.h>

/* The chunk is to be items first .. end-1; their outer products are grouped. */
static sgm_status measure(sgm_batch *b, size_t first, size_t end)
{
    b->chunk = (sgm_batch_chunk){.first = first, .end = end, .base = b->items[first].at};
    b->chunk.total = sgm_batch_at(b, end);
    return sgm_batch_group(b);
}

/* Scratch of the most demanding argument. */
static size_t reading_scratch(const sgm_batch *b)
{
    size_t most = 0;
    for (size_t i = b->chunk.first; i < b->chunk.end; i++) {
        const sgm_argument *argument = b->items[i].inst->argument;
        most = argument && argument->scratch > most ? argument->scratch : most;
    }
    return most;
}

static void layout_arguments(sgm_batch *b, sgm_arena *a)
{
    const sgm_batch_place *total = &b->chunk.total;
    b->bare = b->weight;
    if (total->own == 0)
        return;
    b->bare = sgm_arena_take(a, total->commitment, sizeof *b->bare);
    b->challenge = sgm_arena_take(a, total->challenge, sizeof *b->challenge);
    b->inverse = sgm_arena_take(a, total->challenge, sizeof *b->inverse);
    b->prefix = sgm_arena_take(a, total->challenge, sizeof *b->prefix);
    b->own_value = sgm_arena_take(a, total->own, sizeof *b->own_value);
    b->reading_len = reading_scratch(b);
    b->reading = sgm_arena_take(a, sgm_pool_size(b->pool) * b->reading_len, sizeof *b->reading);
    sgm_batch_vectors_layout(b, a);
}

static void layout(sgm_batch *b, sgm_arena *a)
{
    const sgm_batch_place *total = &b->chunk.total;
    a->used = 0;
    sgm_points_layout(&b->points, a, b->ctx, b->key, total->commitment + total->own, total->element);
    if (b->hinted)
        sgm_points_layout_hints(&b->points, a);
    b->met = sgm_arena_take(a, total->element, sizeof *b->met);
    b->index = sgm_arena_take(a, total->element, sizeof *b->index);
    b->share = sgm_arena_take(a, total->share, sizeof *b->share);
    b->response = sgm_arena_take(a, total->response, sizeof *b->response);
    b->weight = sgm_arena_take(a, total->equation, sizeof *b->weight);
    layout_arguments(b, a);
    b->term_point = sgm_arena_take(a, total->term, sizeof *b->term_point);
    b->term_value = sgm_arena_take(a, total->term, sizeof *b->term_value);
    b->coeff = sgm_arena_take(a, total->element, sizeof *b->coeff);
    b->seen = sgm_arena_take(a, total->element, sizeof *b->seen);
    b->slot = sgm_arena_take(a, total->element, sizeof *b->slot);
    b->old_base = sgm_arena_take(a, total->element, sizeof *b->old_base);
    b->old_coeff = sgm_arena_take(a, total->element, sizeof *b->old_coeff);
    if (a->base)
        memset(b->seen, 0, total->element * sizeof *b->seen);
    b->sums = 0;
}

/* What a verification of the measured chunk takes, in two arenas. */
typedef struct demand {
    size_t work, scratch;
} demand;

static demand demand_of(sgm_batch *b)
{
    sgm_arena measured = {0};
    layout(b, &measured);
    return (demand){sgm_arena_size(measured.used), sgm_arena_size(sgm_batch_sum_scratch(b, &b->chunk.total))};
}

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

/* 1 if a chunk with this demand fits beside `others`; frees what earlier chunks left where that helps. */
static int fits(sgm_batch *b, size_t others, demand need)
{
    others += b->groups.cap;
    if (others + need.work + need.scratch > b->max_memory)
        return 0;
    if (others + larger(need.work, b->work.cap) + larger(need.scratch, b->scratch.cap) > b->max_memory) {
        sgm_arena_free(&b->work);
        sgm_arena_free(&b->scratch);
    }
    return 1;
}

/* Takes as many items as the bound on memory and that on vectors allow: all that are left, or half of them, or a
 * quarter, ... */
static sgm_status choose_chunk(sgm_batch *b, size_t first)
{
    size_t n = b->count - first, last = b->chunk.end - b->chunk.first;
    if (first > 0 && last < n)
        n = last;                                                      /* the chunk before was the largest that fits */
    size_t list = 2 * sgm_arena_size(b->count * (sizeof(size_t) + 1)); /* the search for culprits wants its room */
    size_t others = sgm_batch_memory(b) - b->work.cap - b->scratch.cap - b->list.cap - b->groups.cap + list;
    for (;; n = (n + 1) / 2) {
        if (measure(b, first, first + n) == SGM_OK && (b->max_memory == 0 || fits(b, others, demand_of(b))))
            return SGM_OK;
        if (n == 1)
            return SGM_NOMEM;
    }
}

static sgm_status place(sgm_batch *b)
{
    sgm_arena measured = {0};
    layout(b, &measured);
    sgm_status st = sgm_batch_reserve(b, &b->work, measured.used);
    if (st == SGM_OK)
        layout(b, &b->work);
    return st;
}

/* Where the points of an item's string stand among those of the chunk: commitments first, then arguments' own. */
static size_t points_from(const sgm_batch *b, size_t item)
{
    const sgm_batch_place at = sgm_batch_at(b, item);
    return b->items[item].inst->argument ? b->chunk.total.commitment + at.own : at.commitment;
}

/* Elements of one statement; points, hints and scalars of one string. */
static void parse(sgm_batch *b, size_t item)
{
    sgm_batch_item *it = &b->items[item];
    const sgm_batch_place place = sgm_batch_at(b, item);
    const uint8_t *proof = b->bytes + it->offset;
    uint32_t n = it->inst->n_points;
    int hinted = it->inst->flavor == SGM_HINTED;
    size_t at = points_from(b, item);
    sgm_points_meet(&b->points, it->inst, b->met + place.element);
    if (b->points.hinted)
        memset(b->points.hinted + at, hinted, n);
    if (hinted)
        memcpy(b->points.hint[at], proof + sgm_batchable_size(it->inst), 32 * (size_t)n);
    if (it->inst->argument) {
        it->bad = !sgm_argument_parse(it->inst, proof, b->points.enc + at, b->response + place.response);
        return;
    }
    memcpy(b->points.enc[at], proof, SGM_ELEMENT_BYTES * (size_t)n);
    it->bad = !sgm_proof_scalars(it->inst, proof, b->share + place.share, b->response + place.response);
}

/* inverse[first..end) = 1/inverse, 0 stays 0; one inversion for all. */
static void invert_together(const sgm_batch *b, size_t first, size_t end)
{
    sgm_sc all = sgm_sc_one, before;
    for (size_t i = first; i < end; i++) {
        b->prefix[i] = all;
        if (!sgm_sc_is_zero(&b->inverse[i]))
            sgm_sc_mul(&all, &all, &b->inverse[i]);
    }
    sgm_sc_invert(&all, &all);
    for (size_t i = end; i-- > first;) {
        if (sgm_sc_is_zero(&b->inverse[i]))
            continue;
        before = b->inverse[i];
        sgm_sc_mul(&b->inverse[i], &all, &b->prefix[i]);
        sgm_sc_mul(&all, &all, &before);
    }
}

/* Challenges of the arguments among a few items, with the inverses that they need. */
static void challenge_arguments(sgm_batch *b, unsigned worker, size_t first, size_t end)
{
    size_t lo = sgm_batch_at(b, first).challenge, hi = sgm_batch_at(b, end).challenge, n = 0;
    sgm_argument_job job[SGM_ITEM_BLOCK];
    if (lo == hi)
        return;
    for (size_t i = first; i < end; i++) {
        const sgm_batch_item *it = &b->items[i];
        if (it->fits && it->inst->argument)
            job[n++] = (sgm_argument_job){it->inst, b->bytes + it->offset, b->challenge + sgm_batch_at(b, i).challenge};
    }
    sgm_batch_enter(b, worker, SGM_PHASE_HASH);
    sgm_argument_challenges(b->ctx->be, job, n);
    sgm_batch_enter(b, worker, SGM_PHASE_SCALARS);
    for (size_t i = first; i < end; i++) {
        sgm_batch_item *it = &b->items[i];
        size_t at = sgm_batch_at(b, i).challenge;
        if (it->fits && it->inst->argument)
            it->bad |= !sgm_argument_nonzero(it->inst->argument, b->challenge + at, b->inverse + at);
    }
    invert_together(b, lo, hi);
}

static sgm_shake_job challenge_job(const sgm_batch *b, const sgm_batch_item *it, uint8_t *out)
{
    const sgm_instance *inst = it->inst;
    return (sgm_shake_job){.start = inst->session->opened,
                           .in = {inst->bytes, b->bytes + it->offset},
                           .in_len = {SGM_KEEP_STATEMENT ? inst->len : 0, sgm_committed_bytes(inst)},
                           .n_in = 2,
                           .out = out,
                           .out_len = inst->width == SGM_CHALLENGE_FULL ? 48 : 16};
}

/* Asks for what reading an item will touch, some items ahead: instances lie where their makers put them, and a large
 * batch's are in no near cache. Nearer items' pointers can be followed already. */
static void fetch_ahead(const sgm_batch *b, size_t i)
{
    enum { FAR = 12, NEAR = 6, LINE = 64, LINES = 6 };
    if (i + FAR < b->chunk.end) {
        const char *inst = (const char *)b->items[i + FAR].inst;
        for (size_t at = 0; at < sizeof(sgm_instance); at += LINE)
            __builtin_prefetch(inst + at);
    }
    if (i + NEAR < b->chunk.end) {
        const sgm_instance *inst = b->items[i + NEAR].inst;
        __builtin_prefetch(inst->elements);
        __builtin_prefetch((const char *)inst->elements + LINE);
        for (size_t at = 0; at < LINES * LINE && at < inst->len; at += LINE)
            __builtin_prefetch(inst->bytes + at);
    }
}

/* Strings and challenges of clauses among a few items; challenges are hashed side by side. */
static void read_block(sgm_batch *b, unsigned worker, size_t first, size_t end)
{
    sgm_shake_job job[SGM_ITEM_BLOCK];
    uint8_t digest[SGM_ITEM_BLOCK][64] = {{0}};
    sgm_sc c[SGM_ITEM_BLOCK];
    size_t of[SGM_ITEM_BLOCK];
    size_t n = 0;
    sgm_batch_enter(b, worker, SGM_PHASE_SCALARS);
    for (size_t i = first; i < end; i++) {
        sgm_batch_item *it = &b->items[i];
        fetch_ahead(b, i);
        it->bad = !it->fits;
        if (!it->fits)
            continue;
        parse(b, i);
        if (it->inst->argument)
            continue;
        job[n] = challenge_job(b, it, digest[n]);
        of[n++] = i;
    }
    challenge_arguments(b, worker, first, end);
    if (n == 0)
        return;
    sgm_batch_enter(b, worker, SGM_PHASE_HASH);
    sgm_shake128_n(b->ctx->be, job, n);
    sgm_batch_enter(b, worker, SGM_PHASE_SCALARS);
    b->ctx->be->sc_reduce64(c, (const uint8_t(*)[64])digest, n);
    for (size_t k = 0; k < n; k++)
        sgm_settle_shares(b->items[of[k]].inst, &c[k], b->share + sgm_batch_at(b, of[k]).share);
}

/* Finds the distinct elements. */
static void merge_elements(sgm_batch *b)
{
    for (size_t i = b->chunk.first; i < b->chunk.end; i++) {
        sgm_batch_item *it = &b->items[i];
        size_t at = sgm_batch_at(b, i).element;
        it->distinct = b->points.elements.count;
        sgm_points_merge(&b->points, b->met + at, b->index + at, sgm_batch_at(b, i + 1).element - at);
    }
}

typedef struct reading {
    sgm_batch *b;
    int weighed;
    sgm_status status; /* of the weights */
    atomic_int bad;    /* a string does not decode */
} reading;

/* A long task that needs nothing of the others, then block after block. */
static void read_task(void *arg, size_t task, unsigned worker)
{
    reading *r = arg;
    sgm_batch *b = r->b;
    if (task == 0) {
        sgm_batch_enter(b, worker, SGM_PHASE_HASH);
        r->status = r->weighed ? sgm_batch_weigh(b, 1) : SGM_OK;
        return;
    }
    size_t first = b->chunk.first + (task - 1) * SGM_ITEM_BLOCK;
    size_t end = b->chunk.end - first < SGM_ITEM_BLOCK ? b->chunk.end : first + SGM_ITEM_BLOCK;
    read_block(b, worker, first, end);
    for (size_t i = first; i < end; i++)
        if (b->items[i].bad)
            atomic_store_explicit(&r->bad, 1, memory_order_relaxed);
}

/* A long task that finds the distinct elements, and beside it the commitments, which owe it nothing. */
static void merge_task(void *arg, size_t task, unsigned worker)
{
    sgm_batch *b = arg;
    sgm_batch_enter(b, worker, task == 0 ? SGM_PHASE_SCALARS : SGM_PHASE_DECODE);
    if (task == 0)
        merge_elements(b);
    else
        sgm_points_decode_commitments(&b->points, task - 1);
}

/* Several threads decode commitments while one of them merges; one thread decodes all points side by side. */
static void merge_and_decode(sgm_batch *b)
{
    if (sgm_pool_size(b->pool) == 1) {
        merge_elements(b);
        sgm_batch_enter(b, 0, SGM_PHASE_DECODE);
        sgm_points_resolve(&b->points, NULL);
        return;
    }
    sgm_pool_run(b->pool, merge_task, b, 1 + sgm_points_commitment_blocks(&b->points));
    sgm_batch_enter(b, 0, SGM_PHASE_DECODE);
    sgm_points_resolve_elements(&b->points, b->pool);
}

/* Item i's points and elements are all good. In: its string fits. */
static int points_ok(const sgm_batch *b, size_t i)
{
    const sgm_batch_place at = sgm_batch_at(b, i), next = sgm_batch_at(b, i + 1);
    const uint8_t *own = b->points.bad + b->chunk.total.commitment, *element = b->points.bad + b->points.n_commitments;
    int bad = 0;
    for (size_t k = at.commitment; k < next.commitment; k++)
        bad |= b->points.bad[k];
    for (size_t k = at.own; k < next.own; k++)
        bad |= own[k];
    for (size_t k = at.element; k < next.element; k++)
        bad |= element[b->index[k]];
    return !bad;
}

sgm_status sgm_batch_load(sgm_batch *b, size_t first, int weighed)
{
    b->chunk.loaded = 0;
    sgm_batch_enter(b, 0, SGM_PHASE_SCALARS);
    sgm_status st = choose_chunk(b, first);
    if (st == SGM_OK)
        st = place(b);
    if (st != SGM_OK)
        return st;
    reading r = {.b = b, .weighed = weighed};
    size_t n = b->chunk.end - b->chunk.first;
    sgm_pool_run(b->pool, read_task, &r, 1 + (n + SGM_ITEM_BLOCK - 1) / SGM_ITEM_BLOCK);
    sgm_batch_enter(b, 0, SGM_PHASE_SCALARS);
    merge_and_decode(b);
    sgm_batch_enter(b, 0, SGM_PHASE_SCALARS);
    for (size_t i = b->chunk.first; i < b->chunk.end && b->points.refused; i++)
        b->items[i].bad |= b->items[i].fits && !points_ok(b, i);
    b->chunk.bad = r.bad || b->points.refused;
    b->chunk.loaded = r.status == SGM_OK;
    return r.status;
}
