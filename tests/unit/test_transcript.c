/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The duplex sponge against its definition over OpenSSL's SHAKE128 and against the draft's vectors; session ids and
 * labelled hashes against known answers. Usage: test_transcript fiatShamirShake128Vectors.json */
#include "protocols/hash.h"
#include "protocols/transcript.h"
#include "tests/unit/unit.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <stdlib.h>

enum { MOST = 6000 };

/* The definition: all bytes absorbed so far, and how many bytes of their SHAKE128 have been read. */
typedef struct model {
    uint8_t absorbed[MOST];
    size_t absorbed_len, read;
} model;

static void model_absorb(model *m, const uint8_t *in, size_t len)
{
    memcpy(m->absorbed + m->absorbed_len, in, len);
    m->absorbed_len += len;
    if (len > 0)
        m->read = 0;
}

static void model_squeeze(model *m, uint8_t *out, size_t len)
{
    uint8_t stream[MOST];
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    CHECK("OpenSSL makes a SHAKE128", ctx != NULL && EVP_DigestInit_ex(ctx, EVP_shake128(), NULL) == 1 &&
                                          EVP_DigestUpdate(ctx, m->absorbed, m->absorbed_len) == 1 &&
                                          EVP_DigestFinalXOF(ctx, stream, m->read + len + 1) == 1);
    EVP_MD_CTX_free(ctx);
    memcpy(out, stream + m->read, len);
    m->read += len;
}

/* One random run of absorbs and squeezes, empty ones and copies of the state among them. */
static void check_random_run(void)
{
    static const uint8_t zeros[136];
    uint8_t bytes[500], want[500];
    model m = {.absorbed_len = 0};
    sgm_transcript t, copy;
    for (size_t i = 0; i < 32; i++)
        bytes[i] = (uint8_t)rand();
    sgm_transcript_init(&t, bytes);
    model_absorb(&m, bytes, 32);
    model_absorb(&m, zeros, sizeof zeros);
    for (int step = 0; step < 12; step++) {
        size_t len = rand() % 4 == 0 ? 0 : (size_t)rand() % sizeof bytes;
        for (size_t i = 0; i < len; i++)
            bytes[i] = (uint8_t)rand();
        if (rand() % 2 == 0) {
            sgm_transcript_absorb(&t, bytes, len);
            model_absorb(&m, bytes, len);
        } else {
            copy = t;
            sgm_transcript_squeeze(&t, bytes, len);
            model_squeeze(&m, want, len);
            CHECK_BYTES("squeeze", bytes, want, len);
            sgm_transcript_squeeze(&copy, bytes, len);
            CHECK_BYTES("squeeze of a copy", bytes, want, len);
        }
    }
}

static void check_challenges(void)
{
    uint8_t bytes[48], sid[32] = {7};
    sgm_transcript t, u;
    sgm_sc c, want;
    sgm_transcript_init(&t, sid);
    u = t;
    sgm_transcript_challenge(&t, &c);
    sgm_transcript_squeeze(&u, bytes, 48);
    sgm_sc_reduce(&want, bytes, 48);
    CHECK("challenge is Squeeze(48) mod l", sgm_sc_eq(&c, &want) == 1);
    sgm_transcript_challenge128(&t, &c);
    sgm_transcript_squeeze(&u, bytes, 16);
    sgm_sc_reduce(&want, bytes, 16);
    CHECK("short challenge is Squeeze(16)", sgm_sc_eq(&c, &want) == 1 && c.v[2] == 0 && c.v[3] == 0);
}

static size_t member_hex(uint8_t *out, size_t max, const json_t *object, const char *key)
{
    const char *hex = json_string_value(json_object_get(object, key));
    CHECK(key, hex != NULL && strlen(hex) % 2 == 0 && strlen(hex) / 2 <= max);
    return hex == NULL ? 0 : unit_hex(out, max, hex);
}

static void check_vector(const json_t *vector)
{
    uint8_t sid[32], data[2 * MOST], out[MOST], want[MOST];
    size_t out_len = 0, i;
    const json_t *op, *operations = json_object_get(vector, "Operations");
    sgm_transcript t;
    CHECK("session id", member_hex(sid, 32, vector, "SessionId") == 32);
    sgm_transcript_init(&t, sid);
    json_array_foreach(operations, i, op)
    {
        const char *type = json_string_value(json_object_get(op, "type"));
        if (type != NULL && strcmp(type, "absorb") == 0) {
            sgm_transcript_absorb(&t, data, member_hex(data, sizeof data, op, "data"));
        } else {
            size_t len = (size_t)json_integer_value(json_object_get(op, "length"));
            CHECK("known operation", type != NULL && strcmp(type, "squeeze") == 0 && len <= MOST - out_len);
            sgm_transcript_squeeze(&t, out + out_len, len);
            out_len += len;
        }
    }
    CHECK("output length", member_hex(want, MOST, vector, "Output") == out_len);
    CHECK_BYTES(json_string_value(json_object_get(vector, "Id")), out, want, out_len);
}

