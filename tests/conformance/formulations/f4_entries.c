/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F4-ENTRIES: the entries of committed columns are small. */
#include "protocols/formulation/f4_entries.h"

#include "tests/conformance/formulation.h"

static void *read(record *r, const formulation_form *self, const json_t *statement, const json_t *aux)
{
    sgm_f4_entries_statement *s = record_alloc(r, sizeof *s);
    uint32_t columns = 0, E = 0;
    (void)self;
    (void)aux;
    int good = read_u32(r, statement, "n", &s->n) && read_u32(r, statement, "p", &s->p) &&
               read_u32(r, statement, "E", &E) && read_points(r, statement, "CX", &s->CX, &columns) &&
               columns == s->p && read_point(r, statement, "CY", s->CY);
    s->E = E;
    return good ? s : NULL;
}

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const void *statement, sgm_flavor flavor)
{
    return sgm_f4_entries_instance(out, ctx, statement, flavor);
}

static size_t proof_size(const void *statement, sgm_flavor flavor)
{
    return sgm_f4_entries_proof_size(statement, flavor);
}

static uint32_t equations(const void *statement)
{
    (void)statement;
    return 3;
}

static void challenges(record *r, const void *statement, octets narg)
{
    sgm_instance *inst;
    if (sgm_f4_entries_instance(&inst, r->ctx, statement, SGM_BATCHABLE) != SGM_OK) {
        record_fail(r, "the instance is refused");
        return;
    }
    formulation_follow(r, &inst->argument->script, narg);
    sgm_instance_free(inst);
}

static sgm_status prove(record *r, const void *statement, const json_t *witness, sgm_flavor flavor, const sgm_rng *rng,
                        uint8_t *proof)
{
    const sgm_f4_entries_statement *s = statement;
    sgm_f4_data data;
    if (!read_rows(r, witness, s->n, s->p, 0, &data))
        return SGM_USAGE;
    return sgm_f4_entries_prove(r->ctx, s, &data, flavor, rng, proof);
}

const formulation_form form_f4_entries = {.name = "F4-ENTRIES",
                                          .width = SGM_CHALLENGE_FULL,
                                          .no_compact = 1,
                                          .read = read,
                                          .instance = instance,
                                          .proof_size = proof_size,
                                          .equations = equations,
                                          .challenges = challenges,
                                          .prove = prove};
