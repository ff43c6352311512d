/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Records about whole proofs of the formulations, alone and in batches (folder formulations of the vectors). */
#include "tests/conformance/formulation.h"
#include "protocols/hash.h"
#include "protocols/transcript.h"
#include "tests/conformance/forms.h"
#include "tests/conformance/verdict.h"

#include "primitives/base/assume.h"

#include <string.h>

/* Every name of version V01. */
static const char *const names[] = {"F0A",     "F0B",       "F0NOT",    "F0S",     "F0S-LOG",  "F1",
                                    "F1-S128", "F1K",       "F2-MLR",   "F2-L1",   "F2-L2",    "F3-CDS",
                                    "F3-AOS",  "F3-SCALAR", "F3-GROUP", "F3-SQRT", "F4-RIDGE", "F5-NORM",
                                    "F5-ACC",  "F6",        "F6-S128",  "F6-POP",  "RANGE"};

#define FORM_POINTER(name) &name,
static const formulation_form *const forms[] = {FORMULATION_FORMS(FORM_POINTER)};

/* What a record or item states. */
typedef struct stated {
    const formulation_form *f;
    const void *statement; /* once make_instance has read it */
    sgm_flavor flavor;
} stated;

/* Whether the library has the formulation of a record or item; if not, the record is skipped or, without such a name at
 * all, unusable. */
static int find_formulation(record *r, const json_t *object, stated *s)
{
    const char *name = record_string(r, object, "Name");
    *s = (stated){.f = NULL};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (strcmp(name, forms[i]->name) == 0) {
            s->f = forms[i];
            return r->outcome == OUTCOME_PASS;
        }
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0)
            record_skip(r, "formulation %s is not in the library", name);
    }
    record_unusable(r, "there is no formulation %.40s", name);
    return 0;
}

/* 1 if these are 32 bytes, and the scalar canonical. */
static int read_value(octets in, uint8_t point[32], sgm_sc *scalar)
{
    if (in.len != 32)
        return 0;
    if (point)
        memcpy(point, in.data, 32);
    return !scalar || sgm_sc_from_bytes(scalar, in.data);
}

int read_point(record *r, const json_t *object, const char *key, uint8_t out[32])
{
    memset(out, 0, 32);
    return record_has(object, key) && read_value(record_octets(r, object, key), out, NULL);
}

int read_scalar(record *r, const json_t *object, const char *key, sgm_sc *out)
{
    *out = sgm_sc_zero;
    return record_has(object, key) && read_value(record_octets(r, object, key), NULL, out);
}

int read_u32(record *r, const json_t *object, const char *key, uint32_t *out)
{
    *out = 0;
    if (!record_has(object, key) || record_integer(r, object, key) > UINT32_MAX)
        return 0;
    *out = (uint32_t)record_integer(r, object, key);
    return 1;
}

static const json_t *read_list(record *r, const json_t *object, const char *key, uint32_t *n)
{
    const json_t *list = record_has(object, key) ? record_array(r, object, key) : NULL;
    *n = (uint32_t)json_array_size(list);
    return list;
}

int read_points(record *r, const json_t *object, const char *key, const uint8_t (**out)[32], uint32_t *n)
{
    const json_t *list = read_list(r, object, key, n);
    uint8_t(*points)[32] = record_alloc(r, 32 * (size_t)*n);
    int good = list != NULL;
    for (uint32_t i = 0; i < *n; i++)
        good &= read_value(record_hex(r, json_array_get(list, i)), points[i], NULL);
    *out = (const uint8_t(*)[32])points;
    return good;
}

int read_scalars(record *r, const json_t *object, const char *key, const sgm_sc **out, uint32_t *n)
{
    const json_t *list = read_list(r, object, key, n);
    sgm_sc *scalars = record_alloc(r, *n * sizeof *scalars);
    int good = list != NULL;
    for (uint32_t i = 0; i < *n; i++)
        good &= read_value(record_hex(r, json_array_get(list, i)), NULL, &scalars[i]);
    *out = scalars;
    return good;
}

