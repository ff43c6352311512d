/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Forgeries about clipped gradients: residuals that are not the clipped ones, and the gradient that follows. Four rows
 * of two columns. */
#include "protocols/commit.h"
#include "protocols/formulation/f4_logistic_internal.h"
#include "protocols/inner.h"
#include "protocols/norm.h"
#include "protocols/tensor.h"
#include "tests/forged/attacks.h"

#include <string.h>

enum { ROWS = 4, COLUMNS = 2, BITS = 64, CLIP = 2 };
enum { FIELD_CX, FIELD_CY = COLUMNS, FIELD_LAMBDA = 4, FIELD_FX, FIELD_W = 8, FIELD_G = FIELD_W + COLUMNS };
enum { WITNESS_Y = ROWS * COLUMNS, WITNESS_RHO = WITNESS_Y + ROWS };

/* What is said of the rows of honest data, and their proof on its way. */
typedef struct said {
    const forger *f;
    const sgm_backend *be;
    const sgm_f4_logistic_argument *argument;
    sgm_sc witness[SUBJECT_MAX_WITNESS];
    int64_t X[ROWS][COLUMNS], y[ROWS], w[COLUMNS], r[ROWS], t[ROWS];
    uint8_t bits[BITS];
    sgm_sc part[LOGISTIC_PARTS][ROWS], rho[LOGISTIC_PARTS], tau[LOGISTIC_NORM], rho_r, gamma;
} said;

static void commit(const said *s, sgm_point *C, const sgm_sc *x, const sgm_sc *rho)
{
    const sgm_affine *V = s->argument->outers[0].vector.points;
    forgery_need(sgm_vector_commit(s->f->ctx, C, V, x, ROWS, rho) == SGM_OK, "committing");
}

/* An honest statement; what it says of the rows is chosen by the forger: all residuals 0, or none clipped. */
static void choose(said *s, const forger *f, forgery_item *it, int variant)
{
    memset(s, 0, sizeof *s);
    s->f = f;
    s->be = sgm_ctx_backend(f->ctx);
    *it = (forgery_item){.form = &subject_f4_logistic, .flavor = SGM_BATCHABLE};
    subject_f4_logistic.make(f->ctx, f->g, it->statement, s->witness);
    for (size_t j = 0; j < COLUMNS; j++)
        s->w[j] = subject_integer(it->statement[FIELD_W + j]);
    for (size_t i = 0; i < ROWS; i++) {
        int64_t z = 0, clipped;
        s->y[i] = (int64_t)s->witness[WITNESS_Y + i].v[0];
        for (size_t j = 0; j < COLUMNS; j++) {
            s->X[i][j] = (int64_t)s->witness[i * COLUMNS + j].v[0];
            z += s->X[i][j] * s->w[j];
        }
        clipped = z > CLIP ? CLIP : z < -CLIP ? -CLIP : z;
        s->r[i] = variant == LOGISTIC_ZERO ? 0 : variant == LOGISTIC_UNCLIPPED && z == CLIP + 1 ? z : clipped;
        s->t[i] = z - s->r[i];
    }
}

/* Their gradient, or one that is off by one. */
static void state_gradient(const said *s, forgery_item *it, int variant)
{
    for (size_t j = 0; j < COLUMNS; j++) {
        int64_t g = *it->statement[FIELD_LAMBDA] * s->w[j] + (variant == LOGISTIC_GRADIENT && j == 0);
        for (size_t i = 0; i < ROWS; i++)
            g += s->X[i][j] * (s->r[i] - s->y[i] * (1 << *it->statement[FIELD_FX]));
        subject_put_integer(it->statement[FIELD_G + j], g);
    }
}

/* Bits as they are, whatever the range. */
static void set_bits(said *s)
{
    const sgm_rows_block *excess = &s->argument->block[LOGISTIC_EXCESS],
                         *residual = &s->argument->block[LOGISTIC_RESIDUAL];
    const uint32_t K = s->argument->K;
    forgery_need(s->argument->rows.n_bits <= BITS, "room for bits");
    for (size_t i = 0; i < ROWS; i++) {
        const uint64_t size = (uint64_t)(s->t[i] < 0 ? -s->t[i] : s->t[i]), shifted = (uint64_t)(s->r[i] + CLIP);
        for (uint32_t k = 0; k < K; k++)
            s->bits[i * excess->columns + (s->t[i] < 0 ? K : 0) + k] = (uint8_t)(size >> k & 1);
        if (s->argument->residual[residual->columns - 1].v[0] == 2 * CLIP) {
            for (uint32_t k = 0; k < residual->columns; k++)
                s->bits[residual->first_bit + i * residual->columns + k] = (uint8_t)(shifted >> k & 1);
        } else {
            const sgm_sc value = forger_integer((int64_t)shifted), range = forger_integer(2 * CLIP);
            forgery_need(sgm_range_bits(s->bits + residual->first_bit + i * residual->columns, &value, &range) == 1,
                         "a range");
        }
    }
}

