/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The accumulator: decode once, weigh every equation, add up, multiply once; and the search for culprits. */
#include "protocols/batch.h"

#include "primitives/base/bytes.h"
#include "protocols/batch_internal.h"
#include "protocols/points.h"

enum { HASH_CHUNK = 64 }; /* messages handed to the lanes at a time */

/* One proof. Items that cannot be decoded have no weights and no terms; `at` tells where each one's arrays begin. */
typedef struct item {
    const sgm_instance *inst;
    size_t offset; /* of its string in bytes */
    struct {
        size_t equation, element, share, response, term;
    } at;
    int fits; /* the string has the right length */
    int bad;  /* it does not decode */
} item;

/* How far the last verification came. */
typedef enum stage { STAGE_NONE, STAGE_DECODED, STAGE_SUMMED } stage;

struct sgm_batch {
    const sgm_ctx *ctx;
    sgm_weights kind;
    const sgm_dict_key *key;
    sgm_dict_key own_key;
    item *items; /* count + 1: the last one holds the totals in `at` */
    size_t count, cap;
    uint8_t *bytes;
    size_t n_bytes, cap_bytes;

    stage stage;
    sgm_arena work, scratch, raw_weights, tree;
    size_t raw_count; /* equations that raw_weights were made for */
    sgm_points points;
    uint32_t *index;      /* per element: its place among the distinct ones */
    sgm_sc *challenge;    /* per item */
    sgm_sc *share;        /* per clause, and one to spare */
    sgm_sc *response;     /* per scalar */
    sgm_sc *weight;       /* per equation; 0 for items that do not decode */
    uint32_t *term_point; /* per term: index into points.at */
    sgm_sc *term_value, *term_weight;
    uint32_t *seen, *slot; /* per point: the sum that met it last, and where it stands there */
    uint32_t sums;
    sgm_point total; /* of all items, once weighted and summed */
    sgm_affine *base;
    sgm_sc *sum;
    sgm_shake_job *job; /* HASH_CHUNK messages and what they hash to */
    uint8_t (*digest)[64];
};

sgm_status sgm_combine_vt(const sgm_backend *be, sgm_point *r, const sgm_msm_part *parts, size_t n_parts,
                          sgm_arena *scratch)
{
    sgm_status st = sgm_arena_reserve(scratch, be->msm_scratch(parts, n_parts));
    if (st == SGM_OK)
        be->msm_vt(r, parts, n_parts, scratch->base);
    return st;
}

static int is_identity(const sgm_batch *b, const sgm_point *p)
{
    uint8_t id;
    b->ctx->be->is_identity(&id, p, 1);
    return id;
}

/* ---- filling ---- */

sgm_status sgm_batch_new(sgm_batch **out, const sgm_ctx *ctx, sgm_weights weights)
{
    *out = NULL;
    sgm_batch *b = calloc(1, sizeof *b);
    if (!b)
        return SGM_NOMEM;
    b->ctx = ctx;
    b->kind = weights;
    b->key = &b->own_key;
    sgm_status st = sgm_dict_key_draw(&b->own_key);
    if (st == SGM_OK)
        *out = b;
    else
        free(b);
    return st;
}

static void release(sgm_batch *b)
{
    free(b->items);
    free(b->bytes);
    sgm_arena_free(&b->work);
    sgm_arena_free(&b->scratch);
    sgm_arena_free(&b->raw_weights);
    sgm_arena_free(&b->tree);
}

void sgm_batch_free(sgm_batch *b)
{
    if (!b)
        return;
    release(b);
    free(b);
}

void sgm_batch_clear(sgm_batch *b)
{
    b->count = b->n_bytes = 0;
    b->stage = STAGE_NONE;
}

size_t sgm_batch_count(const sgm_batch *b) { return b->count; }

/* Makes *p hold at least `need` items of `size` bytes, keeping what is there. */
static sgm_status grow(void **p, size_t *cap, size_t need, size_t size)
{
    if (need <= *cap)
        return SGM_OK;
    size_t n = *cap + *cap / 2 > need ? *cap + *cap / 2 : need;
    void *q = realloc(*p, n * size);
    if (!q)
        return SGM_NOMEM;
    *p = q;
    *cap = n;
    return SGM_OK;
}

