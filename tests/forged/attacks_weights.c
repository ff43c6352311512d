/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Forgeries about numbers, models and runs: the honest arguments about what the statement does not say. */
#include "protocols/commit.h"
#include "protocols/formulation/f4_internal.h"
#include "protocols/formulation/values.h"
#include "protocols/inner.h"
#include "protocols/norm.h"
#include "tests/forged/attacks.h"

#include <stdlib.h>
#include <string.h>

enum { P = 2, T = 3 };

/* The statement of an item, and a string of its length. */
typedef struct stated {
    sgm_instance *inst;
    void *owned;
} stated;

static stated state(const forger *f, forgery_item *it)
{
    stated s;
    forgery_need(forgery_instance(&s.inst, &s.owned, f->ctx, it) == SGM_OK, "making a statement");
    it->len = sgm_instance_proof_size(s.inst);
    forgery_need(it->len <= sizeof it->proof, "room for a string");
    return s;
}

static void end(const forgery_item *it, const stated *s) { forgery_free_instance(it, s->inst, s->owned); }

static forgery_item make(const forger *f, const subject_form *form, sgm_sc *witness)
{
    forgery_item it = {.form = form, .flavor = SGM_BATCHABLE};
    form->make(f->ctx, f->g, it.statement, witness);
    return it;
}

/* The rows of a statement with bits of the forger's choice. w, rho: how its elements open. */
static void prove_rows(const forger *f, forgery_item *it, const sgm_sc *w, const sgm_sc *rho,
                       void (*choose)(sgm_values_prover *p))
{
    const sgm_rng rng = subject_rng(f->g);
    stated s = state(f, it);
    sgm_values_prover p;
    forgery_need(sgm_values_prover_new(&p, f->ctx, s.inst) == SGM_OK, "a prover");
    for (uint32_t i = 0; i < s.inst->n_elements; i++)
        sgm_open(&p.opened, i, &w[i], &rho[i]);
    forgery_need(sgm_values_settle(&p) == 1, "opening");
    choose(&p);
    forgery_need(sgm_values_prove(&p, 1, &rng, it->proof) == SGM_OK, "proving");
    sgm_values_prover_clear(&p);
    end(it, &s);
}

/* The bits of every value as they are, whatever its range. */
static void plain_bits(sgm_values_prover *p)
{
    for (uint32_t k = 0, row = 0; row < p->values->n_committed; k++) {
        const sgm_rows_block *b = &p->values->blocks[k];
        for (uint32_t t = 0; t < b->items; t++, row++)
            for (uint32_t c = 0; c < b->columns; c++)
                p->bits[b->first_bit + t * b->columns + c] = (uint8_t)(p->value[row].v[c / 64] >> c % 64 & 1);
    }
}

/* The bits of a and b with v = a - b, for F2-L1. */
static void signed_bits(sgm_values_prover *p)
{
    const sgm_rows_block *b = &p->values->blocks[0];
    const uint32_t digits = b->columns / 2;
    for (uint32_t t = 0; t < b->items; t++) {
        const int negative = sgm_sc_reaches(&p->value[t], 250) != 0;
        sgm_sc size = p->value[t];
        if (negative)
            sgm_sc_neg(&size, &size);
        for (uint32_t c = 0; c < digits; c++)
            p->bits[t * b->columns + (negative ? digits : 0) + c] = (uint8_t)(size.v[0] >> c & 1);
    }
}

/* Weights and blindings as RANGE and F2 have them in their witness. */
static void split(const sgm_sc *witness, sgm_sc *w, sgm_sc *rho, size_t models)
{
    for (size_t i = 0; i < models * P; i++) {
        w[i] = forger_integer((int64_t)witness[i / P * 2 * P + i % P].v[0]);
        rho[i] = witness[i / P * 2 * P + P + i % P];
    }
}

/* A number one above its bound, 1000. */
void range_exceeded(const forger *f, forgery *out, int variant)
{
    sgm_sc witness[SUBJECT_MAX_WITNESS], w[P], rho[P];
    forgery_item it = make(f, &subject_range, witness);
    (void)variant;
    split(witness, w, rho, 1);
    w[0] = forger_integer(1001);
    sgm_open_commitments(f->ctx, it.statement, w, rho, P);
    prove_rows(f, &it, w, rho, plain_bits);
    out->item[0] = it;
}

