/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Forgeries, one or more per check of the verifiers. `forged rejected` runs all of them against the real library;
 * `forged accepted SWITCH` runs those of one check against a library built without it, and shows that the attack is
 * live. */
#include "primitives/base/bytes.h"
#include "protocols/batch.h"
#include "protocols/transcript.h"
#include "tests/support/subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct forger {
    const sgm_ctx *ctx;
    test_rng *g;
} forger;

static void need(int ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "forged: %s failed\n", what);
        exit(2);
    }
}

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

static sgm_sc any(const forger *f)
{
    sgm_sc r;
    uint8_t bytes[64];
    test_bytes(f->g, bytes, sizeof bytes);
    sgm_sc_reduce(&r, bytes, sizeof bytes);
    return r;
}

/* A point known as g G + m G_M + h H. */
typedef struct combination {
    sgm_sc g, m, h;
} combination;

static void encode(const forger *f, uint8_t out[32], const combination *p)
{
    sgm_record_commit(f->ctx, out, &p->g, &p->m, &p->h);
}

/* k p */
static combination times(sgm_sc k, combination p) { return (combination){mul(k, p.g), mul(k, p.m), mul(k, p.h)}; }

static combination difference(combination a, combination b)
{
    return (combination){minus(a.g, b.g), minus(a.m, b.m), minus(a.h, b.h)};
}

static combination times_h(sgm_sc h) { return (combination){sgm_sc_zero, sgm_sc_zero, h}; }

/* A record C that opens to (opened_d, opened_dm, r), and a statement about (d, dm) that need not be true of it.
 * image = C - d G - dm G_M, what F0A calls r H. */
typedef struct target {
    const sgm_formulation *formulation;
    sgm_flavor flavor;
    sgm_statement s;
    combination C, image;
    sgm_instance *inst;
} target;

static void state(const forger *f, target *t)
{
    encode(f, t->s.C, &t->C);
    t->image = difference(t->C, (combination){t->s.d, t->s.dm, sgm_sc_zero});
    need(sgm_formulation_instance(&t->inst, f->ctx, t->formulation, &t->s, t->flavor) == SGM_OK, "making a statement");
}

/* A statement that is false: the record opens to another dataset, and to another model too. */
static target false_statement(const forger *f, const char *name, sgm_flavor flavor)
{
    target t = {.formulation = sgm_formulation_find(name), .flavor = flavor, .s = {.d = any(f), .dm = any(f)}};
    need(t.formulation != NULL, name);
    t.C = (combination){any(f), any(f), any(f)};
    state(f, &t);
    return t;
}

static sgm_status verify(const forger *f, const sgm_instance *inst, const uint8_t *proof, size_t len)
{
    return sgm_verify(f->ctx, inst, proof, len);
}

static void session(const sgm_formulation *formulation, sgm_flavor flavor, uint8_t sid[32])
{
    char tag[128];
    sgm_formulation_tag(formulation, flavor, tag, sizeof tag);
    sgm_session_id(sid, tag, strlen(tag));
}

/* The challenge after session, instance and commitments; NULL leaves a part out. */
static sgm_sc challenge(const target *t, const sgm_instance *inst, const uint8_t *commitments)
{
    uint8_t sid[32];
    sgm_transcript transcript;
    sgm_sc c;
    session(t->formulation, t->flavor, sid);
    sgm_transcript_init(&transcript, sid);
    if (inst) {
        size_t len;
        const uint8_t *bytes = sgm_instance_bytes(inst, &len);
        sgm_transcript_absorb(&transcript, bytes, len);
    }
    if (commitments)
        sgm_transcript_absorb(&transcript, commitments, 32 * (size_t)t->formulation->equations);
    if (t->formulation->width == SGM_CHALLENGE_128)
        sgm_transcript_challenge128(&transcript, &c);
    else
        sgm_transcript_challenge(&transcript, &c);
    return c;
}

static sgm_sc weight(const uint8_t *weights, size_t i)
{
    sgm_sc w;
    sgm_sc_reduce(&w, weights + 16 * i, 16);
    return w;
}

static sgm_batch *new_batch(const forger *f, sgm_weights kind)
{
    sgm_batch *b = NULL;
    need(sgm_batch_new(&b, f->ctx, kind) == SGM_OK, "making a batch");
    return b;
}

static void add(sgm_batch *b, const sgm_instance *inst, const uint8_t *proof, size_t len)
{
    need(sgm_batch_add(b, inst, proof, len) == SGM_OK, "adding to a batch");
}

