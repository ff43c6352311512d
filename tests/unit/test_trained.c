/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F2 tied to training on the bundled table: one contributor's block is D, the others are the rest; what is refused, by
 * whom; batches. */
#include "protocols/batch.h"
#include "protocols/formulation/trained.h"
#include "protocols/joint.h"
#include "protocols/training.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_D = 32, ROWS_REST = 512, ROWS_BOTH = 1024, P = 31, STEPS = 20, LABEL = 256, T_PROBES = 5, PROOF = 8192 };

/* Rows of one side, their blindings and columns. */
typedef struct side {
    int64_t X[ROWS_REST * P], y[ROWS_REST];
    sgm_sc rho[P], rho_y;
    uint8_t C[P + 1][32];
    sgm_f4_data data;
    sgm_trained_columns columns;
} side;

typedef struct subject {
    side rest, D;
    int64_t w[2][(STEPS + 1) * P], g[2][STEPS * P], x[T_PROBES * P];
    sgm_sc rho[2][P];
    uint8_t W[2][P][32];
    sgm_probes probes;
    sgm_trained_statement s;
} subject;

/* Contributor `block`'s rows, or those of all others. */
static void take_rows(side *d, const sgm_table *t, size_t block, int others)
{
    const size_t rows = t->train_rows / SGM_BLOCKS;
    size_t n = 0;
    memset(d, 0, sizeof *d);
    for (size_t i = 0; i < t->train_rows; i++) {
        if ((i / rows == block) == others)
            continue;
        d->y[n] = t->label[i] ? LABEL : -LABEL;
        for (size_t j = 0; j < P; j++)
            d->X[n * P + j] = t->x[i * P + j];
        n++;
    }
}

static void register_rows(const sgm_ctx *ctx, side *d, uint32_t first, uint32_t n, uint64_t seed)
{
    for (size_t j = 0; j < P; j++)
        sgm_sc_from_u64(&d->rho[j], unit_random(&seed));
    sgm_sc_from_u64(&d->rho_y, unit_random(&seed));
    d->data = (sgm_f4_data){d->X, d->y, d->rho, &d->rho_y};
    d->columns = (sgm_trained_columns){n, (const uint8_t(*)[32])d->C, (const uint8_t(*)[32])(d->C + P)};
    CHECK("columns", sgm_f4_commit(ctx, d->C, d->C[P], &d->data, first, n, P) == SGM_OK);
}

static void train(subject *q)
{
    int64_t *X = calloc(ROWS_BOTH * P, sizeof *X), *y = calloc(ROWS_BOTH, sizeof *y);
    memcpy(X, q->rest.X, sizeof q->rest.X);
    memcpy(X + ROWS_REST * P, q->D.X, ROWS_D * P * sizeof *X);
    memcpy(y, q->rest.y, sizeof q->rest.y);
    memcpy(y + ROWS_REST, q->D.y, ROWS_D * sizeof *y);
    CHECK("with D", sgm_f4_descend(SGM_F4_RIDGE, &q->s.with, q->w[0], q->g[0], X, y, ROWS_BOTH) == SGM_OK);
    CHECK("without D",
          sgm_f4_descend(SGM_F4_RIDGE, &q->s.without, q->w[1], q->g[1], q->rest.X, q->rest.y, ROWS_REST) == SGM_OK);
    free(X);
    free(y);
}

static void commit_weights(const sgm_ctx *ctx, subject *q)
{
    for (size_t m = 0; m < 2; m++)
        sgm_weights_commit(ctx, q->W[m], &(sgm_weights_opening){q->w[m] + STEPS * P, q->rho[m]}, P);
}

static void set_bound(subject *q, sgm_trained_form form)
{
    q->s.bound = (sgm_bound){UINT64_C(1) << (form == SGM_TRAINED_L2 ? 34 : 26), 0};
    q->s.each = (sgm_bound){1 << 16, 0};
    q->s.digits = 26;
}

