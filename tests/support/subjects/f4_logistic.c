/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F4-LOGISTIC over four rows of two columns: CX_0, CX_1, CY, n, lambda, fx, K, c, w_0, w_1, g_0, g_1; the witness is X,
 * y, rho_0, rho_1, rho_y. */
#include "protocols/formulation/f4_logistic.h"
#include "tests/support/rows.h"
#include "tests/support/subject.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 4, COLUMNS = 2, CLIP = 2, REACH = 5 };
enum { FIELD_CX, FIELD_CY = COLUMNS, FIELD_N, FIELD_LAMBDA, FIELD_FX, FIELD_K, FIELD_C, FIELD_W };
enum { FIELD_G = FIELD_W + COLUMNS };
enum { WITNESS_RHO = ROWS * COLUMNS + ROWS, WITNESS = WITNESS_RHO + COLUMNS + 1 };

typedef struct stated {
    sgm_f4_logistic_statement s;
    int64_t w[COLUMNS], g[COLUMNS];
} stated;

static void read_statement(stated *r, const uint8_t (*statement)[32])
{
    for (size_t j = 0; j < COLUMNS; j++) {
        r->w[j] = subject_integer(statement[FIELD_W + j]);
        r->g[j] = subject_integer(statement[FIELD_G + j]);
    }
    r->s = (sgm_f4_logistic_statement){.n = *statement[FIELD_N],
                                       .p = COLUMNS,
                                       .CX = statement + FIELD_CX,
                                       .lambda = *statement[FIELD_LAMBDA],
                                       .fx = *statement[FIELD_FX],
                                       .K = *statement[FIELD_K],
                                       .c = (uint64_t)subject_integer(statement[FIELD_C]),
                                       .w = r->w,
                                       .g = r->g};
    memcpy(r->s.CY, statement[FIELD_CY], 32);
}

/* Row 0 of X w is 3, so that it is clipped. */
static void make(const sgm_ctx *ctx, test_rng *g, uint8_t (*statement)[32], sgm_sc *witness)
{
    subject_rows data;
    stated r;
    for (size_t i = 0; i < WITNESS; i++) {
        subject_scalar(g, &witness[i]);
        if (i < WITNESS_RHO)
            witness[i] = (sgm_sc){{(uint64_t)subject_small(g, 3), 0, 0, 0}};
    }
    witness[0] = (sgm_sc){{3, 0, 0, 0}};
    witness[1] = sgm_sc_zero;
    *statement[FIELD_N] = ROWS;
    *statement[FIELD_LAMBDA] = 3;
    *statement[FIELD_FX] = 1;
    *statement[FIELD_K] = REACH;
    subject_put_integer(statement[FIELD_C], CLIP);
    subject_put_integer(statement[FIELD_W], 1);
    subject_put_integer(statement[FIELD_W + 1], subject_small(g, 3));
    subject_rows_read(&data, witness, ROWS, COLUMNS, COLUMNS);
    read_statement(&r, (const uint8_t(*)[32])statement);
    if (sgm_f4_logistic_descend(&r.s, 0, 0, r.w, r.g, data.X, data.y) != SGM_OK ||
        sgm_f4_commit(ctx, statement + FIELD_CX, statement[FIELD_CY], &data.data, 0, ROWS, COLUMNS) != SGM_OK)
        exit(2);
    for (size_t j = 0; j < COLUMNS; j++)
        subject_put_integer(statement[FIELD_G + j], r.g[j]);
}

static sgm_status instance(sgm_instance **out, void **owned, const sgm_ctx *ctx, const uint8_t (*statement)[32],
                           sgm_flavor flavor)
{
    stated r;
    *owned = NULL;
    read_statement(&r, statement);
    return sgm_f4_logistic_instance(out, ctx, &r.s, flavor);
}

/* Entries are there for four rows. */
static sgm_status prove(const sgm_ctx *ctx, const uint8_t (*statement)[32], const sgm_sc *witness, sgm_flavor flavor,
                        const sgm_rng *rng, uint8_t *proof)
{
    stated r;
    subject_rows data;
    read_statement(&r, statement);
    if (r.s.n != ROWS)
        return SGM_MALFORMED;
    subject_rows_read(&data, witness, ROWS, COLUMNS, COLUMNS);
    return sgm_f4_logistic_prove(ctx, &r.s, &data.data, flavor, rng, proof);
}

const subject_form subject_f4_logistic = {.name = "F4-LOGISTIC",
                                          .no_compact = 1,
                                          .mixed = 1,
                                          .fields = "PPPNNNNIIIII",
                                          .n_witness = WITNESS,
                                          .make = make,
                                          .instance = instance,
                                          .prove = prove};