static sgm_status verify_and_free(sgm_batch *b)
{
    sgm_status status = sgm_batch_verify(b);
    sgm_batch_free(b);
    return status;
}

/* Two honest proofs of F0A; their responses are the last 32 bytes. */
static void honest_pair(const forger *f, subject s[2])
{
    for (int i = 0; i < 2; i++)
        subject_make(&s[i], f->ctx, sgm_formulation_find("F0A"), SGM_BATCHABLE, f->g);
}

/* Shifts the two responses by x and y and adds both proofs. */
static void add_shifted(sgm_batch *b, subject s[2], sgm_sc x, sgm_sc y)
{
    subject_add(s[0].proof + 32, &x);
    subject_add(s[1].proof + 32, &y);
    for (int i = 0; i < 2; i++)
        add(b, s[i].inst, s[i].proof, s[i].len);
}

static void free_pair(subject s[2])
{
    subject_free(&s[0]);
    subject_free(&s[1]);
}

/* Errors +e and -e cancel when all weights are equal. */
static sgm_status equal_weights(const forger *f, int kind)
{
    subject s[2];
    sgm_sc e = any(f);
    sgm_batch *b = new_batch(f, kind ? SGM_WEIGHTS_RANDOM : SGM_WEIGHTS_DERIVED);
    honest_pair(f, s);
    add_shifted(b, s, e, minus(sgm_sc_zero, e));
    sgm_status status = verify_and_free(b);
    free_pair(s);
    return status;
}

/* Errors e w_1 and -e w_0, with the weights of the honest batch. reuse: in that very batch object, filled again. */
static sgm_status weights_of_honest_batch(const forger *f, int reuse)
{
    subject s[2];
    uint8_t weights[32];
    sgm_sc e = any(f);
    sgm_batch *b = new_batch(f, SGM_WEIGHTS_DERIVED);
    honest_pair(f, s);
    add_shifted(b, s, sgm_sc_zero, sgm_sc_zero);
    need(sgm_batch_verify(b) == SGM_OK && sgm_batch_derived_weights(b, weights) == SGM_OK, "the honest batch");
    if (reuse) {
        sgm_batch_clear(b);
    } else {
        sgm_batch_free(b);
        b = new_batch(f, SGM_WEIGHTS_DERIVED);
    }
    add_shifted(b, s, mul(e, weight(weights, 1)), minus(sgm_sc_zero, mul(e, weight(weights, 0))));
    sgm_status status = verify_and_free(b);
    free_pair(s);
    return status;
}

/* A false F0A beside a true one: with weights known before the commitments, the commitment of the true proof takes up
 * the error of the false one. */
static sgm_status weights_before_commitments(const forger *f, int variant)
{
    (void)variant;
    subject s[2];
    uint8_t weights[32], A[32], B[32], proof[2][64];
    target lie = false_statement(f, "F0A", SGM_BATCHABLE);
    sgm_sc a = any(f), z = any(f), k = any(f);
    honest_pair(f, s);
    sgm_batch *b = new_batch(f, SGM_WEIGHTS_DERIVED);
    add(b, lie.inst, s[0].proof, 64);
    add(b, s[1].inst, s[1].proof, 64);
    need(sgm_batch_derived_weights(b, weights) == SGM_OK, "weights");
    sgm_batch_clear(b);
    const combination commitment = times_h(a);
    encode(f, A, &commitment);
    combination error = difference(times_h(minus(z, a)), times(challenge(&lie, lie.inst, A), lie.image));
    combination taken = times(over(weight(weights, 0), weight(weights, 1)), error);
    taken.h = plus(taken.h, k);
    encode(f, B, &taken);
    const target truth = {.formulation = s[1].f, .flavor = SGM_BATCHABLE};
    sgm_sc z1 = plus(k, mul(challenge(&truth, s[1].inst, B), s[1].o.r));
    memcpy(proof[0], A, 32);
    sgm_sc_to_bytes(proof[0] + 32, &z);
    memcpy(proof[1], B, 32);
    sgm_sc_to_bytes(proof[1] + 32, &z1);
    add(b, lie.inst, proof[0], 64);
    add(b, s[1].inst, proof[1], 64);
    sgm_status status = verify_and_free(b);
    sgm_instance_free(lie.inst);
    free_pair(s);
    return status;
}

/* Discrete logarithms of X, H' and Y in the false claim that log_G X = log_H' Y. */
typedef struct false_dleq {
    sgm_sc x, h, y;
} false_dleq;

