/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Equivalence classes of worlds whose models answer alike, and what naming a class tells. */
#ifndef SGM_BENCH_EVIDENCE_CLASSES_H
#define SGM_BENCH_EVIDENCE_CLASSES_H

#include "bench/evidence/worlds.h"

/* A set of worlds, and how many of them used the disputed data. */
typedef struct sgm_class_count {
    size_t members, with;
} sgm_class_count;

/* The ball: all worlds whose outputs are within epsilon of those of M on every probe.
 * *centres = members whose own ball is this very set. "Alike" is not transitive: the ball gives its centre away unless
 * others share it, so that *centres, not `members`, is the anonymity set of the world that the ball was made for. */
sgm_class_count sgm_ball(const sgm_worlds *w, uint32_t M, double epsilon, size_t *centres);

/* The public partition, fixed before any proof: worlds in descending order, each one not yet taken becomes the centre
 * of a cell that takes every world within epsilon not yet taken. */
typedef struct sgm_partition {
    uint32_t *cell; /* of world S, at S - 1 */
    sgm_class_count *count;
    size_t cells;
} sgm_partition;

SGM_MUST_CHECK sgm_status sgm_partition_make(sgm_partition *p, const sgm_worlds *w, double epsilon);
/* *out = the classes that are left when the class of either partition is known: two proofs about one record say that
 * much. In: of the same worlds. */
SGM_MUST_CHECK sgm_status sgm_partition_join(sgm_partition *out, const sgm_partition *p, const sgm_partition *q);
void sgm_partition_clear(sgm_partition *p);

/* I(h;K) in bits: what learning the cell tells, on average, about whether the disputed data were used. */
double sgm_partition_information(const sgm_partition *p);
/* 2^H(world | cell): the effective anonymity set, the geometric mean of the cell sizes over worlds. */
double sgm_partition_effective(const sgm_partition *p);

#endif
