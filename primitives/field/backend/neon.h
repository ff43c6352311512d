/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Field backend for NEON (aarch64): two lanes, ten half registers of radix 2^25.5, one element per 32-bit lane. */
#include "primitives/base/assume.h"
#include "primitives/base/bytes.h"
#include "primitives/base/ct.h"
#include "primitives/field/fe.h"

#include <arm_neon.h>

#define SGM_LANES        2
#define SGM_CHAINS       1
#define SGM_BATCH        64
#define SGM_FIXED_WINDOW 5
#define SGM_STRAUS_WNAF  0
#define SGM_SCALAR_RADIX 28

typedef uint32x2_t sgm_v;
typedef uint64x2_t sgm_s;
typedef uint32x2_t sgm_mask; /* 0 or all ones in every lane */
typedef uint64x2_t sgm_w;

/* Multiplications stay out of line: inlined into the formulas, they would not fit an instruction cache. */
#define SGM_MUL_CALL static __attribute__((noinline))
#define SGM_SUM_CALL SGM_INLINE

SGM_INLINE uint32x2_t v_set(uint64_t x) { return vdup_n_u32((uint32_t)x); }
SGM_INLINE uint32x2_t v_add(uint32x2_t a, uint32x2_t b) { return vadd_u32(a, b); }
SGM_INLINE uint32x2_t v_sub(uint32x2_t a, uint32x2_t b) { return vsub_u32(a, b); }
SGM_INLINE uint32x2_t v_and(uint32x2_t a, uint32x2_t b) { return vand_u32(a, b); }
SGM_INLINE uint32x2_t v_xor(uint32x2_t a, uint32x2_t b) { return veor_u32(a, b); }
SGM_INLINE uint32x2_t v_mask(sgm_mask m) { return m; }
SGM_INLINE uint32x2_t v_shr(uint32x2_t a, int n) { return vshl_u32(a, vdup_n_s32(-n)); }
SGM_INLINE uint32x2_t v_19(uint32x2_t a) { return vmul_u32(a, vdup_n_u32(19)); }
SGM_INLINE uint32x2_t v_select(sgm_mask m, uint32x2_t a, uint32x2_t b) { return vbsl_u32(m, a, b); }

SGM_INLINE uint64x2_t s_add(uint64x2_t a, uint64x2_t b) { return vaddq_u64(a, b); }
SGM_INLINE uint64x2_t s_mul(uint32x2_t a, uint32x2_t b) { return vmull_u32(a, b); }
SGM_INLINE uint64x2_t s_mac(uint64x2_t s, uint32x2_t a, uint32x2_t b) { return vmlal_u32(s, a, b); }
SGM_INLINE uint64x2_t s_low(uint64x2_t s, int n) { return vandq_u64(s, vdupq_n_u64(((uint64_t)1 << n) - 1)); }
SGM_INLINE uint32x2_t s_limb(uint64x2_t s) { return vmovn_u64(s); }
#define s_carry(s, t, n) vsraq_n_u64((s), (t), (n)) /* the count must be a literal, at -O0 too */
#define s_19(s, n)       s_times19(vshrq_n_u64((s), (n)))

/* 19 a. The barrier keeps clang from making the sum a 64-bit multiplication, which NEON lacks. */
SGM_INLINE uint64x2_t s_times19(uint64x2_t a)
{
    uint64x2_t three = vaddq_u64(a, vaddq_u64(a, a));
    SGM_HIDE("w", three);
    return vaddq_u64(three, vshlq_n_u64(a, 4));
}

#include "primitives/field/radix25.inc.h"

SGM_INLINE sgm_mask l_is_zero(const sgm_limbs *a)
{
    uint32x2_t any = a->v[0];
    for (int i = 1; i < 10; i++)
        any = vorr_u32(any, a->v[i]);
    return vceqz_u32(any);
}

SGM_INLINE sgm_mask l_is_odd(const sgm_limbs *a) { return vtst_u32(a->v[0], vdup_n_u32(1)); }

