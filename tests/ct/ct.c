/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Everything that touches a secret, with its secrets marked as undefined: the checker that runs this program reports
 * each branch and each address that depends on one. `--leak NAME` runs a piece of code that it must report;
 * `--arguments no` leaves out subjects that have no compact form, whose provers are the same code on all backends. */
#include "primitives/base/ct.h"
#include "primitives/keccak/keccak.h"
#include "protocols/batch.h"
#include "protocols/formulation/ball.h"
#include "protocols/formulation/f1k.h"
#include "protocols/formulation/f2.h"
#include "protocols/formulation/f3.h"
#include "protocols/formulation/f4.h"
#include "protocols/formulation/f5.h"
#include "protocols/formulation/formulation.h"
#include "protocols/formulation/range.h"
#include "tests/ct/taint.h"
#include "tests/kernels/kernels.h"
#include "tests/support/subject.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *need(size_t bytes)
{
    void *p = aligned_alloc(64, (bytes + 64) / 64 * 64);
    if (p == NULL)
        exit(2);
    memset(p, 0, bytes);
    return p;
}

/* The result must carry the mark: a checker that lost sight of the secret on the way would be silent about anything. */
static void expect_secret(test_tally *t, const void *p, size_t n, const char *backend, const char *what)
{
    test_check(t, taint_count(p, n) > 0, "%s: %s: the checker lost the secret", backend, what);
}

/* One call on n items. Everything but a fixed table is secret. */
static void one_kernel(test_tally *t, const sgm_backend *be, const kernel *k, size_t n)
{
    void *operand[KERNEL_OPERANDS] = {NULL};
    for (unsigned i = 0; i < KERNEL_OPERANDS && k->operand[i].kind != KERNEL_NONE; i++) {
        size_t bytes = kernel_bytes(k, i, be, n);
        operand[i] = need(bytes);
        if (k->operand[i].use == KERNEL_OUT)
            continue;
        kernel_fill(k, i, be, n, n, operand[i]);
        if (k->operand[i].kind != KERNEL_TABLE)
            SGM_SECRET(operand[i], bytes);
    }
    k->call(k, be, operand, n);
    for (unsigned i = 0; i < KERNEL_OPERANDS; i++) {
        if (operand[i] != NULL && k->operand[i].use != KERNEL_IN && k->operand[i].kind != KERNEL_SCRATCH)
            expect_secret(t, operand[i], kernel_bytes(k, i, be, n), be->name, k->name);
        free(operand[i]);
    }
}

/* The sum of outer products reduces by products with floats or by high halves of products: memcheck alone follows it.
 */
static int can_be_watched(const kernel *k)
{
    return !k->is_public && (taint_follows_arithmetic() || k->member != offsetof(sgm_backend, sc_outer_sum));
}

/* One item, one vector and more than a block of vectors. */
static void kernels(test_tally *t, const sgm_backend *be)
{
    const size_t sizes[] = {1, be->lanes, 4 * be->lanes + 1};
    for (size_t i = 0; i < kernel_list_count; i++)
        for (size_t s = 0; s < 3 && can_be_watched(&kernel_list[i]); s++)
            one_kernel(t, be, &kernel_list[i], sizes[s]);
}

/* Scalars, item by item: the same code for all backends. */
static void scalars(test_tally *t, test_rng *g)
{
    uint8_t wide[64];
    uint64_t flag[2];
    int below;
    int64_t small = -3;
    sgm_sc a, b, r[9];
    test_bytes(g, wide, sizeof wide);
    test_scalar(g, &a);
    test_scalar(g, &b);
    SGM_SECRET(&a, sizeof a);
    SGM_SECRET(&b, sizeof b);
    SGM_SECRET(wide, sizeof wide);
    SGM_SECRET(&small, sizeof small);
    sgm_sc_add(&r[0], &a, &b);
    sgm_sc_sub(&r[1], &a, &b);
    sgm_sc_neg(&r[2], &a);
    sgm_sc_mul(&r[3], &a, &b);
    sgm_sc_muladd(&r[4], &a, &b, &r[0]);
    sgm_sc_muladd_u32(&r[4], &r[4], (uint32_t)a.v[0], &b);
    sgm_sc_invert(&r[5], &a);
    sgm_sc_reduce(&r[6], wide, sizeof wide);
    sgm_sc_from_i64(&r[7], small);
    sgm_sc_half(&r[8], &a);
    for (size_t i = 0; i < 9; i++)
        expect_secret(t, &r[i], sizeof r[i], "scalars", "result");
    flag[0] = sgm_sc_eq(&a, &b);
    flag[1] = sgm_sc_is_zero(&a);
    expect_secret(t, flag, sizeof flag, "scalars", "comparison");
    sgm_sc_select(&r[0], flag[0], &a, &b);
    sgm_sc_to_bytes(wide, &r[0]);
    below = sgm_sc_from_bytes(&r[1], wide);
    expect_secret(t, &r[1], sizeof r[1], "scalars", "selected, written and read");
    if (taint_follows_arithmetic())
        expect_secret(t, &below, sizeof below, "scalars", "verdict");
}

