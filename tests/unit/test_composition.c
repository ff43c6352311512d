/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Compositions: OR, k of n and trees of both, for every choice of what is known; shapes that are none; the simulator.
 * Compiled for both suites. */
#include "primitives/base/bytes.h"
#include "protocols/batch.h"
#include "protocols/simulate.h"
#include "protocols/transcript.h"
#include "tests/unit/unit.h"

#include <stdlib.h>

enum { MAX_CLAUSES = 8, MAX_PROOF = 4096, POINT = SGM_ELEMENT_BYTES, SCALAR = SGM_SCALAR_BYTES };

static sgm_ctx *ctx;
static sgm_sc secret[MAX_CLAUSES];

/* X = x G, with x = secret[i]; `lie` makes it x + 1, so that nobody here knows a witness. */
static sgm_relation *schnorr(unsigned i, int lie)
{
    uint8_t elements[2][POINT];
    sgm_point X;
    sgm_sc x = secret[i];
    sgm_relation *rel;
    const sgm_image_term image = {1, sgm_sc_one};
    const sgm_linear_term term = {0, 0, sgm_sc_one};
    const sgm_equation eq = {&image, &term, 1, 1};
    if (lie)
        sgm_sc_add(&x, &x, &sgm_sc_one);
    sgm_ctx_backend(ctx)->var_mul(&X, sgm_ctx_generator_point(ctx, SGM_GEN_G), &x, 1);
    sgm_ctx_backend(ctx)->encode(&elements[1], &X, 1);
    memcpy(elements[0], sgm_ctx_generator(ctx, SGM_GEN_G), POINT);
    if (sgm_relation_new(&rel, ctx, &eq, 1, (const uint8_t(*)[POINT])elements, 2) != SGM_OK)
        abort();
    return rel;
}

/* A shape in prefix order: {need, n} of a node, {0, i} for clause i. */
typedef struct shape {
    const char *name;
    size_t n_parts, sent; /* sent: shares and coefficients in a proof string */
    struct {
        uint32_t need, n;
    } part[12];
} shape;

static const shape shapes[] = {
    {"one clause", 1, 0, {{0, 0}}},
    {"1 of 2", 3, 1, {{1, 2}, {0, 0}, {0, 1}}},
    {"1 of 4", 5, 3, {{1, 4}, {0, 0}, {0, 1}, {0, 2}, {0, 3}}},
    {"2 of 2", 3, 0, {{2, 2}, {0, 0}, {0, 1}}},
    {"2 of 3", 4, 1, {{2, 3}, {0, 0}, {0, 1}, {0, 2}}},
    {"3 of 5", 6, 2, {{3, 5}, {0, 0}, {0, 1}, {0, 2}, {0, 3}, {0, 4}}},
    {"a or (b and c)", 5, 1, {{1, 2}, {0, 0}, {2, 2}, {0, 1}, {0, 2}}},
    {"(a or b) and (c or d)", 7, 2, {{2, 2}, {1, 2}, {0, 0}, {0, 1}, {1, 2}, {0, 2}, {0, 3}}},
    {"2 of a, (b or c), 2 of d, e, f", 9, 3, {{2, 3}, {0, 0}, {1, 2}, {0, 1}, {0, 2}, {2, 3}, {0, 3}, {0, 4}, {0, 5}}},
    {"a or (b or (c or (d or e)))", 9, 4, {{1, 2}, {0, 0}, {1, 2}, {0, 1}, {1, 2}, {0, 2}, {1, 2}, {0, 3}, {0, 4}}},
    {"((a and b) or c) and d, a third level first", 7, 1, {{2, 2}, {1, 2}, {2, 2}, {0, 0}, {0, 1}, {0, 2}, {0, 3}}},
};
enum { N_SHAPES = sizeof shapes / sizeof *shapes };

static uint32_t clauses_of(const shape *s)
{
    uint32_t n = 0;
    for (size_t i = 0; i < s->n_parts; i++)
        n += s->part[i].need == 0;
    return n;
}

/* Whether the part at *at, and all that hangs on it, is true if the clauses in `known` are. Moves *at behind it. */
static int holds(const shape *s, size_t *at, unsigned known)
{
    size_t i = (*at)++;
    uint32_t n = 0;
    if (s->part[i].need == 0)
        return (int)(known >> s->part[i].n & 1);
    for (uint32_t k = 0; k < s->part[i].n; k++)
        n += (uint32_t)holds(s, at, known);
    return n >= s->part[i].need;
}

