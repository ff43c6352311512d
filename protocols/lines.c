/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Line reader, CSV fields and numbers for the input parsers. */
#include "protocols/lines.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

sgm_status sgm_lines_open(sgm_lines *l, const char *path, sgm_error *err)
{
    *l = (sgm_lines){.path = path};
    l->file = fopen(path, "rb");
    if (l->file == NULL)
        return sgm_fail(err, SGM_IO, "cannot read %s: %s", path, strerror(errno));
    return SGM_OK;
}

sgm_status sgm_lines_next(sgm_lines *l, int *got, sgm_error *err)
{
    errno = 0;
    ssize_t len = getline(&l->line, &l->capacity, l->file);
    *got = len >= 0;
    if (len < 0 && feof(l->file) && !ferror(l->file))
        return SGM_OK;
    if (len < 0)
        return sgm_fail(err, errno == ENOMEM ? SGM_NOMEM : SGM_IO, "cannot read %s: %s", l->path, strerror(errno));
    l->number++;
    l->len = (size_t)len;
    if (l->line[l->len - 1] == '\n') {
        l->len--;
        if (l->len > 0 && l->line[l->len - 1] == '\r')
            l->len--;
    }
    l->line[l->len] = '\0';
    return SGM_OK;
}

void sgm_lines_close(sgm_lines *l)
{
    free(l->line);
    (void)fclose(l->file); /* read only: nothing is lost */
    *l = (sgm_lines){.path = NULL};
}

sgm_fields sgm_fields_of(const sgm_lines *l) { return (sgm_fields){.next = l->line, .end = l->line + l->len}; }

/* The closing quote of a field whose text begins at p, or NULL. */
static const char *closing_quote(const char *p, const char *end)
{
    for (; p < end; p++) {
        if (*p != '"')
            continue;
        if (p + 1 == end || p[1] != '"')
            return p;
        p++; /* a doubled quote stands for one */
    }
    return NULL;
}

static const char *comma_or_end(const char *p, const char *end)
{
    const char *comma = memchr(p, ',', (size_t)(end - p));
    return comma != NULL ? comma : end;
}

sgm_status sgm_fields_next(sgm_fields *f, const sgm_lines *l, sgm_field *field, int *got, sgm_error *err)
{
    *got = f->next != NULL;
    if (f->next == NULL)
        return SGM_OK;
    const char *text = f->next, *stop, *after;
    if (text < f->end && *text == '"') {
        stop = closing_quote(++text, f->end);
        if (stop == NULL)
            return sgm_fail(err, SGM_MALFORMED,
                            "line %" PRIu64 " of %s: a quoted field is not closed; a record must stand on one line",
                            l->number, l->path);
        after = stop + 1;
        if (after < f->end && *after != ',')
            return sgm_fail(err, SGM_MALFORMED, "line %" PRIu64 " of %s: a closing quote is not followed by a comma",
                            l->number, l->path);
    } else {
        after = stop = comma_or_end(text, f->end);
    }
    *field = (sgm_field){.text = text, .len = (size_t)(stop - text)};
    f->next = after == f->end ? NULL : after + 1;
    return SGM_OK;
}

sgm_status sgm_fields_count(const sgm_lines *l, size_t *n, sgm_error *err)
{
    sgm_fields fields = sgm_fields_of(l);
    sgm_field field;
    int got = 1;
    *n = 0;
    for (;;) {
        sgm_status status = sgm_fields_next(&fields, l, &field, &got, err);
        if (status != SGM_OK || !got)
            return status;
        ++*n;
    }
}

sgm_status sgm_numbers_open(sgm_numbers *n, sgm_error *err)
{
    n->c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (n->c_locale == (locale_t)0)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    return SGM_OK;
}

void sgm_numbers_close(sgm_numbers *n)
{
    if (n->c_locale != (locale_t)0)
        freelocale(n->c_locale);
    n->c_locale = (locale_t)0;
}

static int is_digit(char c) { return c >= '0' && c <= '9'; }

static size_t count_digits(const char *p, const char *end)
{
    const char *start = p;
    while (p < end && is_digit(*p))
        p++;
    return (size_t)(p - start);
}

static const char *skip_sign(const char *p, const char *end) { return p < end && (*p == '+' || *p == '-') ? p + 1 : p; }

/* 1 if [p, end) is [sign] digits [. digits] [e [sign] digits], with a digit on one side of the point at least. What
 * strtod would take beyond that (hexadecimal, names) is not a number here. */
static int is_decimal(const char *p, const char *end)
{
    p = skip_sign(p, end);
    size_t whole = count_digits(p, end), fraction = 0;
    p += whole;
    if (p < end && *p == '.') {
        fraction = count_digits(p + 1, end);
        p += 1 + fraction;
    }
    if (whole + fraction == 0)
        return 0;
    if (p < end && (*p == 'e' || *p == 'E')) {
        p = skip_sign(p + 1, end);
        size_t exponent = count_digits(p, end);
        if (exponent == 0)
            return 0;
        p += exponent;
    }
    return p == end;
}

static int equals_ignoring_case(const char *p, size_t len, const char *lower)
{
    for (size_t i = 0; i < len; i++) {
        if (lower[i] == '\0' || (p[i] | 0x20) != lower[i])
            return 0;
    }
    return lower[len] == '\0';
}

/* 1 for the usual spellings of values that are no numbers. */
static int names_non_finite(const char *p, const char *end)
{
    p = skip_sign(p, end);
    size_t len = (size_t)(end - p);
    return equals_ignoring_case(p, len, "nan") || equals_ignoring_case(p, len, "inf") ||
           equals_ignoring_case(p, len, "infinity");
}

sgm_status sgm_number_read(const sgm_numbers *n, const sgm_lines *l, sgm_field field, size_t column, double *x,
                           sgm_error *err)
{
    const char *p = field.text, *end = field.text + field.len, *fault = NULL;
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    while (end > p && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    *x = 0;
    if (is_decimal(p, end)) {
        locale_t before = uselocale(n->c_locale);
        *x = strtod(p, NULL); /* stops at the byte behind the number: the line's end, a comma, a quote or a space */
        (void)uselocale(before);
        if (!isfinite(*x))
            fault = "is too large";
    } else {
        fault = names_non_finite(p, end) ? "is NaN or infinite" : "is not a number";
    }
    if (fault == NULL)
        return SGM_OK;
    return sgm_fail(err, SGM_MALFORMED, "line %" PRIu64 " of %s: field %zu %s", l->number, l->path, column, fault);
}
