/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The prover of F3: one path for every index, constant time in it; for F3-SQRT then a fold over public values. */
#include "primitives/base/bytes.h"
#include "protocols/formulation/clause.h"
#include "protocols/formulation/contract.h"
#include "protocols/formulation/f3_internal.h"
#include "protocols/inner.h"
#include "protocols/rng_hedged.h"

typedef struct prover {
    const sgm_ctx *ctx;
    const sgm_instance *inst;
    const sgm_f3_statement *s;
    sgm_f3_form form;
    uint32_t n, m, l;
    const sgm_sc *r;
    const sgm_affine *V;
    /* secrets */
    uint8_t *sigma;      /* jn + i: 1 iff i is digit j of l */
    sgm_sc *a;           /* jn + i */
    sgm_sc *scalars;     /* of one commitment over V */
    sgm_sc *rho;         /* blindings of A, B, X_0 .. */
    sgm_sc *p;           /* coefficients of the polynomial, p_m the member itself: scalars, */
    sgm_point *P;        /* or points */
    sgm_point *products; /* multiples of H */
    void *scratch;       /* of var_sum */
    sgm_sc *f;           /* f_{j,i} for i >= 1, then z, z' */
    sgm_hedged *hedged;
    sgm_contraction room;
    /* on the way out */
    sgm_point *sent; /* A, B, X_0 .. */
} prover;

/* Of one commitment over V. */
static uint32_t terms(const prover *p) { return 2 * p->n * p->m; }

static void layout(prover *p, sgm_arena *a)
{
    uint32_t places = p->n * p->m, sent = 2 + p->m;
    a->used = 0;
    p->sigma = sgm_arena_take(a, places, 1);
    p->a = sgm_arena_take(a, places, sizeof *p->a);
    p->scalars = sgm_arena_take(a, terms(p), sizeof *p->scalars);
    p->rho = sgm_arena_take(a, sent, sizeof *p->rho);
    p->p = sgm_arena_take(a, p->m + 1, sizeof *p->p);
    p->P = sgm_arena_take(a, p->m + 1, sizeof *p->P);
    p->products = sgm_arena_take(a, sent, sizeof *p->products);
    p->scratch = sgm_arena_take(a, p->ctx->be->var_sum_bytes, 1);
    p->f = sgm_arena_take(a, places + 2, sizeof *p->f);
    p->hedged = sgm_arena_take(a, 1, sizeof *p->hedged);
    p->sent = sgm_arena_take(a, sent, sizeof *p->sent);
    sgm_contraction_layout(&p->room, a, p->s->K);
}

/* r = item l of the class, as a point: d_l G or K_l. Looks at every item. */
static void select_member(const sgm_ctx *ctx, const sgm_class *K, uint32_t l, sgm_point *r)
{
    const size_t words = (K->kind == SGM_CLASS_SCALARS ? sizeof(sgm_sc) : sizeof(sgm_affine)) / sizeof(uint64_t);
    const uint64_t *item = K->kind == SGM_CLASS_SCALARS ? K->d[0].v : K->point[0].yplusx.v;
    union {
        sgm_sc d;
        sgm_affine point;
        uint64_t word[sizeof(sgm_affine) / sizeof(uint64_t)];
    } chosen = {.word = {0}};
    for (size_t i = 0; i < K->size; i++, item += words) {
        uint64_t mask = sgm_ct_mask(sgm_ct_eq(i, l));
        for (size_t w = 0; w < words; w++)
            chosen.word[w] |= item[w] & mask;
    }
    if (K->kind == SGM_CLASS_SCALARS)
        ctx->be->fixed_mul(r, ctx->table[SGM_GEN_G], &chosen.d, 1);
    else
        ctx->be->from_affine(r, &chosen.point, 1);
    sgm_wipe(&chosen, sizeof chosen);
}

uint64_t sgm_f3_holds(const sgm_ctx *ctx, const sgm_f3_statement *s, uint32_t l, const sgm_sc *r)
{
    const sgm_backend *be = ctx->be;
    sgm_point sum, part;
    uint8_t enc[32];
    select_member(ctx, s->K, l, &sum);
    be->fixed_mul(&part, ctx->table[SGM_GEN_GM], &s->dm, 1);
    be->add(&sum, &sum, &part, 1);
    be->fixed_mul(&part, ctx->table[SGM_GEN_H], r, 1);
    be->add(&sum, &sum, &part, 1);
    be->encode(&enc, &sum, 1);
    sgm_wipe(&sum, sizeof sum);
    sgm_wipe(&part, sizeof part);
    return sgm_same_encoding(enc, s->C);
}

/* Digits of l. The quotient by n is a product: l < 2^24 and n <= 16, so that l (n (2^48/n + 1) - 2^48) < 2^48. */
static void set_digits(prover *p)
{
    uint64_t rest = p->l, inverse = (UINT64_C(1) << 48) / p->n + 1;
    for (uint32_t j = 0; j < p->m; j++) {
        uint64_t quotient = rest * inverse >> 48, digit = rest - quotient * p->n;
        for (uint32_t i = 0; i < p->n; i++)
            p->sigma[j * p->n + i] = (uint8_t)sgm_ct_eq(digit, i);
        rest = quotient;
    }
}

