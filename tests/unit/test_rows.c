/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* RANGE, F2 and F5: bounds met exactly and missed by one, provers that lie, statements that are none, weights that are
 * no small integers, batches of all of them. */
#include "protocols/batch.h"
#include "protocols/commit.h"
#include "protocols/formulation/ball.h"
#include "protocols/formulation/f2.h"
#include "protocols/formulation/f5.h"
#include "protocols/formulation/range.h"
#include "protocols/formulation/values.h"
#include "tests/unit/unit.h"

#include <math.h>
#include <stdlib.h>

enum { P = 3, T = 5, MAX_PROOF = 4096 };

static sgm_ctx *ctx;
static const int64_t w[P] = {10, -20, 30}, w0[P] = {11, -22, 30}; /* differences -1, 2, 0: norm 5 */
static const int64_t x[T * P] = {3, -1, 4, 1, -5, 9, -2, 6, -5, 3, 5, -8, 0, 0, 0};
static const uint8_t label[T] = {1, 1, 0, 1, 1};
/* <w - w0, x>: -5 -11 14 7 0, so E = 14 and B = 37. <w, x>: 170 380 -290 -310 0, so three of five are right. */
static uint8_t W[P][32], W0[P][32];
static sgm_sc rho[P], rho0[P];
static sgm_weights_opening model = {w, rho}, without = {w0, rho0};
static sgm_probes probes, items;

static void setup(void)
{
    uint64_t seed = 3;
    CHECK("context", sgm_ctx_new(&ctx, sgm_backend_best()) == SGM_OK);
    for (int j = 0; j < P; j++) {
        sgm_sc_from_u64(&rho[j], unit_random(&seed));
        sgm_sc_from_u64(&rho0[j], unit_random(&seed));
    }
    sgm_weights_commit(ctx, W, &model, P);
    sgm_weights_commit(ctx, W0, &without, P);
    CHECK("probes", sgm_probes_init(&probes, x, NULL, T, P) == SGM_OK);
    CHECK("items", sgm_probes_init(&items, x, label, T, P) == SGM_OK);
    CHECK("another root", memcmp(probes.root, items.root, sizeof probes.root) != 0);
}

/* One statement of any of the six kinds. */
typedef enum kind { RANGE, MLR, L1, L2, NORM, ACC, KINDS } kind;

typedef struct subject {
    kind kind;
    sgm_range_statement range;
    sgm_f2_statement f2;
    sgm_ball_statement ball;
    sgm_f5_statement f5;
    sgm_bound R, v;
    sgm_sc gamma;
    uint8_t V[1][32];
} subject;

/* `bound` is R, E, B, B, B, t: what can be met exactly. */
static void state(subject *s, kind k, uint64_t bound)
{
    *s = (subject){.kind = k, .R = {bound, 0}, .v = {1000, 0}, .gamma = rho[0]};
    const sgm_sc v = {{1000, 0, 0, 0}};
    sgm_open_commitments(ctx, s->V, &v, &s->gamma, 1);
    s->range = (sgm_range_statement){(const uint8_t(*)[32])s->V, &s->R, 1};
    s->f2 = (sgm_f2_statement){&probes, (const uint8_t(*)[32])W, (const uint8_t(*)[32])W0, {bound, 0}, 4};
    s->ball = (sgm_ball_statement){
        (const uint8_t(*)[32])W, k == L2 ? (const uint8_t(*)[32])W0 : NULL, P, {bound, 0}, {k == L2 ? 2 : 30, 0}};
    s->f5 = (sgm_f5_statement){&items, (const uint8_t(*)[32])W, 9, (uint32_t)bound};
}

