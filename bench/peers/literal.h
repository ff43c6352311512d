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

/* Returns 0 if the formulation is none of F0A, F0NOT, F1, F1-S128, F1K. flavor: "batchable" or "compact". */
int sgm_literal_init(sgm_literal *l, const char *formulation, const char *flavor);
/* 1 if the proof of the statement (C, d, dm) is accepted. */
int sgm_literal_accepts(const sgm_literal *l, const uint8_t C[32], const uint8_t d[32], const uint8_t dm[32],
                        const uint8_t *proof, size_t len);

/* A clause of plain discrete logarithms: image[e] = x base[e] for e < n, one x for all. base NULL: the generator. */
typedef struct sgm_literal_clause {
    size_t n;
    const uint8_t *image[2], *base[2];
} sgm_literal_clause;

/* 1 if the batchable proof of one clause, or of the OR of two, is accepted. */
int sgm_literal_accepts_clauses(const uint8_t sid[32], const sgm_literal_clause *clauses, size_t n_clauses,
                                const uint8_t *proof, size_t len);
/* 1 if the batchable proof of F1K is accepted: at least k of n records C hold the d beside them. l: made for F1K. */
int sgm_literal_accepts_threshold(const sgm_literal *l, size_t k, size_t n, const uint8_t (*C)[32],
                                  const uint8_t (*d)[32], const uint8_t dm[32], const uint8_t *proof, size_t len);

#endif
