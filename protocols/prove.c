/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The prover of linear relations and their ORs: one path for every clause, constant time in witness and real clause. */
#include "primitives/base/bytes.h"
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
    sgm_sc *share;       /* per clause */
    product *products;   /* n_terms at most */
    sgm_sc *scalars;     /* of the products */
    sgm_sc *run_scalars; /* those of one kernel call */
    sgm_affine *run_bases;
    sgm_point *run_results;
    uint32_t *run_equations;
    sgm_point *commitment;
    uint8_t (*enc)[32];
    uint8_t *started;      /* per equation: 1 once commitment holds a sum */
    uint8_t (*secret)[32]; /* the witness as bytes */
    sgm_hedged *hedged;
    uint32_t n_products;
} prover;

static void layout(prover *p, sgm_arena *a, const sgm_ctx *ctx, const sgm_instance *inst)
{
    a->used = 0;
    *p = (prover){.ctx = ctx, .inst = inst};
    sgm_points_layout(&p->points, a, ctx, &ctx->key, 0, inst->n_elements);
    p->index = sgm_arena_take(a, inst->n_elements, sizeof *p->index);
    p->nonce = sgm_arena_take(a, inst->n_scalars, sizeof *p->nonce);
    p->sim = sgm_arena_take(a, inst->n_scalars, sizeof *p->sim);
    p->share = sgm_arena_take(a, inst->n_clauses, sizeof *p->share);
    p->products = sgm_arena_take(a, inst->n_terms, sizeof *p->products);
    p->scalars = sgm_arena_take(a, inst->n_terms, sizeof *p->scalars);
    p->run_scalars = sgm_arena_take(a, inst->n_terms, sizeof *p->run_scalars);
    p->run_bases = sgm_arena_take(a, inst->n_terms, sizeof *p->run_bases);
    p->run_results = sgm_arena_take(a, inst->n_terms, sizeof *p->run_results);
    p->run_equations = sgm_arena_take(a, inst->n_terms, sizeof *p->run_equations);
    p->commitment = sgm_arena_take(a, inst->n_equations, sizeof *p->commitment);
    p->enc = sgm_arena_take(a, inst->n_equations, sizeof *p->enc);
    p->started = sgm_arena_take(a, inst->n_equations, 1);
    p->secret = sgm_arena_take(a, sgm_instance_witness_scalars(inst), sizeof *p->secret);
    p->hedged = sgm_arena_take(a, 1, sizeof *p->hedged);
}

static sgm_status decode_statement(prover *p)
{
    for (uint32_t i = 0; i < p->inst->n_elements; i++)
        p->index[i] = sgm_points_add(&p->points, &p->inst->elements[i]);
    sgm_points_resolve(&p->points);
    for (uint32_t i = 0; i < p->points.elements.count; i++)
        if (p->points.bad[i])
            return SGM_MALFORMED;
    return SGM_OK;
}

static int is_or(const sgm_instance *inst) { return inst->n_clauses > 1; }

/* The stream that everything is drawn from: it depends on the witness and the real clause, and on all that decides the
 * challenge beside the commitments, so that no nonce serves two challenges. */
static sgm_status hedge(prover *p, sgm_rng *rng, const sgm_rng *fresh, uint32_t real, const sgm_sc *witness)
{
    const sgm_instance *inst = p->inst;
    uint32_t n = sgm_instance_witness_scalars(inst);
    uint8_t which[4], form[12];
    for (uint32_t i = 0; i < n; i++)
        sgm_sc_to_bytes(p->secret[i], &witness[i]);
    sgm_store32(which, real);
    sgm_store32(form, (uint32_t)inst->flavor);
    sgm_store32(form + 4, (uint32_t)inst->width);
    sgm_store32(form + 8, inst->n_clauses);
    const sgm_bytes parts[] = {{p->secret, 32 * (size_t)n},
                               {which, sizeof which},
                               {inst->session.sid, sizeof inst->session.sid},
                               {form, sizeof form},
                               {inst->bytes, inst->len}};
    sgm_status st = sgm_rng_hedge(rng, p->hedged, fresh, parts, sizeof parts / sizeof *parts);
    sgm_wipe(which, sizeof which);
    return st;
}

