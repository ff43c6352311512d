/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The symbolic builder: the draft's relations compile to the published bytes and reproduce the published proofs; wrong
 * use is told from relations that are none. Usage: test_builder sigma-proofs_Shake128_ristretto255_valid.json */
#include "protocols/proof.h"
#include "protocols/relation_builder.h"
#include "protocols/transcript.h"
#include "tests/unit/unit.h"

#include <jansson.h>

#define SUITE "sigma-proofs_Shake128_ristretto255"
enum { MAX_BYTES = 4096, MAX_SCALARS = 8 };

static sgm_ctx *ctx;
static const sgm_element_var G = {0};

/* A relation of the draft under construction, with the public stream its values come from. */
typedef struct making {
    sgm_builder *b;
    sgm_rng rng;
    sgm_sc witness[MAX_SCALARS];
    sgm_point point[MAX_SCALARS + 8]; /* by element index */
    uint32_t n_points;
} making;

static sgm_sc draw(making *m)
{
    sgm_sc s;
    CHECK("drawn", sgm_rng_scalar(&m->rng, &s) == SGM_OK);
    return s;
}

static sgm_element_var declare(making *m, const sgm_point *p)
{
    uint8_t encoding[32];
    sgm_ctx_backend(ctx)->encode((uint8_t(*)[32])encoding, p, 1);
    sgm_element_var e = sgm_builder_element(m->b, encoding);
    CHECK("elements are numbered in order", e.index == ++m->n_points);
    m->point[e.index] = *p;
    return e;
}

/* s times the base of an element. */
static sgm_point times(const making *m, const sgm_sc *s, sgm_element_var e)
{
    sgm_point r;
    sgm_affine base = *sgm_ctx_generator_point(ctx, SGM_GEN_G);
    if (e.index > 0)
        sgm_ctx_backend(ctx)->to_affine(&base, &m->point[e.index], 1);
    sgm_ctx_backend(ctx)->var_mul(&r, &base, s, 1);
    return r;
}

/* A new element s G, s drawn. */
static sgm_element_var drawn_base(making *m)
{
    sgm_sc s = draw(m);
    sgm_point p = times(m, &s, G);
    return declare(m, &p);
}

/* left = sum of witness[i] bases[i] in one equation. */
static void equate(making *m, sgm_element_var left, const sgm_scalar_var *scalars, const sgm_element_var *bases,
                   size_t n)
{
    sgm_builder_equation(m->b);
    sgm_builder_constant(m->b, SGM_LEFT, left, &sgm_sc_one);
    for (size_t i = 0; i < n; i++)
        sgm_builder_term(m->b, SGM_RIGHT, scalars[i], bases[i], &sgm_sc_one);
}

/* The sum of witness[i] bases[i]. */
static sgm_point combine(const making *m, const sgm_element_var *bases, size_t n)
{
    sgm_point sum = times(m, &m->witness[0], bases[0]);
    for (size_t i = 1; i < n; i++) {
        sgm_point p = times(m, &m->witness[i], bases[i]);
        sgm_ctx_backend(ctx)->add(&sum, &sum, &p, 1);
    }
    return sum;
}

static void discrete_logarithm(making *m)
{
    m->witness[0] = draw(m);
    sgm_point p = times(m, &m->witness[0], G);
    sgm_element_var X = declare(m, &p);
    sgm_scalar_var x = sgm_builder_scalar(m->b);
    equate(m, X, &x, &G, 1);
}

static void dleq(making *m)
{
    sgm_sc h = draw(m);
    m->witness[0] = draw(m);
    sgm_point p = times(m, &m->witness[0], G);
    sgm_element_var X = declare(m, &p);
    p = times(m, &h, G);
    sgm_element_var H = declare(m, &p);
    p = times(m, &m->witness[0], H);
    sgm_element_var Y = declare(m, &p);
    sgm_scalar_var x = sgm_builder_scalar(m->b);
    equate(m, X, &x, &G, 1);
    equate(m, Y, &x, &H, 1);
}

