/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Words of outer.tmpl.h: AVX2, eight sums. */
#include "primitives/scalar/dot/dot.h"
#include "primitives/scalar/rns_gen.h"

#include <immintrin.h>

#define SGM_DOTS     8
#define SGM_DOT_ROWS 4
#define SGM_DOT_COLS 2

typedef __m256i sgm_d;

SGM_INLINE sgm_d d_zero(void) { return _mm256_setzero_si256(); }
SGM_INLINE sgm_d d_load(const int32_t *p) { return _mm256_loadu_si256((const __m256i *)(const void *)p); }
SGM_INLINE void d_store(int32_t *p, sgm_d a) { _mm256_storeu_si256((__m256i *)(void *)p, a); }
SGM_INLINE sgm_d d_splat(int32_t pair) { return _mm256_set1_epi32(pair); }
SGM_INLINE sgm_d d_add_dot(sgm_d s, sgm_d a, sgm_d b) { return _mm256_add_epi32(s, _mm256_madd_epi16(a, b)); }

/* s and s / m rounded to 24 bits leave the quotient wrong by less than 0.1. */
SGM_INLINE sgm_d d_reduce(sgm_d s, const sgm_rns_modulus *m)
{
    __m256 ratio = _mm256_mul_ps(_mm256_cvtepi32_ps(s), _mm256_set1_ps(1.0f / (float)m->m));
    return _mm256_sub_epi32(s, _mm256_mullo_epi32(_mm256_cvtps_epi32(ratio), _mm256_set1_epi32(m->m)));
}

SGM_INLINE sgm_d d_pair(sgm_d a, sgm_d b)
{
    return _mm256_or_si256(_mm256_and_si256(a, _mm256_set1_epi32(0xffff)), _mm256_slli_epi32(b, 16));
}
