/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Forgeries about set records and classes: what their own code has to stop. */
#include "protocols/formulation/f3_aos.h"
#include "protocols/formulation/set.h"
#include "protocols/transcript.h"
#include "tests/forged/attacks.h"

#include <stdlib.h>
#include <string.h>

const subject_form *const forgery_forms[FORMS] = {
    [FORM_F0S] = &subject_f0s,
    [FORM_F0S_LOG] = &subject_f0s_log,
    [FORM_F3_CDS] = &subject_f3_cds,
    [FORM_F3_AOS] = &subject_f3_aos,
    [FORM_F3_SCALAR] = &subject_f3_scalar,
    [FORM_F3_GROUP] = &subject_f3_group,
    [FORM_F3_SQRT] = &subject_f3_sqrt,
    [FORM_RANGE] = &subject_range,
    [FORM_F2_MLR] = &subject_f2_mlr,
    [FORM_F2_L1] = &subject_f2_l1,
    [FORM_F2_L2] = &subject_f2_l2,
    [FORM_F4_RIDGE] = &subject_f4_ridge,
    [FORM_F5_NORM] = &subject_f5_norm,
    [FORM_F4_VICINITY] = &subject_f4_vicinity,
    [FORM_F4_MINIBATCH] = &subject_f4_minibatch,
    [FORM_F2_MLR_TRAINED] = &subject_f2_mlr_trained,
    [FORM_F4_ENTRIES] = &subject_f4_entries,
    [FORM_F4_LOGISTIC] = &subject_f4_logistic,
    [FORM_F5_ACC] = &subject_f5_acc,
};

static forgery_item empty_item(int variant)
{
    return (forgery_item){.form = forgery_forms[variant % FORM_COMPACT],
                          .flavor = variant & FORM_COMPACT ? SGM_COMPACT : SGM_BATCHABLE};
}

static void honest_item(const forger *f, forgery *out, forgery_item it)
{
    subject s;
    subject_make(&s, f->ctx, it.form, it.flavor, f->g);
    memcpy(it.statement, s.statement, sizeof it.statement);
    memcpy(it.proof, s.proof, s.len);
    it.len = s.len;
    subject_free(&s);
    out->item[0] = it;
}

void honest_form(const forger *f, forgery *out, int variant) { honest_item(f, out, empty_item(variant)); }

void form_trailing_byte(const forger *f, forgery *out, int variant)
{
    honest_form(f, out, variant);
    out->item[0].proof[out->item[0].len++] = 0;
}

void form_response_plus_order(const forger *f, forgery *out, int variant)
{
    honest_form(f, out, variant);
    forgery_add_order(&out->item[0], out->item[0].len - 32);
}

/* Proves what the library at hand takes for a statement. */
static void prove(const forger *f, forgery *out, forgery_item *it, const sgm_sc *witness)
{
    const uint8_t(*statement)[32] = (const uint8_t(*)[32])it->statement;
    const sgm_rng rng = subject_rng(f->g);
    sgm_instance *inst;
    void *owned;
    forgery_need(forgery_instance(&inst, &owned, f->ctx, it) == SGM_OK, "making a statement");
    it->len = sgm_instance_proof_size(inst);
    forgery_need(it->form->prove(f->ctx, statement, witness, it->flavor, &rng, it->proof) == SGM_OK, "proving");
    forgery_free_instance(it, inst, owned);
    out->item[0] = *it;
}

/* Fields of the statements of F0S, and of F3 with N members. */
enum { SET_CS, SET_D, SET_DM, SET_T = 4 };
enum { CLASS_C, CLASS_DM, CLASS_D, CLASS_N = 4 };

/* C = d_1 G + dm G_M: without blinding, so that whoever reads the class proves it. */
void form_no_blinding(const forger *f, forgery *out, int variant)
{
    forgery_item it = empty_item(variant);
    const sgm_sc witness[] = {sgm_sc_one, sgm_sc_zero};
    sgm_sc dm, d;
    for (size_t i = 0; i <= CLASS_N; i++) {
        subject_scalar(f->g, &d);
        sgm_sc_to_bytes(it.statement[CLASS_DM + i], &d);
    }
    forgery_need(sgm_sc_from_bytes(&dm, it.statement[CLASS_DM]) && sgm_sc_from_bytes(&d, it.statement[CLASS_D + 1]),
                 "a class");
    sgm_record_commit(f->ctx, it.statement[CLASS_C], &d, &dm, &sgm_sc_zero);
    prove(f, out, &it, witness);
}

