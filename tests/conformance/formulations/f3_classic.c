/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F3-CDS and F3-AOS: one member of a class, as an OR and as a ring. */
#include "protocols/formulation/f3_aos.h"
#include "protocols/formulation/f3_cds.h"
#include "tests/conformance/formulation.h"

typedef struct stated {
    sgm_f3_statement s; /* first: what the library's functions take */
    const sgm_sc *d;
} stated;

static void free_class(void *K) { sgm_class_free(K); }

/* The statement about the class in member `key` of `from`; N is a power of two. */
static void *read_class(record *r, const json_t *statement, const json_t *from, const char *key)
{
    stated *st = record_alloc(r, sizeof *st);
    sgm_class *K = NULL;
    uint32_t n;
    if (!read_point(r, statement, "C", st->s.C) || !read_scalar(r, statement, "dm", &st->s.dm) ||
        !read_scalars(r, from, key, &st->d, &n) || sgm_class_scalars(&K, st->d, n, 2) != SGM_OK)
        return NULL;
    record_own(r, K, free_class);
    st->s.K = K;
    return sgm_class_size(K) == n ? st : NULL;
}

static size_t class_size(const void *statement) { return sgm_class_size(((const sgm_f3_statement *)statement)->K); }

static void *cds_read(record *r, const formulation_form *self, const json_t *statement, const json_t *aux)
{
    (void)self;
    (void)aux;
    return read_class(r, statement, statement, "d");
}

static sgm_status cds_instance(sgm_instance **out, const sgm_ctx *ctx, const void *statement, sgm_flavor flavor)
{
    return sgm_f3_cds_instance(out, ctx, statement, flavor);
}

static size_t cds_proof_size(const void *statement, sgm_flavor flavor)
{
    return sgm_f3_cds_proof_size(class_size(statement), flavor);
}

static uint32_t cds_equations(const void *statement) { return (uint32_t)class_size(statement); }

static sgm_status cds_prove(record *r, const void *statement, const json_t *witness, sgm_flavor flavor,
                            const sgm_rng *rng, uint8_t *proof)
{
    sgm_sc blinding;
    record_scalar(r, witness, "r", &blinding);
    uint32_t l = (uint32_t)record_integer(r, witness, "clause");
    return sgm_f3_cds_prove(r->ctx, statement, l, &blinding, flavor, rng, proof);
}

const formulation_form form_f3_cds = {.name = "F3-CDS",
                                      .width = SGM_CHALLENGE_FULL,
                                      .read = cds_read,
                                      .instance = cds_instance,
                                      .proof_size = cds_proof_size,
                                      .equations = cds_equations,
                                      .prove = cds_prove};

static void *aos_read(record *r, const formulation_form *self, const json_t *statement, const json_t *aux)
{
    (void)self;
    return read_class(r, statement, aux, "Class");
}

static sgm_status aos_instance(sgm_instance **out, const sgm_ctx *ctx, const void *statement, sgm_flavor flavor)
{
    return sgm_f3_aos_instance(out, ctx, statement, flavor);
}

static size_t aos_proof_size(const void *statement, sgm_flavor flavor)
{
    (void)flavor;
    return sgm_f3_aos_proof_size(class_size(statement));
}

static uint32_t aos_equations(const void *statement)
{
    (void)statement;
    return 0;
}

/* A_i = s_i H - c_i(C - dm G_M) + c_i d_i G, in three multiplications. */
static int commitment(const sgm_ctx *ctx, const sgm_f3_statement *s, const sgm_sc *d, const sgm_sc *c,
                      const sgm_sc *response, uint8_t A[32])
{
    const sgm_backend *be = sgm_ctx_backend(ctx);
    const sgm_affine base[] = {*sgm_ctx_generator_point(ctx, SGM_GEN_H), *sgm_ctx_generator_point(ctx, SGM_GEN_GM),
                               *sgm_ctx_generator_point(ctx, SGM_GEN_G)};
    sgm_affine C;
    sgm_point sum, part;
    sgm_sc k[3] = {*response}, minus;
    uint8_t ok, enc[1][32];
    memcpy(enc[0], s->C, 32);
    sgm_sc_mul(&k[1], c, &s->dm);
    sgm_sc_mul(&k[2], c, d);
    sgm_sc_neg(&minus, c);
    be->decode(&C, &ok, (const uint8_t(*)[32])enc, 1);
    be->var_mul(&sum, &C, &minus, 1);
    for (size_t i = 0; i < 3; i++) {
        be->var_mul(&part, &base[i], &k[i], 1);
        be->add(&sum, &sum, &part, 1);
    }
    be->encode((uint8_t(*)[32])A, &sum, 1);
    return ok;
}

/* c_1, c_2, .. and in the end c_0 again, each from a copy of the sponge after LE(i,4) || A_i. */
static void aos_challenges(record *r, const void *statement, octets narg)
{
    const stated *st = statement;
    size_t N = class_size(statement);
    sgm_sc *c = record_alloc(r, N * sizeof *c), last, response;
    sgm_transcript opened;
    formulation_open(r, &opened);
    int good = sgm_sc_from_bytes(&last, narg.data);
    for (size_t i = 0; i < N && good; i++) {
        const uint8_t index[4] = {(uint8_t)i, (uint8_t)(i >> 8), (uint8_t)(i >> 16), (uint8_t)(i >> 24)};
        sgm_transcript t = opened;
        uint8_t A[32];
        good = sgm_sc_from_bytes(&response, narg.data + 32 * (i + 1)) &&
               commitment(r->ctx, &st->s, &st->d[i], &last, &response, A);
        sgm_transcript_absorb(&t, index, sizeof index);
        sgm_transcript_absorb(&t, A, sizeof A);
        sgm_transcript_challenge(&t, &c[i]);
        last = c[i];
    }
    record_expect(r, good, "the ring does not decode");
    formulation_expect_challenges(r, c, N);
}

static sgm_status aos_prove(record *r, const void *statement, const json_t *witness, sgm_flavor flavor,
                            const sgm_rng *rng, uint8_t *proof)
{
    sgm_sc blinding;
    (void)flavor;
    record_scalar(r, witness, "r", &blinding);
    return sgm_f3_aos_prove(r->ctx, statement, (uint32_t)record_integer(r, witness, "l"), &blinding, rng, proof);
}

const formulation_form form_f3_aos = {.name = "F3-AOS",
                                      .width = SGM_CHALLENGE_FULL,
                                      .no_compact = 1,
                                      .read = aos_read,
                                      .instance = aos_instance,
                                      .proof_size = aos_proof_size,
                                      .equations = aos_equations,
                                      .challenges = aos_challenges,
                                      .prove = aos_prove};
