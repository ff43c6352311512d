/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F3-CDS, equivalence class as an OR: N clauses F0A about one record. */
#include "protocols/formulation/f3_cds.h"

#include "primitives/base/bytes.h"
#include "protocols/formulation/f3_internal.h"
#include "protocols/formulation/room.h"

const sgm_words sgm_f3_cds = {
    .name = "F3-CDS",
    .title = "equivalence class, OR of all members",
    .system = "OR of N Schnorr proofs (CDS94)",
    .claim = "The record opens to one of these N digests.",
    .non_claim = SGM_F3_NON_CLAIM,
    .audience = "anyone",
    .assumption = "discrete logarithm, random oracle",
};

size_t sgm_f3_cds_proof_size(size_t N, sgm_flavor flavor)
{
    return flavor == SGM_COMPACT ? 64 * N : 32 * ((flavor == SGM_HINTED ? 4 : 3) * N - 1);
}

/* Items first .. first + n. In: n <= SHOWN. */
enum { SHOWN = 64 };

static int shows_some(const sgm_ctx *ctx, const sgm_point *P, const sgm_sc *d, size_t n)
{
    sgm_point at[SHOWN], record[SHOWN];
    uint8_t same[SHOWN];
    int any = 0;
    ctx->be->fixed_mul_vt(at, ctx->table[SGM_GEN_G], d, n);
    for (size_t i = 0; i < n; i++)
        record[i] = *P;
    ctx->be->equal(same, at, record, n);
    for (size_t i = 0; i < n; i++)
        any |= same[i];
    return any;
}

int sgm_f3_shows(const sgm_ctx *ctx, const sgm_f3_statement *s)
{
    const sgm_backend *be = ctx->be;
    sgm_affine C;
    sgm_point P, part;
    uint8_t enc[1][32], ok;
    int any = 0;
    memcpy(enc[0], s->C, 32);
    be->decode(&C, &ok, (const uint8_t(*)[32])enc, 1);
    if (!ok || !SGM_KEEP_IMAGE)
        return 0; /* found later */
    be->from_affine(&P, &C, 1);
    be->fixed_mul_vt(&part, ctx->table[SGM_GEN_GM], &s->dm, 1);
    be->neg(&part, &part, 1);
    be->add(&P, &P, &part, 1);
    for (size_t i = 0; i < s->K->size && !any; i += SHOWN)
        any = shows_some(ctx, &P, s->K->d + i, s->K->size - i < SHOWN ? s->K->size - i : SHOWN);
    return any;
}

/* P - d_i G = r H for every i, with P = C - dm G_M. */
static void fill_clauses(sgm_room *p, const sgm_f3_statement *s)
{
    const sgm_class *K = s->K;
    p->elements[0] = sgm_element_of(s->C, &sgm_sc_zero, &s->dm);
    for (uint32_t i = 0; i < K->size; i++) {
        sgm_image_term *image = &p->images[2 * (size_t)i];
        const sgm_equation *f0a = sgm_clause_f0a.clause.equations;
        image[0] = (sgm_image_term){SGM_FIRST_ELEMENT, sgm_sc_one};
        image[1].element = SGM_GEN_G;
        sgm_sc_neg(&image[1].coeff, &K->d[i]);
        p->equations[i] = (sgm_equation){image, f0a->terms, 2, f0a->n_terms};
        p->clauses[i] = (sgm_clause){&p->equations[i], 1, 1};
    }
}

static void write_bytes(uint8_t *out, const sgm_ctx *ctx, const sgm_f3_statement *s)
{
    sgm_statement one = {.dm = s->dm};
    memcpy(one.C, s->C, 32);
    sgm_store32(out, (uint32_t)s->K->size);
    out += 4;
    for (size_t i = 0; i < s->K->size; i++) {
        one.d = s->K->d[i];
        out = sgm_record_write(out, ctx, &sgm_clause_f0a, &one);
    }
}

sgm_status sgm_f3_cds_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_f3_statement *s, sgm_flavor flavor)
{
    sgm_room p;
    const sgm_class *K = s->K;
    *out = NULL;
    if (K->kind != SGM_CLASS_SCALARS)
        return SGM_USAGE;
    if (K->size > SGM_F3_CDS_MAX || sgm_record_refused(s->C) || sgm_digest_refused(&s->dm) || sgm_f3_shows(ctx, s))
        return SGM_MALFORMED;
    const sgm_room_size size = {.clauses = (uint32_t)K->size,
                                .need = 1,
                                .elements = 1,
                                .equations = K->size,
                                .images = 2 * K->size,
                                .bytes = 4 + K->size * sgm_clause_f0a.bytes};
    sgm_status st = sgm_room_new(&p, ctx, sgm_f3_cds.name, &size, flavor, SGM_CHALLENGE_FULL);
    if (st != SGM_OK)
        return st;
    fill_clauses(&p, s);
    write_bytes(p.bytes, ctx, s);
    *out = sgm_room_finish(&p);
    return SGM_OK;
}

sgm_status sgm_f3_cds_prove(const sgm_ctx *ctx, const sgm_f3_statement *s, uint32_t l, const sgm_sc *r,
                            sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof)
{
    sgm_instance *inst;
    memset(proof, 0, sgm_f3_cds_proof_size(s->K->size, flavor));
    sgm_status st = sgm_f3_cds_instance(&inst, ctx, s, flavor);
    if (st != SGM_OK)
        return st;
    uint64_t good = sgm_f3_holds(ctx, s, l, r);
    SGM_DECLASSIFY(&good, sizeof good); /* a refusal is visible, and an honest caller never meets one */
    st = good ? sgm_prove(ctx, inst, l, r, rng, proof) : SGM_REJECTED;
    sgm_instance_free(inst);
    return st;
}
