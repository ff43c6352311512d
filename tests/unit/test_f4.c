/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F4 on the bundled table: the 100 steps that trained the bundled model, other lengths, one gradient; what is refused,
 * by whom; batches. */
#include "protocols/batch.h"
#include "protocols/formulation/f4.h"
#include "protocols/training.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 512, LABEL = 256 };

/* A statement with its data, all owned. */
typedef struct subject {
    sgm_f4_statement s;
    sgm_f4_data data;
    uint8_t (*CX)[32], (*CY)[32];
    int64_t *X, *y, *w, *g;
    sgm_sc *rho, *rho_y;
    uint32_t *block;
} subject;

static void clear(subject *q)
{
    free(q->CX);
    free(q->CY);
    free(q->X);
    free(q->y);
    free(q->w);
    free(q->g);
    free(q->rho);
    free(q->rho_y);
    free(q->block);
}

static void commit_blocks(const sgm_ctx *ctx, subject *q)
{
    const uint32_t n = q->s.n, p = q->s.run.p;
    for (uint32_t beta = 0; beta < q->s.run.B; beta++) {
        const sgm_f4_data of_block = {q->X + beta * n * p, q->y + beta * n, q->rho + beta * p, q->rho_y + beta};
        CHECK("columns", sgm_f4_commit(ctx, q->CX + beta * p, q->CY[beta], &of_block, beta * n, n, p) == SGM_OK);
    }
}

/* The run over the training rows, padded with zero rows, in B blocks that take turns. */
static subject make_blocks(const sgm_ctx *ctx, const sgm_table *t, sgm_f4_form form, uint32_t B, uint32_t steps,
                           uint32_t lambda, uint32_t sh)
{
    subject q = {.s.n = ROWS / B};
    uint32_t p = (uint32_t)t->columns;
    uint64_t seed = 7;
    q.CX = malloc(B * p * sizeof *q.CX);
    q.CY = malloc(B * sizeof *q.CY);
    q.rho_y = malloc(B * sizeof *q.rho_y);
    q.block = malloc(steps * sizeof *q.block);
    q.X = calloc((size_t)ROWS * p, sizeof *q.X);
    q.y = calloc(ROWS, sizeof *q.y);
    q.w = calloc(((size_t)steps + 1) * p, sizeof *q.w);
    q.g = calloc((size_t)steps * p, sizeof *q.g);
    q.rho = malloc(B * p * sizeof *q.rho);
    for (size_t i = 0; i < t->train_rows; i++) {
        q.y[i] = t->label[i] ? LABEL : -LABEL;
        for (size_t j = 0; j < p; j++)
            q.X[i * p + j] = t->x[i * p + j];
    }
    for (size_t j = 0; j < B * p; j++)
        sgm_sc_from_u64(&q.rho[j], unit_random(&seed));
    for (size_t beta = 0; beta < B; beta++)
        sgm_sc_from_u64(&q.rho_y[beta], unit_random(&seed));
    for (uint32_t i = 0; i < steps; i++)
        q.block[i] = i % B;
    q.data = (sgm_f4_data){q.X, q.y, q.rho, q.rho_y};
    q.s.run = (sgm_f4_run){p, steps, lambda, SGM_FX, sh, q.w, q.g, B, q.block};
    q.s.CX = (const uint8_t(*)[32])q.CX;
    q.s.CY = (const uint8_t(*)[32])q.CY;
    CHECK("run", sgm_f4_descend(form, &q.s.run, q.w, q.g, q.X, q.y, q.s.n) == SGM_OK);
    commit_blocks(ctx, &q);
    return q;
}

static subject make_subject(const sgm_ctx *ctx, const sgm_table *t, sgm_f4_form form, uint32_t steps, uint32_t lambda,
                            uint32_t sh)
{
    return make_blocks(ctx, t, form, 1, steps, lambda, sh);
}

