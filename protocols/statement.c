/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The statement file: what all of them have in common, around the values of one kind. */
#include "protocols/statement.h"
#include "protocols/hash.h"
#include "protocols/statement/json.h"
#include "protocols/statement/kind.h"

#include <stdlib.h>
#include <string.h>

#define FORMAT "sigmark-statement-1"

#define LIST_KIND(name) &sgm_kind_##name,
static const sgm_statement_kind *const kinds[] = {SGM_STATEMENT_KINDS(LIST_KIND)};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

static const char *const flavor_names[] = {
    [SGM_BATCHABLE] = "batchable", [SGM_COMPACT] = "compact", [SGM_HINTED] = "hinted"};

const sgm_statement_kind *const *sgm_statement_kinds(size_t *n)
{
    *n = N_KINDS;
    return kinds;
}

const sgm_statement_kind *sgm_statement_kind_find(const char *name)
{
    for (size_t i = 0; i < N_KINDS; i++)
        if (strcmp(kinds[i]->words->name, name) == 0)
            return kinds[i];
    return NULL;
}

const sgm_words *sgm_statement_words(const sgm_statement_kind *kind) { return kind->words; }

size_t sgm_statement_proof_bytes(const sgm_statement_file *s)
{
    sgm_statement_cost cost;
    s->kind->cost(&cost, s);
    return cost.bytes[s->flavor];
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
    return status == SGM_OK ? sgm_json_hex(sum, sizeof sum) : NULL;
}

/* The whole file as JSON, or NULL if memory ran out. */
static json_t *statement_json(const sgm_statement_file *s)
{
    const sgm_words *words = s->kind->words;
    char tag[128];
    sgm_formulation_name_tag(words->name, s->flavor, tag, sizeof tag);
    json_t *body =
        json_pack("{s:s, s:s, s:s, s:s, s:I, s:s, s:s}", "format", FORMAT, "name", words->name, "flavor",
                  flavor_names[s->flavor], "tag", tag, "proof_bytes", (json_int_t)sgm_statement_proof_bytes(s), "claim",
                  words->claim, "non_claim", words->non_claim);
    if (body == NULL)
        return NULL;
    if (s->kind->write(body, s) != 0 || json_object_set_new(body, "checksum", checksum_json(body)) != 0) {
        json_decref(body);
        return NULL;
    }
    return body;
}

sgm_status sgm_statement_format(char **text, size_t *len, const sgm_statement_file *s, sgm_error *err)
{
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
                        "the statement file would be longer than %d bytes: the dataset's header is too long, or there "
                        "are too many datasets",
                        SGM_STATEMENT_MAX);
    }
    return SGM_OK;
}

static sgm_status parse_head(sgm_statement_file *s, const json_t *body, sgm_error *err)
{
    sgm_statement_cost cost;
    const char *format = sgm_json_string(body, "format", err);
    if (format == NULL)
        return SGM_MALFORMED;
    if (strcmp(format, FORMAT) != 0)
        return sgm_fail(err, SGM_MALFORMED, "format is %.60s, but this program reads " FORMAT, format);
    const char *name = sgm_json_string(body, "name", err);
    if (name == NULL)
        return SGM_MALFORMED;
    s->kind = sgm_statement_kind_find(name);
    if (s->kind == NULL)
        return sgm_fail(err, SGM_MALFORMED, "unknown formulation %.60s", name);
    int flavor = sgm_json_choice(body, "flavor", flavor_names, SGM_FLAVORS, err);
    if (flavor < 0)
        return SGM_MALFORMED;
    s->flavor = (sgm_flavor)flavor;
    s->kind->cost(&cost, &(sgm_statement_file){.kind = s->kind});
    if (cost.bytes[flavor] == 0)
        return sgm_fail(err, SGM_MALFORMED, "%s has no %s proofs", name, flavor_names[flavor]);
    s->values = calloc(1, s->kind->values_bytes);
    return s->values != NULL ? SGM_OK : sgm_fail(err, SGM_NOMEM, "out of memory");
}

static sgm_status same_value(json_t *given, json_t *made, const char *key, sgm_error *err);

static sgm_status same_objects(json_t *given, json_t *made, sgm_error *err)
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
        if (status == SGM_OK)
            status = same_value(json_object_get(given, key), value, key, err);
    }
    return status;
}

/* Objects and lists inside are compared by their own keys and items. */
static sgm_status same_value(json_t *given, json_t *made, const char *key, sgm_error *err)
{
    sgm_status status = SGM_OK;
    if (given == NULL)
        return sgm_fail(err, SGM_MALFORMED, "%s is missing", key);
    if (json_is_object(made) && json_is_object(given))
        return same_objects(given, made, err);
    if (json_is_array(made) && json_is_array(given) && json_array_size(made) == json_array_size(given)) {
        for (size_t i = 0; i < json_array_size(made) && status == SGM_OK; i++)
            status = same_value(json_array_get(given, i), json_array_get(made, i), key, err);
        return status;
    }
    return json_equal(given, made) ? SGM_OK
                                   : sgm_fail(err, SGM_MALFORMED, "%s does not follow from the other values", key);
}

static sgm_status parse_body(sgm_statement_file *out, json_t *body, sgm_error *err)
{
    sgm_status status = parse_head(out, body, err);
    if (status == SGM_OK)
        status = out->kind->read(out, body, err);
    if (status != SGM_OK)
        return status;
    json_t *made = statement_json(out);
    if (made == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    status = same_objects(body, made, err);
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

sgm_status sgm_statement_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_statement_file *s, sgm_error *err)
{
    return s->kind->instance(out, ctx, s, err);
}

void sgm_statement_file_clear(sgm_statement_file *s)
{
    if (s->values != NULL)
        s->kind->clear(s->values);
    free(s->values);
    *s = (sgm_statement_file){0};
}