/* F2-MLR, E = 15: the first weights differ by 1, the first probe multiplies that by 16. */
void epsilon_exceeded(const forger *f, forgery *out, int variant)
{
    enum { FIELD_X = 6 };
    sgm_sc witness[SUBJECT_MAX_WITNESS], w[2 * P], rho[2 * P];
    forgery_item it = make(f, &subject_f2_mlr, witness);
    (void)variant;
    split(witness, w, rho, 2);
    sgm_sc_sub(&w[P], &w[0], &sgm_sc_one);
    w[P + 1] = w[1];
    sgm_open_commitments(f->ctx, it.statement, w, rho, 2 * P);
    subject_put_integer(it.statement[FIELD_X], 16);
    prove_rows(f, &it, w, rho, plain_bits);
    out->item[0] = it;
}

/* F2-L1 with a bound of one less than the sum. */
void sum_exceeded(const forger *f, forgery *out, int variant)
{
    enum { FIELD_BOUND = 4, FIELD_X = 7 };
    sgm_sc witness[SUBJECT_MAX_WITNESS], w[2 * P], rho[2 * P];
    forgery_item it;
    int64_t sum;
    (void)variant;
    do {
        it = make(f, &subject_f2_l1, witness);
        sum = 0;
        for (size_t t = 0; t < T; t++) {
            int64_t v = 0;
            for (size_t j = 0; j < P; j++)
                v += subject_integer(it.statement[FIELD_X + t * P + j]) *
                     ((int64_t)witness[j].v[0] - (int64_t)witness[2 * P + j].v[0]);
            sum += v < 0 ? -v : v;
        }
    } while (sum < 2);
    it.statement[FIELD_BOUND][0] = (uint8_t)(sum - 1);
    split(witness, w, rho, 2);
    prove_rows(f, &it, w, rho, signed_bits);
    out->item[0] = it;
}

/* F5-ACC with one more item said to be right than are. */
void accuracy_overstated(const forger *f, forgery *out, int variant)
{
    enum { FIELD_AT_LEAST = P + 2 };
    sgm_sc witness[SUBJECT_MAX_WITNESS], w[P], rho[P];
    forgery_item it;
    (void)variant;
    do {
        it = make(f, &subject_f5_acc, witness);
    } while (*it.statement[FIELD_AT_LEAST] == T);
    ++*it.statement[FIELD_AT_LEAST];
    split(witness, w, rho, 1);
    prove_rows(f, &it, w, rho, plain_bits);
    out->item[0] = it;
}

/* Fields of F4's statements, and places in its witness. */
enum { RUN_LAMBDA = 5, RUN_FX, RUN_SH, RUN_W, RUN_G = RUN_W + 3 * P, VICINITY_G = RUN_W + P };
enum { ROWS = 4, DATA_Y = ROWS * P, DATA_RHO = DATA_Y + ROWS, DATA_RHO_Y = DATA_RHO + P };

/* F4-RIDGE: the first checkpoint is tampered with, and training goes on honestly from there. */
void tampered_checkpoint(const forger *f, forgery *out, int variant)
{
    sgm_sc witness[SUBJECT_MAX_WITNESS];
    forgery_item it = make(f, &subject_f4_ridge, witness);
    const uint8_t(*statement)[32] = (const uint8_t(*)[32])it.statement;
    const sgm_rng rng = subject_rng(f->g);
    int64_t X[ROWS * P], y[ROWS], w[2 * P], g[P];
    const sgm_f4_run run = {P, 1, *statement[RUN_LAMBDA], *statement[RUN_FX], *statement[RUN_SH], w, g, 0, NULL};
    (void)variant;
    for (size_t i = 0; i < ROWS * P; i++)
        X[i] = (int64_t)witness[i].v[0];
    for (size_t i = 0; i < ROWS; i++)
        y[i] = (int64_t)witness[DATA_Y + i].v[0];
    for (size_t j = 0; j < P; j++)
        w[j] = subject_integer(statement[RUN_W + P + j]) + 5;
    forgery_need(sgm_f4_descend(SGM_F4_RIDGE, &run, w, g, X, y, ROWS) == SGM_OK, "training");
    for (size_t j = 0; j < 2 * P; j++)
        subject_put_integer(it.statement[RUN_W + P + j], w[j]);
    for (size_t j = 0; j < P; j++)
        subject_put_integer(it.statement[RUN_G + P + j], g[j]);
    stated s = state(f, &it);
    forgery_need(it.form->prove(f->ctx, statement, witness, it.flavor, &rng, it.proof) == SGM_OK, "proving");
    end(&it, &s);
    out->item[0] = it;
}

