/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The statement file: every public value of one proof, in words and hex, as JSON that has one meaning only. */
#include "protocols/statement.h"
#include "primitives/base/bytes.h"
#include "protocols/hash.h"
#include "protocols/hex.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT "sigmark-statement-1"

static const char *const kind_names[] = {
    [SGM_DATASET_CSV] = "csv", [SGM_DATASET_JSONL] = "jsonl", [SGM_DATASET_DIR] = "dir"};
static const char *const kind_words[] = {[SGM_DATASET_CSV] = "lines of a CSV file",
                                         [SGM_DATASET_JSONL] = "lines of a JSONL file",
                                         [SGM_DATASET_DIR] = "files of a folder"};
static const char *const flavor_names[] = {
    [SGM_BATCHABLE] = "batchable", [SGM_COMPACT] = "compact", [SGM_HINTED] = "hinted"};
enum { N_KINDS = 3, N_FLAVORS = 3 };

#define RECORD_WORDS                                                                                                   \
    "the registered training record C = d' G + dm G_M + r H; the digest d' it holds and the blinding r stay with its " \
    "holder"
#define DATASET_WORDS                                                                                                  \
    "the dataset the statement is about: %" PRIu64 " %s; root is the Merkle root of their SHA-512 leaves, "            \
    "d = H2S(\"dataset\", root, records, schema)"
#define MODEL_WORDS                                                                                                    \
    "the model the record is about: %" PRIu64 " parameters in %" PRIu64                                                \
    " tensor%s, dm = H2S(\"model\", canonical tensors)"

/* A new JSON string of the bytes in hex, or NULL. */
static json_t *hex_json(const uint8_t *bytes, size_t len)
{
    char *digits = malloc(2 * len + 1);
    if (digits == NULL)
        return NULL;
    sgm_hex_encode(digits, bytes, len);
    json_t *j = json_stringn(digits, 2 * len);
    free(digits);
    return j;
}

static json_t *scalar_json(const sgm_sc *s)
{
    uint8_t bytes[32];
    sgm_sc_to_bytes(bytes, s);
    return hex_json(bytes, sizeof bytes);
}

static json_t *record_json(const sgm_statement_file *s)
{
    return json_pack("{s:s, s:o}", "words", RECORD_WORDS, "C", hex_json(s->values.C, sizeof s->values.C));
}

static json_t *dataset_json(const sgm_statement_file *s)
{
    const sgm_dataset_digest *d = &s->dataset;
    char words[256];
    (void)snprintf(words, sizeof words, DATASET_WORDS, d->records, kind_words[d->kind]);
    return json_pack("{s:s, s:s, s:s, s:o, s:I, s:o, s:o}", "words", words, "source", s->dataset_source, "kind",
                     kind_names[d->kind], "schema", hex_json(d->schema, d->schema_len), "records",
                     (json_int_t)d->records, "root", hex_json(d->root, sizeof d->root), "d", scalar_json(&s->values.d));
}

static json_t *model_json(const sgm_statement_file *s)
{
    char words[256];
    (void)snprintf(words, sizeof words, MODEL_WORDS, s->model.parameters, s->model.tensors,
                   s->model.tensors == 1 ? "" : "s");
    return json_pack("{s:s, s:s, s:I, s:I, s:o}", "words", words, "source", s->model_source, "tensors",
                     (json_int_t)s->model.tensors, "parameters", (json_int_t)s->model.parameters, "dm",
                     scalar_json(&s->values.dm));
}

/* SHA-512 of the compact form with sorted keys: it finds damage, also in values that no proof is about (the sources).
 * Anybody can make it, so it proves nothing. */
static json_t *checksum_json(const json_t *body)
{
    uint8_t sum[64];
    char *text = json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS);
    if (text == NULL)
        return NULL;
    sgm_status status = sgm_sha512(sum, &(sgm_bytes){text, strlen(text)}, 1);
    free(text);
    return status == SGM_OK ? hex_json(sum, sizeof sum) : NULL;
}

/* The whole file as JSON, or NULL if memory ran out. */
static json_t *statement_json(const sgm_statement_file *s)
{
    const sgm_formulation *f = s->formulation;
    char tag[128];
    sgm_formulation_tag(f, s->flavor, tag, sizeof tag);
    size_t bytes = sgm_formulation_proof_bytes(f, s->flavor);
    json_t *body =
        json_pack("{s:s, s:s, s:s, s:s, s:I, s:s, s:s, s:o, s:o, s:o}", "format", FORMAT, "name", f->name, "flavor",
                  flavor_names[s->flavor], "tag", tag, "proof_bytes", (json_int_t)bytes, "claim", f->claim, "non_claim",
                  f->non_claim, "record", record_json(s), "dataset", dataset_json(s), "model", model_json(s));
    if (body != NULL && json_object_set_new(body, "checksum", checksum_json(body)) != 0) {
        json_decref(body);
        return NULL;
    }
    return body;
}

