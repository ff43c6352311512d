/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F3-CDS and F3-AOS: sizes, every index, refusals, other classes, records that show, and no place in a batch. */
#include "protocols/batch.h"
#include "protocols/formulation/f3_aos.h"
#include "protocols/formulation/f3_cds.h"
#include "protocols/hash.h"
#include "tests/unit/unit.h"

enum { MAX_N = 16, MAX_PROOF = 32 * 4 * MAX_N };

static sgm_ctx *ctx;
static sgm_rng rng;
static sgm_sc d[MAX_N], dm, r;

static void hash_number(sgm_sc *out, const char *label, uint32_t i)
{
    uint8_t le[4] = {(uint8_t)i, 0, 0, 0};
    CHECK(label, sgm_hash_to_scalar(out, label, &(sgm_bytes){le, sizeof le}, 1) == SGM_OK);
}

static sgm_f3_statement state(const sgm_class *K, uint32_t l)
{
    sgm_f3_statement s = {.dm = dm, .K = K};
    sgm_record_commit(ctx, s.C, &d[l], &dm, &r);
    return s;
}

static sgm_status make(sgm_instance **inst, const sgm_f3_statement *s, int ring, sgm_flavor flavor)
{
    return ring ? sgm_f3_aos_instance(inst, ctx, s, flavor) : sgm_f3_cds_instance(inst, ctx, s, flavor);
}

static sgm_status prove(const sgm_f3_statement *s, uint32_t l, const sgm_sc *blinding, int ring, sgm_flavor flavor,
                        uint8_t *proof)
{
    return ring ? sgm_f3_aos_prove(ctx, s, l, blinding, &rng, proof)
                : sgm_f3_cds_prove(ctx, s, l, blinding, flavor, &rng, proof);
}

static sgm_status verify(const sgm_f3_statement *s, int ring, sgm_flavor flavor, const uint8_t *proof)
{
    sgm_instance *inst;
    sgm_status st = make(&inst, s, ring, flavor);
    if (st == SGM_OK)
        st = sgm_verify(ctx, inst, proof, sgm_instance_proof_size(inst));
    sgm_instance_free(inst);
    return st;
}

/* Every member of a class of `count`, in digits of base n. */
static void test_honest(size_t count, uint32_t n, int ring, sgm_flavor flavor, size_t size)
{
    uint8_t proof[MAX_PROOF];
    sgm_class *K;
    CHECK("class", sgm_class_scalars(&K, d, count, n) == SGM_OK);
    size_t N = sgm_class_size(K);
    for (uint32_t l = 0; l < count; l++) {
        const sgm_f3_statement s = state(K, l);
        sgm_instance *inst;
        CHECK("instance", make(&inst, &s, ring, flavor) == SGM_OK);
        CHECK("size", sgm_instance_proof_size(inst) == size);
        CHECK("by formula", (ring ? sgm_f3_aos_proof_size(N) : sgm_f3_cds_proof_size(N, flavor)) == size);
        CHECK("equations", sgm_instance_equations(inst) == (ring ? 0 : N));
        CHECK("proved", prove(&s, l, &r, ring, flavor, proof) == SGM_OK);
        CHECK("accepted", sgm_verify(ctx, inst, proof, size) == SGM_OK);
        CHECK("another index is refused",
              prove(&s, (l + 1) % (uint32_t)count, &r, ring, flavor, proof) == SGM_REJECTED);
        CHECK("another blinding is refused", prove(&s, l, &dm, ring, flavor, proof) == SGM_REJECTED);
        sgm_instance_free(inst);
    }
    sgm_class_free(K);
}

