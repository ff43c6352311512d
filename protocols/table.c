/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Reads the table of the experiment: order, split, scaling. The only doubles of the library; this file is compiled
 * without floating-point contraction, so that every machine rounds each operation alike. */
#include "protocols/training.h"

#include "primitives/base/bytes.h"
#include "protocols/hash.h"
#include "protocols/lines.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#if FLT_EVAL_METHOD != 0
#error "doubles must be evaluated as doubles"
#endif

enum { MIN_BLOCK_ROWS = 28, MIN_ROWS = SGM_BLOCKS * MIN_BLOCK_ROWS + 1, SCALE = 256, CLIP = 4 };

/* Sixteen twentieths of all rows train. */
static size_t block_rows_of(size_t rows) { return rows / 20 > MIN_BLOCK_ROWS ? rows / 20 : MIN_BLOCK_ROWS; }

/* The file as read, in file order. */
typedef struct raw_table {
    size_t rows, features, capacity;
    double *x; /* rows x features */
    uint8_t *label;
    char **line;
    char *header;
} raw_table;

static void raw_clear(raw_table *raw)
{
    for (size_t i = 0; i < raw->rows && raw->line != NULL; i++)
        free(raw->line[i]);
    free(raw->line);
    free(raw->x);
    free(raw->label);
    free(raw->header);
}

static sgm_status no_memory(sgm_error *err) { return sgm_fail(err, SGM_NOMEM, "out of memory"); }

/* *copy = the current line as a string. */
static sgm_status copy_line(char **copy, const sgm_lines *l, sgm_error *err)
{
    if (memchr(l->line, '\0', l->len) != NULL)
        return sgm_fail(err, SGM_MALFORMED, "line %" PRIu64 " of %s holds a NUL byte", l->number, l->path);
    *copy = malloc(l->len + 1);
    if (*copy == NULL)
        return no_memory(err);
    memcpy(*copy, l->line, l->len + 1);
    return SGM_OK;
}

/* Replaces *array by one of `bytes` bytes that begins the same. Returns 0 when out of memory. */
static int grow_to(void *array, size_t bytes)
{
    void *grown, *old;
    memcpy(&old, array, sizeof old);
    grown = realloc(old, bytes);
    if (grown == NULL)
        return 0;
    memcpy(array, &grown, sizeof grown);
    return 1;
}

static sgm_status make_room(raw_table *raw, sgm_error *err)
{
    if (raw->rows < raw->capacity)
        return SGM_OK;
    size_t capacity = raw->capacity == 0 ? 1024 : 2 * raw->capacity;
    if (!grow_to(&raw->x, capacity * raw->features * sizeof *raw->x) || !grow_to(&raw->label, capacity) ||
        !grow_to(&raw->line, capacity * sizeof *raw->line))
        return no_memory(err);
    raw->capacity = capacity;
    return SGM_OK;
}

/* One record: the features, then the label. */
static sgm_status read_row(raw_table *raw, const sgm_lines *l, const sgm_numbers *numbers, sgm_error *err)
{
    double *row = raw->x + raw->rows * raw->features, label = 0;
    sgm_fields fields = sgm_fields_of(l);
    sgm_field field;
    int got;
    for (size_t j = 0; j <= raw->features; j++) {
        sgm_status status = sgm_fields_next(&fields, l, &field, &got, err);
        if (status == SGM_OK)
            status = sgm_number_read(numbers, l, field, j + 1, j < raw->features ? &row[j] : &label, err);
        if (status != SGM_OK)
            return status;
    }
    if (label != 0 && label != 1)
        return sgm_fail(err, SGM_MALFORMED, "line %" PRIu64 " of %s: the label (last field) is neither 0 nor 1",
                        l->number, l->path);
    raw->label[raw->rows] = label == 1;
    return SGM_OK;
}

static sgm_status read_record(raw_table *raw, const sgm_lines *l, const sgm_numbers *numbers, sgm_error *err)
{
    size_t fields;
    sgm_status status = sgm_fields_count(l, &fields, err);
    if (status != SGM_OK)
        return status;
    if (raw->rows == 0) {
        if (fields < 2)
            return sgm_fail(err, SGM_MALFORMED, "line %" PRIu64 " of %s needs a feature and a label", l->number,
                            l->path);
        raw->features = fields - 1;
    }
    if (fields != raw->features + 1)
        return sgm_fail(err, SGM_MALFORMED, "line %" PRIu64 " of %s has %zu fields, the first record has %zu",
                        l->number, l->path, fields, raw->features + 1);
    status = make_room(raw, err);
    if (status == SGM_OK)
        status = read_row(raw, l, numbers, err);
    if (status == SGM_OK)
        status = copy_line(&raw->line[raw->rows], l, err);
    if (status == SGM_OK)
        raw->rows++;
    return status;
}

