/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F4: its statement and verifier. */
#include "primitives/base/assume.h"
#include "primitives/base/bytes.h"
#include "protocols/formulation/f4_internal.h"
#include "protocols/hash.h"
#include "protocols/norm.h"

#include <stdlib.h>

#define ASSUMPTION "discrete logarithm, random oracle"
#define EASIER     "Open weights and a linear model make this far easier than general proofs of training."

const sgm_words sgm_f4[SGM_F4_FORMS] = {
    [SGM_F4_RIDGE] =
        {.name = "F4-RIDGE",
         .title = "process",
         .system = "gradient descent folded into a norm argument",
         .claim =
             "The prover can open the registered columns to data for which these checkpoints are exactly the stated "
             "integer gradient steps.",
         .non_claim = "It does not show that the columns are D's bytes, that no other data was used, or anything about "
                      "hidden-weight training. " EASIER,
         .audience = "anyone",
         .assumption = ASSUMPTION},
    [SGM_F4_VICINITY] =
        {.name = "F4-VICINITY",
         .title = "optimum vicinity",
         .system = "one gradient as a norm argument",
         .claim = "The prover can open the registered columns to data for which the loss has this gradient at these "
                  "weights, so that they lie within |g| / lambda of the data's optimum.",
         .non_claim = "It does not show how the weights were found, that the columns are D's bytes, or that no other "
                      "data was used. " EASIER,
         .audience = "anyone",
         .assumption = ASSUMPTION},
    [SGM_F4_MINIBATCH] =
        {.name = "F4-MINIBATCH",
         .title = "process, mini-batches",
         .system = "gradient descent by blocks folded into a norm argument",
         .claim = "The prover can open the registered columns of every block to data for which these checkpoints are "
                  "exactly the stated integer gradient steps, each on the block that is stated for it.",
         .non_claim = "It does not show that the columns are D's bytes, that no other data was used, who chose the "
                      "order of the blocks, or anything about hidden-weight training. " EASIER,
         .audience = "anyone",
         .assumption = ASSUMPTION},
    [SGM_F4_PLACED] =
        {.name = "F4-PLACED",
         .title = "one gradient, rows in their place",
         .system = "one gradient as a norm argument",
         .claim = "The prover can open the registered columns to data in the stated rows, for which the loss has this "
                  "gradient at these weights.",
         .non_claim = "It does not show how the weights were found, that the columns are D's bytes, or that no other "
                      "data was used. " EASIER,
         .audience = "anyone",
         .assumption = ASSUMPTION},
};

enum { POINT_M, POINT_T0, POINT_T1, POINT_T2, POINT_T4, POINT_ROUNDS };
enum { SCALAR_T, SCALAR_TAU, SCALAR_RHO, SCALAR_Z };
enum { NORM_COMMITTED, DATA_COMMITTED, EQUATIONS };

static int is_power_of_two(uint32_t n) { return n > 0 && (n & (n - 1)) == 0; }

static uint32_t lg(uint32_t n)
{
    uint32_t k = 0;
    while (n >> (k + 1) > 0)
        k++;
    return k;
}

size_t sgm_f4_proof_size(uint32_t n, sgm_flavor flavor)
{
    return 32 * (9 + 2 * (size_t)lg(n)) + (flavor == SGM_HINTED ? 32 * (5 + 2 * (size_t)lg(n)) : 0);
}

uint32_t sgm_f4_length(uint32_t B, uint32_t n)
{
    uint32_t length = 1;
    if (B == 0 || n == 0 || (uint64_t)B * n > SGM_F4_ROWS_MAX)
        return 0;
    while (length < B * n)
        length *= 2;
    return length;
}

static unsigned has_update(sgm_f4_form form) { return form == SGM_F4_RIDGE || form == SGM_F4_MINIBATCH; }

static size_t n_weights(sgm_f4_form form, const sgm_f4_run *r) { return ((size_t)r->T + has_update(form)) * r->p; }

static size_t n_gradients(const sgm_f4_run *r) { return (size_t)r->T * r->p; }

