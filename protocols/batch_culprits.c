/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The search for culprits: bisection over a batch that stays decoded, challenged and weighted. */
#include "protocols/batch_internal.h"

/* Items first..end-1 are known to hold a culprit: their check sums to `sum`, which is not the identity. */
typedef struct node {
    sgm_point sum;
    size_t first, end;
} node;

typedef struct search {
    node *now, *next; /* one level of the bisection, and the one below it */
    size_t n_now, n_next, spent;
    int dense;       /* so many culprits that halving does not pay */
    uint8_t *guilty; /* per sgm_batch_item */
    size_t *list;
} search;

static void search_layout(search *s, sgm_arena *a, size_t count)
{
    a->used = 0;
    *s = (search){0};
    s->now = sgm_arena_take(a, count, sizeof *s->now);
    s->next = sgm_arena_take(a, count, sizeof *s->next);
    s->guilty = sgm_arena_take(a, count, 1);
    s->list = sgm_arena_take(a, count, sizeof *s->list);
}

static void push_unless_identity(const sgm_batch *b, search *s, const node *n)
{
    if (!sgm_batch_is_identity(b, &n->sum))
        s->next[s->n_next++] = *n;
}

/* The left half is summed, the right half is what is left of the node: one multiplication per node. */
static sgm_status split(sgm_batch *b, search *s, const node *n)
{
    const sgm_backend *be = b->ctx->be;
    if (n->end - n->first == 1) {
        s->guilty[n->first] = 1;
        return SGM_OK;
    }
    size_t middle = n->first + (n->end - n->first) / 2;
    node left = {.first = n->first, .end = middle}, right = {.first = middle, .end = n->end};
    sgm_status st = sgm_batch_sum(b, left.first, left.end, &left.sum);
    if (st != SGM_OK)
        return st;
    be->neg(&right.sum, &left.sum, 1);
    be->add(&right.sum, &right.sum, &n->sum, 1);
    push_unless_identity(b, s, &left);
    push_unless_identity(b, s, &right);
    s->spent += middle - n->first;
    return SGM_OK;
}

static sgm_status one_by_one(sgm_batch *b, search *s, const node *n)
{
    sgm_point sum;
    for (size_t i = n->first; i < n->end; i++) {
        sgm_status st = sgm_batch_sum(b, i, i + 1, &sum);
        if (st != SGM_OK)
            return st;
        s->guilty[i] |= !b->items[i].bad && !sgm_batch_is_identity(b, &sum);
    }
    return SGM_OK;
}

/* The next level becomes the present one. */
static void descend(search *s)
{
    node *done = s->now;
    s->now = s->next;
    s->next = done;
    s->n_now = s->n_next;
    s->n_next = 0;
}

/* Level by level. One culprit among n costs sums over n/2 + n/4 + ... items. Where culprits are many, halving gains
 * nothing: after 2n summed items the rest is checked one by one. */
static sgm_status bisect(sgm_batch *b, search *s)
{
    sgm_status st = SGM_OK;
    for (; s->n_now > 0 && st == SGM_OK; descend(s)) {
        int halve = !s->dense && s->spent < 2 * b->count;
        for (size_t i = 0; i < s->n_now && st == SGM_OK; i++)
            st = halve ? split(b, s, &s->now[i]) : one_by_one(b, s, &s->now[i]);
    }
    return st;
}

/* Checks a few items spread over the batch. If all of them are culprits, most items are: then no halving at all. */
static sgm_status probe(sgm_batch *b, search *s)
{
    enum { PROBES = 4 };
    sgm_status st = SGM_OK;
    s->dense = b->count > PROBES;
    for (size_t k = 0; k < PROBES && s->dense && st == SGM_OK; k++) {
        size_t i = (2 * k + 1) * b->count / (2 * PROBES);
        node one = {.first = i, .end = i + 1};
        st = one_by_one(b, s, &one);
        s->dense = s->guilty[i];
    }
    return st;
}

static sgm_status find_guilty(sgm_batch *b, search *s)
{
    for (size_t i = 0; i < b->count; i++)
        s->guilty[i] = b->items[i].bad != 0;
    sgm_status st = b->stage == SGM_BATCH_DECODED ? sgm_batch_total(b) : SGM_OK;
    if (st != SGM_OK)
        return st;
    node root = {.sum = b->total, .first = 0, .end = b->count};
    push_unless_identity(b, s, &root);
    descend(s);
    if (s->n_now > 0)
        st = probe(b, s);
    return st == SGM_OK ? bisect(b, s) : st;
}

sgm_status sgm_batch_culprits(sgm_batch *b, const size_t **culprits, size_t *n)
{
    search s;
    *culprits = NULL;
    *n = 0;
    if (b->count == 0)
        return SGM_OK;
    if (b->stage == SGM_BATCH_NONE)
        return SGM_USAGE;
    sgm_arena measure_only = {0};
    search_layout(&s, &measure_only, b->count);
    sgm_status st = sgm_arena_reserve(&b->tree, measure_only.used);
    if (st != SGM_OK)
        return st;
    search_layout(&s, &b->tree, b->count);
    st = find_guilty(b, &s);
    if (st != SGM_OK)
        return st;
    for (size_t i = 0; i < b->count; i++)
        if (s.guilty[i])
            s.list[(*n)++] = i;
    *culprits = s.list;
    return SGM_OK;
}