static void pedersen_commitment(making *m)
{
    sgm_element_var bases[2] = {G, drawn_base(m)};
    m->witness[0] = draw(m);
    m->witness[1] = draw(m);
    sgm_point p = combine(m, bases, 2);
    sgm_element_var C = declare(m, &p);
    sgm_scalar_var s[2] = {sgm_builder_scalar(m->b), {0}};
    s[1] = sgm_builder_scalar(m->b);
    equate(m, C, s, bases, 2);
}

static void pedersen_commitment_dleq(making *m)
{
    sgm_sc g[4];
    sgm_element_var base[4], image[2];
    for (size_t i = 0; i < 4; i++)
        g[i] = draw(m);
    m->witness[0] = draw(m);
    m->witness[1] = draw(m);
    for (size_t i = 0; i < 2; i++) { /* elements G0 G1 X G2 G3 Y */
        for (size_t k = 0; k < 2; k++) {
            sgm_point p = times(m, &g[2 * i + k], G);
            base[2 * i + k] = declare(m, &p);
        }
        sgm_point p = combine(m, &base[2 * i], 2);
        image[i] = declare(m, &p);
    }
    sgm_scalar_var s[2] = {sgm_builder_scalar(m->b), {0}};
    s[1] = sgm_builder_scalar(m->b);
    equate(m, image[0], s, &base[0], 2);
    equate(m, image[1], s, &base[2], 2);
}

static void bbs_blind_commitment_computation(making *m)
{
    sgm_element_var base[4];
    sgm_scalar_var s[4];
    for (size_t i = 0; i < 4; i++)
        base[i] = drawn_base(m);
    for (size_t i = 1; i < 4; i++)
        m->witness[i] = draw(m);
    m->witness[0] = draw(m);
    sgm_point p = combine(m, base, 4);
    sgm_element_var C = declare(m, &p);
    for (size_t i = 0; i < 4; i++)
        s[i] = sgm_builder_scalar(m->b);
    equate(m, C, s, base, 4);
}

/* M + E1 = x E0, with two constants in one image. */
static void elgamal_decryption(making *m)
{
    m->witness[0] = draw(m);
    sgm_sc e0 = draw(m), plain = draw(m);
    sgm_point p = times(m, &m->witness[0], G), M = times(m, &plain, G), minus;
    sgm_element_var X = declare(m, &p);
    p = times(m, &e0, G);
    sgm_element_var E0 = declare(m, &p);
    p = times(m, &m->witness[0], E0);
    sgm_ctx_backend(ctx)->neg(&minus, &M, 1);
    sgm_ctx_backend(ctx)->add(&p, &p, &minus, 1);
    sgm_element_var E1 = declare(m, &p), M_var = declare(m, &M);
    sgm_scalar_var x = sgm_builder_scalar(m->b);
    equate(m, X, &x, &G, 1);
    sgm_builder_equation(m->b);
    sgm_builder_constant(m->b, SGM_LEFT, M_var, &sgm_sc_one);
    sgm_builder_constant(m->b, SGM_LEFT, E1, &sgm_sc_one);
    sgm_builder_term(m->b, SGM_RIGHT, x, E0, &sgm_sc_one);
}

static const struct {
    const char *name;
    void (*make)(making *m);
} relations[] = {{"discrete_logarithm", discrete_logarithm},
                 {"dleq", dleq},
                 {"pedersen_commitment", pedersen_commitment},
                 {"pedersen_commitment_dleq", pedersen_commitment_dleq},
                 {"bbs_blind_commitment_computation", bbs_blind_commitment_computation},
                 {"elgamal_decryption", elgamal_decryption},
                 {"dleq_derived_element", dleq}};
enum { N_RELATIONS = sizeof relations / sizeof *relations };

static const json_t *find_record(const json_t *records, const char *tag)
{
    size_t i;
    json_t *record;
    json_array_foreach(records, i, record)
    {
        if (strcmp(json_string_value(json_object_get(record, "Tag")), tag) == 0)
            return record;
    }
    return NULL;
}

static size_t member(uint8_t out[MAX_BYTES], const json_t *record, const char *key)
{
    const char *hex = json_string_value(json_object_get(record, key));
    return hex ? unit_hex(out, MAX_BYTES, hex) : 0;
}

