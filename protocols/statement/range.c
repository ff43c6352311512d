/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Statements about committed whole numbers and their bounds: RANGE. */
#include "protocols/formulation/range.h"
#include "primitives/base/assume.h"
#include "primitives/base/ct.h"
#include "protocols/formulation/values.h"
#include "protocols/read.h"
#include "protocols/statement/json.h"
#include "protocols/statement/parts.h"

#include <stdlib.h>
#include <string.h>

/* Most numbers of a statement file, and the longest file of values: a header, then two numbers of 39 digits a line. */
enum { NUMBERS_MAX = 4096, VALUES_BYTES = 1 << 19 };
/* Of the example that costs are told for: the bundled blocks, each with so many records. */
enum { EXAMPLE_N = SGM_BLOCKS, EXAMPLE_R = 28 };
/* Decimal digits of a number below 2^128, and the end of the string. */
enum { DIGITS = 40 };

typedef struct range_values {
    size_t n;
    uint8_t (*V)[32];
    sgm_bound *R;
} range_values;

/* Room for n numbers. In: v is zeroed. */
static sgm_status make_room(range_values *v, size_t n, sgm_error *err)
{
    if (n > NUMBERS_MAX)
        return sgm_fail(err, SGM_MALFORMED, "RANGE is about at most %d numbers in a statement file, not %zu",
                        NUMBERS_MAX, n);
    v->V = calloc(n, sizeof *v->V);
    v->R = calloc(n, sizeof *v->R);
    v->n = n;
    return v->V != NULL && v->R != NULL ? SGM_OK : sgm_fail(err, SGM_NOMEM, "out of memory");
}

static void clear(void *values)
{
    range_values *v = values;
    free(v->V);
    free(v->R);
}

static sgm_range_statement statement_of(const range_values *v)
{
    return (sgm_range_statement){(const uint8_t(*)[32])v->V, v->R, (uint32_t)v->n};
}

static void cost(sgm_statement_cost *out, const sgm_statement_file *s)
{
    sgm_bound example[EXAMPLE_N];
    for (int j = 0; j < EXAMPLE_N; j++)
        example[j] = (sgm_bound){EXAMPLE_R, 0};
    const sgm_range_statement of =
        s->values != NULL ? statement_of(s->values) : (sgm_range_statement){.R = example, .n = EXAMPLE_N};
    *out = (sgm_statement_cost){.equations = 1, .points = sgm_range_points(&of)};
    out->bytes[SGM_BATCHABLE] = sgm_range_proof_size(&of, SGM_BATCHABLE);
    out->bytes[SGM_HINTED] = sgm_range_proof_size(&of, SGM_HINTED);
}

/* Whole numbers in decimal. */

/* Returns 0 if it is none, or 2^128 or more. */
static int read_whole(sgm_bound *out, const char *text, size_t len)
{
    const sgm_u128 most = ~(sgm_u128)0;
    sgm_u128 v = 0;
    for (size_t i = 0; i < len; i++) {
        const unsigned digit = (unsigned)(unsigned char)text[i] - '0';
        if (digit > 9 || v > (most - digit) / 10)
            return 0;
        v = 10 * v + digit;
    }
    *out = (sgm_bound){(uint64_t)v, (uint64_t)(v >> 64)};
    return len > 0;
}

static const char *decimal(char text[DIGITS], const sgm_bound *b)
{
    sgm_u128 v = (sgm_u128)b->high << 64 | b->low;
    char *at = text + DIGITS - 1;
    *at = '\0';
    do
        *--at = (char)('0' + (int)(v % 10));
    while ((v /= 10) != 0);
    return at;
}

static int is_zero(const sgm_bound *b) { return b->low == 0 && b->high == 0; }
static int exceeds(const sgm_bound *v, const sgm_bound *R)
{
    return v->high != R->high ? v->high > R->high : v->low > R->low;
}

/* JSON. */