static sgm_status instance(sgm_instance **out, const subject *s, sgm_flavor flavor)
{
    switch (s->kind) {
    case RANGE:
        return sgm_range_instance(out, ctx, &s->range, flavor);
    case MLR:
    case L1:
        return sgm_f2_instance(out, ctx, s->kind == MLR ? SGM_F2_MLR : SGM_F2_L1, &s->f2, flavor);
    case L2:
    case NORM:
        return sgm_ball_instance(out, ctx, s->kind == L2 ? SGM_F2_L2 : SGM_F5_NORM, &s->ball, flavor);
    default:
        return sgm_f5_instance(out, ctx, &s->f5, flavor);
    }
}

static size_t proof_size(const subject *s, sgm_flavor flavor)
{
    switch (s->kind) {
    case RANGE:
        return sgm_range_proof_size(&s->range, flavor);
    case MLR:
    case L1:
        return sgm_f2_proof_size(s->kind == MLR ? SGM_F2_MLR : SGM_F2_L1, &s->f2, flavor);
    case L2:
    case NORM:
        return sgm_ball_proof_size(&s->ball, flavor);
    default:
        return sgm_f5_proof_size(&s->f5, flavor);
    }
}

static sgm_status prove(const subject *s, sgm_flavor flavor, uint8_t *proof)
{
    const sgm_rng rng = sgm_rng_system();
    switch (s->kind) {
    case RANGE:
        return sgm_range_prove(ctx, &s->range, &s->v, &s->gamma, flavor, &rng, proof);
    case MLR:
    case L1:
        return sgm_f2_prove(ctx, s->kind == MLR ? SGM_F2_MLR : SGM_F2_L1, &s->f2, &model, &without, flavor, &rng,
                            proof);
    case L2:
    case NORM:
        return sgm_ball_prove(ctx, s->kind == L2 ? SGM_F2_L2 : SGM_F5_NORM, &s->ball, &model, &without, flavor, &rng,
                              proof);
    default:
        return sgm_f5_prove(ctx, &s->f5, &model, flavor, &rng, proof);
    }
}

static sgm_status verify(const subject *s, sgm_flavor flavor, const uint8_t *proof)
{
    sgm_instance *inst;
    sgm_status st = instance(&inst, s, flavor);
    if (st == SGM_OK)
        st = sgm_verify(ctx, inst, proof, sgm_instance_proof_size(inst));
    sgm_instance_free(inst);
    return st;
}

/* The bound that is met exactly, and one that misses by one; how many equations. */
static const struct {
    uint64_t exact, missed;
    size_t bytes;
    uint32_t equations;
} known[KINDS] = {[RANGE] = {1000, 999, 32 * (2 * 4 + 6), 1},
                  [MLR] = {14, 13, 32 * (2 * 5 + 6), 1}, /* 5 ranges [0,28] */
                  [L1] = {37, 36, 32 * (2 * 6 + 6), 1},  /* 2 * 5 numbers of 4 bits, slack 6 */
                  [L2] = {5, 4, 32 * (9 + 2 * 2) + 32 * (2 * 4 + 6), 3},
                  [NORM] = {1400, 1399, 32 * (9 + 2 * 2) + 32 * (2 * 5 + 6), 3},
                  [ACC] = {3, 4, 32 * (2 * 6 + 6), 1}}; /* 5 numbers of 10 bits, slack 2 */

static void check_exact(kind k)
{
    static const uint8_t zeros[MAX_PROOF];
    subject s, missed;
    sgm_instance *inst;
    uint8_t proof[MAX_PROOF];
    state(&s, k, known[k].exact);
    state(&missed, k, known[k].missed);
    for (int flavor = SGM_BATCHABLE; flavor <= SGM_HINTED; flavor += SGM_HINTED - SGM_BATCHABLE) {
        CHECK("instance", instance(&inst, &s, (sgm_flavor)flavor) == SGM_OK);
        const size_t size = sgm_instance_proof_size(inst);
        CHECK("size", size == proof_size(&s, (sgm_flavor)flavor) && (flavor == SGM_HINTED || size == known[k].bytes));
        CHECK("equations", sgm_instance_equations(inst) == known[k].equations);
        CHECK("met exactly", prove(&s, (sgm_flavor)flavor, proof) == SGM_OK);
        CHECK("accepted", sgm_verify(ctx, inst, proof, size) == SGM_OK);
        CHECK("not for less", verify(&missed, (sgm_flavor)flavor, proof) != SGM_OK);
        sgm_instance_free(inst);
    }
    memset(proof, 0xa5, sizeof proof);
    CHECK("missed by one", prove(&missed, SGM_BATCHABLE, proof) == SGM_REJECTED);
    CHECK_BYTES("zeroed", proof, zeros, proof_size(&missed, SGM_BATCHABLE));
    CHECK("no compact form", instance(&inst, &s, SGM_COMPACT) == SGM_USAGE && !inst);
}