/* Secret messages through SHAKE128, more of them than lanes. */
static void hashing(test_tally *t, const sgm_backend *be)
{
    enum { MESSAGES = 11, LONG = SGM_SHAKE128_RATE + 9 };
    static uint8_t in[MESSAGES][LONG], out[MESSAGES][LONG];
    sgm_shake_job jobs[MESSAGES];
    memset(jobs, 0, sizeof jobs);
    for (size_t i = 0; i < MESSAGES; i++) {
        jobs[i].in[0] = in[i];
        jobs[i].in_len[0] = LONG - i;
        jobs[i].n_in = 1;
        jobs[i].out = out[i];
        jobs[i].out_len = LONG;
    }
    SGM_SECRET(in, sizeof in);
    sgm_shake128_n(be, jobs, MESSAGES);
    for (size_t i = 0; i < MESSAGES; i++)
        expect_secret(t, out[i], LONG, be->name, "SHAKE128");
}

/* A prover's random source whose bytes are secret. */
static sgm_status secret_bytes(void *state, uint8_t *out, size_t n)
{
    test_bytes(state, out, n);
    SGM_SECRET(out, n);
    return SGM_OK;
}

static void nonzero_scalar(test_rng *g, sgm_sc *s)
{
    do
        test_scalar(g, s);
    while (sgm_sc_is_zero(s));
}

/* A record and an opening of it, to the digest of the statement or to another one. */
static void make_record(test_tally *t, const sgm_ctx *ctx, test_rng *g, int same, sgm_statement *s, sgm_opening *o)
{
    nonzero_scalar(g, &o->r); /* 0: the record would be what the statement takes away from it */
    sgm_sc_from_u64(&s->d, test_u64(g) | 1);
    sgm_sc_from_u64(&s->dm, test_u64(g) | 1);
    sgm_sc_from_u64(&o->d, same ? 0 : 5);
    sgm_sc_add(&o->d, &o->d, &s->d);
    SGM_SECRET(o, sizeof *o);
    sgm_record_commit(ctx, s->C, &o->d, &s->dm, &o->r);
    expect_secret(t, s->C, sizeof s->C, sgm_ctx_backend(ctx)->name, "record");
    SGM_DECLASSIFY(s->C, sizeof s->C); /* it is published */
}

/* The honest prover of one formulation. A proof that verifies shows that the run was the real one. */
static void one_proof(test_tally *t, const sgm_ctx *ctx, test_rng *g, const sgm_formulation *f, sgm_flavor flavor,
                      int same)
{
    const sgm_rng rng = {.fill = secret_bytes, .state = g};
    const size_t len = flavor == SGM_COMPACT ? f->compact_bytes : f->batchable_bytes;
    uint8_t *proof = need(len);
    sgm_statement s;
    sgm_opening o;
    sgm_instance *inst = NULL;
    make_record(t, ctx, g, same, &s, &o);
    sgm_status proved = sgm_formulation_prove(ctx, f, &s, &o, flavor, &rng, proof);
    SGM_DECLASSIFY(&proved, sizeof proved); /* a refusal is visible, and this test makes none */
    sgm_status status = sgm_formulation_instance(&inst, ctx, f, &s, flavor);
    test_check(t, proved == SGM_OK && status == SGM_OK && sgm_verify(ctx, inst, proof, len) == SGM_OK,
               "%s: %s: no valid proof", sgm_ctx_backend(ctx)->name, f->words.name);
    sgm_instance_free(inst);
    free(proof);
}

