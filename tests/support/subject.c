/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Honest proofs of random true statements, for tests that then damage them. */
#include "tests/support/subject.h"

#include "primitives/base/bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUBJECT_FORM_POINTER(form) &form,
const subject_form *const subject_forms[] = {SUBJECT_FORMS(SUBJECT_FORM_POINTER)};
const size_t n_subject_forms = sizeof subject_forms / sizeof *subject_forms;

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

size_t subject_field_bytes(char kind)
{
    switch (kind) {
    case 'P':
    case 'S':
        return 32;
    case 'B':
        return 16;
    default:
        return kind == 'I' ? 8 : 1;
    }
}

int64_t subject_integer(const uint8_t field[32]) { return (int64_t)sgm_load64(field); }
void subject_put_integer(uint8_t field[32], int64_t x) { sgm_store64(field, (uint64_t)x); }
sgm_bound subject_bound(const uint8_t field[32]) { return (sgm_bound){sgm_load64(field), sgm_load64(field + 8)}; }

int64_t subject_small(test_rng *g, int64_t most) { return (int64_t)test_below(g, 2 * (size_t)most + 1) - most; }

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

/* Scalars of a statement are canonical and not 0. */
static int scalars_ok(const subject_form *f, const uint8_t (*statement)[32])
{
    sgm_sc x;
    for (size_t i = 0; f->fields[i]; i++)
        if (f->fields[i] == 'S' && !sgm_sc_from_bytes(&x, statement[i]))
            return 0;
    return 1;
}

sgm_status subject_instance(sgm_instance **out, void **owned, const sgm_ctx *ctx, const subject_form *f,
                            const uint8_t (*statement)[32], sgm_flavor flavor)
{
    *out = NULL;
    *owned = NULL;
    return scalars_ok(f, statement) ? f->instance(out, owned, ctx, statement, flavor) : SGM_MALFORMED;
}

void subject_free_instance(const subject_form *f, sgm_instance *inst, void *owned)
{
    sgm_instance_free(inst);
    if (owned)
        f->release(owned);
}

/* Bytes of a batchable string, which a hinted one begins with. */
static size_t batchable_size(const subject *s, const sgm_ctx *ctx)
{
    sgm_instance *inst;
    void *owned;
    sgm_status st = subject_instance(&inst, &owned, ctx, s->f, (const uint8_t(*)[32])s->statement, SGM_BATCHABLE);
    size_t size = st == SGM_OK ? sgm_instance_proof_size(inst) : 0;
    subject_free_instance(s->f, inst, owned);
    return size;
}

void subject_make(subject *s, const sgm_ctx *ctx, const subject_form *f, sgm_flavor flavor, test_rng *g)
{
    const sgm_rng rng = subject_rng(g);
    *s = (subject){.f = f, .flavor = flavor};
    f->make(ctx, g, s->statement, s->witness);
    const uint8_t(*statement)[32] = (const uint8_t(*)[32])s->statement;
    sgm_status st = subject_instance(&s->inst, &s->owned, ctx, f, statement, flavor);
    if (st == SGM_OK) {
        s->len = sgm_instance_proof_size(s->inst);
        s->body = flavor == SGM_HINTED ? batchable_size(s, ctx) : s->len;
    }
    if (st != SGM_OK || s->len > SUBJECT_MAX_PROOF ||
        f->prove(ctx, statement, s->witness, flavor, &rng, s->proof) != SGM_OK) {
        fprintf(stderr, "cannot prove %s\n", f->name);
        exit(2);
    }
}

void subject_free(subject *s)
{
    subject_free_instance(s->f, s->inst, s->owned);
    s->inst = NULL;
    s->owned = NULL;
}
