/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Schnorr on P-256 as one would write it on OpenSSL. */
#include "bench/peers/p256_literal.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 168, CHALLENGE = 48 };

struct sgm_p256_literal {
    uint8_t opened[RATE]; /* the session id and zeros */
    EC_GROUP *group;
    const BIGNUM *order;
    BN_CTX *ctx;
    EVP_MD_CTX *hash;
    EC_POINT *X, *T, *got;
    BIGNUM *c, *z;
};

void sgm_p256_literal_free(sgm_p256_literal *l)
{
    if (l == NULL)
        return;
    EC_POINT_free(l->X);
    EC_POINT_free(l->T);
    EC_POINT_free(l->got);
    EC_GROUP_free(l->group);
    BN_free(l->c);
    BN_free(l->z);
    BN_CTX_free(l->ctx);
    EVP_MD_CTX_free(l->hash);
    free(l);
}

sgm_status sgm_p256_literal_new(sgm_p256_literal **out, const uint8_t sid[32])
{
    sgm_p256_literal *l = calloc(1, sizeof *l);
    *out = NULL;
    if (l == NULL)
        return SGM_NOMEM;
    memcpy(l->opened, sid, 32);
    l->group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    l->ctx = BN_CTX_new();
    l->hash = EVP_MD_CTX_new();
    l->c = BN_new();
    l->z = BN_new();
    if (l->group != NULL) {
        l->order = EC_GROUP_get0_order(l->group);
        l->X = EC_POINT_new(l->group);
        l->T = EC_POINT_new(l->group);
        l->got = EC_POINT_new(l->group);
    }
    if (l->ctx == NULL || l->hash == NULL || l->c == NULL || l->z == NULL || l->X == NULL || l->T == NULL ||
        l->got == NULL) {
        sgm_p256_literal_free(l);
        return SGM_NOMEM;
    }
    *out = l;
    return SGM_OK;
}

/* -c mod n, c the little-endian integer of 48 bytes. */
static int minus_challenge(const sgm_p256_literal *l, const uint8_t *statement, const uint8_t *T)
{
    uint8_t bytes[CHALLENGE];
    return EVP_DigestInit_ex(l->hash, EVP_shake128(), NULL) && EVP_DigestUpdate(l->hash, l->opened, RATE) &&
           EVP_DigestUpdate(l->hash, statement, SGM_P256_STATEMENT) && EVP_DigestUpdate(l->hash, T, SGM_P256_KEY) &&
           EVP_DigestFinalXOF(l->hash, bytes, CHALLENGE) && BN_lebin2bn(bytes, CHALLENGE, l->c) != NULL &&
           BN_nnmod(l->c, l->c, l->order, l->ctx) && BN_sub(l->c, l->order, l->c);
}

static int decode(const sgm_p256_literal *l, EC_POINT *p, const uint8_t in[SGM_P256_KEY])
{
    return (in[0] == 2 || in[0] == 3) && EC_POINT_oct2point(l->group, p, in, SGM_P256_KEY, l->ctx);
}

int sgm_p256_literal_accepts(const sgm_p256_literal *l, const uint8_t statement[SGM_P256_STATEMENT],
                             const uint8_t proof[SGM_P256_PROOF])
{
    return decode(l, l->X, statement + SGM_P256_STATEMENT - SGM_P256_KEY) && decode(l, l->T, proof) &&
           BN_bin2bn(proof + SGM_P256_KEY, 32, l->z) != NULL && BN_cmp(l->z, l->order) < 0 &&
           minus_challenge(l, statement, proof) && EC_POINT_mul(l->group, l->got, l->z, l->X, l->c, l->ctx) &&
           EC_POINT_cmp(l->group, l->got, l->T, l->ctx) == 0;
}