/* Every formulation and flavour; where a statement is true both ways, with either clause. */
static void provers(test_tally *t, const sgm_ctx *ctx, test_rng *g)
{
    size_t n;
    const sgm_formulation *const *list = sgm_formulation_list(&n);
    for (size_t i = 0; i < n; i++)
        for (int flavor = SGM_BATCHABLE; flavor <= SGM_COMPACT; flavor++)
            for (int same = 0; same <= 1; same++)
                if (strcmp(list[i]->words.name, same ? "F0NOT" : "F0A") != 0)
                    one_proof(t, ctx, g, list[i], (sgm_flavor)flavor, same);
}

enum { RECORDS = 5, NEEDED = 3 };

/* k of n records: which of them are held is as secret as their blindings. */
static void one_list(test_tally *t, const sgm_ctx *ctx, test_rng *g, sgm_flavor flavor, const uint8_t held[RECORDS])
{
    const sgm_rng rng = {.fill = secret_bytes, .state = g};
    uint8_t C[RECORDS][32], secret[RECORDS], proof[32 * 3 * RECORDS];
    sgm_sc d[RECORDS], r[RECORDS];
    sgm_f1k_statement s = {(const uint8_t(*)[32])C, d, sgm_sc_one, NEEDED, RECORDS};
    sgm_instance *inst = NULL;
    for (size_t i = 0; i < RECORDS; i++) {
        sgm_statement one;
        sgm_opening o;
        make_record(t, ctx, g, held[i], &one, &o);
        o.d = one.d;
        sgm_sc_add(&o.d, &o.d, held[i] ? &sgm_sc_zero : &sgm_sc_one);
        sgm_record_commit(ctx, C[i], &o.d, &s.dm, &o.r);
        d[i] = one.d;
        r[i] = o.r;
    }
    memcpy(secret, held, RECORDS);
    SGM_DECLASSIFY(C, sizeof C); /* they are published */
    SGM_SECRET(secret, sizeof secret);
    sgm_status proved = sgm_f1k_prove(ctx, &s, secret, r, flavor, &rng, proof);
    SGM_DECLASSIFY(&proved, sizeof proved); /* a refusal is visible, and this test makes none */
    sgm_status status = sgm_f1k_instance(&inst, ctx, &s, flavor);
    test_check(t,
               proved == SGM_OK && status == SGM_OK &&
                   sgm_verify(ctx, inst, proof, sgm_f1k_proof_size(NEEDED, RECORDS, flavor)) == SGM_OK,
               "%s: F1K: no valid proof", sgm_ctx_backend(ctx)->name);
    sgm_instance_free(inst);
}

static sgm_relation *schnorr(const sgm_ctx *ctx, const sgm_sc *x)
{
    uint8_t elements[2][32];
    sgm_point X;
    sgm_relation *rel = NULL;
    const sgm_image_term image = {1, sgm_sc_one};
    const sgm_linear_term term = {0, 0, sgm_sc_one};
    const sgm_equation eq = {&image, &term, 1, 1};
    sgm_ctx_backend(ctx)->var_mul(&X, sgm_ctx_generator_point(ctx, SGM_GEN_G), x, 1);
    sgm_ctx_backend(ctx)->encode(&elements[1], &X, 1);
    memcpy(elements[0], sgm_ctx_generator(ctx, SGM_GEN_G), 32);
    if (sgm_relation_new(&rel, ctx, &eq, 1, (const uint8_t(*)[32])elements, 2) != SGM_OK)
        exit(2);
    return rel;
}

