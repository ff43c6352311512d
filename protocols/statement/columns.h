/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What statements about the registered columns of a table have in common: F4, F4-ENTRIES and F4-LOGISTIC; for
 * protocols/ only. */
#ifndef SGM_PROTOCOLS_STATEMENT_COLUMNS_H
#define SGM_PROTOCOLS_STATEMENT_COLUMNS_H

#include "protocols/formulation/f4.h"
#include "protocols/statement/parts.h"

/* What a label 0 or 1 stands for: -256 or 256. Rows and columns of the example that costs are told for. */
enum { SGM_LABEL = 256, SGM_EXAMPLE_ROWS = 512, SGM_EXAMPLE_COLUMNS = 31 };

/* Public: p features and a label in B blocks of n rows. Owned. */
typedef struct sgm_columns {
    uint32_t B, n, p;
    uint8_t (*CX)[32], (*CY)[32]; /* B x p, B */
    char *source;                 /* of the table; a label that binds nothing */
} sgm_columns;

void sgm_columns_clear(sgm_columns *c);
/* {words, source, n, p, CX, CY}; in blocks CY is a list, and there is B. A new reference, NULL without memory. */
json_t *sgm_columns_json(const sgm_columns *c, int in_blocks);
SGM_MUST_CHECK sgm_status sgm_columns_read(sgm_columns *c, const json_t *data, int in_blocks, sgm_error *err);

/* The rows in B blocks as long as each other but for one row, each padded to n, a power of two, and one seed that all
 * blindings follow from. Secret. */
typedef struct sgm_columns_witness {
    sgm_f4_data data;
    int64_t *X, *y;
    sgm_sc *rho, *rho_y;
    size_t n, p, B;
    uint8_t seed[SGM_SEED_BYTES];
} sgm_columns_witness;

/* Options of prove that name them. */
#define SGM_OPTION_TABLE                                                                                               \
    {                                                                                                                  \
        "table", "FILE",                                                                                               \
            "numbers to train on: CSV with a header, the last column a label 0 or 1 (default: the bundled one)",       \
            SGM_OPTION_PROVE | SGM_OPTION_READS                                                                        \
    }
#define SGM_OPTIONS_COLUMNS                                                                                            \
    {"columns-opening", "FILE", "blind the columns as this file of an earlier proof says",                             \
     SGM_OPTION_PROVE | SGM_OPTION_READS},                                                                             \
    {                                                                                                                  \
        "columns-opening-out", "FILE", "keep the blindings of the columns here (secret, mode 0600)",                   \
            SGM_OPTION_PROVE | SGM_OPTION_SECRET                                                                       \
    }

/* For prove: the training rows of --table or of the bundled one, blinded as --columns-opening or a new seed says; all
 * of c but the commitments. Clear both, on failure too. In: both zeroed. */
SGM_MUST_CHECK sgm_status sgm_columns_take(sgm_columns *c, sgm_columns_witness *w, uint32_t B, const sgm_inputs *in,
                                           sgm_error *err);
SGM_MUST_CHECK sgm_status sgm_columns_commit(sgm_columns *c, const sgm_columns_witness *w, const sgm_ctx *ctx,
                                             sgm_error *err);
void sgm_columns_witness_clear(sgm_columns_witness *w);

#endif
