/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F0A, direct: the record opens to the public digest d. */
#include "protocols/formulation/clause.h"

/* C - d G - dm G_M = r H. */
static void declare(sgm_declaration *e, const sgm_statement *s)
{
    e->image[0] = (sgm_image_term){RECORD_C, SGM_SC_ONE};
    e->image[1].element = RECORD_G;
    sgm_sc_neg(&e->image[1].coeff, &s->d);
    e->image[2].element = RECORD_GM;
    sgm_sc_neg(&e->image[2].coeff, &s->dm);
    e->terms[0] = (sgm_linear_term){0, RECORD_H, SGM_SC_ONE};
    e->equation = (sgm_equation){e->image, e->terms, 3, 1};
}

/* P = r H. */
static const sgm_image_term image[] = {{RECORD_P, SGM_SC_ONE}};
static const sgm_linear_term terms[] = {{0, SGM_GEN_H, SGM_SC_ONE}};
static const sgm_equation equation = {image, terms, 1, 1};
const sgm_record_clause sgm_clause_f0a = {declare, 256, {&equation, 1, 1}};

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_statement *s, sgm_flavor flavor)
{
    return sgm_record_instance(out, ctx, &sgm_formulation_f0a, (const sgm_record_clause *const[]){&sgm_clause_f0a}, 1,
                               s, flavor);
}

static sgm_status witness(const sgm_statement *s, const sgm_opening *o, uint32_t *real, sgm_sc w[2])
{
    *real = 0;
    w[0] = o->r;
    w[1] = sgm_sc_zero;
    return sgm_sc_eq(&o->d, &s->d) ? SGM_OK : SGM_REJECTED;
}

const sgm_formulation sgm_formulation_f0a = {
    .words =
        {
            .name = "F0A",
            .title = "direct",
            .system = "Schnorr",
            .claim = "The holder of this record's opening recorded the dataset with digest d for this model.",
            .non_claim =
                "It does not show that training happened, that only D was used, or anything deniable: it is a full, "
                "transferable admission.",
            .audience = "anyone",
            .assumption = "discrete logarithm, random oracle",
        },
    .width = SGM_CHALLENGE_FULL,
    .equations = 1,
    .points = 2,
    .batchable_bytes = 64,
    .compact_bytes = 64,
    .acceptance = {0, -128},
    .instance = instance,
    .witness = witness,
};
