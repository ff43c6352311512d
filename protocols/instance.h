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
 * equation; what is hashed are still the elements that the relation declares. Compared as bytes, so that what the
 * encoding leaves of its last word is zero. */
typedef struct sgm_element {
    uint8_t enc[(SGM_ELEMENT_BYTES + 7) / 8 * 8];
    sgm_sc d, dm;
} sgm_element;

_Static_assert(sizeof(sgm_element) == 4 * SGM_DICT_WORDS, "one key of the statement table, without padding");

/* Equations name points by number: first the fixed generators, then the instance's own elements. */
enum { SGM_FIRST_ELEMENT = SGM_GEN_COUNT };

typedef struct sgm_clause {
    const sgm_equation *equations; /* `element` is a point number, SGM_GEN_... or SGM_FIRST_ELEMENT + i */
    uint32_t n_equations, n_scalars;
} sgm_clause;

/* A node of a composition: `need` of its children are to be true. Children are named by their place among the shares:
 * clause i is i, node j is n_clauses + j. Node 0 is the root, and parents come before their children.
 * need = 1, an OR: the children's shares add up to the node's own. Otherwise they are the values at 1, 2, .. of a
 * polynomial of degree n_children - need whose value at 0 is the node's own. */
typedef struct sgm_node {
    uint32_t need, n_children;
    const uint32_t *children;
} sgm_node;

struct sgm_argument;

/* What is verified by itself only: its proofs enter no batch. In: a string of the instance's length, all of it
 * n_scalars scalars, not yet read. */
typedef struct sgm_alone sgm_alone;
struct sgm_alone {
    sgm_status (*verify)(const sgm_alone *self, const sgm_ctx *ctx, const sgm_instance *inst, const uint8_t *proof);
};

/* Clauses of linear equations, or an argument of several rounds or a proof that stands alone, which have none. */
struct sgm_instance {
    const sgm_session *session; /* the context's, which outlives the instance, or one in the instance's block */
    sgm_flavor flavor;
    sgm_challenge_width width;
    int extension;
    uint32_t n_clauses, n_nodes, n_elements;  /* n_nodes = 0: one clause alone */
    uint32_t n_equations, n_scalars, n_terms; /* sums over the clauses; n_terms counts images and terms */
    uint32_t n_points;                        /* in a proof string: the clauses' commitments, one per equation */
    uint32_t n_sent;                          /* shares and coefficients in a proof string */
    const sgm_clause *clauses;
    const sgm_node *nodes;
    const sgm_element *elements;
    sgm_affine *points; /* room for what the elements mean; filled in for the first n_kept of them */
    uint32_t n_kept;
    const uint8_t *bytes;
    size_t len;
    sgm_relation **owned;                /* NULL, or the relations the clauses were made of */
    const struct sgm_argument *argument; /* NULL: clauses */
    const sgm_alone *alone;              /* NULL: not so */
    void *block;                         /* that the argument is in, and what ends it */
    void (*release)(void *block);
};

/* Sums over clauses and nodes, once both are set. */
void sgm_instance_count(sgm_instance *inst);

/* Bytes of a challenge or share. */
static inline size_t sgm_challenge_bytes(const sgm_instance *inst)
{
    return inst->width == SGM_CHALLENGE_128 ? 16 : SGM_SCALAR_BYTES;
}
/* What a proof string holds of a node: all shares of an OR but the last, which the verifier computes; the coefficients
 * of a polynomial but the constant one, which is the node's challenge. */
static inline uint32_t sgm_node_sends(const sgm_node *node)
{
    return node->n_children - (SGM_KEEP_DEGREE ? node->need : 1) + (SGM_KEEP_LAST_SHARE ? 0 : 1);
}
static inline uint32_t sgm_shares_sent(const sgm_instance *inst) { return inst->n_sent; }
/* Room for the shares of an instance: those of the clauses, those of the nodes, then what was sent. */
static inline size_t sgm_share_room(const sgm_instance *inst)
{
    return (size_t)inst->n_clauses + inst->n_nodes + inst->n_sent;
}
static inline sgm_sc *sgm_sent_shares(const sgm_instance *inst, sgm_sc *shares)
{
    return shares + inst->n_clauses + inst->n_nodes;
}
/* Bytes before the shares: the commitments, or the challenge of a compact proof. In an argument points and scalars take
 * turns, and only the sums of their lengths mean something. */
static inline size_t sgm_proof_head(const sgm_instance *inst)
{
    return inst->flavor == SGM_COMPACT ? sgm_challenge_bytes(inst) : SGM_ELEMENT_BYTES * (size_t)inst->n_points;
}

/* Challenges are added and subtracted mod l, short ones mod 2^128. Time: constant. */
void sgm_challenge_add(sgm_challenge_width width, sgm_sc *r, const sgm_sc *a, const sgm_sc *b);
void sgm_challenge_sub(sgm_challenge_width width, sgm_sc *r, const sgm_sc *a, const sgm_sc *b);
/* Writes a scalar, or 16 bytes, little-endian in every suite. Reading returns 0 if the bytes are not canonical. */
void sgm_challenge_write(sgm_challenge_width width, uint8_t *out, const sgm_sc *c);
int sgm_challenge_read(sgm_challenge_width width, sgm_sc *c, const uint8_t *in);
/* A scalar of a proof string. Returns 0 if it is not canonical. */
int sgm_proof_scalar(sgm_sc *r, const uint8_t in[SGM_SCALAR_BYTES]);

/* Bytes of commitments that the challenge absorbs: all of them. */
static inline size_t sgm_committed_bytes(const sgm_instance *inst)
{
    if (!SGM_KEEP_COMMITMENTS)
        return 0;
    return SGM_KEEP_COMMITMENTS_ALL ? SGM_ELEMENT_BYTES * (size_t)inst->n_equations : SGM_ELEMENT_BYTES;
}

/* c = the challenge after the instance and n_equations commitments. */
void sgm_instance_challenge(const sgm_instance *inst, const uint8_t *commitments, sgm_sc *c);

/* Reads the part of a proof string after its head: what was sent of the shares, to the end of their room, and the
 * responses. In: exact length. Returns 0 if a scalar is not canonical. */
int sgm_proof_scalars(const sgm_instance *inst, const uint8_t *proof, sgm_sc *shares, sgm_sc *responses);
/* The shares of one node's children, from its own and what was sent for it. Time: constant. */
void sgm_settle_node(const sgm_instance *inst, const sgm_node *node, const sgm_sc *own, const sgm_sc *sent,
                     sgm_sc *shares);
/* shares[0 .. n_clauses) = the challenge of every clause, from c and what was sent. */
void sgm_settle_shares(const sgm_instance *inst, const sgm_sc *c, sgm_sc *shares);
/* Place of the root among the shares. */
static inline uint32_t sgm_root_share(const sgm_instance *inst) { return inst->n_nodes > 0 ? inst->n_clauses : 0; }
/* Bytes of a proof string without its hints. */
size_t sgm_batchable_size(const sgm_instance *inst);
/* 1 if `len` is the length of a proof string of inst. */
int sgm_proof_length_ok(const sgm_instance *inst, size_t len);

#endif
