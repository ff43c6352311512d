/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* One record of a vector file while it is being checked. */
#ifndef SGM_TESTS_CONFORMANCE_RECORD_H
#define SGM_TESTS_CONFORMANCE_RECORD_H

#include "protocols/context.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

typedef enum outcome {
    OUTCOME_PASS,
    OUTCOME_FAIL,    /* the library disagrees with the record */
    OUTCOME_SKIP,    /* the record is about something the library does not have yet */
    OUTCOME_UNUSABLE /* the record is not of the documented form */
} outcome;

/* The first problem decides: after it, getters hand out zeros and expectations are not looked at, so that a check
 * is a straight list of steps. `why` says in words what the problem was. */
typedef struct record {
    const json_t *json;
    const char *on;        /* the name of the backend */
    const sgm_backend *be; /* NULL for a record of P-256 */
    const sgm_ctx *ctx;    /* of the record's suite */
    outcome outcome;
    char why[200];
    struct allocation *allocations;
} record;

typedef struct octets {
    uint8_t *data; /* never NULL */
    size_t len;
} octets;

/* Sets the outcome, unless there is one already. */
__attribute__((format(printf, 2, 3))) void record_fail(record *r, const char *format, ...);
__attribute__((format(printf, 2, 3))) void record_skip(record *r, const char *format, ...);
__attribute__((format(printf, 2, 3))) void record_unusable(record *r, const char *format, ...);
/* record_fail unless ok. */
__attribute__((format(printf, 3, 4))) void record_expect(record *r, int ok, const char *format, ...);

/* n zero bytes that live as long as the record is being checked; n may be 0. */
void *record_alloc(record *r, size_t n);
/* Passes an object on to the record, which hands it to `release` when it has been checked. */
void record_own(record *r, void *object, void (*release)(void *object));
/* Frees what record_alloc gave, and what record_own took. */
void record_release(record *r);

/* Fields of `object`, by key. A field that is missing or of another type makes the record unusable. */
const json_t *record_member(record *r, const json_t *object, const char *key);
const char *record_string(record *r, const json_t *object, const char *key);
uint64_t record_integer(record *r, const json_t *object, const char *key);
int record_boolean(record *r, const json_t *object, const char *key);
const json_t *record_array(record *r, const json_t *object, const char *key);
/* Hex of a member, or of a JSON string itself. */
octets record_octets(record *r, const json_t *object, const char *key);
octets record_hex(record *r, const json_t *string);
/* Exactly n bytes. */
void record_fixed(record *r, const json_t *object, const char *key, uint8_t *out, size_t n);
/* A canonical scalar of the record's suite (suite.c). */
void record_scalar(record *r, const json_t *object, const char *key, sgm_sc *out);
/* A number below 2^256 as JSON string, 0x and hex digits, as it stands: nothing is reduced (suite.c). */
void record_number(record *r, const json_t *number, sgm_sc *out);

/* Fails unless the hex in member `key` is these bytes. */
void record_expect_octets(record *r, const json_t *object, const char *key, const uint8_t *got, size_t n);
/* Fails unless the member is this scalar (suite.c). */
void record_expect_scalar(record *r, const json_t *object, const char *key, const sgm_sc *got);
/* Fails unless the number is the value of this scalar (suite.c). */
void record_expect_number(record *r, const json_t *number, const sgm_sc *got);
/* 1 if the member exists and is not null. */
int record_has(const json_t *object, const char *key);
/* 1 for "accept", 0 for "reject" in member Expected. */
int record_accepts(record *r);

#endif
