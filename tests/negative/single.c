/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* One proof damaged in every way: each bit of proof and statement, each field, length, name and flavor. */
#include "protocols/batch.h"
#include "tests/support/subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The subject under test, two honest companions for its batches, and where. */
typedef struct scene {
    const sgm_ctx *ctx;
    const char *backend;
    test_tally *t;
    test_rng *g;
    subject *victim;
    const subject *companions;
    sgm_batch *batch;
} scene;

/* 1 if a batch of two honest proofs and this one rejects and names this one alone, twice. */
static int batch_names(const scene *c, const sgm_instance *inst, const uint8_t *proof, size_t len, size_t at)
{
    const size_t *culprits;
    size_t n, next = 0;
    int added = 1;
    sgm_batch_clear(c->batch);
    for (size_t i = 0; i < 3; i++) {
        const subject *honest = &c->companions[next];
        if (i == at)
            added &= sgm_batch_add(c->batch, inst, proof, len) == SGM_OK;
        else
            added &= sgm_batch_add(c->batch, honest->inst, honest->proof, honest->len) == SGM_OK;
        next += i != at;
    }
    sgm_status first = sgm_batch_verify(c->batch), second = sgm_batch_verify(c->batch);
    return added && first != SGM_OK && first == second && sgm_batch_culprits(c->batch, &culprits, &n) == SGM_OK &&
           n == 1 && culprits[0] == at;
}

/* Rejected alone, with the same answer twice, and in a batch; where the library takes the pair at all. */
static int refused(const scene *c, const sgm_instance *inst, const uint8_t *proof, size_t len)
{
    sgm_status first = sgm_verify(c->ctx, inst, proof, len), second = sgm_verify(c->ctx, inst, proof, len);
    int bad = first == second && (first == SGM_REJECTED || first == SGM_MALFORMED);
    if (c->victim->flavor == SGM_COMPACT)
        return bad;
    return bad && batch_names(c, inst, proof, len, test_below(c->g, 3));
}

