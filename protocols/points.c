/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Statement points merged by encoding, decoded together, and shifted by public multiples of generators. */
#include "protocols/points.h"

#define NO_SHIFT UINT32_MAX
enum { MAX_CHUNK = 64 };

void sgm_points_layout(sgm_points *p, sgm_arena *a, const sgm_ctx *ctx, const sgm_dict_key *key, size_t n_commitments,
                       size_t max_elements)
{
    size_t n = n_commitments + max_elements;
    *p = (sgm_points){.ctx = ctx, .n_commitments = n_commitments};
    sgm_dict_layout(&p->elements, a, key, max_elements, sizeof(sgm_element));
    sgm_dict_layout(&p->d, a, key, max_elements, sizeof(sgm_sc));
    sgm_dict_layout(&p->dm, a, key, max_elements, sizeof(sgm_sc));
    p->d_index = sgm_arena_take(a, max_elements, sizeof *p->d_index);
    p->dm_index = sgm_arena_take(a, max_elements, sizeof *p->dm_index);
    p->enc = sgm_arena_take(a, n, sizeof *p->enc);
    p->bad = sgm_arena_take(a, n, 1);
    p->at = sgm_arena_take(a, SGM_FIRST_ELEMENT + n, sizeof *p->at);
    p->d_multiple = sgm_arena_take(a, max_elements, sizeof *p->d_multiple);
    p->dm_multiple = sgm_arena_take(a, max_elements, sizeof *p->dm_multiple);
    p->chunk = max_elements < MAX_CHUNK ? max_elements : MAX_CHUNK;
    p->which = sgm_arena_take(a, p->chunk, sizeof *p->which);
    p->base = sgm_arena_take(a, p->chunk, sizeof *p->base);
    p->sum = sgm_arena_take(a, p->chunk, sizeof *p->sum);
    p->d_part = sgm_arena_take(a, p->chunk, sizeof *p->d_part);
    p->dm_part = sgm_arena_take(a, p->chunk, sizeof *p->dm_part);
    p->identity = sgm_arena_take(a, p->chunk, 1);
    if (!a->base)
        return;
    sgm_dict_clear(&p->elements);
    sgm_dict_clear(&p->d);
    sgm_dict_clear(&p->dm);
    memcpy(p->at, ctx->point, sizeof ctx->point);
}

uint32_t sgm_points_add(sgm_points *p, const sgm_element *e)
{
    uint32_t before = p->elements.count, i = sgm_dict_add(&p->elements, e);
    if (i < before)
        return i;
    int shifted = !(sgm_sc_is_zero(&e->d) & sgm_sc_is_zero(&e->dm));
    p->d_index[i] = shifted ? sgm_dict_add(&p->d, &e->d) : NO_SHIFT;
    p->dm_index[i] = shifted ? sgm_dict_add(&p->dm, &e->dm) : NO_SHIFT;
    memcpy(p->enc[p->n_commitments + i], e->enc, 32);
    return i;
}

/* -k base for each distinct k: records about one dataset or one model share the work. */
static void multiples(const sgm_points *p, sgm_point *r, const sgm_dict *k, int generator)
{
    const sgm_backend *be = p->ctx->be;
    be->fixed_mul_vt(r, p->ctx->table[generator], (const sgm_sc *)(const void *)k->items, k->count);
    be->neg(r, r, k->count);
}

/* Replaces elements which[0..n) by themselves minus d G minus dm G_M. The draft demands that no image evaluates to
 * the identity; for a record statement that is exactly this difference, so the check costs nothing more. */
static void shift(sgm_points *p, size_t n)
{
    const sgm_backend *be = p->ctx->be;
    sgm_affine *element = p->at + SGM_FIRST_ELEMENT + p->n_commitments;
    for (size_t i = 0; i < n; i++) {
        p->base[i] = element[p->which[i]];
        p->d_part[i] = p->d_multiple[p->d_index[p->which[i]]];
        p->dm_part[i] = p->dm_multiple[p->dm_index[p->which[i]]];
    }
    be->from_affine(p->sum, p->base, n);
    be->add(p->sum, p->sum, p->d_part, n);
    be->add(p->sum, p->sum, p->dm_part, n);
    be->is_identity(p->identity, p->sum, n);
    be->to_affine(p->base, p->sum, n);
    for (size_t i = 0; i < n; i++) {
        element[p->which[i]] = p->base[i];
        p->bad[p->n_commitments + p->which[i]] |= SGM_KEEP_IMAGE & p->identity[i];
    }
}

static void shift_all(sgm_points *p)
{
    size_t n = 0;
    multiples(p, p->d_multiple, &p->d, SGM_GEN_G);
    multiples(p, p->dm_multiple, &p->dm, SGM_GEN_GM);
    for (uint32_t i = 0; i < p->elements.count; i++) {
        if (p->d_index[i] != NO_SHIFT)
            p->which[n++] = i;
        if (n == p->chunk || i + 1 == p->elements.count) {
            shift(p, n);
            n = 0;
        }
    }
}

void sgm_points_resolve(sgm_points *p)
{
    static const uint8_t identity[32] = {0};
    size_t n = p->n_commitments + p->elements.count;
    p->ctx->be->decode(p->at + SGM_FIRST_ELEMENT, p->bad, (const uint8_t(*)[32])p->enc, n);
    for (size_t i = 0; i < n; i++) {
        int zero = memcmp(p->enc[i], identity, 32) == 0;
        p->bad[i] = (SGM_KEEP_DECODE & !p->bad[i]) | (SGM_KEEP_IDENTITY & zero);
    }
    if (p->d.count > 0)
        shift_all(p);
}