/* The vectors that x is multiplied with, and the blindings of their commitments. */
static void set_parts(said *s, const sgm_sc *z, const sgm_sc *gamma, const sgm_sc *theta)
{
    sgm_sc z2, z2n, power = sgm_sc_one, v[COLUMNS] = {sgm_sc_one, *gamma}, e, minus, scale, x;
    sgm_f4_logistic_powers(s->argument, z, &z2, &z2n);
    sgm_sc_neg(&minus, theta);
    scale = forger_integer(INT64_C(1) << s->argument->fx);
    for (size_t i = 0; i < ROWS; i++) {
        sgm_sc b = sgm_sc_zero;
        for (size_t j = 0; j < COLUMNS; j++) {
            x = forger_integer(s->X[i][j]);
            sgm_sc_muladd(&b, &x, &v[j], &b);
        }
        sgm_sc_mul(&power, &power, &z2);
        x = forger_integer(s->r[i]);
        sgm_sc_add(&s->part[1][i], &x, &power);
        sgm_sc_mul(&s->part[2][i], &minus, &b);
        x = forger_integer(s->y[i]);
        sgm_sc_muladd(&s->part[3][i], &scale, &x, &power);
        x = forger_integer(s->t[i]);
        sgm_sc_muladd(&s->part[4][i], theta, &b, &x);
        sgm_sc_muladd(&s->part[4][i], &z2n, &power, &s->part[4][i]);
        s->part[0][i] = forger_scalar(s->f);
    }
    s->rho[0] = forger_scalar(s->f);
    s->rho[1] = s->rho_r;
    sgm_sc_mul(&s->rho[3], &scale, &s->witness[WITNESS_RHO + COLUMNS]);
    s->rho[2] = sgm_sc_zero;
    sgm_sc_neg(&s->rho[4], &s->rho_r);
    for (size_t j = 0; j < COLUMNS; j++) {
        const sgm_sc *rho = &s->witness[WITNESS_RHO + j];
        sgm_sc_mul(&e, &minus, &v[j]);
        sgm_sc_muladd(&s->rho[2], &e, rho, &s->rho[2]);
        x = forger_integer(s->w[j]);
        sgm_sc_sub(&e, &x, &e);
        sgm_sc_muladd(&s->rho[4], &e, rho, &s->rho[4]);
    }
}

/* M and the coefficients of the norm, but for that of x^5. */
static void commit_parts(said *s, sgm_tape *tape)
{
    sgm_point sent[1 + LOGISTIC_NORM];
    commit(s, &sent[0], s->part[0], &s->rho[0]);
    for (int k = 0, at = 0; k <= LOGISTIC_NORM; k++) {
        sgm_sc value = sgm_sc_zero, inner;
        for (int i = 0; i < LOGISTIC_PARTS; i++)
            if (k - i >= 0 && k - i < LOGISTIC_PARTS) {
                sgm_inner_product(s->be, &inner, s->part[i], s->part[k - i], ROWS);
                sgm_sc_add(&value, &value, &inner);
            }
        if (k == LOGISTIC_CLAIM)
            continue;
        s->tau[at] = forger_scalar(s->f);
        sgm_pedersen(s->f->ctx, &sent[1 + at], &value, &s->tau[at]);
        at++;
    }
    sgm_tape_points(tape, sent, 1 + LOGISTIC_NORM);
}

static sgm_sc next_challenge(sgm_tape *tape)
{
    sgm_sc x;
    forgery_need(sgm_tape_challenges(tape, &x, 1), "a challenge");
    return x;
}