/* Other parts of a statement that can be missed by one, or belong to somebody else. */
static void check_refusals(void)
{
    subject s;
    uint8_t proof[MAX_PROOF];
    state(&s, L1, 40);
    s.f2.digits = 3;
    CHECK("a difference of four bits", prove(&s, SGM_BATCHABLE, proof) == SGM_REJECTED);
    for (int k = L2; k <= NORM; k++) {
        state(&s, (kind)k, known[k].exact);
        s.ball.each.low--;
        CHECK("a weight outside the box", prove(&s, SGM_BATCHABLE, proof) == SGM_REJECTED);
    }
    state(&s, ACC, 3);
    s.f5.digits = 8;
    CHECK("a product that is too large", prove(&s, SGM_BATCHABLE, proof) == SGM_REJECTED);
    for (int k = MLR; k <= ACC; k++) {
        const sgm_weights_opening honest = model;
        sgm_sc other[P];
        state(&s, (kind)k, known[k].exact);
        memcpy(other, rho, sizeof other);
        sgm_sc_add(&other[P - 1], &other[P - 1], &sgm_sc_one);
        model.rho = other;
        CHECK("another opening", prove(&s, SGM_BATCHABLE, proof) == SGM_REJECTED);
        model = honest;
    }
}

/* Ranges reach 0 .. R and nothing else. */
static void check_ranges(void)
{
    for (uint64_t R = 1; R <= 70; R++) {
        const sgm_sc bound = {{R, 0, 0, 0}};
        sgm_sc weight[8], sum;
        uint8_t bits[8];
        uint64_t reached = 0;
        const uint32_t k = sgm_range_length(&bound);
        sgm_range_weights(weight, &bound);
        for (uint32_t set = 0; set < UINT32_C(1) << k; set++) {
            sum = sgm_sc_zero;
            for (uint32_t i = 0; i < k; i++)
                if (set >> i & 1)
                    sgm_sc_add(&sum, &sum, &weight[i]);
            reached = sum.v[0] > reached ? sum.v[0] : reached;
        }
        CHECK("no more than R", reached == R);
        for (uint64_t v = 0; v <= 2 * R + 2; v++) {
            const sgm_sc value = {{v, 0, 0, 0}};
            CHECK("in range", sgm_range_bits(bits, &value, &bound) == (v <= R));
            sum = sgm_sc_zero;
            for (uint32_t i = 0; i < k; i++)
                if (bits[i])
                    sgm_sc_add(&sum, &sum, &weight[i]);
            CHECK("bits of v", v > R || sum.v[0] == v);
        }
        sgm_sc_neg(&sum, &sgm_sc_one);
        CHECK("not -1", sgm_range_bits(bits, &sum, &bound) == 0);
    }
}

