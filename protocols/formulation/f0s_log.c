/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F0S-LOG, set record in logarithmic size: the masked coefficients y = k + c a and an inner product fold on them. */
#include "protocols/formulation/f0s_log.h"

#include "primitives/base/bytes.h"
#include "protocols/commit.h"
#include "protocols/formulation/set_internal.h"
#include "protocols/inner.h"
#include "protocols/tensor.h"

const sgm_words sgm_f0s_log = {
    .name = "F0S-LOG",
    .title = "set record, logarithmic",
    .system = "linear relation over a committed polynomial, and an inner product argument",
    .claim = "d is one of the T recorded sources.",
    .non_claim = "It does not say how much of d was used.",
    .audience = "anyone",
    .assumption = "discrete logarithm, random oracle",
};

static uint32_t rounds_of(uint32_t T)
{
    uint32_t rounds = 0;
    while (T >> rounds > 1)
        rounds++;
    return rounds;
}

size_t sgm_f0s_log_proof_size(uint32_t T, sgm_flavor flavor)
{
    size_t points = 1 + 2 * (size_t)rounds_of(T);
    return 32 * (points + 3 + (flavor == SGM_HINTED ? points : 0));
}

/* What the script holds, in its order: points A, then L, R of every round; scalars and challenges as named, with e of
 * every round last. */
enum { POINT_A, POINT_LR };
enum { SCALAR_TAU, SCALAR_ZR, SCALAR_ZF };
enum { CHALLENGE_C, CHALLENGE_W, CHALLENGE_E };
/* Outer products: V_0 .. V_{T-1} times the fold, and V_T. */
enum { OUTER_FOLD, OUTER_LEAD, OUTERS };

typedef struct log_argument {
    sgm_argument arg;
    sgm_outer outers[OUTERS];
    uint32_t rounds, low; /* bits of a column of OUTER_FOLD */
    sgm_sc d, d_T, dm;    /* d_T: the leading term at d */
} log_argument;

/* r = <s,v> for v_j = d^j: the product of 1 + e_k d^(T / 2^k). */
static void fold_powers(const log_argument *p, sgm_sc *r, const sgm_sc *e)
{
    sgm_sc power = p->d, factor;
    *r = sgm_sc_one;
    for (uint32_t k = p->rounds; k-- > 0;) {
        sgm_sc_muladd(&factor, &e[k], &power, &sgm_sc_one);
        sgm_sc_mul(r, r, &factor);
        sgm_sc_mul(&power, &power, &power);
    }
}

/* A + c(C_S - dm G_M - V_T) - z_r H + sum of (e L + e^-1 R) - z_f <s,V> + w(tau - c d^T - z_f <s,v>) Q. */
static void sum(const sgm_argument *self, const sgm_reading *in, const sgm_sums *out)
{
    const log_argument *p = (const log_argument *)self;
    const sgm_sc *weight = in->weight, *z = in->scalar, *c = in->challenge, *e = c + CHALLENGE_E;
    const sgm_sc *inverse = in->inverse + CHALLENGE_E;
    sgm_sc wc, minus, q, part;
    sgm_sc_mul(&wc, weight, &c[CHALLENGE_C]);
    sgm_sc_add(&out->element[0], &out->element[0], &wc);
    sgm_sc_neg(&minus, &wc);
    if (SGM_KEEP_MONIC)
        *out->a[OUTER_LEAD] = minus;
    sgm_sc_muladd(&out->generator[SGM_GEN_GM], &minus, &p->dm, &out->generator[SGM_GEN_GM]);
    sgm_sc_neg(&minus, weight);
    sgm_sc_muladd(&out->generator[SGM_GEN_H], &minus, &z[SCALAR_ZR], &out->generator[SGM_GEN_H]);
    sgm_sc_add(&out->point[POINT_A], &out->point[POINT_A], weight);
    for (uint32_t k = 0; k < p->rounds; k++) {
        sgm_sc *LR = out->point + POINT_LR + 2 * k;
        sgm_sc_muladd(&LR[0], weight, &e[k], &LR[0]);
        sgm_sc_muladd(&LR[1], weight, &inverse[k], &LR[1]);
    }
    sgm_sc_mul(&minus, &minus, &z[SCALAR_ZF]);
    sgm_fold_tensor(in->be, out->b[OUTER_FOLD], &sgm_sc_one, e + (p->rounds - p->low), p->low);
    sgm_fold_tensor(in->be, out->a[OUTER_FOLD], &minus, e, p->rounds - p->low);
    fold_powers(p, &q, e);
    sgm_sc_mul(&q, &q, &minus);
    sgm_sc_muladd(&q, weight, &z[SCALAR_TAU], &q);
    sgm_sc_mul(&part, &wc, &p->d_T);
    sgm_sc_sub(&q, &q, &part);
    sgm_sc_muladd(&out->generator[SGM_GEN_Q], &q, &c[CHALLENGE_W], &out->generator[SGM_GEN_Q]);
}

