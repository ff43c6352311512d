/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The contexts of the suite that this file is compiled for, and the scalars in its records. */
#include "tests/conformance/suite.h"

#include "tests/conformance/record.h"

#include <stdlib.h>
#include <string.h>

#ifdef SGM_SUITE_P256
const char suite_order[] = "0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
#else
const char suite_order[] = "0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed";
#endif

void suite_open(suite *s, const char *only, const char *without)
{
    size_t all;
    const sgm_backend *const *list = sgm_backend_list(&all);
    *s = (suite){.n = 0};
    for (size_t i = 0; i < all && s->n < SUITE_MAX_BACKENDS; i++) {
        const char *name = list[i]->name;
        sgm_ctx *ctx;
        int wanted = (!only || strcmp(only, name) == 0) && (!without || strcmp(without, name) != 0);
        if (!wanted || !list[i]->supported() || sgm_ctx_new(&ctx, list[i]) != SGM_OK)
            continue;
        s->ctx[s->n] = ctx;
        s->name[s->n++] = name;
    }
}

void suite_close(suite *s)
{
    for (size_t i = 0; i < s->n; i++)
        sgm_ctx_free(s->ctx[i]);
    s->n = 0;
}

int suite_knows(const char *name)
{
    size_t n;
    const sgm_backend *const *list = sgm_backend_list(&n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i]->name, name) == 0)
            return 1;
    return 0;
}

void record_scalar(record *r, const json_t *object, const char *key, sgm_sc *out)
{
    uint8_t bytes[SGM_SCALAR_BYTES];
    record_fixed(r, object, key, bytes, sizeof bytes);
    if (!sgm_sc_from_bytes(out, bytes))
        record_fail(r, "the scalar in \"%s\" is refused", key);
}

void record_expect_scalar(record *r, const json_t *object, const char *key, const sgm_sc *got)
{
    uint8_t bytes[SGM_SCALAR_BYTES];
    sgm_sc_to_bytes(bytes, got);
    record_expect_octets(r, object, key, bytes, sizeof bytes);
}

void record_number(record *r, const json_t *number, sgm_sc *out)
{
    const char *text = json_is_string(number) ? json_string_value(number) : "";
    size_t n = strlen(text);
    char digits[64], word[17] = {0};
    *out = (sgm_sc){{0}};
    if (n <= 2 || n > 66 || strncmp(text, "0x", 2) != 0 || strspn(text + 2, "0123456789abcdefABCDEF") != n - 2) {
        record_unusable(r, "a number is not 0x and at most 64 hex digits");
        return;
    }
    memset(digits, '0', sizeof digits);
    memcpy(digits + 66 - n, text + 2, n - 2);
    for (size_t i = 0; i < 4; i++) {
        memcpy(word, digits + 48 - 16 * i, 16);
        out->v[i] = strtoull(word, NULL, 16);
    }
}

void record_expect_number(record *r, const json_t *number, const sgm_sc *got)
{
    sgm_sc want;
    record_number(r, number, &want);
    record_expect(r, memcmp(want.v, got->v, sizeof want.v) == 0, "a number differs");
}
