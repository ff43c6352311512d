/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F4-MINIBATCH over two blocks of two rows of one column, three steps in the open: CX, CY of either block, B, n, T,
 * lambda, fx, sh, the block of each step, w_0 .. w_3, g_0 .. g_2; the witness is X, y, rho of either block, rho_y of
 * either. */
#include "protocols/formulation/f4.h"
#include "tests/support/rows.h"
#include "tests/support/subject.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 2, ROWS = 2, STEPS = 3, MOST = SUBJECT_NUMBER_MAX };
enum {
    FIELD_B = 2 * BLOCKS,
    FIELD_N,
    FIELD_T,
    FIELD_LAMBDA,
    FIELD_FX,
    FIELD_SH,
    FIELD_BLOCK,
    FIELD_W = FIELD_BLOCK + STEPS
};
enum { FIELD_G = FIELD_W + STEPS + 1 };
enum { WITNESS_RHO = 2 * BLOCKS * ROWS, WITNESS = WITNESS_RHO + 2 * BLOCKS };

typedef struct run {
    sgm_f4_statement s;
    uint8_t CX[MOST][32], CY[MOST][32];
    int64_t w[MOST + 1], g[MOST];
    uint32_t block[MOST];
} run;

/* More blocks than the fields have columns of are those of block 0 again; a run longer than the fields goes on without
 * a gradient, so that neither is refused for what is missing. */
static void read_statement(run *r, const uint8_t (*statement)[32])
{
    memset(r, 0, sizeof *r);
    for (size_t beta = 0; beta < MOST; beta++) {
        memcpy(r->CX[beta], statement[beta < BLOCKS ? 2 * beta : 0], 32);
        memcpy(r->CY[beta], statement[beta < BLOCKS ? 2 * beta + 1 : 1], 32);
    }
    for (size_t t = 0; t <= MOST; t++)
        r->w[t] = subject_integer(statement[FIELD_W + (t < STEPS ? t : STEPS)]);
    for (size_t t = 0; t < STEPS; t++) {
        r->g[t] = subject_integer(statement[FIELD_G + t]);
        r->block[t] = *statement[FIELD_BLOCK + t];
    }
    r->s = (sgm_f4_statement){.n = *statement[FIELD_N],
                              .CX = (const uint8_t(*)[32])r->CX,
                              .CY = (const uint8_t(*)[32])r->CY,
                              .run = {.p = 1,
                                      .T = *statement[FIELD_T],
                                      .lambda = *statement[FIELD_LAMBDA],
                                      .fx = *statement[FIELD_FX],
                                      .sh = *statement[FIELD_SH],
                                      .w = r->w,
                                      .g = r->g,
                                      .B = *statement[FIELD_B],
                                      .block = r->block}};
}

static void make(const sgm_ctx *ctx, test_rng *g, uint8_t (*statement)[32], sgm_sc *witness)
{
    static const uint8_t numbers[] = {BLOCKS, ROWS, STEPS, 3, 4, 6}, block[STEPS] = {0, 1, 0};
    subject_rows data;
    run r;
    for (size_t i = 0; i < WITNESS; i++) {
        subject_scalar(g, &witness[i]);
        if (i < WITNESS_RHO)
            witness[i] = (sgm_sc){{(uint64_t)subject_small(g, 100), 0, 0, 0}};
    }
    for (size_t i = 0; i < sizeof numbers; i++)
        *statement[FIELD_B + i] = numbers[i];
    for (size_t t = 0; t < STEPS; t++)
        *statement[FIELD_BLOCK + t] = block[t];
    subject_put_integer(statement[FIELD_W], subject_small(g, 50));
    subject_rows_read(&data, witness, BLOCKS * ROWS, 1, BLOCKS);
    read_statement(&r, (const uint8_t(*)[32])statement);
    if (sgm_f4_descend(SGM_F4_MINIBATCH, &r.s.run, r.w, r.g, data.X, data.y, ROWS) != SGM_OK)
        exit(2);
    for (uint32_t beta = 0; beta < BLOCKS; beta++) {
        const sgm_f4_data of_block = {data.X + ROWS * beta, data.y + ROWS * beta, data.data.rho + beta,
                                      data.data.rho_y + beta};
        if (sgm_f4_commit(ctx, statement + 2 * beta, statement[2 * beta + 1], &of_block, ROWS * beta, ROWS, 1) !=
            SGM_OK)
            exit(2);
    }
    for (size_t t = 0; t <= STEPS; t++)
        subject_put_integer(statement[FIELD_W + t], r.w[t]);
    for (size_t t = 0; t < STEPS; t++)
        subject_put_integer(statement[FIELD_G + t], r.g[t]);
}

static sgm_status instance(sgm_instance **out, void **owned, const sgm_ctx *ctx, const uint8_t (*statement)[32],
                           sgm_flavor flavor)
{
    run r;
    *owned = NULL;
    read_statement(&r, statement);
    return sgm_f4_instance(out, ctx, SGM_F4_MINIBATCH, &r.s, flavor);
}

static sgm_status prove(const sgm_ctx *ctx, const uint8_t (*statement)[32], const sgm_sc *witness, sgm_flavor flavor,
                        const sgm_rng *rng, uint8_t *proof)
{
    run r;
    subject_rows data;
    read_statement(&r, statement);
    subject_rows_read(&data, witness, BLOCKS * ROWS, 1, BLOCKS);
    return sgm_f4_prove(ctx, SGM_F4_MINIBATCH, &r.s, &data.data, flavor, rng, proof);
}

const subject_form subject_f4_minibatch = {.name = "F4-MINIBATCH",
                                           .no_compact = 1,
                                           .mixed = 1,
                                           .fields = "PPPPNNNNNNNNNIIIIIII",
                                           .n_witness = WITNESS,
                                           .make = make,
                                           .instance = instance,
                                           .prove = prove};
