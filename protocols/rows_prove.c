/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The prover of Bulletproofs+ with rows. Long sums have secret scalars and public points; what the challenges make of
 * the generators is public and is worked out late: multiplied into the scalars for some rounds, then into points. */
#include "primitives/group/select.h"
#include "protocols/arena.h"
#include "protocols/commit.h"
#include "protocols/rows.h"
#include "protocols/tensor.h"

/* Points of one kernel call where they are many; a base of at least FOLD_FROM points is folded when it has FOLD_RUNS
 * runs. */
enum { RUN = 256, FOLD_RUNS = 4, FOLD_FROM = 64 };

/* A family after some rounds: item i of `length` is scale times the sum over the runs t of factor[t] base[t length +
 * i]. factor[0] = 1. */
typedef struct folded {
    const sgm_affine *base;
    sgm_affine *room; /* for a base of its own */
    sgm_sc *factor;
    sgm_sc scale;
} folded;

typedef struct prover {
    const sgm_rows *rows;
    const sgm_ctx *ctx;
    const sgm_backend *be;
    size_t length, runs; /* of the vectors now; runs times length points are in each base */
    folded g, h;
    sgm_sc y_inverse, z;
    sgm_sc *y_power;  /* y^(i+1) */
    sgm_sc *d;        /* z + y^(N-i) times the sum over the rows of z^(2(r+1)) times the weight of bit i */
    sgm_sc *row;      /* z^(2(r+1)) */
    sgm_affine *term; /* of sums side by side, with their factors: those of all runs but the first */
    sgm_sc *factor;
    /* secrets */
    sgm_sc *a, *b, alpha;
    sgm_sc *scalars;    /* of one sum */
    sgm_affine *points; /* of one sum */
    void *scratch;
    sgm_point *sum, *part, *chosen;
} prover;

static size_t full(const sgm_rows *rows) { return (size_t)1 << rows->rounds; }

static void layout(prover *p, sgm_arena *a)
{
    const size_t n = full(p->rows), terms = n > 1 ? n : 2;
    a->used = 0;
    p->g.room = sgm_arena_take(a, n / FOLD_RUNS, sizeof *p->g.room);
    p->h.room = sgm_arena_take(a, n / FOLD_RUNS, sizeof *p->h.room);
    p->g.factor = sgm_arena_take(a, n, sizeof *p->g.factor);
    p->h.factor = sgm_arena_take(a, n, sizeof *p->h.factor);
    p->y_power = sgm_arena_take(a, n + 1, sizeof *p->y_power);
    p->d = sgm_arena_take(a, n, sizeof *p->d);
    p->row = sgm_arena_take(a, p->rows->n_rows, sizeof *p->row);
    p->term = sgm_arena_take(a, (FOLD_RUNS - 1) * RUN, sizeof *p->term);
    p->factor = sgm_arena_take(a, (FOLD_RUNS - 1) * RUN, sizeof *p->factor);
    p->a = sgm_arena_take(a, n, sizeof *p->a);
    p->b = sgm_arena_take(a, n, sizeof *p->b);
    p->scalars = sgm_arena_take(a, 2 * terms, sizeof *p->scalars);
    p->points = sgm_arena_take(a, 2 * terms, sizeof *p->points);
    p->scratch = sgm_arena_take(a, 1, p->be->var_sum_bytes);
    p->sum = sgm_arena_take(a, RUN, sizeof *p->sum);
    p->part = sgm_arena_take(a, RUN, sizeof *p->part);
    p->chosen = sgm_arena_take(a, RUN, sizeof *p->chosen);
}

static size_t at_most(size_t n, size_t most) { return n < most ? n : most; }

