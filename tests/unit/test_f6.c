/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F6, F6-S128, F6-POP and F0B: sizes, both roles, refusals, keys without possession, swapped commitments. */
#include "protocols/batch.h"
#include "protocols/formulation/f0b.h"
#include "protocols/formulation/f6.h"
#include "protocols/hash.h"
#include "tests/unit/unit.h"

enum { MAX_PROOF = 256 };

static sgm_ctx *ctx;
static sgm_rng rng;
static sgm_sc d, dm, r, sk;

static void hash_text(sgm_sc *out, const char *label)
{
    CHECK(label, sgm_hash_to_scalar(out, label, &(sgm_bytes){"x", 1}, 1) == SGM_OK);
}

static sgm_f6_statement state(void)
{
    sgm_f6_statement s = {.record = {.d = d, .dm = dm}};
    sgm_record_commit(ctx, s.record.C, &d, &dm, &r);
    sgm_record_commit(ctx, s.verifier.V, &sk, &sgm_sc_zero, &sgm_sc_zero);
    return s;
}

static sgm_status verify(const sgm_f6_statement *s, sgm_challenge_width width, sgm_flavor flavor, const uint8_t *proof)
{
    sgm_instance *inst;
    sgm_status st = sgm_f6_instance(&inst, ctx, s, width, flavor);
    if (st == SGM_OK)
        st = sgm_verify(ctx, inst, proof, sgm_f6_proof_size(width, flavor));
    sgm_instance_free(inst);
    return st;
}

static void test_honest(sgm_challenge_width width, sgm_flavor flavor, size_t size)
{
    uint8_t proof[MAX_PROOF];
    const sgm_f6_witness roles[] = {{SGM_F6_PROVER, r}, {SGM_F6_VERIFIER, sk}};
    sgm_f6_statement s = state();
    CHECK("size by formula", sgm_f6_proof_size(width, flavor) == size);
    for (int role = 0; role < 2; role++) {
        if (role == SGM_F6_VERIFIER) /* the record opens to something else: only the key proves it now */
            sgm_record_commit(ctx, s.record.C, &r, &dm, &r);
        sgm_instance *inst;
        CHECK("instance", sgm_f6_instance(&inst, ctx, &s, width, flavor) == SGM_OK);
        CHECK("size and equations", sgm_instance_proof_size(inst) == size && sgm_instance_equations(inst) == 2);
        CHECK("proved", sgm_f6_prove(ctx, &s, &roles[role], width, flavor, &rng, proof) == SGM_OK);
        CHECK("accepted", sgm_verify(ctx, inst, proof, size) == SGM_OK);
        CHECK("the other role cannot",
              sgm_f6_prove(ctx, &s, &roles[1 - role], width, flavor, &rng, proof) == (role ? SGM_REJECTED : SGM_OK));
        sgm_instance_free(inst);
    }
}

static void test_refused(void)
{
    uint8_t proof[MAX_PROOF], other[MAX_PROOF];
    sgm_f6_statement s = state(), t = s;
    sgm_f6_witness w = {SGM_F6_PROVER, sk};
    sgm_instance *inst;
    CHECK("sk is no blinding",
          sgm_f6_prove(ctx, &s, &w, SGM_CHALLENGE_FULL, SGM_BATCHABLE, &rng, proof) == SGM_REJECTED);
    w = (sgm_f6_witness){SGM_F6_VERIFIER, r};
    CHECK("r is no key", sgm_f6_prove(ctx, &s, &w, SGM_CHALLENGE_FULL, SGM_BATCHABLE, &rng, proof) == SGM_REJECTED);
    w.role = 2;
    CHECK("no such role", sgm_f6_prove(ctx, &s, &w, SGM_CHALLENGE_FULL, SGM_BATCHABLE, &rng, proof) == SGM_USAGE);
    w = (sgm_f6_witness){SGM_F6_PROVER, r};
    CHECK("proved", sgm_f6_prove(ctx, &s, &w, SGM_CHALLENGE_FULL, SGM_BATCHABLE, &rng, proof) == SGM_OK);
    sgm_record_commit(ctx, t.verifier.V, &r, &sgm_sc_zero, &sgm_sc_zero);
    CHECK("for another verifier", verify(&t, SGM_CHALLENGE_FULL, SGM_BATCHABLE, proof) == SGM_REJECTED);
    memcpy(other, proof, sizeof other);
    memcpy(other + 96, proof + 128, 32); /* the responses swapped */
    memcpy(other + 128, proof + 96, 32);
    CHECK("clauses in another order", verify(&s, SGM_CHALLENGE_FULL, SGM_BATCHABLE, other) == SGM_REJECTED);
    memset(t.verifier.V, 0, 32);
    CHECK("V is the identity", sgm_f6_instance(&inst, ctx, &t, SGM_CHALLENGE_FULL, SGM_BATCHABLE) == SGM_MALFORMED);
    t.verifier.V[0] = 1;
    CHECK("V does not decode", verify(&t, SGM_CHALLENGE_FULL, SGM_BATCHABLE, proof) == SGM_MALFORMED);
    t = s;
    sgm_record_commit(ctx, t.record.C, &d, &dm, &sgm_sc_zero);
    CHECK("C = d G + dm G_M", verify(&t, SGM_CHALLENGE_FULL, SGM_BATCHABLE, proof) == SGM_MALFORMED);
    t = s;
    t.record.d = sgm_sc_zero;
    CHECK("d = 0", sgm_f6_instance(&inst, ctx, &t, SGM_CHALLENGE_FULL, SGM_BATCHABLE) == SGM_MALFORMED);
    CHECK("no such flavor", sgm_f6_instance(&inst, ctx, &s, SGM_CHALLENGE_FULL, (sgm_flavor)9) == SGM_USAGE);
}

