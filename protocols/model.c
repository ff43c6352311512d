/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Canonical tensors, and the scalar dm that binds them. */
#include "protocols/model_entry.h"

#include "primitives/base/bytes.h"
#include "protocols/hash.h"

#include <errno.h>
#include <stdlib.h>

/* r = a * b. Returns 0 if that does not fit. */
static int multiply(uint64_t *r, uint64_t a, uint64_t b) { return !__builtin_mul_overflow(a, b, r); }

static int add(uint64_t *r, uint64_t a, uint64_t b) { return !__builtin_add_overflow(a, b, r); }

uint64_t sgm_model_element_size(const char *dtype)
{
    static const struct {
        const char *name;
        uint64_t size;
    } types[] = {{"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"F8_E5M2", 1}, {"F8_E4M3", 1},
                 {"U16", 2},  {"I16", 2}, {"F16", 2}, {"BF16", 2},    {"U32", 4},
                 {"I32", 4},  {"F32", 4}, {"U64", 8}, {"I64", 8},     {"F64", 8}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i].name, dtype) == 0)
            return types[i].size;
    }
    return 0;
}

/* *elements = product of the dimensions; checks that elements of this type fill the tensor's bytes. */
static int has_right_size(const sgm_tensor *t, uint64_t *elements)
{
    uint64_t bytes;
    *elements = 1;
    for (uint32_t i = 0; i < t->rank; i++) {
        if (!multiply(elements, *elements, t->dims[i]))
            return 0;
    }
    return sgm_model_element_size(t->dtype) != 0 && multiply(&bytes, *elements, sgm_model_element_size(t->dtype)) &&
           bytes == t->bytes;
}

/* Length of LP(name) || LP(dtype) || LE(rank,4) || LE(dim,8)... || LE(bytes,8) || raw, or 0 if it does not fit. */
static uint64_t canonical_length(const sgm_tensor *t)
{
    uint64_t head = 4 + t->name_len + 4 + strlen(t->dtype) + 4 + UINT64_C(8) * t->rank + 8, all;
    return add(&all, head, t->bytes) ? all : 0;
}

static int compare_names(const sgm_tensor *a, const sgm_tensor *b)
{
    size_t common = a->name_len < b->name_len ? a->name_len : b->name_len;
    int order = common > 0 ? memcmp(a->name, b->name, common) : 0;
    return order != 0 ? order : (a->name_len > b->name_len) - (a->name_len < b->name_len);
}

static int by_name(const void *a, const void *b)
{
    return compare_names(&((const sgm_model_entry *)a)->tensor, &((const sgm_model_entry *)b)->tensor);
}

static sgm_status absorb_head(sgm_sha512_ctx *hash, const sgm_tensor *t)
{
    uint8_t rank[4], word[8];
    sgm_store32(rank, t->rank);
    sgm_status status = sgm_sha512_update_lp(hash, t->name, t->name_len);
    if (status == SGM_OK)
        status = sgm_sha512_update_lp(hash, t->dtype, strlen(t->dtype));
    if (status == SGM_OK)
        status = sgm_sha512_update(hash, rank, sizeof rank);
    for (uint32_t i = 0; i < t->rank && status == SGM_OK; i++) {
        sgm_store64(word, t->dims[i]);
        status = sgm_sha512_update(hash, word, sizeof word);
    }
    sgm_store64(word, t->bytes);
    return status == SGM_OK ? sgm_sha512_update(hash, word, sizeof word) : status;
}

sgm_status sgm_model_short_read(const sgm_model_origin *from)
{
    if (ferror(from->stream))
        return sgm_fail(from->err, SGM_IO, "cannot read %s: %s", from->path, strerror(errno));
    return sgm_fail(from->err, SGM_MALFORMED, "%s is truncated", from->path);
}

/* Absorbs the tensor's bytes from the file, block by block. */
static sgm_status absorb_file(sgm_sha512_ctx *hash, const sgm_model_entry *e, const sgm_model_origin *from)
{
    uint8_t block[16384];
    sgm_status status = SGM_OK;
    if (fseeko(from->stream, (off_t)(from->data + e->begin), SEEK_SET) != 0)
        return sgm_fail(from->err, SGM_IO, "cannot read %s: %s", from->path, strerror(errno));
    for (uint64_t left = e->tensor.bytes; left > 0 && status == SGM_OK;) {
        size_t len = left < sizeof block ? (size_t)left : sizeof block;
        if (fread(block, 1, len, from->stream) != len)
            return sgm_model_short_read(from);
        status = sgm_sha512_update(hash, block, len);
        left -= len;
    }
    return status;
}

