/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Terms and sums: weighted values, coefficients of equal points merged, one multiscalar multiplication on all threads.
 */
#include "protocols/batch_internal.h"

sgm_status sgm_combine_vt(const sgm_backend *be, sgm_point *r, const sgm_msm_part *parts, size_t n_parts,
                          sgm_arena *scratch)
{
    sgm_status st = sgm_arena_reserve(scratch, be->msm_scratch(parts, n_parts, SGM_WHOLE));
    if (st == SGM_OK)
        be->msm_vt(r, parts, n_parts, SGM_WHOLE, scratch->base);
    return st;
}

sgm_status sgm_combine_elements(const sgm_backend *be, sgm_point *r, const sgm_instance *inst, const sgm_sc *k)
{
    const size_t n = inst->n_elements;
    sgm_affine *at = aligned_alloc(64, (n * sizeof *at + 63) / 64 * 64);
    uint8_t *ok = malloc(n), (*enc)[SGM_ELEMENT_BYTES] = malloc(n * sizeof *enc);
    sgm_arena scratch = {0};
    sgm_status st = at && ok && enc ? SGM_OK : SGM_NOMEM;
    for (size_t i = 0; i < n && st == SGM_OK; i++)
        memcpy(enc[i], inst->elements[i].enc, sizeof *enc);
    if (st == SGM_OK)
        st = be->decode(at, ok, (const uint8_t(*)[SGM_ELEMENT_BYTES])enc, n) == 0 ? SGM_OK : SGM_MALFORMED;
    if (st == SGM_OK)
        st = sgm_combine_vt(be, r, &(sgm_msm_part){at, k, n, SGM_SCALAR_BITS}, 1, &scratch);
    sgm_arena_free(&scratch);
    free(enc);
    free(ok);
    free(at);
    return st;
}

/* Multiscalar multiplication on several threads, a share for each. */
enum { OWN_PARTS = 5, MAX_PARTS = OWN_PARTS + SGM_TARGETS_MAX, SHORT = 128, FULL = SGM_SCALAR_BITS, SHARE_MIN = 48 };

typedef struct split {
    const sgm_backend *be;
    const sgm_msm_part *parts;
    size_t n_parts, n_shares;
    void *scratch[SGM_POOL_MAX];
    sgm_point sum[SGM_POOL_MAX];
} split;

static void lay_out(split *sp, sgm_arena *a, unsigned threads)
{
    size_t terms = 0;
    for (size_t i = 0; i < sp->n_parts; i++)
        terms += sp->parts[i].n;
    sp->n_shares = threads < terms / SHARE_MIN ? threads : terms / SHARE_MIN;
    sp->n_shares = sp->n_shares < 2 ? 1 : sp->n_shares;
    for (size_t s = 0; s < sp->n_shares; s++)
        sp->scratch[s] =
            sgm_arena_take(a, 1, sp->be->msm_scratch(sp->parts, sp->n_parts, (sgm_share){s, sp->n_shares}));
}

static void share_task(void *arg, size_t task, unsigned worker)
{
    (void)worker;
    split *sp = arg;
    sp->be->msm_vt(&sp->sum[task], sp->parts, sp->n_parts, (sgm_share){task, sp->n_shares}, sp->scratch[task]);
}

/* r = all parts, on the batch's threads. */
static sgm_status combine(sgm_batch *b, sgm_point *r, const sgm_msm_part *parts, size_t n_parts)
{
    const sgm_backend *be = b->ctx->be;
    split sp = {.be = be, .parts = parts, .n_parts = n_parts};
    sgm_arena measured = {0};
    lay_out(&sp, &measured, sgm_pool_size(b->pool));
    sgm_status st = sgm_batch_reserve(b, &b->scratch, measured.used);
    if (st != SGM_OK)
        return st;
    lay_out(&sp, &b->scratch, sgm_pool_size(b->pool));
    sgm_batch_enter(b, 0, SGM_PHASE_MSM);
    sgm_pool_run(b->pool, share_task, &sp, sp.n_shares);
    *r = sp.sum[0];
    for (size_t s = 1; s < sp.n_shares; s++)
        be->add(r, r, &sp.sum[s], 1);
    return SGM_OK;
}

