/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F3-SCALAR, F3-GROUP and F3-SQRT: one out of the members in "Aux". */
#include "protocols/formulation/f3.h"
#include "tests/conformance/formulation.h"

typedef struct stated_f3 {
    sgm_f3_form form;
    uint32_t n, m;
    sgm_f3_statement s;
} stated_f3;

static void free_class(void *K) { sgm_class_free(K); }

/* The class of a record, owned by it; NULL where its members make none. */
static const sgm_class *read_class(record *r, sgm_f3_form form, const json_t *aux, uint32_t n)
{
    sgm_class *K = NULL;
    const uint8_t(*points)[32];
    const sgm_sc *scalars;
    uint32_t count;
    sgm_status st = SGM_MALFORMED;
    if (form == SGM_F3_GROUP && read_points(r, aux, "Class", &points, &count))
        st = sgm_class_points(&K, r->ctx, points, count, n);
    if (form != SGM_F3_GROUP && read_scalars(r, aux, "Class", &scalars, &count))
        st = sgm_class_scalars(&K, scalars, count, n);
    if (K)
        record_own(r, K, free_class);
    if (st == SGM_OK && form == SGM_F3_SQRT)
        st = sgm_class_rows(K, r->ctx);
    return st == SGM_OK ? K : NULL;
}

static void *read(record *r, sgm_f3_form form, const json_t *statement, const json_t *aux)
{
    stated_f3 *f = record_alloc(r, sizeof *f);
    f->form = form;
    int good = read_point(r, statement, "C", f->s.C) && read_scalar(r, statement, "dm", &f->s.dm) &&
               read_u32(r, statement, "n", &f->n) && read_u32(r, statement, "m", &f->m);
    if (good)
        f->s.K = read_class(r, form, aux, f->n);
    return f->s.K && sgm_class_digit_count(f->s.K) == f->m ? f : NULL;
}

#define READ(name, form)                                                                                               \
    static void *name(record *r, const formulation_form *self, const json_t *statement, const json_t *aux)             \
    {                                                                                                                  \
        (void)self;                                                                                                    \
        return read(r, form, statement, aux);                                                                          \
    }
READ(read_scalar_class, SGM_F3_SCALAR)
READ(read_group_class, SGM_F3_GROUP)
READ(read_sqrt_class, SGM_F3_SQRT)

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const void *statement, sgm_flavor flavor)
{
    const stated_f3 *f = statement;
    return sgm_f3_instance(out, ctx, f->form, &f->s, flavor);
}

static size_t proof_size(const void *statement, sgm_flavor flavor)
{
    const stated_f3 *f = statement;
    return sgm_f3_proof_size(f->form, f->n, f->m, flavor);
}

static uint32_t equations(const void *statement) { return sgm_f3_equations(((const stated_f3 *)statement)->form); }

/* [A, B, X_0 .. X_{m-1}] -> x [f .. z, z'], and for F3-SQRT [E] -> w ([L, R] -> e) * lg S [y_f]. */
static void challenges(record *r, const void *statement, octets narg)
{
    const stated_f3 *f = statement;
    sgm_script script = {0};
    unsigned rounds = 0;
    sgm_script_add(&script, SGM_STEP_POINTS, 2 + f->m);
    sgm_script_add(&script, SGM_STEP_CHALLENGES, 1);
    sgm_script_add(&script, SGM_STEP_SCALARS, f->m * (f->n - 1) + 2);
    if (f->form == SGM_F3_SQRT) {
        for (uint32_t n = f->n; n > 1; n /= 2)
            rounds += f->m / 2;
        sgm_script_add(&script, SGM_STEP_SCALARS, 1);
        sgm_script_add(&script, SGM_STEP_NONZERO, 1);
        sgm_script_fold(&script, rounds);
        sgm_script_add(&script, SGM_STEP_SCALARS, 1);
    }
    formulation_follow(r, &script, narg);
}

static sgm_status prove(record *r, const void *statement, const json_t *witness, sgm_flavor flavor, const sgm_rng *rng,
                        uint8_t *proof)
{
    const stated_f3 *f = statement;
    uint32_t l;
    sgm_sc blinding;
    if (!read_u32(r, witness, "l", &l) || !read_scalar(r, witness, "r", &blinding)) {
        record_unusable(r, "\"Witness\" does not hold l and r");
        return SGM_USAGE;
    }
    return sgm_f3_prove(r->ctx, f->form, &f->s, l, &blinding, flavor, rng, proof);
}

#define FORM(symbol, NAME, reads)                                                                                      \
    const formulation_form symbol = {.name = NAME,                                                                     \
                                     .width = SGM_CHALLENGE_FULL,                                                      \
                                     .no_compact = 1,                                                                  \
                                     .read = reads,                                                                    \
                                     .instance = instance,                                                             \
                                     .proof_size = proof_size,                                                         \
                                     .equations = equations,                                                           \
                                     .challenges = challenges,                                                         \
                                     .prove = prove};
FORM(form_f3_scalar, "F3-SCALAR", read_scalar_class)
FORM(form_f3_group, "F3-GROUP", read_group_class)
FORM(form_f3_sqrt, "F3-SQRT", read_sqrt_class)
