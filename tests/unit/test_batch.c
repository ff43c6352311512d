/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Batches: the verdict of single verification, every culprit named at every position, and sound weights. */
#include "protocols/batch.h"
#include "protocols/formulation/formulation.h"
#include "protocols/transcript.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <time.h>

enum { MAX = 65, PROOF = 256 };

/* How a batch works: verdict and culprits must not depend on it. */
static const struct way {
    unsigned threads;
    size_t memory; /* 0: no bound */
    int kept;      /* statement points are decoded beforehand */
} ways[] = {{1, 0, 0}, {2, 0, 0}, {5, 0, 1}, {1, 160000, 0}, {4, 200000, 1}};
static const struct way *way = ways;
static size_t share; /* one of so many places and rounds */

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
        flavor[i] = i % 4 == 3 ? SGM_HINTED : SGM_BATCHABLE;
        sgm_opening o = {.d = scalar(100 + record % 2), .r = scalar(1000 + record)};
        if (strcmp(form[i]->words.name, "F0A") == 0)
            s.d = o.d;
        if (strcmp(form[i]->words.name, "F0NOT") == 0)
            s.d = scalar(101 - record % 2);
        sgm_record_commit(ctx, s.C, &o.d, &s.dm, &o.r);
        statement[i] = s;
        size[i] = sgm_formulation_proof_bytes(form[i], flavor[i]);
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
static uint8_t *damage(size_t i) { return &proof[i][form[i]->batchable_bytes - 20]; }