/* Two of a, "b or c" and "d and e": every kind of node, simulated and real. */
static void one_tree(test_tally *t, const sgm_ctx *ctx, test_rng *g, const uint8_t known[5])
{
    const sgm_rng rng = {.fill = secret_bytes, .state = g};
    uint8_t sid[32] = {1}, secret[5], proof[1024];
    sgm_part parts[8] = {[0] = {NULL, 2, 3}, [2] = {NULL, 1, 2}, [5] = {NULL, 2, 2}};
    sgm_sc x[5];
    sgm_instance *inst = NULL;
    for (size_t i = 0, at = 0; i < 5; i++) {
        while (parts[at].n > 0 || parts[at].clause != NULL)
            at++;
        sgm_sc_from_u64(&x[i], test_u64(g) | 1);
        parts[at].clause = schnorr(ctx, &x[i]);
        sgm_sc_add(&x[i], &x[i], known[i] ? &sgm_sc_zero : &sgm_sc_one);
    }
    memcpy(secret, known, sizeof secret);
    SGM_SECRET(secret, sizeof secret);
    SGM_SECRET(x, sizeof x);
    sgm_status made = sgm_instance_compose(&inst, ctx, parts, 8, sid, SGM_BATCHABLE, SGM_CHALLENGE_FULL, 0);
    if (made != SGM_OK || sgm_instance_proof_size(inst) > sizeof proof)
        exit(2);
    sgm_status proved = sgm_prove_known(ctx, inst, secret, x, &rng, proof);
    SGM_DECLASSIFY(&proved, sizeof proved); /* as above */
    test_check(t, proved == SGM_OK && sgm_verify(ctx, inst, proof, sgm_instance_proof_size(inst)) == SGM_OK,
               "%s: a tree: no valid proof", sgm_ctx_backend(ctx)->name);
    sgm_instance_free(inst);
}

enum { MEMBERS = 16 };

/* One out of MEMBERS digests or commitments: which one is as secret as the record's blinding. */
static void one_class(test_tally *t, const sgm_ctx *ctx, test_rng *g, sgm_f3_form form, uint32_t base, uint32_t l)
{
    const sgm_rng rng = {.fill = secret_bytes, .state = g};
    sgm_sc d[MEMBERS], r, owner = sgm_sc_zero;
    uint8_t K[MEMBERS][32], member[32], proof[2048];
    sgm_f3_statement s = {.dm = sgm_sc_one};
    sgm_class *made = NULL;
    sgm_instance *inst = NULL;
    for (size_t i = 0; i < MEMBERS; i++) {
        sgm_sc_from_u64(&d[i], test_u64(g) | 1);
        sgm_record_commit(ctx, K[i], &d[i], &sgm_sc_zero, &owner);
    }
    sgm_status st = form == SGM_F3_GROUP ? sgm_class_points(&made, ctx, (const uint8_t(*)[32])K, MEMBERS, base)
                                         : sgm_class_scalars(&made, d, MEMBERS, base);
    if (st == SGM_OK && form == SGM_F3_SQRT)
        st = sgm_class_rows(made, ctx);
    s.K = made;
    sgm_sc_from_u64(&r, test_u64(g) | 1);
    sgm_record_commit(ctx, s.C, &d[l], &s.dm, &r);
    sgm_sc_to_bytes(member, &d[l]);
    memcpy(member, form == SGM_F3_GROUP ? K[l] : member, sizeof member);
    SGM_SECRET(member, sizeof member);
    SGM_SECRET(&r, sizeof r);
    if (st == SGM_OK)
        st = sgm_class_find(made, member, &l);
    sgm_status proved = sgm_f3_prove(ctx, form, &s, l, &r, SGM_BATCHABLE, &rng, proof);
    SGM_DECLASSIFY(&proved, sizeof proved); /* a refusal is visible, and this test makes none */
    if (st == SGM_OK)
        st = sgm_f3_instance(&inst, ctx, form, &s, SGM_BATCHABLE);
    test_check(
        t, proved == SGM_OK && st == SGM_OK && sgm_verify(ctx, inst, proof, sgm_instance_proof_size(inst)) == SGM_OK,
        "%s: %s: no valid proof", sgm_ctx_backend(ctx)->name, sgm_f3[form].name);
    sgm_instance_free(inst);
    sgm_class_free(made);
}

static void classes(test_tally *t, const sgm_ctx *ctx, test_rng *g)
{
    for (int form = 0; form < SGM_F3_FORMS; form++) {
        one_class(t, ctx, g, (sgm_f3_form)form, 2, 5);
        one_class(t, ctx, g, (sgm_f3_form)form, 4, MEMBERS - 1);
    }
    one_class(t, ctx, g, SGM_F3_SCALAR, 3, 0);
}

