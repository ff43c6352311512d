/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The polynomial sum over i of d_i prod_j (sigma_{j,i_j} x + a_{j,i_j}) of a class, digit after digit; for
 * protocols/formulation/ only. */
#ifndef SGM_PROTOCOLS_FORMULATION_CONTRACT_H
#define SGM_PROTOCOLS_FORMULATION_CONTRACT_H

#include "protocols/arena.h"
#include "protocols/formulation/class_internal.h"

/* Room for a contraction; holds secrets. */
typedef struct sgm_contraction {
    void *block[2], *rest[2]; /* scalars or points */
    void *work;
} sgm_contraction;

/* Cuts room out of a. */
void sgm_contraction_layout(sgm_contraction *c, sgm_arena *a, const sgm_class *K);

/* p[k] = coefficient of x^k for k <= m, scalars or points as the class holds. a, sigma: per digit j and value i at
 * jn + i, where the a of a digit add up to 0 and sigma is 0 or 1 (secret, as a). Time: constant in them; about
 * N (1 - 1/n)^-1 products. */
void sgm_contract_scalars(const sgm_contraction *c, const sgm_backend *be, const sgm_class *K, const sgm_sc *a,
                          const uint8_t *sigma, sgm_sc *p);
void sgm_contract_points(const sgm_contraction *c, const sgm_backend *be, const sgm_class *K, const sgm_sc *a,
                         const uint8_t *sigma, sgm_point *p);

#endif