static sgm_status hedge(prover *p, sgm_rng *rng, const sgm_rng *fresh)
{
    uint8_t secret[36];
    sgm_sc_to_bytes(secret, p->r);
    sgm_store32(secret + 32, p->l);
    sgm_status st = sgm_argument_hedge(rng, p->hedged, fresh, p->inst, secret, sizeof secret);
    sgm_wipe(secret, sizeof secret);
    return st;
}

/* a_{j,i} for i >= 1, then the blindings; a_{j,0} = - sum of the others. */
static sgm_status draw(prover *p, const sgm_rng *rng)
{
    sgm_status st = SGM_OK;
    for (uint32_t j = 0; j < p->m; j++) {
        sgm_sc *a = p->a + j * p->n;
        a[0] = sgm_sc_zero;
        for (uint32_t i = 1; i < p->n && st == SGM_OK; i++) {
            st = sgm_rng_scalar(rng, &a[i]);
            sgm_sc_sub(&a[0], &a[0], &a[i]);
        }
    }
    for (uint32_t k = 0; k < 2 + p->m && st == SGM_OK; k++)
        st = sgm_rng_scalar(rng, &p->rho[k]);
    return st;
}

/* A = Com(a; -a^2), B = Com(sigma; a (1 - 2 sigma)), without their blindings. */
static void commit_digits(const prover *p)
{
    uint32_t places = p->n * p->m;
    for (uint32_t k = 0; k < places; k++) {
        p->scalars[2 * k] = p->a[k];
        sgm_sc_mul(&p->scalars[2 * k + 1], &p->a[k], &p->a[k]);
        sgm_sc_neg(&p->scalars[2 * k + 1], &p->scalars[2 * k + 1]);
    }
    p->ctx->be->var_sum(&p->sent[0], p->V, p->scalars, terms(p), p->scratch);
    for (uint32_t k = 0; k < places; k++) {
        sgm_sc_select(&p->scalars[2 * k], p->sigma[k], &sgm_sc_one, &sgm_sc_zero);
        sgm_sc_neg(&p->scalars[2 * k + 1], &p->a[k]);
        sgm_sc_select(&p->scalars[2 * k + 1], p->sigma[k], &p->scalars[2 * k + 1], &p->a[k]);
    }
    p->ctx->be->var_sum(&p->sent[1], p->V, p->scalars, terms(p), p->scratch);
}

/* X_k = -p_k G, or minus the point p_k, without its blinding. */
static void commit_polynomial(const prover *p)
{
    const sgm_backend *be = p->ctx->be;
    const sgm_class *K = p->s->K;
    if (K->kind == SGM_CLASS_SCALARS) {
        sgm_contract_scalars(&p->room, be, K, p->a, p->sigma, p->p);
        be->fixed_mul(p->P, p->ctx->table[SGM_GEN_G], p->p, p->m);
    } else {
        sgm_contract_points(&p->room, be, K, p->a, p->sigma, p->P);
    }
    be->neg(p->sent + 2, p->P, p->m);
}

static void commit_all(const prover *p)
{
    const sgm_backend *be = p->ctx->be;
    commit_digits(p);
    commit_polynomial(p);
    be->fixed_mul(p->products, p->ctx->table[SGM_GEN_H], p->rho, 2 + p->m);
    be->add(p->sent, p->sent, p->products, 2 + p->m);
}

/* f_{j,i} = sigma_{j,i} x + a_{j,i}, z = rho_A + x rho_B, z' = r x^m - sum of rho_k x^k. */
static void respond(const prover *p, const sgm_sc *x)
{
    sgm_sc *f = p->f, power = sgm_sc_one, term;
    for (uint32_t k = 0; k < p->n * p->m; k++) {
        if (k % p->n == 0)
            continue;
        sgm_sc_select(&term, p->sigma[k], x, &sgm_sc_zero);
        sgm_sc_add(f++, &term, &p->a[k]);
    }
    sgm_sc_muladd(&f[0], x, &p->rho[1], &p->rho[0]);
    f[1] = sgm_sc_zero;
    for (uint32_t k = 0; k < p->m; k++) {
        sgm_sc_mul(&term, &power, &p->rho[2 + k]);
        sgm_sc_sub(&f[1], &f[1], &term);
        sgm_sc_mul(&power, &power, x);
    }
    sgm_sc_muladd(&f[1], p->r, &power, &f[1]);
    sgm_wipe(&term, sizeof term);
}

/* Everything of F3-SQRT after z' is a function of the class and of what was sent. */
typedef struct row {
    const sgm_affine *CR;
    size_t columns, rows;
    sgm_sc *digit;
    sgm_sc *u, *v, *y; /* tensors of the row and column digits, sum of u_h times row h */
} row;

