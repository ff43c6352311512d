/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The statement file: every public value of one proof, in words and hex, as JSON that has one meaning only. */
#ifndef SGM_PROTOCOLS_STATEMENT_H
#define SGM_PROTOCOLS_STATEMENT_H

#include "protocols/dataset.h"
#include "protocols/formulation/formulation.h"
#include "protocols/model.h"

/* Longest statement file, in bytes: what a reader has to allocate. */
enum { SGM_STATEMENT_MAX = 1 << 20 };

/* What the file says. The digests d and dm of `values` are those of `dataset` and `model`. */
typedef struct sgm_statement_file {
    const sgm_formulation *formulation;
    sgm_flavor flavor;
    sgm_statement values;
    char *dataset_source, *model_source; /* names as given to the prover; labels that bind nothing. Owned. */
    sgm_dataset_digest dataset;
    sgm_model_digest model;
} sgm_statement_file;

/* *text = the file as UTF-8 with a final newline; release with free. SGM_MALFORMED: a source that is not UTF-8, or a
 * file longer than SGM_STATEMENT_MAX (a header line of half a megabyte). */
SGM_MUST_CHECK sgm_status sgm_statement_format(char **text, size_t *len, const sgm_statement_file *s, sgm_error *err);

/* Reads a file of `len` bytes. Everything that follows from other values (tag, claim and non-claim, words, proof size,
 * d from root, records and schema, the checksum) is made again and must be equal: so each statement has one file, up
 * to white space and the order of keys. SGM_MALFORMED with a sentence: not JSON, duplicate, missing or unknown keys,
 * wrong types, hex of another length or in upper case, scalars that are not canonical, unknown formulation or flavor.
 * Whether C is a point is found out by sgm_formulation_instance. On failure *out holds nothing to clear. */
SGM_MUST_CHECK sgm_status sgm_statement_parse(sgm_statement_file *out, const void *text, size_t len, sgm_error *err);
void sgm_statement_file_clear(sgm_statement_file *s);

#endif
