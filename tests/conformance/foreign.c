/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Records of other people's Sigma proofs over ristretto255: their equations as relations of ours, whose simulator gives
 * back the commitments that belong to a challenge and its responses; the challenge is hashed as they do. */
#include "protocols/hash.h"
#include "protocols/relation_builder.h"
#include "protocols/simulate.h"
#include "tests/conformance/forms.h"
#include "tests/conformance/transcripts.h"

#include <string.h>

enum { MAX_COMMITMENTS = 3 };

/* Equations under construction, and the relations they became. */
typedef struct statement {
    record *r;
    sgm_builder *b;
    sgm_relation *clauses[2];
    uint32_t n_clauses;
} statement;

static void start_clause(statement *s)
{
    if (sgm_builder_new(&s->b) != SGM_OK)
        record_fail(s->r, "out of memory");
}

static sgm_element_var element(statement *s, octets encoding)
{
    record_expect(s->r, encoding.len == 32, "an element has %zu bytes", encoding.len);
    return s->r->outcome == OUTCOME_PASS ? sgm_builder_element(s->b, encoding.data) : SGM_ELEMENT_GENERATOR;
}

static sgm_element_var member_element(statement *s, const char *key)
{
    return element(s, record_octets(s->r, s->r->json, key));
}

/* image = x base */
static void equation(statement *s, sgm_element_var image, sgm_scalar_var x, sgm_element_var base)
{
    if (s->r->outcome != OUTCOME_PASS)
        return;
    sgm_builder_equation(s->b);
    sgm_builder_constant(s->b, SGM_LEFT, image, &sgm_sc_one);
    sgm_builder_term(s->b, SGM_RIGHT, x, base, &sgm_sc_one);
}

/* ... + y base in the same equation */
static void plus(statement *s, sgm_scalar_var y, sgm_element_var base)
{
    if (s->r->outcome == OUTCOME_PASS)
        sgm_builder_term(s->b, SGM_RIGHT, y, base, &sgm_sc_one);
}

static sgm_scalar_var scalar(statement *s)
{
    return s->r->outcome == OUTCOME_PASS ? sgm_builder_scalar(s->b) : (sgm_scalar_var){0};
}

/* Compiles the clause. */
static void end_clause(statement *s)
{
    sgm_status status = SGM_OK;
    if (s->r->outcome == OUTCOME_PASS)
        status = sgm_builder_compile(&s->clauses[s->n_clauses++], s->b, s->r->ctx);
    record_expect(s->r, status == SGM_OK, "the relation is refused, status %d", (int)status);
    sgm_builder_free(s->b);
    s->b = NULL;
}

/* The clauses, or their OR, as an instance; there is no session and no proof string. NULL after a problem. */
static sgm_instance *finish(statement *s)
{
    static const uint8_t sid[32];
    sgm_instance *inst = NULL;
    uint32_t n = s->r->outcome == OUTCOME_PASS ? s->n_clauses : 0;
    if (n > 0) {
        sgm_status status =
            sgm_instance_new(&inst, s->r->ctx, s->clauses, n, n > 1, sid, SGM_BATCHABLE, SGM_CHALLENGE_FULL, 0);
        record_expect(s->r, status == SGM_OK, "the instance is refused, status %d", (int)status);
        return inst;
    }
    for (uint32_t i = 0; i < s->n_clauses; i++)
        sgm_relation_free(s->clauses[i]);
    return NULL;
}

/* The commitments for challenge c and this reply; s = r - c k is the same with -c. */
static void commitments(record *r, const sgm_instance *inst, const sgm_sc *c, int minus, const sgm_sc *reply,
                        uint8_t T[MAX_COMMITMENTS][32])
{
    sgm_sc challenge = *c;
    if (minus)
        sgm_sc_neg(&challenge, c);
    memset(T, 0, 32 * (size_t)MAX_COMMITMENTS);
    if (!inst || sgm_instance_equations(inst) > MAX_COMMITMENTS)
        return;
    sgm_status status = sgm_simulate_commitment(r->ctx, inst, &challenge, reply, T);
    record_expect(r, status == SGM_OK, "no commitments, status %d", (int)status);
}

static int accepts(record *r) { return strcmp(record_string(r, r->json, "expected"), "accept") == 0; }

/* The proof is good iff `good`; the record says whether it should be. */
static void expect_verdict(record *r, int good)
{
    int accept = accepts(r);
    record_expect(r, good == accept, accept ? "a valid proof is refused" : "an invalid proof is accepted");
}

