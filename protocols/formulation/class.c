/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Classes: padded, hashed and decoded once, for all statements about them. */
#include "protocols/formulation/class_internal.h"

#include "primitives/base/bytes.h"
#include "protocols/batch_internal.h"
#include "protocols/formulation/clause.h"
#include "protocols/hash.h"
#include "protocols/tensor.h"

#include <stdlib.h>

static size_t most_items(sgm_class_kind kind)
{
    return kind == SGM_CLASS_SCALARS ? SGM_CLASS_SCALARS_MAX : SGM_CLASS_POINTS_MAX;
}

uint32_t sgm_class_digits(sgm_class_kind kind, size_t count, uint32_t n)
{
    size_t size = n;
    uint32_t m = 1;
    if (n < 2 || n > SGM_CLASS_BASE_MAX || count < 2)
        return 0;
    for (; size < count && size <= most_items(kind); m++)
        size *= n;
    return size <= most_items(kind) ? m : 0;
}

/* n items of `size` bytes, 64-aligned. */
static void *items(size_t n, size_t size) { return aligned_alloc(64, (n * size + 63) / 64 * 64); }

static sgm_status begin(sgm_class **out, sgm_class_kind kind, size_t count, uint32_t n)
{
    uint32_t m = sgm_class_digits(kind, count, n);
    *out = NULL;
    if (m == 0)
        return SGM_MALFORMED;
    sgm_class *K = calloc(1, sizeof *K);
    if (!K)
        return SGM_NOMEM;
    *K = (sgm_class){.kind = kind, .n = n, .m = m, .size = sgm_power(n, m), .count = count};
    *out = K;
    return SGM_OK;
}

void sgm_class_free(sgm_class *K)
{
    if (!K)
        return;
    free(K->d);
    free(K->point);
    free(K->enc);
    free(K->rows);
    free(K);
}

static sgm_status hash_item(sgm_sha512_ctx *hash, const sgm_class *K, size_t i)
{
    uint8_t bytes[32];
    if (K->kind == SGM_CLASS_POINTS)
        return sgm_sha512_update(hash, K->enc[i], 32);
    sgm_sc_to_bytes(bytes, &K->d[i]);
    return sgm_sha512_update(hash, bytes, sizeof bytes);
}

static sgm_status make_root(sgm_class *K)
{
    const char *label = K->kind == SGM_CLASS_SCALARS ? "sigmark/v1/class/scalar" : "sigmark/v1/class/group";
    uint8_t size[4];
    sgm_sha512_ctx *hash;
    sgm_store32(size, (uint32_t)K->size);
    sgm_status st = sgm_sha512_new(&hash);
    if (st == SGM_OK)
        st = sgm_sha512_update_lp(hash, label, strlen(label));
    if (st == SGM_OK)
        st = sgm_sha512_update(hash, size, sizeof size);
    for (size_t i = 0; i < K->size && st == SGM_OK; i++)
        st = hash_item(hash, K, i);
    if (st == SGM_OK)
        st = sgm_sha512_final(hash, K->root);
    sgm_sha512_free(hash);
    return st;
}

/* Hands out a class that is complete, or frees what there is of it. */
static sgm_status finish(sgm_class **out, sgm_class *K, sgm_status st)
{
    if (st == SGM_OK)
        st = make_root(K);
    if (st == SGM_OK)
        *out = K;
    else
        sgm_class_free(K);
    return st;
}

sgm_status sgm_class_scalars(sgm_class **out, const sgm_sc *d, size_t count, uint32_t n)
{
    sgm_class *K;
    *out = NULL;
    sgm_status st = begin(&K, SGM_CLASS_SCALARS, count, n);
    if (st != SGM_OK)
        return st;
    K->d = items(K->size, sizeof *K->d);
    if (!K->d)
        return finish(out, K, SGM_NOMEM);
    for (size_t i = 0; i < K->size && st == SGM_OK; i++) {
        K->d[i] = d[i < count ? i : count - 1];
        if (sgm_digest_refused(&K->d[i]))
            st = SGM_MALFORMED;
    }
    return finish(out, K, st);
}

/* Fills in K->point for the members given, and repeats the last one. */
static sgm_status decode(sgm_class *K, const sgm_backend *be)
{
    uint8_t *ok = items(K->count, 1);
    if (!ok)
        return SGM_NOMEM;
    int good = be->decode(K->point, ok, (const uint8_t(*)[32])K->enc, K->count) == 0 || !SGM_KEEP_DECODE;
    for (size_t i = 0; i < K->size && good; i++) {
        good = !sgm_record_refused(K->enc[i]);
        K->point[i] = K->point[i < K->count ? i : K->count - 1];
    }
    free(ok);
    return good ? SGM_OK : SGM_MALFORMED;
}

