/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F0B: C, C_D, dm; the witness is d, r, r'. */
#include "protocols/formulation/f0b.h"
#include "tests/support/subject.h"

#include <string.h>

static sgm_f0b_statement statement_of(const uint8_t (*statement)[32])
{
    sgm_f0b_statement s;
    memcpy(s.C, statement[0], 32);
    memcpy(s.C_D, statement[1], 32);
    (void)sgm_sc_from_bytes(&s.dm, statement[2]);
    return s;
}

static void make(const sgm_ctx *ctx, test_rng *g, uint8_t (*statement)[32], sgm_sc *witness)
{
    sgm_sc dm;
    subject_scalar(g, &dm);
    for (size_t i = 0; i < 3; i++)
        subject_scalar(g, &witness[i]);
    sgm_record_commit(ctx, statement[0], &witness[0], &dm, &witness[1]);
    sgm_owner_commit(ctx, statement[1], &witness[0], &witness[2]);
    sgm_sc_to_bytes(statement[2], &dm);
}

static sgm_status instance(sgm_instance **out, void **owned, const sgm_ctx *ctx, const uint8_t (*statement)[32],
                           sgm_flavor flavor)
{
    const sgm_f0b_statement s = statement_of(statement);
    *owned = NULL;
    return sgm_f0b_instance(out, ctx, &s, flavor);
}

static sgm_status prove(const sgm_ctx *ctx, const uint8_t (*statement)[32], const sgm_sc *witness, sgm_flavor flavor,
                        const sgm_rng *rng, uint8_t *proof)
{
    const sgm_f0b_statement s = statement_of(statement);
    const sgm_f0b_witness w = {witness[0], witness[1], witness[2]};
    return sgm_f0b_prove(ctx, &s, &w, flavor, rng, proof);
}

const subject_form subject_f0b = {
    .name = "F0B", .fields = "PPS", .n_witness = 3, .make = make, .instance = instance, .prove = prove};
