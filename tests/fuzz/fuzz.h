/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What a fuzz target defines; libFuzzer or replay.c calls it. A property that does not hold ends the program. */
#ifndef SGM_TESTS_FUZZ_FUZZ_H
#define SGM_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t len);

#define FUZZ_REQUIRE(condition)                                                                                        \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);                             \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

#endif
