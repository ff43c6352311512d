/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F3-SCALAR, F3-GROUP and F3-SQRT as written down, one equation after the other on libsodium and OpenSSL. */
#ifndef SGM_BENCH_PEERS_LITERAL_F3_H
#define SGM_BENCH_PEERS_LITERAL_F3_H

#include "bench/peers/plain.h"

/* A class of N = n^m items, and what every verification about it wants. */
typedef struct sgm_literal_f3 {
    int group, square_root;
    uint32_t n, m;
    size_t N, S;
    const uint8_t (*item)[32]; /* borrowed: scalars, or points */
    uint8_t sid[32], H[32], GM[32], Q[32], root[64];
    uint8_t (*V)[32], (*CR)[32];
    uint8_t (*tensor)[32], (*row)[32]; /* N and S scalars of room */
} sgm_literal_f3;

/* Returns 0 if the formulation is none of the three, or memory or a library fails. Free with clear in any case. */
int sgm_literal_f3_init(sgm_literal_f3 *l, const char *formulation, uint32_t n, uint32_t m, const uint8_t (*item)[32]);
/* 1 if the batchable proof about record C and model dm is accepted. A group class takes N multiplications of points. */
int sgm_literal_f3_accepts(const sgm_literal_f3 *l, const uint8_t C[32], const uint8_t dm[32], const uint8_t *proof,
                           size_t len);
void sgm_literal_f3_clear(sgm_literal_f3 *l);

#endif