static uint32_t length_of(sgm_f4_form form, const sgm_f4_statement *s)
{
    return sgm_f4_length(form == SGM_F4_MINIBATCH ? s->run.B : 1, s->n);
}

static sgm_status accepts(const sgm_ctx *ctx, sgm_f4_form form, const sgm_f4_statement *s, sgm_flavor flavor,
                          const uint8_t *proof)
{
    sgm_instance *inst;
    sgm_status st = sgm_f4_instance(&inst, ctx, form, s, flavor);
    if (st == SGM_OK)
        st = sgm_verify(ctx, inst, proof, sgm_f4_proof_size(length_of(form, s), flavor));
    sgm_instance_free(inst);
    return st;
}

static void check_honest(const sgm_ctx *ctx, const sgm_table *t, sgm_f4_form form, uint32_t steps, uint32_t lambda)
{
    subject q = make_subject(ctx, t, form, steps, lambda, form == SGM_F4_RIDGE ? SGM_SHIFT : 0);
    sgm_rng rng = sgm_rng_system();
    uint8_t proof[2048];
    for (int flavor = SGM_BATCHABLE; flavor <= SGM_HINTED; flavor += SGM_HINTED - SGM_BATCHABLE) {
        CHECK("prove", sgm_f4_prove(ctx, form, &q.s, &q.data, (sgm_flavor)flavor, &rng, proof) == SGM_OK);
        CHECK("verify", accepts(ctx, form, &q.s, (sgm_flavor)flavor, proof) == SGM_OK);
    }
    CHECK("no compact form", sgm_f4_prove(ctx, form, &q.s, &q.data, SGM_COMPACT, &rng, proof) == SGM_USAGE);
    clear(&q);
}

/* The model that this run ends with is the bundled one. */
static void check_model(const sgm_table *t, const subject *q)
{
    int64_t w[64];
    const int64_t *last = q->w + (size_t)SGM_STEPS * t->columns;
    CHECK("training", sgm_train(t, 0xffff, SGM_STEPS, SGM_FX, SGM_SHIFT, w) == SGM_OK);
    CHECK_BYTES("the same weights", last, w, t->columns * sizeof *w);
    CHECK("known weights", last[0] == -4120 && last[1] == -3924 && last[2] == -3188 && last[30] == 18276);
    CHECK("accuracy", sgm_probe_correct(t, last) == 115);
}

/* The gradient of one step off by one, the weights after it following the rule: a statement, and a false one. */
static void falsify(subject *q, uint32_t step)
{
    uint32_t p = q->s.run.p, T = q->s.run.T;
    q->g[step * p + 3] += INT64_C(1) << SGM_SHIFT;
    for (uint32_t t = step; t < T; t++)
        q->w[(t + 1) * p + 3] = q->w[t * p + 3] - (q->g[t * p + 3] >> SGM_SHIFT);
}

static void check_false(const sgm_ctx *ctx, const sgm_table *t)
{
    subject q = make_subject(ctx, t, SGM_F4_RIDGE, 5, 0, SGM_SHIFT);
    sgm_rng rng = sgm_rng_system();
    uint8_t proof[864], zeros[864] = {0};
    CHECK("prove", sgm_f4_prove(ctx, SGM_F4_RIDGE, &q.s, &q.data, SGM_BATCHABLE, &rng, proof) == SGM_OK);
    q.w[2 * q.s.run.p] += 1;
    CHECK("a checkpoint that is no step", accepts(ctx, SGM_F4_RIDGE, &q.s, SGM_BATCHABLE, proof) == SGM_MALFORMED);
    q.w[2 * q.s.run.p] -= 1;
    falsify(&q, 2);
    CHECK("wrong gradient", accepts(ctx, SGM_F4_RIDGE, &q.s, SGM_BATCHABLE, proof) == SGM_REJECTED);
    CHECK("refused", sgm_f4_prove(ctx, SGM_F4_RIDGE, &q.s, &q.data, SGM_BATCHABLE, &rng, proof) == SGM_REJECTED);
    CHECK_BYTES("zeroed", proof, zeros, sizeof proof);
    clear(&q);
    q = make_subject(ctx, t, SGM_F4_RIDGE, 5, 0, SGM_SHIFT);
    q.X[40] += 1;
    CHECK("other data", sgm_f4_prove(ctx, SGM_F4_RIDGE, &q.s, &q.data, SGM_BATCHABLE, &rng, proof) == SGM_REJECTED);
    q.X[40] -= 1;
    q.y[9] += 1;
    CHECK("other labels", sgm_f4_prove(ctx, SGM_F4_RIDGE, &q.s, &q.data, SGM_BATCHABLE, &rng, proof) == SGM_REJECTED);
    q.y[9] -= 1;
    sgm_sc_add(&q.rho[30], &q.rho[30], &sgm_sc_one);
    CHECK("other blinding", sgm_f4_prove(ctx, SGM_F4_RIDGE, &q.s, &q.data, SGM_BATCHABLE, &rng, proof) == SGM_REJECTED);
    clear(&q);
}

