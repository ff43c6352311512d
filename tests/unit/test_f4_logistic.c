/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F4-LOGISTIC on rows of the bundled table and at the edges of clip and reach; what is refused, by whom; batches. */
#include "protocols/batch.h"
#include "protocols/formulation/f4_logistic.h"
#include "protocols/training.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#define MOST ((int64_t)SGM_F4_LOGISTIC_CLIP_MAX)

enum { LABEL = 256, SMALL_ROWS = 4, SMALL_COLUMNS = 2, SMALL_CLIP = 6 };

/* A statement with its data, all owned. */
typedef struct subject {
    sgm_f4_logistic_statement s;
    sgm_f4_data data;
    uint8_t (*CX)[32];
    int64_t *X, *y, *w, *g;
    sgm_sc *rho; /* of the columns, then of the labels */
} subject;

static void clear(subject *q)
{
    free(q->CX);
    free(q->X);
    free(q->y);
    free(q->w);
    free(q->g);
    free(q->rho);
}

/* Zeros, and blindings; nothing is committed to yet. */
static subject make_subject(uint32_t n, uint32_t p, uint64_t c, uint32_t K)
{
    subject q = {.s = {.n = n, .p = p, .c = c, .K = K}};
    uint64_t seed = 7;
    q.CX = malloc(p * sizeof *q.CX);
    q.X = calloc((size_t)n * p, sizeof *q.X);
    q.y = calloc(n, sizeof *q.y);
    q.w = calloc(p, sizeof *q.w);
    q.g = calloc(p, sizeof *q.g);
    q.rho = malloc(((size_t)p + 1) * sizeof *q.rho);
    for (size_t j = 0; j <= p; j++)
        sgm_sc_from_u64(&q.rho[j], unit_random(&seed));
    q.data = (sgm_f4_data){q.X, q.y, q.rho, q.rho + p};
    q.s.CX = (const uint8_t(*)[32])q.CX;
    q.s.w = q.w;
    q.s.g = q.g;
    return q;
}

/* The gradient of the subject's data, clipped at c. */
static void set_gradient(subject *q, uint64_t c)
{
    sgm_f4_logistic_statement s = q->s;
    s.c = c;
    CHECK("gradient", sgm_f4_logistic_descend(&s, 0, 0, q->w, q->g, q->X, q->y) == SGM_OK);
}

static void settle(const sgm_ctx *ctx, subject *q)
{
    set_gradient(q, q->s.c);
    CHECK("columns", sgm_f4_commit(ctx, q->CX, q->s.CY, &q->data, 0, q->s.n, q->s.p) == SGM_OK);
}

/* Small numbers of which some rows are clipped. */
static subject make_small(const sgm_ctx *ctx, uint32_t n, uint32_t p, uint32_t lambda)
{
    subject q = make_subject(n, p, SMALL_CLIP, 1);
    uint64_t seed = n + p;
    q.s.lambda = lambda;
    q.s.fx = 1;
    for (size_t i = 0; i < (size_t)n * p; i++)
        q.X[i] = (int64_t)(unit_random(&seed) % 11) - 5;
    for (size_t i = 0; i < n; i++)
        q.y[i] = unit_random(&seed) % 2 ? 3 : -3;
    for (size_t j = 0; j < p; j++)
        q.w[j] = (int64_t)(unit_random(&seed) % 9) - 4;
    q.s.K = sgm_f4_logistic_reach(q.w, q.s.c, q.X, n, p);
    settle(ctx, &q);
    return q;
}

static uint8_t proof[8192];

static sgm_status prove(const sgm_ctx *ctx, const subject *q, sgm_flavor flavor)
{
    sgm_rng rng = sgm_rng_system();
    CHECK("room", sgm_f4_logistic_proof_size(&q->s, flavor) <= sizeof proof);
    return sgm_f4_logistic_prove(ctx, &q->s, &q->data, flavor, &rng, proof);
}