/* The statement in which exactly the clauses of `known` are about secrets that we have. */
static sgm_status make(sgm_instance **inst, const shape *s, unsigned known, sgm_flavor flavor,
                       sgm_challenge_width width)
{
    sgm_part parts[12] = {{NULL, 0, 0}};
    uint8_t sid[32];
    for (size_t i = 0; i < s->n_parts; i++) {
        if (s->part[i].need == 0)
            parts[i].clause = schnorr(s->part[i].n, !(known >> s->part[i].n & 1));
        else
            parts[i] = (sgm_part){NULL, s->part[i].need, s->part[i].n};
    }
    sgm_session_id(sid, s->name, strlen(s->name) + (flavor == SGM_COMPACT)); /* the flavour is in the tag */
    return sgm_instance_compose(inst, ctx, parts, s->n_parts, sid, flavor, width, 0);
}

static sgm_status in_batch(const sgm_instance *inst, const uint8_t *proof, size_t len)
{
    sgm_batch *b;
    sgm_status st = sgm_batch_new(&b, ctx, SGM_WEIGHTS_DERIVED);
    if (st == SGM_OK)
        st = sgm_batch_add(b, inst, proof, len);
    if (st == SGM_OK)
        st = sgm_batch_add(b, inst, proof, len);
    if (st == SGM_OK)
        st = sgm_batch_verify(b);
    sgm_batch_free(b);
    return st;
}

/* One bit of every 16 bytes of a proof changed: refused alone and in a batch. */
static void expect_tampering_seen(const sgm_instance *inst, sgm_flavor flavor, uint8_t *proof, size_t len)
{
    for (size_t i = 0; i < len; i += 16) {
        proof[i] ^= 1;
        CHECK("tampered", sgm_verify(ctx, inst, proof, len) != SGM_OK);
        CHECK("tampered, in a batch", flavor != SGM_BATCHABLE || in_batch(inst, proof, len) != SGM_OK);
        proof[i] ^= 1;
    }
    CHECK("a byte less", sgm_verify(ctx, inst, proof, len - 1) == SGM_MALFORMED);
    CHECK("a byte more", sgm_verify(ctx, inst, proof, len + 1) == SGM_MALFORMED);
}

static void try_knowledge(const shape *s, unsigned known, sgm_flavor flavor, sgm_challenge_width width)
{
    sgm_instance *inst;
    uint8_t proof[MAX_PROOF + 1] = {0}, flags[MAX_CLAUSES];
    uint32_t n = clauses_of(s);
    size_t at = 0, wide = width == SGM_CHALLENGE_FULL ? SCALAR : 16;
    sgm_rng rng = sgm_rng_system();
    for (uint32_t i = 0; i < n; i++)
        flags[i] = known >> i & 1;
    CHECK(s->name, make(&inst, s, known, flavor, width) == SGM_OK);
    size_t len = sgm_instance_proof_size(inst);
    CHECK("size", len == (flavor == SGM_COMPACT ? wide : POINT * n) + wide * s->sent + SCALAR * n && len <= MAX_PROOF);
    CHECK("counts", sgm_instance_clauses(inst) == n && sgm_instance_scalars(inst) == n);
    sgm_status st = sgm_prove_known(ctx, inst, flags, secret, &rng, proof);
    if (!holds(s, &at, known)) {
        CHECK("too little is known", st == SGM_USAGE);
    } else {
        CHECK("proved", st == SGM_OK);
        CHECK("accepted", sgm_verify(ctx, inst, proof, len) == SGM_OK);
        CHECK("accepted in a batch", flavor == SGM_COMPACT || in_batch(inst, proof, len) == SGM_OK);
        if (known % 5 == 0)
            expect_tampering_seen(inst, flavor, proof, len);
    }
    sgm_instance_free(inst);
}

/* Every shape with every set of known clauses; short challenges where there are only ORs. */
static void test_every_knowledge(void)
{
    for (size_t i = 0; i < N_SHAPES; i++) {
        int only_ors = 1;
        for (size_t p = 0; p < shapes[i].n_parts; p++)
            only_ors &= shapes[i].part[p].need <= 1;
        for (unsigned known = 0; known < 1u << clauses_of(&shapes[i]); known++)
            for (int flavor = SGM_BATCHABLE; flavor <= SGM_COMPACT; flavor++) {
                try_knowledge(&shapes[i], known, (sgm_flavor)flavor, SGM_CHALLENGE_FULL);
                if (only_ors)
                    try_knowledge(&shapes[i], known, (sgm_flavor)flavor, SGM_CHALLENGE_128);
            }
    }
}