static void write_script(sgm_script *s, uint32_t rounds)
{
    sgm_script_add(s, SGM_STEP_POINTS, 1);
    sgm_script_add(s, SGM_STEP_SCALARS, 1);
    sgm_script_add(s, SGM_STEP_CHALLENGES, 1);
    sgm_script_add(s, SGM_STEP_SCALARS, 1);
    sgm_script_add(s, SGM_STEP_NONZERO, 1);
    sgm_script_fold(s, rounds);
    sgm_script_add(s, SGM_STEP_SCALARS, 1);
}

static sgm_status set_outers(log_argument *p, const sgm_ctx *ctx, uint32_t T)
{
    sgm_vector V = {.n = (size_t)T + 1};
    sgm_status st = sgm_ctx_family(ctx, SGM_FAMILY_V, V.n, &V.points, &V.id);
    p->outers[OUTER_FOLD] = (sgm_outer){V, 0, 1u << (p->rounds - p->low), 1u << p->low};
    p->outers[OUTER_LEAD] = (sgm_outer){V, T, 0, 1};
    return st;
}

/* The statement, as it is hashed. */
enum { INSTANCE_BYTES = 32 + 32 + 4 + 32 };

static void write_bytes(uint8_t out[INSTANCE_BYTES], const sgm_set_statement *s)
{
    memcpy(out, s->C_S, 32);
    sgm_sc_to_bytes(out + 32, &s->dm);
    sgm_store32(out + 64, s->T);
    sgm_sc_to_bytes(out + 68, &s->d);
}

sgm_status sgm_f0s_log_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_set_statement *s, sgm_flavor flavor)
{
    uint8_t bytes[INSTANCE_BYTES];
    *out = NULL;
    if (sgm_set_refused(s))
        return SGM_MALFORMED;
    log_argument *p = calloc(1, sizeof *p);
    if (!p)
        return SGM_NOMEM;
    p->rounds = rounds_of(s->T);
    p->low = p->rounds - p->rounds / 2;
    p->d = p->d_T = s->d;
    for (uint32_t k = 0; k < p->rounds; k++)
        sgm_sc_mul(&p->d_T, &p->d_T, &p->d_T);
    sgm_sc_mul(&p->d_T, &p->d_T, sgm_set_lead());
    p->dm = s->dm;
    p->arg = (sgm_argument){.n_equations = 1, .n_outers = OUTERS, .outers = p->outers, .sum = sum};
    write_script(&p->arg.script, p->rounds);
    sgm_status st = set_outers(p, ctx, s->T);
    if (st != SGM_OK) {
        free(p);
        return st;
    }
    write_bytes(bytes, s);
    return sgm_argument_instance(out, sgm_f0s_log.name, &p->arg, free, &s->C_S, 1, bytes, sizeof bytes, flavor);
}

typedef struct prover {
    const sgm_ctx *ctx;
    const sgm_instance *inst;
    const sgm_set_statement *s;
    const sgm_set_witness *w;
    const sgm_affine *V;
    sgm_sc *k; /* nonces of the coefficients, then y = k + c a */
    sgm_sc *power;
    uint8_t (*secret)[32]; /* the witness as bytes */
    sgm_hedged *hedged;
    sgm_sc kappa;
} prover;

static void layout(prover *p, sgm_arena *a)
{
    size_t T = p->s->T;
    a->used = 0;
    p->k = sgm_arena_take(a, T, sizeof *p->k);
    p->power = sgm_arena_take(a, T + 1, sizeof *p->power);
    p->secret = sgm_arena_take(a, T + 1, sizeof *p->secret);
    p->hedged = sgm_arena_take(a, 1, sizeof *p->hedged);
}

static sgm_status hedge(prover *p, sgm_rng *rng, const sgm_rng *fresh)
{
    uint32_t T = p->s->T;
    for (uint32_t j = 0; j < T; j++)
        sgm_sc_to_bytes(p->secret[j], &p->w->a[j]);
    sgm_sc_to_bytes(p->secret[T], &p->w->r);
    return sgm_argument_hedge(rng, p->hedged, fresh, p->inst, p->secret, 32 * ((size_t)T + 1));
}

