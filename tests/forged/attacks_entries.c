/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Forgeries about entries of columns: enormous ones, and what the verifier looks at is small. One column and labels. */
#include "protocols/commit.h"
#include "protocols/formulation/f4_entries_internal.h"
#include "protocols/inner.h"
#include "protocols/tensor.h"
#include "tests/forged/attacks.h"

#include <string.h>

enum { FIELD_CX, FIELD_CY, FIELD_N, FIELD_E, COLUMNS = 2, ROWS_MAX = 128 };
enum { BITS_MAX = 2048, K = SGM_F4_PROJECTIONS };

/* Columns of any numbers, and their proof on its way. */
typedef struct columns {
    const forger *f;
    const sgm_backend *be;
    const sgm_f4_entries_argument *argument;
    sgm_instance *inst;
    void *owned;
    sgm_tape tape;
    size_t n;
    sgm_sc x[COLUMNS][ROWS_MAX], rho[COLUMNS], kappa;
    uint8_t bits[BITS_MAX];
} columns;

static const sgm_affine *generators(const columns *c)
{
    const sgm_affine *V;
    const void *id;
    forgery_need(sgm_ctx_family(c->f->ctx, SGM_FAMILY_V, c->n, &V, &id) == SGM_OK, "generators");
    return V;
}

static void commit(const columns *c, sgm_point *r, const sgm_sc *x, const sgm_sc *rho)
{
    forgery_need(sgm_vector_commit(c->f->ctx, r, generators(c), x, c->n, rho) == SGM_OK, "committing");
}

static sgm_sc next_challenge(columns *c)
{
    sgm_sc x;
    forgery_need(sgm_tape_challenges(&c->tape, &x, 1), "a challenge");
    return x;
}

static void state(columns *c, const forger *f, forgery_item *it, size_t n)
{
    *it = (forgery_item){.form = &subject_f4_entries, .flavor = SGM_BATCHABLE};
    *it->statement[FIELD_N] = (uint8_t)n;
    subject_put_integer(it->statement[FIELD_E], 1);
    memset(c, 0, sizeof *c);
    c->f = f;
    c->be = sgm_ctx_backend(f->ctx);
    c->n = n;
}

/* Commits to the columns, and states it. The proof is begun. */
static void begin(columns *c, forgery_item *it)
{
    for (size_t j = 0; j < COLUMNS; j++) {
        sgm_point C;
        c->rho[j] = forger_scalar(c->f);
        commit(c, &C, c->x[j], &c->rho[j]);
        c->be->encode(&it->statement[j], &C, 1);
    }
    forgery_need(forgery_instance(&c->inst, &c->owned, c->f->ctx, it) == SGM_OK, "making a statement");
    it->len = sgm_instance_proof_size(c->inst);
    forgery_need(it->len <= sizeof it->proof, "room for a string");
    c->argument = (const sgm_f4_entries_argument *)c->inst->argument;
    forgery_need(c->argument->rows.n_bits <= BITS_MAX, "room for bits");
    sgm_tape_begin(&c->tape, c->f->ctx, c->inst, it->proof);
    c->kappa = next_challenge(c);
}

/* The bits of projection k, said to be v. */
static void say(columns *c, size_t k, int64_t v)
{
    const uint64_t shifted = (uint64_t)v + c->argument->beta;
    for (uint32_t i = 0; i < c->argument->block.columns; i++)
        c->bits[k * c->argument->block.columns + i] = (uint8_t)(shifted >> i & 1);
}

static void pedersen(const columns *c, sgm_point *r, const sgm_sc *a, const sgm_sc *b, size_t n, const sgm_sc *blinding)
{
    sgm_sc value;
    sgm_inner_product(c->be, &value, a, b, n);
    sgm_pedersen(c->f->ctx, r, &value, blinding);
}

