/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Linear relations: each of the draft's validity checks refuses what it is there for, and nothing else. */
#include "primitives/base/bytes.h"
#include "protocols/relation.h"
#include "tests/unit/unit.h"

#include <stdlib.h>

#define ONE                                                                                                            \
    {                                                                                                                  \
        {                                                                                                              \
            1, 0, 0, 0                                                                                                 \
        }                                                                                                              \
    }

static sgm_ctx *ctx;
static uint8_t element[5][32]; /* G, H, G_M, Q, and one free place */
static sgm_sc minus_one;

/* The status of a relation; bytes must read back as the same relation. */
static sgm_status make(const sgm_equation *equations, uint32_t n_equations, uint32_t n_elements)
{
    sgm_relation *rel, *again = NULL;
    sgm_status st = sgm_relation_new(&rel, ctx, equations, n_equations, (const uint8_t(*)[32])element, n_elements);
    CHECK("a refused relation leaves NULL", (st == SGM_OK) == (rel != NULL));
    if (st != SGM_OK)
        return st;
    size_t len, len_again = 0;
    const uint8_t *bytes = sgm_relation_bytes(rel, &len), *bytes_again = NULL;
    CHECK("its bytes are read", sgm_relation_parse(&again, ctx, bytes, len) == SGM_OK);
    if (again)
        bytes_again = sgm_relation_bytes(again, &len_again);
    CHECK("and written again", again && len == len_again && memcmp(bytes, bytes_again, len) == 0);
    sgm_relation_free(again);
    sgm_relation_free(rel);
    return SGM_OK;
}

static sgm_status make_one(const sgm_image_term *image, uint32_t n_image, const sgm_linear_term *terms,
                           uint32_t n_terms, uint32_t n_elements)
{
    sgm_equation eq = {image, terms, n_image, n_terms};
    return make(&eq, 1, n_elements);
}

static void test_accepted(void)
{
    sgm_image_term X[] = {{1, ONE}}, X_Y[] = {{1, ONE}, {2, ONE}};
    sgm_linear_term xG[] = {{0, 0, ONE}}, xG_yG[] = {{0, 0, ONE}, {1, 0, ONE}};
    sgm_linear_term zero_and_one[] = {{0, 0, {{0}}}, {0, 0, ONE}};
    sgm_equation two[] = {{X, xG, 1, 1}, {X_Y, xG, 2, 1}};
    CHECK("X = x G", make_one(X, 1, xG, 1, 2) == SGM_OK);
    CHECK("X = x G + y G", make_one(X, 1, xG_yG, 2, 2) == SGM_OK);
    CHECK("a coefficient 0 is legal", make_one(X, 1, zero_and_one, 2, 2) == SGM_OK);
    CHECK("two equations", make(two, 2, 3) == SGM_OK);
}

static void test_shape(void)
{
    sgm_image_term X[] = {{1, ONE}}, Y[] = {{2, ONE}};
    sgm_linear_term xG[] = {{0, 0, ONE}}, yG[] = {{1, 0, ONE}};
    CHECK("no equation", make(NULL, 0, 1) == SGM_MALFORMED);
    CHECK("empty image", make_one(X, 0, xG, 1, 1) == SGM_MALFORMED);
    CHECK("no terms", make_one(X, 1, xG, 0, 2) == SGM_MALFORMED);
    CHECK("an element past the end", make_one(Y, 1, xG, 1, 2) == SGM_MALFORMED);
    CHECK("an unused element at the end", make_one(X, 1, xG, 1, 3) == SGM_MALFORMED);
    CHECK("an unused element between", make_one(Y, 1, xG, 1, 3) == SGM_MALFORMED);
    CHECK("an unused scalar", make_one(X, 1, yG, 1, 2) == SGM_MALFORMED);
}

static void test_elements(void)
{
    sgm_image_term free_place[] = {{4, ONE}, {1, ONE}, {2, ONE}, {3, ONE}};
    sgm_linear_term xG[] = {{0, 0, ONE}};
    memcpy(element[4], element[1], 32);
    CHECK("a good element", make_one(free_place, 4, xG, 1, 5) == SGM_OK);
    memset(element[4], 0, 32);
    CHECK("the identity as element", make_one(free_place, 4, xG, 1, 5) == SGM_MALFORMED);
    memcpy(element[4], element[1], 32);
    element[4][31] |= 0x80;
    CHECK("an element with bit 255 set", make_one(free_place, 4, xG, 1, 5) == SGM_MALFORMED);
    uint8_t kept[32];
    memcpy(kept, element[0], 32);
    memcpy(element[0], element[1], 32);
    sgm_image_term X[] = {{1, ONE}};
    CHECK("element 0 is not the generator", make_one(X, 1, xG, 1, 2) == SGM_MALFORMED);
    memcpy(element[0], kept, 32);
}

