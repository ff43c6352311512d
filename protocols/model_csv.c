/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Reads model weights from a CSV file: rows of numbers, no header. */
#include "primitives/base/bytes.h"
#include "protocols/lines.h"
#include "protocols/model_entry.h"

#include <inttypes.h>
#include <stdlib.h>

static sgm_status no_memory(sgm_error *err) { return sgm_fail(err, SGM_NOMEM, "out of memory"); }

/* Weights as little-endian doubles, growing. */
typedef struct values {
    uint8_t *raw;
    size_t n, capacity;
    uint64_t dims[2]; /* rows, columns */
} values;

static sgm_status push(values *v, double x, sgm_error *err)
{
    uint64_t bits;
    if (v->n == v->capacity) {
        size_t capacity = v->capacity == 0 ? 1024 : 2 * v->capacity;
        uint8_t *grown = realloc(v->raw, 8 * capacity);
        if (grown == NULL)
            return no_memory(err);
        v->raw = grown;
        v->capacity = capacity;
    }
    memcpy(&bits, &x, sizeof bits);
    sgm_store64(v->raw + 8 * v->n++, bits);
    return SGM_OK;
}

static sgm_status read_weights_row(values *v, const sgm_lines *l, const sgm_numbers *numbers, sgm_error *err)
{
    sgm_fields fields = sgm_fields_of(l);
    sgm_field field;
    uint64_t columns = 0;
    int got;
    for (;;) {
        double x;
        sgm_status status = sgm_fields_next(&fields, l, &field, &got, err);
        if (status == SGM_OK && !got)
            break;
        if (status == SGM_OK)
            status = sgm_number_read(numbers, l, field, ++columns, &x, err);
        if (status == SGM_OK)
            status = push(v, x, err);
        if (status != SGM_OK)
            return status;
    }
    if (v->dims[0]++ == 0)
        v->dims[1] = columns;
    if (columns != v->dims[1])
        return sgm_fail(err, SGM_MALFORMED,
                        "line %" PRIu64 " of %s has %" PRIu64 " numbers, the first line has %" PRIu64, l->number,
                        l->path, columns, v->dims[1]);
    return SGM_OK;
}

static sgm_status read_weights(values *v, sgm_lines *l, sgm_error *err)
{
    sgm_numbers numbers;
    int got;
    sgm_status status = sgm_numbers_open(&numbers, err);
    while (status == SGM_OK) {
        status = sgm_lines_next(l, &got, err);
        if (status != SGM_OK || !got)
            break;
        status = read_weights_row(v, l, &numbers, err);
    }
    if (status == SGM_OK && v->n == 0)
        status = sgm_fail(err, SGM_MALFORMED, "%s is empty", l->path);
    sgm_numbers_close(&numbers);
    return status;
}

sgm_status sgm_model_digest_csv(sgm_model_digest *out, const char *path, sgm_error *err)
{
    values v = {.raw = NULL};
    sgm_lines l;
    sgm_status status = sgm_lines_open(&l, path, err);
    if (status != SGM_OK)
        return status;
    status = read_weights(&v, &l, err);
    sgm_lines_close(&l);
    if (status == SGM_OK) {
        const sgm_model_origin memory = {.path = path, .err = err};
        sgm_model_entry weights = {.tensor = {.name = "weights",
                                              .name_len = 7,
                                              .dtype = "F64",
                                              .dims = v.dims,
                                              .rank = 2,
                                              .raw = v.raw,
                                              .bytes = 8 * (uint64_t)v.n}};
        status = sgm_model_digest_entries(out, &weights, 1, &memory);
    }
    free(v.raw);
    return status;
}