/* The vectors of points, after the parts that are there already. Returns how many parts there are then. */
static size_t take_vectors(const sgm_batch_vectors *v, sgm_msm_part *parts, size_t n)
{
    for (size_t t = 0; t < v->n_targets; t++)
        if (v->target[t].vector.points)
            parts[n++] = (sgm_msm_part){v->target[t].vector.points, v->target[t].coeff, v->target[t].used, FULL};
    return n;
}

size_t sgm_batch_sum_scratch(const sgm_batch *b, const sgm_batch_place *total)
{
    sgm_msm_part parts[MAX_PARTS] = {{NULL, NULL, total->commitment, SHORT},
                                     {NULL, NULL, total->own, FULL},
                                     {NULL, NULL, SGM_FIRST_ELEMENT, FULL},
                                     {NULL, NULL, total->element, FULL}};
    split sp = {.be = b->ctx->be, .parts = parts, .n_parts = take_vectors(&b->vectors, parts, 4)};
    sgm_arena measured = {0};
    lay_out(&sp, &measured, sgm_pool_size(b->pool));
    return measured.used;
}

/* Terms on their way to their values: products with the weights are made side by side. */
enum { PRODUCTS = 64 };

typedef struct products {
    sgm_batch *b;
    size_t term, n; /* the next term, and how many before it still want their factor */
    sgm_sc factor[PRODUCTS];
} products;

static void finish_products(products *p)
{
    sgm_sc *value = p->b->term_value + p->term - p->n;
    p->b->ctx->be->sc_mul(value, value, p->factor, p->n);
    p->n = 0;
}

/* The next term: factor * coeff * x times point. */
static void add_term(products *p, uint32_t point, const sgm_sc *coeff, const sgm_sc *x, const sgm_sc *factor)
{
    sgm_sc *value = &p->b->term_value[p->term];
    p->b->term_point[p->term++] = point;
    *value = *x;
    if (!sgm_sc_eq(coeff, &sgm_sc_one))
        sgm_sc_mul(value, x, coeff);
    p->factor[p->n++] = *factor;
    if (p->n == PRODUCTS)
        finish_products(p);
}

/* An equation map(z) - A - c image = 0 with weight w enters as w A + w c image - w map(z). */
static void add_equation(products *p, const uint32_t *index, const sgm_equation *eq, const sgm_sc *w, const sgm_sc *c,
                         const sgm_sc *z)
{
    sgm_sc minus_w;
    sgm_sc_neg(&minus_w, w);
    for (uint32_t t = 0; t < eq->n_image; t++)
        add_term(p, sgm_points_number(eq->image[t].element, index), &eq->image[t].coeff, c, w);
    for (uint32_t t = 0; t < eq->n_terms; t++)
        add_term(p, sgm_points_number(eq->terms[t].element, index), &eq->terms[t].coeff, &z[eq->terms[t].scalar],
                 &minus_w);
}

static void add_item(products *p, size_t item)
{
    const sgm_batch *b = p->b;
    const sgm_instance *inst = b->items[item].inst;
    const sgm_batch_place at = sgm_batch_at(b, item);
    const sgm_sc *w = b->weight + at.equation, *z = b->response + at.response;
    for (uint32_t i = 0; i < inst->n_clauses; i++) {
        const sgm_clause *clause = &inst->clauses[i];
        for (uint32_t e = 0; e < clause->n_equations; e++, w++)
            add_equation(p, b->index + at.element, &clause->equations[e], w, &b->share[at.share + i], z);
        z += clause->n_scalars;
    }
}

/* An argument's factors and coefficients, all 0. */
static sgm_sums clear_argument(sgm_batch *b, size_t item, sgm_sc **a, sgm_sc **c)
{
    const sgm_instance *inst = b->items[item].inst;
    const sgm_argument *argument = inst->argument;
    const sgm_batch_place at = sgm_batch_at(b, item);
    sgm_sc *value = b->term_value + at.term;
    sgm_sums sums = {value, value + SGM_GEN_COUNT, b->own_value + at.own, a, c};
    memset(sums.point, 0, inst->n_points * sizeof *sums.point);
    for (uint32_t k = 0; k < argument->n_outers; k++) {
        const sgm_outer *o = &argument->outers[k];
        sgm_batch_factors(b, at.outer + k, &a[k], &c[k]);
        memset(a[k], 0, (o->rows > 0 ? o->rows : 1) * sizeof *a[k]);
        if (c[k])
            memset(c[k], 0, o->columns * sizeof *c[k]);
    }
    return sums;
}

