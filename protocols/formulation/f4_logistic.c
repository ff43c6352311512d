/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F4-LOGISTIC: its statement and verifier. */
#include "protocols/formulation/f4_logistic.h"

#include "primitives/base/assume.h"
#include "primitives/base/bytes.h"
#include "protocols/formulation/f4_logistic_internal.h"
#include "protocols/norm.h"
#include "protocols/tensor.h"
#include "protocols/weaken.h"

#include <stdlib.h>
#include <string.h>

const sgm_words sgm_f4_logistic = {
    .name = "F4-LOGISTIC",
    .title = "logistic vicinity",
    .system = "one clipped gradient: bits in rows (Bulletproofs+ with weighted bits) and a norm argument",
    .claim = "The prover can open the registered columns to data for which the loss of the clipped prediction has this "
             "gradient at these weights, so that with lambda > 0 they lie within |g| / lambda of the data's optimum.",
    .non_claim = "The sigmoid is the three-piece linear one and the loss its integral, not the logistic ones. It does "
                 "not show how the weights were found, that the columns are D's bytes, or that no other data was used. "
                 "Open weights and a linear model make this far easier than general proofs of training.",
    .audience = "anyone",
    .assumption = "discrete logarithm, random oracle"};

/* Order of the proof's points and scalars, of challenges and equations. */
enum { POINT_R, POINT_ROWS };
enum { SCALAR_T = 3, SCALAR_TAU, SCALAR_RHO, SCALAR_Z };
enum { CHALLENGE_Y, CHALLENGE_Z };
enum { EQUATION_NORM, EQUATION_LINK, EQUATION_ROWS, EQUATIONS };
enum { OUTER_FOLD, OUTER_POWERS, OUTER_ROWS };

__extension__ typedef __int128 int128;

static uint32_t bit_length(uint64_t x)
{
    uint32_t k = 0;
    while (k < 64 && x >> k > 0)
        k++;
    return k;
}

/* Bits in rows, 0 without a statement. */
static uint64_t bits_of(const sgm_f4_logistic_statement *s)
{
    const uint64_t each = 2 * (uint64_t)s->K + bit_length(2 * s->c);
    const int good = s->n > 0 && (s->n & (s->n - 1)) == 0 && s->n <= SGM_F4_ROWS_MAX && s->p > 0 &&
                     s->p <= SGM_F4_COLUMNS_MAX && s->fx <= SGM_F4_SHIFT_MAX && s->K > 0 &&
                     s->K <= SGM_F4_LOGISTIC_REACH_MAX && s->c > 0 && s->c <= SGM_F4_LOGISTIC_CLIP_MAX;
    return good && s->n * each <= UINT64_C(1) << SGM_ROWS_ROUNDS_MAX ? s->n * each : 0;
}

/* R, T, M, the norm's coefficients, those of the rows and two of each round. */
static uint32_t proof_points(const sgm_f4_logistic_statement *s)
{
    return 3 + LOGISTIC_NORM + sgm_rows_points(sgm_rows_rounds((uint32_t)bits_of(s))) + 2 * sgm_rows_rounds(s->n);
}

size_t sgm_f4_logistic_proof_size(const sgm_f4_logistic_statement *s, sgm_flavor flavor)
{
    return bits_of(s) == 0 ? 0 : 32 * ((size_t)proof_points(s) * (flavor == SGM_HINTED ? 2 : 1) + 7);
}

uint32_t sgm_f4_logistic_points(const sgm_f4_logistic_statement *s) { return proof_points(s) + s->p + 1; }

uint32_t sgm_f4_logistic_reach(const int64_t *w, uint64_t c, const int64_t *X, uint32_t n, uint32_t p)
{
    uint64_t most = 1;
    for (uint32_t i = 0; i < n; i++, X += p) {
        int128 sum = 0;
        for (uint32_t j = 0; j < p; j++)
            if (__builtin_add_overflow(sum, (int128)X[j] * w[j], &sum))
                return 0;
        const sgm_u128 size = sum < 0 ? -(sgm_u128)sum : (sgm_u128)sum;
        if (size > c && (size - c) >> SGM_F4_LOGISTIC_REACH_MAX > 0)
            return 0;
        most = size > c + most ? (uint64_t)(size - c) : most;
    }
    return bit_length(most);
}