static void flip_proof_bits(const scene *c, size_t step)
{
    subject *v = c->victim;
    for (size_t bit = test_below(c->g, step); bit < 8 * v->len; bit += step) {
        v->proof[bit / 8] ^= (uint8_t)(1u << bit % 8);
        test_check(c->t, refused(c, v->inst, v->proof, v->len), "%s, %s: proof bit %zu flipped", c->backend,
                   v->f->words.name, bit);
        v->proof[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

/* A statement of 96 bytes, C || d || dm; refused where a scalar or the instance is, or where the proof is. */
static int statement_refused(const scene *c, const uint8_t bytes[96])
{
    const subject *v = c->victim;
    sgm_statement s;
    sgm_instance *inst = NULL;
    memcpy(s.C, bytes, 32);
    if (!sgm_sc_from_bytes(&s.d, bytes + 32) || !sgm_sc_from_bytes(&s.dm, bytes + 64))
        return 1;
    sgm_status status = sgm_formulation_instance(&inst, c->ctx, v->f, &s, v->flavor);
    if (status != SGM_OK)
        return status == SGM_MALFORMED;
    int bad = refused(c, inst, v->proof, v->len);
    sgm_instance_free(inst);
    return bad;
}

static void flip_statement_bits(const scene *c, size_t step)
{
    const subject *v = c->victim;
    uint8_t bytes[96];
    memcpy(bytes, v->s.C, 32);
    sgm_sc_to_bytes(bytes + 32, &v->s.d);
    sgm_sc_to_bytes(bytes + 64, &v->s.dm);
    for (size_t bit = test_below(c->g, step); bit < 8 * sizeof bytes; bit += step) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        test_check(c->t, statement_refused(c, bytes), "%s, %s: statement bit %zu flipped", c->backend, v->f->words.name,
                   bit);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    memset(bytes, 0, 32);
    test_check(c->t, statement_refused(c, bytes), "%s, %s: the record is the identity", c->backend, v->f->words.name);
    memcpy(bytes, v->s.C, 32);
    for (size_t field = 32; field < 96; field += 32) {
        uint8_t saved[32];
        memcpy(saved, bytes + field, 32);
        memset(bytes + field, 0, 32);
        test_check(c->t, statement_refused(c, bytes), "%s, %s: a digest is 0", c->backend, v->f->words.name);
        memcpy(bytes + field, saved, 32);
    }
}

static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,       0xd6,
                                  0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};

/* in += order as plain 256-bit integers. */
static void add_order(uint8_t in[32])
{
    unsigned carry = 0;
    for (size_t i = 0; i < 32; i++) {
        carry += (unsigned)in[i] + order[i];
        in[i] = (uint8_t)carry;
        carry >>= 8;
    }
}

/* Every window of 32 bytes at every multiple of 16 replaced: the order, plus the order, ones, zeros, the record, the
 * window before it. */
static void replace_fields(const scene *c, size_t step)
{
    const subject *v = c->victim;
    for (size_t at = 0; at + 32 <= v->len; at += 16) {
        for (int kind = 0; kind < 6; kind++) {
            uint8_t proof[SUBJECT_MAX_PROOF];
            if (test_below(c->g, step))
                continue;
            memcpy(proof, v->proof, v->len);
            if (kind == 0)
                memcpy(proof + at, order, 32);
            else if (kind == 1)
                add_order(proof + at);
            else if (kind == 2)
                memset(proof + at, 0xff, 32);
            else if (kind == 3)
                memset(proof + at, 0, 32);
            else if (kind == 4)
                memcpy(proof + at, v->s.C, 32);
            else if (at >= 32) {
                memcpy(proof + at, v->proof + at - 32, 32);
                memcpy(proof + at - 32, v->proof + at, 32);
            }
            if (memcmp(proof, v->proof, v->len) != 0)
                test_check(c->t, refused(c, v->inst, proof, v->len), "%s, %s: field at %zu, damage %d", c->backend,
                           v->f->words.name, at, kind);
        }
    }
}

/* A scalar or point that does not read is malformed; one that reads and is wrong is rejected. */
static void name_the_kind(const scene *c)
{
    const subject *v = c->victim;
    uint8_t proof[SUBJECT_MAX_PROOF];
    sgm_sc one;
    sgm_sc_from_u64(&one, 1);
    memcpy(proof, v->proof, v->len);
    subject_add(proof + v->len - 32, &one);
    test_check(c->t, sgm_verify(c->ctx, v->inst, proof, v->len) == SGM_REJECTED, "%s, %s: a wrong response is rejected",
               c->backend, v->f->words.name);
    for (size_t at = v->len; at >= 32 + v->len / 2; at -= 32) {
        memcpy(proof, v->proof, v->len);
        add_order(proof + at - 32);
        test_check(c->t, sgm_verify(c->ctx, v->inst, proof, v->len) == SGM_MALFORMED,
                   "%s, %s: a response not below the order is malformed", c->backend, v->f->words.name);
    }
    memcpy(proof, v->proof, v->len);
    memset(proof, 0xff, 32);
    if (v->flavor == SGM_BATCHABLE || v->f->width == SGM_CHALLENGE_FULL)
        test_check(c->t, sgm_verify(c->ctx, v->inst, proof, v->len) == SGM_MALFORMED,
                   "%s, %s: what does not decode is malformed", c->backend, v->f->words.name);
    test_check(c->t, sgm_verify(c->ctx, v->inst, v->proof, v->len - 1) == SGM_MALFORMED,
               "%s, %s: a short string is malformed", c->backend, v->f->words.name);
}

static void change_length(const scene *c, size_t step)
{
    const subject *v = c->victim;
    uint8_t longer[SUBJECT_MAX_PROOF + 33] = {0};
    memcpy(longer, v->proof, v->len);
    for (size_t len = 0; len < v->len + 33; len++) {
        if (len != v->len && test_below(c->g, step) == 0)
            test_check(c->t, refused(c, v->inst, longer, len), "%s, %s: length %zu", c->backend, v->f->words.name, len);
    }
}

/* The same bytes are no proof of another name or flavor about the same statement. */
static void change_name(const scene *c)
{
    const subject *v = c->victim;
    size_t n;
    const sgm_formulation *const *all = sgm_formulation_list(&n);
    for (size_t i = 0; i < n; i++) {
        for (int flavor = SGM_BATCHABLE; flavor <= SGM_COMPACT; flavor++) {
            sgm_instance *inst = NULL;
            if ((all[i] == v->f && flavor == (int)v->flavor) ||
                sgm_formulation_instance(&inst, c->ctx, all[i], &v->s, (sgm_flavor)flavor) != SGM_OK)
                continue;
            test_check(c->t, sgm_verify(c->ctx, inst, v->proof, v->len) != SGM_OK, "%s: a proof of %s taken for %s",
                       c->backend, v->f->words.name, all[i]->words.name);
            sgm_instance_free(inst);
        }
    }
}

static sgm_status no_bytes(void *state, uint8_t *out, size_t n)
{
    size_t *left = state;
    if (*left < n)
        return SGM_IO;
    *left -= n;
    memset(out, 0x5a, n);
    return SGM_OK;
}

/* A prover refuses a false statement and a source that dries up, and leaves no proof behind. */
static void refuse_to_prove(const scene *c)
{
    static const uint8_t zeros[SUBJECT_MAX_PROOF];
    const subject *v = c->victim;
    uint8_t proof[SUBJECT_MAX_PROOF];
    sgm_rng rng = subject_rng(c->g);
    sgm_opening wrong = v->o;
    sgm_sc one;
    sgm_sc_from_u64(&one, 1);
    sgm_sc_add(&wrong.r, &wrong.r, &one);
    memset(proof, 0xa5, sizeof proof);
    test_check(c->t, sgm_formulation_prove(c->ctx, v->f, &v->s, &wrong, v->flavor, &rng, proof) == SGM_REJECTED,
               "%s, %s: an opening of another record is refused", c->backend, v->f->words.name);
    for (size_t bytes = 0; bytes < 150; bytes += 24) {
        size_t left = bytes;
        const sgm_rng dry = {.fill = no_bytes, .state = &left, .exact = 1};
        memset(proof, 0xa5, sizeof proof);
        sgm_status status = sgm_formulation_prove(c->ctx, v->f, &v->s, &v->o, v->flavor, &dry, proof);
        test_check(c->t, status == SGM_OK || memcmp(proof, zeros, v->len) == 0, "%s, %s: half a proof is left",
                   c->backend, v->f->words.name);
    }
    size_t left = 0;
    const sgm_rng dry = {.fill = no_bytes, .state = &left};
    test_check(c->t, sgm_formulation_prove(c->ctx, v->f, &v->s, &v->o, v->flavor, &dry, proof) == SGM_IO,
               "%s, %s: a failing random source is reported", c->backend, v->f->words.name);
}

/* Every step-th bit; of fields and lengths one in step. */
static void all_damage(const scene *c, size_t step)
{
    const subject *v = c->victim;
    test_check(c->t, sgm_verify(c->ctx, v->inst, v->proof, v->len) == SGM_OK, "%s, %s: honest", c->backend,
               v->f->words.name);
    flip_proof_bits(c, step);
    flip_statement_bits(c, step);
    replace_fields(c, step);
    change_length(c, step);
    change_name(c);
    name_the_kind(c);
    refuse_to_prove(c);
    test_check(c->t, sgm_verify(c->ctx, v->inst, v->proof, v->len) == SGM_OK, "%s, %s: honest again", c->backend,
               v->f->words.name);
}

/* All formulations and flavors on one backend, every step-th bit. */
static void one_backend(const sgm_backend *be, test_rng *g, size_t step, test_tally *t)
{
    size_t n;
    const sgm_formulation *const *all = sgm_formulation_list(&n);
    sgm_ctx *ctx = NULL;
    scene c = {.backend = be->name, .t = t, .g = g};
    subject companions[2], victim;
    if (!test_check(t, sgm_ctx_new(&ctx, be) == SGM_OK, "no context for %s", be->name))
        return;
    subject_make(&companions[0], ctx, all[0], SGM_BATCHABLE, g);
    subject_make(&companions[1], ctx, all[n - 1], SGM_BATCHABLE, g);
    c.ctx = ctx;
    c.victim = &victim;
    c.companions = companions;
    if (!test_check(t, sgm_batch_new(&c.batch, ctx, SGM_WEIGHTS_DERIVED) == SGM_OK, "no batch"))
        return;
    for (size_t i = 0; i < n; i++) {
        for (int flavor = SGM_BATCHABLE; flavor <= SGM_COMPACT; flavor++) {
            subject_make(&victim, ctx, all[i], (sgm_flavor)flavor, g);
            all_damage(&c, step);
            sgm_batch_clear(c.batch);
            subject_free(&victim);
        }
    }
    sgm_batch_free(c.batch);
    subject_free(&companions[0]);
    subject_free(&companions[1]);
    sgm_ctx_free(ctx);
}

int main(int argc, char **argv)
{
    const sgm_backend *backends[16];
    test_tally t = {0, 0};
    size_t n = test_backends(argc, argv, backends);
    size_t step = strtoul(test_option(argc, argv, "--step", "1"), NULL, 10);
    test_rng g = test_rng_new(argc, argv);
    const sgm_backend *full = sgm_backend_best();
    for (size_t i = 0; i < n; i++)
        one_backend(backends[i], &g, backends[i] == full || n == 1 ? step : 50 * step, &t);
    return test_report(&t);
}