static sgm_status accepts(const sgm_ctx *ctx, const sgm_f4_logistic_statement *s, sgm_flavor flavor)
{
    sgm_instance *inst;
    sgm_status st = sgm_f4_logistic_instance(&inst, ctx, s, flavor);
    if (st == SGM_OK)
        st = sgm_verify(ctx, inst, proof, sgm_f4_logistic_proof_size(s, flavor));
    sgm_instance_free(inst);
    return st;
}

static void check_honest(const sgm_ctx *ctx, const subject *q)
{
    for (int flavor = SGM_BATCHABLE; flavor <= SGM_HINTED; flavor += SGM_HINTED - SGM_BATCHABLE) {
        CHECK("prove", prove(ctx, q, (sgm_flavor)flavor) == SGM_OK);
        CHECK("verify", accepts(ctx, &q->s, (sgm_flavor)flavor) == SGM_OK);
    }
    CHECK("no compact form", prove(ctx, q, SGM_COMPACT) == SGM_USAGE);
}

static void check_refused(const sgm_ctx *ctx, const subject *q, const char *what)
{
    static const uint8_t zeros[sizeof proof];
    CHECK(what, prove(ctx, q, SGM_BATCHABLE) == SGM_REJECTED);
    CHECK_BYTES("zeroed", proof, zeros, sgm_f4_logistic_proof_size(&q->s, SGM_BATCHABLE));
}

static void check_sizes(void)
{
    sgm_f4_logistic_statement s = {.n = 512, .p = 31, .c = 256 << 16, .K = 28};
    CHECK("size", sgm_f4_logistic_proof_size(&s, SGM_BATCHABLE) == 32 * 71);
    CHECK("hinted", sgm_f4_logistic_proof_size(&s, SGM_HINTED) == 32 * (71 + 64));
    CHECK("points", sgm_f4_logistic_points(&s) == 64 + 32);
    s.K = 0;
    CHECK("no size", sgm_f4_logistic_proof_size(&s, SGM_BATCHABLE) == 0);
}

static void check_shapes(const sgm_ctx *ctx)
{
    static const struct {
        uint32_t n, p, lambda;
    } shape[] = {{1, 1, 0}, {1, 3, 5}, {2, 1, UINT32_MAX}, {8, 3, 1}, {64, 2, 0}};
    for (size_t i = 0; i < sizeof shape / sizeof *shape; i++) {
        subject q = make_small(ctx, shape[i].n, shape[i].p, shape[i].lambda);
        check_honest(ctx, &q);
        clear(&q);
    }
}

/* X w at -c and c, and one beyond; at the reach, and one beyond. One column, weight `w`. */
static void check_edge(const sgm_ctx *ctx, uint64_t c, uint32_t K, int64_t w, const int64_t x[SMALL_ROWS], int good)
{
    subject q = make_subject(SMALL_ROWS, 1, c, K);
    q.w[0] = w;
    memcpy(q.X, x, SMALL_ROWS * sizeof *x);
    q.y[1] = 1;
    settle(ctx, &q);
    CHECK("reach", (sgm_f4_logistic_reach(q.w, c, q.X, q.s.n, 1) - 1 < K) == good);
    if (good)
        check_honest(ctx, &q);
    else
        check_refused(ctx, &q, "out of reach");
    clear(&q);
}

static void check_edges(const sgm_ctx *ctx)
{
    enum { C = 5 };
    static const int64_t row[SMALL_ROWS] = {0, 0, 1, 0}; /* one row, so that the gradient fits */
    static const struct {
        uint32_t K;
        int64_t w;
        int good;
    } far[] = {{1, MOST, 1},      {1, -MOST, 1},     {1, MOST + 1, 1},   {1, -MOST - 1, 1},  {1, MOST + 2, 0},
               {1, -MOST - 2, 0}, {62, 2 * MOST, 1}, {62, -2 * MOST, 1}, {62, INT64_MAX, 0}, {62, -INT64_MAX, 0}};
    check_edge(ctx, C, 1, 1, (int64_t[]){C, -C, C + 1, -C - 1}, 1);
    check_edge(ctx, C, 1, -1, (int64_t[]){C, -C, C - 1, 1 - C}, 1);
    check_edge(ctx, C, 3, 1, (int64_t[]){C + 7, -C - 7, 0, 1}, 1);
    check_edge(ctx, C, 3, 1, (int64_t[]){C + 8, 0, 0, 0}, 0);
    check_edge(ctx, C, 3, 1, (int64_t[]){0, 0, 0, -C - 8}, 0);
    check_edge(ctx, 1, 1, 1, (int64_t[]){1, -1, 2, -2}, 1);
    for (size_t i = 0; i < sizeof far / sizeof *far; i++)
        check_edge(ctx, SGM_F4_LOGISTIC_CLIP_MAX, far[i].K, far[i].w, row, far[i].good);
}

