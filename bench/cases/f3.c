/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cases of F3: proofs about one class of 2 to 65536 members, with the square-root verifier 2^24. */
#include "protocols/formulation/f3.h"
#include "bench/cases/theme.h"
#include "bench/peers/literal_f3.h"

#include <stdlib.h>
#include <string.h>

/* A prover takes part of a second for a large class of commitments, or a huge one of digests: so many proofs of it are
 * repeated in turn. Libsodium needs a multiplication for each commitment of a class, so that it judges small ones only;
 * of a huge class no second copy is kept for it. */
enum { LARGE_GROUP = 1024, LARGE = 65536, FEW = 4, JUDGED_GROUP = 256 };

typedef struct class_world {
    const sgm_ctx *ctx;
    sgm_ctx *maker; /* of what is not measured: the fastest backend makes the same bytes */
    sgm_f3_form form;
    size_t n, N;
    sgm_sc *d, *owner;   /* digests, and for F3-GROUP the blindings of their owners' commitments; while it is made */
    uint8_t (*item)[32]; /* NULL for a huge class */
    sgm_class *K;
    sgm_f3_statement *statements;
    sgm_sc *r;
    uint32_t *l;
    int measures_prover;
    sgm_literal_f3 literal;
} class_world;

static void clear(void *world)
{
    class_world *w = world;
    if (!w)
        return;
    sgm_class_free(w->K);
    sgm_ctx_free(w->maker);
    sgm_literal_f3_clear(&w->literal);
    free(w->d);
    free(w->owner);
    free(w->item);
    free(w->statements);
    free(w->r);
    free(w->l);
    free(w);
}

/* K_i = d_i G + owner_i H, many side by side. */
static sgm_status commit_owners(const class_world *w)
{
    static const int generator[] = {SGM_GEN_G, SGM_GEN_H};
    const sgm_backend *be = sgm_ctx_backend(w->maker);
    const sgm_sc *scalars[] = {w->d, w->owner};
    sgm_point *sum = sgm_case_alloc(2 * w->N, sizeof *sum);
    sgm_fixed *table = sgm_case_alloc(1, be->fixed_bytes);
    for (size_t g = 0; sum && table && g < 2; g++) {
        be->fixed_init(table, sgm_ctx_generator_point(w->maker, generator[g]));
        be->fixed_mul(sum + g * w->N, table, scalars[g], w->N);
    }
    if (sum && table) {
        be->add(sum, sum, sum + w->N, w->N);
        be->encode(w->item, sum, w->N);
    }
    sgm_status st = sum && table ? SGM_OK : SGM_NOMEM;
    free(sum);
    free(table);
    return st;
}

/* Those of a huge class go in steps, since drawing each would take longer than all that is measured. */
static void make_digests(class_world *w, uint64_t seed)
{
    size_t drawn = w->N > LARGE ? 2 : w->N;
    sgm_input_scalars(w->d, drawn, seed, "f3/digests");
    for (size_t i = drawn; i < w->N; i++)
        sgm_sc_add(&w->d[i], &w->d[i - 1], &w->d[1]);
}

static sgm_status make_class(class_world *w, uint32_t base, uint64_t seed)
{
    sgm_status st;
    make_digests(w, seed);
    if (w->form == SGM_F3_GROUP) {
        sgm_input_scalars(w->owner, w->N, seed, "f3/owners");
        st = commit_owners(w);
        return st == SGM_OK ? sgm_class_points(&w->K, w->maker, (const uint8_t(*)[32])w->item, w->N, base) : st;
    }
    for (size_t i = 0; i < w->N && w->item; i++)
        sgm_sc_to_bytes(w->item[i], &w->d[i]);
    st = sgm_class_scalars(&w->K, w->d, w->N, base);
    return st == SGM_OK && w->form == SGM_F3_SQRT ? sgm_class_rows(w->K, w->maker) : st;
}

/* Records of members spread over the class, with fresh blinding each. */
static void make_statements(class_world *w, uint64_t seed)
{
    sgm_sc dm;
    sgm_input_scalars(&dm, 1, seed, "f3/model");
    sgm_input_scalars(w->r, w->n, seed, "f3/blindings");
    for (size_t i = 0; i < w->n; i++) {
        w->l[i] = (uint32_t)((i * 7919 + 1) % w->N);
        w->statements[i] = (sgm_f3_statement){.dm = dm, .K = w->K};
        sgm_record_commit(w->maker, w->statements[i].C, &w->d[w->l[i]], &dm, &w->r[i]);
        if (w->form == SGM_F3_GROUP) /* the prover's r opens the difference of two commitments */
            sgm_sc_sub(&w->r[i], &w->r[i], &w->owner[w->l[i]]);
    }
}