/* <a,b>. */
static sgm_sc inner(const forger *f, const sgm_sc *a, const sgm_sc *b, size_t n)
{
    sgm_sc r;
    sgm_inner_product(sgm_ctx_backend(f->ctx), &r, a, b, n);
    return r;
}

static const sgm_affine *generators(const forger *f, size_t n)
{
    const sgm_affine *V;
    const void *id;
    forgery_need(sgm_ctx_family(f->ctx, SGM_FAMILY_V, n, &V, &id) == SGM_OK, "generators");
    return V;
}

static void commit(const forger *f, sgm_point *r, const sgm_sc *x, size_t n, const sgm_sc *rho)
{
    forgery_need(sgm_vector_commit(f->ctx, r, generators(f, n), x, n, rho) == SGM_OK, "committing");
}

static sgm_sc next_challenge(sgm_tape *tape)
{
    sgm_sc c;
    forgery_need(sgm_tape_challenges(tape, &c, 1), "a challenge");
    return c;
}

/* a = X u - c y and b = X v with the blindings of what the columns say of them. */
typedef struct folded_rows {
    sgm_sc a[ROWS], b[ROWS], rho_a, rho_b;
} folded_rows;

static void fold_rows(folded_rows *r, const sgm_f4_folded *fold, const sgm_sc *witness)
{
    sgm_sc minus_c;
    memset(r, 0, sizeof *r);
    sgm_sc_neg(&minus_c, &fold->c[0]);
    for (size_t j = 0; j <= P; j++) {
        const sgm_sc *u = j < P ? &fold->u[j] : &minus_c, v = j < P ? fold->v[j] : sgm_sc_zero;
        for (size_t i = 0; i < ROWS; i++) {
            const sgm_sc x = forger_integer((int64_t)witness[j < P ? i * P + j : DATA_Y + i].v[0]);
            sgm_sc_muladd(&r->a[i], u, &x, &r->a[i]);
            sgm_sc_muladd(&r->b[i], &v, &x, &r->b[i]);
        }
        sgm_sc_muladd(&r->rho_a, u, &witness[DATA_RHO + j], &r->rho_a);
        sgm_sc_muladd(&r->rho_b, &v, &witness[DATA_RHO + j], &r->rho_b);
    }
}

/* M and T_0, T_1, T_2, T_4 -> x, then z = m + x a + x^2 b, its norm and its blinding. T_k hold the coefficients of the
 * norm, from which the gradients' one is missing. */
static void mask_rows(const forger *f, sgm_tape *tape, const folded_rows *r, sgm_sc *z)
{
    const sgm_sc rho_m = forger_scalar(f);
    sgm_point sent[5];
    sgm_sc scalar[3], x, xx, t[4], tau[4], mb;
    for (size_t i = 0; i < ROWS; i++)
        z[i] = forger_scalar(f);
    commit(f, &sent[0], z, ROWS, &rho_m);
    t[0] = inner(f, z, z, ROWS);
    t[1] = inner(f, z, r->a, ROWS);
    t[2] = inner(f, r->a, r->a, ROWS);
    t[3] = inner(f, r->b, r->b, ROWS);
    mb = inner(f, z, r->b, ROWS);
    sgm_sc_add(&t[1], &t[1], &t[1]);
    sgm_sc_add(&t[2], &t[2], &mb);
    sgm_sc_add(&t[2], &t[2], &mb);
    for (size_t k = 0; k < 4; k++) {
        tau[k] = forger_scalar(f);
        sgm_pedersen(f->ctx, &sent[k + 1], &t[k], &tau[k]);
    }
    sgm_tape_points(tape, sent, 5);
    x = next_challenge(tape);
    sgm_sc_mul(&xx, &x, &x);
    for (size_t i = 0; i < ROWS; i++) {
        sgm_sc_muladd(&z[i], &x, &r->a[i], &z[i]);
        sgm_sc_muladd(&z[i], &xx, &r->b[i], &z[i]);
    }
    scalar[0] = inner(f, z, z, ROWS);
    sgm_sc_muladd(&scalar[1], &x, &tau[1], &tau[0]);
    sgm_sc_muladd(&scalar[1], &xx, &tau[2], &scalar[1]);
    sgm_sc_muladd(&scalar[2], &x, &r->rho_a, &rho_m);
    sgm_sc_muladd(&scalar[2], &xx, &r->rho_b, &scalar[2]);
    sgm_sc_mul(&xx, &xx, &xx);
    sgm_sc_muladd(&scalar[1], &xx, &tau[3], &scalar[1]);
    sgm_tape_scalars(tape, scalar, 3);
}