sgm_status sgm_batch_add(sgm_batch *b, const sgm_instance *inst, const uint8_t *proof, size_t len)
{
    if (inst->flavor != SGM_BATCHABLE)
        return SGM_USAGE;
    int fits = sgm_proof_length_ok(inst, len);
    size_t kept = fits ? sgm_instance_proof_size(inst) : 0;
    void *items = b->items, *bytes = b->bytes;
    sgm_status st = grow(&items, &b->cap, b->count + 2, sizeof *b->items);
    b->items = items;
    if (st == SGM_OK)
        st = grow(&bytes, &b->cap_bytes, b->n_bytes + kept, 1);
    b->bytes = bytes;
    if (st != SGM_OK)
        return st;
    if (kept > 0)
        memcpy(b->bytes + b->n_bytes, proof, kept);
    b->items[b->count++] = (item){.inst = inst, .offset = b->n_bytes, .fits = fits};
    b->n_bytes += kept;
    b->stage = STAGE_NONE;
    return SGM_OK;
}

/* ---- stage 1: parse and decode ---- */

/* Sets every item's place in the arrays; the totals stand in items[count].at. */
static void measure(sgm_batch *b)
{
    item at = {0};
    for (size_t i = 0; i < b->count; i++) {
        item *it = &b->items[i];
        it->at = at.at;
        it->bad = !it->fits;
        if (it->bad)
            continue;
        at.at.equation += it->inst->n_equations;
        at.at.element += it->inst->n_elements;
        at.at.share += it->inst->n_clauses;
        at.at.response += it->inst->n_scalars;
        at.at.term += it->inst->n_terms;
    }
    b->items[b->count] = at;
}

static void layout(sgm_batch *b)
{
    const item *total = &b->items[b->count];
    size_t points = SGM_FIRST_ELEMENT + total->at.equation + total->at.element;
    sgm_arena *a = &b->work;
    a->used = 0;
    sgm_points_layout(&b->points, a, b->ctx, b->key, total->at.equation, total->at.element);
    b->index = sgm_arena_take(a, total->at.element, sizeof *b->index);
    b->challenge = sgm_arena_take(a, b->count, sizeof *b->challenge);
    b->share = sgm_arena_take(a, total->at.share + 1, sizeof *b->share);
    b->response = sgm_arena_take(a, total->at.response, sizeof *b->response);
    b->weight = sgm_arena_take(a, total->at.equation, sizeof *b->weight);
    b->term_point = sgm_arena_take(a, total->at.term, sizeof *b->term_point);
    b->term_value = sgm_arena_take(a, total->at.term, sizeof *b->term_value);
    b->term_weight = sgm_arena_take(a, total->at.term, sizeof *b->term_weight);
    b->seen = sgm_arena_take(a, points, sizeof *b->seen);
    b->slot = sgm_arena_take(a, points, sizeof *b->slot);
    b->base = sgm_arena_take(a, SGM_FIRST_ELEMENT + total->at.element, sizeof *b->base);
    b->sum = sgm_arena_take(a, SGM_FIRST_ELEMENT + total->at.element, sizeof *b->sum);
    b->job = sgm_arena_take(a, HASH_CHUNK, sizeof *b->job);
    b->digest = sgm_arena_take(a, HASH_CHUNK, sizeof *b->digest);
    if (a->base)
        memset(b->seen, 0, points * sizeof *b->seen);
    b->sums = 0;
}

static sgm_status place(sgm_batch *b)
{
    sgm_arena measured = b->work;
    b->work.base = NULL;
    layout(b);
    size_t need = b->work.used;
    b->work = measured;
    sgm_status st = sgm_arena_reserve(&b->work, need);
    if (st == SGM_OK)
        layout(b);
    return st;
}

static void parse(sgm_batch *b, item *it)
{
    const uint8_t *proof = b->bytes + it->offset;
    memcpy(b->points.enc[it->at.equation], proof, 32 * (size_t)it->inst->n_equations);
    it->bad = !sgm_proof_scalars(it->inst, proof, b->share + it->at.share, b->response + it->at.response);
    for (uint32_t e = 0; e < it->inst->n_elements; e++)
        b->index[it->at.element + e] = sgm_points_add(&b->points, &it->inst->elements[e]);
}

static int points_ok(const sgm_batch *b, const item *it)
{
    const uint8_t *commitment = b->points.bad + it->at.equation, *element = b->points.bad + b->points.n_commitments;
    int bad = 0;
    for (uint32_t e = 0; e < it->inst->n_equations; e++)
        bad |= commitment[e];
    for (uint32_t e = 0; e < it->inst->n_elements; e++)
        bad |= element[b->index[it->at.element + e]];
    return !bad;
}

