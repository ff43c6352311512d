/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F4: gradient descent over committed columns. */
#include "protocols/formulation/f4.h"

#include "protocols/formulation/f4_internal.h"
#include "tests/conformance/formulation.h"

static void *read(record *r, const formulation_form *self, const json_t *statement, const json_t *aux)
{
    sgm_f4_statement *s = record_alloc(r, sizeof *s);
    sgm_f4_run *run = &s->run;
    const json_t *steps = json_object_get(aux, "Run");
    uint32_t columns;
    (void)self;
    int good = read_u32(r, statement, "n", &s->n) && read_u32(r, statement, "p", &run->p) &&
               read_u32(r, statement, "T", &run->T) && read_u32(r, statement, "lambda", &run->lambda) &&
               read_u32(r, statement, "fx", &run->fx) && read_u32(r, statement, "sh", &run->sh) &&
               read_points(r, statement, "CX", &s->CX, &columns) && columns == run->p &&
               read_point(r, statement, "CY", s->CY);
    run->w = good ? read_matrix(r, steps, "W", (size_t)run->T + 1, run->p) : NULL;
    run->g = good ? read_matrix(r, steps, "G", run->T, run->p) : NULL;
    return run->w && run->g ? s : NULL;
}

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const void *statement, sgm_flavor flavor)
{
    return sgm_f4_instance(out, ctx, SGM_F4_RIDGE, statement, flavor);
}

static size_t proof_size(const void *statement, sgm_flavor flavor)
{
    return sgm_f4_proof_size(((const sgm_f4_statement *)statement)->n, flavor);
}

static uint32_t equations(const void *statement)
{
    (void)statement;
    return 2;
}

static void challenges(record *r, const void *statement, octets narg)
{
    sgm_instance *inst;
    if (sgm_f4_instance(&inst, r->ctx, SGM_F4_RIDGE, statement, SGM_BATCHABLE) != SGM_OK) {
        record_fail(r, "the instance is refused");
        return;
    }
    formulation_follow(r, &inst->argument->script, narg);
    sgm_instance_free(inst);
}

static sgm_status prove(record *r, const void *statement, const json_t *witness, sgm_flavor flavor, const sgm_rng *rng,
                        uint8_t *proof)
{
    const sgm_f4_statement *s = statement;
    sgm_f4_data data = {.X = read_matrix(r, witness, "X", s->n, s->run.p)};
    int64_t *y = record_alloc(r, s->n * sizeof *y);
    uint32_t n_rho;
    if (!data.X || !read_numbers(json_object_get(witness, "Y"), y, s->n) ||
        !read_scalars(r, witness, "rho", &data.rho, &n_rho) || n_rho != s->run.p ||
        !read_scalar(r, witness, "rho_y", &data.rho_y)) {
        record_unusable(r, "\"Witness\" does not hold data of this shape");
        return SGM_USAGE;
    }
    data.y = y;
    return sgm_f4_prove(r->ctx, SGM_F4_RIDGE, s, &data, flavor, rng, proof);
}

const formulation_form form_f4_ridge = {.name = "F4-RIDGE",
                                        .width = SGM_CHALLENGE_FULL,
                                        .no_compact = 1,
                                        .read = read,
                                        .instance = instance,
                                        .proof_size = proof_size,
                                        .equations = equations,
                                        .challenges = challenges,
                                        .prove = prove};