static sgm_status absorb_tensor(sgm_sha512_ctx *hash, const sgm_model_entry *e, const sgm_model_origin *from)
{
    sgm_status status = absorb_head(hash, &e->tensor);
    if (status != SGM_OK)
        return status;
    if (e->tensor.raw == NULL && from->stream != NULL)
        return absorb_file(hash, e, from);
    return sgm_sha512_update(hash, e->tensor.raw, e->tensor.bytes);
}

/* Checks the sorted entries and adds up their canonical lengths and parameters. */
static sgm_status check_entries(const sgm_model_entry *e, size_t n, const sgm_model_origin *from, uint64_t *total,
                                uint64_t *parameters)
{
    *total = *parameters = 0;
    if (n == 0)
        return sgm_fail(from->err, SGM_MALFORMED, "%s holds no tensors", from->path);
    for (size_t i = 0; i < n; i++) {
        const sgm_tensor *t = &e[i].tensor;
        const int name_len = t->name_len < 60 ? (int)t->name_len : 60;
        uint64_t elements, length = canonical_length(t);
        if (i > 0 && compare_names(&e[i - 1].tensor, t) == 0)
            return sgm_fail(from->err, SGM_MALFORMED, "%s holds two tensors named %.*s", from->path, name_len, t->name);
        if (!has_right_size(t, &elements))
            return sgm_fail(from->err, SGM_MALFORMED, "%s: dtype, shape and bytes of tensor %.*s do not fit together",
                            from->path, name_len, t->name);
        if (length == 0 || !add(total, *total, length) || *total > UINT32_MAX)
            return sgm_fail(from->err, SGM_MALFORMED, "%s holds more than the 4 GiB of tensors that a digest covers",
                            from->path);
        *parameters += elements;
    }
    return SGM_OK;
}

/* dm = H2S("model", canonical tensors): one part, whose length is known before its bytes are read. */
sgm_status sgm_model_digest_entries(sgm_model_digest *out, sgm_model_entry *e, size_t n, const sgm_model_origin *from)
{
    sgm_sha512_ctx *hash = NULL;
    uint64_t total;
    uint8_t prefix[4];
    if (n > 0)
        qsort(e, n, sizeof *e, by_name);
    sgm_status status = check_entries(e, n, from, &total, &out->parameters);
    if (status != SGM_OK)
        return status;
    out->tensors = n;
    sgm_store32(prefix, (uint32_t)total);
    status = sgm_sha512_new(&hash);
    if (status == SGM_OK)
        status = sgm_scalar_hash_begin(hash, "model");
    if (status == SGM_OK)
        status = sgm_sha512_update(hash, prefix, sizeof prefix);
    for (size_t i = 0; i < n && status == SGM_OK; i++)
        status = absorb_tensor(hash, &e[i], from);
    if (status == SGM_OK)
        status = sgm_scalar_hash_end(hash, &out->dm);
    if (status == SGM_OK && sgm_sc_is_zero(&out->dm))
        status = sgm_fail(from->err, SGM_MALFORMED, "the digest of %s is zero", from->path);
    sgm_sha512_free(hash);
    return status;
}

sgm_status sgm_model_digest_tensors(sgm_model_digest *out, const sgm_tensor *t, size_t n)
{
    const sgm_model_origin memory = {.path = "the model"};
    *out = (sgm_model_digest){.tensors = 0};
    sgm_model_entry *entries = calloc(n > 0 ? n : 1, sizeof *entries);
    if (entries == NULL)
        return SGM_NOMEM;
    for (size_t i = 0; i < n; i++)
        entries[i].tensor = t[i];
    sgm_status status = sgm_model_digest_entries(out, entries, n, &memory);
    free(entries);
    if (status != SGM_OK)
        *out = (sgm_model_digest){.tensors = 0};
    return status;
}

static int is_safetensors(const char *path)
{
    static const char tail[] = ".safetensors";
    size_t n = strlen(path), m = strlen(tail);
    return n >= m && strcmp(path + n - m, tail) == 0;
}

sgm_status sgm_model_digest_file(sgm_model_digest *out, const char *path, sgm_error *err)
{
    *out = (sgm_model_digest){.tensors = 0};
    /* the sentence for the failures that leave none of their own */
    (void)sgm_fail(err, SGM_OK, "cannot compute the digest of %s: out of memory, or no SHA-512", path);
    sgm_status status =
        is_safetensors(path) ? sgm_model_digest_safetensors(out, path, err) : sgm_model_digest_csv(out, path, err);
    if (status != SGM_OK)
        *out = (sgm_model_digest){.tensors = 0};
    return status;
}
