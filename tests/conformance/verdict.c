/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What proof and batch records of every form have in common: verdicts, provers, weights, culprits. */
#include "tests/conformance/verdict.h"

#include <string.h>

sgm_flavor verdict_flavor(record *r, const json_t *object)
{
    const char *text = record_string(r, object, "Flavor");
    if (strcmp(text, "batchable") == 0)
        return SGM_BATCHABLE;
    if (strcmp(text, "compact") != 0)
        record_unusable(r, "\"Flavor\" is neither batchable nor compact");
    return SGM_COMPACT;
}

void verdict_expect(record *r, const char *what, sgm_status status, int accept)
{
    record_expect(r, status == SGM_OK || status == SGM_REJECTED || status == SGM_MALFORMED,
                  "%s: neither accepted nor refused, status %d", what, (int)status);
    record_expect(r, (status == SGM_OK) == accept, "%s: %s", what,
                  accept ? "a valid proof is refused" : "an invalid proof is accepted");
}

static void batch_of_one(record *r, const sgm_instance *inst, octets narg, sgm_weights weights, int accept)
{
    sgm_batch *batch = NULL;
    sgm_status status = sgm_batch_new(&batch, r->ctx, weights);
    if (status == SGM_OK)
        status = sgm_batch_add(batch, inst, narg.data, narg.len);
    if (status == SGM_OK)
        status = sgm_batch_verify(batch);
    verdict_expect(r, weights == SGM_WEIGHTS_RANDOM ? "batch of one, random weights" : "batch of one", status, accept);
    sgm_batch_free(batch);
}

/* What is verified alone only. */
static void enters_no_batch(record *r, const sgm_instance *inst, octets narg)
{
    sgm_batch *batch = NULL;
    record_expect(r, sgm_batch_new(&batch, r->ctx, SGM_WEIGHTS_DERIVED) == SGM_OK, "no batch");
    record_expect(r, batch && sgm_batch_add(batch, inst, narg.data, narg.len) == SGM_USAGE, "a batch takes it");
    sgm_batch_free(batch);
}

void verdict_proof(record *r, const sgm_instance *inst, sgm_flavor flavor, octets narg, int accept)
{
    verdict_expect(r, "alone", sgm_verify(r->ctx, inst, narg.data, narg.len), accept);
    if (flavor != SGM_BATCHABLE)
        return;
    if (sgm_instance_equations(inst) == 0) {
        enters_no_batch(r, inst, narg);
        return;
    }
    batch_of_one(r, inst, narg, SGM_WEIGHTS_DERIVED, accept);
    batch_of_one(r, inst, narg, SGM_WEIGHTS_RANDOM, accept);
}

void verdict_prover(record *r, const sgm_instance *inst, uint32_t real, const sgm_sc *witness, const sgm_rng *rng,
                    octets narg)
{
    size_t size = sgm_instance_proof_size(inst);
    uint8_t *proof = record_alloc(r, size);
    record_expect(r, size == narg.len, "the library says a proof has %zu bytes", size);
    record_expect(r, sgm_prove(r->ctx, inst, real, witness, rng, proof) == SGM_OK, "the prover fails");
    record_expect(r, size == narg.len && memcmp(proof, narg.data, size) == 0, "the prover writes another proof");
}

static void expect_weights(record *r, sgm_batch *batch, uint64_t equations, const char *key)
{
    uint8_t *weights = record_alloc(r, 16 * equations);
    record_expect(r, sgm_batch_derived_weights(batch, weights) == SGM_OK, "no weights can be derived");
    if (r->outcome == OUTCOME_PASS)
        record_expect_octets(r, r->json, key, weights, 16 * equations);
}

/* reversed: item i of the batch is item n-1-i of the record. */
static void expect_culprits(record *r, sgm_batch *batch, const json_t *expected, size_t n, int reversed)
{
    const size_t *culprits = NULL;
    size_t found = 0, wanted = json_array_size(expected);
    record_expect(r, sgm_batch_culprits(batch, &culprits, &found) == SGM_OK, "the culprit search fails");
    record_expect(r, found == wanted, "%zu culprits named instead of %zu", found, wanted);
    for (size_t i = 0; i < wanted && r->outcome == OUTCOME_PASS; i++) {
        size_t want = (size_t)json_integer_value(json_array_get(expected, reversed ? wanted - 1 - i : i));
        record_expect(r, culprits[i] == (reversed ? n - 1 - want : want), "another culprit is named");
    }
}

static sgm_batch *fill_batch(record *r, sgm_instance *const *instances, const octets *nargs, size_t n, int reversed)
{
    sgm_batch *batch = NULL;
    sgm_status status = sgm_batch_new(&batch, r->ctx, SGM_WEIGHTS_DERIVED);
    for (size_t i = 0; i < n && status == SGM_OK; i++) {
        size_t from = reversed ? n - 1 - i : i;
        status = sgm_batch_add(batch, instances[from], nargs[from].data, nargs[from].len);
    }
    record_expect(r, status == SGM_OK, "an item cannot be added to the batch, status %d", (int)status);
    return batch;
}

void verdict_batch(record *r, sgm_instance *const *instances, const octets *nargs, size_t n, const char *weights,
                   const char *culprits)
{
    int accept = record_accepts(r);
    const json_t *expected = record_array(r, r->json, culprits);
    uint64_t equations = 0;
    for (size_t i = 0; i < n && r->outcome == OUTCOME_PASS; i++)
        equations += sgm_instance_equations(instances[i]);
    for (int reversed = 0; reversed < 2 && r->outcome == OUTCOME_PASS; reversed++) {
        sgm_batch *batch = fill_batch(r, instances, nargs, n, reversed);
        if (r->outcome == OUTCOME_PASS && !reversed && record_has(r->json, weights))
            expect_weights(r, batch, equations, weights);
        if (r->outcome == OUTCOME_PASS) {
            verdict_expect(r, "batch", sgm_batch_verify(batch), accept);
            verdict_expect(r, "batch, second time", sgm_batch_verify(batch), accept);
        }
        if (r->outcome == OUTCOME_PASS && !accept)
            expect_culprits(r, batch, expected, n, reversed);
        sgm_batch_free(batch);
    }
}