/* Steps from weights and gradients that leave 62 bits, each of which is exact: no statement. */
static void check_wide_values(const sgm_ctx *ctx, const sgm_table *t)
{
    const int64_t limit = INT64_C(1) << SGM_F4_SHIFT_MAX;
    subject q = make_subject(ctx, t, SGM_F4_RIDGE, 1, 0, SGM_SHIFT);
    int64_t *first = q.w, *next = q.w + q.s.run.p, *g = q.g;
    const struct {
        int64_t w, g;
        uint32_t sh;
        sgm_status verdict;
    } tried[] = {{limit - 1, 0, 0, SGM_OK},
                 {limit, 1, 0, SGM_MALFORMED},
                 {1 - limit, 0, 0, SGM_OK},
                 {-limit, -1, 0, SGM_MALFORMED},
                 {0, limit - 1, SGM_SHIFT, SGM_OK},
                 {0, limit, SGM_SHIFT, SGM_MALFORMED},
                 {0, -limit, SGM_SHIFT, SGM_MALFORMED},
                 {limit - 1, -1, 0, SGM_MALFORMED}};
    memset(q.w, 0, 2 * q.s.run.p * sizeof *q.w);
    memset(q.g, 0, q.s.run.p * sizeof *q.g);
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
        sgm_instance *inst;
        *first = tried[i].w;
        *g = tried[i].g;
        q.s.run.sh = tried[i].sh;
        *next = *first - (*g >> q.s.run.sh);
        CHECK("62 bits", sgm_f4_instance(&inst, ctx, SGM_F4_RIDGE, &q.s, SGM_BATCHABLE) == tried[i].verdict);
        sgm_instance_free(inst);
    }
    clear(&q);
}

static void check_bounds(const sgm_ctx *ctx, const sgm_table *t)
{
    static const uint8_t zero[32];
    subject q = make_subject(ctx, t, SGM_F4_RIDGE, 1, 0, SGM_SHIFT);
    uint32_t *number[] = {&q.s.n, &q.s.n, &q.s.n, &q.s.run.p, &q.s.run.T, &q.s.run.fx, &q.s.run.sh};
    const uint32_t bad[] = {0, ROWS - 1, 2 * SGM_F4_ROWS_MAX, 0, 0, SGM_F4_SHIFT_MAX + 1, SGM_F4_SHIFT_MAX + 1};
    sgm_instance *inst;
    int64_t w[128] = {0}, g[64];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint32_t kept = *number[i];
        *number[i] = bad[i];
        CHECK("out of bounds",
              sgm_f4_instance(&inst, ctx, SGM_F4_RIDGE, &q.s, SGM_BATCHABLE) == SGM_MALFORMED && !inst);
        *number[i] = kept;
    }
    memcpy(q.CY[0], zero, 32);
    CHECK("identity", sgm_f4_instance(&inst, ctx, SGM_F4_RIDGE, &q.s, SGM_BATCHABLE) == SGM_MALFORMED);
    CHECK("vicinity with a shift", sgm_f4_instance(&inst, ctx, SGM_F4_VICINITY, &q.s, SGM_BATCHABLE) == SGM_MALFORMED);
    q.y[0] = INT64_MAX;
    CHECK("overflow", sgm_f4_descend(SGM_F4_RIDGE, &q.s.run, w, g, q.X, q.y, ROWS) == SGM_MALFORMED);
    clear(&q);
}

