/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Scalars: integers modulo the group order l = 2^252 + 27742317777372353535851937790883648493. */
#ifndef SGM_SCALAR_SC_H
#define SGM_SCALAR_SC_H

#include <stddef.h>
#include <stdint.h>

/* Of an encoded scalar, and of its value. */
#define SGM_SCALAR_BYTES 32
#ifdef SGM_SUITE_P256 /* the order of P-256 takes the place of l, and encodings are big-endian */
#define SGM_SCALAR_BITS 256
#else
#define SGM_SCALAR_BITS 253
#endif

/* l = 2^252 + c with c = SGM_SC_C0 + 2^64 SGM_SC_C1 < 2^125. */
/* clang-format off */
#define SGM_SC_C0 UINT64_C(0x5812631a5cf5d3ed) /* check-magic: 0x5812631a5cf5d3ed == 27742317777372353535851937790883648493 % 2**64 */
#define SGM_SC_C1 UINT64_C(0x14def9dea2f79cd6) /* check-magic: 0x14def9dea2f79cd6 == 27742317777372353535851937790883648493 >> 64 */
/* clang-format on */

/* Always canonical: the value sum v[i] 2^(64 i) is below l. Native word order. */
typedef struct sgm_sc {
    uint64_t v[4];
} sgm_sc;

extern const sgm_sc sgm_sc_zero, sgm_sc_one;

/* r = value of 32 little-endian bytes. Returns 1 if it is below l, else 0 with r = 0.
 * Time: constant (the verdict is public). */
int sgm_sc_from_bytes(sgm_sc *r, const uint8_t in[32]);
/* out = 32 little-endian bytes of a. Time: constant. */
void sgm_sc_to_bytes(uint8_t out[32], const sgm_sc *a);
/* r = little-endian integer of in[0..len) mod l. In: len <= 64. Time: constant in the bytes. */
void sgm_sc_reduce(sgm_sc *r, const uint8_t *in, size_t len);
/* r = x. */
void sgm_sc_from_u64(sgm_sc *r, uint64_t x);
/* r = x mod l, x may be negative. Time: constant. */
void sgm_sc_from_i64(sgm_sc *r, int64_t x);

/* Arithmetic mod l. Alias: any. Time: constant, but for _vt. */
void sgm_sc_add(sgm_sc *r, const sgm_sc *a, const sgm_sc *b);
void sgm_sc_sub(sgm_sc *r, const sgm_sc *a, const sgm_sc *b);
void sgm_sc_neg(sgm_sc *r, const sgm_sc *a);
void sgm_sc_mul(sgm_sc *r, const sgm_sc *a, const sgm_sc *b);
/* r = a*b + c. */
void sgm_sc_muladd(sgm_sc *r, const sgm_sc *a, const sgm_sc *b, const sgm_sc *c);
/* r = a*b + c, at a quarter of the cost. */
void sgm_sc_muladd_u32(sgm_sc *r, const sgm_sc *a, uint32_t b, const sgm_sc *c);
/* r = a/2. */
void sgm_sc_half(sgm_sc *r, const sgm_sc *a);
/* r = 1/a, and 0 for a = 0 (fixed addition chain for the exponent l-2). */
void sgm_sc_invert(sgm_sc *r, const sgm_sc *a);
/* 1 if equal / zero, else 0. Time: constant. */
uint64_t sgm_sc_eq(const sgm_sc *a, const sgm_sc *b);
uint64_t sgm_sc_is_zero(const sgm_sc *a);
/* r = flag ? a : b. In: flag in {0,1}. Time: constant. */
void sgm_sc_select(sgm_sc *r, uint64_t flag, const sgm_sc *a, const sgm_sc *b);

#endif
