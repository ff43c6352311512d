/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F0NOT, inequality: the record opens, and not to d. */
#include "protocols/formulation/clause.h"

/* G = u C - u d G - u dm G_M + v H. With d' = d it would say G = (u r + v) H, a discrete logarithm. */
static void declare(sgm_declaration *e, const sgm_statement *s)
{
    e->image[0] = (sgm_image_term){RECORD_G, SGM_SC_ONE};
    e->terms[0] = (sgm_linear_term){0, RECORD_C, SGM_SC_ONE};
    e->terms[1] = (sgm_linear_term){0, RECORD_G, SGM_SC_ONE};
    sgm_sc_neg(&e->terms[1].coeff, &s->d);
    e->terms[2] = (sgm_linear_term){0, RECORD_GM, SGM_SC_ONE};
    sgm_sc_neg(&e->terms[2].coeff, &s->dm);
    e->terms[3] = (sgm_linear_term){1, RECORD_H, SGM_SC_ONE};
    e->equation = (sgm_equation){e->image, e->terms, 1, 4};
}

/* G = u P + v H. */
static const sgm_image_term image[] = {{SGM_GEN_G, SGM_SC_ONE}};
static const sgm_linear_term terms[] = {{0, RECORD_P, SGM_SC_ONE}, {1, SGM_GEN_H, SGM_SC_ONE}};
static const sgm_equation equation = {image, terms, 1, 2};
const sgm_record_clause sgm_clause_f0not = {declare, 304, {&equation, 1, 2}};

void sgm_f0not_witness(const sgm_statement *s, const sgm_opening *o, sgm_sc w[2])
{
    sgm_sc_sub(&w[0], &o->d, &s->d);
    sgm_sc_invert(&w[0], &w[0]);
    sgm_sc_mul(&w[1], &w[0], &o->r);
    sgm_sc_neg(&w[1], &w[1]);
}

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_statement *s, sgm_flavor flavor)
{
    return sgm_record_instance(out, ctx, &sgm_formulation_f0not, (const sgm_record_clause *const[]){&sgm_clause_f0not},
                               1, s, flavor);
}

static sgm_status witness(const sgm_statement *s, const sgm_opening *o, uint32_t *real, sgm_sc w[2])
{
    *real = 0;
    sgm_f0not_witness(s, o, w);
    return sgm_sc_eq(&o->d, &s->d) ? SGM_REJECTED : SGM_OK;
}

const sgm_formulation sgm_formulation_f0not = {
    .words =
        {
            .name = "F0NOT",
            .title = "inequality",
            .system = "proof of inequality (Brands)",
            .claim = "The record opens, and not to d.",
            .non_claim = "A dataset differing in one byte has another digest; it says nothing about copies, parts or "
                         "paraphrases.",
            .audience = "anyone",
            .assumption = "discrete logarithm, random oracle",
        },
    .width = SGM_CHALLENGE_FULL,
    .equations = 1,
    .points = 2,
    .batchable_bytes = 96,
    .compact_bytes = 96,
    .acceptance = {-128, 0},
    .instance = instance,
    .witness = witness,
};
