/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The formulations that are proved, verified and compared: the one line a new formulation needs here. */
#ifndef SGM_BENCH_CASES_FORMULATIONS_H
#define SGM_BENCH_CASES_FORMULATIONS_H

/* X(name) for each. cases/protocols.c makes five entries of it, peers/protocols.c three: both flavors proved and
 * verified alone, the batchable one in batches, and the same by its equations, which peers/literal.c must know. */
#define SGM_BENCH_FORMULATIONS(X)                                                                                      \
    X("F0A")                                                                                                           \
    X("F0NOT")                                                                                                         \
    X("F1")                                                                                                            \
    X("F1-S128")

#endif
