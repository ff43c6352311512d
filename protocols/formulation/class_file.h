/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Class files: a JSON list of members, each with a name, its digest or commitment, and what is believed about it. */
#ifndef SGM_PROTOCOLS_FORMULATION_CLASS_FILE_H
#define SGM_PROTOCOLS_FORMULATION_CLASS_FILE_H

#include "protocols/error.h"
#include "protocols/formulation/class.h"

/* Longest file and longest id. Larger classes are built with class.h from whatever holds them. */
enum { SGM_CLASS_FILE_MAX = 64 << 20, SGM_CLASS_ID_MAX = 200 };

/* One member: a history that the class's maker takes for possible. */
typedef struct sgm_class_entry {
    char *id;
    uint8_t member[32]; /* digest, or owner's commitment */
    int contains_D;     /* it used the disputed data */
    double prior;       /* its probability beforehand */
} sgm_class_entry;

typedef struct sgm_class_file {
    sgm_class_kind kind;
    sgm_class_entry *entries;
    size_t n;
} sgm_class_file;

/* What a class says before any proof: how many could hide in it, and how well. */
typedef struct sgm_class_summary {
    size_t members, with;   /* and those that contain D */
    double mass, mass_with; /* their priors added up */
    double effective;       /* 2^H of the priors within the class: the effective anonymity set */
} sgm_class_summary;

/* Reads [{"id": .., "digest" or "commitment": 64 hex digits, "contains_D": true or false, "prior": number}, ..]. Memory
 * grows with len only. SGM_MALFORMED with a sentence: too long, not JSON, unknown, missing or repeated keys, digests
 * and commitments in one file, fewer than two members, a digest that is not canonical or 0, a prior that is not above 0
 * or that brings the sum above 1, and two members with the same id or value: the tool adds the padding, a file has
 * none. Whether commitments decode is found by sgm_class_points. On failure *out holds nothing to clear. */
SGM_MUST_CHECK sgm_status sgm_class_file_parse(sgm_class_file *out, const void *text, size_t len, sgm_error *err);
/* The file as text, SGM_CLASS_FILE_MAX at most; *text to be freed. */
SGM_MUST_CHECK sgm_status sgm_class_file_format(char **text, size_t *len, const sgm_class_file *f, sgm_error *err);
void sgm_class_file_clear(sgm_class_file *f);

/* The class of a file's members in their order, digits of base n. */
SGM_MUST_CHECK sgm_status sgm_class_from_file(sgm_class **out, const sgm_ctx *ctx, const sgm_class_file *f, uint32_t n,
                                              sgm_error *err);
sgm_class_summary sgm_class_summarise(const sgm_class_file *f);

#endif
