/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Instances: what a proof string is checked against, how long it is, and how its scalars and challenges read. */
#include "protocols/instance.h"

#include "primitives/base/assume.h"
#include "primitives/base/bytes.h"
#include "protocols/interpolate.h"
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
    if (width == SGM_CHALLENGE_FULL) {
        sgm_sc_to_bytes(out, c);
        return;
    }
    sgm_store64(out, c->v[0]);
    sgm_store64(out + 8, c->v[1]);
}

/* The lenient way exists for the test that shows why it must not. */
int sgm_proof_scalar(sgm_sc *r, const uint8_t in[SGM_SCALAR_BYTES])
{
    int canonical = sgm_sc_from_bytes(r, in);
    if (!canonical && !SGM_KEEP_SCALAR_CANONICAL)
        sgm_sc_reduce(r, in, SGM_SCALAR_BYTES);
    return canonical | !SGM_KEEP_SCALAR_CANONICAL;
}

int sgm_challenge_read(sgm_challenge_width width, sgm_sc *c, const uint8_t *in)
{
    if (width == SGM_CHALLENGE_FULL)
        return sgm_proof_scalar(c, in);
    *c = (sgm_sc){{sgm_load64(in), sgm_load64(in + 8), 0, 0}};
    return 1;
}

void sgm_instance_challenge(const sgm_instance *inst, const uint8_t *commitments, sgm_sc *c)
{
    sgm_transcript t = {.absorb_pos = 0};
    memcpy(t.absorb, inst->session->opened, sizeof t.absorb);
    sgm_transcript_absorb(&t, inst->bytes, SGM_KEEP_STATEMENT ? inst->len : 0);
    sgm_transcript_absorb(&t, commitments, sgm_committed_bytes(inst));
    if (inst->width == SGM_CHALLENGE_FULL)
        sgm_transcript_challenge(&t, c);
    else
        sgm_transcript_challenge128(&t, c);
}

int sgm_proof_scalars(const sgm_instance *inst, const uint8_t *proof, sgm_sc *shares, sgm_sc *responses)
{
    const uint8_t *in = proof + sgm_proof_head(inst);
    sgm_sc *sent = sgm_sent_shares(inst, shares);
    int good = 1;
    for (uint32_t i = 0; i < sgm_shares_sent(inst); i++, in += sgm_challenge_bytes(inst))
        good &= sgm_challenge_read(inst->width, &sent[i], in);
    for (uint32_t i = 0; i < inst->n_scalars; i++, in += SGM_SCALAR_BYTES)
        good &= sgm_proof_scalar(&responses[i], in);
    return good;
}

/* All shares but the last are sent; the last is what is missing to the node's own. */
static void settle_or(sgm_challenge_width width, const sgm_node *node, const sgm_sc *own, const sgm_sc *sent,
                      sgm_sc *shares)
{
    uint32_t last = node->n_children - 1;
    sgm_sc rest = *own;
    for (uint32_t i = 0; i < last; i++) {
        shares[node->children[i]] = sent[i];
        sgm_challenge_sub(width, &rest, &rest, &sent[i]);
    }
    shares[node->children[last]] = SGM_KEEP_LAST_SHARE ? rest : sent[last];
}

/* Child i has the value at i + 1 of own + sent[0] X + sent[1] X^2 + .. */
static void settle_threshold(const sgm_node *node, const sgm_sc *own, const sgm_sc *sent, sgm_sc *shares)
{
    uint32_t degree = sgm_node_sends(node) - (SGM_KEEP_LAST_SHARE ? 0 : 1);
    const sgm_sc *at_zero = SGM_KEEP_LAST_SHARE ? own : &sent[degree];
    for (uint32_t i = 0; i < node->n_children; i++)
        sgm_polynomial_at(&shares[node->children[i]], at_zero, sent, degree, i + 1);
}

void sgm_settle_node(const sgm_instance *inst, const sgm_node *node, const sgm_sc *own, const sgm_sc *sent,
                     sgm_sc *shares)
{
    if (node->need == 1)
        settle_or(inst->width, node, own, sent, shares);
    else
        settle_threshold(node, own, sent, shares);
}

