/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Batches: the verdict of single verification, every culprit named at every position, and sound weights. */
#include "protocols/batch.h"
#include "protocols/formulation/formulation.h"
#include "protocols/transcript.h"
#include "tests/unit/unit.h"

#include <stdlib.h>

enum { MAX = 65, PROOF = 192 };

/* How a batch works: verdict and culprits must not depend on it. */
static const struct way {
    unsigned threads;
    size_t memory; /* 0: no bound */
    int kept;      /* statement points are decoded beforehand */
} ways[] = {{1, 0, 0}, {2, 0, 0}, {5, 0, 1}, {1, 160000, 0}, {4, 200000, 1}};
static const struct way *way = ways;

static sgm_ctx *ctx;
static const sgm_formulation *form[MAX];
static sgm_flavor flavor[MAX];
static sgm_statement statement[MAX];
static sgm_instance *inst[MAX];
static uint8_t proof[MAX][PROOF];
static size_t size[MAX];

static sgm_sc scalar(uint64_t seed)
{
    sgm_sc r;
    sgm_sc_from_u64(&r, seed);
    return r;
}

/* MAX honest proofs of all formulations; every fifth statement repeats an earlier record, digests repeat often. */
static int make_proofs(void)
{
    static const char *const names[] = {"F0A", "F1", "F0A", "F0NOT", "F1-S128"};
    sgm_rng rng = sgm_rng_system();
    for (size_t i = 0; i < MAX; i++) {
        size_t record = i % 13;
        form[i] = sgm_formulation_find(names[i % 5]);
        sgm_statement s = {.d = scalar(100 + i % 2), .dm = scalar(7 + i % 3)};
        flavor[i] = SGM_BATCHABLE;
        sgm_opening o = {.d = scalar(100 + record % 2), .r = scalar(1000 + record)};
        if (strcmp(form[i]->name, "F0A") == 0)
            s.d = o.d;
        if (strcmp(form[i]->name, "F0NOT") == 0)
            s.d = scalar(101 - record % 2);
        sgm_record_commit(ctx, s.C, &o.d, &s.dm, &o.r);
        statement[i] = s;
        size[i] = form[i]->batchable_bytes;
        if (sgm_formulation_prove(ctx, form[i], &s, &o, flavor[i], &rng, proof[i]) != SGM_OK)
            return 0;
    }
    return 1;
}

/* The same instances, made anew: none keeps its points. */
static int renew_instances(void)
{
    for (size_t i = 0; i < MAX; i++) {
        sgm_instance_free(inst[i]);
        if (sgm_formulation_instance(&inst[i], ctx, form[i], &statement[i], flavor[i]) != SGM_OK)
            return 0;
    }
    return 1;
}

static sgm_batch *new_batch(sgm_weights kind)
{
    sgm_batch *b;
    CHECK("new", sgm_batch_new(&b, ctx, kind) == SGM_OK);
    CHECK("threads", sgm_batch_threads(b, way->threads) == SGM_OK);
    sgm_batch_max_memory(b, way->memory);
    return b;
}

static void fill(sgm_batch *b, size_t n)
{
    sgm_batch_clear(b);
    for (size_t i = 0; i < n; i++)
        CHECK("added", sgm_batch_add(b, inst[i], proof[i], size[i]) == SGM_OK);
}

/* The culprits of b are exactly want[0..n). */
static void expect_culprits(sgm_batch *b, const size_t *want, size_t n)
{
    const size_t *got;
    size_t n_got;
    CHECK("culprits", sgm_batch_culprits(b, &got, &n_got) == SGM_OK);
    CHECK("as many as there are", n_got == n);
    for (size_t i = 0; i < n && i < n_got; i++)
        CHECK("the right ones, ascending", got[i] == want[i]);
}

static void test_empty(sgm_weights kind)
{
    const size_t *culprits;
    size_t n;
    sgm_batch *b = new_batch(kind);
    CHECK("the empty batch accepts", sgm_batch_verify(b) == SGM_OK && sgm_batch_count(b) == 0);
    CHECK("and has no culprit", sgm_batch_culprits(b, &culprits, &n) == SGM_OK && n == 0);
    sgm_batch_free(b);
}

/* The last byte but one of the last response: still canonical, another value. */
static uint8_t *damage(size_t i) { return &proof[i][size[i] - 20]; }

