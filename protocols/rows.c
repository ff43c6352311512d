/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Bulletproofs+ with rows: script, outer products, and the verifier's one equation; integer ranges as weighted bits. */
#include "protocols/rows.h"

#include "primitives/base/bytes.h"
#include "primitives/base/ct.h"
#include "protocols/tensor.h"

#include <string.h>

uint32_t sgm_rows_rounds(uint32_t n_bits)
{
    uint32_t rounds = 0;
    while ((UINT32_C(1) << rounds) < n_bits)
        rounds++;
    return rounds;
}

void sgm_rows_script(const sgm_rows *rows, sgm_script *script)
{
    sgm_script_add(script, SGM_STEP_POINTS, 1);
    sgm_script_add(script, SGM_STEP_NONZERO, 2);
    if (rows->late)
        sgm_script_add(script, SGM_STEP_POINTS, 1);
    sgm_script_fold(script, rows->rounds);
    sgm_script_add(script, SGM_STEP_POINTS, 2);
    sgm_script_add(script, SGM_STEP_NONZERO, 1);
    sgm_script_add(script, SGM_STEP_SCALARS, 3);
}

/* The outer products: constants and tensors of the two families, then the blocks. */
enum { CONSTANT_G, TENSOR_G, CONSTANT_H, TENSOR_H, BLOCKS };

/* The tensor of all rounds is that of the upper ones times that of the others. */
static uint32_t upper_rounds(const sgm_rows *rows) { return rows->rounds / 2; }

uint32_t sgm_rows_n_outers(const sgm_rows *rows) { return BLOCKS + (rows->apart ? 1 : rows->n_blocks); }

sgm_status sgm_rows_outers(const sgm_rows *rows, const sgm_ctx *ctx, sgm_outer *outers)
{
    sgm_vector G = {.n = (size_t)1 << rows->rounds}, H = G;
    sgm_status st = sgm_ctx_family(ctx, SGM_FAMILY_BG, G.n, &G.points, &G.id);
    if (st == SGM_OK)
        st = sgm_ctx_family(ctx, SGM_FAMILY_BH, H.n, &H.points, &H.id);
    if (st != SGM_OK)
        return st;
    const uint32_t upper = upper_rounds(rows), n = (uint32_t)G.n;
    outers[CONSTANT_G] = (sgm_outer){G, 0, 0, n};
    outers[TENSOR_G] = (sgm_outer){G, 0, UINT32_C(1) << upper, n >> upper};
    outers[CONSTANT_H] = (sgm_outer){H, 0, 0, n};
    outers[TENSOR_H] = (sgm_outer){H, 0, UINT32_C(1) << upper, n >> upper};
    if (rows->apart)
        outers[BLOCKS] = (sgm_outer){H, 0, 1, rows->n_bits};
    for (uint32_t k = 0; k < rows->n_blocks && !rows->apart; k++)
        outers[BLOCKS + k] = (sgm_outer){H, rows->blocks[k].first_bit, rows->blocks[k].items, rows->blocks[k].columns};
    return SGM_OK;
}

/* What a proof says, and powers that are used again and again. */
typedef struct parts {
    const sgm_rows *rows;
    const sgm_backend *be;
    const sgm_sc *challenge, *inverse;
    const sgm_sc *y, *z, *fold, *fold_inverse, *e, *response;
    sgm_sc y_power[SGM_ROWS_ROUNDS_MAX + 1], y_inverse[SGM_ROWS_ROUNDS_MAX + 1]; /* y^(2^i) and y^-(2^i) */
    sgm_sc z2, we, wee, top;                                                     /* z^2, w e, w e^2, w e^2 y^(N+1) */
    sgm_sc product, product_inverse;                                             /* of the fold's challenges */
} parts;

static void add_to(sgm_sc *r, const sgm_sc *a) { sgm_sc_add(r, r, a); }
static void times(sgm_sc *r, const sgm_sc *a) { sgm_sc_mul(r, r, a); }