static void test_one_bad_everywhere(sgm_weights kind)
{
    static const size_t sizes[] = {1, 2, 3, 63, 64, 65};
    sgm_batch *b = new_batch(kind);
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        fill(b, sizes[k]);
        CHECK("good batch", sgm_batch_verify(b) == SGM_OK);
        CHECK("twice", sgm_batch_verify(b) == SGM_OK);
        expect_culprits(b, NULL, 0);
        for (size_t bad = (size_t)kind % share; bad < sizes[k]; bad += share * (way == ways ? 1 : 9)) {
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
    for (size_t round = (size_t)kind % share; round < 40; round += share) {
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

/* The same direct proof COPIES times, with the errors +1 and -1 in the first and another one: no two weights are equal,
 * in whatever chunk or task they are made. */
static void test_cancelling_copies(sgm_weights kind)
{
    enum { COPIES = 60 };
    uint8_t wrong[2][64];
    sgm_sc z, more, less;
    sgm_batch *b = new_batch(kind);
    CHECK("a direct proof", size[0] == 64 && sgm_sc_from_bytes(&z, proof[0] + 32));
    sgm_sc_add(&more, &z, &sgm_sc_one);
    sgm_sc_sub(&less, &z, &sgm_sc_one);
    for (int k = 0; k < 2; k++) {
        memcpy(wrong[k], proof[0], 32);
        sgm_sc_to_bytes(wrong[k] + 32, k == 0 ? &more : &less);
    }
    for (size_t other = 1; other < COPIES; other++) {
        sgm_batch_clear(b);
        for (size_t i = 0; i < COPIES; i++) {
            const uint8_t *p = i == 0 ? wrong[0] : i == other ? wrong[1] : proof[0];
            CHECK("added", sgm_batch_add(b, inst[0], p, 64) == SGM_OK);
        }
        CHECK("errors that would cancel", sgm_batch_verify(b) == SGM_REJECTED);
    }
    sgm_batch_free(b);
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

/* Verdict on one proof, alone and beside good ones. */
static void expect_one(const sgm_instance *statement_of, const uint8_t *string, size_t len, sgm_status want,
                       const char *what)
{
    static const size_t where = 3;
    sgm_batch *b = new_batch(SGM_WEIGHTS_DERIVED);
    CHECK(what, sgm_verify(ctx, statement_of, string, len) == want);
    fill(b, where);
    CHECK("added", sgm_batch_add(b, statement_of, string, len) == SGM_OK);
    CHECK("added", sgm_batch_add(b, inst[1], proof[1], size[1]) == SGM_OK);
    CHECK(what, sgm_batch_verify(b) == want);
    expect_culprits(b, &where, want != SGM_OK);
    sgm_batch_free(b);
}

/* a = p - a, and a = a + p, of 32 little-endian bytes, p = 2^255 - 19. */
static void minus_field(uint8_t a[32])
{
    int borrow = 0;
    for (int i = 0; i < 32; i++) {
        int x = (i == 0 ? 0xed : i == 31 ? 0x7f : 0xff) - a[i] - borrow;
        a[i] = (uint8_t)x;
        borrow = x < 0;
    }
}

static void plus_field(uint8_t a[32])
{
    int carry = 0;
    for (int i = 0; i < 32; i++) {
        int x = a[i] + (i == 0 ? 0xed : i == 31 ? 0x7f : 0xff) + carry;
        a[i] = (uint8_t)x;
        carry = x >> 8;
    }
}

/* A hinted proof is a batchable one with one right hint per commitment: every other hint is refused as malformed, and
 * no hint changes what else is accepted. */
static void test_hints(void)
{
    for (size_t i = 3; i < 20; i += 4) {
        size_t n = form[i]->equations, bare = form[i]->batchable_bytes;
        uint8_t other[PROOF];
        sgm_instance *batchable;
        CHECK("hinted", flavor[i] == SGM_HINTED && size[i] == bare + 32 * n);
        CHECK("the batchable statement",
              sgm_formulation_instance(&batchable, ctx, form[i], &statement[i], SGM_BATCHABLE) == SGM_OK);
        expect_one(inst[i], proof[i], size[i], SGM_OK, "right hints");
        CHECK("without its hints it is a batchable proof", sgm_verify(ctx, batchable, proof[i], bare) == SGM_OK);
        CHECK("with them it is none", sgm_verify(ctx, batchable, proof[i], size[i]) == SGM_MALFORMED);
        expect_one(inst[i], proof[i], bare, SGM_MALFORMED, "no hints");
        expect_one(inst[i], proof[i], size[i] - 32, SGM_MALFORMED, "one hint too few");
        for (size_t h = bare; h < size[i]; h += 32) {
            for (size_t bit = 0; bit < 256; bit += i == 3 ? 1 : 17) {
                memcpy(other, proof[i], size[i]);
                other[h + bit / 8] ^= (uint8_t)(1u << bit % 8);
                expect_one(inst[i], other, size[i], SGM_MALFORMED, "a hint with a bit flipped");
            }
            memcpy(other, proof[i], size[i]);
            minus_field(other + h);
            expect_one(inst[i], other, size[i], SGM_MALFORMED, "the other root");
            memcpy(other, proof[i], size[i]);
            plus_field(other + h);
            expect_one(inst[i], other, size[i], SGM_MALFORMED, "a hint that is not canonical");
            memset(other + h, 0, 32);
            expect_one(inst[i], other, size[i], SGM_MALFORMED, "a hint of zeros");
            memset(other + h, 0xff, 32);
            expect_one(inst[i], other, size[i], SGM_MALFORMED, "a hint of ones");
            memcpy(other + h, proof[23] + form[23]->batchable_bytes, 32);
            expect_one(inst[i], other, size[i], SGM_MALFORMED, "another proof's hint");
        }
        if (n == 2) {
            memcpy(other, proof[i], bare);
            memcpy(other + bare, proof[i] + bare + 32, 32);
            memcpy(other + bare + 32, proof[i] + bare, 32);
            expect_one(inst[i], other, size[i], SGM_MALFORMED, "hints swapped");
        }
        memcpy(other, proof[i], size[i]);
        other[bare - 20] ^= 1;
        expect_one(inst[i], other, size[i], SGM_REJECTED, "a wrong response with right hints");
        sgm_instance_free(batchable);
    }
}

/* Instances whose points are refused keep nothing, whatever stands beside them, and their proofs stay malformed. */
static void test_kept_refused(void)
{
    sgm_statement s[2] = {statement[0], statement[0]};
    sgm_instance *mixed[3] = {inst[0], NULL, NULL};
    const sgm_sc none = sgm_sc_zero;
    memset(s[0].C, 0xff, 32);                                 /* no point */
    sgm_record_commit(ctx, s[1].C, &s[1].d, &s[1].dm, &none); /* P is the identity */
    for (int k = 0; k < 2; k++)
        CHECK("a statement so far",
              sgm_formulation_instance(&mixed[k + 1], ctx, form[0], &s[k], SGM_BATCHABLE) == SGM_OK);
    for (int kept = 0; kept < 2; kept++) {
        for (int k = 1; k < 3; k++)
            expect_one(mixed[k], proof[0], size[0], SGM_MALFORMED, "a refused statement");
        expect_one(mixed[0], proof[0], size[0], SGM_OK, "its good neighbour");
        CHECK("kept", sgm_instances_keep(ctx, mixed, 3) == SGM_OK);
    }
    sgm_instance_free(mixed[1]);
    sgm_instance_free(mixed[2]);
}

/* Many strings of one length at once: what single calls do, up to the first that is refused. */
static void test_many(void)
{
    enum { N = 5, LEN = 64, BAD = 2, MEMORY = 4096 };
    static const size_t of_another[] = {BAD}, all[] = {0, 1, 2, 3, 4};
    uint8_t strings[N * LEN];
    const sgm_instance *about[N] = {inst[0], inst[0], inst[0], inst[0], inst[0]};
    sgm_batch *b = new_batch(SGM_WEIGHTS_DERIVED);
    for (size_t i = 0; i < N; i++)
        memcpy(strings + i * LEN, proof[0], LEN);
    CHECK("none", sgm_batch_add_many(b, about, strings, LEN, 0) == SGM_OK && sgm_batch_count(b) == 0);
    CHECK("many", sgm_batch_add_many(b, about, strings, LEN, N) == SGM_OK && sgm_batch_count(b) == N);
    CHECK("all good", sgm_batch_verify(b) == SGM_OK);
    sgm_batch_clear(b);
    strings[BAD * LEN + LEN - 20] ^= 1;
    CHECK("many", sgm_batch_add_many(b, about, strings, LEN, N) == SGM_OK);
    CHECK("one is wrong", sgm_batch_verify(b) == SGM_REJECTED);
    expect_culprits(b, of_another, 1);
    sgm_batch_clear(b);
    CHECK("too short", sgm_batch_add_many(b, about, strings, LEN - 1, N) == SGM_OK && sgm_batch_count(b) == N);
    CHECK("none decodes", sgm_batch_verify(b) == SGM_MALFORMED);
    expect_culprits(b, all, N);
    sgm_batch_clear(b);
    sgm_batch_max_memory(b, MEMORY);
    CHECK("no room", sgm_batch_add_many(b, about, strings, LEN, 1000) == SGM_NOMEM && sgm_batch_count(b) == 0);
    CHECK("room enough", sgm_batch_add_many(b, about, strings, LEN, N) == SGM_OK && sgm_batch_count(b) == N);
    sgm_batch_free(b);
}

/* Many blocks of them, by several threads: one instance that is refused, in any block, keeps out what follows it. */
static void test_many_refused(void)
{
    enum { N = 200, LEN = 64, BAD = 77 };
    static const size_t places[] = {0, 1, 63, 64, 65, 127, 130, N - 1, N};
    static const sgm_instance *about[N];
    static uint8_t strings[N][LEN];
    sgm_instance *compact;
    sgm_statement s = {.d = scalar(1), .dm = scalar(2)};
    const sgm_sc r = scalar(3);
    sgm_record_commit(ctx, s.C, &s.d, &s.dm, &r);
    CHECK("compact", sgm_formulation_instance(&compact, ctx, form[0], &s, SGM_COMPACT) == SGM_OK);
    for (size_t i = 0; i < N; i++) {
        about[i] = inst[0];
        memcpy(strings[i], proof[0], LEN);
    }
    strings[BAD][LEN - 20] ^= 1;
    for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
        const size_t in = places[k];
        sgm_batch *b = new_batch(SGM_WEIGHTS_DERIVED);
        CHECK("threads", sgm_batch_threads(b, 1 + (unsigned)k % 3) == SGM_OK);
        CHECK("one before", sgm_batch_add(b, inst[0], proof[0], LEN) == SGM_OK);
        if (in < N)
            about[in] = compact;
        CHECK("up to the refused one",
              sgm_batch_add_many(b, about, strings[0], LEN, N) == (in < N ? SGM_USAGE : SGM_OK) &&
                  sgm_batch_count(b) == 1 + in);
        if (in < N)
            about[in] = inst[0];
        CHECK("one behind", sgm_batch_add(b, inst[0], proof[0], LEN) == SGM_OK);
        CHECK("verdict", sgm_batch_verify(b) == (in > BAD ? SGM_REJECTED : SGM_OK));
        expect_culprits(b, (const size_t[]){1 + BAD}, in > BAD);
        sgm_batch_free(b);
    }
    sgm_instance_free(compact);
}

static void count_task(void *arg, size_t task, unsigned worker)
{
    size_t *seen = arg;
    seen[task] += 1 + worker / 3; /* of three threads at most */
}

/* The caller's own tasks on the batch's threads, each of them once. */
static void test_run(void)
{
    enum { N = 500 };
    for (unsigned threads = 1; threads <= 3; threads++) {
        size_t seen[N] = {0}, once = 0;
        sgm_batch *b = new_batch(SGM_WEIGHTS_DERIVED);
        CHECK("threads", sgm_batch_threads(b, threads) == SGM_OK);
        sgm_batch_run(b, count_task, seen, N);
        for (size_t i = 0; i < N; i++)
            once += seen[i] == 1;
        CHECK("every task once", once == N);
        sgm_batch_free(b);
    }
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
    CHECK("nor after others",
          sgm_batch_add_many(b, (const sgm_instance *const[]){inst[0], compact}, proof[0], 64, 2) == SGM_USAGE);
    CHECK("which are in", sgm_batch_count(b) == 1);
    sgm_batch_clear(b);
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
        for (size_t at = form[i]->equations * 32; at < form[i]->batchable_bytes;
             at += 8) { /* past the commitments, which must decode */
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

static uint64_t wall_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Phases follow one another from the first step of a verification to its last, add up over several, and stand still
 * elsewhere. A test that is interrupted between two looks at the clock tries again. */
static void test_phases(void)
{
    enum { TRIES = 20 };
    uint64_t ns[SGM_PHASE_COUNT] = {0}, before[SGM_PHASE_COUNT], total = 0, elapsed = 1;
    const size_t *culprits;
    size_t n;
    sgm_batch *b = new_batch(SGM_WEIGHTS_DERIVED);
    fill(b, MAX);
    sgm_batch_measure(b, ns);
    for (int k = 0; k < 2 || (k < TRIES && 10 * total < 9 * elapsed); k++) {
        total = 0;
        memcpy(before, ns, sizeof before);
        uint64_t start = wall_ns();
        CHECK("verified", sgm_batch_verify(b) == SGM_OK);
        elapsed = wall_ns() - start;
        for (int p = 0; p < SGM_PHASE_COUNT; p++) {
            CHECK("every phase takes time", ns[p] > before[p]);
            total += ns[p] - before[p];
        }
        CHECK("phases are part of the verification", total <= elapsed);
    }
    CHECK("phases are all of it", 10 * total >= 9 * elapsed);
    memcpy(before, ns, sizeof before);
    CHECK("no culprits", sgm_batch_culprits(b, &culprits, &n) == SGM_OK && n == 0);
    sgm_batch_clear(b);
    CHECK("empty", sgm_batch_verify(b) == SGM_OK);
    fill(b, MAX);
    sgm_batch_measure(b, NULL);
    CHECK("verified", sgm_batch_verify(b) == SGM_OK);
    CHECK("nothing else is measured", memcmp(before, ns, sizeof ns) == 0);
    sgm_batch_free(b);
}

int main(int argc, char **argv)
{
    share = unit_share(argc, argv);
    if (sgm_ctx_new(&ctx, sgm_backend_best()) != SGM_OK || !make_proofs())
        return 1;
    for (way = ways; way < ways + sizeof ways / sizeof *ways; way++) {
        CHECK("instances", renew_instances());
        CHECK("kept", !way->kept || sgm_instances_keep(ctx, inst, MAX) == SGM_OK);
        test_phases();
        for (int kind = SGM_WEIGHTS_DERIVED; kind <= SGM_WEIGHTS_RANDOM; kind++) {
            test_empty((sgm_weights)kind);
            test_one_bad_everywhere((sgm_weights)kind);
            test_random_sets((sgm_weights)kind);
            test_cancelling_pair((sgm_weights)kind);
            test_cancelling_copies((sgm_weights)kind);
            test_odd_items((sgm_weights)kind);
        }
    }
    way = ways;
    test_hints();
    test_kept_refused();
    test_many();
    test_many_refused();
    test_run();
    test_usage();
    test_weights();
    for (size_t i = 0; i < MAX; i++)
        sgm_instance_free(inst[i]);
    sgm_ctx_free(ctx);
    return unit_result("batch");
}
