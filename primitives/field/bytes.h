/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* 32-byte strings to and from the memory form of a field element. */
#ifndef SGM_FIELD_BYTES_H
#define SGM_FIELD_BYTES_H

#include "primitives/base/bytes.h"
#include "primitives/base/ct.h"
#include "primitives/field/fe.h"

#define SGM_FE_MASK51 (((uint64_t)1 << 51) - 1)

/* r = the low 255 bits of in, little-endian. Out: limbs < 2^51, perhaps not reduced. Time: constant. */
SGM_INLINE void sgm_fe_from_bytes(sgm_fe *r, const uint8_t in[32])
{
    uint64_t w0 = sgm_load64(in), w1 = sgm_load64(in + 8), w2 = sgm_load64(in + 16), w3 = sgm_load64(in + 24);
    r->v[0] = w0 & SGM_FE_MASK51;
    r->v[1] = (w0 >> 51 | w1 << 13) & SGM_FE_MASK51;
    r->v[2] = (w1 >> 38 | w2 << 26) & SGM_FE_MASK51;
    r->v[3] = (w2 >> 25 | w3 << 39) & SGM_FE_MASK51;
    r->v[4] = w3 >> 12 & SGM_FE_MASK51;
}

/* 1 if the 32 bytes are an integer below p (so bit 255 is clear), else 0. Time: constant. */
SGM_INLINE uint64_t sgm_fe_bytes_canonical(const uint8_t in[32])
{
    uint64_t w0 = sgm_load64(in), w1 = sgm_load64(in + 8), w2 = sgm_load64(in + 16), w3 = sgm_load64(in + 24);
    /* in >= p  <=>  in + 19 >= 2^255: propagate the carry of the lowest word through words of all ones. */
    uint64_t carry = (uint64_t)(w0 + 19 < 19) & sgm_ct_eq(w1 & w2, UINT64_MAX);
    uint64_t top = (w3 + carry) >> 63;            /* bit 255, or a carry into it */
    uint64_t wrapped = sgm_ct_eq(w3, UINT64_MAX); /* w3 + carry may wrap to 0 */
    return 1 ^ (top | wrapped);
}

/* out = the canonical value as 32 little-endian bytes. In: canonical limbs. Time: constant. */
SGM_INLINE void sgm_fe_to_bytes(uint8_t out[32], const sgm_fe *a)
{
    sgm_store64(out, a->v[0] | a->v[1] << 51);
    sgm_store64(out + 8, a->v[1] >> 13 | a->v[2] << 38);
    sgm_store64(out + 16, a->v[2] >> 26 | a->v[3] << 25);
    sgm_store64(out + 24, a->v[3] >> 39 | a->v[4] << 12);
}

#endif