/* Every string read, every point decoded. SGM_MALFORMED if an item is bad. */
static sgm_status decode(sgm_batch *b)
{
    measure(b);
    sgm_status st = place(b);
    if (st != SGM_OK)
        return st;
    for (size_t i = 0; i < b->count; i++)
        if (b->items[i].fits)
            parse(b, &b->items[i]);
    sgm_points_resolve(&b->points);
    int bad = 0;
    for (size_t i = 0; i < b->count; i++) {
        item *it = &b->items[i];
        it->bad |= !it->fits || !points_ok(b, it);
        bad |= it->bad;
    }
    b->stage = STAGE_DECODED;
    return bad ? SGM_MALFORMED : SGM_OK;
}

/* ---- stage 2: challenges, hashed side by side ---- */

static const uint8_t zeros[SGM_SHAKE128_RATE];

static sgm_shake_job challenge_job(const sgm_batch *b, const item *it, uint8_t *out)
{
    const sgm_instance *inst = it->inst;
    sgm_shake_job job = {.n_in = 4, .out = out, .out_len = inst->width == SGM_CHALLENGE_FULL ? 48 : 16};
    job.in[0] = SGM_KEEP_SESSION ? inst->sid : zeros;
    job.in_len[0] = 32;
    job.in[1] = zeros;
    job.in_len[1] = SGM_SHAKE128_RATE - 32;
    job.in[2] = inst->bytes;
    job.in_len[2] = SGM_KEEP_STATEMENT ? inst->len : 0;
    job.in[3] = b->bytes + it->offset;
    job.in_len[3] = SGM_KEEP_COMMITMENTS ? 32 * (size_t)inst->n_equations : 0;
    return job;
}

static void hash_challenges(sgm_batch *b, const size_t *which, size_t n)
{
    sgm_sc c[HASH_CHUNK];
    memset(b->digest, 0, n * sizeof *b->digest);
    for (size_t i = 0; i < n; i++)
        b->job[i] = challenge_job(b, &b->items[which[i]], b->digest[i]);
    sgm_shake128_n(b->ctx->be, b->job, n);
    b->ctx->be->sc_reduce64(c, (const uint8_t(*)[64])b->digest, n);
    for (size_t i = 0; i < n; i++) {
        const item *it = &b->items[which[i]];
        b->challenge[which[i]] = c[i];
        if (it->inst->n_clauses == 1)
            b->share[it->at.share] = c[i];
        else
            sgm_last_share(it->inst, &c[i], b->share + it->at.share);
    }
}

/* Calls f for all items that decode, HASH_CHUNK at a time. */
static void for_good_items(sgm_batch *b, void (*f)(sgm_batch *, const size_t *, size_t))
{
    size_t which[HASH_CHUNK], n = 0;
    for (size_t i = 0; i < b->count; i++) {
        if (!b->items[i].bad)
            which[n++] = i;
        if (n == HASH_CHUNK || (n > 0 && i + 1 == b->count)) {
            f(b, which, n);
            n = 0;
        }
    }
}

/* ---- stage 3: weights ---- */

/* The runs of a proof string that enter the weights: all of it, unless a check is left out on purpose. */
static void weighed_runs(const item *it, size_t *head, size_t *tail_from, size_t *size)
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
        const item *it = &b->items[i];
        size_t head, tail_from, size;
        if (it->bad)
            continue;
        weighed_runs(it, &head, &tail_from, &size);
        sgm_transcript_absorb(&t, it->inst->sid, 32);
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

static sgm_shake_job leaf_job(const sgm_batch *b, const item *it, leaf_header *h, uint8_t *out)
{
    size_t head, tail_from, size;
    weighed_runs(it, &head, &tail_from, &size);
    memcpy(h->sid_and_len, it->inst->sid, 32);
    sgm_store64(h->sid_and_len + 32, it->inst->len);
    sgm_store64(h->proof_len, size);
    const uint8_t *proof = b->bytes + it->offset;
    return (sgm_shake_job){
        .in = {b->ctx->leaf.bytes, h->sid_and_len, it->inst->bytes, h->proof_len, proof, proof + tail_from},
        .in_len = {SGM_SHAKE128_RATE, sizeof h->sid_and_len, it->inst->len, 8, head, size - tail_from},
        .n_in = 6,
        .out = out,
        .out_len = 32};
}

