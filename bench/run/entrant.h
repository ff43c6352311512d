/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* One entry on one backend at one size: prepared and checked when first needed, then run in blocks. */
#ifndef SGM_BENCH_RUN_ENTRANT_H
#define SGM_BENCH_RUN_ENTRANT_H

#include "bench/cases/case.h"

typedef struct sgm_entrant {
    const sgm_case *c;
    const sgm_backend *be; /* NULL: a peer, or another suite */
    size_t n;
    const sgm_subject *subject;
    unsigned threads;
    enum { SGM_ENTRANT_NEW, SGM_ENTRANT_READY, SGM_ENTRANT_FAILED } stage;
    void *state;
    sgm_verdict verdict;
    uint64_t block;  /* runs that take about 100 microseconds together */
    double block_ns; /* how long they took when that was found out */
    size_t proof_bytes, statement_bytes;
    char input[33], output[33];
} sgm_entrant;

/* Wall and thread CPU time of a block, in nanoseconds per item; on several threads, wall time twice. */
typedef struct sgm_block_time {
    double wall, cpu;
} sgm_block_time;

/* "scalar51", "libsodium". */
const char *sgm_entrant_backend(const sgm_entrant *e);
/* Sets up, checks, and finds the block length; once. 1 if it may be timed; else verdict.why says why not. */
int sgm_entrant_prepare(sgm_entrant *e, const sgm_ctx *ctx, uint64_t seed);
/* Times `runs` runs. Returns 0 if one of them failed. */
int sgm_entrant_time(sgm_entrant *e, uint64_t runs, sgm_block_time *t);
void sgm_entrant_clear(sgm_entrant *e);

#endif