static void read_parts(parts *p, const sgm_rows *rows, const sgm_reading *in)
{
    const uint32_t rounds = rows->rounds;
    *p = (parts){.rows = rows,
                 .be = in->be,
                 .y = in->challenge,
                 .z = in->challenge + 1,
                 .fold = in->challenge + 2,
                 .fold_inverse = in->inverse + 2,
                 .e = in->challenge + 2 + rounds,
                 .response = in->scalar};
    p->y_power[0] = *p->y;
    p->y_inverse[0] = in->inverse[0];
    for (uint32_t i = 0; i < rounds; i++) {
        sgm_sc_mul(&p->y_power[i + 1], &p->y_power[i], &p->y_power[i]);
        sgm_sc_mul(&p->y_inverse[i + 1], &p->y_inverse[i], &p->y_inverse[i]);
    }
    sgm_sc_mul(&p->z2, p->z, p->z);
    sgm_sc_mul(&p->we, &in->weight[0], p->e);
    sgm_sc_mul(&p->wee, &p->we, p->e);
    sgm_sc_mul(&p->top, &p->wee, &p->y_power[rounds]);
    times(&p->top, p->y);
    p->product = p->product_inverse = sgm_sc_one;
    for (uint32_t k = 0; k < rounds; k++) {
        times(&p->product, &p->fold[k]);
        times(&p->product_inverse, &p->fold_inverse[k]);
    }
}

/* r = y^n or y^-n from the powers with exponents 2^i. In: n < 2^(rounds + 1). */
static void power_of(sgm_sc *r, const sgm_sc *powers, uint32_t n)
{
    *r = sgm_sc_one;
    for (uint32_t i = 0; n >> i > 0; i++)
        if (n >> i & 1)
            times(r, &powers[i]);
}

/* Coefficients of A, L and R of each round, A1, B. */
static void sum_points(const parts *p, const sgm_reading *in, const sgm_sums *out)
{
    sgm_sc *point = out->point, x;
    add_to(point++, &p->wee);
    point += p->rows->late ? 1 : 0;
    for (uint32_t k = 0; k < p->rows->rounds; k++) {
        sgm_sc_mul(&x, &p->fold[k], &p->fold[k]);
        times(&x, &p->wee);
        add_to(point++, &x);
        sgm_sc_mul(&x, &p->fold_inverse[k], &p->fold_inverse[k]);
        times(&x, &p->wee);
        add_to(point++, &x);
    }
    add_to(point++, &p->we);
    add_to(point, &in->weight[0]);
}

/* The coefficient of every BG_i and BH_i but for the rows: -w e^2 z - w r' e S_i y^-i and w e^2 z - w s' e S_(N-1-i).
 * S_i y^-i is the product of all e_k^-1 and, for each bit of i that is set, e_k^2 y^-(N/2^k); S_(N-1-i) that of all e_k
 * and, for each such bit, e_k^-2. */
static void sum_vectors(const parts *p, const sgm_sums *out)
{
    const uint32_t rounds = p->rows->rounds, upper = upper_rounds(p->rows);
    sgm_sc g[SGM_ROWS_ROUNDS_MAX + 1], h[SGM_ROWS_ROUNDS_MAX + 1], x;
    for (uint32_t k = 0; k < rounds; k++) {
        sgm_sc_mul(&g[k], &p->fold[k], &p->fold[k]);
        times(&g[k], &p->y_inverse[rounds - 1 - k]);
        sgm_sc_mul(&h[k], &p->fold_inverse[k], &p->fold_inverse[k]);
    }
    sgm_sc_mul(&out->a[CONSTANT_H][0], &p->wee, p->z);
    sgm_sc_neg(&out->a[CONSTANT_G][0], &out->a[CONSTANT_H][0]);
    sgm_sc_mul(&x, &p->we, &p->response[0]);
    times(&x, &p->product_inverse);
    sgm_sc_neg(&x, &x);
    sgm_fold_tensor(p->be, out->a[TENSOR_G], &x, g, upper);
    sgm_fold_tensor(p->be, out->b[TENSOR_G], &sgm_sc_one, g + upper, rounds - upper);
    sgm_sc_mul(&x, &p->we, &p->response[1]);
    times(&x, &p->product);
    sgm_sc_neg(&x, &x);
    sgm_fold_tensor(p->be, out->a[TENSOR_H], &x, h, upper);
    sgm_fold_tensor(p->be, out->b[TENSOR_H], &sgm_sc_one, h + upper, rounds - upper);
}