/* Runs the honest argument on bits and blindings that do not make the rows true. */
static void lie(subject *s, uint8_t *proof, void (*spoil)(sgm_values_prover *p))
{
    const sgm_rng rng = sgm_rng_system();
    sgm_instance *inst;
    sgm_values_prover p;
    CHECK("instance", instance(&inst, s, SGM_BATCHABLE) == SGM_OK);
    CHECK("prover", sgm_values_prover_new(&p, ctx, inst) == SGM_OK);
    if (s->kind == RANGE) {
        const sgm_sc v = {{s->v.low, 0, 0, 0}};
        sgm_open(&p.opened, 0, &v, &s->gamma);
    } else {
        sgm_open_weights(&p.opened, 0, &model, P);
        if (s->kind != ACC)
            sgm_open_weights(&p.opened, P, &without, P);
    }
    CHECK("openings", sgm_values_settle(&p) == 1);
    spoil(&p);
    CHECK("a lie", sgm_values_prove(&p, 1, &rng, proof) == SGM_OK);
    sgm_values_prover_clear(&p);
    sgm_instance_free(inst);
}

/* The low bits of v, whatever the range. */
static void low_bits(sgm_values_prover *p)
{
    const sgm_rows_block *b = &p->values->blocks[0];
    for (uint32_t t = 0; t < b->items; t++)
        for (uint32_t c = 0; c < b->columns; c++)
            p->bits[b->first_bit + t * b->columns + c] = (uint8_t)(p->value[t].v[c / 64] >> c % 64 & 1);
}

/* All top bits set, and no slack. */
static void all_right(sgm_values_prover *p)
{
    low_bits(p);
    for (uint32_t t = 0; t < T; t++)
        p->bits[10 * t + 9] = 1;
}

/* E forgotten: the range is that of v, not of v + E. */
static void without_offset(sgm_values_prover *p)
{
    for (uint32_t t = 0; t < p->values->n_committed; t++)
        sgm_sc_sub(&p->value[t], &p->value[t], &p->values->offset);
    low_bits(p);
}

static void check_lies(void)
{
    subject s;
    uint8_t proof[MAX_PROOF];
    state(&s, RANGE, 1023);
    lie(&s, proof, low_bits);
    CHECK("the lying prover proves what is true", verify(&s, SGM_BATCHABLE, proof) == SGM_OK);
    state(&s, RANGE, 999);
    lie(&s, proof, low_bits);
    CHECK("a value above its range", verify(&s, SGM_BATCHABLE, proof) == SGM_REJECTED);
    state(&s, MLR, 13);
    lie(&s, proof, low_bits);
    CHECK("a difference above E", verify(&s, SGM_BATCHABLE, proof) == SGM_REJECTED);
    state(&s, MLR, 15);
    lie(&s, proof, without_offset);
    CHECK("E forgotten", verify(&s, SGM_BATCHABLE, proof) == SGM_REJECTED);
    state(&s, ACC, 5);
    lie(&s, proof, all_right);
    CHECK("top bits that are not the products'", verify(&s, SGM_BATCHABLE, proof) == SGM_REJECTED);
}

/* A = a_L BG_0 + a_R BH_0 + alpha H for one bit. */
static sgm_point commit_bit(const sgm_sc *left, const sgm_sc *right, const sgm_sc *alpha)
{
    const sgm_affine *BG, *BH;
    const void *id;
    sgm_point sum[2];
    CHECK("family", sgm_ctx_family(ctx, SGM_FAMILY_BG, 1, &BG, &id) == SGM_OK);
    CHECK("family", sgm_ctx_family(ctx, SGM_FAMILY_BH, 1, &BH, &id) == SGM_OK);
    CHECK("sum", sgm_vector_commit(ctx, &sum[0], BG, left, 1, alpha) == SGM_OK);
    CHECK("sum", sgm_vector_commit(ctx, &sum[1], BH, right, 1, &sgm_sc_zero) == SGM_OK);
    sgm_ctx_backend(ctx)->add(&sum[0], &sum[0], &sum[1], 1);
    return sum[0];
}

