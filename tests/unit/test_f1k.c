/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F1K: sizes, refusals, lies, statements that are none, agreement with the relations it declares, and its evidence. */
#include "protocols/batch.h"
#include "protocols/formulation/f1k.h"
#include "protocols/hash.h"
#include "protocols/transcript.h"
#include "tests/unit/unit.h"

#include <math.h>
#include <stdlib.h>

enum { MAX_N = 64, MAX_PROOF = 32 * 3 * MAX_N, F0A_BYTES = 256 };

static sgm_ctx *ctx;
static sgm_sc dm, d[MAX_N], r[MAX_N];
static uint8_t C[MAX_N][32];

static void hash_number(sgm_sc *out, const char *label, uint32_t i)
{
    uint8_t le[4] = {(uint8_t)i, 0, 0, 0};
    CHECK(label, sgm_hash_to_scalar(out, label, &(sgm_bytes){le, sizeof le}, 1) == SGM_OK);
}

/* C[i] holds d[i] where `held` says so, d[i] + 1 elsewhere. */
static sgm_f1k_statement state(uint32_t k, uint32_t n, const uint8_t *held)
{
    for (uint32_t i = 0; i < n; i++) {
        sgm_sc other;
        hash_number(&d[i], "leaf", i);
        hash_number(&r[i], "blinding", i);
        sgm_sc_add(&other, &d[i], &sgm_sc_one);
        sgm_record_commit(ctx, C[i], held[i] ? &d[i] : &other, &dm, &r[i]);
    }
    return (sgm_f1k_statement){(const uint8_t(*)[32])C, d, dm, k, n};
}

static sgm_status verify(const sgm_f1k_statement *s, sgm_flavor flavor, const uint8_t *proof)
{
    sgm_instance *inst;
    sgm_status st = sgm_f1k_instance(&inst, ctx, s, flavor);
    if (st == SGM_OK)
        st = sgm_verify(ctx, inst, proof, sgm_f1k_proof_size(s->k, s->n, flavor));
    sgm_instance_free(inst);
    return st;
}

