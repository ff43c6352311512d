/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What a batch holds, the stages of a verification, and the one door to multiscalar multiplication; internal. */
#ifndef SGM_PROTOCOLS_BATCH_INTERNAL_H
#define SGM_PROTOCOLS_BATCH_INTERNAL_H

#include "primitives/keccak/keccak.h"
#include "protocols/argument.h"
#include "protocols/batch.h"
#include "protocols/batch_vectors.h"
#include "protocols/points.h"

/* Items of one task: whole vectors of messages for every backend, few enough that threads share the work evenly. */
enum { SGM_ITEM_BLOCK = 48 };

/* Where an item's arrays begin. Points of proofs are commitments, which enter with a bare weight, or an argument's own.
 */
typedef struct sgm_batch_place {
    size_t equation, commitment, own, element, share, response, challenge, outer, term;
} sgm_batch_place;

/* One proof. Items that cannot be decoded have no weights and no terms. */
typedef struct sgm_batch_item {
    const sgm_instance *inst;
    size_t offset;      /* of its string in bytes */
    sgm_batch_place at; /* counted over the whole batch */
    size_t distinct;    /* elements of the chunk first met before this item */
    int fits;           /* the string has the right length */
    int bad;            /* it does not decode */
} sgm_batch_item;

/* How far the last verification came. */
typedef enum sgm_batch_stage {
    SGM_BATCH_NONE,
    SGM_BATCH_DECODED, /* of every item it is known whether it is bad, and some are */
    SGM_BATCH_SUMMED   /* none is, and the total is known */
} sgm_batch_stage;

/* A verification works on a chunk of the items, all of them unless memory is bounded. The arrays are those of the chunk
 * at hand; a chunk stays where it is until another one is loaded. */
typedef struct sgm_batch_chunk {
    size_t first, end;
    sgm_batch_place base, total; /* the first item's place; from there to what follows the last */
    int loaded;                  /* points are decoded, challenges hashed */
    int bad;                     /* some item is, as far as it is loaded */
} sgm_batch_chunk;

struct sgm_batch {
    const sgm_ctx *ctx;
    sgm_weights kind;
    const sgm_dict_key *key;
    sgm_dict_key own_key;
    sgm_pool *pool; /* NULL: one thread */
    size_t max_memory;
    sgm_batch_item *items;
    size_t count, cap;
    sgm_batch_place next;  /* of the item that is added next */
    size_t misfits;        /* items whose strings have a wrong length */
    int hinted, extension; /* some item is; some instance is no part of the draft */
    uint8_t *bytes;
    size_t n_bytes, cap_bytes;

    sgm_batch_stage stage;
    sgm_point total;       /* of all items, once SUMMED */
    sgm_transcript stream; /* of derived weights, when every byte is in and none is squeezed; and under way: */
    sgm_transcript running;
    uint8_t seed[32]; /* of random weights */
    int opened;       /* one of the two has been made */
    int plain;        /* every weight is 1 */

    uint64_t *phase_ns, phase_since; /* NULL: nothing is measured; when the phase began */
    sgm_phase phase;                 /* SGM_PHASE_COUNT outside of verifications */

    sgm_arena work, scratch, list, groups;
    sgm_batch_chunk chunk;
    sgm_points points;
    sgm_met *met;     /* per element */
    uint32_t *index;  /* per element: its place among the distinct ones */
    sgm_sc *share;    /* sgm_share_room of every item, its clauses' shares first */
    sgm_sc *response; /* per scalar */
    sgm_sc *weight;   /* per equation; 0 for items that do not decode */
    sgm_sc *bare;     /* per commitment: its weight; the array of weights itself where there are no arguments */
    sgm_sc *challenge, *inverse; /* per challenge of an argument */
    sgm_sc *prefix;              /* per challenge: products on the way to the inverses */
    sgm_sc *own_value;           /* per point of an argument's own: what it is multiplied with */
    sgm_sc *reading;             /* scratch of arguments, one after another per worker */
    size_t reading_len;
    sgm_batch_vectors vectors;
    uint32_t *term_point; /* per term: as sgm_points_number says */
    sgm_sc *term_value;
    sgm_sc *coeff;         /* per distinct element: what the sum under way multiplies it with */
    uint32_t *seen, *slot; /* per distinct element: the sum that met it last as an old one, and where it stands there */
    uint32_t sums;
    sgm_affine *old_base; /* elements of the sum under way that an item before it met first */
    sgm_sc *old_coeff;
};