/* The last step of a proof about vectors of one item: A1 and B -> e, then r', s', delta'. */
static void finish_bit(sgm_tape *tape, const sgm_sc *y, const sgm_sc *a, const sgm_sc *b, const sgm_sc *alpha)
{
    const sgm_sc r = rho[0], s = rho[1], delta = rho[2], eta = rho0[0];
    sgm_sc k, e, response[3];
    sgm_point sent[2], part;
    sent[0] = commit_bit(&r, &s, &delta);
    sgm_sc_mul(&k, &r, b);
    sgm_sc_muladd(&k, &s, a, &k);
    sgm_sc_mul(&k, &k, y);
    sgm_pedersen(ctx, &part, &k, &sgm_sc_zero);
    sgm_ctx_backend(ctx)->add(&sent[0], &sent[0], &part, 1);
    sgm_sc_mul(&k, &r, &s);
    sgm_sc_mul(&k, &k, y);
    sgm_pedersen(ctx, &sent[1], &k, &eta);
    sgm_tape_points(tape, sent, 2);
    CHECK("challenge", sgm_tape_challenges(tape, &e, 1));
    sgm_sc_muladd(&response[0], &e, a, &r);
    sgm_sc_muladd(&response[1], &e, b, &s);
    sgm_sc_muladd(&response[2], &e, alpha, &delta);
    sgm_sc_muladd(&response[2], &e, &response[2], &eta);
    sgm_tape_scalars(tape, response, 3);
}

/* Proves by hand that the commitment to v opens to a bit, whatever v is: all is as the protocol says, with v in place
 * of the bit and v - 1 in place of the bit less one. */
static sgm_status verdict_on_bit(const sgm_sc *v)
{
    static const sgm_bound one = {1, 0};
    const sgm_sc alpha = rho0[1], gamma = rho0[2];
    sgm_sc less, challenge[2], z2, a, b, blinding;
    uint8_t V[1][32], proof[32 * 6];
    sgm_instance *inst;
    sgm_tape tape;
    sgm_open_commitments(ctx, V, v, &gamma, 1);
    const sgm_range_statement s = {(const uint8_t(*)[32])V, &one, 1};
    CHECK("instance", sgm_range_instance(&inst, ctx, &s, SGM_BATCHABLE) == SGM_OK);
    CHECK("no rounds", sgm_instance_proof_size(inst) == sizeof proof);
    sgm_sc_sub(&less, v, &sgm_sc_one);
    const sgm_point A = commit_bit(v, &less, &alpha);
    sgm_tape_begin(&tape, ctx, inst, proof);
    sgm_tape_points(&tape, &A, 1);
    CHECK("challenges", sgm_tape_challenges(&tape, challenge, 2));
    const sgm_sc *y = &challenge[0], *z = &challenge[1];
    sgm_sc_mul(&z2, z, z);
    sgm_sc_sub(&a, v, z);
    sgm_sc_add(&b, &less, z);
    sgm_sc_muladd(&b, &z2, y, &b); /* d y */
    sgm_sc_mul(&z2, &z2, y);
    sgm_sc_mul(&z2, &z2, y);
    sgm_sc_muladd(&blinding, &z2, &gamma, &alpha);
    finish_bit(&tape, y, &a, &b, &blinding);
    sgm_tape_end(&tape);
    sgm_status st = sgm_verify(ctx, inst, proof, sizeof proof);
    sgm_instance_free(inst);
    return st;
}

static void check_non_bits(void)
{
    sgm_sc v = {{2, 0, 0, 0}};
    CHECK("the bit 0", verdict_on_bit(&sgm_sc_zero) == SGM_OK);
    CHECK("the bit 1", verdict_on_bit(&sgm_sc_one) == SGM_OK);
    CHECK("2 is no bit", verdict_on_bit(&v) == SGM_REJECTED);
    sgm_sc_invert(&v, &v);
    CHECK("1/2 is no bit", verdict_on_bit(&v) == SGM_REJECTED);
    sgm_sc_neg(&v, &sgm_sc_one);
    CHECK("-1 is no bit", verdict_on_bit(&v) == SGM_REJECTED);
}

