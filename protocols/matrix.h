/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Matrices of numbers on disk, NPY or CSV, as fixed-point integers: probes, audit items, weights. */
#ifndef SGM_PROTOCOLS_MATRIX_H
#define SGM_PROTOCOLS_MATRIX_H

#include "protocols/error.h"

#include <stddef.h>
#include <stdint.h>

/* Longest file, in bytes. */
enum { SGM_MATRIX_FILE_MAX = 1 << 26 };

typedef struct sgm_matrix {
    int64_t *x; /* rows x columns, row-major; owned */
    size_t rows, columns;
} sgm_matrix;

/* path: *.npy (version 1 to 3; one or two dimensions, one is a row; little-endian i1 to i8, u1 to u4, f4, f8 in C
 * order), else CSV without quotes, with or without a header line. Whole numbers are taken as they are. Where the type
 * or any number of a CSV is real, all are multiplied by 2^fraction_bits and rounded to the nearest. SGM_IO;
 * SGM_MALFORMED with a sentence: no NPY, another type, byte order or memory order, a shape that is not the data's,
 * ragged rows, no number, NaN or infinity, a number beyond 62 bits, no row. Memory: in proportion to the file. */
SGM_MUST_CHECK sgm_status sgm_matrix_read(sgm_matrix *out, const char *path, unsigned fraction_bits, sgm_error *err);
void sgm_matrix_clear(sgm_matrix *m);

#endif