int read_numbers(const json_t *list, int64_t *out, size_t n)
{
    int good = json_array_size(list) == n;
    for (size_t i = 0; i < n && good; i++) {
        good = json_is_integer(json_array_get(list, i));
        out[i] = json_integer_value(json_array_get(list, i));
    }
    return good;
}

int64_t *read_matrix(record *r, const json_t *object, const char *key, size_t rows, size_t columns)
{
    const json_t *list = json_object_get(object, key);
    int64_t *out;
    int good = json_array_size(list) == rows && columns <= 1 << 16;
    out = record_alloc(r, good ? rows * columns * sizeof *out : 0);
    for (size_t i = 0; i < rows && good; i++)
        good = read_numbers(json_array_get(list, i), out + i * columns, columns);
    return good ? out : NULL;
}

int read_rows(record *r, const json_t *witness, size_t rows, uint32_t p, uint32_t B, sgm_f4_data *out)
{
    const uint32_t blocks = B > 0 ? B : 1;
    int64_t *y = record_alloc(r, rows * sizeof *y);
    sgm_sc *rho_y = record_alloc(r, sizeof *rho_y);
    uint32_t n_rho, n_rho_y = 1;
    *out = (sgm_f4_data){.X = read_matrix(r, witness, "X", rows, p), .y = y, .rho_y = rho_y};
    const int good =
        out->X != NULL && read_numbers(json_object_get(witness, "Y"), y, rows) &&
        read_scalars(r, witness, "rho", &out->rho, &n_rho) && n_rho == blocks * p &&
        (B > 0 ? read_scalars(r, witness, "rho_y", &out->rho_y, &n_rho_y) : read_scalar(r, witness, "rho_y", rho_y)) &&
        n_rho_y == blocks;
    if (!good)
        record_unusable(r, "\"Witness\" does not hold data of this shape");
    return good;
}

int read_bound(const json_t *string, sgm_bound *out)
{
    const char *digits = json_string_value(string);
    sgm_u128 x = 0;
    *out = (sgm_bound){0, 0};
    if (!digits || *digits == '\0')
        return 0;
    for (; *digits >= '0' && *digits <= '9'; digits++) {
        if (x > ~(sgm_u128)0 / 10 || 10 * x > ~(sgm_u128)0 - (unsigned)(*digits - '0'))
            return 0;
        x = 10 * x + (unsigned)(*digits - '0');
    }
    *out = (sgm_bound){(uint64_t)x, (uint64_t)(x >> 64)};
    return *digits == '\0';
}