/* Statements changed after proving. */
static void check_statements(void)
{
    static int64_t other_x[T * P];
    static uint8_t other_label[T];
    subject s;
    sgm_probes changed;
    uint8_t proof[MAX_PROOF];
    memcpy(other_x, x, sizeof other_x);
    memcpy(other_label, label, sizeof other_label);
    other_x[7]++;
    other_label[4] = 0; /* a tie: wrong with either label, but another statement */
    state(&s, MLR, 15);
    CHECK("prove", prove(&s, SGM_BATCHABLE, proof) == SGM_OK);
    CHECK("changed", sgm_probes_init(&changed, other_x, NULL, T, P) == SGM_OK);
    s.f2.probes = &changed;
    CHECK("another probe", verify(&s, SGM_BATCHABLE, proof) == SGM_REJECTED);
    changed = probes;
    changed.root[5] ^= 1;
    CHECK("another root", verify(&s, SGM_BATCHABLE, proof) == SGM_REJECTED);
    s.f2.probes = &probes;
    s.f2.W = (const uint8_t(*)[32])W0;
    s.f2.W0 = (const uint8_t(*)[32])W;
    CHECK("models exchanged", verify(&s, SGM_BATCHABLE, proof) == SGM_REJECTED);
    state(&s, ACC, 3);
    CHECK("prove", prove(&s, SGM_BATCHABLE, proof) == SGM_OK);
    CHECK("changed", sgm_probes_init(&changed, x, other_label, T, P) == SGM_OK);
    s.f5.items = &changed;
    CHECK("another label", verify(&s, SGM_BATCHABLE, proof) == SGM_REJECTED);
    CHECK("a tie is wrong with either label", prove(&s, SGM_BATCHABLE, proof) == SGM_OK);
    s.f5.at_least = 4;
    CHECK("so there is no fourth", prove(&s, SGM_BATCHABLE, proof) == SGM_REJECTED);
}

/* A weight that is 1/2 mod l: its product with a probe of 2 is the small number 1. F2-MLR says nothing about the
 * weights themselves and takes it; F5-NORM is what refuses it. */
static void check_wraparound(void)
{
    static const int64_t two = 2, zero = 0;
    const sgm_rng rng = sgm_rng_system();
    const sgm_bound one = {1, 0};
    sgm_sc half;
    sgm_probes probe;
    sgm_instance *inst;
    sgm_values_prover p;
    uint8_t C[2][32], proof[MAX_PROOF];
    sgm_sc_from_u64(&half, 2);
    sgm_sc_invert(&half, &half);
    sgm_open_commitments(ctx, &C[0], &half, &rho[0], 1);
    sgm_open_commitments(ctx, &C[1], &sgm_sc_zero, &rho0[0], 1);
    CHECK("probe", sgm_probes_init(&probe, &two, NULL, 1, 1) == SGM_OK);
    const sgm_f2_statement s = {&probe, (const uint8_t(*)[32])C, (const uint8_t(*)[32])C + 1, one, 0};
    CHECK("instance", sgm_f2_instance(&inst, ctx, SGM_F2_MLR, &s, SGM_BATCHABLE) == SGM_OK);
    CHECK("prover", sgm_values_prover_new(&p, ctx, inst) == SGM_OK);
    sgm_open(&p.opened, 0, &half, &rho[0]);
    sgm_open(&p.opened, 1, &sgm_sc_zero, &rho0[0]);
    CHECK("openings", sgm_values_settle(&p) == 1 && p.value[0].v[0] == 2);
    p.bits[0] = 1;
    p.bits[1] = 1; /* weights 1, 1 reach 2 = 1 + E */
    CHECK("proved", sgm_values_prove(&p, 1, &rng, proof) == SGM_OK);
    CHECK("accepted", sgm_verify(ctx, inst, proof, sgm_instance_proof_size(inst)) == SGM_OK);
    sgm_values_prover_clear(&p);
    sgm_instance_free(inst);
    const sgm_ball_statement ball = {(const uint8_t(*)[32])C, NULL, 1, {UINT64_MAX, 0}, {UINT64_MAX, 0}};
    const sgm_weights_opening opening = {&zero, &rho[0]};
    CHECK("no small integer opens it",
          sgm_ball_prove(ctx, SGM_F5_NORM, &ball, &opening, NULL, SGM_BATCHABLE, &rng, proof) == SGM_REJECTED);
}

