/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What proof and batch records of every form have in common: verdicts, provers, weights, culprits. */
#ifndef SGM_TESTS_CONFORMANCE_VERDICT_H
#define SGM_TESTS_CONFORMANCE_VERDICT_H

#include "protocols/batch.h"
#include "tests/conformance/record.h"

/* Flavor of a record or of an item of a batch. */
sgm_flavor verdict_flavor(record *r, const json_t *object);
/* Fails unless status is SGM_OK and accept is 1, or status says rejected or malformed and accept is 0. */
void verdict_expect(record *r, const char *what, sgm_status status, int accept);
/* Verifies alone and, when the proof is batchable, in a batch of one with either kind of weights. */
void verdict_proof(record *r, const sgm_instance *inst, sgm_flavor flavor, octets narg, int accept);
/* Fails unless the prover writes exactly narg. */
void verdict_prover(record *r, const sgm_instance *inst, uint32_t real, const sgm_sc *witness, const sgm_rng *rng,
                    octets narg);
/* Verifies a batch of n instances with their strings: verdict, the weights when `weights` is a member, culprits in
 * member `culprits`, and the same again in reverse order. */
void verdict_batch(record *r, sgm_instance *const *instances, const octets *nargs, size_t n, const char *weights,
                   const char *culprits);

#endif