SGM_INLINE uint64x2_t v_pair(uint64_t a, uint64_t b) { return vcombine_u64(vcreate_u64(a), vcreate_u64(b)); }

/* Limbs from five words of radix 2^51 below 2^52. */
SGM_INLINE void l_split(sgm_limbs *r, const uint64x2_t w[5])
{
    for (int i = 0; i < 5; i++) {
        r->v[2 * i] = v_low(vmovn_u64(w[i]), 0);
        r->v[2 * i + 1] = vshrn_n_u64(w[i], 26);
    }
}

SGM_INLINE void l_load(sgm_limbs *r, const sgm_fe *const p[SGM_LANES])
{
    uint64x2_t w[5];
    for (int i = 0; i < 5; i++)
        w[i] = v_pair(p[0]->v[i], p[1]->v[i]);
    l_split(r, w);
}

/* Word i of lane l at p[l][i]. */
SGM_INLINE void w_scatter(uint64_t *const p[SGM_LANES], int i, uint64x2_t w)
{
    p[0][i] = vgetq_lane_u64(w, 0);
    p[1][i] = vgetq_lane_u64(w, 1);
}

/* And the words of radix 2^51 of tight limbs. */
SGM_INLINE void l_to_words(uint64x2_t w[5], const sgm_limbs *a)
{
    for (int i = 0; i < 5; i++)
        w[i] = vaddw_u32(vshll_n_u32(a->v[2 * i + 1], 26), a->v[2 * i]);
}

SGM_INLINE void l_from_words(sgm_limbs *r, const uint64x2_t w[5]) { l_split(r, w); }

SGM_INLINE void l_store(sgm_fe *const p[SGM_LANES], const sgm_limbs *a)
{
    uint64_t *const q[SGM_LANES] = {p[0]->v, p[1]->v};
    uint64x2_t w[5];
    l_to_words(w, a);
    for (int i = 0; i < 5; i++)
        w_scatter(q, i, w[i]);
}

SGM_INLINE void l_store_affine(sgm_affine *const p[SGM_LANES], const sgm_limbs e[3])
{
    uint64_t *const q[3][SGM_LANES] = {
        {p[0]->yplusx.v, p[1]->yplusx.v}, {p[0]->yminusx.v, p[1]->yminusx.v}, {p[0]->t2d.v, p[1]->t2d.v}};
    for (int k = 0; k < 3; k++) {
        uint64x2_t w[5];
        l_to_words(w, &e[k]);
        for (int i = 0; i < 5; i++)
            w_scatter(q[k], i, w[i]);
    }
    p[0]->pad = p[1]->pad = 0;
}

/* Three elements of a point, the first two swapped where m. */
SGM_INLINE void l_affine_words(sgm_limbs r[3], const uint64x2_t w[15], sgm_mask m)
{
    sgm_limbs e[2];
    l_split(&e[0], w);
    l_split(&e[1], w + 5);
    l_select(&r[0], m, &e[1], &e[0]);
    l_select(&r[1], m, &e[0], &e[1]);
    l_split(&r[2], w + 10);
}

SGM_INLINE void l_load_affine(sgm_limbs r[3], const sgm_affine *const p[SGM_LANES], sgm_mask m)
{
    uint64x2_t w[15];
    for (int i = 0; i < 5; i++) {
        w[i] = v_pair(p[0]->yplusx.v[i], p[1]->yplusx.v[i]);
        w[i + 5] = v_pair(p[0]->yminusx.v[i], p[1]->yminusx.v[i]);
        w[i + 10] = v_pair(p[0]->t2d.v[i], p[1]->t2d.v[i]);
    }
    l_affine_words(r, w, m);
}

#include "primitives/field/row.inc.h"

SGM_INLINE void l_splat(sgm_limbs *r, const sgm_fe *c)
{
    const sgm_fe *const p[SGM_LANES] = {c, c};
    l_load(r, p);
}

SGM_INLINE int l_within(const sgm_limbs *a, sgm_level level)
{
    uint32x2_t over = vdup_n_u32(0);
    for (int i = 0; i < 10; i++)
        over = vorr_u32(over, vcgt_u32(a->v[i], v_set(l_largest(level, i))));
    return vmaxv_u32(over) == 0;
}

