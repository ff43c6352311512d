/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Reads .safetensors: LE(header length,8) || JSON header || tensor bytes. */
#include "primitives/base/bytes.h"
#include "protocols/model_entry.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

static sgm_status no_memory(sgm_error *err) { return sgm_fail(err, SGM_NOMEM, "out of memory"); }

static sgm_status bad_header(const sgm_model_origin *from, const char *why)
{
    return sgm_fail(from->err, SGM_MALFORMED, "%s: %s", from->path, why);
}

static sgm_status bad_tensor(const sgm_model_origin *from, const char *name, const char *why)
{
    return sgm_fail(from->err, SGM_MALFORMED, "%s: tensor %.60s %s", from->path, name, why);
}

/* x = a JSON integer that is not negative. Returns 0 for anything else. */
static int json_natural(uint64_t *x, const json_t *value)
{
    const json_int_t v = json_is_integer(value) ? json_integer_value(value) : -1;
    *x = v >= 0 ? (uint64_t)v : 0;
    return v >= 0;
}

static sgm_status read_shape(sgm_model_entry *e, const json_t *shape, const sgm_model_origin *from)
{
    size_t rank = json_array_size(shape);
    if (!json_is_array(shape) || rank > UINT32_MAX)
        return bad_tensor(from, e->tensor.name, "has no shape");
    e->dims = calloc(rank > 0 ? rank : 1, sizeof *e->dims);
    if (e->dims == NULL)
        return no_memory(from->err);
    for (size_t i = 0; i < rank; i++) {
        if (!json_natural(&e->dims[i], json_array_get(shape, i)))
            return bad_tensor(from, e->tensor.name, "has a dimension that is no natural number");
    }
    e->tensor.dims = e->dims;
    e->tensor.rank = (uint32_t)rank;
    return SGM_OK;
}

static sgm_status read_offsets(sgm_model_entry *e, const json_t *offsets, const sgm_model_origin *from)
{
    uint64_t end;
    if (!json_is_array(offsets) || json_array_size(offsets) != 2 ||
        !json_natural(&e->begin, json_array_get(offsets, 0)) || !json_natural(&end, json_array_get(offsets, 1)) ||
        end < e->begin)
        return bad_tensor(from, e->tensor.name, "has no valid data_offsets");
    e->tensor.bytes = end - e->begin;
    return SGM_OK;
}

/* One member of the header. e borrows name and dtype from the JSON. */
static sgm_status read_tensor(sgm_model_entry *e, const char *name, const json_t *value, const sgm_model_origin *from)
{
    const char *dtype = json_string_value(json_object_get(value, "dtype"));
    e->tensor.name = name;
    e->tensor.name_len = strlen(name);
    if (!json_is_object(value) || json_object_size(value) != 3)
        return bad_tensor(from, name, "must have dtype, shape and data_offsets and nothing else");
    if (dtype == NULL || sgm_model_element_size(dtype) == 0)
        return bad_tensor(from, name, "has an unknown dtype");
    e->tensor.dtype = dtype;
    sgm_status status = read_shape(e, json_object_get(value, "shape"), from);
    return status == SGM_OK ? read_offsets(e, json_object_get(value, "data_offsets"), from) : status;
}

static sgm_status check_metadata(json_t *metadata, const sgm_model_origin *from)
{
    const char *key;
    const json_t *value;
    if (!json_is_object(metadata))
        return bad_header(from, "__metadata__ is not an object");
    json_object_foreach(metadata, key, value)
    {
        if (!json_is_string(value))
            return sgm_fail(from->err, SGM_MALFORMED, "%s: %.60s in __metadata__ is not a string", from->path, key);
    }
    return SGM_OK;
}

static int by_begin(const void *a, const void *b)
{
    const sgm_model_entry *x = a, *y = b;
    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    return (x->tensor.bytes > y->tensor.bytes) - (x->tensor.bytes < y->tensor.bytes);
}

