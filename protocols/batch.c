/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The accumulator: its items, its memory, and the way of a verification through its chunks. */
#include "protocols/batch_internal.h"

#include <time.h>

sgm_status sgm_batch_new(sgm_batch **out, const sgm_ctx *ctx, sgm_weights weights)
{
    *out = NULL;
    sgm_batch *b = calloc(1, sizeof *b);
    if (!b)
        return SGM_NOMEM;
    b->ctx = ctx;
    b->kind = weights;
    b->key = &b->own_key;
    b->phase = SGM_PHASE_COUNT;
    sgm_status st = sgm_dict_key_draw(&b->own_key);
    if (st == SGM_OK)
        *out = b;
    else
        free(b);
    return st;
}

static void release(sgm_batch *b)
{
    sgm_pool_free(b->pool);
    free(b->items);
    free(b->bytes);
    sgm_arena_free(&b->work);
    sgm_arena_free(&b->scratch);
    sgm_arena_free(&b->list);
    sgm_arena_free(&b->groups);
}

void sgm_batch_free(sgm_batch *b)
{
    if (!b)
        return;
    release(b);
    free(b);
}

sgm_status sgm_batch_threads(sgm_batch *b, unsigned threads)
{
    sgm_pool_free(b->pool);
    b->pool = NULL;
    return threads == 1 ? SGM_OK : sgm_pool_new(&b->pool, threads);
}

void sgm_batch_max_memory(sgm_batch *b, size_t bytes) { b->max_memory = bytes; }

void sgm_batch_measure(sgm_batch *b, uint64_t *ns) { b->phase_ns = ns; }

void sgm_batch_switch(sgm_batch *b, sgm_phase phase)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    uint64_t now = (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
    if (b->phase != SGM_PHASE_COUNT)
        b->phase_ns[b->phase] += now - b->phase_since;
    b->phase_since = now;
    b->phase = phase;
}

void sgm_batch_clear(sgm_batch *b)
{
    b->count = b->n_bytes = b->misfits = 0;
    b->next = (sgm_batch_place){0};
    b->hinted = b->extension = 0;
    b->stage = SGM_BATCH_NONE;
    b->chunk.loaded = 0;
}

size_t sgm_batch_count(const sgm_batch *b) { return b->count; }

size_t sgm_batch_memory(const sgm_batch *b)
{
    return sizeof *b + b->cap * sizeof *b->items + b->cap_bytes + b->work.cap + b->scratch.cap + b->list.cap +
           b->groups.cap;
}

/* 1 if `more` bytes can be had beside `others`. */
static int allowed(const sgm_batch *b, size_t others, size_t more)
{
    return b->max_memory == 0 || (others <= b->max_memory && more <= b->max_memory - others);
}

sgm_status sgm_batch_reserve(sgm_batch *b, sgm_arena *a, size_t need)
{
    if (!allowed(b, sgm_batch_memory(b) - a->cap, need > a->cap ? sgm_arena_size(need) : a->cap))
        return SGM_NOMEM;
    return sgm_arena_reserve(a, need);
}

/* Makes *p hold at least `need` items of `size` bytes, keeping what is there. */
static sgm_status grow(const sgm_batch *b, void **p, size_t *cap, size_t need, size_t size)
{
    if (need <= *cap)
        return SGM_OK;
    size_t n = *cap + *cap / 2 > need ? *cap + *cap / 2 : need, others = sgm_batch_memory(b) - *cap * size;
    if (!allowed(b, others, n * size))
        n = need;
    void *q = allowed(b, others, n * size) ? realloc(*p, n * size) : NULL;
    if (!q)
        return SGM_NOMEM;
    *p = q;
    *cap = n;
    return SGM_OK;
}

int sgm_batch_takes(const sgm_instance *inst) { return inst->flavor != SGM_COMPACT && !inst->alone; }

/* What follows an item whose string fits. */
static void step(sgm_batch_place *at, const sgm_instance *inst)
{
    at->equation += inst->n_equations;
    *(inst->argument ? &at->own : &at->commitment) += inst->n_points;
    at->element += inst->n_elements;
    at->share += sgm_share_room(inst);
    at->response += inst->n_scalars;
    at->term += inst->n_terms;
    if (inst->argument) {
        at->challenge += inst->argument->script.n_challenges;
        at->outer += inst->argument->n_outers;
    }
}

/* Room for `items` more of them with strings of `bytes` bytes in all. */
static sgm_status make_room(sgm_batch *b, size_t items, size_t bytes)
{
    void *p = b->items, *q = b->bytes;
    sgm_status st = grow(b, &p, &b->cap, b->count + items, sizeof *b->items);
    b->items = p;
    if (st == SGM_OK)
        st = grow(b, &q, &b->cap_bytes, b->n_bytes + bytes, 1);
    b->bytes = q;
    return st;
}

