/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The formulations as written down, one equation after the other on libsodium and OpenSSL: oracle and peer. */
#ifndef SGM_BENCH_PEERS_LITERAL_H
#define SGM_BENCH_PEERS_LITERAL_H

#include <stddef.h>
#include <stdint.h>

/* Shares no code with the library under test: sponge and generators by OpenSSL, group and scalars by libsodium. */
typedef struct sgm_literal {
    int inequality, both; /* F0NOT's clause alone; or F0A's and F0NOT's in an OR */
    int compact;
    size_t challenge_bytes; /* 32, or 16 for the -S128 variants */
    uint8_t sid[32], H[32], GM[32];
} sgm_literal;

/* Returns 0 if the formulation is none of F0A, F0NOT, F1, F1-S128. flavor: "batchable" or "compact". */
int sgm_literal_init(sgm_literal *l, const char *formulation, const char *flavor);
/* 1 if the proof of the statement (C, d, dm) is accepted. */
int sgm_literal_accepts(const sgm_literal *l, const uint8_t C[32], const uint8_t d[32], const uint8_t dm[32],
                        const uint8_t *proof, size_t len);

#endif
