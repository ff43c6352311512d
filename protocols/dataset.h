/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Datasets on disk: CSV, JSONL or a directory, as records, leaves, a Merkle root and the digest d. */
#ifndef SGM_PROTOCOLS_DATASET_H
#define SGM_PROTOCOLS_DATASET_H

#include "primitives/scalar/sc.h"
#include "protocols/error.h"

#include <stddef.h>
#include <stdint.h>

typedef enum sgm_dataset_kind { SGM_DATASET_CSV, SGM_DATASET_JSONL, SGM_DATASET_DIR } sgm_dataset_kind;

/* Leaf = SHA-512(0x00 || LE(len,8) || record). Node = SHA-512(0x01 || left || right), an odd node moves up.
 * CSV and JSONL: record = the bytes of one line without its line end ("\n" or "\r\n"), in file order; schema
 * "csv" || LP(header line) or "jsonl". Directory: each regular file (recursively, sorted by path bytes) is one record;
 * its leaf is the leaf hash of LP(path) || LE(size,8) || root of its bytes as a one-record file; schema "dir".
 * d = H2S("dataset", root, LE(records,8), schema). */
typedef struct sgm_dataset_digest {
    sgm_dataset_kind kind;
    uint64_t records;
    uint8_t root[64];
    uint8_t *schema; /* owned; release with sgm_dataset_digest_clear */
    size_t schema_len;
    sgm_sc d;
} sgm_dataset_digest;

/* Reads path (kind by what it is: directory, *.jsonl, else CSV). Streams: memory does not grow with file size beyond
 * the longest line, nor with the number of lines; a directory takes memory for its paths. SGM_IO missing or
 * unreadable; SGM_MALFORMED, one sentence each:
 *   empty dataset (no line, no record behind a CSV header, only empty lines, no file);
 *   ragged CSV: a record with another number of fields than the first record (the header line may differ), or a
 *   quoted field that goes on in the next line;
 *   a JSONL line that is neither JSON nor empty (an empty line is a record of no bytes);
 *   a directory entry that is neither a directory, a regular file nor a link to a regular file; d = 0. */
SGM_MUST_CHECK sgm_status sgm_dataset_digest_file(sgm_dataset_digest *out, const char *path, sgm_error *err);
/* Digest of n records in memory under `schema`. */
SGM_MUST_CHECK sgm_status sgm_dataset_digest_records(sgm_dataset_digest *out, const uint8_t *const *records,
                                                     const size_t *lens, size_t n, const void *schema,
                                                     size_t schema_len);
/* d from the three values a statement file names. SGM_MALFORMED if d = 0. */
SGM_MUST_CHECK sgm_status sgm_dataset_d(sgm_sc *d, const uint8_t root[64], uint64_t records, const void *schema,
                                        size_t schema_len);
void sgm_dataset_digest_clear(sgm_dataset_digest *d);

/* Manifest: one line of JSON per file, in the order of the leaves: {"path", "size", "mtime_ns", "xxh3_128",
 * "sha512_leaf"}. The fingerprint only tells which files have changed: when `previous` (a manifest, or NULL) has the
 * path with the same size and fingerprint, its leaf is taken over without a second SHA-512. A proof run never passes
 * `previous`. *changed counts files that are new, altered or gone. out_path appears complete or not at all.
 * A CSV or JSONL dataset is its one file, under its name. SGM_IO, SGM_MALFORMED with a sentence. */
SGM_MUST_CHECK sgm_status sgm_manifest_write(const char *dataset_path, const char *previous, const char *out_path,
                                             uint64_t *changed, sgm_error *err);

#endif
