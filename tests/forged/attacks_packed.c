/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Forgeries about packed one-out-of-many proofs, over four members in base 2. */
#include "protocols/context.h"
#include "protocols/transcript.h"
#include "tests/forged/attacks.h"

#include <string.h>

/* Fields of the statement; two digits with two values each. */
enum { CLASS_C, CLASS_DM, CLASS_D, MEMBERS = 4, DIGITS = 2, VALUES = 2, PLACES = DIGITS * VALUES };

static sgm_sc field(const forgery_item *it, size_t i)
{
    sgm_sc x;
    forgery_need(sgm_sc_from_bytes(&x, it->statement[i]), "reading a statement");
    return x;
}

/* Member 2 is worth nothing, and the record holds as much. */
void packed_bad_member(const forger *f, forgery *out, int variant)
{
    forgery_item it = {.form = variant == MEMBER_ZERO ? &subject_f3_scalar : &subject_f3_group,
                       .flavor = SGM_BATCHABLE};
    const uint8_t(*statement)[32] = (const uint8_t(*)[32])it.statement;
    const sgm_rng rng = subject_rng(f->g);
    sgm_sc witness[2];
    sgm_instance *inst;
    void *owned;
    it.form->make(f->ctx, f->g, it.statement, witness);
    memset(it.statement[CLASS_D + 2], variant == MEMBER_UNDECODABLE ? 0xff : 0, 32);
    sgm_sc_from_u64(&witness[0], 2);
    sgm_sc dm = field(&it, CLASS_DM);
    sgm_record_commit(f->ctx, it.statement[CLASS_C], &sgm_sc_zero, &dm, &witness[1]);
    forgery_need(forgery_instance(&inst, &owned, f->ctx, &it) == SGM_OK, "making a statement");
    it.len = sgm_instance_proof_size(inst);
    forgery_need(it.form->prove(f->ctx, statement, witness, it.flavor, &rng, it.proof) == SGM_OK, "proving");
    forgery_free_instance(&it, inst, owned);
    out->item[0] = it;
}

/* A proof made by hand. sigma: what the digits hold. */
typedef struct packed {
    uint8_t sigma[PLACES];
    sgm_sc a[PLACES], rho[2 + DIGITS], p[DIGITS + 1];
} packed;

static void draw(const forger *f, packed *w, int adds_up)
{
    for (size_t k = 0; k < PLACES; k++)
        w->a[k] = forger_scalar(f);
    for (size_t j = 0; j < DIGITS && adds_up; j++)
        sgm_sc_neg(&w->a[2 * j], &w->a[2 * j + 1]);
    for (size_t k = 0; k < 2 + DIGITS; k++)
        w->rho[k] = forger_scalar(f);
}

/* p(x) = sum of d_i (sigma_{0,i_0} x + a_{0,i_0}) (sigma_{1,i_1} x + a_{1,i_1}). */
static void expand(packed *w, const forgery_item *it)
{
    memset(w->p, 0, sizeof w->p);
    for (size_t i = 0; i < MEMBERS; i++) {
        size_t first = i % VALUES, second = VALUES + i / VALUES;
        sgm_sc d = field(it, CLASS_D + i), term;
        sgm_sc_mul(&term, &w->a[first], &w->a[second]);
        sgm_sc_muladd(&w->p[0], &d, &term, &w->p[0]);
        if (w->sigma[first])
            sgm_sc_muladd(&w->p[1], &d, &w->a[second], &w->p[1]);
        if (w->sigma[second])
            sgm_sc_muladd(&w->p[1], &d, &w->a[first], &w->p[1]);
        if (w->sigma[first] && w->sigma[second])
            sgm_sc_add(&w->p[2], &w->p[2], &d);
    }
}

