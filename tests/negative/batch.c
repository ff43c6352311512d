/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Batches: culprits at every position, the same verdict as alone, any order, and the edges of the interface. */
#include "protocols/batch.h"
#include "tests/support/subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POOL = 65 };

typedef struct scene {
    const sgm_ctx *ctx;
    const char *backend;
    test_tally *t;
    test_rng *g;
    subject pool[POOL];                   /* honest proofs of all formulations in turn, hinted ones among them */
    uint8_t bad[POOL][SUBJECT_MAX_PROOF]; /* the same, damaged */
    size_t bad_len[POOL];
} scene;

/* Adds one to the last response: it decodes, and is wrong. */
static void wrong_response(scene *c, size_t i)
{
    sgm_sc one;
    sgm_sc_from_u64(&one, 1);
    memcpy(c->bad[i], c->pool[i].proof, c->pool[i].len);
    c->bad_len[i] = c->pool[i].len;
    subject_add(c->bad[i] + c->pool[i].body - 32, &one);
}

/* Damages a copy of proof i: a response, a bit, a point that does not decode, a length. */
static void damage(scene *c, size_t i)
{
    const subject *s = &c->pool[i];
    memcpy(c->bad[i], s->proof, s->len);
    c->bad_len[i] = s->len;
    switch (test_below(c->g, 5)) {
    case 0:
        c->bad[i][test_below(c->g, s->len)] ^= (uint8_t)(1u << test_below(c->g, 8));
        break;
    case 1:
        memset(c->bad[i], 0, 32);
        break;
    case 2:
        c->bad_len[i] -= 1 + test_below(c->g, 32);
        break;
    default:
        wrong_response(c, i);
        break;
    }
}

static sgm_batch *new_batch(const scene *c, sgm_weights weights)
{
    sgm_batch *b = NULL;
    if (sgm_batch_new(&b, c->ctx, weights) != SGM_OK) {
        fputs("no batch\n", stderr);
        exit(2);
    }
    return b;
}

static void add(const scene *c, sgm_batch *b, size_t i, int bad)
{
    const subject *s = &c->pool[i];
    sgm_status status = sgm_batch_add(b, s->inst, bad ? c->bad[i] : s->proof, bad ? c->bad_len[i] : s->len);
    test_check(c->t, status == SGM_OK, "%s: a proof can be added", c->backend);
}

/* Expects exactly these culprits, ascending; none means accepted. Asks twice. */
static void expect_culprits(const scene *c, sgm_batch *b, const size_t *want, size_t n_want, const char *what)
{
    const size_t *culprits = NULL;
    size_t n = 0;
    sgm_status first = sgm_batch_verify(b);
    test_check(c->t, sgm_batch_verify(b) == first, "%s, %s: another answer the second time", c->backend, what);
    test_check(c->t, (first == SGM_OK) == (n_want == 0), "%s, %s: verdict %d with %zu bad proofs", c->backend, what,
               (int)first, n_want);
    if (first == SGM_OK)
        return;
    int found = sgm_batch_culprits(b, &culprits, &n) == SGM_OK;
    test_check(c->t, found && n == n_want && memcmp(culprits, want, n * sizeof *want) == 0,
               "%s, %s: %zu culprits named instead of %zu", c->backend, what, n, n_want);
}

/* One bad proof at every position, once wrong and once damaged in some way, decodable or not. */
static void every_position(scene *c)
{
    static const size_t sizes[] = {1, 2, 3, 63, 64, 65};
    sgm_batch *b = new_batch(c, SGM_WEIGHTS_DERIVED);
    for (size_t k = 0; k < 2 * sizeof sizes / sizeof *sizes; k++) {
        size_t size = sizes[k / 2];
        for (size_t position = 0; position < size; position++) {
            sgm_batch_clear(b);
            if (k % 2)
                damage(c, position);
            else
                wrong_response(c, position);
            for (size_t i = 0; i < size; i++)
                add(c, b, i, i == position);
            expect_culprits(c, b, &position, 1, "one bad proof");
        }
    }
    sgm_batch_free(b);
}

/* Random batches with any number of damaged proofs; the culprits are those that are rejected alone. */
static void same_as_alone(scene *c, size_t rounds)
{
    sgm_batch *batches[2] = {new_batch(c, SGM_WEIGHTS_DERIVED), new_batch(c, SGM_WEIGHTS_RANDOM)};
    for (size_t round = 0; round < rounds; round++) {
        size_t n = test_below(c->g, 13), wanted = 0, want[13];
        sgm_batch *b = batches[round % 2];
        sgm_batch_clear(b);
        for (size_t i = 0; i < n; i++) {
            size_t from = test_below(c->g, POOL);
            int bad = test_below(c->g, 4) == 0;
            if (bad)
                damage(c, from);
            add(c, b, from, bad);
            const subject *s = &c->pool[from];
            sgm_status alone =
                sgm_verify(c->ctx, s->inst, bad ? c->bad[from] : s->proof, bad ? c->bad_len[from] : s->len);
            test_check(c->t, bad == (alone != SGM_OK), "%s: alone, a damaged proof", c->backend);
            if (alone != SGM_OK)
                want[wanted++] = i;
        }
        test_check(c->t, sgm_batch_count(b) == n, "%s: count", c->backend);
        expect_culprits(c, b, want, wanted, "random batch");
    }
    sgm_batch_free(batches[0]);
    sgm_batch_free(batches[1]);
}