/* A prover that runs the honest code but lies about one clause is not believed. */
static void test_lies(void)
{
    for (size_t i = 0; i < N_SHAPES; i++) {
        const shape *s = &shapes[i];
        uint32_t n = clauses_of(s);
        for (unsigned known = 0; known < 1u << n; known++) {
            size_t at = 0, again = 0;
            unsigned claimed = (1u << n) - 1;
            uint8_t proof[MAX_PROOF], flags[MAX_CLAUSES];
            sgm_instance *inst;
            sgm_rng rng = sgm_rng_system();
            if (holds(s, &at, known) || !holds(s, &again, claimed))
                continue;
            memset(flags, 1, sizeof flags);
            CHECK("instance", make(&inst, s, known, SGM_BATCHABLE, SGM_CHALLENGE_FULL) == SGM_OK);
            CHECK("made", sgm_prove_known(ctx, inst, flags, secret, &rng, proof) == SGM_OK);
            CHECK("not believed", sgm_verify(ctx, inst, proof, sgm_instance_proof_size(inst)) == SGM_REJECTED);
            sgm_instance_free(inst);
        }
    }
}

/* Simulated transcripts: the commitments that a chosen challenge and reply ask for. An honest proof's own are found
 * again; those of a chosen challenge verify for that challenge and, as a proof string, for none. */
static void test_simulator(void)
{
    for (size_t i = 0; i < N_SHAPES; i++) {
        const shape *s = &shapes[i];
        uint32_t n = clauses_of(s);
        uint8_t proof[MAX_PROOF], T[MAX_CLAUSES][POINT], again[MAX_CLAUSES][POINT];
        uint8_t flags[MAX_CLAUSES];
        sgm_sc reply[2 * MAX_CLAUSES], c;
        sgm_instance *inst;
        sgm_rng rng = sgm_rng_system();
        memset(flags, 1, sizeof flags);
        CHECK("instance", make(&inst, s, (1u << n) - 1, SGM_BATCHABLE, SGM_CHALLENGE_FULL) == SGM_OK);
        size_t len = sgm_instance_proof_size(inst), scalars = sgm_reply_scalars(inst), bytes;
        CHECK("a reply is the proof string without its commitments", len == POINT * n + SCALAR * scalars);
        CHECK("proved", sgm_prove_known(ctx, inst, flags, secret, &rng, proof) == SGM_OK);
        for (size_t k = 0; k < scalars; k++)
            CHECK("scalar", sgm_sc_from_bytes(&reply[k], proof + POINT * n + SCALAR * k));
        sgm_transcript t;
        uint8_t sid[32];
        const uint8_t *instance = sgm_instance_bytes(inst, &bytes);
        sgm_session_id(sid, s->name, strlen(s->name));
        sgm_transcript_init(&t, sid);
        sgm_transcript_absorb(&t, instance, bytes);
        sgm_transcript_absorb(&t, proof, POINT * n);
        sgm_transcript_challenge(&t, &c);
        CHECK("simulated", sgm_simulate_commitment(ctx, inst, &c, reply, T) == SGM_OK);
        CHECK_BYTES("the honest prover's commitments", T, proof, POINT * n);
        CHECK("a reply", sgm_simulate_response(inst, &rng, reply) == SGM_OK);
        CHECK("simulated", sgm_simulate_commitment(ctx, inst, &c, reply, T) == SGM_OK);
        sgm_sc_add(&c, &c, &sgm_sc_one);
        CHECK("simulated", sgm_simulate_commitment(ctx, inst, &c, reply, again) == SGM_OK);
        CHECK("another challenge has other commitments", memcmp(T, again, POINT * n) != 0);
        memcpy(proof, T, POINT * n);
        for (size_t k = 0; k < scalars; k++)
            sgm_sc_to_bytes(proof + POINT * n + SCALAR * k, &reply[k]);
        CHECK("as a proof it is refused", sgm_verify(ctx, inst, proof, len) == SGM_REJECTED);
        sgm_instance_free(inst);
    }
}

/* Two trees with the same clauses and other nodes are other statements. */
static void test_shapes_differ(void)
{
    static const shape left = {"same", 5, 2, {{1, 2}, {1, 2}, {0, 0}, {0, 1}, {0, 2}}};
    static const shape right = {"same", 5, 2, {{1, 2}, {0, 0}, {1, 2}, {0, 1}, {0, 2}}};
    static const shape flat = {"same", 4, 2, {{1, 3}, {0, 0}, {0, 1}, {0, 2}}};
    const shape *const all[] = {&left, &right, &flat};
    const uint8_t flags[3] = {1, 1, 1};
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 3; k++) {
            sgm_instance *made, *other;
            uint8_t proof[MAX_PROOF];
            sgm_rng rng = sgm_rng_system();
            CHECK("instance", make(&made, all[i], 7, SGM_BATCHABLE, SGM_CHALLENGE_FULL) == SGM_OK);
            CHECK("instance", make(&other, all[k], 7, SGM_BATCHABLE, SGM_CHALLENGE_FULL) == SGM_OK);
            CHECK("proved", sgm_prove_known(ctx, made, flags, secret, &rng, proof) == SGM_OK);
            CHECK("only its own",
                  (sgm_verify(ctx, other, proof, sgm_instance_proof_size(other)) == SGM_OK) == (i == k));
            sgm_instance_free(made);
            sgm_instance_free(other);
        }
}

