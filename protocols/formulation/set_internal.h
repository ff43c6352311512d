/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What F0S and F0S-LOG share about set records; for protocols/formulation/ only. */
#ifndef SGM_PROTOCOLS_FORMULATION_SET_INTERNAL_H
#define SGM_PROTOCOLS_FORMULATION_SET_INTERNAL_H

#include "protocols/formulation/set.h"
#include "protocols/weaken.h"

/* 1 if a statement may not hold this: C_S the identity, d or dm 0, T no power of two up to SGM_SET_MAX. */
int sgm_set_refused(const sgm_set_statement *s);

/* SGM_REJECTED: the witness does not open C_S, or d is no root. Time: constant in the witness but for that. */
SGM_MUST_CHECK sgm_status sgm_set_check(const sgm_ctx *ctx, const sgm_set_statement *s, const sgm_set_witness *w);

/* The coefficient of X^T. */
static inline const sgm_sc *sgm_set_lead(void) { return SGM_KEEP_MONIC ? &sgm_sc_one : &sgm_sc_zero; }

/* power[j] = d^j for j <= T. */
void sgm_set_powers(sgm_sc *power, const sgm_sc *d, uint32_t T);

#endif
