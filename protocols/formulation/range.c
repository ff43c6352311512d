/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* RANGE: a row of weighted bits for each value. */
#include "protocols/formulation/range.h"

#include "protocols/formulation/values.h"

const sgm_words sgm_range = {
    .name = "RANGE",
    .title = "integer ranges",
    .system = "aggregated range proof (Bulletproofs+ with weighted bits)",
    .claim = "Each committed number lies between 0 and its bound.",
    .non_claim = "It says nothing about what the numbers mean, or who committed to them.",
    .audience = "anyone",
    .assumption = "discrete logarithm, random oracle",
};

/* Bits of all values; 0 where there is no statement. */
static uint32_t count_bits(const sgm_range_statement *s)
{
    uint32_t n_bits = 0;
    if (s->n == 0 || s->n > SGM_RANGE_MAX)
        return 0;
    for (uint32_t j = 0; j < s->n; j++) {
        const sgm_sc R = sgm_bound_scalar(&s->R[j]);
        const uint32_t k = sgm_range_length(&R);
        if (k == 0)
            return 0;
        n_bits += k;
    }
    return n_bits <= SGM_VALUES_BITS_MAX ? n_bits : 0;
}

size_t sgm_range_proof_size(const sgm_range_statement *s, sgm_flavor flavor)
{
    const uint32_t n_bits = count_bits(s);
    return n_bits > 0 ? sgm_values_proof_size(n_bits, flavor) : 0;
}

uint32_t sgm_range_points(const sgm_range_statement *s)
{
    return sgm_rows_points(sgm_rows_rounds(count_bits(s))) + s->n;
}

static int all_alike(const sgm_range_statement *s)
{
    for (uint32_t j = 1; j < s->n; j++)
        if (s->R[j].low != s->R[0].low || s->R[j].high != s->R[0].high)
            return 0;
    return 1;
}

/* Equal bounds are one block of as many rows, others a block each. */
static void set_rows(sgm_values *v, const sgm_range_statement *s, uint32_t n_bits)
{
    const uint32_t items = s->n / v->rows.n_blocks;
    uint32_t bit = 0;
    sgm_sc *weight = v->weight;
    for (uint32_t k = 0; k < v->rows.n_blocks; k++) {
        const sgm_sc R = sgm_bound_scalar(&s->R[k]);
        const uint32_t columns = sgm_range_length(&R);
        sgm_range_weights(weight, &R);
        v->blocks[k] = (sgm_rows_block){bit, items, columns, k, 1, weight};
        weight += columns;
        bit += items * columns;
    }
    v->rows.n_bits = n_bits;
    v->rows.n_rows = v->n_committed = s->n;
    v->rows.apart = v->rows.n_blocks > 1;
}

static void write_bytes(uint8_t *out, const sgm_range_statement *s)
{
    sgm_store32(out, s->n);
    out += 4;
    for (uint32_t j = 0; j < s->n; j++, out += 48) {
        sgm_bound_write(out, &s->R[j]);
        memcpy(out + 16, s->V[j], 32);
    }
}

sgm_status sgm_range_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_range_statement *s, sgm_flavor flavor)
{
    sgm_values *v;
    const uint32_t n_bits = count_bits(s);
    *out = NULL;
    if (flavor == SGM_COMPACT)
        return SGM_USAGE;
    if (n_bits == 0)
        return SGM_MALFORMED;
    const size_t len = 4 + 48 * (size_t)s->n;
    uint8_t *bytes = malloc(len);
    const int alike = all_alike(s);
    sgm_status st = bytes ? sgm_values_new(&v, alike ? 1 : s->n, alike ? n_bits / s->n : n_bits) : SGM_NOMEM;
    if (st == SGM_OK) {
        set_rows(v, s, n_bits);
        write_bytes(bytes, s);
        st = sgm_values_instance(out, ctx, sgm_range.name, v, s->V, s->n, bytes, len, flavor);
    }
    free(bytes);
    return st;
}

static uint64_t set_bits(sgm_values_prover *p, const sgm_range_statement *s)
{
    uint64_t good = 1;
    uint8_t *bits = p->bits;
    for (uint32_t j = 0; j < s->n; j++) {
        const sgm_sc R = sgm_bound_scalar(&s->R[j]);
        good &= sgm_range_bits(bits, &p->value[j], &R);
        bits += sgm_range_length(&R);
    }
    return good;
}

static sgm_status prove(const sgm_ctx *ctx, const sgm_instance *inst, const sgm_range_statement *s, const sgm_bound *v,
                        const sgm_sc *gamma, const sgm_rng *rng, uint8_t *proof)
{
    sgm_values_prover p;
    sgm_status st = sgm_values_prover_new(&p, ctx, inst);
    if (st != SGM_OK)
        return st;
    for (uint32_t j = 0; j < s->n; j++) {
        sgm_sc value = sgm_bound_scalar(&v[j]);
        sgm_open(&p.opened, j, &value, &gamma[j]);
        sgm_wipe(&value, sizeof value);
    }
    uint64_t good = sgm_values_settle(&p);
    good &= set_bits(&p, s);
    st = sgm_values_prove(&p, good, rng, proof);
    sgm_values_prover_clear(&p);
    return st;
}

sgm_status sgm_range_prove(const sgm_ctx *ctx, const sgm_range_statement *s, const sgm_bound *v, const sgm_sc *gamma,
                           sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    sgm_instance *inst;
    sgm_status st = sgm_range_instance(&inst, ctx, s, flavor);
    if (st != SGM_OK)
        return st;
    st = prove(ctx, inst, s, v, gamma, rng, proof);
    if (st != SGM_OK)
        memset(proof, 0, sgm_instance_proof_size(inst));
    sgm_instance_free(inst);
    return st;
}