static void layout_row(row *w, sgm_arena *a, const prover *p)
{
    a->used = 0;
    w->digit = sgm_arena_take(a, (size_t)p->n * p->m, sizeof *w->digit);
    w->u = sgm_arena_take(a, w->rows, sizeof *w->u);
    w->v = sgm_arena_take(a, w->columns, sizeof *w->v);
    w->y = sgm_arena_take(a, w->columns, sizeof *w->y);
}

static sgm_status prove_row(const prover *p, sgm_tape *tape, const sgm_sc *x, row *w)
{
    const sgm_backend *be = p->ctx->be;
    uint32_t low = p->m / 2;
    sgm_sc E, challenge;
    sgm_f3_digits(w->digit, p->f, x, p->n, p->m);
    sgm_digit_tensor(be, w->v, &sgm_sc_one, w->digit, p->n, low);
    sgm_digit_tensor(be, w->u, &sgm_sc_one, w->digit + low * p->n, p->n, p->m - low);
    memset(w->y, 0, w->columns * sizeof *w->y);
    for (size_t h = 0; h < w->rows; h++)
        sgm_scale_add(be, w->y, &w->u[h], p->s->K->d + h * w->columns, w->y, w->columns);
    sgm_inner_product(be, &E, w->y, w->v, w->columns);
    sgm_tape_scalars(tape, &E, 1);
    if (!sgm_tape_challenges(tape, &challenge, 1))
        return SGM_REJECTED;
    sgm_status st = sgm_inner_prove(tape, w->CR, w->y, w->v, sgm_f3_rounds(p->n, p->m), &challenge);
    if (st == SGM_OK)
        sgm_tape_scalars(tape, w->y, 1);
    return st;
}

static sgm_status send_row(const prover *p, sgm_tape *tape, const sgm_sc *x)
{
    sgm_arena a = {0};
    row w = {.columns = sgm_power(p->n, p->m / 2), .rows = sgm_power(p->n, p->m - p->m / 2)};
    const void *id;
    sgm_status st = sgm_ctx_family(p->ctx, SGM_FAMILY_CR, w.columns, &w.CR, &id);
    if (st != SGM_OK)
        return st;
    layout_row(&w, &a, p);
    st = sgm_arena_reserve(&a, a.used);
    if (st != SGM_OK)
        return st;
    layout_row(&w, &a, p);
    SGM_DECLASSIFY(p->f, p->n * p->m * sizeof *p->f); /* it is sent */
    SGM_DECLASSIFY(x, sizeof *x);
    st = prove_row(p, tape, x, &w);
    sgm_arena_free(&a);
    return st;
}

/* SGM_REJECTED: a challenge is 0 that must not be. */
static sgm_status attempt(prover *p, const sgm_rng *rng, uint8_t *proof)
{
    sgm_tape tape;
    sgm_sc x;
    sgm_status st = draw(p, rng);
    if (st != SGM_OK)
        return st;
    commit_all(p);
    sgm_tape_begin(&tape, p->ctx, p->inst, proof);
    sgm_tape_points(&tape, p->sent, 2 + p->m);
    if (!sgm_tape_challenges(&tape, &x, 1))
        return SGM_REJECTED;
    respond(p, &x);
    sgm_tape_scalars(&tape, p->f, p->m * (p->n - 1) + 2);
    if (p->form == SGM_F3_SQRT)
        st = send_row(p, &tape, &x);
    if (st == SGM_OK)
        sgm_tape_end(&tape);
    return st;
}

static sgm_status run(prover *p, const sgm_rng *rng, uint8_t *proof)
{
    sgm_rng hedged;
    const void *id;
    uint64_t good = sgm_f3_holds(p->ctx, p->s, p->l, p->r);
    SGM_DECLASSIFY(&good, sizeof good); /* a refusal is visible, and an honest caller never meets one */
    if (!good)
        return SGM_REJECTED;
    sgm_status st = sgm_ctx_family(p->ctx, SGM_FAMILY_V, terms(p), &p->V, &id);
    if (st == SGM_OK)
        st = hedge(p, &hedged, rng);
    if (st != SGM_OK)
        return st;
    set_digits(p);
    do
        st = attempt(p, &hedged, proof);
    while (st == SGM_REJECTED);
    SGM_DECLASSIFY(proof, sgm_instance_proof_size(p->inst)); /* it is published */
    return st;
}

sgm_status sgm_f3_prove(const sgm_ctx *ctx, sgm_f3_form form, const sgm_f3_statement *s, uint32_t l, const sgm_sc *r,
                        sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    sgm_instance *inst;
    sgm_arena a = {0};
    sgm_status st = sgm_f3_make_instance(&inst, ctx, form, s, flavor, 1);
    if (st != SGM_OK)
        return st;
    size_t size = sgm_instance_proof_size(inst);
    prover p = {.ctx = ctx, .inst = inst, .s = s, .form = form, .n = s->K->n, .m = s->K->m, .l = l, .r = r};
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
    sgm_instance_free(inst);
    return st;
}