static void test_refused(int ring)
{
    uint8_t proof[MAX_PROOF], K_points[2][32];
    sgm_class *K, *swapped, *points;
    sgm_instance *inst;
    const sgm_sc other[4] = {d[1], d[0], d[2], d[3]};
    CHECK("class", sgm_class_scalars(&K, d, 4, 2) == SGM_OK);
    CHECK("another class", sgm_class_scalars(&swapped, other, 4, 2) == SGM_OK);
    sgm_f3_statement s = state(K, 2), t = s;
    CHECK("proved", prove(&s, 2, &r, ring, SGM_BATCHABLE, proof) == SGM_OK);
    t.K = swapped;
    CHECK("members in another order", verify(&t, ring, SGM_BATCHABLE, proof) == SGM_REJECTED);
    t = s;
    sgm_sc_add(&t.dm, &t.dm, &sgm_sc_one);
    CHECK("another model", verify(&t, ring, SGM_BATCHABLE, proof) == SGM_REJECTED);
    t = state(K, 1);
    CHECK("another record", verify(&t, ring, SGM_BATCHABLE, proof) == SGM_REJECTED);
    sgm_record_commit(ctx, t.C, &d[MAX_N - 1], &dm, &r);
    for (uint32_t l = 0; l < 5; l++)
        CHECK("no member", prove(&t, l, &r, ring, SGM_BATCHABLE, proof) == SGM_REJECTED);
    sgm_record_commit(ctx, t.C, &sgm_sc_zero, &dm, &r);
    CHECK("an index that is none", prove(&t, 4, &r, ring, SGM_BATCHABLE, proof) != SGM_OK);
    sgm_record_commit(ctx, t.C, &d[3], &dm, &sgm_sc_zero);
    CHECK("C = d_3 G + dm G_M", make(&inst, &t, ring, SGM_BATCHABLE) == SGM_MALFORMED && inst == NULL);
    memset(t.C, 0, 32);
    CHECK("C is the identity", make(&inst, &t, ring, SGM_BATCHABLE) == SGM_MALFORMED);
    t.C[0] = 1;
    CHECK("C does not decode", verify(&t, ring, SGM_BATCHABLE, proof) == SGM_MALFORMED);
    sgm_record_commit(ctx, t.C, &sgm_sc_zero, &dm, &sgm_sc_zero);
    CHECK("C = dm G_M", verify(&t, ring, SGM_BATCHABLE, proof) == SGM_MALFORMED);
    t = s;
    t.dm = sgm_sc_zero;
    CHECK("dm = 0", make(&inst, &t, ring, SGM_BATCHABLE) == SGM_MALFORMED);
    memcpy(K_points[0], s.C, 32);
    memcpy(K_points[1], s.C, 32);
    CHECK("points", sgm_class_points(&points, ctx, (const uint8_t(*)[32])K_points, 2, 2) == SGM_OK);
    t = s;
    t.K = points;
    CHECK("members are points", make(&inst, &t, ring, SGM_BATCHABLE) == SGM_USAGE && inst == NULL);
    sgm_class_free(points);
    sgm_class_free(K);
    sgm_class_free(swapped);
}

/* An OR of a member twice, and rings: what a batch takes. */
static void test_batch(void)
{
    uint8_t proof[2][MAX_PROOF];
    const sgm_sc twice[4] = {d[0], d[1], d[1], d[0]};
    sgm_class *K;
    sgm_instance *ring, *either;
    sgm_batch *b;
    CHECK("class", sgm_class_scalars(&K, twice, 4, 2) == SGM_OK);
    const sgm_f3_statement s = state(K, 1);
    CHECK("OR", sgm_f3_cds_instance(&either, ctx, &s, SGM_BATCHABLE) == SGM_OK);
    CHECK("ring", sgm_f3_aos_instance(&ring, ctx, &s, SGM_BATCHABLE) == SGM_OK);
    CHECK("proved", prove(&s, 2, &r, 0, SGM_BATCHABLE, proof[0]) == SGM_OK &&
                        prove(&s, 1, &r, 1, SGM_BATCHABLE, proof[1]) == SGM_OK);
    CHECK("batch", sgm_batch_new(&b, ctx, SGM_WEIGHTS_DERIVED) == SGM_OK);
    CHECK("an OR enters", sgm_batch_add(b, either, proof[0], sgm_f3_cds_proof_size(4, SGM_BATCHABLE)) == SGM_OK);
    CHECK("a ring does not", sgm_batch_add(b, ring, proof[1], sgm_f3_aos_proof_size(4)) == SGM_USAGE);
    CHECK("and changes nothing", sgm_batch_count(b) == 1 && sgm_batch_verify(b) == SGM_OK);
    CHECK("the engine proves no ring", sgm_prove(ctx, ring, 0, &r, &rng, proof[1]) == SGM_USAGE);
    sgm_instance_free(ring);
    CHECK("one form only", make(&ring, &s, 1, SGM_COMPACT) == SGM_USAGE && make(&ring, &s, 1, SGM_HINTED) == SGM_USAGE);
    sgm_batch_free(b);
    sgm_instance_free(either);
    sgm_class_free(K);
}

int main(void)
{
    if (sgm_ctx_new(&ctx, sgm_backend_best()) != SGM_OK)
        return 1;
    rng = sgm_rng_system();
    hash_number(&dm, "model", 0);
    hash_number(&r, "blinding", 0);
    for (uint32_t i = 0; i < MAX_N; i++)
        hash_number(&d[i], "class", i);
    CHECK("words", strlen(sgm_f3_cds.non_claim) > 20 && strlen(sgm_f3_aos.non_claim) > 20);
    test_honest(2, 2, 0, SGM_BATCHABLE, 160);
    test_honest(4, 2, 0, SGM_BATCHABLE, 352);
    test_honest(4, 2, 0, SGM_COMPACT, 256);
    test_honest(4, 2, 0, SGM_HINTED, 480);
    test_honest(16, 4, 0, SGM_BATCHABLE, 1504);
    test_honest(3, 3, 0, SGM_BATCHABLE, 256);
    test_honest(2, 2, 1, SGM_BATCHABLE, 96);
    test_honest(3, 3, 1, SGM_BATCHABLE, 128);
    test_honest(5, 2, 1, SGM_BATCHABLE, 288);
    test_honest(16, 4, 1, SGM_BATCHABLE, 544);
    test_refused(0);
    test_refused(1);
    test_batch();
    sgm_ctx_free(ctx);
    return unit_result("f3_classic");
}
