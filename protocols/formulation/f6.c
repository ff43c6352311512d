/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F6, designated verifier: F0A or knowledge of a key, and the key's proof of possession. */
#include "protocols/formulation/f6.h"

#include "primitives/base/bytes.h"
#include "protocols/formulation/room.h"
#include "protocols/relation_internal.h"

#define CLAIM     "Either the record opens to d, or the holder of V's key made this."
#define NON_CLAIM "To anybody but that holder it conveys nothing; to the holder it is a full admission."

const sgm_words sgm_f6 = {
    .name = "F6",
    .title = "designated verifier",
    .system = "OR of two Schnorr proofs",
    .claim = CLAIM,
    .non_claim = NON_CLAIM,
    .audience = "one verifier",
    .assumption = "discrete logarithm, random oracle",
};

const sgm_words sgm_f6_s128 = {
    .name = "F6-S128",
    .title = "designated verifier, short challenge",
    .system = "OR of two Schnorr proofs, 128-bit challenges",
    .claim = CLAIM,
    .non_claim = NON_CLAIM,
    .audience = "one verifier",
    .assumption = "discrete logarithm, random oracle",
};

const sgm_words sgm_f6_pop = {
    .name = "F6-POP",
    .title = "possession of a verifier's key",
    .system = "Schnorr",
    .claim = "Somebody who knows the secret key of V made this proof.",
    .non_claim = "It does not say who, and nothing about records or data.",
    .audience = "anyone",
    .assumption = "discrete logarithm, random oracle",
};

size_t sgm_f6_proof_size(sgm_challenge_width width, sgm_flavor flavor)
{
    size_t challenge = width == SGM_CHALLENGE_128 ? 16 : 32;
    if (flavor == SGM_COMPACT)
        return 2 * challenge + 2 * 32;
    return challenge + (flavor == SGM_HINTED ? 6u : 4u) * 32;
}

size_t sgm_f6_pop_proof_size(sgm_flavor flavor) { return flavor == SGM_HINTED ? 96 : 64; }

sgm_acceptance sgm_f6_acceptance(int to_key_holder)
{
    return (sgm_acceptance){.log2_h1 = 0, .log2_h0 = to_key_holder ? -128 : 0};
}

/* V = sk G, as it is declared over the elements G and V; V as the element of F6-POP, which has no other; V as the
 * second element of F6. */
static const sgm_image_term image_declared[] = {{1, SGM_SC_ONE}};
static const sgm_image_term image_alone[] = {{SGM_FIRST_ELEMENT, SGM_SC_ONE}};
static const sgm_image_term image_second[] = {{SGM_FIRST_ELEMENT + 1, SGM_SC_ONE}};
static const sgm_linear_term term[] = {{0, SGM_GEN_G, SGM_SC_ONE}};
static const sgm_equation declared = {image_declared, term, 1, 1};
static const sgm_equation alone = {image_alone, term, 1, 1}, second = {image_second, term, 1, 1};

enum { KEY_RELATION_BYTES = 4 + (4 + 36) + (4 + 40) + 32 };

static void write_key(uint8_t *out, const sgm_ctx *ctx, const uint8_t V[32])
{
    const uint8_t *elements[] = {ctx->enc[SGM_GEN_G], V};
    sgm_relation_write(out, &declared, 1, elements, 2);
}

sgm_status sgm_f6_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_f6_statement *s, sgm_challenge_width width,
                           sgm_flavor flavor)
{
    sgm_room p;
    const sgm_statement *r = &s->record;
    *out = NULL;
    if (sgm_record_refused(r->C) || sgm_digest_refused(&r->d) || sgm_digest_refused(&r->dm) ||
        sgm_record_refused(s->verifier.V))
        return SGM_MALFORMED;
    const sgm_room_size size = {
        .clauses = 2, .need = 1, .elements = 2, .bytes = 4 + sgm_clause_f0a.bytes + KEY_RELATION_BYTES};
    const char *name = width == SGM_CHALLENGE_128 ? sgm_f6_s128.name : sgm_f6.name;
    sgm_status st = sgm_room_new(&p, ctx, name, &size, flavor, width);
    if (st != SGM_OK)
        return st;
    p.elements[RECORD_P - SGM_FIRST_ELEMENT] = sgm_element_of(r->C, &r->d, &r->dm);
    p.elements[1] = sgm_element_of(s->verifier.V, &sgm_sc_zero, &sgm_sc_zero);
    p.clauses[SGM_F6_PROVER] = sgm_clause_f0a.clause;
    p.clauses[SGM_F6_VERIFIER] = (sgm_clause){&second, 1, 1};
    sgm_store32(p.bytes, 2);
    write_key(sgm_record_write(p.bytes + 4, ctx, &sgm_clause_f0a, r), ctx, s->verifier.V);
    *out = sgm_room_finish(&p);
    return SGM_OK;
}

