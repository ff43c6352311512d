/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The prover of linear relations and their compositions: one path for every clause, constant time in what is known. */
#include "primitives/base/bytes.h"
#include "protocols/interpolate.h"
#include "protocols/points.h"
#include "protocols/rng_hedged.h"

/* One product scalar * point of a commitment. */
typedef struct product {
    uint32_t equation, point;
} product;

typedef struct prover {
    const sgm_ctx *ctx;
    const sgm_instance *inst;
    sgm_points points;
    uint32_t *index;     /* statement points of the instance's elements */
    sgm_sc *nonce, *sim; /* per scalar of every clause, in order: real nonces and simulated responses */
    sgm_sc *witness;     /* per scalar */
    sgm_sc *share;       /* sgm_share_room: of clauses, of nodes, and what is sent */
    /* per share of a clause or node, flags 0 or 1: */
    uint8_t *known;        /* a witness is at hand, or for enough children */
    uint8_t *kept;         /* it keeps the share drawn for it; the others' follow from theirs */
    uint8_t *real;         /* neither it nor a node above it kept its share: it answers with a witness */
    sgm_sc *drawn;         /* the share drawn */
    sgm_interpolation fit; /* room for the widest node */
    product *products;     /* n_terms at most */
    sgm_sc *scalars;       /* of the products */
    sgm_sc *run_scalars;   /* those of one kernel call */
    sgm_affine *run_bases;
    sgm_point *run_results;
    uint32_t *run_equations;
    sgm_point *commitment;
    uint8_t (*enc)[SGM_ELEMENT_BYTES];
    uint8_t *started;                    /* per equation: 1 once commitment holds a sum */
    uint8_t (*secret)[SGM_SCALAR_BYTES]; /* the witness as bytes */
    sgm_hedged *hedged;
    uint32_t n_products;
    void *sum_scratch; /* of be->var_sum, where an equation is long */
} prover;

/* Terms of an equation from which on they are summed at once. */
enum { SUM_TERMS = 32 };

static int any_long_equation(const sgm_instance *inst)
{
    for (uint32_t i = 0; i < inst->n_clauses; i++)
        for (uint32_t e = 0; e < inst->clauses[i].n_equations; e++)
            if (inst->clauses[i].equations[e].n_terms + inst->clauses[i].equations[e].n_image >= SUM_TERMS)
                return 1;
    return 0;
}

static uint32_t widest_node(const sgm_instance *inst)
{
    uint32_t most = 0;
    for (uint32_t v = 0; v < inst->n_nodes; v++)
        most = inst->nodes[v].n_children > most ? inst->nodes[v].n_children : most;
    return most;
}

static void layout(prover *p, sgm_arena *a, const sgm_ctx *ctx, const sgm_instance *inst)
{
    size_t places = (size_t)inst->n_clauses + inst->n_nodes;
    a->used = 0;
    *p = (prover){.ctx = ctx, .inst = inst};
    sgm_points_layout(&p->points, a, ctx, &ctx->key, 0, inst->n_elements);
    p->index = sgm_arena_take(a, inst->n_elements, sizeof *p->index);
    p->nonce = sgm_arena_take(a, inst->n_scalars, sizeof *p->nonce);
    p->sim = sgm_arena_take(a, inst->n_scalars, sizeof *p->sim);
    p->witness = sgm_arena_take(a, inst->n_scalars, sizeof *p->witness);
    p->share = sgm_arena_take(a, sgm_share_room(inst), sizeof *p->share);
    p->known = sgm_arena_take(a, places, 1);
    p->kept = sgm_arena_take(a, places, 1);
    p->real = sgm_arena_take(a, places, 1);
    p->drawn = sgm_arena_take(a, places, sizeof *p->drawn);
    sgm_interpolation_layout(&p->fit, a, widest_node(inst));
    p->products = sgm_arena_take(a, inst->n_terms, sizeof *p->products);
    p->scalars = sgm_arena_take(a, inst->n_terms, sizeof *p->scalars);
    p->run_scalars = sgm_arena_take(a, inst->n_terms, sizeof *p->run_scalars);
    p->run_bases = sgm_arena_take(a, inst->n_terms, sizeof *p->run_bases);
    p->run_results = sgm_arena_take(a, inst->n_terms, sizeof *p->run_results);
    p->run_equations = sgm_arena_take(a, inst->n_terms, sizeof *p->run_equations);
    p->commitment = sgm_arena_take(a, inst->n_equations, sizeof *p->commitment);
    p->enc = sgm_arena_take(a, inst->n_equations, sizeof *p->enc);
    p->started = sgm_arena_take(a, inst->n_equations, 1);
    p->secret = sgm_arena_take(a, inst->n_scalars, sizeof *p->secret);
    p->hedged = sgm_arena_take(a, 1, sizeof *p->hedged);
    p->sum_scratch = sgm_arena_take(a, any_long_equation(inst) ? ctx->be->var_sum_bytes : 0, 1);
}

