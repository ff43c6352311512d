/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What provers and verifiers read of a statement: clauses of linear equations over points; for protocols/ only. */
#ifndef SGM_PROTOCOLS_INSTANCE_H
#define SGM_PROTOCOLS_INSTANCE_H

#include "protocols/context_internal.h"
#include "protocols/proof.h"
#include "protocols/transcript.h"
#include "protocols/weaken.h"

/* A point of a statement: decode(enc) - d G - dm G_M. Nearly always d = dm = 0, the encoded point itself. A record
 * statement is about C - d G - dm G_M throughout, so that this difference is made once and stands for C in every
 * equation; what is hashed are still the elements that the relation declares. Compared as 96 bytes. */
typedef struct sgm_element {
    uint8_t enc[32];
    sgm_sc d, dm;
} sgm_element;

_Static_assert(sizeof(sgm_element) == 4 * SGM_DICT_WORDS, "one key of the statement table, without padding");

/* Equations name points by number: first the fixed generators, then the instance's own elements. */
enum { SGM_FIRST_ELEMENT = SGM_GEN_COUNT };

typedef struct sgm_clause {
    const sgm_equation *equations; /* `element` is a point number, SGM_GEN_... or SGM_FIRST_ELEMENT + i */
    uint32_t n_equations, n_scalars;
} sgm_clause;

struct sgm_instance {
    sgm_session session;
    sgm_flavor flavor;
    sgm_challenge_width width;
    int extension;
    uint32_t n_clauses, n_elements;
    uint32_t n_equations, n_scalars, n_terms; /* sums over the clauses; n_terms counts images and terms */
    const sgm_clause *clauses;
    const sgm_element *elements;
    const uint8_t *bytes;
    size_t len;
    sgm_relation **owned; /* NULL, or the relations the clauses were made of */
};

/* Sums over the clauses, once `clauses` is set. */
void sgm_instance_count(sgm_instance *inst);

/* Bytes of a challenge or share. */
static inline size_t sgm_challenge_bytes(const sgm_instance *inst)
{
    return inst->width == SGM_CHALLENGE_128 ? 16 : 32;
}
/* Shares in a proof string: all but the last, which the verifier computes. */
static inline uint32_t sgm_shares_sent(const sgm_instance *inst)
{
    return SGM_KEEP_LAST_SHARE || inst->n_clauses == 1 ? inst->n_clauses - 1 : inst->n_clauses;
}
/* Bytes before the shares: the commitments, or the challenge of a compact proof. */
static inline size_t sgm_proof_head(const sgm_instance *inst)
{
    return inst->flavor == SGM_COMPACT ? sgm_challenge_bytes(inst) : 32 * (size_t)inst->n_equations;
}

/* Challenges are added and subtracted mod l, short ones mod 2^128. Time: constant. */
void sgm_challenge_add(sgm_challenge_width width, sgm_sc *r, const sgm_sc *a, const sgm_sc *b);
void sgm_challenge_sub(sgm_challenge_width width, sgm_sc *r, const sgm_sc *a, const sgm_sc *b);
/* Writes 32 or 16 bytes. Reading returns 0 if the bytes are not canonical. */
void sgm_challenge_write(sgm_challenge_width width, uint8_t *out, const sgm_sc *c);
int sgm_challenge_read(sgm_challenge_width width, sgm_sc *c, const uint8_t *in);

/* c = the challenge after the instance and n_equations commitments. */
void sgm_instance_challenge(const sgm_instance *inst, const uint8_t *commitments, sgm_sc *c);

/* Reads the part of a proof string after its head: shares (n_clauses of them, the last left for
 * sgm_last_share) and responses. In: exact length. Returns 0 if a scalar is not canonical. */
int sgm_proof_scalars(const sgm_instance *inst, const uint8_t *proof, sgm_sc *shares, sgm_sc *responses);
/* shares[last] = c - sum of the others: it is never read from a proof. */
void sgm_last_share(const sgm_instance *inst, const sgm_sc *c, sgm_sc *shares);
/* 1 if `len` is the length of a proof string of inst. */
int sgm_proof_length_ok(const sgm_instance *inst, size_t len);

#endif
