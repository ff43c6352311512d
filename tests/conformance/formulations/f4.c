/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F4: gradient descent over committed columns, in one block or several. */
#include "protocols/formulation/f4.h"

#include "protocols/formulation/f4_internal.h"
#include "tests/conformance/formulation.h"

static sgm_f4_form form_of(const void *statement)
{
    return ((const sgm_f4_statement *)statement)->run.B > 0 ? SGM_F4_MINIBATCH : SGM_F4_RIDGE;
}

/* The columns of all blocks, and the block of each step. */
static int read_blocks(record *r, const json_t *statement, const json_t *steps, sgm_f4_statement *s)
{
    sgm_f4_run *run = &s->run;
    uint32_t n_x, n_y;
    int64_t *numbers = record_alloc(r, run->T <= SGM_F4_STEPS_MAX ? run->T * sizeof *numbers : 0);
    uint32_t *block = record_alloc(r, run->T <= SGM_F4_STEPS_MAX ? run->T * sizeof *block : 0);
    int good = run->T <= SGM_F4_STEPS_MAX && read_u32(r, statement, "B", &run->B) && run->B > 0 &&
               read_points(r, statement, "CX", &s->CX, &n_x) && read_points(r, statement, "CY", &s->CY, &n_y) &&
               n_x == (uint64_t)run->B * run->p && n_y == run->B &&
               read_numbers(json_object_get(steps, "Block"), numbers, run->T);
    for (uint32_t t = 0; t < run->T && good; t++)
        block[t] = numbers[t] >= 0 && numbers[t] < UINT32_MAX ? (uint32_t)numbers[t] : UINT32_MAX;
    run->block = block;
    return good;
}

static int read_columns(record *r, const json_t *statement, sgm_f4_statement *s)
{
    uint8_t(*CY)[32] = record_alloc(r, sizeof *CY);
    uint32_t columns;
    s->CY = (const uint8_t(*)[32])CY;
    return read_points(r, statement, "CX", &s->CX, &columns) && columns == s->run.p &&
           read_point(r, statement, "CY", CY[0]);
}

static void *read(record *r, const formulation_form *self, const json_t *statement, const json_t *aux)
{
    sgm_f4_statement *s = record_alloc(r, sizeof *s);
    sgm_f4_run *run = &s->run;
    const json_t *steps = json_object_get(aux, "Run");
    *s = (sgm_f4_statement){.n = 0};
    int good = read_u32(r, statement, "n", &s->n) && read_u32(r, statement, "p", &run->p) &&
               read_u32(r, statement, "T", &run->T) && read_u32(r, statement, "lambda", &run->lambda) &&
               read_u32(r, statement, "fx", &run->fx) && read_u32(r, statement, "sh", &run->sh) &&
               (self == &form_f4_minibatch ? read_blocks(r, statement, steps, s) : read_columns(r, statement, s));
    run->w = good ? read_matrix(r, steps, "W", (size_t)run->T + 1, run->p) : NULL;
    run->g = good ? read_matrix(r, steps, "G", run->T, run->p) : NULL;
    return run->w && run->g ? s : NULL;
}

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const void *statement, sgm_flavor flavor)
{
    return sgm_f4_instance(out, ctx, form_of(statement), statement, flavor);
}

static size_t proof_size(const void *statement, sgm_flavor flavor)
{
    const sgm_f4_statement *s = statement;
    return sgm_f4_proof_size(sgm_f4_length(s->run.B > 0 ? s->run.B : 1, s->n), flavor);
}

static uint32_t equations(const void *statement)
{
    (void)statement;
    return 2;
}

static void challenges(record *r, const void *statement, octets narg)
{
    sgm_instance *inst;
    if (sgm_f4_instance(&inst, r->ctx, form_of(statement), statement, SGM_BATCHABLE) != SGM_OK) {
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
    sgm_f4_data data;
    if (!read_rows(r, witness, (size_t)(s->run.B > 0 ? s->run.B : 1) * s->n, s->run.p, s->run.B, &data))
        return SGM_USAGE;
    return sgm_f4_prove(r->ctx, form_of(s), s, &data, flavor, rng, proof);
}

#define F4_FORM(NAME)                                                                                                  \
    {                                                                                                                  \
        .name = NAME, .width = SGM_CHALLENGE_FULL, .no_compact = 1, .read = read, .instance = instance,                \
        .proof_size = proof_size, .equations = equations, .challenges = challenges, .prove = prove                     \
    }
const formulation_form form_f4_ridge = F4_FORM("F4-RIDGE"), form_f4_minibatch = F4_FORM("F4-MINIBATCH");
