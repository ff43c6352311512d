/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Set records, F0S and F0S-LOG: polynomials, padding, sizes, lies, statements that are none, and agreement with the
 * relation that F0S declares. */
#include "protocols/batch.h"
#include "protocols/formulation/f0s.h"
#include "protocols/formulation/f0s_log.h"
#include "protocols/hash.h"
#include "protocols/transcript.h"
#include "tests/unit/unit.h"

#include <stdlib.h>

enum { MAX_T = 64, MAX_PROOF = 32 * (MAX_T + 5) };

static sgm_ctx *ctx;
static sgm_sc source[MAX_T], a[MAX_T], dm, r;

static void hash_number(sgm_sc *out, const char *label, uint32_t i)
{
    uint8_t le[4] = {(uint8_t)i, 0, 0, 0};
    CHECK(label, sgm_hash_to_scalar(out, label, &(sgm_bytes){le, sizeof le}, 1) == SGM_OK);
}

/* A record of n sources; the statement is about one of them. */
static sgm_set_statement state(uint32_t n, uint32_t which)
{
    sgm_set_statement s = {.dm = dm, .T = sgm_set_size(n)};
    for (uint32_t i = 0; i < n; i++)
        hash_number(&source[i], "class", i);
    CHECK("polynomial", sgm_set_polynomial(a, source, n) == SGM_OK);
    CHECK("committed", sgm_set_commit(ctx, s.C_S, a, s.T, &dm, &r) == SGM_OK);
    s.d = source[which];
    return s;
}

static void test_polynomial(void)
{
    for (uint32_t n = 1; n <= 9; n += 2) {
        sgm_set_statement s = state(n, n - 1);
        for (uint32_t i = 0; i < s.T; i++) {
            sgm_sc root = source[i], value = sgm_sc_one;
            if (i >= n)
                hash_number(&root, "pad", i);
            for (uint32_t j = s.T; j-- > 0;)
                sgm_sc_muladd(&value, &value, &root, &a[j]);
            CHECK("a source, or a dummy in its place, is a root", sgm_sc_is_zero(&value));
        }
    }
    source[1] = sgm_sc_zero;
    CHECK("a source that is 0", sgm_set_polynomial(a, source, 3) == SGM_MALFORMED && sgm_sc_is_zero(&a[0]));
    CHECK("no source", sgm_set_polynomial(a, source, 0) == SGM_USAGE);
    CHECK("too many", sgm_set_polynomial(a, source, SGM_SET_MAX + 1) == SGM_USAGE);
    CHECK("sizes", sgm_set_size(1) == 1 && sgm_set_size(3) == 4 && sgm_set_size(64) == 64 && sgm_set_size(65) == 128);
    uint8_t C[32];
    CHECK("no size", sgm_set_commit(ctx, C, a, 3, &dm, &r) == SGM_USAGE &&
                         sgm_set_commit(ctx, C, a, 0, &dm, &r) == SGM_USAGE &&
                         sgm_set_commit(ctx, C, a, 2 * SGM_SET_MAX, &dm, &r) == SGM_USAGE);
}

static sgm_status make(sgm_instance **inst, const sgm_set_statement *s, int log, sgm_flavor flavor)
{
    return log ? sgm_f0s_log_instance(inst, ctx, s, flavor) : sgm_f0s_instance(inst, ctx, s, flavor);
}

static sgm_status prove(const sgm_set_statement *s, const sgm_set_witness *w, int log, sgm_flavor flavor,
                        uint8_t *proof)
{
    sgm_rng rng = sgm_rng_system();
    return log ? sgm_f0s_log_prove(ctx, s, w, flavor, &rng, proof) : sgm_f0s_prove(ctx, s, w, flavor, &rng, proof);
}

static sgm_status verify(const sgm_set_statement *s, int log, sgm_flavor flavor, const uint8_t *proof)
{
    sgm_instance *inst;
    sgm_status st = make(&inst, s, log, flavor);
    if (st == SGM_OK)
        st = sgm_verify(ctx, inst, proof, sgm_instance_proof_size(inst));
    sgm_instance_free(inst);
    return st;
}

/* n sources; sizes as the text states them. */
static void test_honest(uint32_t n, int log, sgm_flavor flavor, size_t size)
{
    uint8_t proof[MAX_PROOF];
    for (uint32_t which = 0; which < n; which += 1 + n / 3) {
        sgm_set_statement s = state(n, which);
        const sgm_set_witness w = {a, r};
        sgm_instance *inst;
        CHECK("instance", make(&inst, &s, log, flavor) == SGM_OK);
        CHECK("size of the instance", sgm_instance_proof_size(inst) == size);
        CHECK("size by formula", (log ? sgm_f0s_log_proof_size(s.T, flavor) : sgm_f0s_proof_size(s.T, flavor)) == size);
        CHECK("equations", sgm_instance_equations(inst) == (log ? 1 : 2));
        CHECK("proved", prove(&s, &w, log, flavor, proof) == SGM_OK);
        CHECK("accepted", sgm_verify(ctx, inst, proof, size) == SGM_OK);
        sgm_instance_free(inst);
    }
}

