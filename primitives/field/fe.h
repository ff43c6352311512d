/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The lane interface of the field mod p = 2^255-19: what every header in field/backend/ must define. */
#ifndef SGM_FIELD_FE_H
#define SGM_FIELD_FE_H

#include "primitives/group/point.h"

#include <stdint.h>

/* A backend works on SGM_LANES independent field elements at once ("a vector"), in limbs of its own choice.
 * How many limbs, lanes or registers that is, no formula knows. A backend header defines:
 *
 *   SGM_LANES       elements in a vector: 1, 2, 4, 8 (or a multiple of what a register holds)
 *   SGM_CHAINS      vectors that run side by side through an exponentiation, so that short latencies overlap
 *   SGM_BATCH       vectors that share one inversion
 *   SGM_FIXED_WINDOW  window width of the fixed-base tables in bits
 *   SGM_STRAUS_WNAF 1: wNAF digits wherever they fall (best for one lane); 0: aligned windows (all lanes add at once)
 *   SGM_WIDE_PRODUCTS  (may be left out) products can be left wide: l_mul_wide, l_sqr_wide and the level WIDE exist
 *   SGM_SCALAR_RADIX  (may be left out; must be on big-endian machines) bits in a limb of a scalar, 28 or 52: the words
 *                   have w_add and w_mul_add
 *   SGM_LANE_PERMUTE  (may be left out) l_permute exists; lanes are a multiple of 4
 *   sgm_limbs       the limbs of one vector
 *   sgm_mask        one truth value per lane
 *   sgm_w           SGM_LANES words of 64 bits, for Keccak
 *
 * Values are bounded by level. What a level means in limbs is said once, in the backend header:
 *
 *   TIGHT   the result of a multiplication or of a carry
 *   WIDE    a product before its carry, for sums, which are carried anyway; TIGHT is within WIDE, or is WIDE
 *   LOOSE   one addition or subtraction of wide values
 *   LOOSE2  one addition or subtraction of loose values
 *   READY   what a multiplication accepts; TIGHT is within READY
 *
 * Operations (pointers may be equal unless said; all constant time):
 *   l_add(r, a, b)        r = a + b.  In: both WIDE, or both LOOSE.  Out: LOOSE, or LOOSE2
 *   l_sub(r, a, b)        r = a - b.  In: WIDE.  Out: LOOSE
 *   l_sub2(r, a, b)       r = a - b.  In: LOOSE.  Out: LOOSE2
 *   l_cneg(r, m, a)       r = m ? -a : a.  In: WIDE.  Out: LOOSE
 *   l_ready(r, a)         r = a.  In: TIGHT or LOOSE.  Out: READY (may be a copy)
 *   l_ready2(r, a)        r = a.  In: LOOSE2.  Out: READY (may be a copy)
 *   l_carry(r, a)         r = a.  In: LOOSE2, READY or WIDE.  Out: TIGHT
 *   l_mul(r, a, b)        r = a b.  In: READY.  Out: TIGHT
 *   l_sqr(r, a)           r = a^2.  In: READY.  Out: TIGHT
 *   l_mul_wide, l_sqr_wide  the same.  Out: WIDE
 *   l_select(r, m, a, b)  r = m ? a : b, limb by limb, any level
 *   l_permute(r, a, i, j, k, l)  lanes 4 n .. 4 n + 3 of r = lanes 4 n + i, j, k, l of a, literals; any level
 *   l_freeze(r, a)        r = the canonical limbs of a.  In: TIGHT.  Out: canonical, TIGHT (may be a copy, where words
 *                         are not limbs: then l_is_zero, l_is_odd and what stores words takes any TIGHT a as canonical)
 *   l_is_zero(a)          mask of a == 0.  In: canonical
 *   l_is_odd(a)           mask of the lowest bit.  In: canonical
 *   l_load(r, p)          lane i = *p[i].  In: limbs < 2^52.  Out: READY
 *   l_load_affine(r, p, m)        r[0], r[1], r[2] = yplusx, yminusx, t2d of *p[i]; the first two swapped where m
 *   sgm_row               the multiples 1 .. SGM_FIXED_SIZE of a point, laid out for the lookups; aligned to 64 bytes
 *   l_row_init(row, e)    from SGM_FIXED_SIZE points in memory
 *   SGM_ROW_VECTORS       how many vectors one lookup serves; SGM_CHAINS is a multiple of it
 *   l_row_lookup(r, row, index, m, vectors)  for each vector v of so many, a literal: the same as l_load_affine of
 *                         multiple index[v SGM_LANES + i] to r[v], with m[v], and of the identity (1, 1, 0) where that
 *                         is 0.  In: index <= SGM_FIXED_SIZE.  Reads the whole row: no secret address
 *   l_row_lookup_vt       the same by address, where that is faster: public indices only
 *   l_store(p, a)         *p[i] = lane i.  In: TIGHT.  Out: limbs < 2^52, canonical if a is.  p[i] in lane order
 *   l_store_affine(p, e)  the points of l_load_affine without a swap, from yplusx, yminusx, t2d in e; pad = 0
 *   l_from_words(r, w)    lane i = sum of w[k] 2^(51 k) over k < 5.  In: words < 2^51.  Out: TIGHT
 *   l_to_words(w, a)      and back.  In: canonical.  Out: words < 2^51
 *   l_splat(r, c)         every lane = c.  In: canonical.  Out: TIGHT, canonical
 *   l_within(a, level)    1 if every limb of every lane is within the level; for SGM_VERIFY and tests
 *   l_worst(r, level)     the largest limbs of the level in every lane; tests start there
 *   m_none()              no lane;  m_and, m_or, m_not  on masks
 *   m_equal(index, x)     the lanes where index[l] == x
 *   m_bits(bits)          the lanes whose bit is set, lane l bit l; public data
 *   m_from(flag)          mask of SGM_LANES words 0 or 1;  m_flags(flag, m)  and back
 *   w_load, w_store, w_xor, w_andnot(a, b) = ~a & b, w_rol(a, n), w_splat   on sgm_w
 *   w_add, w_sub    modulo 2^64
 *   w_mul_add(sum, a, b)  sum[0] += a b.  In: a, b < 2^32.  For a radix of 52: sum[0] += the low 52 bits of a b, sum[1]
 *                   += the bits above them.  In: a, b < 2^52
 *   w_and, w_or, w_shl(a, n), w_shr(a, n)   n a literal, 0 < n < 64;  w_is_zero(a)  mask of a == 0;
 *   w_select(m, a, b)     m ? a : b, lane by lane
 *   w_load_rows(w, p)     w[k], lane i = the 8 bytes at p[i] + 8 k, little-endian, k < 4;  w_store_rows(p, w)  and back
 */
typedef enum sgm_level { SGM_TIGHT, SGM_LOOSE, SGM_LOOSE2, SGM_READY, SGM_WIDE } sgm_level;

#define SGM_FIXED_SIZE (1 << (SGM_FIXED_WINDOW - 1)) /* multiples in a row: digits are signed */

/* Field operations are inlined into the formulas, but in builds that check bounds the checks would be, too: such a
 * file takes minutes to compile. */
#ifdef SGM_VERIFY
#define SGM_INLINE static inline __attribute__((unused))
#else
#define SGM_INLINE static inline __attribute__((always_inline, unused))
#endif

#endif