static json_t *numbers_json(const range_values *v)
{
    json_t *list = json_array();
    char text[DIGITS];
    for (size_t j = 0; j < v->n && list != NULL; j++) {
        json_t *one = json_pack("{s:o, s:s}", "V", sgm_json_hex(v->V[j], 32), "bound", decimal(text, &v->R[j]));
        if (json_array_append_new(list, one) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static int write(json_t *body, const sgm_statement_file *s)
{
    return json_object_set_new(
        body, "numbers",
        json_pack("{s:s, s:o}", "words",
                  "the registered commitments V = v G + gamma H to hidden whole numbers v from 0 to bound, in decimal",
                  "list", numbers_json(s->values)));
}

static sgm_status read_number(range_values *v, size_t j, const json_t *one, sgm_error *err)
{
    sgm_status status = sgm_json_get_hex(one, "V", v->V[j], sizeof v->V[j], err);
    const char *bound = status == SGM_OK ? sgm_json_string(one, "bound", err) : NULL;
    if (bound == NULL)
        return SGM_MALFORMED;
    if (!read_whole(&v->R[j], bound, strlen(bound)) || is_zero(&v->R[j]))
        return sgm_fail(err, SGM_MALFORMED, "bound of number %zu is not a whole number from 1 to 2^128 - 1", j);
    return SGM_OK;
}

static sgm_status read(sgm_statement_file *s, const json_t *body, sgm_error *err)
{
    range_values *v = s->values;
    const json_t *list;
    size_t n;
    sgm_status status = sgm_json_array(json_object_get(body, "numbers"), "list", &list, &n, err);
    if (status == SGM_OK)
        status = make_room(v, n, err);
    for (size_t j = 0; j < n && status == SGM_OK; j++)
        status = read_number(v, j, json_array_get(list, j), err);
    return status;
}

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_statement_file *s, sgm_error *err)
{
    const sgm_range_statement of = statement_of(s->values);
    sgm_status status = sgm_range_instance(out, ctx, &of, s->flavor);
    return status == SGM_OK ? status : sgm_fail(err, status, "a commitment is no valid point");
}

/* The prover. */

/* Secret, but for the number of numbers. */
typedef struct range_witness {
    sgm_bound *v;
    sgm_sc *gamma, *scalar; /* v as scalars */
    size_t n;
    uint8_t seed[SGM_SEED_BYTES];
} range_witness;

static sgm_status make_witness(range_witness *x, size_t n, sgm_error *err)
{
    x->n = n;
    x->v = calloc(n, sizeof *x->v);
    x->gamma = calloc(n, sizeof *x->gamma);
    x->scalar = calloc(n, sizeof *x->scalar);
    return x->v != NULL && x->gamma != NULL && x->scalar != NULL ? SGM_OK : sgm_fail(err, SGM_NOMEM, "out of memory");
}

static void clear_witness(range_witness *x)
{
    if (x->v != NULL)
        sgm_wipe(x->v, x->n * sizeof *x->v);
    if (x->gamma != NULL)
        sgm_wipe(x->gamma, x->n * sizeof *x->gamma);
    if (x->scalar != NULL)
        sgm_wipe(x->scalar, x->n * sizeof *x->scalar);
    free(x->v);
    free(x->gamma);
    free(x->scalar);
    sgm_wipe(x, sizeof *x);
}

static sgm_status take_number(range_values *v, range_witness *x, size_t j, const sgm_bound *value, const sgm_bound *R,
                              sgm_error *err)
{
    x->v[j] = *value;
    v->R[j] = *R;
    return exceeds(value, R)
               ? sgm_fail(err, SGM_REJECTED,
                          "refused: number %zu is above its bound, and a false statement is never proved", j)
               : SGM_OK;
}

/* --bound; zero where it is not given. */
static sgm_status read_bound(sgm_bound *out, const sgm_inputs *in, sgm_error *err)
{
    const char *text = in->value(in, "bound");
    *out = (sgm_bound){0, 0};
    if (text != NULL && (!read_whole(out, text, strlen(text)) || is_zero(out)))
        return sgm_fail(err, SGM_USAGE, "--bound is a whole number from 1 to 2^128 - 1, not \"%.60s\"", text);
    return SGM_OK;
}

/* A text of lines, the last of which may lack its end. */
typedef struct lines {
    const char *next, *end, *path;
    size_t number; /* of the line taken last, from 1 */
} lines;

static size_t take_line(lines *l, const char **line)
{
    const char *end = memchr(l->next, '\n', (size_t)(l->end - l->next));
    if (end == NULL)
        end = l->end;
    size_t len = (size_t)(end - l->next);
    *line = l->next;
    l->next = end < l->end ? end + 1 : end;
    l->number++;
    return len > 0 && (*line)[len - 1] == '\r' ? len - 1 : len;
}

static int is_header(const char *line, size_t len)
{
    return (len == 5 && memcmp(line, "value", 5) == 0) || (len == 11 && memcmp(line, "value,bound", 11) == 0);
}

/* `value` or `value,bound`. */
static sgm_status take_entry(range_values *v, range_witness *x, size_t j, lines *l, const sgm_bound *common,
                             sgm_error *err)
{
    const char *line;
    const size_t len = take_line(l, &line);
    const char *comma = len > 0 ? memchr(line, ',', len) : NULL;
    const size_t first = comma != NULL ? (size_t)(comma - line) : len;
    sgm_bound value = {0, 0}, R = *common;
    if (comma == NULL && is_zero(common))
        return sgm_fail(err, SGM_USAGE, "line %zu of %.150s has no bound of its own, and there is no --bound",
                        l->number, l->path);
    const int good = read_whole(&value, line, first) &&
                     (comma == NULL || (read_whole(&R, comma + 1, len - first - 1) && !is_zero(&R)));
    sgm_status status =
        good ? take_number(v, x, j, &value, &R, err)
             : sgm_fail(err, SGM_MALFORMED,
                        "line %zu of %.150s is not a whole number from 0 to 2^128 - 1, or that, a comma and a bound "
                        "of at least 1",
                        l->number, l->path);
    sgm_wipe(&value, sizeof value);
    return status;
}

static size_t count_lines(const char *text, size_t len)
{
    size_t n = len > 0 && text[len - 1] != '\n';
    for (size_t i = 0; i < len; i++)
        n += text[i] == '\n';
    return n;
}

static sgm_status from_text(range_values *v, range_witness *x, const char *text, size_t len, const char *path,
                            const sgm_bound *common, sgm_error *err)
{
    lines l = {text, text + len, path, 0}, ahead = l;
    const char *line;
    size_t n = count_lines(text, len);
    const size_t first = take_line(&ahead, &line);
    if (is_header(line, first)) {
        l = ahead;
        n--;
    }
    if (n == 0)
        return sgm_fail(err, SGM_MALFORMED, "%.150s has no values", path);
    sgm_status status = make_room(v, n, err);
    if (status == SGM_OK)
        status = make_witness(x, n, err);
    for (size_t j = 0; j < n && status == SGM_OK; j++)
        status = take_entry(v, x, j, &l, common, err);
    return status;
}

static sgm_status from_file(range_values *v, range_witness *x, const char *path, const sgm_bound *common,
                            sgm_error *err)
{
    size_t len;
    uint8_t *text = calloc(1, VALUES_BYTES);
    if (text == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    sgm_status status = sgm_read_whole(text, VALUES_BYTES, &len, path, err);
    if (status == SGM_OK)
        status = from_text(v, x, (const char *)text, len, path, common, err);
    sgm_wipe(text, VALUES_BYTES);
    free(text);
    return status;
}

/* The bundled example: how many records of each contributor have the label 1, of as many as the contributor has. */
static sgm_status from_bundled(range_values *v, range_witness *x, const sgm_inputs *in, const sgm_bound *common,
                               sgm_error *err)
{
    sgm_table t;
    sgm_status status = in->table(&t, in->bundled_table, err);
    if (status != SGM_OK)
        return status;
    const size_t records = t.train_rows / SGM_BLOCKS;
    const sgm_bound R = is_zero(common) ? (sgm_bound){records, 0} : *common;
    status = make_room(v, SGM_BLOCKS, err);
    if (status == SGM_OK)
        status = make_witness(x, SGM_BLOCKS, err);
    for (size_t j = 0; j < SGM_BLOCKS && status == SGM_OK; j++) {
        sgm_bound count = {0, 0};
        for (size_t i = 0; i < records; i++)
            count.low += t.label[j * records + i];
        status = take_number(v, x, j, &count, &R, err);
    }
    sgm_table_clear(&t);
    return status;
}

/* gamma_j = H2S("range/blinding", seed, LE(j,4)), and the commitments. */
static sgm_status commit(range_values *v, range_witness *x, const sgm_ctx *ctx, sgm_error *err)
{
    sgm_status status = sgm_seed_blind(x->gamma, x->n, "range/blinding", x->seed, 0, err);
    if (status != SGM_OK)
        return status;
    for (size_t j = 0; j < x->n; j++)
        x->scalar[j] = sgm_bound_scalar(&x->v[j]);
    sgm_open_commitments(ctx, v->V, x->scalar, x->gamma, (uint32_t)x->n);
    return SGM_OK;
}

static sgm_status prove_it(const sgm_ctx *ctx, const sgm_statement_file *s, const void *witness, uint8_t *proof)
{
    const range_witness *x = witness;
    const sgm_rng rng = sgm_rng_system();
    const sgm_range_statement of = statement_of(s->values);
    return sgm_range_prove(ctx, &of, x->v, x->gamma, s->flavor, &rng, proof);
}

static sgm_status prove(sgm_statement_file *s, const sgm_inputs *in, sgm_made *out, sgm_error *err)
{
    range_values *v = s->values;
    const char *path = in->value(in, "values");
    range_witness x = {0};
    sgm_bound common;
    sgm_status status = read_bound(&common, in, err);
    if (status == SGM_OK)
        status = path != NULL ? from_file(v, &x, path, &common, err) : from_bundled(v, &x, in, &common, err);
    if (status == SGM_OK)
        status = sgm_seed_take(x.seed, in->value(in, "values-opening"), "values", err);
    if (status == SGM_OK)
        status = commit(v, &x, in->ctx, err);
    if (status == SGM_OK)
        status = sgm_statement_prove(out, in->ctx, s, prove_it, &x, err);
    if (status == SGM_OK)
        status = sgm_seed_keep(out, x.seed, err);
    clear_witness(&x);
    return status;
}

static sgm_status check(sgm_statement_file *s, const sgm_inputs *in, sgm_notes *notes, sgm_error *err)
{
    const range_values *v = s->values;
    const sgm_bound *least = &v->R[0], *most = &v->R[0];
    char low[DIGITS], high[DIGITS];
    (void)in;
    (void)err;
    for (size_t j = 1; j < v->n; j++) {
        least = exceeds(least, &v->R[j]) ? &v->R[j] : least;
        most = exceeds(&v->R[j], most) ? &v->R[j] : most;
    }
    sgm_note(notes, "numbers: %zu, hidden behind the registered commitments, as stated", v->n);
    if (exceeds(most, least))
        sgm_note(notes, "bounds: from %s to %s, each number's own in the statement", decimal(low, least),
                 decimal(high, most));
    else
        sgm_note(notes, "bound: %s", decimal(low, least));
    return SGM_OK;
}

static const sgm_option options[] = {
    {"values", "FILE", "whole numbers, one a line, or value,bound (default: labels counted in bundled blocks)",
     SGM_OPTION_PROVE | SGM_OPTION_READS},
    {"bound", "R", "bound of every number that has none of its own", SGM_OPTION_PROVE},
    {"values-opening", "FILE", "blind the numbers as this file of an earlier proof says",
     SGM_OPTION_PROVE | SGM_OPTION_READS},
    {"values-opening-out", "FILE", "keep the blindings of the numbers here (secret, mode 0600)",
     SGM_OPTION_PROVE | SGM_OPTION_SECRET}};

const sgm_statement_kind sgm_kind_range = {.words = &sgm_range,
                                           .challenge_bits = 253,
                                           .example = "16 numbers up to 28",
                                           .hypothesis = "use of the dataset",
                                           .values_bytes = sizeof(range_values),
                                           .options = options,
                                           .n_options = sizeof options / sizeof options[0],
                                           .cost = cost,
                                           .write = write,
                                           .read = read,
                                           .instance = instance,
                                           .prove = prove,
                                           .check = check,
                                           .clear = clear};