/* An entry so large that the gradient leaves 62 bits. Its value mod 2^64, which arithmetic of 64 bits would call the
 * gradient, makes a statement, but a false one: the equations hold mod l or not at all. */
static void check_large_entry(const sgm_ctx *ctx, const sgm_table *t)
{
    subject q = make_subject(ctx, t, SGM_F4_VICINITY, 1, 0, 0);
    sgm_rng rng = sgm_rng_system();
    uint8_t proof[864], honest[864];
    const uint32_t p = q.s.run.p;
    CHECK("prove", sgm_f4_prove(ctx, SGM_F4_VICINITY, &q.s, &q.data, SGM_BATCHABLE, &rng, honest) == SGM_OK);
    q.w[0] = INT64_C(1) << 10; /* its residual still fits */
    q.X[0] = INT64_C(1) << 40;
    commit_blocks(ctx, &q);
    CHECK("too large", sgm_f4_descend(SGM_F4_VICINITY, &q.s.run, q.w, q.g, q.X, q.y, ROWS) == SGM_MALFORMED);
    memset(q.g, 0, p * sizeof *q.g);
    for (size_t i = 0; i < ROWS; i++) {
        uint64_t residual = -((uint64_t)q.y[i] << SGM_FX);
        for (size_t j = 0; j < p; j++)
            residual += (uint64_t)q.X[i * p + j] * (uint64_t)q.w[j];
        for (size_t j = 0; j < p; j++)
            q.g[j] = (int64_t)((uint64_t)q.g[j] + residual * (uint64_t)q.X[i * p + j]);
    }
    CHECK("wrapped gradient",
          sgm_f4_prove(ctx, SGM_F4_VICINITY, &q.s, &q.data, SGM_BATCHABLE, &rng, proof) == SGM_REJECTED);
    CHECK("of other data", accepts(ctx, SGM_F4_VICINITY, &q.s, SGM_BATCHABLE, honest) == SGM_REJECTED);
    clear(&q);
}

/* Another run over the same data, with checkpoints, gradients and weights of its own, is another model. */
static void check_swapped_model(const sgm_ctx *ctx, const sgm_table *t)
{
    subject q = make_subject(ctx, t, SGM_F4_RIDGE, 5, 0, SGM_SHIFT), other;
    sgm_rng rng = sgm_rng_system();
    uint8_t proof[864];
    CHECK("prove", sgm_f4_prove(ctx, SGM_F4_RIDGE, &q.s, &q.data, SGM_BATCHABLE, &rng, proof) == SGM_OK);
    CHECK("accepted", accepts(ctx, SGM_F4_RIDGE, &q.s, SGM_BATCHABLE, proof) == SGM_OK);
    other = make_subject(ctx, t, SGM_F4_RIDGE, 5, 0, SGM_SHIFT);
    other.w[4] = 1000;
    CHECK("run", sgm_f4_descend(SGM_F4_RIDGE, &other.s.run, other.w, other.g, other.X, other.y, ROWS) == SGM_OK);
    CHECK("the same columns", memcmp(q.CX, other.CX, q.s.run.p * sizeof *q.CX) == 0);
    CHECK("another model", accepts(ctx, SGM_F4_RIDGE, &other.s, SGM_BATCHABLE, proof) == SGM_REJECTED);
    clear(&other);
    clear(&q);
}

