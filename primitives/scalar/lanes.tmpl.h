/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Scalars mod l on lanes: products in limbs of SGM_SCALAR_RADIX bits, reduced by folding; one by one without them. */
#ifndef SGM_LANES
#include "primitives/field/backend/avx2.h" /* so that an editor can parse this template alone */

#include "primitives/group/memory.tmpl.h"
#endif
#include "primitives/base/assume.h"
#include "primitives/base/bytes.h"
#include "primitives/base/verify.h"
#include "primitives/scalar/sc.h"

#ifdef SGM_SCALAR_RADIX
/* With w bits to a limb, N limbs are the first to hold 252 bits; w N = 252 + SHIFT. As l = 2^252 + c with c < 2^125,
 * 2^(w N) = -C (mod l) for C = c 2^SHIFT. With every division by 2^(w N), modulo l:
 *   x = x1 2^(w N) + x0             x < 2^512, x1 < 2^260 / 2^SHIFT
 *   x1 C = y1 2^(w N) + y0          x1 C < 2^385, y1 < 2^133 / 2^SHIFT
 *   x = x0 - x1 C = x0 - y0 + y1 C  y1 C < 2^258
 *   v = x0 - y0 + y1 C + 2^SHIFT l  0 < v < 2^262
 *   v = q 2^252 + v0 = v0 - q c     q < 2^10
 * and v0 - q c, or that plus l where it is negative, is the result. */
enum {
    SCL_N = (252 + SGM_SCALAR_RADIX - 1) / SGM_SCALAR_RADIX,
    SCL_SHIFT = SCL_N * SGM_SCALAR_RADIX - 252,
    SCL_WIDE = (512 + SGM_SCALAR_RADIX - 1) / SGM_SCALAR_RADIX,          /* limbs of x */
    SCL_FOLD = (385 + SGM_SCALAR_RADIX - 1) / SGM_SCALAR_RADIX,          /* of x1 C */
    SCL_C = (125 + SCL_SHIFT + SGM_SCALAR_RADIX - 1) / SGM_SCALAR_RADIX, /* of C, of c, of q c */
    SCL_TOP = SGM_SCALAR_RADIX - SCL_SHIFT                               /* bits of limb N - 1 below 2^252 */
};

#define SCL_MASK(bits) (((uint64_t)1 << (bits)) - 1)

/* Loops over limbs: their numbers are literals once the loops are gone, and constants are none of the machine's. */
#ifdef __clang__
#define SCL_UNROLL _Pragma("clang loop unroll(full)")
#else
#define SCL_UNROLL _Pragma("GCC unroll 19")
#endif

/* Limb i of c 2^shift. In: shift <= 8. */
SGM_INLINE uint64_t scl_c(unsigned i, unsigned shift)
{
    const sgm_u128 c = (sgm_u128)SGM_SC_C1 << 64 | SGM_SC_C0;
    const unsigned position = i * SGM_SCALAR_RADIX;
    const sgm_u128 above = position < shift         ? c << (shift - position)
                           : position - shift < 128 ? c >> (position - shift)
                                                    : 0;
    return (uint64_t)above & SCL_MASK(SGM_SCALAR_RADIX);
}

/* Limb i of 2^(252 + k), as N limbs each of which but the top one has borrowed 2^lent of the one above. */
SGM_INLINE uint64_t scl_lent(unsigned i, unsigned k, unsigned lent)
{
    const uint64_t own = i < SCL_N - 1 ? (uint64_t)1 << (SGM_SCALAR_RADIX + lent) : (uint64_t)1 << (SCL_TOP + k);
    return own - (i > 0 ? (uint64_t)1 << lent : 0);
}

/* Column k of a b: of a of na limbs and b of nb. Where products come in two halves, `above` is what the column below
 * left for this one, and what this one leaves. */
SGM_INLINE sgm_w scl_column(unsigned k, const sgm_w *a, unsigned na, const sgm_w *b, unsigned nb, sgm_w *above)
{
    sgm_w sum[2] = {*above, w_splat(0)};
    SCL_UNROLL
    for (unsigned i = k < nb ? 0 : k - nb + 1; i < na && i <= k; i++)
        w_mul_add(sum, a[i], b[k - i]);
    *above = sum[1];
    return sum[0];
}

/* The lowest n limbs of a b + x, for a of na limbs, b of nb and x of nx columns: below 2^w, but the last one keeps what
 * is carried into it. Alias: r may equal x. */
SGM_INLINE void scl_mul_add(sgm_w *r, unsigned n, const sgm_w *a, unsigned na, const sgm_w *b, unsigned nb,
                            const sgm_w *x, unsigned nx)
{
    sgm_w carry = w_splat(0), above = w_splat(0);
    SCL_UNROLL
    for (unsigned k = 0; k < n; k++) {
        sgm_w sum = w_add(scl_column(k, a, na, b, nb, &above), carry);
        if (k < nx)
            sum = w_add(sum, x[k]);
        carry = w_shr(sum, SGM_SCALAR_RADIX);
        r[k] = k + 1 < n ? w_and(sum, w_splat(SCL_MASK(SGM_SCALAR_RADIX))) : sum;
    }
}

