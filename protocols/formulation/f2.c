/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F2-MLR and F2-L1: differences of two models' outputs as rows of weighted bits. */
#include "protocols/formulation/f2.h"

#include "protocols/formulation/values.h"

#include <math.h>

#define NON_CLAIM                                                                                                      \
    "It does not say that D was used. It is evidence against influence, and nothing off the probes. It is not "        \
    "differential privacy, which is a property of the training algorithm."

const sgm_words sgm_f2[SGM_F2_FORMS] = {
    [SGM_F2_MLR] = {.name = "F2-MLR",
                    .title = "non-influence, largest log ratio",
                    .system = "aggregated range proof (Bulletproofs+ with weighted bits)",
                    .claim = "On these T probes no log-probability differs by more than epsilon between the two "
                             "committed models.",
                    .non_claim = NON_CLAIM,
                    .audience = "anyone",
                    .assumption = "discrete logarithm, random oracle"},
    [SGM_F2_L1] = {.name = "F2-L1",
                   .title = "non-influence, sum of log ratios",
                   .system = "bits in public rows (Bulletproofs+ with weighted bits)",
                   .claim =
                       "On these T probes the log-probabilities of the two committed models differ by no more than "
                       "the bound in sum.",
                   .non_claim = NON_CLAIM,
                   .audience = "anyone",
                   .assumption = "discrete logarithm, random oracle"},
};

sgm_acceptance sgm_f2_acceptance(uint64_t within, uint64_t pairs)
{
    return (sgm_acceptance){.log2_h1 = log2((double)within) - log2((double)pairs), .log2_h0 = 0};
}

/* 2E, the bound of F2-MLR's ranges. */
static sgm_sc twice(const sgm_bound *b)
{
    sgm_sc r = sgm_bound_scalar(b);
    sgm_sc_add(&r, &r, &r);
    return r;
}

/* 1 if the weights of the public row, T runs of twice 2^digits - 1 and the slack's B, stay below l/4. Those of a
 * committed row are fewer. */
static int stays_small(const sgm_f2_statement *s)
{
    sgm_sc sum, T, B = sgm_bound_scalar(&s->bound);
    if (s->digits > 249 || s->digits + sgm_rows_rounds(s->probes->T) > 250)
        return 0;
    sum = sgm_sc_power_of_two(s->digits);
    sgm_sc_sub(&sum, &sum, &sgm_sc_one);
    sgm_sc_add(&sum, &sum, &sum);
    sgm_sc_from_u64(&T, s->probes->T);
    sgm_sc_muladd(&sum, &sum, &T, &B);
    return sgm_sc_is_below_quarter(&sum);
}

/* Bits of the statement; 0 where there is none. */
static uint32_t count_bits(sgm_f2_form form, const sgm_f2_statement *s)
{
    const sgm_sc range = form == SGM_F2_MLR ? twice(&s->bound) : sgm_bound_scalar(&s->bound);
    const uint32_t length = sgm_range_length(&range);
    if (length == 0 || s->probes->label || (form == SGM_F2_L1 && (s->digits == 0 || !stays_small(s))))
        return 0;
    const uint64_t n_bits =
        (uint64_t)s->probes->T * (form == SGM_F2_MLR ? length : 2 * s->digits) + (form == SGM_F2_MLR ? 0 : length);
    return n_bits <= SGM_VALUES_BITS_MAX ? (uint32_t)n_bits : 0;
}

size_t sgm_f2_proof_size(sgm_f2_form form, const sgm_f2_statement *s, sgm_flavor flavor)
{
    const uint32_t n_bits = count_bits(form, s);
    return n_bits > 0 ? sgm_values_proof_size(n_bits, flavor) : 0;
}

uint32_t sgm_f2_points(sgm_f2_form form, const sgm_f2_statement *s)
{
    return sgm_rows_points(sgm_rows_rounds(count_bits(form, s))) + 2 * s->probes->p;
}

/* Row t: a range [0,2E] for v_t + E. */
static sgm_status make_mlr(sgm_values **out, const sgm_f2_statement *s)
{
    const sgm_sc range = twice(&s->bound);
    const uint32_t T = s->probes->T, columns = sgm_range_length(&range);
    sgm_status st = sgm_values_new(out, 1, columns);
    if (st != SGM_OK)
        return st;
    sgm_values *v = *out;
    sgm_range_weights(v->weight, &range);
    v->blocks[0] = (sgm_rows_block){0, T, columns, 0, 1, v->weight};
    v->rows.n_rows = v->n_committed = T;
    v->offset = sgm_bound_scalar(&s->bound);
    return SGM_OK;
}

/* Row t: a_t - b_t = v_t, in `digits` bits each. Last row: the sum of all a_t and b_t, and a slack in [0,B], is B. */
static sgm_status make_l1(sgm_values **out, const sgm_f2_statement *s)
{
    const sgm_sc B = sgm_bound_scalar(&s->bound);
    const uint32_t T = s->probes->T, k = s->digits, slack = sgm_range_length(&B);
    sgm_status st = sgm_values_new(out, 3, 4 * k + slack);
    if (st != SGM_OK)
        return st;
    sgm_values *v = *out;
    sgm_sc *difference = v->weight, *sum = difference + 2 * k, *rest = sum + 2 * k;
    for (uint32_t i = 0; i < k; i++) {
        difference[i] = sum[i] = sum[k + i] = sgm_sc_power_of_two(i);
        sgm_sc_neg(&difference[k + i], &difference[i]);
    }
    sgm_range_weights(rest, &B);
    v->blocks[0] = (sgm_rows_block){0, T, 2 * k, 0, 1, difference};
    v->blocks[1] = (sgm_rows_block){0, T, 2 * k, T, 0, sum};
    v->blocks[2] = (sgm_rows_block){2 * k * T, 1, slack, T, 0, rest};
    v->rows.n_rows = T + (SGM_KEEP_PUBLIC_ROW ? 1 : 0);
    v->n_committed = T;
    v->has_public = SGM_KEEP_PUBLIC_ROW;
    v->rows.n_blocks = SGM_KEEP_PUBLIC_ROW ? 3 : 1;
    v->public_value = B;
    return SGM_OK;
}