/* In: w as it is; steps >= 1. */
static sgm_status walk(const sgm_f4_logistic_statement *s, uint32_t steps, uint32_t sh, int64_t *w, const int64_t *X,
                       const int64_t *y)
{
    const size_t p = s->p;
    int64_t *all = calloc(((size_t)steps + 1) * p, sizeof *all), *g = calloc(steps * p, sizeof *g);
    const sgm_f4_run run = {.p = s->p, .T = steps, .fx = s->fx, .sh = sh};
    sgm_status st = all && g ? SGM_OK : SGM_NOMEM;
    if (st == SGM_OK) {
        memcpy(all, w, p * sizeof *w);
        st = sgm_f4_descend_clipped(SGM_F4_RIDGE, &run, (int64_t)s->c, all, g, X, y, s->n);
    }
    if (st == SGM_OK)
        memcpy(w, all + steps * p, p * sizeof *w);
    free(all);
    free(g);
    return st;
}

sgm_status sgm_f4_logistic_descend(const sgm_f4_logistic_statement *s, uint32_t steps, uint32_t sh, int64_t *w,
                                   int64_t *g, const int64_t *X, const int64_t *y)
{
    const sgm_f4_run last = {.p = s->p, .T = 1, .lambda = s->lambda, .fx = s->fx};
    if (s->n == 0 || s->n > SGM_F4_ROWS_MAX || s->p == 0 || s->p > SGM_F4_COLUMNS_MAX || steps > SGM_F4_STEPS_MAX ||
        s->c > SGM_F4_LOGISTIC_CLIP_MAX)
        return SGM_MALFORMED;
    sgm_status st = steps > 0 ? walk(s, steps, sh, w, X, y) : SGM_OK;
    return st == SGM_OK ? sgm_f4_descend_clipped(SGM_F4_VICINITY, &last, (int64_t)s->c, w, g, X, y, s->n) : st;
}

static void add_product(sgm_sc *r, const sgm_sc *a, const sgm_sc *b) { sgm_sc_muladd(r, a, b, r); }

static void subtract_product(sgm_sc *r, const sgm_sc *a, const sgm_sc *b)
{
    sgm_sc x;
    sgm_sc_mul(&x, a, b);
    sgm_sc_sub(r, r, &x);
}

void sgm_f4_logistic_fold(const sgm_f4_logistic_argument *a, const sgm_sc *gamma, sgm_sc *v, sgm_sc *r)
{
    sgm_sc lambda, term, w, power = sgm_sc_one;
    sgm_sc_from_u64(&lambda, a->lambda);
    *r = sgm_sc_zero;
    for (uint32_t j = 0; j < a->p; j++) {
        sgm_sc_from_i64(&term, a->g[j]);
        sgm_sc_from_i64(&w, a->w[j]);
        subtract_product(&term, &lambda, &w);
        add_product(r, &power, &term);
        v[j] = power;
        sgm_sc_mul(&power, &power, gamma);
    }
}

void sgm_f4_logistic_powers(const sgm_f4_logistic_argument *a, const sgm_sc *z, sgm_sc *z2, sgm_sc *z2n)
{
    sgm_sc_mul(z2, z, z);
    *z2n = *z2;
    for (uint32_t k = 0; k < a->folding; k++)
        sgm_sc_mul(z2n, z2n, z2n);
}

/* r = 1 + q + .. + q^(2^rounds - 1). */
static void sum_of_powers(sgm_sc *r, sgm_sc q, uint32_t rounds)
{
    sgm_sc factor;
    *r = sgm_sc_one;
    for (uint32_t k = 0; k < rounds; k++) {
        sgm_sc_add(&factor, &q, &sgm_sc_one);
        sgm_sc_mul(r, r, &factor);
        sgm_sc_mul(&q, &q, &q);
    }
}

/* A proof cut into its parts. */
typedef struct parts {
    const sgm_f4_logistic_argument *a;
    const sgm_reading *in;
    const sgm_sc *theta, *fold, *w;
    sgm_sc *T, *M, *norm, *folded; /* coefficients: of T, M, the norm's other coefficients, X and R of the fold */
    sgm_sc *v, *row;               /* scratch: p, and one of each row of bits */
    sgm_sc e, z2, z2n;
    sgm_sc x[LOGISTIC_NORM + 1]; /* powers of the challenge x */
} parts;

static size_t scratch_of(const sgm_f4_logistic_argument *a) { return (size_t)a->p + a->rows.n_rows; }

