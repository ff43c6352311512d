/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What the suite P-256 does to secrets by itself, products of secret scalars being OpenSSL's, with those secrets marked
 * as undefined. `--leak msm_vt` runs what must be reported. */
#include "protocols/p256.h"

#include "primitives/base/ct.h"
#include "tests/ct/taint.h"
#include "tests/support/test.h"

#include <string.h>

enum { POINTS = 3 };

static const sgm_backend *be = &sgm_p256_backend;

static void expect_secret(test_tally *t, const void *p, size_t n, const char *what)
{
    test_check(t, taint_count(p, n) > 0, "%s: the checker lost the secret", what);
}

static void scalars(test_tally *t, test_rng *g)
{
    uint8_t wide[64], bytes[SGM_SCALAR_BYTES];
    int64_t small = -3;
    uint64_t flag[2];
    sgm_sc a, b, r[8];
    test_bytes(g, wide, sizeof wide);
    sgm_sc_reduce(&a, wide, 64);
    sgm_sc_reduce(&b, wide, 48);
    SGM_SECRET(&a, sizeof a);
    SGM_SECRET(&b, sizeof b);
    SGM_SECRET(wide, sizeof wide);
    SGM_SECRET(&small, sizeof small);
    sgm_sc_add(&r[0], &a, &b);
    sgm_sc_sub(&r[1], &a, &b);
    sgm_sc_neg(&r[2], &a);
    sgm_sc_mul(&r[3], &a, &b);
    sgm_sc_muladd(&r[4], &a, &b, &r[0]);
    sgm_sc_invert(&r[5], &a);
    sgm_sc_reduce(&r[6], wide, sizeof wide);
    sgm_sc_from_i64(&r[7], small);
    for (size_t i = 0; i < 8; i++)
        expect_secret(t, &r[i], sizeof r[i], "scalars");
    flag[0] = sgm_sc_eq(&a, &b);
    flag[1] = sgm_sc_is_zero(&a);
    expect_secret(t, flag, sizeof flag, "comparisons");
    sgm_sc_select(&r[0], flag[0], &a, &b);
    sgm_sc_to_bytes(bytes, &r[0]);
    (void)sgm_sc_from_bytes(&r[1], bytes);
    expect_secret(t, &r[1], sizeof r[1], "selected, written and read");
}

/* The generator, its double and the identity, whose coordinates are then secret. */
static void make_points(const sgm_ctx *ctx, sgm_point p[POINTS])
{
    static const sgm_affine identity;
    be->from_affine(&p[0], sgm_ctx_generator_point(ctx, SGM_GEN_G), 1);
    be->add(&p[1], &p[0], &p[0], 1);
    be->from_affine(&p[2], &identity, 1);
    SGM_SECRET(p, POINTS * sizeof *p);
}

static void group(test_tally *t, const sgm_ctx *ctx)
{
    sgm_point p[POINTS], r[POINTS];
    sgm_affine a[POINTS];
    uint8_t enc[POINTS][SGM_ELEMENT_BYTES], hint[POINTS][32], id[POINTS];
    make_points(ctx, p);
    be->add(r, p, p, POINTS);
    expect_secret(t, r, sizeof r, "sums");
    be->neg(r, r, POINTS);
    be->add(r, r, p, POINTS);
    be->to_affine(a, r, POINTS);
    expect_secret(t, a, sizeof a, "affine");
    be->from_affine(r, a, POINTS);
    be->equal(id, r, p, POINTS);
    expect_secret(t, id, sizeof id, "equality");
    be->is_identity(id, r, POINTS);
    expect_secret(t, id, sizeof id, "identity");
    be->double_encode(enc, r, POINTS);
    expect_secret(t, enc, sizeof enc, "doubled and encoded");
    be->encode(enc, r, POINTS);
    expect_secret(t, enc, sizeof enc, "encoded");
    be->decode_hints(hint, (const uint8_t(*)[SGM_ELEMENT_BYTES])enc, POINTS);
    expect_secret(t, hint, sizeof hint, "hints");
    (void)be->decode(a, id, (const uint8_t(*)[SGM_ELEMENT_BYTES])enc, POINTS);
    expect_secret(t, a, sizeof a, "decoded");
    (void)be->decode_hinted(a, id, (const uint8_t(*)[SGM_ELEMENT_BYTES])enc, (const uint8_t(*)[32])hint, POINTS);
    expect_secret(t, a, sizeof a, "decoded with a hint");
}

static void leak(const sgm_ctx *ctx, test_rng *g)
{
    static _Alignas(64) uint8_t scratch[1 << 16];
    uint8_t wide[64];
    sgm_sc k;
    sgm_point r;
    test_bytes(g, wide, sizeof wide);
    sgm_sc_reduce(&k, wide, sizeof wide);
    SGM_SECRET(&k, sizeof k);
    const sgm_msm_part part = {sgm_ctx_generator_point(ctx, SGM_GEN_G), &k, 1, SGM_SCALAR_BITS};
    be->msm_vt(&r, &part, 1, SGM_WHOLE, scratch);
}

int main(int argc, char **argv)
{
    test_tally t = {0, 0};
    test_rng g = test_rng_new(argc, argv);
    sgm_ctx *ctx;
    if (sgm_ctx_new(&ctx, be) != SGM_OK)
        return 2;
    if (*test_option(argc, argv, "--leak", "")) {
        leak(ctx, &g);
    } else {
        scalars(&t, &g);
        group(&t, ctx);
    }
    sgm_ctx_free(ctx);
    return test_report(&t);
}
