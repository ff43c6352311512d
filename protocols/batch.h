/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The accumulator: many proofs, one random linear combination, one multiscalar multiplication, and the culprits. */
#ifndef SGM_PROTOCOLS_BATCH_H
#define SGM_PROTOCOLS_BATCH_H

#include "protocols/proof.h"

/* 128-bit weights, one per equation, fixed after every byte of every proof is in. */
typedef enum sgm_weights {
    SGM_WEIGHTS_DERIVED = 0, /* from the transcript of the whole batch: reproducible */
    SGM_WEIGHTS_RANDOM = 1   /* from the system's generator, drawn anew by every verification */
} sgm_weights;

typedef struct sgm_batch sgm_batch;

SGM_MUST_CHECK sgm_status sgm_batch_new(sgm_batch **out, const sgm_ctx *ctx, sgm_weights weights);
void sgm_batch_free(sgm_batch *b);
/* Verifications of b work on `threads` threads from now on, 1..64, the caller's being one of them; 1, as at first,
 * makes none. Verdict and culprits do not depend on it. On failure (SGM_USAGE, SGM_NOMEM, SGM_IO) one thread works. */
SGM_MUST_CHECK sgm_status sgm_batch_threads(sgm_batch *b, unsigned threads);
/* do_task(arg, i, worker) for task i = 0 .. n-1, shared by these threads, in any order; worker < threads tells them
 * apart. Returns when all are done. For what else there is to do for a batch, such as making its instances: they are
 * dealt out in runs, and a thread whose run of items was the same finds them in its own cache. Not from within a task.
 */
void sgm_batch_run(sgm_batch *b, void (*do_task)(void *arg, size_t task, unsigned worker), void *arg, size_t n);
/* Bounds all memory that b owns, strings included (but for the moment in which a growing array moves); 0, as at first:
 * no bound. A batch that needs more is verified in chunks, to the same verdict and culprits; SGM_NOMEM where even that
 * does not fit, by add or by verify. Working set per item: see protocols/README.md. */
void sgm_batch_max_memory(sgm_batch *b, size_t bytes);
/* Forgets all items, keeps the memory. */
void sgm_batch_clear(sgm_batch *b);
/* Whether proofs of this instance go into batches: no compact ones, and none that only sgm_verify verifies (F3-AOS). */
int sgm_batch_takes(const sgm_instance *inst);
/* Adds one proof; SGM_USAGE where sgm_batch_takes says no. inst is borrowed until clear or free; proof is copied. A
 * string that cannot be decoded is taken too: it makes the batch reject and is named as culprit. */
SGM_MUST_CHECK sgm_status sgm_batch_add(sgm_batch *b, const sgm_instance *inst, const uint8_t *proof, size_t len);
/* The same of n proofs of `len` bytes each, side by side, proof i about inst[i], one after the other: those before the
 * first one that is refused are in. Faster than single calls. SGM_NOMEM: none is in. */
SGM_MUST_CHECK sgm_status sgm_batch_add_many(sgm_batch *b, const sgm_instance *const *inst, const uint8_t *proofs,
                                             size_t len, size_t n);
size_t sgm_batch_count(const sgm_batch *b);

/* SGM_OK iff every item is accepted alone (up to a probability of 2^-128); the empty batch is accepted.
 * SGM_MALFORMED: an item does not decode. SGM_REJECTED: all decode, one is false.
 * Everything is done anew from the bytes each time: same answer. Time: variable (public data). */
SGM_MUST_CHECK sgm_status sgm_batch_verify(sgm_batch *b);
/* Indices of the bad items in ascending order, found by bisection over the decoded batch; each is verified alone.
 * *culprits is owned by the batch and lasts until it is used again. SGM_USAGE before a verify of these items. */
SGM_MUST_CHECK sgm_status sgm_batch_culprits(sgm_batch *b, const size_t **culprits, size_t *n);

/* What a verification does one after the other, for measurements: hashes challenges and weights; decodes points, those
 * of records with their shift; reads strings and computes scalars; multiplies and adds points. */
typedef enum sgm_phase {
    SGM_PHASE_HASH,
    SGM_PHASE_DECODE,
    SGM_PHASE_SCALARS,
    SGM_PHASE_MSM,
    SGM_PHASE_COUNT
} sgm_phase;

/* From now on the wall time that the calling thread spends in each phase of sgm_batch_verify is added to ns, an array
 * of SGM_PHASE_COUNT that b borrows. NULL, as at first: no clock is read. */
void sgm_batch_measure(sgm_batch *b, uint64_t *ns);

/* The weights of the current batch under the derived rule: 16 bytes per equation, in order; for vectors.
 * SGM_MALFORMED if an item cannot be decoded. out: 16 * sum of equations bytes. */
SGM_MUST_CHECK sgm_status sgm_batch_derived_weights(sgm_batch *b, uint8_t *out);

/* Decodes the statement points of n instances, many side by side, and keeps them in the instances (120 bytes per point,
 * there from the beginning), so that no later verification has to: for records that many proofs are about. Verdicts
 * stay what they were; an instance whose points are refused is left alone, and its proofs are malformed as ever.
 * Not while another thread uses one of the instances; afterwards they are as immutable as before. */
SGM_MUST_CHECK sgm_status sgm_instances_keep(const sgm_ctx *ctx, sgm_instance *const *inst, size_t n);

#endif
