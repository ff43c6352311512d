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

int sgm_batch_allows(const sgm_batch *b, size_t others, size_t more)
{
    return b->max_memory == 0 || (others <= b->max_memory && more <= b->max_memory - others);
}

sgm_status sgm_batch_reserve(sgm_batch *b, sgm_arena *a, size_t need)
{
    if (!sgm_batch_allows(b, sgm_batch_memory(b) - a->cap, need > a->cap ? sgm_arena_size(need) : a->cap))
        return SGM_NOMEM;
    return sgm_arena_reserve(a, need);
}

void sgm_batch_run(sgm_batch *b, void (*do_task)(void *arg, size_t task, unsigned worker), void *arg, size_t n)
{
    sgm_pool_run(b->pool, do_task, arg, n);
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
