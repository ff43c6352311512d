/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Words of outer.tmpl.h: AVX-512 VNNI, sixteen sums. */
#include "primitives/scalar/dot/dot.h"
#include "primitives/scalar/rns_gen.h"

#include <immintrin.h>

#define SGM_DOTS     16
#define SGM_DOT_ROWS 4
#define SGM_DOT_COLS 4

typedef __m512i sgm_d;

SGM_INLINE sgm_d d_zero(void) { return _mm512_setzero_si512(); }
SGM_INLINE sgm_d d_load(const int32_t *p) { return _mm512_loadu_si512(p); }
SGM_INLINE void d_store(int32_t *p, sgm_d a) { _mm512_storeu_si512(p, a); }
SGM_INLINE sgm_d d_splat(int32_t pair) { return _mm512_set1_epi32(pair); }
SGM_INLINE sgm_d d_add_dot(sgm_d s, sgm_d a, sgm_d b) { return _mm512_dpwssd_epi32(s, a, b); }

/* s and s / m rounded to 24 bits leave the quotient wrong by less than 0.1. */
SGM_INLINE sgm_d d_reduce(sgm_d s, const sgm_rns_modulus *m)
{
    __m512 ratio = _mm512_mul_ps(_mm512_cvtepi32_ps(s), _mm512_set1_ps(1.0f / (float)m->m));
    return _mm512_sub_epi32(s, _mm512_mullo_epi32(_mm512_cvtps_epi32(ratio), _mm512_set1_epi32(m->m)));
}

SGM_INLINE sgm_d d_pair(sgm_d a, sgm_d b)
{
    return _mm512_or_si512(_mm512_and_si512(a, _mm512_set1_epi32(0xffff)), _mm512_slli_epi32(b, 16));
}
