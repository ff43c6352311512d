/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F0S and F0S-LOG: one source of a set record. */
#include "protocols/formulation/f0s.h"
#include "protocols/formulation/f0s_log.h"
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

/* Returns 0 where the record has no such witness. */
static int read_witness(record *r, const sgm_set_statement *s, const json_t *witness, sgm_set_witness *w)
{
    uint32_t n;
    record_scalar(r, witness, "r", &w->r);
    if (read_scalars(r, witness, "a", &w->a, &n) && n == s->T)
        return 1;
    record_unusable(r, "\"Witness\" does not hold T coefficients");
    return 0;
}

static sgm_status prove(record *r, const void *statement, const json_t *witness, sgm_flavor flavor, const sgm_rng *rng,
                        uint8_t *proof)
{
    sgm_set_witness w;
    return read_witness(r, statement, witness, &w) ? sgm_f0s_prove(r->ctx, statement, &w, flavor, rng, proof)
                                                   : SGM_USAGE;
}

const formulation_form form_f0s = {.name = "F0S",
                                   .width = SGM_CHALLENGE_FULL,
                                   .read = read,
                                   .instance = instance,
                                   .proof_size = proof_size,
                                   .equations = equations,
                                   .prove = prove};

static sgm_status log_instance(sgm_instance **out, const sgm_ctx *ctx, const void *statement, sgm_flavor flavor)
{
    return sgm_f0s_log_instance(out, ctx, statement, flavor);
}

static size_t log_proof_size(const void *statement, sgm_flavor flavor)
{
    return sgm_f0s_log_proof_size(((const sgm_set_statement *)statement)->T, flavor);
}

static uint32_t log_equations(const void *statement)
{
    (void)statement;
    return 1;
}

/* [A, tau] -> c [z_r] -> w, ([L, R] -> e) lg T, [z_f]. */
static void log_challenges(record *r, const void *statement, octets narg)
{
    const sgm_set_statement *s = statement;
    sgm_script script = {.n_steps = 0};
    unsigned rounds = 0;
    while (s->T >> rounds > 1)
        rounds++;
    sgm_script_add(&script, SGM_STEP_POINTS, 1);
    sgm_script_add(&script, SGM_STEP_SCALARS, 1);
    sgm_script_add(&script, SGM_STEP_CHALLENGES, 1);
    sgm_script_add(&script, SGM_STEP_SCALARS, 1);
    sgm_script_add(&script, SGM_STEP_NONZERO, 1);
    sgm_script_fold(&script, rounds);
    sgm_script_add(&script, SGM_STEP_SCALARS, 1);
    formulation_follow(r, &script, narg);
}

static sgm_status log_prove(record *r, const void *statement, const json_t *witness, sgm_flavor flavor,
                            const sgm_rng *rng, uint8_t *proof)
{
    sgm_set_witness w;
    return read_witness(r, statement, witness, &w) ? sgm_f0s_log_prove(r->ctx, statement, &w, flavor, rng, proof)
                                                   : SGM_USAGE;
}

const formulation_form form_f0s_log = {.name = "F0S-LOG",
                                       .width = SGM_CHALLENGE_FULL,
                                       .no_compact = 1,
                                       .read = read,
                                       .instance = log_instance,
                                       .proof_size = log_proof_size,
                                       .equations = log_equations,
                                       .challenges = log_challenges,
                                       .prove = log_prove};
