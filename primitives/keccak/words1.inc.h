/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The word operations of keccak.tmpl.h for one state at a time: a word is a uint64_t. */
#ifndef SGM_KECCAK_WORDS1_INC_H
#define SGM_KECCAK_WORDS1_INC_H

#include <stdint.h>

#define SGM_LANES 1

typedef uint64_t sgm_w;

static inline sgm_w w_load(const uint64_t *p) { return *p; }
static inline void w_store(uint64_t *p, sgm_w a) { *p = a; }
static inline sgm_w w_splat(uint64_t a) { return a; }
static inline sgm_w w_xor(sgm_w a, sgm_w b) { return a ^ b; }
/* ~a & b */
static inline sgm_w w_andnot(sgm_w a, sgm_w b) { return ~a & b; }
/* In: 0 < n < 64. */
static inline sgm_w w_rol(sgm_w a, int n) { return a << n | a >> (64 - n); }

#endif