static void test_one_bad_everywhere(sgm_weights kind)
{
    static const size_t sizes[] = {1, 2, 3, 63, 64, 65};
    sgm_batch *b = new_batch(kind);
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        fill(b, sizes[k]);
        CHECK("good batch", sgm_batch_verify(b) == SGM_OK);
        CHECK("twice", sgm_batch_verify(b) == SGM_OK);
        expect_culprits(b, NULL, 0);
        for (size_t bad = 0; bad < sizes[k]; bad += way == ways ? 1 : 9) {
            *damage(bad) ^= 1;
            fill(b, sizes[k]);
            CHECK("bad batch", sgm_batch_verify(b) == SGM_REJECTED);
            CHECK("twice", sgm_batch_verify(b) == SGM_REJECTED);
            expect_culprits(b, &bad, 1);
            *damage(bad) ^= 1;
        }
    }
    sgm_batch_free(b);
}

/* Damaged and undecodable items together, sparse and dense: named as single verification would. */
static void test_random_sets(sgm_weights kind)
{
    uint8_t draw[16];
    sgm_test_rng state;
    sgm_test_rng_init(&state, "unit-test-batch", 15);
    sgm_rng rng = sgm_rng_test(&state);
    sgm_batch *b = new_batch(kind);
    for (unsigned round = 0; round < 40; round++) {
        size_t n = 1 + round * 64 / 39, want[MAX], n_bad = 0;
        uint8_t density = (uint8_t)(1 + round % 8 * 36), saved[MAX][PROOF];
        int broken = 0;
        memcpy(saved, proof, sizeof saved);
        for (size_t i = 0; i < n; i++) {
            CHECK("drawn", rng.fill(rng.state, draw, 16) == SGM_OK);
            if (draw[0] >= density)
                continue;
            if (draw[1] % 4 == 0)
                memset(proof[i], 0xff, 32); /* does not decode */
            else
                *damage(i) ^= (uint8_t)(1 + draw[2] % 15);
            broken |= draw[1] % 4 == 0;
            CHECK("alone",
                  sgm_verify(ctx, inst[i], proof[i], size[i]) == (draw[1] % 4 == 0 ? SGM_MALFORMED : SGM_REJECTED));
            want[n_bad++] = i;
        }
        fill(b, n);
        sgm_status expected = n_bad == 0 ? SGM_OK : broken ? SGM_MALFORMED : SGM_REJECTED;
        CHECK("verdict", sgm_batch_verify(b) == expected);
        expect_culprits(b, want, n_bad);
        memcpy(proof, saved, sizeof saved);
    }
    sgm_batch_free(b);
}

/* Errors +1 and -1 in the responses of two F0A proofs: their sum vanishes unless the weights differ. */
static void test_cancelling_pair(sgm_weights kind)
{
    sgm_sc z;
    uint8_t saved[2][32];
    static const size_t pair[2] = {0, 2};
    CHECK("two direct proofs", size[0] == 64 && size[2] == 64);
    for (int k = 0; k < 2; k++) {
        uint8_t *at = proof[pair[k]] + 32;
        memcpy(saved[k], at, 32);
        CHECK("canonical", sgm_sc_from_bytes(&z, at));
        if (k == 0)
            sgm_sc_add(&z, &z, &sgm_sc_one);
        else
            sgm_sc_sub(&z, &z, &sgm_sc_one);
        sgm_sc_to_bytes(at, &z);
    }
    sgm_batch *b = new_batch(kind);
    fill(b, 3);
    CHECK("a cancelling pair", sgm_batch_verify(b) == SGM_REJECTED);
    expect_culprits(b, pair, 2);
    sgm_batch_free(b);
    for (int k = 0; k < 2; k++)
        memcpy(proof[pair[k]] + 32, saved[k], 32);
}