static void add_to_integer(uint8_t field[32], int64_t x) { subject_put_integer(field, subject_integer(field) + x); }

/* A gradient that is off by one; or F4-RIDGE's last one by as much as moves the weight after it by one. Masked rows are
 * honest, and so is their norm. */
void wrong_gradient(const forger *f, forgery *out, int variant)
{
    const int ridge = variant == FORM_F4_RIDGE;
    sgm_sc witness[SUBJECT_MAX_WITNESS], challenge[2], z[ROWS], w;
    forgery_item it = make(f, ridge ? &subject_f4_ridge : &subject_f4_vicinity, witness);
    if (ridge) {
        add_to_integer(it.statement[RUN_G + P], INT64_C(1) << *it.statement[RUN_SH]);
        add_to_integer(it.statement[RUN_W + 2 * P], -1);
    } else {
        add_to_integer(it.statement[VICINITY_G], 1);
    }
    stated s = state(f, &it);
    const sgm_f4_argument *argument = (const sgm_f4_argument *)s.inst->argument;
    sgm_sc *scratch = calloc(sgm_f4_scratch(P, 1), sizeof *scratch);
    sgm_f4_folded fold;
    folded_rows rows;
    sgm_tape tape;
    forgery_need(scratch != NULL, "memory");
    sgm_tape_begin(&tape, f->ctx, s.inst, it.proof);
    forgery_need(sgm_tape_challenges(&tape, challenge, 2), "challenges");
    sgm_f4_place(&fold, scratch, P, 1);
    sgm_f4_fold(argument, challenge, &fold);
    fold_rows(&rows, &fold, witness);
    free(scratch);
    mask_rows(f, &tape, &rows, z);
    w = next_challenge(&tape);
    forgery_need(sgm_norm_prove(&tape, generators(f, ROWS), z, NULL, argument->rounds, &w) == SGM_OK,
                 "a norm argument");
    sgm_tape_scalars(&tape, z, 1);
    sgm_tape_end(&tape);
    end(&it, &s);
    out->item[0] = it;
}

/* Fields of F4-MINIBATCH's statements, and places in its witness: two blocks of two rows of one column. */
enum { BATCH_LAMBDA = 7, BATCH_FX, BATCH_SH, BATCH_W = 13, BATCH_G = BATCH_W + 4 };
enum { BATCH_Y = 4, BATCH_RHO = 8, BATCH_RHO_Y = 10, BATCH_ROWS = 2, BATCH_STEPS = 3 };
static const size_t batch_block[BATCH_STEPS] = {0, 1, 0};

/* Columns of all rows, block 1 being everywhere. */
typedef struct foreign {
    int64_t X[2][ROWS], y[2][ROWS];
} foreign;

static foreign take_foreign(const sgm_sc *witness)
{
    foreign r = {.X = {{0}}};
    for (size_t i = 0; i < ROWS; i++) {
        r.X[1][i] = (int64_t)witness[i].v[0] + 1;
        r.y[i / BATCH_ROWS][i] = (int64_t)witness[BATCH_Y + i].v[0];
    }
    for (size_t i = 0; i < BATCH_ROWS; i++)
        r.X[0][i] = (int64_t)witness[i].v[0];
    return r;
}

