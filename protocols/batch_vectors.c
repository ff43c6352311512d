/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The long vectors of a chunk: who adds to which, and the products of matrices that they come to. */
#include "protocols/batch_internal.h"

static size_t rows_of(const sgm_outer *o) { return o->rows > 0 ? o->rows : 1; }

static int same_group(const sgm_outer *x, const sgm_outer *y)
{
    return x->vector.id == y->vector.id && x->offset == y->offset && x->rows == y->rows && x->columns == y->columns;
}

/* The target of an outer product, a new one for a vector that is met for the first time. */
static uint32_t find_target(sgm_batch_vectors *v, const sgm_outer *o)
{
    size_t t = 0, used = o->offset + rows_of(o) * o->columns;
    while (t < v->n_targets && v->target[t].vector.id != o->vector.id)
        t++;
    if (t == v->n_targets) {
        v->target[v->n_targets++] = (sgm_outer_target){.vector = o->vector};
        v->n_parts += o->vector.points != NULL;
    }
    if (v->target[t].vector.n < o->vector.n)
        v->target[t].vector = o->vector;
    v->target[t].used = v->target[t].used > used ? v->target[t].used : used;
    return (uint32_t)t;
}

/* The group of an outer product: that of `guess`, what the item before it had here, in nearly all batches. The search
 * is linear, and batches hold few kinds of statements. */
static uint32_t find_group(sgm_batch_vectors *v, const sgm_outer *o, size_t guess)
{
    if (guess < v->n_groups && same_group(v->group[guess].outer, o))
        return (uint32_t)guess;
    size_t g = 0;
    while (g < v->n_groups && !same_group(v->group[g].outer, o))
        g++;
    if (g == v->n_groups)
        v->group[v->n_groups++] = (sgm_outer_group){.outer = o, .target = find_target(v, o)};
    return (uint32_t)g;
}

static void layout_groups(sgm_batch_vectors *v, sgm_arena *a, size_t n)
{
    v->place = sgm_arena_take(a, n, sizeof *v->place);
    v->group = sgm_arena_take(a, n, sizeof *v->group);
    v->target = sgm_arena_take(a, n, sizeof *v->target);
}

sgm_status sgm_batch_group(sgm_batch *b)
{
    sgm_batch_vectors *v = &b->vectors;
    size_t n = b->chunk.total.outer;
    sgm_arena measured = {0};
    *v = (sgm_batch_vectors){0};
    if (n == 0)
        return SGM_OK;
    layout_groups(v, &measured, n);
    sgm_status st = sgm_batch_reserve(b, &b->groups, measured.used);
    if (st != SGM_OK)
        return st;
    layout_groups(v, &b->groups, n);
    size_t before = 0; /* where the outer products of the argument before begin */
    for (size_t i = b->chunk.first; i < b->chunk.end; i++) {
        const sgm_batch_item *it = &b->items[i];
        const sgm_argument *argument = it->fits ? it->inst->argument : NULL;
        size_t at = sgm_batch_at(b, i).outer;
        for (uint32_t k = 0; argument && k < argument->n_outers; k++) {
            size_t like = before + k < at ? v->place[before + k].group : SIZE_MAX;
            uint32_t g = find_group(v, &argument->outers[k], like);
            v->place[at + k] = (sgm_outer_place){g, v->group[g].n++};
        }
        before = argument ? at : before;
    }
    return v->n_parts <= SGM_TARGETS_MAX ? SGM_OK : SGM_USAGE;
}

/* How many rows of a group one task takes. */
static size_t share_of_rows(const sgm_batch *b, const sgm_outer *o)
{
    unsigned workers = sgm_pool_size(b->pool);
    return (rows_of(o) + workers - 1) / workers;
}

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

static size_t at_most_terms(size_t n) { return n < SGM_OUTER_TERMS ? n : SGM_OUTER_TERMS; }

void sgm_batch_vectors_layout(sgm_batch *b, sgm_arena *a)
{
    sgm_batch_vectors *v = &b->vectors;
    unsigned workers = sgm_pool_size(b->pool);
    v->rows_len = v->product_len = v->scratch_len = 0;
    for (size_t g = 0; g < v->n_groups; g++) {
        sgm_outer_group *group = &v->group[g];
        const sgm_outer *o = group->outer;
        size_t share = share_of_rows(b, o), n = at_most_terms(group->n);
        group->a = sgm_arena_take(a, group->n * rows_of(o), sizeof *group->a);
        group->b = o->rows > 0 ? sgm_arena_take(a, (size_t)group->n * o->columns, sizeof *group->b) : NULL;
        if (o->rows == 0)
            continue;
        v->rows_len = larger(v->rows_len, n * share);
        v->product_len = larger(v->product_len, share * o->columns);
        v->scratch_len = larger(v->scratch_len, (b->ctx->be->sc_outer_scratch(share, o->columns, n) + 63) / 64 * 64);
    }
    for (size_t t = 0; t < v->n_targets; t++)
        v->target[t].coeff = sgm_arena_take(a, v->target[t].used, sizeof *v->target[t].coeff);
    v->rows = sgm_arena_take(a, workers * v->rows_len, sizeof *v->rows);
    v->product = sgm_arena_take(a, workers * v->product_len, sizeof *v->product);
    v->scratch = sgm_arena_take(a, workers * v->scratch_len, 1);
}

void sgm_batch_factors(const sgm_batch *b, size_t outer, sgm_sc **a, sgm_sc **c)
{
    const sgm_outer_place *p = &b->vectors.place[outer];
    const sgm_outer_group *g = &b->vectors.group[p->group];
    *a = g->a + p->slot * rows_of(g->outer);
    *c = g->b ? g->b + (size_t)p->slot * g->outer->columns : NULL;
}

