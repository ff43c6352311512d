/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The long vectors of a chunk: outer products of many proofs, added up as products of matrices; internal. */
#ifndef SGM_PROTOCOLS_BATCH_VECTORS_H
#define SGM_PROTOCOLS_BATCH_VECTORS_H

#include "protocols/arena.h"
#include "protocols/argument.h"

/* Outer products of one shape that go to the same items of one vector; those of the chunk's items stand side by side,
 * in order, in slots. */
typedef struct sgm_outer_group {
    const sgm_outer *outer; /* of the first one */
    uint32_t target, n;
    sgm_sc *a, *b;   /* n times rows (or 1), n times columns */
    uint32_t lo, hi; /* slots of the sum under way */
} sgm_outer_group;

/* One vector, and what the sum under way multiplies its first `used` items with. */
typedef struct sgm_outer_target {
    sgm_vector vector; /* the longest of those with this id */
    size_t used;
    sgm_sc *coeff;
} sgm_outer_target;

/* Where one outer product of one item stands. */
typedef struct sgm_outer_place {
    uint32_t group, slot;
} sgm_outer_place;

typedef struct sgm_batch_vectors {
    sgm_outer_place *place; /* per outer product of the chunk */
    sgm_outer_group *group;
    sgm_outer_target *target;
    size_t n_groups, n_targets, n_parts; /* n_parts: targets that are points */
    /* for every worker, one after another: rows of a group, their sum, and the kernel's scratch */
    sgm_sc *rows, *product;
    uint8_t *scratch;
    size_t rows_len, product_len, scratch_len;
} sgm_batch_vectors;

struct sgm_batch;

/* Vectors of points in one chunk. */
enum { SGM_TARGETS_MAX = 12 };

/* Finds the groups and targets of the measured chunk. SGM_USAGE: its items, more than one, have too many vectors of
 * points. */
SGM_MUST_CHECK sgm_status sgm_batch_group(struct sgm_batch *b);
/* Cuts their room out of a. */
void sgm_batch_vectors_layout(struct sgm_batch *b, sgm_arena *a);
/* The factors of an outer product of the chunk, for its item to fill. */
void sgm_batch_factors(const struct sgm_batch *b, size_t outer, sgm_sc **a, sgm_sc **c);
/* Adds up the outer products of items first..end-1 on all threads: coeff of every target, *of_G the coefficient of G
 * that vectors of scalars come to. */
void sgm_batch_vectors_sum(struct sgm_batch *b, size_t first, size_t end, sgm_sc *of_G);
#endif