static subject *make_subject(const sgm_ctx *ctx, const sgm_table *t, sgm_trained_form form, size_t block,
                             uint32_t lambda)
{
    subject *q = calloc(1, sizeof *q);
    uint64_t seed = 9;
    take_rows(&q->rest, t, block, 1);
    take_rows(&q->D, t, block, 0);
    register_rows(ctx, &q->rest, 0, ROWS_REST, 1);
    register_rows(ctx, &q->D, ROWS_REST, ROWS_D, 2);
    for (size_t m = 0; m < 2; m++)
        for (size_t j = 0; j < P; j++)
            sgm_sc_from_u64(&q->rho[m][j], unit_random(&seed));
    for (size_t i = 0; i < T_PROBES * P; i++)
        q->x[i] = t->x[t->train_rows * P + i];
    CHECK("probes", sgm_probes_init(&q->probes, q->x, NULL, T_PROBES, P) == SGM_OK);
    q->s = (sgm_trained_statement){.probes = &q->probes,
                                   .W = (const uint8_t(*)[32])q->W[0],
                                   .W0 = (const uint8_t(*)[32])q->W[1],
                                   .rho = q->rho[0],
                                   .rho0 = q->rho[1],
                                   .rest = q->rest.columns,
                                   .D = q->D.columns,
                                   .with = {P, STEPS, lambda, SGM_FX, SGM_SHIFT, q->w[0], q->g[0], 0, NULL},
                                   .without = {P, STEPS, lambda, SGM_FX, SGM_SHIFT, q->w[1], q->g[1], 0, NULL}};
    set_bound(q, form);
    train(q);
    commit_weights(ctx, q);
    return q;
}

static sgm_status accepts(const sgm_ctx *ctx, sgm_trained_form form, const sgm_trained_statement *s, sgm_flavor flavor,
                          const uint8_t *proof)
{
    sgm_instance *inst;
    sgm_status st = sgm_trained_instance(&inst, ctx, form, s, flavor);
    if (st == SGM_OK)
        st = sgm_verify(ctx, inst, proof, sgm_trained_proof_size(form, s, flavor));
    sgm_instance_free(inst);
    return st;
}

static sgm_status prove(const sgm_ctx *ctx, sgm_trained_form form, const subject *q, sgm_flavor flavor, uint8_t *proof)
{
    const sgm_rng rng = sgm_rng_system();
    return sgm_trained_prove(ctx, form, &q->s, &q->rest.data, &q->D.data, flavor, &rng, proof);
}

static void check_honest(const sgm_ctx *ctx, const sgm_table *t, sgm_trained_form form)
{
    static uint8_t proof[PROOF];
    subject *q = make_subject(ctx, t, form, 0, 3);
    for (int flavor = SGM_BATCHABLE; flavor <= SGM_HINTED; flavor += SGM_HINTED - SGM_BATCHABLE) {
        sgm_instance *inst;
        CHECK("prove", prove(ctx, form, q, (sgm_flavor)flavor, proof) == SGM_OK);
        CHECK("verify", accepts(ctx, form, &q->s, (sgm_flavor)flavor, proof) == SGM_OK);
        CHECK("instance", sgm_trained_instance(&inst, ctx, form, &q->s, (sgm_flavor)flavor) == SGM_OK);
        CHECK("size", sgm_instance_proof_size(inst) == sgm_trained_proof_size(form, &q->s, (sgm_flavor)flavor));
        CHECK("points", sgm_trained_points(form, &q->s) == inst->n_points + inst->n_elements);
        CHECK("equations", inst->n_equations == (form == SGM_TRAINED_L2 ? 9 : 7));
        sgm_instance_free(inst);
    }
    CHECK("no compact form", prove(ctx, form, q, SGM_COMPACT, proof) == SGM_USAGE);
    free(q);
}

