/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What a context holds; for the files of protocols/ only. */
#ifndef SGM_PROTOCOLS_CONTEXT_INTERNAL_H
#define SGM_PROTOCOLS_CONTEXT_INTERNAL_H

#include "primitives/keccak/keccak.h"
#include "protocols/context.h"
#include "protocols/dict.h"
#include "protocols/formulation/registry.h"

/* A sponge begins with its session id and zeros up to the rate: one block. */
typedef struct sgm_opening_block {
    uint8_t bytes[SGM_SHAKE128_RATE];
} sgm_opening_block;

struct sgm_ctx {
    sgm_affine point[SGM_GEN_COUNT];
    uint8_t enc[SGM_GEN_COUNT][32];
    const sgm_backend *be;
    sgm_fixed *table[SGM_GEN_COUNT]; /* NULL for Q: no prover multiplies it yet */
    sgm_sc half;                     /* 1/2 mod l */
    sgm_dict_key key;                /* for tables that live as long as one verification */
    uint8_t sid_draft_batch[32];     /* weights of the draft */
    uint8_t sid_batch[32];           /* weights of formulation batches, and the leaves they are made of */
    sgm_opening_block leaf;
    uint8_t sid[SGM_FORMULATIONS][2][32]; /* session ids: formulation, flavour */
};

#endif
