/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Presents a forgery to the library, alone or in a batch. */
#include "protocols/transcript.h"
#include "tests/forged/forgery.h"

#include <string.h>

sgm_status forgery_instance(sgm_instance **out, void **owned, const sgm_ctx *ctx, const forgery_item *it)
{
    sgm_part parts[1 + FORGERY_CLAUSES] = {{NULL, it->need, it->n}};
    uint8_t sid[32];
    sgm_status st = SGM_OK;
    *out = NULL;
    *owned = NULL;
    if (it->form)
        return subject_instance(out, owned, ctx, it->form, (const uint8_t(*)[32])it->statement, it->flavor);
    if (it->formulation)
        return sgm_formulation_instance(out, ctx, it->formulation, &it->s, it->flavor);
    for (uint32_t i = 0; i < it->n && st == SGM_OK; i++)
        st = sgm_relation_parse(&parts[1 + i].clause, ctx, it->relation[i], it->relation_len[i]);
    if (st != SGM_OK) {
        for (uint32_t i = 0; i < it->n; i++)
            sgm_relation_free(parts[1 + i].clause);
        return st;
    }
    const size_t alone = it->n == 1;
    sgm_session_id(sid, it->tag, strlen(it->tag));
    return sgm_instance_compose(out, ctx, parts + alone, 1 + it->n - alone, sid, it->flavor, SGM_CHALLENGE_FULL,
                                it->leaf_rule);
}

void forgery_free_instance(const forgery_item *it, sgm_instance *inst, void *owned)
{
    if (it->form)
        subject_free_instance(it->form, inst, owned);
    else
        sgm_instance_free(inst);
}

static sgm_status fill_and_verify(sgm_batch *b, const sgm_ctx *ctx, const forgery_item *item, size_t n)
{
    sgm_instance *inst[FORGERY_ITEMS] = {NULL};
    void *owned[FORGERY_ITEMS] = {NULL};
    sgm_status st = SGM_OK;
    for (size_t i = 0; i < n && st == SGM_OK; i++) {
        st = forgery_instance(&inst[i], &owned[i], ctx, &item[i]);
        if (st == SGM_OK)
            st = sgm_batch_add(b, inst[i], item[i].proof, item[i].len);
    }
    if (st == SGM_OK)
        st = sgm_batch_verify(b);
    sgm_batch_clear(b);
    for (size_t i = 0; i < n; i++)
        forgery_free_instance(&item[i], inst[i], owned[i]);
    return st;
}

sgm_status forgery_judge(const sgm_ctx *ctx, const forgery *f)
{
    if (!f->batch) {
        sgm_instance *inst;
        void *owned;
        sgm_status st = forgery_instance(&inst, &owned, ctx, &f->item[0]);
        if (st == SGM_OK)
            st = sgm_verify(ctx, inst, f->item[0].proof, f->item[0].len);
        forgery_free_instance(&f->item[0], inst, owned);
        return st;
    }
    sgm_batch *b;
    sgm_status st = sgm_batch_new(&b, ctx, f->weights);
    if (st != SGM_OK)
        return st;
    if (f->before)
        st = fill_and_verify(b, ctx, f->earlier, f->n);
    if (st == SGM_OK)
        st = fill_and_verify(b, ctx, f->item, f->n);
    sgm_batch_free(b);
    return st;
}