static int in_bounds(sgm_f4_form form, const sgm_f4_run *r)
{
    int good = r->p >= 1 && r->p <= SGM_F4_COLUMNS_MAX && r->T >= 1 && r->T <= SGM_F4_STEPS_MAX &&
               r->fx <= SGM_F4_SHIFT_MAX && r->sh <= SGM_F4_SHIFT_MAX;
    return good && (has_update(form) || (r->T == 1 && r->sh == 0));
}

/* Every step is of one of the blocks. */
static int names_blocks(sgm_f4_form form, const sgm_f4_run *r)
{
    int good = 1;
    for (uint32_t t = 0; form == SGM_F4_MINIBATCH && t < r->T; t++)
        good &= r->block[t] < r->B;
    return good;
}

/* Every block is of some step. In: no more blocks than rows, and a run that names them. */
static int uses_blocks(const sgm_f4_run *r)
{
    static const uint32_t one = 1;
    uint32_t used[SGM_F4_ROWS_MAX / 32] = {0}, n = 0;
    for (uint32_t t = 0; t < r->T; t++) {
        uint32_t *word = &used[r->block[t] / 32], bit = one << r->block[t] % 32;
        n += (*word & bit) == 0;
        *word |= bit;
    }
    return n == r->B;
}

__extension__ typedef __int128 int128;

static int fits(int128 v) { return v > -((int128)1 << SGM_F4_SHIFT_MAX) && v < (int128)1 << SGM_F4_SHIFT_MAX; }

/* w_{t+1} = w_t - (g_t >> sh), and nothing leaves 62 bits. */
static int is_descent(const sgm_f4_run *r)
{
    for (size_t i = 0; i < n_gradients(r); i++) {
        int128 next = (int128)r->w[i] - (r->g[i] >> r->sh);
        if (!fits(r->w[i]) || !fits(r->g[i]) || !fits(next) || next != r->w[i + r->p])
            return 0;
    }
    return 1;
}

static int is_statement(sgm_f4_form form, const sgm_f4_statement *s)
{
    const sgm_f4_run *r = &s->run;
    const uint32_t first = form == SGM_F4_PLACED ? s->first : 0;
    return first <= SGM_F4_ROWS_MAX && is_power_of_two(s->n) && s->n <= SGM_F4_ROWS_MAX - first &&
           sgm_f4_length(sgm_f4_blocks(form, r), s->n) > 0 && in_bounds(form, r) && names_blocks(form, r) &&
           (form != SGM_F4_MINIBATCH || uses_blocks(r)) && (!has_update(form) || !SGM_KEEP_STEPS || is_descent(r));
}

static sgm_status hash_values(sgm_sha512_ctx *ctx, const int64_t *values, size_t n)
{
    enum { BLOCK = 64 };
    uint8_t bytes[8 * BLOCK];
    sgm_status st = SGM_OK;
    for (size_t i = 0; i < n && st == SGM_OK; i += BLOCK) {
        size_t m = n - i < BLOCK ? n - i : BLOCK;
        for (size_t k = 0; k < m; k++)
            sgm_store64(bytes + 8 * k, (uint64_t)values[i + k]);
        st = sgm_sha512_update(ctx, bytes, 8 * m);
    }
    return st;
}

sgm_status sgm_f4_run_root(uint8_t root[64], sgm_f4_form form, const sgm_f4_run *r)
{
    static const char label[] = "sigmark/v1/run";
    uint8_t head[8];
    sgm_sha512_ctx *ctx;
    sgm_store32(head, r->p);
    sgm_store32(head + 4, r->T);
    sgm_status st = sgm_sha512_new(&ctx);
    if (st != SGM_OK)
        return st;
    st = sgm_sha512_update_lp(ctx, label, sizeof label - 1);
    if (st == SGM_OK)
        st = sgm_sha512_update(ctx, head, sizeof head);
    if (st == SGM_OK)
        st = hash_values(ctx, r->w, n_weights(form, r));
    if (st == SGM_OK)
        st = hash_values(ctx, r->g, n_gradients(r));
    if (st == SGM_OK)
        st = sgm_sha512_final(ctx, root);
    sgm_sha512_free(ctx);
    return st;
}

