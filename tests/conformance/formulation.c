/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Records about whole proofs of the formulations, alone and in batches (folder formulations of the vectors). */
#include "protocols/formulation/formulation.h"
#include "protocols/hash.h"
#include "protocols/transcript.h"
#include "tests/conformance/forms.h"
#include "tests/conformance/verdict.h"

#include <string.h>

/* Every name of version V01. */
static const char *const names[] = {"F0A",     "F0B",       "F0NOT",    "F0S",     "F0S-LOG",  "F1",
                                    "F1-S128", "F1K",       "F2-MLR",   "F2-L1",   "F2-L2",    "F3-CDS",
                                    "F3-AOS",  "F3-SCALAR", "F3-GROUP", "F3-SQRT", "F4-RIDGE", "F5-NORM",
                                    "F5-ACC",  "F6",        "F6-S128",  "F6-POP",  "RANGE"};

/* The formulation of a record or item; NULL with the record skipped (not in the library) or unusable (no such name). */
static const sgm_formulation *find_formulation(record *r, const json_t *object)
{
    const char *name = record_string(r, object, "Name");
    const sgm_formulation *f = sgm_formulation_find(name);
    for (size_t i = 0; !f && i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0)
            record_skip(r, "formulation %s is not in the library", name);
    }
    if (!f)
        record_unusable(r, "there is no formulation %.40s", name);
    return r->outcome == OUTCOME_PASS ? f : NULL;
}

/* SGM_MALFORMED where the members are no statement. */
static sgm_status read_statement(record *r, const json_t *object, sgm_statement *s)
{
    const json_t *statement = record_member(r, object, "Statement");
    if (!record_has(statement, "C") || !record_has(statement, "d") || !record_has(statement, "dm"))
        return SGM_MALFORMED;
    octets C = record_octets(r, statement, "C"), d = record_octets(r, statement, "d"),
           dm = record_octets(r, statement, "dm");
    if (C.len != 32 || d.len != 32 || dm.len != 32)
        return SGM_MALFORMED;
    memcpy(s->C, C.data, 32);
    return sgm_sc_from_bytes(&s->d, d.data) && sgm_sc_from_bytes(&s->dm, dm.data) ? SGM_OK : SGM_MALFORMED;
}

/* The library's instance of the statement; refused too where it is not what the record says the proof is about. */
static sgm_status make_instance(record *r, const json_t *object, const sgm_formulation *f, sgm_statement *s,
                                sgm_flavor flavor, sgm_instance **inst)
{
    octets want = record_octets(r, object, "Instance");
    size_t len;
    *inst = NULL;
    sgm_status status = read_statement(r, object, s);
    if (status == SGM_OK)
        status = sgm_formulation_instance(inst, r->ctx, f, s, flavor);
    if (status != SGM_OK)
        return status;
    const uint8_t *bytes = sgm_instance_bytes(*inst, &len);
    if (len == want.len && memcmp(bytes, want.data, len) == 0)
        return SGM_OK;
    sgm_instance_free(*inst);
    *inst = NULL;
    return SGM_MALFORMED;
}

static void expect_session_id(record *r, const sgm_formulation *f, sgm_flavor flavor)
{
    char tag[128];
    uint8_t sid[32];
    sgm_formulation_tag(f, flavor, tag, sizeof tag);
    sgm_session_id(sid, tag, strlen(tag));
    record_expect_octets(r, r->json, "SessionId", sid, sizeof sid);
}

static void expect_digest(record *r, octets narg)
{
    uint8_t digest[64];
    const sgm_bytes part = {narg.data, narg.len};
    record_expect(r, sgm_sha512(digest, &part, 1) == SGM_OK, "SHA-512 failed");
    record_expect_octets(r, r->json, "Digest", digest, 16);
}

/* The one challenge: squeezed after the commitments of a batchable string, first in a compact one. */
static void expect_challenge(record *r, const sgm_formulation *f, sgm_flavor flavor, octets narg)
{
    const json_t *challenges = record_array(r, r->json, "Challenges");
    octets want = record_hex(r, json_array_get(challenges, 0)), instance = record_octets(r, r->json, "Instance");
    size_t width = f->width == SGM_CHALLENGE_128 ? 16 : 32;
    uint8_t sid[32], got[32];
    if (flavor == SGM_COMPACT) {
        memcpy(got, narg.data, width);
    } else {
        sgm_transcript t;
        sgm_sc c;
        record_fixed(r, r->json, "SessionId", sid, sizeof sid);
        sgm_transcript_init(&t, sid);
        sgm_transcript_absorb(&t, instance.data, instance.len);
        sgm_transcript_absorb(&t, narg.data, 32 * (size_t)f->equations);
        if (width == 16)
            sgm_transcript_challenge128(&t, &c);
        else
            sgm_transcript_challenge(&t, &c);
        sgm_sc_to_bytes(got, &c);
    }
    record_expect(r, json_array_size(challenges) == 1 && want.len == width && memcmp(want.data, got, width) == 0,
                  "\"Challenges\" differs");
}