static void expect_record(const json_t *record, const making *m, const char *nonces, const char *tag, sgm_flavor flavor)
{
    uint8_t want[MAX_BYTES], proof[MAX_BYTES], sid[32];
    sgm_relation *rel;
    sgm_instance *inst;
    sgm_test_rng state;
    size_t len;
    CHECK("compiled", sgm_builder_compile(&rel, m->b, ctx) == SGM_OK);
    const uint8_t *bytes = sgm_relation_bytes(rel, &len);
    CHECK("length of the instance", member(want, record, "Instance") == len);
    CHECK_BYTES(tag, bytes, want, len);
    sgm_session_id(sid, tag, strlen(tag));
    CHECK("instance", sgm_instance_new(&inst, ctx, &rel, 1, 0, sid, flavor, SGM_CHALLENGE_FULL, 0) == SGM_OK);
    sgm_test_rng_init(&state, nonces, strlen(nonces));
    sgm_rng rng = sgm_rng_test(&state);
    CHECK("proved", sgm_prove(ctx, inst, 0, m->witness, &rng, proof) == SGM_OK);
    CHECK("length of the proof", member(want, record, "NargString") == sgm_instance_proof_size(inst));
    CHECK_BYTES("the published proof", proof, want, sgm_instance_proof_size(inst));
    sgm_instance_free(inst);
}

/* Instances, witnesses and nonces of the draft's seven relations, all from its own streams. */
static void test_published(const char *path)
{
    static const char *const flavors[] = {"DSFS", "CMPT"};
    json_t *records = json_load_file(path, 0, NULL);
    CHECK("vectors", json_array_size(records) > 0);
    for (size_t i = 0; i < N_RELATIONS; i++) {
        char stream[160], tag[160], nonces[160];
        sgm_test_rng state;
        making m = {0};
        CHECK("new", sgm_builder_new(&m.b) == SGM_OK);
        snprintf(stream, sizeof stream, "TestDRNG-SIGMA-PROOFS-" SUITE "-%s", relations[i].name);
        sgm_test_rng_init(&state, stream, strlen(stream));
        m.rng = sgm_rng_test(&state);
        relations[i].make(&m);
        for (int flavor = SGM_BATCHABLE; flavor <= SGM_COMPACT; flavor++) {
            snprintf(tag, sizeof tag, "%s-%s-with-" SUITE, relations[i].name, flavors[flavor]);
            snprintf(nonces, sizeof nonces, "TestDRNG-SIGMA-PROOFS-%s-" SUITE "-%s", flavors[flavor],
                     relations[i].name);
            const json_t *record = find_record(records, tag);
            CHECK("a record of that tag", record != NULL);
            if (record)
                expect_record(record, &m, nonces, tag, (sgm_flavor)flavor);
        }
        sgm_builder_free(m.b);
    }
    json_decref(records);
}

static sgm_builder *fresh(void)
{
    sgm_builder *b;
    CHECK("new", sgm_builder_new(&b) == SGM_OK);
    return b;
}

/* The status of compiling b, which is freed. */
static sgm_status finish(sgm_builder *b)
{
    sgm_relation *rel;
    sgm_status st = sgm_builder_compile(&rel, b, ctx);
    CHECK("a refused relation leaves NULL", (st == SGM_OK) == (rel != NULL));
    sgm_relation_free(rel);
    sgm_builder_free(b);
    return st;
}

