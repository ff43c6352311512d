/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Between the readers of model files and the digest: tensors that may still stand in their file. */
#ifndef SGM_PROTOCOLS_MODEL_ENTRY_H
#define SGM_PROTOCOLS_MODEL_ENTRY_H

#include "protocols/model.h"

#include <stdio.h>

/* A tensor to be hashed; if tensor.raw is NULL its bytes stand in the file from `begin` on. */
typedef struct sgm_model_entry {
    sgm_tensor tensor;
    uint64_t begin;
    uint64_t *dims; /* owned copy behind tensor.dims, or NULL */
} sgm_model_entry;

/* What entries come from: a file at hand, or memory (stream NULL). */
typedef struct sgm_model_origin {
    const char *path;
    FILE *stream;
    uint64_t data; /* offset of the first tensor byte */
    sgm_error *err;
} sgm_model_origin;

/* Bytes of one element of a type as safetensors spells it, 0 for an unknown type. */
uint64_t sgm_model_element_size(const char *dtype);
/* Fills out from n entries; sorts e. SGM_MALFORMED with a sentence: no tensors, duplicate names, sizes that do not fit
 * together, more than 4 GiB (the length prefix of the hashed part has 32 bits), dm = 0. */
SGM_MUST_CHECK sgm_status sgm_model_digest_entries(sgm_model_digest *out, sgm_model_entry *e, size_t n,
                                                   const sgm_model_origin *from);
/* SGM_IO for an error of the stream, SGM_MALFORMED for its early end. */
sgm_status sgm_model_short_read(const sgm_model_origin *from);

/* The readers, one file each. */
SGM_MUST_CHECK sgm_status sgm_model_digest_safetensors(sgm_model_digest *out, const char *path, sgm_error *err);
SGM_MUST_CHECK sgm_status sgm_model_digest_csv(sgm_model_digest *out, const char *path, sgm_error *err);

#endif
