/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F5-ACC: the top bit of an item's row says whether it is right; one more row counts the top bits. */
#include "protocols/formulation/f5.h"

#include "protocols/formulation/values.h"

#include <math.h>

const sgm_words sgm_f5_acc = {
    .name = "F5-ACC",
    .title = "accuracy on an audit set",
    .system = "bits in committed and public rows (Bulletproofs+ with weighted bits)",
    .claim = "The committed model gets at least t of these T items right.",
    .non_claim = "It says nothing about what the model was trained on.",
    .audience = "anyone",
    .assumption = "discrete logarithm, random oracle",
};

sgm_acceptance sgm_f5_acceptance(uint64_t good_with, uint64_t with, uint64_t good_without, uint64_t without)
{
    return (sgm_acceptance){.log2_h1 = log2((double)good_with) - log2((double)with),
                            .log2_h0 = log2((double)good_without) - log2((double)without)};
}

/* Bits of the number of right items beyond at_least. */
static uint32_t slack_bits(const sgm_f5_statement *s)
{
    sgm_sc most;
    sgm_sc_from_u64(&most, s->items->T - s->at_least);
    const uint32_t length = sgm_range_length(&most);
    return length > 0 ? length : 1;
}

/* Bits of the statement; 0 where there is none. The weights of an item's row add up to 2^(digits + 1) - 1 < l/4, those
 * of the last row to less than 3 T. */
static uint32_t count_bits(const sgm_f5_statement *s)
{
    const uint32_t T = s->items->T;
    if (s->digits == 0 || s->digits > 249 || s->at_least > T || !s->items->label)
        return 0;
    const uint64_t n_bits = (uint64_t)T * (s->digits + 1) + slack_bits(s);
    return n_bits <= SGM_VALUES_BITS_MAX ? (uint32_t)n_bits : 0;
}

size_t sgm_f5_proof_size(const sgm_f5_statement *s, sgm_flavor flavor)
{
    const uint32_t n_bits = count_bits(s);
    return n_bits > 0 ? sgm_values_proof_size(n_bits, flavor) : 0;
}

uint32_t sgm_f5_points(const sgm_f5_statement *s)
{
    return sgm_rows_points(sgm_rows_rounds(count_bits(s))) + s->items->p;
}

/* Row i: m_i - 1 + 2^k in k + 1 bits. Last row: the top bits less the slack are at_least. */
static sgm_status make_values(sgm_values **out, const sgm_f5_statement *s)
{
    const uint32_t T = s->items->T, k = s->digits, slack = slack_bits(s);
    sgm_status st = sgm_values_new(out, 3, 2 * ((size_t)k + 1) + slack);
    if (st != SGM_OK)
        return st;
    sgm_values *v = *out;
    sgm_sc *number = v->weight, *top = number + k + 1, *rest = top + k + 1;
    for (uint32_t i = 0; i <= k; i++)
        number[i] = sgm_sc_power_of_two(i);
    top[k] = sgm_sc_one;
    for (uint32_t i = 0; i < slack; i++) {
        rest[i] = sgm_sc_power_of_two(i);
        sgm_sc_neg(&rest[i], &rest[i]);
    }
    v->blocks[0] = (sgm_rows_block){0, T, k + 1, 0, 1, number};
    v->blocks[1] = (sgm_rows_block){0, T, k + 1, T, 0, top};
    v->blocks[2] = (sgm_rows_block){T * (k + 1), 1, slack, T, 0, rest};
    v->rows.n_bits = count_bits(s);
    v->rows.n_rows = T + (SGM_KEEP_PUBLIC_ROW ? 1 : 0);
    v->n_committed = T;
    v->has_public = SGM_KEEP_PUBLIC_ROW;
    v->rows.n_blocks = SGM_KEEP_PUBLIC_ROW ? 3 : 1;
    v->probes = s->items;
    sgm_sc_sub(&v->offset, &number[k], &sgm_sc_one);
    sgm_sc_from_u64(&v->public_value, s->at_least);
    return SGM_OK;
}

enum { HEADER = 16 + 64 };

static void write_bytes(uint8_t *out, const sgm_f5_statement *s)
{
    sgm_store32(out, s->items->p);
    sgm_store32(out + 4, s->items->T);
    sgm_store32(out + 8, s->digits);
    sgm_store32(out + 12, s->at_least);
    memcpy(out + 16, s->items->root, sizeof s->items->root);
    memcpy(out + HEADER, s->W, 32 * (size_t)s->items->p);
}

sgm_status sgm_f5_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_f5_statement *s, sgm_flavor flavor)
{
    sgm_values *v;
    const size_t len = HEADER + 32 * (size_t)s->items->p;
    *out = NULL;
    if (flavor == SGM_COMPACT)
        return SGM_USAGE;
    if (count_bits(s) == 0)
        return SGM_MALFORMED;
    uint8_t *bytes = malloc(len);
    sgm_status st = bytes ? make_values(&v, s) : SGM_NOMEM;
    if (st == SGM_OK) {
        write_bytes(bytes, s);
        st = sgm_values_instance(out, ctx, sgm_f5_acc.name, v, s->W, s->items->p, bytes, len, flavor);
    }
    free(bytes);
    return st;
}

static uint64_t set_bits(const sgm_values_prover *p, const sgm_f5_statement *s)
{
    const uint32_t T = s->items->T, k = s->digits, slack = slack_bits(s);
    uint64_t good = 1, right = 0;
    uint8_t *bits = p->bits;
    for (uint32_t t = 0; t < T; t++, bits += k + 1) {
        good &= 1 ^ sgm_sc_reaches(&p->value[t], k + 1);
        for (uint32_t i = 0; i <= k; i++)
            bits[i] = (uint8_t)(p->value[t].v[i / 64] >> i % 64 & 1);
        right += bits[k];
    }
    const uint64_t over = right - s->at_least; /* T < 2^63: the top bit says that it is negative */
    for (uint32_t i = 0; i < slack; i++)
        bits[i] = (uint8_t)(over >> i & 1);
    return good & (1 ^ over >> 63);
}

static sgm_status prove(const sgm_ctx *ctx, const sgm_instance *inst, const sgm_f5_statement *s,
                        const sgm_weights_opening *model, const sgm_rng *rng, uint8_t *proof)
{
    sgm_values_prover p;
    sgm_status st = sgm_values_prover_new(&p, ctx, inst);
    if (st != SGM_OK)
        return st;
    sgm_open_weights(&p.opened, 0, model, s->items->p);
    uint64_t good = sgm_values_settle(&p);
    good &= set_bits(&p, s);
    st = sgm_values_prove(&p, good, rng, proof);
    sgm_values_prover_clear(&p);
    return st;
}

sgm_status sgm_f5_prove(const sgm_ctx *ctx, const sgm_f5_statement *s, const sgm_weights_opening *model,
                        sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    sgm_instance *inst;
    sgm_status st = sgm_f5_instance(&inst, ctx, s, flavor);
    if (st != SGM_OK)
        return st;
    st = prove(ctx, inst, s, model, rng, proof);
    if (st != SGM_OK)
        memset(proof, 0, sgm_instance_proof_size(inst));
    sgm_instance_free(inst);
    return st;
}
