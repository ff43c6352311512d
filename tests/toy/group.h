/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Groups small enough to try everything: curves like edwards25519 over p = 5 mod 8, with 8 l points. */
#ifndef SGM_TESTS_TOY_GROUP_H
#define SGM_TESTS_TOY_GROUP_H

#include "primitives/backend/backend.h"

enum { TOY_GROUPS = 14, TOY_MAX_P = 277, TOY_MAX_L = 37, TOY_MAX_POINTS = 8 * TOY_MAX_L };

/* Found by search, see gen_groups.py; the field elements are what group/constants_gen.h has for the real curve. */
typedef struct toy_group {
    uint64_t p, l;
    sgm_fe d, twice_d, inv_d, sqrt_m1, invsqrt_a_minus_d, sqrt_ad_minus_one, one_minus_d_sq, d_minus_one_sq;
    struct {
        uint16_t s, x, y;   /* its encoding, and the point that decodes to */
    } element[TOY_MAX_L];   /* k times the base element, k < l */
    uint8_t map[TOY_MAX_P]; /* MAP(t) of RFC 9496 as a multiple of the base element, t < p */
} toy_group;

extern const toy_group toy_groups[TOY_GROUPS];

/* The group that the backends and the scalars below compute in. One thread only. */
extern const toy_group *toy;

/* The library's templates over the toy fields: one lane with wNAF digits, four lanes with windows. */
extern const sgm_backend toy_backend_1, toy_backend_4;

#endif