/* Our rule: D_b = hash of item b, for all items side by side, then one short sponge over the D_b. */
static void weights_leaves(const sgm_batch *b, uint8_t *out, size_t len)
{
    leaf_header header[HASH_CHUNK];
    uint8_t digest[HASH_CHUNK][32], n_good[4];
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
        if (n == HASH_CHUNK || i + 1 == b->count) {
            sgm_shake128_n(b->ctx->be, b->job, n);
            sgm_transcript_absorb(&t, digest, 32 * n);
            n = 0;
        }
    }
    sgm_transcript_squeeze(&t, out, len);
}

/* 16 bytes per equation of the items that decode. */
static void derive_weights(const sgm_batch *b, uint8_t *out, size_t equations)
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
    derive_weights(b, b->raw_weights.base, equations);
    return SGM_OK;
}

/* weight[e] for every equation. A single equation needs none: its weight is 1. */
static sgm_status weigh(sgm_batch *b)
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
        const item *it = &b->items[i];
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

/* ---- stage 4: terms of the linear check ---- */

/* An equation map(z) - A - c image = 0 with weight w enters as w A + w c image - w map(z). */
static size_t add_equation(sgm_batch *b, const item *it, size_t term, const sgm_equation *eq, const sgm_sc *w,
                           const sgm_sc *c, const sgm_sc *z)
{
    const uint32_t *index = b->index + it->at.element;
    for (uint32_t t = 0; t < eq->n_image; t++, term++) {
        b->term_point[term] = (uint32_t)(sgm_points_at(&b->points, eq->image[t].element, index) - b->points.at);
        b->term_value[term] = *c;
        if (!sgm_sc_eq(&eq->image[t].coeff, &sgm_sc_one))
            sgm_sc_mul(&b->term_value[term], c, &eq->image[t].coeff);
        b->term_weight[term] = *w;
    }
    for (uint32_t t = 0; t < eq->n_terms; t++, term++) {
        b->term_point[term] = (uint32_t)(sgm_points_at(&b->points, eq->terms[t].element, index) - b->points.at);
        sgm_sc_neg(&b->term_value[term], &z[eq->terms[t].scalar]);
        if (!sgm_sc_eq(&eq->terms[t].coeff, &sgm_sc_one))
            sgm_sc_mul(&b->term_value[term], &b->term_value[term], &eq->terms[t].coeff);
        b->term_weight[term] = *w;
    }
    return term;
}

static void add_item(sgm_batch *b, const item *it)
{
    const sgm_sc *w = b->weight + it->at.equation, *z = b->response + it->at.response;
    size_t term = it->at.term;
    for (uint32_t i = 0; i < it->inst->n_clauses; i++) {
        const sgm_clause *clause = &it->inst->clauses[i];
        for (uint32_t e = 0; e < clause->n_equations; e++, w++)
            term = add_equation(b, it, term, &clause->equations[e], w, &b->share[it->at.share + i], z);
        z += clause->n_scalars;
    }
}

/* Challenges, weights and weighted terms of all items that decode. */
static sgm_status bind(sgm_batch *b)
{
    for_good_items(b, hash_challenges);
    sgm_status st = weigh(b);
    if (st != SGM_OK)
        return st;
    for (size_t i = 0; i < b->count; i++) {
        const item *it = &b->items[i];
        if (!it->bad)
            add_item(b, it);
        else if (it->fits)
            memset(b->term_value + it->at.term, 0, it->inst->n_terms * sizeof *b->term_value);
    }
    size_t terms = b->items[b->count].at.term;
    b->ctx->be->sc_mul(b->term_value, b->term_value, b->term_weight, terms);
    return SGM_OK;
}

/* ---- stage 5: one multiscalar multiplication ---- */

/* Adds a term to the sum under way: points that repeat are merged, their coefficients added mod l. */
static size_t merge(sgm_batch *b, size_t term, size_t n)
{
    uint32_t p = b->term_point[term];
    if (b->seen[p] == b->sums) {
        sgm_sc *s = &b->sum[b->slot[p]];
        sgm_sc_add(s, s, &b->term_value[term]);
        return n;
    }
    b->seen[p] = b->sums;
    b->slot[p] = (uint32_t)n;
    b->base[n] = b->points.at[p];
    b->sum[n] = b->term_value[term];
    return n + 1;
}

