/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Text files line by line, the fields of a CSV line, and numbers, the same in every locale. */
#ifndef SGM_PROTOCOLS_LINES_H
#define SGM_PROTOCOLS_LINES_H

#include "protocols/error.h"

#include <locale.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A text file being read. A line ends with "\n" or "\r\n"; the last one may end with the file. */
typedef struct sgm_lines {
    const char *path; /* borrowed; for messages */
    FILE *file;
    char *line; /* the current line without its end, a NUL behind it; it may hold NUL bytes itself */
    size_t len, capacity;
    uint64_t number; /* of the current line, from 1 */
} sgm_lines;

/* SGM_IO if the file cannot be opened. After a failure there is nothing to close. */
SGM_MUST_CHECK sgm_status sgm_lines_open(sgm_lines *l, const char *path, sgm_error *err);
/* Reads the next line; *got = 0 at the end of the file. */
SGM_MUST_CHECK sgm_status sgm_lines_next(sgm_lines *l, int *got, sgm_error *err);
void sgm_lines_close(sgm_lines *l);

/* One field of a CSV line: the bytes between separators, or between the quotes around them. */
typedef struct sgm_field {
    const char *text;
    size_t len;
} sgm_field;

/* A walk over the fields of the current line; the empty line has one empty field. */
typedef struct sgm_fields {
    const char *next; /* NULL behind the last field */
    const char *end;
} sgm_fields;

sgm_fields sgm_fields_of(const sgm_lines *l);
/* Takes the next field; *got = 0 behind the last one. A field that begins with a double quote ends with the next one
 * that is not doubled, and a comma or the end of the line must follow; elsewhere quotes are ordinary bytes.
 * SGM_MALFORMED if that fails: a record never goes on in the next line. */
SGM_MUST_CHECK sgm_status sgm_fields_next(sgm_fields *f, const sgm_lines *l, sgm_field *field, int *got,
                                          sgm_error *err);
/* Counts the fields of the current line. */
SGM_MUST_CHECK sgm_status sgm_fields_count(const sgm_lines *l, size_t *n, sgm_error *err);

/* Reads numbers in the "C" locale whatever the program's locale is. */
typedef struct sgm_numbers {
    locale_t c_locale;
} sgm_numbers;

SGM_MUST_CHECK sgm_status sgm_numbers_open(sgm_numbers *n, sgm_error *err);
void sgm_numbers_close(sgm_numbers *n);
/* x = the double nearest to a decimal number: sign, digits with at most one point, exponent; spaces and tabs around it.
 * SGM_MALFORMED with the place of the field (column, from 1): not a number, NaN, infinite or too large. */
SGM_MUST_CHECK sgm_status sgm_number_read(const sgm_numbers *n, const sgm_lines *l, sgm_field field, size_t column,
                                          double *x, sgm_error *err);

#endif
