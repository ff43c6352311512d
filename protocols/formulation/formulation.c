/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The registry of formulations, their tags, their instances, and the honest prover they share. */
#include "protocols/formulation/formulation.h"

#include "primitives/base/bytes.h"
#include "protocols/formulation/room.h"
#include "protocols/relation_internal.h"

#include <stdio.h>

static const sgm_formulation *const list[SGM_FORMULATIONS] = {&sgm_formulation_f0a, &sgm_formulation_f0not,
                                                              &sgm_formulation_f1, &sgm_formulation_f1_s128};

/* In the order of a context's sessions. */
static const char *const tags[SGM_TAGS] = {"F0A", "F0B", "F0NOT",   "F0S",    "F1",     "F1-S128",
                                           "F1K", "F6",  "F6-S128", "F6-POP", "F3-CDS", "F3-AOS"};

const sgm_formulation *const *sgm_formulation_list(size_t *n)
{
    *n = SGM_FORMULATIONS;
    return list;
}

const sgm_formulation *sgm_formulation_find(const char *name)
{
    for (size_t i = 0; i < SGM_FORMULATIONS; i++)
        if (strcmp(list[i]->words.name, name) == 0)
            return list[i];
    return NULL;
}

void sgm_formulation_name_tag(const char *name, sgm_flavor flavor, char *tag, size_t cap)
{
    snprintf(tag, cap, "SIGMARK-V01-%s-%s-with-sigma-proofs_Shake128_ristretto255", name,
             flavor == SGM_COMPACT ? "CMPT" : "DSFS");
}

void sgm_formulation_tag(const sgm_formulation *f, sgm_flavor flavor, char *tag, size_t cap)
{
    sgm_formulation_name_tag(f->words.name, flavor, tag, cap);
}

void sgm_formulation_sessions(uint8_t sid[SGM_TAGS][2][32])
{
    char tag[128];
    for (size_t i = 0; i < SGM_TAGS; i++)
        for (int flavor = SGM_BATCHABLE; flavor <= SGM_COMPACT; flavor++) {
            sgm_formulation_name_tag(tags[i], (sgm_flavor)flavor, tag, sizeof tag);
            sgm_session_id(sid[i][flavor], tag, strlen(tag));
        }
}

size_t sgm_formulation_proof_bytes(const sgm_formulation *f, sgm_flavor flavor)
{
    if (flavor == SGM_COMPACT)
        return f->compact_bytes;
    return f->batchable_bytes + (flavor == SGM_HINTED ? 32 * (size_t)f->equations : 0);
}

const sgm_session *sgm_formulation_session(const sgm_ctx *ctx, const char *name, sgm_flavor flavor)
{
    size_t i = 0;
    while (strcmp(tags[i], name) != 0)
        i++;
    return &ctx->session[i][flavor == SGM_COMPACT ? SGM_COMPACT : SGM_BATCHABLE];
}

/* An instance of a record statement in one block. */
typedef struct record_instance {
    sgm_instance inst;
    sgm_clause clauses[2];
    sgm_element element;
    sgm_affine point; /* of the element, where it is kept */
    uint8_t bytes[];
} record_instance;

static const uint32_t clause_numbers[] = {0, 1};
static const sgm_node or_of_two = {.need = 1, .n_children = 2, .children = clause_numbers};

uint8_t *sgm_record_write(uint8_t *out, const sgm_ctx *ctx, const sgm_record_clause *clause, const sgm_statement *s)
{
    const uint8_t *elements[RECORD_ELEMENTS] = {ctx->enc[SGM_GEN_G], ctx->enc[SGM_GEN_H], ctx->enc[SGM_GEN_GM], s->C};
    sgm_declaration d;
    clause->declare(&d, s);
    return sgm_relation_write(out, &d.equation, 1, elements, RECORD_ELEMENTS);
}

/* LE(k,4) in an OR, then Serialize of each clause. */
static void write_bytes(uint8_t *out, const sgm_ctx *ctx, const sgm_record_clause *const *clauses, uint32_t n,
                        const sgm_statement *s)
{
    if (n > 1) {
        sgm_store32(out, n);
        out += 4;
    }
    for (uint32_t i = 0; i < n; i++)
        out = sgm_record_write(out, ctx, clauses[i], s);
}