/* The rest of the proof: what is said of the bits, then the honest link to the columns. */
static void prove(columns *c)
{
    const sgm_rng rng = subject_rng(c->f->g);
    const sgm_sc gamma = forger_scalar(c->f), tau[2] = {forger_scalar(c->f), forger_scalar(c->f)},
                 rho_m = forger_scalar(c->f), delta = forger_scalar(c->f);
    static sgm_sc a[COLUMNS][ROWS_MAX], m[ROWS_MAX], table[SGM_F4_TABLE];
    sgm_f4_projections projections;
    sgm_point sent[2];
    sgm_sc z, e, inverse, x, scalar[3], rho;
    forgery_need(sgm_rows_prove_late(&c->argument->rows, &c->tape, c->bits, &gamma, &rng, &z) == SGM_OK, "rows");
    sgm_f4_projections_begin(&projections, &c->kappa);
    sgm_f4_projections_weigh(&projections, table, &z);
    for (size_t j = 0; j < COLUMNS; j++)
        sgm_f4_projections_weights(&projections, a[j], c->n);
    pedersen(c, &sent[0], a[1], c->x[0], c->n, &tau[0]);
    pedersen(c, &sent[1], a[0], c->x[1], c->n, &tau[1]);
    sgm_tape_points(&c->tape, sent, 2);
    e = next_challenge(c);
    sgm_sc_invert(&inverse, &e);
    sgm_scale_add(c->be, c->x[0], &e, c->x[1], c->x[0], c->n);
    sgm_scale_add(c->be, a[0], &inverse, a[1], a[0], c->n);
    sgm_sc_muladd(&rho, &e, &c->rho[1], &c->rho[0]);
    for (size_t i = 0; i < c->n; i++)
        m[i] = forger_scalar(c->f);
    commit(c, &sent[0], m, &rho_m);
    pedersen(c, &sent[1], a[0], m, c->n, &delta);
    sgm_tape_points(&c->tape, sent, 2);
    x = next_challenge(c);
    sgm_scale_add(c->be, m, &x, c->x[0], m, c->n);
    sgm_inner_product(c->be, &scalar[0], a[0], m, c->n);
    sgm_sc_muladd(&scalar[1], &inverse, &tau[0], &gamma);
    sgm_sc_muladd(&scalar[1], &e, &tau[1], &scalar[1]);
    sgm_sc_muladd(&scalar[1], &x, &scalar[1], &delta);
    sgm_sc_muladd(&scalar[2], &x, &rho, &rho_m);
    sgm_tape_scalars(&c->tape, scalar, 3);
    x = next_challenge(c);
    forgery_need(sgm_inner_prove(&c->tape, generators(c), m, a[0], c->argument->folding, &x) == SGM_OK, "a fold");
    sgm_tape_scalars(&c->tape, m, 1);
    sgm_tape_end(&c->tape);
}

/* 1 if projection k has entry i of the first column. */
static int has(const uint8_t (*chosen)[SGM_F4_ENTRY_BYTES], size_t i, size_t k)
{
    return chosen[i][k / 8] >> k % 8 & 1;
}

/* What the projections multiply K + 1 entries with, as K equations; solved from the left, the last entry being free. */
static void solve(sgm_sc (*row)[K + 1])
{
    for (size_t p = 0; p < K; p++) {
        sgm_sc inverse, minus, t;
        size_t from = p;
        while (from < K && sgm_sc_is_zero(&row[from][p]))
            from++;
        forgery_need(from < K, "projections that are independent");
        for (size_t i = 0; i <= K; i++) {
            t = row[p][i];
            row[p][i] = row[from][i];
            row[from][i] = t;
        }
        sgm_sc_invert(&inverse, &row[p][p]);
        for (size_t i = p; i <= K; i++)
            sgm_sc_mul(&row[p][i], &row[p][i], &inverse);
        for (size_t r = 0; r < K; r++) {
            sgm_sc_neg(&minus, &row[r][p]);
            for (size_t i = p; r != p && i <= K && !sgm_sc_is_zero(&minus); i++)
                sgm_sc_muladd(&row[r][i], &minus, &row[p][i], &row[r][i]);
        }
    }
}

