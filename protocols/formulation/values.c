/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Statements about public combinations of registered points, as rows. */
#include "protocols/formulation/values.h"

#include "primitives/base/assume.h"
#include "protocols/context_internal.h"

sgm_status sgm_values_new(sgm_values **out, uint32_t n_blocks, size_t n_weights)
{
    sgm_values *v = calloc(1, sizeof *v + n_blocks * sizeof *v->blocks + n_weights * sizeof *v->weight);
    *out = v;
    if (!v)
        return SGM_NOMEM;
    v->weight = (sgm_sc *)(v + 1);
    v->blocks = (sgm_rows_block *)(v->weight + n_weights);
    v->rows.n_blocks = n_blocks;
    v->rows.blocks = v->blocks;
    return SGM_OK;
}

/* The values of the rows, each times its coefficient. */
static void sum_values(const sgm_values *v, const sgm_reading *in, const sgm_sums *out, const sgm_sc *coeff)
{
    sgm_sc *G = &out->generator[SGM_GEN_G], sum = sgm_sc_zero;
    for (uint32_t t = 0; t < v->n_committed; t++)
        sgm_sc_add(&sum, &sum, &coeff[t]);
    sgm_sc_muladd(G, &sum, &v->offset, G);
    if (v->has_public)
        sgm_sc_muladd(G, &coeff[v->n_committed], &v->public_value, G);
    if (!v->probes) {
        memcpy(out->element, coeff, v->n_committed * sizeof *coeff);
        return;
    }
    sgm_probes_combine(v->probes, coeff, in->scratch + v->rows.n_rows, out->element);
    for (uint32_t j = 0; v->is_difference && j < v->probes->p; j++)
        sgm_sc_neg(&out->element[v->probes->p + j], &out->element[j]);
}

static void sum(const sgm_argument *self, const sgm_reading *in, const sgm_sums *out)
{
    const sgm_values *v = (const sgm_values *)self;
    sgm_rows_sum(&v->rows, in, out, in->scratch);
    sum_values(v, in, out, in->scratch);
}

sgm_status sgm_values_instance(sgm_instance **out, const sgm_ctx *ctx, const char *name, sgm_values *v,
                               const uint8_t (*elements)[32], uint32_t n_elements, const uint8_t *bytes, size_t len,
                               sgm_flavor flavor)
{
    *out = NULL;
    v->rows.rounds = sgm_rows_rounds(v->rows.n_bits);
    v->arg = (sgm_argument){.n_equations = 1,
                            .n_outers = sgm_rows_n_outers(&v->rows),
                            .outers = v->outers,
                            .scratch = v->rows.n_rows + (v->probes ? 2 * (size_t)v->probes->T : 0),
                            .sum = sum};
    sgm_rows_script(&v->rows, &v->arg.script);
    sgm_status st = sgm_rows_outers(&v->rows, ctx, v->outers);
    if (st != SGM_OK) {
        free(v);
        return st;
    }
    return sgm_argument_instance(out, name, &v->arg, free, elements, n_elements, bytes, len, flavor);
}

size_t sgm_values_proof_size(uint32_t n_bits, sgm_flavor flavor)
{
    const uint32_t rounds = sgm_rows_rounds(n_bits);
    return sgm_rows_bytes(rounds) + (flavor == SGM_HINTED ? 32 * (size_t)sgm_rows_points(rounds) : 0);
}

static int is_negated(const sgm_probes *s, uint32_t t) { return s->label && s->label[t] == 0; }

void sgm_probes_apply(const sgm_probes *s, const sgm_sc *a, sgm_sc *r)
{
    for (uint32_t t = 0; t < s->T; t++) {
        const int64_t *x = s->x + (size_t)t * s->p;
        sgm_sc k;
        r[t] = sgm_sc_zero;
        for (uint32_t j = 0; j < s->p; j++) {
            sgm_sc_from_i64(&k, x[j]);
            sgm_sc_muladd(&r[t], &k, &a[j], &r[t]);
        }
        if (is_negated(s, t))
            sgm_sc_neg(&r[t], &r[t]);
    }
}

/* Sums of small integers times scalars: a scalar as LIMBS digits of 52 bits, whose products with 64-bit integers are
 * added up in 128 bits for at most BLOCK_ROWS rows, of COLUMNS columns at a time. */
