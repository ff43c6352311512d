/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F4-ENTRIES over two rows of one column: CX, CY, n, E; the witness is X, y, rho, rho_y. */
#include "protocols/formulation/f4_entries.h"
#include "tests/support/rows.h"
#include "tests/support/subject.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 2, FIELD_CX = 0, FIELD_CY, FIELD_N, FIELD_E };
enum { WITNESS_RHO = 2 * ROWS, WITNESS = WITNESS_RHO + 2 };

static sgm_f4_entries_statement read_statement(const uint8_t (*statement)[32])
{
    sgm_f4_entries_statement s = {.n = *statement[FIELD_N],
                                  .p = 1,
                                  .CX = statement + FIELD_CX,
                                  .E = (uint64_t)subject_integer(statement[FIELD_E])};
    memcpy(s.CY, statement[FIELD_CY], 32);
    return s;
}

static void make(const sgm_ctx *ctx, test_rng *g, uint8_t (*statement)[32], sgm_sc *witness)
{
    subject_rows r;
    for (size_t i = 0; i < WITNESS; i++) {
        subject_scalar(g, &witness[i]);
        if (i < WITNESS_RHO)
            witness[i] = (sgm_sc){{(uint64_t)subject_small(g, 1), 0, 0, 0}};
    }
    *statement[FIELD_N] = ROWS;
    subject_put_integer(statement[FIELD_E], 1);
    subject_rows_read(&r, witness, ROWS, 1, 1);
    if (sgm_f4_commit(ctx, statement + FIELD_CX, statement[FIELD_CY], &r.data, 0, ROWS, 1) != SGM_OK)
        exit(2);
}

static sgm_status instance(sgm_instance **out, void **owned, const sgm_ctx *ctx, const uint8_t (*statement)[32],
                           sgm_flavor flavor)
{
    const sgm_f4_entries_statement s = read_statement(statement);
    *owned = NULL;
    return sgm_f4_entries_instance(out, ctx, &s, flavor);
}

/* Entries are there for two rows. */
static sgm_status prove(const sgm_ctx *ctx, const uint8_t (*statement)[32], const sgm_sc *witness, sgm_flavor flavor,
                        const sgm_rng *rng, uint8_t *proof)
{
    const sgm_f4_entries_statement s = read_statement(statement);
    subject_rows r;
    if (s.n != ROWS)
        return SGM_MALFORMED;
    subject_rows_read(&r, witness, ROWS, 1, 1);
    return sgm_f4_entries_prove(ctx, &s, &r.data, flavor, rng, proof);
}

const subject_form subject_f4_entries = {.name = "F4-ENTRIES",
                                         .no_compact = 1,
                                         .mixed = 1,
                                         .fields = "PPNI",
                                         .n_witness = WITNESS,
                                         .make = make,
                                         .instance = instance,
                                         .prove = prove};