static void cut(parts *p, const sgm_f4_logistic_argument *a, const sgm_reading *in, const sgm_sums *out)
{
    const sgm_sc *after = in->challenge + a->rows.rounds + 3; /* gamma, theta, x, w, then one per round */
    *p = (parts){.a = a, .in = in, .theta = after + 1, .w = after + 3, .fold = after + 4, .v = in->scratch};
    p->row = p->v + a->p;
    p->T = out->point + POINT_ROWS + 1;
    p->M = out->point + POINT_ROWS + sgm_rows_points(a->rows.rounds) + 1;
    p->norm = p->M + 1;
    p->folded = p->norm + LOGISTIC_NORM;
    sgm_f4_logistic_fold(a, after, p->v, &p->e);
    sgm_f4_logistic_powers(a, &in->challenge[CHALLENGE_Z], &p->z2, &p->z2n);
    p->x[0] = sgm_sc_one;
    for (int k = 1; k <= LOGISTIC_NORM; k++)
        sgm_sc_mul(&p->x[k], &p->x[k - 1], &after[2]);
}

/* r = theta e + <p1,p2> - c sum of p1_i, where p2_i = z^(2(1 + i)) and p1_i = z^(2n) p2_i. */
static void claimed(const parts *p, sgm_sc *r)
{
    sgm_sc c, sum, z4;
    sgm_sc_mul(&z4, &p->z2, &p->z2);
    sum_of_powers(r, z4, p->a->folding);
    sgm_sc_mul(r, r, &z4);
    sum_of_powers(&sum, p->z2, p->a->folding);
    sgm_sc_mul(&sum, &sum, &p->z2);
    sgm_sc_from_u64(&c, p->a->c);
    subtract_product(r, &c, &sum);
    sgm_sc_mul(r, r, &p->z2n);
    add_product(r, p->theta, &p->e);
}

/* t G + tau H - sum of x^k T_k - 2 x^5 (T + (theta e + <p1,p2> - c sum of p1) G) = 0. */
static void sum_norm(const parts *p, const sgm_sums *out)
{
    const sgm_sc *weight = &p->in->weight[EQUATION_NORM], *scalar = p->in->scalar;
    sgm_sc twice, claim, *coefficient = p->norm;
    for (int k = 0; k <= LOGISTIC_NORM; k++)
        if (k != LOGISTIC_CLAIM)
            subtract_product(coefficient++, weight, &p->x[k]);
    sgm_sc_mul(&twice, weight, &p->x[LOGISTIC_CLAIM]);
    sgm_sc_add(&twice, &twice, &twice);
    sgm_sc_sub(p->T, p->T, &twice);
    claimed(p, &claim);
    subtract_product(&out->generator[SGM_GEN_G], &twice, &claim);
    add_product(&out->generator[SGM_GEN_G], weight, &scalar[SCALAR_T]);
    add_product(&out->generator[SGM_GEN_H], weight, &scalar[SCALAR_TAU]);
}

/* The commitments to what x is multiplied with: x A_1 + x^2 A_2 + x^3 A_3 + x^4 A_4 but for the powers of z, with A_1 =
 * R, A_2 = - theta sum of gamma^j CX_j, A_3 = 2^fx CY, A_4 = sum of (w_j + theta gamma^j) CX_j - R. */
static void sum_columns(const parts *p, const sgm_sums *out)
{
    const sgm_sc *weight = &p->in->weight[EQUATION_LINK];
    sgm_sc w, of_w, of_v, x;
    sgm_sc_sub(&x, &p->x[1], &p->x[4]);
    add_product(&out->point[POINT_R], weight, &x);
    sgm_sc_mul(&of_w, weight, &p->x[4]);
    sgm_sc_sub(&x, &p->x[4], &p->x[2]);
    sgm_sc_mul(&of_v, weight, p->theta);
    sgm_sc_mul(&of_v, &of_v, &x);
    for (uint32_t j = 0; j < p->a->p; j++) {
        sgm_sc_from_i64(&w, p->a->w[j]);
        add_product(&out->element[j], &of_w, &w);
        add_product(&out->element[j], &of_v, &p->v[j]);
    }
    sgm_sc_from_u64(&x, UINT64_C(1) << p->a->fx);
    sgm_sc_mul(&x, &x, &p->x[3]);
    add_product(&out->element[p->a->p], weight, &x);
}

