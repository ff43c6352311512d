/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Where a dataset or a model comes from: a path, or a name for the bundled data. */
#ifndef SGM_BENCH_CLI_SOURCE_H
#define SGM_BENCH_CLI_SOURCE_H

#include "protocols/dataset.h"
#include "protocols/model.h"
#include "protocols/training.h"

/* Names for the bundled data; a file that happens to be called like one is reached as ./NAME.
 * Datasets: "bundled:K", contributor block K of the table, K = 0..15.
 * Models: "bundled", trained on all 16 blocks; "bundled:without-K", trained on all but block K. */
#define SGM_BUNDLED_MODEL "bundled"
/* Tables: "bundled". */
#define SGM_BUNDLED_TABLE "bundled"
extern const char *const sgm_source_datasets[SGM_BLOCKS];

/* 1 if the source is one of these names (or a wrong name of that form), 0 if it is a path. */
int sgm_source_is_bundled(const char *source);

/* Digest of a source. SGM_USAGE for a wrong bundled name; otherwise as the digests of files. */
SGM_MUST_CHECK sgm_status sgm_source_dataset(sgm_dataset_digest *out, const char *source, sgm_error *err);
SGM_MUST_CHECK sgm_status sgm_source_model(sgm_model_digest *out, const char *source, sgm_error *err);
/* The integer weights of a bundled model; release with free. */
SGM_MUST_CHECK sgm_status sgm_source_weights(int64_t **w, size_t *n, const char *source, sgm_error *err);
/* A table of numbers: a CSV file, or by its name the bundled one. */
SGM_MUST_CHECK sgm_status sgm_source_table(sgm_table *out, const char *source, sgm_error *err);

#endif