static void respond(said *s, sgm_tape *tape)
{
    const sgm_sc x = next_challenge(tape);
    sgm_sc scalar[3] = {sgm_sc_zero, sgm_sc_zero, s->rho[0]}, power = sgm_sc_one, twice;
    for (int k = 0, at = 0; k <= LOGISTIC_NORM; k++) {
        sgm_sc_add(&twice, &s->gamma, &s->gamma);
        sgm_sc_muladd(&scalar[1], &power, k == LOGISTIC_CLAIM ? &twice : &s->tau[at++], &scalar[1]);
        if (k > 0 && k < LOGISTIC_PARTS) {
            sgm_scale_add(s->be, s->part[0], &power, s->part[k], s->part[0], ROWS);
            sgm_sc_muladd(&scalar[2], &power, &s->rho[k], &scalar[2]);
        }
        sgm_sc_mul(&power, &power, &x);
    }
    sgm_inner_product(s->be, &scalar[0], s->part[0], s->part[0], ROWS);
    sgm_tape_scalars(tape, scalar, 3);
    const sgm_sc w = next_challenge(tape);
    forgery_need(sgm_norm_prove(tape, s->argument->outers[0].vector.points, s->part[0], NULL, s->argument->folding,
                                &w) == SGM_OK,
                 "a norm argument");
    sgm_tape_scalars(tape, s->part[0], 1);
}

void logistic_false(const forger *f, forgery *out, int variant)
{
    static said s;
    forgery_item *it = &out->item[0];
    const sgm_rng rng = subject_rng(f->g);
    sgm_instance *inst;
    void *owned;
    sgm_tape tape;
    sgm_sc residual[ROWS], z, challenge[2];
    sgm_point R;
    choose(&s, f, it, variant);
    state_gradient(&s, it, variant);
    forgery_need(forgery_instance(&inst, &owned, f->ctx, it) == SGM_OK, "making a statement");
    it->len = sgm_instance_proof_size(inst);
    forgery_need(it->len <= sizeof it->proof, "room for a string");
    s.argument = (const sgm_f4_logistic_argument *)inst->argument;
    sgm_rows rows = s.argument->rows;
    rows.n_blocks = variant == LOGISTIC_ZERO ? LOGISTIC_CLIPPING : LOGISTIC_BLOCKS;
    set_bits(&s);
    s.rho_r = forger_scalar(f);
    s.gamma = forger_scalar(f);
    for (size_t i = 0; i < ROWS; i++)
        residual[i] = forger_integer(s.r[i]);
    sgm_tape_begin(&tape, f->ctx, inst, it->proof);
    commit(&s, &R, residual, &s.rho_r);
    sgm_tape_points(&tape, &R, 1);
    forgery_need(sgm_rows_prove_late(&rows, &tape, s.bits, &s.gamma, &rng, &z) == SGM_OK, "rows");
    forgery_need(sgm_tape_challenges(&tape, challenge, 2), "challenges");
    set_parts(&s, &z, &challenge[0], &challenge[1]);
    commit_parts(&s, &tape);
    respond(&s, &tape);
    sgm_tape_end(&tape);
    forgery_free_instance(it, inst, owned);
}

/* An honest proof; then the columns C_0 + k_1 R and C_1 - k_0 R, which it is as true of where the transcript lacks
 * them: k_j is what the equation multiplies column j with. */
void logistic_late_columns(const forger *f, forgery *out, int variant)
{
    forgery_item *it = &out->item[0];
    sgm_sc challenge[SGM_STEPS_MAX], k[COLUMNS], x2, x4, of_v;
    sgm_instance *inst;
    void *owned;
    (void)variant;
    honest_form(f, out, FORM_F4_LOGISTIC);
    forgery_need(forgery_instance(&inst, &owned, f->ctx, it) == SGM_OK, "making a statement");
    const sgm_argument_job job = {inst, it->proof, challenge};
    const sgm_sc *after = challenge + ((const sgm_f4_logistic_argument *)inst->argument)->rows.rounds + 3;
    sgm_argument_challenges(sgm_ctx_backend(f->ctx), &job, 1);
    forgery_free_instance(it, inst, owned);
    sgm_sc_mul(&x2, &after[2], &after[2]);
    sgm_sc_mul(&x4, &x2, &x2);
    sgm_sc_sub(&of_v, &x4, &x2);
    sgm_sc_mul(&of_v, &of_v, &after[1]);
    for (size_t j = 0; j < COLUMNS; j++) { /* x^4 w_j + theta gamma^j (x^4 - x^2) */
        const sgm_sc w = forger_integer(subject_integer(it->statement[FIELD_W + j]));
        sgm_sc_muladd(&k[1 - j], &x4, &w, &of_v);
        sgm_sc_mul(&of_v, &of_v, &after[0]);
    }
    sgm_sc_neg(&k[1], &k[1]);
    forgery_shift_columns(f, it, k);
}
