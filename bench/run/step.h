/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Exact counts of the instructions that a call executes, on a processor without counters and on any instruction set:
 * the process steps itself through it. */
#ifndef SGM_BENCH_RUN_STEP_H
#define SGM_BENCH_RUN_STEP_H

#include <stdint.h>

typedef struct sgm_steps {
    uint64_t instructions;
    uint64_t scalar_mul; /* integer multiplications on one word: mul, imul, mulx */
    uint64_t vector_mul; /* multiplications on vectors of words: vpmuludq, vpmuldq, vpmullq, vpmadd52, vfmadd and kin */
    uint64_t path;       /* hash of every address, from the start of the program on: which way the call took */
} sgm_steps;

/* 1 if this process can step itself: x86-64, no emulator. */
int sgm_step_works(void);
/* Calls fn(arg), which must not make system calls, and counts it alone. Some 20 microseconds per instruction.
 * Returns 0, and zeros, where sgm_step_works says 0. Not reentrant. */
int sgm_step(sgm_steps *s, void (*fn)(void *arg), void *arg);

#endif