/* A block's bits have w e^2 z^(2(r+1)) weight_c y^(N-i) at BH_i, with r = first_row + t step and i = first_bit + t
 * columns
 * + c: a product of a number for t and one for c. v[r] = top z^(2(r+1)) has y^(N+1) in it. */
static void block_factors(const parts *p, const sgm_rows_block *block, const sgm_sc *v, sgm_sc *a, sgm_sc *b)
{
    sgm_sc y_back, first, power = sgm_sc_one;
    power_of(&y_back, p->y_inverse, block->columns);
    power_of(&first, p->y_inverse, block->first_bit + 1);
    for (uint32_t t = 0; t < block->items; t++) {
        sgm_sc_mul(&a[t], &v[block->first_row + t * block->step], &first);
        times(&first, &y_back);
    }
    for (uint32_t c = 0; c < block->columns; c++) {
        sgm_sc_mul(&b[c], &block->weight[c], &power);
        times(&power, &p->y_inverse[0]);
    }
}

static void add_apart(const parts *p, const sgm_rows_block *block, const sgm_sc *v, sgm_sc *b)
{
    sgm_sc power, x;
    power_of(&power, p->y_inverse, block->first_bit + 1);
    b += block->first_bit;
    for (uint32_t t = 0; t < block->items; t++)
        for (uint32_t c = 0; c < block->columns; c++, b++) {
            sgm_sc_mul(&x, &v[block->first_row + t * block->step], &block->weight[c]);
            sgm_sc_muladd(b, &x, &power, b);
            times(&power, &p->y_inverse[0]);
        }
}

static void sum_blocks(const parts *p, const sgm_sums *out, const sgm_sc *v)
{
    const sgm_rows *rows = p->rows;
    if (rows->apart)
        out->a[BLOCKS][0] = sgm_sc_one;
    for (uint32_t k = 0; k < rows->n_blocks; k++) {
        if (rows->apart)
            add_apart(p, &rows->blocks[k], v, out->b[BLOCKS]);
        else
            block_factors(p, &rows->blocks[k], v, out->a[BLOCKS + k], out->b[BLOCKS + k]);
    }
}

/* r = sum of the weights of all bits, each times v of its row. */
static void sum_weights(const sgm_rows *rows, const sgm_sc *v, sgm_sc *r)
{
    *r = sgm_sc_zero;
    for (uint32_t k = 0; k < rows->n_blocks; k++) {
        const sgm_rows_block *block = &rows->blocks[k];
        sgm_sc weight = sgm_sc_zero, value = sgm_sc_zero;
        for (uint32_t c = 0; c < block->columns; c++)
            add_to(&weight, &block->weight[c]);
        for (uint32_t t = 0; t < block->items; t++)
            add_to(&value, &v[block->first_row + t * block->step]);
        sgm_sc_muladd(r, &weight, &value, r);
    }
}

