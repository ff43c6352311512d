/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The kernels of the suite P-256 that this library has itself: all but products of secret scalars. Contracts:
 * primitives/backend/backend.h, with SEC1 in place of RFC 9496. */
#ifndef SGM_P256_KERNELS_H
#define SGM_P256_KERNELS_H

#include "primitives/backend/backend.h"

/* Refused: a first byte other than 02 or 03, x >= p, an x that no point has. */
size_t sgm_p256_decode(sgm_affine *p, uint8_t *ok, const uint8_t (*enc)[SGM_ELEMENT_BYTES], size_t n);
/* The hint is y, big-endian. */
size_t sgm_p256_decode_hinted(sgm_affine *p, uint8_t *ok, const uint8_t (*enc)[SGM_ELEMENT_BYTES],
                              const uint8_t (*hint)[32], size_t n);
void sgm_p256_decode_hints(uint8_t (*hint)[32], const uint8_t (*enc)[SGM_ELEMENT_BYTES], size_t n);
/* The identity is written as zeros, which decode to nothing. */
void sgm_p256_encode(uint8_t (*enc)[SGM_ELEMENT_BYTES], const sgm_point *p, size_t n);
void sgm_p256_double_encode(uint8_t (*enc)[SGM_ELEMENT_BYTES], const sgm_point *p, size_t n);

void sgm_p256_to_affine(sgm_affine *r, const sgm_point *p, size_t n);
void sgm_p256_from_affine(sgm_point *r, const sgm_affine *p, size_t n);
void sgm_p256_add(sgm_point *r, const sgm_point *a, const sgm_point *b, size_t n);
void sgm_p256_neg(sgm_point *r, const sgm_point *a, size_t n);
void sgm_p256_equal(uint8_t *eq, const sgm_point *a, const sgm_point *b, size_t n);
void sgm_p256_is_identity(uint8_t *id, const sgm_point *a, size_t n);

size_t sgm_p256_msm_scratch(const sgm_msm_part *parts, size_t n_parts, sgm_share share);
void sgm_p256_msm_vt(sgm_point *r, const sgm_msm_part *parts, size_t n_parts, sgm_share share, void *scratch);

void sgm_p256_scs_mul(sgm_sc *r, const sgm_sc *a, const sgm_sc *b, size_t n);
void sgm_p256_scs_muladd(sgm_sc *r, const sgm_sc *a, const sgm_sc *b, const sgm_sc *c, size_t n);
void sgm_p256_scs_reduce64(sgm_sc *r, const uint8_t (*in)[64], size_t n);

/* Coordinates as 32 big-endian bytes each, as other libraries take and give them; the identity as zeros. */
void sgm_p256_coordinates(uint8_t x[32], uint8_t y[32], const sgm_affine *p);
void sgm_p256_from_coordinates(sgm_affine *p, const uint8_t x[32], const uint8_t y[32]);

#endif
