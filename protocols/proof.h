/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Proof strings of one statement: a linear relation, or an OR, k-of-n or nesting of linear relations (CDS94). */
#ifndef SGM_PROTOCOLS_PROOF_H
#define SGM_PROTOCOLS_PROOF_H

#include "protocols/relation.h"
#include "protocols/rng.h"

/* Batchable: commitments and responses. Compact: challenge and responses, commitments recomputed. Hinted: a batchable
 * proof, of the same session, followed by 32 bytes per commitment that make decoding it ten times cheaper. */
typedef enum sgm_flavor { SGM_BATCHABLE = 0, SGM_COMPACT = 1, SGM_HINTED = 2 } sgm_flavor;

/* How wide challenges, shares and compact challenges are. Short ones are this project's labelled variant. */
typedef enum sgm_challenge_width { SGM_CHALLENGE_FULL = 0, SGM_CHALLENGE_128 = 1 } sgm_challenge_width;

/* What a proof string is checked against: session, flavour, width and one or more clauses. The context that it was made
 * with outlives it. */
typedef struct sgm_instance sgm_instance;

/* One linear relation (n_clauses = 1, is_or = 0), or an OR of n_clauses >= 2. Takes over the relations, also on
 * failure. sid: the session id of the tag. `extension`: 1 if the batch weights follow the formulation leaf rule,
 * 0 if they follow the draft's sequential rule (bare relations and ORs). */
SGM_MUST_CHECK sgm_status sgm_instance_new(sgm_instance **out, const sgm_ctx *ctx, sgm_relation **clauses,
                                           uint32_t n_clauses, int is_or, const uint8_t sid[32], sgm_flavor flavor,
                                           sgm_challenge_width width, int extension);

/* One part of a composition: a clause, or with clause = NULL a node that says that `need` of the `n` parts after it are
 * true, each of which may be a node with its own parts. need = 1 is an OR; 2 <= need <= n a threshold, of which
 * need = n says AND. (An AND of clauses is shorter as one relation with the equations of all.) */
typedef struct sgm_part {
    sgm_relation *clause;
    uint32_t need, n;
} sgm_part;

/* A composition of any depth, its parts in prefix order: {NULL, 2, 3}, {a}, {b}, {NULL, 1, 2}, {c}, {d} says that two
 * of a, b and "c or d" are true. Takes over all clauses, also on failure; the same clause must not occur twice. The tag
 * behind sid must name the shape. SGM_MALFORMED: not one whole tree, n < 2, need > n, or a threshold with short
 * challenges. */
SGM_MUST_CHECK sgm_status sgm_instance_compose(sgm_instance **out, const sgm_ctx *ctx, const sgm_part *parts,
                                               size_t n_parts, const uint8_t sid[32], sgm_flavor flavor,
                                               sgm_challenge_width width, int extension);
void sgm_instance_free(sgm_instance *inst);
/* Bytes absorbed as the instance: Serialize(relation); LE(n,4) || clauses for an OR; LE(need,4) || LE(n,4) || clauses
 * for a threshold of clauses; for a deeper tree LE(0,4) and its parts in order, LE(0,4) || clause or LE(need,4) ||
 * LE(n,4). */
const uint8_t *sgm_instance_bytes(const sgm_instance *inst, size_t *len);
/* Exact length of every proof string of this instance. */
size_t sgm_instance_proof_size(const sgm_instance *inst);
/* Number of group equations: the number of batch weights a batchable proof takes. */
uint32_t sgm_instance_equations(const sgm_instance *inst);
/* Scalars a prover's witness array must have: the greatest number any clause needs. */
uint32_t sgm_instance_witness_scalars(const sgm_instance *inst);
/* Clauses, and the scalars of all of them together. */
uint32_t sgm_instance_clauses(const sgm_instance *inst);
uint32_t sgm_instance_scalars(const sgm_instance *inst);

/* Writes sgm_instance_proof_size bytes. `real` is the index of the true clause (secret; 0 for one relation), witness
 * its scalars, padded to sgm_instance_witness_scalars: all of them are read whatever `real` is. The same path runs for
 * every clause: time is constant in witness and real. On failure proof is zeroed. The witness is not checked: a wrong
 * one makes a proof that is rejected. SGM_MALFORMED: a statement point does not decode or is refused, see sgm_verify.
 * Proves: knowledge of a witness of at least one clause. Does not prove: which one. */
SGM_MUST_CHECK sgm_status sgm_prove(const sgm_ctx *ctx, const sgm_instance *inst, uint32_t real, const sgm_sc *witness,
                                    const sgm_rng *rng, uint8_t *proof);

/* The same for any composition. known[i] = 1 if the prover knows a witness of clause i, else 0 (secret); witness: the
 * scalars of all clauses side by side, anything but uninitialised memory where none is known. If more is known than
 * needed the first ones serve. Time: constant in known and witness. SGM_USAGE, visibly: too little is known.
 * Proves: knowledge of witnesses of enough clauses. Does not prove: of which. */
SGM_MUST_CHECK sgm_status sgm_prove_known(const sgm_ctx *ctx, const sgm_instance *inst, const uint8_t *known,
                                          const sgm_sc *witness, const sgm_rng *rng, uint8_t *proof);

/* SGM_OK accepted, SGM_REJECTED, SGM_MALFORMED (length, point, scalar; also a statement point that does not decode,
 * is the identity, or makes an image the identity, where the statement's maker left that to the verifier).
 * Time: variable (public data). */
SGM_MUST_CHECK sgm_status sgm_verify(const sgm_ctx *ctx, const sgm_instance *inst, const uint8_t *proof, size_t len);

#endif
