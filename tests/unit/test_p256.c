/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The suite P-256: what statements and proof strings it refuses, hints, kept points, and batches under every condition.
 */
#include "protocols/p256.h"
#include "tests/unit/unit.h"

#include <stdlib.h>

enum { ITEMS = 60, MAX_PROOF = 512, POINT = SGM_ELEMENT_BYTES, SCALAR = SGM_SCALAR_BYTES };

static sgm_ctx *ctx;
static sgm_rng rng;

/* The order and p. */
static const char order_hex[] = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
static const char p_hex[] = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";

static void times(uint8_t out[POINT], const sgm_affine *p, const sgm_sc *k)
{
    sgm_point r;
    uint8_t enc[1][POINT];
    sgm_ctx_backend(ctx)->var_mul(&r, p, k, 1);
    sgm_ctx_backend(ctx)->encode(enc, &r, 1);
    memcpy(out, enc[0], POINT);
}

/* X = x G, or with dleq also Y = x H. */
static sgm_relation *relation(const sgm_sc *x, int dleq)
{
    uint8_t X[POINT], H[POINT], Y[POINT];
    const sgm_affine *G = sgm_ctx_generator_point(ctx, SGM_GEN_G);
    sgm_sc h, hx;
    sgm_builder *b;
    sgm_relation *rel = NULL;
    sgm_sc_from_u64(&h, 77);
    sgm_sc_mul(&hx, &h, x);
    times(X, G, x);
    times(H, G, &h);
    times(Y, G, &hx);
    if (sgm_builder_new(&b) != SGM_OK)
        abort();
    sgm_scalar_var s = sgm_builder_scalar(b);
    sgm_builder_equation(b);
    sgm_builder_constant(b, SGM_LEFT, sgm_builder_element(b, X), &sgm_sc_one);
    sgm_builder_term(b, SGM_RIGHT, s, SGM_ELEMENT_GENERATOR, &sgm_sc_one);
    if (dleq) {
        sgm_element_var base = sgm_builder_element(b, H);
        sgm_builder_equation(b);
        sgm_builder_constant(b, SGM_LEFT, sgm_builder_element(b, Y), &sgm_sc_one);
        sgm_builder_term(b, SGM_RIGHT, s, base, &sgm_sc_one);
    }
    CHECK("compiled", sgm_builder_compile(&rel, b, ctx) == SGM_OK);
    sgm_builder_free(b);
    return rel;
}

/* One statement with a proof: Schnorr, DLEQ, or an OR of both of which the second is known. */
typedef struct item {
    sgm_instance *inst;
    sgm_flavor flavor;
    uint8_t proof[MAX_PROOF];
    size_t len;
} item;

static void make(item *it, unsigned kind, sgm_flavor flavor, sgm_challenge_width width)
{
    static const uint8_t sid[2][32] = {{1}, {2}};
    sgm_sc x[2];
    sgm_relation *clauses[2];
    CHECK("drawn", sgm_rng_scalar(&rng, &x[0]) == SGM_OK && sgm_rng_scalar(&rng, &x[1]) == SGM_OK);
    clauses[0] = relation(&x[0], kind == 1);
    clauses[1] = kind == 2 ? relation(&x[1], 1) : NULL;
    it->flavor = flavor;
    CHECK("instance", sgm_instance_new(&it->inst, ctx, clauses, kind == 2 ? 2 : 1, kind == 2,
                                       sid[flavor == SGM_COMPACT], flavor, width, 0) == SGM_OK);
    it->len = sgm_instance_proof_size(it->inst);
    if (it->len > MAX_PROOF)
        abort();
    CHECK("proved", sgm_prove(ctx, it->inst, kind == 2, &x[kind == 2], &rng, it->proof) == SGM_OK);
    CHECK("accepted", sgm_verify(ctx, it->inst, it->proof, it->len) == SGM_OK);
}

static sgm_status in_batch_of(const item *const *items, const item *changed, size_t n, sgm_weights weights)
{
    sgm_batch *b;
    sgm_status st = sgm_batch_new(&b, ctx, weights);
    for (size_t i = 0; i < n && st == SGM_OK; i++)
        st = sgm_batch_add(b, items[i]->inst, items[i]->proof, items[i]->len);
    if (st == SGM_OK)
        st = sgm_batch_add(b, changed->inst, changed->proof, changed->len);
    if (st == SGM_OK)
        st = sgm_batch_verify(b);
    sgm_batch_free(b);
    return st;
}

