/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Reads a CSV file, a JSONL file or a directory record by record and binds it in one scalar. */
#include "protocols/dataset.h"

#include "primitives/base/bytes.h"
#include "protocols/files.h"
#include "protocols/lines.h"
#include "protocols/merkle.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/stat.h>

void sgm_dataset_digest_clear(sgm_dataset_digest *d)
{
    free(d->schema);
    *d = (sgm_dataset_digest){.schema = NULL};
}

sgm_status sgm_dataset_d(sgm_sc *d, const uint8_t root[64], uint64_t records, const void *schema, size_t schema_len)
{
    uint8_t count[8];
    sgm_store64(count, records);
    const sgm_bytes parts[] = {{root, 64}, {count, sizeof count}, {schema, schema_len}};
    sgm_status status = sgm_hash_to_scalar(d, "dataset", parts, sizeof parts / sizeof *parts);
    if (status == SGM_OK && sgm_sc_is_zero(d))
        status = SGM_MALFORMED;
    return status;
}

/* schema = name || LP(header), or name alone when header is NULL. */
static sgm_status set_schema(sgm_dataset_digest *out, const char *name, const void *header, size_t header_len)
{
    size_t name_len = strlen(name), len = name_len + (header != NULL ? 4 + header_len : 0);
    if (header_len > UINT32_MAX)
        return SGM_MALFORMED;
    out->schema = malloc(len);
    if (out->schema == NULL)
        return SGM_NOMEM;
    out->schema_len = len;
    memcpy(out->schema, name, name_len);
    if (header != NULL) {
        sgm_store32(out->schema + name_len, (uint32_t)header_len);
        memcpy(out->schema + name_len + 4, header, header_len);
    }
    return SGM_OK;
}

static sgm_status copy_schema(sgm_dataset_digest *out, const void *schema, size_t len)
{
    out->schema = malloc(len > 0 ? len : 1);
    if (out->schema == NULL)
        return SGM_NOMEM;
    out->schema_len = len;
    if (len > 0)
        memcpy(out->schema, schema, len);
    return SGM_OK;
}

/* Fills root, records and d from a finished tree of at least one leaf; the schema is set. */
static sgm_status finish(sgm_dataset_digest *out, const sgm_merkle *tree)
{
    out->records = tree->leaves;
    sgm_status status = sgm_merkle_root(tree, out->root);
    if (status == SGM_OK)
        status = sgm_dataset_d(&out->d, out->root, out->records, out->schema, out->schema_len);
    return status;
}

static sgm_status add_record(sgm_merkle *tree, const void *record, size_t len)
{
    uint8_t leaf[64];
    const sgm_bytes part = {record, len};
    sgm_status status = sgm_merkle_leaf(tree->hash, leaf, &part, 1);
    return status == SGM_OK ? sgm_merkle_add(tree, leaf) : status;
}

/* Adds every line behind the header; all must have as many fields as the first of them. The header may differ: the
 * header of some published tables names sizes and classes instead of columns. */
static sgm_status read_csv_records(sgm_merkle *tree, sgm_lines *l, sgm_error *err)
{
    size_t want = 0, fields;
    int got;
    for (;;) {
        sgm_status status = sgm_lines_next(l, &got, err);
        if (status != SGM_OK || !got)
            return status;
        status = sgm_fields_count(l, &fields, err);
        if (status != SGM_OK)
            return status;
        if (tree->leaves == 0)
            want = fields;
        if (fields != want)
            return sgm_fail(err, SGM_MALFORMED, "line %" PRIu64 " of %s has %zu fields, the first record has %zu",
                            l->number, l->path, fields, want);
        status = add_record(tree, l->line, l->len);
        if (status != SGM_OK)
            return status;
    }
}

static sgm_status read_csv(sgm_dataset_digest *out, sgm_merkle *tree, sgm_lines *l, sgm_error *err)
{
    int got;
    sgm_status status = sgm_lines_next(l, &got, err);
    if (status != SGM_OK)
        return status;
    if (!got)
        return sgm_fail(err, SGM_MALFORMED, "%s is empty", l->path);
    status = set_schema(out, "csv", l->line, l->len);
    if (status == SGM_OK)
        status = read_csv_records(tree, l, err);
    if (status == SGM_OK && tree->leaves == 0)
        status = sgm_fail(err, SGM_MALFORMED, "%s has a header line and no records", l->path);
    return status;
}

/* An empty line is a record too (it binds like any other) but holds no value. */
static sgm_status check_json(const sgm_lines *l, sgm_error *err)
{
    json_error_t why;
    if (l->len == 0)
        return SGM_OK;
    json_t *value = json_loadb(l->line, l->len, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL, &why);
    if (value == NULL)
        return sgm_fail(err, SGM_MALFORMED, "line %" PRIu64 " of %s is not JSON: %s", l->number, l->path, why.text);
    json_decref(value);
    return SGM_OK;
}