/* Whatever a form of subject has for a witness is secret, roles and indices too. */
static void one_subject(test_tally *t, const sgm_ctx *ctx, test_rng *g, const subject_form *f, sgm_flavor flavor)
{
    const sgm_rng rng = {.fill = secret_bytes, .state = g};
    uint8_t proof[SUBJECT_MAX_PROOF];
    subject s;
    subject_make(&s, ctx, f, flavor, g);
    SGM_SECRET(s.witness, f->n_witness * sizeof *s.witness);
    sgm_status proved = f->prove(ctx, (const uint8_t(*)[32])s.statement, s.witness, flavor, &rng, proof);
    SGM_DECLASSIFY(&proved, sizeof proved); /* a refusal is visible, and this test makes none */
    test_check(t, proved == SGM_OK && sgm_verify(ctx, s.inst, proof, s.len) == SGM_OK, "%s: %s: no valid proof",
               sgm_ctx_backend(ctx)->name, f->name);
    subject_free(&s);
}

static void subjects(test_tally *t, const sgm_ctx *ctx, test_rng *g, int arguments)
{
    for (size_t i = 0; i < n_subject_forms; i++)
        for (int flavor = SGM_BATCHABLE; flavor <= SGM_COMPACT; flavor++)
            if (!subject_forms[i]->no_compact || (arguments && flavor == SGM_BATCHABLE))
                one_subject(t, ctx, g, subject_forms[i], (sgm_flavor)flavor);
}

static void compositions(test_tally *t, const sgm_ctx *ctx, test_rng *g)
{
    static const uint8_t held[][RECORDS] = {{1, 1, 1, 0, 0}, {0, 1, 0, 1, 1}, {1, 1, 1, 1, 1}};
    static const uint8_t known[][5] = {{1, 1, 0, 0, 0}, {0, 0, 1, 1, 1}, {1, 0, 0, 1, 1}, {1, 1, 1, 1, 1}};
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        for (int flavor = SGM_BATCHABLE; flavor <= SGM_COMPACT; flavor++)
            one_list(t, ctx, g, (sgm_flavor)flavor, held[i]);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        one_tree(t, ctx, g, known[i]);
}

/* Committed weights and numbers: bits in rows, norm arguments. Weights, blindings and numbers are secret. */

enum { WEIGHTS = 2, PROBES = 2 };

typedef struct weights {
    int64_t w[WEIGHTS];
    sgm_sc rho[WEIGHTS];
    uint8_t W[WEIGHTS][32];
    sgm_weights_opening opening;
} weights;

static void make_weights(const sgm_ctx *ctx, test_rng *g, weights *m)
{
    for (size_t j = 0; j < WEIGHTS; j++) {
        m->w[j] = (int64_t)test_below(g, 15) - 7;
        nonzero_scalar(g, &m->rho[j]); /* 0: a weight of 0 would be committed to by the identity */
    }
    m->opening = (sgm_weights_opening){m->w, m->rho};
    SGM_SECRET(m->w, sizeof m->w);
    SGM_SECRET(m->rho, sizeof m->rho);
    sgm_weights_commit(ctx, m->W, &m->opening, WEIGHTS);
    SGM_DECLASSIFY(m->W, sizeof m->W); /* they are published */
}

/* What comes out of a prover that had secrets. */
static void expect_proof(test_tally *t, const sgm_ctx *ctx, const char *name, sgm_status proved, sgm_status made,
                         sgm_instance *inst, const uint8_t *proof)
{
    SGM_DECLASSIFY(&proved, sizeof proved); /* a refusal is visible, and this test makes none */
    test_check(
        t, proved == SGM_OK && made == SGM_OK && sgm_verify(ctx, inst, proof, sgm_instance_proof_size(inst)) == SGM_OK,
        "%s: %s: no valid proof", sgm_ctx_backend(ctx)->name, name);
    sgm_instance_free(inst);
}

