/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Rows whose values are public combinations of registered points: what RANGE, F2-MLR, F2-L1 and F5-ACC share; for
 * protocols/formulation/ only. */
#ifndef SGM_PROTOCOLS_FORMULATION_VALUES_H
#define SGM_PROTOCOLS_FORMULATION_VALUES_H

#include "primitives/base/bytes.h"
#include "protocols/arena.h"
#include "protocols/formulation/weights.h"
#include "protocols/rows.h"

/* A bound as a number mod l, and as 16 bytes. */
static inline sgm_sc sgm_bound_scalar(const sgm_bound *b) { return (sgm_sc){{b->low, b->high, 0, 0}}; }
static inline void sgm_bound_write(uint8_t out[16], const sgm_bound *b)
{
    sgm_store64(out, b->low);
    sgm_store64(out + 8, b->high);
}

/* An argument, in one block that `free` ends. The formulation says what the rows are and what their values: that of row
 * t < n_committed is offset G + (2 y_t - 1) sum of x_tj E_j over the elements E, or E_j - E_(p+j), for the probes' rows
 * x and labels y (none: + 1); without probes it is offset G + E_t. One more row may have a public value. */
typedef struct sgm_values {
    sgm_argument arg;
    sgm_rows rows;
    sgm_outer outers[SGM_OUTERS_MAX];
    const sgm_probes *probes;
    uint32_t n_committed;
    int is_difference, has_public;
    sgm_sc offset, public_value;
    sgm_rows_block *blocks;
    sgm_sc *weight;
} sgm_values;

/* An empty one with room for the blocks and for so many weights. SGM_NOMEM. */
SGM_MUST_CHECK sgm_status sgm_values_new(sgm_values **out, uint32_t n_blocks, size_t n_weights);
/* The instance, once rows, blocks, weights and values are set; takes v over, also on failure. */
SGM_MUST_CHECK sgm_status sgm_values_instance(sgm_instance **out, const sgm_ctx *ctx, const char *name, sgm_values *v,
                                              const uint8_t (*elements)[32], uint32_t n_elements, const uint8_t *bytes,
                                              size_t len, sgm_flavor flavor);
/* Most bits of a statement, and the bytes of a proof with so many. */
enum { SGM_VALUES_BITS_MAX = 1 << SGM_ROWS_ROUNDS_MAX };
size_t sgm_values_proof_size(uint32_t n_bits, sgm_flavor flavor);

/* r_t = (2 y_t - 1) sum of x_tj a_j for every row. Time: constant in a. */
void sgm_probes_apply(const sgm_probes *s, const sgm_sc *a, sgm_sc *r);
/* r_j = sum over t of c_t (2 y_t - 1) x_tj. scratch: 2 T scalars. Time: variable (public data). */
void sgm_probes_combine(const sgm_probes *s, const sgm_sc *c, sgm_sc *scratch, sgm_sc *r);

/* What a prover says the elements of an instance open to: element i is w_i G + rho_i H. Secret. */
typedef struct sgm_openings {
    sgm_sc *w, *rho;
    uint8_t (*enc)[32];
    uint8_t (*secret)[64]; /* both as bytes, to hedge with */
} sgm_openings;

void sgm_openings_layout(sgm_openings *o, sgm_arena *a, uint32_t n_elements);
void sgm_open(sgm_openings *o, uint32_t element, const sgm_sc *w, const sgm_sc *rho);
/* n weights from element `first` on. */
void sgm_open_weights(sgm_openings *o, uint32_t first, const sgm_weights_opening *weights, uint32_t n);
/* 1 if every element of inst opens so. Time: constant. */
uint64_t sgm_openings_hold(const sgm_openings *o, const sgm_ctx *ctx, const sgm_instance *inst);

/* What a prover of such a statement has at hand; secret, in one arena. */
typedef struct sgm_values_prover {
    const sgm_ctx *ctx;
    const sgm_instance *inst;
    const sgm_values *values;
    sgm_sc *value, *gamma; /* per row, 0 for a public one: v_t with its offset, and its blinding */
    uint8_t *bits;
    sgm_openings opened; /* differences in place of the first elements, once settled */
    sgm_hedged *hedged;
    sgm_arena arena;
} sgm_values_prover;

/* Room for a prover of inst, zeros. In: an instance of sgm_values_instance. */
SGM_MUST_CHECK sgm_status sgm_values_prover_new(sgm_values_prover *p, const sgm_ctx *ctx, const sgm_instance *inst);
/* Wipes it. */
void sgm_values_prover_clear(sgm_values_prover *p);
/* 1 if every element opens so; sets value and gamma. Time: constant. */
uint64_t sgm_values_settle(sgm_values_prover *p);
/* The proof, once the bits are set. good = 0: SGM_REJECTED. Time: constant but for that refusal. */
SGM_MUST_CHECK sgm_status sgm_values_prove(sgm_values_prover *p, uint64_t good, const sgm_rng *rng, uint8_t *proof);

#endif
