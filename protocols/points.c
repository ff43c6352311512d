/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Statement points merged by encoding, decoded together, and shifted by public multiples of generators. */
#include "protocols/points.h"

#define NO_SHIFT UINT32_MAX

/* Items of one kernel call: whole vectors of every backend, few enough that threads share the work evenly; where
 * inversions are shared, more of them. */
enum { DECODE_BLOCK = 48, SHIFT_BLOCK = 128 };

void sgm_points_layout(sgm_points *p, sgm_arena *a, const sgm_ctx *ctx, const sgm_dict_key *key, size_t n_commitments,
                       size_t max_elements)
{
    size_t n = n_commitments + max_elements;
    *p = (sgm_points){.ctx = ctx, .n_commitments = n_commitments};
    sgm_dict_layout(&p->elements, a, key, max_elements, sizeof(sgm_element));
    sgm_dict_layout(&p->shifts, a, key, max_elements, 2 * sizeof(sgm_sc));
    p->shift = sgm_arena_take(a, max_elements, sizeof *p->shift);
    p->kept = sgm_arena_take(a, max_elements, sizeof *p->kept);
    p->shared = sgm_arena_take(a, max_elements, 1);
    p->enc = sgm_arena_take(a, n, sizeof *p->enc);
    p->bad = sgm_arena_take(a, n, 1);
    p->at = sgm_arena_take(a, SGM_FIRST_ELEMENT + n, sizeof *p->at);
    p->offset = sgm_arena_take(a, max_elements, sizeof *p->offset);
    if (!a->base)
        return;
    sgm_dict_clear(&p->elements);
    sgm_dict_clear(&p->shifts);
    memcpy(p->at, ctx->point, sizeof ctx->point);
}

void sgm_points_layout_hints(sgm_points *p, sgm_arena *a)
{
    p->hinted = sgm_arena_take(a, p->n_commitments, 1);
    p->hint = sgm_arena_take(a, p->n_commitments, sizeof *p->hint);
}

static sgm_met meet(const sgm_points *p, const sgm_instance *inst, uint32_t i)
{
    const sgm_element *e = &inst->elements[i];
    return (sgm_met){e, i < inst->n_kept ? &inst->points[i] : NULL,
                     sgm_dict_hash(p->elements.key, (const uint8_t *)e, sizeof *e)};
}

void sgm_points_meet(const sgm_points *p, const sgm_instance *inst, sgm_met *met)
{
    for (uint32_t i = 0; i < inst->n_elements; i++)
        met[i] = meet(p, inst, i);
}

/* The element with this number has just been met for the first time. */
static void take_element(sgm_points *p, uint32_t number, const sgm_met *met)
{
    p->kept[number] = met->kept;
    p->shared[number] = 0;
    p->shift[number] = NO_SHIFT;
    if (!met->kept && !(sgm_sc_is_zero(&met->element->d) & sgm_sc_is_zero(&met->element->dm)))
        p->shift[number] = sgm_dict_add(&p->shifts, &met->element->d);
}

static uint32_t merge(sgm_points *p, const sgm_met *met)
{
    uint32_t before = p->elements.count, number = sgm_dict_add_hashed(&p->elements, met->element, met->hash);
    if (number == before) {
        take_element(p, number, met);
    } else {
        p->n_shared += !p->shared[number];
        p->shared[number] = 1;
    }
    return number;
}

void sgm_points_merge(sgm_points *p, const sgm_met *met, uint32_t *index, size_t n)
{
    for (size_t i = 0; i < n; i++)
        index[i] = merge(p, &met[i]);
}

void sgm_points_add(sgm_points *p, const sgm_instance *inst, uint32_t *index)
{
    for (uint32_t i = 0; i < inst->n_elements; i++) {
        sgm_met met = meet(p, inst, i);
        index[i] = merge(p, &met);
    }
}

/* Numbers first .. of enc that want decoding, in two lists: without and with a hint. */
typedef struct selection {
    size_t n[2];
    uint32_t which[2][DECODE_BLOCK];
} selection;