static size_t instance_size(sgm_f2_form form, const sgm_f2_statement *s)
{
    return (form == SGM_F2_MLR ? 24 : 28) + sizeof s->probes->root + 64 * (size_t)s->probes->p;
}

/* Returns where the commitments begin. */
static uint8_t *write_bytes(uint8_t *out, sgm_f2_form form, const sgm_f2_statement *s)
{
    const size_t all = 32 * (size_t)s->probes->p;
    sgm_store32(out, s->probes->p);
    sgm_store32(out + 4, s->probes->T);
    out += 8;
    if (form == SGM_F2_L1) {
        sgm_store32(out, s->digits);
        out += 4;
    }
    sgm_bound_write(out, &s->bound);
    memcpy(out + 16, s->probes->root, sizeof s->probes->root);
    out += 16 + sizeof s->probes->root;
    memcpy(out, s->W, all);
    memcpy(out + all, s->W0, all);
    return out;
}

sgm_status sgm_f2_instance(sgm_instance **out, const sgm_ctx *ctx, sgm_f2_form form, const sgm_f2_statement *s,
                           sgm_flavor flavor)
{
    sgm_values *v;
    const uint32_t n_bits = count_bits(form, s);
    const size_t len = instance_size(form, s);
    *out = NULL;
    if (flavor == SGM_COMPACT)
        return SGM_USAGE;
    if (n_bits == 0)
        return SGM_MALFORMED;
    uint8_t *bytes = malloc(len);
    sgm_status st = !bytes ? SGM_NOMEM : form == SGM_F2_MLR ? make_mlr(&v, s) : make_l1(&v, s);
    if (st == SGM_OK) {
        const uint8_t(*elements)[32] = (const uint8_t(*)[32])write_bytes(bytes, form, s);
        v->rows.n_bits = n_bits;
        v->probes = s->probes;
        v->is_difference = 1;
        st = sgm_values_instance(out, ctx, sgm_f2[form].name, v, elements, 2 * s->probes->p, bytes, len, flavor);
    }
    free(bytes);
    return st;
}

static uint64_t set_mlr_bits(const sgm_values_prover *p, const sgm_f2_statement *s)
{
    const sgm_sc range = twice(&s->bound);
    const uint32_t length = sgm_range_length(&range);
    uint64_t good = 1;
    for (uint32_t t = 0; t < s->probes->T; t++)
        good &= sgm_range_bits(p->bits + t * length, &p->value[t], &range);
    return good;
}

static uint64_t set_l1_bits(const sgm_values_prover *p, const sgm_f2_statement *s)
{
    const uint32_t T = s->probes->T, k = s->digits;
    const sgm_sc B = sgm_bound_scalar(&s->bound);
    sgm_sc left = B, minus, size;
    uint64_t good = 1;
    for (uint32_t t = 0; t < T; t++) {
        const uint64_t is_negative = sgm_sc_reaches(&p->value[t], 250);
        uint8_t *a = p->bits + 2 * k * t, *b = a + k;
        sgm_sc_neg(&minus, &p->value[t]);
        sgm_sc_select(&size, is_negative, &minus, &p->value[t]);
        good &= 1 ^ sgm_sc_reaches(&size, k);
        sgm_sc_sub(&left, &left, &size);
        for (uint32_t i = 0; i < k; i++) {
            const uint8_t bit = (uint8_t)(size.v[i / 64] >> i % 64 & 1);
            a[i] = bit & (uint8_t)(1 ^ is_negative);
            b[i] = bit & (uint8_t)is_negative;
        }
    }
    good &= sgm_range_bits(p->bits + 2 * k * T, &left, &B);
    sgm_wipe(&left, sizeof left);
    sgm_wipe(&minus, sizeof minus);
    sgm_wipe(&size, sizeof size);
    return good;
}

static sgm_status prove(const sgm_ctx *ctx, const sgm_instance *inst, sgm_f2_form form, const sgm_f2_statement *s,
                        const sgm_weights_opening *model, const sgm_weights_opening *without, const sgm_rng *rng,
                        uint8_t *proof)
{
    sgm_values_prover p;
    sgm_status st = sgm_values_prover_new(&p, ctx, inst);
    if (st != SGM_OK)
        return st;
    sgm_open_weights(&p.opened, 0, model, s->probes->p);
    sgm_open_weights(&p.opened, s->probes->p, without, s->probes->p);
    uint64_t good = sgm_values_settle(&p);
    good &= form == SGM_F2_MLR ? set_mlr_bits(&p, s) : set_l1_bits(&p, s);
    st = sgm_values_prove(&p, good, rng, proof);
    sgm_values_prover_clear(&p);
    return st;
}

sgm_status sgm_f2_prove(const sgm_ctx *ctx, sgm_f2_form form, const sgm_f2_statement *s,
                        const sgm_weights_opening *model, const sgm_weights_opening *without, sgm_flavor flavor,
                        const sgm_rng *rng, uint8_t *proof)
{
    sgm_instance *inst;
    sgm_status st = sgm_f2_instance(&inst, ctx, form, s, flavor);
    if (st != SGM_OK)
        return st;
    st = prove(ctx, inst, form, s, model, without, rng, proof);
    if (st != SGM_OK)
        memset(proof, 0, sgm_instance_proof_size(inst));
    sgm_instance_free(inst);
    return st;
}
