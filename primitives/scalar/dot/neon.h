/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Words of outer.tmpl.h: NEON, four sums. */
#include "primitives/scalar/dot/dot.h"
#include "primitives/scalar/rns_gen.h"

#include <arm_neon.h>

#define SGM_DOTS     4
#define SGM_DOT_ROWS 4
#define SGM_DOT_COLS 4

typedef int32x4_t sgm_d;

SGM_INLINE sgm_d d_zero(void) { return vdupq_n_s32(0); }
SGM_INLINE sgm_d d_load(const int32_t *p) { return vld1q_s32(p); }
SGM_INLINE void d_store(int32_t *p, sgm_d a) { vst1q_s32(p, a); }
SGM_INLINE sgm_d d_splat(int32_t pair) { return vdupq_n_s32(pair); }
SGM_INLINE sgm_d d_add_dot(sgm_d s, sgm_d a, sgm_d b)
{
    int16x8_t x = vreinterpretq_s16_s32(a), y = vreinterpretq_s16_s32(b);
    int32x4_t low = vmull_s16(vget_low_s16(x), vget_low_s16(y)), high = vmull_high_s16(x, y);
    return vaddq_s32(s, vpaddq_s32(low, high));
}

/* s and s / m rounded to 24 bits leave the quotient wrong by less than 0.1. */
SGM_INLINE sgm_d d_reduce(sgm_d s, const sgm_rns_modulus *m)
{
    float32x4_t ratio = vmulq_n_f32(vcvtq_f32_s32(s), 1.0f / (float)m->m);
    return vmlsq_n_s32(s, vcvtnq_s32_f32(ratio), m->m);
}

SGM_INLINE sgm_d d_pair(sgm_d a, sgm_d b) { return vorrq_s32(vandq_s32(a, vdupq_n_s32(0xffff)), vshlq_n_s32(b, 16)); }
