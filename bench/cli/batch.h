/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* sigmark verify --batch: a folder of statements and proofs as one batch. */
#ifndef SGM_BENCH_CLI_BATCH_H
#define SGM_BENCH_CLI_BATCH_H

#include "bench/cli/inputs.h"

/* Verifies every NAME.json with NAME.bin of the folder on `threads` threads, prints the verdict, names the culprits;
 * returns the exit code. backend may be NULL. */
int sgm_cli_verify_batch(const char *folder, const sgm_cli_inputs *in, const char *backend, unsigned threads);

#endif
