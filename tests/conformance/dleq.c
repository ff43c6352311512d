/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Records of RFC 9497: DLEQ of VOPRF and POPRF. c = HashToScalar(transcript), s = r - c k. */
#include "protocols/hash.h"
#include "tests/conformance/claim.h"
#include "tests/conformance/forms.h"
#include "tests/conformance/transcripts.h"

#include <string.h>

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
    uint8_t wide[64] = {0};
    octets dst = context_tag(r, "HashToScalar-");
    record_expect(r, dst.len <= 255, "the context string is too long");
    if (r->outcome == OUTCOME_PASS)
        expand_message(r, msg, dst, wide, sizeof wide);
    sgm_sc_reduce(out, wide, sizeof wide);
}

/* r += d P, P by its encoding. */
static void add_multiple(record *r, sgm_point *sum, octets encoding, const sgm_sc *d)
{
    sgm_affine p;
    sgm_point part;
    uint8_t ok = 0;
    if (encoding.len == 32)
        r->be->decode(&p, &ok, (const uint8_t(*)[32])encoding.data, 1);
    record_expect(r, ok, "an element does not decode");
    if (r->outcome != OUTCOME_PASS)
        return;
    r->be->var_mul(&part, &p, d, 1);
    r->be->add(sum, sum, &part, 1);
}

static octets composite_seed(record *r)
{
    octets B = record_octets(r, r->json, "B"), tag = context_tag(r, "Seed-"), seed = {record_alloc(r, 64), 64};
    message m = new_message(r);
    put_prefixed(&m, B.data, B.len);
    put_prefixed(&m, tag.data, tag.len);
    const sgm_bytes whole = {m.bytes.data, m.bytes.len};
    record_expect(r, sgm_sha512(seed.data, &whole, 1) == SGM_OK, "SHA-512 failed");
    record_expect_octets(r, r->json, "seed", seed.data, seed.len);
    return seed;
}

/* The weights d_i = H(seed, i, C_i, D_i) and the sums M = d_i C_i, Z = d_i D_i. */
static void composites(record *r, uint8_t M[32], uint8_t Z[32])
{
    static const uint8_t identity[1][32];
    const json_t *C = record_array(r, r->json, "C"), *D = record_array(r, r->json, "D");
    size_t n = json_array_size(C);
    octets seed = composite_seed(r);
    sgm_affine zero;
    sgm_point sum[2];
    uint8_t ok;
    record_expect(r, n > 0 && n <= UINT16_MAX && json_array_size(D) == n, "lists of different length");
    if (r->outcome != OUTCOME_PASS)
        return;
    r->be->decode(&zero, &ok, identity, 1);
    r->be->from_affine(&sum[0], &zero, 1);
    sum[1] = sum[0];
    for (size_t i = 0; i < n; i++) {
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
        add_multiple(r, &sum[0], c, &d);
        add_multiple(r, &sum[1], e, &d);
    }
    r->be->encode((uint8_t(*)[32])M, &sum[0], 1);
    r->be->encode((uint8_t(*)[32])Z, &sum[1], 1);
}

static void dleq_challenge(record *r, const uint8_t M[32], const uint8_t Z[32], uint8_t T[CLAIM_COMMITMENTS][32],
                           sgm_sc *c)
{
    octets B = record_octets(r, r->json, "B");
    message m = new_message(r);
    put_prefixed(&m, B.data, B.len);
    put_prefixed(&m, M, 32);
    put_prefixed(&m, Z, 32);
    put_prefixed(&m, T[0], 32);
    put_prefixed(&m, T[1], 32);
    put(&m, "Challenge", 9);
    hash_to_scalar(r, m.bytes, c);
}

/* The prover again: commitments to the recorded nonce, its challenge, s = r - c k. */
static void expect_dleq_prover(record *r, const sgm_instance *inst, const uint8_t M[32], const uint8_t Z[32],
                               octets proof)
{
    uint8_t T[CLAIM_COMMITMENTS][32], again[64];
    sgm_sc nonce, k, c, s;
    record_scalar(r, r->json, "r", &nonce);
    record_scalar(r, r->json, "k", &k);
    claim_commitments(r, inst, &sgm_sc_zero, 0, &nonce, T);
    record_expect_octets(r, r->json, "t2", T[0], 32);
    record_expect_octets(r, r->json, "t3", T[1], 32);
    dleq_challenge(r, M, Z, T, &c);
    sgm_sc_mul(&s, &c, &k);
    sgm_sc_sub(&s, &nonce, &s);
    sgm_sc_to_bytes(again, &c);
    sgm_sc_to_bytes(again + 32, &s);
    record_expect(r, proof.len == 64 && memcmp(again, proof.data, 64) == 0, "the prover writes another proof");
}

void check_rfc9497_dleq(record *r)
{
    const char *suite = record_string(r, r->json, "identifier");
    if (strcmp(suite, "ristretto255-SHA512") != 0)
        record_skip(r, "DLEQ of ciphersuite %.40s: read for ristretto255 only", suite);
    if (r->outcome != OUTCOME_PASS)
        return;
    uint8_t M[32] = {0}, Z[32] = {0}, T[CLAIM_COMMITMENTS][32];
    sgm_sc part[2], c;
    octets proof = record_octets(r, r->json, "proof");
    record_expect_octets(r, r->json, "A", sgm_ctx_generator(r->ctx, SGM_GEN_G), 32);
    composites(r, M, Z);
    record_expect_octets(r, r->json, "M", M, 32);
    record_expect_octets(r, r->json, "Z", Z, 32);
    sgm_instance *inst = claim_dleq(r, "B", (octets){M, 32}, (octets){Z, 32});
    int good = proof.len == 64 && claim_scalars(proof, 0, part, 2);
    if (good) {
        claim_commitments(r, inst, &part[0], 1, &part[1], T);
        dleq_challenge(r, M, Z, T, &c);
        good = (int)sgm_sc_eq(&c, &part[0]);
    }
    claim_verdict(r, good);
    if (inst && claim_accepts(r))
        expect_dleq_prover(r, inst, M, Z, proof);
    sgm_instance_free(inst);
}
