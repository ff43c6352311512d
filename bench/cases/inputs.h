/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Inputs that a kernel's case and its peers share. */
#ifndef SGM_BENCH_CASES_INPUTS_H
#define SGM_BENCH_CASES_INPUTS_H

#include "bench/cases/case.h"

/* Two columns of valid encodings, 64-byte strings and scalars, made without any code of ours. */
typedef struct sgm_group_inputs {
    size_t n;
    uint8_t (*a)[32], (*b)[32];
    uint8_t (*uniform)[64];
    sgm_sc *k; /* edge scalars in class 1 */
} sgm_group_inputs;

SGM_MUST_CHECK sgm_status sgm_group_inputs_make(sgm_group_inputs *in, const sgm_case_env *env, size_t n);
void sgm_group_inputs_clear(sgm_group_inputs *in);
void sgm_group_inputs_put(const sgm_group_inputs *in, const sgm_sink *sink);
/* Puts strings into a that decoding must refuse, between valid ones, and the identity, which it must take. */
void sgm_group_inputs_mix(sgm_group_inputs *in, uint64_t seed);

/* Input classes of a multiscalar multiplication, and its terms k_i * (a_i G); scalars below 2^bits. */
extern const char *const sgm_msm_classes[];
void sgm_msm_inputs(sgm_sc *a, sgm_sc *k, const sgm_case_env *env, size_t n, unsigned bits);
void sgm_msm_inputs_put(const sgm_sc *a, const sgm_sc *k, size_t n, const sgm_sink *sink);

#endif
