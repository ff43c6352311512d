/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Formulations: known answers, sizes, refusals of the honest prover, and agreement with the relation they declare. */
#include "primitives/base/bytes.h"
#include "protocols/formulation/formulation.h"
#include "protocols/hash.h"
#include "protocols/transcript.h"
#include "tests/unit/unit.h"

enum { MAX_PROOF = 256 };

static sgm_ctx *ctx;
static sgm_sc da, db, dm, ra, rb;
static uint8_t Ca[32], Cb[32];

static void hash_scalar(sgm_sc *r, const char *label, const char *part)
{
    CHECK(label, sgm_hash_to_scalar(r, label, &(sgm_bytes){part, strlen(part)}, 1) == SGM_OK);
}

static void make_values(void)
{
    uint8_t want[32];
    hash_scalar(&da, "dataset", "a");
    hash_scalar(&db, "dataset", "b");
    hash_scalar(&dm, "model", "m");
    hash_scalar(&ra, "blinding", "a");
    hash_scalar(&rb, "blinding", "b");
    sgm_record_commit(ctx, Ca, &da, &dm, &ra);
    sgm_record_commit(ctx, Cb, &db, &dm, &rb);
    unit_hex(want, 32, "10292fc4459711fe02761542ab7dea9cca77c9638822843cb25b54e1795bc372");
    CHECK_BYTES("record Ca", Ca, want, 32);
    unit_hex(want, 32, "78760984fe02f5a54eaee0bfa645b63aa98ae81e157be2309953f6b33c20bd58");
    CHECK_BYTES("H", sgm_ctx_generator(ctx, SGM_GEN_H), want, 32);
    unit_hex(want, 32, "b656e3d7b7517236f158ae2216cb6852adfce8bb89ed431d958fe4458054fa60");
    CHECK_BYTES("G_M", sgm_ctx_generator(ctx, SGM_GEN_GM), want, 32);
    unit_hex(want, 32, "e6f97377d5c7a224ec3c3e4e1a78dd0ff086b5b12ec2c1c108473c8556ecce5a");
    CHECK_BYTES("Q", sgm_ctx_generator(ctx, SGM_GEN_Q), want, 32);
}

/* A statement about d = da and one of the two records, and its opening. */
static sgm_statement statement_of(int record_b)
{
    sgm_statement s = {.d = da, .dm = dm};
    memcpy(s.C, record_b ? Cb : Ca, 32);
    return s;
}

static sgm_opening opening_of(int record_b) { return record_b ? (sgm_opening){db, rb} : (sgm_opening){da, ra}; }

static sgm_rng reproducible(sgm_test_rng *state, const sgm_formulation *f)
{
    char tag[64] = "SIGMARK-TESTRNG-";
    strncat(tag, f->words.name, sizeof tag - strlen(tag) - 1);
    sgm_test_rng_init(state, tag, strlen(tag));
    return sgm_rng_test(state);
}

static size_t size_of(const sgm_formulation *f, sgm_flavor flavor)
{
    return flavor == SGM_COMPACT ? f->compact_bytes : f->batchable_bytes;
}

/* A proof by the honest prover under test randomness. */
static sgm_status prove(const sgm_formulation *f, int record_b, sgm_flavor flavor, uint8_t proof[MAX_PROOF])
{
    sgm_test_rng state;
    sgm_rng rng = reproducible(&state, f);
    sgm_statement s = statement_of(record_b);
    sgm_opening o = opening_of(record_b);
    return sgm_formulation_prove(ctx, f, &s, &o, flavor, &rng, proof);
}

static sgm_status verify(const sgm_formulation *f, const sgm_statement *s, sgm_flavor flavor, const uint8_t *proof)
{
    sgm_instance *inst;
    sgm_status st = sgm_formulation_instance(&inst, ctx, f, s, flavor);
    if (st == SGM_OK)
        st = sgm_verify(ctx, inst, proof, size_of(f, flavor));
    sgm_instance_free(inst);
    return st;
}