/* A string that is refused alone and beside a good proof. */
static void expect_refused(const char *what, const item *good, const item *bad)
{
    CHECK(what, sgm_verify(ctx, bad->inst, bad->proof, bad->len) != SGM_OK);
    for (int random = 0; random < 2 && bad->flavor != SGM_COMPACT; random++)
        CHECK(what, in_batch_of(&good, bad, 1, random ? SGM_WEIGHTS_RANDOM : SGM_WEIGHTS_DERIVED) != SGM_OK);
}

/* x + n where that fits in 32 bytes, big-endian. Returns whether it does. */
static int add_order(uint8_t scalar[SCALAR])
{
    uint8_t n[SCALAR];
    unsigned carry = 0;
    unit_hex(n, sizeof n, order_hex);
    for (int i = SCALAR - 1; i >= 0; i--) {
        carry += (unsigned)scalar[i] + n[i];
        scalar[i] = (uint8_t)carry;
        carry >>= 8;
    }
    return carry == 0;
}

static void test_strings(sgm_flavor flavor, unsigned kind)
{
    item it, good;
    make(&good, 0, SGM_BATCHABLE, SGM_CHALLENGE_FULL);
    make(&it, kind, flavor, SGM_CHALLENGE_FULL);
    for (size_t bit = 0; bit < 8 * it.len; bit += 3) {
        item bad = it;
        bad.proof[bit / 8] ^= (uint8_t)(1u << bit % 8);
        expect_refused("a bit changed", &good, &bad);
    }
    for (unsigned first = 0; first < 256 && flavor != SGM_COMPACT; first++) {
        item bad = it;
        bad.proof[0] = (uint8_t)first;
        if (bad.proof[0] != it.proof[0])
            expect_refused("another first byte of a commitment", &good, &bad);
    }
    item bad = it;
    memset(bad.proof, 0, flavor == SGM_COMPACT ? SCALAR : POINT);
    expect_refused("zeros", &good, &bad);
    bad = it;
    unit_hex(bad.proof + (flavor == SGM_COMPACT ? 0 : 1), 32, p_hex);
    expect_refused("x = p, or a challenge above the order", &good, &bad);
    for (size_t i = flavor == SGM_COMPACT ? 0 : POINT * sgm_instance_equations(it.inst);
         i + SCALAR <= it.len - (flavor == SGM_HINTED ? 32 * sgm_instance_equations(it.inst) : 0); i += SCALAR) {
        bad = it;
        if (add_order(bad.proof + i)) /* nearly never: the order is close to 2^256 */
            expect_refused("a scalar plus the order", &good, &bad);
        unit_hex(bad.proof + i, 32, order_hex);
        expect_refused("a scalar that is the order", &good, &bad);
    }
    CHECK("a byte less", sgm_verify(ctx, it.inst, it.proof, it.len - 1) == SGM_MALFORMED);
    CHECK("a byte more", sgm_verify(ctx, it.inst, it.proof, it.len + 1) == SGM_MALFORMED);
    sgm_instance_free(it.inst);
    sgm_instance_free(good.inst);
}

