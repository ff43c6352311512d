/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Records of RFC 9497: DLEQ of VOPRF and POPRF. c = HashToScalar(transcript), s = r - c k. Compiled for both suites. */
#include "tests/conformance/claim.h"
#include "tests/conformance/forms.h"
#include "tests/conformance/transcripts.h"

#include <string.h>

enum { ELEMENT = SGM_ELEMENT_BYTES, SCALAR = SGM_SCALAR_BYTES, PROOF = 2 * SCALAR };

/* The ciphersuite of RFC 9497, section 4, over the group that this file is compiled for. */
#ifdef SGM_SUITE_P256
static const char identifier[] = "P256-SHA256";
static const message_hash *const hash = &hash_sha256;
enum { WIDE = 48, WIDE_IS_BIG_ENDIAN = 1 }; /* hash_to_field: bytes to reduce, and their order */
#else
static const char identifier[] = "ristretto255-SHA512";
static const message_hash *const hash = &hash_sha512;
enum { WIDE = 64, WIDE_IS_BIG_ENDIAN = 0 };
#endif

/* A message of length-prefixed parts. */
typedef struct message {
    record *r;
    octets bytes;
} message;

static void put(message *m, const void *data, size_t len)
{
    octets longer = {record_alloc(m->r, m->bytes.len + len), m->bytes.len + len};
    memcpy(longer.data, m->bytes.data, m->bytes.len);
    if (len > 0)
        memcpy(longer.data + m->bytes.len, data, len);
    m->bytes = longer;
}

/* lp(data): 2-byte big-endian length, then the bytes. */
static void put_prefixed(message *m, const void *data, size_t len)
{
    const uint8_t length[2] = {(uint8_t)(len >> 8), (uint8_t)len};
    put(m, length, 2);
    put(m, data, len);
}

static message new_message(record *r) { return (message){r, {record_alloc(r, 0), 0}}; }

static octets context_tag(record *r, const char *prefix)
{
    octets context = record_octets(r, r->json, "contextString");
    message m = new_message(r);
    put(&m, prefix, strlen(prefix));
    put(&m, context.data, context.len);
    return m.bytes;
}

static void hash_to_scalar(record *r, octets msg, sgm_sc *out)
{
    uint8_t wide[WIDE] = {0};
    octets dst = context_tag(r, "HashToScalar-");
    record_expect(r, dst.len <= 255, "the context string is too long");
    if (r->outcome == OUTCOME_PASS)
        expand_message(r, hash, msg, dst, wide, WIDE);
    for (size_t i = 0; WIDE_IS_BIG_ENDIAN && i < WIDE / 2; i++) { /* sgm_sc_reduce reads little-endian */
        uint8_t byte = wide[i];
        wide[i] = wide[WIDE - 1 - i];
        wide[WIDE - 1 - i] = byte;
    }
    sgm_sc_reduce(out, wide, WIDE);
}

/* Weight i, where the record lists them. */
static void expect_weight(record *r, size_t i, const sgm_sc *d)
{
    uint8_t bytes[SCALAR];
    sgm_sc_to_bytes(bytes, d);
    if (!record_has(r->json, "composite_scalars"))
        return;
    octets want = record_hex(r, json_array_get(record_array(r, r->json, "composite_scalars"), i));
    record_expect(r, want.len == SCALAR && memcmp(want.data, bytes, SCALAR) == 0, "composite scalar %zu differs", i);
}

/* sum += d P, P by its encoding. The first product is the sum: not every suite has an encoding of the identity. */
static void add_multiple(record *r, sgm_point *sum, int is_first, octets encoding, const sgm_sc *d)
{
    const sgm_backend *be = sgm_ctx_backend(r->ctx);
    sgm_affine p;
    sgm_point part;
    uint8_t ok = 0;
    if (encoding.len == ELEMENT)
        be->decode(&p, &ok, (const uint8_t(*)[ELEMENT])encoding.data, 1);
    record_expect(r, ok, "an element does not decode");
    if (r->outcome != OUTCOME_PASS)
        return;
    be->var_mul(is_first ? sum : &part, &p, d, 1);
    if (!is_first)
        be->add(sum, sum, &part, 1);
}

static octets composite_seed(record *r)
{
    octets B = record_octets(r, r->json, "B"), tag = context_tag(r, "Seed-"),
           seed = {record_alloc(r, hash->size), hash->size};
    message m = new_message(r);
    put_prefixed(&m, B.data, B.len);
    put_prefixed(&m, tag.data, tag.len);
    const sgm_bytes whole = {m.bytes.data, m.bytes.len};
    hash_parts(r, hash, seed.data, &whole, 1);
    record_expect_octets(r, r->json, "seed", seed.data, seed.len);
    return seed;
}

