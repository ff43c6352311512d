/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The suite P-256: its backend, products of secret scalars through OpenSSL, and its one generator. */
#include "protocols/p256.h"

#include "primitives/base/bytes.h"
#include "primitives/keccak/keccak.h"
#include "primitives/p256/kernels.h"
#include "protocols/context_internal.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <pthread.h>

/* OpenSSL's description of the curve, made once, read by all threads, never freed. */
static EC_GROUP *curve;
static pthread_once_t curve_once = PTHREAD_ONCE_INIT;

static void make_curve(void) { curve = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1); }

static int supported(void) { return pthread_once(&curve_once, make_curve) == 0 && curve != NULL; }

/* What one product needs of OpenSSL. */
typedef struct worker {
    BN_CTX *ctx;
    EC_POINT *point;
    BIGNUM *scalar, *x, *y;
} worker;

static int worker_open(worker *w)
{
    *w = (worker){BN_CTX_new(), NULL, BN_new(), BN_new(), BN_new()};
    w->point = supported() ? EC_POINT_new(curve) : NULL;
    if (w->scalar)
        BN_set_flags(w->scalar, BN_FLG_CONSTTIME);
    return w->ctx && w->point && w->scalar && w->x && w->y;
}

static void worker_close(worker *w)
{
    BN_clear_free(w->scalar);
    BN_clear_free(w->x);
    BN_clear_free(w->y);
    EC_POINT_clear_free(w->point);
    BN_CTX_free(w->ctx);
}

/* w->point = k * base, base = NULL: the generator. 0 on failure. */
static int product(worker *w, const sgm_affine *base, const sgm_sc *k)
{
    uint8_t x[32], y[32], scalar[SGM_SCALAR_BYTES];
    sgm_sc_to_bytes(scalar, k);
    int good = BN_bin2bn(scalar, sizeof scalar, w->scalar) != NULL;
    sgm_wipe(scalar, sizeof scalar);
    if (!good || !base)
        return good && EC_POINT_mul(curve, w->point, w->scalar, NULL, NULL, w->ctx);
    sgm_p256_coordinates(x, y, base);
    return BN_bin2bn(x, sizeof x, w->x) && BN_bin2bn(y, sizeof y, w->y) &&
           EC_POINT_set_affine_coordinates(curve, w->point, w->x, w->y, w->ctx) &&
           EC_POINT_mul(curve, w->point, NULL, w->point, w->scalar, w->ctx);
}

static int take_coordinates(worker *w, sgm_affine *r)
{
    uint8_t x[32], y[32];
    int good = EC_POINT_get_affine_coordinates(curve, w->point, w->x, w->y, w->ctx) &&
               BN_bn2binpad(w->x, x, sizeof x) == sizeof x && BN_bn2binpad(w->y, y, sizeof y) == sizeof y;
    if (good)
        sgm_p256_from_coordinates(r, x, y);
    sgm_wipe(x, sizeof x);
    sgm_wipe(y, sizeof y);
    return good;
}

/* r = k * base. OpenSSL branches on a scalar of 0 and on the identity, and the scalar 0 is a secret: in an OR it tells
 * the real clause from the others. So another scalar is multiplied in its place, and what comes out is not looked at.
 * Where OpenSSL fails, for want of memory, r is the identity: no proof then verifies, and none tells more. */
static void secret_product(worker *w, sgm_point *r, const sgm_affine *base, const sgm_sc *k)
{
    sgm_affine result = {{{0}}, {{0}}};
    sgm_sc minus_one, multiplier;
    uint64_t zero = sgm_sc_is_zero(k);
    sgm_sc_neg(&minus_one, &sgm_sc_one);
    sgm_sc_select(&multiplier, zero, &minus_one, k);
    if (!product(w, base, &multiplier) || !take_coordinates(w, &result))
        result = (sgm_affine){{{0}}, {{0}}};
    uint64_t keep = sgm_ct_mask(1 ^ zero);
    for (int i = 0; i < 4; i++) {
        result.x.v[i] &= keep;
        result.y.v[i] &= keep;
    }
    sgm_p256_from_affine(r, &result, 1);
    sgm_wipe(&multiplier, sizeof multiplier);
    sgm_wipe(&result, sizeof result);
}

static void products(sgm_point *r, const sgm_affine *p, size_t stride, const sgm_sc *k, size_t n)
{
    static const sgm_affine identity;
    worker w;
    int good = worker_open(&w);
    for (size_t i = 0; i < n; i++) {
        if (good)
            secret_product(&w, &r[i], p ? &p[i * stride] : NULL, &k[i]);
        else
            sgm_p256_from_affine(&r[i], &identity, 1);
    }
    worker_close(&w);
}

