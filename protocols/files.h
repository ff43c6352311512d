/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The regular files of a dataset in the order of their path bytes, and the leaf of each. */
#ifndef SGM_PROTOCOLS_FILES_H
#define SGM_PROTOCOLS_FILES_H

#include "protocols/error.h"
#include "protocols/hash.h"

typedef struct sgm_file {
    char *full;       /* the path to open it by */
    const char *path; /* its part below the root, with "/" between names; points into full */
    uint64_t size;
    int64_t mtime_ns;
} sgm_file;

typedef struct sgm_files {
    sgm_file *file;
    size_t n, capacity;
} sgm_files;

/* Lists the regular files below the directory root, hidden ones too; or root itself when it is a regular file. A link
 * to a regular file counts as that file; anything else but a directory is refused (SGM_MALFORMED), so that nothing is
 * left out silently. SGM_IO if a directory cannot be read. */
SGM_MUST_CHECK sgm_status sgm_files_list(sgm_files *out, const char *root, sgm_error *err);
void sgm_files_clear(sgm_files *files);

/* Passes all bytes of f to sink in blocks; SGM_IO if they are not exactly f->size. */
typedef sgm_status sgm_file_sink(void *state, const void *block, size_t len);
SGM_MUST_CHECK sgm_status sgm_file_read(const sgm_file *f, sgm_file_sink *sink, void *state, sgm_error *err);

/* leaf = leaf of the record LP(path) || LE(size,8) || r, where r is the leaf of the file's bytes as one record. */
SGM_MUST_CHECK sgm_status sgm_file_leaf(sgm_sha512_ctx *hash, const sgm_file *f, uint8_t leaf[64], sgm_error *err);

#endif
