/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Records about linear relations, their ORs, and batches of both (folder lab-derived of the vectors). */
#include "protocols/transcript.h"
#include "tests/conformance/forms.h"
#include "tests/conformance/verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef SGM_SUITE_P256
static const char ciphersuite[] = "sigma-proofs_Shake128_P256";
#else
static const char ciphersuite[] = "sigma-proofs_Shake128_ristretto255";
#endif

static int is_our_suite(record *r)
{
    const char *suite = record_string(r, r->json, "Ciphersuite");
    if (r->outcome == OUTCOME_PASS && strcmp(suite, ciphersuite) != 0)
        record_skip(r, "ciphersuite %.60s is not in the library", suite);
    return r->outcome == OUTCOME_PASS;
}

/* The session id of a record; it must be that of the tag where a proof is to be accepted. */
static void session_id(record *r, uint8_t sid[32], int accept)
{
    uint8_t derived[32];
    const char *tag = record_has(r->json, "Tag") ? record_string(r, r->json, "Tag") : "";
    sgm_session_id(derived, tag, strlen(tag));
    if (!record_has(r->json, "SessionId")) {
        memcpy(sid, derived, 32);
        return;
    }
    record_fixed(r, r->json, "SessionId", sid, 32);
    if (accept && *tag)
        record_expect(r, memcmp(sid, derived, 32) == 0, "\"SessionId\" is not that of the tag");
}

/* Builds the instance of one relation ("Instance") or of an OR ("Clauses"). *inst is NULL when that is refused.
 * One clause is no OR: the library may call that wrong usage. */
static sgm_status make_instance(record *r, const json_t *object, const uint8_t sid[32], sgm_flavor flavor,
                                sgm_instance **inst)
{
    int is_or = record_has(object, "Clauses");
    const json_t *array = is_or ? record_array(r, object, "Clauses") : NULL;
    size_t n = is_or ? json_array_size(array) : 1;
    sgm_relation **clauses = record_alloc(r, n * sizeof *clauses);
    sgm_status status = SGM_OK;
    *inst = NULL;
    for (size_t i = 0; i < n; i++) {
        octets bytes = is_or ? record_hex(r, json_array_get(array, i)) : record_octets(r, object, "Instance");
        if (status == SGM_OK)
            status = sgm_relation_parse(&clauses[i], r->ctx, bytes.data, bytes.len);
        if (status == SGM_OK) {
            size_t len;
            const uint8_t *again = sgm_relation_bytes(clauses[i], &len);
            record_expect(r, len == bytes.len && memcmp(again, bytes.data, len) == 0,
                          "the instance is written anew otherwise");
        }
    }
    if (status == SGM_OK) {
        status = sgm_instance_new(inst, r->ctx, clauses, (uint32_t)n, is_or, sid, flavor, SGM_CHALLENGE_FULL, 0);
        return status == SGM_USAGE && is_or && n < 2 ? SGM_MALFORMED : status;
    }
    for (size_t i = 0; i < n; i++)
        sgm_relation_free(clauses[i]);
    return status;
}

/* Plays back scalars as if each had been drawn: 48 bytes, little-endian, the upper 16 zero. */
typedef struct playback {
    const sgm_sc *scalars;
    size_t n, position;
} playback;

static sgm_status play(void *state, uint8_t *out, size_t n)
{
    playback *p = state;
    for (size_t i = 0; i < n; i++, p->position++) {
        size_t scalar = p->position / 48, byte = p->position % 48;
        if (scalar >= p->n)
            return SGM_IO;
        out[i] = (uint8_t)(byte < 32 ? p->scalars[scalar].v[byte / 8] >> 8 * (byte % 8) : 0);
    }
    return SGM_OK;
}

/* Scalars side by side, padded with zeros to `room`. */
static const sgm_sc *read_scalars(record *r, const char *key, size_t room, size_t *n)
{
    octets bytes = record_octets(r, r->json, key);
    *n = bytes.len / SGM_SCALAR_BYTES;
    sgm_sc *scalars = record_alloc(r, (*n > room ? *n : room) * sizeof *scalars);
    for (size_t i = 0; i < *n; i++)
        record_expect(r, sgm_sc_from_bytes(&scalars[i], bytes.data + SGM_SCALAR_BYTES * i),
                      "a scalar in \"%s\" is refused", key);
    return scalars;
}

/* Padded to what the prover reads. */
static const sgm_sc *read_witness(record *r, const sgm_instance *inst)
{
    size_t n;
    return read_scalars(r, "Witness", sgm_instance_witness_scalars(inst), &n);
}

