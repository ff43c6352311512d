/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F1, the tautology: the record opens to d, or to something else. F1-S128 is the same with 128-bit challenges. */
#include "protocols/formulation/clause.h"

static const sgm_record_clause *const clauses[] = {&sgm_clause_f0a, &sgm_clause_f0not};

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_statement *s, sgm_flavor flavor)
{
    return sgm_record_instance(out, ctx, &sgm_formulation_f1, clauses, 2, s, flavor);
}

static sgm_status instance_s128(sgm_instance **out, const sgm_ctx *ctx, const sgm_statement *s, sgm_flavor flavor)
{
    return sgm_record_instance(out, ctx, &sgm_formulation_f1_s128, clauses, 2, s, flavor);
}

/* Clause 0 with r, or clause 1 with (u, v): both witnesses are made, one is kept. */
static sgm_status witness(const sgm_statement *s, const sgm_opening *o, uint32_t *real, sgm_sc w[2])
{
    uint64_t same = sgm_sc_eq(&o->d, &s->d);
    sgm_f0not_witness(s, o, w);
    sgm_sc_select(&w[0], same, &o->r, &w[0]);
    sgm_sc_select(&w[1], same, &sgm_sc_zero, &w[1]);
    *real = (uint32_t)(1 ^ same);
    return SGM_OK;
}

#define CLAIM     "Somebody who can open the record made this proof."
#define NON_CLAIM "It conveys zero bits on whether D was used. Deniability is perfect because attribution is nil."

const sgm_formulation sgm_formulation_f1 = {
    .words =
        {
            .name = "F1",
            .title = "tautology",
            .system = "OR of Schnorr and inequality",
            .claim = CLAIM,
            .non_claim = NON_CLAIM,
            .audience = "anyone",
            .assumption = "discrete logarithm, random oracle",
        },
    .width = SGM_CHALLENGE_FULL,
    .equations = 2,
    .points = 3,
    .batchable_bytes = 192,
    .compact_bytes = 160,
    .acceptance = {0, 0},
    .instance = instance,
    .witness = witness,
};

const sgm_formulation sgm_formulation_f1_s128 = {
    .words =
        {
            .name = "F1-S128",
            .title = "tautology, short challenge",
            .system = "OR of Schnorr and inequality, 128-bit challenges",
            .claim = CLAIM,
            .non_claim = NON_CLAIM,
            .audience = "anyone",
            .assumption = "discrete logarithm, random oracle",
        },
    .width = SGM_CHALLENGE_128,
    .equations = 2,
    .points = 3,
    .batchable_bytes = 176,
    .compact_bytes = 128,
    .acceptance = {0, 0},
    .instance = instance_s128,
    .witness = witness,
};
