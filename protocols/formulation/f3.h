/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F3: the record opens to one member of a class, without saying which: one-out-of-many proofs of logarithmic size. */
#ifndef SGM_PROTOCOLS_FORMULATION_F3_H
#define SGM_PROTOCOLS_FORMULATION_F3_H

#include "protocols/formulation/class.h"
#include "protocols/formulation/formulation.h"

/* F3-SCALAR and F3-GROUP differ in what the class holds. F3-SQRT is F3-SCALAR whose verifier does work for the square
 * root of N only: the prover sends the folded class digest E and an inner product fold over one row of the class. */
typedef enum sgm_f3_form { SGM_F3_SCALAR, SGM_F3_GROUP, SGM_F3_SQRT, SGM_F3_FORMS } sgm_f3_form;

extern const sgm_words sgm_f3[SGM_F3_FORMS];

/* Most items of a class: a verifier of F3-SCALAR or F3-GROUP adds up N scalars for every batch. */
enum { SGM_F3_MAX = 1 << 20, SGM_F3_SQRT_MAX = SGM_CLASS_SCALARS_MAX };

/* Public values. The class is borrowed by instances: it outlives them. */
typedef struct sgm_f3_statement {
    uint8_t C[32];
    sgm_sc dm;
    const sgm_class *K;
} sgm_f3_statement;

/* Bytes of a proof about n^m items: 32(mn + 4), for F3-SQRT 32(2 lg S + 2) more with S = n^floor(m/2); hinted 32 more
 * per point. In: not compact, a form these digits exist for. */
size_t sgm_f3_proof_size(sgm_f3_form form, uint32_t n, uint32_t m, sgm_flavor flavor);
/* Group equations, and points that belong to one proof, C included. */
uint32_t sgm_f3_equations(sgm_f3_form form);
uint32_t sgm_f3_points(sgm_f3_form form, uint32_t n, uint32_t m);

/* The instance C || dm || LE(n,4) || LE(m,4) || root of K, for sgm_verify and batches. Everything but K is copied; it
 * takes points of families from ctx, which outlives it. SGM_USAGE: the compact flavor, members of the wrong kind for
 * this form, or F3-SQRT without sgm_class_rows. SGM_MALFORMED: C is the identity, dm = 0, more items than the form
 * takes. That C decodes is found out where a proof is made or verified. */
SGM_MUST_CHECK sgm_status sgm_f3_instance(sgm_instance **out, const sgm_ctx *ctx, sgm_f3_form form,
                                          const sgm_f3_statement *s, sgm_flavor flavor);

/* Honest prover: C - dm G_M = d_l G + r H, or for F3-GROUP C - dm G_M - K_l = r H. Item l (secret) is what
 * sgm_class_find gives. SGM_REJECTED: that does not hold. proof: sgm_f3_proof_size bytes, zeroed on failure. F3-SQRT
 * needs no sgm_class_rows here. Time: constant in l and r but for that refusal; N scalar or, for F3-GROUP, N point
 * multiplications and a few. Proves: knowledge of l and r. Does not prove: which l. */
SGM_MUST_CHECK sgm_status sgm_f3_prove(const sgm_ctx *ctx, sgm_f3_form form, const sgm_f3_statement *s, uint32_t l,
                                       const sgm_sc *r, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof);

/* Evidence: q of the class's `members` are histories that used the dataset, and `with` of all `worlds` are, every one
 * of them equally likely beforehand. A prover publishes where its history is in the class. All of it lies in the choice
 * of the class: the proof adds nothing inside it. In: q <= members, q <= with, members - q <= worlds - with,
 * 0 < with < worlds. */
sgm_acceptance sgm_f3_acceptance(uint64_t q, uint64_t members, uint64_t with, uint64_t worlds);

#endif
