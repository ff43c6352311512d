/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Numbers of four 64-bit words modulo an odd m between 2^255 and 2^256: Montgomery's multiplication [Mon85], for both
 * the field and the scalars of P-256. Everything is constant in time; Alias: any. */
#ifndef SGM_P256_WORDS_H
#define SGM_P256_WORDS_H

#include "primitives/base/assume.h"
#include "primitives/base/ct.h"

typedef struct sgm_modulus {
    uint64_t m[4];
    uint64_t r2[4];   /* 2^512 mod m */
    uint64_t inverse; /* -1/m mod 2^64 */
} sgm_modulus;

/* r = a - b, the borrow returned. */
static inline uint64_t words_sub(uint64_t r[4], const uint64_t a[4], const uint64_t b[4])
{
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++) {
        sgm_u128 t = (sgm_u128)a[i] - b[i] - borrow;
        r[i] = (uint64_t)t;
        borrow = (uint64_t)(t >> 64) & 1;
    }
    return borrow;
}

/* r = flag ? a : b. In: flag in {0,1}. */
static inline void words_select(uint64_t r[4], uint64_t flag, const uint64_t a[4], const uint64_t b[4])
{
    uint64_t mask = sgm_ct_mask(flag);
    for (int i = 0; i < 4; i++)
        r[i] = sgm_ct_select(mask, a[i], b[i]);
}

static inline uint64_t words_is_zero(const uint64_t a[4]) { return sgm_ct_eq(a[0] | a[1] | a[2] | a[3], 0); }

static inline uint64_t words_eq(const uint64_t a[4], const uint64_t b[4])
{
    return sgm_ct_eq((a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2]) | (a[3] ^ b[3]), 0);
}

/* r = carry 2^256 + a, minus m once where that is not below m. In: the value < 2m. */
static inline void words_reduce_once(uint64_t r[4], const uint64_t a[4], uint64_t carry, const sgm_modulus *m)
{
    uint64_t less[4], borrow = words_sub(less, a, m->m);
    words_select(r, borrow & (carry ^ 1), a, less);
}

/* r = a + b mod m. In: a, b < m. */
static inline void words_add(uint64_t r[4], const uint64_t a[4], const uint64_t b[4], const sgm_modulus *m)
{
    uint64_t sum[4];
    sgm_u128 t = 0;
    for (int i = 0; i < 4; i++) {
        t += (sgm_u128)a[i] + b[i];
        sum[i] = (uint64_t)t;
        t >>= 64;
    }
    words_reduce_once(r, sum, (uint64_t)t, m);
}

/* r = a - b mod m. In: a, b < m. */
static inline void words_minus(uint64_t r[4], const uint64_t a[4], const uint64_t b[4], const sgm_modulus *m)
{
    uint64_t difference[4], mask = sgm_ct_mask(words_sub(difference, a, b));
    sgm_u128 t = 0;
    for (int i = 0; i < 4; i++) {
        t += (sgm_u128)difference[i] + (m->m[i] & mask);
        r[i] = (uint64_t)t;
        t >>= 64;
    }
}

/* r = a b / 2^256 mod m. In: a < 2^256, b < m. Out: r < m. The running sum stays below 2m < 2^257 after each word. */
static inline void words_mul(uint64_t r[4], const uint64_t a[4], const uint64_t b[4], const sgm_modulus *m)
{
    uint64_t sum[4] = {0}, top = 0;
    for (int i = 0; i < 4; i++) {
        sgm_u128 t = 0;
        for (int j = 0; j < 4; j++) {
            t += (sgm_u128)a[i] * b[j] + sum[j];
            sum[j] = (uint64_t)t;
            t >>= 64;
        }
        t += top;
        uint64_t fourth = (uint64_t)t, fifth = (uint64_t)(t >> 64), factor = sum[0] * m->inverse;
        t = ((sgm_u128)factor * m->m[0] + sum[0]) >> 64;
        for (int j = 1; j < 4; j++) {
            t += (sgm_u128)factor * m->m[j] + sum[j];
            sum[j - 1] = (uint64_t)t;
            t >>= 64;
        }
        t += fourth;
        sum[3] = (uint64_t)t;
        top = fifth + (uint64_t)(t >> 64);
    }
    words_reduce_once(r, sum, top, m);
}

/* r = a^e in Montgomery's form. In: e > 0, public: time varies with it. one: 2^256 mod m. */
static inline void words_power(uint64_t r[4], const uint64_t a[4], const uint64_t e[4], const uint64_t one[4],
                               const sgm_modulus *m)
{
    uint64_t power[4];
    memcpy(power, one, sizeof power);
    for (int bit = 255; bit >= 0; bit--) {
        words_mul(power, power, power, m);
        if (e[bit / 64] >> bit % 64 & 1)
            words_mul(power, power, a, m);
    }
    memcpy(r, power, sizeof power);
}

/* Big-endian bytes. */
static inline void words_from_bytes(uint64_t r[4], const uint8_t in[32])
{
    for (int i = 0; i < 4; i++) {
        r[i] = 0;
        for (int k = 0; k < 8; k++)
            r[i] = r[i] << 8 | in[8 * (3 - i) + k];
    }
}

static inline void words_to_bytes(uint8_t out[32], const uint64_t a[4])
{
    for (int i = 0; i < 32; i++)
        out[31 - i] = (uint8_t)(a[i / 8] >> 8 * (i % 8));
}

#endif