/* A key is taken with a proof that somebody knows its secret, and not otherwise: whatever else is put in its place for
 * V = gen("V",0), whose secret nobody knows. */
static void test_possession(void)
{
    uint8_t pop[64], forged[64] = {0}, V[32];
    sgm_f6_key key, taken;
    sgm_sc secret;
    const sgm_affine *generators;
    const void *id;
    sgm_point p;
    CHECK("a key", sgm_f6_key_new(ctx, &rng, &secret, &key, pop) == SGM_OK && !sgm_sc_is_zero(&secret));
    CHECK("taken", sgm_f6_key_accept(ctx, &taken, key.V, pop) == SGM_OK && memcmp(&taken, &key, sizeof key) == 0);
    CHECK("V of the family", sgm_ctx_family(ctx, SGM_FAMILY_V, 1, &generators, &id) == SGM_OK);
    sgm_ctx_backend(ctx)->from_affine(&p, generators, 1);
    sgm_ctx_backend(ctx)->encode(&V, &p, 1);
    CHECK("somebody else's proof",
          sgm_f6_key_accept(ctx, &taken, V, pop) == SGM_REJECTED && memcmp(taken.V, (uint8_t[32]){0}, 32) == 0);
    CHECK("no proof", sgm_f6_key_accept(ctx, &taken, V, forged) == SGM_MALFORMED);
    CHECK("a prover without the key", sgm_f6_pop_prove(ctx, V, &secret, SGM_BATCHABLE, &rng, forged) == SGM_REJECTED);
    pop[40] ^= 1;
    CHECK("damaged", sgm_f6_key_accept(ctx, &taken, key.V, pop) == SGM_REJECTED);
    memset(V, 0, 32);
    CHECK("the identity", sgm_f6_key_accept(ctx, &taken, V, pop) == SGM_MALFORMED);
    CHECK("sizes", sgm_f6_pop_proof_size(SGM_BATCHABLE) == 64 && sgm_f6_pop_proof_size(SGM_COMPACT) == 64 &&
                       sgm_f6_pop_proof_size(SGM_HINTED) == 96);
}

/* Without possession the trap is real: a proof for a V that has no owner is as good as F0A to everybody. */
static void test_why(void)
{
    CHECK("to the holder", sgm_evidence_of(sgm_f6_acceptance(1), 0.5).weight_bits == 128);
    CHECK("to others", sgm_evidence_of(sgm_f6_acceptance(0), 0.5).weight_bits == 0);
    CHECK("words", strcmp(sgm_f6.audience, "one verifier") == 0 && strcmp(sgm_f6_s128.audience, "one verifier") == 0 &&
                       strlen(sgm_f6_pop.claim) > 20 && strlen(sgm_f6_pop.non_claim) > 20);
}

