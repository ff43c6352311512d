/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Instances: what a proof string is checked against, how long it is, and how its scalars and challenges read. */
#include "protocols/instance.h"

#include "primitives/base/assume.h"
#include "primitives/base/bytes.h"
#include "protocols/relation_internal.h"

void sgm_challenge_add(sgm_challenge_width width, sgm_sc *r, const sgm_sc *a, const sgm_sc *b)
{
    if (width == SGM_CHALLENGE_FULL) {
        sgm_sc_add(r, a, b);
        return;
    }
    sgm_u128 lo = (sgm_u128)a->v[0] + b->v[0];
    *r = (sgm_sc){{(uint64_t)lo, a->v[1] + b->v[1] + (uint64_t)(lo >> 64), 0, 0}};
}

void sgm_challenge_sub(sgm_challenge_width width, sgm_sc *r, const sgm_sc *a, const sgm_sc *b)
{
    if (width == SGM_CHALLENGE_FULL) {
        sgm_sc_sub(r, a, b);
        return;
    }
    sgm_u128 lo = (sgm_u128)a->v[0] - b->v[0];
    *r = (sgm_sc){{(uint64_t)lo, a->v[1] - b->v[1] - ((uint64_t)(lo >> 64) & 1), 0, 0}};
}

void sgm_challenge_write(sgm_challenge_width width, uint8_t *out, const sgm_sc *c)
{
    uint8_t bytes[32];
    sgm_sc_to_bytes(bytes, c);
    memcpy(out, bytes, width == SGM_CHALLENGE_FULL ? 32 : 16);
}

/* A scalar of a proof string; the lenient way exists for the test that shows why it must not. */
static int read_scalar(sgm_sc *r, const uint8_t in[32])
{
    int canonical = sgm_sc_from_bytes(r, in);
    if (!canonical && !SGM_KEEP_SCALAR_CANONICAL)
        sgm_sc_reduce(r, in, 32);
    return canonical | !SGM_KEEP_SCALAR_CANONICAL;
}

int sgm_challenge_read(sgm_challenge_width width, sgm_sc *c, const uint8_t *in)
{
    if (width == SGM_CHALLENGE_FULL)
        return read_scalar(c, in);
    *c = (sgm_sc){{sgm_load64(in), sgm_load64(in + 8), 0, 0}};
    return 1;
}

void sgm_instance_challenge(const sgm_instance *inst, const uint8_t *commitments, sgm_sc *c)
{
    sgm_transcript t = {.absorb_pos = 0};
    memcpy(t.absorb, inst->session.opened, sizeof t.absorb);
    sgm_transcript_absorb(&t, inst->bytes, SGM_KEEP_STATEMENT ? inst->len : 0);
    sgm_transcript_absorb(&t, commitments, SGM_KEEP_COMMITMENTS ? 32 * (size_t)inst->n_equations : 0);
    if (inst->width == SGM_CHALLENGE_FULL)
        sgm_transcript_challenge(&t, c);
    else
        sgm_transcript_challenge128(&t, c);
}

int sgm_proof_scalars(const sgm_instance *inst, const uint8_t *proof, sgm_sc *shares, sgm_sc *responses)
{
    const uint8_t *in = proof + sgm_proof_head(inst);
    int good = 1;
    for (uint32_t i = 0; i < sgm_shares_sent(inst); i++, in += sgm_challenge_bytes(inst))
        good &= sgm_challenge_read(inst->width, &shares[i], in);
    for (uint32_t i = 0; i < inst->n_scalars; i++, in += 32)
        good &= read_scalar(&responses[i], in);
    return good;
}

void sgm_last_share(const sgm_instance *inst, const sgm_sc *c, sgm_sc *shares)
{
    uint32_t last = inst->n_clauses - 1;
    if (sgm_shares_sent(inst) > last)
        return;
    shares[last] = *c;
    for (uint32_t i = 0; i < last; i++)
        sgm_challenge_sub(inst->width, &shares[last], &shares[last], &shares[i]);
}

int sgm_proof_length_ok(const sgm_instance *inst, size_t len)
{
    size_t size = sgm_instance_proof_size(inst);
    return SGM_KEEP_LENGTH ? len == size : len >= size;
}

size_t sgm_instance_proof_size(const sgm_instance *inst)
{
    return sgm_proof_head(inst) + sgm_shares_sent(inst) * sgm_challenge_bytes(inst) + 32 * (size_t)inst->n_scalars;
}

uint32_t sgm_instance_equations(const sgm_instance *inst) { return inst->n_equations; }

uint32_t sgm_instance_witness_scalars(const sgm_instance *inst)
{
    uint32_t max = 0;
    for (uint32_t i = 0; i < inst->n_clauses; i++)
        max = inst->clauses[i].n_scalars > max ? inst->clauses[i].n_scalars : max;
    return max;
}

const uint8_t *sgm_instance_bytes(const sgm_instance *inst, size_t *len)
{
    *len = inst->len;
    return inst->bytes;
}

