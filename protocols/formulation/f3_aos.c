/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F3-AOS, equivalence class as a ring (Abe, Ohkubo, Suzuki): c_{i+1} is the challenge after A_i. */
#include "protocols/formulation/f3_aos.h"

#include "primitives/base/bytes.h"
#include "protocols/arena.h"
#include "protocols/batch_internal.h"
#include "protocols/formulation/f3_internal.h"
#include "protocols/formulation/room.h"

const sgm_words sgm_f3_aos = {
    .name = "F3-AOS",
    .title = "equivalence class, ring",
    .system = "ring of N Schnorr proofs (Abe-Ohkubo-Suzuki)",
    .claim = "The record opens to one of these N digests.",
    .non_claim = SGM_F3_NON_CLAIM,
    .audience = "anyone",
    .assumption = "discrete logarithm, random oracle",
};

size_t sgm_f3_aos_proof_size(size_t N) { return 32 * (N + 1); }

/* The statement, as it is hashed. */
enum { INSTANCE_BYTES = 32 + 32 + 64 };

/* An instance and what its verifier wants, in one block. */
typedef struct ring {
    sgm_instance inst;
    const sgm_class *K;
    sgm_sc dm;
    uint8_t bytes[INSTANCE_BYTES]; /* begins with C */
} ring;

/* *D = C - dm G_M. Returns 0 where C does not decode, or D is the identity. */
static int decode_record(const sgm_ctx *ctx, const uint8_t C[32], const sgm_sc *dm, sgm_affine *D)
{
    const sgm_backend *be = ctx->be;
    sgm_point sum, part;
    uint8_t enc[1][32], ok, identity;
    memcpy(enc[0], C, 32);
    be->decode(D, &ok, (const uint8_t(*)[32])enc, 1);
    be->from_affine(&sum, D, 1);
    be->fixed_mul_vt(&part, ctx->table[SGM_GEN_GM], dm, 1);
    be->neg(&part, &part, 1);
    be->add(&sum, &sum, &part, 1);
    be->to_affine(D, &sum, 1);
    be->is_identity(&identity, &sum, 1);
    return (ok || !SGM_KEEP_DECODE) && !(identity && SGM_KEEP_IDENTITY);
}

/* The sponge after session and statement. */
static void open_transcript(sgm_transcript *t, const sgm_instance *inst)
{
    *t = (sgm_transcript){.absorb_pos = 0};
    memcpy(t->absorb, inst->session->opened, sizeof t->absorb);
    sgm_transcript_absorb(t, inst->bytes, SGM_KEEP_STATEMENT ? inst->len : 0);
}

/* c = the challenge after item i: of a copy of the sponge. Time: constant. */
static void next_challenge(const sgm_transcript *opened, uint32_t i, const uint8_t A[32], sgm_sc *c)
{
    sgm_transcript t = *opened;
    uint8_t index[4];
    sgm_store32(index, i);
    sgm_transcript_absorb(&t, index, sizeof index);
    sgm_transcript_absorb(&t, A, SGM_KEEP_COMMITMENTS ? 32 : 0);
    sgm_transcript_challenge(&t, c);
}

/* Where a verifier stands. */
typedef struct walk {
    sgm_transcript opened;
    sgm_affine base[3]; /* H, D, G */
    sgm_sc k[3];        /* of A_i = s_i H - c_i D + c_i d_i G */
    sgm_sc c;
    sgm_arena scratch;
} walk;

static sgm_status step(walk *w, const sgm_ctx *ctx, uint32_t i, const sgm_sc *d, const sgm_sc *s)
{
    const sgm_msm_part part = {w->base, w->k, 3, SGM_SCALAR_BITS};
    uint8_t enc[32], identity;
    sgm_point A;
    w->k[0] = *s;
    sgm_sc_neg(&w->k[1], &w->c);
    sgm_sc_mul(&w->k[2], &w->c, d);
    sgm_status st = sgm_combine_vt(ctx->be, &A, &part, 1, &w->scratch);
    if (st != SGM_OK)
        return st;
    ctx->be->is_identity(&identity, &A, 1);
    if (identity && SGM_KEEP_IDENTITY)
        return SGM_REJECTED;
    ctx->be->encode(&enc, &A, 1);
    next_challenge(&w->opened, i, enc, &w->c);
    return SGM_OK;
}