static sgm_status decode_statement(prover *p)
{
    sgm_points_add(&p->points, p->inst, p->index);
    sgm_points_resolve(&p->points, NULL);
    for (uint32_t i = 0; i < p->points.elements.count; i++)
        if (p->points.bad[i])
            return SGM_MALFORMED;
    return SGM_OK;
}

static int is_composed(const sgm_instance *inst) { return inst->n_nodes > 0; }

/* 1 if a < b. Time: constant. */
static uint8_t less(uint32_t a, uint32_t b) { return (uint8_t)(((uint64_t)a - b) >> 63); }

/* Which clauses and nodes are true by what is known, from the clauses up. Returns what that says of the root. */
static uint8_t find_known(prover *p)
{
    const sgm_instance *inst = p->inst;
    for (uint32_t v = inst->n_nodes; v-- > 0;) {
        const sgm_node *node = &inst->nodes[v];
        uint32_t n = 0;
        for (uint32_t i = 0; i < node->n_children; i++)
            n += p->known[node->children[i]];
        p->known[inst->n_clauses + v] = (uint8_t)(1 ^ less(n, node->need));
    }
    return p->known[sgm_root_share(inst)];
}

/* `need` children of a node do not keep their shares: the first known ones, then, where a node is simulated and too few
 * are known, the first others. */
static void choose_children(prover *p, const sgm_node *node)
{
    uint32_t chosen = 0;
    for (uint32_t i = 0; i < node->n_children; i++) {
        uint8_t take = p->known[node->children[i]] & less(chosen, node->need);
        p->kept[node->children[i]] = 1 ^ take;
        chosen += take;
    }
    for (uint32_t i = 0; i < node->n_children; i++) {
        uint8_t take = p->kept[node->children[i]] & less(chosen, node->need);
        p->kept[node->children[i]] ^= take;
        chosen += take;
    }
}

/* From the root down: who answers with a witness, who with a simulation. A node that kept its share is simulated with
 * all that hangs on it, whatever is known there. */
static void choose(prover *p)
{
    const sgm_instance *inst = p->inst;
    p->kept[sgm_root_share(inst)] = 0;
    p->real[sgm_root_share(inst)] = 1;
    for (uint32_t v = 0; v < inst->n_nodes; v++) {
        const sgm_node *node = &inst->nodes[v];
        choose_children(p, node);
        for (uint32_t i = 0; i < node->n_children; i++)
            p->real[node->children[i]] = p->real[inst->n_clauses + v] & (1 ^ p->kept[node->children[i]]);
    }
}

/* The stream that everything is drawn from: it depends on what is known, and on all that decides the challenge beside
 * the commitments, so that no nonce serves two challenges. */
static sgm_status hedge(prover *p, sgm_rng *rng, const sgm_rng *fresh)
{
    const sgm_instance *inst = p->inst;
    uint8_t form[20];
    for (uint32_t i = 0; i < inst->n_scalars; i++)
        sgm_sc_to_bytes(p->secret[i], &p->witness[i]);
    sgm_store32(form, (uint32_t)inst->flavor);
    sgm_store32(form + 4, (uint32_t)inst->width);
    sgm_store32(form + 8, inst->n_clauses);
    sgm_store32(form + 12, is_composed(inst) ? inst->nodes[0].need : 0);
    sgm_store32(form + 16, is_composed(inst) ? inst->nodes[0].n_children : 0);
    const sgm_bytes parts[] = {{p->secret, SGM_SCALAR_BYTES * (size_t)inst->n_scalars},
                               {p->known, inst->n_clauses},
                               {inst->session->sid, sizeof inst->session->sid},
                               {form, sizeof form},
                               {inst->bytes, inst->len}};
    return sgm_rng_hedge(rng, p->hedged, fresh, parts, sizeof parts / sizeof *parts);
}

static sgm_status draw_share(prover *p, const sgm_rng *rng, size_t place)
{
    return p->inst->width == SGM_CHALLENGE_FULL ? sgm_rng_scalar(rng, &p->drawn[place])
                                                : sgm_rng_share128(rng, &p->drawn[place]);
}

/* For every clause in order: nonces, and in a composition also a share and simulated responses. Then a share for every
 * node but the root. */
