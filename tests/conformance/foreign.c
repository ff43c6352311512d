/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Records of other people's Sigma proofs over ristretto255: their equations as relations of ours, whose simulator gives
 * back the commitments that belong to a challenge and its responses; the challenge is hashed as they do. */
#include "protocols/hash.h"
#include "tests/conformance/claim.h"
#include "tests/conformance/forms.h"
#include "tests/conformance/transcripts.h"

#include <string.h>

/* ---- Brave's DLEQ: c = SHA-512(X, Y, P, Q, A, B) mod l, s = r - c k; a batch is a proof about its composites. */
void check_brave_dleq(record *r)
{
    int is_batch = record_has(r->json, "M");
    octets Y = record_octets(r, r->json, "Y"), P = record_octets(r, r->json, is_batch ? "M" : "P"),
           Q = record_octets(r, r->json, is_batch ? "Z" : "Q"), proof = record_octets(r, r->json, "proof");
    sgm_instance *inst = claim_dleq(r, "Y", P, Q);
    uint8_t T[CLAIM_COMMITMENTS][32], digest[64];
    sgm_sc part[2], c;
    int good = proof.len == 64 && claim_scalars(proof, 0, part, 2);
    if (good) {
        claim_commitments(r, inst, &part[0], 1, &part[1], T);
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
    claim_verdict(r, good);
    sgm_instance_free(inst);
}

/* ---- FROST: Schnorr signatures, and proofs of knowledge of its key generation. z G = R + c pk. */
static void schnorr(record *r, octets proof, const sgm_bytes *hashed, size_t n)
{
    claim s = {.r = r};
    uint8_t T[CLAIM_COMMITMENTS][32], digest[64];
    sgm_sc c, z;
    claim_begin(&s);
    sgm_element_var pk = claim_member(&s, "pk");
    claim_equation(&s, pk, claim_scalar(&s), SGM_ELEMENT_GENERATOR);
    claim_end(&s);
    sgm_instance *inst = claim_finish(&s);
    record_expect(r, sgm_sha512(digest, hashed, n) == SGM_OK, "SHA-512 failed");
    sgm_sc_reduce(&c, digest, sizeof digest);
    record_expect_scalar(r, r->json, "c", &c);
    int good = proof.len == 64 && claim_scalars(proof, 32, &z, 1);
    if (good) {
        claim_commitments(r, inst, &c, 0, &z, T);
        good = memcmp(T[0], proof.data, 32) == 0;
    }
    claim_verdict(r, good);
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

static sgm_element_var solana_base(claim *s)
{
    uint8_t *copy = record_alloc(s->r, 32);
    memcpy(copy, solana_H, 32);
    return claim_element(s, (octets){copy, 32});
}

/* C_percentage - max G = r H, or C_delta = x G + y H and C_claimed = x G + z H. */
static sgm_instance *capped_instance(record *r)
{
    claim s = {.r = r};
    sgm_sc max;
    sgm_sc_from_u64(&max, record_integer(r, r->json, "max_value"));
    claim_begin(&s);
    sgm_element_var H = solana_base(&s), C = claim_member(&s, "percentage_commitment");
    claim_equation(&s, C, claim_scalar(&s), H);
    if (r->outcome == OUTCOME_PASS)
        sgm_builder_constant(s.b, SGM_RIGHT, SGM_ELEMENT_GENERATOR, &max);
    claim_end(&s);
    claim_begin(&s);
    H = solana_base(&s);
    sgm_element_var delta = claim_member(&s, "delta_commitment"), claimed = claim_member(&s, "claimed_commitment");
    sgm_scalar_var x = claim_scalar(&s), y = claim_scalar(&s), z = claim_scalar(&s);
    claim_equation(&s, delta, x, SGM_ELEMENT_GENERATOR);
    claim_plus(&s, y, H);
    claim_equation(&s, claimed, x, SGM_ELEMENT_GENERATOR);
    claim_plus(&s, z, H);
    claim_end(&s);
    return claim_finish(&s);
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
    record_expect_scalar(r, r->json, "c", c);
}

void check_solana_or(record *r)
{
    /* Y_max z_max c_max Y_delta Y_claimed z_x z_delta z_claimed; our replies begin with the share of clause 0. */
    static const size_t reply_at[] = {64, 32, 160, 192, 224}, commitment_at[] = {0, 96, 128};
    octets proof = record_octets(r, r->json, "proof");
    uint8_t T[CLAIM_COMMITMENTS][32];
    sgm_sc reply[5], c;
    sgm_instance *inst = capped_instance(r);
    recorded_challenge(r, &c);
    int good = proof.len == 256;
    for (size_t i = 0; good && i < 5; i++)
        good = claim_scalars(proof, reply_at[i], &reply[i], 1);
    if (good)
        claim_commitments(r, inst, &c, 0, reply, T);
    for (size_t i = 0; good && i < 3; i++)
        good = memcmp(T[i], proof.data + commitment_at[i], 32) == 0;
    claim_verdict(r, good);
    if (good && record_has(r->json, "c_equality")) {
        sgm_sc_sub(&c, &c, &reply[0]);
        record_expect_scalar(r, r->json, "c_equality", &c);
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
    claim s = {.r = r};
    uint8_t T[CLAIM_COMMITMENTS][32];
    sgm_sc c, z;
    merlin m;
    size_t n = has_ciphertext ? 2 : 1;
    record_expect(r, proof.len == 32 * (n + 1) && ciphertext.len == 64 * (n - 1), "lengths differ from the layout");
    if (r->outcome != OUTCOME_PASS)
        return;
    claim_begin(&s);
    sgm_element_var H = solana_base(&s), P = claim_member(&s, "pubkey");
    sgm_scalar_var x = claim_scalar(&s);
    if (!has_ciphertext) {
        claim_equation(&s, P, x, H); /* z H = Y + c P */
    } else {
        sgm_element_var C = claim_element(&s, (octets){ciphertext.data, 32}),
                        D = claim_element(&s, (octets){ciphertext.data + 32, 32});
        claim_equation(&s, H, x, P);
        claim_equation(&s, C, x, D);
    }
    claim_end(&s);
    sgm_instance *inst = claim_finish(&s);
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
    record_expect_scalar(r, r->json, "c", &c);
    int good = claim_scalars(proof, 32 * n, &z, 1);
    if (good) {
        claim_commitments(r, inst, &c, 0, &z, T);
        good = memcmp(T, proof.data, 32 * n) == 0;
    }
    claim_verdict(r, good);
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
    claim s = {.r = r};
    uint8_t T[CLAIM_COMMITMENTS][32];
    sgm_sc gamma, reply[2];
    claim_begin(&s);
    if (is_opening) { /* K = k H2 + r H3 */
        sgm_element_var K = claim_member(&s, "K"), H2 = claim_element(&s, transcript_item(r, transcript, 2)),
                        H3 = claim_element(&s, transcript_item(r, transcript, 3));
        sgm_scalar_var k = claim_scalar(&s), blinding = claim_scalar(&s);
        claim_equation(&s, K, k, H2);
        claim_plus(&s, blinding, H3);
        record_scalar(r, r->json, "k_bar", &reply[0]);
        record_scalar(r, r->json, "r_bar", &reply[1]);
    } else { /* X_A = x A, X_G = x G */
        sgm_element_var A = claim_member(&s, "A"), X_A = claim_member(&s, "X_A"), X_G = claim_member(&s, "X_G");
        sgm_scalar_var x = claim_scalar(&s);
        claim_equation(&s, X_A, x, A);
        claim_equation(&s, X_G, x, SGM_ELEMENT_GENERATOR);
        record_scalar(r, r->json, "z", &reply[0]);
    }
    claim_end(&s);
    sgm_instance *inst = claim_finish(&s);
    record_scalar(r, r->json, "gamma", &gamma);
    claim_commitments(r, inst, &gamma, 0, reply, T);
    int good = inst && n == sgm_instance_equations(inst) && 40 * n <= transcript.len;
    for (size_t i = 0; good && i < n; i++) {
        octets want = record_hex(r, json_array_get(listed, i));
        good = want.len == 32 && memcmp(want.data, T[i], 32) == 0 &&
               memcmp(transcript.data + transcript.len - 40 * (n - i) + 8, T[i], 32) == 0;
    }
    claim_verdict(r, good);
    sgm_instance_free(inst);
}