static void test_honest(uint32_t k, uint32_t n, size_t batchable, size_t compact)
{
    uint8_t held[MAX_N] = {0}, proof[MAX_PROOF];
    sgm_rng rng = sgm_rng_system();
    for (uint32_t i = 0; i < k; i++)
        held[(3 * i + 1) % n] = 1; /* n has no factor 3 here, so these are k places */
    sgm_f1k_statement s = state(k, n, held);
    for (int flavor = SGM_BATCHABLE; flavor <= SGM_COMPACT; flavor++) {
        sgm_instance *inst;
        size_t size = flavor == SGM_COMPACT ? compact : batchable;
        CHECK("instance", sgm_f1k_instance(&inst, ctx, &s, (sgm_flavor)flavor) == SGM_OK);
        CHECK("size by formula", sgm_f1k_proof_size(k, n, (sgm_flavor)flavor) == size);
        CHECK("size of the instance", sgm_instance_proof_size(inst) == size && sgm_instance_equations(inst) == n);
        CHECK("proved", sgm_f1k_prove(ctx, &s, held, r, (sgm_flavor)flavor, &rng, proof) == SGM_OK);
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

/* The honest prover refuses a false statement; code that lies about its flags makes a proof nobody accepts. */
static void test_false(void)
{
    uint8_t held[8] = {0, 1, 0, 0, 1, 0, 0, 0}, lie[8] = {0, 1, 0, 0, 1, 0, 1, 0}, proof[MAX_PROOF];
    sgm_rng rng = sgm_rng_system();
    sgm_f1k_statement s = state(3, 8, held);
    sgm_instance *inst;
    memset(proof, 1, sizeof proof);
    CHECK("k - 1 are held", sgm_f1k_prove(ctx, &s, held, r, SGM_BATCHABLE, &rng, proof) == SGM_REJECTED &&
                                all_zero(proof, sgm_f1k_proof_size(3, 8, SGM_BATCHABLE)));
    CHECK("one of them does not open so", sgm_f1k_prove(ctx, &s, lie, r, SGM_BATCHABLE, &rng, proof) == SGM_REJECTED);
    for (int flavor = SGM_BATCHABLE; flavor <= SGM_COMPACT; flavor++) {
        CHECK("instance", sgm_f1k_instance(&inst, ctx, &s, (sgm_flavor)flavor) == SGM_OK);
        CHECK("the engine believes its caller", sgm_prove_known(ctx, inst, lie, r, &rng, proof) == SGM_OK);
        CHECK("the verifier does not", verify(&s, (sgm_flavor)flavor, proof) == SGM_REJECTED);
        sgm_instance_free(inst);
    }
    held[6] = 1;
    s = state(3, 8, held);
    r[0] = sgm_sc_one; /* of a record that is not held: its blinding is not looked at */
    CHECK("now k are held", sgm_f1k_prove(ctx, &s, held, r, SGM_BATCHABLE, &rng, proof) == SGM_OK);
    CHECK("accepted", verify(&s, SGM_BATCHABLE, proof) == SGM_OK);
    s.k = 2;
    CHECK("as a smaller k", verify(&s, SGM_BATCHABLE, proof) != SGM_OK);
    s.k = 4;
    CHECK("as a greater k", verify(&s, SGM_BATCHABLE, proof) != SGM_OK);
}

static void test_no_statements(void)
{
    static const uint32_t shape[][2] = {{0, 8}, {1, 8}, {8, 8}, {9, 8}, {2, 2}, {2, 0}, {UINT32_MAX, UINT32_MAX}};
    uint8_t held[8] = {1, 1, 1}, proof[MAX_PROOF], keep[32];
    sgm_rng rng = sgm_rng_system();
    sgm_instance *inst;
    sgm_f1k_statement good = state(3, 8, held), s;
    CHECK("proved", sgm_f1k_prove(ctx, &good, held, r, SGM_BATCHABLE, &rng, proof) == SGM_OK);
    for (size_t i = 0; i < sizeof shape / sizeof *shape; i++) {
        s = good;
        s.k = shape[i][0];
        s.n = shape[i][1];
        CHECK("not 2 <= k < n", sgm_f1k_instance(&inst, ctx, &s, SGM_BATCHABLE) == SGM_MALFORMED && inst == NULL);
        CHECK("and no proof", sgm_f1k_prove(ctx, &s, held, r, SGM_BATCHABLE, &rng, proof) == SGM_MALFORMED);
    }
    s = good;
    s.dm = sgm_sc_zero;
    CHECK("dm = 0", verify(&s, SGM_BATCHABLE, proof) == SGM_MALFORMED);
    for (uint32_t i = 0; i < 8; i += 7) {
        sgm_sc kept = d[i];
        d[i] = sgm_sc_zero;
        CHECK("d_i = 0", verify(&good, SGM_BATCHABLE, proof) == SGM_MALFORMED);
        sgm_sc_add(&d[i], &kept, &sgm_sc_one);
        CHECK("another d_i", verify(&good, SGM_BATCHABLE, proof) != SGM_OK);
        d[i] = kept;
        memcpy(keep, C[i], 32);
        memset(C[i], 0, 32);
        CHECK("C_i is the identity", verify(&good, SGM_BATCHABLE, proof) == SGM_MALFORMED);
        C[i][0] = 1;
        CHECK("C_i does not decode", verify(&good, SGM_BATCHABLE, proof) == SGM_MALFORMED);
        sgm_record_commit(ctx, C[i], &d[i], &dm, &sgm_sc_zero);
        CHECK("C_i = d_i G + dm G_M", verify(&good, SGM_BATCHABLE, proof) == SGM_MALFORMED);
        memcpy(C[i], keep, 32);
    }
    CHECK("as it was", verify(&good, SGM_BATCHABLE, proof) == SGM_OK);
}

/* The relations it declares, read from its bytes, composed and computed term by term, give the same proof. */
static void test_agrees_with_relations(void)
{
    uint8_t held[5] = {0, 1, 1, 0, 1}, sid[32], proof[MAX_PROOF], again[MAX_PROOF];
    sgm_f1k_statement s = state(3, 5, held);
    sgm_part parts[6] = {{NULL, 3, 5}};
    sgm_instance *inst, *plain;
    sgm_test_rng stream;
    char tag[128];
    size_t len;
    CHECK("instance", sgm_f1k_instance(&inst, ctx, &s, SGM_BATCHABLE) == SGM_OK);
    const uint8_t *bytes = sgm_instance_bytes(inst, &len);
    CHECK("its length", len == 8 + 5 * F0A_BYTES);
    for (size_t i = 0; i < 5; i++)
        CHECK("a clause is a valid relation",
              sgm_relation_parse(&parts[i + 1].clause, ctx, bytes + 8 + i * F0A_BYTES, F0A_BYTES) == SGM_OK);
    sgm_formulation_name_tag("F1K", SGM_BATCHABLE, tag, sizeof tag);
    sgm_session_id(sid, tag, strlen(tag));
    CHECK("composed", sgm_instance_compose(&plain, ctx, parts, 6, sid, SGM_BATCHABLE, SGM_CHALLENGE_FULL, 1) == SGM_OK);
    sgm_test_rng_init(&stream, "f1k", 3);
    sgm_rng rng = sgm_rng_test(&stream);
    CHECK("proved", sgm_f1k_prove(ctx, &s, held, r, SGM_BATCHABLE, &rng, proof) == SGM_OK);
    sgm_test_rng_init(&stream, "f1k", 3);
    CHECK("proved term by term", sgm_prove_known(ctx, plain, held, r, &rng, again) == SGM_OK);
    CHECK_BYTES("the same proof", proof, again, sgm_instance_proof_size(inst));
    sgm_instance_free(inst);
    sgm_instance_free(plain);
}

/* In a batch with itself and a damaged copy at every place. */
static void test_batch(void)
{
    enum { ITEMS = 5 };
    uint8_t held[8] = {1, 0, 0, 1, 0, 1, 0, 1}, proof[MAX_PROOF];
    sgm_f1k_statement s = state(3, 8, held);
    sgm_instance *inst;
    sgm_batch *b;
    sgm_rng rng = sgm_rng_system();
    size_t size = sgm_f1k_proof_size(3, 8, SGM_BATCHABLE);
    CHECK("instance", sgm_f1k_instance(&inst, ctx, &s, SGM_BATCHABLE) == SGM_OK);
    CHECK("proved", sgm_f1k_prove(ctx, &s, held, r, SGM_BATCHABLE, &rng, proof) == SGM_OK);
    CHECK("batch", sgm_batch_new(&b, ctx, SGM_WEIGHTS_DERIVED) == SGM_OK);
    CHECK("points are kept decoded from here on", sgm_instances_keep(ctx, &inst, 1) == SGM_OK);
    for (size_t bad = 0; bad <= ITEMS; bad++) {
        const size_t *culprits;
        size_t n;
        sgm_batch_clear(b);
        for (size_t i = 0; i < ITEMS; i++) {
            proof[8 * 32] ^= i == bad; /* e_1 */
            CHECK("added", sgm_batch_add(b, inst, proof, size) == SGM_OK);
            proof[8 * 32] ^= i == bad;
        }
        CHECK("verdict", sgm_batch_verify(b) == (bad < ITEMS ? SGM_REJECTED : SGM_OK));
        CHECK("culprits", sgm_batch_culprits(b, &culprits, &n) == SGM_OK);
        CHECK("the bad one", n == (bad < ITEMS) && (n == 0 || culprits[0] == bad));
    }
    sgm_batch_free(b);
    sgm_instance_free(inst);
}

/* Against the sum over all 2^n outcomes. */
static void test_evidence(void)
{
    enum { N = 7 };
    const double chance = 0.2;
    for (uint32_t k = 1; k <= N; k++) {
        double sum = 0;
        for (unsigned hits = 0; hits < 1u << N; hits++) {
            double p = 1;
            uint32_t n = 0;
            for (unsigned i = 0; i < N; i++) {
                p *= hits >> i & 1 ? chance : 1 - chance;
                n += hits >> i & 1;
            }
            sum += n >= k ? p : 0;
        }
        sgm_acceptance a = sgm_f1k_acceptance(k, N, chance);
        CHECK("Pr[k hits or more]", fabs(exp2(a.log2_h0) - sum) < 1e-12);
        CHECK("W = log2(1 / that)", fabs(sgm_evidence_of(a, 0.5).weight_bits + log2(sum)) < 1e-9);
    }
    CHECK("far out in the tail", fabs(sgm_f1k_acceptance(64, 64, 0.001).log2_h0 - 64 * log2(0.001)) < 1e-6);
    CHECK("never above 1", sgm_f1k_acceptance(1, 1000, 0.9).log2_h0 <= 0);
}

int main(void)
{
    static const char part[] = "m";
    if (sgm_ctx_new(&ctx, sgm_backend_best()) != SGM_OK)
        return 1;
    CHECK("dm", sgm_hash_to_scalar(&dm, "model", &(sgm_bytes){part, 1}, 1) == SGM_OK);
    CHECK("claim and non-claim", strlen(sgm_f1k.claim) > 20 && strlen(sgm_f1k.non_claim) > 20);
    test_honest(3, 8, 672, 448);
    test_honest(16, 64, 5632, 3616);
    test_honest(2, 4, 320, 224);
    test_honest(4, 5, 352, 224);
    test_false();
    test_no_statements();
    test_agrees_with_relations();
    test_batch();
    test_evidence();
    sgm_ctx_free(ctx);
    return unit_result("f1k");
}