/* Entries for which every projection is 0, as the library at hand draws them whatever the columns are. */
static void fit(columns *c)
{
    static sgm_sc row[K][K + 1];
    uint8_t chosen[K + 1][SGM_F4_ENTRY_BYTES];
    const sgm_sc last = forger_scalar(c->f);
    sgm_f4_projections projections;
    forgery_need(c->n == K, "as many rows as projections");
    sgm_f4_projections_begin(&projections, &sgm_sc_zero);
    sgm_f4_projections_bits(&projections, chosen, K + 1);
    for (size_t k = 0; k < K; k++)
        for (size_t i = 0; i <= K; i++)
            row[k][i] = has((const uint8_t(*)[SGM_F4_ENTRY_BYTES])chosen, i, k) ? sgm_sc_one : sgm_sc_zero;
    solve(row);
    for (size_t i = 0; i < K; i++) {
        sgm_sc_mul(&c->x[0][i], &row[i][K], &last);
        sgm_sc_neg(&c->x[0][i], &c->x[0][i]);
    }
    c->x[1][0] = last;
}

void entries_false(const forger *f, forgery *out, int variant)
{
    static columns c;
    uint8_t chosen[1][SGM_F4_ENTRY_BYTES];
    sgm_f4_projections projections;
    state(&c, f, &out->item[0], variant == ENTRIES_FITTED ? K : 2);
    if (variant == ENTRIES_EXCEEDED) {
        sgm_sc_from_u64(&c.x[0][0], 9); /* the bound is 8, and projections are to be shown at most 4 */
    } else if (variant == ENTRIES_UNTIED) {
        sgm_sc_from_u64(&c.x[0][0], 2);
        sgm_sc_invert(&c.x[0][0], &c.x[0][0]);
    } else {
        fit(&c);
    }
    begin(&c, &out->item[0]);
    sgm_f4_projections_begin(&projections, &c.kappa);
    sgm_f4_projections_bits(&projections, chosen, 1);
    for (size_t k = 0; k < K; k++)
        say(&c, k, variant == ENTRIES_EXCEEDED && has((const uint8_t(*)[SGM_F4_ENTRY_BYTES])chosen, 0, k) ? 9 : 0);
    prove(&c);
    forgery_free_instance(&out->item[0], c.inst, c.owned);
}

void forgery_shift_columns(const forger *f, forgery_item *it, const sgm_sc k[COLUMNS])
{
    const sgm_backend *be = sgm_ctx_backend(f->ctx);
    sgm_affine at[2 * COLUMNS];
    sgm_point sum[2 * COLUMNS];
    uint8_t ok[COLUMNS], enc[COLUMNS][32];
    const sgm_affine *V;
    const void *id;
    memcpy(enc, it->statement, sizeof enc);
    forgery_need(be->decode(at, ok, (const uint8_t(*)[32])enc, COLUMNS) == 0, "decoding");
    forgery_need(sgm_ctx_family(f->ctx, SGM_FAMILY_V, 1, &V, &id) == SGM_OK, "generators");
    at[2] = at[3] = V[0];
    be->from_affine(sum, at, COLUMNS);
    be->var_mul(sum + COLUMNS, at + COLUMNS, k, COLUMNS);
    be->add(sum, sum, sum + COLUMNS, COLUMNS);
    be->encode(it->statement, sum, COLUMNS);
}

/* An honest proof; then the columns C_0 + R and C_1 - R / e, which it is as true of where the transcript lacks them: e
 * is the challenge that adds the second to the first. */
void entries_late_columns(const forger *f, forgery *out, int variant)
{
    forgery_item *it = &out->item[0];
    sgm_sc challenge[SGM_STEPS_MAX], k[COLUMNS];
    sgm_instance *inst;
    void *owned;
    (void)variant;
    honest_form(f, out, FORM_F4_ENTRIES);
    forgery_need(forgery_instance(&inst, &owned, f->ctx, it) == SGM_OK, "making a statement");
    const sgm_argument_job job = {inst, it->proof, challenge};
    const uint32_t rounds = ((const sgm_f4_entries_argument *)inst->argument)->rows.rounds;
    sgm_argument_challenges(sgm_ctx_backend(f->ctx), &job, 1);
    forgery_free_instance(it, inst, owned);
    k[0] = forger_scalar(f);
    sgm_sc_invert(&k[1], &challenge[4 + rounds]);
    sgm_sc_mul(&k[1], &k[1], &k[0]);
    sgm_sc_neg(&k[1], &k[1]);
    forgery_shift_columns(f, it, k);
}