/* n canonical scalars from bytes; 0 if there are others. */
static int read_scalars(octets bytes, size_t at, sgm_sc *out, size_t n)
{
    int good = at + 32 * n <= bytes.len;
    for (size_t i = 0; good && i < n; i++)
        good = sgm_sc_from_bytes(&out[i], bytes.data + at + 32 * i);
    return good;
}

static void expect_scalar(record *r, const char *key, const sgm_sc *got)
{
    uint8_t bytes[32];
    sgm_sc_to_bytes(bytes, got);
    record_expect_octets(r, r->json, key, bytes, 32);
}

/* ---- RFC 9497: DLEQ of VOPRF and POPRF. c = HashToScalar(transcript), s = r - c k. */

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

static void dleq_challenge(record *r, const uint8_t M[32], const uint8_t Z[32], uint8_t T[MAX_COMMITMENTS][32],
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

/* B = k G, Z = k M. */
static sgm_instance *dleq_instance(record *r, const char *key, octets base, octets image)
{
    statement s = {.r = r};
    start_clause(&s);
    sgm_element_var B = member_element(&s, key), M = element(&s, base), Z = element(&s, image);
    sgm_scalar_var k = scalar(&s);
    equation(&s, B, k, SGM_ELEMENT_GENERATOR);
    equation(&s, Z, k, M);
    end_clause(&s);
    return finish(&s);
}

/* The prover again: commitments to the recorded nonce, its challenge, s = r - c k. */
static void expect_dleq_prover(record *r, const sgm_instance *inst, const uint8_t M[32], const uint8_t Z[32],
                               octets proof)
{
    uint8_t T[MAX_COMMITMENTS][32], again[64];
    sgm_sc nonce, k, c, s;
    record_scalar(r, r->json, "r", &nonce);
    record_scalar(r, r->json, "k", &k);
    commitments(r, inst, &sgm_sc_zero, 0, &nonce, T);
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
    uint8_t M[32] = {0}, Z[32] = {0}, T[MAX_COMMITMENTS][32];
    sgm_sc part[2], c;
    octets proof = record_octets(r, r->json, "proof");
    record_expect_octets(r, r->json, "A", sgm_ctx_generator(r->ctx, SGM_GEN_G), 32);
    composites(r, M, Z);
    record_expect_octets(r, r->json, "M", M, 32);
    record_expect_octets(r, r->json, "Z", Z, 32);
    sgm_instance *inst = dleq_instance(r, "B", (octets){M, 32}, (octets){Z, 32});
    int good = proof.len == 64 && read_scalars(proof, 0, part, 2);
    if (good) {
        commitments(r, inst, &part[0], 1, &part[1], T);
        dleq_challenge(r, M, Z, T, &c);
        good = (int)sgm_sc_eq(&c, &part[0]);
    }
    expect_verdict(r, good);
    if (inst && accepts(r))
        expect_dleq_prover(r, inst, M, Z, proof);
    sgm_instance_free(inst);
}

/* ---- Brave's DLEQ: c = SHA-512(X, Y, P, Q, A, B) mod l, s = r - c k; a batch is a proof about its composites. */
void check_brave_dleq(record *r)
{
    int is_batch = record_has(r->json, "M");
    octets Y = record_octets(r, r->json, "Y"), P = record_octets(r, r->json, is_batch ? "M" : "P"),
           Q = record_octets(r, r->json, is_batch ? "Z" : "Q"), proof = record_octets(r, r->json, "proof");
    sgm_instance *inst = dleq_instance(r, "Y", P, Q);
    uint8_t T[MAX_COMMITMENTS][32], digest[64];
    sgm_sc part[2], c;
    int good = proof.len == 64 && read_scalars(proof, 0, part, 2);
    if (good) {
        commitments(r, inst, &part[0], 1, &part[1], T);
        const sgm_bytes hashed[] = {{sgm_ctx_generator(r->ctx, SGM_GEN_G), 32},
                                    {Y.data, Y.len},
                                    {P.data, P.len},
                                    {Q.data, Q.len},
                                    {T[0], 32},
                                    {T[1], 32}};
        record_expect(r, sgm_sha512(digest, hashed, 6) == SGM_OK, "SHA-512 failed");
        sgm_sc_reduce(&c, digest, sizeof digest);
        good = (int)sgm_sc_eq(&c, &part[0]);
    }
    expect_verdict(r, good);
    sgm_instance_free(inst);
}

/* ---- FROST: Schnorr signatures, and proofs of knowledge of its key generation. z G = R + c pk. */
static void schnorr(record *r, octets proof, const sgm_bytes *hashed, size_t n)
{
    statement s = {.r = r};
    uint8_t T[MAX_COMMITMENTS][32], digest[64];
    sgm_sc c, z;
    start_clause(&s);
    sgm_element_var pk = member_element(&s, "pk");
    equation(&s, pk, scalar(&s), SGM_ELEMENT_GENERATOR);
    end_clause(&s);
    sgm_instance *inst = finish(&s);
    record_expect(r, sgm_sha512(digest, hashed, n) == SGM_OK, "SHA-512 failed");
    sgm_sc_reduce(&c, digest, sizeof digest);
    expect_scalar(r, "c", &c);
    int good = proof.len == 64 && read_scalars(proof, 32, &z, 1);
    if (good) {
        commitments(r, inst, &c, 0, &z, T);
        good = memcmp(T[0], proof.data, 32) == 0;
    }
    expect_verdict(r, good);
    sgm_instance_free(inst);
}

static const char frost[] = "FROST-RISTRETTO255-SHA512-v1";

void check_frost_signature(record *r)
{
    octets signature = record_octets(r, r->json, "sig"), pk = record_octets(r, r->json, "pk"),
           msg = record_octets(r, r->json, "msg");
    const sgm_bytes hashed[] = {{frost, sizeof frost - 1},
                                {"chal", 4},
                                {signature.data, signature.len < 32 ? signature.len : 32},
                                {pk.data, pk.len},
                                {msg.data, msg.len}};
    schnorr(r, signature, hashed, 5);
}

void check_frost_knowledge(record *r)
{
    octets proof = record_octets(r, r->json, "proof"), pk = record_octets(r, r->json, "pk"),
           identifier = record_octets(r, r->json, "identifier");
    const sgm_bytes hashed[] = {{frost, sizeof frost - 1},
                                {"dkg", 3},
                                {identifier.data, identifier.len},
                                {pk.data, pk.len},
                                {proof.data, proof.len < 32 ? proof.len : 32}};
    schnorr(r, proof, hashed, 5);
}

/* ---- Solana: an OR, and two Sigma proofs, over Merlin transcripts. */

static const uint8_t solana_H[32] = {0x8c, 0x92, 0x40, 0xb4, 0x56, 0xa9, 0xe6, 0xdc, 0x65, 0xc3, 0x77,
                                     0xa1, 0x04, 0x8d, 0x74, 0x5f, 0x94, 0xa0, 0x8c, 0xdb, 0x7f, 0x44,
                                     0xcb, 0xcd, 0x7b, 0x46, 0xf3, 0x40, 0x48, 0x87, 0x11, 0x34};

static sgm_element_var solana_base(statement *s)
{
    uint8_t *copy = record_alloc(s->r, 32);
    memcpy(copy, solana_H, 32);
    return element(s, (octets){copy, 32});
}

/* C_percentage - max G = r H, or C_delta = x G + y H and C_claimed = x G + z H. */
static sgm_instance *capped_instance(record *r)
{
    statement s = {.r = r};
    sgm_sc max;
    sgm_sc_from_u64(&max, record_integer(r, r->json, "max_value"));
    start_clause(&s);
    sgm_element_var H = solana_base(&s), C = member_element(&s, "percentage_commitment");
    equation(&s, C, scalar(&s), H);
    if (r->outcome == OUTCOME_PASS)
        sgm_builder_constant(s.b, SGM_RIGHT, SGM_ELEMENT_GENERATOR, &max);
    end_clause(&s);
    start_clause(&s);
    H = solana_base(&s);
    sgm_element_var delta = member_element(&s, "delta_commitment"), claimed = member_element(&s, "claimed_commitment");
    sgm_scalar_var x = scalar(&s), y = scalar(&s), z = scalar(&s);
    equation(&s, delta, x, SGM_ELEMENT_GENERATOR);
    plus(&s, y, H);
    equation(&s, claimed, x, SGM_ELEMENT_GENERATOR);
    plus(&s, z, H);
    end_clause(&s);
    return finish(&s);
}

static void recorded_challenge(record *r, sgm_sc *c)
{
    const json_t *appends = record_array(r, r->json, "merlin_appends");
    merlin m;
    merlin_init(&m, record_string(r, r->json, "merlin_label"));
    for (size_t i = 0; i < json_array_size(appends); i++) {
        const json_t *pair = json_array_get(appends, i);
        const char *label = json_string_value(json_array_get(pair, 0));
        octets text = record_hex(r, json_array_get(pair, 1));
        merlin_append(&m, label ? label : "", text.data, text.len);
    }
    merlin_scalar(&m, record_string(r, r->json, "challenge_label"), c);
    expect_scalar(r, "c", c);
}

void check_solana_or(record *r)
{
    /* Y_max z_max c_max Y_delta Y_claimed z_x z_delta z_claimed; our replies begin with the share of clause 0. */
    static const size_t reply_at[] = {64, 32, 160, 192, 224}, commitment_at[] = {0, 96, 128};
    octets proof = record_octets(r, r->json, "proof");
    uint8_t T[MAX_COMMITMENTS][32];
    sgm_sc reply[5], c;
    sgm_instance *inst = capped_instance(r);
    recorded_challenge(r, &c);
    int good = proof.len == 256;
    for (size_t i = 0; good && i < 5; i++)
        good = read_scalars(proof, reply_at[i], &reply[i], 1);
    if (good)
        commitments(r, inst, &c, 0, reply, T);
    for (size_t i = 0; good && i < 3; i++)
        good = memcmp(T[i], proof.data + commitment_at[i], 32) == 0;
    expect_verdict(r, good);
    if (good && record_has(r->json, "c_equality")) {
        sgm_sc_sub(&c, &c, &reply[0]);
        expect_scalar(r, "c_equality", &c);
    }
    sgm_instance_free(inst);
}

/* H = s P in the proof of a valid key, where P = s^-1 H; H = s P and C = s D in that of an encrypted zero. */
void check_solana_sigma(record *r)
{
    int has_ciphertext = record_has(r->json, "ciphertext");
    octets pubkey = record_octets(r, r->json, "pubkey"), proof = record_octets(r, r->json, "proof"),
           ciphertext = has_ciphertext ? record_octets(r, r->json, "ciphertext") : (octets){pubkey.data, 0};
    const char *label = record_string(r, r->json, "transcript_label");
    statement s = {.r = r};
    uint8_t T[MAX_COMMITMENTS][32];
    sgm_sc c, z;
    merlin m;
    size_t n = has_ciphertext ? 2 : 1;
    record_expect(r, proof.len == 32 * (n + 1) && ciphertext.len == 64 * (n - 1), "lengths differ from the layout");
    if (r->outcome != OUTCOME_PASS)
        return;
    start_clause(&s);
    sgm_element_var H = solana_base(&s), P = member_element(&s, "pubkey");
    sgm_scalar_var x = scalar(&s);
    if (!has_ciphertext) {
        equation(&s, P, x, H); /* z H = Y + c P */
    } else {
        sgm_element_var C = element(&s, (octets){ciphertext.data, 32}),
                        D = element(&s, (octets){ciphertext.data + 32, 32});
        equation(&s, H, x, P);
        equation(&s, C, x, D);
    }
    end_clause(&s);
    sgm_instance *inst = finish(&s);
    merlin_init(&m, "solana-zk-elgamal-proof-program-v1");
    merlin_append(&m, "dom-sep", label, strlen(label));
    merlin_append(&m, "pubkey", pubkey.data, pubkey.len);
    if (has_ciphertext)
        merlin_append(&m, "ciphertext", ciphertext.data, ciphertext.len);
    const char *domain = has_ciphertext ? "zero-ciphertext-proof" : "pubkey-proof";
    merlin_append(&m, "dom-sep", domain, strlen(domain));
    merlin_append(&m, has_ciphertext ? "Y_P" : "Y", proof.data, 32);
    if (has_ciphertext)
        merlin_append(&m, "Y_D", proof.data + 32, 32);
    merlin_scalar(&m, "c", &c);
    expect_scalar(r, "c", &c);
    int good = read_scalars(proof, 32 * n, &z, 1);
    if (good) {
        commitments(r, inst, &c, 0, &z, T);
        good = memcmp(T, proof.data, 32 * n) == 0;
    }
    expect_verdict(r, good);
    sgm_instance_free(inst);
}

/* ---- Merlin itself. */
void check_merlin(record *r)
{
    const json_t *ops = record_array(r, r->json, "ops");
    uint8_t *last = NULL;
    size_t last_len = 0;
    merlin m;
    merlin_init(&m, record_string(r, r->json, "label"));
    for (size_t i = 0; i < json_array_size(ops) && r->outcome == OUTCOME_PASS; i++) {
        const json_t *op = json_array_get(ops, i);
        const char *type = json_string_value(json_array_get(op, 0)), *label = json_string_value(json_array_get(op, 1));
        const json_t *value = json_array_get(op, 2);
        if (!type || !label || !value) {
            record_unusable(r, "an operation without type, label or value");
        } else if (strcmp(type, "append") == 0) {
            octets text = record_hex(r, value);
            merlin_append(&m, label, text.data, text.len);
        } else if (strcmp(type, "challenge") == 0 && json_integer_value(value) > 0 &&
                   json_integer_value(value) <= 1 << 20) {
            last_len = (size_t)json_integer_value(value);
            last = record_alloc(r, last_len);
            merlin_challenge(&m, label, last, last_len);
            if (json_array_size(op) > 3) {
                octets want = record_hex(r, json_array_get(op, 3));
                record_expect(r, want.len == last_len && memcmp(want.data, last, last_len) == 0,
                              "challenge %zu differs", i);
            }
        } else {
            record_unusable(r, "an operation is neither append nor challenge");
        }
    }
    record_expect(r, last != NULL, "no challenge is asked for");
    if (last && record_has(r->json, "last_challenge"))
        record_expect_octets(r, r->json, "last_challenge", last, last_len);
}

/* ---- Anonymous credit tokens: compact proofs whose challenge is a BLAKE3 hash. The library has no BLAKE3: what can be
 * checked is that challenge and responses give back the commitments, and that these end the recorded transcript. */

/* The base that is item `index` of the transcript: 8-byte big-endian length, then the bytes. */
static octets transcript_item(record *r, octets transcript, size_t index)
{
    size_t at = 0;
    for (;; index--) {
        uint64_t len = 0;
        for (size_t i = 0; i < 8 && at + 8 <= transcript.len; i++)
            len = len << 8 | transcript.data[at + i];
        if (at + 8 > transcript.len || len > transcript.len - at - 8) {
            record_unusable(r, "\"transcript\" is cut short");
            return (octets){transcript.data, 0};
        }
        if (index == 0)
            return (octets){transcript.data + at + 8, (size_t)len};
        at += 8 + (size_t)len;
    }
}

void check_act(record *r)
{
    int is_opening = record_has(r->json, "k_bar");
    octets transcript = record_octets(r, r->json, "transcript");
    const json_t *listed = record_array(r, r->json, "commitment");
    size_t n = json_array_size(listed);
    statement s = {.r = r};
    uint8_t T[MAX_COMMITMENTS][32];
    sgm_sc gamma, reply[2];
    start_clause(&s);
    if (is_opening) { /* K = k H2 + r H3 */
        sgm_element_var K = member_element(&s, "K"), H2 = element(&s, transcript_item(r, transcript, 2)),
                        H3 = element(&s, transcript_item(r, transcript, 3));
        sgm_scalar_var k = scalar(&s), blinding = scalar(&s);
        equation(&s, K, k, H2);
        plus(&s, blinding, H3);
        record_scalar(r, r->json, "k_bar", &reply[0]);
        record_scalar(r, r->json, "r_bar", &reply[1]);
    } else { /* X_A = x A, X_G = x G */
        sgm_element_var A = member_element(&s, "A"), X_A = member_element(&s, "X_A"), X_G = member_element(&s, "X_G");
        sgm_scalar_var x = scalar(&s);
        equation(&s, X_A, x, A);
        equation(&s, X_G, x, SGM_ELEMENT_GENERATOR);
        record_scalar(r, r->json, "z", &reply[0]);
    }
    end_clause(&s);
    sgm_instance *inst = finish(&s);
    record_scalar(r, r->json, "gamma", &gamma);
    commitments(r, inst, &gamma, 0, reply, T);
    int good = inst && n == sgm_instance_equations(inst) && 40 * n <= transcript.len;
    for (size_t i = 0; good && i < n; i++) {
        octets want = record_hex(r, json_array_get(listed, i));
        good = want.len == 32 && memcmp(want.data, T[i], 32) == 0 &&
               memcmp(transcript.data + transcript.len - 40 * (n - i) + 8, T[i], 32) == 0;
    }
    expect_verdict(r, good);
    sgm_instance_free(inst);
}