/* G and H: w (e^2 zeta - r' s' y) with zeta = (z - z^2) sum of y^i - z y^(N+1) sum of d_i, and -w delta'. */
static void sum_generators(const parts *p, const sgm_reading *in, const sgm_sums *out, const sgm_sc *v)
{
    sgm_sc x, powers = *p->y, next;
    for (uint32_t k = 0; k < p->rows->rounds; k++) {
        sgm_sc_add(&next, &p->y_power[k], &sgm_sc_one);
        times(&powers, &next);
    }
    sgm_sc_sub(&x, p->z, &p->z2);
    times(&x, &powers);
    times(&x, &p->wee);
    add_to(&out->generator[SGM_GEN_G], &x);
    sum_weights(p->rows, v, &x); /* times w e^2 y^(N+1) */
    times(&x, p->z);
    sgm_sc_sub(&out->generator[SGM_GEN_G], &out->generator[SGM_GEN_G], &x);
    sgm_sc_mul(&x, &p->response[0], &p->response[1]);
    times(&x, p->y);
    times(&x, &in->weight[0]);
    sgm_sc_sub(&out->generator[SGM_GEN_G], &out->generator[SGM_GEN_G], &x);
    sgm_sc_mul(&x, &p->response[2], &in->weight[0]);
    sgm_sc_sub(&out->generator[SGM_GEN_H], &out->generator[SGM_GEN_H], &x);
}

void sgm_rows_sum(const sgm_rows *rows, const sgm_reading *in, const sgm_sums *out, sgm_sc *v)
{
    parts p;
    read_parts(&p, rows, in);
    sgm_sc next = p.top;
    for (uint32_t r = 0; r < rows->n_rows; r++) {
        times(&next, &p.z2);
        v[r] = next;
    }
    sum_points(&p, in, out);
    sum_vectors(&p, out);
    sum_blocks(&p, out, v);
    sum_generators(&p, in, out, v);
}

uint32_t sgm_range_length(const sgm_sc *R)
{
    uint32_t k = 256;
    while (k > 0 && !(R->v[(k - 1) / 64] >> ((k - 1) % 64) & 1))
        k--;
    return k;
}

sgm_sc sgm_sc_power_of_two(uint32_t k)
{
    sgm_sc r = sgm_sc_zero;
    r.v[k / 64] = UINT64_C(1) << k % 64;
    return r;
}

int sgm_sc_is_below_quarter(const sgm_sc *v)
{
    uint8_t bytes[32];
    sgm_sc four;
    for (int i = 0; i < 4; i++) /* four times v as a whole number, below 2^254 */
        sgm_store64(bytes + 8 * i, v->v[i] << 2 | (i > 0 ? v->v[i - 1] >> 62 : 0));
    return !sgm_sc_reaches(v, 252) && sgm_sc_from_bytes(&four, bytes);
}

void sgm_range_weights(sgm_sc *weight, const sgm_sc *R)
{
    const uint32_t k = sgm_range_length(R);
    for (uint32_t i = 0; i + 1 < k; i++)
        weight[i] = sgm_sc_power_of_two(i);
    sgm_sc half = sgm_sc_power_of_two(k - 1);
    sgm_sc_sub(&weight[k - 1], R, &half);
    add_to(&weight[k - 1], &sgm_sc_one);
    if (!SGM_KEEP_RANGE_TOP)
        weight[k - 1] = half;
}

uint64_t sgm_sc_reaches(const sgm_sc *v, uint32_t k)
{
    uint64_t any = 0;
    for (uint32_t i = k / 64; i < 4; i++)
        any |= i == k / 64 ? v->v[i] >> k % 64 : v->v[i];
    return 1 ^ sgm_ct_eq(any, 0);
}

uint64_t sgm_range_bits(uint8_t *bits, const sgm_sc *v, const sgm_sc *R)
{
    const uint32_t k = sgm_range_length(R);
    const sgm_sc half = sgm_sc_power_of_two(k - 1);
    sgm_sc top, rest;
    uint64_t high = sgm_sc_reaches(v, k - 1);
    sgm_sc_sub(&top, R, &half);
    add_to(&top, &sgm_sc_one);
    sgm_sc_sub(&rest, v, &top);
    sgm_sc_select(&rest, high, &rest, v);
    for (uint32_t i = 0; i + 1 < k; i++)
        bits[i] = (uint8_t)(rest.v[i / 64] >> i % 64 & 1);
    bits[k - 1] = (uint8_t)high;
    high = sgm_sc_reaches(&rest, k - 1);
    sgm_wipe(&rest, sizeof rest);
    return 1 ^ high;
}