static const struct answer {
    const char *name;
    int record_b;
    sgm_flavor flavor;
    const char *digest; /* first 16 bytes of SHA-512(proof) */
} answers[] = {
    {"F0A", 0, SGM_BATCHABLE, "6718507fddeeab03036f89389c64339d"},
    {"F0A", 0, SGM_COMPACT, "0447b2e755653e090fd59a1d408bbbdb"},
    {"F0NOT", 1, SGM_BATCHABLE, "682fa4673b8ac2eb42666a0f256d322a"},
    {"F0NOT", 1, SGM_COMPACT, "fe66ed0562a08a823916a53afc907054"},
    {"F1", 0, SGM_BATCHABLE, "843f4ab5ba5b69ab05fcd8c8cc0f9b3d"},
    {"F1", 0, SGM_COMPACT, "96aa1a1cc02f48c7278ed5e0c78872fa"},
    {"F1", 1, SGM_BATCHABLE, "ab6ddc05271c8df6e947dadbb0997383"},
    {"F1", 1, SGM_COMPACT, "c7b3c7a08561d4838834e50fd1e0562b"},
    {"F1-S128", 0, SGM_BATCHABLE, "796a91c1e385bdb34d0aeb5e45f61ae4"},
    {"F1-S128", 0, SGM_COMPACT, "9249d5ad117c51b306115c399eb21802"},
    {"F1-S128", 1, SGM_BATCHABLE, "ea7c30ce209861f0b57639822af3b757"},
    {"F1-S128", 1, SGM_COMPACT, "270ddeaba1d63ff67e3a896bb3641ff6"},
};

static void test_known_answers(void)
{
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        const struct answer *a = &answers[i];
        const sgm_formulation *f = sgm_formulation_find(a->name);
        uint8_t proof[MAX_PROOF], digest[64], want[16];
        CHECK("found by name", f != NULL);
        CHECK("proved", prove(f, a->record_b, a->flavor, proof) == SGM_OK);
        CHECK("hashed", sgm_sha512(digest, &(sgm_bytes){proof, size_of(f, a->flavor)}, 1) == SGM_OK);
        unit_hex(want, 16, a->digest);
        CHECK_BYTES(a->name, digest, want, 16);
        sgm_statement s = statement_of(a->record_b);
        CHECK("verified", verify(f, &s, a->flavor, proof) == SGM_OK);
    }
}

/* Sizes and counts that the registry states are those of the instance, and no proof speaks for its neighbours. */
static void test_registry(void)
{
    size_t n;
    const sgm_formulation *const *list = sgm_formulation_list(&n);
    sgm_statement s = statement_of(0);
    for (size_t i = 0; i < n; i++) {
        CHECK("its own name finds it", sgm_formulation_find(list[i]->words.name) == list[i]);
        CHECK("claim and non-claim", strlen(list[i]->words.claim) > 20 && strlen(list[i]->words.non_claim) > 20);
        for (int flavor = SGM_BATCHABLE; flavor <= SGM_COMPACT; flavor++) {
            sgm_instance *inst;
            CHECK("instance", sgm_formulation_instance(&inst, ctx, list[i], &s, (sgm_flavor)flavor) == SGM_OK);
            CHECK("size", sgm_instance_proof_size(inst) == size_of(list[i], (sgm_flavor)flavor));
            CHECK("equations", sgm_instance_equations(inst) == list[i]->equations);
            CHECK("a witness has at most two scalars", sgm_instance_witness_scalars(inst) <= 2);
            sgm_instance_free(inst);
        }
    }
    CHECK("an unknown name", sgm_formulation_find("F9") == NULL && sgm_formulation_find("") == NULL);
}

static int all_zero(const uint8_t *p, size_t n)
{
    uint8_t any = 0;
    for (size_t i = 0; i < n; i++)
        any |= p[i];
    return any == 0;
}

static sgm_status broken_fill(void *state, uint8_t *out, size_t n)
{
    int *calls_left = state;
    memset(out, 0x5a, n);
    return (*calls_left)-- > 0 ? SGM_OK : SGM_IO;
}