static sgm_status draw(prover *p, const sgm_rng *rng)
{
    const sgm_instance *inst = p->inst;
    sgm_status st = SGM_OK;
    size_t first = 0;
    for (uint32_t i = 0; i < inst->n_clauses && st == SGM_OK; i++) {
        size_t end = first + inst->clauses[i].n_scalars;
        for (size_t s = first; s < end && st == SGM_OK; s++)
            st = sgm_rng_scalar(rng, &p->nonce[s]);
        if (is_composed(inst) && st == SGM_OK)
            st = draw_share(p, rng, i);
        for (size_t s = first; s < end && is_composed(inst) && st == SGM_OK; s++)
            st = sgm_rng_scalar(rng, &p->sim[s]);
        first = end;
    }
    for (uint32_t v = 1; v < inst->n_nodes && st == SGM_OK; v++)
        st = draw_share(p, rng, (size_t)inst->n_clauses + v);
    return st;
}

/* What an OR sends so that all children but one have the shares drawn for them. */
static void complete_or(const prover *p, const sgm_node *node, const sgm_sc *own, sgm_sc *sent)
{
    sgm_sc rest = *own, taken;
    for (uint32_t i = 0; i < node->n_children; i++) {
        uint32_t child = node->children[i];
        sgm_sc_select(&taken, p->kept[child], &p->drawn[child], &sgm_sc_zero);
        sgm_challenge_sub(p->inst->width, &rest, &rest, &taken);
    }
    for (uint32_t i = 0; i < sgm_node_sends(node); i++)
        sgm_sc_select(&sent[i], p->kept[node->children[i]], &p->drawn[node->children[i]], &rest);
    sgm_wipe(&rest, sizeof rest);
    sgm_wipe(&taken, sizeof taken);
}

/* The polynomial through the node's own share at 0 and the shares that were kept. Which they are is secret: each is
 * looked for in every place. */
static void complete_threshold(prover *p, const sgm_node *node, const sgm_sc *own, sgm_sc *sent)
{
    uint32_t n_kept = node->n_children - node->need, rank = 0;
    for (uint32_t i = 0; i < node->n_children; i++) {
        uint32_t child = node->children[i];
        for (uint32_t k = 0; k < n_kept; k++) {
            uint64_t here = p->kept[child] & sgm_ct_eq(rank, k);
            p->fit.x[k] = (uint32_t)sgm_ct_select(sgm_ct_mask(here), i + 1, p->fit.x[k]);
            sgm_sc_select(&p->fit.y[k], here, &p->drawn[child], &p->fit.y[k]);
        }
        rank += p->kept[child];
    }
    sgm_interpolate(&p->fit, sent, own, n_kept);
}

static void complete_node(prover *p, uint32_t v, sgm_sc *sent)
{
    const sgm_node *node = &p->inst->nodes[v];
    const sgm_sc *own = &p->share[p->inst->n_clauses + v];
    if (node->need == 1)
        complete_or(p, node, own, sent);
    else
        complete_threshold(p, node, own, sent);
    sgm_settle_node(p->inst, node, own, sent, p->share);
}

/* Shares below the nodes from `first` on. What has kept its share, and all that hangs on it, comes out the same for
 * every challenge: so this runs once before the challenge, for what is simulated, and once after it, for what is real.
 */
static void complete_shares(prover *p, uint32_t first)
{
    const sgm_instance *inst = p->inst;
    sgm_sc *sent = sgm_sent_shares(inst, p->share);
    for (uint32_t v = 0; v < inst->n_nodes; v++) {
        if (v >= first)
            complete_node(p, v, sent);
        sent += sgm_node_sends(&inst->nodes[v]);
    }
}

/* Before the challenge: the root's children have what was drawn for them. Those that keep it are simulated with it;
 * what the others have does not matter, for it is their nonces that count. */
static void simulate_shares(prover *p)
{
    const sgm_node *root = p->inst->nodes;
    for (uint32_t i = 0; is_composed(p->inst) && i < root->n_children; i++)
        p->share[root->children[i]] = p->drawn[root->children[i]];
    complete_shares(p, 1);
}

static void settle_shares(prover *p, const sgm_sc *c)
{
    p->share[sgm_root_share(p->inst)] = *c;
    complete_shares(p, 0);
}

/* Commitments are made at half size, since be->double_encode doubles them: one inversion then serves all of them. Terms
 * of one point that stand side by side are one product. */
static void add_product(prover *p, uint32_t equation, uint32_t point, const sgm_sc *coeff, const sgm_sc *x)
{
    sgm_sc *s = &p->scalars[p->n_products];
    const product *last = p->n_products > 0 ? &p->products[p->n_products - 1] : NULL;
    sgm_sc_mul(s, coeff, x);
    sgm_sc_half(s, s);
    if (last && last->equation == equation && last->point == point)
        sgm_sc_add(s - 1, s - 1, s);
    else
        p->products[p->n_products++] = (product){equation, point};
}

