/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What a batch holds, the stages of a verification, and the one door to multiscalar multiplication; internal. */
#ifndef SGM_PROTOCOLS_BATCH_INTERNAL_H
#define SGM_PROTOCOLS_BATCH_INTERNAL_H

#include "primitives/keccak/keccak.h"
#include "protocols/batch.h"
#include "protocols/points.h"

enum { SGM_HASH_CHUNK = 64 }; /* messages handed to the lanes at a time */

/* One proof. Items that cannot be decoded have no weights and no terms; `at` tells where each one's arrays begin. */
typedef struct sgm_batch_item {
    const sgm_instance *inst;
    size_t offset; /* of its string in bytes */
    struct {
        size_t equation, element, share, response, term;
    } at;
    int fits; /* the string has the right length */
    int bad;  /* it does not decode */
} sgm_batch_item;

/* How far the last verification came. */
typedef enum sgm_batch_stage { SGM_BATCH_NONE, SGM_BATCH_DECODED, SGM_BATCH_SUMMED } sgm_batch_stage;

struct sgm_batch {
    const sgm_ctx *ctx;
    sgm_weights kind;
    const sgm_dict_key *key;
    sgm_dict_key own_key;
    sgm_batch_item *items; /* count + 1: the last one holds the totals in `at` */
    size_t count, cap;
    uint8_t *bytes;
    size_t n_bytes, cap_bytes;

    sgm_batch_stage stage;
    sgm_arena work, scratch, raw_weights, tree;
    size_t raw_count; /* equations that raw_weights were made for */
    sgm_points points;
    uint32_t *index;      /* per element: its place among the distinct ones */
    sgm_sc *share;        /* sgm_share_room of every item, its clauses' shares first */
    sgm_sc *response;     /* per scalar */
    sgm_sc *weight;       /* per equation; 0 for items that do not decode */
    uint32_t *term_point; /* per term: index into points.at */
    sgm_sc *term_value, *term_weight;
    uint32_t *seen, *slot; /* per point: the sum that met it last, and where it stands there */
    uint32_t sums;
    sgm_point total; /* of all items, once weighted and summed */
    sgm_affine *base;
    sgm_sc *sum;
    sgm_shake_job *job; /* SGM_HASH_CHUNK messages and what they hash to */
    uint8_t (*digest)[64];
};

/* Challenges and shares of all items that decode, hashed side by side. */
void sgm_batch_challenges(sgm_batch *b);
/* weight[e] of every equation, 0 for items that do not decode. */
SGM_MUST_CHECK sgm_status sgm_batch_weigh(sgm_batch *b);
/* The derived rule: 16 bytes for each of `equations` equations of the items that decode. */
void sgm_batch_derive_weights(const sgm_batch *b, uint8_t *out, size_t equations);
/* Challenges, weights, terms, and the total of all items that decode. In: stage DECODED. */
SGM_MUST_CHECK sgm_status sgm_batch_total(sgm_batch *b);
/* r = the weighted check of items first..end-1. In: sgm_batch_total has run. */
SGM_MUST_CHECK sgm_status sgm_batch_sum(sgm_batch *b, size_t first, size_t end, sgm_point *r);
int sgm_batch_is_identity(const sgm_batch *b, const sgm_point *p);

/* A batch that holds this batchable proof alone. */
SGM_MUST_CHECK sgm_status sgm_batch_verify_one(const sgm_ctx *ctx, const sgm_instance *inst, const uint8_t *proof,
                                               size_t len);
/* r = sum of all parts. scratch grows as needed. SGM_NOMEM leaves r alone. Time: variable (public data). */
SGM_MUST_CHECK sgm_status sgm_combine_vt(const sgm_backend *be, sgm_point *r, const sgm_msm_part *parts, size_t n_parts,
                                         sgm_arena *scratch);

#endif