/* Four blocks of 128 rows in turn. */
static subject make_minibatch(const sgm_ctx *ctx, const sgm_table *t, uint32_t steps, uint32_t lambda)
{
    return make_blocks(ctx, t, SGM_F4_MINIBATCH, 4, steps, lambda, SGM_SHIFT - 2);
}

static void check_minibatch(const sgm_ctx *ctx, const sgm_table *t)
{
    subject q = make_minibatch(ctx, t, SGM_STEPS, 0);
    sgm_rng rng = sgm_rng_system();
    uint8_t proof[2048];
    for (int flavor = SGM_BATCHABLE; flavor <= SGM_HINTED; flavor += SGM_HINTED - SGM_BATCHABLE) {
        CHECK("prove", sgm_f4_prove(ctx, SGM_F4_MINIBATCH, &q.s, &q.data, (sgm_flavor)flavor, &rng, proof) == SGM_OK);
        CHECK("verify", accepts(ctx, SGM_F4_MINIBATCH, &q.s, (sgm_flavor)flavor, proof) == SGM_OK);
    }
    CHECK("it learns", sgm_probe_correct(t, q.w + SGM_STEPS * t->columns) >= 110);
    CHECK("no compact form", sgm_f4_prove(ctx, SGM_F4_MINIBATCH, &q.s, &q.data, SGM_COMPACT, &rng, proof) == SGM_USAGE);
    clear(&q);
    q = make_blocks(ctx, t, SGM_F4_MINIBATCH, 1, 3, 5, SGM_SHIFT);
    CHECK("one block", sgm_f4_prove(ctx, SGM_F4_MINIBATCH, &q.s, &q.data, SGM_BATCHABLE, &rng, proof) == SGM_OK &&
                           accepts(ctx, SGM_F4_MINIBATCH, &q.s, SGM_BATCHABLE, proof) == SGM_OK);
    CHECK("which is not F4-RIDGE", accepts(ctx, SGM_F4_RIDGE, &q.s, SGM_BATCHABLE, proof) == SGM_REJECTED);
    clear(&q);
    q = make_minibatch(ctx, t, 7, 9);
    q.s.run.B = 3; /* of those four: 512 entries hold 384 rows, and a step of each block is left */
    for (size_t i = 0; i < 7; i++)
        q.block[i] = (uint32_t[]){2, 0, 0, 1, 2, 2, 1}[i];
    CHECK("run", sgm_f4_descend(SGM_F4_MINIBATCH, &q.s.run, q.w, q.g, q.X, q.y, q.s.n) == SGM_OK);
    CHECK("three blocks in another order",
          sgm_f4_prove(ctx, SGM_F4_MINIBATCH, &q.s, &q.data, SGM_BATCHABLE, &rng, proof) == SGM_OK &&
              accepts(ctx, SGM_F4_MINIBATCH, &q.s, SGM_BATCHABLE, proof) == SGM_OK);
    clear(&q);
}