/* A source that always says the same. */
static sgm_status constant_fill(void *state, uint8_t *out, size_t n)
{
    memset(out, *(uint8_t *)state, n);
    return SGM_OK;
}

/* An F0A proof about (C of d and r, d) with a source stuck at `byte`. */
static void prove_stuck(uint8_t proof[64], const sgm_sc *d, const sgm_sc *r, sgm_flavor flavor, uint8_t byte, int exact)
{
    sgm_rng rng = {.fill = constant_fill, .state = &byte, .exact = exact};
    sgm_statement s = {.d = *d, .dm = dm};
    sgm_opening o = {*d, *r};
    sgm_record_commit(ctx, s.C, d, &dm, r);
    CHECK("proved", sgm_formulation_prove(ctx, sgm_formulation_find("F0A"), &s, &o, flavor, &rng, proof) == SGM_OK);
}

/* The challenge of a batchable F0A proof. */
static void challenge_of(sgm_sc *c, const sgm_sc *d, const sgm_sc *r, const uint8_t proof[64])
{
    sgm_instance *inst;
    sgm_statement s = {.d = *d, .dm = dm};
    sgm_transcript t;
    char tag[128];
    uint8_t sid[32];
    size_t len;
    sgm_record_commit(ctx, s.C, d, &dm, r);
    CHECK("instance", sgm_formulation_instance(&inst, ctx, sgm_formulation_find("F0A"), &s, SGM_BATCHABLE) == SGM_OK);
    const uint8_t *bytes = sgm_instance_bytes(inst, &len);
    sgm_formulation_tag(sgm_formulation_find("F0A"), SGM_BATCHABLE, tag, sizeof tag);
    sgm_session_id(sid, tag, strlen(tag));
    sgm_transcript_init(&t, sid);
    sgm_transcript_absorb(&t, bytes, len);
    sgm_transcript_absorb(&t, proof, 32);
    sgm_transcript_challenge(&t, c);
    sgm_instance_free(inst);
}

/* The attack on a repeated nonce: (z - z') / (c - c') of two proofs with the same blinding, about two datasets. */
static int nonce_gives_blinding_away(int exact)
{
    uint8_t proof[2][64];
    sgm_sc c[2], z[2], r;
    prove_stuck(proof[0], &da, &ra, SGM_BATCHABLE, 7, exact);
    prove_stuck(proof[1], &db, &ra, SGM_BATCHABLE, 7, exact);
    challenge_of(&c[0], &da, &ra, proof[0]);
    challenge_of(&c[1], &db, &ra, proof[1]);
    CHECK("responses", sgm_sc_from_bytes(&z[0], proof[0] + 32) && sgm_sc_from_bytes(&z[1], proof[1] + 32));
    sgm_sc_sub(&c[0], &c[0], &c[1]);
    sgm_sc_sub(&z[0], &z[0], &z[1]);
    sgm_sc_invert(&c[0], &c[0]);
    sgm_sc_mul(&r, &z[0], &c[0]);
    return (int)sgm_sc_eq(&r, &ra);
}

/* A source that is broken but does not say so: nonces still differ where the challenge does, and only there. */
static void test_stuck_generator(void)
{
    uint8_t proof[64], other[64], compact[64];
    CHECK("the attack is live: without hedging it finds r", nonce_gives_blinding_away(1));
    CHECK("hedged nonces do not give r away", !nonce_gives_blinding_away(0));
    prove_stuck(proof, &da, &ra, SGM_BATCHABLE, 7, 0);
    prove_stuck(other, &da, &ra, SGM_BATCHABLE, 7, 0);
    CHECK_BYTES("the same statement, secret and source: the same proof", proof, other, 64);
    prove_stuck(other, &da, &ra, SGM_BATCHABLE, 8, 0);
    CHECK("fresh bytes count", memcmp(proof, other, 32) != 0);
    prove_stuck(other, &da, &rb, SGM_BATCHABLE, 7, 0);
    CHECK("another secret and record", memcmp(proof, other, 32) != 0);
    prove_stuck(other, &db, &ra, SGM_BATCHABLE, 7, 0);
    CHECK("another statement", memcmp(proof, other, 32) != 0);
    prove_stuck(compact, &da, &ra, SGM_COMPACT, 7, 0);
    CHECK("another session", memcmp(proof + 32, compact + 32, 32) != 0);
}