/* The slots of every group that items first..end-1 have. */
static void find_slots(const sgm_batch *b, size_t first, size_t end)
{
    const sgm_batch_vectors *v = &b->vectors;
    for (size_t g = 0; g < v->n_groups; g++)
        v->group[g].lo = v->group[g].hi = 0;
    size_t lo = sgm_batch_at(b, first).outer, hi = sgm_batch_at(b, end).outer;
    for (size_t k = lo; k < hi; k++) {
        sgm_outer_group *group = &v->group[v->place[k].group];
        if (group->lo == group->hi)
            group->lo = v->place[k].slot;
        group->hi = v->place[k].slot + 1;
    }
}

/* One group, cut into runs of rows. */
typedef struct product {
    sgm_batch *b;
    const sgm_outer_group *group;
    sgm_sc *to; /* the group's first coefficient */
    size_t share;
} product;

/* Few terms are multiplied one by one. In units of a scalar multiplication on the lanes: residues take about five per
 * scalar of the factors and ten per sum, and a twentieth per term. */
static int is_small(const sgm_outer *o, size_t n)
{
    size_t terms = n * o->rows * o->columns;
    return terms - terms / 20 <= 5 * n * ((size_t)o->rows + o->columns) + 10 * (size_t)o->rows * o->columns;
}

/* to_j += x b_j. */
static void add_multiple(const sgm_backend *be, sgm_sc *to, const sgm_sc *x, const sgm_sc *b, size_t n)
{
    enum { BLOCK = 64 };
    sgm_sc splat[BLOCK];
    for (size_t i = 0; i < BLOCK && i < n; i++)
        splat[i] = *x;
    for (size_t i = 0; i < n; i += BLOCK)
        be->sc_muladd(to + i, splat, b + i, to + i, n - i < BLOCK ? n - i : BLOCK);
}

static void add_terms(const product *p, size_t row, size_t end)
{
    const sgm_outer_group *g = p->group;
    size_t rows = g->outer->rows, columns = g->outer->columns;
    for (size_t k = g->lo; k < g->hi; k++)
        for (size_t r = row; r < end; r++)
            add_multiple(p->b->ctx->be, p->to + r * columns, &g->a[k * rows + r], g->b + k * columns, columns);
}

static void add_product(const product *p, size_t row, size_t end, unsigned worker)
{
    const sgm_batch_vectors *v = &p->b->vectors;
    const sgm_outer_group *g = p->group;
    size_t rows = g->outer->rows, columns = g->outer->columns;
    sgm_sc *part = v->rows + worker * v->rows_len, *sum = v->product + worker * v->product_len;
    for (size_t k = g->lo, n; k < g->hi; k += n) {
        const sgm_sc *a = g->a + k * rows;
        n = at_most_terms(g->hi - k);
        if (end - row < rows) {
            for (size_t i = 0; i < n; i++)
                memcpy(part + i * (end - row), a + i * rows + row, (end - row) * sizeof *part);
            a = part;
        }
        p->b->ctx->be->sc_outer_sum(sum, end - row, columns, a, g->b + k * columns, n,
                                    v->scratch + worker * v->scratch_len);
        for (size_t i = 0; i < (end - row) * columns; i++)
            sgm_sc_add(&p->to[row * columns + i], &p->to[row * columns + i], &sum[i]);
    }
}

static void product_task(void *arg, size_t task, unsigned worker)
{
    const product *p = arg;
    size_t rows = p->group->outer->rows, row = task * p->share, end = row + p->share < rows ? row + p->share : rows;
    if (is_small(p->group->outer, p->group->hi - p->group->lo))
        add_terms(p, row, end);
    else
        add_product(p, row, end, worker);
}

/* One number for every item. */
static void add_constant(const sgm_outer_group *g, sgm_sc *to)
{
    sgm_sc sum = sgm_sc_zero;
    for (size_t k = g->lo; k < g->hi; k++)
        sgm_sc_add(&sum, &sum, &g->a[k]);
    for (size_t i = 0; i < g->outer->columns; i++)
        sgm_sc_add(&to[i], &to[i], &sum);
}

/* *r += sum of x_i y_i. */
static void add_dot(const sgm_backend *be, sgm_sc *r, const sgm_sc *x, const sgm_sc *y, size_t n)
{
    enum { BLOCK = 64 };
    sgm_sc sum[BLOCK] = {{{0}}};
    for (size_t i = 0; i < n; i += BLOCK)
        be->sc_muladd(sum, x + i, y + i, sum, n - i < BLOCK ? n - i : BLOCK);
    for (size_t i = 0; i < BLOCK; i++)
        sgm_sc_add(r, r, &sum[i]);
}

void sgm_batch_vectors_sum(sgm_batch *b, size_t first, size_t end, sgm_sc *of_G)
{
    sgm_batch_vectors *v = &b->vectors;
    *of_G = sgm_sc_zero;
    find_slots(b, first, end);
    for (size_t t = 0; t < v->n_targets; t++)
        memset(v->target[t].coeff, 0, v->target[t].used * sizeof *v->target[t].coeff);
    for (size_t g = 0; g < v->n_groups; g++) {
        const sgm_outer_group *group = &v->group[g];
        product p = {b, group, v->target[group->target].coeff + group->outer->offset, share_of_rows(b, group->outer)};
        if (group->lo == group->hi)
            continue;
        if (group->outer->rows == 0)
            add_constant(group, p.to);
        else
            sgm_pool_run(b->pool, product_task, &p, (group->outer->rows + p.share - 1) / p.share);
    }
    for (size_t t = 0; t < v->n_targets; t++)
        if (!v->target[t].vector.points)
            add_dot(b->ctx->be, of_G, v->target[t].coeff, v->target[t].vector.scalars, v->target[t].used);
}
