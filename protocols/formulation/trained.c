/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F2 between models whose training is proved: four arguments, and what ties their statements together. */
#include "protocols/formulation/trained.h"

#include "primitives/base/bytes.h"
#include "primitives/base/ct.h"
#include "protocols/joint.h"

#include <stdlib.h>
#include <string.h>

#define OF_TRAINING "are what the stated training makes of the registered columns with and without those of D."
#define NON_CLAIM                                                                                                      \
    "It does not show that the columns are D's bytes, that no other data was used, or that either model is in use. "   \
    "The runs are open, so whoever has them can compute the distance himself: the proof adds that both come from "     \
    "hidden registered data. It is not differential privacy, which is a property of the training algorithm."
#define ASSUMPTION "discrete logarithm, random oracle"

const sgm_words sgm_trained[SGM_TRAINED_FORMS] = {
    [SGM_TRAINED_MLR] = {.name = "F2-MLR-TRAINED",
                         .title = "non-influence of training, largest log ratio",
                         .system = "aggregated range proof, and gradient descent folded into norm arguments",
                         .claim = "Two models between which no log-probability on these T probes differs by more than "
                                  "epsilon " OF_TRAINING,
                         .non_claim = NON_CLAIM,
                         .audience = "anyone",
                         .assumption = ASSUMPTION},
    [SGM_TRAINED_L1] = {.name = "F2-L1-TRAINED",
                        .title = "non-influence of training, sum of log ratios",
                        .system = "bits in public rows, and gradient descent folded into norm arguments",
                        .claim =
                            "Two models whose log-probabilities on these T probes differ by no more than the bound "
                            "in sum " OF_TRAINING,
                        .non_claim = NON_CLAIM,
                        .audience = "anyone",
                        .assumption = ASSUMPTION},
    [SGM_TRAINED_L2] = {.name = "F2-L2-TRAINED",
                        .title = "non-influence of training, distance of weights",
                        .system = "norm argument, bits in rows, and gradient descent folded into norm arguments",
                        .claim = "Two models whose weights differ by at most the bound in Euclidean norm " OF_TRAINING,
                        .non_claim = NON_CLAIM,
                        .audience = "anyone",
                        .assumption = ASSUMPTION},
};

enum { PART_F2, PART_WITH, PART_WITHOUT, PART_D, PARTS };

static sgm_f2_form f2_form(sgm_trained_form form) { return form == SGM_TRAINED_MLR ? SGM_F2_MLR : SGM_F2_L1; }

static sgm_f2_statement f2_of(const sgm_trained_statement *s)
{
    return (sgm_f2_statement){s->probes, s->W, s->W0, s->bound, s->digits};
}

static sgm_ball_statement ball_of(const sgm_trained_statement *s)
{
    return (sgm_ball_statement){s->W, s->W0, s->with.p, s->bound, s->each};
}

/* Rows of the run with D; 0: too many. */
static uint32_t rows_with(const sgm_trained_statement *s)
{
    return s->rest.n <= SGM_F4_ROWS_MAX && s->D.n <= SGM_F4_ROWS_MAX ? sgm_f4_length(1, s->rest.n + s->D.n) : 0;
}

size_t sgm_trained_proof_size(sgm_trained_form form, const sgm_trained_statement *s, sgm_flavor flavor)
{
    const sgm_f2_statement f2 = f2_of(s);
    const sgm_ball_statement ball = ball_of(s);
    const size_t bound =
        form == SGM_TRAINED_L2 ? sgm_ball_proof_size(&ball, flavor) : sgm_f2_proof_size(f2_form(form), &f2, flavor);
    if (bound == 0 || rows_with(s) == 0 || s->rest.n == 0 || s->D.n == 0)
        return 0;
    return bound + sgm_f4_proof_size(rows_with(s), flavor) + sgm_f4_proof_size(s->rest.n, flavor) +
           sgm_f4_proof_size(s->D.n, flavor);
}

/* Points of an F4 string: a proof's hints are 32 bytes each. */
static uint32_t f4_points(uint32_t n)
{
    return (uint32_t)((sgm_f4_proof_size(n, SGM_HINTED) - sgm_f4_proof_size(n, SGM_BATCHABLE)) / 32);
}

