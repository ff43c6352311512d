/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The points of one verification: generators, commitments, and each distinct statement point once. */
#ifndef SGM_PROTOCOLS_POINTS_H
#define SGM_PROTOCOLS_POINTS_H

#include "protocols/instance.h"

/* at:   G H G_M Q | commitment 0 .. n_commitments-1 | element 0 .. elements.count-1
 * enc:              commitment 0 ..                 | element 0 ..
 * bad:              the same: 1 where it does not decode, is the identity, or would be after its shift. */
typedef struct sgm_points {
    const sgm_ctx *ctx;
    size_t n_commitments;
    sgm_dict elements, d, dm;     /* distinct elements, and the distinct scalars they are shifted by */
    uint32_t *d_index, *dm_index; /* per element; NO_SHIFT where it is taken as it is */
    uint8_t (*enc)[32];
    uint8_t *bad;
    sgm_affine *at;
    sgm_point *d_multiple, *dm_multiple; /* -d G and -dm G_M */
    size_t chunk;                        /* elements shifted by one kernel call, and room for that many: */
    uint32_t *which;
    sgm_affine *base;
    sgm_point *sum, *d_part, *dm_part;
    uint8_t *identity;
} sgm_points;

/* Cuts room out of a. A second call with memory behind a makes it ready. */
void sgm_points_layout(sgm_points *p, sgm_arena *a, const sgm_ctx *ctx, const sgm_dict_key *key, size_t n_commitments,
                       size_t max_elements);
/* Index of an element among the distinct ones. Two elements are the same iff encoding and shift are. */
uint32_t sgm_points_add(sgm_points *p, const sgm_element *e);
/* Decodes commitments (enc filled by the caller) and elements in one kernel call, then makes the shifts. */
void sgm_points_resolve(sgm_points *p);

/* The point that number `point` of an equation means, when the instance's elements got the indices `index`. */
static inline const sgm_affine *sgm_points_at(const sgm_points *p, uint32_t point, const uint32_t *index)
{
    if (point < SGM_FIRST_ELEMENT)
        return &p->at[point];
    return &p->at[SGM_FIRST_ELEMENT + p->n_commitments + index[point - SGM_FIRST_ELEMENT]];
}

#endif
