/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What a class holds; for protocols/ only. */
#ifndef SGM_PROTOCOLS_FORMULATION_CLASS_INTERNAL_H
#define SGM_PROTOCOLS_FORMULATION_CLASS_INTERNAL_H

#include "protocols/formulation/class.h"

struct sgm_class {
    sgm_class_kind kind;
    uint32_t n, m;
    size_t size, count;
    uint8_t root[64];
    sgm_sc *d;          /* SCALARS: the items */
    sgm_affine *point;  /* POINTS: the items decoded, */
    uint8_t (*enc)[32]; /* and as they were given */
    sgm_affine *rows;   /* Theta_h, once made */
};

/* Digits of the columns of a class that is looked at as a matrix: S = n^lo of them. */
static inline uint32_t sgm_class_column_digits(const sgm_class *K) { return K->m / 2; }

#endif
