/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Choosing between points by a secret. */
#ifndef SGM_GROUP_SELECT_H
#define SGM_GROUP_SELECT_H

#include "primitives/base/ct.h"
#include "primitives/group/point.h"

/* r = flag ? a : b. In: flag 0 or 1. Alias: any. Time: constant. */
static inline void sgm_point_select(sgm_point *r, uint64_t flag, const sgm_point *a, const sgm_point *b)
{
    const uint64_t mask = sgm_ct_mask(flag);
    sgm_fe *to[] = {&r->X, &r->Y, &r->Z, &r->T};
    const sgm_fe *yes[] = {&a->X, &a->Y, &a->Z, &a->T}, *no[] = {&b->X, &b->Y, &b->Z, &b->T};
    for (int c = 0; c < 4; c++)
        for (int i = 0; i < 5; i++)
            to[c]->v[i] = sgm_ct_select(mask, yes[c]->v[i], no[c]->v[i]);
}

#endif