/* Commitment of every clause: map(x) - c image, with x = nonces and c = 0 where the clause is real, simulated
 * responses and share elsewhere. */
static void list_products(prover *p)
{
    const sgm_instance *inst = p->inst;
    uint32_t equation = 0;
    size_t first = 0;
    for (uint32_t i = 0; i < inst->n_clauses; i++) {
        const sgm_clause *clause = &inst->clauses[i];
        sgm_sc c;
        sgm_sc_select(&c, p->real[i], &sgm_sc_zero, &p->share[i]);
        sgm_sc_neg(&c, &c);
        for (size_t s = first; s < first + clause->n_scalars && is_composed(inst); s++)
            sgm_sc_select(&p->sim[s], p->real[i], &p->nonce[s], &p->sim[s]);
        const sgm_sc *x = is_composed(inst) ? p->sim + first : p->nonce + first;
        for (uint32_t e = 0; e < clause->n_equations; e++, equation++) {
            const sgm_equation *eq = &clause->equations[e];
            for (uint32_t t = 0; t < eq->n_terms; t++)
                add_product(p, equation, eq->terms[t].element, &eq->terms[t].coeff, &x[eq->terms[t].scalar]);
            for (uint32_t t = 0; t < eq->n_image && is_composed(inst); t++)
                add_product(p, equation, eq->image[t].element, &eq->image[t].coeff, &c);
        }
        first += clause->n_scalars;
        sgm_wipe(&c, sizeof c);
    }
}

static void add_result(prover *p, uint32_t equation, const sgm_point *r)
{
    if (p->started[equation])
        p->ctx->be->add(&p->commitment[equation], &p->commitment[equation], r, 1);
    else
        p->commitment[equation] = *r;
    p->started[equation] = 1;
}

/* Of n products with points that have no table, those of one equation are summed at once where they are many. They move
 * out of the run; returns how many are left. */
static size_t sum_long_equations(prover *p, size_t n)
{
    size_t left = 0, end;
    for (size_t i = 0; i < n; i = end) {
        sgm_point r;
        for (end = i + 1; end < n && p->run_equations[end] == p->run_equations[i];)
            end++;
        if (end - i >= SUM_TERMS) {
            p->ctx->be->var_sum(&r, p->run_bases + i, p->run_scalars + i, end - i, p->sum_scratch);
            add_result(p, p->run_equations[i], &r);
            sgm_wipe(&r, sizeof r);
            continue;
        }
        for (size_t k = i; k < end; k++, left++) {
            p->run_equations[left] = p->run_equations[k];
            p->run_scalars[left] = p->run_scalars[k];
            p->run_bases[left] = p->run_bases[k];
        }
    }
    return left;
}

/* The products of one fixed generator (point < SGM_FIRST_ELEMENT with a table), or all others together. */
static void run_products(prover *p, uint32_t generator)
{
    const sgm_backend *be = p->ctx->be;
    size_t n = 0;
    for (uint32_t i = 0; i < p->n_products; i++) {
        uint32_t point = p->products[i].point;
        uint32_t group = point < SGM_GEN_COUNT && p->ctx->table[point] ? point : SGM_GEN_COUNT;
        if (group != generator)
            continue;
        p->run_scalars[n] = p->scalars[i];
        p->run_equations[n] = p->products[i].equation;
        p->run_bases[n++] = *sgm_points_at(&p->points, point, p->index);
    }
    if (generator == SGM_GEN_COUNT)
        n = sum_long_equations(p, n);
    if (n > 0 && generator < SGM_GEN_COUNT)
        be->fixed_mul(p->run_results, p->ctx->table[generator], p->run_scalars, n);
    else if (n > 0)
        be->var_mul(p->run_results, p->run_bases, p->run_scalars, n);
    for (size_t i = 0; i < n; i++)
        add_result(p, p->run_equations[i], &p->run_results[i]);
}

static void commit(prover *p)
{
    memset(p->started, 0, p->inst->n_equations);
    list_products(p);
    for (uint32_t g = 0; g <= SGM_GEN_COUNT; g++)
        run_products(p, g);
    p->ctx->be->double_encode(p->enc, p->commitment, p->inst->n_equations);
}

