/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What the gate sees of one version of the library: a shared object with the cases of that version's own registry. Two
 * versions stand in one process, so nothing but the functions below is called, and no structure of a version is read.
 */
#ifndef SGM_BENCH_GATE_SIDE_H
#define SGM_BENCH_GATE_SIDE_H

#include <stddef.h>
#include <stdint.h>

enum { SGM_SIDE_VERSION = 1 };

typedef struct sgm_side {
    unsigned version; /* SGM_SIDE_VERSION of whoever compiled it */
    /* Entry i: a case on a backend that runs here, at one size: "protocols/F0A/batch:hinted@ifma/16", with the
     * statement's own sizes behind the flavor: "protocols/F1K/verify:batchable,K=64@avx2/1". NULL past the last one. No
     * peers, no `ref`, nothing that works on several threads. */
    const char *(*name)(size_t i);
    /* Where it lies: its entry (which = 0), setup (1) and run (2). */
    const void *(*place)(size_t i, int which);
    /* Sets it up on inputs made from the seed. NULL: that failed. */
    void *(*open)(size_t i, uint64_t seed);
    /* One run of what is timed and counted. 1: done as it must be. */
    int (*run)(void *opened);
    /* Hash of its inputs and of the canonical outputs of the last run. */
    uint64_t (*digest)(void *opened);
    void (*close)(void *opened);
} sgm_side;

/* The one symbol of a side that is looked up. */
const sgm_side *sgm_side_get(void);

#endif
