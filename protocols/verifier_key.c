/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The files of a designated verifier's key. */
#include "protocols/verifier_key.h"
#include "primitives/base/ct.h"
#include "protocols/hex.h"
#include "protocols/read.h"

#include <string.h>

static const char key_head[] = "sigmark-verifier-key 1\nV ", key_middle[] = "\npop ";
static const char secret_head[] = "sigmark-verifier-secret 1\nsk ";

/* Appends a text and the digits of n bytes; returns the end. */
static char *put(char *at, const char *text, const uint8_t *bytes, size_t n)
{
    size_t len = strlen(text);
    memcpy(at, text, len);
    sgm_hex_encode(at + len, bytes, n);
    return at + len + 2 * n;
}

/* The same read; NULL where it is something else. */
static const char *take(const char *at, const char *text, uint8_t *bytes, size_t n)
{
    size_t len = strlen(text);
    return at != NULL && memcmp(at, text, len) == 0 && sgm_hex_decode(bytes, n, at + len) ? at + len + 2 * n : NULL;
}

void sgm_verifier_key_format(char out[SGM_VERIFIER_KEY_BYTES + 1], const sgm_verifier_key *k)
{
    char *at = put(out, key_head, k->key.V, sizeof k->key.V);
    memcpy(put(at, key_middle, k->pop, sizeof k->pop), "\n", 2);
}

void sgm_verifier_secret_format(char out[SGM_VERIFIER_SECRET_BYTES + 1], const sgm_sc *sk)
{
    uint8_t bytes[32];
    sgm_sc_to_bytes(bytes, sk);
    memcpy(put(out, secret_head, bytes, sizeof bytes), "\n", 2);
    sgm_wipe(bytes, sizeof bytes);
}

sgm_status sgm_verifier_key_read(sgm_verifier_key *out, const sgm_ctx *ctx, const char *path, sgm_error *err)
{
    uint8_t text[SGM_VERIFIER_KEY_BYTES], V[32];
    size_t len;
    *out = (sgm_verifier_key){{{0}}, {0}};
    sgm_status status = sgm_read_whole(text, sizeof text, &len, path, err);
    if (status != SGM_OK)
        return status;
    const char *end = len == sizeof text ? take((const char *)text, key_head, V, sizeof V) : NULL;
    end = take(end, key_middle, out->pop, sizeof out->pop);
    if (end == NULL || *end != '\n')
        status = sgm_fail(err, SGM_MALFORMED, "%s is not a verifier's key of sigmark", path);
    else if (sgm_f6_key_accept(ctx, &out->key, V, out->pop) != SGM_OK)
        status = sgm_fail(err, SGM_REJECTED,
                          "the key in %s has no valid proof that somebody knows its secret: a proof for it would "
                          "convince everybody",
                          path);
    if (status != SGM_OK)
        *out = (sgm_verifier_key){{{0}}, {0}};
    return status;
}

sgm_status sgm_verifier_secret_read(sgm_sc *sk, const sgm_ctx *ctx, const char *path, const sgm_f6_key *key,
                                    sgm_error *err)
{
    uint8_t text[SGM_VERIFIER_SECRET_BYTES], bytes[32], V[32];
    size_t len;
    *sk = sgm_sc_zero;
    sgm_status status = sgm_read_whole(text, sizeof text, &len, path, err);
    if (status != SGM_OK)
        return status;
    const char *end = len == sizeof text ? take((const char *)text, secret_head, bytes, sizeof bytes) : NULL;
    if (end == NULL || *end != '\n' || !sgm_sc_from_bytes(sk, bytes))
        status = sgm_fail(err, SGM_MALFORMED, "%s is not a verifier's secret key of sigmark", path);
    sgm_wipe(text, sizeof text);
    sgm_wipe(bytes, sizeof bytes);
    if (status != SGM_OK)
        return status;
    sgm_record_commit(ctx, V, sk, &sgm_sc_zero, &sgm_sc_zero);
    if (memcmp(V, key->V, sizeof V) != 0) {
        sgm_wipe(sk, sizeof *sk);
        return sgm_fail(err, SGM_REJECTED, "%s is the secret of another key", path);
    }
    return SGM_OK;
}