static int all_zero(const uint8_t *p, size_t n)
{
    uint8_t any = 0;
    for (size_t i = 0; i < n; i++)
        any |= p[i];
    return any == 0;
}

/* A prover refuses what is false, and a proof holds for its own statement only. */
static void test_false(int log)
{
    static const sgm_sc zeros[4];
    uint8_t proof[MAX_PROOF], other[32];
    sgm_set_statement s = state(4, 2), t = s;
    const sgm_set_witness w = {a, r}, wrong = {a, dm}, nothing = {zeros, r};
    hash_number(&t.d, "other", 0);
    memset(proof, 1, sizeof proof);
    CHECK("d is no source", prove(&t, &w, log, SGM_BATCHABLE, proof) == SGM_REJECTED && all_zero(proof, 224));
    CHECK("another blinding", prove(&s, &wrong, log, SGM_BATCHABLE, proof) == SGM_REJECTED);
    t = s;
    sgm_record_commit(ctx, t.C_S, &sgm_sc_zero, &dm, &r); /* the polynomial 0, without its leading 1 */
    CHECK("a record that is not monic", prove(&t, &nothing, log, SGM_BATCHABLE, proof) == SGM_REJECTED);
    CHECK("proved", prove(&s, &w, log, SGM_BATCHABLE, proof) == SGM_OK);
    CHECK("the non-monic record", verify(&t, log, SGM_BATCHABLE, proof) == SGM_REJECTED);
    t = s;
    t.d = source[1];
    CHECK("another source", verify(&t, log, SGM_BATCHABLE, proof) == SGM_REJECTED);
    t = s;
    sgm_sc_add(&t.dm, &t.dm, &sgm_sc_one);
    CHECK("another model", verify(&t, log, SGM_BATCHABLE, proof) == SGM_REJECTED);
    sgm_record_commit(ctx, other, &r, &dm, &r);
    t = s;
    memcpy(t.C_S, other, 32);
    CHECK("another record", verify(&t, log, SGM_BATCHABLE, proof) == SGM_REJECTED);
    CHECK("as it was", verify(&s, log, SGM_BATCHABLE, proof) == SGM_OK);
}

static void test_no_statements(int log)
{
    static const uint32_t no_size[] = {0, 3, 2 * SGM_SET_MAX, UINT32_MAX};
    uint8_t proof[MAX_PROOF];
    sgm_instance *inst;
    const sgm_set_statement s = state(4, 2);
    const sgm_set_witness w = {a, r};
    sgm_set_statement t = s;
    for (size_t i = 0; i < sizeof no_size / sizeof *no_size; i++) {
        t.T = no_size[i];
        CHECK("no power of two", make(&inst, &t, log, SGM_BATCHABLE) == SGM_MALFORMED && inst == NULL);
    }
    t = s;
    t.d = sgm_sc_zero;
    CHECK("d = 0", make(&inst, &t, log, SGM_BATCHABLE) == SGM_MALFORMED);
    t = s;
    t.dm = sgm_sc_zero;
    CHECK("dm = 0", make(&inst, &t, log, SGM_BATCHABLE) == SGM_MALFORMED);
    t = s;
    memset(t.C_S, 0, 32);
    CHECK("C_S is the identity", make(&inst, &t, log, SGM_BATCHABLE) == SGM_MALFORMED);
    t.C_S[0] = 1;
    CHECK("proved", prove(&s, &w, log, SGM_BATCHABLE, proof) == SGM_OK);
    CHECK("C_S does not decode", verify(&t, log, SGM_BATCHABLE, proof) == SGM_MALFORMED);
    CHECK("no such flavor", make(&inst, &s, log, (sgm_flavor)3) == SGM_USAGE);
    if (log)
        CHECK("no compact form", make(&inst, &s, log, SGM_COMPACT) == SGM_USAGE && inst == NULL);
}

/* The relation it declares, read from its bytes, gives the same proof: also where the prover sums long equations at
 * once, and the verifier has generators decoded. */