/* A = <bits, BG> + <bits - 1, BH> + alpha H: for every bit one of two points, BG_i or -BH_i. */
static void commit_bits(prover *p, const uint8_t *bits, sgm_point *A)
{
    const sgm_backend *be = p->be;
    const size_t n = full(p->rows);
    for (size_t i = 0; i < RUN; i++)
        p->sum[i] = (sgm_point){.Y = {{1}}, .Z = {{1}}};
    for (size_t first = 0; first < n; first += RUN) {
        const size_t count = at_most(n - first, RUN);
        be->from_affine(p->chosen, p->g.base + first, count);
        be->from_affine(p->part, p->h.base + first, count);
        be->neg(p->part, p->part, count);
        for (size_t i = 0; i < count; i++) {
            const uint8_t bit = first + i < p->rows->n_bits ? bits[first + i] : 0;
            sgm_point_select(&p->chosen[i], bit, &p->chosen[i], &p->part[i]);
        }
        be->add(p->sum, p->sum, p->chosen, count);
    }
    for (size_t half = RUN / 2; half > 0; half /= 2)
        be->add(p->sum, p->sum, p->sum + half, half);
    be->fixed_mul(A, p->ctx->table[SGM_GEN_H], &p->alpha, 1);
    be->add(A, A, p->sum, 1);
}

/* All that the first two challenges decide. */
static void set_public(prover *p, const sgm_sc *y, const sgm_sc *z)
{
    const size_t n = full(p->rows);
    sgm_sc z2, power = sgm_sc_one;
    p->z = *z;
    sgm_sc_invert(&p->y_inverse, y);
    sgm_sc_mul(&z2, z, z);
    for (size_t i = 0; i <= n; i++) {
        sgm_sc_mul(&power, &power, y);
        p->y_power[i] = power;
    }
    power = sgm_sc_one;
    for (uint32_t r = 0; r < p->rows->n_rows; r++) {
        sgm_sc_mul(&power, &power, &z2);
        p->row[r] = power;
    }
    memset(p->d, 0, n * sizeof *p->d);
    for (uint32_t k = 0; k < p->rows->n_blocks; k++) {
        const sgm_rows_block *block = &p->rows->blocks[k];
        sgm_sc *d = p->d + block->first_bit;
        for (uint32_t t = 0; t < block->items; t++, d += block->columns)
            sgm_scale_add(p->be, d, &p->row[block->first_row + t * block->step], block->weight, d, block->columns);
    }
    for (size_t i = 0; i < n; i++)
        sgm_sc_muladd(&p->d[i], &p->d[i], &p->y_power[n - 1 - i], z);
}

/* r = sum over the rows of z^(2r) times what their bits say. */
static void late_value(const prover *p, sgm_sc *r, const uint8_t *bits)
{
    sgm_sc value, bit;
    *r = sgm_sc_zero;
    for (uint32_t k = 0; k < p->rows->n_blocks; k++) {
        const sgm_rows_block *block = &p->rows->blocks[k];
        const uint8_t *in = bits + block->first_bit;
        for (uint32_t t = 0; t < block->items; t++, in += block->columns) {
            const uint32_t row = block->first_row + t * block->step;
            value = sgm_sc_zero;
            for (uint32_t c = 0; c < block->columns; c++) {
                sgm_sc_from_u64(&bit, in[c]);
                sgm_sc_muladd(&value, &block->weight[c], &bit, &value);
            }
            sgm_sc_muladd(r, row > 0 ? &p->row[row - 1] : &sgm_sc_one, &value, r);
        }
    }
    sgm_wipe(&value, sizeof value);
    sgm_wipe(&bit, sizeof bit);
}

/* T, which holds that and is blinded by gamma. */
static void send_late(prover *p, sgm_tape *tape, const uint8_t *bits, const sgm_sc *gamma)
{
    sgm_point T;
    sgm_sc value;
    late_value(p, &value, bits);
    sgm_pedersen(p->ctx, &T, &value, gamma);
    sgm_tape_points(tape, &T, 1);
    sgm_wipe(&value, sizeof value);
    sgm_wipe(&T, sizeof T);
}

/* a = bits - z, b = bits - 1 + z + d_i y^(N-i), alpha += y^(N+1) sum of z^(2(r+1)) gamma_r; a late gamma is all that
 * T has. */
