/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F3-CDS and F3-AOS with four members: C, dm, d_0 .. d_3; the witness is l, r. */
#include "protocols/formulation/f3_aos.h"
#include "protocols/formulation/f3_cds.h"
#include "tests/support/subject.h"

#include <string.h>

enum { N = 4 };

static sgm_status statement_of(sgm_f3_statement *s, sgm_class **K, const uint8_t (*statement)[32])
{
    sgm_sc d[N];
    memcpy(s->C, statement[0], 32);
    (void)sgm_sc_from_bytes(&s->dm, statement[1]);
    for (size_t i = 0; i < N; i++)
        (void)sgm_sc_from_bytes(&d[i], statement[2 + i]);
    sgm_status st = sgm_class_scalars(K, d, N, 2);
    s->K = *K;
    return st;
}

static void make(const sgm_ctx *ctx, test_rng *g, uint8_t (*statement)[32], sgm_sc *witness)
{
    size_t l = test_below(g, N);
    sgm_sc d[N], dm;
    for (size_t i = 0; i < N; i++) {
        subject_scalar(g, &d[i]);
        sgm_sc_to_bytes(statement[2 + i], &d[i]);
    }
    subject_scalar(g, &dm);
    subject_scalar(g, &witness[1]);
    sgm_sc_from_u64(&witness[0], l);
    sgm_record_commit(ctx, statement[0], &d[l], &dm, &witness[1]);
    sgm_sc_to_bytes(statement[1], &dm);
}

static void release(void *K) { sgm_class_free(K); }

static sgm_status
instance(sgm_instance **out, void **owned, const sgm_ctx *ctx, const uint8_t (*statement)[32], sgm_flavor flavor,
         sgm_status (*of)(sgm_instance **out, const sgm_ctx *ctx, const sgm_f3_statement *s, sgm_flavor flavor))
{
    sgm_f3_statement s;
    sgm_class *K;
    *out = NULL;
    sgm_status st = statement_of(&s, &K, statement);
    if (st == SGM_OK)
        st = of(out, ctx, &s, flavor);
    if (st == SGM_OK)
        *owned = K;
    else
        sgm_class_free(K);
    return st;
}

static sgm_status cds_instance(sgm_instance **out, void **owned, const sgm_ctx *ctx, const uint8_t (*statement)[32],
                               sgm_flavor flavor)
{
    return instance(out, owned, ctx, statement, flavor, sgm_f3_cds_instance);
}

static sgm_status aos_instance(sgm_instance **out, void **owned, const sgm_ctx *ctx, const uint8_t (*statement)[32],
                               sgm_flavor flavor)
{
    return instance(out, owned, ctx, statement, flavor, sgm_f3_aos_instance);
}

static sgm_status cds_prove(const sgm_ctx *ctx, const uint8_t (*statement)[32], const sgm_sc *witness,
                            sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    sgm_f3_statement s;
    sgm_class *K;
    sgm_status st = statement_of(&s, &K, statement);
    if (st == SGM_OK)
        st = sgm_f3_cds_prove(ctx, &s, (uint32_t)witness[0].v[0], &witness[1], flavor, rng, proof);
    sgm_class_free(K);
    return st;
}

static sgm_status aos_prove(const sgm_ctx *ctx, const uint8_t (*statement)[32], const sgm_sc *witness,
                            sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    sgm_f3_statement s;
    sgm_class *K;
    sgm_status st = statement_of(&s, &K, statement);
    (void)flavor;
    if (st == SGM_OK)
        st = sgm_f3_aos_prove(ctx, &s, (uint32_t)witness[0].v[0], &witness[1], rng, proof);
    sgm_class_free(K);
    return st;
}

const subject_form subject_f3_cds = {.name = "F3-CDS",
                                     .fields = "PSSSSS",
                                     .n_witness = 2,
                                     .make = make,
                                     .instance = cds_instance,
                                     .release = release,
                                     .prove = cds_prove};

const subject_form subject_f3_aos = {.name = "F3-AOS",
                                     .no_compact = 1,
                                     .alone = 1,
                                     .fields = "PSSSSS",
                                     .n_witness = 2,
                                     .make = make,
                                     .instance = aos_instance,
                                     .release = release,
                                     .prove = aos_prove};
