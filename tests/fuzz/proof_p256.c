/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Any bytes as a proof of one of the statements of the P-256 vectors: alone and in batches they have the same verdict,
 * and nothing but the honest string is accepted. */
#include "protocols/p256.h"

#include "tests/fuzz/fuzz.h"

#include <jansson.h>
#include <string.h>

enum { MAX_STATEMENTS = 64, MAX_BYTES = 4096 };

static sgm_ctx *ctx;
static struct {
    sgm_instance *inst;
    int batchable;
    uint8_t honest[MAX_BYTES];
    size_t len;
} statements[MAX_STATEMENTS];
static size_t n_statements;

static size_t hex(const json_t *record, const char *key, uint8_t *out)
{
    const char *text = json_string_value(json_object_get(record, key));
    FUZZ_REQUIRE(text && strlen(text) <= 2 * (size_t)MAX_BYTES);
    size_t n = strlen(text) / 2;
    for (size_t i = 0; i < n; i++) {
        unsigned byte;
        FUZZ_REQUIRE(sscanf(text + 2 * i, "%2x", &byte) == 1);
        out[i] = (uint8_t)byte;
    }
    return n;
}

/* Input number k is record k. */
static void read_statements(void)
{
    json_t *records = json_load_file(FUZZ_P256, 0, NULL);
    FUZZ_REQUIRE(records && json_array_size(records) > 0 && json_array_size(records) <= MAX_STATEMENTS);
    for (; n_statements < json_array_size(records); n_statements++) {
        const json_t *record = json_array_get(records, n_statements);
        uint8_t bytes[MAX_BYTES], sid[MAX_BYTES];
        sgm_relation *rel;
        int batchable = strcmp(json_string_value(json_object_get(record, "Flavor")), "batchable") == 0;
        size_t len = hex(record, "Instance", bytes);
        FUZZ_REQUIRE(hex(record, "SessionId", sid) == 32);
        FUZZ_REQUIRE(sgm_relation_parse(&rel, ctx, bytes, len) == SGM_OK);
        FUZZ_REQUIRE(sgm_instance_new(&statements[n_statements].inst, ctx, &rel, 1, 0, sid,
                                      batchable ? SGM_BATCHABLE : SGM_COMPACT, SGM_CHALLENGE_FULL, 0) == SGM_OK);
        statements[n_statements].batchable = batchable;
        statements[n_statements].len = hex(record, "NargString", statements[n_statements].honest);
    }
    json_decref(records);
}

static sgm_status in_batch(size_t k, const uint8_t *proof, size_t len, sgm_weights weights)
{
    sgm_batch *b = NULL;
    const size_t *culprits;
    size_t n = 0;
    FUZZ_REQUIRE(sgm_batch_new(&b, ctx, weights) == SGM_OK);
    FUZZ_REQUIRE(sgm_batch_add(b, statements[k].inst, statements[k].honest, statements[k].len) == SGM_OK);
    FUZZ_REQUIRE(sgm_batch_add(b, statements[k].inst, proof, len) == SGM_OK);
    sgm_status st = sgm_batch_verify(b);
    FUZZ_REQUIRE(sgm_batch_culprits(b, &culprits, &n) == SGM_OK);
    FUZZ_REQUIRE(st == SGM_OK ? n == 0 : n == 1 && culprits[0] == 1);
    sgm_batch_free(b);
    return st;
}

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t len)
{
    if (!ctx) {
        FUZZ_REQUIRE(sgm_ctx_new(&ctx, sgm_backend_best()) == SGM_OK);
        read_statements();
    }
    if (len == 0)
        return 0;
    const size_t k = in[0] % n_statements;
    const uint8_t *proof = in + 1;
    len--;
    sgm_status alone = sgm_verify(ctx, statements[k].inst, proof, len);
    FUZZ_REQUIRE(alone == SGM_OK || alone == SGM_REJECTED || alone == SGM_MALFORMED);
    FUZZ_REQUIRE((alone == SGM_OK) == (len == statements[k].len && memcmp(proof, statements[k].honest, len) == 0));
    if (statements[k].batchable) {
        FUZZ_REQUIRE(in_batch(k, proof, len, SGM_WEIGHTS_DERIVED) == alone);
        FUZZ_REQUIRE(in_batch(k, proof, len, SGM_WEIGHTS_RANDOM) == alone);
    }
    return 0;
}