/* r = the bits of limb N - 1 from `bit` on, which are taken off it. */
#define scl_take_top(r, a, bit)                                                                                        \
    do {                                                                                                               \
        (r) = w_shr((a)[SCL_N - 1], (bit));                                                                            \
        (a)[SCL_N - 1] = w_and((a)[SCL_N - 1], w_splat(SCL_MASK(bit)));                                                \
    } while (0)

/* r = x mod l, canonical. In: limbs below 2^w, x < 2^512. Time: constant. */
SGM_INLINE void scl_reduce(sgm_w r[SCL_N], const sgm_w x[SCL_WIDE])
{
    sgm_w c[SCL_C], C[SCL_C], l[SCL_N], y[SCL_FOLD], v[SCL_N], q, not_negative, above = w_splat(0);
    SCL_UNROLL
    for (unsigned i = 0; i < SCL_C; i++) {
        c[i] = w_splat(scl_c(i, 0));
        C[i] = w_splat(scl_c(i, SCL_SHIFT));
    }
    SCL_UNROLL
    for (unsigned i = 0; i < SCL_N; i++)
        l[i] = w_splat(scl_c(i, 0) + (i == SCL_N - 1 ? (uint64_t)1 << SCL_TOP : 0));
    scl_mul_add(y, SCL_FOLD, x + SCL_N, SCL_WIDE - SCL_N, C, SCL_C, NULL, 0);
    SCL_UNROLL
    for (unsigned i = 0; i < SCL_N; i++) /* 2^SHIFT l = 2^(252 + SHIFT) + C */
        v[i] = w_sub(w_add(x[i], w_splat(scl_lent(i, SCL_SHIFT, 0) + scl_c(i, SCL_SHIFT))), y[i]);
    scl_mul_add(v, SCL_N, y + SCL_N, SCL_FOLD - SCL_N, C, SCL_C, v, SCL_N);
    scl_take_top(q, v, SCL_TOP);
    SCL_UNROLL
    for (unsigned i = 0; i < SCL_N; i++) { /* v0 - q c + 2^253; columns of q c are below 2^(w + 8) */
        v[i] = w_add(v[i], w_splat(scl_lent(i, 1, 8)));
        if (i < SCL_C)
            v[i] = w_sub(v[i], scl_column(i, &q, 1, c, SCL_C, &above));
    }
    scl_mul_add(v, SCL_N, NULL, 0, NULL, 0, v, SCL_N);
    scl_take_top(not_negative, v, SCL_TOP + 1);
    const sgm_w negative = w_xor(not_negative, w_splat(1));
    scl_mul_add(r, SCL_N, &negative, 1, l, SCL_N, v, SCL_N);
    scl_take_top(q, r, SCL_TOP + 1); /* 2^253 + v0 - q c + l */
}

/* r = a b + x mod l. In: canonical limbs of a and b, of x nx limbs. Time: constant. */
SGM_INLINE void scl_muladd(sgm_w r[SCL_N], const sgm_w a[SCL_N], const sgm_w b[SCL_N], const sgm_w *x, unsigned nx)
{
    sgm_w product[SCL_WIDE];
    scl_mul_add(product, SCL_WIDE, a, SCL_N, b, SCL_N, x, nx);
    scl_reduce(r, product);
}

#define SCL_EACH(F)                                                                                                    \
    F(0) F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9) F(10) F(11) F(12) F(13) F(14) F(15) F(16) F(17) F(18)

/* Where limb i begins: which word, and which bit of it. Counts of shifts must be literals, where nothing is shifted,
 * too. */
#define SCL_WORD(i)  (SGM_SCALAR_RADIX * (i) / 64)
#define SCL_BIT(i)   (SGM_SCALAR_RADIX * (i) % 64)
#define SCL_SPLIT(i) (SCL_BIT(i) + SGM_SCALAR_RADIX > 64)
#define SCL_UP(i)    (SCL_BIT(i) > 0 ? SCL_BIT(i) : 1)
#define SCL_DOWN(i)  (SCL_SPLIT(i) ? 64 - SCL_BIT(i) : 1)

/* The n limbs of a number of so many words; the last one takes all that is left. */
#define SCL_UNPACK(i)                                                                                                  \
    if ((i) < n) {                                                                                                     \
        r[i] = SCL_BIT(i) == 0 ? w[SCL_WORD(i)] : w_shr(w[SCL_WORD(i)], SCL_UP(i));                                    \
        if (SCL_SPLIT(i) && SCL_WORD(i) + 1 < words)                                                                   \
            r[i] = w_or(r[i], w_shl(w[SCL_WORD(i) + 1], SCL_DOWN(i)));                                                 \
        if ((i) + 1 < n)                                                                                               \
            r[i] = w_and(r[i], w_splat(SCL_MASK(SGM_SCALAR_RADIX)));                                                   \
    }
