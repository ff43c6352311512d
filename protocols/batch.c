/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The accumulator: decode every point once, weigh every equation, add up the terms, multiply once. */
#include "protocols/batch_internal.h"

sgm_status sgm_combine_vt(const sgm_backend *be, sgm_point *r, const sgm_msm_part *parts, size_t n_parts,
                          sgm_arena *scratch)
{
    sgm_status st = sgm_arena_reserve(scratch, be->msm_scratch(parts, n_parts));
    if (st == SGM_OK)
        be->msm_vt(r, parts, n_parts, scratch->base);
    return st;
}

int sgm_batch_is_identity(const sgm_batch *b, const sgm_point *p)
{
    uint8_t id;
    b->ctx->be->is_identity(&id, p, 1);
    return id;
}

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
    b->stage = SGM_BATCH_NONE;
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
    b->items[b->count++] = (sgm_batch_item){.inst = inst, .offset = b->n_bytes, .fits = fits};
    b->n_bytes += kept;
    b->stage = SGM_BATCH_NONE;
    return SGM_OK;
}

/* Sets every item's place in the arrays; the totals stand in items[count].at. */
static void measure(sgm_batch *b)
{
    sgm_batch_item at = {0};
    for (size_t i = 0; i < b->count; i++) {
        sgm_batch_item *it = &b->items[i];
        it->at = at.at;
        it->bad = !it->fits;
        if (it->bad)
            continue;
        at.at.equation += it->inst->n_equations;
        at.at.element += it->inst->n_elements;
        at.at.share += sgm_share_room(it->inst);
        at.at.response += it->inst->n_scalars;
        at.at.term += it->inst->n_terms;
    }
    b->items[b->count] = at;
}

static void layout(sgm_batch *b)
{
    const sgm_batch_item *total = &b->items[b->count];
    size_t points = SGM_FIRST_ELEMENT + total->at.equation + total->at.element;
    sgm_arena *a = &b->work;
    a->used = 0;
    sgm_points_layout(&b->points, a, b->ctx, b->key, total->at.equation, total->at.element);
    b->index = sgm_arena_take(a, total->at.element, sizeof *b->index);
    b->share = sgm_arena_take(a, total->at.share, sizeof *b->share);
    b->response = sgm_arena_take(a, total->at.response, sizeof *b->response);
    b->weight = sgm_arena_take(a, total->at.equation, sizeof *b->weight);
    b->term_point = sgm_arena_take(a, total->at.term, sizeof *b->term_point);
    b->term_value = sgm_arena_take(a, total->at.term, sizeof *b->term_value);
    b->term_weight = sgm_arena_take(a, total->at.term, sizeof *b->term_weight);
    b->seen = sgm_arena_take(a, points, sizeof *b->seen);
    b->slot = sgm_arena_take(a, points, sizeof *b->slot);
    b->base = sgm_arena_take(a, SGM_FIRST_ELEMENT + total->at.element, sizeof *b->base);
    b->sum = sgm_arena_take(a, SGM_FIRST_ELEMENT + total->at.element, sizeof *b->sum);
    b->job = sgm_arena_take(a, SGM_HASH_CHUNK, sizeof *b->job);
    b->digest = sgm_arena_take(a, SGM_HASH_CHUNK, sizeof *b->digest);
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

static void parse(sgm_batch *b, sgm_batch_item *it)
{
    const uint8_t *proof = b->bytes + it->offset;
    memcpy(b->points.enc[it->at.equation], proof, 32 * (size_t)it->inst->n_equations);
    it->bad = !sgm_proof_scalars(it->inst, proof, b->share + it->at.share, b->response + it->at.response);
    for (uint32_t e = 0; e < it->inst->n_elements; e++)
        b->index[it->at.element + e] = sgm_points_add(&b->points, &it->inst->elements[e]);
}

static int points_ok(const sgm_batch *b, const sgm_batch_item *it)
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
        sgm_batch_item *it = &b->items[i];
        it->bad |= !it->fits || !points_ok(b, it);
        bad |= it->bad;
    }
    b->stage = SGM_BATCH_DECODED;
    return bad ? SGM_MALFORMED : SGM_OK;
}

/* An equation map(z) - A - c image = 0 with weight w enters as w A + w c image - w map(z). */
static size_t add_equation(sgm_batch *b, const sgm_batch_item *it, size_t term, const sgm_equation *eq, const sgm_sc *w,
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

static void add_item(sgm_batch *b, const sgm_batch_item *it)
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

/* An item that does not decode keeps its places, as 0 * (0 G). */
static void clear_terms(sgm_batch *b, const sgm_batch_item *it)
{
    size_t first = it->at.term, n = it->inst->n_terms;
    memset(b->term_point + first, 0, n * sizeof *b->term_point);
    memset(b->term_value + first, 0, n * sizeof *b->term_value);
    memset(b->term_weight + first, 0, n * sizeof *b->term_weight);
}

/* Challenges, weights and weighted terms of all items that decode. */
static sgm_status bind(sgm_batch *b)
{
    sgm_batch_challenges(b);
    sgm_status st = sgm_batch_weigh(b);
    if (st != SGM_OK)
        return st;
    for (size_t i = 0; i < b->count; i++) {
        const sgm_batch_item *it = &b->items[i];
        if (!it->bad)
            add_item(b, it);
        else if (it->fits)
            clear_terms(b, it);
    }
    size_t terms = b->items[b->count].at.term;
    b->ctx->be->sc_mul(b->term_value, b->term_value, b->term_weight, terms);
    return SGM_OK;
}

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

/* Commitments with their bare 128-bit weights, everything else merged. */
sgm_status sgm_batch_sum(sgm_batch *b, size_t first, size_t end, sgm_point *r)
{
    const sgm_batch_item *lo = &b->items[first], *hi = &b->items[end];
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

sgm_status sgm_batch_total(sgm_batch *b)
{
    sgm_status st = bind(b);
    if (st == SGM_OK)
        st = sgm_batch_sum(b, 0, b->count, &b->total);
    if (st == SGM_OK)
        b->stage = SGM_BATCH_SUMMED;
    return st;
}

sgm_status sgm_batch_verify(sgm_batch *b)
{
    if (b->count == 0)
        return SGM_OK;
    b->stage = SGM_BATCH_NONE;
    sgm_status st = decode(b);
    if (st == SGM_OK)
        st = sgm_batch_total(b);
    if (st != SGM_OK)
        return st;
    return sgm_batch_is_identity(b, &b->total) ? SGM_OK : SGM_REJECTED;
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
        sgm_batch_derive_weights(b, out, b->items[b->count].at.equation);
    return st;
}