static void test_no_shapes(void)
{
    static const struct {
        const char *what;
        shape s;
        sgm_challenge_width width;
    } bad[] = {
        {"nothing", {"", 0, 0, {{0, 0}}}, SGM_CHALLENGE_FULL},
        {"one of one", {"", 2, 0, {{1, 1}, {0, 0}}}, SGM_CHALLENGE_FULL},
        {"a node without children", {"", 1, 0, {{1, 0}}}, SGM_CHALLENGE_FULL},
        {"3 of 2", {"", 3, 0, {{3, 2}, {0, 0}, {0, 1}}}, SGM_CHALLENGE_FULL},
        {"a child missing", {"", 3, 0, {{1, 3}, {0, 0}, {0, 1}}}, SGM_CHALLENGE_FULL},
        {"2^32-1 children", {"", 3, 0, {{1, UINT32_MAX}, {0, 0}, {0, 1}}}, SGM_CHALLENGE_FULL},
        {"a child too many", {"", 4, 0, {{1, 2}, {0, 0}, {0, 1}, {0, 2}}}, SGM_CHALLENGE_FULL},
        {"two clauses and no node", {"", 2, 0, {{0, 0}, {0, 1}}}, SGM_CHALLENGE_FULL},
        {"a threshold with short challenges", {"", 4, 0, {{2, 3}, {0, 0}, {0, 1}, {0, 2}}}, SGM_CHALLENGE_128},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        sgm_instance *inst;
        CHECK(bad[i].what, make(&inst, &bad[i].s, 7, SGM_BATCHABLE, bad[i].width) == SGM_MALFORMED && inst == NULL);
    }
}

/* 5 of 40: wide enough for every loop, also by the largest numbers. */
static void test_wide(void)
{
    enum { N = 40, NEED = 5 };
    sgm_part parts[N + 1] = {{NULL, NEED, N}};
    uint8_t sid[32] = {1}, flags[N], proof[POINT * N + SCALAR * (2 * N - NEED)];
    sgm_sc witness[N];
    sgm_instance *inst;
    sgm_rng rng = sgm_rng_system();
    for (unsigned i = 0; i < N; i++) {
        flags[i] = i >= N - NEED;
        witness[i] = secret[i % MAX_CLAUSES];
        parts[i + 1].clause = schnorr(i % MAX_CLAUSES, !flags[i]);
    }
    CHECK("instance",
          sgm_instance_compose(&inst, ctx, parts, N + 1, sid, SGM_BATCHABLE, SGM_CHALLENGE_FULL, 0) == SGM_OK);
    CHECK("n points, 2n - k scalars", sgm_instance_proof_size(inst) == sizeof proof);
    CHECK("proved", sgm_prove_known(ctx, inst, flags, witness, &rng, proof) == SGM_OK);
    CHECK("accepted", sgm_verify(ctx, inst, proof, sizeof proof) == SGM_OK);
    CHECK("in a batch", in_batch(inst, proof, sizeof proof) == SGM_OK);
    flags[N - 1] = 0;
    CHECK("one less", sgm_prove_known(ctx, inst, flags, witness, &rng, proof) == SGM_USAGE);
    sgm_instance_free(inst);
}

int main(void)
{
    static const char tag[] = "unit-test-composition";
    sgm_test_rng state;
    sgm_test_rng_init(&state, tag, sizeof tag - 1);
    sgm_rng rng = sgm_rng_test(&state);
    if (sgm_ctx_new(&ctx, sgm_backend_best()) != SGM_OK)
        return 1;
    for (unsigned i = 0; i < MAX_CLAUSES; i++)
        CHECK("drawn", sgm_rng_scalar(&rng, &secret[i]) == SGM_OK);
    test_every_knowledge();
    test_lies();
    test_simulator();
    test_shapes_differ();
    test_no_shapes();
    test_wide();
    sgm_ctx_free(ctx);
    return unit_result("composition");
}