/* z = nonce + share * witness where the clause is real, the simulated response elsewhere; into p->nonce. */
static void respond(prover *p)
{
    size_t at = 0;
    for (uint32_t i = 0; i < p->inst->n_clauses; i++)
        for (uint32_t s = 0; s < p->inst->clauses[i].n_scalars; s++, at++) {
            sgm_sc_muladd(&p->nonce[at], &p->share[i], &p->witness[at], &p->nonce[at]);
            if (is_composed(p->inst))
                sgm_sc_select(&p->nonce[at], p->real[i], &p->nonce[at], &p->sim[at]);
        }
}

static void write_proof(const prover *p, const sgm_sc *c, uint8_t *out)
{
    const sgm_instance *inst = p->inst;
    const sgm_sc *sent = sgm_sent_shares(inst, p->share);
    if (inst->flavor == SGM_COMPACT)
        sgm_challenge_write(inst->width, out, c);
    else
        memcpy(out, p->enc, sgm_proof_head(inst));
    out += sgm_proof_head(inst);
    for (uint32_t i = 0; i < sgm_shares_sent(inst); i++, out += sgm_challenge_bytes(inst))
        sgm_challenge_write(inst->width, out, &sent[i]);
    for (uint32_t s = 0; s < inst->n_scalars; s++, out += SGM_SCALAR_BYTES)
        sgm_sc_to_bytes(out, &p->nonce[s]);
    if (inst->flavor == SGM_HINTED)
        p->ctx->be->decode_hints((uint8_t(*)[32])out, (const uint8_t(*)[SGM_ELEMENT_BYTES])p->enc, inst->n_equations);
}

/* In: known[0 .. n_clauses) and witness are set. */
static sgm_status run(prover *p, const sgm_rng *rng, uint8_t *proof)
{
    sgm_sc c;
    sgm_rng hedged;
    uint8_t enough = find_known(p);
    SGM_DECLASSIFY(&enough, sizeof enough); /* a caller's mistake may show */
    if (!enough)
        return SGM_USAGE;
    choose(p);
    sgm_status st = decode_statement(p);
    if (st == SGM_OK)
        st = hedge(p, &hedged, rng);
    if (st == SGM_OK)
        st = draw(p, &hedged);
    if (st != SGM_OK)
        return st;
    simulate_shares(p);
    commit(p);
    sgm_instance_challenge(p->inst, p->enc[0], &c);
    settle_shares(p, &c);
    respond(p);
    write_proof(p, &c, proof);
    SGM_DECLASSIFY(proof, sgm_instance_proof_size(p->inst)); /* it is published */
    return SGM_OK;
}

/* What a caller knows: either flags and scalars of all clauses, or (known = NULL) the number of the real clause and the
 * scalars of that one. */
typedef struct knowledge {
    const uint8_t *known;
    uint32_t real;
    const sgm_sc *witness;
} knowledge;

/* Spread over all clauses. Where one clause is real, all take its scalars, as many as they have, so that all look
 * alike. */
static void take(prover *p, const knowledge *k)
{
    size_t at = 0;
    for (uint32_t i = 0; i < p->inst->n_clauses; i++) {
        const sgm_sc *w = k->known ? k->witness + at : k->witness;
        p->known[i] = (uint8_t)(k->known ? k->known[i] & 1 : sgm_ct_eq(i, k->real));
        for (uint32_t s = 0; s < p->inst->clauses[i].n_scalars; s++)
            p->witness[at++] = w[s];
    }
}

static sgm_status prove(const sgm_ctx *ctx, const sgm_instance *inst, const knowledge *k, const sgm_rng *rng,
                        uint8_t *proof)
{
    sgm_arena a = {0};
    prover p;
    memset(proof, 0, sgm_instance_proof_size(inst));
    if (inst->argument || inst->alone)
        return SGM_USAGE;
    layout(&p, &a, ctx, inst);
    sgm_status st = sgm_arena_reserve(&a, a.used);
    if (st != SGM_OK)
        return st;
    layout(&p, &a, ctx, inst);
    take(&p, k);
    st = run(&p, rng, proof);
    sgm_arena_wipe(&a);
    sgm_arena_free(&a);
    return st;
}

sgm_status sgm_prove(const sgm_ctx *ctx, const sgm_instance *inst, uint32_t real, const sgm_sc *witness,
                     const sgm_rng *rng, uint8_t *proof)
{
    return prove(ctx, inst, &(knowledge){.real = real, .witness = witness}, rng, proof);
}

sgm_status sgm_prove_known(const sgm_ctx *ctx, const sgm_instance *inst, const uint8_t *known, const sgm_sc *witness,
                           const sgm_rng *rng, uint8_t *proof)
{
    return prove(ctx, inst, &(knowledge){.known = known, .witness = witness}, rng, proof);
}
