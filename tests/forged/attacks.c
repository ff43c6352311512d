/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* How each class of forgeries is made. The forger may know discrete logarithms: what it claims is false all the same.
 */
#include "tests/forged/attacks.h"

#include "primitives/base/bytes.h"
#include "protocols/relation_internal.h"
#include "protocols/transcript.h"
#include "tests/support/subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void forgery_need(int ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "forging: %s failed\n", what);
        exit(2);
    }
}

sgm_sc forger_scalar(const forger *f)
{
    sgm_sc x;
    subject_scalar(f->g, &x);
    return x;
}

sgm_sc forger_integer(int64_t x)
{
    sgm_sc r;
    sgm_sc_from_i64(&r, x);
    return r;
}

/* Scalars as values. */
static sgm_sc mul(sgm_sc a, sgm_sc b)
{
    sgm_sc_mul(&a, &a, &b);
    return a;
}

static sgm_sc plus(sgm_sc a, sgm_sc b)
{
    sgm_sc_add(&a, &a, &b);
    return a;
}

static sgm_sc minus(sgm_sc a, sgm_sc b)
{
    sgm_sc_sub(&a, &a, &b);
    return a;
}

static sgm_sc over(sgm_sc a, sgm_sc b)
{
    sgm_sc_invert(&b, &b);
    return mul(a, b);
}

static sgm_sc number(uint64_t x)
{
    sgm_sc r;
    sgm_sc_from_u64(&r, x);
    return r;
}

static sgm_sc any(const forger *f)
{
    sgm_sc r;
    uint8_t bytes[64];
    test_bytes(f->g, bytes, sizeof bytes);
    sgm_sc_reduce(&r, bytes, sizeof bytes);
    return r;
}

/* Strings are written front to back. */
static void push(forgery_item *it, const void *bytes, size_t n)
{
    memcpy(it->proof + it->len, bytes, n);
    it->len += n;
}

static void push_scalar(forgery_item *it, sgm_sc x, size_t width)
{
    uint8_t bytes[32];
    sgm_sc_to_bytes(bytes, &x);
    push(it, bytes, width);
}

/* A point known as g G + m G_M + h H. */
typedef struct combination {
    sgm_sc g, m, h;
} combination;

static void encode(const forger *f, uint8_t out[32], const combination *p)
{
    sgm_record_commit(f->ctx, out, &p->g, &p->m, &p->h);
}

static void push_point(const forger *f, forgery_item *it, combination p)
{
    uint8_t enc[32];
    encode(f, enc, &p);
    push(it, enc, 32);
}

static combination times(sgm_sc k, combination p) { return (combination){mul(k, p.g), mul(k, p.m), mul(k, p.h)}; }

static combination difference(combination a, combination b)
{
    return (combination){minus(a.g, b.g), minus(a.m, b.m), minus(a.h, b.h)};
}

static combination times_g(sgm_sc g) { return (combination){g, sgm_sc_zero, sgm_sc_zero}; }
static combination times_h(sgm_sc h) { return (combination){sgm_sc_zero, sgm_sc_zero, h}; }

/* The instance of an item that is no form of subject: it borrows nothing. */
static sgm_instance *instance_of(const forger *f, const forgery_item *it)
{
    sgm_instance *inst;
    void *owned;
    forgery_need(forgery_instance(&inst, &owned, f->ctx, it) == SGM_OK, "making a statement");
    return inst;
}

/* What a transcript holds. */
enum { WITH_STATEMENT = 1, WITH_COMMITMENTS = 2, WITH_FIRST_COMMITMENT = 4 };

/* The challenge after these commitments; what is not named in `with` is left out. */
static sgm_sc challenge(const forger *f, const forgery_item *it, const uint8_t *commitments, int with)
{
    char formulation_tag[128];
    const char *tag = it->tag;
    uint8_t sid[32];
    sgm_transcript t;
    sgm_sc c;
    size_t n = it->formulation ? it->formulation->equations : 2 * it->n; /* clauses of relations have two equations */
    if (it->formulation) {
        sgm_formulation_tag(it->formulation, it->flavor, formulation_tag, sizeof formulation_tag);
        tag = formulation_tag;
    }
    sgm_session_id(sid, tag, strlen(tag));
    sgm_transcript_init(&t, sid);
    if (with & WITH_STATEMENT) {
        sgm_instance *inst = instance_of(f, it);
        size_t len;
        const uint8_t *bytes = sgm_instance_bytes(inst, &len);
        sgm_transcript_absorb(&t, bytes, len);
        n = sgm_instance_equations(inst);
        sgm_instance_free(inst);
    }
    if (with & WITH_COMMITMENTS)
        sgm_transcript_absorb(&t, commitments, 32 * n);
    if (with & WITH_FIRST_COMMITMENT)
        sgm_transcript_absorb(&t, commitments, 32);
    if (it->formulation && it->formulation->width == SGM_CHALLENGE_128)
        sgm_transcript_challenge128(&t, &c);
    else
        sgm_transcript_challenge(&t, &c);
    return c;
}

/* The derived weights of these items, as the library at hand makes them. */
static void derived_weights(const forger *f, const forgery_item *item, size_t n, uint8_t *weights)
{
    sgm_instance *inst[FORGERY_ITEMS] = {NULL};
    sgm_batch *b;
    forgery_need(sgm_batch_new(&b, f->ctx, SGM_WEIGHTS_DERIVED) == SGM_OK, "a batch");
    for (size_t i = 0; i < n; i++) {
        inst[i] = instance_of(f, &item[i]);
        forgery_need(sgm_batch_add(b, inst[i], item[i].proof, item[i].len) == SGM_OK, "adding to a batch");
    }
    forgery_need(sgm_batch_derived_weights(b, weights) == SGM_OK, "weights");
    sgm_batch_free(b);
    for (size_t i = 0; i < n; i++)
        sgm_instance_free(inst[i]);
}

static sgm_sc weight(const uint8_t *weights, size_t i)
{
    sgm_sc w;
    sgm_sc_reduce(&w, weights + 16 * i, 16);
    return w;
}

/* -------- formulations: an honest proof, and statements that are false -------- */

static const char *const names[] = {"F0A", "F0NOT", "F1", "F1-S128"};
enum { F0A, F0NOT, F1, F1_S128, COMPACT = 8 }; /* variants: a formulation, plus COMPACT */

/* An honest proof; r receives the blinding of its record, if asked for. */
static forgery_item honest_formulation(const forger *f, int variant, sgm_sc *r)
{
    static const subject_form *const forms[] = {&subject_f0a, &subject_f0not, &subject_f1, &subject_f1_s128};
    subject s;
    forgery_item it = {.formulation = sgm_formulation_find(names[variant % COMPACT]),
                       .flavor = variant & COMPACT ? SGM_COMPACT : SGM_BATCHABLE};
    subject_make(&s, f->ctx, forms[variant % COMPACT], it.flavor, f->g);
    memcpy(it.s.C, s.statement[0], 32);
    forgery_need(sgm_sc_from_bytes(&it.s.d, s.statement[1]) && sgm_sc_from_bytes(&it.s.dm, s.statement[2]),
                 "a subject");
    push(&it, s.proof, s.len);
    if (r)
        *r = s.witness[1];
    subject_free(&s);
    return it;
}

static void honest(const forger *f, forgery *out, int variant) { out->item[0] = honest_formulation(f, variant, NULL); }

static void honest_batch(const forger *f, forgery *out, int variant)
{
    out->batch = 1;
    out->n = 2;
    out->weights = (sgm_weights)variant;
    for (int i = 0; i < 2; i++)
        out->item[i] = honest_formulation(f, F0A, NULL);
}

/* A statement about a record that opens to another dataset and another model. image = C - d G - dm G_M, which F0A calls
 * r H. */
typedef struct target {
    forgery_item it;
    combination C, image;
} target;

static void state(const forger *f, target *t)
{
    encode(f, t->it.s.C, &t->C);
    t->image = difference(t->C, (combination){t->it.s.d, t->it.s.dm, sgm_sc_zero});
}

static target false_formulation(const forger *f, int variant)
{
    target t = {.it = {.formulation = sgm_formulation_find(names[variant % COMPACT]),
                       .s = {.d = any(f), .dm = any(f)},
                       .flavor = variant & COMPACT ? SGM_COMPACT : SGM_BATCHABLE}};
    t.C = (combination){any(f), any(f), any(f)};
    state(f, &t);
    return t;
}

/* The last 32 bytes of each string are a response: shifts them. */
static void shift_responses(forgery_item item[2], sgm_sc x, sgm_sc y)
{
    subject_add(item[0].proof + item[0].len - 32, &x);
    subject_add(item[1].proof + item[1].len - 32, &y);
}

/* Errors +e and -e cancel when all weights are equal. */
static void cancelling_errors(const forger *f, forgery *out, int kind)
{
    sgm_sc e = any(f);
    honest_batch(f, out, kind);
    shift_responses(out->item, e, minus(sgm_sc_zero, e));
}

