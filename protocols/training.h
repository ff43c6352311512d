/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The bundled experiment: a CSV table in contributor blocks, and ridge regression by integer gradient descent. */
#ifndef SGM_PROTOCOLS_TRAINING_H
#define SGM_PROTOCOLS_TRAINING_H

#include "protocols/dataset.h"
#include "protocols/model.h"

#include <stddef.h>
#include <stdint.h>

/* Parameters of the bundled run: 448 training rows in 16 blocks of 28, 121 probes, z-scores clipped at 4 and
 * scaled by 2^8, T = 100 steps, fx = 16, sh = 28, lambda = 0. Larger tables have larger blocks and shorter steps. */
enum { SGM_BLOCKS = 16, SGM_STEPS = 100, SGM_FX = 16, SGM_SHIFT = 28 };

/* A numeric table split, scaled and quantised. Rows are in experiment order: training rows first. */
typedef struct sgm_table {
    size_t rows, train_rows, columns; /* columns include the bias column, always last */
    int16_t *x;                       /* rows x columns, row-major */
    uint8_t *label;                   /* rows, 0 or 1 */
    char **line;                      /* rows: the CSV line behind each row, without line end */
    char *header;
} sgm_table;

/* Reads a CSV whose last column is a 0/1 label and whose other columns are numbers (first line: header). Order: by
 * SHA-512(LP("sigmark/v1/evidence-split") || LE(i,4)), ascending bytes; the first rows train (16 blocks of a twentieth
 * of all rows each, but of 28 at least, in this order), the rest are probes; mean and population deviation from the
 * training rows only, clipped at 4; q = floor(256 z + 1/2); the last column is the bias, 256. SGM_IO / SGM_MALFORMED
 * with a sentence: ragged, not a number, NaN, label not 0/1, fewer than 449 rows, a column without variance. */
SGM_MUST_CHECK sgm_status sgm_table_read(sgm_table *t, const char *csv_path, sgm_error *err);
void sgm_table_clear(sgm_table *t);
/* SHA-512 of the int16 little-endian matrix, and of the labels one byte each. */
SGM_MUST_CHECK sgm_status sgm_table_digests(const sgm_table *t, uint8_t matrix[64], uint8_t labels[64]);
/* The shift sh of a run over so many training rows (with their padding up to a power of two, or without): SGM_SHIFT,
 * and one more for each time that rows, so padded, times columns exceed twice what the bundled run has. */
unsigned sgm_train_shift(size_t rows, size_t columns);
/* The dataset digest of one contributor block (its CSV lines as records, schema "csv" || LP(header)). SGM_USAGE if
 * there is no such block. */
SGM_MUST_CHECK sgm_status sgm_table_block_digest(const sgm_table *t, unsigned block, sgm_dataset_digest *out);

/* Integer weights after `steps` steps from 0 of g = X'(Xw - 2^fx y), w -= g >> sh (floor), y = +-256, lambda = 0, over
 * the blocks whose bit is set in `blocks`. w: t->columns values. Bit-identical on every machine. SGM_MALFORMED if a
 * value would leave 62 bits; SGM_USAGE if fx > 48, sh > 62 or a bit names no block. */
SGM_MUST_CHECK sgm_status sgm_train(const sgm_table *t, uint32_t blocks, unsigned steps, unsigned fx, unsigned sh,
                                    int64_t *w);
/* Probes (rows after train_rows) classified correctly: label 1 iff <w,x> > 0. */
size_t sgm_probe_correct(const sgm_table *t, const int64_t *w);
/* dm of integer weights: one tensor "w", "I64", dim columns. */
SGM_MUST_CHECK sgm_status sgm_train_digest(const int64_t *w, size_t columns, sgm_model_digest *out);

#endif
