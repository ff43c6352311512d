/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The word interface of outer.tmpl.h: what every header beside this one must define. */
#ifndef SGM_SCALAR_DOT_DOT_H
#define SGM_SCALAR_DOT_DOT_H

#include "primitives/base/assume.h"
#include "primitives/field/fe.h"

#include <stdint.h>

/* A vector holds SGM_DOTS sums of 32 bits, or as many pairs of 16-bit factors. A header defines:
 *
 *   SGM_DOTS               sums in a vector
 *   SGM_DOT_ROWS, _COLS    sums of one tile: rows (a divisor of SGM_DOTS) and vectors in a row, as registers allow
 *   sgm_d                  one vector
 *   d_zero()               all sums 0
 *   d_load(p), d_store(p, a)  SGM_DOTS int32_t, at any address
 *   d_splat(pair)          the same pair in every place
 *   d_add_dot(s, a, b)     s_i + a_2i b_2i + a_(2i+1) b_(2i+1), mod 2^32
 *   d_reduce(s, m)         r_i = s_i mod m->m with |r_i| <= 0.6 m. In: |s_i| < 2^31
 *   d_pair(a, b)           pairs of the low halves: a_i below b_i
 */

#endif
