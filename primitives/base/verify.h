/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* SGM_VERIFY builds: assertions on values that are secret or hot in other builds. */
#ifndef SGM_BASE_VERIFY_H
#define SGM_BASE_VERIFY_H

#ifdef SGM_VERIFY
#include <stdio.h>
#include <stdlib.h>
#define SGM_ASSERT(condition)                                                                                          \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: %s does not hold: %s\n", __FILE__, __LINE__, __func__, #condition);                \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)
#define SGM_ASSUME(condition) SGM_ASSERT(condition)
#else
#define SGM_ASSERT(condition) ((void)sizeof((condition) ? 1 : 0)) /* checked by the compiler, not evaluated */
/* What the compiler may take for granted, where it would otherwise warn of the impossible. */
#define SGM_ASSUME(condition) ((condition) ? (void)0 : __builtin_unreachable())
#endif

#endif