/* The prover again, with the recorded nonces, or with those that the draft's own program draws for such a record. */
static void expect_prover(record *r, const sgm_instance *inst, sgm_flavor flavor, octets narg)
{
    playback nonces = {.position = 0};
    sgm_test_rng stream;
    sgm_rng rng = {.fill = play, .state = &nonces, .exact = 1};
    if (record_has(r->json, "Nonces")) {
        nonces.scalars = read_scalars(r, "Nonces", 0, &nonces.n);
    } else {
        char tag[256];
        int len = snprintf(tag, sizeof tag, "TestDRNG-SIGMA-PROOFS-%s-%s-%s", flavor == SGM_COMPACT ? "CMPT" : "DSFS",
                           ciphersuite, record_string(r, r->json, "Relation"));
        record_expect(r, len > 0 && (size_t)len < sizeof tag, "the relation's name is too long");
        sgm_test_rng_init(&stream, tag, strlen(tag));
        rng = sgm_rng_test(&stream);
    }
    verdict_prover(r, inst, 0, read_witness(r, inst), &rng, narg);
}

static void expect_challenge(record *r, const uint8_t sid[32], octets commitment)
{
    octets instance = record_octets(r, r->json, "Instance");
    uint8_t bytes[SGM_SCALAR_BYTES];
    sgm_sc challenge;
    sgm_transcript t;
    sgm_transcript_init(&t, sid);
    sgm_transcript_absorb(&t, instance.data, instance.len);
    sgm_transcript_absorb(&t, commitment.data, commitment.len);
    sgm_transcript_challenge(&t, &challenge);
    sgm_sc_to_bytes(bytes, &challenge);
    record_expect_octets(r, r->json, "Challenge", bytes, sizeof bytes);
}

/* Makes the record's instance and session id and judges its proof string, *narg. NULL where there is no instance, and
 * where the record is of another suite. */
static sgm_instance *judge(record *r, uint8_t sid[32], octets *narg)
{
    sgm_instance *inst = NULL;
    if (!is_our_suite(r))
        return NULL;
    *narg = record_octets(r, r->json, "NargString");
    int accept = record_accepts(r);
    sgm_flavor flavor = verdict_flavor(r, r->json);
    session_id(r, sid, accept);
    sgm_status status = make_instance(r, r->json, sid, flavor, &inst);
    if (!inst)
        verdict_expect(r, "instance", status, accept);
    else if (r->outcome == OUTCOME_PASS)
        verdict_proof(r, inst, flavor, *narg, accept);
    return inst;
}

void check_sigma_proof(record *r)
{
    uint8_t sid[32];
    octets narg;
    sgm_instance *inst = judge(r, sid, &narg);
    if (inst && record_has(r->json, "NumEquations"))
        record_expect(r, sgm_instance_equations(inst) == record_integer(r, r->json, "NumEquations"),
                      "\"NumEquations\" differs");
    if (inst && record_has(r->json, "Witness"))
        expect_prover(r, inst, verdict_flavor(r, r->json), narg);
    if (inst && record_has(r->json, "Challenge") && record_has(r->json, "Commitment"))
        expect_challenge(r, sid, record_octets(r, r->json, "Commitment"));
    sgm_instance_free(inst);
}

void check_or_proof(record *r)
{
    uint8_t sid[32];
    octets narg;
    sgm_instance *inst = judge(r, sid, &narg);
    if (inst && record_has(r->json, "Witness") && record_has(r->json, "NonceStream")) {
        const char *tag = record_string(r, r->json, "NonceStream");
        sgm_test_rng stream;
        sgm_test_rng_init(&stream, tag, strlen(tag));
        const sgm_rng rng = sgm_rng_test(&stream);
        verdict_prover(r, inst, (uint32_t)record_integer(r, r->json, "RealIndex"), read_witness(r, inst), &rng, narg);
    }
    sgm_instance_free(inst);
}

/* "Shape": numbers of clauses and [need, n] of nodes, in prefix order; numbers count the clauses from 0. counts: the
 * scalars of each. */
static sgm_status compose(record *r, const uint8_t sid[32], sgm_flavor flavor, sgm_challenge_width width,
                          sgm_instance **inst, size_t *counts)
{
    const json_t *shape = record_array(r, r->json, "Shape"), *clauses = record_array(r, r->json, "Clauses");
    size_t n = json_array_size(shape), next = 0;
    sgm_part *parts = record_alloc(r, n * sizeof *parts);
    sgm_status status = SGM_OK;
    *inst = NULL;
    for (size_t i = 0; i < n && status == SGM_OK; i++) {
        const json_t *part = json_array_get(shape, i);
        if (json_is_array(part)) {
            parts[i].need = (uint32_t)json_integer_value(json_array_get(part, 0));
            parts[i].n = (uint32_t)json_integer_value(json_array_get(part, 1));
        } else {
            octets bytes = record_hex(r, json_array_get(clauses, next++));
            status = sgm_relation_parse(&parts[i].clause, r->ctx, bytes.data, bytes.len);
            if (status == SGM_OK)
                counts[next - 1] = sgm_relation_scalars(parts[i].clause);
        }
    }
    if (status == SGM_OK)
        return sgm_instance_compose(inst, r->ctx, parts, n, sid, flavor, width, 0);
    for (size_t i = 0; i < n; i++)
        sgm_relation_free(parts[i].clause);
    return status;
}

