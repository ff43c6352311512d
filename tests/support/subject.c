/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Honest proofs about random records, for tests that then damage them. */
#include "tests/support/subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static sgm_status fill(void *state, uint8_t *out, size_t n)
{
    test_bytes(state, out, n);
    return SGM_OK;
}

sgm_rng subject_rng(test_rng *g)
{
    sgm_rng rng = {.fill = fill, .state = g};
    return rng;
}

void subject_scalar(test_rng *g, sgm_sc *r)
{
    do
        test_scalar(g, r);
    while (sgm_sc_is_zero(r));
}

void subject_add(uint8_t scalar[32], const sgm_sc *k)
{
    sgm_sc x;
    if (!sgm_sc_from_bytes(&x, scalar))
        exit(2);
    sgm_sc_add(&x, &x, k);
    sgm_sc_to_bytes(scalar, &x);
}

/* F0A needs the record to open to d, F0NOT to something else, F1 either. */
static int opens_to_d(const sgm_formulation *f, test_rng *g)
{
    if (strcmp(f->words.name, "F0A") == 0)
        return 1;
    return strcmp(f->words.name, "F0NOT") != 0 && test_below(g, 2);
}

void subject_make(subject *s, const sgm_ctx *ctx, const sgm_formulation *f, sgm_flavor flavor, test_rng *g)
{
    const sgm_rng rng = subject_rng(g);
    *s = (subject){.f = f, .flavor = flavor, .len = sgm_formulation_proof_bytes(f, flavor)};
    subject_scalar(g, &s->s.d);
    subject_scalar(g, &s->s.dm);
    do /* r = 1 makes P = H: then the two responses of F0NOT may be swapped in a proof that is valid still */
        subject_scalar(g, &s->o.r);
    while (sgm_sc_eq(&s->o.r, &sgm_sc_one));
    s->o.d = s->s.d;
    while (!opens_to_d(f, g) && sgm_sc_eq(&s->o.d, &s->s.d))
        test_scalar(g, &s->o.d);
    sgm_record_commit(ctx, s->s.C, &s->o.d, &s->s.dm, &s->o.r);
    if (s->len > SUBJECT_MAX_PROOF || sgm_formulation_instance(&s->inst, ctx, f, &s->s, flavor) != SGM_OK ||
        sgm_formulation_prove(ctx, f, &s->s, &s->o, flavor, &rng, s->proof) != SGM_OK) {
        fprintf(stderr, "cannot prove %s\n", f->words.name);
        exit(2);
    }
}

void subject_free(subject *s)
{
    sgm_instance_free(s->inst);
    s->inst = NULL;
}