static sgm_status read_jsonl(sgm_dataset_digest *out, sgm_merkle *tree, sgm_lines *l, sgm_error *err)
{
    int got, values = 0;
    sgm_status status = set_schema(out, "jsonl", NULL, 0);
    while (status == SGM_OK) {
        status = sgm_lines_next(l, &got, err);
        if (status != SGM_OK || !got)
            break;
        status = check_json(l, err);
        if (status == SGM_OK)
            status = add_record(tree, l->line, l->len);
        values |= l->len > 0;
    }
    if (status == SGM_OK && !values)
        status = sgm_fail(err, SGM_MALFORMED, "%s holds no records", l->path);
    return status;
}

static sgm_status digest_lines(sgm_dataset_digest *out, sgm_merkle *tree, const char *path, sgm_error *err)
{
    sgm_lines l;
    sgm_status status = sgm_lines_open(&l, path, err);
    if (status != SGM_OK)
        return status;
    if (out->kind == SGM_DATASET_JSONL)
        status = read_jsonl(out, tree, &l, err);
    else
        status = read_csv(out, tree, &l, err);
    sgm_lines_close(&l);
    return status;
}

static sgm_status digest_directory(sgm_dataset_digest *out, sgm_merkle *tree, const char *path, sgm_error *err)
{
    sgm_files files;
    uint8_t leaf[64];
    sgm_status status = sgm_files_list(&files, path, err);
    if (status != SGM_OK)
        return status;
    status = set_schema(out, "dir", NULL, 0);
    for (size_t i = 0; i < files.n && status == SGM_OK; i++) {
        status = sgm_file_leaf(tree->hash, &files.file[i], leaf, err);
        if (status == SGM_OK)
            status = sgm_merkle_add(tree, leaf);
    }
    if (status == SGM_OK && files.n == 0)
        status = sgm_fail(err, SGM_MALFORMED, "%s holds no files", path);
    sgm_files_clear(&files);
    return status;
}

static int ends_with(const char *s, const char *tail)
{
    size_t n = strlen(s), m = strlen(tail);
    return n >= m && memcmp(s + n - m, tail, m) == 0;
}

static sgm_status kind_of(sgm_dataset_kind *kind, const char *path, sgm_error *err)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return sgm_fail(err, SGM_IO, "cannot read %s: %s", path, strerror(errno));
    *kind = S_ISDIR(st.st_mode) ? SGM_DATASET_DIR : ends_with(path, ".jsonl") ? SGM_DATASET_JSONL : SGM_DATASET_CSV;
    return SGM_OK;
}

sgm_status sgm_dataset_digest_file(sgm_dataset_digest *out, const char *path, sgm_error *err)
{
    sgm_sha512_ctx *hash = NULL;
    sgm_merkle tree;
    *out = (sgm_dataset_digest){.schema = NULL};
    /* the sentence for the failures that leave none of their own */
    (void)sgm_fail(err, SGM_OK, "cannot compute the digest of %s: out of memory, or no SHA-512", path);
    sgm_status status = kind_of(&out->kind, path, err);
    if (status == SGM_OK)
        status = sgm_sha512_new(&hash);
    if (status == SGM_OK) {
        sgm_merkle_init(&tree, hash);
        status = out->kind == SGM_DATASET_DIR ? digest_directory(out, &tree, path, err)
                                              : digest_lines(out, &tree, path, err);
    }
    if (status == SGM_OK)
        status = finish(out, &tree);
    sgm_sha512_free(hash);
    if (status != SGM_OK)
        sgm_dataset_digest_clear(out);
    return status;
}

sgm_status sgm_dataset_digest_records(sgm_dataset_digest *out, const uint8_t *const *records, const size_t *lens,
                                      size_t n, const void *schema, size_t schema_len)
{
    sgm_sha512_ctx *hash = NULL;
    sgm_merkle tree;
    *out = (sgm_dataset_digest){.schema = NULL};
    if (n == 0)
        return SGM_MALFORMED;
    sgm_status status = sgm_sha512_new(&hash);
    if (status == SGM_OK) {
        sgm_merkle_init(&tree, hash);
        for (size_t i = 0; i < n && status == SGM_OK; i++)
            status = add_record(&tree, records[i], lens[i]);
    }
    if (status == SGM_OK)
        status = copy_schema(out, schema, schema_len);
    if (status == SGM_OK)
        status = finish(out, &tree);
    sgm_sha512_free(hash);
    if (status != SGM_OK)
        sgm_dataset_digest_clear(out);
    return status;
}