/* The honest prover, fed with the record's randomness, writes the same string. */
static void expect_prover(record *r, const sgm_formulation *f, const sgm_statement *s, sgm_flavor flavor, octets narg)
{
    const json_t *witness = record_member(r, r->json, "Witness");
    const char *tag = record_string(r, r->json, "Rng");
    sgm_opening opening = {s->d, {{0}}};
    sgm_test_rng stream;
    size_t size = flavor == SGM_COMPACT ? f->compact_bytes : f->batchable_bytes;
    uint8_t *proof = record_alloc(r, size);
    record_scalar(r, witness, "r", &opening.r);
    if (record_has(witness, "d'"))
        record_scalar(r, witness, "d'", &opening.d);
    sgm_test_rng_init(&stream, tag, strlen(tag));
    const sgm_rng rng = sgm_rng_test(&stream);
    record_expect(r, size == narg.len, "the formulation says a proof has %zu bytes", size);
    record_expect(r, sgm_formulation_prove(r->ctx, f, s, &opening, flavor, &rng, proof) == SGM_OK, "the prover fails");
    record_expect(r, size == narg.len && memcmp(proof, narg.data, size) == 0, "the prover writes another proof");
}

static void expect_accepted(record *r, const sgm_formulation *f, const sgm_instance *inst, const sgm_statement *s,
                            sgm_flavor flavor, octets narg)
{
    record_expect(r, sgm_instance_proof_size(inst) == narg.len, "the instance says another proof size");
    record_expect(r, sgm_instance_equations(inst) == f->equations, "instance and formulation differ in equations");
    uint64_t in_batch = flavor == SGM_BATCHABLE ? f->equations : 0;
    record_expect(r, in_batch == record_integer(r, r->json, "Equations"), "\"Equations\" differs");
    expect_session_id(r, f, flavor);
    expect_digest(r, narg);
    if (r->outcome == OUTCOME_PASS)
        expect_challenge(r, f, flavor, narg);
    expect_prover(r, f, s, flavor, narg);
}

void check_sigmark_proof(record *r)
{
    const sgm_formulation *f = find_formulation(r, r->json);
    if (!f)
        return;
    sgm_statement s;
    sgm_instance *inst = NULL;
    int accept = record_accepts(r);
    sgm_flavor flavor = verdict_flavor(r, r->json);
    octets narg = record_octets(r, r->json, "NargString");
    sgm_status status = make_instance(r, r->json, f, &s, flavor, &inst);
    if (!inst)
        verdict_expect(r, "instance", status, accept);
    else if (r->outcome == OUTCOME_PASS)
        verdict_proof(r, inst, flavor, narg, accept);
    if (inst && accept)
        expect_accepted(r, f, inst, &s, flavor, narg);
    sgm_instance_free(inst);
}

void check_sigmark_batch(record *r)
{
    const json_t *items = record_array(r, r->json, "Items");
    size_t n = json_array_size(items);
    sgm_instance **instances = record_alloc(r, n * sizeof(sgm_instance *));
    octets *nargs = record_alloc(r, n * sizeof *nargs);
    for (size_t i = 0; i < n && r->outcome == OUTCOME_PASS; i++)
        find_formulation(r, json_array_get(items, i));
    for (size_t i = 0; i < n && r->outcome == OUTCOME_PASS; i++) {
        const json_t *item = json_array_get(items, i);
        sgm_statement s;
        nargs[i] = record_octets(r, item, "NargString");
        sgm_status status = make_instance(r, item, sgm_formulation_find(record_string(r, item, "Name")), &s,
                                          verdict_flavor(r, item), &instances[i]);
        record_expect(r, status == SGM_OK, "the instance of item %zu is refused", i);
    }
    if (r->outcome == OUTCOME_PASS)
        verdict_batch(r, instances, nargs, n, "Weights", "Culprits");
    for (size_t i = 0; i < n; i++)
        sgm_instance_free(instances[i]);
}