/* The same under weights of 8 bits: in one try of 256 both are equal. */
static void ground_errors(const forger *f, forgery *out, int unused)
{
    uint8_t weights[32] = {1};
    (void)unused;
    for (int tries = 0; weights[0] != weights[16]; tries++) {
        forgery_need(tries < 100000, "grinding");
        cancelling_errors(f, out, SGM_WEIGHTS_DERIVED);
        derived_weights(f, out->item, 2, weights);
    }
}

/* Errors e w_1 and -e w_0, with the weights of the honest batch. reused: in that very batch object, filled again. */
static void measured_errors(const forger *f, forgery *out, int reused)
{
    uint8_t weights[32];
    sgm_sc e = any(f);
    honest_batch(f, out, SGM_WEIGHTS_DERIVED);
    derived_weights(f, out->item, 2, weights);
    out->before = reused;
    memcpy(out->earlier, out->item, sizeof out->earlier);
    shift_responses(out->item, mul(e, weight(weights, 1)), minus(sgm_sc_zero, mul(e, weight(weights, 0))));
}

/* A false F0A beside a true one: with weights known before the commitments, the commitment of the true proof takes up
 * the error of the false one. */
static void absorbed_by_neighbour(const forger *f, forgery *out, int unused)
{
    uint8_t weights[32];
    sgm_sc r, a = any(f), z = any(f), k = any(f);
    target lie = false_formulation(f, F0A);
    (void)unused;
    honest_batch(f, out, SGM_WEIGHTS_DERIVED);
    out->item[1] = honest_formulation(f, F0A, &r);
    out->item[0].s = lie.it.s;
    derived_weights(f, out->item, 2, weights);
    for (int i = 0; i < 2; i++)
        out->item[i].len = 0;
    push_point(f, &out->item[0], times_h(a));
    sgm_sc c = challenge(f, &out->item[0], out->item[0].proof, WITH_STATEMENT | WITH_COMMITMENTS);
    push_scalar(&out->item[0], z, 32);
    combination taken = difference(times_h(minus(z, a)), times(c, lie.image));
    taken = times(over(weight(weights, 0), weight(weights, 1)), taken);
    taken.h = plus(taken.h, k);
    push_point(f, &out->item[1], taken);
    c = challenge(f, &out->item[1], out->item[1].proof, WITH_STATEMENT | WITH_COMMITMENTS);
    push_scalar(&out->item[1], plus(k, mul(c, r)), 32);
}

/* The record is made after the challenge, so that it answers it; it opens to another dataset than d. */
static void late_record(const forger *f, forgery *out, int variant)
{
    target t = false_formulation(f, F0A | variant);
    sgm_sc z = any(f);
    const combination A = {any(f), sgm_sc_zero, any(f)};
    uint8_t enc[32];
    encode(f, enc, &A);
    sgm_sc c = challenge(f, &t.it, enc, WITH_COMMITMENTS);
    t.C = times(over(sgm_sc_one, c), difference(times_h(z), A));
    t.C.g = plus(t.C.g, t.it.s.d);
    t.C.m = plus(t.C.m, t.it.s.dm);
    state(f, &t);
    if (variant == COMPACT)
        push_scalar(&t.it, c, 32);
    else
        push(&t.it, enc, 32);
    push_scalar(&t.it, z, 32);
    out->item[0] = t.it;
}

/* A false F0A simulated after the challenge, which does not depend on the commitment. */
static void late_commitment(const forger *f, forgery *out, int variant)
{
    target t = false_formulation(f, F0A | variant);
    sgm_sc z = any(f), c = challenge(f, &t.it, NULL, WITH_STATEMENT);
    if (variant == COMPACT)
        push_scalar(&t.it, c, 32);
    else
        push_point(f, &t.it, difference(times_h(z), times(c, t.image)));
    push_scalar(&t.it, z, 32);
    out->item[0] = t.it;
}

/* Any challenge, any shares and any responses: a compact proof of anything if nobody recomputes the challenge. */
static void any_challenge(const forger *f, forgery *out, int variant)
{
    target t = false_formulation(f, variant | COMPACT);
    size_t width = t.it.formulation->width == SGM_CHALLENGE_128 ? 16 : 32, len = t.it.formulation->compact_bytes;
    size_t short_scalars = variant >= F1 ? 2 : 1; /* the challenge, and in an OR one share */
    for (size_t i = 0; i < short_scalars; i++)
        push_scalar(&t.it, any(f), width);
    while (t.it.len < len)
        push_scalar(&t.it, any(f), 32);
    out->item[0] = t.it;
}

/* Both clauses of F1 simulated about a record that nobody can open. The shares do not add up to the challenge, which
 * only a verifier that reads the last one from the string (and so expects a longer one) cannot see. */
static void all_simulated(const forger *f, forgery *out, int variant)
{
    target t = false_formulation(f, variant);
    const size_t width = t.it.formulation->width == SGM_CHALLENGE_128 ? 16 : 32;
    uint8_t A[64];
    sgm_sc share[2], z[3];
    for (int i = 0; i < 2; i++) {
        share[i] = any(f);
        if (width == 16)
            share[i].v[2] = share[i].v[3] = 0;
    }
    for (int i = 0; i < 3; i++)
        z[i] = any(f);
    combination first = difference(times_h(z[0]), times(share[0], t.image)), second = times(z[1], t.image);
    second.h = plus(second.h, z[2]);
    second.g = minus(second.g, share[1]);
    encode(f, A, &first);
    encode(f, A + 32, &second);
    if (t.it.flavor == SGM_COMPACT)
        push_scalar(&t.it, challenge(f, &t.it, A, WITH_STATEMENT | WITH_COMMITMENTS), width);
    else
        push(&t.it, A, sizeof A);
    for (int i = 0; i < 2; i++)
        push_scalar(&t.it, share[i], width);
    for (int i = 0; i < 3; i++)
        push_scalar(&t.it, z[i], 32);
    out->item[0] = t.it;
}

/* An honest proof with a byte after it. */
static void trailing_byte(const forger *f, forgery *out, int variant)
{
    honest(f, out, variant);
    push(&out->item[0], "", 1);
}

static void trailing_byte_in_batch(const forger *f, forgery *out, int unused)
{
    honest_batch(f, out, SGM_WEIGHTS_DERIVED);
    push(&out->item[unused], "", 1);
}

/* The scalar at `at` written as itself plus the group order: a second string for the same proof. */
void forgery_add_order(forgery_item *it, size_t at)
{
    static const uint8_t order_minus_one[32] = {0xec, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,       0xd6,
                                                0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};
    unsigned carry = 1;
    for (size_t i = 0; i < 32; i++) {
        carry += (unsigned)it->proof[at + i] + order_minus_one[i];
        it->proof[at + i] = (uint8_t)carry;
        carry >>= 8;
    }
}

static void response_plus_order(const forger *f, forgery *out, int variant)
{
    honest(f, out, variant);
    forgery_add_order(&out->item[0], out->item[0].len - 32);
}

static void challenge_plus_order(const forger *f, forgery *out, int variant)
{
    honest(f, out, variant | COMPACT);
    forgery_add_order(&out->item[0], 0);
}

/* A commitment that stands for the identity (nonce 0), made by somebody who knows r: all zero, or bytes that are no
 * point at all. The response then gives r away, and the second kind is a proof nobody else can read. */
enum { ZERO_POINT, NO_POINT, ZERO_RECOMPUTED };

static void zero_nonce(const forger *f, forgery *out, int variant)
{
    sgm_sc r;
    forgery_item it = honest_formulation(f, F0A | (variant == ZERO_RECOMPUTED ? COMPACT : 0), &r);
    uint8_t A[32];
    memset(A, variant == NO_POINT ? 0xff : 0, sizeof A);
    sgm_sc c = challenge(f, &it, A, WITH_STATEMENT | WITH_COMMITMENTS);
    it.len = 0;
    if (variant == ZERO_RECOMPUTED)
        push_scalar(&it, c, 32);
    else
        push(&it, A, 32);
    push_scalar(&it, mul(c, r), 32);
    out->item[0] = it;
}

/* A statement that should not be one, proved by the library that takes it: a record without blinding (anybody who
 * guesses d proves it), or a digest that is 0. */
enum { NO_BLINDING, ZERO_D, ZERO_DM };

static void bad_statement(const forger *f, forgery *out, int variant)
{
    const sgm_rng rng = subject_rng(f->g);
    target t = false_formulation(f, F0A | (variant & COMPACT));
    const int what = variant % COMPACT;
    sgm_instance *inst;
    if (what == ZERO_D)
        t.it.s.d = sgm_sc_zero;
    if (what == ZERO_DM)
        t.it.s.dm = sgm_sc_zero;
    t.C = (combination){t.it.s.d, t.it.s.dm, what == NO_BLINDING ? sgm_sc_zero : any(f)};
    state(f, &t);
    inst = instance_of(f, &t.it);
    t.it.len = sgm_instance_proof_size(inst);
    forgery_need(sgm_prove(f->ctx, inst, 0, &t.C.h, &rng, t.it.proof) == SGM_OK, "proving");
    sgm_instance_free(inst);
    out->item[0] = t.it;
}