static void set_secret(prover *p, const uint8_t *bits, const sgm_sc *gamma)
{
    const size_t n = full(p->rows);
    sgm_sc bit, sum = sgm_sc_zero;
    for (size_t i = 0; i < n; i++) {
        sgm_sc_from_u64(&bit, i < p->rows->n_bits ? bits[i] : 0);
        sgm_sc_sub(&p->a[i], &bit, &p->z);
        sgm_sc_sub(&bit, &bit, &sgm_sc_one);
        sgm_sc_add(&p->b[i], &bit, &p->d[i]);
    }
    for (uint32_t r = 0; r < (p->rows->late ? 1 : p->rows->n_rows); r++)
        sgm_sc_muladd(&sum, &p->row[r], &gamma[r], &sum);
    sgm_sc_muladd(&p->alpha, &p->y_power[n], &sum, &p->alpha);
    sgm_wipe(&bit, sizeof bit);
    sgm_wipe(&sum, sizeof sum);
}

/* Appends the terms <x, half of a family> times k to a sum of `terms` so far; upper: its second half. */
static size_t add_half(prover *p, size_t terms, const folded *f, const sgm_sc *x, const sgm_sc *k, int upper)
{
    const size_t half = p->length / 2;
    sgm_sc scale, factor;
    sgm_sc_mul(&scale, &f->scale, k);
    for (size_t t = 0; t < p->runs; t++, terms += half) {
        sgm_sc_mul(&factor, &scale, &f->factor[t]);
        sgm_scale(p->be, p->scalars + terms, &factor, x, half);
        memcpy(p->points + terms, f->base + t * p->length + (upper ? half : 0), half * sizeof *p->points);
    }
    return terms;
}

/* *r = sum of x_i y_i y^(i+1). */
static void weighted_product(const prover *p, sgm_sc *r, const sgm_sc *x, const sgm_sc *y, size_t n)
{
    sgm_sc term;
    *r = sgm_sc_zero;
    for (size_t i = 0; i < n; i++) {
        sgm_sc_mul(&term, &x[i], &y[i]);
        sgm_sc_muladd(r, &term, &p->y_power[i], r);
    }
    sgm_wipe(&term, sizeof term);
}

/* points[i] += g[i] G + h[i] H for two points. */
static void add_generators(const prover *p, sgm_point points[2], const sgm_sc g[2], const sgm_sc h[2])
{
    sgm_point part[2];
    p->be->fixed_mul(part, p->ctx->table[SGM_GEN_G], g, 2);
    p->be->add(points, points, part, 2);
    p->be->fixed_mul(part, p->ctx->table[SGM_GEN_H], h, 2);
    p->be->add(points, points, part, 2);
}

/* L and R, without their blindings in h. back = y^-n', ahead = y^n'. */
static void cross_terms(prover *p, sgm_point LR[2], sgm_sc G[2], const sgm_sc *back, const sgm_sc *ahead)
{
    const size_t half = p->length / 2;
    size_t terms = add_half(p, 0, &p->g, p->a, back, 1);
    terms = add_half(p, terms, &p->h, p->b + half, &sgm_sc_one, 0);
    p->be->var_sum(&LR[0], p->points, p->scalars, terms, p->scratch);
    terms = add_half(p, 0, &p->g, p->a + half, ahead, 0);
    terms = add_half(p, terms, &p->h, p->b, &sgm_sc_one, 1);
    p->be->var_sum(&LR[1], p->points, p->scalars, terms, p->scratch);
    weighted_product(p, &G[0], p->a, p->b + half, half);
    weighted_product(p, &G[1], p->a + half, p->b, half);
    sgm_sc_mul(&G[1], &G[1], ahead);
}

/* Twice as many runs, of half the length: the second half of each is multiplied by k. */
static void split_runs(folded *f, size_t runs, const sgm_sc *k, const sgm_sc *scale)
{
    for (size_t t = runs; t-- > 0;) {
        sgm_sc_mul(&f->factor[2 * t + 1], &f->factor[t], k);
        f->factor[2 * t] = f->factor[t];
    }
    sgm_sc_mul(&f->scale, &f->scale, scale);
}