static void check_malformed(void)
{
    static const uint8_t identity[P][32];
    subject s;
    sgm_instance *inst;
    sgm_probes none;
    const uint8_t odd[T] = {0, 1, 2, 0, 0};
    CHECK("no probes", sgm_probes_init(&none, x, NULL, 0, P) == SGM_MALFORMED);
    CHECK("no columns", sgm_probes_init(&none, x, NULL, T, 0) == SGM_MALFORMED);
    CHECK("a label of 2", sgm_probes_init(&none, x, odd, T, P) == SGM_MALFORMED);
#define MALFORMED(what, kind_, change)                                                                                 \
    do {                                                                                                               \
        state(&s, kind_, known[kind_].exact);                                                                          \
        change;                                                                                                        \
        CHECK(what, instance(&inst, &s, SGM_BATCHABLE) == SGM_MALFORMED && !inst);                                     \
    } while (0)
    MALFORMED("R = 0", RANGE, s.R.low = 0);
    MALFORMED("no value", RANGE, s.range.n = 0);
    MALFORMED("E = 0", MLR, s.f2.bound.low = 0);
    MALFORMED("labels", MLR, s.f2.probes = &items);
    MALFORMED("identity", MLR, s.f2.W0 = identity);
    MALFORMED("B = 0", L1, s.f2.bound.low = 0);
    MALFORMED("no digits", L1, s.f2.digits = 0);
    MALFORMED("weights of a quarter of the order", L1, s.f2.digits = 248);
    MALFORMED("digits beyond a scalar", L1, s.f2.digits = UINT32_MAX);
    MALFORMED("B = 0", L2, s.ball.square.low = 0);
    MALFORMED("E = 0", L2, s.ball.each.low = 0);
    MALFORMED("no weight", L2, s.ball.p = 0);
    MALFORMED("B too large", NORM, s.ball.square.high = UINT64_C(1) << 56);
    MALFORMED("E too large", NORM, s.ball.each.high = UINT64_C(1) << 61);
    MALFORMED("p E^2 too large", NORM, s.ball.each.high = UINT64_C(3) << 59);
    MALFORMED("t > T", ACC, s.f5.at_least = T + 1);
    MALFORMED("no digits", ACC, s.f5.digits = 0);
    MALFORMED("digits beyond a scalar", ACC, s.f5.digits = 250);
    MALFORMED("no labels", ACC, s.f5.items = &probes);
    state(&s, L1, 37);
    s.f2.digits = 247; /* 5 runs of 2 (2^247 - 1), which is less than 2^250 + 2^122 */
    CHECK("weights below a quarter", instance(&inst, &s, SGM_BATCHABLE) == SGM_MALFORMED);
    s.f2.digits = 246;
    CHECK("weights below a quarter", instance(&inst, &s, SGM_BATCHABLE) == SGM_OK);
    sgm_instance_free(inst);
    state(&s, NORM, 1400);
    s.ball.each = (sgm_bound){0, UINT64_C(1) << 59}; /* 3 (2^123)^2 < 2^250 */
    CHECK("p E^2 below 2^250", instance(&inst, &s, SGM_BATCHABLE) == SGM_OK);
    sgm_instance_free(inst);
}