/* What an argument adds: its terms are the fixed generators, then its elements. */
static void value_argument(sgm_batch *b, size_t item, unsigned worker)
{
    const sgm_batch_item *it = &b->items[item];
    const sgm_batch_place at = sgm_batch_at(b, item);
    sgm_sc *a[SGM_OUTERS_MAX], *c[SGM_OUTERS_MAX];
    sgm_sums sums = clear_argument(b, item, a, c);
    uint32_t *point = b->term_point + at.term;
    for (uint32_t i = 0; i < it->inst->n_terms; i++)
        point[i] = sgm_points_number(i, b->index + at.element);
    const sgm_reading in = {.scalar = b->response + at.response,
                            .challenge = b->challenge + at.challenge,
                            .inverse = b->inverse + at.challenge,
                            .weight = b->weight + at.equation,
                            .be = b->ctx->be,
                            .scratch = b->reading + worker * b->reading_len};
    if (!it->bad)
        it->inst->argument->sum(it->inst->argument, &in, &sums);
}

/* Weighted terms of items first..end-1. An item that does not decode keeps its places, as 0 G. */
static void value_terms(sgm_batch *b, size_t first, size_t end, unsigned worker)
{
    products p = {.b = b, .term = sgm_batch_at(b, first).term};
    for (size_t i = first; i < end; i++) {
        const sgm_batch_item *it = &b->items[i];
        size_t n = sgm_batch_at(b, i + 1).term - sgm_batch_at(b, i).term;
        int argument = it->fits && it->inst->argument;
        if (!it->bad && !argument) {
            add_item(&p, i);
            continue;
        }
        finish_products(&p);
        memset(b->term_point + p.term, 0, n * sizeof *b->term_point);
        memset(b->term_value + p.term, 0, n * sizeof *b->term_value);
        p.term += n;
        if (argument)
            value_argument(b, i, worker);
    }
    finish_products(&p);
}

/* One sum under way. Elements that its items met first stand side by side from `fresh` on; older ones are listed. */
typedef struct sum {
    sgm_batch *b;
    size_t first, end, fresh;
    int value;
    size_t n_old;
    sgm_sc generator[SGM_POOL_MAX][SGM_FIRST_ELEMENT]; /* per worker */
} sum;

static int is_shared(const sum *s, uint32_t point)
{
    uint32_t element = point - SGM_FIRST_ELEMENT;
    return element < s->fresh || s->b->points.shared[element];
}

/* Adds the terms of a few items: those of generators to the worker's own sums, those of elements that no other item
 * shares to their coefficients. */
static void sum_task(void *arg, size_t task, unsigned worker)
{
    sum *s = arg;
    sgm_batch *b = s->b;
    size_t first = s->first + task * SGM_ITEM_BLOCK;
    size_t end = s->end - first < SGM_ITEM_BLOCK ? s->end : first + SGM_ITEM_BLOCK;
    size_t fresh = sgm_batch_distinct(b, first), last = sgm_batch_at(b, end).term;
    if (s->value)
        value_terms(b, first, end, worker);
    memset(b->coeff + fresh, 0, (sgm_batch_distinct(b, end) - fresh) * sizeof *b->coeff);
    for (size_t t = sgm_batch_at(b, first).term; t < last; t++) {
        uint32_t point = b->term_point[t];
        sgm_sc *c = &s->generator[worker][point % SGM_FIRST_ELEMENT];
        if (point >= SGM_FIRST_ELEMENT) {
            if (is_shared(s, point))
                continue;
            c = &b->coeff[point - SGM_FIRST_ELEMENT];
        }
        sgm_sc_add(c, c, &b->term_value[t]);
    }
}