uint32_t sgm_trained_points(sgm_trained_form form, const sgm_trained_statement *s)
{
    const sgm_f2_statement f2 = f2_of(s);
    const sgm_ball_statement ball = ball_of(s);
    const uint32_t bound =
        form == SGM_TRAINED_L2 ? sgm_ball_points(SGM_F2_L2, &ball) : sgm_f2_points(f2_form(form), &f2);
    return bound + f4_points(rows_with(s)) + f4_points(s->rest.n) + f4_points(s->D.n) + 3 * (s->with.p + 1);
}

/* What the four statements are made of. */
typedef struct parts {
    sgm_f4_statement with, without, of_D;
    int64_t *g;       /* p: the gradient of D at w_0 */
    uint8_t (*C)[32]; /* p + 1: the columns with D */
} parts;

static void clear(parts *q)
{
    free(q->g);
    free(q->C);
}

/* Both runs follow one rule for as long, from one beginning. */
static int is_same_rule(const sgm_f4_run *a, const sgm_f4_run *b)
{
    return a->p == b->p && (!SGM_KEEP_SAME_RULE || (a->T == b->T && a->lambda == b->lambda && a->fx == b->fx &&
                                                    a->sh == b->sh && memcmp(a->w, b->w, a->p * sizeof *a->w) == 0));
}

static int in_bounds(const sgm_trained_statement *s)
{
    const sgm_f4_run *a = &s->with, *b = &s->without;
    return a->p >= 1 && a->p <= SGM_F4_COLUMNS_MAX && a->T >= 1 && a->T <= SGM_F4_STEPS_MAX && b->T >= 1 &&
           b->T <= SGM_F4_STEPS_MAX && rows_with(s) > 0;
}

/* W opens to the weights that a run ends with. *good = 0 if not. */
static sgm_status check_last(int *good, const sgm_ctx *ctx, const uint8_t (*W)[32], const sgm_sc *rho,
                             const sgm_f4_run *run)
{
    uint8_t(*made)[32] = malloc(run->p * sizeof *made);
    if (!made)
        return SGM_NOMEM;
    sgm_weights_commit(ctx, made, &(sgm_weights_opening){run->w + (size_t)run->T * run->p, rho}, run->p);
    *good &= memcmp(made, W, run->p * sizeof *made) == 0;
    free(made);
    return SGM_OK;
}

/* C = the sums of the rest's columns and D's. SGM_MALFORMED: one does not decode. */
static sgm_status add_columns(const sgm_ctx *ctx, uint8_t (*C)[32], const sgm_trained_statement *s)
{
    const sgm_backend *be = sgm_ctx_backend(ctx);
    const size_t p = s->with.p, n = p + 1;
    sgm_affine *at = aligned_alloc(64, (2 * n * sizeof *at + 63) / 64 * 64);
    sgm_point *sum = aligned_alloc(64, (2 * n * sizeof *sum + 63) / 64 * 64);
    uint8_t(*enc)[32] = malloc(2 * n * sizeof *enc), *ok = malloc(2 * n);
    sgm_status st = at && sum && enc && ok ? SGM_OK : SGM_NOMEM;
    if (st == SGM_OK) {
        memcpy(enc, s->rest.CX, p * sizeof *enc);
        memcpy(enc + p, s->rest.CY, sizeof *enc);
        memcpy(enc + n, s->D.CX, p * sizeof *enc);
        memcpy(enc + n + p, s->D.CY, sizeof *enc);
        st = be->decode(at, ok, (const uint8_t(*)[32])enc, 2 * n) == 0 ? SGM_OK : SGM_MALFORMED;
    }
    if (st == SGM_OK) {
        be->from_affine(sum, at, 2 * n);
        be->add(sum, sum, sum + n, n);
        be->encode(C, sum, n);
    }
    free(ok);
    free(enc);
    free(sum);
    free(at);
    return st;
}