static sgm_status fill(class_world *w, const sgm_case *c, uint64_t seed)
{
    uint32_t base = (uint32_t)sgm_case_param_of(c, "base");
    w->d = sgm_case_alloc(w->N, sizeof *w->d);
    w->owner = w->form == SGM_F3_GROUP ? sgm_case_alloc(w->N, sizeof *w->owner) : NULL;
    w->item = w->N <= LARGE ? sgm_case_alloc(w->N, sizeof *w->item) : NULL;
    w->statements = sgm_case_alloc(w->n, sizeof *w->statements);
    w->r = sgm_case_alloc(w->n, sizeof *w->r);
    w->l = sgm_case_alloc(w->n, sizeof *w->l);
    int all = w->d && (w->owner || w->form != SGM_F3_GROUP) && (w->item || w->N > LARGE);
    if (!all || !w->statements || !w->r || !w->l)
        return SGM_NOMEM;
    sgm_status st = sgm_ctx_new(&w->maker, sgm_backend_best());
    if (st == SGM_OK)
        st = make_class(w, base, seed);
    if (st != SGM_OK)
        return st;
    make_statements(w, seed);
    free(w->d);
    free(w->owner);
    w->d = w->owner = NULL;
    if (!w->item)
        return SGM_OK;
    return sgm_literal_f3_init(&w->literal, c->formulation, base, sgm_class_digit_count(w->K),
                               (const uint8_t(*)[32])w->item)
               ? SGM_OK
               : SGM_IO;
}

static sgm_status make(void **world, const sgm_case *c, const sgm_case_env *env, size_t *n)
{
    class_world *w = calloc(1, sizeof *w);
    *world = NULL;
    if (!w)
        return SGM_NOMEM;
    w->ctx = env->ctx;
    w->measures_prover = c->op == SGM_THEME_PROVE;
    while (w->form < SGM_F3_FORMS && strcmp(sgm_f3[w->form].name, c->formulation) != 0)
        w->form++;
    w->N = sgm_case_param_of(c, "N");
    if (w->N > (w->form == SGM_F3_GROUP ? LARGE_GROUP : LARGE) && *n > FEW)
        *n = FEW;
    w->n = *n;
    sgm_status st = w->form < SGM_F3_FORMS ? fill(w, c, env->seed) : SGM_USAGE;
    if (st != SGM_OK)
        clear(w);
    else
        *world = w;
    return st;
}

static sgm_status instance(sgm_instance **out, void *world, size_t i, sgm_flavor flavor)
{
    const class_world *w = world;
    return sgm_f3_instance(out, w->ctx, w->form, &w->statements[i], flavor);
}

static sgm_status prove(void *world, size_t i, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    const class_world *w = world;
    return sgm_f3_prove(w->measures_prover ? w->ctx : w->maker, w->form, &w->statements[i], w->l[i], &w->r[i], flavor,
                        rng, proof);
}

static size_t proof_size(const void *world, sgm_flavor flavor)
{
    const class_world *w = world;
    return sgm_f3_proof_size(w->form, sgm_class_base(w->K), sgm_class_digit_count(w->K), flavor);
}

static int judge(const void *world, size_t i, const uint8_t *proof, size_t len)
{
    const class_world *w = world;
    uint8_t dm[32];
    if (!w->item || (w->form == SGM_F3_GROUP && w->N > JUDGED_GROUP))
        return -1;
    sgm_sc_to_bytes(dm, &w->statements[i].dm);
    return sgm_literal_f3_accepts(&w->literal, w->statements[i].C, dm, proof, len);
}

static const sgm_theme theme = {
    .make = make, .instance = instance, .prove = prove, .proof_size = proof_size, .clear = clear, .judge = judge};

#define SIZE(N, base)                                                                                                  \
    {                                                                                                                  \
        {"N", N}, {"base", base}, { NULL, 0 }                                                                          \
    }
/* --quick measures the first of each NAME. */
static const sgm_case_param scalar[][3] = {SIZE(65536, 4), SIZE(1024, 4),  SIZE(2, 2),     SIZE(8, 2),
                                           SIZE(16, 4),    SIZE(64, 4),    SIZE(4096, 4),  SIZE(1024, 2),
                                           SIZE(65536, 2), SIZE(4096, 16), SIZE(65536, 16)},
                            group[][3] = {SIZE(1024, 4), SIZE(16, 4), SIZE(65536, 4)},
                            square_root[][3] = {SIZE(65536, 4), SIZE(16, 4), SIZE(1024, 4), SIZE(1 << 24, 4)};

/* A huge class takes seconds to make, and its batches need company to be worth it. */
static const size_t large_batches[] = {64, 512, 0};

#define ROWS(name, params) SGM_THEME_ENTRIES(&theme, name, "batchable", sgm_theme_batches, params)
static const sgm_case list[] = {
    ROWS("F3-SCALAR", scalar[0]),    ROWS("F3-SCALAR", scalar[1]),
    ROWS("F3-SCALAR", scalar[2]),    ROWS("F3-SCALAR", scalar[3]),
    ROWS("F3-SCALAR", scalar[4]),    ROWS("F3-SCALAR", scalar[5]),
    ROWS("F3-SCALAR", scalar[6]),    ROWS("F3-SCALAR", scalar[7]),
    ROWS("F3-SCALAR", scalar[8]),    ROWS("F3-SCALAR", scalar[9]),
    ROWS("F3-SCALAR", scalar[10]),   ROWS("F3-GROUP", group[0]),
    ROWS("F3-GROUP", group[1]),      ROWS("F3-GROUP", group[2]),
    ROWS("F3-SQRT", square_root[0]), ROWS("F3-SQRT", square_root[1]),
    ROWS("F3-SQRT", square_root[2]), SGM_THEME_ENTRIES(&theme, "F3-SQRT", "batchable", large_batches, square_root[3])};
const sgm_case_group sgm_cases_f3 = {list, sizeof list / sizeof list[0]};
