/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F4-ENTRIES on the bundled table and at the edges of its bounds; what is refused, by whom; beside F4-RIDGE. */
#include "protocols/batch.h"
#include "protocols/formulation/f4_entries.h"
#include "protocols/training.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 512, LABEL = 256, SMALL_ROWS = 4, SMALL_COLUMNS = 2 };

/* A statement with its data, all owned. */
typedef struct subject {
    sgm_f4_entries_statement s;
    sgm_f4_data data;
    uint8_t (*CX)[32];
    int64_t *X, *y;
    sgm_sc *rho; /* of the columns, then of the labels */
} subject;

static void clear(subject *q)
{
    free(q->CX);
    free(q->X);
    free(q->y);
    free(q->rho);
}

static void commit(const sgm_ctx *ctx, subject *q)
{
    CHECK("columns", sgm_f4_commit(ctx, q->CX, q->s.CY, &q->data, 0, q->s.n, q->s.p) == SGM_OK);
}

/* Zeros, and blindings; nothing is committed to yet. */
static subject make_subject(uint32_t n, uint32_t p, uint64_t E)
{
    subject q = {.s = {.n = n, .p = p, .E = E}};
    uint64_t seed = 7;
    q.CX = malloc(p * sizeof *q.CX);
    q.X = calloc((size_t)n * p, sizeof *q.X);
    q.y = calloc(n, sizeof *q.y);
    q.rho = malloc(((size_t)p + 1) * sizeof *q.rho);
    for (size_t j = 0; j <= p; j++)
        sgm_sc_from_u64(&q.rho[j], unit_random(&seed));
    q.data.X = q.X;
    q.data.y = q.y;
    q.data.rho = q.rho;
    q.data.rho_y = q.rho + p;
    q.s.CX = (const uint8_t(*)[32])q.CX;
    return q;
}

/* The training rows, padded with zero rows. */
static subject make_table(const sgm_ctx *ctx, const sgm_table *t)
{
    const uint32_t p = (uint32_t)t->columns;
    subject q = make_subject(ROWS, p, 1024);
    for (size_t i = 0; i < t->train_rows; i++) {
        q.y[i] = t->label[i] ? LABEL : -LABEL;
        for (size_t j = 0; j < p; j++)
            q.X[i * p + j] = t->x[i * p + j];
    }
    commit(ctx, &q);
    return q;
}

/* Any entries of at most E. */
static subject make_small(const sgm_ctx *ctx, uint32_t n, uint32_t p, int64_t E)
{
    subject q = make_subject(n, p, (uint64_t)E);
    uint64_t seed = n + p;
    for (size_t i = 0; i < (size_t)n * p; i++)
        q.X[i] = (int64_t)(unit_random(&seed) % (2 * (uint64_t)E + 1)) - E;
    for (size_t i = 0; i < n; i++)
        q.y[i] = (int64_t)(unit_random(&seed) % (2 * (uint64_t)E + 1)) - E;
    commit(ctx, &q);
    return q;
}

static uint8_t proof[4096];

static sgm_status prove(const sgm_ctx *ctx, const subject *q, sgm_flavor flavor)
{
    sgm_rng rng = sgm_rng_system();
    CHECK("room", sgm_f4_entries_proof_size(&q->s, flavor) <= sizeof proof);
    return sgm_f4_entries_prove(ctx, &q->s, &q->data, flavor, &rng, proof);
}