/* Copies what the instance keeps of element number `element`, or its encoding. Returns 1 if it wants decoding. */
static int fetch_element(sgm_points *p, size_t element)
{
    size_t i = p->n_commitments + element;
    const sgm_element *e = p->elements.items[element];
    if (!p->kept[element]) {
        memcpy(p->enc[i], e->enc, SGM_ELEMENT_BYTES);
        return 1;
    }
    p->at[SGM_FIRST_ELEMENT + i] = *p->kept[element];
    p->bad[i] = 0;
    return 0;
}

static void select_block(selection *s, sgm_points *p, size_t first, size_t n)
{
    s->n[0] = s->n[1] = 0;
    for (size_t i = first; i < first + n; i++) {
        if (i >= p->n_commitments && !fetch_element(p, i - p->n_commitments))
            continue;
        int hinted = i < p->n_commitments && p->hinted && p->hinted[i];
        s->which[hinted][s->n[hinted]++] = (uint32_t)i;
    }
}

static void decode_run(const sgm_points *p, sgm_affine *at, uint8_t *ok, const uint8_t (*enc)[SGM_ELEMENT_BYTES],
                       const uint8_t (*hint)[32], size_t n)
{
    if (hint)
        p->ctx->be->decode_hinted(at, ok, enc, hint, n);
    else
        p->ctx->be->decode(at, ok, enc, n);
}

/* Decodes one list. Neighbours are decoded in place; others are brought together first. */
static void decode_list(sgm_points *p, const uint32_t *which, size_t n, int hinted)
{
    sgm_affine at[DECODE_BLOCK];
    uint8_t enc[DECODE_BLOCK][SGM_ELEMENT_BYTES], hint[DECODE_BLOCK][32], ok[DECODE_BLOCK];
    if (n == 0)
        return;
    if (which[n - 1] - which[0] == n - 1) {
        const uint8_t(*own)[32] = hinted ? (const uint8_t(*)[32])(p->hint + which[0]) : NULL;
        decode_run(p, p->at + SGM_FIRST_ELEMENT + which[0], p->bad + which[0],
                   (const uint8_t(*)[SGM_ELEMENT_BYTES])(p->enc + which[0]), own, n);
        return;
    }
    for (size_t k = 0; k < n; k++) {
        memcpy(enc[k], p->enc[which[k]], SGM_ELEMENT_BYTES);
        if (hinted)
            memcpy(hint[k], p->hint[which[k]], 32);
    }
    decode_run(p, at, ok, (const uint8_t(*)[SGM_ELEMENT_BYTES])enc, hinted ? (const uint8_t(*)[32])hint : NULL, n);
    for (size_t k = 0; k < n; k++) {
        p->at[SGM_FIRST_ELEMENT + which[k]] = at[k];
        p->bad[which[k]] = ok[k];
    }
}

static void refuse(sgm_points *p) { atomic_store_explicit(&p->refused, 1, memory_order_relaxed); }

static void decode_block(sgm_points *p, size_t first, size_t n)
{
    static const uint8_t identity[SGM_ELEMENT_BYTES] = {0};
    selection s;
    select_block(&s, p, first, n);
    for (int hinted = 0; hinted < 2; hinted++) {
        decode_list(p, s.which[hinted], s.n[hinted], hinted);
        for (size_t k = 0; k < s.n[hinted]; k++) { /* `bad` holds what the decoder said: 1 for good */
            uint32_t i = s.which[hinted][k];
            int zero = memcmp(p->enc[i], identity, SGM_ELEMENT_BYTES) == 0;
            p->bad[i] = (SGM_KEEP_DECODE & !p->bad[i]) | (SGM_KEEP_IDENTITY & zero);
            if (p->bad[i])
                refuse(p);
        }
    }
}

/* Coefficient `which` (0: d, 1: dm) of a shift. */
static const sgm_sc *coefficient(const sgm_points *p, size_t shift, int which)
{
    const sgm_sc *pair = p->shifts.items[shift];
    return &pair[which];
}

/* r_i = coefficient `which` of shift first + i, times a generator. Statements about one dataset or one model share the
 * work. In: n > 0. */
static void multiples(const sgm_points *p, sgm_point *r, size_t first, size_t n, int which, int generator)
{
    sgm_sc k[DECODE_BLOCK];
    int same = 1;
    k[0] = *coefficient(p, first, which);
    for (size_t i = 1; i < n; i++) {
        k[i] = *coefficient(p, first + i, which);
        same &= (int)sgm_sc_eq(&k[0], &k[i]);
    }
    p->ctx->be->fixed_mul_vt(r, p->ctx->table[generator], k, same ? 1 : n);
    for (size_t i = 1; i < n && same; i++)
        r[i] = r[0];
}