static sgm_status verify_owner(const sgm_f0b_statement *s, sgm_flavor flavor, const uint8_t *proof)
{
    sgm_instance *inst;
    sgm_status st = sgm_f0b_instance(&inst, ctx, s, flavor);
    if (st == SGM_OK)
        st = sgm_verify(ctx, inst, proof, sgm_f0b_proof_size(flavor));
    sgm_instance_free(inst);
    return st;
}

static void test_owner(void)
{
    static const size_t sizes[] = {[SGM_BATCHABLE] = 160, [SGM_COMPACT] = 128, [SGM_HINTED] = 224};
    uint8_t proof[MAX_PROOF];
    const sgm_f0b_witness w = {d, r, sk};
    sgm_f0b_witness wrong = w;
    sgm_f0b_statement s = {.dm = dm}, t;
    sgm_record_commit(ctx, s.C, &d, &dm, &r);
    sgm_owner_commit(ctx, s.C_D, &d, &sk);
    for (int flavor = SGM_BATCHABLE; flavor <= SGM_HINTED; flavor++) {
        CHECK("size", sgm_f0b_proof_size((sgm_flavor)flavor) == sizes[flavor]);
        CHECK("proved", sgm_f0b_prove(ctx, &s, &w, (sgm_flavor)flavor, &rng, proof) == SGM_OK);
        CHECK("accepted", verify_owner(&s, (sgm_flavor)flavor, proof) == SGM_OK);
        t = s;
        memcpy(t.C, s.C_D, 32);
        memcpy(t.C_D, s.C, 32);
        CHECK("C and C_D swapped", verify_owner(&t, (sgm_flavor)flavor, proof) == SGM_REJECTED);
        t = s;
        sgm_sc_add(&t.dm, &t.dm, &sgm_sc_one);
        CHECK("another model", verify_owner(&t, (sgm_flavor)flavor, proof) == SGM_REJECTED);
    }
    wrong.d = dm;
    CHECK("another digest", sgm_f0b_prove(ctx, &s, &wrong, SGM_BATCHABLE, &rng, proof) == SGM_REJECTED);
    t = s;
    sgm_owner_commit(ctx, t.C_D, &dm, &sk);
    CHECK("different digests", sgm_f0b_prove(ctx, &t, &w, SGM_BATCHABLE, &rng, proof) == SGM_REJECTED);
    wrong = w;
    wrong.d = sgm_sc_zero;
    sgm_record_commit(ctx, t.C, &sgm_sc_zero, &dm, &r);
    sgm_owner_commit(ctx, t.C_D, &sgm_sc_zero, &sk);
    CHECK("the digest 0", sgm_f0b_prove(ctx, &t, &wrong, SGM_BATCHABLE, &rng, proof) == SGM_MALFORMED);
    CHECK("proved", sgm_f0b_prove(ctx, &s, &w, SGM_BATCHABLE, &rng, proof) == SGM_OK);
    t = s;
    sgm_record_commit(ctx, t.C, &sgm_sc_zero, &dm, &sgm_sc_zero);
    CHECK("C = dm G_M", verify_owner(&t, SGM_BATCHABLE, proof) == SGM_MALFORMED);
    memset(t.C_D, 0, 32);
    CHECK("C_D is the identity", verify_owner(&t, SGM_BATCHABLE, proof) == SGM_MALFORMED);
    CHECK("evidence", sgm_evidence_of(sgm_f0b_acceptance(), 0.5).weight_bits == 128);
    CHECK("words", strlen(sgm_f0b.claim) > 20 && strlen(sgm_f0b.non_claim) > 20);
}

int main(void)
{
    if (sgm_ctx_new(&ctx, sgm_backend_best()) != SGM_OK)
        return 1;
    rng = sgm_rng_system();
    hash_text(&d, "dataset");
    hash_text(&dm, "model");
    hash_text(&r, "blinding");
    hash_text(&sk, "key");
    test_honest(SGM_CHALLENGE_FULL, SGM_BATCHABLE, 160);
    test_honest(SGM_CHALLENGE_FULL, SGM_COMPACT, 128);
    test_honest(SGM_CHALLENGE_FULL, SGM_HINTED, 224);
    test_honest(SGM_CHALLENGE_128, SGM_BATCHABLE, 144);
    test_honest(SGM_CHALLENGE_128, SGM_COMPACT, 96);
    test_honest(SGM_CHALLENGE_128, SGM_HINTED, 208);
    test_refused();
    test_possession();
    test_why();
    test_owner();
    sgm_ctx_free(ctx);
    return unit_result("f6");
}
