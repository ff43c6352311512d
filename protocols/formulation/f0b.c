/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F0B, owner's commitment: one relation of two equations that share the digest. */
#include "protocols/formulation/f0b.h"

#include "protocols/formulation/room.h"
#include "protocols/relation_internal.h"

const sgm_words sgm_f0b = {
    .name = "F0B",
    .title = "owner's commitment",
    .system = "equality of two Pedersen openings",
    .claim = "Trainer's record and owner's commitment hold the same digest.",
    .non_claim = "It does not reveal which dataset, nor that the owner's commitment was made honestly.",
    .audience = "anyone",
    .assumption = "discrete logarithm, random oracle",
};

size_t sgm_f0b_proof_size(sgm_flavor flavor) { return flavor == SGM_COMPACT ? 128 : flavor == SGM_HINTED ? 224 : 160; }

sgm_acceptance sgm_f0b_acceptance(void) { return (sgm_acceptance){.log2_h1 = 0, .log2_h0 = -128}; }

/* Elements in serialisation order, and scalars. */
enum { DECLARED_G, DECLARED_H, DECLARED_GM, DECLARED_C, DECLARED_CD, DECLARED };
enum { SCALAR_D, SCALAR_R, SCALAR_R_OWNER, SCALARS };

/* P = d G + r H with P = C - dm G_M, the first element of an instance; C_D = d G + r' H, the second. */
static const sgm_image_term record_image[] = {{SGM_FIRST_ELEMENT, SGM_SC_ONE}};
static const sgm_linear_term record_terms[] = {{SCALAR_D, SGM_GEN_G, SGM_SC_ONE}, {SCALAR_R, SGM_GEN_H, SGM_SC_ONE}};
static const sgm_image_term owner_image[] = {{SGM_FIRST_ELEMENT + 1, SGM_SC_ONE}};
static const sgm_linear_term owner_terms[] = {{SCALAR_D, SGM_GEN_G, SGM_SC_ONE},
                                              {SCALAR_R_OWNER, SGM_GEN_H, SGM_SC_ONE}};
static const sgm_equation equations[] = {{record_image, record_terms, 1, 2}, {owner_image, owner_terms, 1, 2}};

/* Bytes of the relation below. */
enum { RELATION_BYTES = 4 + (4 + 2 * 36 + 4 + 2 * 40) + (4 + 36 + 4 + 2 * 40) + 32 * (DECLARED - 1) };

/* C - dm G_M = d G + r H ; C_D = d G + r' H. */
static void write_bytes(uint8_t *out, const sgm_ctx *ctx, const sgm_f0b_statement *s)
{
    const uint8_t *elements[DECLARED] = {ctx->enc[SGM_GEN_G], ctx->enc[SGM_GEN_H], ctx->enc[SGM_GEN_GM], s->C, s->C_D};
    sgm_image_term record[] = {{DECLARED_C, SGM_SC_ONE}, {DECLARED_GM, SGM_SC_ONE}};
    const sgm_image_term owner[] = {{DECLARED_CD, SGM_SC_ONE}};
    const sgm_equation declared[] = {{record, record_terms, 2, 2}, {owner, owner_terms, 1, 2}};
    sgm_sc_neg(&record[1].coeff, &s->dm);
    sgm_relation_write(out, declared, 2, elements, DECLARED);
}

sgm_status sgm_f0b_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_f0b_statement *s, sgm_flavor flavor)
{
    sgm_room p;
    *out = NULL;
    if (sgm_record_refused(s->C) || sgm_record_refused(s->C_D) || sgm_digest_refused(&s->dm))
        return SGM_MALFORMED;
    const sgm_room_size size = {.clauses = 1, .elements = 2, .bytes = RELATION_BYTES};
    sgm_status st = sgm_room_new(&p, ctx, sgm_f0b.name, &size, flavor, SGM_CHALLENGE_FULL);
    if (st != SGM_OK)
        return st;
    p.elements[0] = sgm_element_of(s->C, &sgm_sc_zero, &s->dm);
    p.elements[1] = sgm_element_of(s->C_D, &sgm_sc_zero, &sgm_sc_zero);
    *p.clauses = (sgm_clause){equations, 2, SCALARS};
    write_bytes(p.bytes, ctx, s);
    *out = sgm_room_finish(&p);
    return SGM_OK;
}

void sgm_owner_commit(const sgm_ctx *ctx, uint8_t C_D[32], const sgm_sc *d, const sgm_sc *r_owner)
{
    sgm_record_commit(ctx, C_D, d, &sgm_sc_zero, r_owner);
}

sgm_status sgm_f0b_prove(const sgm_ctx *ctx, const sgm_f0b_statement *s, const sgm_f0b_witness *w, sgm_flavor flavor,
                         const sgm_rng *rng, uint8_t *proof)
{
    sgm_instance *inst;
    sgm_sc scalars[SCALARS] = {w->d, w->r, w->r_owner};
    memset(proof, 0, sgm_f0b_proof_size(flavor));
    sgm_status st = sgm_f0b_instance(&inst, ctx, s, flavor);
    if (st == SGM_OK) {
        uint64_t zero = (uint64_t)sgm_digest_refused(&w->d);
        uint64_t good = sgm_record_opens(ctx, s->C, &w->d, &s->dm, &w->r) &
                        sgm_record_opens(ctx, s->C_D, &w->d, &sgm_sc_zero, &w->r_owner);
        SGM_DECLASSIFY(&zero, sizeof zero); /* a refusal is visible, and an honest caller never meets one */
        SGM_DECLASSIFY(&good, sizeof good);
        st = zero ? SGM_MALFORMED : good ? sgm_prove(ctx, inst, 0, scalars, rng, proof) : SGM_REJECTED;
    }
    sgm_wipe(scalars, sizeof scalars);
    sgm_instance_free(inst);
    return st;
}