/* Whether text is UTF-8 as JSON wants it. */
static int is_utf8(const char *text)
{
    json_t *j = json_string(text);
    json_decref(j);
    return j != NULL;
}

sgm_status sgm_statement_format(char **text, size_t *len, const sgm_statement_file *s, sgm_error *err)
{
    if (!is_utf8(s->dataset_source) || !is_utf8(s->model_source))
        return sgm_fail(err, SGM_MALFORMED, "the name of the dataset or model is not UTF-8");
    json_t *body = statement_json(s);
    char *dump = body != NULL ? json_dumps(body, JSON_INDENT(2)) : NULL;
    json_decref(body);
    if (dump == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    *len = strlen(dump) + 1;
    *text = realloc(dump, *len + 1);
    if (*text == NULL) {
        free(dump);
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    }
    memcpy(*text + *len - 1, "\n", 2);
    if (*len > SGM_STATEMENT_MAX) {
        free(*text);
        return sgm_fail(err, SGM_MALFORMED,
                        "the statement file would be longer than %d bytes: the dataset's header is too long",
                        SGM_STATEMENT_MAX);
    }
    return SGM_OK;
}

/* The string at key, or NULL with a sentence. */
static const char *get_string(const json_t *object, const char *key, sgm_error *err)
{
    const char *text = json_string_value(json_object_get(object, key));
    if (text == NULL)
        (void)sgm_fail(err, SGM_MALFORMED, "%s is missing or is not a string", key);
    return text;
}

/* The index of the string at key in names, or -1 with a sentence. */
static int get_choice(const json_t *object, const char *key, const char *const *names, int n, sgm_error *err)
{
    const char *text = get_string(object, key, err);
    if (text == NULL)
        return -1;
    for (int i = 0; i < n; i++)
        if (strcmp(text, names[i]) == 0)
            return i;
    (void)sgm_fail(err, SGM_MALFORMED, "unknown %s %.60s", key, text);
    return -1;
}

static sgm_status get_count(const json_t *object, const char *key, uint64_t *out, sgm_error *err)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_integer(value) || json_integer_value(value) < 1)
        return sgm_fail(err, SGM_MALFORMED, "%s is missing or is not a positive integer", key);
    *out = (uint64_t)json_integer_value(value);
    return SGM_OK;
}

/* Exactly len bytes of lower-case hex. */
static sgm_status get_hex(const json_t *object, const char *key, uint8_t *out, size_t len, sgm_error *err)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value) || json_string_length(value) != 2 * len ||
        !sgm_hex_decode(out, len, json_string_value(value)))
        return sgm_fail(err, SGM_MALFORMED, "%s is missing or is not %zu bytes of lower-case hex", key, len);
    return SGM_OK;
}

static sgm_status get_scalar(const json_t *object, const char *key, sgm_sc *out, sgm_error *err)
{
    uint8_t bytes[32];
    sgm_status status = get_hex(object, key, bytes, sizeof bytes, err);
    if (status == SGM_OK && !sgm_sc_from_bytes(out, bytes))
        status = sgm_fail(err, SGM_MALFORMED, "%s is not a canonical scalar: it is not below the group order", key);
    return status;
}

/* The schema is "csv" || LP(header), "jsonl" or "dir". */
static int schema_fits(const sgm_dataset_digest *d)
{
    if (d->kind == SGM_DATASET_CSV)
        return d->schema_len >= 7 && memcmp(d->schema, "csv", 3) == 0 && sgm_load32(d->schema + 3) == d->schema_len - 7;
    const char *name = kind_names[d->kind];
    return d->schema_len == strlen(name) && memcmp(d->schema, name, d->schema_len) == 0;
}