void sgm_instance_count(sgm_instance *inst)
{
    inst->n_equations = inst->n_scalars = inst->n_terms = 0;
    for (uint32_t i = 0; i < inst->n_clauses; i++) {
        const sgm_clause *c = &inst->clauses[i];
        inst->n_equations += c->n_equations;
        inst->n_scalars += c->n_scalars;
        for (uint32_t e = 0; e < c->n_equations; e++)
            inst->n_terms += c->equations[e].n_image + c->equations[e].n_terms;
    }
}

/* The arrays behind an instance made of relations, cut out of one block. */
typedef struct parts {
    sgm_instance *inst;
    sgm_clause *clauses;
    sgm_element *elements;
    sgm_relation **owned;
    uint8_t *bytes;
} parts;

static void layout(parts *p, sgm_arena *a, uint32_t n_clauses, uint32_t n_elements, size_t len)
{
    a->used = 0;
    p->inst = sgm_arena_take(a, 1, sizeof *p->inst);
    p->clauses = sgm_arena_take(a, n_clauses, sizeof *p->clauses);
    p->elements = sgm_arena_take(a, n_elements, sizeof *p->elements);
    p->owned = sgm_arena_take(a, n_clauses, sizeof *p->owned);
    p->bytes = sgm_arena_take(a, len, 1);
}

/* Number of the point that element i of rel is: a fixed generator, or the instance's element first + i - 1. */
static uint32_t point_number(const sgm_ctx *ctx, const sgm_relation *rel, uint32_t i, uint32_t first)
{
    if (i == 0)
        return SGM_GEN_G;
    for (uint32_t g = 0; g < SGM_GEN_COUNT; g++)
        if (memcmp(rel->elements[i - 1], ctx->enc[g], 32) == 0)
            return g;
    return SGM_FIRST_ELEMENT + first + i - 1;
}

/* Renumbers the relation's equations for the instance, and adds its elements at `first`. */
static sgm_clause adopt(const sgm_ctx *ctx, sgm_relation *rel, sgm_element *elements, uint32_t first)
{
    for (uint32_t i = 1; i < rel->n_elements; i++) {
        elements[first + i - 1] = (sgm_element){.d = sgm_sc_zero};
        memcpy(elements[first + i - 1].enc, rel->elements[i - 1], 32);
    }
    for (size_t i = 0; i < rel->n_images; i++)
        rel->images[i].element = point_number(ctx, rel, rel->images[i].element, first);
    for (size_t i = 0; i < rel->n_terms; i++)
        rel->terms[i].element = point_number(ctx, rel, rel->terms[i].element, first);
    return (sgm_clause){rel->equations, rel->n_equations, rel->n_scalars};
}

static sgm_status free_relations(sgm_relation **rel, uint32_t n, sgm_status why)
{
    for (uint32_t i = 0; i < n; i++)
        sgm_relation_free(rel[i]);
    return why;
}

sgm_status sgm_instance_new(sgm_instance **out, const sgm_ctx *ctx, sgm_relation **clauses, uint32_t n_clauses,
                            int is_or, const uint8_t sid[32], sgm_flavor flavor, sgm_challenge_width width,
                            int extension)
{
    *out = NULL;
    if (is_or ? n_clauses < 2 : n_clauses != 1)
        return free_relations(clauses, n_clauses, SGM_MALFORMED);
    size_t len = is_or ? 4 : 0;
    uint64_t n_elements = 0, n_terms = 0;
    for (uint32_t i = 0; i < n_clauses; i++) {
        len += clauses[i]->len;
        n_elements += clauses[i]->n_elements - 1;
        n_terms += clauses[i]->n_images + clauses[i]->n_terms;
    }
    sgm_arena a = {0};
    parts p;
    if (n_elements + SGM_FIRST_ELEMENT > UINT32_MAX || n_terms > UINT32_MAX)
        return free_relations(clauses, n_clauses, SGM_MALFORMED);
    layout(&p, &a, n_clauses, (uint32_t)n_elements, len);
    if (sgm_arena_reserve(&a, a.used) != SGM_OK)
        return free_relations(clauses, n_clauses, SGM_NOMEM);
    layout(&p, &a, n_clauses, (uint32_t)n_elements, len);
    *p.inst = (sgm_instance){.flavor = flavor,
                             .width = width,
                             .extension = extension,
                             .n_clauses = n_clauses,
                             .n_elements = (uint32_t)n_elements,
                             .clauses = p.clauses,
                             .elements = p.elements,
                             .bytes = p.bytes,
                             .len = len,
                             .owned = p.owned};
    sgm_session_open(&p.inst->session, sid);
    uint8_t *end = p.bytes;
    if (is_or) {
        sgm_store32(end, n_clauses);
        end += 4;
    }
    uint32_t first = 0;
    for (uint32_t i = 0; i < n_clauses; i++) {
        p.owned[i] = clauses[i];
        p.clauses[i] = adopt(ctx, clauses[i], p.elements, first);
        first += clauses[i]->n_elements - 1;
        memcpy(end, clauses[i]->bytes, clauses[i]->len);
        end += clauses[i]->len;
    }
    sgm_instance_count(p.inst);
    *out = p.inst;
    return SGM_OK;
}

void sgm_instance_free(sgm_instance *inst)
{
    if (!inst)
        return;
    if (inst->owned)
        (void)free_relations(inst->owned, inst->n_clauses, SGM_OK);
    free(inst); /* the block begins with the instance */
}