static void offset_block(sgm_points *p, size_t first, size_t n)
{
    const sgm_backend *be = p->ctx->be;
    sgm_point dm_part[DECODE_BLOCK], *r = p->offset + first;
    multiples(p, r, first, n, 0, SGM_GEN_G);
    multiples(p, dm_part, first, n, 1, SGM_GEN_GM);
    be->add(r, r, dm_part, n);
    be->neg(r, r, n);
}

/* Replaces shifted elements by themselves minus d G minus dm G_M. The draft demands that no image evaluates to the
 * identity; for a record statement that is exactly this difference, so the check costs nothing more. */
static void shift_block(sgm_points *p, size_t first, size_t n)
{
    const sgm_backend *be = p->ctx->be;
    sgm_affine *element = p->at + SGM_FIRST_ELEMENT + p->n_commitments, base[SHIFT_BLOCK];
    sgm_point sum[SHIFT_BLOCK], offset[SHIFT_BLOCK];
    uint32_t which[SHIFT_BLOCK];
    uint8_t identity[SHIFT_BLOCK];
    size_t m = 0;
    for (size_t i = first; i < first + n; i++) {
        if (p->shift[i] == NO_SHIFT)
            continue;
        which[m] = (uint32_t)i;
        base[m] = element[i];
        offset[m++] = p->offset[p->shift[i]];
    }
    if (m == 0)
        return;
    be->from_affine(sum, base, m);
    be->add(sum, sum, offset, m);
    be->is_identity(identity, sum, m);
    be->to_affine(base, sum, m);
    for (size_t i = 0; i < m; i++) {
        element[which[i]] = base[i];
        if (SGM_KEEP_IMAGE & identity[i]) {
            p->bad[p->n_commitments + which[i]] = 1;
            refuse(p);
        }
    }
}

static size_t blocks(size_t n, size_t block) { return (n + block - 1) / block; }

static size_t block_length(size_t n, size_t block, size_t first) { return n - first < block ? n - first : block; }

size_t sgm_points_commitment_blocks(const sgm_points *p) { return blocks(p->n_commitments, DECODE_BLOCK); }

void sgm_points_decode_commitments(sgm_points *p, size_t block)
{
    size_t first = block * DECODE_BLOCK;
    decode_block(p, first, block_length(p->n_commitments, DECODE_BLOCK, first));
}

typedef struct resolving {
    sgm_points *p;
    size_t from; /* what is decoded: points from here on */
} resolving;

/* The offsets first, then everything that is decoded. */
static void resolve_task(void *arg, size_t task, unsigned worker)
{
    (void)worker;
    const resolving *r = arg;
    sgm_points *p = r->p;
    size_t offsets = blocks(p->shifts.count, DECODE_BLOCK), n = p->n_commitments + p->elements.count;
    size_t first = (task < offsets ? task : task - offsets) * DECODE_BLOCK;
    if (task < offsets)
        offset_block(p, first, block_length(p->shifts.count, DECODE_BLOCK, first));
    else
        decode_block(p, r->from + first, block_length(n, DECODE_BLOCK, r->from + first));
}

static void shift_task(void *arg, size_t task, unsigned worker)
{
    (void)worker;
    sgm_points *p = arg;
    size_t first = task * SHIFT_BLOCK;
    shift_block(p, first, block_length(p->elements.count, SHIFT_BLOCK, first));
}

static void resolve_from(sgm_points *p, sgm_pool *pool, size_t from)
{
    resolving r = {p, from};
    size_t n = p->n_commitments + p->elements.count - from;
    sgm_pool_run(pool, resolve_task, &r, blocks(p->shifts.count, DECODE_BLOCK) + blocks(n, DECODE_BLOCK));
    if (p->shifts.count > 0)
        sgm_pool_run(pool, shift_task, p, blocks(p->elements.count, SHIFT_BLOCK));
}

void sgm_points_resolve(sgm_points *p, sgm_pool *pool) { resolve_from(p, pool, 0); }

void sgm_points_resolve_elements(sgm_points *p, sgm_pool *pool) { resolve_from(p, pool, p->n_commitments); }