/* The honest prover refuses a false statement, and every refusal leaves zeros. */
static void test_refusals(void)
{
    const sgm_formulation *f0a = sgm_formulation_find("F0A"), *f0not = sgm_formulation_find("F0NOT");
    const sgm_formulation *f1 = sgm_formulation_find("F1");
    uint8_t proof[MAX_PROOF];
    CHECK("F0A of another dataset", prove(f0a, 1, SGM_BATCHABLE, proof) == SGM_REJECTED && all_zero(proof, 64));
    CHECK("F0NOT of the dataset", prove(f0not, 0, SGM_BATCHABLE, proof) == SGM_REJECTED && all_zero(proof, 96));
    sgm_statement s = statement_of(1);
    sgm_opening o = opening_of(0);
    sgm_rng rng = sgm_rng_system();
    CHECK("an opening of another record",
          sgm_formulation_prove(ctx, f1, &s, &o, SGM_BATCHABLE, &rng, proof) == SGM_REJECTED && all_zero(proof, 192));
    for (int calls = 0; calls < 8; calls++) {
        int left = calls;
        sgm_rng broken = {.fill = broken_fill, .state = &left, .exact = 1};
        o = opening_of(1);
        memset(proof, 1, sizeof proof);
        CHECK("a generator that fails",
              sgm_formulation_prove(ctx, f1, &s, &o, SGM_BATCHABLE, &broken, proof) == SGM_IO && all_zero(proof, 192));
    }
}

/* Statements that are none. */
static void test_bad_statements(void)
{
    size_t n;
    const sgm_formulation *const *list = sgm_formulation_list(&n);
    for (size_t i = 0; i < n; i++)
        for (int flavor = SGM_BATCHABLE; flavor <= SGM_COMPACT; flavor++) {
            uint8_t proof[MAX_PROOF];
            int record_b = strcmp(list[i]->words.name, "F0NOT") == 0;
            sgm_flavor fl = (sgm_flavor)flavor;
            CHECK("proved", prove(list[i], record_b, fl, proof) == SGM_OK);
            sgm_statement s = statement_of(record_b);
            s.d = sgm_sc_zero;
            CHECK("d = 0", verify(list[i], &s, fl, proof) == SGM_MALFORMED);
            s = statement_of(record_b);
            s.dm = sgm_sc_zero;
            CHECK("dm = 0", verify(list[i], &s, fl, proof) == SGM_MALFORMED);
            s = statement_of(record_b);
            memset(s.C, 0, 32);
            CHECK("C is the identity", verify(list[i], &s, fl, proof) == SGM_MALFORMED);
            s.C[0] = 1;
            CHECK("C does not decode", verify(list[i], &s, fl, proof) == SGM_MALFORMED);
            s = statement_of(record_b);
            s.d = db;
            sgm_sc_add(&s.d, &s.d, &sgm_sc_one);
            CHECK("another d", verify(list[i], &s, fl, proof) == SGM_REJECTED);
            CHECK("the other flavour", verify(list[i], &s, (sgm_flavor)(1 - flavor), proof) != SGM_OK);
        }
}

/* A record with r = 0 has the identity as image: the draft makes it no statement, although r = 0 opens it. */
static void test_image_identity(void)
{
    const char *const names[] = {"F0A", "F1", "F1-S128"};
    for (size_t i = 0; i < 3; i++) {
        const sgm_formulation *f = sgm_formulation_find(names[i]);
        sgm_statement s = statement_of(0);
        sgm_opening o = {da, sgm_sc_zero};
        sgm_rng rng = sgm_rng_system();
        uint8_t proof[MAX_PROOF];
        sgm_record_commit(ctx, s.C, &da, &dm, &sgm_sc_zero);
        CHECK("no proof", sgm_formulation_prove(ctx, f, &s, &o, SGM_BATCHABLE, &rng, proof) == SGM_MALFORMED &&
                              all_zero(proof, f->batchable_bytes));
        CHECK("proof for another record", prove(f, 0, SGM_BATCHABLE, proof) == SGM_OK);
        CHECK("no verdict", verify(f, &s, SGM_BATCHABLE, proof) == SGM_MALFORMED);
    }
}