static void register_foreign(const forger *f, forgery_item *it, const foreign *r, const sgm_sc *witness)
{
    for (size_t beta = 0; beta < 2; beta++)
        for (size_t k = 0; k < 2; k++) {
            sgm_sc column[ROWS];
            sgm_point C;
            for (size_t i = 0; i < ROWS; i++)
                column[i] = forger_integer(k == 0 ? r->X[beta][i] : r->y[beta][i]);
            commit(f, &C, column, ROWS, &witness[(k == 0 ? BATCH_RHO : BATCH_RHO_Y) + beta]);
            sgm_ctx_backend(f->ctx)->encode((uint8_t(*)[32])it->statement[2 * beta + k], &C, 1);
        }
}

/* The gradient of a step is X' times its block's residual, the columns of both blocks added up. */
static void train_foreign(forgery_item *it, const foreign *r)
{
    int64_t w = subject_integer(it->statement[BATCH_W]);
    for (size_t t = 0; t < BATCH_STEPS; t++) {
        const size_t beta = batch_block[t];
        int64_t g = *it->statement[BATCH_LAMBDA] * w;
        for (size_t i = 0; i < ROWS; i++)
            g += (r->X[0][i] + r->X[1][i]) *
                 (r->X[beta][i] * w - r->y[beta][i] * (INT64_C(1) << *it->statement[BATCH_FX]));
        w -= g >> *it->statement[BATCH_SH];
        subject_put_integer(it->statement[BATCH_G + t], g);
        subject_put_integer(it->statement[BATCH_W + t + 1], w);
    }
}

/* u_beta = sum of delta^t w_t, c_beta = 2^fx times that of delta^t; a = sum of X u - c y, b = that of X, v being 1. */
static void fold_foreign(folded_rows *rows, const forgery_item *it, const foreign *r, const sgm_sc *delta,
                         const sgm_sc *witness)
{
    sgm_sc u[2] = {sgm_sc_zero, sgm_sc_zero}, c[2] = {sgm_sc_zero, sgm_sc_zero}, power = sgm_sc_one;
    const sgm_sc scale = forger_integer(INT64_C(1) << *it->statement[BATCH_FX]);
    memset(rows, 0, sizeof *rows);
    for (size_t t = 0; t < BATCH_STEPS; t++) {
        const sgm_sc w = forger_integer(subject_integer(it->statement[BATCH_W + t]));
        sgm_sc_muladd(&u[batch_block[t]], &power, &w, &u[batch_block[t]]);
        sgm_sc_muladd(&c[batch_block[t]], &power, &scale, &c[batch_block[t]]);
        sgm_sc_mul(&power, &power, delta);
    }
    for (size_t beta = 0; beta < 2; beta++) {
        sgm_sc_neg(&c[beta], &c[beta]);
        for (size_t i = 0; i < ROWS; i++) {
            const sgm_sc x = forger_integer(r->X[beta][i]), y = forger_integer(r->y[beta][i]);
            sgm_sc_muladd(&rows->a[i], &x, &u[beta], &rows->a[i]);
            sgm_sc_muladd(&rows->a[i], &y, &c[beta], &rows->a[i]);
            sgm_sc_add(&rows->b[i], &rows->b[i], &x);
        }
        sgm_sc_muladd(&rows->rho_a, &u[beta], &witness[BATCH_RHO + beta], &rows->rho_a);
        sgm_sc_muladd(&rows->rho_a, &c[beta], &witness[BATCH_RHO_Y + beta], &rows->rho_a);
        sgm_sc_add(&rows->rho_b, &rows->rho_b, &witness[BATCH_RHO + beta]);
    }
}

/* F4-MINIBATCH: columns of block 1 that have rows in the place of block 0, and gradients that are nobody's. */
void foreign_rows(const forger *f, forgery *out, int variant)
{
    sgm_sc witness[SUBJECT_MAX_WITNESS], challenge[2], z[ROWS], w;
    forgery_item it = make(f, &subject_f4_minibatch, witness);
    const foreign r = take_foreign(witness);
    folded_rows rows;
    sgm_tape tape;
    (void)variant;
    register_foreign(f, &it, &r, witness);
    train_foreign(&it, &r);
    stated s = state(f, &it);
    sgm_tape_begin(&tape, f->ctx, s.inst, it.proof);
    forgery_need(sgm_tape_challenges(&tape, challenge, 2), "challenges");
    fold_foreign(&rows, &it, &r, &challenge[1], witness);
    mask_rows(f, &tape, &rows, z);
    w = next_challenge(&tape);
    forgery_need(sgm_norm_prove(&tape, generators(f, ROWS), z, NULL, 2, &w) == SGM_OK, "a norm argument");
    sgm_tape_scalars(&tape, z, 1);
    sgm_tape_end(&tape);
    end(&it, &s);
    out->item[0] = it;
}

