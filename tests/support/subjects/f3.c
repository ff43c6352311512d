/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F3-SCALAR, F3-GROUP and F3-SQRT with four members in base 2: C, dm, d_0 .. d_3 or K_0 .. K_3; the witness is l, r. */
#include "protocols/formulation/f3.h"
#include "tests/support/subject.h"

#include <string.h>

enum { N = 4, BASE = 2 };

static sgm_status statement_of(sgm_f3_statement *s, sgm_class **K, const sgm_ctx *ctx, sgm_f3_form form,
                               const uint8_t (*statement)[32])
{
    sgm_sc d[N];
    memcpy(s->C, statement[0], 32);
    (void)sgm_sc_from_bytes(&s->dm, statement[1]);
    for (size_t i = 0; i < N; i++)
        (void)sgm_sc_from_bytes(&d[i], statement[2 + i]);
    sgm_status st =
        form == SGM_F3_GROUP ? sgm_class_points(K, ctx, statement + 2, N, BASE) : sgm_class_scalars(K, d, N, BASE);
    if (st == SGM_OK && form == SGM_F3_SQRT)
        st = sgm_class_rows(*K, ctx);
    s->K = *K;
    return st;
}

static void class_make(const sgm_ctx *ctx, test_rng *g, sgm_f3_form form, uint8_t (*statement)[32], sgm_sc *witness)
{
    size_t l = test_below(g, N);
    sgm_sc d[N], owner[N], dm;
    for (size_t i = 0; i < N; i++) {
        subject_scalar(g, &d[i]);
        subject_scalar(g, &owner[i]);
        sgm_sc_to_bytes(statement[2 + i], &d[i]);
        if (form == SGM_F3_GROUP)
            sgm_record_commit(ctx, statement[2 + i], &d[i], &sgm_sc_zero, &owner[i]);
    }
    subject_scalar(g, &dm);
    subject_scalar(g, &witness[1]);
    sgm_sc_from_u64(&witness[0], l);
    sgm_record_commit(ctx, statement[0], &d[l], &dm, &witness[1]);
    if (form == SGM_F3_GROUP)
        sgm_sc_sub(&witness[1], &witness[1], &owner[l]);
    sgm_sc_to_bytes(statement[1], &dm);
}

static sgm_status class_instance(sgm_instance **out, void **owned, const sgm_ctx *ctx, sgm_f3_form form,
                                 const uint8_t (*statement)[32], sgm_flavor flavor)
{
    sgm_f3_statement s;
    sgm_class *K;
    *out = NULL;
    sgm_status st = statement_of(&s, &K, ctx, form, statement);
    if (st == SGM_OK)
        st = sgm_f3_instance(out, ctx, form, &s, flavor);
    if (st == SGM_OK)
        *owned = K;
    else
        sgm_class_free(K);
    return st;
}

static sgm_status class_prove(const sgm_ctx *ctx, sgm_f3_form form, const uint8_t (*statement)[32],
                              const sgm_sc *witness, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    sgm_f3_statement s;
    sgm_class *K;
    sgm_status st = statement_of(&s, &K, ctx, form, statement);
    if (st == SGM_OK)
        st = sgm_f3_prove(ctx, form, &s, (uint32_t)witness[0].v[0], &witness[1], flavor, rng, proof);
    sgm_class_free(K);
    return st;
}

static void release(void *K) { sgm_class_free(K); }

#define F3_SUBJECT(id, form, NAME, takes_turns, members)                                                               \
    SUBJECT_FUNCTIONS(id, class, form)                                                                                 \
    const subject_form subject_##id = {.name = NAME,                                                                   \
                                       .no_compact = 1,                                                                \
                                       .mixed = takes_turns,                                                           \
                                       .fields = members,                                                              \
                                       .n_witness = 2,                                                                 \
                                       .make = id##_make,                                                              \
                                       .instance = id##_instance,                                                      \
                                       .release = release,                                                             \
                                       .prove = id##_prove}
F3_SUBJECT(f3_scalar, SGM_F3_SCALAR, "F3-SCALAR", 0, "PSSSSS");
F3_SUBJECT(f3_group, SGM_F3_GROUP, "F3-GROUP", 0, "PSPPPP");
F3_SUBJECT(f3_sqrt, SGM_F3_SQRT, "F3-SQRT", 1, "PSSSSS");