void sgm_settle_shares(const sgm_instance *inst, const sgm_sc *c, sgm_sc *shares)
{
    const sgm_sc *sent = sgm_sent_shares(inst, shares);
    shares[sgm_root_share(inst)] = *c;
    for (uint32_t v = 0; v < inst->n_nodes; v++) {
        sgm_settle_node(inst, &inst->nodes[v], &shares[inst->n_clauses + v], sent, shares);
        sent += sgm_node_sends(&inst->nodes[v]);
    }
}

int sgm_proof_length_ok(const sgm_instance *inst, size_t len)
{
    size_t size = sgm_instance_proof_size(inst);
    return SGM_KEEP_LENGTH ? len == size : len >= size;
}

size_t sgm_batchable_size(const sgm_instance *inst)
{
    return sgm_proof_head(inst) + sgm_shares_sent(inst) * sgm_challenge_bytes(inst) +
           SGM_SCALAR_BYTES * (size_t)inst->n_scalars;
}

size_t sgm_instance_proof_size(const sgm_instance *inst)
{
    return sgm_batchable_size(inst) + (inst->flavor == SGM_HINTED ? 32 * (size_t)inst->n_points : 0);
}

uint32_t sgm_instance_equations(const sgm_instance *inst) { return inst->n_equations; }
uint32_t sgm_instance_clauses(const sgm_instance *inst) { return inst->n_clauses; }
uint32_t sgm_instance_scalars(const sgm_instance *inst) { return inst->n_scalars; }

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
    inst->n_equations = inst->n_scalars = inst->n_terms = inst->n_sent = 0;
    for (uint32_t v = 0; v < inst->n_nodes; v++)
        inst->n_sent += sgm_node_sends(&inst->nodes[v]);
    for (uint32_t i = 0; i < inst->n_clauses; i++) {
        const sgm_clause *c = &inst->clauses[i];
        inst->n_equations += c->n_equations;
        inst->n_scalars += c->n_scalars;
        for (uint32_t e = 0; e < c->n_equations; e++)
            inst->n_terms += c->equations[e].n_image + c->equations[e].n_terms;
    }
    inst->n_points = inst->n_equations;
}

/* Number of the point that element i of rel is: a fixed generator, or the instance's element first + i - 1. */
static uint32_t point_number(const sgm_ctx *ctx, const sgm_relation *rel, uint32_t i, uint32_t first)
{
    if (i == 0)
        return SGM_GEN_G;
    for (uint32_t g = 0; g < SGM_GEN_COUNT; g++)
        if (memcmp(rel->elements[i - 1], ctx->enc[g], SGM_ELEMENT_BYTES) == 0)
            return g;
    return SGM_FIRST_ELEMENT + first + i - 1;
}

/* Renumbers the relation's equations for the instance, and adds its elements at `first`. */
static sgm_clause adopt(const sgm_ctx *ctx, sgm_relation *rel, sgm_element *elements, uint32_t first)
{
    for (uint32_t i = 1; i < rel->n_elements; i++) {
        elements[first + i - 1] = (sgm_element){.d = sgm_sc_zero};
        memcpy(elements[first + i - 1].enc, rel->elements[i - 1], SGM_ELEMENT_BYTES);
    }
    for (size_t i = 0; i < rel->n_images; i++)
        rel->images[i].element = point_number(ctx, rel, rel->images[i].element, first);
    for (size_t i = 0; i < rel->n_terms; i++)
        rel->terms[i].element = point_number(ctx, rel, rel->terms[i].element, first);
    return (sgm_clause){rel->equations, rel->n_equations, rel->n_scalars};
}

static sgm_status free_clauses(const sgm_part *parts, size_t n_parts, sgm_status why)
{
    for (size_t i = 0; i < n_parts; i++)
        sgm_relation_free(parts[i].clause);
    return why;
}

