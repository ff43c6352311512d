/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* A statement file and a proof file, read and ready to be verified alone or in a batch. */
#ifndef SGM_BENCH_CLI_ITEM_H
#define SGM_BENCH_CLI_ITEM_H

#include "bench/cli/inputs.h"

typedef struct sgm_item {
    sgm_statement_file file;
    sgm_instance *inst;
    uint8_t *proof; /* owned */
    size_t proof_len;
} sgm_item;

/* Reads both files and what the statement wants of the inputs, and builds the instance. SGM_IO, SGM_USAGE, or
 * SGM_MALFORMED with a sentence. item must be zeroed before; it can be cleared whatever the outcome. */
SGM_MUST_CHECK sgm_status sgm_item_read(sgm_item *item, const sgm_cli_inputs *in, const sgm_ctx *ctx,
                                        const char *statement, const char *proof, sgm_error *err);
/* Verifies alone: SGM_OK, SGM_REJECTED or SGM_MALFORMED with a sentence. */
SGM_MUST_CHECK sgm_status sgm_item_verify(const sgm_item *item, const sgm_ctx *ctx, sgm_error *err);
void sgm_item_clear(sgm_item *item);

#endif
