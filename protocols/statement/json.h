/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Values in statement files: strict reading, one spelling each; for protocols/ only. */
#ifndef SGM_PROTOCOLS_STATEMENT_JSON_H
#define SGM_PROTOCOLS_STATEMENT_JSON_H

#include "primitives/scalar/sc.h"
#include "protocols/error.h"

#include <jansson.h>
#include <stdint.h>

/* New references, NULL without memory. */
json_t *sgm_json_hex(const uint8_t *bytes, size_t len);
json_t *sgm_json_scalar(const sgm_sc *s);
/* Lists of n points, and of rows of p numbers. */
json_t *sgm_json_points(const uint8_t (*points)[32], size_t n);
json_t *sgm_json_matrix(const int64_t *values, size_t rows, size_t p);

/* The value at key. SGM_MALFORMED with a sentence that names the key if it is missing or is none. */
/* NULL instead; the string belongs to object. */
const char *sgm_json_string(const json_t *object, const char *key, sgm_error *err);
/* Its index in names, or -1. */
int sgm_json_choice(const json_t *object, const char *key, const char *const *names, int n, sgm_error *err);
/* A positive integer. */
SGM_MUST_CHECK sgm_status sgm_json_count(const json_t *object, const char *key, uint64_t *out, sgm_error *err);
/* A whole number from `least` to `most`. */
SGM_MUST_CHECK sgm_status sgm_json_get_number(const json_t *object, const char *key, uint32_t *out, uint32_t least,
                                              uint32_t most, sgm_error *err);
/* The value at key is a list of that many rows of p values each; to be asked before its size allocates anything. */
int sgm_json_is_matrix(const json_t *object, const char *key, size_t rows, size_t p);
/* Exactly rows times p numbers; exactly n points. */
SGM_MUST_CHECK sgm_status sgm_json_get_matrix(const json_t *object, const char *key, int64_t *out, size_t rows,
                                              size_t p, sgm_error *err);
SGM_MUST_CHECK sgm_status sgm_json_get_points(const json_t *object, const char *key, uint8_t (*out)[32], size_t n,
                                              sgm_error *err);
/* Exactly len bytes of lower-case hex. */
SGM_MUST_CHECK sgm_status sgm_json_get_hex(const json_t *object, const char *key, uint8_t *out, size_t len,
                                           sgm_error *err);
/* 32 bytes, below the group order. */
SGM_MUST_CHECK sgm_status sgm_json_get_scalar(const json_t *object, const char *key, sgm_sc *out, sgm_error *err);
/* A copy that belongs to the caller. */
SGM_MUST_CHECK sgm_status sgm_json_copy(const json_t *object, const char *key, char **out, sgm_error *err);
/* A non-empty array, and its length. */
SGM_MUST_CHECK sgm_status sgm_json_array(const json_t *object, const char *key, const json_t **out, size_t *n,
                                         sgm_error *err);

#endif