sgm_status sgm_class_points(sgm_class **out, const sgm_ctx *ctx, const uint8_t (*members)[32], size_t count, uint32_t n)
{
    sgm_class *K;
    *out = NULL;
    sgm_status st = begin(&K, SGM_CLASS_POINTS, count, n);
    if (st != SGM_OK)
        return st;
    K->point = items(K->size, sizeof *K->point);
    K->enc = items(K->size, sizeof *K->enc);
    if (!K->point || !K->enc)
        return finish(out, K, SGM_NOMEM);
    for (size_t i = 0; i < K->size; i++)
        memcpy(K->enc[i], members[i < count ? i : count - 1], 32);
    return finish(out, K, decode(K, sgm_ctx_backend(ctx)));
}

static int is_power_of_two(uint32_t n) { return (n & (n - 1)) == 0; }

/* sum[h] = Theta_h for every row. */
static sgm_status sum_rows(const sgm_class *K, const sgm_backend *be, const sgm_affine *CR, size_t columns,
                           sgm_point *sum)
{
    sgm_arena scratch = {0};
    sgm_status st = SGM_OK;
    for (size_t h = 0; h < K->size / columns && st == SGM_OK; h++) {
        const sgm_msm_part row = {CR, K->d + h * columns, columns, 253};
        st = sgm_combine_vt(be, &sum[h], &row, 1, &scratch);
    }
    sgm_arena_free(&scratch);
    return st;
}

sgm_status sgm_class_rows(sgm_class *K, const sgm_ctx *ctx)
{
    size_t columns = sgm_power(K->n, sgm_class_column_digits(K)), rows = K->size / columns;
    const sgm_affine *CR;
    const void *id;
    if (K->kind != SGM_CLASS_SCALARS || !is_power_of_two(K->n))
        return SGM_USAGE;
    if (K->rows)
        return SGM_OK;
    sgm_status st = sgm_ctx_family(ctx, SGM_FAMILY_CR, columns, &CR, &id);
    if (st != SGM_OK)
        return st;
    sgm_point *sum = items(rows, sizeof *sum);
    sgm_affine *made = items(rows, sizeof *made);
    st = sum && made ? sum_rows(K, sgm_ctx_backend(ctx), CR, columns, sum) : SGM_NOMEM;
    if (st == SGM_OK) {
        sgm_ctx_backend(ctx)->to_affine(made, sum, rows);
        K->rows = made;
    } else {
        free(made);
    }
    free(sum);
    return st;
}

sgm_class_kind sgm_class_kind_of(const sgm_class *K) { return K->kind; }
uint32_t sgm_class_base(const sgm_class *K) { return K->n; }
uint32_t sgm_class_digit_count(const sgm_class *K) { return K->m; }
size_t sgm_class_size(const sgm_class *K) { return K->size; }
size_t sgm_class_count(const sgm_class *K) { return K->count; }
const uint8_t *sgm_class_root(const sgm_class *K) { return K->root; }

/* 1 if item i is encoded so. */
static uint64_t is_item(const sgm_class *K, size_t i, const uint64_t member[4])
{
    uint64_t differ = 0;
    for (size_t w = 0; w < 4; w++)
        differ |= member[w] ^ (K->kind == SGM_CLASS_POINTS ? sgm_load64(K->enc[i] + 8 * w) : K->d[i].v[w]);
    return sgm_ct_eq(differ, 0);
}

sgm_status sgm_class_find(const sgm_class *K, const uint8_t member[32], uint32_t *index)
{
    uint64_t words[4], found = 0, at = 0;
    for (size_t w = 0; w < 4; w++)
        words[w] = sgm_load64(member + 8 * w);
    for (size_t i = 0; i < K->size; i++) {
        uint64_t hit = is_item(K, i, words) & (1 ^ found);
        at = sgm_ct_select(sgm_ct_mask(hit), i, at);
        found |= hit;
    }
    *index = (uint32_t)at;
    SGM_DECLASSIFY(&found, sizeof found); /* a refusal is visible, and an honest caller never meets one */
    return found ? SGM_OK : SGM_REJECTED;
}