sgm_status sgm_record_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_formulation *f,
                               const sgm_record_clause *const *clauses, uint32_t n_clauses, const sgm_statement *s,
                               sgm_flavor flavor)
{
    size_t len = n_clauses > 1 ? 4 : 0;
    for (uint32_t i = 0; i < n_clauses; i++)
        len += clauses[i]->bytes;
    record_instance *r = malloc(sizeof *r + len);
    *out = NULL;
    if (!r)
        return SGM_NOMEM;
    r->inst = (sgm_instance){.session = sgm_formulation_session(ctx, f->words.name, flavor),
                             .flavor = flavor,
                             .width = f->width,
                             .extension = 1,
                             .n_clauses = n_clauses,
                             .n_nodes = n_clauses > 1,
                             .n_elements = 1,
                             .clauses = r->clauses,
                             .nodes = &or_of_two,
                             .elements = &r->element,
                             .points = &r->point,
                             .bytes = r->bytes,
                             .len = len};
    for (uint32_t i = 0; i < n_clauses; i++)
        r->clauses[i] = clauses[i]->clause;
    r->element = (sgm_element){.d = s->d, .dm = s->dm};
    memcpy(r->element.enc, s->C, 32);
    write_bytes(r->bytes, ctx, clauses, n_clauses, s);
    sgm_instance_count(&r->inst);
    *out = &r->inst;
    return SGM_OK;
}

int sgm_record_refused(const uint8_t C[32])
{
    static const uint8_t identity[32] = {0};
    return SGM_KEEP_IDENTITY && memcmp(C, identity, 32) == 0;
}

int sgm_digest_refused(const sgm_sc *d) { return SGM_KEEP_ZERO_DIGEST && sgm_sc_is_zero(d); }

sgm_status sgm_formulation_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_formulation *f,
                                    const sgm_statement *s, sgm_flavor flavor)
{
    *out = NULL;
    if (flavor != SGM_BATCHABLE && flavor != SGM_COMPACT && flavor != SGM_HINTED)
        return SGM_USAGE;
    if (sgm_record_refused(s->C) || sgm_digest_refused(&s->d) || sgm_digest_refused(&s->dm))
        return SGM_MALFORMED;
    return f->instance(out, ctx, s, flavor);
}

uint64_t sgm_same_encoding(const uint8_t a[32], const uint8_t b[32])
{
    uint64_t differ = 0;
    for (size_t i = 0; i < 32; i++)
        differ |= (uint64_t)(a[i] ^ b[i]);
    return sgm_ct_eq(differ, 0);
}

uint64_t sgm_record_opens(const sgm_ctx *ctx, const uint8_t C[32], const sgm_sc *d, const sgm_sc *dm, const sgm_sc *r)
{
    uint8_t made[32];
    sgm_record_commit(ctx, made, d, dm, r);
    return sgm_same_encoding(made, C);
}

sgm_status sgm_formulation_prove(const sgm_ctx *ctx, const sgm_formulation *f, const sgm_statement *s,
                                 const sgm_opening *o, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    sgm_instance *inst;
    sgm_sc w[2];
    uint32_t real;
    memset(proof, 0, sgm_formulation_proof_bytes(f, flavor));
    sgm_status st = sgm_formulation_instance(&inst, ctx, f, s, flavor);
    if (st != SGM_OK)
        return st;
    uint64_t good = sgm_record_opens(ctx, s->C, &o->d, &s->dm, &o->r);
    SGM_DECLASSIFY(&good, sizeof good); /* a refusal is visible, and an honest caller never meets one */
    st = good ? f->witness(s, o, &real, w) : SGM_REJECTED;
    SGM_DECLASSIFY(&st, sizeof st);
    if (st == SGM_OK)
        st = sgm_prove(ctx, inst, real, w, rng, proof);
    sgm_wipe(w, sizeof w);
    sgm_wipe(&real, sizeof real);
    sgm_instance_free(inst);
    return st;
}
