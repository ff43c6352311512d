/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Scalars modulo the group order l in four 64-bit words: products reduced by folding at bit 252. */
#include "primitives/scalar/sc.h"

#include "primitives/base/assume.h"
#include "primitives/base/bytes.h"
#include "primitives/base/ct.h"

#include <string.h>

/* l and 2 l. */
static const uint64_t ORDER[4] = {SGM_SC_C0, SGM_SC_C1, 0, UINT64_C(1) << 60};
static const uint64_t TWICE_ORDER[4] = {SGM_SC_C0 << 1, (SGM_SC_C1 << 1) | (SGM_SC_C0 >> 63), 0, UINT64_C(1) << 61};

const sgm_sc sgm_sc_zero = {{0, 0, 0, 0}};
const sgm_sc sgm_sc_one = {{1, 0, 0, 0}};

/* r = a + b mod 2^256. Alias: any. */
static inline void add_words(uint64_t r[4], const uint64_t a[4], const uint64_t b[4])
{
    sgm_u128 t = 0;
    for (int i = 0; i < 4; i++) {
        t += (sgm_u128)a[i] + b[i];
        r[i] = (uint64_t)t;
        t >>= 64;
    }
}

/* r = a - b mod 2^256. Returns the borrow, 1 iff a < b. Alias: any. */
static inline uint64_t sub_words(uint64_t r[4], const uint64_t a[4], const uint64_t b[4])
{
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++) {
        sgm_u128 t = (sgm_u128)a[i] - b[i] - borrow;
        r[i] = (uint64_t)t;
        borrow = (uint64_t)(t >> 64) & 1;
    }
    return borrow;
}

/* a = a - m if a >= m. */
static inline void sub_if_not_below(uint64_t a[4], const uint64_t m[4])
{
    uint64_t d[4];
    uint64_t keep = sgm_ct_mask(sub_words(d, a, m));
    for (int i = 0; i < 4; i++)
        a[i] = sgm_ct_select(keep, a[i], d[i]);
}

/* r[0..na+nb) = a[0..na) * b[0..nb) + r[0..na): the caller has set the low na words of r. Alias: none. */
static inline void muladd_words(uint64_t *r, const uint64_t *a, int na, const uint64_t *b, int nb)
{
    for (int j = 0; j < nb; j++) {
        uint64_t carry = 0;
        for (int i = 0; i < na; i++) {
            sgm_u128 t = (sgm_u128)a[i] * b[j] + r[i + j] + carry; /* at most 2^128 - 1 */
            r[i + j] = (uint64_t)t;
            carry = (uint64_t)(t >> 64);
        }
        r[na + j] = carry;
    }
}

/* hi[0..n-3) = x >> 252, lo = x mod 2^252, for x of n >= 4 words. */
static inline void split_252(uint64_t *hi, uint64_t lo[4], const uint64_t *x, int n)
{
    for (int i = 3; i < n; i++)
        hi[i - 3] = (x[i] >> 60) | (i + 1 < n ? x[i + 1] << 4 : 0);
    memcpy(lo, x, 3 * sizeof *lo);
    lo[3] = x[3] & (UINT64_MAX >> 4);
}

/* r = x mod l for any x < 2^512. As 2^252 = -c (mod l), with every division by 2^252:
 *   x = x1 2^252 + x0      x1 < 2^260
 *   x1 c = y1 2^252 + y0   x1 c < 2^385, y1 < 2^133
 *   y1 c = z1 2^252 + z0   y1 c < 2^258, z1 < 2^6
 *   x = x0 - x1 c = x0 - y0 + y1 c = x0 - y0 + z0 - z1 c   (mod l)
 * x0, y0, z0 < 2^252 and z1 c < 2^131 put x0 + z0 + 2l - y0 - z1 c in (0, 4l): two conditional subtractions finish. */
static void reduce_words(uint64_t r[4], const uint64_t x[8])
{
    uint64_t x1[5], y1[4], z1[2], x0[4], y0[4], z0[4];
    uint64_t y[7] = {0}, z[5] = {0}, w[4] = {0};
    split_252(x1, x0, x, 8);
    muladd_words(y, x1, 5, ORDER, 2);
    split_252(y1, y0, y, 7);
    muladd_words(z, y1, 3, ORDER, 2);
    split_252(z1, z0, z, 5);
    muladd_words(w, z1, 1, ORDER, 2);

    add_words(r, x0, z0);
    add_words(r, r, TWICE_ORDER);
    sub_words(r, r, y0);
    sub_words(r, r, w);
    sub_if_not_below(r, TWICE_ORDER);
    sub_if_not_below(r, ORDER);
}

int sgm_sc_from_bytes(sgm_sc *r, const uint8_t in[32])
{
    uint64_t d[4];
    for (int i = 0; i < 4; i++)
        r->v[i] = sgm_load64(in + 8 * i);
    uint64_t below = sub_words(d, r->v, ORDER);
    sgm_sc_select(r, below, r, &sgm_sc_zero);
    return (int)below;
}

void sgm_sc_to_bytes(uint8_t out[32], const sgm_sc *a)
{
    for (int i = 0; i < 4; i++)
        sgm_store64(out + 8 * i, a->v[i]);
}

