/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Strings of 32 bytes to and from vectors of field elements. */
#ifndef SGM_LANES
#include "primitives/field/fe.tmpl.h" /* so that an editor can parse this template alone */
#endif

/* One string of every lane: words of 64 bits, little-endian, word k of lane i at w[k]. */
typedef struct fe_bytes {
    sgm_w w[4];
} fe_bytes;

/* r = the low 255 bits, perhaps not reduced. Time: constant. */
SGM_INLINE void fe_from_bytes(fe *r, const fe_bytes *s)
{
    const sgm_w *w = s->w, mask = w_splat(((uint64_t)1 << 51) - 1);
    const sgm_w v[5] = {
        w_and(w[0], mask),
        w_and(w_xor(w_shr(w[0], 51), w_shl(w[1], 13)), mask),
        w_and(w_xor(w_shr(w[1], 38), w_shl(w[2], 26)), mask),
        w_and(w_xor(w_shr(w[2], 25), w_shl(w[3], 39)), mask),
        w_and(w_shr(w[3], 12), mask),
    };
    l_from_words(&r->v, v);
    FE_WITHIN(&r->v, SGM_TIGHT);
}

/* In: a canonical. Time: constant. */
SGM_INLINE void fe_to_bytes(fe_bytes *s, const fe *a)
{
    sgm_w v[5];
    l_to_words(v, &a->v);
    s->w[0] = w_xor(v[0], w_shl(v[1], 51));
    s->w[1] = w_xor(w_shr(v[1], 13), w_shl(v[2], 38));
    s->w[2] = w_xor(w_shr(v[2], 26), w_shl(v[3], 25));
    s->w[3] = w_xor(w_shr(v[3], 39), w_shl(v[4], 12));
}

/* Mask of the strings that RFC 9496 takes for a field element: below p, so that the reduced value is written with the
 * same bits, and not negative. In: a from s by fe_from_bytes. Time: constant. */
SGM_INLINE sgm_mask fe_bytes_are_strict(const fe_bytes *s, const fe *a)
{
    fe c;
    fe_bytes back;
    fe_freeze(&c, a);
    fe_to_bytes(&back, &c);
    sgm_w wrong = w_and(s->w[0], w_splat(1));
    for (int k = 0; k < 4; k++)
        wrong = w_or(wrong, w_xor(s->w[k], back.w[k]));
    return w_is_zero(wrong);
}