/* C_S = dm G_M + r H: all coefficients 0, the leading one too. */
void not_monic(const forger *f, forgery *out, int variant)
{
    forgery_item it = empty_item(variant);
    sgm_sc witness[SET_T + 1] = {{{0}}}, d, dm;
    subject_scalar(f->g, &d);
    subject_scalar(f->g, &dm);
    subject_scalar(f->g, &witness[SET_T]);
    sgm_record_commit(f->ctx, it.statement[SET_CS], &sgm_sc_zero, &dm, &witness[SET_T]);
    sgm_sc_to_bytes(it.statement[SET_D], &d);
    sgm_sc_to_bytes(it.statement[SET_DM], &dm);
    prove(f, out, &it, witness);
}

/* The sponge of a ring, with its statement or without. */
static void open_ring(const forger *f, const forgery_item *it, int with_statement, sgm_transcript *t)
{
    char tag[128];
    uint8_t sid[32];
    sgm_formulation_name_tag(it->form->name, SGM_BATCHABLE, tag, sizeof tag);
    sgm_session_id(sid, tag, strlen(tag));
    sgm_transcript_init(t, sid);
    if (with_statement) {
        sgm_instance *inst;
        void *owned;
        size_t len;
        forgery_need(forgery_instance(&inst, &owned, f->ctx, it) == SGM_OK, "making a statement");
        const uint8_t *bytes = sgm_instance_bytes(inst, &len);
        sgm_transcript_absorb(t, bytes, len);
        forgery_free_instance(it, inst, owned);
    }
}

/* The challenge after item i, whose commitment may be left out (NULL). */
static sgm_sc next_challenge(const sgm_transcript *opened, size_t i, const uint8_t *A)
{
    const uint8_t index[4] = {(uint8_t)i};
    sgm_transcript t = *opened;
    sgm_sc c;
    sgm_transcript_absorb(&t, index, sizeof index);
    sgm_transcript_absorb(&t, A, A ? 32 : 0);
    sgm_transcript_challenge(&t, &c);
    return c;
}

static void push(forgery_item *it, const sgm_sc *x)
{
    sgm_sc_to_bytes(it->proof + it->len, x);
    it->len += 32;
}

/* A_i = a_i G + b_i H gives all challenges; then C = x G + dm G_M + y H, d_i = x + a_i / c_i and s_i = b_i + c_i y
 * close the ring, though C opens to no member. */
void ring_late_class(const forger *f, forgery *out, int variant)
{
    forgery_item it = empty_item(FORM_F3_AOS);
    sgm_sc a[CLASS_N], b[CLASS_N], c[CLASS_N + 1], x, y, dm, d;
    sgm_transcript t;
    (void)variant;
    open_ring(f, &it, 0, &t);
    for (size_t i = 0; i < CLASS_N; i++) {
        uint8_t A[32];
        subject_scalar(f->g, &a[i]);
        subject_scalar(f->g, &b[i]);
        sgm_record_commit(f->ctx, A, &a[i], &sgm_sc_zero, &b[i]);
        c[i + 1] = next_challenge(&t, i, A);
    }
    c[0] = c[CLASS_N];
    subject_scalar(f->g, &x);
    subject_scalar(f->g, &y);
    subject_scalar(f->g, &dm);
    sgm_record_commit(f->ctx, it.statement[CLASS_C], &x, &dm, &y);
    sgm_sc_to_bytes(it.statement[CLASS_DM], &dm);
    push(&it, &c[0]);
    for (size_t i = 0; i < CLASS_N; i++) {
        sgm_sc_invert(&d, &c[i]);
        sgm_sc_muladd(&d, &d, &a[i], &x);
        sgm_sc_to_bytes(it.statement[CLASS_D + i], &d);
        sgm_sc_muladd(&d, &c[i], &y, &b[i]);
        push(&it, &d);
    }
    out->item[0] = it;
}

/* No member, and any responses. */
void ring_late_commitments(const forger *f, forgery *out, int variant)
{
    forgery_item it = empty_item(FORM_F3_AOS);
    sgm_transcript t;
    sgm_sc x, dm;
    (void)variant;
    for (size_t i = 0; i <= CLASS_N; i++) {
        subject_scalar(f->g, &x);
        sgm_sc_to_bytes(it.statement[CLASS_DM + i], &x);
    }
    forgery_need(sgm_sc_from_bytes(&dm, it.statement[CLASS_DM]), "a class");
    sgm_sc_add(&x, &x, &sgm_sc_one);
    sgm_record_commit(f->ctx, it.statement[CLASS_C], &x, &dm, &dm);
    open_ring(f, &it, 1, &t);
    x = next_challenge(&t, CLASS_N - 1, NULL);
    push(&it, &x);
    for (size_t i = 0; i < CLASS_N; i++) {
        subject_scalar(f->g, &x);
        push(&it, &x);
    }
    out->item[0] = it;
}