static void check_vectors(const char *path)
{
    json_t *vector, *vectors = json_load_file(path, 0, NULL);
    size_t i, run = 0;
    json_array_foreach(vectors, i, vector)
    {
        if (json_object_get(vector, "Operations") == NULL)
            continue; /* the sumcheck records are about another protocol */
        check_vector(vector);
        run++;
    }
    CHECK("the vector file holds sponge records", run >= 6);
    json_decref(vectors);
}

static void check_scalar_hash(const char *label, const char *part, const char *want_hex)
{
    uint8_t want[32], bytes[32];
    sgm_sc r;
    sgm_bytes parts[1] = {{part, strlen(part)}};
    CHECK("hash to scalar", sgm_hash_to_scalar(&r, label, parts, 1) == SGM_OK);
    sgm_sc_to_bytes(bytes, &r);
    CHECK("hex", unit_hex(want, 32, want_hex) == 32);
    CHECK_BYTES(label, bytes, want, 32);
}

static void check_known_answers(void)
{
    static const char tag[] = "SIGMARK-V01-F0A-DSFS-with-sigma-proofs_Shake128_ristretto255";
    uint8_t sid[32], want[64], digest[64];
    check_scalar_hash("dataset", "a", "4a11dce43956e19acb6188fa6ece1c1bc19a8d0dcc35bd0f4ae67b7bd5eca108");
    check_scalar_hash("dataset", "b", "c05c41360222edda59720c4c2e6f937b21677846812e8946f1af3937ae67bf08");
    check_scalar_hash("model", "m", "ab2693fdbef5b117c43961fb2136b268e4fb773eca93b03aee1535900d1d210b");
    sgm_session_id(sid, tag, strlen(tag));
    unit_hex(want, 32, "b1595dfc57fca6f42a19c28cb63214a4bc33b15423af1c90b3364cea8c64b572");
    CHECK_BYTES("session id of F0A", sid, want, 32);
    /* SHA-512("abc"), FIPS 180-4 example */
    unit_hex(want, 64,
             "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
             "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    sgm_bytes parts[2] = {{"a", 1}, {"bc", 2}};
    CHECK("sha512", sgm_sha512(digest, parts, 2) == SGM_OK);
    CHECK_BYTES("sha512 of two parts", digest, want, 64);
}

/* The generator's stream is one stream however it is cut, and scalars are drawn from it in order. */
static void check_generators(void)
{
    uint8_t one[96], two[96];
    sgm_test_rng a, b, c;
    sgm_sc first, want, share;
    sgm_test_rng_init(&a, "tag", 3);
    sgm_test_rng_init(&b, "tag", 3);
    sgm_test_rng_init(&c, "tab", 3);
    sgm_rng ra = sgm_rng_test(&a), rb = sgm_rng_test(&b), rc = sgm_rng_test(&c), system = sgm_rng_system();
    CHECK("fill", ra.fill(ra.state, one, 64) == SGM_OK);
    CHECK("scalar", sgm_rng_scalar(&rb, &first) == SGM_OK);
    CHECK("share", sgm_rng_share128(&rb, &share) == SGM_OK);
    sgm_sc_reduce(&want, one, 48);
    CHECK("scalar is the first 48 bytes", sgm_sc_eq(&first, &want) == 1);
    sgm_sc_reduce(&want, one + 48, 16);
    CHECK("share is the next 16 bytes", sgm_sc_eq(&share, &want) == 1);
    CHECK("another tag", rc.fill(rc.state, two, 64) == SGM_OK && memcmp(one, two, 64) != 0);
    CHECK("system", system.fill(system.state, one, 96) == SGM_OK && system.fill(system.state, two, 96) == SGM_OK);
    CHECK("the system's generator moves on", memcmp(one, two, 96) != 0);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: test_transcript fiatShamirShake128Vectors.json\n");
        return 2;
    }
    srand(2);
    for (int i = 0; i < 300; i++)
        check_random_run();
    check_challenges();
    check_vectors(argv[1]);
    check_known_answers();
    check_generators();
    return unit_result("transcript");
}