static sgm_status verify(const sgm_alone *self, const sgm_ctx *ctx, const sgm_instance *inst, const uint8_t *proof)
{
    const ring *g = (const ring *)inst;
    const sgm_class *K = g->K;
    walk w = {.c = sgm_sc_zero};
    sgm_sc first, s;
    sgm_status st = SGM_OK;
    int good = sgm_proof_scalar(&first, proof);
    (void)self;
    for (size_t i = 0; i < K->size; i++)
        good &= sgm_proof_scalar(&s, proof + 32 * (i + 1));
    if (!good || !decode_record(ctx, g->bytes, &g->dm, &w.base[1]))
        return SGM_MALFORMED;
    open_transcript(&w.opened, inst);
    w.base[0] = ctx->point[SGM_GEN_H];
    w.base[2] = ctx->point[SGM_GEN_G];
    w.c = first;
    for (size_t i = 0; i < K->size && st == SGM_OK; i++) {
        (void)sgm_proof_scalar(&s, proof + 32 * (i + 1));
        st = step(&w, ctx, (uint32_t)i, &K->d[i], &s);
    }
    sgm_arena_free(&w.scratch);
    return st != SGM_OK ? st : sgm_sc_eq(&w.c, &first) ? SGM_OK : SGM_REJECTED;
}

sgm_status sgm_f3_aos_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_f3_statement *s, sgm_flavor flavor)
{
    static const sgm_alone alone = {verify};
    *out = NULL;
    if (s->K->kind != SGM_CLASS_SCALARS || flavor != SGM_BATCHABLE)
        return SGM_USAGE;
    if (s->K->size > SGM_F3_AOS_MAX || sgm_record_refused(s->C) || sgm_digest_refused(&s->dm) || sgm_f3_shows(ctx, s))
        return SGM_MALFORMED;
    ring *g = malloc(sizeof *g);
    if (!g)
        return SGM_NOMEM;
    g->inst = (sgm_instance){.session = sgm_formulation_session(ctx, sgm_f3_aos.name, flavor),
                             .flavor = flavor,
                             .extension = 1,
                             .n_scalars = (uint32_t)s->K->size + 1,
                             .bytes = g->bytes,
                             .len = sizeof g->bytes,
                             .alone = &alone};
    g->K = s->K;
    g->dm = s->dm;
    memcpy(g->bytes, s->C, 32);
    sgm_sc_to_bytes(g->bytes + 32, &s->dm);
    memcpy(g->bytes + 64, s->K->root, 64);
    *out = &g->inst;
    return SGM_OK;
}

typedef struct prover {
    const sgm_ctx *ctx;
    const sgm_instance *inst;
    const sgm_class *K;
    sgm_affine D;
    sgm_transcript opened;
    uint32_t l;
    sgm_sc r, k, c, first;
    sgm_sc *s;                   /* s_0 .. as they are sent */
    sgm_sc *s_from_l, *d_from_l; /* those of l, l + 1, .. */
    sgm_sc *turned;              /* half way there */
    sgm_hedged *hedged;
} prover;

static void layout(prover *p, sgm_arena *a)
{
    size_t N = p->K->size;
    a->used = 0;
    p->s = sgm_arena_take(a, N, sizeof *p->s);
    p->s_from_l = sgm_arena_take(a, N, sizeof *p->s_from_l);
    p->d_from_l = sgm_arena_take(a, N, sizeof *p->d_from_l);
    p->turned = sgm_arena_take(a, N, sizeof *p->turned);
    p->hedged = sgm_arena_take(a, 1, sizeof *p->hedged);
}

static sgm_status hedge(prover *p, sgm_rng *rng, const sgm_rng *fresh)
{
    uint8_t secret[36];
    sgm_sc_to_bytes(secret, &p->r);
    sgm_store32(secret + 32, p->l);
    sgm_status st = sgm_argument_hedge(rng, p->hedged, fresh, p->inst, secret, sizeof secret);
    sgm_wipe(secret, sizeof secret);
    return st;
}

static sgm_status draw(prover *p, const sgm_rng *rng)
{
    sgm_status st = sgm_rng_scalar(rng, &p->k);
    for (size_t i = 0; i < p->K->size && st == SGM_OK; i++)
        st = sgm_rng_scalar(rng, &p->s[i]);
    return st;
}

/* r_t = in_(l + t mod N), bit after bit of l. Time: constant in l. */
static void turn(const prover *p, sgm_sc *r, const sgm_sc *in)
{
    size_t N = p->K->size;
    memcpy(r, in, N * sizeof *r);
    for (size_t bit = 0; (size_t)1 << bit < N; bit++) {
        memcpy(p->turned, r, N * sizeof *r);
        for (size_t t = 0; t < N; t++)
            sgm_sc_select(&r[t], p->l >> bit & 1, &p->turned[(t + ((size_t)1 << bit)) % N], &p->turned[t]);
    }
}