/* A node while its children are being found. */
typedef struct open_node {
    uint32_t parent, filled, *children;
} open_node;

/* Parts in prefix order, on their way to an instance. */
typedef struct composition {
    const sgm_part *parts;
    size_t n_parts, len;
    uint32_t n_clauses, n_nodes, n_elements;
    int nested; /* a node below the root */
    sgm_instance *inst;
    sgm_session *session;
    sgm_clause *clauses;
    sgm_node *nodes;
    uint32_t *children; /* of all nodes, side by side */
    open_node *open;    /* per node */
    sgm_element *elements;
    sgm_affine *points;
    sgm_relation **owned;
    uint8_t *bytes;
} composition;

static void layout(composition *p, sgm_arena *a)
{
    a->used = 0;
    p->inst = sgm_arena_take(a, 1, sizeof *p->inst);
    p->session = sgm_arena_take(a, 1, sizeof *p->session);
    p->clauses = sgm_arena_take(a, p->n_clauses, sizeof *p->clauses);
    p->nodes = sgm_arena_take(a, p->n_nodes, sizeof *p->nodes);
    p->children = sgm_arena_take(a, p->n_parts, sizeof *p->children);
    p->open = sgm_arena_take(a, p->n_nodes, sizeof *p->open);
    p->elements = sgm_arena_take(a, p->n_elements, sizeof *p->elements);
    p->points = sgm_arena_take(a, p->n_elements, sizeof *p->points);
    p->owned = sgm_arena_take(a, p->n_clauses, sizeof *p->owned);
    p->bytes = sgm_arena_take(a, p->len, 1);
}

/* Counts everything. Returns 0 unless the parts are one whole tree of allowed nodes. */
static int measure(composition *p, sgm_challenge_width width)
{
    uint64_t wanted = 1, elements = 0, terms = 0; /* wanted: parts still to come */
    size_t clause_bytes = 0;
    for (size_t i = 0; i < p->n_parts && wanted > 0 && wanted <= p->n_parts - i; i++) {
        const sgm_part *part = &p->parts[i];
        wanted--;
        if (part->clause) {
            p->n_clauses++;
            elements += part->clause->n_elements - 1;
            terms += part->clause->n_images + part->clause->n_terms;
            clause_bytes += part->clause->len;
            continue;
        }
        if (part->n < 2 || part->need == 0 || part->need > part->n)
            return 0;
        if (part->need > 1 && width != SGM_CHALLENGE_FULL)
            return 0; /* interpolation needs a field */
        p->n_nodes++;
        p->nested |= i > 0;
        wanted += part->n;
    }
    if (wanted > 0 || p->n_nodes + (size_t)p->n_clauses != p->n_parts || elements > UINT32_MAX - SGM_FIRST_ELEMENT ||
        terms > UINT32_MAX)
        return 0;
    p->n_elements = (uint32_t)elements;
    if (p->nested)
        p->len = 4 + 4 * (size_t)p->n_clauses + 8 * (size_t)p->n_nodes;
    else if (p->n_nodes > 0)
        p->len = p->parts[0].need > 1 ? 8 : 4;
    p->len += clause_bytes;
    return 1;
}

static uint8_t *put32(uint8_t *out, uint32_t x)
{
    sgm_store32(out, x);
    return out + 4;
}

/* One clause as it is; LE(n,4) and the clauses for an OR; LE(need,4), LE(n,4) and the clauses for a threshold. A deeper
 * tree begins with LE(0,4), as no other instance does, and then has its parts in prefix order: LE(0,4) and the relation
 * for a clause, LE(need,4) and LE(n,4) for a node. */
static void write_bytes(const composition *p)
{
    uint8_t *out = p->bytes;
    if (p->nested)
        out = put32(out, 0);
    for (size_t i = 0; i < p->n_parts; i++) {
        const sgm_part *part = &p->parts[i];
        if (part->clause) {
            if (p->nested)
                out = put32(out, 0);
            memcpy(out, part->clause->bytes, part->clause->len);
            out += part->clause->len;
        } else {
            if (p->nested || part->need > 1)
                out = put32(out, part->need);
            out = put32(out, part->n);
        }
    }
}

