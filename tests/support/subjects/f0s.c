/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F0S and F0S-LOG with four sources: C_S, d, dm; the witness is a_0 .. a_3, r. */
#include "protocols/formulation/f0s.h"
#include "protocols/formulation/f0s_log.h"
#include "tests/support/subject.h"

#include <stdlib.h>
#include <string.h>

enum { T = 4 };

static sgm_set_statement statement_of(const uint8_t (*statement)[32])
{
    sgm_set_statement s = {.T = T};
    memcpy(s.C_S, statement[0], 32);
    (void)sgm_sc_from_bytes(&s.d, statement[1]);
    (void)sgm_sc_from_bytes(&s.dm, statement[2]);
    return s;
}

static void make(const sgm_ctx *ctx, test_rng *g, uint8_t (*statement)[32], sgm_sc *witness)
{
    sgm_sc source[T], dm;
    for (size_t i = 0; i < T; i++)
        subject_scalar(g, &source[i]);
    subject_scalar(g, &dm);
    subject_scalar(g, &witness[T]);
    if (sgm_set_polynomial(witness, source, T) != SGM_OK ||
        sgm_set_commit(ctx, statement[0], witness, T, &dm, &witness[T]) != SGM_OK)
        exit(2);
    sgm_sc_to_bytes(statement[1], &source[test_below(g, T)]);
    sgm_sc_to_bytes(statement[2], &dm);
}

#define SET_SUBJECT(id, tag, only_batchable, proof_is_mixed)                                                           \
    static sgm_status id##_instance(sgm_instance **out, void **owned, const sgm_ctx *ctx,                              \
                                    const uint8_t(*statement)[32], sgm_flavor flavor)                                  \
    {                                                                                                                  \
        const sgm_set_statement s = statement_of(statement);                                                           \
        *owned = NULL;                                                                                                 \
        return sgm_##id##_instance(out, ctx, &s, flavor);                                                              \
    }                                                                                                                  \
    static sgm_status id##_prove(const sgm_ctx *ctx, const uint8_t(*statement)[32], const sgm_sc *witness,             \
                                 sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)                                \
    {                                                                                                                  \
        const sgm_set_statement s = statement_of(statement);                                                           \
        const sgm_set_witness w = {witness, witness[T]};                                                               \
        return sgm_##id##_prove(ctx, &s, &w, flavor, rng, proof);                                                      \
    }                                                                                                                  \
    const subject_form subject_##id = {.name = tag,                                                                    \
                                       .no_compact = only_batchable,                                                   \
                                       .mixed = proof_is_mixed,                                                        \
                                       .fields = "PSS",                                                                \
                                       .n_witness = T + 1,                                                             \
                                       .make = make,                                                                   \
                                       .instance = id##_instance,                                                      \
                                       .prove = id##_prove}

SET_SUBJECT(f0s, "F0S", 0, 0);
SET_SUBJECT(f0s_log, "F0S-LOG", 1, 1);
