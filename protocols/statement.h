/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The statement file: every public value of one proof, in words and hex, as JSON that has one meaning only. */
#ifndef SGM_PROTOCOLS_STATEMENT_H
#define SGM_PROTOCOLS_STATEMENT_H

#include "protocols/error.h"
#include "protocols/formulation/formulation.h"

/* Longest statement file, in bytes: what a reader has to allocate. */
enum { SGM_STATEMENT_MAX = 1 << 20 };

/* One formulation as a file and on the command line (statement/kind.h). */
typedef struct sgm_statement_kind sgm_statement_kind;

/* What the file says. */
typedef struct sgm_statement_file {
    const sgm_statement_kind *kind;
    sgm_flavor flavor;
    void *values; /* as the kind lays them out. Owned. */
} sgm_statement_file;

/* All formulations, in the order of the documents; NULL if there is none of that NAME. */
const sgm_statement_kind *const *sgm_statement_kinds(size_t *n);
const sgm_statement_kind *sgm_statement_kind_find(const char *name);
const sgm_words *sgm_statement_words(const sgm_statement_kind *kind);

/* *text = the file as UTF-8 with a final newline; release with free. SGM_MALFORMED: a file longer than
 * SGM_STATEMENT_MAX (a header line of half a megabyte). */
SGM_MUST_CHECK sgm_status sgm_statement_format(char **text, size_t *len, const sgm_statement_file *s, sgm_error *err);

/* Reads a file of `len` bytes. Everything that follows from other values (tag, claim and non-claim, words, proof size,
 * d from root, records and schema, the checksum) is made again and must be equal: so each statement has one file, up
 * to white space and the order of keys. SGM_MALFORMED with a sentence: not JSON, duplicate, missing or unknown keys,
 * wrong types, hex of another length or in upper case, scalars that are not canonical, unknown formulation, a flavor
 * it does not have. Whether points are points is found out by sgm_statement_instance. On failure *out holds nothing to
 * clear. */
SGM_MUST_CHECK sgm_status sgm_statement_parse(sgm_statement_file *out, const void *text, size_t len, sgm_error *err);
void sgm_statement_file_clear(sgm_statement_file *s);

/* Exact length of a proof string. */
size_t sgm_statement_proof_bytes(const sgm_statement_file *s);
/* What its proofs are verified against. SGM_MALFORMED with a sentence. */
SGM_MUST_CHECK sgm_status sgm_statement_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_statement_file *s,
                                                 sgm_error *err);

#endif
