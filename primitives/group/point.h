/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Points in memory: one neutral form for all backends, five limbs of radix 2^51 per coordinate. */
#ifndef SGM_GROUP_POINT_H
#define SGM_GROUP_POINT_H

#ifdef SGM_SUITE_P256 /* chosen before anything is included, see protocols/suite/ */
#include "primitives/p256/point.h"
#else

#include <stdint.h>

/* Bytes of an encoded group element: its canonical encoding of RFC 9496. */
#define SGM_ELEMENT_BYTES 32

/* Memory form of a field element mod 2^255-19: sum v[i] 2^(51 i), every v[i] < 2^52. Backends convert
 * at the edges of a batch kernel, so decoded points and tables are shared by all of them. */
typedef struct sgm_fe {
    uint64_t v[5];
} sgm_fe;

/* Extended twisted Edwards coordinates: x = X/Z, y = Y/Z, x y = T/Z. Result of a computation. */
typedef struct sgm_point {
    sgm_fe X, Y, Z, T;
} sgm_point;

/* A decoded point as the addition formulas want it: y+x, y-x, 2dxy with Z = 1 (the "Niels" form).
 * 16 words, so that eight of them are two 8x8 word transposes and one spans two cache lines. */
typedef struct sgm_affine {
    _Alignas(64) sgm_fe yplusx;
    sgm_fe yminusx, t2d;
    uint64_t pad;
} sgm_affine;

_Static_assert(sizeof(sgm_affine) == 128, "two cache lines");

#endif
#endif