/* to += x delta. */
static void add_value(sgm_f4_wide *to, int64_t x, const sgm_sc *delta)
{
    uint64_t low = (uint64_t)x, negative = x < 0 ? UINT64_MAX : 0;
    sgm_u128 product = 0, carry = 0;
    for (size_t i = 0; i < 6; i++) {
        product = (product >> 64) + (i < 4 ? (sgm_u128)low * delta->v[i] : 0);
        carry = (carry >> 64) + to->sum[i] + (uint64_t)product;
        to->sum[i] = (uint64_t)carry;
    }
    carry = 0;
    for (size_t i = 0; i < 5; i++) {
        carry = (carry >> 64) + to->negative[i] + (i < 4 ? delta->v[i] & negative : 0);
        to->negative[i] = (uint64_t)carry;
    }
}

/* r_j = the sums; they start again from 0. */
static void take_values(sgm_sc *r, sgm_f4_wide *wide, size_t n)
{
    static const sgm_sc shift = {{0, 1, 0, 0}};
    for (size_t j = 0; j < n; j++) {
        uint8_t bytes[48];
        sgm_sc negative;
        for (size_t i = 0; i < 6; i++)
            sgm_store64(bytes + 8 * i, wide[j].sum[i]);
        sgm_sc_reduce(&r[j], bytes, 48);
        for (size_t i = 0; i < 5; i++)
            sgm_store64(bytes + 8 * i, wide[j].negative[i]);
        sgm_sc_reduce(&negative, bytes, 40);
        sgm_sc_mul(&negative, &negative, &shift);
        sgm_sc_sub(&r[j], &r[j], &negative);
        wide[j] = (sgm_f4_wide){{0}, {0}};
    }
}

/* r_(beta p + j) = sum over the steps of block beta of values_tj delta^t; powers_beta = that of delta^t. */
static void sum_over_steps(sgm_sc *r, const sgm_f4_argument *a, const int64_t *values, const sgm_sc *delta,
                           sgm_f4_wide *wide, sgm_sc *powers)
{
    sgm_sc power = sgm_sc_one;
    memset(powers, 0, a->B * sizeof *powers);
    for (uint32_t t = 0; t < a->T; t++, values += a->p) {
        const uint32_t beta = a->block ? a->block[t] : 0;
        sgm_f4_wide *to = wide + (size_t)beta * a->p;
        for (uint32_t j = 0; j < a->p; j++)
            add_value(&to[j], values[j], &power);
        sgm_sc_add(&powers[beta], &powers[beta], &power);
        sgm_sc_mul(&power, &power, delta);
    }
    take_values(r, wide, (size_t)a->B * a->p);
}

void sgm_f4_fold(const sgm_f4_argument *a, const sgm_sc *challenge, sgm_f4_folded *out)
{
    const sgm_sc *gamma = &challenge[F4_GAMMA], *delta = &challenge[F4_DELTA];
    const size_t n = (size_t)a->B * a->p;
    sgm_sc lambda, scale, power = sgm_sc_one, term;
    memset(out->wide, 0, n * sizeof *out->wide);
    sum_over_steps(out->v, a, a->g, delta, out->wide, out->c); /* v holds the gradients' sums at first */
    sum_over_steps(out->u, a, a->w, delta, out->wide, out->c);
    sgm_sc_from_u64(&scale, UINT64_C(1) << a->fx);
    for (uint32_t beta = 0; beta < a->B; beta++)
        sgm_sc_mul(&out->c[beta], &out->c[beta], &scale);
    sgm_sc_from_u64(&lambda, a->lambda);
    out->e = sgm_sc_zero;
    for (size_t k = 0; k < n; k++) {
        if (k % a->p == 0 && !SGM_KEEP_BLOCKS)
            power = sgm_sc_one;
        sgm_sc_mul(&term, &lambda, &out->u[k]);
        sgm_sc_sub(&term, &out->v[k], &term);
        sgm_sc_muladd(&out->e, &power, &term, &out->e);
        out->v[k] = power;
        sgm_sc_mul(&power, &power, gamma);
    }
}