/* Random bytes, alone or beside an honest proof. */
static void random_bytes(const forger *f, forgery *out, int in_batch)
{
    if (in_batch)
        honest_batch(f, out, SGM_WEIGHTS_DERIVED);
    out->item[0] = false_formulation(f, F0A).it;
    uint8_t noise[64];
    test_bytes(f->g, noise, sizeof noise);
    noise[0] |= 1; /* no point has an odd encoding */
    push(&out->item[0], noise, sizeof noise);
}

/* -------- relations: clauses X = x G, H' = h G, Y = y G claiming log_G X = log_H' Y -------- */

typedef struct claim {
    sgm_sc x, h, y;
} claim;

/* Shapes: one clause, one of two, two of three. */
enum { ONE, OR, THRESHOLD, SHAPES };
static const uint32_t shape_n[SHAPES] = {1, 2, 3}, shape_need[SHAPES] = {1, 1, 2};
enum { LEAVES = 16, LATE_BASE = 32 }; /* more variants: the weights' rule; a detail of one attack */

typedef struct composed {
    forgery_item it;
    int shape;
    uint32_t n;
    claim k[3];
    sgm_sc a[6], share[3], z[3]; /* commitments in logarithms */
} composed;

/* The serialised relation of equations over these points. */
static void put_relation(const forger *f, forgery_item *it, uint32_t i, const sgm_equation *equations,
                         uint32_t n_equations, const sgm_sc *log, uint32_t n_elements)
{
    uint8_t elements[5][32];
    const uint8_t *list[5];
    for (uint32_t e = 0; e < n_elements; e++) {
        const combination p = times_g(log[e]);
        encode(f, elements[e], &p);
        list[e] = elements[e];
    }
    it->relation_len[i] = sgm_relation_size(equations, n_equations, n_elements);
    forgery_need(it->relation_len[i] <= FORGERY_RELATION, "room for a relation");
    sgm_relation_write(it->relation[i], equations, n_equations, list, n_elements);
}

static void put_clause(const forger *f, forgery_item *it, uint32_t i, const claim *k)
{
    const sgm_sc one = sgm_sc_one;
    const sgm_image_term images[2] = {{1, one}, {3, one}};
    const sgm_linear_term terms[2] = {{0, 0, one}, {0, 2, one}};
    const sgm_equation equations[2] = {{&images[0], &terms[0], 1, 1}, {&images[1], &terms[1], 1, 1}};
    const sgm_sc log[4] = {one, k->x, k->h, k->y};
    put_relation(f, it, i, equations, 2, log, 4);
}

static void put_clauses(const forger *f, composed *c)
{
    for (uint32_t i = 0; i < c->n; i++)
        put_clause(f, &c->it, i, &c->k[i]);
}

/* False claims, with random commitments, shares and responses. */
static composed false_composed(const forger *f, int variant)
{
    static const char *const tags[2] = {"forged-DSFS-with-sigma-proofs_Shake128_ristretto255",
                                        "forged-compact-DSFS-with-sigma-proofs_Shake128_ristretto255"};
    const int shape = variant % COMPACT;
    composed c = {.shape = shape, .n = shape_n[shape]};
    c.it = (forgery_item){.tag = tags[variant & COMPACT ? 1 : 0],
                          .need = shape_need[shape],
                          .n = c.n,
                          .flavor = variant & COMPACT ? SGM_COMPACT : SGM_BATCHABLE};
    for (uint32_t i = 0; i < c.n; i++) {
        c.k[i] = (claim){any(f), any(f), any(f)};
        c.share[i] = any(f);
        c.z[i] = any(f);
        c.a[2 * i] = any(f);
        c.a[2 * i + 1] = any(f);
    }
    put_clauses(f, &c);
    return c;
}

/* Share i is base_i + u slope_i, u being what a string sends: nothing, the first share, the coefficient of X. */
static sgm_sc share_base(const composed *c, uint32_t i, sgm_sc challenge_)
{
    return c->shape == OR && i == 0 ? sgm_sc_zero : challenge_;
}

static sgm_sc share_slope(const composed *c, uint32_t i)
{
    if (c->shape == THRESHOLD)
        return number(i + 1);
    if (c->shape == ONE)
        return sgm_sc_zero;
    return i == 0 ? sgm_sc_one : minus(sgm_sc_zero, sgm_sc_one);
}

static void settle(composed *c, sgm_sc challenge_, sgm_sc u)
{
    for (uint32_t i = 0; i < c->n; i++)
        c->share[i] = plus(share_base(c, i, challenge_), mul(u, share_slope(c, i)));
}

/* Commitments that answer shares and responses. */
static void simulate(composed *c, uint32_t i)
{
    c->a[2 * i] = minus(c->z[i], mul(c->share[i], c->k[i].x));
    c->a[2 * i + 1] = minus(mul(c->z[i], c->k[i].h), mul(c->share[i], c->k[i].y));
}

static void encode_commitments(const forger *f, const composed *c, uint8_t *out)
{
    for (uint32_t i = 0; i < 2 * c->n; i++) {
        const combination p = times_g(c->a[i]);
        encode(f, out + 32 * i, &p);
    }
}

static sgm_sc challenge_of(const forger *f, const composed *c, int with)
{
    uint8_t commitments[192];
    encode_commitments(f, c, commitments);
    return challenge(f, &c->it, commitments, with);
}

/* The string: commitments or challenge, what is sent of the shares, responses. */
static void write_string(const forger *f, composed *c, const sgm_sc *head, const sgm_sc *sent, size_t n_sent)
{
    uint8_t commitments[192];
    c->it.len = 0;
    encode_commitments(f, c, commitments);
    if (c->it.flavor == SGM_COMPACT)
        push_scalar(&c->it, *head, 32);
    else
        push(&c->it, commitments, 64 * (size_t)c->n);
    for (size_t i = 0; i < n_sent; i++)
        push_scalar(&c->it, sent[i], 32);
    for (uint32_t i = 0; i < c->n; i++)
        push_scalar(&c->it, c->z[i], 32);
}

static size_t usual_sent(const composed *c) { return c->shape == ONE ? 0 : 1; }

/* An honest proof of true claims. */
static composed honest_composed(const forger *f, int variant)
{
    const sgm_rng rng = subject_rng(f->g);
    const uint8_t known[3] = {1, 1, 1};
    composed c = false_composed(f, variant);
    sgm_instance *inst;
    sgm_sc witness[3] = {c.k[0].x, c.k[1].x, c.k[2].x};
    for (uint32_t i = 0; i < c.n; i++)
        c.k[i].y = mul(c.k[i].h, c.k[i].x);
    put_clauses(f, &c);
    inst = instance_of(f, &c.it);
    c.it.len = sgm_instance_proof_size(inst);
    forgery_need(sgm_prove_known(f->ctx, inst, known, witness, &rng, c.it.proof) == SGM_OK, "proving");
    sgm_instance_free(inst);
    return c;
}

static void honest_relations(const forger *f, forgery *out, int variant)
{
    out->item[0] = honest_composed(f, variant).it;
}

/* The weighted sum of all equations but the shares' part, and the part of each share. */
static sgm_sc weighted(const composed *c, const sgm_sc w[6], sgm_sc part[3])
{
    sgm_sc sum = sgm_sc_zero;
    for (uint32_t i = 0; i < c->n; i++) {
        sum = plus(sum, mul(w[2 * i], minus(c->z[i], c->a[2 * i])));
        sum = plus(sum, mul(w[2 * i + 1], minus(mul(c->z[i], c->k[i].h), c->a[2 * i + 1])));
        part[i] = plus(mul(w[2 * i], c->k[i].x), mul(w[2 * i + 1], c->k[i].y));
    }
    return sum;
}

/* Solves the weighted sum for the last response. */
static void solve_for_response(composed *c, const sgm_sc w[6])
{
    const uint32_t last = c->n - 1;
    sgm_sc part[3], rest = weighted(c, w, part);
    for (uint32_t i = 0; i < c->n; i++)
        rest = minus(rest, mul(c->share[i], part[i]));
    c->z[last] = minus(c->z[last], over(rest, plus(w[2 * last], mul(w[2 * last + 1], c->k[last].h))));
}

/* False claims whose equations add up to nothing under equal weights. */
static void equations_cancel(const forger *f, forgery *out, int variant)
{
    composed c = false_composed(f, variant);
    sgm_sc w[6], u = any(f);
    for (int i = 0; i < 6; i++)
        w[i] = sgm_sc_one;
    settle(&c, challenge_of(f, &c, WITH_STATEMENT | WITH_COMMITMENTS), u);
    solve_for_response(&c, w);
    write_string(f, &c, NULL, &u, usual_sent(&c));
    out->item[0] = c.it;
}

