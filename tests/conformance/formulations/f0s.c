/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F0S: one source of a set record. */
#include "protocols/formulation/f0s.h"
#include "tests/conformance/formulation.h"

static void *read(record *r, const formulation_form *self, const json_t *statement, const json_t *aux)
{
    sgm_set_statement *s = record_alloc(r, sizeof *s);
    (void)self;
    (void)aux;
    int good = read_point(r, statement, "CS", s->C_S) && read_u32(r, statement, "T", &s->T) &&
               read_scalar(r, statement, "d", &s->d) && read_scalar(r, statement, "dm", &s->dm);
    return good ? s : NULL;
}

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const void *statement, sgm_flavor flavor)
{
    return sgm_f0s_instance(out, ctx, statement, flavor);
}

static size_t proof_size(const void *statement, sgm_flavor flavor)
{
    return sgm_f0s_proof_size(((const sgm_set_statement *)statement)->T, flavor);
}

static uint32_t equations(const void *statement)
{
    (void)statement;
    return 2;
}

static sgm_status prove(record *r, const void *statement, const json_t *witness, sgm_flavor flavor, const sgm_rng *rng,
                        uint8_t *proof)
{
    const sgm_set_statement *s = statement;
    sgm_set_witness w;
    uint32_t n;
    record_scalar(r, witness, "r", &w.r);
    if (!read_scalars(r, witness, "a", &w.a, &n) || n != s->T) {
        record_unusable(r, "\"Witness\" does not hold T coefficients");
        return SGM_USAGE;
    }
    return sgm_f0s_prove(r->ctx, s, &w, flavor, rng, proof);
}

const formulation_form form_f0s = {.name = "F0S",
                                   .width = SGM_CHALLENGE_FULL,
                                   .read = read,
                                   .instance = instance,
                                   .proof_size = proof_size,
                                   .equations = equations,
                                   .prove = prove};
