/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F6: the record opens to d, or the prover knows one verifier's secret key. It convinces the holder of that key and
 * nobody else, for the holder could have made it. F6-S128 is the same with 128-bit challenges; F6-POP is the proof that
 * somebody knows the key, without which F6 would convince everybody. */
#ifndef SGM_PROTOCOLS_FORMULATION_F6_H
#define SGM_PROTOCOLS_FORMULATION_F6_H

#include "protocols/formulation/formulation.h"

/* A verifier's public key V = sk G. Have it from sgm_f6_key_new or sgm_f6_key_accept: with a V whose key nobody knows,
 * gen("V",0) say, a verifier could show a proof around that everybody must believe. */
typedef struct sgm_f6_key {
    uint8_t V[32];
} sgm_f6_key;

typedef struct sgm_f6_statement {
    sgm_statement record;
    sgm_f6_key verifier;
} sgm_f6_statement;

/* Who proves: the prover, who knows the record's blinding r, or the verifier, who knows sk and simulates. */
typedef enum sgm_f6_role { SGM_F6_PROVER = 0, SGM_F6_VERIFIER = 1 } sgm_f6_role;

typedef struct sgm_f6_witness {
    uint32_t role; /* sgm_f6_role; secret */
    sgm_sc secret; /* r or sk */
} sgm_f6_witness;

extern const sgm_words sgm_f6, sgm_f6_s128, sgm_f6_pop;

/* Bytes of a proof: 160, compact 128, hinted 224; with short challenges 144, 96, 208. Two equations. */
size_t sgm_f6_proof_size(sgm_challenge_width width, sgm_flavor flavor);

/* LE(2,4) || F0A on the record || V = sk G. SGM_MALFORMED: as sgm_formulation_instance; V is the identity.
 * Everything is copied. */
SGM_MUST_CHECK sgm_status sgm_f6_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_f6_statement *s,
                                          sgm_challenge_width width, sgm_flavor flavor);

/* Honest prover and simulating verifier: one path, constant time in role and secret. SGM_REJECTED: C does not open to
 * d with r, or V is not sk G. SGM_USAGE: no such role. proof: sgm_f6_proof_size bytes, zeroed on failure. */
SGM_MUST_CHECK sgm_status sgm_f6_prove(const sgm_ctx *ctx, const sgm_f6_statement *s, const sgm_f6_witness *w,
                                       sgm_challenge_width width, sgm_flavor flavor, const sgm_rng *rng,
                                       uint8_t *proof);

/* Bytes of a proof of possession: 64 batchable and compact, 96 hinted. One equation. */
size_t sgm_f6_pop_proof_size(sgm_flavor flavor);
/* V = sk G. SGM_MALFORMED: V is the identity. */
SGM_MUST_CHECK sgm_status sgm_f6_pop_instance(sgm_instance **out, const sgm_ctx *ctx, const uint8_t V[32],
                                              sgm_flavor flavor);
/* SGM_REJECTED: V is not sk G. proof: zeroed on failure. Time: constant in sk but for that refusal. */
SGM_MUST_CHECK sgm_status sgm_f6_pop_prove(const sgm_ctx *ctx, const uint8_t V[32], const sgm_sc *sk, sgm_flavor flavor,
                                           const sgm_rng *rng, uint8_t *proof);

/* A new key: sk uniform and not 0, V = sk G, and the batchable proof of possession that V is handed out with. */
SGM_MUST_CHECK sgm_status sgm_f6_key_new(const sgm_ctx *ctx, const sgm_rng *rng, sgm_sc *sk, sgm_f6_key *key,
                                         uint8_t pop[64]);
/* *key = V if pop proves possession, else zeros and SGM_REJECTED or SGM_MALFORMED. Time: variable (public data). */
SGM_MUST_CHECK sgm_status sgm_f6_key_accept(const sgm_ctx *ctx, sgm_f6_key *key, const uint8_t V[32],
                                            const uint8_t pop[64]);

/* Evidence, to the holder of the key and to everybody else: as F0A, and none. */
sgm_acceptance sgm_f6_acceptance(int to_key_holder);

#endif