static void rows(test_tally *t, const sgm_ctx *ctx, test_rng *g)
{
    static const int64_t x[PROBES * WEIGHTS] = {1, -2, 3, 4};
    static const uint8_t label[PROBES] = {1, 0};
    const sgm_rng rng = {.fill = secret_bytes, .state = g};
    const sgm_bound large = {200, 0};
    weights model, without;
    sgm_probes probes, items;
    sgm_instance *inst = NULL;
    sgm_bound v = {5, 0};
    uint8_t proof[4096];
    make_weights(ctx, g, &model);
    make_weights(ctx, g, &without);
    const uint8_t(*W)[32] = (const uint8_t(*)[32])model.W, (*W0)[32] = (const uint8_t(*)[32])without.W;
    if (sgm_probes_init(&probes, x, NULL, PROBES, WEIGHTS) != SGM_OK ||
        sgm_probes_init(&items, x, label, PROBES, WEIGHTS) != SGM_OK)
        exit(2);
    const sgm_f2_statement f2 = {&probes, W, W0, large, 7};
    for (int form = 0; form < SGM_F2_FORMS; form++) {
        sgm_status proved =
            sgm_f2_prove(ctx, (sgm_f2_form)form, &f2, &model.opening, &without.opening, SGM_BATCHABLE, &rng, proof);
        sgm_status made = sgm_f2_instance(&inst, ctx, (sgm_f2_form)form, &f2, SGM_BATCHABLE);
        expect_proof(t, ctx, sgm_f2[form].name, proved, made, inst, proof);
    }
    const sgm_ball_statement ball = {W, W0, WEIGHTS, {400, 0}, {15, 0}};
    for (int form = 0; form < SGM_BALL_FORMS; form++) {
        sgm_status proved = sgm_ball_prove(ctx, (sgm_ball_form)form, &ball, &model.opening, &without.opening,
                                           SGM_BATCHABLE, &rng, proof);
        sgm_status made = sgm_ball_instance(&inst, ctx, (sgm_ball_form)form, &ball, SGM_BATCHABLE);
        expect_proof(t, ctx, sgm_ball_words[form].name, proved, made, inst, proof);
    }
    const sgm_f5_statement f5 = {&items, W, 7, 0};
    sgm_status proved = sgm_f5_prove(ctx, &f5, &model.opening, SGM_BATCHABLE, &rng, proof);
    sgm_status made = sgm_f5_instance(&inst, ctx, &f5, SGM_BATCHABLE);
    expect_proof(t, ctx, sgm_f5_acc.name, proved, made, inst, proof);
    SGM_SECRET(&v, sizeof v);
    uint8_t V[1][32];
    const int64_t five = 5;
    sgm_weights_commit(ctx, V, &(sgm_weights_opening){&five, model.rho}, 1);
    SGM_DECLASSIFY(V, sizeof V); /* it is published */
    const sgm_range_statement range = {(const uint8_t(*)[32])V, &large, 1};
    proved = sgm_range_prove(ctx, &range, &v, model.rho, SGM_BATCHABLE, &rng, proof);
    made = sgm_range_instance(&inst, ctx, &range, SGM_BATCHABLE);
    expect_proof(t, ctx, sgm_range.name, proved, made, inst, proof);
}

/* Rows of data behind registered columns. Data and blindings are secret; the run is not. */
static void training(test_tally *t, const sgm_ctx *ctx, test_rng *g)
{
    enum { ROWS = 4, COLUMNS = 2, STEPS = 3 };
    const sgm_rng rng = {.fill = secret_bytes, .state = g};
    int64_t X[ROWS * COLUMNS], y[ROWS], w[(STEPS + 1) * COLUMNS] = {0}, gradient[STEPS * COLUMNS];
    sgm_sc rho[COLUMNS], rho_y;
    uint8_t CX[COLUMNS][32], CY[1][32], proof[1024];
    const sgm_f4_data data = {X, y, rho, &rho_y};
    const sgm_f4_statement s = {.n = ROWS,
                                .CX = (const uint8_t(*)[32])CX,
                                .CY = (const uint8_t(*)[32])CY,
                                .run = {COLUMNS, STEPS, 1, 4, 6, w, gradient, 0, NULL}};
    sgm_instance *inst = NULL;
    for (size_t i = 0; i < ROWS * COLUMNS; i++)
        X[i] = (int64_t)test_below(g, 15) - 7;
    for (size_t i = 0; i < ROWS; i++)
        y[i] = test_below(g, 2) ? 16 : -16;
    for (size_t j = 0; j < COLUMNS; j++)
        test_scalar(g, &rho[j]);
    test_scalar(g, &rho_y);
    if (sgm_f4_descend(SGM_F4_RIDGE, &s.run, w, gradient, X, y, ROWS) != SGM_OK)
        exit(2);
    SGM_SECRET(X, sizeof X);
    SGM_SECRET(y, sizeof y);
    SGM_SECRET(rho, sizeof rho);
    SGM_SECRET(&rho_y, sizeof rho_y);
    sgm_status committed = sgm_f4_commit(ctx, CX, CY[0], &data, 0, ROWS, COLUMNS);
    SGM_DECLASSIFY(CX, sizeof CX); /* they are registered */
    SGM_DECLASSIFY(CY, sizeof CY);
    test_check(t, committed == SGM_OK, "%s: columns", sgm_ctx_backend(ctx)->name);
    sgm_status proved = sgm_f4_prove(ctx, SGM_F4_RIDGE, &s, &data, SGM_BATCHABLE, &rng, proof);
    sgm_status made = sgm_f4_instance(&inst, ctx, SGM_F4_RIDGE, &s, SGM_BATCHABLE);
    expect_proof(t, ctx, sgm_f4[SGM_F4_RIDGE].name, proved, made, inst, proof);
}

