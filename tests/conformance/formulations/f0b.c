/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F0B: a record and an owner's commitment. */
#include "protocols/formulation/f0b.h"
#include "tests/conformance/formulation.h"

static void *read(record *r, const formulation_form *self, const json_t *statement, const json_t *aux)
{
    sgm_f0b_statement *s = record_alloc(r, sizeof *s);
    (void)self;
    (void)aux;
    int good = read_point(r, statement, "C", s->C) && read_point(r, statement, "CD", s->C_D) &&
               read_scalar(r, statement, "dm", &s->dm);
    return good ? s : NULL;
}

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const void *statement, sgm_flavor flavor)
{
    return sgm_f0b_instance(out, ctx, statement, flavor);
}

static size_t proof_size(const void *statement, sgm_flavor flavor)
{
    (void)statement;
    return sgm_f0b_proof_size(flavor);
}

static uint32_t equations(const void *statement)
{
    (void)statement;
    return 2;
}

static sgm_status prove(record *r, const void *statement, const json_t *witness, sgm_flavor flavor, const sgm_rng *rng,
                        uint8_t *proof)
{
    sgm_f0b_witness w;
    record_scalar(r, witness, "d", &w.d);
    record_scalar(r, witness, "r", &w.r);
    record_scalar(r, witness, "r'", &w.r_owner);
    return sgm_f0b_prove(r->ctx, statement, &w, flavor, rng, proof);
}

const formulation_form form_f0b = {.name = "F0B",
                                   .width = SGM_CHALLENGE_FULL,
                                   .read = read,
                                   .instance = instance,
                                   .proof_size = proof_size,
                                   .equations = equations,
                                   .prove = prove};
