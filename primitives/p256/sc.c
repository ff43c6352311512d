/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Scalars of the suite P-256: integers modulo the group order, as primitives/scalar/sc.h has them, with encodings that
 * are big-endian. */
#include "primitives/p256/names.h"

#include "primitives/p256/words.h"
#include "primitives/scalar/sc.h"

#include <string.h>

static const sgm_modulus order = {
    .m = {0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff, 0xffffffff00000000},
    .r2 = {0x83244c95be79eea2, 0x4699799c49bd6fa6, 0x2845b2392b6bec59, 0x66e12d94f3d95620},
    .inverse = 0xccd1c8aaee00bc4f,
};
static const uint64_t order_minus_2[4] = {0xf3b9cac2fc63254f, 0xbce6faada7179e84, 0xffffffffffffffff,
                                          0xffffffff00000000};
static const uint64_t one_in_form[4] = {0x0c46353d039cdaaf, 0x4319055258e8617b, 0, 0x00000000ffffffff};

const sgm_sc sgm_sc_zero = {{0, 0, 0, 0}}, sgm_sc_one = {{1, 0, 0, 0}};

int sgm_sc_from_bytes(sgm_sc *r, const uint8_t in[SGM_SCALAR_BYTES])
{
    uint64_t value[4], difference[4];
    words_from_bytes(value, in);
    uint64_t below = words_sub(difference, value, order.m);
    words_select(r->v, below, value, sgm_sc_zero.v);
    return (int)below;
}

void sgm_sc_to_bytes(uint8_t out[SGM_SCALAR_BYTES], const sgm_sc *a) { words_to_bytes(out, a->v); }

/* lo + 2^256 hi: Montgomery's product of hi with 2^512 is 2^256 hi. */
void sgm_sc_reduce(sgm_sc *r, const uint8_t *in, size_t len)
{
    uint8_t big_endian[64] = {0};
    uint64_t lo[4], hi[4];
    for (size_t i = 0; i < len; i++)
        big_endian[63 - i] = in[i];
    words_from_bytes(hi, big_endian);
    words_from_bytes(lo, big_endian + 32);
    words_mul(hi, hi, order.r2, &order);
    words_reduce_once(lo, lo, 0, &order);
    words_add(r->v, hi, lo, &order);
    sgm_wipe(big_endian, sizeof big_endian);
}

void sgm_sc_from_u64(sgm_sc *r, uint64_t x) { *r = (sgm_sc){{x, 0, 0, 0}}; }

void sgm_sc_from_i64(sgm_sc *r, int64_t x)
{
    uint64_t negative = (uint64_t)x >> 63, mask = sgm_ct_mask(negative);
    sgm_sc size = {{((uint64_t)x ^ mask) + negative, 0, 0, 0}}, minus;
    sgm_sc_neg(&minus, &size);
    sgm_sc_select(r, negative, &minus, &size);
}

void sgm_sc_add(sgm_sc *r, const sgm_sc *a, const sgm_sc *b) { words_add(r->v, a->v, b->v, &order); }
void sgm_sc_sub(sgm_sc *r, const sgm_sc *a, const sgm_sc *b) { words_minus(r->v, a->v, b->v, &order); }
void sgm_sc_neg(sgm_sc *r, const sgm_sc *a) { words_minus(r->v, sgm_sc_zero.v, a->v, &order); }

void sgm_sc_mul(sgm_sc *r, const sgm_sc *a, const sgm_sc *b)
{
    uint64_t product[4];
    words_mul(product, a->v, b->v, &order);
    words_mul(r->v, product, order.r2, &order);
}

void sgm_sc_muladd(sgm_sc *r, const sgm_sc *a, const sgm_sc *b, const sgm_sc *c)
{
    sgm_sc product;
    sgm_sc_mul(&product, a, b);
    sgm_sc_add(r, &product, c);
}

void sgm_sc_muladd_u32(sgm_sc *r, const sgm_sc *a, uint32_t b, const sgm_sc *c)
{
    sgm_sc_muladd(r, a, &(sgm_sc){{b, 0, 0, 0}}, c);
}

/* An odd number and the order are even together; the sum has 257 bits. */
void sgm_sc_half(sgm_sc *r, const sgm_sc *a)
{
    uint64_t odd = sgm_ct_mask(a->v[0] & 1), sum[5];
    sgm_u128 t = 0;
    for (int i = 0; i < 4; i++) {
        t += (sgm_u128)a->v[i] + (order.m[i] & odd);
        sum[i] = (uint64_t)t;
        t >>= 64;
    }
    sum[4] = (uint64_t)t;
    for (int i = 0; i < 4; i++)
        r->v[i] = sum[i] >> 1 | sum[i + 1] << 63;
}

/* a^(n-2). */
void sgm_sc_invert(sgm_sc *r, const sgm_sc *a)
{
    uint64_t x[4];
    words_mul(x, a->v, order.r2, &order);
    words_power(x, x, order_minus_2, one_in_form, &order);
    words_mul(r->v, x, sgm_sc_one.v, &order);
}

uint64_t sgm_sc_eq(const sgm_sc *a, const sgm_sc *b) { return words_eq(a->v, b->v); }
uint64_t sgm_sc_is_zero(const sgm_sc *a) { return words_is_zero(a->v); }

void sgm_sc_select(sgm_sc *r, uint64_t flag, const sgm_sc *a, const sgm_sc *b) { words_select(r->v, flag, a->v, b->v); }
