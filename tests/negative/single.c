/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* One proof damaged in every way: each bit of proof and statement, each field, length, name and flavor. */
#include "protocols/batch.h"
#include "protocols/statement.h"
#include "tests/support/subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Hinted strings begin with batchable ones: of their bits, one in so many. What is asked twice for the same answer: one
 * answer in so many, drawn. */
enum { HINTED_STEPS = 7, REPEATS = 4 };

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

/* 1 if a batch of two honest proofs and this one rejects and names this one alone, also when it is asked again. */
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
    sgm_status first = sgm_batch_verify(c->batch);
    sgm_status second = test_below(c->g, REPEATS) == 0 ? sgm_batch_verify(c->batch) : first;
    return added && first != SGM_OK && first == second && sgm_batch_culprits(c->batch, &culprits, &n) == SGM_OK &&
           n == 1 && culprits[0] == at;
}

/* Rejected alone, with the same answer when asked again, and in a batch; where the library takes the pair at all. */
static int refused(const scene *c, const sgm_instance *inst, const uint8_t *proof, size_t len)
{
    sgm_status first = sgm_verify(c->ctx, inst, proof, len);
    sgm_status second = test_below(c->g, REPEATS) == 0 ? sgm_verify(c->ctx, inst, proof, len) : first;
    int bad = first == second && (first == SGM_REJECTED || first == SGM_MALFORMED);
    if (c->victim->flavor == SGM_COMPACT || c->victim->f->alone)
        return bad;
    return bad && batch_names(c, inst, proof, len, test_below(c->g, 3));
}