/* For every clause in order: nonces, and in an OR also one share and simulated responses. */
static sgm_status draw(prover *p, const sgm_rng *rng)
{
    const sgm_instance *inst = p->inst;
    sgm_status st = SGM_OK;
    size_t first = 0;
    for (uint32_t i = 0; i < inst->n_clauses && st == SGM_OK; i++) {
        size_t end = first + inst->clauses[i].n_scalars;
        p->share[i] = sgm_sc_zero;
        for (size_t s = first; s < end && st == SGM_OK; s++)
            st = sgm_rng_scalar(rng, &p->nonce[s]);
        if (is_or(inst) && st == SGM_OK)
            st = inst->width == SGM_CHALLENGE_FULL ? sgm_rng_scalar(rng, &p->share[i])
                                                   : sgm_rng_share128(rng, &p->share[i]);
        for (size_t s = first; s < end && is_or(inst) && st == SGM_OK; s++)
            st = sgm_rng_scalar(rng, &p->sim[s]);
        first = end;
    }
    return st;
}

/* Commitments are made at half size, since be->double_encode doubles them: one inversion then serves all of them. */
static void add_product(prover *p, uint32_t equation, uint32_t point, const sgm_sc *coeff, const sgm_sc *x)
{
    sgm_sc *s = &p->scalars[p->n_products];
    sgm_sc_mul(s, coeff, x);
    sgm_sc_mul(s, s, &p->ctx->half);
    p->products[p->n_products++] = (product){equation, point};
}

/* Commitment of every clause: map(x) - c image, with x = nonces and c = 0 where the clause is real, simulated
 * responses and share elsewhere. */
static void list_products(prover *p, uint32_t real)
{
    const sgm_instance *inst = p->inst;
    uint32_t equation = 0;
    size_t first = 0;
    for (uint32_t i = 0; i < inst->n_clauses; i++) {
        const sgm_clause *clause = &inst->clauses[i];
        uint64_t is_real = sgm_ct_eq(i, real);
        sgm_sc c;
        sgm_sc_select(&c, is_real, &sgm_sc_zero, &p->share[i]);
        sgm_sc_neg(&c, &c);
        for (size_t s = first; s < first + clause->n_scalars && is_or(inst); s++)
            sgm_sc_select(&p->sim[s], is_real, &p->nonce[s], &p->sim[s]);
        const sgm_sc *x = is_or(inst) ? p->sim + first : p->nonce + first;
        for (uint32_t e = 0; e < clause->n_equations; e++, equation++) {
            const sgm_equation *eq = &clause->equations[e];
            for (uint32_t t = 0; t < eq->n_terms; t++)
                add_product(p, equation, eq->terms[t].element, &eq->terms[t].coeff, &x[eq->terms[t].scalar]);
            for (uint32_t t = 0; t < eq->n_image && is_or(inst); t++)
                add_product(p, equation, eq->image[t].element, &eq->image[t].coeff, &c);
        }
        first += clause->n_scalars;
        sgm_wipe(&c, sizeof c);
    }
}

/* Adds n products to their commitments. */
static void add_results(prover *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t e = p->run_equations[i];
        if (p->started[e])
            p->ctx->be->add(&p->commitment[e], &p->commitment[e], &p->run_results[i], 1);
        else
            p->commitment[e] = p->run_results[i];
        p->started[e] = 1;
    }
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
    if (n > 0 && generator < SGM_GEN_COUNT)
        be->fixed_mul(p->run_results, p->ctx->table[generator], p->run_scalars, n);
    else if (n > 0)
        be->var_mul(p->run_results, p->run_bases, p->run_scalars, n);
    add_results(p, n);
}

static void commit(prover *p, uint32_t real)
{
    memset(p->started, 0, p->inst->n_equations);
    list_products(p, real);
    for (uint32_t g = 0; g <= SGM_GEN_COUNT; g++)
        run_products(p, g);
    p->ctx->be->double_encode(p->enc, p->commitment, p->inst->n_equations);
}

