/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Forgeries about models and their training: proofs of the parts, about things that do not belong together. */
#include "protocols/joint.h"
#include "tests/forged/attacks.h"
#include "tests/support/trained.h"

#include <string.h>

enum { PART_F2, PART_WITH, PART_WITHOUT, PART_D };

static sgm_instance *state(const forger *f, forgery_item *it, void **owned)
{
    sgm_instance *inst;
    forgery_need(forgery_instance(&inst, owned, f->ctx, it) == SGM_OK, "making a statement");
    it->len = sgm_instance_proof_size(inst);
    forgery_need(it->len <= sizeof it->proof, "room for a string");
    return inst;
}

static uint8_t *part(forgery_item *it, const sgm_instance *inst, size_t which)
{
    uint8_t *at = it->proof;
    for (size_t k = 0; k < which; k++)
        at += sgm_instance_proof_size(inst->argument->parts[k]);
    return at;
}

static void honest_proof(const forger *f, forgery_item *it, const sgm_sc *witness)
{
    const sgm_rng rng = subject_rng(f->g);
    void *owned;
    sgm_instance *inst = state(f, it, &owned);
    forgery_need(it->form->prove(f->ctx, (const uint8_t(*)[32])it->statement, witness, it->flavor, &rng, it->proof) ==
                     SGM_OK,
                 "proving");
    forgery_free_instance(it, inst, owned);
}

/* That the models of a statement are near each other, the second one being w with the blinding rho. */
static void prove_near(const forger *f, forgery_item *it, const trained_read *r, int64_t w, const sgm_sc *rho)
{
    const sgm_rng rng = subject_rng(f->g);
    const sgm_f2_statement f2 = {&r->probes, r->s.W, r->s.W0, r->s.bound, 0};
    forgery_need(sgm_f2_prove(f->ctx, SGM_F2_MLR, &f2, &(sgm_weights_opening){&r->w[0][1], &r->rho[0]},
                              &(sgm_weights_opening){&w, rho}, SGM_BATCHABLE, &rng, it->proof) == SGM_OK,
                 "proving what models differ in");
}

/* A statement about models that D makes different. */
static forgery_item make(const forger *f, sgm_sc *witness)
{
    forgery_item it;
    trained_read r;
    do {
        it = (forgery_item){.form = &subject_f2_mlr_trained, .flavor = SGM_BATCHABLE};
        it.form->make(f->ctx, f->g, it.statement, witness);
        trained_read_statement(&r, SGM_TRAINED_MLR, (const uint8_t(*)[32])it.statement);
    } while (r.w[0][1] == r.w[1][1]);
    return it;
}

/* M' := M: both are the model that was trained with D. */
void same_model_twice(const forger *f, forgery *out, int variant)
{
    sgm_sc witness[SUBJECT_MAX_WITNESS];
    forgery_item it = make(f, witness);
    trained_read r;
    (void)variant;
    honest_proof(f, &it, witness);
    memcpy(it.statement[TRAINED_FIELD_W + 1], it.statement[TRAINED_FIELD_W], 32);
    memcpy(it.statement[TRAINED_FIELD_RHO + 1], it.statement[TRAINED_FIELD_RHO], 32);
    trained_read_statement(&r, SGM_TRAINED_MLR, (const uint8_t(*)[32])it.statement);
    prove_near(f, &it, &r, r.w[0][1], &r.rho[0]);
    out->item[0] = it;
}

/* The run without D has shorter steps, so that its model is elsewhere. */
void other_rule(const forger *f, forgery *out, int variant)
{
    sgm_sc witness[SUBJECT_MAX_WITNESS];
    forgery_item it = make(f, witness);
    trained_read r;
    trained_rows rows;
    (void)variant;
    ++*it.statement[TRAINED_FIELD_SH + 1];
    trained_read_witness(&rows, witness);
    trained_read_statement(&r, SGM_TRAINED_MLR, (const uint8_t(*)[32])it.statement);
    forgery_need(
        sgm_f4_descend(SGM_F4_RIDGE, &r.s.without, r.w[1], &r.g[1], rows.rest[0], rows.rest[1], TRAINED_REST) == SGM_OK,
        "training");
    trained_write_run(it.statement, &r, 1);
    sgm_weights_commit(f->ctx, it.statement + TRAINED_FIELD_W + 1, &(sgm_weights_opening){&r.w[1][1], &r.rho[1]}, 1);
    honest_proof(f, &it, witness);
    out->item[0] = it;
}

/* D's columns have rows in the place of the rest's first ones, and what was said to be training with D is training on
 * rows that nobody has. The part about D's place is a proof of something else. */
void rows_of_the_rest(const forger *f, forgery *out, int variant)
{
    const sgm_rng rng = subject_rng(f->g);
    sgm_sc witness[SUBJECT_MAX_WITNESS], rho, rho_y;
    forgery_item it = make(f, witness);
    trained_read r;
    trained_rows rows;
    uint8_t sums[2][32];
    int64_t all[2][TRAINED_BOTH] = {{0}};
    void *owned;
    (void)variant;
    honest_proof(f, &it, witness);
    trained_read_witness(&rows, witness);
    trained_read_statement(&r, SGM_TRAINED_MLR, (const uint8_t(*)[32])it.statement);
    forgery_need(sgm_f4_commit(f->ctx, it.statement + 2, it.statement[3], &rows.of_D, 0, TRAINED_D, 1) == SGM_OK,
                 "columns");
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < TRAINED_REST; i++)
            all[k][i] = rows.rest[k][i] + (i < TRAINED_D ? rows.D[k][i] : 0);
    forgery_need(sgm_f4_descend(SGM_F4_RIDGE, &r.s.with, r.w[0], &r.g[0], all[0], all[1], TRAINED_BOTH) == SGM_OK,
                 "training");
    trained_write_run(it.statement, &r, 0);
    sgm_weights_commit(f->ctx, it.statement + TRAINED_FIELD_W, &(sgm_weights_opening){&r.w[0][1], &r.rho[0]}, 1);
    *it.statement[TRAINED_FIELD_BOUND] = 255;
    trained_read_statement(&r, SGM_TRAINED_MLR, (const uint8_t(*)[32])it.statement);
    prove_near(f, &it, &r, r.w[1][1], &r.rho[1]);
    sgm_sc_add(&rho, rows.of_rest.rho, rows.of_D.rho);
    sgm_sc_add(&rho_y, rows.of_rest.rho_y, rows.of_D.rho_y);
    const sgm_f4_data data = {all[0], all[1], &rho, &rho_y};
    forgery_need(sgm_f4_commit(f->ctx, sums, sums[1], &data, 0, TRAINED_BOTH, 1) == SGM_OK, "sums of columns");
    const sgm_f4_statement with = {TRAINED_BOTH, (const uint8_t(*)[32])sums, (const uint8_t(*)[32])(sums + 1), r.s.with,
                                   0};
    sgm_instance *inst = state(f, &it, &owned);
    forgery_need(sgm_f4_prove(f->ctx, SGM_F4_RIDGE, &with, &data, SGM_BATCHABLE, &rng, part(&it, inst, PART_WITH)) ==
                     SGM_OK,
                 "proving a run");
    forgery_free_instance(&it, inst, owned);
    out->item[0] = it;
}
