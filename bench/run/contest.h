/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* One entry against its rivals: rounds of short blocks in random order, and the figures that come out of them. */
#ifndef SGM_BENCH_RUN_CONTEST_H
#define SGM_BENCH_RUN_CONTEST_H

#include "bench/run/entrant.h"
#include "bench/run/multiplier.h"
#include "bench/run/stats.h"
#include "bench/run/step.h"

#include <jansson.h>

enum { SGM_MAX_RIVALS = 6, SGM_MAX_CALLS = 512 };

/* One call by Google Benchmark: a search for the iteration count, or a repetition. Per item. */
typedef struct sgm_call {
    uint64_t iterations;
    sgm_block_time median;
    double cycles;                /* median over the rounds of (own CPU time x the core's clock beside it) */
    double ratio[SGM_MAX_RIVALS]; /* median over the rounds of (rival's CPU time / own CPU time) */
    double *blocks;               /* own CPU time of every block */
    size_t n_blocks, preempted;
} sgm_call;

/* One benchmark: an entrant with its rivals, and what was measured so far. */
typedef struct sgm_contest {
    struct sgm_bench *bench;
    sgm_entrant *own, *rival[SGM_MAX_RIVALS];
    size_t n_rivals;
    sgm_call *calls;
    size_t n_calls;
    unsigned repetitions; /* the trailing calls that are repetitions, at most */
    int failed;
    int counted; /* ops holds what one run does */
    sgm_field_ops ops;
    int shared; /* share holds the parts of a run's time that the phases of its verification took */
    double share[SGM_PHASE_COUNT];
    size_t peak_bytes; /* of the heap, that one run of a prover holds at most; 0: not known */
    int stepped;       /* steps holds what one run executes */
    sgm_steps steps;
} sgm_contest;

/* Times `iterations` runs in blocks, each beside a block of every rival and a measurement of the core's clock, and
 * appends a call. random: state of the generator that draws the orders. Returns own CPU seconds, negative when a run
 * failed, or when there is no memory. */
double sgm_contest_time(sgm_contest *t, uint64_t iterations, uint64_t *random);
/* Repetitions made so far: the trailing calls of the same number of iterations. */
size_t sgm_contest_repetitions(const sgm_contest *t);

/* Counts the instructions of one run. Returns 0 where steps do not work, and for runs that would take too long. */
int sgm_contest_step(sgm_contest *t);

/* Finds the shares of the phases, in the fastest of a few runs: phases are wall time, and whoever interrupts a run is
 * in one of them. Returns 0 where there are none, and when a run failed. */
int sgm_contest_share(sgm_contest *t);

/* Finds out what one run of a prover holds on the heap. */
void sgm_contest_weigh(sgm_contest *t);

/* Items per second; cycles of the core per item; time of a rival over own time, per item. */
sgm_figure sgm_contest_rate(const sgm_contest *t);
sgm_figure sgm_contest_cycles(const sgm_contest *t);
sgm_figure sgm_contest_ratio(const sgm_contest *t, size_t rival);
/* Cycles per item that its multiplications take at the multiplier's rate; 0 if that is not known. */
double sgm_contest_floor(const sgm_contest *t);

/* The case's object of the run file, as results/README.md lists it. emulated: no time is stored. New reference. */
json_t *sgm_contest_json(const sgm_contest *t, int emulated);
void sgm_contest_clear(sgm_contest *t);

#endif
