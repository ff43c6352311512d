/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F0A, F0NOT, F1 and F1-S128: C, d, dm; the witness is what C opens to. */
#include "tests/support/subject.h"

#include <string.h>

static sgm_statement statement_of(const uint8_t (*statement)[32])
{
    sgm_statement s;
    memcpy(s.C, statement[0], 32);
    (void)sgm_sc_from_bytes(&s.d, statement[1]);
    (void)sgm_sc_from_bytes(&s.dm, statement[2]);
    return s;
}

/* A record that opens to d, or to something else. */
static void make(const sgm_ctx *ctx, test_rng *g, uint8_t (*statement)[32], sgm_sc *witness, int opens_to_d)
{
    sgm_sc d, dm;
    subject_scalar(g, &d);
    subject_scalar(g, &dm);
    do /* r = 1 makes P = H: then the two responses of F0NOT may be swapped in a proof that is valid still */
        subject_scalar(g, &witness[1]);
    while (sgm_sc_eq(&witness[1], &sgm_sc_one));
    witness[0] = d;
    while (!opens_to_d && sgm_sc_eq(&witness[0], &d))
        test_scalar(g, &witness[0]);
    sgm_record_commit(ctx, statement[0], &witness[0], &dm, &witness[1]);
    sgm_sc_to_bytes(statement[1], &d);
    sgm_sc_to_bytes(statement[2], &dm);
}

static void make_same(const sgm_ctx *ctx, test_rng *g, uint8_t (*statement)[32], sgm_sc *witness)
{
    make(ctx, g, statement, witness, 1);
}

static void make_other(const sgm_ctx *ctx, test_rng *g, uint8_t (*statement)[32], sgm_sc *witness)
{
    make(ctx, g, statement, witness, 0);
}

static void make_any(const sgm_ctx *ctx, test_rng *g, uint8_t (*statement)[32], sgm_sc *witness)
{
    make(ctx, g, statement, witness, (int)test_below(g, 2));
}

static sgm_status prove(const char *name, const sgm_ctx *ctx, const uint8_t (*statement)[32], const sgm_sc *witness,
                        sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    const sgm_statement s = statement_of(statement);
    const sgm_opening o = {witness[0], witness[1]};
    return sgm_formulation_prove(ctx, sgm_formulation_find(name), &s, &o, flavor, rng, proof);
}

#define RECORD_SUBJECT(id, tag, challenge, maker)                                                                      \
    static sgm_status id##_instance(sgm_instance **out, void **owned, const sgm_ctx *ctx,                              \
                                    const uint8_t(*statement)[32], sgm_flavor flavor)                                  \
    {                                                                                                                  \
        const sgm_statement s = statement_of(statement);                                                               \
        *owned = NULL;                                                                                                 \
        return sgm_formulation_instance(out, ctx, sgm_formulation_find(tag), &s, flavor);                              \
    }                                                                                                                  \
    static sgm_status id##_prove(const sgm_ctx *ctx, const uint8_t(*statement)[32], const sgm_sc *witness,             \
                                 sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)                                \
    {                                                                                                                  \
        return prove(tag, ctx, statement, witness, flavor, rng, proof);                                                \
    }                                                                                                                  \
    const subject_form subject_##id = {.name = tag,                                                                    \
                                       .width = challenge,                                                             \
                                       .fields = "PSS",                                                                \
                                       .n_witness = 2,                                                                 \
                                       .make = maker,                                                                  \
                                       .instance = id##_instance,                                                      \
                                       .prove = id##_prove}

RECORD_SUBJECT(f0a, "F0A", SGM_CHALLENGE_FULL, make_same);
RECORD_SUBJECT(f0not, "F0NOT", SGM_CHALLENGE_FULL, make_other);
RECORD_SUBJECT(f1, "F1", SGM_CHALLENGE_FULL, make_any);
RECORD_SUBJECT(f1_s128, "F1-S128", SGM_CHALLENGE_128, make_any);
