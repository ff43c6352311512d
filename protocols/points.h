/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The points of one verification: generators, commitments, and each distinct statement point once. */
#ifndef SGM_PROTOCOLS_POINTS_H
#define SGM_PROTOCOLS_POINTS_H

#include "protocols/instance.h"
#include "protocols/pool.h"

#include <stdatomic.h>

/* at:   G H G_M Q | commitment 0 .. n_commitments-1 | element 0 .. elements.count-1
 * enc:              commitment 0 ..                 | element 0 ..
 * bad:              the same: 1 where it does not decode, is the identity, or would be after its shift. */
typedef struct sgm_points {
    const sgm_ctx *ctx;
    size_t n_commitments;
    atomic_int refused;        /* some point is bad */
    sgm_dict elements, shifts; /* distinct elements, and the distinct (d, dm) they are shifted by */
    uint32_t *shift;           /* per element; SGM_NO_SHIFT where it is taken as it is */
    const sgm_affine **kept;   /* per element: what its instance keeps, shift and all; NULL: it is decoded */
    uint8_t *shared;           /* per element: added more than once */
    size_t n_shared;
    uint8_t (*enc)[SGM_ELEMENT_BYTES];
    uint8_t *hinted;     /* per commitment: 1 if `hint` tells how it decodes; NULL where none does */
    uint8_t (*hint)[32]; /* per commitment */
    uint8_t *bad;
    sgm_affine *at;
    sgm_point *offset; /* per shift: -d G - dm G_M */
} sgm_points;

/* Cuts room out of a. A second call with memory behind a makes it ready. */
void sgm_points_layout(sgm_points *p, sgm_arena *a, const sgm_ctx *ctx, const sgm_dict_key *key, size_t n_commitments,
                       size_t max_elements);
/* Room for hints, after layout. */
void sgm_points_layout_hints(sgm_points *p, sgm_arena *a);
/* An element of an instance on its way to the distinct ones. */
typedef struct sgm_met {
    const sgm_element *element;
    const sgm_affine *kept;
    uint32_t hash;
} sgm_met;

/* met[i] = element i of the instance, which must outlive p. Reads nothing of p but its key: any thread, any order. */
void sgm_points_meet(const sgm_points *p, const sgm_instance *inst, sgm_met *met);
/* index[i] = place of met[i] among the distinct ones, in order of arrival. Two elements are the same iff encoding and
 * shift are. */
void sgm_points_merge(sgm_points *p, const sgm_met *met, uint32_t *index, size_t n);
/* Both for one instance. */
void sgm_points_add(sgm_points *p, const sgm_instance *inst, uint32_t *index);
/* Decodes commitments (enc, hinted and hint filled by the caller) and elements side by side, then makes the shifts. The
 * pool may be NULL. */
void sgm_points_resolve(sgm_points *p, sgm_pool *pool);
/* The same in two steps, the first of which need not know the elements: commitments, block by block on any threads; and
 * once they are all there, the rest. */
size_t sgm_points_commitment_blocks(const sgm_points *p);
void sgm_points_decode_commitments(sgm_points *p, size_t block);
void sgm_points_resolve_elements(sgm_points *p, sgm_pool *pool);

/* Points are numbered without the commitments: generators, then distinct elements. */
static inline uint32_t sgm_points_number(uint32_t point, const uint32_t *index)
{
    return point < SGM_FIRST_ELEMENT ? point : SGM_FIRST_ELEMENT + index[point - SGM_FIRST_ELEMENT];
}

static inline sgm_affine *sgm_points_numbered(const sgm_points *p, uint32_t number)
{
    return number < SGM_FIRST_ELEMENT ? &p->at[number] : &p->at[number + p->n_commitments];
}

/* The point that number `point` of an equation means, when the instance's elements got the indices `index`. */
static inline const sgm_affine *sgm_points_at(const sgm_points *p, uint32_t point, const uint32_t *index)
{
    return sgm_points_numbered(p, sgm_points_number(point, index));
}

#endif