static sgm_status read_lines(raw_table *raw, sgm_lines *l, const sgm_numbers *numbers, sgm_error *err)
{
    int got;
    sgm_status status = sgm_lines_next(l, &got, err);
    if (status == SGM_OK && !got)
        return sgm_fail(err, SGM_MALFORMED, "%s is empty", l->path);
    if (status == SGM_OK)
        status = copy_line(&raw->header, l, err);
    while (status == SGM_OK) {
        status = sgm_lines_next(l, &got, err);
        if (status != SGM_OK || !got)
            break;
        status = read_record(raw, l, numbers, err);
    }
    if (status == SGM_OK && raw->rows < MIN_ROWS)
        status =
            sgm_fail(err, SGM_MALFORMED, "%s has %zu records, the experiment needs %d", l->path, raw->rows, MIN_ROWS);
    return status;
}

static sgm_status raw_read(raw_table *raw, const char *path, sgm_error *err)
{
    sgm_lines l;
    sgm_numbers numbers;
    *raw = (raw_table){.rows = 0};
    sgm_status status = sgm_lines_open(&l, path, err);
    if (status != SGM_OK)
        return status;
    status = sgm_numbers_open(&numbers, err);
    if (status == SGM_OK) {
        status = read_lines(raw, &l, &numbers, err);
        sgm_numbers_close(&numbers);
    }
    sgm_lines_close(&l);
    return status;
}

/* A record's place in the experiment is the rank of its key. */
typedef struct sort_key {
    uint8_t digest[64];
    uint32_t record;
} sort_key;

static int by_digest(const void *a, const void *b)
{
    return memcmp(((const sort_key *)a)->digest, ((const sort_key *)b)->digest, 64);
}

/* keys sorted by SHA-512(LP("sigmark/v1/evidence-split") || LE(record,4)). */
static sgm_status experiment_order(sort_key *keys, size_t n)
{
    static const char label[] = "sigmark/v1/evidence-split";
    sgm_sha512_ctx *hash;
    sgm_status status = sgm_sha512_new(&hash);
    for (size_t i = 0; i < n && status == SGM_OK; i++) {
        uint8_t index[4];
        keys[i].record = (uint32_t)i;
        sgm_store32(index, keys[i].record);
        status = sgm_sha512_update_lp(hash, label, strlen(label));
        if (status == SGM_OK)
            status = sgm_sha512_update(hash, index, sizeof index);
        if (status == SGM_OK)
            status = sgm_sha512_final(hash, keys[i].digest);
    }
    sgm_sha512_free(hash);
    if (status == SGM_OK)
        qsort(keys, n, sizeof *keys, by_digest);
    return status;
}

/* Mean and population standard deviation of one feature over the training rows, summed in experiment order. */
static void scaling(double *mean, double *deviation, const raw_table *raw, const sort_key *order, size_t feature)
{
    const size_t rows = SGM_BLOCKS * block_rows_of(raw->rows);
    const double n = (double)rows;
    double sum = 0, squares = 0;
    for (size_t i = 0; i < rows; i++)
        sum += raw->x[order[i].record * raw->features + feature];
    *mean = sum / n;
    for (size_t i = 0; i < rows; i++) {
        double d = raw->x[order[i].record * raw->features + feature] - *mean;
        squares += d * d;
    }
    *deviation = sqrt(squares / n);
}

/* floor(256 z + 1/2) for z = (x - mean) / deviation clipped to [-4, 4]. */
static int16_t quantise(double x, double mean, double deviation)
{
    const double clip = CLIP, scale = SCALE;
    double z = (x - mean) / deviation;
    z = fmax(-clip, fmin(clip, z));
    return (int16_t)floor(scale * z + 0.5);
}

/* Fills t->x column by column; the rows are those of raw in the given order. */
static sgm_status quantise_all(sgm_table *t, const raw_table *raw, const sort_key *order, const char *path,
                               sgm_error *err)
{
    for (size_t j = 0; j < raw->features; j++) {
        double mean, deviation;
        scaling(&mean, &deviation, raw, order, j);
        if (!isfinite(mean) || !isfinite(deviation) || !(deviation > 0))
            return sgm_fail(err, SGM_MALFORMED, "column %zu of %s cannot be scaled: its %s", j + 1, path,
                            deviation == 0 ? "training values are all equal" : "values are too large");
        for (size_t i = 0; i < t->rows; i++)
            t->x[i * t->columns + j] = quantise(raw->x[order[i].record * raw->features + j], mean, deviation);
    }
    for (size_t i = 0; i < t->rows; i++)
        t->x[i * t->columns + raw->features] = SCALE; /* the bias */
    return SGM_OK;
}

