/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Values in statement files: strict reading, one spelling each. */
#include "protocols/statement/json.h"
#include "protocols/hex.h"

#include <stdlib.h>
#include <string.h>

json_t *sgm_json_hex(const uint8_t *bytes, size_t len)
{
    char *digits = malloc(2 * len + 1);
    if (digits == NULL)
        return NULL;
    sgm_hex_encode(digits, bytes, len);
    json_t *j = json_stringn(digits, 2 * len);
    free(digits);
    return j;
}

json_t *sgm_json_scalar(const sgm_sc *s)
{
    uint8_t bytes[32];
    sgm_sc_to_bytes(bytes, s);
    return sgm_json_hex(bytes, sizeof bytes);
}

const char *sgm_json_string(const json_t *object, const char *key, sgm_error *err)
{
    const char *text = json_string_value(json_object_get(object, key));
    if (text == NULL)
        (void)sgm_fail(err, SGM_MALFORMED, "%s is missing or is not a string", key);
    return text;
}

int sgm_json_choice(const json_t *object, const char *key, const char *const *names, int n, sgm_error *err)
{
    const char *text = sgm_json_string(object, key, err);
    if (text == NULL)
        return -1;
    for (int i = 0; i < n; i++)
        if (strcmp(text, names[i]) == 0)
            return i;
    (void)sgm_fail(err, SGM_MALFORMED, "unknown %s %.60s", key, text);
    return -1;
}

sgm_status sgm_json_count(const json_t *object, const char *key, uint64_t *out, sgm_error *err)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_integer(value) || json_integer_value(value) < 1)
        return sgm_fail(err, SGM_MALFORMED, "%s is missing or is not a positive integer", key);
    *out = (uint64_t)json_integer_value(value);
    return SGM_OK;
}

sgm_status sgm_json_get_hex(const json_t *object, const char *key, uint8_t *out, size_t len, sgm_error *err)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value) || json_string_length(value) != 2 * len ||
        !sgm_hex_decode(out, len, json_string_value(value)))
        return sgm_fail(err, SGM_MALFORMED, "%s is missing or is not %zu bytes of lower-case hex", key, len);
    return SGM_OK;
}

sgm_status sgm_json_get_scalar(const json_t *object, const char *key, sgm_sc *out, sgm_error *err)
{
    uint8_t bytes[32];
    sgm_status status = sgm_json_get_hex(object, key, bytes, sizeof bytes, err);
    if (status == SGM_OK && !sgm_sc_from_bytes(out, bytes))
        status = sgm_fail(err, SGM_MALFORMED, "%s is not a canonical scalar: it is not below the group order", key);
    return status;
}

sgm_status sgm_json_copy(const json_t *object, const char *key, char **out, sgm_error *err)
{
    const char *text = sgm_json_string(object, key, err);
    if (text == NULL)
        return SGM_MALFORMED;
    *out = strdup(text);
    return *out != NULL ? SGM_OK : sgm_fail(err, SGM_NOMEM, "out of memory");
}

sgm_status sgm_json_array(const json_t *object, const char *key, const json_t **out, size_t *n, sgm_error *err)
{
    *out = json_object_get(object, key);
    *n = json_array_size(*out);
    if (*n == 0)
        return sgm_fail(err, SGM_MALFORMED, "%s is missing or is not a list with something in it", key);
    return SGM_OK;
}

json_t *sgm_json_matrix(const int64_t *values, size_t rows, size_t p)
{
    json_t *list = json_array();
    for (size_t t = 0; t < rows && list != NULL; t++) {
        json_t *row = json_array();
        for (size_t j = 0; j < p && row != NULL; j++)
            if (json_array_append_new(row, json_integer(values[t * p + j])) != 0) {
                json_decref(row);
                row = NULL;
            }
        if (row == NULL || json_array_append_new(list, row) != 0) {
            json_decref(list);
            list = NULL;
        }
    }
    return list;
}

json_t *sgm_json_points(const uint8_t (*points)[32], size_t n)
{
    json_t *list = json_array();
    for (size_t j = 0; j < n && list != NULL; j++)
        if (json_array_append_new(list, sgm_json_hex(points[j], 32)) != 0) {
            json_decref(list);
            list = NULL;
        }
    return list;
}

sgm_status sgm_json_get_number(const json_t *object, const char *key, uint32_t *out, uint32_t least, uint32_t most,
                               sgm_error *err)
{
    const json_t *value = json_object_get(object, key);
    json_int_t x = json_integer_value(value);
    if (!json_is_integer(value) || x < (json_int_t)least || x > (json_int_t)most)
        return sgm_fail(err, SGM_MALFORMED, "%s is missing or is not a whole number from %u to %u", key, least, most);
    *out = (uint32_t)x;
    return SGM_OK;
}

int sgm_json_is_matrix(const json_t *object, const char *key, size_t rows, size_t p)
{
    const json_t *list = json_object_get(object, key);
    int good = json_is_array(list) && json_array_size(list) == rows;
    for (size_t t = 0; t < rows && good; t++) {
        const json_t *row = json_array_get(list, t);
        good = json_is_array(row) && json_array_size(row) == p;
    }
    return good;
}

sgm_status sgm_json_get_matrix(const json_t *object, const char *key, int64_t *out, size_t rows, size_t p,
                               sgm_error *err)
{
    const json_t *list = json_object_get(object, key);
    int good = sgm_json_is_matrix(object, key, rows, p);
    for (size_t i = 0; i < rows * p && good; i++) {
        const json_t *number = json_array_get(json_array_get(list, i / p), i % p);
        good = json_is_integer(number);
        out[i] = json_integer_value(number);
    }
    return good ? SGM_OK : sgm_fail(err, SGM_MALFORMED, "%s is not %zu rows of %zu integers", key, rows, p);
}

sgm_status sgm_json_get_points(const json_t *data, const char *key, uint8_t (*out)[32], size_t n, sgm_error *err)
{
    const json_t *list = json_object_get(data, key);
    int good = json_array_size(list) == n;
    for (size_t j = 0; j < n && good; j++) {
        const char *text = json_string_value(json_array_get(list, j));
        good = text != NULL && strlen(text) == 64 && sgm_hex_decode(out[j], 32, text);
    }
    return good ? SGM_OK : sgm_fail(err, SGM_MALFORMED, "%s is not a list of %zu points", key, n);
}
