/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Points of the suite P-256, y^2 = x^3 - 3x + b over p = 2^256 - 2^224 + 2^192 + 2^96 - 1 [SP800-186]; in place of the
 * types of primitives/group/point.h. */
#ifndef SGM_P256_POINT_H
#define SGM_P256_POINT_H

#include <stdint.h>

/* [SEC1], compressed: 02 or 03 and x. The identity has no encoding. */
#define SGM_ELEMENT_BYTES 33

/* x 2^256 mod p, canonical, native word order. */
typedef struct sgm_fe {
    uint64_t v[4];
} sgm_fe;

/* x = X/Z, y = Y/Z; the identity is (0 : Y : 0). */
typedef struct sgm_point {
    sgm_fe X, Y, Z;
} sgm_point;

/* A decoded point; the identity is (0, 0), which is not on the curve. */
typedef struct sgm_affine {
    sgm_fe x, y;
} sgm_affine;

#endif