static sgm_status draw(prover *p, const sgm_rng *rng)
{
    sgm_status st = SGM_OK;
    for (uint32_t j = 0; j < p->s->T && st == SGM_OK; j++)
        st = sgm_rng_scalar(rng, &p->k[j]);
    return st == SGM_OK ? sgm_rng_scalar(rng, &p->kappa) : st;
}

/* A = <k,V> + kappa H and tau = sum of k_j d^j. */
static sgm_status commit(prover *p, sgm_point *A, sgm_sc *tau)
{
    sgm_set_powers(p->power, &p->s->d, p->s->T);
    sgm_inner_product(p->ctx->be, tau, p->k, p->power, p->s->T);
    return sgm_vector_commit(p->ctx, A, p->V, p->k, p->s->T, &p->kappa);
}

/* From c on: z_r, then the fold of y. */
static sgm_status respond(prover *p, sgm_tape *tape, const sgm_sc *c)
{
    sgm_sc z_r, w;
    uint32_t T = p->s->T;
    sgm_sc_muladd(&z_r, c, &p->w->r, &p->kappa);
    sgm_tape_scalars(tape, &z_r, 1);
    if (!sgm_tape_challenges(tape, &w, 1))
        return SGM_REJECTED;
    sgm_scale_add(p->ctx->be, p->k, c, p->w->a, p->k, T);
    SGM_DECLASSIFY(p->k, T * sizeof *p->k); /* F0S sends them */
    SGM_DECLASSIFY(&w, sizeof w);
    sgm_status st = sgm_inner_prove(tape, p->V, p->k, p->power, rounds_of(T), &w);
    if (st == SGM_OK)
        sgm_tape_scalars(tape, p->k, 1);
    return st;
}

/* SGM_REJECTED: a challenge is 0 that must not be. */
static sgm_status attempt(prover *p, const sgm_rng *rng, uint8_t *proof)
{
    sgm_tape tape;
    sgm_point A;
    sgm_sc tau, c;
    sgm_status st = draw(p, rng);
    if (st == SGM_OK)
        st = commit(p, &A, &tau);
    if (st != SGM_OK)
        return st;
    sgm_tape_begin(&tape, p->ctx, p->inst, proof);
    sgm_tape_points(&tape, &A, 1);
    sgm_tape_scalars(&tape, &tau, 1);
    if (!sgm_tape_challenges(&tape, &c, 1))
        return SGM_REJECTED;
    st = respond(p, &tape, &c);
    if (st == SGM_OK)
        sgm_tape_end(&tape);
    return st;
}

static sgm_status run(prover *p, const sgm_rng *rng, uint8_t *proof)
{
    sgm_rng hedged;
    const void *id;
    sgm_status st = sgm_set_check(p->ctx, p->s, p->w);
    if (st == SGM_OK)
        st = sgm_ctx_family(p->ctx, SGM_FAMILY_V, p->s->T, &p->V, &id);
    if (st == SGM_OK)
        st = hedge(p, &hedged, rng);
    if (st != SGM_OK)
        return st;
    do
        st = attempt(p, &hedged, proof);
    while (st == SGM_REJECTED);
    SGM_DECLASSIFY(proof, sgm_instance_proof_size(p->inst)); /* it is published */
    return st;
}

sgm_status sgm_f0s_log_prove(const sgm_ctx *ctx, const sgm_set_statement *s, const sgm_set_witness *w,
                             sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    sgm_instance *inst;
    sgm_arena a = {0};
    sgm_status st = sgm_f0s_log_instance(&inst, ctx, s, flavor);
    if (st != SGM_OK)
        return st;
    size_t size = sgm_instance_proof_size(inst);
    prover p = {.ctx = ctx, .inst = inst, .s = s, .w = w};
    memset(proof, 0, size);
    layout(&p, &a);
    st = sgm_arena_reserve(&a, a.used);
    if (st == SGM_OK) {
        layout(&p, &a);
        st = run(&p, rng, proof);
    }
    if (st != SGM_OK)
        memset(proof, 0, size);
    sgm_arena_wipe(&a);
    sgm_arena_free(&a);
    sgm_wipe(&p.kappa, sizeof p.kappa);
    sgm_instance_free(inst);
    return st;
}