static void key_of(const sgm_ctx *ctx, uint8_t V[32], const sgm_sc *sk)
{
    sgm_record_commit(ctx, V, sk, &sgm_sc_zero, &sgm_sc_zero);
}

/* 1 if the witness is what its role wants; both are tried. Time: constant. */
static uint64_t is_witness(const sgm_ctx *ctx, const sgm_f6_statement *s, const sgm_f6_witness *w)
{
    uint8_t V[32];
    uint64_t opens = sgm_record_opens(ctx, s->record.C, &s->record.d, &s->record.dm, &w->secret);
    key_of(ctx, V, &w->secret);
    return sgm_ct_select(sgm_ct_mask(w->role & 1), sgm_same_encoding(V, s->verifier.V), opens);
}

sgm_status sgm_f6_prove(const sgm_ctx *ctx, const sgm_f6_statement *s, const sgm_f6_witness *w,
                        sgm_challenge_width width, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    sgm_instance *inst;
    uint32_t no_role = w->role >> 1;
    SGM_DECLASSIFY(&no_role, sizeof no_role); /* a refusal is visible, and an honest caller never meets one */
    memset(proof, 0, sgm_f6_proof_size(width, flavor));
    if (no_role)
        return SGM_USAGE;
    sgm_status st = sgm_f6_instance(&inst, ctx, s, width, flavor);
    if (st != SGM_OK)
        return st;
    uint64_t good = is_witness(ctx, s, w);
    SGM_DECLASSIFY(&good, sizeof good);
    st = good ? sgm_prove(ctx, inst, w->role, &w->secret, rng, proof) : SGM_REJECTED;
    sgm_instance_free(inst);
    return st;
}

sgm_status sgm_f6_pop_instance(sgm_instance **out, const sgm_ctx *ctx, const uint8_t V[32], sgm_flavor flavor)
{
    sgm_room p;
    *out = NULL;
    if (sgm_record_refused(V))
        return SGM_MALFORMED;
    const sgm_room_size size = {.clauses = 1, .elements = 1, .bytes = KEY_RELATION_BYTES};
    sgm_status st = sgm_room_new(&p, ctx, sgm_f6_pop.name, &size, flavor, SGM_CHALLENGE_FULL);
    if (st != SGM_OK)
        return st;
    p.elements[0] = sgm_element_of(V, &sgm_sc_zero, &sgm_sc_zero);
    p.clauses[0] = (sgm_clause){&alone, 1, 1};
    write_key(p.bytes, ctx, V);
    *out = sgm_room_finish(&p);
    return SGM_OK;
}

sgm_status sgm_f6_pop_prove(const sgm_ctx *ctx, const uint8_t V[32], const sgm_sc *sk, sgm_flavor flavor,
                            const sgm_rng *rng, uint8_t *proof)
{
    sgm_instance *inst;
    uint8_t made[32];
    memset(proof, 0, sgm_f6_pop_proof_size(flavor));
    sgm_status st = sgm_f6_pop_instance(&inst, ctx, V, flavor);
    if (st != SGM_OK)
        return st;
    key_of(ctx, made, sk);
    uint64_t good = sgm_same_encoding(made, V);
    SGM_DECLASSIFY(&good, sizeof good); /* a refusal is visible, and an honest caller never meets one */
    st = good ? sgm_prove(ctx, inst, 0, sk, rng, proof) : SGM_REJECTED;
    sgm_instance_free(inst);
    return st;
}

sgm_status sgm_f6_key_new(const sgm_ctx *ctx, const sgm_rng *rng, sgm_sc *sk, sgm_f6_key *key, uint8_t pop[64])
{
    *key = (sgm_f6_key){{0}};
    memset(pop, 0, 64);
    sgm_status st = sgm_rng_scalar(rng, sk);
    uint64_t zero = sgm_sc_is_zero(sk);
    SGM_DECLASSIFY(&zero, sizeof zero); /* only a broken source gives 0 */
    if (st == SGM_OK && zero)
        st = SGM_IO;
    if (st == SGM_OK) {
        key_of(ctx, key->V, sk);
        SGM_DECLASSIFY(key->V, sizeof key->V); /* it is published */
        st = sgm_f6_pop_prove(ctx, key->V, sk, SGM_BATCHABLE, rng, pop);
    }
    if (st != SGM_OK) {
        sgm_wipe(sk, sizeof *sk);
        *key = (sgm_f6_key){{0}};
    }
    return st;
}

sgm_status sgm_f6_key_accept(const sgm_ctx *ctx, sgm_f6_key *key, const uint8_t V[32], const uint8_t pop[64])
{
    sgm_instance *inst;
    *key = (sgm_f6_key){{0}};
    sgm_status st = sgm_f6_pop_instance(&inst, ctx, V, SGM_BATCHABLE);
    if (st == SGM_OK)
        st = sgm_verify(ctx, inst, pop, 64);
    if (st == SGM_OK)
        memcpy(key->V, V, 32);
    sgm_instance_free(inst);
    return st;
}