static sgm_relation *dleq(const forger *f, const false_dleq *k)
{
    const sgm_sc one = sgm_sc_one;
    const sgm_image_term images[2] = {{1, one}, {3, one}};
    const sgm_linear_term terms[2] = {{0, 0, one}, {0, 2, one}};
    const sgm_equation equations[2] = {{&images[0], &terms[0], 1, 1}, {&images[1], &terms[1], 1, 1}};
    uint8_t elements[4][32];
    const combination points[4] = {{one, sgm_sc_zero, sgm_sc_zero},
                                   {k->x, sgm_sc_zero, sgm_sc_zero},
                                   {k->h, sgm_sc_zero, sgm_sc_zero},
                                   {k->y, sgm_sc_zero, sgm_sc_zero}};
    sgm_relation *relation = NULL;
    for (int i = 0; i < 4; i++)
        encode(f, elements[i], &points[i]);
    need(sgm_relation_new(&relation, f->ctx, equations, 2, (const uint8_t(*)[32])elements, 4) == SGM_OK, "a relation");
    return relation;
}

/* The phantom challenge: an OR of two false claims; weights that do not see the share let it be solved for at the end.
 */
static sgm_status phantom_share(const forger *f, int extension)
{
    static const char tag[] = "phantom-OR-DSFS-with-sigma-proofs_Shake128_ristretto255";
    false_dleq k[2];
    sgm_relation *clauses[2];
    sgm_instance *inst = NULL;
    uint8_t sid[32], weights[64], proof[224] = {0};
    sgm_sc a[4], z[2], c, sum = sgm_sc_zero, slope[2];
    sgm_transcript transcript;
    size_t len;
    for (int i = 0; i < 2; i++) {
        k[i] = (false_dleq){any(f), any(f), any(f)};
        clauses[i] = dleq(f, &k[i]);
    }
    sgm_session_id(sid, tag, sizeof tag - 1);
    need(sgm_instance_new(&inst, f->ctx, clauses, 2, 1, sid, SGM_BATCHABLE, SGM_CHALLENGE_FULL, extension) == SGM_OK,
         "an OR");
    for (int i = 0; i < 4; i++) {
        a[i] = any(f);
        encode(f, proof + 32 * i, &(combination){a[i], sgm_sc_zero, sgm_sc_zero});
    }
    for (int i = 0; i < 2; i++) {
        z[i] = any(f);
        sgm_sc_to_bytes(proof + 160 + 32 * i, &z[i]);
    }
    sgm_transcript_init(&transcript, sid);
    const uint8_t *bytes = sgm_instance_bytes(inst, &len);
    sgm_transcript_absorb(&transcript, bytes, len);
    sgm_transcript_absorb(&transcript, proof, 128);
    sgm_transcript_challenge(&transcript, &c);
    sgm_batch *b = new_batch(f, SGM_WEIGHTS_DERIVED);
    add(b, inst, proof, sizeof proof);
    need(sgm_batch_derived_weights(b, weights) == SGM_OK, "weights");
    for (size_t i = 0; i < 2; i++) {
        sgm_sc w0 = weight(weights, 2 * i), w1 = weight(weights, 2 * i + 1);
        sum = plus(sum, mul(w0, minus(z[i], a[2 * i])));
        sum = plus(sum, mul(w1, minus(mul(z[i], k[i].h), a[2 * i + 1])));
        slope[i] = plus(mul(w0, k[i].x), mul(w1, k[i].y));
    }
    sgm_sc share = over(minus(sum, mul(c, slope[1])), minus(slope[0], slope[1]));
    sgm_sc_to_bytes(proof + 128, &share);
    sgm_batch_clear(b);
    add(b, inst, proof, sizeof proof);
    sgm_status status = verify_and_free(b);
    sgm_instance_free(inst);
    return status;
}

/* A proof made under one tag, shown under another. */
static sgm_status other_session(const forger *f, int flavor)
{
    static const char *const tags[2] = {"one-DSFS-with-sigma-proofs_Shake128_ristretto255",
                                        "two-DSFS-with-sigma-proofs_Shake128_ristretto255"};
    const sgm_rng rng = subject_rng(f->g);
    const false_dleq k = {any(f), any(f), any(f)};
    const false_dleq truth = {k.x, k.h, mul(k.x, k.h)};
    uint8_t sid[32], proof[96];
    sgm_status status = SGM_USAGE;
    for (int i = 0; i < 2; i++) {
        sgm_instance *inst = NULL;
        sgm_relation *relation = dleq(f, &truth);
        sgm_session_id(sid, tags[i], strlen(tags[i]));
        need(sgm_instance_new(&inst, f->ctx, &relation, 1, 0, sid, (sgm_flavor)flavor, SGM_CHALLENGE_FULL, 0) == SGM_OK,
             "a statement");
        if (i == 0)
            need(sgm_prove(f->ctx, inst, 0, &truth.x, &rng, proof) == SGM_OK, "proving");
        else
            status = verify(f, inst, proof, sgm_instance_proof_size(inst));
        sgm_instance_free(inst);
    }
    return status;
}