static void flip_proof_bits(const scene *c, size_t step)
{
    subject *v = c->victim;
    for (size_t bit = test_below(c->g, step); bit < 8 * v->len; bit += step) {
        v->proof[bit / 8] ^= (uint8_t)(1u << bit % 8);
        test_check(c->t, refused(c, v->inst, v->proof, v->len), "%s, %s: proof bit %zu flipped", c->backend, v->f->name,
                   bit);
        v->proof[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

/* Another statement is refused where a scalar or the instance is, or where the proof is. */
static int statement_refused(const scene *c, const uint8_t (*statement)[32])
{
    const subject *v = c->victim;
    sgm_instance *inst;
    void *owned;
    sgm_status status = subject_instance(&inst, &owned, c->ctx, v->f, statement, v->flavor);
    int bad = status == SGM_OK ? refused(c, inst, v->proof, v->len) : status == SGM_MALFORMED;
    subject_free_instance(v->f, inst, owned);
    return bad;
}

static void flip_statement_bits(const scene *c, size_t step)
{
    const subject *v = c->victim;
    uint8_t statement[SUBJECT_MAX_FIELDS][32];
    size_t n = strlen(v->f->fields);
    memcpy(statement, v->statement, sizeof statement);
    for (size_t bit = test_below(c->g, step); bit < 256 * n; bit += step) {
        if (bit % 256 >= 8 * subject_field_bytes(v->f->fields[bit / 256]))
            continue;
        statement[bit / 256][bit % 256 / 8] ^= (uint8_t)(1u << bit % 8);
        test_check(c->t, statement_refused(c, (const uint8_t(*)[32])statement), "%s, %s: statement bit %zu flipped",
                   c->backend, v->f->name, bit);
        statement[bit / 256][bit % 256 / 8] ^= (uint8_t)(1u << bit % 8);
    }
    for (size_t i = 0; i < n; i++) {
        memset(statement[i], 0, 32);
        if (memcmp(statement[i], v->statement[i], 32) == 0)
            continue;
        test_check(c->t, statement_refused(c, (const uint8_t(*)[32])statement),
                   "%s, %s: field %zu of the statement is the identity or 0", c->backend, v->f->name, i);
        memcpy(statement[i], v->statement[i], 32);
    }
}

/* Two fields of one kind that change places make another statement. */
static void swap_statement_fields(const scene *c)
{
    const subject *v = c->victim;
    uint8_t statement[SUBJECT_MAX_FIELDS][32];
    for (size_t i = 1; i < strlen(v->f->fields); i++) {
        if (v->f->fields[i] != v->f->fields[i - 1] || memcmp(v->statement[i], v->statement[i - 1], 32) == 0)
            continue;
        memcpy(statement, v->statement, sizeof statement);
        memcpy(statement[i], v->statement[i - 1], 32);
        memcpy(statement[i - 1], v->statement[i], 32);
        test_check(c->t, statement_refused(c, (const uint8_t(*)[32])statement), "%s, %s: fields %zu and %zu swapped",
                   c->backend, v->f->name, i - 1, i);
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

/* in = p - in, the other root of the same square: never the encoding of a point when `in` is one. */
static void negate_element(uint8_t in[32])
{
    int borrow = 0;
    for (size_t i = 0; i < 32; i++) {
        int digit = (i == 0 ? 0xed : i == 31 ? 0x7f : 0xff) - in[i] - borrow;
        borrow = digit < 0;
        in[i] = (uint8_t)digit;
    }
}

/* Every window of 32 bytes at every multiple of 16 replaced: the order, plus the order, ones, zeros, the record, the
 * negative field element, the window before it. */
static void replace_fields(const scene *c, size_t step)
{
    const subject *v = c->victim;
    for (size_t at = 0; at + 32 <= v->len; at += 16) {
        for (int kind = 0; kind < 7; kind++) {
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
                memcpy(proof + at, v->statement[0], 32);
            else if (kind == 5)
                negate_element(proof + at);
            else if (at >= 32) {
                memcpy(proof + at, v->proof + at - 32, 32);
                memcpy(proof + at - 32, v->proof + at, 32);
            }
            if (memcmp(proof, v->proof, v->len) != 0)
                test_check(c->t, refused(c, v->inst, proof, v->len), "%s, %s: field at %zu, damage %d", c->backend,
                           v->f->name, at, kind);
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
    subject_add(proof + v->body - 32, &one);
    test_check(c->t, sgm_verify(c->ctx, v->inst, proof, v->len) == SGM_REJECTED, "%s, %s: a wrong response is rejected",
               c->backend, v->f->name);
    for (size_t at = v->body; at >= (v->f->mixed ? v->body : 32 + v->body / 2); at -= 32) {
        memcpy(proof, v->proof, v->len);
        add_order(proof + at - 32);
        test_check(c->t, sgm_verify(c->ctx, v->inst, proof, v->len) == SGM_MALFORMED,
                   "%s, %s: a response not below the order is malformed", c->backend, v->f->name);
    }
    memcpy(proof, v->proof, v->len);
    memset(proof, 0xff, 32);
    if (v->flavor != SGM_COMPACT || v->f->width == SGM_CHALLENGE_FULL)
        test_check(c->t, sgm_verify(c->ctx, v->inst, proof, v->len) == SGM_MALFORMED,
                   "%s, %s: what does not decode is malformed", c->backend, v->f->name);
    test_check(c->t, sgm_verify(c->ctx, v->inst, v->proof, v->len - 1) == SGM_MALFORMED,
               "%s, %s: a short string is malformed", c->backend, v->f->name);
}

static void change_length(const scene *c, size_t step)
{
    const subject *v = c->victim;
    uint8_t longer[SUBJECT_MAX_PROOF + 33] = {0};
    memcpy(longer, v->proof, v->len);
    for (size_t len = 0; len < v->len + 33; len++) {
        if (len != v->len && test_below(c->g, step) == 0)
            test_check(c->t, refused(c, v->inst, longer, len), "%s, %s: length %zu", c->backend, v->f->name, len);
    }
    /* Lengths that no memory holds: refused before a byte is read or a place made for them. */
    const size_t huge[] = {v->len + ((size_t)1 << 32), v->len | (size_t)1 << 63, SIZE_MAX - 31, SIZE_MAX};
    for (size_t i = 0; i < sizeof huge / sizeof *huge; i++)
        test_check(c->t, refused(c, v->inst, v->proof, huge[i]), "%s, %s: length %zu", c->backend, v->f->name, huge[i]);
}

/* The same bytes are no proof of another name or flavor about the same statement. */
static void change_name(const scene *c)
{
    const subject *v = c->victim;
    for (size_t i = 0; i < n_subject_forms; i++) {
        const subject_form *other = subject_forms[i];
        for (int flavor = SGM_BATCHABLE; flavor <= SGM_COMPACT; flavor++) {
            sgm_instance *inst;
            void *owned;
            if ((other == v->f && flavor == (int)v->flavor) || strcmp(other->fields, v->f->fields) != 0)
                continue;
            if (subject_instance(&inst, &owned, c->ctx, other, (const uint8_t(*)[32])v->statement,
                                 (sgm_flavor)flavor) == SGM_OK)
                test_check(c->t, sgm_verify(c->ctx, inst, v->proof, v->len) != SGM_OK, "%s: a proof of %s taken for %s",
                           c->backend, v->f->name, other->name);
            subject_free_instance(other, inst, owned);
        }
    }
}

/* Another true statement of the same form: neither proof is one of the other statement, alone, or where both have
 * changed places in a batch. */
static void change_proof(const scene *c)
{
    const subject *v = c->victim;
    const size_t *culprits;
    size_t n;
    subject other;
    do {
        subject_make(&other, c->ctx, v->f, v->flavor, c->g);
    } while (memcmp(other.statement, v->statement, sizeof other.statement) == 0);
    test_check(c->t, refused(c, v->inst, other.proof, other.len) && refused(c, other.inst, v->proof, v->len),
               "%s, %s: the proof of another statement", c->backend, v->f->name);
    for (int swapped = 0; swapped < 2 && v->flavor != SGM_COMPACT && !v->f->alone; swapped++) {
        const subject *first = swapped ? &other : v, *last = swapped ? v : &other;
        sgm_batch_clear(c->batch);
        int added = sgm_batch_add(c->batch, v->inst, first->proof, first->len) == SGM_OK &&
                    sgm_batch_add(c->batch, c->companions->inst, c->companions->proof, c->companions->len) == SGM_OK &&
                    sgm_batch_add(c->batch, other.inst, last->proof, last->len) == SGM_OK;
        test_check(c->t, added && (sgm_batch_verify(c->batch) == SGM_OK) == !swapped, "%s, %s: a batch of two, %s",
                   c->backend, v->f->name, swapped ? "swapped" : "honest");
        if (swapped)
            test_check(c->t,
                       sgm_batch_culprits(c->batch, &culprits, &n) == SGM_OK && n == 2 && culprits[0] == 0 &&
                           culprits[1] == 2,
                       "%s, %s: both are named", c->backend, v->f->name);
    }
    sgm_batch_clear(c->batch);
    subject_free(&other);
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
    const uint8_t(*statement)[32] = (const uint8_t(*)[32])v->statement;
    uint8_t proof[SUBJECT_MAX_PROOF];
    sgm_rng rng = subject_rng(c->g);
    sgm_sc wrong[SUBJECT_MAX_WITNESS];
    memcpy(wrong, v->witness, sizeof wrong);
    sgm_sc_add(&wrong[v->f->n_witness - 1], &wrong[v->f->n_witness - 1], &sgm_sc_one);
    memset(proof, 0xa5, sizeof proof);
    test_check(c->t,
               v->f->prove(c->ctx, statement, wrong, v->flavor, &rng, proof) == SGM_REJECTED &&
                   memcmp(proof, zeros, v->len) == 0,
               "%s, %s: another witness is refused", c->backend, v->f->name);
    for (size_t bytes = 0; bytes < 150; bytes += 24) {
        size_t left = bytes;
        const sgm_rng dry = {.fill = no_bytes, .state = &left, .exact = 1};
        memset(proof, 0xa5, sizeof proof);
        sgm_status status = v->f->prove(c->ctx, statement, v->witness, v->flavor, &dry, proof);
        test_check(c->t, status == SGM_OK || memcmp(proof, zeros, v->len) == 0, "%s, %s: half a proof is left",
                   c->backend, v->f->name);
    }
    size_t left = 0;
    const sgm_rng dry = {.fill = no_bytes, .state = &left};
    test_check(c->t, v->f->prove(c->ctx, statement, v->witness, v->flavor, &dry, proof) == SGM_IO,
               "%s, %s: a failing random source is reported", c->backend, v->f->name);
}

/* Every step-th bit; of fields and lengths one in step. */
static void all_damage(const scene *c, size_t step)
{
    const subject *v = c->victim;
    test_check(c->t, sgm_verify(c->ctx, v->inst, v->proof, v->len) == SGM_OK, "%s, %s: honest", c->backend, v->f->name);
    flip_proof_bits(c, step);
    flip_statement_bits(c, step);
    swap_statement_fields(c);
    replace_fields(c, step);
    change_length(c, step);
    change_name(c);
    change_proof(c);
    name_the_kind(c);
    refuse_to_prove(c);
    test_check(c->t, sgm_verify(c->ctx, v->inst, v->proof, v->len) == SGM_OK, "%s, %s: honest again", c->backend,
               v->f->name);
}

/* All formulations and flavors on one backend, every step-th bit. */
static void one_backend(const sgm_backend *be, test_rng *g, size_t step, test_tally *t)
{
    sgm_ctx *ctx = NULL;
    scene c = {.backend = be->name, .t = t, .g = g};
    subject companions[2], victim;
    if (!test_check(t, sgm_ctx_new(&ctx, be) == SGM_OK, "no context for %s", be->name))
        return;
    subject_make(&companions[0], ctx, &subject_f0a, SGM_BATCHABLE, g);
    subject_make(&companions[1], ctx, &subject_f1_s128, SGM_BATCHABLE, g);
    c.ctx = ctx;
    c.victim = &victim;
    c.companions = companions;
    if (!test_check(t, sgm_batch_new(&c.batch, ctx, SGM_WEIGHTS_DERIVED) == SGM_OK, "no batch"))
        return;
    for (size_t i = 0; i < n_subject_forms; i++) {
        for (int flavor = SGM_BATCHABLE; flavor <= SGM_HINTED; flavor++) {
            if ((flavor == SGM_COMPACT && subject_forms[i]->no_compact) ||
                (flavor == SGM_HINTED && subject_forms[i]->alone))
                continue;
            subject_make(&victim, ctx, subject_forms[i], (sgm_flavor)flavor, g);
            all_damage(&c, flavor == SGM_HINTED ? HINTED_STEPS * step : step);
            sgm_batch_clear(c.batch);
            subject_free(&victim);
        }
    }
    sgm_batch_free(c.batch);
    subject_free(&companions[0]);
    subject_free(&companions[1]);
    sgm_ctx_free(ctx);
}

/* Whatever `sigmark list` offers is damaged here. */
static void check_complete(test_tally *t)
{
    size_t n;
    const sgm_statement_kind *const *kinds = sgm_statement_kinds(&n);
    for (size_t i = 0; i < n; i++) {
        const char *name = sgm_statement_words(kinds[i])->name;
        size_t k = 0;
        while (k < n_subject_forms && strcmp(subject_forms[k]->name, name) != 0)
            k++;
        test_check(t, k < n_subject_forms, "%s is no form of subject", name);
    }
}

int main(int argc, char **argv)
{
    const sgm_backend *backends[16];
    test_tally t = {0, 0};
    size_t n = test_backends(argc, argv, backends);
    size_t step = strtoul(test_option(argc, argv, "--step", "1"), NULL, 10);
    test_rng g = test_rng_new(argc, argv);
    const sgm_backend *full = sgm_backend_best();
    check_complete(&t);
    for (size_t i = 0; i < n; i++)
        one_backend(backends[i], &g, backends[i] == full || n == 1 ? step : 50 * step, &t);
    return test_report(&t);
}
