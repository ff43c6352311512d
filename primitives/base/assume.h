/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Implementation-defined behaviour that the code relies on, asserted in one place. */
#ifndef SGM_BASE_ASSUME_H
#define SGM_BASE_ASSUME_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

_Static_assert(CHAR_BIT == 8, "bytes have 8 bits");
_Static_assert(sizeof(size_t) == 8,
               "64-bit addresses: sizes are computed in size_t without overflow checks below 2^48");
_Static_assert(-1 >> 1 == -1, "right shift of a negative integer is arithmetic (floor)");
_Static_assert((int64_t)UINT64_MAX == -1, "conversion to signed wraps modulo 2^64");

#ifndef __SIZEOF_INT128__
#error "a compiler with unsigned __int128 is required (gcc or clang, 64-bit target)"
#endif
__extension__ typedef unsigned __int128 sgm_u128;

#endif