/* A statement that is none, whatever the proof. */
static void check_malformed(const sgm_ctx *ctx, const sgm_table *t)
{
    static const uint8_t identity[32];
    subject *q = make_subject(ctx, t, SGM_TRAINED_L2, 0, 0);
    sgm_instance *inst;
    uint8_t kept[32];
    struct {
        const char *what;
        uint32_t *number, bad;
    } tried[] = {{"T", &q->s.without.T, STEPS - 1},   {"lambda", &q->s.without.lambda, 1},
                 {"fx", &q->s.with.fx, SGM_FX - 1},   {"sh", &q->s.with.sh, SGM_SHIFT + 1},
                 {"p", &q->s.without.p, P - 1},       {"no rows of D", &q->s.D.n, 0},
                 {"rows of D", &q->s.D.n, 33},        {"rows of the rest", &q->s.rest.n, 500},
                 {"all rows", &q->s.D.n, 1u << 31},   {"no steps", &q->s.with.T, 0},
                 {"too many", &q->s.rest.n, 1 << 16}, {"no columns", &q->s.with.p, 0}};
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
        const uint32_t good = *tried[i].number;
        *tried[i].number = tried[i].bad;
        CHECK(tried[i].what,
              sgm_trained_instance(&inst, ctx, SGM_TRAINED_L2, &q->s, SGM_BATCHABLE) == SGM_MALFORMED && !inst);
        *tried[i].number = good;
    }
    CHECK("as it was", sgm_trained_instance(&inst, ctx, SGM_TRAINED_L2, &q->s, SGM_BATCHABLE) == SGM_OK);
    sgm_instance_free(inst);
    memcpy(kept, q->D.C[3], 32);
    memcpy(q->D.C[3], identity, 32);
    CHECK("identity", sgm_trained_instance(&inst, ctx, SGM_TRAINED_L2, &q->s, SGM_BATCHABLE) == SGM_MALFORMED);
    memset(q->D.C[3], 255, 32);
    CHECK("no point", sgm_trained_instance(&inst, ctx, SGM_TRAINED_L2, &q->s, SGM_BATCHABLE) == SGM_MALFORMED);
    memcpy(q->D.C[3], kept, 32);
    q->w[0][STEPS * P + 5] += 1;
    CHECK("no step", sgm_trained_instance(&inst, ctx, SGM_TRAINED_L2, &q->s, SGM_BATCHABLE) == SGM_MALFORMED);
    commit_weights(ctx, q);
    CHECK("committed", sgm_trained_instance(&inst, ctx, SGM_TRAINED_L2, &q->s, SGM_BATCHABLE) == SGM_MALFORMED);
    free(q);
}

/* The models are the last checkpoints of these runs, or there is no statement. */
static void check_models(const sgm_ctx *ctx, const sgm_table *t)
{
    static uint8_t proof[PROOF];
    subject *q = make_subject(ctx, t, SGM_TRAINED_L2, 0, 0);
    sgm_instance *inst;
    int64_t off[P];
    memcpy(off, q->w[0] + STEPS * P, sizeof off);
    off[7] += 1;
    sgm_weights_commit(ctx, q->W[0], &(sgm_weights_opening){off, q->rho[0]}, P);
    CHECK("off by one unit", sgm_trained_instance(&inst, ctx, SGM_TRAINED_L2, &q->s, SGM_BATCHABLE) == SGM_MALFORMED);
    commit_weights(ctx, q);
    sgm_sc_add(&q->rho[1][2], &q->rho[1][2], &sgm_sc_one);
    CHECK("other blinding", sgm_trained_instance(&inst, ctx, SGM_TRAINED_L2, &q->s, SGM_BATCHABLE) == SGM_MALFORMED);
    sgm_sc_sub(&q->rho[1][2], &q->rho[1][2], &sgm_sc_one);
    memcpy(q->W[1], q->W[0], sizeof q->W[0]); /* M' := M */
    memcpy(q->rho[1], q->rho[0], sizeof q->rho[0]);
    CHECK("the same model twice",
          sgm_trained_instance(&inst, ctx, SGM_TRAINED_L2, &q->s, SGM_BATCHABLE) == SGM_MALFORMED);
    q->s.without = q->s.with; /* and the same run twice: a statement, but not of the rest's columns */
    CHECK("the same run twice", prove(ctx, SGM_TRAINED_L2, q, SGM_BATCHABLE, proof) == SGM_REJECTED);
    free(q);
    q = make_subject(ctx, t, SGM_TRAINED_L2, 0, 0);
    const sgm_f4_run with = q->s.with;
    q->s.with = q->s.without; /* the runs have changed places, and their models with them */
    q->s.without = with;
    q->s.W = (const uint8_t(*)[32])q->W[1];
    q->s.W0 = (const uint8_t(*)[32])q->W[0];
    q->s.rho = q->rho[1];
    q->s.rho0 = q->rho[0];
    CHECK("swapped", prove(ctx, SGM_TRAINED_L2, q, SGM_BATCHABLE, proof) == SGM_REJECTED);
    free(q);
    q = make_subject(ctx, t, SGM_TRAINED_L2, 0, 0);
    q->w[1][3] = 100; /* another beginning, from which the run goes on */
    train(q);
    commit_weights(ctx, q);
    CHECK("other w_0", sgm_trained_instance(&inst, ctx, SGM_TRAINED_L2, &q->s, SGM_BATCHABLE) == SGM_MALFORMED);
    free(q);
}