/* What was proved about one run is about no other, and no false run is proved. */
static void check_minibatch_traps(const sgm_ctx *ctx, const sgm_table *t)
{
    subject q = make_minibatch(ctx, t, 6, 0), other;
    sgm_rng rng = sgm_rng_system();
    uint8_t proof[864], zeros[864] = {0}, kept[32];
    const uint32_t p = q.s.run.p;
    CHECK("prove", sgm_f4_prove(ctx, SGM_F4_MINIBATCH, &q.s, &q.data, SGM_BATCHABLE, &rng, proof) == SGM_OK);
    q.block[5] = 0;
    CHECK("block list changed", accepts(ctx, SGM_F4_MINIBATCH, &q.s, SGM_BATCHABLE, proof) == SGM_REJECTED);
    CHECK("wrong block for a step",
          sgm_f4_prove(ctx, SGM_F4_MINIBATCH, &q.s, &q.data, SGM_BATCHABLE, &rng, proof) == SGM_REJECTED);
    CHECK_BYTES("zeroed", proof, zeros, sizeof proof);
    q.block[5] = 1;
    CHECK("again", sgm_f4_prove(ctx, SGM_F4_MINIBATCH, &q.s, &q.data, SGM_BATCHABLE, &rng, proof) == SGM_OK);
    memcpy(kept, q.CX[p], 32); /* the columns of a block in place of another's */
    memcpy(q.CX[p], q.CX[2 * p], 32);
    CHECK("column of another block", accepts(ctx, SGM_F4_MINIBATCH, &q.s, SGM_BATCHABLE, proof) == SGM_REJECTED);
    CHECK("refused", sgm_f4_prove(ctx, SGM_F4_MINIBATCH, &q.s, &q.data, SGM_BATCHABLE, &rng, proof) == SGM_REJECTED);
    memcpy(q.CX[p], kept, 32);
    q.w[2 * p] += 1;
    CHECK("a checkpoint that is no step", accepts(ctx, SGM_F4_MINIBATCH, &q.s, SGM_BATCHABLE, proof) == SGM_MALFORMED);
    q.w[2 * p] -= 1;
    q.g[2 * p + 3] += 1;
    for (uint32_t i = 2; i < 6; i++) /* the weights follow the rule */
        q.w[(i + 1) * p + 3] = q.w[i * p + 3] - (q.g[i * p + 3] >> q.s.run.sh);
    CHECK("wrong gradient",
          sgm_f4_prove(ctx, SGM_F4_MINIBATCH, &q.s, &q.data, SGM_BATCHABLE, &rng, proof) == SGM_REJECTED);
    clear(&q);
    q = make_minibatch(ctx, t, 6, 0); /* rows of block 1 where those of block 2 are said to be */
    memcpy(q.X + 2 * q.s.n * p, q.X + q.s.n * p, q.s.n * p * sizeof *q.X);
    CHECK("data of another block",
          sgm_f4_prove(ctx, SGM_F4_MINIBATCH, &q.s, &q.data, SGM_BATCHABLE, &rng, proof) == SGM_REJECTED);
    other = make_minibatch(ctx, t, 6, 0);
    sgm_sc_add(&other.rho_y[3], &other.rho_y[3], &sgm_sc_one);
    CHECK("other blinding",
          sgm_f4_prove(ctx, SGM_F4_MINIBATCH, &other.s, &other.data, SGM_BATCHABLE, &rng, proof) == SGM_REJECTED);
    clear(&other);
    clear(&q);
}

static void check_minibatch_bounds(const sgm_ctx *ctx, const sgm_table *t)
{
    subject q = make_minibatch(ctx, t, 6, 0);
    sgm_instance *inst;
    uint32_t *number[] = {&q.s.run.B, &q.s.run.B,  &q.s.run.B,  &q.s.run.B, &q.s.n,
                          &q.s.n,     &q.block[3], &q.block[3], &q.s.run.T, &q.s.run.T};
    const uint32_t bad[] = {0, 3, 5, SGM_F4_ROWS_MAX / 128 + 1, 100, SGM_F4_ROWS_MAX / 2, 4, UINT32_MAX, 0, 3};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint32_t kept = *number[i];
        *number[i] = bad[i];
        CHECK("out of bounds",
              sgm_f4_instance(&inst, ctx, SGM_F4_MINIBATCH, &q.s, SGM_BATCHABLE) == SGM_MALFORMED && !inst);
        *number[i] = kept;
    }
    q.block[3] = 2; /* block 3 is of no step */
    CHECK("a block of no step", sgm_f4_instance(&inst, ctx, SGM_F4_MINIBATCH, &q.s, SGM_BATCHABLE) == SGM_MALFORMED);
    CHECK("lengths", sgm_f4_length(3, 128) == 512 && sgm_f4_length(1, 65536) == 65536 && sgm_f4_length(0, 1) == 0 &&
                         sgm_f4_length(2, 65536) == 0 && sgm_f4_length(UINT32_MAX, UINT32_MAX) == 0);
    q.block[3] = 7;
    CHECK("no run of such blocks",
          sgm_f4_descend(SGM_F4_MINIBATCH, &q.s.run, q.w, q.g, q.X, q.y, q.s.n) == SGM_MALFORMED);
    clear(&q);
}

