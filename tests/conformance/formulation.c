/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Records about whole proofs of the formulations, alone and in batches (folder formulations of the vectors). */
#include "protocols/formulation/formulation.h"
#include "protocols/formulation/f1k.h"
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

/* What a record or item states: one record about one digest, or F1K with its lists. */
typedef struct stated {
    const sgm_formulation *f; /* NULL: F1K */
    sgm_statement one;
    sgm_f1k_statement many;
    sgm_flavor flavor;
} stated;

/* Whether the library has the formulation of a record or item; if not, the record is skipped or, without such a name at
 * all, unusable. */
static int find_formulation(record *r, const json_t *object, stated *s)
{
    const char *name = record_string(r, object, "Name");
    *s = (stated){.f = sgm_formulation_find(name)};
    if (s->f || strcmp(name, sgm_f1k.name) == 0)
        return r->outcome == OUTCOME_PASS;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0)
            record_skip(r, "formulation %s is not in the library", name);
    }
    record_unusable(r, "there is no formulation %.40s", name);
    return 0;
}

/* 1 if these are 32 bytes each, and the scalars canonical. */
static int read_value(octets in, uint8_t point[32], sgm_sc *scalar)
{
    if (in.len != 32)
        return 0;
    if (point)
        memcpy(point, in.data, 32);
    return !scalar || sgm_sc_from_bytes(scalar, in.data);
}

static int read_one(record *r, const json_t *statement, sgm_statement *s)
{
    return record_has(statement, "C") && record_has(statement, "d") && record_has(statement, "dm") &&
           read_value(record_octets(r, statement, "C"), s->C, NULL) &&
           read_value(record_octets(r, statement, "d"), NULL, &s->d) &&
           read_value(record_octets(r, statement, "dm"), NULL, &s->dm);
}

static int read_many(record *r, const json_t *statement, sgm_f1k_statement *s)
{
    if (!record_has(statement, "k") || !record_has(statement, "C") || !record_has(statement, "d") ||
        !record_has(statement, "dm") || record_integer(r, statement, "k") > UINT32_MAX)
        return 0;
    const json_t *records = record_array(r, statement, "C"), *digests = record_array(r, statement, "d");
    size_t n = json_array_size(records);
    uint8_t(*C)[32] = record_alloc(r, 32 * n);
    sgm_sc *d = record_alloc(r, n * sizeof *d);
    int good =
        json_array_size(digests) == n && n <= UINT32_MAX && read_value(record_octets(r, statement, "dm"), NULL, &s->dm);
    for (size_t i = 0; good && i < n; i++)
        good = read_value(record_hex(r, json_array_get(records, i)), C[i], NULL) &&
               read_value(record_hex(r, json_array_get(digests, i)), NULL, &d[i]);
    s->k = (uint32_t)record_integer(r, statement, "k");
    s->n = (uint32_t)n;
    s->C = (const uint8_t(*)[32])C;
    s->d = d;
    return good;
}

/* The library's instance of the statement; refused too where it is not what the record says the proof is about. */
static sgm_status make_instance(record *r, const json_t *object, stated *s, sgm_instance **inst)
{
    octets want = record_octets(r, object, "Instance");
    const json_t *statement = record_member(r, object, "Statement");
    size_t len;
    *inst = NULL;
    sgm_status status = SGM_MALFORMED;
    if (s->f && read_one(r, statement, &s->one))
        status = sgm_formulation_instance(inst, r->ctx, s->f, &s->one, s->flavor);
    else if (!s->f && read_many(r, statement, &s->many))
        status = sgm_f1k_instance(inst, r->ctx, &s->many, s->flavor);
    if (status != SGM_OK)
        return status;
    const uint8_t *bytes = sgm_instance_bytes(*inst, &len);
    if (len == want.len && memcmp(bytes, want.data, len) == 0)
        return SGM_OK;
    sgm_instance_free(*inst);
    *inst = NULL;
    return SGM_MALFORMED;
}