/* Serialize(instance) of Schnorr with its element, coefficients and counts replaced. */
static void test_statements(void)
{
    enum { IMAGE = 12, TERM = 56, /* coefficients */ ELEMENT = 88, LEN = ELEMENT + POINT };
    uint8_t bytes[LEN + 1] = {0}, changed[LEN + 1];
    size_t len;
    sgm_sc x;
    sgm_sc_from_u64(&x, 5);
    sgm_relation *rel = relation(&x, 0), *other;
    memcpy(bytes, sgm_relation_bytes(rel, &len), LEN);
    CHECK("length", len == LEN);
    CHECK("as it is", sgm_relation_parse(&other, ctx, bytes, LEN) == SGM_OK);
    sgm_relation_free(other);
    CHECK("a byte less", sgm_relation_parse(&other, ctx, bytes, LEN - 1) == SGM_MALFORMED && !other);
    CHECK("a byte more", sgm_relation_parse(&other, ctx, bytes, LEN + 1) == SGM_MALFORMED && !other);
    for (unsigned first = 0; first < 256; first++) {
        memcpy(changed, bytes, LEN);
        changed[ELEMENT] = (uint8_t)first;
        CHECK("first bytes 02 and 03 alone",
              (sgm_relation_parse(&other, ctx, changed, LEN) == SGM_OK) == (first == 2 || first == 3));
        sgm_relation_free(other);
    }
    memcpy(changed, bytes, LEN);
    memset(changed + ELEMENT, 0, POINT);
    CHECK("zeros", sgm_relation_parse(&other, ctx, changed, LEN) == SGM_MALFORMED);
    memcpy(changed, bytes, LEN);
    unit_hex(changed + ELEMENT + 1, 32, p_hex);
    CHECK("x = p", sgm_relation_parse(&other, ctx, changed, LEN) == SGM_MALFORMED);
    for (int place = 0; place < 2; place++) {
        memcpy(changed, bytes, LEN);
        CHECK("one, big-endian", changed[(place ? TERM : IMAGE) + SCALAR - 1] == 1);
        unit_hex(changed + (place ? TERM : IMAGE), 32, order_hex);
        CHECK("a coefficient that is the order", sgm_relation_parse(&other, ctx, changed, LEN) == SGM_MALFORMED);
        memset(changed + (place ? TERM : IMAGE), 0, SCALAR);
        CHECK("an image or a column of 0", sgm_relation_parse(&other, ctx, changed, LEN) == SGM_MALFORMED);
    }
    sgm_relation_free(rel);
}

/* Every condition that a batch can be under gives the same verdict and culprits. */
static void verify_under(const item *items, const uint8_t *bad, unsigned threads, size_t memory, sgm_weights weights)
{
    sgm_batch *b;
    const size_t *culprits;
    size_t n, found = 0, expected = 0;
    CHECK("batch", sgm_batch_new(&b, ctx, weights) == SGM_OK && sgm_batch_threads(b, threads) == SGM_OK);
    sgm_batch_max_memory(b, memory);
    for (size_t i = 0; i < ITEMS; i++) {
        CHECK("added", sgm_batch_add(b, items[i].inst, items[i].proof, items[i].len) == SGM_OK);
        expected += bad[i];
    }
    for (int again = 0; again < 2; again++) {
        CHECK("verdict", (sgm_batch_verify(b) == SGM_OK) == (expected == 0));
        CHECK("search", sgm_batch_culprits(b, &culprits, &n) == SGM_OK && n == expected);
        found = 0;
        for (size_t i = 0; i < ITEMS; i++)
            found += bad[i] && found < n && culprits[found] == i;
        CHECK("culprits", found == expected);
    }
    sgm_batch_free(b);
}

static void test_batches(void)
{
    static item items[ITEMS];
    static uint8_t bad[ITEMS];
    for (unsigned i = 0; i < ITEMS; i++)
        make(&items[i], i % 3, i % 5 == 4 ? SGM_HINTED : SGM_BATCHABLE,
             i % 6 == 5 ? SGM_CHALLENGE_128 : SGM_CHALLENGE_FULL);
    for (unsigned k = 0; k < 3; k++) {
        const size_t spoilt[] = {7, 31, 32};
        for (size_t i = 0; i < k; i++) { /* a last bit of the last response: it decodes */
            item *it = &items[spoilt[i]];
            size_t hints = it->flavor == SGM_HINTED ? 32 * (size_t)sgm_instance_equations(it->inst) : 0;
            it->proof[it->len - hints - 1] ^= (uint8_t)(1 ^ bad[spoilt[i]]);
            bad[spoilt[i]] = 1;
        }
        verify_under(items, bad, 1, 0, SGM_WEIGHTS_DERIVED);
        verify_under(items, bad, 1, 0, SGM_WEIGHTS_RANDOM);
        verify_under(items, bad, 2, 0, SGM_WEIGHTS_DERIVED);
        verify_under(items, bad, 3, 0, SGM_WEIGHTS_RANDOM);
        verify_under(items, bad, 2, 96 << 10, SGM_WEIGHTS_DERIVED);
    }
    sgm_instance *instances[ITEMS];
    for (size_t i = 0; i < ITEMS; i++)
        instances[i] = items[i].inst;
    CHECK("kept", sgm_instances_keep(ctx, instances, ITEMS) == SGM_OK);
    verify_under(items, bad, 1, 0, SGM_WEIGHTS_DERIVED);
    for (size_t i = 0; i < ITEMS; i++)
        sgm_instance_free(items[i].inst);
}