static sgm_status get_schema(const json_t *object, sgm_dataset_digest *d, sgm_error *err)
{
    d->schema_len = json_string_length(json_object_get(object, "schema")) / 2;
    d->schema = malloc(d->schema_len + 1);
    if (d->schema == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    sgm_status status = get_hex(object, "schema", d->schema, d->schema_len, err);
    if (status == SGM_OK && !schema_fits(d))
        status = sgm_fail(err, SGM_MALFORMED, "schema is not one of a dataset of kind %s", kind_names[d->kind]);
    return status;
}

/* A copy of the string at key. */
static sgm_status get_copy(const json_t *object, const char *key, char **out, sgm_error *err)
{
    const char *text = get_string(object, key, err);
    if (text == NULL)
        return SGM_MALFORMED;
    *out = strdup(text);
    return *out != NULL ? SGM_OK : sgm_fail(err, SGM_NOMEM, "out of memory");
}

static sgm_status parse_dataset(sgm_statement_file *s, const json_t *object, sgm_error *err)
{
    sgm_dataset_digest *d = &s->dataset;
    int kind = get_choice(object, "kind", kind_names, N_KINDS, err);
    if (kind < 0)
        return SGM_MALFORMED;
    d->kind = (sgm_dataset_kind)kind;
    sgm_status status = get_copy(object, "source", &s->dataset_source, err);
    if (status == SGM_OK)
        status = get_count(object, "records", &d->records, err);
    if (status == SGM_OK)
        status = get_hex(object, "root", d->root, sizeof d->root, err);
    if (status == SGM_OK)
        status = get_schema(object, d, err);
    if (status == SGM_OK)
        status = get_scalar(object, "d", &s->values.d, err);
    if (status == SGM_OK && sgm_dataset_d(&d->d, d->root, d->records, d->schema, d->schema_len) != SGM_OK)
        status = sgm_fail(err, SGM_MALFORMED, "no digest d follows from root, records and schema");
    if (status == SGM_OK && !sgm_sc_eq(&d->d, &s->values.d))
        status = sgm_fail(err, SGM_MALFORMED, "d is not the digest of root, records and schema");
    return status;
}

static sgm_status parse_model(sgm_statement_file *s, const json_t *object, sgm_error *err)
{
    sgm_status status = get_copy(object, "source", &s->model_source, err);
    if (status == SGM_OK)
        status = get_count(object, "tensors", &s->model.tensors, err);
    if (status == SGM_OK)
        status = get_count(object, "parameters", &s->model.parameters, err);
    if (status == SGM_OK)
        status = get_scalar(object, "dm", &s->model.dm, err);
    s->values.dm = s->model.dm;
    return status;
}

static sgm_status parse_head(sgm_statement_file *s, const json_t *body, sgm_error *err)
{
    const char *format = get_string(body, "format", err);
    if (format == NULL)
        return SGM_MALFORMED;
    if (strcmp(format, FORMAT) != 0)
        return sgm_fail(err, SGM_MALFORMED, "format is %.60s, but this program reads " FORMAT, format);
    const char *name = get_string(body, "name", err);
    if (name == NULL)
        return SGM_MALFORMED;
    s->formulation = sgm_formulation_find(name);
    if (s->formulation == NULL)
        return sgm_fail(err, SGM_MALFORMED, "unknown formulation %.60s", name);
    int flavor = get_choice(body, "flavor", flavor_names, N_FLAVORS, err);
    if (flavor < 0)
        return SGM_MALFORMED;
    s->flavor = (sgm_flavor)flavor;
    return get_hex(json_object_get(body, "record"), "C", s->values.C, sizeof s->values.C, err);
}

/* Both objects have the same keys with equal values; objects inside are compared by their own keys. */
static sgm_status same(json_t *given, json_t *made, sgm_error *err)
{
    const char *key;
    json_t *value;
    sgm_status status = SGM_OK;
    json_object_foreach(given, key, value)
    {
        if (status == SGM_OK && json_object_get(made, key) == NULL)
            status = sgm_fail(err, SGM_MALFORMED, "unknown key %.60s", key);
    }
    json_object_foreach(made, key, value)
    {
        json_t *other = json_object_get(given, key);
        if (status != SGM_OK)
            break;
        if (other == NULL)
            status = sgm_fail(err, SGM_MALFORMED, "%s is missing", key);
        else if (json_is_object(value) && json_is_object(other))
            status = same(other, value, err);
        else if (!json_equal(other, value))
            status = sgm_fail(err, SGM_MALFORMED, "%s does not follow from the other values", key);
    }
    return status;
}

static sgm_status parse_body(sgm_statement_file *out, json_t *body, sgm_error *err)
{
    sgm_status status = parse_head(out, body, err);
    if (status == SGM_OK)
        status = parse_dataset(out, json_object_get(body, "dataset"), err);
    if (status == SGM_OK)
        status = parse_model(out, json_object_get(body, "model"), err);
    if (status != SGM_OK)
        return status;
    json_t *made = statement_json(out);
    if (made == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    status = same(body, made, err);
    json_decref(made);
    return status;
}

sgm_status sgm_statement_parse(sgm_statement_file *out, const void *text, size_t len, sgm_error *err)
{
    json_error_t where;
    *out = (sgm_statement_file){0};
    if (len > SGM_STATEMENT_MAX)
        return sgm_fail(err, SGM_MALFORMED, "a statement file has at most %d bytes", SGM_STATEMENT_MAX);
    json_t *body = json_loadb(text, len, JSON_REJECT_DUPLICATES, &where);
    if (body == NULL)
        return sgm_fail(err, SGM_MALFORMED, "not valid JSON, or a key given twice, at line %d column %d", where.line,
                        where.column);
    sgm_status status = parse_body(out, body, err);
    json_decref(body);
    if (status != SGM_OK)
        sgm_statement_file_clear(out);
    return status;
}

void sgm_statement_file_clear(sgm_statement_file *s)
{
    free(s->dataset_source);
    free(s->model_source);
    sgm_dataset_digest_clear(&s->dataset);
    *s = (sgm_statement_file){0};
}
