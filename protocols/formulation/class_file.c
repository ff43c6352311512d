/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The class file as JSON (Jansson): read strictly, so that what a class holds is beyond doubt. */
#include "protocols/formulation/class_file.h"

#include "protocols/formulation/clause.h"
#include "protocols/hex.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

static const char *const member_keys[] = {[SGM_CLASS_SCALARS] = "digest", [SGM_CLASS_POINTS] = "commitment"};

/* Rounding of priors that are thirds and the like. */
static const double SLACK = 1e-9;

static sgm_status read_id(sgm_class_entry *e, const json_t *object, size_t at, sgm_error *err)
{
    const json_t *id = json_object_get(object, "id");
    size_t len = json_string_length(id);
    if (!json_is_string(id) || len == 0 || len > SGM_CLASS_ID_MAX || strlen(json_string_value(id)) != len)
        return sgm_fail(err, SGM_MALFORMED, "member %zu: id is missing or is not a string of 1 to %d bytes", at,
                        SGM_CLASS_ID_MAX);
    e->id = strdup(json_string_value(id));
    return e->id ? SGM_OK : sgm_fail(err, SGM_NOMEM, "out of memory");
}

static sgm_status read_value(sgm_class_entry *e, const json_t *object, sgm_class_kind kind, sgm_error *err)
{
    const char *key = member_keys[kind];
    const json_t *value = json_object_get(object, key);
    sgm_sc d;
    if (json_object_get(object, member_keys[kind == SGM_CLASS_SCALARS ? SGM_CLASS_POINTS : SGM_CLASS_SCALARS]))
        return sgm_fail(err, SGM_MALFORMED, "member %.60s: a class holds digests or commitments, not both", e->id);
    if (!json_is_string(value) || json_string_length(value) != 2 * sizeof e->member ||
        !sgm_hex_decode(e->member, sizeof e->member, json_string_value(value)))
        return sgm_fail(err, SGM_MALFORMED, "member %.60s: %s is missing or is not 32 bytes of lower-case hex", e->id,
                        key);
    if (kind == SGM_CLASS_SCALARS && !sgm_sc_from_bytes(&d, e->member))
        return sgm_fail(err, SGM_MALFORMED, "member %.60s: digest is not below the group order", e->id);
    if (kind == SGM_CLASS_SCALARS ? sgm_digest_refused(&d) : sgm_record_refused(e->member))
        return sgm_fail(err, SGM_MALFORMED, "member %.60s: %s is %s", e->id, key,
                        kind == SGM_CLASS_SCALARS ? "0" : "the identity");
    return SGM_OK;
}

static sgm_status read_belief(sgm_class_entry *e, const json_t *object, sgm_error *err)
{
    const json_t *contains = json_object_get(object, "contains_D"), *prior = json_object_get(object, "prior");
    if (!json_is_boolean(contains))
        return sgm_fail(err, SGM_MALFORMED, "member %.60s: contains_D is missing or is not true or false", e->id);
    e->contains_D = json_is_true(contains);
    e->prior = json_is_number(prior) ? json_number_value(prior) : 0;
    if (!(e->prior > 0 && e->prior <= 1))
        return sgm_fail(err, SGM_MALFORMED, "member %.60s: prior is missing or is not above 0 and at most 1", e->id);
    return SGM_OK;
}

static sgm_status read_entry(sgm_class_entry *e, const json_t *object, size_t at, sgm_class_kind kind, sgm_error *err)
{
    static const char *const keys[] = {"id", "digest", "commitment", "contains_D", "prior"};
    const char *key;
    json_t *value;
    if (!json_is_object(object))
        return sgm_fail(err, SGM_MALFORMED, "member %zu is not an object", at);
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        size_t k = 0;
        while (k < sizeof keys / sizeof *keys && strcmp(keys[k], key) != 0)
            k++;
        if (k == sizeof keys / sizeof *keys)
            return sgm_fail(err, SGM_MALFORMED, "member %zu: unknown key %.60s", at, key);
    }
    sgm_status st = read_id(e, object, at, err);
    if (st == SGM_OK)
        st = read_value(e, object, kind, err);
    return st == SGM_OK ? read_belief(e, object, err) : st;
}