/* Adds a term whose element another item has, too. */
static void add_shared(sum *s, size_t t)
{
    sgm_batch *b = s->b;
    uint32_t element = b->term_point[t] - SGM_FIRST_ELEMENT;
    sgm_sc *c = &b->coeff[element];
    if (element < s->fresh) {
        if (b->seen[element] != b->sums) {
            b->seen[element] = b->sums;
            b->slot[element] = (uint32_t)s->n_old;
            b->old_base[s->n_old] = *sgm_points_numbered(&b->points, b->term_point[t]);
            b->old_coeff[s->n_old++] = sgm_sc_zero;
        }
        c = &b->old_coeff[b->slot[element]];
    }
    sgm_sc_add(c, c, &b->term_value[t]);
}

/* Generators that occur, with the sums of all workers. Returns how many. */
static size_t take_generators(const sum *s, sgm_affine *base, sgm_sc *coeff)
{
    size_t n = 0;
    for (unsigned g = 0; g < SGM_FIRST_ELEMENT; g++) {
        coeff[n] = s->generator[0][g];
        for (unsigned w = 1; w < sgm_pool_size(s->b->pool); w++)
            sgm_sc_add(&coeff[n], &coeff[n], &s->generator[w][g]);
        base[n] = s->b->points.at[g];
        n += !sgm_sc_is_zero(&coeff[n]);
    }
    return n;
}

/* Commitments with their bare 128-bit weights, everything else merged. */
static sgm_status sum_items(sum *s, sgm_point *r)
{
    sgm_batch *b = s->b;
    const sgm_batch_place lo = sgm_batch_at(b, s->first), hi = sgm_batch_at(b, s->end);
    sgm_affine generator[SGM_FIRST_ELEMENT];
    sgm_sc generator_coeff[SGM_FIRST_ELEMENT], of_G;
    memset(s->generator, 0, sgm_pool_size(b->pool) * sizeof *s->generator);
    s->fresh = sgm_batch_distinct(b, s->first);
    b->sums++;
    sgm_batch_enter(b, 0, SGM_PHASE_SCALARS);
    sgm_pool_run(b->pool, sum_task, s, (s->end - s->first + SGM_ITEM_BLOCK - 1) / SGM_ITEM_BLOCK);
    for (size_t t = lo.term; t < hi.term && b->points.n_shared > 0; t++)
        if (b->term_point[t] >= SGM_FIRST_ELEMENT && is_shared(s, b->term_point[t]))
            add_shared(s, t);
    sgm_batch_vectors_sum(b, s->first, s->end, &of_G);
    sgm_sc_add(&s->generator[0][SGM_GEN_G], &s->generator[0][SGM_GEN_G], &of_G);
    const sgm_affine *commitment = b->points.at + SGM_FIRST_ELEMENT, *own = commitment + b->chunk.total.commitment;
    const sgm_affine *element = commitment + b->points.n_commitments;
    sgm_msm_part parts[MAX_PARTS] = {
        {commitment + lo.commitment, b->bare + lo.commitment, hi.commitment - lo.commitment, SHORT},
        {own + lo.own, b->own_value + lo.own, hi.own - lo.own, FULL},
        {generator, generator_coeff, take_generators(s, generator, generator_coeff), FULL},
        {element + s->fresh, b->coeff + s->fresh, sgm_batch_distinct(b, s->end) - s->fresh, FULL},
        {b->old_base, b->old_coeff, s->n_old, FULL}};
    return combine(b, r, parts, take_vectors(&b->vectors, parts, OWN_PARTS));
}

/* Where the bound on memory leaves too little scratch, in two halves. */
sgm_status sgm_batch_sum(sgm_batch *b, size_t first, size_t end, int value, sgm_point *r)
{
    sum s = {.b = b, .first = first, .end = end, .value = value};
    sgm_status st = sum_items(&s, r);
    if (st != SGM_NOMEM || b->max_memory == 0 || end - first < 2)
        return st;
    sgm_point right;
    size_t middle = first + (end - first) / 2;
    st = sgm_batch_sum(b, first, middle, 0, r);
    if (st == SGM_OK)
        st = sgm_batch_sum(b, middle, end, 0, &right);
    if (st == SGM_OK)
        b->ctx->be->add(r, r, &right, 1);
    return st;
}
