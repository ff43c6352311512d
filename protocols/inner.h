/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The inner product fold over public vectors: half the length for two points and a challenge; for protocols/ only. */
#ifndef SGM_PROTOCOLS_INNER_H
#define SGM_PROTOCOLS_INNER_H

#include "protocols/argument.h"

/* Proves P = <y,U> + <y,v> w Q for vectors of 2^rounds items. A round has L = <y0,U1> + <y0,v1> w Q and R = <y1,U0> +
 * <y1,v0> w Q, then e; y' = y0 + e^-1 y1, U' = U0 + e U1, v' = v0 + e v1, P' = P + e L + e^-1 R. It hides nothing.
 * Writes the rounds to the tape and leaves y[0], which the caller sends. y and v are used up.
 * The verifier: P + sum of (e L + e^-1 R) - y_f <s,U> - w y_f <s,v> Q = 0, with s = sgm_fold_tensor of all e.
 * SGM_REJECTED: a challenge is 0: begin the proof again. Time: variable (public data). */
SGM_MUST_CHECK sgm_status sgm_inner_prove(sgm_tape *tape, const sgm_affine *U, sgm_sc *y, sgm_sc *v, uint32_t rounds,
                                          const sgm_sc *w);

/* r = <a,b>. Time: constant. */
void sgm_inner_product(const sgm_backend *be, sgm_sc *r, const sgm_sc *a, const sgm_sc *b, size_t n);

#endif