SGM_INLINE sgm_mask m_none(void) { return vdup_n_u32(0); }
SGM_INLINE sgm_mask m_and(sgm_mask a, sgm_mask b) { return vand_u32(a, b); }
SGM_INLINE sgm_mask m_or(sgm_mask a, sgm_mask b) { return vorr_u32(a, b); }
SGM_INLINE sgm_mask m_not(sgm_mask a) { return vmvn_u32(a); }
SGM_INLINE sgm_mask m_equal(const uint64_t index[SGM_LANES], uint64_t x)
{
    return vmovn_u64(vceqq_u64(v_pair(index[0], index[1]), vdupq_n_u64(x)));
}
SGM_INLINE sgm_mask m_bits(unsigned bits) { return vtst_u32(vdup_n_u32(bits), vcreate_u32(1 | (uint64_t)2 << 32)); }
SGM_INLINE sgm_mask m_from(const uint64_t flag[SGM_LANES])
{
    return vsub_u32(vdup_n_u32(0), vmovn_u64(v_pair(flag[0], flag[1])));
}
SGM_INLINE void m_flags(uint64_t flag[SGM_LANES], sgm_mask m)
{
    flag[0] = vget_lane_u32(m, 0) & 1;
    flag[1] = vget_lane_u32(m, 1) & 1;
}

SGM_INLINE sgm_w w_load(const uint64_t *p) { return vld1q_u64(p); }
SGM_INLINE void w_store(uint64_t *p, sgm_w a) { vst1q_u64(p, a); }
SGM_INLINE sgm_w w_xor(sgm_w a, sgm_w b) { return veorq_u64(a, b); }
SGM_INLINE sgm_w w_andnot(sgm_w a, sgm_w b) { return vbicq_u64(b, a); }
SGM_INLINE sgm_w w_splat(uint64_t x) { return vdupq_n_u64(x); }
#define w_rol(a, n) vsriq_n_u64(vshlq_n_u64(a, n), a, 64 - (n)) /* the count must be a literal, at -O0 too */
SGM_INLINE sgm_w w_add(sgm_w a, sgm_w b) { return vaddq_u64(a, b); }
SGM_INLINE sgm_w w_sub(sgm_w a, sgm_w b) { return vsubq_u64(a, b); }
SGM_INLINE void w_mul_add(sgm_w sum[2], sgm_w a, sgm_w b) { sum[0] = vmlal_u32(sum[0], vmovn_u64(a), vmovn_u64(b)); }
SGM_INLINE sgm_w w_and(sgm_w a, sgm_w b) { return vandq_u64(a, b); }
SGM_INLINE sgm_w w_or(sgm_w a, sgm_w b) { return vorrq_u64(a, b); }
#define w_shl(a, n) vshlq_n_u64(a, n)
#define w_shr(a, n) vshrq_n_u64(a, n)
SGM_INLINE sgm_mask w_is_zero(sgm_w a) { return vmovn_u64(vceqzq_u64(a)); }
SGM_INLINE sgm_w w_select(sgm_mask m, sgm_w a, sgm_w b)
{
    return vbslq_u64(vreinterpretq_u64_s64(vmovl_s32(vreinterpret_s32_u32(m))), a, b);
}
SGM_INLINE void w_load_rows(sgm_w w[4], const uint8_t *const p[SGM_LANES])
{
    for (int k = 0; k < 4; k++)
        w[k] = v_pair(sgm_load64(p[0] + 8 * k), sgm_load64(p[1] + 8 * k));
}
SGM_INLINE void w_store_rows(uint8_t *const p[SGM_LANES], const sgm_w w[4])
{
    for (int k = 0; k < 4; k++) {
        sgm_store64(p[0] + 8 * k, vgetq_lane_u64(w[k], 0));
        sgm_store64(p[1] + 8 * k, vgetq_lane_u64(w[k], 1));
    }
}