static int by_value(const void *a, const void *b)
{
    const sgm_class_entry *const *x = a, *const *y = b;
    return memcmp((*x)->member, (*y)->member, sizeof(*x)->member);
}

static int by_id(const void *a, const void *b)
{
    const sgm_class_entry *const *x = a, *const *y = b;
    return strcmp((*x)->id, (*y)->id);
}

/* Repeats under an order stand side by side once sorted. */
static sgm_status no_repeats(const sgm_class_entry **sorted, size_t n, int (*order)(const void *, const void *),
                             const char *what, sgm_error *err)
{
    qsort(sorted, n, sizeof *sorted, order);
    for (size_t i = 1; i < n; i++)
        if (order(&sorted[i - 1], &sorted[i]) == 0)
            return sgm_fail(err, SGM_MALFORMED, "members %.60s and %.60s have the same %s", sorted[i - 1]->id,
                            sorted[i]->id, what);
    return SGM_OK;
}

static sgm_status check_repeats(const sgm_class_file *f, sgm_error *err)
{
    const sgm_class_entry **sorted = malloc(f->n * sizeof *sorted);
    if (!sorted)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    for (size_t i = 0; i < f->n; i++)
        sorted[i] = &f->entries[i];
    sgm_status st = no_repeats(sorted, f->n, by_value, member_keys[f->kind], err);
    if (st == SGM_OK)
        st = no_repeats(sorted, f->n, by_id, "id", err);
    free(sorted);
    return st;
}

static sgm_status read_entries(sgm_class_file *f, const json_t *list, sgm_error *err)
{
    double sum = 0;
    size_t n = json_array_size(list);
    if (!json_is_array(list) || n < 2)
        return sgm_fail(err, SGM_MALFORMED, "a class is a list of two members or more");
    f->kind =
        json_object_get(json_array_get(list, 0), member_keys[SGM_CLASS_POINTS]) ? SGM_CLASS_POINTS : SGM_CLASS_SCALARS;
    f->entries = calloc(n, sizeof *f->entries);
    if (!f->entries)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    for (; f->n < n; f->n++) {
        sgm_class_entry *e = &f->entries[f->n];
        sgm_status st = read_entry(e, json_array_get(list, f->n), f->n, f->kind, err);
        if (st != SGM_OK) {
            free(e->id);
            return st;
        }
        sum += e->prior;
    }
    if (sum > 1 + SLACK)
        return sgm_fail(err, SGM_MALFORMED, "the priors of the members add up to %.9g, which is more than 1", sum);
    return check_repeats(f, err);
}

sgm_status sgm_class_file_parse(sgm_class_file *out, const void *text, size_t len, sgm_error *err)
{
    json_error_t where;
    *out = (sgm_class_file){0};
    if (len > SGM_CLASS_FILE_MAX)
        return sgm_fail(err, SGM_MALFORMED, "a class file has at most %d bytes", SGM_CLASS_FILE_MAX);
    json_t *list = json_loadb(text, len, JSON_REJECT_DUPLICATES, &where);
    if (list == NULL)
        return sgm_fail(err, SGM_MALFORMED, "not valid JSON, or a key given twice, at line %d column %d", where.line,
                        where.column);
    sgm_status st = read_entries(out, list, err);
    json_decref(list);
    if (st != SGM_OK)
        sgm_class_file_clear(out);
    return st;
}

void sgm_class_file_clear(sgm_class_file *f)
{
    for (size_t i = 0; i < f->n; i++)
        free(f->entries[i].id);
    free(f->entries);
    *f = (sgm_class_file){0};
}

