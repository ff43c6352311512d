/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What the prover and the verifier of F4-ENTRIES share; for protocols/formulation/ only. */
#ifndef SGM_PROTOCOLS_FORMULATION_F4_ENTRIES_INTERNAL_H
#define SGM_PROTOCOLS_FORMULATION_F4_ENTRIES_INTERNAL_H

#include "protocols/formulation/f4_entries.h"
#include "protocols/rows.h"

/* Bytes of the instance before its points, the columns and the labels. */
enum { SGM_F4_ENTRIES_HEAD = 16 };

/* The argument, with all it points to in one block. */
typedef struct sgm_f4_entries_argument {
    sgm_argument arg;
    sgm_rows rows;
    sgm_rows_block block;
    sgm_outer outers[1 + SGM_ROWS_OUTERS + 1]; /* the last fold's on V, then those of the rows */
    uint32_t n, columns;                       /* columns: p + 1 */
    uint32_t merging, folding;                 /* rounds over columns, and over rows of the one that is left */
    uint64_t beta;
    sgm_sc weight[64];
} sgm_f4_entries_argument;

/* Projections of entries: bit k of an entry's 128 bits says whether projection k has it. The bits of all entries,
 * column after column, are one stream of the challenge kappa. */
typedef struct sgm_f4_projections {
    sgm_transcript stream;
    const sgm_sc *table; /* 16 x 256: the sum of z^(2k) over the bits k of a byte in its place; or NULL */
} sgm_f4_projections;

enum { SGM_F4_ENTRY_BYTES = SGM_F4_PROJECTIONS / 8, SGM_F4_TABLE = SGM_F4_ENTRY_BYTES * 256 };

void sgm_f4_projections_begin(sgm_f4_projections *p, const sgm_sc *kappa);
/* Fills a table of SGM_F4_TABLE scalars and uses it from now on. */
void sgm_f4_projections_weigh(sgm_f4_projections *p, sgm_sc *table, const sgm_sc *z);
/* The bits of the next n entries. */
void sgm_f4_projections_bits(sgm_f4_projections *p, uint8_t (*bits)[SGM_F4_ENTRY_BYTES], size_t n);
/* a_i = sum of z^(2k) over the bits k of the next n entries. */
void sgm_f4_projections_weights(sgm_f4_projections *p, sgm_sc *a, size_t n);

#endif