/* FOLD_RUNS runs become one. Time: variable (public data). */
static void fold_base(prover *p, folded *f)
{
    const sgm_backend *be = p->be;
    for (size_t first = 0; first < p->length; first += RUN) {
        const size_t count = at_most(p->length - first, RUN);
        for (size_t t = 1; t < FOLD_RUNS; t++)
            for (size_t i = 0, at = (t - 1) * count; i < count; i++, at++) {
                p->term[at] = f->base[t * p->length + first + i];
                p->factor[at] = f->factor[t];
            }
        be->from_affine(p->sum, f->base + first, count);
        be->var_sums(p->part, p->term, p->factor, FOLD_RUNS - 1, count);
        be->add(p->sum, p->sum, p->part, count);
        be->to_affine(f->room + first, p->sum, count);
    }
    f->base = f->room;
    f->factor[0] = sgm_sc_one;
}

/* The vectors after challenge e of a round with half length n'. */
static void fold(prover *p, const sgm_sc *e, const sgm_sc *e_inverse, const sgm_sc *back, const sgm_sc *ahead)
{
    const size_t half = p->length / 2;
    sgm_sc k;
    sgm_scale(p->be, p->a, e, p->a, half);
    sgm_sc_mul(&k, e_inverse, ahead);
    sgm_scale_add(p->be, p->a, &k, p->a + half, p->a, half);
    sgm_scale(p->be, p->b, e_inverse, p->b, half);
    sgm_scale_add(p->be, p->b, e, p->b + half, p->b, half);
    sgm_sc_mul(&k, e, e);
    sgm_sc_mul(&k, &k, back);
    split_runs(&p->g, p->runs, &k, e_inverse);
    sgm_sc_mul(&k, e_inverse, e_inverse);
    split_runs(&p->h, p->runs, &k, e);
    p->length = half;
    p->runs *= 2;
    if (p->runs != FOLD_RUNS || p->runs * p->length < FOLD_FROM)
        return;
    fold_base(p, &p->g);
    fold_base(p, &p->h);
    p->runs = 1;
}

/* r = y^-n for n a power of two. */
static void power_back(const prover *p, sgm_sc *r, size_t n)
{
    *r = p->y_inverse;
    for (; n > 1; n /= 2)
        sgm_sc_mul(r, r, r);
}

static sgm_status round_of(prover *p, sgm_tape *tape, const sgm_rng *rng)
{
    sgm_point LR[2];
    sgm_sc G[2], H[2], e, e_inverse, back, square;
    const sgm_sc *ahead = &p->y_power[p->length / 2 - 1];
    sgm_status st = sgm_rng_scalar(rng, &H[0]);
    if (st == SGM_OK)
        st = sgm_rng_scalar(rng, &H[1]);
    if (st != SGM_OK)
        return st;
    power_back(p, &back, p->length / 2);
    cross_terms(p, LR, G, &back, ahead);
    add_generators(p, LR, G, H);
    sgm_tape_points(tape, LR, 2);
    if (!sgm_tape_challenges(tape, &e, 1))
        return SGM_REJECTED;
    sgm_sc_invert(&e_inverse, &e);
    fold(p, &e, &e_inverse, &back, ahead);
    sgm_sc_mul(&square, &e, &e);
    sgm_sc_muladd(&p->alpha, &square, &H[0], &p->alpha);
    sgm_sc_mul(&square, &e_inverse, &e_inverse);
    sgm_sc_muladd(&p->alpha, &square, &H[1], &p->alpha);
    sgm_wipe(LR, sizeof LR);
    sgm_wipe(G, sizeof G);
    sgm_wipe(H, sizeof H);
    return SGM_OK;
}

/* Secrets of the last step: r, s, delta, eta. */
enum { MASK_R, MASK_S, MASK_DELTA, MASK_ETA, MASKS };

/* A1 = r g + s h + y (r b + s a) G + delta H, B = r s y G + eta H, for vectors of one item. */
static void commit_last(prover *p, sgm_point out[2], const sgm_sc mask[MASKS])
{
    sgm_sc k, G[2];
    size_t terms = 0;
    const folded *f[2] = {&p->g, &p->h};
    for (int i = 0; i < 2; i++)
        for (size_t t = 0; t < p->runs; t++, terms++) {
            sgm_sc_mul(&k, &mask[i], &f[i]->scale);
            sgm_sc_mul(&p->scalars[terms], &k, &f[i]->factor[t]);
            p->points[terms] = f[i]->base[t];
        }
    p->be->var_sum(&out[0], p->points, p->scalars, terms, p->scratch);
    out[1] = (sgm_point){.Y = {{1}}, .Z = {{1}}};
    sgm_sc_mul(&k, &mask[MASK_R], &p->b[0]);
    sgm_sc_muladd(&k, &mask[MASK_S], &p->a[0], &k);
    sgm_sc_mul(&G[0], &k, &p->y_power[0]);
    sgm_sc_mul(&k, &mask[MASK_R], &mask[MASK_S]);
    sgm_sc_mul(&G[1], &k, &p->y_power[0]);
    add_generators(p, out, G, &mask[MASK_DELTA]);
    sgm_wipe(&k, sizeof k);
    sgm_wipe(G, sizeof G);
}