/* The prover clips nothing for those who state another gradient or reach. */
static void check_false(const sgm_ctx *ctx)
{
    subject q = make_small(ctx, SMALL_ROWS, SMALL_COLUMNS, 3);
    q.g[1] += 1;
    check_refused(ctx, &q, "gradient");
    q.g[1] -= 1;
    CHECK("some row is clipped", q.s.K > 1);
    set_gradient(&q, SGM_F4_LOGISTIC_CLIP_MAX);
    check_refused(ctx, &q, "the gradient of no clipped prediction");
    set_gradient(&q, SMALL_CLIP + 1);
    check_refused(ctx, &q, "the gradient of another clip");
    set_gradient(&q, SMALL_CLIP);
    q.s.K -= 1;
    check_refused(ctx, &q, "reach");
    q.s.K += 1;
    q.X[2] += 1;
    check_refused(ctx, &q, "other data");
    q.X[2] -= 1;
    q.y[3] = -q.y[3];
    check_refused(ctx, &q, "other labels");
    q.y[3] = -q.y[3];
    for (size_t j = 0; j <= SMALL_COLUMNS; j++) {
        const sgm_sc kept = q.rho[j];
        sgm_sc_add(&q.rho[j], &q.rho[j], &sgm_sc_one);
        check_refused(ctx, &q, "other blinding");
        q.rho[j] = kept;
    }
    const int64_t extreme[] = {INT64_MIN, INT64_MAX};
    for (size_t i = 0; i < 2; i++) { /* X w leaves 128 bits */
        q.X[0] = q.X[1] = q.w[0] = q.w[1] = extreme[i];
        CHECK("reach", sgm_f4_logistic_reach(q.w, q.s.c, q.X, q.s.n, q.s.p) == 0);
        CHECK("columns", sgm_f4_commit(ctx, q.CX, q.s.CY, &q.data, 0, q.s.n, q.s.p) == SGM_OK);
        check_refused(ctx, &q, "extreme numbers");
    }
    clear(&q);
}

static void swap(uint8_t a[32], uint8_t b[32])
{
    uint8_t kept[32];
    memcpy(kept, a, 32);
    memcpy(a, b, 32);
    memcpy(b, kept, 32);
}

static void check_rejected(const sgm_ctx *ctx, const subject *q, const char *what)
{
    CHECK(what, accepts(ctx, &q->s, SGM_BATCHABLE) == SGM_REJECTED);
}