/* The same under weights that are known before the responses. */
static void responses_to_measure(const forger *f, forgery *out, int variant)
{
    composed c = false_composed(f, variant);
    uint8_t weights[96];
    sgm_sc w[6] = {{{0}}}, u = any(f);
    settle(&c, challenge_of(f, &c, WITH_STATEMENT | WITH_COMMITMENTS), u);
    write_string(f, &c, NULL, &u, usual_sent(&c));
    derived_weights(f, &c.it, 1, weights);
    for (uint32_t i = 0; i < 2 * c.n; i++)
        w[i] = weight(weights, i);
    solve_for_response(&c, w);
    write_string(f, &c, NULL, &u, usual_sent(&c));
    out->item[0] = c.it;
}

/* The phantom challenge: weights that do not see what is sent of the shares let it be solved for at the end. */
static void phantom_share(const forger *f, forgery *out, int variant)
{
    composed c = false_composed(f, variant & ~LEAVES);
    uint8_t weights[96];
    sgm_sc w[6] = {{{0}}}, part[3], u = any(f), slope = sgm_sc_zero;
    c.it.leaf_rule = (variant & LEAVES) != 0;
    sgm_sc challenge_ = challenge_of(f, &c, WITH_STATEMENT | WITH_COMMITMENTS);
    write_string(f, &c, NULL, &u, 1);
    derived_weights(f, &c.it, 1, weights);
    for (uint32_t i = 0; i < 2 * c.n; i++)
        w[i] = weight(weights, i);
    sgm_sc rest = weighted(&c, w, part);
    for (uint32_t i = 0; i < c.n; i++) {
        rest = minus(rest, mul(share_base(&c, i, challenge_), part[i]));
        slope = plus(slope, mul(share_slope(&c, i), part[i]));
    }
    u = over(rest, slope);
    write_string(f, &c, NULL, &u, 1);
    out->item[0] = c.it;
}

/* A proof made under one tag, shown under another. */
static void other_session(const forger *f, forgery *out, int variant)
{
    out->item[0] = honest_composed(f, variant).it;
    out->item[0].tag = "another-DSFS-with-sigma-proofs_Shake128_ristretto255";
}

/* Statements made after the challenge, so that they answer it; the claims are false, as X and Y are independent. */
static void late_statement(const forger *f, forgery *out, int variant)
{
    composed c = false_composed(f, variant & ~LATE_BASE);
    sgm_sc u = any(f), challenge_ = challenge_of(f, &c, WITH_COMMITMENTS);
    settle(&c, challenge_, u);
    for (uint32_t i = 0; i < c.n; i++) {
        if (variant & LATE_BASE) { /* X is given and its witness known: the base H' comes last */
            c.z[i] = plus(c.a[2 * i], mul(c.share[i], c.k[i].x));
            c.k[i].h = over(plus(c.a[2 * i + 1], mul(c.share[i], c.k[i].y)), c.z[i]);
        } else {
            c.k[i].x = over(minus(c.z[i], c.a[2 * i]), c.share[i]);
            c.k[i].y = over(minus(mul(c.z[i], c.k[i].h), c.a[2 * i + 1]), c.share[i]);
        }
    }
    put_clauses(f, &c);
    write_string(f, &c, &challenge_, &u, usual_sent(&c));
    out->item[0] = c.it;
}

/* All clauses simulated after a challenge that depends on no commitment. */
static void late_commitments(const forger *f, forgery *out, int variant)
{
    composed c = false_composed(f, variant);
    sgm_sc u = any(f), challenge_ = challenge_of(f, &c, WITH_STATEMENT);
    settle(&c, challenge_, u);
    for (uint32_t i = 0; i < c.n; i++)
        simulate(&c, i);
    write_string(f, &c, &challenge_, &u, usual_sent(&c));
    out->item[0] = c.it;
}

/* All commitments but the first one made after the challenge. */
static void late_second_commitment(const forger *f, forgery *out, int variant)
{
    composed c = false_composed(f, variant);
    sgm_sc u = any(f);
    settle(&c, challenge_of(f, &c, WITH_STATEMENT | WITH_FIRST_COMMITMENT), u);
    c.z[0] = plus(c.a[0], mul(c.share[0], c.k[0].x));
    for (uint32_t i = 0; i < c.n; i++)
        simulate(&c, i);
    write_string(f, &c, NULL, &u, usual_sent(&c));
    out->item[0] = c.it;
}

/* Any scalars as a compact string. */
static void any_compact(const forger *f, forgery *out, int variant)
{
    composed c = false_composed(f, variant | COMPACT);
    sgm_sc head = any(f), u = any(f);
    write_string(f, &c, &head, &u, usual_sent(&c));
    out->item[0] = c.it;
}

/* Two of three, all simulated: the polynomial of the shares does not have the challenge at 0. */
static void free_polynomial(const forger *f, forgery *out, int variant)
{
    composed c = false_composed(f, variant);
    sgm_sc sent[2] = {any(f), any(f)};
    settle(&c, sent[1], sent[0]);
    for (uint32_t i = 0; i < c.n; i++)
        simulate(&c, i);
    sgm_sc head = challenge_of(f, &c, WITH_STATEMENT | WITH_COMMITMENTS);
    write_string(f, &c, &head, sent, 2);
    out->item[0] = c.it;
}

/* Two of three with one witness: a parabola through the challenge and the shares of two simulated clauses. */
static void high_degree(const forger *f, forgery *out, int variant)
{
    composed c = false_composed(f, variant);
    sgm_sc sent[2];
    c.k[0].y = mul(c.k[0].h, c.k[0].x);
    put_clauses(f, &c);
    simulate(&c, 1);
    simulate(&c, 2);
    c.a[1] = mul(c.a[0], c.k[0].h);
    sgm_sc challenge_ = challenge_of(f, &c, WITH_STATEMENT | WITH_COMMITMENTS);
    /* c + 2 t + 4 v = share_1, c + 3 t + 9 v = share_2 */
    sgm_sc half = over(minus(c.share[1], challenge_), number(2)),
           third = over(minus(c.share[2], challenge_), number(3));
    sent[1] = minus(third, half);
    sent[0] = minus(half, mul(number(2), sent[1]));
    c.share[0] = plus(challenge_, plus(sent[0], sent[1]));
    c.z[0] = plus(c.a[0], mul(c.share[0], c.k[0].x));
    write_string(f, &c, NULL, sent, 2);
    out->item[0] = c.it;
}

static void relations_trailing_byte(const forger *f, forgery *out, int variant)
{
    honest_relations(f, out, variant);
    push(&out->item[0], "", 1);
}

/* What is sent of the shares, plus the order. */
static void share_plus_order(const forger *f, forgery *out, int variant)
{
    composed c = honest_composed(f, variant);
    forgery_add_order(&c.it, 64 * (size_t)c.n);
    out->item[0] = c.it;
}

/* Nonce 0, both commitments written as bytes that are no points. */
static void undecodable_commitments(const forger *f, forgery *out, int variant)
{
    composed c = honest_composed(f, variant);
    memset(c.it.proof, 0xff, 64);
    sgm_sc challenge_ = challenge(f, &c.it, c.it.proof, WITH_STATEMENT | WITH_COMMITMENTS);
    c.it.len = 64;
    push_scalar(&c.it, mul(challenge_, c.k[0].x), 32);
    out->item[0] = c.it;
}

/* H' and Y are the identity: any X has the right logarithm. */
static void identity_base(const forger *f, forgery *out, int variant)
{
    composed c = false_composed(f, variant);
    c.k[0].h = c.k[0].y = c.a[1] = sgm_sc_zero;
    put_clauses(f, &c);
    sgm_sc challenge_ = challenge_of(f, &c, WITH_STATEMENT | WITH_COMMITMENTS);
    c.z[0] = plus(c.a[0], mul(challenge_, c.k[0].x));
    write_string(f, &c, NULL, NULL, 0);
    out->item[0] = c.it;
}

/* One equation whose image is worth nothing: X with X the identity (IDENTITY), or X - X. The witness is 0. */
static void worthless_image(const forger *f, forgery *out, int two_terms)
{
    const sgm_sc one = sgm_sc_one, a = any(f);
    const sgm_image_term image[2] = {{1, one}, {1, minus(sgm_sc_zero, one)}};
    const sgm_linear_term term = {0, 0, one};
    const sgm_equation equation = {image, &term, two_terms ? 2 : 1, 1};
    const sgm_sc log[2] = {one, two_terms ? any(f) : sgm_sc_zero};
    forgery_item it = {.tag = "forged-image-DSFS-with-sigma-proofs_Shake128_ristretto255", .need = 1, .n = 1};
    put_relation(f, &it, 0, &equation, 1, log, 2);
    push_point(f, &it, times_g(a));
    push_scalar(&it, a, 32);
    out->item[0] = it;
}