/* H + x G = C + 3 G - y H: everything on the wrong side moves and changes its sign, the left side comes first. */
static void test_sides(void)
{
    sgm_builder *b = fresh();
    sgm_relation *rel, *want;
    sgm_sc three, minus_three, minus_one;
    uint8_t elements[3][32];
    sgm_sc_from_u64(&three, 3);
    sgm_sc_neg(&minus_three, &three);
    sgm_sc_neg(&minus_one, &sgm_sc_one);
    for (int i = 0; i < 3; i++)
        memcpy(elements[i], sgm_ctx_generator(ctx, i), 32);
    sgm_scalar_var y = sgm_builder_scalar(b), x = sgm_builder_scalar(b);
    sgm_element_var H = sgm_builder_unset_element(b), C = sgm_builder_element(b, elements[2]);
    sgm_builder_equation(b);
    sgm_builder_constant(b, SGM_RIGHT, C, &sgm_sc_one);
    sgm_builder_constant(b, SGM_LEFT, H, &sgm_sc_one);
    sgm_builder_term(b, SGM_RIGHT, y, H, &minus_one);
    sgm_builder_term(b, SGM_LEFT, x, G, &sgm_sc_one);
    sgm_builder_constant(b, SGM_RIGHT, G, &three);
    CHECK("an element without a value", sgm_builder_compile(&rel, b, ctx) == SGM_MALFORMED && rel == NULL);
    sgm_builder_set_element(b, H, elements[1]);
    CHECK("compiled", sgm_builder_compile(&rel, b, ctx) == SGM_OK);
    const sgm_image_term image[] = {{1, sgm_sc_one}, {2, minus_one}, {0, minus_three}};
    const sgm_linear_term terms[] = {{1, 0, minus_one}, {0, 1, minus_one}};
    const sgm_equation eq = {image, terms, 3, 2};
    CHECK("by hand", sgm_relation_new(&want, ctx, &eq, 1, (const uint8_t(*)[32])elements, 3) == SGM_OK);
    size_t len, want_len;
    const uint8_t *bytes = sgm_relation_bytes(rel, &len), *want_bytes = sgm_relation_bytes(want, &want_len);
    CHECK("as long", len == want_len);
    CHECK_BYTES("the same relation", bytes, want_bytes, len);
    sgm_relation_free(rel);
    sgm_relation_free(want);
    sgm_builder_free(b);
}

static void test_refused(void)
{
    const uint8_t *H = sgm_ctx_generator(ctx, SGM_GEN_H);
    sgm_builder *b = fresh();
    CHECK("nothing", finish(b) == SGM_MALFORMED);
    b = fresh();
    sgm_builder_equation(b);
    CHECK("an empty equation", finish(b) == SGM_MALFORMED);
    for (int what = 0; what < 10; what++) {
        b = fresh();
        sgm_element_var X = sgm_builder_element(b, H);
        sgm_scalar_var x = sgm_builder_scalar(b);
        if (what == 1)
            sgm_builder_constant(b, SGM_LEFT, X, &sgm_sc_one);
        sgm_builder_equation(b);
        sgm_builder_constant(b, SGM_LEFT, X, &sgm_sc_one);
        sgm_builder_term(b, SGM_RIGHT, x, G, what == 2 ? &sgm_sc_zero : &sgm_sc_one);
        if (what == 3)
            sgm_builder_equation(b);
        if (what == 4)
            (void)sgm_builder_scalar(b);
        if (what == 5)
            (void)sgm_builder_element(b, H);
        if (what == 6)
            sgm_builder_constant(b, SGM_LEFT, (sgm_element_var){7}, &sgm_sc_one);
        if (what == 7)
            sgm_builder_term(b, SGM_RIGHT, (sgm_scalar_var){7}, G, &sgm_sc_one);
        if (what == 8)
            sgm_builder_set_element(b, G, H);
        if (what == 9)
            sgm_builder_constant(b, SGM_RIGHT, X, &sgm_sc_one);
        static const sgm_status want[10] = {SGM_OK,        SGM_USAGE, SGM_MALFORMED, SGM_MALFORMED, SGM_MALFORMED,
                                            SGM_MALFORMED, SGM_USAGE, SGM_USAGE,     SGM_USAGE,     SGM_MALFORMED};
        static const char *const name[10] = {"X = x G",
                                             "a summand before the first equation",
                                             "a column that is the identity",
                                             "an equation without summands",
                                             "a scalar that is not used",
                                             "an element that is not used",
                                             "an element of no declaration",
                                             "a scalar of no declaration",
                                             "another generator",
                                             "an image that cancels"};
        CHECK(name[what], finish(b) == want[what]);
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: test_builder sigma-proofs_Shake128_ristretto255_valid.json\n");
        return 2;
    }
    if (sgm_ctx_new(&ctx, sgm_backend_best()) != SGM_OK)
        return 1;
    test_published(argv[1]);
    test_sides();
    test_refused();
    sgm_ctx_free(ctx);
    return unit_result("builder");
}
