/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F1K, k of n records: n clauses F0A under one threshold. */
#include "protocols/formulation/f1k.h"

#include "primitives/base/bytes.h"
#include "protocols/formulation/room.h"

#include <math.h>

const sgm_words sgm_f1k = {
    .name = "F1K",
    .title = "k of n",
    .system = "k of n Schnorr proofs (CDS94)",
    .claim = "At least k of these n records are in the record list.",
    .non_claim = "It does not say which, and says nothing about records outside the list.",
    .audience = "anyone",
    .assumption = "discrete logarithm, random oracle",
};

size_t sgm_f1k_proof_size(uint32_t k, uint32_t n, sgm_flavor flavor)
{
    if (flavor == SGM_COMPACT)
        return 32 * (2 * (size_t)n - k + 1);
    return 32 * (3 * (size_t)n - k + (flavor == SGM_HINTED ? n : 0));
}

sgm_acceptance sgm_f1k_acceptance(uint32_t k, uint32_t n, double chance)
{
    /* The sum over hits of C(n, hits) chance^hits (1 - chance)^(n - hits), relative to its first term. */
    double log2_first = k * log2(chance) + (n - k) * log2(1 - chance), sum = 1, term = 1;
    for (uint32_t i = 0; i < k; i++)
        log2_first += log2((double)(n - i) / (k - i));
    for (uint32_t hits = k; hits < n; hits++) {
        term *= (double)(n - hits) / (hits + 1) * chance / (1 - chance);
        sum += term;
    }
    double log2_chance = log2_first + log2(sum);
    return (sgm_acceptance){.log2_h1 = 0, .log2_h0 = log2_chance < 0 ? log2_chance : 0};
}

static int is_statement(const sgm_f1k_statement *s)
{
    int good = s->k >= 2 && s->k < s->n && s->n <= SGM_F1K_MAX && !sgm_digest_refused(&s->dm);
    for (uint32_t i = 0; good && i < s->n; i++)
        good = !sgm_record_refused(s->C[i]) && !sgm_digest_refused(&s->d[i]);
    return good;
}

static void write_bytes(uint8_t *out, const sgm_ctx *ctx, const sgm_f1k_statement *s)
{
    sgm_store32(out, s->k);
    sgm_store32(out + 4, s->n);
    out += 8;
    for (uint32_t i = 0; i < s->n; i++) {
        sgm_statement one = {.d = s->d[i], .dm = s->dm};
        memcpy(one.C, s->C[i], 32);
        out = sgm_record_write(out, ctx, &sgm_clause_f0a, &one);
    }
}

/* P_i = r_i H for every i, with P_i = C_i - d_i G - dm G_M. */
static void fill_clauses(sgm_room *p, const sgm_f1k_statement *s)
{
    for (uint32_t i = 0; i < s->n; i++) {
        const sgm_equation *f0a = sgm_clause_f0a.clause.equations;
        p->elements[i] = sgm_element_of(s->C[i], &s->d[i], &s->dm);
        p->images[i] = (sgm_image_term){SGM_FIRST_ELEMENT + i, sgm_sc_one};
        p->equations[i] = (sgm_equation){&p->images[i], f0a->terms, 1, f0a->n_terms};
        p->clauses[i] = (sgm_clause){&p->equations[i], 1, 1};
    }
}

sgm_status sgm_f1k_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_f1k_statement *s, sgm_flavor flavor)
{
    sgm_room p;
    *out = NULL;
    if (!is_statement(s))
        return SGM_MALFORMED;
    const sgm_room_size size = {.clauses = s->n,
                                .need = s->k,
                                .elements = s->n,
                                .equations = s->n,
                                .images = s->n,
                                .bytes = 8 + s->n * sgm_clause_f0a.bytes};
    sgm_status st = sgm_room_new(&p, ctx, sgm_f1k.name, &size, flavor, SGM_CHALLENGE_FULL);
    if (st != SGM_OK)
        return st;
    fill_clauses(&p, s);
    write_bytes(p.bytes, ctx, s);
    *out = sgm_room_finish(&p);
    return SGM_OK;
}

/* The records that d, dm and r make: at half size, since be->double_encode doubles them. */
typedef struct openings {
    sgm_sc *half;
    sgm_point *sum, *part;
    uint8_t (*C)[32];
} openings;

static void layout_openings(openings *o, sgm_arena *a, uint32_t n)
{
    a->used = 0;
    o->half = sgm_arena_take(a, n, sizeof *o->half);
    o->sum = sgm_arena_take(a, n, sizeof *o->sum);
    o->part = sgm_arena_take(a, n, sizeof *o->part);
    o->C = sgm_arena_take(a, n, sizeof *o->C);
}

/* r_i = k_i / 2 times the generator. */
static void multiply_halves(const sgm_ctx *ctx, sgm_point *r, int generator, sgm_sc *half, const sgm_sc *k, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        sgm_sc_half(&half[i], &k[i]);
    ctx->be->fixed_mul(r, ctx->table[generator], half, n);
}

/* *good = 1 if at least k are held and each held record opens with its blinding. Time: constant in held and r. */
static sgm_status check_openings(const sgm_ctx *ctx, const sgm_f1k_statement *s, const uint8_t *held, const sgm_sc *r,
                                 uint64_t *good)
{
    const sgm_backend *be = ctx->be;
    sgm_arena a = {0};
    openings o;
    sgm_point model;
    uint64_t n_held = 0, wrong = 0;
    layout_openings(&o, &a, s->n);
    if (sgm_arena_reserve(&a, a.used) != SGM_OK)
        return SGM_NOMEM;
    layout_openings(&o, &a, s->n);
    multiply_halves(ctx, &model, SGM_GEN_GM, o.half, &s->dm, 1);
    multiply_halves(ctx, o.sum, SGM_GEN_H, o.half, r, s->n);
    multiply_halves(ctx, o.part, SGM_GEN_G, o.half, s->d, s->n);
    be->add(o.sum, o.sum, o.part, s->n);
    for (uint32_t i = 0; i < s->n; i++)
        o.part[i] = model;
    be->add(o.sum, o.sum, o.part, s->n);
    be->double_encode(o.C, o.sum, s->n);
    for (uint32_t i = 0; i < s->n; i++) {
        uint64_t is_held = held[i] & 1;
        n_held += is_held;
        wrong |= is_held & (1 ^ sgm_same_encoding(o.C[i], s->C[i]));
    }
    *good = (1 ^ ((n_held - s->k) >> 63)) & (1 ^ wrong);
    sgm_arena_wipe(&a);
    sgm_arena_free(&a);
    return SGM_OK;
}

sgm_status sgm_f1k_prove(const sgm_ctx *ctx, const sgm_f1k_statement *s, const uint8_t *held, const sgm_sc *r,
                         sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    sgm_instance *inst;
    uint64_t good = 0;
    if (s->k >= 2 && s->k < s->n) /* otherwise a proof has no size */
        memset(proof, 0, sgm_f1k_proof_size(s->k, s->n, flavor));
    sgm_status st = sgm_f1k_instance(&inst, ctx, s, flavor);
    if (st != SGM_OK)
        return st;
    st = check_openings(ctx, s, held, r, &good);
    SGM_DECLASSIFY(&good, sizeof good); /* a refusal is visible, and an honest caller never meets one */
    if (st == SGM_OK)
        st = good ? sgm_prove_known(ctx, inst, held, r, rng, proof) : SGM_REJECTED;
    sgm_instance_free(inst);
    return st;
}
