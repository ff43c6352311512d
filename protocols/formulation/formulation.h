/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The ways of stating attribution: each is a named statement with claim, non-claim, proof system and evidence. */
#ifndef SGM_PROTOCOLS_FORMULATION_FORMULATION_H
#define SGM_PROTOCOLS_FORMULATION_FORMULATION_H

#include "protocols/evidence.h"
#include "protocols/proof.h"

/* Public values of a record statement: C = d' G + dm G_M + r H, with the digest d the statement is about. */
typedef struct sgm_statement {
    uint8_t C[32];
    sgm_sc d, dm;
} sgm_statement;

/* What a prover knows: the record opens to (opened_d, r). */
typedef struct sgm_opening {
    sgm_sc d, r;
} sgm_opening;

/* What every formulation says of itself, with or without the interface below. */
typedef struct sgm_words {
    const char *name;   /* of the tag: "F0A" */
    const char *title;  /* "direct" */
    const char *system; /* proof system in words: "Schnorr" */
    const char *claim, *non_claim;
    const char *audience;   /* who is convinced: "anyone" */
    const char *assumption; /* "discrete logarithm, random oracle" */
} sgm_words;

typedef struct sgm_formulation {
    sgm_words words;
    sgm_challenge_width width;
    unsigned equations;                    /* group equations per proof */
    unsigned points;                       /* group elements that belong to one proof, the record included */
    size_t batchable_bytes, compact_bytes; /* hinted: 32 per equation more than batchable */
    sgm_acceptance acceptance;             /* Pr[accept | used], Pr[accept | not used] */
    /* Builds the clauses from the statement. */
    sgm_status (*instance)(sgm_instance **out, const sgm_ctx *ctx, const sgm_statement *s, sgm_flavor flavor);
    /* From an opening: the real clause and its witness (at most 2 scalars). SGM_REJECTED if the opening does not
     * make the statement true: an honest prover refuses. Time: constant in the secrets but for that refusal. */
    sgm_status (*witness)(const sgm_statement *s, const sgm_opening *o, uint32_t *real, sgm_sc w[2]);
} sgm_formulation;

/* All formulations, in the order of the documents. */
const sgm_formulation *const *sgm_formulation_list(size_t *n);
/* By NAME, or NULL. */
const sgm_formulation *sgm_formulation_find(const char *name);

/* Exact length of a proof string. */
size_t sgm_formulation_proof_bytes(const sgm_formulation *f, sgm_flavor flavor);

/* The tag "SIGMARK-V01-NAME-DSFS|CMPT-with-sigma-proofs_Shake128_ristretto255"; a hinted proof has the batchable one.
 */
void sgm_formulation_name_tag(const char *name, sgm_flavor flavor, char *tag, size_t cap);
void sgm_formulation_tag(const sgm_formulation *f, sgm_flavor flavor, char *tag, size_t cap);

/* The instance of a statement. SGM_MALFORMED: C is the identity, d = 0 or dm = 0. Whether C decodes, and that
 * C != d G + dm G_M (the draft wants no image to be the identity), is found when a proof is made or verified, where the
 * point is needed anyway and many are decoded side by side: that is SGM_MALFORMED then. */
SGM_MUST_CHECK sgm_status sgm_formulation_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_formulation *f,
                                                   const sgm_statement *s, sgm_flavor flavor);
/* Honest prover: checks that the opening is one of C and makes the statement true, then proves.
 * proof: sgm_formulation_proof_bytes(f, flavor). */
SGM_MUST_CHECK sgm_status sgm_formulation_prove(const sgm_ctx *ctx, const sgm_formulation *f, const sgm_statement *s,
                                                const sgm_opening *o, sgm_flavor flavor, const sgm_rng *rng,
                                                uint8_t *proof);

#endif
