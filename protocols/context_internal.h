/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What a context holds; for the files of protocols/ only. */
#ifndef SGM_PROTOCOLS_CONTEXT_INTERNAL_H
#define SGM_PROTOCOLS_CONTEXT_INTERNAL_H

#include "protocols/context.h"
#include "protocols/dict.h"
#include "protocols/formulation/registry.h"

/* A sponge begins with its session id and zeros up to the rate. The state after that one block is all that the rest
 * needs, and is kept. */
typedef struct sgm_session {
    uint8_t sid[32];
    uint64_t opened[25];
} sgm_session;

/* Time: one permutation. */
void sgm_session_open(sgm_session *s, const uint8_t sid[32]);

/* What sgm_ctx_family has made so far: the one thing in a context that changes, under its own lock. */
typedef struct sgm_families sgm_families;
sgm_families *sgm_families_new(void);
void sgm_families_free(sgm_families *f);

struct sgm_ctx {
    sgm_affine point[SGM_GEN_COUNT];
    uint8_t enc[SGM_GEN_COUNT][SGM_ELEMENT_BYTES];
    const sgm_backend *be;
    sgm_families *families;
    sgm_fixed *table[SGM_GEN_COUNT];  /* NULL for Q: no prover multiplies it yet */
    sgm_dict_key key;                 /* for tables that live as long as one verification */
    uint8_t sid_draft_batch[32];      /* weights of the draft */
    uint8_t sid_batch[32];            /* weights of formulation batches, */
    sgm_session leaf;                 /* and the leaves they are made of */
    sgm_session session[SGM_TAGS][2]; /* formulation, flavour */
};

/* The suite's part, in generators.c or suite/: point, enc and table of its generators and whatever else it has, in a
 * context of zeros with its backend set. A generator that a suite lacks stays zero: no relation holds that encoding. */
SGM_MUST_CHECK sgm_status sgm_ctx_make_generators(sgm_ctx *ctx);
void sgm_ctx_free_generators(sgm_ctx *ctx);
/* table[which] from point[which]. */
SGM_MUST_CHECK sgm_status sgm_ctx_make_table(sgm_ctx *ctx, int which);

#endif