enum { LIMBS = 5, LIMB_BITS = 52, BLOCK_ROWS = 2048, COLUMNS = 4 };
__extension__ typedef __int128 wide;
_Static_assert(LIMBS * sizeof(uint64_t) <= 2 * sizeof(sgm_sc), "a row's digits fit into two scalars of scratch");

static void to_limbs(uint64_t limb[LIMBS], const sgm_sc *c)
{
    const uint64_t mask = (UINT64_C(1) << LIMB_BITS) - 1;
    limb[0] = c->v[0] & mask;
    limb[1] = (c->v[0] >> 52 | c->v[1] << 12) & mask;
    limb[2] = (c->v[1] >> 40 | c->v[2] << 24) & mask;
    limb[3] = (c->v[2] >> 28 | c->v[3] << 36) & mask;
    limb[4] = c->v[3] >> 16;
}

/* r += sum of acc_i 2^(52 i): the sum as seven words in two's complement, made positive by l 2^128, then mod l. In:
 * less than 2^126 in absolute value each. */
static void add_limbs(sgm_sc *r, const wide acc[LIMBS])
{
    static const uint64_t order[4] = {UINT64_C(0x5812631a5cf5d3ed), UINT64_C(0x14def9dea2f79cd6), 0,
                                      UINT64_C(0x1000000000000000)};
    uint64_t word[7] = {0, 0, order[0], order[1], order[2], order[3], 0};
    uint8_t bytes[56];
    sgm_sc x;
    for (unsigned i = 0; i < LIMBS; i++) {
        const unsigned at = LIMB_BITS * i / 64, shift = LIMB_BITS * i % 64;
        const uint64_t low = (uint64_t)acc[i], high = (uint64_t)(acc[i] >> 64), sign = (uint64_t)(acc[i] >> 127);
        const uint64_t part[3] = {low << shift, shift ? high << shift | low >> (64 - shift) : high,
                                  shift ? sign << shift | high >> (64 - shift) : sign};
        sgm_u128 carry = 0;
        for (unsigned k = at; k < 7; k++) {
            carry += (sgm_u128)word[k] + (k - at < 3 ? part[k - at] : sign);
            word[k] = (uint64_t)carry;
            carry >>= 64;
        }
    }
    for (unsigned k = 0; k < 7; k++)
        sgm_store64(bytes + 8 * k, word[k]);
    sgm_sc_reduce(&x, bytes, sizeof bytes);
    sgm_sc_add(r, r, &x);
}

static void combine_block(const sgm_probes *s, const uint64_t (*limb)[LIMBS], uint32_t first, uint32_t end, uint32_t j,
                          uint32_t n, sgm_sc *r)
{
    wide acc[COLUMNS][LIMBS] = {{0}};
    for (uint32_t t = first; t < end; t++)
        for (uint32_t k = 0; k < n; k++) {
            const int64_t x = s->x[(size_t)t * s->p + j + k];
            for (unsigned i = 0; i < LIMBS; i++)
                acc[k][i] += (wide)x * (int64_t)limb[t][i];
        }
    for (uint32_t k = 0; k < n; k++)
        add_limbs(&r[j + k], acc[k]);
}

void sgm_probes_combine(const sgm_probes *s, const sgm_sc *c, sgm_sc *scratch, sgm_sc *r)
{
    uint64_t(*limb)[LIMBS] = (uint64_t(*)[LIMBS])scratch;
    for (uint32_t t = 0; t < s->T; t++) {
        sgm_sc x = c[t];
        if (is_negated(s, t))
            sgm_sc_neg(&x, &x);
        to_limbs(limb[t], &x);
    }
    memset(r, 0, s->p * sizeof *r);
    for (uint32_t first = 0; first < s->T; first += BLOCK_ROWS) {
        const uint32_t end = s->T - first < BLOCK_ROWS ? s->T : first + BLOCK_ROWS;
        for (uint32_t j = 0; j < s->p; j += COLUMNS)
            combine_block(s, (const uint64_t(*)[LIMBS])limb, first, end, j, s->p - j < COLUMNS ? s->p - j : COLUMNS, r);
    }
}

void sgm_openings_layout(sgm_openings *o, sgm_arena *a, uint32_t n_elements)
{
    o->w = sgm_arena_take(a, n_elements, sizeof *o->w);
    o->rho = sgm_arena_take(a, n_elements, sizeof *o->rho);
    o->enc = sgm_arena_take(a, n_elements, sizeof *o->enc);
    o->secret = sgm_arena_take(a, n_elements, sizeof *o->secret);
}