/* (t - 2 e x^3) G + tau H - T_0 - x T_1 - x^2 T_2 - x^4 T_4. */
static void sum_norm(const sgm_reading *in, const sgm_sums *out, const sgm_sc *x, const sgm_sc *e)
{
    const sgm_sc *weight = &in->weight[NORM_COMMITTED];
    sgm_sc power, term;
    sgm_sc_neg(&power, weight); /* - weight x^k */
    sgm_sc_add(&out->point[POINT_T0], &out->point[POINT_T0], &power);
    sgm_sc_mul(&power, &power, x);
    sgm_sc_add(&out->point[POINT_T1], &out->point[POINT_T1], &power);
    sgm_sc_mul(&power, &power, x);
    sgm_sc_add(&out->point[POINT_T2], &out->point[POINT_T2], &power);
    sgm_sc_mul(&power, &power, x);
    sgm_sc_add(&term, e, e);
    sgm_sc_muladd(&out->generator[SGM_GEN_G], &power, &term, &out->generator[SGM_GEN_G]);
    sgm_sc_mul(&power, &power, x);
    sgm_sc_add(&out->point[POINT_T4], &out->point[POINT_T4], &power);
    sgm_sc_muladd(&out->generator[SGM_GEN_G], weight, &in->scalar[SCALAR_T], &out->generator[SGM_GEN_G]);
    sgm_sc_muladd(&out->generator[SGM_GEN_H], weight, &in->scalar[SCALAR_TAU], &out->generator[SGM_GEN_H]);
}

/* (x u_j + x^2 v_j) CX_j and - x c CY of every block. */
static void sum_columns(const sgm_f4_argument *a, const sgm_sc *wx, const sgm_sc *wxx, const sgm_f4_folded *f,
                        sgm_sc *element)
{
    const sgm_sc *u = f->u, *v = f->v;
    sgm_sc term;
    for (uint32_t beta = 0; beta < a->B; beta++, u += a->p, v += a->p, element += a->p + 1) {
        for (uint32_t j = 0; j < a->p; j++) {
            sgm_sc_muladd(&element[j], wx, &u[j], &element[j]);
            sgm_sc_muladd(&element[j], wxx, &v[j], &element[j]);
        }
        sgm_sc_mul(&term, wx, &f->c[beta]);
        sgm_sc_sub(&element[a->p], &element[a->p], &term);
    }
}

/* M + the columns - rho_z H + w t Q, and the fold. */
static void sum_data(const sgm_f4_argument *a, const sgm_reading *in, const sgm_sums *out, const sgm_f4_folded *f)
{
    const sgm_sc *weight = &in->weight[DATA_COMMITTED], *x = &in->challenge[F4_X];
    sgm_sc wx, wxx, minus, term;
    sgm_sc_mul(&wx, weight, x);
    sgm_sc_mul(&wxx, &wx, x);
    sgm_sc_add(&out->point[POINT_M], &out->point[POINT_M], weight);
    sum_columns(a, &wx, &wxx, f, out->element);
    sgm_sc_neg(&minus, weight);
    sgm_sc_muladd(&out->generator[SGM_GEN_H], &minus, &in->scalar[SCALAR_RHO], &out->generator[SGM_GEN_H]);
    sgm_sc_mul(&term, weight, &in->scalar[SCALAR_T]);
    sgm_sc_muladd(&out->generator[SGM_GEN_Q], &term, &in->challenge[F4_W], &out->generator[SGM_GEN_Q]);
    const sgm_norm_reading norm = {.rounds = a->rounds,
                                   .weight = weight,
                                   .e = &in->challenge[F4_E],
                                   .w = &in->challenge[F4_W],
                                   .z = &in->scalar[SCALAR_Z]};
    sgm_norm_sum(in->be, &norm, out->point + POINT_ROUNDS, &out->generator[SGM_GEN_Q], out->a[0], out->b[0]);
}

static void sum(const sgm_argument *self, const sgm_reading *in, const sgm_sums *out)
{
    const sgm_f4_argument *a = (const sgm_f4_argument *)self;
    sgm_f4_folded f;
    sgm_f4_place(&f, in->scratch, a->p, a->B);
    if (a->is_placed && !SGM_KEEP_PLACE)
        return;
    sgm_f4_fold(a, in->challenge, &f);
    if (SGM_KEEP_GRADIENTS)
        sum_norm(in, out, &in->challenge[F4_X], &f.e);
    sum_data(a, in, out, &f);
}