/* Item i = l + t mod N: A = s H - c D + c d G, and the next c. For t = 0, where c = 0, that is A = k H. */
static void answer(prover *p, uint32_t i, const sgm_sc *s, const sgm_sc *d)
{
    const sgm_backend *be = p->ctx->be;
    sgm_point A, part;
    sgm_sc x;
    uint8_t enc[32];
    be->fixed_mul(&A, p->ctx->table[SGM_GEN_H], s, 1);
    sgm_sc_mul(&x, &p->c, d);
    be->fixed_mul(&part, p->ctx->table[SGM_GEN_G], &x, 1);
    be->add(&A, &A, &part, 1);
    sgm_sc_neg(&x, &p->c);
    be->var_mul(&part, &p->D, &x, 1);
    be->add(&A, &A, &part, 1);
    be->encode(&enc, &A, 1);
    next_challenge(&p->opened, i, enc, &p->c);
    sgm_wipe(&A, sizeof A);
    sgm_wipe(&part, sizeof part);
    sgm_wipe(&x, sizeof x);
}

/* Round the ring from l, and closes it there: s_l = k + c_l r. */
static void close_ring(prover *p)
{
    uint32_t N = (uint32_t)p->K->size;
    sgm_sc z;
    turn(p, p->s_from_l, p->s);
    turn(p, p->d_from_l, p->K->d);
    p->s_from_l[0] = p->k;
    p->c = p->first = sgm_sc_zero;
    for (uint32_t t = 0; t < N; t++) {
        uint32_t i = p->l + t, over = (uint32_t)(1 ^ (((uint64_t)i - N) >> 63));
        i -= (uint32_t)sgm_ct_mask(over) & N;
        answer(p, i, &p->s_from_l[t], &p->d_from_l[t]);
        sgm_sc_select(&p->first, sgm_ct_eq(i, N - 1), &p->c, &p->first);
    }
    sgm_sc_muladd(&z, &p->c, &p->r, &p->k);
    for (uint32_t i = 0; i < N; i++)
        sgm_sc_select(&p->s[i], sgm_ct_eq(i, p->l), &z, &p->s[i]);
    sgm_wipe(&z, sizeof z);
}

static sgm_status run(prover *p, const sgm_rng *rng, uint8_t *proof)
{
    sgm_rng hedged;
    sgm_status st = hedge(p, &hedged, rng);
    if (st == SGM_OK)
        st = draw(p, &hedged);
    if (st != SGM_OK)
        return st;
    open_transcript(&p->opened, p->inst);
    close_ring(p);
    sgm_sc_to_bytes(proof, &p->first);
    for (size_t i = 0; i < p->K->size; i++)
        sgm_sc_to_bytes(proof + 32 * (i + 1), &p->s[i]);
    SGM_DECLASSIFY(proof, sgm_f3_aos_proof_size(p->K->size)); /* it is published */
    return SGM_OK;
}

static sgm_status prove(const sgm_ctx *ctx, const sgm_instance *inst, const sgm_f3_statement *s, uint32_t l,
                        const sgm_sc *r, const sgm_rng *rng, uint8_t *proof)
{
    sgm_arena a = {0};
    prover p = {.ctx = ctx, .inst = inst, .K = s->K, .l = l, .r = *r};
    uint64_t good = sgm_f3_holds(ctx, s, l, r) & ((l - (uint64_t)s->K->size) >> 63);
    SGM_DECLASSIFY(&good, sizeof good); /* a refusal is visible, and an honest caller never meets one */
    if (!good)
        return SGM_REJECTED;
    if (!decode_record(ctx, s->C, &s->dm, &p.D))
        return SGM_MALFORMED;
    layout(&p, &a);
    sgm_status st = sgm_arena_reserve(&a, a.used);
    if (st == SGM_OK) {
        layout(&p, &a);
        st = run(&p, rng, proof);
    }
    sgm_arena_wipe(&a);
    sgm_arena_free(&a);
    sgm_wipe(&p, sizeof p);
    return st;
}

sgm_status sgm_f3_aos_prove(const sgm_ctx *ctx, const sgm_f3_statement *s, uint32_t l, const sgm_sc *r,
                            const sgm_rng *rng, uint8_t *proof)
{
    sgm_instance *inst;
    memset(proof, 0, sgm_f3_aos_proof_size(s->K->size));
    sgm_status st = sgm_f3_aos_instance(&inst, ctx, s, SGM_BATCHABLE);
    if (st == SGM_OK)
        st = prove(ctx, inst, s, l, r, rng, proof);
    sgm_instance_free(inst);
    return st;
}