static sgm_status finish(prover *p, sgm_tape *tape, const sgm_rng *rng)
{
    sgm_sc mask[MASKS], response[3], e;
    sgm_point out[2];
    sgm_status st = SGM_OK;
    for (int i = 0; i < MASKS && st == SGM_OK; i++)
        st = sgm_rng_scalar(rng, &mask[i]);
    if (st != SGM_OK)
        return st;
    commit_last(p, out, mask);
    sgm_tape_points(tape, out, 2);
    if (!sgm_tape_challenges(tape, &e, 1))
        return SGM_REJECTED;
    sgm_sc_muladd(&response[0], &e, &p->a[0], &mask[MASK_R]);
    sgm_sc_muladd(&response[1], &e, &p->b[0], &mask[MASK_S]);
    sgm_sc_muladd(&response[2], &e, &p->alpha, &mask[MASK_DELTA]);
    sgm_sc_muladd(&response[2], &e, &response[2], &mask[MASK_ETA]);
    sgm_tape_scalars(tape, response, 3);
    sgm_wipe(mask, sizeof mask);
    return SGM_OK;
}

static sgm_status run(prover *p, sgm_tape *tape, const uint8_t *bits, const sgm_sc *gamma, const sgm_rng *rng,
                      sgm_sc *z)
{
    sgm_point A;
    sgm_sc challenge[2];
    sgm_status st = sgm_rng_scalar(rng, &p->alpha);
    if (st != SGM_OK)
        return st;
    commit_bits(p, bits, &A);
    sgm_tape_points(tape, &A, 1);
    if (!sgm_tape_challenges(tape, challenge, 2))
        return SGM_REJECTED;
    *z = challenge[1];
    set_public(p, &challenge[0], &challenge[1]);
    if (p->rows->late)
        send_late(p, tape, bits, gamma);
    set_secret(p, bits, gamma);
    while (p->length > 1 && st == SGM_OK)
        st = round_of(p, tape, rng);
    return st == SGM_OK ? finish(p, tape, rng) : st;
}

sgm_status sgm_rows_prove(const sgm_rows *rows, sgm_tape *tape, const uint8_t *bits, const sgm_sc *gamma,
                          const sgm_rng *rng)
{
    sgm_sc z;
    return sgm_rows_prove_late(rows, tape, bits, gamma, rng, &z);
}

sgm_status sgm_rows_prove_late(const sgm_rows *rows, sgm_tape *tape, const uint8_t *bits, const sgm_sc *gamma,
                               const sgm_rng *rng, sgm_sc *z)
{
    sgm_arena a = {0};
    const void *id;
    prover p = {.rows = rows, .ctx = tape->ctx, .be = tape->ctx->be, .length = full(rows), .runs = 1};
    layout(&p, &a);
    sgm_status st = sgm_arena_reserve(&a, a.used);
    if (st != SGM_OK)
        return st;
    layout(&p, &a);
    p.g.factor[0] = p.h.factor[0] = p.g.scale = p.h.scale = sgm_sc_one;
    st = sgm_ctx_family(p.ctx, SGM_FAMILY_BG, p.length, &p.g.base, &id);
    if (st == SGM_OK)
        st = sgm_ctx_family(p.ctx, SGM_FAMILY_BH, p.length, &p.h.base, &id);
    if (st == SGM_OK)
        st = run(&p, tape, bits, gamma, rng, z);
    sgm_wipe(&p.alpha, sizeof p.alpha);
    sgm_arena_wipe(&a);
    sgm_arena_free(&a);
    return st;
}