/* A proof of another statement, each member changed by as little as there is. */
static void check_others(const sgm_ctx *ctx)
{
    subject q = make_small(ctx, SMALL_ROWS, SMALL_COLUMNS, 3);
    q.s.K = 9; /* 84 bits, and 92 with one bit more, in rows of 128 */
    CHECK("prove", prove(ctx, &q, SGM_BATCHABLE) == SGM_OK);
    swap(q.CX[0], q.CX[1]);
    check_rejected(ctx, &q, "columns swapped");
    swap(q.CX[0], q.CX[1]);
    swap(q.CX[0], q.s.CY);
    check_rejected(ctx, &q, "labels swapped");
    swap(q.CX[0], q.s.CY);
    q.s.lambda++;
    check_rejected(ctx, &q, "lambda");
    q.s.lambda--;
    q.s.fx++;
    check_rejected(ctx, &q, "fx");
    q.s.fx--;
    q.s.K++;
    check_rejected(ctx, &q, "K");
    q.s.K--;
    q.s.c++; /* 2c has as many bits */
    check_rejected(ctx, &q, "c");
    q.s.c--;
    for (size_t j = 0; j < SMALL_COLUMNS; j++) {
        q.w[j]++;
        check_rejected(ctx, &q, "w");
        q.w[j]--;
        q.g[j]--;
        check_rejected(ctx, &q, "g");
        q.g[j]++;
    }
    CHECK("as it was", accepts(ctx, &q.s, SGM_BATCHABLE) == SGM_OK);
    proof[40] ^= 1;
    CHECK("a bit", accepts(ctx, &q.s, SGM_BATCHABLE) != SGM_OK);
    clear(&q);
}

static void check_bounds(const sgm_ctx *ctx)
{
    static const struct {
        uint32_t n, p, fx, K;
        uint64_t c;
        int good;
    } tried[] = {{0, 1, 0, 1, 1, 0},
                 {3, 1, 0, 1, 1, 0},
                 {2 * SGM_F4_ROWS_MAX, 1, 0, 1, 1, 0},
                 {1, 0, 0, 1, 1, 0},
                 {1, SGM_F4_COLUMNS_MAX + 1, 0, 1, 1, 0},
                 {1, UINT32_MAX, 0, 1, 1, 0},
                 {1, 1, SGM_F4_SHIFT_MAX + 1, 1, 1, 0},
                 {1, 1, 0, 0, 1, 0},
                 {1, 1, 0, SGM_F4_LOGISTIC_REACH_MAX + 1, 1, 0},
                 {1, 1, 0, UINT32_MAX, 1, 0},
                 {1, 1, 0, 1, 0, 0},
                 {1, 1, 0, 1, SGM_F4_LOGISTIC_CLIP_MAX + 1, 0},
                 {1, 1, 0, 1, UINT64_MAX, 0},
                 {1, 1, 0, 1, UINT64_C(1) << 63, 0},
                 {1, SGM_F4_COLUMNS_MAX, SGM_F4_SHIFT_MAX, SGM_F4_LOGISTIC_REACH_MAX, SGM_F4_LOGISTIC_CLIP_MAX, 1},
                 {SGM_F4_ROWS_MAX, 1, 0, 7, 1, 1},
                 {SGM_F4_ROWS_MAX, 1, 0, 7, 2, 0}};
    subject q = make_small(ctx, SMALL_ROWS, SMALL_COLUMNS, 3);
    static const uint8_t zero[32];
    sgm_instance *inst;
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
        const sgm_f4_logistic_statement s = {
            .n = tried[i].n, .p = tried[i].p, .fx = tried[i].fx, .K = tried[i].K, .c = tried[i].c};
        CHECK("bounds", (sgm_f4_logistic_proof_size(&s, SGM_BATCHABLE) > 0) == tried[i].good);
    }
    q.s.K = 63;
    CHECK("K", sgm_f4_logistic_instance(&inst, ctx, &q.s, SGM_BATCHABLE) == SGM_MALFORMED && !inst);
    q.s.K = 5;
    q.s.n = 3;
    CHECK("n", sgm_f4_logistic_instance(&inst, ctx, &q.s, SGM_BATCHABLE) == SGM_MALFORMED && !inst);
    q.s.n = SMALL_ROWS;
    memcpy(q.s.CY, zero, 32);
    CHECK("identity", sgm_f4_logistic_instance(&inst, ctx, &q.s, SGM_BATCHABLE) == SGM_MALFORMED && !inst);
    const uint64_t no_clip[] = {0, SGM_F4_LOGISTIC_CLIP_MAX + 1, UINT64_MAX};
    for (size_t k = 0; k < sizeof no_clip / sizeof *no_clip; k++) {
        q.s.c = no_clip[k];
        CHECK("no clip", sgm_f4_logistic_descend(&q.s, k % 2, 0, q.w, q.g, q.X, q.y) == SGM_MALFORMED);
    }
    clear(&q);
}

