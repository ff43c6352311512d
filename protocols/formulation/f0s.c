/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F0S, set record: one relation of two equations over the vector generators. */
#include "protocols/formulation/f0s.h"

#include "protocols/formulation/room.h"
#include "protocols/formulation/set_internal.h"
#include "protocols/relation_internal.h"

const sgm_words sgm_f0s = {
    .name = "F0S",
    .title = "set record",
    .system = "linear relation over a committed polynomial",
    .claim = "d is one of the T recorded sources.",
    .non_claim = "It does not say how much of d was used.",
    .audience = "anyone",
    .assumption = "discrete logarithm, random oracle",
};

size_t sgm_f0s_proof_size(uint32_t T, sgm_flavor flavor)
{
    return 32 * ((size_t)T + (flavor == SGM_COMPACT ? 2 : flavor == SGM_HINTED ? 5 : 3));
}

sgm_acceptance sgm_f0s_acceptance(void) { return (sgm_acceptance){.log2_h1 = 0, .log2_h0 = -128}; }

/* Elements in serialisation order: G, H, G_M, C_S, V_0 .. V_T. Those of an instance: V_0 .. V_T, which are decoded
 * already, then C_S. */
enum { DECLARED_G, DECLARED_H, DECLARED_GM, DECLARED_CS, DECLARED_V };

static uint32_t point_number(uint32_t declared, uint32_t T)
{
    if (declared < DECLARED_CS)
        return declared; /* the fixed generators have the same numbers */
    return SGM_FIRST_ELEMENT + (declared == DECLARED_CS ? T + 1 : declared - DECLARED_V);
}

_Static_assert((int)DECLARED_G == SGM_GEN_G && (int)DECLARED_H == SGM_GEN_H && (int)DECLARED_GM == SGM_GEN_GM,
               "numbers of the fixed generators");

/* Image and terms of both equations side by side, over declared elements. */
enum { SET_IMAGE = 3, ROOT_IMAGE = 1 };

static void declare(sgm_room *p, const sgm_set_statement *s, const sgm_sc *power)
{
    uint32_t T = s->T;
    sgm_image_term *set_image = p->images, *root_image = p->images + SET_IMAGE;
    sgm_linear_term *set = p->terms, *root = p->terms + T + 1;
    set_image[0] = (sgm_image_term){DECLARED_CS, SGM_SC_ONE};
    set_image[1].element = DECLARED_GM;
    sgm_sc_neg(&set_image[1].coeff, &s->dm);
    set_image[2].element = DECLARED_V + T;
    sgm_sc_neg(&set_image[2].coeff, sgm_set_lead());
    root_image[0].element = DECLARED_G;
    sgm_sc_mul(&root_image[0].coeff, &set_image[2].coeff, &power[T]);
    for (uint32_t j = 0; j < T; j++) {
        set[j] = (sgm_linear_term){j, DECLARED_V + j, SGM_SC_ONE};
        root[j] = (sgm_linear_term){j, DECLARED_G, power[j]};
    }
    set[T] = (sgm_linear_term){T, DECLARED_H, SGM_SC_ONE};
    p->equations[0] = (sgm_equation){set_image, set, SET_IMAGE, T + 1};
    p->equations[1] = (sgm_equation){root_image, root, ROOT_IMAGE, T};
    *p->clauses = (sgm_clause){p->equations, 2, T + 1};
}

static void renumber(sgm_room *p, uint32_t T)
{
    for (uint32_t i = 0; i < SET_IMAGE + ROOT_IMAGE; i++)
        p->images[i].element = point_number(p->images[i].element, T);
    for (uint32_t i = 0; i < 2 * T + 1; i++)
        p->terms[i].element = point_number(p->terms[i].element, T);
}

/* The vector generators, decoded and encoded. */
typedef struct generators {
    const sgm_affine *point;
    const uint8_t (*enc)[32];
} generators;