void sgm_open(sgm_openings *o, uint32_t element, const sgm_sc *w, const sgm_sc *rho)
{
    o->w[element] = *w;
    o->rho[element] = *rho;
    sgm_sc_to_bytes(o->secret[element], w);
    sgm_sc_to_bytes(o->secret[element] + 32, rho);
}

void sgm_open_weights(sgm_openings *o, uint32_t first, const sgm_weights_opening *weights, uint32_t n)
{
    sgm_sc w;
    for (uint32_t j = 0; j < n; j++) {
        sgm_sc_from_i64(&w, weights->w[j]);
        sgm_open(o, first + j, &w, &weights->rho[j]);
    }
    sgm_wipe(&w, sizeof w);
}

uint64_t sgm_openings_hold(const sgm_openings *o, const sgm_ctx *ctx, const sgm_instance *inst)
{
    uint64_t differ = 0;
    sgm_open_commitments(ctx, o->enc, o->w, o->rho, inst->n_elements);
    for (uint32_t i = 0; i < inst->n_elements; i++)
        for (int b = 0; b < 32; b++)
            differ |= (uint64_t)(o->enc[i][b] ^ inst->elements[i].enc[b]);
    return sgm_ct_eq(differ, 0);
}

static void layout(sgm_values_prover *p)
{
    const sgm_rows *rows = &p->values->rows;
    sgm_arena *a = &p->arena;
    a->used = 0;
    p->value = sgm_arena_take(a, rows->n_rows, sizeof *p->value);
    p->gamma = sgm_arena_take(a, rows->n_rows, sizeof *p->gamma);
    p->bits = sgm_arena_take(a, rows->n_bits, 1);
    sgm_openings_layout(&p->opened, a, p->inst->n_elements);
    p->hedged = sgm_arena_take(a, 1, sizeof *p->hedged);
}

sgm_status sgm_values_prover_new(sgm_values_prover *p, const sgm_ctx *ctx, const sgm_instance *inst)
{
    *p = (sgm_values_prover){.ctx = ctx, .inst = inst, .values = (const sgm_values *)inst->argument};
    layout(p);
    sgm_status st = sgm_arena_reserve(&p->arena, p->arena.used);
    if (st != SGM_OK)
        return st;
    memset(p->arena.base, 0, p->arena.cap);
    layout(p);
    return SGM_OK;
}

void sgm_values_prover_clear(sgm_values_prover *p)
{
    sgm_arena_wipe(&p->arena);
    sgm_arena_free(&p->arena);
}

uint64_t sgm_values_settle(sgm_values_prover *p)
{
    const sgm_values *v = p->values;
    const sgm_openings *o = &p->opened;
    const uint64_t good = sgm_openings_hold(o, p->ctx, p->inst);
    if (v->probes) {
        for (uint32_t j = 0; v->is_difference && j < v->probes->p; j++) {
            sgm_sc_sub(&o->w[j], &o->w[j], &o->w[v->probes->p + j]);
            sgm_sc_sub(&o->rho[j], &o->rho[j], &o->rho[v->probes->p + j]);
        }
        sgm_probes_apply(v->probes, o->w, p->value);
        sgm_probes_apply(v->probes, o->rho, p->gamma);
    } else {
        memcpy(p->value, o->w, v->n_committed * sizeof *p->value);
        memcpy(p->gamma, o->rho, v->n_committed * sizeof *p->gamma);
    }
    for (uint32_t t = 0; t < v->n_committed; t++)
        sgm_sc_add(&p->value[t], &p->value[t], &v->offset);
    return good;
}

sgm_status sgm_values_prove(sgm_values_prover *p, uint64_t good, const sgm_rng *rng, uint8_t *proof)
{
    sgm_rng hedged;
    SGM_DECLASSIFY(&good, sizeof good); /* a refusal is visible, and an honest caller never meets one */
    if (!good)
        return SGM_REJECTED;
    sgm_status st = sgm_argument_hedge(&hedged, p->hedged, rng, p->inst, p->opened.secret,
                                       p->inst->n_elements * sizeof *p->opened.secret);
    if (st != SGM_OK)
        return st;
    do {
        sgm_tape tape;
        sgm_tape_begin(&tape, p->ctx, p->inst, proof);
        st = sgm_rows_prove(&p->values->rows, &tape, p->bits, p->gamma, &hedged);
        if (st == SGM_OK)
            sgm_tape_end(&tape);
    } while (st == SGM_REJECTED);
    return st;
}
