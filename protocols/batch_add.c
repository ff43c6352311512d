/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Into the batch: items are measured and placed, and their strings copied, many of them on all threads. */
#include "protocols/batch_internal.h"

int sgm_batch_takes(const sgm_instance *inst) { return inst->flavor != SGM_COMPACT && !inst->alone; }

/* Makes *p hold at least `need` items of `size` bytes, keeping what is there. */
static sgm_status grow(const sgm_batch *b, void **p, size_t *cap, size_t need, size_t size)
{
    if (need <= *cap)
        return SGM_OK;
    size_t n = *cap + *cap / 2 > need ? *cap + *cap / 2 : need, others = sgm_batch_memory(b) - *cap * size;
    if (!sgm_batch_allows(b, others, n * size))
        n = need;
    void *q = sgm_batch_allows(b, others, n * size) ? realloc(*p, n * size) : NULL;
    if (!q)
        return SGM_NOMEM;
    *p = q;
    *cap = n;
    return SGM_OK;
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

static void move_on(sgm_batch_place *at, const sgm_batch_place *by)
{
    at->equation += by->equation;
    at->commitment += by->commitment;
    at->own += by->own;
    at->element += by->element;
    at->share += by->share;
    at->response += by->response;
    at->challenge += by->challenge;
    at->outer += by->outer;
    at->term += by->term;
}

/* Items are added in blocks. Each is first measured, its items placed as if it were alone; then it is known where it
 * begins, and its items move there. The blocks are those of all that are added, so that each thread sees the instances
 * here that it will read in the verification. */
enum { BLOCK_MIN = 64, BLOCKS = 64 };

/* A block, or what the batch has before one. */
typedef struct block {
    sgm_batch_place at;
    size_t n, bytes, misfits; /* n: items that are in, all of them but where one is refused */
    int hinted, extension;
} block;

typedef struct adding {
    sgm_batch *b;
    const sgm_instance *const *inst;
    const uint8_t *proofs;
    size_t len, n, length; /* of a block */
    block *of, *before;    /* BLOCKS of them, not filled in yet */
} adding;

static void count_item(block *k, sgm_batch_item *item, const sgm_instance *inst, size_t len)
{
    int fits = sgm_proof_length_ok(inst, len);
    *item = (sgm_batch_item){.inst = inst, .offset = k->bytes, .at = k->at, .fits = fits};
    k->n++;
    k->misfits += !fits;
    k->hinted |= inst->flavor == SGM_HINTED;
    k->extension |= inst->extension;
    if (!fits)
        return;
    k->bytes += sgm_instance_proof_size(inst);
    step(&k->at, inst);
}

static void measure_task(void *arg, size_t task, unsigned worker)
{
    enum { AHEAD = 16, LINE = 64 }; /* instances lie where their makers put them, mostly in no near cache */
    adding *a = arg;
    block *k = &a->of[task];
    size_t first = task * a->length, end = a->n - first < a->length ? a->n : first + a->length;
    (void)worker;
    *k = (block){.n = 0};
    for (size_t i = first; i < end && sgm_batch_takes(a->inst[i]); i++) {
        for (size_t at = 0; i + AHEAD < a->n && at < sizeof(sgm_instance); at += LINE)
            __builtin_prefetch((const char *)a->inst[i + AHEAD] + at);
        count_item(k, &a->b->items[a->b->count + i], a->inst[i], a->len);
    }
}

static void place_task(void *arg, size_t task, unsigned worker)
{
    adding *a = arg;
    const block *k = &a->of[task], *before = &a->before[task];
    sgm_batch_item *item = a->b->items + a->b->count + task * a->length;
    const uint8_t *proof = a->proofs + task * a->length * a->len;
    (void)worker;
    for (size_t i = 0; i < k->n; i++) {
        size_t end = i + 1 < k->n ? item[i + 1].offset : k->bytes, kept = end - item[i].offset;
        move_on(&item[i].at, &before->at);
        item[i].offset += before->bytes;
        if (kept > 0) /* a string of the wrong length may be NULL */
            memcpy(a->b->bytes + item[i].offset, proof + i * a->len, kept);
    }
}

static size_t blocks_of(const adding *a, size_t n) { return (n + a->length - 1) / a->length; }

/* Where the blocks begin. Returns how many items are in: those before the first that is refused. */
static size_t line_up(adding *a)
{
    sgm_batch *b = a->b;
    size_t n = 0;
    for (size_t k = 0; k < blocks_of(a, a->n) && n == k * a->length; k++) {
        a->before[k] = (block){.at = b->next, .bytes = b->n_bytes};
        n += a->of[k].n;
        move_on(&b->next, &a->of[k].at);
        b->n_bytes += a->of[k].bytes;
        b->misfits += a->of[k].misfits;
        b->hinted |= a->of[k].hinted;
        b->extension |= a->of[k].extension;
    }
    return n;
}

/* In: there is room. */
static sgm_status add(sgm_batch *b, const sgm_instance *const *inst, const uint8_t *proofs, size_t len, size_t n)
{
    const size_t length = n / BLOCKS < BLOCK_MIN ? BLOCK_MIN : (n + BLOCKS - 1) / BLOCKS;
    block of[BLOCKS], before[BLOCKS];
    adding a = {b, inst, proofs, len, n, length, of, before};
    b->stage = SGM_BATCH_NONE;
    b->chunk.loaded = 0;
    sgm_pool_run(b->pool, measure_task, &a, blocks_of(&a, n));
    size_t in = line_up(&a);
    sgm_pool_run(b->pool, place_task, &a, blocks_of(&a, in));
    b->count += in;
    return in == n ? SGM_OK : SGM_USAGE;
}

sgm_status sgm_batch_add(sgm_batch *b, const sgm_instance *inst, const uint8_t *proof, size_t len)
{
    if (!sgm_batch_takes(inst))
        return SGM_USAGE;
    sgm_status st = make_room(b, 1, sgm_proof_length_ok(inst, len) ? len : 0);
    return st == SGM_OK ? add(b, &inst, proof, len, 1) : st;
}

sgm_status sgm_batch_add_many(sgm_batch *b, const sgm_instance *const *inst, const uint8_t *proofs, size_t len,
                              size_t n)
{
    sgm_status st = make_room(b, n, n * len);
    return st == SGM_OK ? add(b, inst, proofs, len, n) : st;
}
