/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The search for culprits: bisection over chunks that stay decoded, challenged and weighted. */
#include "protocols/batch_internal.h"

/* Items first..end-1 are known to hold a culprit: their check sums to `sum`, which is not the identity. */
typedef struct node {
    sgm_point sum;
    size_t first, end;
} node;

enum { DEPTH = 64 }; /* halvings of any number of items */

typedef struct search {
    sgm_batch *b;
    node stack[DEPTH + 1]; /* right halves that wait while the left ones are searched */
    size_t n_stack;
    size_t allowed;  /* items that may still be summed before halving is given up */
    int dense;       /* so many culprits that halving does not pay */
    uint8_t *guilty; /* per item of the batch */
    size_t *list;
} search;

static void push_unless_identity(search *s, const node *n)
{
    if (!sgm_batch_is_identity(s->b, &n->sum))
        s->stack[s->n_stack++] = *n;
}

/* The left half is summed, the right half is what is left of the node: one multiplication per node. */
static sgm_status split(search *s, const node *n)
{
    const sgm_backend *be = s->b->ctx->be;
    size_t middle = n->first + (n->end - n->first) / 2;
    node left = {.first = n->first, .end = middle}, right = {.first = middle, .end = n->end};
    sgm_status st = sgm_batch_sum(s->b, left.first, left.end, 0, &left.sum);
    if (st != SGM_OK)
        return st;
    be->neg(&right.sum, &left.sum, 1);
    be->add(&right.sum, &right.sum, &n->sum, 1);
    push_unless_identity(s, &right);
    push_unless_identity(s, &left);
    s->allowed -= middle - n->first < s->allowed ? middle - n->first : s->allowed;
    return SGM_OK;
}

static sgm_status one_by_one(search *s, size_t first, size_t end)
{
    sgm_point sum;
    for (size_t i = first; i < end; i++) {
        if (s->guilty[i])
            continue;
        sgm_status st = sgm_batch_sum(s->b, i, i + 1, 0, &sum);
        if (st != SGM_OK)
            return st;
        s->guilty[i] = !sgm_batch_is_identity(s->b, &sum);
    }
    return SGM_OK;
}

/* One culprit among n costs sums over n/2 + n/4 + ... items. Where culprits are many, halving gains nothing: after 2n
 * summed items the rest is checked one by one. */
static sgm_status bisect(search *s)
{
    sgm_status st = SGM_OK;
    while (s->n_stack > 0 && st == SGM_OK) {
        node n = s->stack[--s->n_stack];
        if (n.end - n.first == 1)
            s->guilty[n.first] = 1;
        else if (s->dense || s->allowed == 0)
            st = one_by_one(s, n.first, n.end);
        else
            st = split(s, &n);
    }
    return st;
}

/* Checks a few items spread over the chunk. If all of them are culprits, most items are: then no halving at all. */
static sgm_status probe(search *s)
{
    enum { PROBES = 4 };
    size_t first = s->b->chunk.first, n = s->b->chunk.end - first;
    sgm_status st = SGM_OK;
    s->dense = n > PROBES;
    for (size_t k = 0; k < PROBES && s->dense && st == SGM_OK; k++) {
        size_t i = first + (2 * k + 1) * n / (2 * PROBES);
        st = one_by_one(s, i, i + 1);
        s->dense = s->guilty[i];
    }
    return st;
}

/* The culprits of the chunk that is loaded and sums to `sum`. */
static sgm_status search_chunk(search *s, const sgm_point *sum)
{
    node root = {.sum = *sum, .first = s->b->chunk.first, .end = s->b->chunk.end};
    sgm_status st = SGM_OK;
    s->n_stack = 0;
    s->allowed = 2 * (root.end - root.first);
    push_unless_identity(s, &root);
    if (s->n_stack > 0)
        st = probe(s);
    return st == SGM_OK ? bisect(s) : st;
}

/* Chunk after chunk is weighed and summed among the items that are good; decoded again, unless it is all there is. */
static sgm_status search_chunks(search *s)
{
    sgm_batch *b = s->b;
    int decoded = b->chunk.loaded && b->chunk.first == 0 && b->chunk.end == b->count;
    sgm_status st = SGM_OK;
    if (b->stage == SGM_BATCH_SUMMED)
        sgm_batch_restart_weights(b);
    else
        sgm_batch_open_weights(b);
    for (size_t first = 0; first < b->count && st == SGM_OK; first = b->chunk.end) {
        sgm_point sum;
        if (!decoded)
            st = sgm_batch_load(b, first, 0);
        if (st == SGM_OK)
            st = sgm_batch_weigh(b, 0);
        if (st == SGM_OK)
            st = sgm_batch_sum(b, b->chunk.first, b->chunk.end, 1, &sum);
        if (st == SGM_OK)
            st = search_chunk(s, &sum);
    }
    return st;
}

static sgm_status find_guilty(search *s)
{
    sgm_batch *b = s->b;
    for (size_t i = 0; i < b->count; i++)
        s->guilty[i] = b->items[i].bad != 0;
    if (b->stage == SGM_BATCH_DECODED)
        return search_chunks(s);
    if (sgm_batch_is_identity(b, &b->total))
        return SGM_OK;
    int all_there = b->chunk.loaded && b->chunk.first == 0 && b->chunk.end == b->count;
    return all_there ? search_chunk(s, &b->total) : search_chunks(s);
}

static sgm_status place(search *s)
{
    sgm_batch *b = s->b;
    sgm_status st = sgm_batch_reserve(b, &b->list, sgm_arena_size(b->count) + b->count * sizeof *s->list);
    if (st != SGM_OK)
        return st;
    s->guilty = sgm_arena_take(&b->list, b->count, 1);
    s->list = sgm_arena_take(&b->list, b->count, sizeof *s->list);
    return SGM_OK;
}

sgm_status sgm_batch_culprits(sgm_batch *b, const size_t **culprits, size_t *n)
{
    search s = {.b = b};
    *culprits = NULL;
    *n = 0;
    if (b->count == 0)
        return SGM_OK;
    if (b->stage == SGM_BATCH_NONE)
        return SGM_USAGE;
    sgm_status st = place(&s);
    if (st != SGM_OK)
        return st;
    st = find_guilty(&s);
    if (st != SGM_OK)
        return st;
    for (size_t i = 0; i < b->count; i++)
        if (s.guilty[i])
            s.list[(*n)++] = i;
    *culprits = s.list;
    return SGM_OK;
}