/* sum of (u_k V_{2k} + q_k V_{2k+1}) + rho H. */
static void commit(const forger *f, uint8_t out[32], const sgm_sc *u, const sgm_sc *q, const sgm_sc *rho)
{
    const sgm_backend *be = sgm_ctx_backend(f->ctx);
    const sgm_affine *V;
    const void *id;
    sgm_affine base[2 * PLACES + 1];
    sgm_sc scalar[2 * PLACES + 1];
    sgm_point product[2 * PLACES + 1];
    forgery_need(sgm_ctx_family(f->ctx, SGM_FAMILY_V, 2 * PLACES, &V, &id) == SGM_OK, "generators");
    for (size_t k = 0; k < PLACES; k++) {
        scalar[2 * k] = u[k];
        scalar[2 * k + 1] = q[k];
    }
    memcpy(base, V, 2 * PLACES * sizeof *base);
    base[2 * PLACES] = *sgm_ctx_generator_point(f->ctx, SGM_GEN_H);
    scalar[2 * PLACES] = *rho;
    be->var_mul(product, base, scalar, 2 * PLACES + 1);
    for (size_t k = 1; k <= 2 * PLACES; k++)
        be->add(&product[0], &product[0], &product[k], 1);
    be->encode((uint8_t(*)[32])out, product, 1);
}

static void write_points(const forger *f, const packed *w, forgery_item *it)
{
    sgm_sc minus_a2[PLACES], sigma[PLACES], mixed[PLACES], minus;
    for (size_t k = 0; k < PLACES; k++) {
        sgm_sc_mul(&minus_a2[k], &w->a[k], &w->a[k]);
        sgm_sc_neg(&minus_a2[k], &minus_a2[k]);
        sgm_sc_from_u64(&sigma[k], w->sigma[k]);
        mixed[k] = w->a[k];
        if (w->sigma[k])
            sgm_sc_neg(&mixed[k], &w->a[k]);
    }
    commit(f, it->proof, w->a, minus_a2, &w->rho[0]);
    commit(f, it->proof + 32, sigma, mixed, &w->rho[1]);
    for (size_t k = 0; k < DIGITS; k++) {
        sgm_sc_neg(&minus, &w->p[k]);
        sgm_record_commit(f->ctx, it->proof + 64 + 32 * k, &minus, &sgm_sc_zero, &w->rho[2 + k]);
    }
    it->len = 32 * (2 + DIGITS);
}

/* The challenge after the statement and the points, of which either may be left out. */
static sgm_sc challenge(const forger *f, const forgery_item *it, int with_statement, int with_points)
{
    char tag[128];
    uint8_t sid[32];
    sgm_transcript t;
    sgm_instance *inst;
    void *owned;
    size_t len;
    sgm_sc x;
    sgm_formulation_name_tag(it->form->name, SGM_BATCHABLE, tag, sizeof tag);
    sgm_session_id(sid, tag, strlen(tag));
    sgm_transcript_init(&t, sid);
    forgery_need(forgery_instance(&inst, &owned, f->ctx, it) == SGM_OK, "making a statement");
    const uint8_t *bytes = sgm_instance_bytes(inst, &len);
    sgm_transcript_absorb(&t, bytes, with_statement ? len : 0);
    sgm_transcript_absorb(&t, it->proof, with_points ? 32 * (2 + DIGITS) : 0);
    sgm_transcript_challenge(&t, &x);
    forgery_free_instance(it, inst, owned);
    return x;
}

static void push(forgery_item *it, const sgm_sc *x)
{
    sgm_sc_to_bytes(it->proof + it->len, x);
    it->len += 32;
}

/* The values of the digits from `from` on, then z and z'. */
static void respond(const packed *w, forgery_item *it, const sgm_sc *x, const sgm_sc *r, size_t from)
{
    sgm_sc power = sgm_sc_one, z, term;
    for (size_t k = 0; k < PLACES; k++) {
        if (k % VALUES < from)
            continue;
        z = w->a[k];
        if (w->sigma[k])
            sgm_sc_add(&z, &z, x);
        push(it, &z);
    }
    sgm_sc_muladd(&z, x, &w->rho[1], &w->rho[0]);
    push(it, &z);
    z = sgm_sc_zero;
    for (size_t k = 0; k < DIGITS; k++) {
        sgm_sc_mul(&term, &power, &w->rho[2 + k]);
        sgm_sc_sub(&z, &z, &term);
        sgm_sc_mul(&power, &power, x);
    }
    sgm_sc_muladd(&z, &power, r, &z);
    push(it, &z);
}