/* X = w_0 G + w_1 (G - G): the second response of an honest proof is anything. */
static void idle_scalar(const forger *f, forgery *out, int unused)
{
    const sgm_sc one = sgm_sc_one, x = any(f), a = any(f);
    const sgm_image_term image = {1, one};
    const sgm_linear_term terms[3] = {{0, 0, one}, {1, 0, one}, {1, 0, minus(sgm_sc_zero, one)}};
    const sgm_equation equation = {&image, terms, 1, 3};
    const sgm_sc log[2] = {one, x};
    forgery_item it = {.tag = "forged-column-DSFS-with-sigma-proofs_Shake128_ristretto255", .need = 1, .n = 1};
    (void)unused;
    put_relation(f, &it, 0, &equation, 1, log, 2);
    push_point(f, &it, times_g(a));
    push_scalar(&it, plus(a, mul(challenge(f, &it, it.proof, WITH_STATEMENT | WITH_COMMITMENTS), x)), 32);
    push_scalar(&it, any(f), 32);
    out->item[0] = it;
}

/* -------- the classes -------- */

#define HONEST(name, forge, variant)                                                                                   \
    {                                                                                                                  \
        {name, NULL, NULL, NULL, NULL}, forge, variant                                                                 \
    }
#define CLASS(name, what, check, reference, baseline, forge, variant)                                                  \
    {                                                                                                                  \
        {name, what, check, reference, baseline}, forge, variant                                                       \
    }

