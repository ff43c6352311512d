/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What memcheck and MSan know of a byte. */
#include "tests/ct/taint.h"

#include "primitives/base/ct.h"

#ifdef SGM_MSAN

const char *taint_checker(void) { return "MSan"; }

int taint_follows_arithmetic(void) { return 0; }

size_t taint_count(const void *p, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += __msan_test_shadow((const char *)p + i, 1) >= 0;
    return count;
}

#else

const char *taint_checker(void) { return RUNNING_ON_VALGRIND ? "memcheck" : NULL; }

int taint_follows_arithmetic(void) { return 1; }

size_t taint_count(const void *p, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char bits = 0;
        (void)VALGRIND_GET_VBITS((const char *)p + i, &bits, 1);
        count += bits != 0;
    }
    return count;
}

#endif