/* Statements that a proof is not about, and that its maker cannot prove. */
static void check_data(const sgm_ctx *ctx, const sgm_table *t)
{
    static uint8_t proof[PROOF], again[PROOF];
    subject *q = make_subject(ctx, t, SGM_TRAINED_MLR, 0, 0), *other = make_subject(ctx, t, SGM_TRAINED_MLR, 1, 0);
    side kept;
    CHECK("prove", prove(ctx, SGM_TRAINED_MLR, q, SGM_BATCHABLE, proof) == SGM_OK);
    CHECK("another block as D", accepts(ctx, SGM_TRAINED_MLR, &other->s, SGM_BATCHABLE, proof) == SGM_REJECTED);
    q->s.D = other->D.columns;
    CHECK("D's columns replaced", accepts(ctx, SGM_TRAINED_MLR, &q->s, SGM_BATCHABLE, proof) == SGM_REJECTED);
    CHECK("refused", prove(ctx, SGM_TRAINED_MLR, q, SGM_BATCHABLE, again) == SGM_REJECTED);
    q->s.D = q->D.columns;
    kept = q->D;
    q->D.X[11] += 1;
    CHECK("other data", prove(ctx, SGM_TRAINED_MLR, q, SGM_BATCHABLE, again) == SGM_REJECTED);
    q->D = kept;
    for (size_t m = 0; m < 2; m++) { /* a gradient that is wrong, and what follows from it */
        const size_t last = (STEPS - 1) * P;
        q->g[m][last] += INT64_C(1) << SGM_SHIFT;
        q->w[m][last + P] -= 1;
        commit_weights(ctx, q);
        CHECK("tampered run", accepts(ctx, SGM_TRAINED_MLR, &q->s, SGM_BATCHABLE, proof) == SGM_REJECTED);
        CHECK("refused", prove(ctx, SGM_TRAINED_MLR, q, SGM_BATCHABLE, again) == SGM_REJECTED);
        q->g[m][last] -= INT64_C(1) << SGM_SHIFT;
        q->w[m][last + P] += 1;
    }
    commit_weights(ctx, q);
    CHECK("as it was", accepts(ctx, SGM_TRAINED_MLR, &q->s, SGM_BATCHABLE, proof) == SGM_OK);
    q->s.bound.low = 1;
    CHECK("further apart", prove(ctx, SGM_TRAINED_MLR, q, SGM_BATCHABLE, again) == SGM_REJECTED);
    free(other);
    free(q);
}

/* D's rows lie in the place of the rest's and undo a part of them: the sums of columns are data all right, and so are
 * the rest's, but D is not what the two trainings differ in. */