/* In: there is room. */
static void append(sgm_batch *b, const sgm_instance *inst, const uint8_t *proof, size_t len)
{
    int fits = sgm_proof_length_ok(inst, len);
    b->items[b->count++] = (sgm_batch_item){.inst = inst, .offset = b->n_bytes, .at = b->next, .fits = fits};
    b->misfits += !fits;
    b->hinted |= inst->flavor == SGM_HINTED;
    b->extension |= inst->extension;
    b->stage = SGM_BATCH_NONE;
    b->chunk.loaded = 0;
    if (!fits)
        return;
    size_t kept = sgm_instance_proof_size(inst);
    memcpy(b->bytes + b->n_bytes, proof, kept);
    b->n_bytes += kept;
    step(&b->next, inst);
}

sgm_status sgm_batch_add(sgm_batch *b, const sgm_instance *inst, const uint8_t *proof, size_t len)
{
    if (!sgm_batch_takes(inst))
        return SGM_USAGE;
    sgm_status st = make_room(b, 1, sgm_proof_length_ok(inst, len) ? len : 0);
    if (st == SGM_OK)
        append(b, inst, proof, len);
    return st;
}

sgm_status sgm_batch_add_many(sgm_batch *b, const sgm_instance *const *inst, const uint8_t *proofs, size_t len,
                              size_t n)
{
    enum { AHEAD = 16, LINE = 64 }; /* instances lie where their makers put them, mostly in no near cache */
    sgm_status st = make_room(b, n, n * len);
    for (size_t i = 0; i < n && st == SGM_OK; i++) {
        for (size_t at = 0; i + AHEAD < n && at < sizeof(sgm_instance); at += LINE)
            __builtin_prefetch((const char *)inst[i + AHEAD] + at);
        st = sgm_batch_takes(inst[i]) ? SGM_OK : SGM_USAGE;
        if (st == SGM_OK)
            append(b, inst[i], proofs + i * len, len);
    }
    return st;
}

/* Loads chunk after chunk and, as long as every item is good, sums them up; then only to know which items are bad. */
static sgm_status read_and_sum(sgm_batch *b, int good, int sum)
{
    const sgm_backend *be = b->ctx->be;
    sgm_status st = SGM_OK;
    for (size_t first = 0; st == SGM_OK && first < b->count; first = b->chunk.end) {
        sgm_point part;
        st = sgm_batch_load(b, first, good && sum);
        good = good && st == SGM_OK && !b->chunk.bad;
        if (!good || !sum)
            continue;
        st = sgm_batch_sum(b, b->chunk.first, b->chunk.end, 1, &part);
        if (first == 0)
            b->total = part;
        else
            be->add(&b->total, &b->total, &part, 1);
    }
    if (st == SGM_OK)
        b->stage = good ? SGM_BATCH_SUMMED : SGM_BATCH_DECODED;
    return st;
}

int sgm_batch_is_identity(const sgm_batch *b, const sgm_point *p)
{
    uint8_t id;
    b->ctx->be->is_identity(&id, p, 1);
    return id;
}

static sgm_status verify(sgm_batch *b)
{
    b->stage = SGM_BATCH_NONE;
    b->chunk.loaded = 0;
    int good = b->misfits == 0;
    if (good)
        sgm_batch_open_weights(b);
    sgm_status st = read_and_sum(b, good, 1);
    if (st != SGM_OK)
        return st;
    if (b->stage == SGM_BATCH_DECODED)
        return SGM_KEEP_MALFORMED ? SGM_MALFORMED : SGM_OK;
    return sgm_batch_is_identity(b, &b->total) ? SGM_OK : SGM_REJECTED;
}

sgm_status sgm_batch_verify(sgm_batch *b)
{
    if (b->count == 0)
        return SGM_OK;
    if (b->phase_ns)
        sgm_batch_switch(b, SGM_PHASE_HASH);
    sgm_status st = verify(b);
    sgm_batch_enter(b, 0, SGM_PHASE_COUNT);
    return st;
}

sgm_status sgm_batch_verify_one(const sgm_ctx *ctx, const sgm_instance *inst, const uint8_t *proof, size_t len)
{
    sgm_batch b = {.ctx = ctx, .kind = SGM_WEIGHTS_DERIVED, .key = &ctx->key, .phase = SGM_PHASE_COUNT};
    sgm_status st = sgm_batch_add(&b, inst, proof, len);
    if (st == SGM_OK)
        st = sgm_batch_verify(&b);
    release(&b);
    return st;
}

sgm_status sgm_batch_derived_weights(sgm_batch *b, uint8_t *out)
{
    if (b->count == 0)
        return SGM_OK;
    sgm_status st = read_and_sum(b, b->misfits == 0, 0);
    int decoded = b->stage == SGM_BATCH_SUMMED;
    b->stage = SGM_BATCH_NONE;
    if (st == SGM_OK && !decoded)
        st = SGM_MALFORMED;
    if (st == SGM_OK)
        sgm_batch_derive(b, out, 16 * b->next.equation);
    return st;
}
