/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F6, F6-S128 and F6-POP: a designated verifier and its key. */
#include "protocols/formulation/f6.h"
#include "tests/conformance/formulation.h"

typedef struct stated {
    sgm_f6_statement s;
    sgm_challenge_width width;
} stated;

static void *read(record *r, const formulation_form *self, const json_t *statement, const json_t *aux)
{
    stated *st = record_alloc(r, sizeof *st);
    sgm_statement *one = &st->s.record;
    st->width = self->width;
    (void)aux;
    int good = read_point(r, statement, "C", one->C) && read_scalar(r, statement, "d", &one->d) &&
               read_scalar(r, statement, "dm", &one->dm) && read_point(r, statement, "V", st->s.verifier.V);
    return good ? st : NULL;
}

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const void *statement, sgm_flavor flavor)
{
    const stated *st = statement;
    return sgm_f6_instance(out, ctx, &st->s, st->width, flavor);
}

static size_t proof_size(const void *statement, sgm_flavor flavor)
{
    return sgm_f6_proof_size(((const stated *)statement)->width, flavor);
}

static uint32_t equations(const void *statement)
{
    (void)statement;
    return 2;
}

static sgm_status prove(record *r, const void *statement, const json_t *witness, sgm_flavor flavor, const sgm_rng *rng,
                        uint8_t *proof)
{
    const stated *st = statement;
    sgm_f6_witness w = {.role = (uint32_t)record_integer(r, witness, "clause")};
    record_scalar(r, witness, w.role == SGM_F6_PROVER ? "r" : "sk", &w.secret);
    return sgm_f6_prove(r->ctx, &st->s, &w, st->width, flavor, rng, proof);
}

#define F6_FORM(form, tag, challenge)                                                                                  \
    const formulation_form form = {.name = tag,                                                                        \
                                   .width = challenge,                                                                 \
                                   .read = read,                                                                       \
                                   .instance = instance,                                                               \
                                   .proof_size = proof_size,                                                           \
                                   .equations = equations,                                                             \
                                   .prove = prove}
F6_FORM(form_f6, "F6", SGM_CHALLENGE_FULL);
F6_FORM(form_f6_s128, "F6-S128", SGM_CHALLENGE_128);

static void *pop_read(record *r, const formulation_form *self, const json_t *statement, const json_t *aux)
{
    sgm_f6_key *key = record_alloc(r, sizeof *key);
    (void)self;
    (void)aux;
    return read_point(r, statement, "V", key->V) ? key : NULL;
}

static sgm_status pop_instance(sgm_instance **out, const sgm_ctx *ctx, const void *statement, sgm_flavor flavor)
{
    return sgm_f6_pop_instance(out, ctx, ((const sgm_f6_key *)statement)->V, flavor);
}

static size_t pop_proof_size(const void *statement, sgm_flavor flavor)
{
    (void)statement;
    return sgm_f6_pop_proof_size(flavor);
}

static uint32_t pop_equations(const void *statement)
{
    (void)statement;
    return 1;
}

static sgm_status pop_prove(record *r, const void *statement, const json_t *witness, sgm_flavor flavor,
                            const sgm_rng *rng, uint8_t *proof)
{
    sgm_sc sk;
    record_scalar(r, witness, "sk", &sk);
    return sgm_f6_pop_prove(r->ctx, ((const sgm_f6_key *)statement)->V, &sk, flavor, rng, proof);
}

const formulation_form form_f6_pop = {.name = "F6-POP",
                                      .width = SGM_CHALLENGE_FULL,
                                      .read = pop_read,
                                      .instance = pop_instance,
                                      .proof_size = pop_proof_size,
                                      .equations = pop_equations,
                                      .prove = pop_prove};