/* F5-NORM about weights w, or F2-L2 about differences w, blinded by rho; and a norm argument about delta. */
typedef struct ball {
    sgm_sc w[P], rho[P], delta[P], B, E;
    sgm_sc square, sigma; /* of delta; the blinding of its commitment S */
} ball;

/* [C, S] -> mu [M, T_0, T_1] -> x [t, tau, rho_z] -> w ([X, R] -> e) [z_f]. */
static void prove_norm(const forger *f, sgm_tape *tape, const ball *b)
{
    const sgm_sc rho = forger_scalar(f), rho_m = forger_scalar(f), u[2] = {forger_scalar(f), forger_scalar(f)};
    sgm_point sent[3];
    sgm_sc z[P], lambda[P], t[2], scalar[3], tied = b->sigma, x, w;
    commit(f, &sent[0], b->delta, P, &rho);
    sgm_pedersen(f->ctx, &sent[1], &b->square, &b->sigma);
    sgm_tape_points(tape, sent, 2);
    lambda[0] = next_challenge(tape);
    sgm_sc_mul(&lambda[1], &lambda[0], &lambda[0]);
    for (size_t j = 0; j < P; j++) {
        sgm_sc_muladd(&tied, &lambda[j], &b->rho[j], &tied);
        z[j] = forger_scalar(f);
    }
    commit(f, &sent[0], z, P, &rho_m);
    t[0] = inner(f, z, z, P);
    t[1] = inner(f, z, b->delta, P);
    sgm_sc_add(&t[1], &t[1], &t[1]);
    x = inner(f, z, lambda, P);
    sgm_sc_add(&t[1], &t[1], &x);
    sgm_pedersen(f->ctx, &sent[1], &t[0], &u[0]);
    sgm_pedersen(f->ctx, &sent[2], &t[1], &u[1]);
    sgm_tape_points(tape, sent, 3);
    x = next_challenge(tape);
    for (size_t j = 0; j < P; j++) {
        sgm_sc_muladd(&z[j], &x, &b->delta[j], &z[j]);
        sgm_sc_mul(&lambda[j], &lambda[j], &x);
    }
    scalar[0] = inner(f, z, z, P);
    w = inner(f, z, lambda, P);
    sgm_sc_add(&scalar[0], &scalar[0], &w);
    sgm_sc_muladd(&scalar[1], &x, &tied, &u[1]);
    sgm_sc_muladd(&scalar[1], &x, &scalar[1], &u[0]);
    sgm_sc_muladd(&scalar[2], &x, &rho, &rho_m);
    sgm_tape_scalars(tape, scalar, 3);
    w = next_challenge(tape);
    forgery_need(sgm_norm_prove(tape, generators(f, P), z, lambda, 1, &w) == SGM_OK, "a norm argument");
    sgm_tape_scalars(tape, z, 1);
}

/* The registered weights are in the box, or have as many bits; B less the square, that of delta, is not negative. */
static void prove_box(const forger *f, sgm_tape *tape, const ball *b)
{
    enum { BITS = 512 };
    const sgm_rng rng = subject_rng(f->g);
    sgm_sc range, weight[BITS], gamma[P + 1], value;
    uint8_t bits[BITS] = {0};
    sgm_sc_add(&range, &b->E, &b->E);
    const uint32_t of_range = sgm_range_length(&range), of_B = sgm_range_length(&b->B);
    forgery_need(P * of_range + of_B <= BITS, "room for bits");
    sgm_range_weights(weight, &range);
    sgm_range_weights(weight + of_range, &b->B);
    for (uint32_t j = 0; j < P; j++) {
        sgm_sc_add(&value, &b->w[j], &b->E);
        if (!sgm_range_bits(bits + j * of_range, &value, &range))
            for (uint32_t c = 0; c < of_range; c++)
                bits[j * of_range + c] = (uint8_t)(value.v[c / 64] >> c % 64 & 1);
        gamma[j] = b->rho[j];
    }
    sgm_sc_sub(&value, &b->B, &b->square);
    forgery_need(sgm_range_bits(bits + P * of_range, &value, &b->B) == 1, "a square in a ball");
    sgm_sc_neg(&gamma[P], &b->sigma);
    const sgm_rows_block blocks[] = {{0, P, of_range, 0, 1, weight}, {P * of_range, 1, of_B, P, 1, weight + of_range}};
    const uint32_t n_bits = P * of_range + of_B;
    const sgm_rows rows = {n_bits, P + 1, sgm_rows_rounds(n_bits), 2, blocks, 0, 0};
    forgery_need(sgm_rows_prove(&rows, tape, bits, gamma, &rng) == SGM_OK, "rows");
}