static void check_place(const sgm_ctx *ctx, const sgm_table *t)
{
    static uint8_t proof[PROOF];
    subject *q = make_subject(ctx, t, SGM_TRAINED_L2, 0, 0);
    sgm_instance *inst;
    for (size_t i = 0; i < ROWS_D * P; i++)
        q->D.X[i] = -q->rest.X[i];
    for (size_t i = 0; i < ROWS_D; i++)
        q->D.y[i] = -q->rest.y[i];
    register_rows(ctx, &q->D, 0, ROWS_D, 2);
    side *both = calloc(1, sizeof *both);
    *both = q->rest;
    memset(both->X, 0, ROWS_D * P * sizeof *both->X);
    memset(both->y, 0, ROWS_D * sizeof *both->y);
    CHECK("with D", sgm_f4_descend(SGM_F4_RIDGE, &q->s.with, q->w[0], q->g[0], both->X, both->y, ROWS_REST) == SGM_OK);
    commit_weights(ctx, q);
    q->s.bound = (sgm_bound){UINT64_C(1) << 60, 0};
    q->s.each = (sgm_bound){1 << 28, 0};
    CHECK("a statement", sgm_trained_instance(&inst, ctx, SGM_TRAINED_L2, &q->s, SGM_BATCHABLE) == SGM_OK);
    sgm_instance_free(inst);
    CHECK("rows in another place", prove(ctx, SGM_TRAINED_L2, q, SGM_BATCHABLE, proof) == SGM_REJECTED);
    free(both);
    free(q);
}

/* Two proofs of one form, parts exchanged one by one; one bad of three in a batch. */
static void check_parts(const sgm_ctx *ctx, const sgm_table *t)
{
    enum { N = 3 };
    static uint8_t proof[N][PROOF], mixed[PROOF];
    subject *q[N];
    sgm_instance *inst[N];
    sgm_batch *b;
    const size_t *culprits;
    size_t n, size = 0;
    CHECK("batch", sgm_batch_new(&b, ctx, SGM_WEIGHTS_DERIVED) == SGM_OK);
    for (uint32_t i = 0; i < N; i++) {
        q[i] = make_subject(ctx, t, SGM_TRAINED_L1, i, i);
        size = sgm_trained_proof_size(SGM_TRAINED_L1, &q[i]->s, SGM_BATCHABLE);
        CHECK("prove", prove(ctx, SGM_TRAINED_L1, q[i], SGM_BATCHABLE, proof[i]) == SGM_OK);
        CHECK("instance", sgm_trained_instance(&inst[i], ctx, SGM_TRAINED_L1, &q[i]->s, SGM_BATCHABLE) == SGM_OK);
        CHECK("add", sgm_batch_add(b, inst[i], proof[i], size) == SGM_OK);
    }
    CHECK("accepted", sgm_batch_verify(b) == SGM_OK);
    for (uint32_t k = 0, at = 0; k < inst[0]->argument->n_parts; k++) {
        const size_t len = sgm_instance_proof_size(inst[0]->argument->parts[k]);
        memcpy(mixed, proof[0], size);
        memcpy(mixed + at, proof[1] + at, len);
        at += (uint32_t)len;
        CHECK("a part of another statement",
              accepts(ctx, SGM_TRAINED_L1, &q[0]->s, SGM_BATCHABLE, mixed) == SGM_REJECTED);
        sgm_batch_clear(b);
        for (uint32_t i = 0; i < N; i++)
            CHECK("add",
                  sgm_batch_add(b, inst[(i + k) % N], (i + k) % N == 0 ? mixed : proof[(i + k) % N], size) == SGM_OK);
        CHECK("rejected", sgm_batch_verify(b) == SGM_REJECTED);
        CHECK("culprit", sgm_batch_culprits(b, &culprits, &n) == SGM_OK && n == 1 && *culprits == (N - k % N) % N);
    }
    sgm_batch_free(b);
    for (uint32_t i = 0; i < N; i++) {
        sgm_instance_free(inst[i]);
        free(q[i]);
    }
}

int main(int argc, char **argv)
{
    sgm_ctx *ctx;
    sgm_table t;
    sgm_error err;
    if (argc != 2 || sgm_table_read(&t, argv[1], &err) != SGM_OK || t.columns != P)
        return 2;
    CHECK("context", sgm_ctx_new(&ctx, sgm_backend_best()) == SGM_OK);
    check_honest(ctx, &t, SGM_TRAINED_MLR);
    check_honest(ctx, &t, SGM_TRAINED_L1);
    check_honest(ctx, &t, SGM_TRAINED_L2);
    check_malformed(ctx, &t);
    check_models(ctx, &t);
    check_data(ctx, &t);
    check_place(ctx, &t);
    check_parts(ctx, &t);
    sgm_table_clear(&t);
    sgm_ctx_free(ctx);
    return unit_result("trained");
}