/* Moves lines and labels from raw to t in the given order. */
static void take_records(sgm_table *t, raw_table *raw, const sort_key *order)
{
    for (size_t i = 0; i < t->rows; i++) {
        t->label[i] = raw->label[order[i].record];
        t->line[i] = raw->line[order[i].record];
        raw->line[order[i].record] = NULL;
    }
    t->header = raw->header;
    raw->header = NULL;
}

static sgm_status arrange(sgm_table *t, raw_table *raw, const char *path, sgm_error *err)
{
    sgm_status status = SGM_NOMEM;
    sort_key *order = malloc(raw->rows * sizeof *order);
    t->rows = raw->rows;
    t->train_rows = SGM_BLOCKS * block_rows_of(raw->rows);
    t->columns = raw->features + 1;
    t->x = malloc(t->rows * t->columns * sizeof *t->x);
    t->label = malloc(t->rows);
    t->line = calloc(t->rows, sizeof *t->line);
    if (order == NULL || t->x == NULL || t->label == NULL || t->line == NULL)
        (void)no_memory(err);
    else
        status = experiment_order(order, raw->rows);
    if (status == SGM_OK)
        status = quantise_all(t, raw, order, path, err);
    if (status == SGM_OK)
        take_records(t, raw, order);
    free(order);
    return status;
}

sgm_status sgm_table_read(sgm_table *t, const char *csv_path, sgm_error *err)
{
    raw_table raw;
    *t = (sgm_table){.rows = 0};
    /* the sentence for the failures that leave none of their own */
    (void)sgm_fail(err, SGM_OK, "cannot order the records of %s: no SHA-512", csv_path);
    sgm_status status = raw_read(&raw, csv_path, err);
    if (status == SGM_OK)
        status = arrange(t, &raw, csv_path, err);
    raw_clear(&raw);
    if (status != SGM_OK)
        sgm_table_clear(t);
    return status;
}

void sgm_table_clear(sgm_table *t)
{
    for (size_t i = 0; i < t->rows && t->line != NULL; i++)
        free(t->line[i]);
    free(t->line);
    free(t->header);
    free(t->label);
    free(t->x);
    *t = (sgm_table){.rows = 0};
}

sgm_status sgm_table_digests(const sgm_table *t, uint8_t matrix[64], uint8_t labels[64])
{
    const sgm_bytes label_bytes = {t->label, t->rows};
    sgm_sha512_ctx *hash;
    sgm_status status = sgm_sha512_new(&hash);
    for (size_t i = 0; i < t->rows * t->columns && status == SGM_OK; i++) {
        const uint16_t q = (uint16_t)t->x[i];
        const uint8_t bytes[2] = {(uint8_t)q, (uint8_t)(q >> 8)};
        status = sgm_sha512_update(hash, bytes, sizeof bytes);
    }
    if (status == SGM_OK)
        status = sgm_sha512_final(hash, matrix);
    if (status == SGM_OK)
        status = sgm_sha512(labels, &label_bytes, 1);
    sgm_sha512_free(hash);
    return status;
}

/* The digest of `rows` records from `line` on. */
static sgm_status digest_lines(sgm_dataset_digest *out, char *const *line, size_t rows, const uint8_t *schema,
                               size_t schema_len)
{
    const uint8_t **records = malloc(rows * sizeof *records);
    size_t *lens = malloc(rows * sizeof *lens);
    sgm_status status = records != NULL && lens != NULL ? SGM_OK : SGM_NOMEM;
    for (size_t i = 0; i < rows && status == SGM_OK; i++) {
        records[i] = (const uint8_t *)line[i];
        lens[i] = strlen(line[i]);
    }
    if (status == SGM_OK)
        status = sgm_dataset_digest_records(out, records, lens, rows, schema, schema_len);
    free(records);
    free(lens);
    return status;
}

sgm_status sgm_table_block_digest(const sgm_table *t, unsigned block, sgm_dataset_digest *out)
{
    const size_t rows = t->train_rows / SGM_BLOCKS, header_len = strlen(t->header);
    *out = (sgm_dataset_digest){.schema = NULL};
    if (block >= SGM_BLOCKS)
        return SGM_USAGE;
    uint8_t *schema = malloc(3 + 4 + header_len);
    if (schema == NULL)
        return SGM_NOMEM;
    memcpy(schema, "csv", 3);
    sgm_store32(schema + 3, (uint32_t)header_len);
    memcpy(schema + 7, t->header, header_len);
    sgm_status status = digest_lines(out, t->line + block * rows, rows, schema, 3 + 4 + header_len);
    free(schema);
    return status;
}
