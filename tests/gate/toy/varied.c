/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The cases that tests change. */
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

extern const sgm_case toy_varied, toy_varied_too;
const sgm_case toy_varied = TOY("varied");
const sgm_case toy_varied_too = TOY("varied_too");