/* The library's instance of the statement; refused too where it is not what the record says the proof is about. */
static sgm_status make_instance(record *r, const json_t *object, stated *s, sgm_instance **inst)
{
    octets want = record_octets(r, object, "Instance");
    size_t len;
    *inst = NULL;
    s->statement = s->f->read(r, s->f, record_member(r, object, "Statement"), record_member(r, object, "Aux"));
    if (!s->statement)
        return SGM_MALFORMED;
    sgm_status status = s->f->instance(inst, r->ctx, s->statement, s->flavor);
    if (s->flavor == SGM_COMPACT && s->f->no_compact)
        return status == SGM_USAGE ? SGM_MALFORMED : SGM_USAGE;
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

void formulation_open(record *r, sgm_transcript *t)
{
    octets instance = record_octets(r, r->json, "Instance");
    uint8_t sid[32];
    record_fixed(r, r->json, "SessionId", sid, sizeof sid);
    sgm_transcript_init(t, sid);
    sgm_transcript_absorb(t, instance.data, instance.len);
}

/* Each member of "Challenges" has `width` bytes. */
static void expect_challenges(record *r, const sgm_sc *c, size_t n, size_t width)
{
    const json_t *challenges = record_array(r, r->json, "Challenges");
    record_expect(r, json_array_size(challenges) == n, "\"Challenges\" has other than %zu members", n);
    for (size_t i = 0; i < n && r->outcome == OUTCOME_PASS; i++) {
        octets want = record_hex(r, json_array_get(challenges, i));
        uint8_t got[32];
        sgm_sc_to_bytes(got, &c[i]);
        record_expect(r, want.len == width && memcmp(want.data, got, width) == 0, "challenge %zu differs", i);
    }
}

void formulation_expect_challenges(record *r, const sgm_sc *c, size_t n) { expect_challenges(r, c, n, 32); }

void formulation_follow(record *r, const sgm_script *script, octets narg)
{
    sgm_sc *c = record_alloc(r, script->n_challenges * sizeof *c);
    sgm_transcript t;
    size_t at = 0, n = 0;
    record_expect(r, sgm_script_bytes(script) == narg.len, "the script says %zu bytes", sgm_script_bytes(script));
    if (r->outcome != OUTCOME_PASS)
        return;
    formulation_open(r, &t);
    for (const sgm_step *s = script->step; s < script->step + script->n_steps; s++) {
        if (s->kind == SGM_STEP_POINTS || s->kind == SGM_STEP_SCALARS) {
            sgm_transcript_absorb(&t, narg.data + at, 32 * (size_t)s->n);
            at += 32 * (size_t)s->n;
            continue;
        }
        for (uint32_t i = 0; i < s->n; i++)
            sgm_transcript_challenge(&t, &c[n++]);
    }
    formulation_expect_challenges(r, c, n);
}

/* The one challenge of a relation or OR: squeezed after the commitments of a batchable string, first in a compact one.
 */
static void expect_one_challenge(record *r, const stated *s, octets narg)
{
    size_t width = s->f->width == SGM_CHALLENGE_128 ? 16 : 32;
    sgm_transcript t;
    sgm_sc c;
    if (s->flavor == SGM_COMPACT) {
        uint8_t bytes[32] = {0};
        memcpy(bytes, narg.data, width);
        record_expect(r, sgm_sc_from_bytes(&c, bytes), "the challenge is not canonical");
    } else {
        formulation_open(r, &t);
        sgm_transcript_absorb(&t, narg.data, 32 * (size_t)s->f->equations(s->statement));
        if (width == 16)
            sgm_transcript_challenge128(&t, &c);
        else
            sgm_transcript_challenge(&t, &c);
    }
    expect_challenges(r, &c, 1, width);
}

/* The honest prover, fed with the record's randomness, writes the same string. */
static void expect_prover(record *r, const stated *s, octets narg)
{
    const json_t *witness = record_member(r, r->json, "Witness");
    const char *tag = record_string(r, r->json, "Rng");
    sgm_test_rng stream;
    uint8_t *proof = record_alloc(r, narg.len);
    sgm_test_rng_init(&stream, tag, strlen(tag));
    const sgm_rng rng = sgm_rng_test(&stream);
    sgm_status status = s->f->prove(r, s->statement, witness, s->flavor, &rng, proof);
    record_expect(r, status == SGM_OK, "the prover fails, status %d", (int)status);
    record_expect(r, memcmp(proof, narg.data, narg.len) == 0, "the prover writes another proof");
}

static void expect_accepted(record *r, const sgm_instance *inst, const stated *s, octets narg)
{
    uint32_t equations = s->f->equations(s->statement);
    size_t size = s->f->proof_size(s->statement, s->flavor);
    record_expect(r, sgm_instance_proof_size(inst) == narg.len, "the instance says another proof size");
    record_expect(r, size == narg.len, "the formulation says a proof has %zu bytes", size);
    record_expect(r, sgm_instance_equations(inst) == equations, "instance and formulation differ in equations");
    uint64_t in_batch = s->flavor == SGM_BATCHABLE ? equations : 0;
    record_expect(r, in_batch == record_integer(r, r->json, "Equations"), "\"Equations\" differs");
    expect_session_id(r, s->flavor);
    expect_digest(r, narg);
    if (r->outcome != OUTCOME_PASS)
        return;
    if (s->f->challenges)
        s->f->challenges(r, s->statement, narg);
    else
        expect_one_challenge(r, s, narg);
    expect_prover(r, s, narg);
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