static json_t *entry_json(const sgm_class_entry *e, sgm_class_kind kind)
{
    char digits[2 * sizeof e->member];
    sgm_hex_encode(digits, e->member, sizeof e->member);
    return json_pack("{s:s, s:s#, s:b, s:f}", "id", e->id, member_keys[kind], digits, sizeof digits, "contains_D",
                     e->contains_D, "prior", e->prior);
}

sgm_status sgm_class_file_format(char **text, size_t *len, const sgm_class_file *f, sgm_error *err)
{
    json_t *list = json_array();
    int good = list != NULL;
    *text = NULL;
    for (size_t i = 0; i < f->n && good; i++)
        good = json_array_append_new(list, entry_json(&f->entries[i], f->kind)) == 0;
    char *dump = good ? json_dumps(list, JSON_INDENT(1)) : NULL;
    json_decref(list);
    if (!dump)
        return sgm_fail(err, SGM_NOMEM, "out of memory, or an id is not UTF-8");
    *len = strlen(dump);
    if (*len > SGM_CLASS_FILE_MAX) {
        free(dump);
        return sgm_fail(err, SGM_MALFORMED, "the class file would be longer than %d bytes", SGM_CLASS_FILE_MAX);
    }
    *text = dump;
    return SGM_OK;
}

static sgm_status make_scalars(sgm_class **out, const sgm_class_file *f, uint32_t n)
{
    sgm_sc *d = malloc(f->n * sizeof *d);
    if (!d)
        return SGM_NOMEM;
    for (size_t i = 0; i < f->n; i++)
        (void)sgm_sc_from_bytes(&d[i], f->entries[i].member); /* the reader saw that it is canonical; 0 is refused */
    sgm_status st = sgm_class_scalars(out, d, f->n, n);
    free(d);
    return st;
}

static sgm_status make_points(sgm_class **out, const sgm_ctx *ctx, const sgm_class_file *f, uint32_t n)
{
    uint8_t(*K)[32] = malloc(f->n * sizeof *K);
    if (!K)
        return SGM_NOMEM;
    for (size_t i = 0; i < f->n; i++)
        memcpy(K[i], f->entries[i].member, sizeof K[i]);
    sgm_status st = sgm_class_points(out, ctx, (const uint8_t(*)[32])K, f->n, n);
    free(K);
    return st;
}

sgm_status sgm_class_from_file(sgm_class **out, const sgm_ctx *ctx, const sgm_class_file *f, uint32_t n, sgm_error *err)
{
    *out = NULL;
    if (sgm_class_digits(f->kind, f->n, n) == 0)
        return sgm_fail(err, SGM_MALFORMED,
                        "%zu members make no class with digits of base %u: the base is 2 to %d, and with the padding a "
                        "class has at most %d members",
                        f->n, (unsigned)n, SGM_CLASS_BASE_MAX,
                        f->kind == SGM_CLASS_SCALARS ? SGM_CLASS_SCALARS_MAX : SGM_CLASS_POINTS_MAX);
    sgm_status st = f->kind == SGM_CLASS_SCALARS ? make_scalars(out, f, n) : make_points(out, ctx, f, n);
    if (st == SGM_MALFORMED)
        return sgm_fail(err, st, "a commitment of the class is no point of ristretto255");
    return st == SGM_OK ? st : sgm_fail(err, st, "out of memory");
}

sgm_class_summary sgm_class_summarise(const sgm_class_file *f)
{
    sgm_class_summary s = {.members = f->n};
    double entropy = 0;
    for (size_t i = 0; i < f->n; i++) {
        const sgm_class_entry *e = &f->entries[i];
        s.with += (size_t)e->contains_D;
        s.mass += e->prior;
        s.mass_with += e->contains_D ? e->prior : 0;
    }
    for (size_t i = 0; i < f->n; i++) {
        double share = f->entries[i].prior / s.mass;
        entropy -= share * log2(share);
    }
    s.effective = exp2(entropy);
    return s;
}
