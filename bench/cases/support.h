/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What the cases share: reproducible inputs, memory, verdicts, and arithmetic by OpenSSL's big numbers as oracle. */
#ifndef SGM_BENCH_CASES_SUPPORT_H
#define SGM_BENCH_CASES_SUPPORT_H

#include "bench/cases/case.h"

/* One run of entries; registry.c joins them in order. */
typedef struct sgm_case_group {
    const sgm_case *cases;
    size_t n;
} sgm_case_group;

/* All of them, in the order of the registry; one line each. */
#define SGM_CASE_GROUPS(X)                                                                                             \
    X(sgm_cases_field)                                                                                                 \
    X(sgm_cases_scalar)                                                                                                \
    X(sgm_cases_outer)                                                                                                 \
    X(sgm_cases_ristretto)                                                                                             \
    X(sgm_cases_msm)                                                                                                   \
    X(sgm_cases_keccak)                                                                                                \
    X(sgm_peers_kernels)                                                                                               \
    X(sgm_cases_protocols)                                                                                             \
    X(sgm_cases_relations)                                                                                             \
    X(sgm_cases_threshold)                                                                                             \
    X(sgm_cases_sets)                                                                                                  \
    X(sgm_cases_training)                                                                                              \
    X(sgm_cases_trained)                                                                                               \
    X(sgm_cases_entries)                                                                                               \
    X(sgm_cases_logistic)                                                                                              \
    X(sgm_cases_rows)                                                                                                  \
    X(sgm_cases_f3)                                                                                                    \
    X(sgm_cases_p256)                                                                                                  \
    X(sgm_peers_protocols)

#define SGM_CASE_GROUP_DECLARED(name) extern const sgm_case_group name;
SGM_CASE_GROUPS(SGM_CASE_GROUP_DECLARED)

/* n reproducible bytes named by (seed, label, index): libsodium's ChaCha20. */
void sgm_input_bytes(void *out, size_t n, uint64_t seed, const char *label, uint64_t index);
/* n reproducible scalars, uniform below the order. */
void sgm_input_scalars(sgm_sc *out, size_t n, uint64_t seed, const char *label);
/* Scalars at the edges: 0, 1, order - 1, powers of two, sparse and dense bit patterns, cycled. */
void sgm_edge_scalars(sgm_sc *out, size_t n);

/* Zeroed memory for n items of `size` bytes, 64-aligned; NULL when there is none. Release with free. */
void *sgm_case_alloc(size_t n, size_t size);

void sgm_sink_put(const sgm_sink *sink, const void *bytes, size_t n);
/* The same for n scalars, 32 bytes each. */
void sgm_sink_put_scalars(const sgm_sink *sink, const sgm_sc *k, size_t n);

/* Verdict of a case that passes so far and has nothing to tamper with. */
void sgm_verdict_pass(sgm_verdict *v);

/* Oracle of a field operation: out = op(a, b) mod 2^255-19, 32 little-endian bytes. SQRT_RATIO is not among them. */
SGM_MUST_CHECK sgm_status sgm_oracle_fe(uint8_t out[32], sgm_fe_op op, const sgm_fe *a, const sgm_fe *b);
/* 1 if r is SQRT_RATIO_M1(u, v) of RFC 9496 4.2, by its definition. */
int sgm_oracle_is_sqrt_ratio(const sgm_fe *r, const sgm_fe *u, const sgm_fe *v);
/* 1 if hint is the inverse square root that decoding enc computes (see decode_hinted), by its definition. */
int sgm_oracle_is_hint(const uint8_t hint[32], const uint8_t enc[32]);
/* out = value of a mod 2^255-19. */
SGM_MUST_CHECK sgm_status sgm_oracle_fe_bytes(uint8_t out[32], const sgm_fe *a);
/* r = a b + c mod the group order, in 32 little-endian bytes each; b is 32 or 64 bytes, c may be NULL. */
SGM_MUST_CHECK sgm_status sgm_oracle_sc(uint8_t r[32], const uint8_t *a, size_t a_len, const uint8_t b[32],
                                        const uint8_t *c);

#endif