static void test_agrees_with_relation(uint32_t n)
{
    uint8_t sid[32], proof[MAX_PROOF], again[MAX_PROOF];
    sgm_set_statement s = state(n, 0);
    const sgm_set_witness w = {a, r};
    sgm_sc scalars[MAX_T + 1];
    sgm_instance *inst, *plain;
    sgm_relation *relation;
    sgm_test_rng stream;
    char tag[128];
    size_t len;
    CHECK("instance", sgm_f0s_instance(&inst, ctx, &s, SGM_BATCHABLE) == SGM_OK);
    const uint8_t *bytes = sgm_instance_bytes(inst, &len);
    CHECK("a valid relation", sgm_relation_parse(&relation, ctx, bytes, len) == SGM_OK);
    sgm_formulation_name_tag("F0S", SGM_BATCHABLE, tag, sizeof tag);
    sgm_session_id(sid, tag, strlen(tag));
    CHECK("by itself",
          sgm_instance_new(&plain, ctx, &relation, 1, 0, sid, SGM_BATCHABLE, SGM_CHALLENGE_FULL, 1) == SGM_OK);
    sgm_test_rng_init(&stream, "f0s", 3);
    sgm_rng rng = sgm_rng_test(&stream);
    CHECK("proved", sgm_f0s_prove(ctx, &s, &w, SGM_BATCHABLE, &rng, proof) == SGM_OK);
    memcpy(scalars, a, s.T * sizeof *a);
    scalars[s.T] = r;
    sgm_test_rng_init(&stream, "f0s", 3);
    CHECK("proved as a relation", sgm_prove(ctx, plain, 0, scalars, &rng, again) == SGM_OK);
    CHECK_BYTES("the same proof", proof, again, sgm_instance_proof_size(inst));
    CHECK("taken for each other", sgm_verify(ctx, plain, proof, sgm_instance_proof_size(plain)) == SGM_OK &&
                                      sgm_verify(ctx, inst, again, sgm_instance_proof_size(inst)) == SGM_OK);
    sgm_instance_free(inst);
    sgm_instance_free(plain);
}

/* Sets of several sizes share their generators in one batch; a damaged one at every place. */
static void test_batch(void)
{
    enum { ITEMS = 6 };
    static const uint32_t sizes[ITEMS] = {4, 8, 1, 16, 4, 2};
    static uint8_t proof[ITEMS][MAX_PROOF];
    sgm_instance *inst[ITEMS];
    sgm_batch *b;
    CHECK("batch", sgm_batch_new(&b, ctx, SGM_WEIGHTS_DERIVED) == SGM_OK);
    for (size_t i = 0; i < ITEMS; i++) {
        sgm_set_statement s = state(sizes[i], sizes[i] - 1);
        const sgm_set_witness w = {a, r};
        int log = i % 2 == 1;
        CHECK("instance", make(&inst[i], &s, log, SGM_BATCHABLE) == SGM_OK);
        CHECK("proved", prove(&s, &w, log, SGM_BATCHABLE, proof[i]) == SGM_OK);
    }
    for (size_t bad = 0; bad <= ITEMS; bad++) {
        const size_t *culprits;
        size_t n;
        sgm_batch_clear(b);
        for (size_t i = 0; i < ITEMS; i++) {
            size_t size = sgm_instance_proof_size(inst[i]);
            proof[i][size - 32] ^= i == bad;
            CHECK("added", sgm_batch_add(b, inst[i], proof[i], size) == SGM_OK);
            proof[i][size - 32] ^= i == bad;
        }
        CHECK("verdict", sgm_batch_verify(b) == (bad < ITEMS ? SGM_REJECTED : SGM_OK));
        CHECK("culprits", sgm_batch_culprits(b, &culprits, &n) == SGM_OK);
        CHECK("the bad one", n == (bad < ITEMS) && (n == 0 || culprits[0] == bad));
    }
    CHECK("points are kept", sgm_instances_keep(ctx, inst, ITEMS) == SGM_OK);
    CHECK("and give the same verdict", sgm_batch_verify(b) == SGM_OK);
    sgm_batch_free(b);
    for (size_t i = 0; i < ITEMS; i++)
        sgm_instance_free(inst[i]);
}

int main(void)
{
    if (sgm_ctx_new(&ctx, sgm_backend_best()) != SGM_OK)
        return 1;
    hash_number(&dm, "model", 0);
    hash_number(&r, "blinding", 0);
    CHECK("claim and non-claim", strlen(sgm_f0s.claim) > 20 && strlen(sgm_f0s.non_claim) > 20 &&
                                     strlen(sgm_f0s_log.claim) > 20 && strlen(sgm_f0s_log.non_claim) > 20);
    test_polynomial();
    test_honest(4, 0, SGM_BATCHABLE, 224);
    test_honest(4, 0, SGM_COMPACT, 192);
    test_honest(3, 0, SGM_HINTED, 288);
    test_honest(1, 0, SGM_BATCHABLE, 128);
    test_honest(64, 0, SGM_BATCHABLE, 32 * 67);
    test_honest(64, 0, SGM_COMPACT, 32 * 66);
    test_honest(4, 1, SGM_BATCHABLE, 256);
    test_honest(1, 1, SGM_BATCHABLE, 128);
    test_honest(64, 1, SGM_BATCHABLE, 512);
    test_honest(50, 1, SGM_HINTED, 512 + 32 * 13);
    for (int log = 0; log < 2; log++) {
        test_false(log);
        test_no_statements(log);
    }
    test_agrees_with_relation(4);
    test_agrees_with_relation(64);
    test_batch();
    CHECK("evidence", sgm_evidence_of(sgm_f0s_acceptance(), 0.5).weight_bits == 128);
    sgm_ctx_free(ctx);
    return unit_result("set");
}