/* Commits to w; in F2-L2 to the weights of a model and those that differ from them by w. */
static void commit_ball(const forger *f, uint8_t (*statement)[32], ball *b, int difference)
{
    sgm_sc w[P], w0[P], rho[P], rho0[P];
    for (size_t j = 0; j < P; j++) {
        b->rho[j] = forger_scalar(f);
        w0[j] = difference ? forger_scalar(f) : sgm_sc_zero;
        rho0[j] = difference ? forger_scalar(f) : sgm_sc_zero;
        sgm_sc_add(&w[j], &b->w[j], &w0[j]);
        sgm_sc_add(&rho[j], &b->rho[j], &rho0[j]);
    }
    sgm_open_commitments(f->ctx, statement, w, rho, P);
    if (difference)
        sgm_open_commitments(f->ctx, statement + P, w0, rho0, P);
}

/* C and S say delta, the statement says w. */
static void prove_ball(const forger *f, forgery *out, ball *b, int variant)
{
    const int difference = variant == FORM_F2_L2;
    const size_t bounds = difference ? 2 * P : P;
    forgery_item it = {.form = difference ? &subject_f2_l2 : &subject_f5_norm, .flavor = SGM_BATCHABLE};
    sgm_tape tape;
    b->square = inner(f, b->delta, b->delta, P);
    b->sigma = forger_scalar(f);
    commit_ball(f, it.statement, b, difference);
    sgm_sc_to_bytes(it.statement[bounds], &b->B);
    sgm_sc_to_bytes(it.statement[bounds + 1], &b->E);
    stated s = state(f, &it);
    sgm_tape_begin(&tape, f->ctx, s.inst, it.proof);
    prove_norm(f, &tape, b);
    prove_box(f, &tape, b);
    sgm_tape_end(&tape);
    end(&it, &s);
    out->item[0] = it;
}

/* The weights 7 and 7 have the norm 98, B is 97: the norm argument is about 7 and 6. */
void ball_of_others(const forger *f, forgery *out, int variant)
{
    ball b = {.w = {forger_integer(7), forger_integer(7)},
              .delta = {forger_integer(7), forger_integer(6)},
              .B = forger_integer(97),
              .E = forger_integer(7)};
    prove_ball(f, out, &b, variant);
}

/* A weight one outside the box, in the ball. */
void box_exceeded(const forger *f, forgery *out, int variant)
{
    ball b = {.w = {forger_integer(8), forger_integer(-7)},
              .delta = {forger_integer(8), forger_integer(-7)},
              .B = forger_integer(127),
              .E = forger_integer(7)};
    prove_ball(f, out, &b, variant);
}

/* The order is a sum of two squares, so that these weights have the norm 0 mod it. */
void norm_wraps(const forger *f, forgery *out, int variant)
{
    static const sgm_sc root[P] = {{{UINT64_C(0x33515209df4fa61e), UINT64_C(0x3e98ebc050cee193), 0, 0}},
                                   {{UINT64_C(0x82738be641f9ce93), UINT64_C(0x0d535bbf3fdb25f5), 0, 0}}};
    ball b = {.w = {root[0], root[1]},
              .delta = {root[0], root[1]},
              .B = forger_integer(98),
              .E = {{0, UINT64_C(1) << 62, 0, 0}}};
    const sgm_sc norm = inner(f, root, root, P);
    forgery_need(sgm_sc_is_zero(&norm) == 1, "two squares");
    prove_ball(f, out, &b, variant);
}
