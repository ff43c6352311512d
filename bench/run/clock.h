/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The core's clock, measured where it is needed: it changes with load, temperature and neighbours. */
#ifndef SGM_BENCH_RUN_CLOCK_H
#define SGM_BENCH_RUN_CLOCK_H

/* Nanoseconds of wall time since some start, and of this thread's processor time. */
double sgm_wall_ns(void);
double sgm_cpu_ns(void);

/* Cycles per nanosecond in the next few microseconds: how fast a chain of dependent additions runs, which take one
 * cycle each on every core that is known. steps: length of the chain. A process that is interrupted gets too small a
 * number; take the median of many. */
double sgm_clock_ghz(unsigned steps);

#endif