/* clang-format off */
const attack attacks[] = {
    HONEST("honest/F0A/batchable", honest, F0A),
    HONEST("honest/F0A/compact", honest, F0A | COMPACT),
    HONEST("honest/F0NOT/compact", honest, F0NOT | COMPACT),
    HONEST("honest/F1/batchable", honest, F1),
    HONEST("honest/F1/compact", honest, F1 | COMPACT),
    HONEST("honest/F1-S128/batchable", honest, F1_S128),
    HONEST("honest/F1-S128/compact", honest, F1_S128 | COMPACT),
    HONEST("honest/batch/derived", honest_batch, SGM_WEIGHTS_DERIVED),
    HONEST("honest/batch/random", honest_batch, SGM_WEIGHTS_RANDOM),
    HONEST("honest/F0S/batchable", honest_form, FORM_F0S),
    HONEST("honest/F0S/compact", honest_form, FORM_F0S | FORM_COMPACT),
    HONEST("honest/F0S-LOG", honest_form, FORM_F0S_LOG),
    HONEST("honest/F3-CDS/batchable", honest_form, FORM_F3_CDS),
    HONEST("honest/F3-CDS/compact", honest_form, FORM_F3_CDS | FORM_COMPACT),
    HONEST("honest/F3-AOS", honest_form, FORM_F3_AOS),
    HONEST("honest/F3-SCALAR", honest_form, FORM_F3_SCALAR),
    HONEST("honest/F3-GROUP", honest_form, FORM_F3_GROUP),
    HONEST("honest/F3-SQRT", honest_form, FORM_F3_SQRT),
    HONEST("honest/dleq/batchable", honest_relations, ONE),
    HONEST("honest/dleq/compact", honest_relations, ONE | COMPACT),
    HONEST("honest/or/batchable", honest_relations, OR),
    HONEST("honest/threshold/batchable", honest_relations, THRESHOLD),
    HONEST("honest/threshold/compact", honest_relations, THRESHOLD | COMPACT),

    CLASS("batch/equal-weights/derived", "errors +e and -e in two responses", "WEIGHTS_DISTINCT", "BGR98", "honest/batch/derived", cancelling_errors, SGM_WEIGHTS_DERIVED),
    CLASS("batch/equal-weights/random", "errors +e and -e in two responses", "WEIGHTS_DISTINCT", "BGR98", "honest/batch/random", cancelling_errors, SGM_WEIGHTS_RANDOM),
    CLASS("dleq/equal-weights", "two false equations that cancel in one proof", "WEIGHTS_DISTINCT", "BGR98", "honest/dleq/batchable", equations_cancel, ONE),
    CLASS("dleq/one-weight", "two false equations that cancel under the weight of their item", "WEIGHTS_PER_EQUATION", "BGR98", "honest/dleq/batchable", equations_cancel, ONE),
    CLASS("or/one-weight", "false clauses that cancel under the weight of their item", "WEIGHTS_PER_EQUATION", "BGR98", "honest/or/batchable", equations_cancel, OR),
    CLASS("threshold/one-weight", "false clauses that cancel under the weight of their item", "WEIGHTS_PER_EQUATION", "BGR98", "honest/threshold/batchable", equations_cancel, THRESHOLD),
    CLASS("batch/short-weights", "errors +e and -e, ground until both weights are equal", "WEIGHTS_LONG", "BGR98", "honest/batch/derived", ground_errors, 0),
    CLASS("batch/responses-not-weighed", "errors made to measure for the weights of the honest batch", "WEIGHTS_RESPONSES", "Aptos19711", "honest/batch/derived", measured_errors, 0),
    CLASS("dleq/responses-not-weighed", "a response solved for after the weights", "WEIGHTS_RESPONSES", "Aptos19711", "honest/dleq/batchable", responses_to_measure, ONE),
    CLASS("or/responses-not-weighed", "a response solved for after the weights", "WEIGHTS_RESPONSES", "Aptos19711", "honest/or/batchable", responses_to_measure, OR),
    CLASS("threshold/responses-not-weighed", "a response solved for after the weights", "WEIGHTS_RESPONSES", "Aptos19711", "honest/threshold/batchable", responses_to_measure, THRESHOLD),
    CLASS("batch/proof-not-weighed", "a false statement absorbed by the commitment of its neighbour", "WEIGHTS_PROOF", "Ultrafast400", "honest/batch/derived", absorbed_by_neighbour, 0),
    CLASS("or/phantom-share/draft", "false clauses whose share is solved for after the weights", "WEIGHTS_SHARES", "Solana25", "honest/or/batchable", phantom_share, OR),
    CLASS("or/phantom-share/leaves", "the same under the weights of formulations", "WEIGHTS_SHARES", "Solana25", "honest/or/batchable", phantom_share, OR | LEAVES),
    CLASS("threshold/phantom-coefficient", "false clauses whose polynomial is solved for after the weights", "WEIGHTS_SHARES", "Solana25", "honest/threshold/batchable", phantom_share, THRESHOLD),
    CLASS("batch/weights-reused", "a batch filled again after its weights are known", "WEIGHTS_FRESH", "Ultrafast400", "honest/batch/derived", measured_errors, 1),

    CLASS("dleq/other-tag/batchable", "a proof made under another tag", "SESSION", "Cggmp35", "honest/dleq/batchable", other_session, ONE),
    CLASS("dleq/other-tag/compact", "a proof made under another tag", "SESSION", "Cggmp35", "honest/dleq/compact", other_session, ONE | COMPACT),
    CLASS("or/other-tag", "a proof made under another tag", "SESSION", "Cggmp35", "honest/or/batchable", other_session, OR),
    CLASS("threshold/other-tag", "a proof made under another tag", "SESSION", "Cggmp35", "honest/threshold/batchable", other_session, THRESHOLD),
    CLASS("schnorr/late-record/batchable", "a record made after the challenge", "STATEMENT", "BPW16", "honest/F0A/batchable", late_record, 0),
    CLASS("schnorr/late-record/compact", "a record made after the challenge", "STATEMENT", "Sigma126", "honest/F0A/compact", late_record, COMPACT),
    CLASS("dleq/late-statement", "X and Y made after the challenge", "STATEMENT", "FrozenHeart22", "honest/dleq/batchable", late_statement, ONE),
    CLASS("ring/late-class", "record and class made after all challenges", "STATEMENT", "BPW16", "honest/F3-AOS", ring_late_class, 0),
    CLASS("packed/late-record", "record and class made after the challenge", "STATEMENT", "BPW16", "honest/F3-SCALAR", packed_late_record, 0),
    CLASS("dleq/late-base", "the second base chosen after the challenge", "STATEMENT", "CIRCL663", "honest/dleq/batchable", late_statement, ONE | LATE_BASE),
    CLASS("or/late-statement", "all clauses made after the challenge", "STATEMENT", "FrozenHeart22", "honest/or/batchable", late_statement, OR),
    CLASS("threshold/late-statement", "all clauses made after the challenge", "STATEMENT", "FrozenHeart22", "honest/threshold/batchable", late_statement, THRESHOLD),
    CLASS("schnorr/late-commitment/batchable", "a commitment made after the challenge", "COMMITMENTS", "TssLib256", "honest/F0A/batchable", late_commitment, 0),
    CLASS("schnorr/late-commitment/compact", "a challenge of the statement alone", "COMMITMENTS", "TssLib256", "honest/F0A/compact", late_commitment, COMPACT),
    CLASS("ring/late-commitments", "random responses: the challenges go round by themselves", "COMMITMENTS", "TssLib256", "honest/F3-AOS", ring_late_commitments, 0),
    CLASS("packed/late-commitment", "no member: X_0 made after the challenge", "COMMITMENTS", "TssLib256", "honest/F3-SCALAR", packed_late_commitment, 0),
    CLASS("dleq/late-commitments", "commitments made after the challenge", "COMMITMENTS", "TssLib256", "honest/dleq/batchable", late_commitments, ONE),
    CLASS("or/late-commitments", "all clauses simulated after the challenge", "COMMITMENTS", "TssLib256", "honest/or/batchable", late_commitments, OR),
    CLASS("threshold/late-commitments", "all clauses simulated after the challenge", "COMMITMENTS", "TssLib256", "honest/threshold/batchable", late_commitments, THRESHOLD),
    CLASS("threshold/late-commitments/compact", "all clauses simulated after the challenge", "COMMITMENTS", "TssLib256", "honest/threshold/compact", late_commitments, THRESHOLD | COMPACT),
    CLASS("dleq/late-second-commitment", "the second commitment made after the challenge", "COMMITMENTS_ALL", "Cggmp35", "honest/dleq/batchable", late_second_commitment, ONE),
    CLASS("or/late-second-clause", "every commitment but the first made after the challenge", "COMMITMENTS_ALL", "Cggmp35", "honest/or/batchable", late_second_commitment, OR),
    CLASS("threshold/late-second-clause", "every commitment but the first made after the challenge", "COMMITMENTS_ALL", "Cggmp35", "honest/threshold/batchable", late_second_commitment, THRESHOLD),
    CLASS("schnorr/any-challenge", "random scalars as a compact proof", "COMPACT_CHALLENGE", "SigmaProofs112", "honest/F0A/compact", any_challenge, F0A),
    CLASS("inequality/any-challenge", "random scalars as a compact proof", "COMPACT_CHALLENGE", "SigmaProofs112", "honest/F0NOT/compact", any_challenge, F0NOT),
    CLASS("or/any-challenge", "random scalars as a compact proof", "COMPACT_CHALLENGE", "SigmaProofs112", "honest/F1/compact", any_challenge, F1),
    CLASS("or-128/any-challenge", "random scalars as a compact proof", "COMPACT_CHALLENGE", "SigmaProofs112", "honest/F1-S128/compact", any_challenge, F1_S128),
    CLASS("dleq/any-challenge", "random scalars as a compact proof", "COMPACT_CHALLENGE", "SigmaProofs112", "honest/dleq/compact", any_compact, ONE),
    CLASS("threshold/any-challenge", "random scalars as a compact proof", "COMPACT_CHALLENGE", "SigmaProofs112", "honest/threshold/compact", any_compact, THRESHOLD),
    CLASS("or/all-simulated/batchable", "shares that do not add up to the challenge", "LAST_SHARE", "CDS94", "honest/F1/batchable", all_simulated, F1),
    CLASS("or/all-simulated/compact", "shares that do not add up to the challenge", "LAST_SHARE", "CDS94", "honest/F1/compact", all_simulated, F1 | COMPACT),
    CLASS("or-128/all-simulated/batchable", "shares that do not add up to the challenge", "LAST_SHARE", "CDS94", "honest/F1-S128/batchable", all_simulated, F1_S128),
    CLASS("or-128/all-simulated/compact", "shares that do not add up to the challenge", "LAST_SHARE", "CDS94", "honest/F1-S128/compact", all_simulated, F1_S128 | COMPACT),
    CLASS("threshold/all-simulated/batchable", "a polynomial without the challenge at 0", "LAST_SHARE", "CDS94", "honest/threshold/batchable", free_polynomial, THRESHOLD),
    CLASS("threshold/all-simulated/compact", "a polynomial without the challenge at 0", "LAST_SHARE", "CDS94", "honest/threshold/compact", free_polynomial, THRESHOLD | COMPACT),
    CLASS("threshold/high-degree", "two of three with one witness and a parabola", "DEGREE", "CDS94", "honest/threshold/batchable", high_degree, THRESHOLD),

    CLASS("or/trailing-byte/batchable", "an honest proof and one byte", "LENGTH", "CIRCL684", "honest/F1/batchable", trailing_byte, F1),
    CLASS("or/trailing-byte/compact", "an honest proof and one byte", "LENGTH", "CIRCL684", "honest/F1/compact", trailing_byte, F1 | COMPACT),
    CLASS("ring/trailing-byte", "an honest proof and one byte", "LENGTH", "CIRCL684", "honest/F3-AOS", form_trailing_byte, FORM_F3_AOS),
    CLASS("packed/trailing-byte", "an honest proof and one byte", "LENGTH", "CIRCL684", "honest/F3-SCALAR", form_trailing_byte, FORM_F3_SCALAR),
    CLASS("packed-sqrt/trailing-byte", "an honest proof and one byte", "LENGTH", "CIRCL684", "honest/F3-SQRT", form_trailing_byte, FORM_F3_SQRT),
    CLASS("set-log/trailing-byte", "an honest proof and one byte", "LENGTH", "CIRCL684", "honest/F0S-LOG", form_trailing_byte, FORM_F0S_LOG),
    CLASS("threshold/trailing-byte", "an honest proof and one byte", "LENGTH", "CIRCL684", "honest/threshold/batchable", relations_trailing_byte, THRESHOLD),
    CLASS("batch/trailing-byte", "an honest proof and one byte, in a batch", "LENGTH", "CIRCL684", "honest/batch/derived", trailing_byte_in_batch, 1),
    CLASS("schnorr/response-plus-order/batchable", "a second string for the same proof", "SCALAR_CANONICAL", "Btclib688", "honest/F0A/batchable", response_plus_order, F0A),
    CLASS("schnorr/response-plus-order/compact", "a second string for the same proof", "SCALAR_CANONICAL", "Btclib688", "honest/F0A/compact", response_plus_order, F0A | COMPACT),
    CLASS("schnorr/challenge-plus-order", "a second string for the same proof", "SCALAR_CANONICAL", "Btclib688", "honest/F0A/compact", challenge_plus_order, F0A),
    CLASS("ring/response-plus-order", "a second string for the same proof", "SCALAR_CANONICAL", "Btclib688", "honest/F3-AOS", form_response_plus_order, FORM_F3_AOS),
    CLASS("packed/response-plus-order", "a second string for the same proof", "SCALAR_CANONICAL", "Btclib688", "honest/F3-GROUP", form_response_plus_order, FORM_F3_GROUP),
    CLASS("packed-sqrt/response-plus-order", "a second string for the same proof", "SCALAR_CANONICAL", "Btclib688", "honest/F3-SQRT", form_response_plus_order, FORM_F3_SQRT),
    CLASS("set-log/response-plus-order", "a second string for the same proof", "SCALAR_CANONICAL", "Btclib688", "honest/F0S-LOG", form_response_plus_order, FORM_F0S_LOG),
    CLASS("or/share-plus-order", "a second string for the same proof", "SCALAR_CANONICAL", "Btclib688", "honest/or/batchable", share_plus_order, OR),
    CLASS("threshold/coefficient-plus-order", "a second string for the same proof", "SCALAR_CANONICAL", "Btclib688", "honest/threshold/batchable", share_plus_order, THRESHOLD),
    CLASS("schnorr/undecodable-commitment", "bytes that are no point stand for the identity", "DECODE", "RFC9496", "honest/F0A/batchable", zero_nonce, NO_POINT),
    CLASS("dleq/undecodable-commitments", "bytes that are no point stand for the identity", "DECODE", "RFC9496", "honest/dleq/batchable", undecodable_commitments, ONE),
    CLASS("packed/undecodable-member", "a member that is no point stands for the identity: a record of nothing", "DECODE", "RFC9496", "honest/F3-GROUP", packed_bad_member, MEMBER_UNDECODABLE),
    CLASS("packed/identity-member", "the identity as a member: a record of nothing", "IDENTITY", "CFRG-SIGMA-03", "honest/F3-GROUP", packed_bad_member, MEMBER_IDENTITY),
    CLASS("schnorr/identity-commitment/batchable", "nonce 0: the response gives the witness away", "IDENTITY", "CFRG-SIGMA-03", "honest/F0A/batchable", zero_nonce, ZERO_POINT),
    CLASS("schnorr/identity-commitment/compact", "a recomputed commitment that is the identity", "IDENTITY", "CFRG-SIGMA-03", "honest/F0A/compact", zero_nonce, ZERO_RECOMPUTED),
    CLASS("schnorr/identity-key", "the identity as image, with witness 0", "IDENTITY", "CFRG-SIGMA-03", "honest/dleq/batchable", worthless_image, 0),
    CLASS("dleq/identity-base", "the identity as base: every logarithm is right", "IDENTITY", "CIRCL663", "honest/dleq/batchable", identity_base, ONE),
    CLASS("schnorr/unreadable", "random bytes that decode to nothing", "MALFORMED", "Btclib688", "honest/F0A/batchable", random_bytes, 0),
    CLASS("batch/unreadable-item", "random bytes beside an honest proof", "MALFORMED", "Btclib688", "honest/batch/derived", random_bytes, 1),

    CLASS("schnorr/no-blinding/batchable", "a record with r = 0, proved by anybody who guesses d", "IMAGE", "CFRG-SIGMA-03", "honest/F0A/batchable", bad_statement, NO_BLINDING),
    CLASS("schnorr/no-blinding/compact", "a record with r = 0, proved by anybody who guesses d", "IMAGE", "CFRG-SIGMA-03", "honest/F0A/compact", bad_statement, NO_BLINDING | COMPACT),
    CLASS("class-or/no-blinding", "a record with r = 0 of a public class, proved by anybody", "IMAGE", "CFRG-SIGMA-03", "honest/F3-CDS/batchable", form_no_blinding, FORM_F3_CDS),
    CLASS("ring/no-blinding", "a record with r = 0 of a public class, proved by anybody", "IMAGE", "CFRG-SIGMA-03", "honest/F3-AOS", form_no_blinding, FORM_F3_AOS),
    CLASS("relation/cancelling-image", "an image X - X, with witness 0", "IMAGE", "CFRG-SIGMA-03", "honest/dleq/batchable", worthless_image, 1),
    CLASS("relation/idle-scalar", "a response without effect: many strings for one proof", "COLUMNS", "CFRG-SIGMA-03", "honest/dleq/batchable", idle_scalar, 0),
    CLASS("schnorr/zero-dataset-digest", "a statement about the digest 0", "ZERO_DIGEST", "BPW16", "honest/F0A/batchable", bad_statement, ZERO_D),
    CLASS("packed/zero-member", "the digest 0 as a member", "ZERO_DIGEST", "BPW16", "honest/F3-SCALAR", packed_bad_member, MEMBER_ZERO),
    CLASS("packed/two-values", "a digit that holds two values: a record of the sum of two members", "DIGIT", "GK15", "honest/F3-SCALAR", packed_two_values, 0),
    CLASS("set/not-monic/batchable", "a record of the polynomial 0, which has every root", "MONIC", "BPW16", "honest/F0S/batchable", not_monic, FORM_F0S),
    CLASS("set/not-monic/compact", "a record of the polynomial 0, which has every root", "MONIC", "BPW16", "honest/F0S/compact", not_monic, FORM_F0S | FORM_COMPACT),
    CLASS("set-log/not-monic", "a record of the polynomial 0, which has every root", "MONIC", "BPW16", "honest/F0S-LOG", not_monic, FORM_F0S_LOG),
    CLASS("schnorr/zero-model-digest", "a statement about the digest 0", "ZERO_DIGEST", "BPW16", "honest/F0A/batchable", bad_statement, ZERO_DM),

    /* arguments of several rounds */
    HONEST("honest/RANGE", honest_form, FORM_RANGE),
    HONEST("honest/F2-MLR", honest_form, FORM_F2_MLR),
    HONEST("honest/F2-L1", honest_form, FORM_F2_L1),
    HONEST("honest/F2-L2", honest_form, FORM_F2_L2),
    HONEST("honest/F4-RIDGE", honest_form, FORM_F4_RIDGE),
    HONEST("honest/F4-VICINITY", honest_form, FORM_F4_VICINITY),
    HONEST("honest/F4-MINIBATCH", honest_form, FORM_F4_MINIBATCH),
    HONEST("honest/F2-MLR-TRAINED", honest_form, FORM_F2_MLR_TRAINED),
    HONEST("honest/F4-ENTRIES", honest_form, FORM_F4_ENTRIES),
    HONEST("honest/F4-LOGISTIC", honest_form, FORM_F4_LOGISTIC),
    HONEST("honest/F5-NORM", honest_form, FORM_F5_NORM),
    HONEST("honest/F5-ACC", honest_form, FORM_F5_ACC),

    CLASS("set-log/late-statement", "a commitment in the statement made after all challenges", "STATEMENT", "FrozenHeart22", "honest/F0S-LOG", argument_late_statement, FORM_F0S_LOG),
    CLASS("range/late-statement", "a commitment in the statement made after all challenges", "STATEMENT", "FrozenHeart22", "honest/RANGE", argument_late_statement, FORM_RANGE),
    CLASS("mlr/late-statement", "a commitment in the statement made after all challenges", "STATEMENT", "FrozenHeart22", "honest/F2-MLR", argument_late_statement, FORM_F2_MLR),
    CLASS("sum/late-statement", "a commitment in the statement made after all challenges", "STATEMENT", "FrozenHeart22", "honest/F2-L1", argument_late_statement, FORM_F2_L1),
    CLASS("process/late-statement", "a commitment in the statement made after all challenges", "STATEMENT", "FrozenHeart22", "honest/F4-RIDGE", argument_late_statement, FORM_F4_RIDGE),
    CLASS("vicinity/late-statement", "a commitment in the statement made after all challenges", "STATEMENT", "FrozenHeart22", "honest/F4-VICINITY", argument_late_statement, FORM_F4_VICINITY),
    CLASS("minibatch/late-statement", "a commitment in the statement made after all challenges", "STATEMENT", "FrozenHeart22", "honest/F4-MINIBATCH", argument_late_statement, FORM_F4_MINIBATCH),
    CLASS("entries/late-columns", "columns made after all challenges, so that what was proved of others fits them", "STATEMENT", "FrozenHeart22", "honest/F4-ENTRIES", entries_late_columns, 0),
    CLASS("logistic/late-columns", "columns made after all challenges, so that what was proved of others fits them", "STATEMENT", "FrozenHeart22", "honest/F4-LOGISTIC", logistic_late_columns, 0),
    CLASS("accuracy/late-statement", "a commitment in the statement made after all challenges", "STATEMENT", "FrozenHeart22", "honest/F5-ACC", argument_late_statement, FORM_F5_ACC),
    CLASS("set-log/late-commitments", "a random string with one point of each equation made after the challenges", "COMMITMENTS", "TssLib256", "honest/F0S-LOG", argument_late_commitments, FORM_F0S_LOG),
    CLASS("range/late-commitments", "a random string with one point of each equation made after the challenges", "COMMITMENTS", "TssLib256", "honest/RANGE", argument_late_commitments, FORM_RANGE),
    CLASS("mlr/late-commitments", "a random string with one point of each equation made after the challenges", "COMMITMENTS", "TssLib256", "honest/F2-MLR", argument_late_commitments, FORM_F2_MLR),
    CLASS("sum/late-commitments", "a random string with one point of each equation made after the challenges", "COMMITMENTS", "TssLib256", "honest/F2-L1", argument_late_commitments, FORM_F2_L1),
    CLASS("distance/late-commitments", "a random string with one point of each equation made after the challenges", "COMMITMENTS", "TssLib256", "honest/F2-L2", argument_late_commitments, FORM_F2_L2),
    CLASS("process/late-commitments", "a random string with one point of each equation made after the challenges", "COMMITMENTS", "TssLib256", "honest/F4-RIDGE", argument_late_commitments, FORM_F4_RIDGE),
    CLASS("vicinity/late-commitments", "a random string with one point of each equation made after the challenges", "COMMITMENTS", "TssLib256", "honest/F4-VICINITY", argument_late_commitments, FORM_F4_VICINITY),
    CLASS("entries/late-commitments", "a random string with one point of each equation made after the challenges", "COMMITMENTS", "TssLib256", "honest/F4-ENTRIES", argument_late_commitments, FORM_F4_ENTRIES),
    CLASS("logistic/late-commitments", "a random string with one point of each equation made after the challenges", "COMMITMENTS", "TssLib256", "honest/F4-LOGISTIC", argument_late_commitments, FORM_F4_LOGISTIC),
    CLASS("ball/late-commitments", "a random string with one point of each equation made after the challenges", "COMMITMENTS", "TssLib256", "honest/F5-NORM", argument_late_commitments, FORM_F5_NORM),
    CLASS("accuracy/late-commitments", "a random string with one point of each equation made after the challenges", "COMMITMENTS", "TssLib256", "honest/F5-ACC", argument_late_commitments, FORM_F5_ACC),
    CLASS("set-log/late-round", "a random string with a point of the first round made after its challenge", "ROUNDS", "FrozenHeart22", "honest/F0S-LOG", argument_late_round, FORM_F0S_LOG),
    CLASS("range/late-round", "a random string with a point of the first round made after its challenge", "ROUNDS", "FrozenHeart22", "honest/RANGE", argument_late_round, FORM_RANGE),
    CLASS("mlr/late-round", "a random string with a point of the first round made after its challenge", "ROUNDS", "FrozenHeart22", "honest/F2-MLR", argument_late_round, FORM_F2_MLR),
    CLASS("sum/late-round", "a random string with a point of the first round made after its challenge", "ROUNDS", "FrozenHeart22", "honest/F2-L1", argument_late_round, FORM_F2_L1),
    CLASS("distance/late-round", "a random string with a point of the first round made after its challenge", "ROUNDS", "FrozenHeart22", "honest/F2-L2", argument_late_round, FORM_F2_L2),
    CLASS("process/late-round", "a random string with a point of the first round made after its challenge", "ROUNDS", "FrozenHeart22", "honest/F4-RIDGE", argument_late_round, FORM_F4_RIDGE),
    CLASS("vicinity/late-round", "a random string with a point of the first round made after its challenge", "ROUNDS", "FrozenHeart22", "honest/F4-VICINITY", argument_late_round, FORM_F4_VICINITY),
    CLASS("entries/late-round", "a random string with a point of the first round made after its challenge", "ROUNDS", "FrozenHeart22", "honest/F4-ENTRIES", argument_late_round, FORM_F4_ENTRIES),
    CLASS("logistic/late-round", "a random string with a point of the first round made after its challenge", "ROUNDS", "FrozenHeart22", "honest/F4-LOGISTIC", argument_late_round, FORM_F4_LOGISTIC),
    CLASS("ball/late-round", "a random string with a point of the first round made after its challenge", "ROUNDS", "FrozenHeart22", "honest/F5-NORM", argument_late_round, FORM_F5_NORM),
    CLASS("accuracy/late-round", "a random string with a point of the first round made after its challenge", "ROUNDS", "FrozenHeart22", "honest/F5-ACC", argument_late_round, FORM_F5_ACC),
    CLASS("range/trailing-byte", "an honest proof and one byte", "LENGTH", "CIRCL684", "honest/RANGE", form_trailing_byte, FORM_RANGE),
    CLASS("mlr/trailing-byte", "an honest proof and one byte", "LENGTH", "CIRCL684", "honest/F2-MLR", form_trailing_byte, FORM_F2_MLR),
    CLASS("process/trailing-byte", "an honest proof and one byte", "LENGTH", "CIRCL684", "honest/F4-RIDGE", form_trailing_byte, FORM_F4_RIDGE),
    CLASS("entries/trailing-byte", "an honest proof and one byte", "LENGTH", "CIRCL684", "honest/F4-ENTRIES", form_trailing_byte, FORM_F4_ENTRIES),
    CLASS("logistic/trailing-byte", "an honest proof and one byte", "LENGTH", "CIRCL684", "honest/F4-LOGISTIC", form_trailing_byte, FORM_F4_LOGISTIC),
    CLASS("ball/trailing-byte", "an honest proof and one byte", "LENGTH", "CIRCL684", "honest/F5-NORM", form_trailing_byte, FORM_F5_NORM),
    CLASS("range/response-plus-order", "a second string for the same proof", "SCALAR_CANONICAL", "Btclib688", "honest/RANGE", form_response_plus_order, FORM_RANGE),
    CLASS("mlr/response-plus-order", "a second string for the same proof", "SCALAR_CANONICAL", "Btclib688", "honest/F2-MLR", form_response_plus_order, FORM_F2_MLR),
    CLASS("process/response-plus-order", "a second string for the same proof", "SCALAR_CANONICAL", "Btclib688", "honest/F4-RIDGE", form_response_plus_order, FORM_F4_RIDGE),
    CLASS("entries/response-plus-order", "a second string for the same proof", "SCALAR_CANONICAL", "Btclib688", "honest/F4-ENTRIES", form_response_plus_order, FORM_F4_ENTRIES),
    CLASS("logistic/response-plus-order", "a second string for the same proof", "SCALAR_CANONICAL", "Btclib688", "honest/F4-LOGISTIC", form_response_plus_order, FORM_F4_LOGISTIC),
    CLASS("ball/response-plus-order", "a second string for the same proof", "SCALAR_CANONICAL", "Btclib688", "honest/F5-NORM", form_response_plus_order, FORM_F5_NORM),
    CLASS("range/exceeded", "a number one above its bound", "RANGE_TOP", "CHJKS20", "honest/RANGE", range_exceeded, 0),
    CLASS("mlr/exceeded", "a difference of epsilon and one", "RANGE_TOP", "CHJKS20", "honest/F2-MLR", epsilon_exceeded, 0),
    CLASS("ball/outside-box", "a weight one above its bound", "RANGE_TOP", "CHJKS20", "honest/F5-NORM", box_exceeded, FORM_F5_NORM),
    CLASS("distance/outside-box", "a difference one above its bound", "RANGE_TOP", "CHJKS20", "honest/F2-L2", box_exceeded, FORM_F2_L2),
    CLASS("sum/exceeded", "differences that add up to the bound and one", "PUBLIC_ROW", "CHJKS20", "honest/F2-L1", sum_exceeded, 0),
    CLASS("accuracy/one-too-few", "one right item less than stated", "PUBLIC_ROW", "CHJKS20", "honest/F5-ACC", accuracy_overstated, 0),
    CLASS("process/tampered-checkpoint", "a checkpoint that is no step, and honest training from there", "STEPS", "Thudi22", "honest/F4-RIDGE", tampered_checkpoint, 0),
    CLASS("process/wrong-gradient", "a last gradient that is wrong, and the weights that follow it", "GRADIENTS", "EKRN22", "honest/F4-RIDGE", wrong_gradient, FORM_F4_RIDGE),
    CLASS("vicinity/wrong-gradient", "a gradient off by one", "GRADIENTS", "EKRN22", "honest/F4-VICINITY", wrong_gradient, FORM_F4_VICINITY),
    CLASS("minibatch/foreign-rows", "columns of a block with rows in the place of another one, which steer its gradients", "BLOCKS", "Thudi22", "honest/F4-MINIBATCH", foreign_rows, FORM_F4_MINIBATCH),
    CLASS("trained/same-model-twice", "the model with D in place of the one without", "LAST_WEIGHTS", "Thudi22", "honest/F2-MLR-TRAINED", same_model_twice, 0),
    CLASS("trained/other-rule", "a run without D that follows a rule of its own", "SAME_RULE", "Thudi22", "honest/F2-MLR-TRAINED", other_rule, 0),
    CLASS("trained/rows-of-the-rest", "columns of D with rows in the place of the rest's, which they change", "PLACE", "Thudi22", "honest/F2-MLR-TRAINED", rows_of_the_rest, 0),
    CLASS("trained/trailing-byte", "an honest proof and one byte", "LENGTH", "CIRCL684", "honest/F2-MLR-TRAINED", form_trailing_byte, FORM_F2_MLR_TRAINED),
    CLASS("entries/exceeded", "an entry one above the bound", "RANGE_TOP", "CHJKS20", "honest/F4-ENTRIES", entries_false, ENTRIES_EXCEEDED),
    CLASS("entries/untied", "an entry of 1/2, and values in range that have nothing to do with it", "ENTRIES", "CHJKS20", "honest/F4-ENTRIES", entries_false, ENTRIES_UNTIED),
    CLASS("entries/fitted", "enormous entries that every projection takes to 0", "PROJECTIONS", "GHL22", "honest/F4-ENTRIES", entries_false, ENTRIES_FITTED),
    CLASS("logistic/no-residuals", "residuals of 0, whatever the prediction, and the gradient that follows", "CLIPPING", "MZ17", "honest/F4-LOGISTIC", logistic_false, LOGISTIC_ZERO),
    CLASS("logistic/unclipped", "a residual one above the clip, where the prediction is", "RANGE_TOP", "CHJKS20", "honest/F4-LOGISTIC", logistic_false, LOGISTIC_UNCLIPPED),
    CLASS("logistic/wrong-gradient", "a gradient off by one", "GRADIENTS", "EKRN22", "honest/F4-LOGISTIC", logistic_false, LOGISTIC_GRADIENT),
    CLASS("ball/other-weights", "a norm argument about other weights than the registered ones", "TIE", "EKRN22", "honest/F5-NORM", ball_of_others, FORM_F5_NORM),
    CLASS("distance/other-weights", "a norm argument about others than the registered ones", "TIE", "EKRN22", "honest/F2-L2", ball_of_others, FORM_F2_L2),
    CLASS("ball/wraparound", "weights whose squares add up to the group order", "WRAP", "EKRN22", "honest/F5-NORM", norm_wraps, FORM_F5_NORM),
    CLASS("distance/wraparound", "differences whose squares add up to the group order", "WRAP", "EKRN22", "honest/F2-L2", norm_wraps, FORM_F2_L2),
};
/* clang-format on */
const size_t n_attacks = sizeof attacks / sizeof *attacks;
