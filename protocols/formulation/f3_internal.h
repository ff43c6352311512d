/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What the prover and the verifier of F3 share; for protocols/formulation/ only. */
#ifndef SGM_PROTOCOLS_FORMULATION_F3_INTERNAL_H
#define SGM_PROTOCOLS_FORMULATION_F3_INTERNAL_H

#include "protocols/argument.h"
#include "protocols/formulation/class_internal.h"
#include "protocols/formulation/f3.h"
#include "protocols/tensor.h"

#define SGM_F3_NON_CLAIM                                                                                               \
    "It does not say which. If one member is lawful, the proof is equally consistent with lawful training. All "       \
    "evidence lies in who chose the class."

/* The instance, for_prover also where the class has no rows: nobody verifies with it. */
SGM_MUST_CHECK sgm_status sgm_f3_make_instance(sgm_instance **out, const sgm_ctx *ctx, sgm_f3_form form,
                                               const sgm_f3_statement *s, sgm_flavor flavor, int for_prover);

/* 1 if C = (item l of the class) + dm G_M + r H: what an honest prover asks itself. Time: constant in l and r. */
uint64_t sgm_f3_holds(const sgm_ctx *ctx, const sgm_f3_statement *s, uint32_t l, const sgm_sc *r);

/* 1 if C = d_i G + dm G_M for an item of a class of digests: then an image of an OR would be the identity, and the
 * record is anybody's to open. Time: variable (public data), a multiplication by G per item. */
int sgm_f3_shows(const sgm_ctx *ctx, const sgm_f3_statement *s);

/* lg S: rounds of the fold over one row. In: n a power of two. */
uint32_t sgm_f3_rounds(uint32_t n, uint32_t m);

/* digit[j n + i] = f_{j,i} for all i, from the f_{j,i} with i >= 1 side by side: f_{j,0} = x - sum of the others, which
 * is what lets only one digit be set. Time: constant. */
void sgm_f3_digits(sgm_sc *digit, const sgm_sc *f, const sgm_sc *x, uint32_t n, uint32_t m);

#endif