/* Runs of other lengths over the same columns in one batch; one proof that belongs to another run. */
static void check_batch(const sgm_ctx *ctx, const sgm_table *t)
{
    enum { N = 6 };
    sgm_batch *b;
    sgm_instance *inst[N];
    subject q[N];
    sgm_rng rng = sgm_rng_system();
    static uint8_t proof[N][864];
    const size_t *culprits;
    size_t n_culprits;
    CHECK("batch", sgm_batch_new(&b, ctx, SGM_WEIGHTS_DERIVED) == SGM_OK);
    for (uint32_t i = 0; i < N; i++) {
        q[i] = make_subject(ctx, t, SGM_F4_RIDGE, i + 1, i, SGM_SHIFT);
        CHECK("prove", sgm_f4_prove(ctx, SGM_F4_RIDGE, &q[i].s, &q[i].data, SGM_BATCHABLE, &rng, proof[i]) == SGM_OK);
        CHECK("instance", sgm_f4_instance(&inst[i], ctx, SGM_F4_RIDGE, &q[i].s, SGM_BATCHABLE) == SGM_OK);
        CHECK("add", sgm_batch_add(b, inst[i], proof[i], 864) == SGM_OK);
    }
    CHECK("accepted", sgm_batch_verify(b) == SGM_OK);
    sgm_batch_clear(b);
    for (uint32_t i = 0; i < N; i++)
        CHECK("add", sgm_batch_add(b, inst[i], proof[i == 4 ? 3 : i], 864) == SGM_OK);
    CHECK("rejected", sgm_batch_verify(b) == SGM_REJECTED);
    CHECK("culprit", sgm_batch_culprits(b, &culprits, &n_culprits) == SGM_OK && n_culprits == 1 && *culprits == 4);
    sgm_batch_free(b);
    for (uint32_t i = 0; i < N; i++) {
        sgm_instance_free(inst[i]);
        clear(&q[i]);
    }
}

int main(int argc, char **argv)
{
    sgm_ctx *ctx;
    sgm_table t;
    sgm_error err;
    if (argc != 2 || sgm_table_read(&t, argv[1], &err) != SGM_OK)
        return 2;
    CHECK("context", sgm_ctx_new(&ctx, sgm_backend_best()) == SGM_OK);
    CHECK("sizes", sgm_f4_proof_size(512, SGM_BATCHABLE) == 864 && sgm_f4_proof_size(65536, SGM_BATCHABLE) == 1312 &&
                       sgm_f4_proof_size(1, SGM_HINTED) == 32 * 14);
    subject q = make_subject(ctx, &t, SGM_F4_RIDGE, SGM_STEPS, 0, SGM_SHIFT);
    check_model(&t, &q);
    clear(&q);
    check_honest(ctx, &t, SGM_F4_RIDGE, 1, 0);
    check_honest(ctx, &t, SGM_F4_RIDGE, SGM_STEPS, 0);
    check_honest(ctx, &t, SGM_F4_RIDGE, 7, 9);
    check_honest(ctx, &t, SGM_F4_VICINITY, 1, 1000);
    check_false(ctx, &t);
    check_large_entry(ctx, &t);
    check_swapped_model(ctx, &t);
    check_wide_values(ctx, &t);
    check_bounds(ctx, &t);
    check_minibatch(ctx, &t);
    check_minibatch_traps(ctx, &t);
    check_minibatch_bounds(ctx, &t);
    check_batch(ctx, &t);
    sgm_table_clear(&t);
    sgm_ctx_free(ctx);
    return unit_result("f4");
}