/* r = the weighted check of items first..end-1: commitments with their bare weights, everything else merged. */
static sgm_status sum_items(sgm_batch *b, size_t first, size_t end, sgm_point *r)
{
    const item *lo = &b->items[first], *hi = &b->items[end];
    size_t n = 0;
    b->sums++;
    for (size_t t = lo->at.term; t < hi->at.term; t++)
        n = merge(b, t, n);
    size_t equations = hi->at.equation - lo->at.equation;
    sgm_msm_part parts[2] = {
        {b->points.at + SGM_FIRST_ELEMENT + lo->at.equation, b->weight + lo->at.equation, equations, 128},
        {b->base, b->sum, n, 253}};
    return sgm_combine_vt(b->ctx->be, r, parts, 2, &b->scratch);
}

/* The total of all items that decode. */
static sgm_status check(sgm_batch *b)
{
    sgm_status st = bind(b);
    if (st == SGM_OK)
        st = sum_items(b, 0, b->count, &b->total);
    if (st == SGM_OK)
        b->stage = STAGE_SUMMED;
    return st;
}

sgm_status sgm_batch_verify(sgm_batch *b)
{
    if (b->count == 0)
        return SGM_OK;
    b->stage = STAGE_NONE;
    sgm_status st = decode(b);
    if (st == SGM_OK)
        st = check(b);
    if (st != SGM_OK)
        return st;
    return is_identity(b, &b->total) ? SGM_OK : SGM_REJECTED;
}

sgm_status sgm_batch_verify_one(const sgm_ctx *ctx, const sgm_instance *inst, const uint8_t *proof, size_t len)
{
    sgm_batch b = {.ctx = ctx, .kind = SGM_WEIGHTS_DERIVED, .key = &ctx->key};
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
    sgm_status st = decode(b);
    if (st == SGM_OK)
        derive_weights(b, out, b->items[b->count].at.equation);
    return st;
}

/* ---- culprits ---- */

/* Items first..end-1 are known to hold a culprit: their check sums to `sum`, which is not the identity. */
typedef struct node {
    sgm_point sum;
    size_t first, end;
} node;

typedef struct search {
    node *now, *next; /* one level of the bisection, and the one below it */
    size_t n_now, n_next, spent;
    uint8_t *guilty; /* per item */
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
    if (!is_identity(b, &n->sum))
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
    sgm_status st = sum_items(b, left.first, left.end, &left.sum);
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
        sgm_status st = sum_items(b, i, i + 1, &sum);
        if (st != SGM_OK)
            return st;
        s->guilty[i] |= !b->items[i].bad && !is_identity(b, &sum);
    }
    return SGM_OK;
}

/* Level by level. One culprit among n costs sums over n/2 + n/4 + ... items. Where culprits are many, halving gains
 * nothing: after 2n summed items the rest is checked one by one, so that n culprits cost little more than n checks. */
static sgm_status bisect(sgm_batch *b, search *s)
{
    sgm_status st = SGM_OK;
    while (s->n_now > 0 && st == SGM_OK) {
        int halve = s->spent < 2 * b->count;
        s->n_next = 0;
        for (size_t i = 0; i < s->n_now && st == SGM_OK; i++)
            st = halve ? split(b, s, &s->now[i]) : one_by_one(b, s, &s->now[i]);
        node *done = s->now;
        s->now = s->next;
        s->next = done;
        s->n_now = s->n_next;
    }
    return st;
}

static sgm_status find_guilty(sgm_batch *b, search *s)
{
    for (size_t i = 0; i < b->count; i++)
        s->guilty[i] = b->items[i].bad != 0;
    sgm_status st = b->stage == STAGE_DECODED ? check(b) : SGM_OK;
    if (st != SGM_OK)
        return st;
    node root = {.sum = b->total, .first = 0, .end = b->count};
    push_unless_identity(b, s, &root);
    s->n_now = s->n_next;
    node *done = s->now;
    s->now = s->next;
    s->next = done;
    return bisect(b, s);
}

sgm_status sgm_batch_culprits(sgm_batch *b, const size_t **culprits, size_t *n)
{
    search s;
    *culprits = NULL;
    *n = 0;
    if (b->count == 0)
        return SGM_OK;
    if (b->stage == STAGE_NONE)
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