static void write_script(sgm_script *s, uint32_t rounds)
{
    sgm_script_add(s, SGM_STEP_CHALLENGES, 2);
    sgm_script_add(s, SGM_STEP_POINTS, POINT_ROUNDS);
    sgm_script_add(s, SGM_STEP_CHALLENGES, 1);
    sgm_script_add(s, SGM_STEP_SCALARS, 3);
    sgm_script_add(s, SGM_STEP_NONZERO, 1);
    sgm_script_fold(s, rounds);
    sgm_script_add(s, SGM_STEP_SCALARS, 1);
}

/* The argument with a copy of the run. NULL: out of memory. */
static sgm_f4_argument *make_argument(sgm_f4_form form, const sgm_f4_statement *s)
{
    const sgm_f4_run *r = &s->run;
    size_t weights = n_weights(form, r), gradients = n_gradients(r), steps = form == SGM_F4_MINIBATCH ? r->T : 0;
    sgm_f4_argument *a = calloc(1, sizeof *a + (weights + gradients) * sizeof *a->values + steps * sizeof *a->block);
    if (!a)
        return NULL;
    memcpy(a->values, r->w, weights * sizeof *a->values);
    memcpy(a->values + weights, r->g, gradients * sizeof *a->values);
    if (steps > 0)
        a->block = memcpy(a->values + weights + gradients, r->block, steps * sizeof *a->block);
    a->w = a->values;
    a->g = a->values + weights;
    a->p = r->p;
    a->T = r->T;
    a->B = sgm_f4_blocks(form, r);
    a->is_placed = form == SGM_F4_PLACED;
    a->rounds = lg(sgm_f4_length(a->B, s->n));
    a->lambda = r->lambda;
    a->fx = r->fx;
    a->arg = (sgm_argument){.n_equations = EQUATIONS,
                            .n_outers = 1,
                            .outers = &a->outer,
                            .scratch = sgm_f4_scratch(r->p, a->B),
                            .sum = sum};
    write_script(&a->arg.script, a->rounds);
    return a;
}

static uint32_t n_elements(sgm_f4_form form, const sgm_f4_run *r) { return sgm_f4_blocks(form, r) * (r->p + 1); }

/* LE(n,4) LE(p,4) LE(T,4) LE(lambda,4) LE(fx,4) LE(sh,4) || CX_0 .. || CY || root. F4-MINIBATCH: LE(B,4) before all,
 * CX_0 .. || CY of each block in order, and LE(block,4) of each step after the root. F4-PLACED: LE(first,4) before all.
 * Elements are the points in it. */
static size_t instance_bytes(sgm_f4_form form, const sgm_f4_run *r)
{
    return sgm_f4_head(form) + 32 * (size_t)n_elements(form, r) + 64 +
           (form == SGM_F4_MINIBATCH ? 4 * (size_t)r->T : 0);
}

static sgm_status write_bytes(uint8_t *out, sgm_f4_form form, const sgm_f4_statement *s)
{
    const sgm_f4_run *r = &s->run;
    const uint32_t before = form == SGM_F4_PLACED ? s->first : r->B;
    const uint32_t numbers[] = {before, s->n, r->p, r->T, r->lambda, r->fx, r->sh}, B = sgm_f4_blocks(form, r);
    const size_t head = sgm_f4_head(form), skipped = sizeof numbers - head;
    for (size_t i = 0; i < head / 4; i++)
        sgm_store32(out + 4 * i, numbers[skipped / 4 + i]);
    out += head;
    for (size_t beta = 0; beta < B; beta++, out += 32 * ((size_t)r->p + 1)) {
        memcpy(out, s->CX[beta * r->p], 32 * (size_t)r->p);
        memcpy(out + 32 * (size_t)r->p, s->CY[beta], 32);
    }
    for (uint32_t t = 0; form == SGM_F4_MINIBATCH && t < r->T; t++)
        sgm_store32(out + 64 + 4 * (size_t)t, r->block[t]);
    return sgm_f4_run_root(out, form, r);
}