/* (x + x^3 + x^4 z^(2n)) z^2 (z^2)^i at V_i. */
static void sum_powers(const parts *p, const sgm_sums *out)
{
    const sgm_outer *outer = &p->a->outers[OUTER_POWERS];
    sgm_sc first, power = sgm_sc_one;
    sgm_sc_add(&first, &p->x[1], &p->x[3]);
    add_product(&first, &p->x[4], &p->z2n);
    sgm_sc_mul(&first, &first, &p->z2);
    sgm_sc_mul(&first, &first, &p->in->weight[EQUATION_LINK]);
    for (uint32_t c = 0; c < outer->columns; c++) {
        out->b[OUTER_POWERS][c] = power;
        sgm_sc_mul(&power, &power, &p->z2);
    }
    for (uint32_t r = 0; r < outer->rows; r++) {
        out->a[OUTER_POWERS][r] = first;
        sgm_sc_mul(&first, &first, &power);
    }
}

/* M + x A_1 + x^2 A_2 + x^3 A_3 + x^4 A_4 - rho H + w t Q, and the fold. */
static void sum_link(const parts *p, const sgm_sums *out)
{
    const sgm_sc *weight = &p->in->weight[EQUATION_LINK], *scalar = p->in->scalar;
    sgm_sc held;
    sgm_sc_add(p->M, p->M, weight);
    sum_columns(p, out);
    sum_powers(p, out);
    subtract_product(&out->generator[SGM_GEN_H], weight, &scalar[SCALAR_RHO]);
    sgm_sc_mul(&held, weight, &scalar[SCALAR_T]);
    add_product(&out->generator[SGM_GEN_Q], &held, p->w);
    const sgm_norm_reading norm = {
        .rounds = p->a->folding, .weight = weight, .e = p->fold, .w = p->w, .z = &scalar[SCALAR_Z]};
    sgm_norm_sum(p->in->be, &norm, p->folded, &out->generator[SGM_GEN_Q], out->a[OUTER_FOLD], out->b[OUTER_FOLD]);
}

/* All values of the rows are in T. */
static void sum_rows(const parts *p, const sgm_sums *out)
{
    sgm_rows rows = p->a->rows;
    sgm_reading reading = *p->in;
    sgm_sums sums = *out;
    reading.weight += EQUATION_ROWS;
    sums.point += POINT_ROWS;
    sums.a += OUTER_ROWS;
    sums.b += OUTER_ROWS;
    if (!SGM_KEEP_CLIPPING)
        rows.n_blocks = LOGISTIC_CLIPPING;
    sgm_rows_sum(&rows, &reading, &sums, p->row);
    sgm_sc_add(p->T, p->T, &p->row[0]);
}

static void sum(const sgm_argument *self, const sgm_reading *in, const sgm_sums *out)
{
    parts p;
    cut(&p, (const sgm_f4_logistic_argument *)self, in, out);
    if (SGM_KEEP_GRADIENTS)
        sum_norm(&p, out);
    sum_link(&p, out);
    sum_rows(&p, out);
}

static void write_script(sgm_f4_logistic_argument *a)
{
    sgm_script *script = &a->arg.script;
    sgm_script_add(script, SGM_STEP_POINTS, 1);
    sgm_rows_script(&a->rows, script);
    sgm_script_add(script, SGM_STEP_CHALLENGES, 2);
    sgm_script_add(script, SGM_STEP_POINTS, 1 + LOGISTIC_NORM);
    sgm_script_add(script, SGM_STEP_CHALLENGES, 1);
    sgm_script_add(script, SGM_STEP_SCALARS, 3);
    sgm_script_add(script, SGM_STEP_NONZERO, 1);
    sgm_script_fold(script, a->folding);
    sgm_script_add(script, SGM_STEP_SCALARS, 1);
}

static void set_weights(sgm_f4_logistic_argument *a)
{
    sgm_sc range, c;
    sgm_sc_from_u64(&c, a->c);
    sgm_sc_from_u64(&range, 2 * a->c);
    sgm_range_weights(a->residual, &range);
    for (uint32_t b = 0; b < a->K; b++) {
        a->excess[b] = sgm_sc_power_of_two(b);
        sgm_sc_neg(&a->excess[a->K + b], &a->excess[b]);
        sgm_sc_mul(&a->clipping[b], &c, &a->excess[b]);
        a->clipping[a->K + b] = a->clipping[b];
    }
}