static void test_identity_sums(void)
{
    sgm_image_term X[] = {{1, ONE}}, cancels[] = {{1, ONE}, {2, ONE}, {1, minus_one}, {2, minus_one}};
    sgm_image_term zero[] = {{1, {{0}}}}, two_zeros[] = {{1, {{0}}}, {2, {{0}}}};
    sgm_linear_term xG[] = {{0, 0, ONE}}, zero_column[] = {{0, 0, {{0}}}};
    sgm_linear_term column_cancels[] = {{0, 0, ONE}, {1, 0, ONE}, {0, 0, minus_one}};
    sgm_equation saved[] = {{X, column_cancels, 1, 3}, {X, xG, 1, 1}};
    CHECK("an image that cancels", make_one(cancels, 4, xG, 1, 3) == SGM_MALFORMED);
    CHECK("an image of coefficient 0", make_one(zero, 1, xG, 1, 2) == SGM_MALFORMED);
    CHECK("an image of two coefficients 0", make_one(two_zeros, 2, xG, 1, 3) == SGM_MALFORMED);
    CHECK("a column of coefficient 0", make_one(X, 1, zero_column, 1, 2) == SGM_MALFORMED);
    CHECK("a column that cancels", make_one(X, 1, column_cancels, 3, 2) == SGM_MALFORMED);
    CHECK("a column that cancels here and counts there", make(saved, 2, 2) == SGM_OK);
}

/* Every truncation and one byte more; counts that promise more than there is. */
static void test_bytes(void)
{
    uint8_t bytes[256] = {0};
    size_t len = 4 + 4 + 36 + 4 + 40 + 32;
    bytes[0] = bytes[4] = bytes[8] = bytes[12] = bytes[44] = bytes[56] = 1;
    memcpy(bytes + 88, element[1], 32);
    sgm_relation *rel;
    CHECK("Schnorr by hand", sgm_relation_parse(&rel, ctx, bytes, len) == SGM_OK);
    CHECK("one equation, one scalar", sgm_relation_equations(rel) == 1 && sgm_relation_scalars(rel) == 1);
    sgm_relation_free(rel);
    for (size_t cut = 0; cut < len; cut++) {
        uint8_t *exact = malloc(cut ? cut : 1); /* so that a sanitizer sees a read past the end */
        if (!exact)
            abort();
        memcpy(exact, bytes, cut);
        CHECK("truncated", sgm_relation_parse(&rel, ctx, exact, cut) == SGM_MALFORMED && rel == NULL);
        free(exact);
    }
    CHECK("a byte too many", sgm_relation_parse(&rel, ctx, bytes, len + 1) == SGM_MALFORMED);
    CHECK("an element too many", sgm_relation_parse(&rel, ctx, bytes, len + 32) == SGM_MALFORMED);
    static const size_t counts[] = {0, 4, 8, 44, 48, 52}; /* equations, image, index, terms, scalar, index */
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        uint8_t kept[4];
        memcpy(kept, bytes + counts[i], 4);
        memset(bytes + counts[i], 0xff, 4);
        CHECK("a count or index of 2^32-1", sgm_relation_parse(&rel, ctx, bytes, len) == SGM_MALFORMED);
        memcpy(bytes + counts[i], kept, 4);
    }
    memset(bytes + 12, 0xff, 32);
    CHECK("a coefficient that is not canonical", sgm_relation_parse(&rel, ctx, bytes, len) == SGM_MALFORMED);
}

int main(void)
{
    if (sgm_ctx_new(&ctx, sgm_backend_best()) != SGM_OK)
        return 1;
    sgm_sc_neg(&minus_one, &sgm_sc_one);
    for (int i = 0; i < SGM_GEN_COUNT; i++)
        memcpy(element[i], sgm_ctx_generator(ctx, i), 32);
    test_accepted();
    test_shape();
    test_elements();
    test_identity_sums();
    test_bytes();
    sgm_ctx_free(ctx);
    return unit_result("relation");
}
