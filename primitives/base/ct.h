/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Constant-time selection behind value barriers, wiping, and marks for the secrecy checkers. */
#ifndef SGM_BASE_CT_H
#define SGM_BASE_CT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(memory_sanitizer)
#define SGM_MSAN
#endif
#endif

/* Hides from the optimiser what x is; x stays in a register of the class. MSan would take it for a use of x. */
#ifdef SGM_MSAN
#define SGM_HIDE(register_class, x) ((void)0)
#else
#define SGM_HIDE(register_class, x) __asm__("" : "+" register_class(x))
#endif

/* x, in a way that hides from the optimiser that it is 0 or all ones. Without it clang-19 -O3
 * turns masked subtraction into a branch on the mask. */
static inline uint64_t sgm_barrier(uint64_t x)
{
#ifdef SGM_MSAN
    volatile uint64_t hidden = x;
    return hidden;
#else
    SGM_HIDE("r", x);
    return x;
#endif
}

/* All ones if bit == 1, 0 if bit == 0. In: bit in {0,1}. Time: constant. */
static inline uint64_t sgm_ct_mask(uint64_t bit) { return sgm_barrier(0 - bit); }

/* a where mask is all ones, b where it is 0. Time: constant. */
static inline uint64_t sgm_ct_select(uint64_t mask, uint64_t a, uint64_t b) { return b ^ (mask & (a ^ b)); }

/* 1 if a == b, else 0. Time: constant. */
static inline uint64_t sgm_ct_eq(uint64_t a, uint64_t b)
{
    uint64_t d = a ^ b;
    return 1 ^ ((d | (0 - d)) >> 63);
}

/* Overwrites n bytes in a way the optimiser may not drop. */
static inline void sgm_wipe(void *p, size_t n)
{
    memset(p, 0, n);
    __asm__ volatile("" : : "r"(p) : "memory");
}

/* Taint marks: secrets are undefined memory to the checker, which is MSan in a build with it, else memcheck in a build
 * with SGM_CTGRIND. */
#if defined(SGM_MSAN)
#include <sanitizer/msan_interface.h>
#define SGM_SECRET(p, n)     __msan_allocated_memory((p), (n))
#define SGM_DECLASSIFY(p, n) __msan_unpoison((p), (n))
#elif defined(SGM_CTGRIND)
#include <valgrind/memcheck.h>
#define SGM_SECRET(p, n)     VALGRIND_MAKE_MEM_UNDEFINED((p), (n))
#define SGM_DECLASSIFY(p, n) VALGRIND_MAKE_MEM_DEFINED((p), (n))
#else
#define SGM_SECRET(p, n)     ((void)(p), (void)(n))
#define SGM_DECLASSIFY(p, n) ((void)(p), (void)(n))
#endif

#endif
