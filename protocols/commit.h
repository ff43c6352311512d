/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Commitments to secret values and vectors; for protocols/ only. */
#ifndef SGM_PROTOCOLS_COMMIT_H
#define SGM_PROTOCOLS_COMMIT_H

#include "protocols/context_internal.h"

/* r = value G + blinding H. Time: constant. */
void sgm_pedersen(const sgm_ctx *ctx, sgm_point *r, const sgm_sc *value, const sgm_sc *blinding);
/* r = sum of k_i V_i + blinding H. SGM_NOMEM. Time: constant in k and blinding. */
SGM_MUST_CHECK sgm_status sgm_vector_commit(const sgm_ctx *ctx, sgm_point *r, const sgm_affine *V, const sgm_sc *k,
                                            size_t n, const sgm_sc *blinding);

#endif