/* A random source that hands out recorded bytes, once. */
static sgm_status play_fresh(void *state, uint8_t *out, size_t n)
{
    octets *fresh = state;
    if (n > fresh->len)
        return SGM_IO;
    memcpy(out, fresh->data, n);
    *fresh = (octets){fresh->data + n, fresh->len - n};
    return SGM_OK;
}

/* "Witness": per clause its scalars, or null. Nonces come from "NonceStream", or from "Fresh" bytes through the
 * prover's own hedging. */
static void expect_composed_prover(record *r, const sgm_instance *inst, const size_t *counts, octets narg)
{
    const json_t *witnesses = record_array(r, r->json, "Witness");
    size_t n = sgm_instance_clauses(inst), at = 0, room = sgm_instance_scalars(inst);
    uint8_t *known = record_alloc(r, n), *proof = record_alloc(r, sgm_instance_proof_size(inst));
    sgm_sc *witness = record_alloc(r, room * sizeof *witness);
    sgm_test_rng stream;
    octets fresh = {proof, 0};
    sgm_rng rng = {.fill = play_fresh, .state = &fresh};
    for (size_t i = 0; i < n; at += counts[i++]) {
        octets bytes = {NULL, 0};
        known[i] = json_is_string(json_array_get(witnesses, i));
        if (known[i])
            bytes = record_hex(r, json_array_get(witnesses, i));
        record_expect(r, bytes.len == (known[i] ? SGM_SCALAR_BYTES * counts[i] : 0),
                      "clause %zu has another number of scalars", i);
        for (size_t k = 0; r->outcome == OUTCOME_PASS && k < bytes.len / SGM_SCALAR_BYTES; k++)
            record_expect(r, sgm_sc_from_bytes(&witness[at + k], bytes.data + SGM_SCALAR_BYTES * k),
                          "a witness scalar is refused");
    }
    if (record_has(r->json, "Fresh")) {
        fresh = record_octets(r, r->json, "Fresh");
    } else {
        const char *tag = record_string(r, r->json, "NonceStream");
        sgm_test_rng_init(&stream, tag, strlen(tag));
        rng = sgm_rng_test(&stream);
    }
    record_expect(r, sgm_prove_known(r->ctx, inst, known, witness, &rng, proof) == SGM_OK, "the prover fails");
    record_expect(r, sgm_instance_proof_size(inst) == narg.len && memcmp(proof, narg.data, narg.len) == 0,
                  "the prover writes another proof");
}

void check_composed_proof(record *r)
{
    if (!is_our_suite(r))
        return;
    uint8_t sid[32];
    size_t len;
    int accept = record_accepts(r);
    sgm_instance *inst = NULL;
    octets narg = record_octets(r, r->json, "NargString");
    sgm_flavor flavor = verdict_flavor(r, r->json);
    sgm_challenge_width width = record_integer(r, r->json, "Width") == 16 ? SGM_CHALLENGE_128 : SGM_CHALLENGE_FULL;
    session_id(r, sid, accept);
    size_t *counts = record_alloc(r, json_array_size(record_array(r, r->json, "Shape")) * sizeof *counts);
    sgm_status status = compose(r, sid, flavor, width, &inst, counts);
    if (!inst) {
        verdict_expect(r, "instance", status, accept);
        return;
    }
    const uint8_t *bytes = sgm_instance_bytes(inst, &len);
    record_expect_octets(r, r->json, "Instance", bytes, len);
    if (r->outcome == OUTCOME_PASS)
        verdict_proof(r, inst, flavor, narg, accept);
    if (accept && record_has(r->json, "Witness"))
        expect_composed_prover(r, inst, counts, narg);
    sgm_instance_free(inst);
}

static void expect_batching_session(record *r)
{
    static const char tag[] = "irtf-cfrg-sigma-protocols/batch-verify";
    uint8_t sid[32];
    sgm_session_id(sid, tag, sizeof tag - 1);
    record_expect_octets(r, r->json, "BatchingSid", sid, sizeof sid);
}

void check_batch_verify(record *r)
{
    if (!is_our_suite(r))
        return;
    const json_t *items = record_array(r, r->json, "Items");
    size_t n = json_array_size(items);
    sgm_instance **instances = record_alloc(r, n * sizeof(sgm_instance *));
    octets *nargs = record_alloc(r, n * sizeof *nargs);
    for (size_t i = 0; i < n && r->outcome == OUTCOME_PASS; i++) {
        const json_t *item = json_array_get(items, i);
        uint8_t sid[32];
        record_fixed(r, item, "SessionId", sid, sizeof sid);
        nargs[i] = record_octets(r, item, "NargString");
        sgm_status status = make_instance(r, item, sid, SGM_BATCHABLE, &instances[i]);
        record_expect(r, status == SGM_OK, "the instance of item %zu is refused", i);
    }
    if (record_has(r->json, "BatchingSid"))
        expect_batching_session(r);
    if (r->outcome == OUTCOME_PASS)
        verdict_batch(r, instances, nargs, n, "BatchingRandomness", "InvalidIndices");
    for (size_t i = 0; i < n; i++)
        sgm_instance_free(instances[i]);
}
