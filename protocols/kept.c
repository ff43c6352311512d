/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Instances that keep their statement points decoded. */
#include "protocols/batch.h"
#include "protocols/points.h"

typedef struct keeper {
    sgm_points points;
    uint32_t *index; /* per element of every instance */
} keeper;

static void layout(keeper *k, sgm_arena *a, const sgm_ctx *ctx, size_t n_elements)
{
    a->used = 0;
    sgm_points_layout(&k->points, a, ctx, &ctx->key, 0, n_elements);
    k->index = sgm_arena_take(a, n_elements, sizeof *k->index);
}

/* Copies the points of one instance into it, unless one of them is refused. */
static void keep(const keeper *k, sgm_instance *inst, const uint32_t *index)
{
    for (uint32_t i = 0; i < inst->n_elements; i++)
        if (k->points.bad[index[i]])
            return;
    for (uint32_t i = 0; i < inst->n_elements; i++)
        inst->points[i] = *sgm_points_at(&k->points, SGM_FIRST_ELEMENT + i, index);
    inst->n_kept = inst->n_elements;
}

static sgm_status keep_some(const sgm_ctx *ctx, sgm_instance *const *inst, size_t n, sgm_arena *a)
{
    keeper k;
    sgm_arena measured = {0};
    size_t n_elements = 0, at = 0;
    for (size_t i = 0; i < n; i++)
        n_elements += inst[i]->n_elements;
    layout(&k, &measured, ctx, n_elements);
    sgm_status st = sgm_arena_reserve(a, measured.used);
    if (st != SGM_OK)
        return st;
    layout(&k, a, ctx, n_elements);
    for (size_t i = 0; i < n; at += inst[i++]->n_elements)
        sgm_points_add(&k.points, inst[i], k.index + at);
    sgm_points_resolve(&k.points, NULL);
    at = 0;
    for (size_t i = 0; i < n; at += inst[i++]->n_elements)
        keep(&k, inst[i], k.index + at);
    return SGM_OK;
}

sgm_status sgm_instances_keep(const sgm_ctx *ctx, sgm_instance *const *inst, size_t n)
{
    enum { AT_ONCE = 1024 }; /* bounds the working memory */
    sgm_arena a = {0};
    sgm_status st = SGM_OK;
    for (size_t i = 0; i < n && st == SGM_OK; i += AT_ONCE)
        st = keep_some(ctx, inst + i, n - i < AT_ONCE ? n - i : AT_ONCE, &a);
    sgm_arena_free(&a);
    return st;
}