static sgm_status accepts(const sgm_ctx *ctx, const sgm_f4_entries_statement *s, sgm_flavor flavor)
{
    sgm_instance *inst;
    sgm_status st = sgm_f4_entries_instance(&inst, ctx, s, flavor);
    if (st == SGM_OK)
        st = sgm_verify(ctx, inst, proof, sgm_f4_entries_proof_size(s, flavor));
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

static void check_sizes(void)
{
    sgm_f4_entries_statement s = {.n = ROWS, .p = 31, .E = 1024};
    CHECK("bound", sgm_f4_entries_bound(ROWS, 31, 1024) == 1 << 25);
    CHECK("size", sgm_f4_entries_proof_size(&s, SGM_BATCHABLE) == 2080);
    CHECK("hinted", sgm_f4_entries_proof_size(&s, SGM_HINTED) == 2080 + 32 * 58);
    CHECK("points", sgm_f4_entries_points(&s) == 58 + 32);
    s.E = 0;
    CHECK("no size", sgm_f4_entries_proof_size(&s, SGM_BATCHABLE) == 0);
}

/* The shapes at the ends: one row, one column; columns that need no padding, and that need most. */
static void check_shapes(const sgm_ctx *ctx)
{
    static const struct {
        uint32_t n, p;
        int64_t E;
    } shape[] = {{1, 1, 1}, {1, 2, 1}, {2, 3, 5}, {128, 1, 100}, {4, 4, 3}, {1, 1, (INT64_C(1) << 61) - 1}};
    for (size_t i = 0; i < sizeof shape / sizeof *shape; i++) {
        subject q = make_small(ctx, shape[i].n, shape[i].p, shape[i].E);
        check_honest(ctx, &q);
        clear(&q);
    }
}

/* Entries at E everywhere, of either sign, so that projections come as near to their bound as they can; one above E. */
static void check_edges(const sgm_ctx *ctx)
{
    subject q = make_subject(SMALL_ROWS, SMALL_COLUMNS, 3);
    static const int64_t beyond[] = {4, -4, INT64_C(1) << 62, INT64_MAX, INT64_MIN, INT64_MIN + 1};
    for (int sign = -1; sign <= 1; sign += 2) {
        for (size_t i = 0; i < SMALL_ROWS * SMALL_COLUMNS; i++)
            q.X[i] = sign * 3;
        for (size_t i = 0; i < SMALL_ROWS; i++)
            q.y[i] = sign * 3;
        commit(ctx, &q);
        check_honest(ctx, &q);
    }
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
        int64_t *entry = i % 2 ? &q.X[5] : &q.y[3], kept = *entry;
        static const uint8_t zeros[sizeof proof];
        *entry = beyond[i];
        commit(ctx, &q);
        CHECK("one above E", prove(ctx, &q, SGM_BATCHABLE) == SGM_REJECTED);
        CHECK_BYTES("zeroed", proof, zeros, sgm_f4_entries_proof_size(&q.s, SGM_BATCHABLE));
        *entry = kept;
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

/* A proof of other columns, of the same in another order, of another bound, of other numbers of rows. */
static void check_others(const sgm_ctx *ctx)
{
    subject q = make_small(ctx, SMALL_ROWS, SMALL_COLUMNS, 3), other = make_small(ctx, SMALL_ROWS, SMALL_COLUMNS, 2);
    CHECK("prove", prove(ctx, &q, SGM_BATCHABLE) == SGM_OK);
    other.s.E = 3;
    CHECK("other columns", accepts(ctx, &other.s, SGM_BATCHABLE) == SGM_REJECTED);
    swap(q.CX[0], q.CX[1]);
    CHECK("columns swapped", accepts(ctx, &q.s, SGM_BATCHABLE) == SGM_REJECTED);
    swap(q.CX[0], q.CX[1]);
    swap(q.CX[0], q.s.CY);
    CHECK("labels swapped", accepts(ctx, &q.s, SGM_BATCHABLE) == SGM_REJECTED);
    swap(q.CX[0], q.s.CY);
    q.s.E = 2; /* of as many bits */
    CHECK("another bound", accepts(ctx, &q.s, SGM_BATCHABLE) == SGM_REJECTED);
    q.s.E = 3;
    CHECK("as it was", accepts(ctx, &q.s, SGM_BATCHABLE) == SGM_OK);
    q.X[2] = -q.X[2] + (q.X[2] == 0);
    CHECK("other data", prove(ctx, &q, SGM_BATCHABLE) == SGM_REJECTED);
    commit(ctx, &q);
    sgm_sc_add(&q.rho[1], &q.rho[1], &sgm_sc_one);
    CHECK("other blinding", prove(ctx, &q, SGM_BATCHABLE) == SGM_REJECTED);
    commit(ctx, &q);
    sgm_sc_add(&q.rho[q.s.p], &q.rho[q.s.p], &sgm_sc_one);
    CHECK("labels' blinding", prove(ctx, &q, SGM_BATCHABLE) == SGM_REJECTED);
    clear(&q);
    clear(&other);
}

static void check_bounds(const sgm_ctx *ctx)
{
    static const uint64_t most = UINT64_C(1) << 62;
    static const struct {
        uint32_t n, p;
        uint64_t E, bound;
    } tried[] = {{0, 1, 1, 0},
                 {3, 1, 1, 0},
                 {2 * SGM_F4_ROWS_MAX, 1, 1, 0},
                 {1, 0, 1, 0},
                 {1, SGM_F4_COLUMNS_MAX + 1, 1, 0},
                 {1, UINT32_MAX, 1, 0},
                 {1, 1, 0, 0},
                 {1, 1, most / 2, 0},
                 {1, 1, UINT64_MAX, 0},
                 {1, 1, most / 2 - 1, 2 * most - 4},
                 {SGM_F4_ROWS_MAX, 15, 1, SGM_F4_ROWS_MAX * 32},
                 {SGM_F4_ROWS_MAX, 16, 1, 0},
                 {SGM_F4_ENTRIES_MAX / SGM_F4_COLUMNS_MAX, SGM_F4_COLUMNS_MAX - 1, 1, 2 * SGM_F4_ENTRIES_MAX}};
    subject q = make_small(ctx, SMALL_ROWS, SMALL_COLUMNS, 3);
    static const uint8_t zero[32];
    sgm_instance *inst;
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++)
        CHECK("bound", sgm_f4_entries_bound(tried[i].n, tried[i].p, tried[i].E) == tried[i].bound);
    q.s.n = 3;
    CHECK("rows", sgm_f4_entries_instance(&inst, ctx, &q.s, SGM_BATCHABLE) == SGM_MALFORMED && !inst);
    q.s.n = SMALL_ROWS;
    q.s.E = most;
    CHECK("E", sgm_f4_entries_instance(&inst, ctx, &q.s, SGM_BATCHABLE) == SGM_MALFORMED && !inst);
    q.s.E = 3;
    memcpy(q.s.CY, zero, 32);
    CHECK("identity", sgm_f4_entries_instance(&inst, ctx, &q.s, SGM_BATCHABLE) == SGM_MALFORMED && !inst);
    clear(&q);
}

/* Proofs of other shapes in one batch, one of them of other columns. */
static void check_batch(const sgm_ctx *ctx)
{
    enum { N = 4 };
    sgm_batch *b;
    sgm_instance *inst[N];
    subject q[N];
    static uint8_t made[N][4096];
    size_t len[N];
    const size_t *culprits;
    size_t n_culprits;
    CHECK("batch", sgm_batch_new(&b, ctx, SGM_WEIGHTS_DERIVED) == SGM_OK);
    for (uint32_t i = 0; i < N; i++) {
        q[i] = make_small(ctx, i < 2 ? SMALL_ROWS : UINT32_C(4) << i, i < 2 ? SMALL_COLUMNS : i, 2 + (int64_t)i / 2);
        q[i].y[0] = (int64_t)i % 2; /* the first two differ in this */
        commit(ctx, &q[i]);
        len[i] = sgm_f4_entries_proof_size(&q[i].s, SGM_BATCHABLE);
        CHECK("prove", prove(ctx, &q[i], SGM_BATCHABLE) == SGM_OK);
        memcpy(made[i], proof, len[i]);
        CHECK("instance", sgm_f4_entries_instance(&inst[i], ctx, &q[i].s, SGM_BATCHABLE) == SGM_OK);
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
    check_others(ctx);
    check_batch(ctx);
    subject q = make_table(ctx, &t);
    check_honest(ctx, &q);
    clear(&q);
    sgm_table_clear(&t);
    sgm_ctx_free(ctx);
    return unit_result("f4_entries");
}