/* The same proof many times; wrong lengths; a proof beside the statement of its neighbour. */
static void test_odd_items(sgm_weights kind)
{
    sgm_batch *b = new_batch(kind);
    for (int i = 0; i < 20; i++)
        CHECK("added", sgm_batch_add(b, inst[1], proof[1], size[1]) == SGM_OK);
    CHECK("one proof twenty times", sgm_batch_verify(b) == SGM_OK);
    static const size_t want[] = {20, 21, 22, 24};
    CHECK("short", sgm_batch_add(b, inst[0], proof[0], size[0] - 1) == SGM_OK);
    CHECK("long", sgm_batch_add(b, inst[0], proof[0], size[0] + 1) == SGM_OK);
    CHECK("empty", sgm_batch_add(b, inst[0], NULL, 0) == SGM_OK);
    CHECK("good", sgm_batch_add(b, inst[3], proof[3], size[3]) == SGM_OK);
    CHECK("of a neighbour", sgm_batch_add(b, inst[2], proof[0], size[0]) == SGM_OK);
    CHECK("count", sgm_batch_count(b) == 25);
    CHECK("verdict", sgm_batch_verify(b) == SGM_MALFORMED);
    expect_culprits(b, want, 4);
    CHECK("no weights for what does not decode", sgm_batch_derived_weights(b, NULL) == SGM_MALFORMED);
    sgm_batch_clear(b);
    CHECK("cleared", sgm_batch_count(b) == 0 && sgm_batch_verify(b) == SGM_OK);
    sgm_batch_free(b);
}

static void test_usage(void)
{
    sgm_batch *b;
    sgm_instance *compact;
    const size_t *culprits;
    size_t n;
    sgm_statement s = {.d = scalar(1), .dm = scalar(2)};
    sgm_sc r = scalar(3);
    sgm_record_commit(ctx, s.C, &s.d, &s.dm, &r);
    CHECK("new", sgm_batch_new(&b, ctx, SGM_WEIGHTS_DERIVED) == SGM_OK);
    CHECK("compact", sgm_formulation_instance(&compact, ctx, form[0], &s, SGM_COMPACT) == SGM_OK);
    CHECK("no compact proof in a batch", sgm_batch_add(b, compact, proof[0], 64) == SGM_USAGE);
    CHECK("and none was added", sgm_batch_count(b) == 0);
    fill(b, 2);
    CHECK("culprits before a verification", sgm_batch_culprits(b, &culprits, &n) == SGM_USAGE && n == 0);
    sgm_instance_free(compact);
    sgm_batch_free(b);
}

/* Weights change with every byte of every proof, and do not depend on earlier batches. */
static void test_weights(void)
{
    enum { N = 3, EQUATIONS = 4 };
    uint8_t first[16 * EQUATIONS], again[16 * EQUATIONS];
    sgm_batch *b;
    CHECK("new", sgm_batch_new(&b, ctx, SGM_WEIGHTS_DERIVED) == SGM_OK);
    fill(b, N);
    CHECK("derived", sgm_batch_derived_weights(b, first) == SGM_OK);
    for (size_t i = 0; i < N; i++)
        for (size_t at = form[i]->equations * 32; at < size[i]; at += 8) { /* past the commitments, which must decode */
            proof[i][at] ^= 1;
            fill(b, N);
            CHECK("derived", sgm_batch_derived_weights(b, again) == SGM_OK);
            for (size_t e = 0; e < EQUATIONS; e++)
                CHECK("another weight", memcmp(first + 16 * e, again + 16 * e, 16) != 0);
            proof[i][at] ^= 1;
        }
    fill(b, N);
    CHECK("reproducible", sgm_batch_derived_weights(b, again) == SGM_OK && memcmp(first, again, sizeof first) == 0);
    sgm_batch_free(b);
}

int main(void)
{
    if (sgm_ctx_new(&ctx, sgm_backend_best()) != SGM_OK || !make_proofs())
        return 1;
    for (way = ways; way < ways + sizeof ways / sizeof *ways; way++) {
        CHECK("instances", renew_instances());
        CHECK("kept", !way->kept || sgm_instances_keep(ctx, inst, MAX) == SGM_OK);
        for (int kind = SGM_WEIGHTS_DERIVED; kind <= SGM_WEIGHTS_RANDOM; kind++) {
            test_empty((sgm_weights)kind);
            test_one_bad_everywhere((sgm_weights)kind);
            test_random_sets((sgm_weights)kind);
            test_cancelling_pair((sgm_weights)kind);
            test_odd_items((sgm_weights)kind);
        }
    }
    way = ways;
    test_usage();
    test_weights();
    for (size_t i = 0; i < MAX; i++)
        sgm_instance_free(inst[i]);
    sgm_ctx_free(ctx);
    return unit_result("batch");
}
