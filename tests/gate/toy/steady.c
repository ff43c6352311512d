/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The case that stays as it is. */
#include "bench/cases/case.inc.h"

enum { TURNS = 1000 };

static uint64_t work(uint64_t x)
{
    for (int i = 0; i < TURNS; i++) {
        x = x * x + 1;
        __asm__ volatile("" : "+r"(x)); /* this turn is over */
    }
    return x;
}

extern const sgm_case toy_steady;
const sgm_case toy_steady = TOY("steady");