SGM_INLINE void scl_unpack(sgm_w *r, unsigned n, const sgm_w *w, unsigned words){SCL_EACH(SCL_UNPACK)}

#define SCL_PACK(i)                                                                                                    \
    if ((i) < SCL_N) {                                                                                                 \
        w[SCL_WORD(i)] = SCL_BIT(i) == 0 ? a[i] : w_or(w[SCL_WORD(i)], w_shl(a[i], SCL_UP(i)));                        \
        if (SCL_SPLIT(i) && SCL_WORD(i) < 3)                                                                           \
            w[SCL_WORD(i) + 1] = w_shr(a[i], SCL_DOWN(i));                                                             \
    }
SGM_INLINE void scl_pack(sgm_w w[4], const sgm_w a[SCL_N]){SCL_EACH(SCL_PACK)}

/* Items i.. of an array of n to and from limbs, as everywhere: the last item once more behind the end. */
SGM_INLINE void scl_load(sgm_w r[SCL_N], const sgm_sc *k, size_t i, size_t n)
{
    const uint8_t *row[SGM_LANES];
    sgm_w w[4];
    for (size_t l = 0; l < SGM_LANES; l++)
        row[l] = (const uint8_t *)k[lane_source(i + l, n)].v;
    w_load_rows(w, row);
    scl_unpack(r, SCL_N, w, 4);
}

SGM_INLINE void scl_store(sgm_sc *k, size_t i, size_t n, const sgm_w a[SCL_N])
{
    uint8_t spare[32], *row[SGM_LANES];
    sgm_w w[4];
    for (size_t l = 0; l < SGM_LANES; l++)
        row[l] = i + l < n ? (uint8_t *)k[i + l].v : spare;
    scl_pack(w, a);
    w_store_rows(row, w);
}

static void sc_mul_lanes(sgm_sc *r, const sgm_sc *a, const sgm_sc *b, size_t n)
{
    for (size_t i = 0; i < n; i += SGM_LANES) {
        sgm_w x[SCL_N], y[SCL_N], product[SCL_N];
        scl_load(x, a, i, n);
        scl_load(y, b, i, n);
        scl_muladd(product, x, y, NULL, 0);
        scl_store(r, i, n, product);
    }
}

static void sc_muladd_lanes(sgm_sc *r, const sgm_sc *a, const sgm_sc *b, const sgm_sc *c, size_t n)
{
    for (size_t i = 0; i < n; i += SGM_LANES) {
        sgm_w x[SCL_N], y[SCL_N], z[SCL_N], sum[SCL_N];
        scl_load(x, a, i, n);
        scl_load(y, b, i, n);
        scl_load(z, c, i, n);
        scl_muladd(sum, x, y, z, SCL_N);
        scl_store(r, i, n, sum);
    }
}

static void sc_reduce64_lanes(sgm_sc *r, const uint8_t (*in)[64], size_t n)
{
    for (size_t i = 0; i < n; i += SGM_LANES) {
        const uint8_t *low[SGM_LANES], *high[SGM_LANES];
        sgm_w w[8], x[SCL_WIDE], rest[SCL_N];
        for (size_t l = 0; l < SGM_LANES; l++) {
            low[l] = in[lane_source(i + l, n)];
            high[l] = low[l] + 32;
        }
        w_load_rows(w, low);
        w_load_rows(w + 4, high);
        scl_unpack(x, SCL_WIDE, w, 8);
        scl_reduce(rest, x);
        scl_store(r, i, n, rest);
    }
}
#undef SCL_EACH
#undef SCL_UNROLL
#undef SCL_WORD
#undef SCL_BIT
#undef SCL_SPLIT
#undef SCL_UP
#undef SCL_DOWN
#undef SCL_UNPACK
#undef SCL_PACK
#undef SCL_MASK
#else
static void sc_mul_lanes(sgm_sc *r, const sgm_sc *a, const sgm_sc *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sgm_sc_mul(&r[i], &a[i], &b[i]);
}

static void sc_muladd_lanes(sgm_sc *r, const sgm_sc *a, const sgm_sc *b, const sgm_sc *c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sgm_sc_muladd(&r[i], &a[i], &b[i], &c[i]);
}

static void sc_reduce64_lanes(sgm_sc *r, const uint8_t (*in)[64], size_t n)
{
    for (size_t i = 0; i < n; i++)
        sgm_sc_reduce(&r[i], in[i], sizeof in[i]);
}
#endif