static void all_bad_and_all_good(scene *c)
{
    size_t want[POOL];
    sgm_batch *b = new_batch(c, SGM_WEIGHTS_DERIVED);
    expect_culprits(c, b, NULL, 0, "empty batch");
    for (size_t i = 0; i < POOL; i++)
        add(c, b, i, 0);
    expect_culprits(c, b, NULL, 0, "all good");
    sgm_batch_clear(b);
    for (size_t i = POOL; i-- > 0;)
        add(c, b, i, 0);
    expect_culprits(c, b, NULL, 0, "all good, reversed");
    sgm_batch_clear(b);
    for (size_t i = 0; i < POOL; i++) {
        damage(c, i);
        add(c, b, i, 1);
        want[i] = i;
    }
    expect_culprits(c, b, want, POOL, "all bad");
    sgm_batch_clear(b);
    for (size_t i = 0; i < 9; i++)
        add(c, b, 3, 0);
    expect_culprits(c, b, NULL, 0, "one proof nine times");
    sgm_batch_free(b);
}

/* A bad proof and its mirror image, so that the errors cancel under equal weights, at random positions. */
static void mirrored(scene *c, size_t rounds)
{
    sgm_batch *b = new_batch(c, SGM_WEIGHTS_DERIVED);
    for (size_t round = 0; round < rounds; round++) {
        size_t want[2] = {test_below(c->g, 20), 20 + test_below(c->g, 20)};
        sgm_sc e, minus;
        subject_scalar(c->g, &e);
        sgm_sc_neg(&minus, &e);
        sgm_batch_clear(b);
        for (size_t i = 0; i < 40; i++) {
            int bad = i == want[0] || i == want[1];
            const subject *s = &c->pool[0];
            memcpy(c->bad[0], s->proof, s->len);
            c->bad_len[0] = s->len;
            if (bad)
                subject_add(c->bad[0] + s->len - 32, i == want[0] ? &e : &minus);
            add(c, b, bad ? 0 : i, bad);
        }
        expect_culprits(c, b, want, 2, "errors +e and -e");
    }
    sgm_batch_free(b);
}

static void interface_edges(scene *c)
{
    uint8_t weights[16 * 4], again[16 * 4];
    subject compact;
    sgm_batch *b = new_batch(c, SGM_WEIGHTS_DERIVED);
    subject_make(&compact, c->ctx, c->pool[0].f, SGM_COMPACT, c->g);
    test_check(c->t, sgm_batch_add(b, compact.inst, compact.proof, compact.len) == SGM_USAGE,
               "%s: a compact proof enters no batch", c->backend);
    test_check(c->t, sgm_batch_count(b) == 0, "%s: nothing was added", c->backend);
    add(c, b, 0, 0);
    test_check(c->t, sgm_batch_derived_weights(b, weights) == SGM_OK, "%s: weights", c->backend);
    damage(c, 0);
    memcpy(c->bad[0], c->pool[0].proof, c->pool[0].len);
    c->bad[0][c->pool[0].len - 32] ^= 1; /* a response: the weight must change with it */
    c->bad_len[0] = c->pool[0].len;
    sgm_batch_clear(b);
    add(c, b, 0, 1);
    test_check(c->t, sgm_batch_derived_weights(b, again) == SGM_OK && memcmp(weights, again, 16) != 0,
               "%s: weights depend on the responses", c->backend);
    c->bad_len[0]--;
    sgm_batch_clear(b);
    add(c, b, 0, 1);
    test_check(c->t, sgm_batch_derived_weights(b, again) == SGM_MALFORMED, "%s: no weights for what does not decode",
               c->backend);
    subject_free(&compact);
    sgm_batch_free(b);
}

static void one_backend(const sgm_backend *be, test_rng *g, size_t rounds, int full, test_tally *t)
{
    static scene c;
    sgm_ctx *ctx = NULL;
    if (!test_check(t, sgm_ctx_new(&ctx, be) == SGM_OK, "no context for %s", be->name))
        return;
    c = (scene){.ctx = ctx, .backend = be->name, .t = t, .g = g};
    for (size_t i = 0, form = 0; i < POOL; form++) {
        const sgm_flavor flavor = form / n_subject_forms % 2 ? SGM_HINTED : SGM_BATCHABLE;
        if (!subject_forms[form % n_subject_forms]->alone)
            subject_make(&c.pool[i++], ctx, subject_forms[form % n_subject_forms], flavor, g);
    }
    if (full)
        every_position(&c);
    same_as_alone(&c, rounds);
    all_bad_and_all_good(&c);
    mirrored(&c, 5);
    interface_edges(&c);
    for (size_t i = 0; i < POOL; i++)
        subject_free(&c.pool[i]);
    sgm_ctx_free(ctx);
}

int main(int argc, char **argv)
{
    const sgm_backend *backends[16];
    test_tally t = {0, 0};
    size_t n = test_backends(argc, argv, backends);
    size_t rounds = strtoul(test_option(argc, argv, "--rounds", "2000"), NULL, 10);
    test_rng g = test_rng_new(argc, argv);
    for (size_t i = 0; i < n; i++) {
        int full = backends[i] == sgm_backend_best() || n == 1;
        one_backend(backends[i], &g, full ? rounds : rounds / 20, full, &t);
    }
    return test_report(&t);
}