/* The tensors must cover the data exactly: no byte twice, none unnamed. Sorts e. */
static sgm_status check_tiling(sgm_model_entry *e, size_t n, uint64_t data_len, const sgm_model_origin *from)
{
    uint64_t covered = 0;
    if (n > 0)
        qsort(e, n, sizeof *e, by_begin);
    for (size_t i = 0; i < n; i++) {
        if (e[i].begin != covered)
            return bad_tensor(from, e[i].tensor.name,
                              e[i].begin < covered ? "overlaps another one" : "does not follow the one before it");
        covered += e[i].tensor.bytes;
        if (covered > data_len)
            return bad_tensor(from, e[i].tensor.name, "reaches beyond the end of the file");
    }
    if (covered != data_len)
        return bad_header(from, "there are bytes behind the last tensor");
    return SGM_OK;
}

static sgm_status digest_header(sgm_model_digest *out, json_t *header, uint64_t data_len, const sgm_model_origin *from)
{
    size_t n = 0;
    const char *name;
    json_t *value;
    sgm_status status = SGM_OK;
    sgm_model_entry *entries = calloc(json_object_size(header) + 1, sizeof *entries);
    if (entries == NULL)
        return no_memory(from->err);
    json_object_foreach(header, name, value)
    {
        if (strcmp(name, "__metadata__") == 0)
            status = check_metadata(value, from);
        else
            status = read_tensor(&entries[n++], name, value, from);
        if (status != SGM_OK)
            break;
    }
    if (status == SGM_OK)
        status = check_tiling(entries, n, data_len, from);
    if (status == SGM_OK)
        status = sgm_model_digest_entries(out, entries, n, from);
    for (size_t i = 0; i < n; i++)
        free(entries[i].dims);
    free(entries);
    return status;
}

/* Reads the header, where the data begin and how many bytes they are. */
static sgm_status load_header(json_t **header, uint64_t *data_len, sgm_model_origin *from)
{
    uint8_t prefix[8];
    json_error_t why;
    *header = NULL;
    *data_len = 0;
    if (fseeko(from->stream, 0, SEEK_END) != 0)
        return sgm_fail(from->err, SGM_IO, "cannot read %s: %s", from->path, strerror(errno));
    const off_t size = ftello(from->stream);
    if (size < 0 || fseeko(from->stream, 0, SEEK_SET) != 0)
        return sgm_fail(from->err, SGM_IO, "cannot read %s: %s", from->path, strerror(errno));
    if (fread(prefix, 1, sizeof prefix, from->stream) != sizeof prefix)
        return sgm_model_short_read(from);
    const uint64_t len = sgm_load64(prefix), rest = (uint64_t)size - sizeof prefix;
    if (len > rest)
        return bad_header(from, "the header is larger than the file");
    char *text = malloc(len > 0 ? len : 1);
    if (text == NULL)
        return no_memory(from->err);
    if (fread(text, 1, len, from->stream) != len) {
        free(text);
        return sgm_model_short_read(from);
    }
    *header = json_loadb(text, len, JSON_REJECT_DUPLICATES, &why);
    free(text);
    if (*header == NULL)
        return sgm_fail(from->err, SGM_MALFORMED, "%s: the header is not JSON: %s", from->path, why.text);
    from->data = sizeof prefix + len;
    *data_len = rest - len;
    return SGM_OK;
}

sgm_status sgm_model_digest_safetensors(sgm_model_digest *out, const char *path, sgm_error *err)
{
    sgm_model_origin from = {.path = path, .stream = fopen(path, "rb"), .err = err};
    json_t *header;
    uint64_t data_len;
    if (from.stream == NULL)
        return sgm_fail(err, SGM_IO, "cannot read %s: %s", path, strerror(errno));
    sgm_status status = load_header(&header, &data_len, &from);
    if (status == SGM_OK && !json_is_object(header))
        status = bad_header(&from, "the header is not a JSON object");
    if (status == SGM_OK)
        status = digest_header(out, header, data_len, &from);
    json_decref(header);
    (void)fclose(from.stream); /* read only: nothing is lost */
    return status;
}