/* The relations behind the bytes of an instance, in the order they are serialised. */
static sgm_status relations_of(const sgm_formulation *f, const sgm_statement *s, sgm_relation *out[2], uint32_t *n)
{
    static const size_t f0a_bytes = 256;
    sgm_instance *inst;
    size_t len;
    sgm_status st = sgm_formulation_instance(&inst, ctx, f, s, SGM_BATCHABLE);
    if (st != SGM_OK)
        return st;
    const uint8_t *bytes = sgm_instance_bytes(inst, &len);
    *n = f->equations;
    if (*n == 1) {
        st = sgm_relation_parse(&out[0], ctx, bytes, len);
    } else {
        st = sgm_relation_parse(&out[0], ctx, bytes + 4, f0a_bytes);
        if (st == SGM_OK)
            st = sgm_relation_parse(&out[1], ctx, bytes + 4 + f0a_bytes, len - 4 - f0a_bytes);
    }
    sgm_instance_free(inst);
    return st;
}

/* A formulation is computed over C - d G - dm G_M; the relation it declares, read from its bytes and computed term by
 * term, must make and accept the same proofs. */
static void test_agrees_with_relation(void)
{
    size_t n;
    const sgm_formulation *const *list = sgm_formulation_list(&n);
    for (size_t i = 0; i < n; i++)
        for (int flavor = SGM_BATCHABLE; flavor <= SGM_COMPACT; flavor++) {
            const sgm_formulation *f = list[i];
            sgm_statement s = statement_of(1);
            sgm_relation *clauses[2];
            sgm_instance *plain;
            uint32_t k = 0, real = 0;
            char tag[128];
            uint8_t sid[32], proof[MAX_PROOF], again[MAX_PROOF];
            sgm_sc w[2];
            sgm_test_rng state;
            sgm_opening o = opening_of(1);
            if (strcmp(f->words.name, "F0A") == 0)
                s.d = db;
            CHECK("its bytes are valid relations", relations_of(f, &s, clauses, &k) == SGM_OK);
            sgm_formulation_tag(f, (sgm_flavor)flavor, tag, sizeof tag);
            sgm_session_id(sid, tag, strlen(tag));
            CHECK("instance",
                  sgm_instance_new(&plain, ctx, clauses, k, k > 1, sid, (sgm_flavor)flavor, f->width, 1) == SGM_OK);
            sgm_rng rng = reproducible(&state, f);
            CHECK("proved", sgm_formulation_prove(ctx, f, &s, &o, (sgm_flavor)flavor, &rng, proof) == SGM_OK);
            CHECK("witness", f->witness(&s, &o, &real, w) == SGM_OK);
            rng = reproducible(&state, f);
            CHECK("proved term by term", sgm_prove(ctx, plain, real, w, &rng, again) == SGM_OK);
            CHECK_BYTES("the same proof", proof, again, size_of(f, (sgm_flavor)flavor));
            CHECK("accepted term by term", sgm_verify(ctx, plain, proof, size_of(f, (sgm_flavor)flavor)) == SGM_OK);
            sgm_instance_free(plain);
        }
}

int main(void)
{
    if (sgm_ctx_new(&ctx, sgm_backend_best()) != SGM_OK)
        return 1;
    make_values();
    test_known_answers();
    test_registry();
    test_stuck_generator();
    test_refusals();
    test_bad_statements();
    test_image_identity();
    test_agrees_with_relation();
    sgm_ctx_free(ctx);
    return unit_result("formulation");
}