/* Any class and model; the record is the caller's. */
static forgery_item some_class(const forger *f)
{
    forgery_item it = {.form = &subject_f3_scalar, .flavor = SGM_BATCHABLE};
    sgm_sc witness[2];
    it.form->make(f->ctx, f->g, it.statement, witness);
    return it;
}

/* Digit 0 is 0 and 1 at once: the coefficient of x^2 is d_0 + d_1, which the record holds. */
void packed_two_values(const forger *f, forgery *out, int variant)
{
    forgery_item it = some_class(f);
    packed w = {.sigma = {1, 1, 1, 0}};
    sgm_sc r = forger_scalar(f), dm = field(&it, CLASS_DM), d = field(&it, CLASS_D), d1 = field(&it, CLASS_D + 1), x;
    (void)variant;
    sgm_sc_add(&d, &d, &d1);
    sgm_record_commit(f->ctx, it.statement[CLASS_C], &d, &dm, &r);
    draw(f, &w, 0);
    expand(&w, &it);
    write_points(f, &w, &it);
    x = challenge(f, &it, 1, 1);
    respond(&w, &it, &x, &r, 0);
    out->item[0] = it;
}

/* The record holds d_0 + e; after the challenge X_0 takes x^2 e. */
void packed_late_commitment(const forger *f, forgery *out, int variant)
{
    forgery_item it = some_class(f);
    packed w = {.sigma = {1, 0, 1, 0}};
    sgm_sc r = forger_scalar(f), e = forger_scalar(f), dm = field(&it, CLASS_DM), d = field(&it, CLASS_D), x, x2;
    (void)variant;
    sgm_sc_add(&d, &d, &e);
    sgm_record_commit(f->ctx, it.statement[CLASS_C], &d, &dm, &r);
    draw(f, &w, 1);
    expand(&w, &it);
    x = challenge(f, &it, 1, 0);
    sgm_sc_mul(&x2, &x, &x);
    sgm_sc_mul(&x2, &x2, &e);
    sgm_sc_sub(&w.p[0], &w.p[0], &x2);
    write_points(f, &w, &it);
    respond(&w, &it, &x, &r, 1);
    out->item[0] = it;
}

/* Digest e more in member 3, and what that comes to at the digits, f e / x^2, more in the record. */
void packed_late_record(const forger *f, forgery *out, int variant)
{
    forgery_item it = some_class(f);
    packed w = {.sigma = {1, 0, 1, 0}};
    sgm_sc r = forger_scalar(f), e = forger_scalar(f), dm = field(&it, CLASS_DM), d = field(&it, CLASS_D), x, excess;
    (void)variant;
    draw(f, &w, 1);
    expand(&w, &it);
    write_points(f, &w, &it);
    x = challenge(f, &it, 0, 1);
    respond(&w, &it, &x, &r, 1);
    sgm_sc_mul(&excess, &w.a[1], &w.a[3]); /* f of member 3, whose digits are 1, 1 */
    sgm_sc_mul(&excess, &excess, &e);
    sgm_sc_invert(&x, &x);
    sgm_sc_mul(&x, &x, &x);
    sgm_sc_muladd(&d, &excess, &x, &d);
    sgm_record_commit(f->ctx, it.statement[CLASS_C], &d, &dm, &r);
    d = field(&it, CLASS_D + 3);
    sgm_sc_add(&d, &d, &e);
    sgm_sc_to_bytes(it.statement[CLASS_D + 3], &d);
    out->item[0] = it;
}