/* The statements of the runs. In: bounds that hold. */
static sgm_status make_parts(parts *q, const sgm_ctx *ctx, const sgm_trained_statement *s)
{
    const uint32_t p = s->with.p;
    int good = 1;
    *q = (parts){.g = malloc(p * sizeof *q->g), .C = malloc((p + (size_t)1) * sizeof *q->C)};
    if (!q->g || !q->C)
        return SGM_NOMEM;
    sgm_status st = check_last(&good, ctx, s->W, s->rho, &s->with);
    if (st == SGM_OK)
        st = check_last(&good, ctx, s->W0, s->rho0, &s->without);
    if (st == SGM_OK && SGM_KEEP_LAST_WEIGHTS && !good)
        st = SGM_MALFORMED;
    if (st == SGM_OK)
        st = add_columns(ctx, q->C, s);
    for (uint32_t j = 0; j < p; j++) /* both have at most 62 bits, or there is no statement */
        q->g[j] = (int64_t)((uint64_t)s->with.g[j] - (uint64_t)s->without.g[j]);
    q->with =
        (sgm_f4_statement){rows_with(s), (const uint8_t(*)[32])q->C, (const uint8_t(*)[32])(q->C + p), s->with, 0};
    q->without = (sgm_f4_statement){s->rest.n, s->rest.CX, s->rest.CY, s->without, 0};
    q->of_D =
        (sgm_f4_statement){s->D.n, s->D.CX, s->D.CY, {p, 1, 0, s->with.fx, 0, s->with.w, q->g, 0, NULL}, s->rest.n};
    return st;
}

static sgm_status bound_instance(sgm_instance **out, const sgm_ctx *ctx, sgm_trained_form form,
                                 const sgm_trained_statement *s)
{
    const sgm_f2_statement f2 = f2_of(s);
    const sgm_ball_statement ball = ball_of(s);
    if (form == SGM_TRAINED_L2)
        return sgm_ball_instance(out, ctx, SGM_F2_L2, &ball, SGM_BATCHABLE);
    return s->probes->p == s->with.p ? sgm_f2_instance(out, ctx, f2_form(form), &f2, SGM_BATCHABLE) : SGM_MALFORMED;
}

static sgm_status make_instance(sgm_instance **out, const sgm_ctx *ctx, sgm_trained_form form,
                                const sgm_trained_statement *s, const parts *q, sgm_flavor flavor)
{
    sgm_instance *part[PARTS] = {NULL};
    sgm_status st = bound_instance(&part[PART_F2], ctx, form, s);
    if (st == SGM_OK)
        st = sgm_f4_instance(&part[PART_WITH], ctx, SGM_F4_RIDGE, &q->with, SGM_BATCHABLE);
    if (st == SGM_OK)
        st = sgm_f4_instance(&part[PART_WITHOUT], ctx, SGM_F4_RIDGE, &q->without, SGM_BATCHABLE);
    if (st == SGM_OK)
        st = sgm_f4_instance(&part[PART_D], ctx, SGM_F4_PLACED, &q->of_D, SGM_BATCHABLE);
    if (st == SGM_OK)
        return sgm_joint_instance(out, sgm_trained[form].name, part, PARTS, flavor);
    for (size_t k = 0; k < PARTS; k++)
        sgm_instance_free(part[k]);
    return st;
}

sgm_status sgm_trained_instance(sgm_instance **out, const sgm_ctx *ctx, sgm_trained_form form,
                                const sgm_trained_statement *s, sgm_flavor flavor)
{
    parts q;
    *out = NULL;
    if ((int)form < 0 || form >= SGM_TRAINED_FORMS || flavor == SGM_COMPACT)
        return SGM_USAGE;
    if (!in_bounds(s) || !is_same_rule(&s->with, &s->without))
        return SGM_MALFORMED;
    sgm_status st = make_parts(&q, ctx, s);
    if (st == SGM_OK)
        st = make_instance(out, ctx, form, s, &q, flavor);
    clear(&q);
    return st;
}

/* The rows of both, D's behind the rest's, then zeros; the blindings of their sums. Secret. */
typedef struct both {
    int64_t *X, *y;
    sgm_sc *rho; /* p, then that of y */
    size_t n, p;
} both;

static void clear_both(both *b)
{
    if (b->X)
        sgm_wipe(b->X, b->n * b->p * sizeof *b->X);
    if (b->y)
        sgm_wipe(b->y, b->n * sizeof *b->y);
    if (b->rho)
        sgm_wipe(b->rho, (b->p + 1) * sizeof *b->rho);
    free(b->X);
    free(b->y);
    free(b->rho);
}

