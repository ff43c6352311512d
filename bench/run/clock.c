/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Clocks, and a chain of dependent additions to count the core's own. */
#include "bench/run/clock.h"

#include <stdint.h>
#include <time.h>

static double nanoseconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

double sgm_wall_ns(void) { return nanoseconds(CLOCK_MONOTONIC); }

double sgm_cpu_ns(void) { return nanoseconds(CLOCK_THREAD_CPUTIME_ID); }

/* Wall time: reading it costs a few nanoseconds, reading the thread's own time costs a system call. */
double sgm_clock_ghz(unsigned steps)
{
    enum { UNROLL = 16 };
    uint64_t x = 0, y = 1;
    double start = sgm_wall_ns();
    for (unsigned i = 0; i < steps / UNROLL; i++)
        for (int j = 0; j < UNROLL; j++) {
            x += y;
            __asm__ volatile("" : "+r"(x), "+r"(y)); /* y stays unknown: some cores add constants for nothing */
        }
    return (double)(steps / UNROLL * UNROLL) / (sgm_wall_ns() - start);
}