void sgm_sc_reduce(sgm_sc *r, const uint8_t *in, size_t len)
{
    uint8_t bytes[64] = {0};
    uint64_t x[8];
    if (len > 0)
        memcpy(bytes, in, len);
    for (int i = 0; i < 8; i++)
        x[i] = sgm_load64(bytes + 8 * i);
    reduce_words(r->v, x);
    sgm_wipe(bytes, sizeof bytes);
    sgm_wipe(x, sizeof x);
}

void sgm_sc_from_u64(sgm_sc *r, uint64_t x) { *r = (sgm_sc){{x, 0, 0, 0}}; }

void sgm_sc_from_i64(sgm_sc *r, int64_t x)
{
    uint64_t negative = (uint64_t)x >> 63;
    uint64_t mask = sgm_ct_mask(negative);
    sgm_sc magnitude = {{((uint64_t)x ^ mask) + negative, 0, 0, 0}}, minus;
    sgm_sc_neg(&minus, &magnitude);
    sgm_sc_select(r, negative, &minus, &magnitude);
}

void sgm_sc_add(sgm_sc *r, const sgm_sc *a, const sgm_sc *b)
{
    add_words(r->v, a->v, b->v); /* < 2l < 2^254 */
    sub_if_not_below(r->v, ORDER);
}

/* r = a - b, and l more where that is negative. In: -l <= a - b < l. Alias: any. */
static inline void sub_mod(uint64_t r[4], const uint64_t a[4], const uint64_t b[4])
{
    uint64_t fix[4];
    uint64_t negative = sgm_ct_mask(sub_words(r, a, b));
    for (int i = 0; i < 4; i++)
        fix[i] = ORDER[i] & negative;
    add_words(r, r, fix);
}

void sgm_sc_sub(sgm_sc *r, const sgm_sc *a, const sgm_sc *b) { sub_mod(r->v, a->v, b->v); }

void sgm_sc_neg(sgm_sc *r, const sgm_sc *a) { sgm_sc_sub(r, &sgm_sc_zero, a); }

void sgm_sc_mul(sgm_sc *r, const sgm_sc *a, const sgm_sc *b) { sgm_sc_muladd(r, a, b, &sgm_sc_zero); }

void sgm_sc_muladd(sgm_sc *r, const sgm_sc *a, const sgm_sc *b, const sgm_sc *c)
{
    uint64_t x[8] = {c->v[0], c->v[1], c->v[2], c->v[3]};
    muladd_words(x, a->v, 4, b->v, 4);
    reduce_words(r->v, x);
}

/* a b + c = x1 2^252 + x0 < 2^285 with x1 < 2^33, and 2^252 = -c (mod l): x0 - x1 c is above -2^158 and below l. */
void sgm_sc_muladd_u32(sgm_sc *r, const sgm_sc *a, uint32_t b, const sgm_sc *c)
{
    const uint64_t factor[1] = {b};
    uint64_t x[5] = {c->v[0], c->v[1], c->v[2], c->v[3]}, x1[2], x0[4], w[4] = {0};
    muladd_words(x, a->v, 4, factor, 1);
    split_252(x1, x0, x, 5);
    muladd_words(w, x1, 1, ORDER, 2);
    sub_mod(r->v, x0, w);
}

/* a or a + l, whichever is even, is below 2l < 2^254. */
void sgm_sc_half(sgm_sc *r, const sgm_sc *a)
{
    uint64_t odd = sgm_ct_mask(a->v[0] & 1), fix[4], sum[4];
    for (int i = 0; i < 4; i++)
        fix[i] = ORDER[i] & odd;
    add_words(sum, a->v, fix);
    for (int i = 0; i < 4; i++)
        r->v[i] = sum[i] >> 1 | (i < 3 ? sum[i + 1] << 63 : 0);
}

/* The exponent l - 2 is public: its windows of four bits, from the top, steer the loop. Between bit 252 and bit 124
 * they are zero, so that a run costs 252 squarings and 46 products. */
void sgm_sc_invert(sgm_sc *r, const sgm_sc *a)
{
    const uint64_t exponent[4] = {SGM_SC_C0 - 2, SGM_SC_C1, 0, UINT64_C(1) << 60};
    sgm_sc power[16], acc = *a; /* power[k] = a^k; the top window is 1 */
    power[1] = *a;
    for (int k = 2; k < 16; k++)
        sgm_sc_mul(&power[k], &power[k - 1], a);
    for (int bit = 248; bit >= 0; bit -= 4) {
        uint64_t window = exponent[bit / 64] >> (bit % 64) & 15;
        for (int i = 0; i < 4; i++)
            sgm_sc_mul(&acc, &acc, &acc);
        if (window != 0)
            sgm_sc_mul(&acc, &acc, &power[window]);
    }
    *r = acc;
    sgm_wipe(power, sizeof power);
    sgm_wipe(&acc, sizeof acc);
}

uint64_t sgm_sc_eq(const sgm_sc *a, const sgm_sc *b)
{
    uint64_t d = 0;
    for (int i = 0; i < 4; i++)
        d |= a->v[i] ^ b->v[i];
    return sgm_ct_eq(d, 0);
}

uint64_t sgm_sc_is_zero(const sgm_sc *a) { return sgm_sc_eq(a, &sgm_sc_zero); }

void sgm_sc_select(sgm_sc *r, uint64_t flag, const sgm_sc *a, const sgm_sc *b)
{
    uint64_t mask = sgm_ct_mask(flag);
    for (int i = 0; i < 4; i++)
        r->v[i] = sgm_ct_select(mask, a->v[i], b->v[i]);
}