/* The weights d_i = H(seed, i, C_i, D_i) and the sums M = d_i C_i, Z = d_i D_i. */
static void composites(record *r, uint8_t M[ELEMENT], uint8_t Z[ELEMENT])
{
    const json_t *C = record_array(r, r->json, "C"), *D = record_array(r, r->json, "D");
    size_t n = json_array_size(C);
    octets seed = composite_seed(r);
    sgm_point sum[2];
    record_expect(r, n > 0 && n <= UINT16_MAX && json_array_size(D) == n, "lists of different length");
    for (size_t i = 0; i < n && r->outcome == OUTCOME_PASS; i++) {
        const uint8_t number[2] = {(uint8_t)(i >> 8), (uint8_t)i};
        octets c = record_hex(r, json_array_get(C, i)), e = record_hex(r, json_array_get(D, i));
        message item = new_message(r);
        sgm_sc d;
        put_prefixed(&item, seed.data, seed.len);
        put(&item, number, 2);
        put_prefixed(&item, c.data, c.len);
        put_prefixed(&item, e.data, e.len);
        put(&item, "Composite", 9);
        hash_to_scalar(r, item.bytes, &d);
        expect_weight(r, i, &d);
        add_multiple(r, &sum[0], i == 0, c, &d);
        add_multiple(r, &sum[1], i == 0, e, &d);
    }
    if (r->outcome != OUTCOME_PASS)
        return;
    sgm_ctx_backend(r->ctx)->encode((uint8_t(*)[ELEMENT])M, &sum[0], 1);
    sgm_ctx_backend(r->ctx)->encode((uint8_t(*)[ELEMENT])Z, &sum[1], 1);
}

static octets challenge_transcript(record *r, const uint8_t M[ELEMENT], const uint8_t Z[ELEMENT],
                                   uint8_t T[CLAIM_COMMITMENTS][ELEMENT])
{
    octets B = record_octets(r, r->json, "B");
    message m = new_message(r);
    put_prefixed(&m, B.data, B.len);
    put_prefixed(&m, M, ELEMENT);
    put_prefixed(&m, Z, ELEMENT);
    put_prefixed(&m, T[0], ELEMENT);
    put_prefixed(&m, T[1], ELEMENT);
    put(&m, "Challenge", 9);
    return m.bytes;
}

/* The prover again: commitments to the recorded nonce, its challenge, s = r - c k. */
static void expect_dleq_prover(record *r, const sgm_instance *inst, const uint8_t M[ELEMENT], const uint8_t Z[ELEMENT],
                               octets proof)
{
    uint8_t T[CLAIM_COMMITMENTS][ELEMENT], again[PROOF];
    sgm_sc nonce, k, c, s;
    record_scalar(r, r->json, "r", &nonce);
    record_scalar(r, r->json, "k", &k);
    claim_commitments(r, inst, &sgm_sc_zero, 0, &nonce, T);
    record_expect_octets(r, r->json, "t2", T[0], ELEMENT);
    record_expect_octets(r, r->json, "t3", T[1], ELEMENT);
    octets transcript = challenge_transcript(r, M, Z, T);
    if (record_has(r->json, "challengeTranscript"))
        record_expect_octets(r, r->json, "challengeTranscript", transcript.data, transcript.len);
    hash_to_scalar(r, transcript, &c);
    sgm_sc_mul(&s, &c, &k);
    sgm_sc_sub(&s, &nonce, &s);
    if (record_has(r->json, "c"))
        record_expect_scalar(r, r->json, "c", &c);
    if (record_has(r->json, "s"))
        record_expect_scalar(r, r->json, "s", &s);
    sgm_sc_to_bytes(again, &c);
    sgm_sc_to_bytes(again + SCALAR, &s);
    record_expect(r, proof.len == PROOF && memcmp(again, proof.data, PROOF) == 0, "the prover writes another proof");
}

void check_rfc9497_dleq(record *r)
{
    const char *suite = record_string(r, r->json, "identifier");
    if (strcmp(suite, identifier) != 0)
        record_skip(r, "DLEQ of ciphersuite %.40s: the library has the groups ristretto255 and P-256 only", suite);
    if (r->outcome != OUTCOME_PASS)
        return;
    uint8_t M[ELEMENT] = {0}, Z[ELEMENT] = {0}, T[CLAIM_COMMITMENTS][ELEMENT];
    sgm_sc part[2], c;
    octets proof = record_octets(r, r->json, "proof");
    record_expect_octets(r, r->json, "A", sgm_ctx_generator(r->ctx, SGM_GEN_G), ELEMENT);
    composites(r, M, Z);
    record_expect_octets(r, r->json, "M", M, ELEMENT);
    record_expect_octets(r, r->json, "Z", Z, ELEMENT);
    sgm_instance *inst = claim_dleq(r, "B", (octets){M, ELEMENT}, (octets){Z, ELEMENT});
    int good = proof.len == PROOF && claim_scalars(proof, 0, part, 2);
    if (good) {
        claim_commitments(r, inst, &part[0], 1, &part[1], T);
        hash_to_scalar(r, challenge_transcript(r, M, Z, T), &c);
        good = (int)sgm_sc_eq(&c, &part[0]);
    }
    claim_verdict(r, good);
    if (inst && claim_accepts(r))
        expect_dleq_prover(r, inst, M, Z, proof);
    sgm_instance_free(inst);
}