/* The real clause's share is what is missing to c; the others keep theirs. */
static void settle_shares(prover *p, uint32_t real, const sgm_sc *c)
{
    const sgm_instance *inst = p->inst;
    sgm_sc rest = *c, taken;
    for (uint32_t i = 0; i < inst->n_clauses && is_or(inst); i++) {
        sgm_sc_select(&taken, sgm_ct_eq(i, real), &sgm_sc_zero, &p->share[i]);
        sgm_challenge_sub(inst->width, &rest, &rest, &taken);
    }
    for (uint32_t i = 0; i < inst->n_clauses; i++)
        sgm_sc_select(&p->share[i], sgm_ct_eq(i, real), &rest, &p->share[i]);
    sgm_wipe(&rest, sizeof rest);
    sgm_wipe(&taken, sizeof taken);
}

/* z = nonce + share * witness where the clause is real, the simulated response elsewhere; into p->nonce. */
static void respond(prover *p, uint32_t real, const sgm_sc *witness)
{
    size_t at = 0;
    for (uint32_t i = 0; i < p->inst->n_clauses; i++) {
        uint64_t is_real = sgm_ct_eq(i, real);
        for (uint32_t s = 0; s < p->inst->clauses[i].n_scalars; s++, at++) {
            sgm_sc_muladd(&p->nonce[at], &p->share[i], &witness[s], &p->nonce[at]);
            if (is_or(p->inst))
                sgm_sc_select(&p->nonce[at], is_real, &p->nonce[at], &p->sim[at]);
        }
    }
}

static void write_proof(const prover *p, const sgm_sc *c, uint8_t *out)
{
    const sgm_instance *inst = p->inst;
    if (inst->flavor == SGM_COMPACT)
        sgm_challenge_write(inst->width, out, c);
    else
        memcpy(out, p->enc, sgm_proof_head(inst));
    out += sgm_proof_head(inst);
    for (uint32_t i = 0; i < sgm_shares_sent(inst); i++, out += sgm_challenge_bytes(inst))
        sgm_challenge_write(inst->width, out, &p->share[i]);
    for (uint32_t s = 0; s < inst->n_scalars; s++, out += 32)
        sgm_sc_to_bytes(out, &p->nonce[s]);
}

static sgm_status run(prover *p, uint32_t real, const sgm_sc *witness, const sgm_rng *rng, uint8_t *proof)
{
    sgm_sc c;
    sgm_rng hedged;
    sgm_status st = decode_statement(p);
    if (st == SGM_OK)
        st = hedge(p, &hedged, rng, real, witness);
    if (st == SGM_OK)
        st = draw(p, &hedged);
    if (st != SGM_OK)
        return st;
    commit(p, real);
    sgm_instance_challenge(p->inst, p->enc[0], &c);
    settle_shares(p, real, &c);
    respond(p, real, witness);
    write_proof(p, &c, proof);
    SGM_DECLASSIFY(proof, sgm_instance_proof_size(p->inst)); /* it is published */
    return SGM_OK;
}

sgm_status sgm_prove(const sgm_ctx *ctx, const sgm_instance *inst, uint32_t real, const sgm_sc *witness,
                     const sgm_rng *rng, uint8_t *proof)
{
    sgm_arena a = {0};
    prover p;
    memset(proof, 0, sgm_instance_proof_size(inst));
    int exists = real < inst->n_clauses;
    SGM_DECLASSIFY(&exists, sizeof exists); /* a caller's mistake may show */
    if (!exists)
        return SGM_USAGE;
    layout(&p, &a, ctx, inst);
    sgm_status st = sgm_arena_reserve(&a, a.used);
    if (st != SGM_OK)
        return st;
    layout(&p, &a, ctx, inst);
    st = run(&p, real, witness, rng, proof);
    sgm_arena_wipe(&a);
    sgm_arena_free(&a);
    return st;
}