/* Kernels that this suite does without: of field tests, the one-way map, sums side by side, sums of outer products. A
 * new one in the table must be filled in, or counted here; var_sum needs no scratch. */
static void test_table(void)
{
    enum { WITHOUT = 6, NO_BYTES = 1 };
    const sgm_backend *be = &sgm_p256_backend;
    size_t zeros = 0;
    CHECK("these are left out", !be->fe_apply && !be->fe_chain && !be->from_uniform && !be->var_sums &&
                                    !be->sc_outer_scratch && !be->sc_outer_sum && be->var_sum_bytes == 0);
    for (size_t i = 0; i < sizeof *be; i += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, (const uint8_t *)be + i, sizeof word);
        zeros += word == 0;
    }
    CHECK("and no other", zeros == WITHOUT + NO_BYTES);
}

/* X = sum of x_i H_i in one equation that is long enough to be summed at once. */
static void test_long_equation(void)
{
    enum { TERMS = 70, LONG_PROOF = POINT + TERMS * SCALAR };
    static sgm_sc x[TERMS], all;
    static const uint8_t sid[32] = {3};
    uint8_t H[POINT], X[POINT], proof[LONG_PROOF];
    sgm_builder *b;
    sgm_relation *rel = NULL;
    sgm_instance *inst = NULL;
    const sgm_affine *G = sgm_ctx_generator_point(ctx, SGM_GEN_G);
    if (sgm_builder_new(&b) != SGM_OK)
        abort();
    sgm_element_var image = sgm_builder_unset_element(b);
    sgm_builder_equation(b);
    sgm_builder_constant(b, SGM_LEFT, image, &sgm_sc_one);
    for (unsigned i = 0; i < TERMS; i++) {
        sgm_sc h;
        CHECK("drawn", sgm_rng_scalar(&rng, &x[i]) == SGM_OK);
        sgm_sc_from_u64(&h, i + 2);
        times(H, G, &h);
        sgm_sc_muladd(&all, &h, &x[i], &all);
        sgm_builder_term(b, SGM_RIGHT, sgm_builder_scalar(b), sgm_builder_element(b, H), &sgm_sc_one);
    }
    times(X, G, &all);
    sgm_builder_set_element(b, image, X);
    CHECK("compiled", sgm_builder_compile(&rel, b, ctx) == SGM_OK);
    sgm_builder_free(b);
    CHECK("instance", sgm_instance_new(&inst, ctx, &rel, 1, 0, sid, SGM_BATCHABLE, SGM_CHALLENGE_FULL, 0) == SGM_OK);
    CHECK("proved", sgm_prove(ctx, inst, 0, x, &rng, proof) == SGM_OK);
    CHECK("accepted", sgm_verify(ctx, inst, proof, sizeof proof) == SGM_OK);
    proof[LONG_PROOF - 1] ^= 1;
    CHECK("refused", sgm_verify(ctx, inst, proof, sizeof proof) == SGM_REJECTED);
    sgm_instance_free(inst);
}

static void test_context(void)
{
    size_t n;
    CHECK("one backend", sgm_backend_list(&n)[0] == &sgm_p256_backend && n == 1);
    CHECK("by name", sgm_backend_find("p256") == &sgm_p256_backend && !sgm_backend_find("scalar51"));
    CHECK("the generator", sgm_ctx_generator(ctx, SGM_GEN_G)[0] == 3 && sgm_ctx_generator(ctx, SGM_GEN_G)[32] == 0x96);
    CHECK("no other", sgm_ctx_generator(ctx, SGM_GEN_H)[0] == 0);
}

int main(void)
{
    rng = sgm_rng_system();
    if (sgm_ctx_new(&ctx, sgm_backend_best()) != SGM_OK)
        return 1;
    test_table();
    test_context();
    test_long_equation();
    test_statements();
    for (unsigned kind = 0; kind < 3; kind++) {
        test_strings(SGM_BATCHABLE, kind);
        test_strings(SGM_COMPACT, kind);
    }
    test_strings(SGM_HINTED, 1);
    test_batches();
    sgm_ctx_free(ctx);
    return unit_result("p256");
}
