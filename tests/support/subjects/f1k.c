/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F1K, two of three: C_0 .. C_2, d_0 .. d_2, dm; the witness is a flag per record, then a blinding per record, of which
 * the last record's is held. */
#include "protocols/formulation/f1k.h"
#include "tests/support/subject.h"

#include <string.h>

enum { K = 2, N = 3 };

typedef struct lists {
    sgm_f1k_statement s;
    sgm_sc d[N];
} lists;

static void read_lists(lists *l, const uint8_t (*statement)[32])
{
    l->s = (sgm_f1k_statement){.C = statement, .d = l->d, .k = K, .n = N};
    for (size_t i = 0; i < N; i++)
        (void)sgm_sc_from_bytes(&l->d[i], statement[N + i]);
    (void)sgm_sc_from_bytes(&l->s.dm, statement[2 * N]);
}

static void make(const sgm_ctx *ctx, test_rng *g, uint8_t (*statement)[32], sgm_sc *witness)
{
    sgm_sc dm;
    size_t other = test_below(g, N - 1); /* the record that is not held */
    subject_scalar(g, &dm);
    for (size_t i = 0; i < N; i++) {
        sgm_sc d, held;
        subject_scalar(g, &d);
        subject_scalar(g, &witness[N + i]);
        sgm_sc_add(&held, &d, i == other ? &sgm_sc_one : &sgm_sc_zero);
        witness[i] = i == other ? sgm_sc_zero : sgm_sc_one;
        sgm_record_commit(ctx, statement[i], &held, &dm, &witness[N + i]);
        sgm_sc_to_bytes(statement[N + i], &d);
    }
    sgm_sc_to_bytes(statement[2 * N], &dm);
}

static sgm_status instance(sgm_instance **out, void **owned, const sgm_ctx *ctx, const uint8_t (*statement)[32],
                           sgm_flavor flavor)
{
    lists l;
    *owned = NULL;
    read_lists(&l, statement);
    return sgm_f1k_instance(out, ctx, &l.s, flavor);
}

static sgm_status prove(const sgm_ctx *ctx, const uint8_t (*statement)[32], const sgm_sc *witness, sgm_flavor flavor,
                        const sgm_rng *rng, uint8_t *proof)
{
    lists l;
    uint8_t held[N];
    read_lists(&l, statement);
    for (size_t i = 0; i < N; i++)
        held[i] = !sgm_sc_is_zero(&witness[i]);
    return sgm_f1k_prove(ctx, &l.s, held, witness + N, flavor, rng, proof);
}

const subject_form subject_f1k = {
    .name = "F1K", .fields = "PPPSSSS", .n_witness = 2 * N, .make = make, .instance = instance, .prove = prove};