/* Proofs of other shapes in one batch, one of them of other columns. */
static void check_batch(const sgm_ctx *ctx)
{
    enum { N = 4 };
    sgm_batch *b;
    sgm_instance *inst[N];
    subject q[N];
    static uint8_t made[N][sizeof proof];
    size_t len[N];
    const size_t *culprits;
    size_t n_culprits;
    CHECK("batch", sgm_batch_new(&b, ctx, SGM_WEIGHTS_DERIVED) == SGM_OK);
    for (uint32_t i = 0; i < N; i++) {
        q[i] = make_small(ctx, i < 2 ? SMALL_ROWS : UINT32_C(1) << (i - 1), i < 2 ? SMALL_COLUMNS : i, 1);
        q[i].y[0] += (int64_t)i; /* the first two differ in this */
        settle(ctx, &q[i]);
        len[i] = sgm_f4_logistic_proof_size(&q[i].s, SGM_BATCHABLE);
        CHECK("prove", prove(ctx, &q[i], SGM_BATCHABLE) == SGM_OK);
        memcpy(made[i], proof, len[i]);
        CHECK("instance", sgm_f4_logistic_instance(&inst[i], ctx, &q[i].s, SGM_BATCHABLE) == SGM_OK);
        CHECK("add", sgm_batch_add(b, inst[i], made[i], len[i]) == SGM_OK);
    }
    CHECK("accepted", sgm_batch_verify(b) == SGM_OK);
    sgm_batch_clear(b);
    for (uint32_t i = 0; i < N; i++)
        CHECK("add", sgm_batch_add(b, inst[i], made[i == 1 ? 0 : i], len[i]) == SGM_OK);
    CHECK("rejected", sgm_batch_verify(b) == SGM_REJECTED);
    CHECK("culprit", sgm_batch_culprits(b, &culprits, &n_culprits) == SGM_OK && n_culprits == 1 && *culprits == 1);
    sgm_batch_free(b);
    for (uint32_t i = 0; i < N; i++) {
        sgm_instance_free(inst[i]);
        clear(&q[i]);
    }
}

/* The training rows, `rows` of them, padded with zero rows to n; weights after some clipped steps. */
static subject make_table(const sgm_ctx *ctx, const sgm_table *t, size_t rows, uint32_t n)
{
    enum { STEPS = 20, FX = 8, SHIFT = 24 };
    const uint32_t p = (uint32_t)t->columns;
    subject q = make_subject(n, p, LABEL << FX, 1);
    for (size_t i = 0; i < rows; i++) {
        q.y[i] = t->label[i] ? LABEL : -LABEL;
        for (size_t j = 0; j < p; j++)
            q.X[i * p + j] = t->x[i * p + j];
    }
    q.s.fx = FX;
    q.s.lambda = 1 << 16;
    CHECK("run", sgm_f4_logistic_descend(&q.s, STEPS, SHIFT, q.w, q.g, q.X, q.y) == SGM_OK);
    q.s.K = sgm_f4_logistic_reach(q.w, q.s.c, q.X, n, p);
    settle(ctx, &q);
    CHECK("some row is clipped", q.s.K > 1);
    return q;
}

int main(int argc, char **argv)
{
    sgm_ctx *ctx;
    sgm_table t;
    sgm_error err;
    if (argc != 2 || sgm_table_read(&t, argv[1], &err) != SGM_OK)
        return 2;
    CHECK("context", sgm_ctx_new(&ctx, sgm_backend_best()) == SGM_OK);
    check_sizes();
    check_bounds(ctx);
    check_shapes(ctx);
    check_edges(ctx);
    check_false(ctx);
    check_others(ctx);
    check_batch(ctx);
    subject q = make_table(ctx, &t, 28, 32);
    check_honest(ctx, &q);
    clear(&q);
    sgm_table_clear(&t);
    sgm_ctx_free(ctx);
    return unit_result("f4_logistic");
}