/* Numbers clauses and nodes, and hangs each part on the innermost node that is not full yet. */
static void link_parts(composition *p, const sgm_ctx *ctx)
{
    uint32_t clause = 0, node = 0, inner = 0, first = 0;
    uint32_t *children = p->children;
    for (size_t i = 0; i < p->n_parts; i++) {
        const sgm_part *part = &p->parts[i];
        if (i > 0) {
            while (p->open[inner].filled == p->nodes[inner].n_children)
                inner = p->open[inner].parent;
            p->open[inner].children[p->open[inner].filled++] = part->clause ? clause : p->n_clauses + node;
        }
        if (part->clause) {
            p->owned[clause] = part->clause;
            p->clauses[clause++] = adopt(ctx, part->clause, p->elements, first);
            first += part->clause->n_elements - 1;
        } else {
            p->nodes[node] = (sgm_node){.need = part->need, .n_children = part->n, .children = children};
            p->open[node] = (open_node){.parent = inner, .children = children};
            children += part->n;
            inner = node++;
        }
    }
}

sgm_status sgm_instance_compose(sgm_instance **out, const sgm_ctx *ctx, const sgm_part *parts, size_t n_parts,
                                const uint8_t sid[32], sgm_flavor flavor, sgm_challenge_width width, int extension)
{
    sgm_arena a = {0};
    composition p = {.parts = parts, .n_parts = n_parts};
    *out = NULL;
    if (n_parts > UINT32_MAX / 2 || !measure(&p, width))
        return free_clauses(parts, n_parts, SGM_MALFORMED);
    layout(&p, &a);
    if (sgm_arena_reserve(&a, a.used) != SGM_OK)
        return free_clauses(parts, n_parts, SGM_NOMEM);
    layout(&p, &a);
    *p.inst = (sgm_instance){.session = p.session,
                             .flavor = flavor,
                             .width = width,
                             .extension = extension,
                             .n_clauses = p.n_clauses,
                             .n_nodes = p.n_nodes,
                             .n_elements = p.n_elements,
                             .clauses = p.clauses,
                             .nodes = p.nodes,
                             .elements = p.elements,
                             .points = p.points,
                             .bytes = p.bytes,
                             .len = p.len,
                             .owned = p.owned};
    sgm_session_open(p.session, sid);
    write_bytes(&p);
    link_parts(&p, ctx);
    sgm_instance_count(p.inst);
    *out = p.inst;
    return SGM_OK;
}

sgm_status sgm_instance_new(sgm_instance **out, const sgm_ctx *ctx, sgm_relation **clauses, uint32_t n_clauses,
                            int is_or, const uint8_t sid[32], sgm_flavor flavor, sgm_challenge_width width,
                            int extension)
{
    size_t n_parts = (size_t)n_clauses + 1;
    sgm_part *parts = calloc(n_parts, sizeof *parts);
    *out = NULL;
    if (!parts) {
        for (uint32_t i = 0; i < n_clauses; i++)
            sgm_relation_free(clauses[i]);
        return SGM_NOMEM;
    }
    parts[0] = (sgm_part){.need = 1, .n = n_clauses};
    for (uint32_t i = 0; i < n_clauses; i++)
        parts[i + 1].clause = clauses[i];
    sgm_status st = is_or ? sgm_instance_compose(out, ctx, parts, n_parts, sid, flavor, width, extension)
                          : sgm_instance_compose(out, ctx, parts + 1, n_clauses, sid, flavor, width, extension);
    free(parts);
    return st;
}

void sgm_instance_free(sgm_instance *inst)
{
    if (!inst)
        return;
    for (uint32_t i = 0; i < inst->n_clauses && inst->owned; i++)
        sgm_relation_free(inst->owned[i]);
    if (inst->release)
        inst->release(inst->block);
    free(inst); /* the block begins with the instance */
}