/* Planted leaks. */

static volatile uint64_t sink;

static void leak_branch(const sgm_sc *k)
{
    if (k->v[1] >> 7 & 1)
        sink++;
}

static void leak_lookup(const sgm_sc *k)
{
    static volatile uint8_t row[256];
    sink += row[k->v[2] & 255];
}

/* libc's comparison stops where the two differ; a compiler that knows the length may put in one that does not. */
static void leak_compare(const sgm_sc *k)
{
    static volatile size_t length = sizeof *k;
    sink += memcmp(k, &sgm_sc_one, length) == 0;
}

static void leak_loop(const sgm_sc *k)
{
    for (uint64_t i = 0; i < (k->v[3] & 3); i++)
        sink++;
}

/* memcheck takes division for an operation like any other. */
static void leak_division(const sgm_sc *k) { sink = (sink + 1) / (k->v[0] | 1); }

/* Plants one leak; a `_vt` kernel of the library is the last kind. */
static int leak(const char *name, const sgm_backend *be, test_rng *g)
{
    static const struct {
        const char *name;
        void (*run)(const sgm_sc *k);
    } leaks[] = {
        {"branch", leak_branch}, {"lookup", leak_lookup},     {"compare", leak_compare},
        {"loop", leak_loop},     {"division", leak_division},
    };
    test_tally t = {0, 0};
    sgm_sc k;
    test_scalar(g, &k);
    SGM_SECRET(&k, sizeof k);
    for (size_t i = 0; i < sizeof leaks / sizeof *leaks; i++)
        if (strcmp(leaks[i].name, name) == 0) {
            leaks[i].run(&k);
            return 0;
        }
    for (size_t i = 0; i < kernel_list_count; i++)
        if (strcmp(kernel_list[i].name, name) == 0) {
            one_kernel(&t, be, &kernel_list[i], 5);
            return 0;
        }
    fprintf(stderr, "there is no leak %s\n", name);
    return 2;
}

int main(int argc, char **argv)
{
    const sgm_backend *backends[16];
    const char *planted = test_option(argc, argv, "--leak", NULL);
    const int arguments = strcmp(test_option(argc, argv, "--arguments", "yes"), "yes") == 0;
    test_tally t = {0, 0};
    test_rng g = test_rng_new(argc, argv);
    size_t n = test_backends(argc, argv, backends);
    if (taint_checker() == NULL) {
        fputs("run this under valgrind, or build it with -fsanitize=memory: nothing watches it here\n", stderr);
        return 2;
    }
    kernel_pool_init(&g);
    if (planted != NULL)
        return leak(planted, backends[n - 1], &g);
    kernel_check_complete(&t);
    scalars(&t, &g);
    for (size_t i = 0; i < n; i++) {
        sgm_ctx *ctx = NULL;
        if (!test_check(&t, sgm_ctx_new(&ctx, backends[i]) == SGM_OK, "no context"))
            break;
        kernels(&t, backends[i]);
        hashing(&t, backends[i]);
        provers(&t, ctx, &g);
        compositions(&t, ctx, &g);
        classes(&t, ctx, &g);
        subjects(&t, ctx, &g, arguments);
        rows(&t, ctx, &g);
        training(&t, ctx, &g);
        sgm_ctx_free(ctx);
        printf("%s: watched by %s\n", backends[i]->name, taint_checker());
    }
    return test_report(&t);
}
