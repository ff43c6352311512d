/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The suite P-256: in a translation unit that begins with this header, the names of primitives/ that depend on the
 * group mean those of P-256. Types have the same names in both suites and other contents: a unit knows one suite. */
#ifndef SGM_P256_NAMES_H
#define SGM_P256_NAMES_H

#if defined(SGM_GROUP_POINT_H) || defined(SGM_SCALAR_SC_H) || defined(SGM_BACKEND_BACKEND_H)
#error "a translation unit has one suite: P-256 is chosen before anything is included"
#endif

#define SGM_SUITE_P256

/* primitives/scalar/sc.h */
#define sgm_sc_zero       sgm_p256_sc_zero
#define sgm_sc_one        sgm_p256_sc_one
#define sgm_sc_from_bytes sgm_p256_sc_from_bytes
#define sgm_sc_to_bytes   sgm_p256_sc_to_bytes
#define sgm_sc_reduce     sgm_p256_sc_reduce
#define sgm_sc_from_u64   sgm_p256_sc_from_u64
#define sgm_sc_from_i64   sgm_p256_sc_from_i64
#define sgm_sc_add        sgm_p256_sc_add
#define sgm_sc_sub        sgm_p256_sc_sub
#define sgm_sc_neg        sgm_p256_sc_neg
#define sgm_sc_mul        sgm_p256_sc_mul
#define sgm_sc_muladd     sgm_p256_sc_muladd
#define sgm_sc_muladd_u32 sgm_p256_sc_muladd_u32
#define sgm_sc_half       sgm_p256_sc_half
#define sgm_sc_invert     sgm_p256_sc_invert
#define sgm_sc_eq         sgm_p256_sc_eq
#define sgm_sc_is_zero    sgm_p256_sc_is_zero
#define sgm_sc_select     sgm_p256_sc_select

/* primitives/keccak/keccak.h: the hash is the same, the backend that does it is of another type. */
#define sgm_shake128_n sgm_p256_shake128_n

#endif