static void expect_session_id(record *r, sgm_flavor flavor)
{
    char tag[128];
    uint8_t sid[32];
    sgm_formulation_name_tag(record_string(r, r->json, "Name"), flavor, tag, sizeof tag);
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
static void expect_challenge(record *r, const stated *s, const sgm_instance *inst, octets narg)
{
    const json_t *challenges = record_array(r, r->json, "Challenges");
    octets want = record_hex(r, json_array_get(challenges, 0)), instance = record_octets(r, r->json, "Instance");
    size_t width = s->f && s->f->width == SGM_CHALLENGE_128 ? 16 : 32;
    uint8_t sid[32], got[32];
    if (s->flavor == SGM_COMPACT) {
        memcpy(got, narg.data, width);
    } else {
        sgm_transcript t;
        sgm_sc c;
        record_fixed(r, r->json, "SessionId", sid, sizeof sid);
        sgm_transcript_init(&t, sid);
        sgm_transcript_absorb(&t, instance.data, instance.len);
        sgm_transcript_absorb(&t, narg.data, 32 * (size_t)sgm_instance_equations(inst));
        if (width == 16)
            sgm_transcript_challenge128(&t, &c);
        else
            sgm_transcript_challenge(&t, &c);
        sgm_sc_to_bytes(got, &c);
    }
    record_expect(r, json_array_size(challenges) == 1 && want.len == width && memcmp(want.data, got, width) == 0,
                  "\"Challenges\" differs");
}

static sgm_status prove_one(record *r, const stated *s, const json_t *witness, const sgm_rng *rng, uint8_t *proof)
{
    sgm_opening opening = {s->one.d, {{0}}};
    record_scalar(r, witness, "r", &opening.r);
    if (record_has(witness, "d'"))
        record_scalar(r, witness, "d'", &opening.d);
    return sgm_formulation_prove(r->ctx, s->f, &s->one, &opening, s->flavor, rng, proof);
}

static sgm_status prove_many(record *r, const stated *s, const json_t *witness, const sgm_rng *rng, uint8_t *proof)
{
    const json_t *real = record_array(r, witness, "real"), *blindings = record_array(r, witness, "r");
    uint8_t *held = record_alloc(r, s->many.n);
    sgm_sc *blinding = record_alloc(r, s->many.n * sizeof *blinding);
    for (size_t i = 0; i < json_array_size(real); i++) {
        size_t at = (size_t)json_integer_value(json_array_get(real, i));
        octets bytes = record_hex(r, json_array_get(blindings, i));
        if (at >= s->many.n || !read_value(bytes, NULL, &blinding[at])) {
            record_unusable(r, "\"Witness\" holds no blinding for index %zu", at);
            return SGM_USAGE;
        }
        held[at] = 1;
    }
    return sgm_f1k_prove(r->ctx, &s->many, held, blinding, s->flavor, rng, proof);
}

/* The honest prover, fed with the record's randomness, writes the same string. */
static void expect_prover(record *r, const stated *s, size_t size, octets narg)
{
    const json_t *witness = record_member(r, r->json, "Witness");
    const char *tag = record_string(r, r->json, "Rng");
    sgm_test_rng stream;
    uint8_t *proof = record_alloc(r, size);
    sgm_test_rng_init(&stream, tag, strlen(tag));
    const sgm_rng rng = sgm_rng_test(&stream);
    sgm_status status = s->f ? prove_one(r, s, witness, &rng, proof) : prove_many(r, s, witness, &rng, proof);
    record_expect(r, status == SGM_OK, "the prover fails");
    record_expect(r, size == narg.len && memcmp(proof, narg.data, size) == 0, "the prover writes another proof");
}

/* Bytes of a proof and group equations, as the formulation states them. */
static size_t stated_size(const stated *s)
{
    if (!s->f)
        return sgm_f1k_proof_size(s->many.k, s->many.n, s->flavor);
    return s->flavor == SGM_COMPACT ? s->f->compact_bytes : s->f->batchable_bytes;
}

static void expect_accepted(record *r, const sgm_instance *inst, const stated *s, octets narg)
{
    uint32_t equations = s->f ? s->f->equations : s->many.n;
    record_expect(r, sgm_instance_proof_size(inst) == narg.len, "the instance says another proof size");
    record_expect(r, stated_size(s) == narg.len, "the formulation says a proof has %zu bytes", stated_size(s));
    record_expect(r, sgm_instance_equations(inst) == equations, "instance and formulation differ in equations");
    uint64_t in_batch = s->flavor == SGM_BATCHABLE ? equations : 0;
    record_expect(r, in_batch == record_integer(r, r->json, "Equations"), "\"Equations\" differs");
    expect_session_id(r, s->flavor);
    expect_digest(r, narg);
    if (r->outcome == OUTCOME_PASS) {
        expect_challenge(r, s, inst, narg);
        expect_prover(r, s, narg.len, narg);
    }
}

void check_sigmark_proof(record *r)
{
    stated s;
    if (!find_formulation(r, r->json, &s))
        return;
    sgm_instance *inst = NULL;
    int accept = record_accepts(r);
    s.flavor = verdict_flavor(r, r->json);
    octets narg = record_octets(r, r->json, "NargString");
    sgm_status status = make_instance(r, r->json, &s, &inst);
    if (!inst)
        verdict_expect(r, "instance", status, accept);
    else if (r->outcome == OUTCOME_PASS)
        verdict_proof(r, inst, s.flavor, narg, accept);
    if (inst && accept)
        expect_accepted(r, inst, &s, narg);
    sgm_instance_free(inst);
}

void check_sigmark_batch(record *r)
{
    const json_t *items = record_array(r, r->json, "Items");
    size_t n = json_array_size(items);
    sgm_instance **instances = record_alloc(r, n * sizeof(sgm_instance *));
    octets *nargs = record_alloc(r, n * sizeof *nargs);
    stated *s = record_alloc(r, n * sizeof *s);
    for (size_t i = 0; i < n && r->outcome == OUTCOME_PASS; i++)
        find_formulation(r, json_array_get(items, i), &s[i]);
    for (size_t i = 0; i < n && r->outcome == OUTCOME_PASS; i++) {
        const json_t *item = json_array_get(items, i);
        nargs[i] = record_octets(r, item, "NargString");
        s[i].flavor = verdict_flavor(r, item);
        sgm_status status = make_instance(r, item, &s[i], &instances[i]);
        record_expect(r, status == SGM_OK, "the instance of item %zu is refused", i);
    }
    if (r->outcome == OUTCOME_PASS)
        verdict_batch(r, instances, nargs, n, "Weights", "Culprits");
    for (size_t i = 0; i < n; i++)
        sgm_instance_free(instances[i]);
}
