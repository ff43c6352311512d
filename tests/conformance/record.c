/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* One record of a vector file while it is being checked. */
#include "tests/conformance/record.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct allocation {
    struct allocation *next;
    void (*release)(void *object); /* of an object that is not in data, or NULL */
    void *object;
    _Alignas(16) uint8_t data[];
};

static void decide(record *r, outcome o, const char *format, va_list args)
{
    if (r->outcome != OUTCOME_PASS)
        return;
    r->outcome = o;
    vsnprintf(r->why, sizeof r->why, format, args);
}

#define RECORD_DECIDER(name, o)                                                                                        \
    void name(record *r, const char *format, ...)                                                                      \
    {                                                                                                                  \
        va_list args;                                                                                                  \
        va_start(args, format);                                                                                        \
        decide(r, o, format, args);                                                                                    \
        va_end(args);                                                                                                  \
    }
RECORD_DECIDER(record_fail, OUTCOME_FAIL)
RECORD_DECIDER(record_skip, OUTCOME_SKIP)
RECORD_DECIDER(record_unusable, OUTCOME_UNUSABLE)

void record_expect(record *r, int ok, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (!ok)
        decide(r, OUTCOME_FAIL, format, args);
    va_end(args);
}

void *record_alloc(record *r, size_t n)
{
    struct allocation *a = calloc(1, sizeof *a + n);
    if (!a) {
        fputs("out of memory\n", stderr);
        exit(2);
    }
    a->next = r->allocations;
    r->allocations = a;
    return a->data;
}

void record_own(record *r, void *object, void (*release)(void *object))
{
    (void)record_alloc(r, 0);
    r->allocations->object = object;
    r->allocations->release = release;
}

void record_release(record *r)
{
    while (r->allocations) {
        struct allocation *next = r->allocations->next;
        if (r->allocations->release)
            r->allocations->release(r->allocations->object);
        free(r->allocations);
        r->allocations = next;
    }
}

int record_has(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return value && !json_is_null(value);
}

const json_t *record_member(record *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!value)
        record_unusable(r, "no member \"%s\"", key);
    return value;
}

const char *record_string(record *r, const json_t *object, const char *key)
{
    const char *text = json_string_value(record_member(r, object, key));
    if (!text)
        record_unusable(r, "member \"%s\" is no string", key);
    return text ? text : "";
}

uint64_t record_integer(record *r, const json_t *object, const char *key)
{
    const json_t *value = record_member(r, object, key);
    if (!json_is_integer(value) || json_integer_value(value) < 0) {
        record_unusable(r, "member \"%s\" is no whole number", key);
        return 0;
    }
    return (uint64_t)json_integer_value(value);
}

int record_boolean(record *r, const json_t *object, const char *key)
{
    const json_t *value = record_member(r, object, key);
    if (!json_is_boolean(value))
        record_unusable(r, "member \"%s\" is neither true nor false", key);
    return json_is_true(value);
}

const json_t *record_array(record *r, const json_t *object, const char *key)
{
    const json_t *value = record_member(r, object, key);
    if (!json_is_array(value))
        record_unusable(r, "member \"%s\" is no array", key);
    return value;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

octets record_hex(record *r, const json_t *string)
{
    const char *text = json_is_string(string) ? json_string_value(string) : "?";
    size_t digits = strlen(text);
    octets o = {record_alloc(r, digits / 2), digits / 2};
    int good = digits % 2 == 0;
    for (size_t i = 0; good && i < digits; i++) {
        int digit = hex_digit(text[i]);
        good = digit >= 0;
        if (good)
            o.data[i / 2] = (uint8_t)(o.data[i / 2] << 4 | digit);
    }
    if (!good)
        record_unusable(r, "a value is not hex");
    return o;
}

octets record_octets(record *r, const json_t *object, const char *key)
{
    const json_t *value = record_member(r, object, key);
    if (!json_is_string(value))
        record_unusable(r, "member \"%s\" is no string", key);
    return record_hex(r, value);
}

void record_fixed(record *r, const json_t *object, const char *key, uint8_t *out, size_t n)
{
    octets o = record_octets(r, object, key);
    memset(out, 0, n);
    if (o.len != n)
        record_unusable(r, "member \"%s\" has %zu bytes instead of %zu", key, o.len, n);
    else
        memcpy(out, o.data, n);
}

void record_expect_octets(record *r, const json_t *object, const char *key, const uint8_t *got, size_t n)
{
    octets want = record_octets(r, object, key);
    record_expect(r, want.len == n && memcmp(want.data, got, n) == 0, "\"%s\" differs", key);
}

int record_accepts(record *r)
{
    const char *expected = record_string(r, r->json, "Expected");
    int accept = strcmp(expected, "accept") == 0;
    if (!accept && strcmp(expected, "reject") != 0)
        record_unusable(r, "\"Expected\" is neither accept nor reject");
    return accept;
}
