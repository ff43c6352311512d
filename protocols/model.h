/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Model weights on disk: .safetensors or CSV, as canonical tensors and the digest dm. */
#ifndef SGM_PROTOCOLS_MODEL_H
#define SGM_PROTOCOLS_MODEL_H

#include "primitives/scalar/sc.h"
#include "protocols/error.h"

#include <stddef.h>
#include <stdint.h>

/* One tensor as it enters the digest: LP(name) || LP(dtype) || LE(rank,4) || LE(dim,8)... || LE(bytes,8) || raw. */
typedef struct sgm_tensor {
    const char *name;
    size_t name_len;
    const char *dtype; /* "F64", "I64", ... as safetensors spells it */
    const uint64_t *dims;
    uint32_t rank;
    const uint8_t *raw; /* little-endian */
    uint64_t bytes;
} sgm_tensor;

typedef struct sgm_model_digest {
    uint64_t tensors, parameters;
    sgm_sc dm;
} sgm_model_digest;

/* dm = H2S("model", canonical tensors in byte order of names). SGM_MALFORMED: none, duplicate names, dm = 0, size
 * mismatch, or more than 4 GiB together (they are one hashed part, whose length prefix has 32 bits). */
SGM_MUST_CHECK sgm_status sgm_model_digest_tensors(sgm_model_digest *out, const sgm_tensor *t, size_t n);
/* *.safetensors, else CSV of numbers: one tensor "weights", "F64", dims (rows, columns). SGM_IO or SGM_MALFORMED with a
 * sentence: truncated header, header larger than the file, overlapping or out-of-range offsets, unknown dtype, ragged
 * rows, NaN or infinity in CSV, bytes that no tensor covers, empty file, more than 4 GiB. Untrusted lengths never size
 * an allocation beyond the file's own size. */
SGM_MUST_CHECK sgm_status sgm_model_digest_file(sgm_model_digest *out, const char *path, sgm_error *err);

#endif
