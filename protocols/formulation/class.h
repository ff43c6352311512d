/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Equivalence classes: N = n^m digests or owner commitments, fixed beforehand, that many statements share. */
#ifndef SGM_PROTOCOLS_FORMULATION_CLASS_H
#define SGM_PROTOCOLS_FORMULATION_CLASS_H

#include "protocols/context.h"

/* What the members are: dataset digests d_i, or commitments K_i = d_i G + r_i H of the data's owners. */
typedef enum sgm_class_kind { SGM_CLASS_SCALARS, SGM_CLASS_POINTS } sgm_class_kind;

/* Bases of the digits, and most members with the padding. */
enum { SGM_CLASS_BASE_MAX = 16, SGM_CLASS_SCALARS_MAX = 1 << 24, SGM_CLASS_POINTS_MAX = 1 << 20 };

/* Immutable but for sgm_class_rows, shared by threads; borrowed by every instance about it. Item i has the digits i_j
 * of i = sum of i_j n^j. The last member is repeated up to n^m items: padding gives nobody a place to hide in, and
 * sgm_class_count does not count it. Order, repeats and padding are all under the root. */
typedef struct sgm_class sgm_class;

/* m, the fewest digits of base n that `count` members take; 0 if there is no such class: n or count below 2, n above
 * SGM_CLASS_BASE_MAX, or n^m above the most members of its kind. */
uint32_t sgm_class_digits(sgm_class_kind kind, size_t count, uint32_t n);

/* A class of `count` members (copied). SGM_MALFORMED: sgm_class_digits gives none, a digest that is 0, a commitment
 * that does not decode or is the identity. Repeats are members like others. Memory: 32 or 160 bytes per item.
 * Time: variable (public data). */
SGM_MUST_CHECK sgm_status sgm_class_scalars(sgm_class **out, const sgm_sc *d, size_t count, uint32_t n);
SGM_MUST_CHECK sgm_status sgm_class_points(sgm_class **out, const sgm_ctx *ctx, const uint8_t (*K)[32], size_t count,
                                           uint32_t n);
void sgm_class_free(sgm_class *K);

/* Makes what a verifier of F3-SQRT wants, once: S = n^floor(m/2) and Theta_h = sum over s < S of d_(hS+s) CR_s for
 * every h < N/S. Not while another thread uses K. SGM_USAGE: members are points, or n is no power of two. Time:
 * variable, that of N terms of multiscalar multiplications. */
SGM_MUST_CHECK sgm_status sgm_class_rows(sgm_class *K, const sgm_ctx *ctx);

sgm_class_kind sgm_class_kind_of(const sgm_class *K);
uint32_t sgm_class_base(const sgm_class *K);        /* n */
uint32_t sgm_class_digit_count(const sgm_class *K); /* m */
size_t sgm_class_size(const sgm_class *K);          /* N = n^m */
size_t sgm_class_count(const sgm_class *K);         /* members given: without the padding */
/* SHA-512(LP("sigmark/v1/class/scalar" or ".../group") || LE(N,4) || item 0 || item 1 ..), 64 bytes. */
const uint8_t *sgm_class_root(const sgm_class *K);

/* *index = the first item that has this encoding. SGM_REJECTED: none has, which shows. Time: constant in member. */
SGM_MUST_CHECK sgm_status sgm_class_find(const sgm_class *K, const uint8_t member[32], uint32_t *index);

#endif
