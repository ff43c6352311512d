/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F0A, F0NOT, F1 and F1-S128: one record and one digest. */
#include "tests/conformance/formulation.h"

typedef struct stated {
    const sgm_formulation *f;
    sgm_statement s;
} stated;

static void *read(record *r, const formulation_form *self, const json_t *statement, const json_t *aux)
{
    stated *st = record_alloc(r, sizeof *st);
    st->f = sgm_formulation_find(self->name);
    (void)aux;
    int good = read_point(r, statement, "C", st->s.C) && read_scalar(r, statement, "d", &st->s.d) &&
               read_scalar(r, statement, "dm", &st->s.dm);
    return good ? st : NULL;
}

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const void *statement, sgm_flavor flavor)
{
    const stated *st = statement;
    return sgm_formulation_instance(out, ctx, st->f, &st->s, flavor);
}

static size_t proof_size(const void *statement, sgm_flavor flavor)
{
    return sgm_formulation_proof_bytes(((const stated *)statement)->f, flavor);
}

static uint32_t equations(const void *statement) { return ((const stated *)statement)->f->equations; }

static sgm_status prove(record *r, const void *statement, const json_t *witness, sgm_flavor flavor, const sgm_rng *rng,
                        uint8_t *proof)
{
    const stated *st = statement;
    sgm_opening opening = {st->s.d, {{0}}};
    record_scalar(r, witness, "r", &opening.r);
    if (record_has(witness, "d'"))
        record_scalar(r, witness, "d'", &opening.d);
    return sgm_formulation_prove(r->ctx, st->f, &st->s, &opening, flavor, rng, proof);
}

#define RECORD_FORM(form, tag, challenge)                                                                              \
    const formulation_form form = {.name = tag,                                                                        \
                                   .width = challenge,                                                                 \
                                   .read = read,                                                                       \
                                   .instance = instance,                                                               \
                                   .proof_size = proof_size,                                                           \
                                   .equations = equations,                                                             \
                                   .prove = prove}
RECORD_FORM(form_f0a, "F0A", SGM_CHALLENGE_FULL);
RECORD_FORM(form_f0not, "F0NOT", SGM_CHALLENGE_FULL);
RECORD_FORM(form_f1, "F1", SGM_CHALLENGE_FULL);
RECORD_FORM(form_f1_s128, "F1-S128", SGM_CHALLENGE_128);
