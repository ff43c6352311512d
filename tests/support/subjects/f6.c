/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F6 and F6-S128: C, d, dm, V; the witness is the role, then r or sk. F6-POP: V; sk. */
#include "protocols/formulation/f6.h"
#include "tests/support/subject.h"

#include <string.h>

static sgm_f6_statement statement_of(const uint8_t (*statement)[32])
{
    sgm_f6_statement s;
    memcpy(s.record.C, statement[0], 32);
    (void)sgm_sc_from_bytes(&s.record.d, statement[1]);
    (void)sgm_sc_from_bytes(&s.record.dm, statement[2]);
    memcpy(s.verifier.V, statement[3], 32);
    return s;
}

/* Proved by either side; where it is the verifier's, the record opens to something else. */
static void make(const sgm_ctx *ctx, test_rng *g, uint8_t (*statement)[32], sgm_sc *witness)
{
    sgm_sc d, dm, held, r, sk;
    size_t role = test_below(g, 2);
    subject_scalar(g, &d);
    subject_scalar(g, &dm);
    subject_scalar(g, &r);
    subject_scalar(g, &sk);
    sgm_sc_add(&held, &d, role == SGM_F6_VERIFIER ? &sgm_sc_one : &sgm_sc_zero);
    sgm_record_commit(ctx, statement[0], &held, &dm, &r);
    sgm_sc_to_bytes(statement[1], &d);
    sgm_sc_to_bytes(statement[2], &dm);
    sgm_record_commit(ctx, statement[3], &sk, &sgm_sc_zero, &sgm_sc_zero);
    sgm_sc_from_u64(&witness[0], role);
    witness[1] = role == SGM_F6_VERIFIER ? sk : r;
}

#define F6_SUBJECT(id, tag, challenge)                                                                                 \
    static sgm_status id##_instance(sgm_instance **out, void **owned, const sgm_ctx *ctx,                              \
                                    const uint8_t(*statement)[32], sgm_flavor flavor)                                  \
    {                                                                                                                  \
        const sgm_f6_statement s = statement_of(statement);                                                            \
        *owned = NULL;                                                                                                 \
        return sgm_f6_instance(out, ctx, &s, challenge, flavor);                                                       \
    }                                                                                                                  \
    static sgm_status id##_prove(const sgm_ctx *ctx, const uint8_t(*statement)[32], const sgm_sc *witness,             \
                                 sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)                                \
    {                                                                                                                  \
        const sgm_f6_statement s = statement_of(statement);                                                            \
        const sgm_f6_witness w = {(uint32_t)witness[0].v[0], witness[1]};                                              \
        return sgm_f6_prove(ctx, &s, &w, challenge, flavor, rng, proof);                                               \
    }                                                                                                                  \
    const subject_form subject_##id = {.name = tag,                                                                    \
                                       .width = challenge,                                                             \
                                       .fields = "PSSP",                                                               \
                                       .n_witness = 2,                                                                 \
                                       .make = make,                                                                   \
                                       .instance = id##_instance,                                                      \
                                       .prove = id##_prove}

F6_SUBJECT(f6, "F6", SGM_CHALLENGE_FULL);
F6_SUBJECT(f6_s128, "F6-S128", SGM_CHALLENGE_128);

static void pop_make(const sgm_ctx *ctx, test_rng *g, uint8_t (*statement)[32], sgm_sc *witness)
{
    subject_scalar(g, witness);
    sgm_record_commit(ctx, statement[0], witness, &sgm_sc_zero, &sgm_sc_zero);
}

static sgm_status pop_instance(sgm_instance **out, void **owned, const sgm_ctx *ctx, const uint8_t (*statement)[32],
                               sgm_flavor flavor)
{
    *owned = NULL;
    return sgm_f6_pop_instance(out, ctx, statement[0], flavor);
}

static sgm_status pop_prove(const sgm_ctx *ctx, const uint8_t (*statement)[32], const sgm_sc *witness,
                            sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    return sgm_f6_pop_prove(ctx, statement[0], witness, flavor, rng, proof);
}

const subject_form subject_f6_pop = {
    .name = "F6-POP", .fields = "P", .n_witness = 1, .make = pop_make, .instance = pop_instance, .prove = pop_prove};
