/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F1K: k of n records. */
#include "protocols/formulation/f1k.h"
#include "tests/conformance/formulation.h"

static void *read(record *r, const formulation_form *self, const json_t *statement, const json_t *aux)
{
    sgm_f1k_statement *s = record_alloc(r, sizeof *s);
    uint32_t n_digests;
    (void)self;
    (void)aux;
    int good = read_u32(r, statement, "k", &s->k) && read_points(r, statement, "C", &s->C, &s->n) &&
               read_scalars(r, statement, "d", &s->d, &n_digests) && n_digests == s->n &&
               read_scalar(r, statement, "dm", &s->dm);
    return good ? s : NULL;
}

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const void *statement, sgm_flavor flavor)
{
    return sgm_f1k_instance(out, ctx, statement, flavor);
}

static size_t proof_size(const void *statement, sgm_flavor flavor)
{
    const sgm_f1k_statement *s = statement;
    return sgm_f1k_proof_size(s->k, s->n, flavor);
}

static uint32_t equations(const void *statement) { return ((const sgm_f1k_statement *)statement)->n; }

/* "real" lists the records that are held, "r" the blindings of those. */
static sgm_status prove(record *r, const void *statement, const json_t *witness, sgm_flavor flavor, const sgm_rng *rng,
                        uint8_t *proof)
{
    const sgm_f1k_statement *s = statement;
    const json_t *real = record_array(r, witness, "real");
    const sgm_sc *given;
    uint32_t n_given;
    uint8_t *held = record_alloc(r, s->n);
    sgm_sc *blinding = record_alloc(r, s->n * sizeof *blinding);
    if (!read_scalars(r, witness, "r", &given, &n_given) || n_given != json_array_size(real)) {
        record_unusable(r, "\"Witness\" does not hold a blinding per index");
        return SGM_USAGE;
    }
    for (uint32_t i = 0; i < n_given; i++) {
        size_t at = (size_t)json_integer_value(json_array_get(real, i));
        if (at >= s->n) {
            record_unusable(r, "\"Witness\" names record %zu of %u", at, (unsigned)s->n);
            return SGM_USAGE;
        }
        held[at] = 1;
        blinding[at] = given[i];
    }
    return sgm_f1k_prove(r->ctx, s, held, blinding, flavor, rng, proof);
}

const formulation_form form_f1k = {.name = "F1K",
                                   .width = SGM_CHALLENGE_FULL,
                                   .read = read,
                                   .instance = instance,
                                   .proof_size = proof_size,
                                   .equations = equations,
                                   .prove = prove};