/* The record is made after the challenge, so that it answers it; it opens to another dataset than d. */
static sgm_status late_record(const forger *f, int flavor)
{
    target t = {
        .formulation = sgm_formulation_find("F0A"), .flavor = (sgm_flavor)flavor, .s = {.d = any(f), .dm = any(f)}};
    uint8_t proof[64];
    sgm_sc z = any(f);
    const combination A = {any(f), sgm_sc_zero, any(f)};
    encode(f, proof, &A);
    sgm_sc c = challenge(&t, NULL, proof);
    t.C = times(over(sgm_sc_one, c), difference(times_h(z), A));
    t.C.g = plus(t.C.g, t.s.d);
    t.C.m = plus(t.C.m, t.s.dm);
    state(f, &t);
    if (flavor == SGM_COMPACT)
        sgm_sc_to_bytes(proof, &c);
    sgm_sc_to_bytes(proof + 32, &z);
    sgm_status status = verify(f, t.inst, proof, sizeof proof);
    sgm_instance_free(t.inst);
    return status;
}

/* A false F0A simulated after the challenge, which does not depend on the commitment. */
static sgm_status late_commitment(const forger *f, int flavor)
{
    target t = false_statement(f, "F0A", (sgm_flavor)flavor);
    uint8_t proof[64];
    sgm_sc z = any(f), c = challenge(&t, t.inst, NULL);
    const combination A = difference(times_h(z), times(c, t.image));
    if (flavor == SGM_COMPACT)
        sgm_sc_to_bytes(proof, &c);
    else
        encode(f, proof, &A);
    sgm_sc_to_bytes(proof + 32, &z);
    sgm_status status = verify(f, t.inst, proof, sizeof proof);
    sgm_instance_free(t.inst);
    return status;
}

/* Any challenge with any responses is a compact proof of anything if nobody recomputes the challenge. */
static sgm_status any_challenge(const forger *f, int variant)
{
    static const char *const names[] = {"F0A", "F0NOT", "F1", "F1-S128"};
    target t = false_statement(f, names[variant], SGM_COMPACT);
    size_t len = sgm_instance_proof_size(t.inst);
    uint8_t proof[SUBJECT_MAX_PROOF];
    size_t head = t.formulation->width == SGM_CHALLENGE_128 ? 16 : 32;
    test_bytes(f->g, proof, head);
    proof[head - 1] &= 0x0f;
    for (size_t at = head; at < len; at += 32) {
        test_bytes(f->g, proof + at, 32);
        proof[at + 31] &= 0x0f;
    }
    if (variant >= 2) /* shares have the width of the challenge */
        proof[2 * head - 1] &= 0x0f;
    for (size_t at = len - 96; variant >= 2 && at < len; at += 32)
        proof[at + 31] &= 0x0f;
    sgm_status status = verify(f, t.inst, proof, len);
    sgm_instance_free(t.inst);
    return status;
}

/* Commitments of F1 for which the responses z answer the shares: both clauses simulated. */
static void simulate_f1(const forger *f, const target *t, const sgm_sc share[2], const sgm_sc z[3], uint8_t A[64])
{
    combination first = difference(times_h(z[0]), times(share[0], t->image));
    combination second = times(z[1], t->image);
    second.h = plus(second.h, z[2]);
    second.g = minus(second.g, share[1]);
    encode(f, A, &first);
    encode(f, A + 32, &second);
}

/* Both clauses of F1 simulated about a record that nobody can open. The shares do not add up to the challenge, which
 * only a verifier that reads the last one from the proof (and so expects a longer string) cannot see. */