static sgm_status finish(sgm_instance **out, const sgm_ctx *ctx, sgm_f4_argument *a, sgm_f4_form form,
                         const sgm_f4_statement *s, sgm_flavor flavor)
{
    sgm_vector *v = &a->outer.vector;
    size_t len = instance_bytes(form, &s->run);
    uint8_t *bytes = malloc(len);
    a->outer.offset = form == SGM_F4_PLACED ? s->first : 0;
    v->n = a->outer.offset + ((size_t)1 << a->rounds);
    sgm_norm_outer(&a->outer, a->rounds);
    sgm_status st = bytes ? sgm_ctx_family(ctx, SGM_FAMILY_V, v->n, &v->points, &v->id) : SGM_NOMEM;
    if (st == SGM_OK)
        st = write_bytes(bytes, form, s);
    if (st == SGM_OK)
        st = sgm_argument_instance(out, sgm_f4[form].name, &a->arg, free,
                                   (const uint8_t(*)[32])(bytes + sgm_f4_head(form)), n_elements(form, &s->run), bytes,
                                   len, flavor);
    else
        free(a);
    free(bytes);
    return st;
}

sgm_status sgm_f4_instance(sgm_instance **out, const sgm_ctx *ctx, sgm_f4_form form, const sgm_f4_statement *s,
                           sgm_flavor flavor)
{
    *out = NULL;
    if ((int)form < 0 || form >= SGM_F4_FORMS)
        return SGM_USAGE;
    if (!is_statement(form, s))
        return SGM_MALFORMED;
    sgm_f4_argument *a = make_argument(form, s);
    return a ? finish(out, ctx, a, form, s, flavor) : SGM_NOMEM;
}

static int128 clipped(int128 v, int64_t c) { return c == 0 || (v >= -c && v <= c) ? v : v < 0 ? -(int128)c : c; }

/* g = X'(X w - 2^fx y) + lambda w of the n rows of a block, X w clipped at -c and c unless c = 0. Returns 0 if a value
 * leaves 62 bits. */
static int gradient(int64_t *g, const sgm_f4_run *r, int64_t c, const int64_t *w, const int64_t *X, const int64_t *y,
                    uint32_t n)
{
    int good = 1;
    for (uint32_t j = 0; j < r->p; j++) {
        int128 start = (int128)r->lambda * w[j];
        good &= fits(start);
        g[j] = (int64_t)start;
    }
    for (uint32_t i = 0; i < n && good; i++, X += r->p) {
        int128 residual = 0;
        for (uint32_t j = 0; j < r->p; j++)
            good &= !__builtin_add_overflow(residual, (int128)X[j] * w[j], &residual);
        residual = clipped(residual, c);
        good &= !__builtin_sub_overflow(residual, (int128)y[i] * ((int128)1 << r->fx), &residual) && fits(residual);
        for (uint32_t j = 0; j < r->p && good; j++) {
            int128 sum = g[j] + residual * X[j];
            good = fits(sum);
            g[j] = (int64_t)sum;
        }
    }
    return good;
}

static sgm_status descend(sgm_f4_form form, const sgm_f4_run *run, int64_t c, int64_t *w, int64_t *g, const int64_t *X,
                          const int64_t *y, uint32_t n)
{
    if (!in_bounds(form, run) || !names_blocks(form, run) || c < 0)
        return SGM_MALFORMED;
    for (uint32_t t = 0; t < run->T; t++, w += run->p, g += run->p) {
        const size_t first = form == SGM_F4_MINIBATCH ? (size_t)run->block[t] * n : 0;
        if (!gradient(g, run, c, w, X + first * run->p, y + first, n))
            return SGM_MALFORMED;
        for (uint32_t j = 0; j < run->p && has_update(form); j++) {
            int128 next = (int128)w[j] - (g[j] >> run->sh);
            if (!fits(next))
                return SGM_MALFORMED;
            w[run->p + j] = (int64_t)next;
        }
    }
    return SGM_OK;
}

sgm_status sgm_f4_descend(sgm_f4_form form, const sgm_f4_run *run, int64_t *w, int64_t *g, const int64_t *X,
                          const int64_t *y, uint32_t n)
{
    return descend(form, run, 0, w, g, X, y, n);
}

sgm_status sgm_f4_descend_clipped(sgm_f4_form form, const sgm_f4_run *run, int64_t c, int64_t *w, int64_t *g,
                                  const int64_t *X, const int64_t *y, uint32_t n)
{
    return c > 0 ? descend(form, run, c, w, g, X, y, n) : SGM_MALFORMED;
}