static sgm_status put_together(both *b, const sgm_trained_statement *s, const sgm_f4_data *rest, const sgm_f4_data *D)
{
    const size_t n = s->rest.n, m = s->D.n, p = s->with.p;
    *b = (both){calloc(rows_with(s) * p, sizeof *b->X), calloc(rows_with(s), sizeof *b->y),
                calloc(p + 1, sizeof *b->rho), rows_with(s), p};
    if (!b->X || !b->y || !b->rho)
        return SGM_NOMEM;
    memcpy(b->X, rest->X, n * p * sizeof *b->X);
    memcpy(b->X + n * p, D->X, m * p * sizeof *b->X);
    memcpy(b->y, rest->y, n * sizeof *b->y);
    memcpy(b->y + n, D->y, m * sizeof *b->y);
    for (size_t j = 0; j < p; j++)
        sgm_sc_add(&b->rho[j], &rest->rho[j], &D->rho[j]);
    sgm_sc_add(&b->rho[p], rest->rho_y, D->rho_y);
    return SGM_OK;
}

static sgm_status prove_bound(const sgm_ctx *ctx, sgm_trained_form form, const sgm_trained_statement *s,
                              const sgm_rng *rng, uint8_t *proof)
{
    const sgm_f2_statement f2 = f2_of(s);
    const sgm_ball_statement ball = ball_of(s);
    const size_t last = (size_t)s->with.T * s->with.p;
    const sgm_weights_opening model = {s->with.w + last, s->rho},
                              without = {s->without.w + (size_t)s->without.T * s->with.p, s->rho0};
    if (form == SGM_TRAINED_L2)
        return sgm_ball_prove(ctx, SGM_F2_L2, &ball, &model, &without, SGM_BATCHABLE, rng, proof);
    return sgm_f2_prove(ctx, f2_form(form), &f2, &model, &without, SGM_BATCHABLE, rng, proof);
}

/* The strings of the parts, one after the other. */
static sgm_status prove_parts(const sgm_ctx *ctx, const sgm_argument *joint, sgm_trained_form form,
                              const sgm_trained_statement *s, const sgm_f4_data *rest, const sgm_f4_data *D,
                              const sgm_rng *rng, uint8_t *proof)
{
    uint8_t *at[PARTS];
    parts q;
    both b = {0};
    for (size_t k = 0; k < PARTS; k++) {
        at[k] = proof;
        proof += sgm_instance_proof_size(joint->parts[k]);
    }
    sgm_status st = make_parts(&q, ctx, s);
    if (st == SGM_OK)
        st = put_together(&b, s, rest, D);
    const sgm_f4_data all = {b.X, b.y, b.rho, b.rho + b.p};
    if (st == SGM_OK)
        st = prove_bound(ctx, form, s, rng, at[PART_F2]);
    if (st == SGM_OK)
        st = sgm_f4_prove(ctx, SGM_F4_RIDGE, &q.with, &all, SGM_BATCHABLE, rng, at[PART_WITH]);
    if (st == SGM_OK)
        st = sgm_f4_prove(ctx, SGM_F4_RIDGE, &q.without, rest, SGM_BATCHABLE, rng, at[PART_WITHOUT]);
    if (st == SGM_OK)
        st = sgm_f4_prove(ctx, SGM_F4_PLACED, &q.of_D, D, SGM_BATCHABLE, rng, at[PART_D]);
    clear_both(&b);
    clear(&q);
    return st;
}

sgm_status sgm_trained_prove(const sgm_ctx *ctx, sgm_trained_form form, const sgm_trained_statement *s,
                             const sgm_f4_data *rest, const sgm_f4_data *D, sgm_flavor flavor, const sgm_rng *rng,
                             uint8_t *proof)
{
    sgm_instance *inst;
    sgm_status st = sgm_trained_instance(&inst, ctx, form, s, flavor);
    if (st != SGM_OK)
        return st;
    st = prove_parts(ctx, inst->argument, form, s, rest, D, rng, proof);
    if (st == SGM_OK && flavor == SGM_HINTED)
        sgm_argument_hints(ctx, inst, proof, proof + sgm_script_bytes(&inst->argument->script));
    if (st != SGM_OK)
        memset(proof, 0, sgm_instance_proof_size(inst));
    sgm_instance_free(inst);
    return st;
}