static sgm_status last_share(const forger *f, int variant)
{
    const int is_short = variant & 1;
    target t = false_statement(f, is_short ? "F1-S128" : "F1", variant & 2 ? SGM_COMPACT : SGM_BATCHABLE);
    size_t width = is_short ? 16 : 32, at = 0, len = sgm_instance_proof_size(t.inst);
    uint8_t proof[SUBJECT_MAX_PROOF], A[64], bytes[32];
    sgm_sc share[2], z[3];
    for (int i = 0; i < 2; i++) {
        uint8_t raw[32] = {0};
        test_bytes(f->g, raw, is_short ? 16 : 31);
        need(sgm_sc_from_bytes(&share[i], raw), "a share");
    }
    for (int i = 0; i < 3; i++)
        z[i] = any(f);
    simulate_f1(f, &t, share, z, A);
    if (t.flavor == SGM_COMPACT) {
        sgm_sc c = challenge(&t, t.inst, A);
        sgm_sc_to_bytes(bytes, &c);
        memcpy(proof, bytes, width);
        at = width;
    } else {
        memcpy(proof, A, 64);
        at = 64;
    }
    size_t shares = (len - at - 96) / width;
    for (size_t i = 0; i < shares && i < 2; i++, at += width) {
        sgm_sc_to_bytes(bytes, &share[i]);
        memcpy(proof + at, bytes, width);
    }
    for (int i = 0; i < 3; i++, at += 32)
        sgm_sc_to_bytes(proof + at, &z[i]);
    sgm_status status = at == len ? verify(f, t.inst, proof, len) : SGM_USAGE;
    sgm_instance_free(t.inst);
    return status;
}

/* An honest proof with bytes after it. */
static sgm_status trailing_bytes(const forger *f, int flavor)
{
    subject s;
    uint8_t longer[SUBJECT_MAX_PROOF + 1] = {0};
    subject_make(&s, f->ctx, sgm_formulation_find("F1"), (sgm_flavor)flavor, f->g);
    memcpy(longer, s.proof, s.len);
    sgm_status status = verify(f, s.inst, longer, s.len + 1);
    subject_free(&s);
    return status;
}

/* The response written as itself plus the group order: a second string for the same proof. */
static sgm_status plus_order(const forger *f, int flavor)
{
    static const uint8_t order_minus_one[32] = {0xec, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,       0xd6,
                                                0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};
    subject s;
    subject_make(&s, f->ctx, sgm_formulation_find("F0A"), (sgm_flavor)flavor, f->g);
    unsigned carry = 1;
    for (size_t i = 0; i < 32; i++) {
        carry += (unsigned)s.proof[32 + i] + order_minus_one[i];
        s.proof[32 + i] = (uint8_t)carry;
        carry >>= 8;
    }
    sgm_status status = verify(f, s.inst, s.proof, s.len);
    subject_free(&s);
    return status;
}

/* A commitment that stands for the identity (nonce 0), made by somebody who knows r: all zero, or bytes that are no
 * point at all. The response then gives r away, and the second kind is a proof nobody else can read. */
static sgm_status zero_nonce(const forger *f, int undecodable)
{
    subject s;
    subject_make(&s, f->ctx, sgm_formulation_find("F0A"), SGM_BATCHABLE, f->g);
    const target t = {.formulation = s.f, .flavor = SGM_BATCHABLE};
    memset(s.proof, undecodable ? 0xff : 0, 32);
    sgm_sc z = mul(challenge(&t, s.inst, s.proof), s.o.r);
    sgm_sc_to_bytes(s.proof + 32, &z);
    sgm_status status = verify(f, s.inst, s.proof, s.len);
    subject_free(&s);
    return status;
}

/* A record without blinding: its image is the identity, and anybody who guesses d proves it. */
static sgm_status no_blinding(const forger *f, int flavor)
{
    const sgm_rng rng = subject_rng(f->g);
    target t = {
        .formulation = sgm_formulation_find("F0A"), .flavor = (sgm_flavor)flavor, .s = {.d = any(f), .dm = any(f)}};
    uint8_t proof[64];
    t.C = (combination){t.s.d, t.s.dm, sgm_sc_zero};
    encode(f, t.s.C, &t.C);
    sgm_status status = sgm_formulation_instance(&t.inst, f->ctx, t.formulation, &t.s, t.flavor);
    if (status != SGM_OK)
        return status;
    status = sgm_prove(f->ctx, t.inst, 0, &t.C.h, &rng, proof);
    if (status == SGM_OK)
        status = verify(f, t.inst, proof, sizeof proof);
    sgm_instance_free(t.inst);
    return status;
}