/* Sums of public integers times scalars, against products one by one; the largest and the smallest integers. */
static void check_combinations(void)
{
    enum { ROWS = 2100, COLUMNS = 5 };
    static int64_t wide[ROWS * COLUMNS];
    static uint8_t y[ROWS];
    static sgm_sc c[ROWS], scratch[2 * ROWS];
    sgm_sc got[COLUMNS], want[COLUMNS] = {{{0}}}, k;
    sgm_probes s;
    uint64_t seed = 9;
    for (size_t i = 0; i < ROWS * COLUMNS; i++)
        wide[i] = i % 7 == 0 ? INT64_MIN : i % 5 == 0 ? INT64_MAX : (int64_t)unit_random(&seed) >> i % 60;
    for (size_t t = 0; t < ROWS; t++) {
        y[t] = t % 3 == 0;
        for (int v = 0; v < 4; v++)
            c[t].v[v] = unit_random(&seed);
        c[t].v[3] >>= 4;
        if (t % 11 == 0)
            sgm_sc_neg(&c[t], &sgm_sc_one);
    }
    CHECK("rows", sgm_probes_init(&s, wide, y, ROWS, COLUMNS) == SGM_OK);
    sgm_probes_combine(&s, c, scratch, got);
    for (size_t t = 0; t < ROWS; t++)
        for (size_t j = 0; j < COLUMNS; j++) {
            sgm_sc_from_i64(&k, wide[t * COLUMNS + j]);
            if (!y[t])
                sgm_sc_neg(&k, &k);
            sgm_sc_muladd(&want[j], &k, &c[t], &want[j]);
        }
    CHECK_BYTES("sums", got, want, sizeof want);
}

/* All kinds in one batch; each of them once the bad one. */
static void check_batch(void)
{
    enum { N = 2 * KINDS, FLIPPED = 184 }; /* every proof has that byte */
    static uint8_t proof[N][MAX_PROOF];
    sgm_instance *inst[N];
    for (size_t i = 0; i < N; i++) {
        subject s;
        sgm_flavor flavor = i < KINDS ? SGM_BATCHABLE : SGM_HINTED;
        state(&s, (kind)(i % KINDS), known[i % KINDS].exact);
        CHECK("instance", instance(&inst[i], &s, flavor) == SGM_OK);
        CHECK("proof", prove(&s, flavor, proof[i]) == SGM_OK);
    }
    for (size_t bad = 0; bad <= N; bad++) {
        sgm_batch *b;
        const size_t *culprits;
        size_t n;
        CHECK("batch", sgm_batch_new(&b, ctx, SGM_WEIGHTS_DERIVED) == SGM_OK);
        CHECK("threads", sgm_batch_threads(b, 1 + (unsigned)bad % 3) == SGM_OK);
        if (bad < N)
            proof[bad][FLIPPED] ^= 1;
        for (size_t i = 0; i < N; i++)
            CHECK("add", sgm_batch_add(b, inst[i], proof[i], sgm_instance_proof_size(inst[i])) == SGM_OK);
        sgm_status st = sgm_batch_verify(b);
        CHECK("verdict", bad == N ? st == SGM_OK : st == SGM_REJECTED || st == SGM_MALFORMED);
        if (bad < N) {
            CHECK("culprit", sgm_batch_culprits(b, &culprits, &n) == SGM_OK && n == 1 && culprits[0] == bad);
            proof[bad][FLIPPED] ^= 1;
        }
        sgm_batch_free(b);
    }
    for (size_t i = 0; i < N; i++)
        sgm_instance_free(inst[i]);
}

static void check_evidence(void)
{
    const sgm_acceptance a = sgm_f2_acceptance(14, 32767), b = sgm_f5_acceptance(3, 4, 1, 4);
    CHECK("F2 is evidence against use", fabs(sgm_evidence_of(a, 0.5).weight_bits + 11.19) < 0.01);
    CHECK("F5 tells what the counts tell", fabs(sgm_evidence_of(b, 0.5).weight_bits - log2(3)) < 1e-9);
}

int main(void)
{
    setup();
    check_ranges();
    check_combinations();
    for (int k = 0; k < KINDS; k++)
        check_exact((kind)k);
    check_refusals();
    check_lies();
    check_non_bits();
    check_statements();
    check_wraparound();
    check_malformed();
    check_batch();
    check_evidence();
    sgm_ctx_free(ctx);
    return unit_result("rows");
}