static void fill(sgm_room *p, const sgm_ctx *ctx, const sgm_set_statement *s, const generators *V, const sgm_sc *power,
                 const uint8_t **elements)
{
    uint32_t T = s->T;
    elements[DECLARED_G] = ctx->enc[SGM_GEN_G];
    elements[DECLARED_H] = ctx->enc[SGM_GEN_H];
    elements[DECLARED_GM] = ctx->enc[SGM_GEN_GM];
    elements[DECLARED_CS] = s->C_S;
    for (uint32_t j = 0; j <= T; j++) {
        elements[DECLARED_V + j] = V->enc[j];
        p->elements[j] = sgm_element_of(V->enc[j], &sgm_sc_zero, &sgm_sc_zero);
        p->points[j] = V->point[j];
    }
    p->elements[T + 1] = sgm_element_of(s->C_S, &sgm_sc_zero, &sgm_sc_zero);
    p->inst->n_kept = T + 1;
    declare(p, s, power);
    sgm_relation_write(p->bytes, p->equations, 2, elements, DECLARED_V + T + 1);
    renumber(p, T);
}

static size_t relation_bytes(size_t T)
{
    size_t images = SET_IMAGE + ROOT_IMAGE, terms = 2 * T + 1;
    return 4 + 2 * 8 + 36 * images + 40 * terms + 32 * (DECLARED_V + T);
}

sgm_status sgm_f0s_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_set_statement *s, sgm_flavor flavor)
{
    generators V;
    const void *id;
    sgm_room p;
    *out = NULL;
    if (sgm_set_refused(s))
        return SGM_MALFORMED;
    const sgm_room_size size = {.clauses = 1,
                                .elements = s->T + 2,
                                .equations = 2,
                                .images = SET_IMAGE + ROOT_IMAGE,
                                .terms = 2 * (size_t)s->T + 1,
                                .bytes = relation_bytes(s->T)};
    sgm_sc *power = malloc(((size_t)s->T + 1) * sizeof *power);
    const uint8_t **elements = malloc(((size_t)s->T + 1 + DECLARED_V) * sizeof *elements);
    sgm_status st = power && elements ? SGM_OK : SGM_NOMEM;
    if (st == SGM_OK)
        st = sgm_ctx_family(ctx, SGM_FAMILY_V, (size_t)s->T + 1, &V.point, &id);
    if (st == SGM_OK)
        st = sgm_ctx_family_encoded(ctx, SGM_FAMILY_V, (size_t)s->T + 1, &V.enc);
    if (st == SGM_OK)
        st = sgm_room_new(&p, ctx, sgm_f0s.name, &size, flavor, SGM_CHALLENGE_FULL);
    if (st == SGM_OK) {
        sgm_set_powers(power, &s->d, s->T);
        fill(&p, ctx, s, &V, power, elements);
        *out = sgm_room_finish(&p);
    }
    free(power);
    free(elements);
    return st;
}

sgm_status sgm_f0s_prove(const sgm_ctx *ctx, const sgm_set_statement *s, const sgm_set_witness *w, sgm_flavor flavor,
                         const sgm_rng *rng, uint8_t *proof)
{
    sgm_instance *inst;
    if (s->T <= SGM_SET_MAX) /* otherwise a proof has no size */
        memset(proof, 0, sgm_f0s_proof_size(s->T, flavor));
    sgm_status st = sgm_f0s_instance(&inst, ctx, s, flavor);
    if (st != SGM_OK)
        return st;
    st = sgm_set_check(ctx, s, w);
    sgm_sc *scalars = malloc(((size_t)s->T + 1) * sizeof *scalars);
    if (st == SGM_OK && !scalars)
        st = SGM_NOMEM;
    if (st == SGM_OK) {
        memcpy(scalars, w->a, s->T * sizeof *scalars);
        scalars[s->T] = w->r;
        st = sgm_prove(ctx, inst, 0, scalars, rng, proof);
        sgm_wipe(scalars, ((size_t)s->T + 1) * sizeof *scalars);
    }
    free(scalars);
    sgm_instance_free(inst);
    return st;
}