/* A true statement about a digest that is 0. */
static sgm_status zero_digest(const forger *f, int which)
{
    const sgm_rng rng = subject_rng(f->g);
    target t = {.formulation = sgm_formulation_find("F0A"), .s = {.d = any(f), .dm = any(f)}};
    uint8_t proof[64];
    *(which ? &t.s.dm : &t.s.d) = sgm_sc_zero;
    t.C = (combination){t.s.d, t.s.dm, any(f)};
    encode(f, t.s.C, &t.C);
    sgm_status status = sgm_formulation_instance(&t.inst, f->ctx, t.formulation, &t.s, t.flavor);
    if (status != SGM_OK)
        return status;
    need(sgm_prove(f->ctx, t.inst, 0, &t.C.h, &rng, proof) == SGM_OK, "proving");
    status = verify(f, t.inst, proof, sizeof proof);
    sgm_instance_free(t.inst);
    return status;
}

/* What is attacked (the SGM_WEAKEN_ switch that removes it), how, and in how many variants. */
static const struct attack {
    const char *check;
    const char *what;
    sgm_status (*forge)(const forger *f, int variant);
    int first, last;
} attacks[] = {
    {"WEIGHTS_ONE", "errors that cancel under equal weights", equal_weights, 0, 1},
    {"WEIGHTS_NO_RESPONSES", "errors made to measure for the honest weights", weights_of_honest_batch, 0, 0},
    {"WEIGHTS_NO_PROOF", "a false statement absorbed by its neighbour", weights_before_commitments, 0, 0},
    {"WEIGHTS_NO_SHARES", "an OR of two false claims, its share solved for", phantom_share, 0, 1},
    {"WEIGHTS_REUSED", "a batch filled again after its weights are known", weights_of_honest_batch, 1, 1},
    {"SESSION", "a proof made under another tag", other_session, SGM_BATCHABLE, SGM_COMPACT},
    {"STATEMENT", "a record made after the challenge", late_record, SGM_BATCHABLE, SGM_COMPACT},
    {"COMMITMENTS", "commitments made after the challenge", late_commitment, SGM_BATCHABLE, SGM_COMPACT},
    {"COMPACT_CHALLENGE", "random bytes as a compact proof", any_challenge, 0, 3},
    {"LAST_SHARE", "all clauses simulated", last_share, 0, 3},
    {"LENGTH", "one byte too many", trailing_bytes, SGM_BATCHABLE, SGM_COMPACT},
    {"SCALAR_CANONICAL", "a response plus the group order", plus_order, SGM_BATCHABLE, SGM_COMPACT},
    {"DECODE", "a commitment that does not decode", zero_nonce, 1, 1},
    {"IDENTITY", "the identity as a commitment", zero_nonce, 0, 0},
    {"IMAGE", "a record without blinding", no_blinding, SGM_BATCHABLE, SGM_COMPACT},
    {"ZERO_DIGEST", "a digest that is 0", zero_digest, 0, 1},
};

static void run_attack(const forger *f, const struct attack *a, int accepted, const char *backend, test_tally *t)
{
    for (int variant = a->first; variant <= a->last; variant++) {
        sgm_status status = a->forge(f, variant);
        int as_wanted = accepted ? status == SGM_OK : status == SGM_REJECTED || status == SGM_MALFORMED;
        test_check(t, as_wanted, "%s, %s: %s (variant %d) has status %d", backend, a->check, a->what, variant,
                   (int)status);
    }
}

int main(int argc, char **argv)
{
    const sgm_backend *backends[16];
    test_tally t = {0, 0};
    const int accepted = argc > 1 && strcmp(argv[1], "accepted") == 0;
    const char *check = accepted && argc > 2 ? argv[2] : NULL;
    if (argc < 2 || (!accepted && strcmp(argv[1], "rejected") != 0) || (accepted && !check)) {
        fputs("usage: forged rejected [--backend NAME] | forged accepted SWITCH\n", stderr);
        return 2;
    }
    size_t n = test_backends(argc, argv, backends);
    test_rng g = test_rng_new(argc, argv);
    for (size_t i = 0; i < n; i++) {
        forger f = {NULL, &g};
        sgm_ctx *ctx = NULL;
        need(sgm_ctx_new(&ctx, backends[i]) == SGM_OK, "making a context");
        f.ctx = ctx;
        for (size_t k = 0; k < sizeof attacks / sizeof *attacks; k++) {
            if (!check || strcmp(check, attacks[k].check) == 0)
                run_attack(&f, &attacks[k], accepted, backends[i]->name, &t);
        }
        sgm_ctx_free(ctx);
    }
    return test_report(&t);
}