/* Where the arrays of an item of the chunk, or of what follows its last one, begin among those of the chunk. */
static inline sgm_batch_place sgm_batch_at(const sgm_batch *b, size_t item)
{
    const sgm_batch_place *at = item == b->count ? &b->next : &b->items[item].at, *base = &b->chunk.base;
    return (sgm_batch_place){.equation = at->equation - base->equation,
                             .commitment = at->commitment - base->commitment,
                             .own = at->own - base->own,
                             .element = at->element - base->element,
                             .share = at->share - base->share,
                             .response = at->response - base->response,
                             .challenge = at->challenge - base->challenge,
                             .outer = at->outer - base->outer,
                             .term = at->term - base->term};
}

/* Distinct elements of the chunk before this item. */
static inline size_t sgm_batch_distinct(const sgm_batch *b, size_t item)
{
    return item == b->chunk.end ? b->points.elements.count : b->items[item].distinct;
}

/* The measured thread's time belongs to `phase` from now on. */
void sgm_batch_switch(sgm_batch *b, sgm_phase phase);
/* The same said by a task: worker 0 is the thread that called. Nothing happens unless a verification is measured. */
static inline void sgm_batch_enter(sgm_batch *b, unsigned worker, sgm_phase phase)
{
    if (b->phase_ns && worker == 0 && b->phase != SGM_PHASE_COUNT)
        sgm_batch_switch(b, phase);
}

/* Memory. What the batch owns, and SGM_NOMEM where `need` bytes in arena a would exceed its bound. */
size_t sgm_batch_memory(const sgm_batch *b);
/* 1 if `more` bytes can be had beside `others`. */
int sgm_batch_allows(const sgm_batch *b, size_t others, size_t more);
SGM_MUST_CHECK sgm_status sgm_batch_reserve(sgm_batch *b, sgm_arena *a, size_t need);

/* Reads the strings of items first.. as far as memory allows, decodes their points and hashes their challenges; sets
 * `bad`. weighed: their weights too, as if none were bad. */
SGM_MUST_CHECK sgm_status sgm_batch_load(sgm_batch *b, size_t first, int weighed);

/* Begins a new stream of weights over the items that are not bad; restart: the same one again, where it is derived. */
void sgm_batch_open_weights(sgm_batch *b);
void sgm_batch_restart_weights(sgm_batch *b);
/* The derived rule over the items that are not bad, whatever the batch's own kind: the first `len` bytes. */
void sgm_batch_derive(sgm_batch *b, uint8_t *out, size_t len);
/* The next weights of the stream for the chunk: weight[e] of every equation, 0 for bad items. presume_good: `bad` is
 * not looked at. */
SGM_MUST_CHECK sgm_status sgm_batch_weigh(sgm_batch *b, int presume_good);

/* r = the weighted check of items first..end-1 of the chunk. value: their terms get their values first. */
SGM_MUST_CHECK sgm_status sgm_batch_sum(sgm_batch *b, size_t first, size_t end, int value, sgm_point *r);
/* Scratch that summing a whole chunk with these totals takes. */
size_t sgm_batch_sum_scratch(const sgm_batch *b, const sgm_batch_place *total);
int sgm_batch_is_identity(const sgm_batch *b, const sgm_point *p);

/* A batch that holds this proof alone. In: not a compact one. */
SGM_MUST_CHECK sgm_status sgm_batch_verify_one(const sgm_ctx *ctx, const sgm_instance *inst, const uint8_t *proof,
                                               size_t len);
/* r = sum of all parts. scratch grows as needed. SGM_NOMEM leaves r alone. Time: variable (public data). */
SGM_MUST_CHECK sgm_status sgm_combine_vt(const sgm_backend *be, sgm_point *r, const sgm_msm_part *parts, size_t n_parts,
                                         sgm_arena *scratch);
/* r = sum of k_j times element j of the instance, none of which is shifted. SGM_MALFORMED: one does not decode. Time:
 * variable (public data). */
SGM_MUST_CHECK sgm_status sgm_combine_elements(const sgm_backend *be, sgm_point *r, const sgm_instance *inst,
                                               const sgm_sc *k);

#endif
