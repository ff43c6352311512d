/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Instances of clauses, laid out in one block that begins with the instance. */
#include "protocols/formulation/room.h"

static void layout(sgm_room *p, sgm_arena *a, const sgm_room_size *size)
{
    int composed = size->clauses > 1;
    a->used = 0;
    p->inst = sgm_arena_take(a, 1, sizeof *p->inst);
    p->clauses = sgm_arena_take(a, size->clauses, sizeof *p->clauses);
    p->equations = sgm_arena_take(a, size->equations, sizeof *p->equations);
    p->images = sgm_arena_take(a, size->images, sizeof *p->images);
    p->terms = sgm_arena_take(a, size->terms, sizeof *p->terms);
    p->elements = sgm_arena_take(a, size->elements, sizeof *p->elements);
    p->points = sgm_arena_take(a, size->elements, sizeof *p->points);
    p->node = sgm_arena_take(a, composed ? 1 : 0, sizeof *p->node);
    p->children = sgm_arena_take(a, composed ? size->clauses : 0, sizeof *p->children);
    p->bytes = sgm_arena_take(a, size->bytes, 1);
}

sgm_status sgm_room_new(sgm_room *p, const sgm_ctx *ctx, const char *name, const sgm_room_size *size, sgm_flavor flavor,
                        sgm_challenge_width width)
{
    sgm_arena a = {0};
    if (flavor != SGM_BATCHABLE && flavor != SGM_COMPACT && flavor != SGM_HINTED)
        return SGM_USAGE;
    layout(p, &a, size);
    if (sgm_arena_reserve(&a, a.used) != SGM_OK)
        return SGM_NOMEM;
    layout(p, &a, size);
    *p->inst = (sgm_instance){.session = sgm_formulation_session(ctx, name, flavor),
                              .flavor = flavor,
                              .width = width,
                              .extension = 1,
                              .n_clauses = size->clauses,
                              .n_nodes = size->clauses > 1,
                              .n_elements = size->elements,
                              .clauses = p->clauses,
                              .nodes = p->node,
                              .elements = p->elements,
                              .points = p->points,
                              .bytes = p->bytes,
                              .len = size->bytes};
    if (size->clauses > 1) {
        for (uint32_t i = 0; i < size->clauses; i++)
            p->children[i] = i;
        *p->node = (sgm_node){.need = size->need, .n_children = size->clauses, .children = p->children};
    }
    return SGM_OK;
}

sgm_instance *sgm_room_finish(sgm_room *p)
{
    sgm_instance_count(p->inst);
    return p->inst;
}

sgm_element sgm_element_of(const uint8_t enc[32], const sgm_sc *d, const sgm_sc *dm)
{
    sgm_element e = {.d = *d, .dm = *dm};
    memcpy(e.enc, enc, 32);
    return e;
}