static void var_mul(sgm_point *r, const sgm_affine *p, const sgm_sc *k, size_t n) { products(r, p, 1, k, n); }

/* OpenSSL has no sum of products for secrets: one after another. */
static void var_sum(sgm_point *r, const sgm_affine *p, const sgm_sc *k, size_t n, void *scratch)
{
    static const sgm_affine identity;
    sgm_point term;
    (void)scratch;
    sgm_p256_from_affine(r, &identity, 1);
    for (size_t i = 0; i < n; i++) {
        var_mul(&term, &p[i], &k[i], 1);
        sgm_p256_add(r, r, &term, 1);
    }
    sgm_wipe(&term, sizeof term);
}

/* OpenSSL has a table of the generator; of another point there is none. */
struct sgm_fixed {
    sgm_affine point;
    int is_generator;
};

static const uint8_t generator[SGM_ELEMENT_BYTES] = {0x03, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc,
                                                     0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d,
                                                     0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96};

static void fixed_init(sgm_fixed *t, const sgm_affine *point)
{
    uint8_t enc[1][SGM_ELEMENT_BYTES];
    sgm_point p;
    sgm_p256_from_affine(&p, point, 1);
    sgm_p256_encode(enc, &p, 1);
    *t = (sgm_fixed){*point, memcmp(enc[0], generator, sizeof generator) == 0};
}

static void fixed_mul(sgm_point *r, const sgm_fixed *t, const sgm_sc *k, size_t n)
{
    products(r, t->is_generator ? NULL : &t->point, 0, k, n);
}

static void keccak_absorb(uint64_t *st, const uint8_t *const *block)
{
    for (size_t w = 0; w < SGM_SHAKE128_RATE / 8; w++)
        st[w] ^= sgm_load64(block[0] + 8 * w);
    sgm_keccak_f1600(st);
}

const sgm_backend sgm_p256_backend = {
    .name = "p256",
    .summary = "P-256: four 64-bit words, secret scalars through OpenSSL",
    .lanes = 1,
    .supported = supported,
    .decode = sgm_p256_decode,
    .decode_hinted = sgm_p256_decode_hinted,
    .decode_hints = sgm_p256_decode_hints,
    .encode = sgm_p256_encode,
    .double_encode = sgm_p256_double_encode,
    .to_affine = sgm_p256_to_affine,
    .from_affine = sgm_p256_from_affine,
    .add = sgm_p256_add,
    .neg = sgm_p256_neg,
    .equal = sgm_p256_equal,
    .is_identity = sgm_p256_is_identity,
    .fixed_bytes = sizeof(sgm_fixed),
    .fixed_init = fixed_init,
    .fixed_mul = fixed_mul,
    .fixed_mul_vt = fixed_mul,
    .var_mul = var_mul,
    .var_sum_bytes = 0,
    .var_sum = var_sum,
    .msm_scratch = sgm_p256_msm_scratch,
    .msm_vt = sgm_p256_msm_vt,
    .keccak_f1600 = sgm_keccak_f1600,
    .keccak_absorb = keccak_absorb,
    .sc_mul = sgm_p256_scs_mul,
    .sc_muladd = sgm_p256_scs_muladd,
    .sc_reduce64 = sgm_p256_scs_reduce64,
};

static const sgm_backend *const list[] = {&sgm_p256_backend};

const sgm_backend *const *sgm_backend_list(size_t *n)
{
    *n = 1;
    return list;
}

const sgm_backend *sgm_backend_find(const char *name)
{
    return strcmp(name, sgm_p256_backend.name) == 0 && supported() ? &sgm_p256_backend : NULL;
}

const sgm_backend *sgm_backend_best(void) { return &sgm_p256_backend; }

sgm_status sgm_ctx_make_generators(sgm_ctx *ctx)
{
    uint8_t ok;
    memcpy(ctx->enc[SGM_GEN_G], generator, sizeof generator);
    ctx->be->decode(&ctx->point[SGM_GEN_G], &ok, (const uint8_t(*)[SGM_ELEMENT_BYTES])ctx->enc, 1);
    return sgm_ctx_make_table(ctx, SGM_GEN_G);
}

void sgm_ctx_free_generators(sgm_ctx *ctx) { (void)ctx; }