static void set_rows(sgm_f4_logistic_argument *a)
{
    const uint32_t n = a->n, of_excess = 2 * a->K, of_residual = bit_length(2 * a->c);
    const uint32_t n_bits = n * (of_excess + of_residual);
    set_weights(a);
    a->block[LOGISTIC_EXCESS] = (sgm_rows_block){0, n, of_excess, 1, 1, a->excess};
    a->block[LOGISTIC_RESIDUAL] = (sgm_rows_block){n * of_excess, n, of_residual, n + 1, 1, a->residual};
    a->block[LOGISTIC_CLIPPING] = (sgm_rows_block){0, n, of_excess, 0, 0, a->clipping};
    a->rows = (sgm_rows){.n_bits = n_bits,
                         .n_rows = 2 * n + 1,
                         .rounds = sgm_rows_rounds(n_bits),
                         .n_blocks = LOGISTIC_BLOCKS,
                         .blocks = a->block,
                         .late = 1};
}

static sgm_f4_logistic_argument *make_argument(const sgm_f4_logistic_statement *s)
{
    const size_t p = s->p;
    sgm_f4_logistic_argument *a = calloc(1, sizeof *a + 2 * p * sizeof *a->values);
    if (!a)
        return NULL;
    memcpy(a->values, s->w, p * sizeof *s->w);
    memcpy(a->values + p, s->g, p * sizeof *s->g);
    a->w = a->values;
    a->g = a->values + p;
    a->n = s->n;
    a->p = s->p;
    a->folding = sgm_rows_rounds(s->n);
    a->lambda = s->lambda;
    a->fx = s->fx;
    a->K = s->K;
    a->c = s->c;
    set_rows(a);
    write_script(a);
    a->arg.n_equations = EQUATIONS;
    a->arg.outers = a->outers;
    a->arg.n_outers = OUTER_ROWS + sgm_rows_n_outers(&a->rows);
    a->arg.scratch = scratch_of(a);
    a->arg.sum = sum;
    return a;
}

static sgm_status set_outers(sgm_f4_logistic_argument *a, const sgm_ctx *ctx)
{
    sgm_vector V = {.n = a->n};
    sgm_status st = sgm_ctx_family(ctx, SGM_FAMILY_V, a->n, &V.points, &V.id);
    for (int k = OUTER_FOLD; k <= OUTER_POWERS; k++) {
        a->outers[k].vector = V;
        sgm_norm_outer(&a->outers[k], a->folding);
    }
    return st == SGM_OK ? sgm_rows_outers(&a->rows, ctx, a->outers + OUTER_ROWS) : st;
}

static sgm_status write_bytes(uint8_t *out, const sgm_f4_logistic_statement *s)
{
    const uint32_t numbers[] = {s->n, s->p, s->lambda, s->fx, s->K};
    const sgm_f4_run run = {.p = s->p, .T = 1, .w = s->w, .g = s->g};
    const size_t columns = 32 * (size_t)s->p;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sgm_store32(out + 4 * i, numbers[i]);
    sgm_store64(out + sizeof numbers, s->c);
    out += SGM_F4_LOGISTIC_HEAD;
    memcpy(out, s->CX, columns);
    memcpy(out + columns, s->CY, 32);
    return sgm_f4_run_root(out + columns + 32, SGM_F4_VICINITY, &run);
}

sgm_status sgm_f4_logistic_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_f4_logistic_statement *s,
                                    sgm_flavor flavor)
{
    *out = NULL;
    if (flavor == SGM_COMPACT)
        return SGM_USAGE;
    if (bits_of(s) == 0)
        return SGM_MALFORMED;
    const size_t len = SGM_F4_LOGISTIC_HEAD + 32 * ((size_t)s->p + 1) + 64;
    sgm_f4_logistic_argument *a = make_argument(s);
    uint8_t *bytes = malloc(len);
    sgm_status st = a && bytes ? set_outers(a, ctx) : SGM_NOMEM;
    if (st == SGM_OK)
        st = write_bytes(bytes, s);
    if (st == SGM_OK)
        st = sgm_argument_instance(out, sgm_f4_logistic.name, &a->arg, free,
                                   (const uint8_t(*)[32])(bytes + SGM_F4_LOGISTIC_HEAD), s->p + 1, bytes, len, flavor);
    else
        free(a);
    free(bytes);
    return st;
}
