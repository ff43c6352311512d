/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Rows of a table as the witness of a subject: X, row after row, y, the blindings of all columns, those of the labels.
 */
#ifndef SGM_TESTS_SUPPORT_ROWS_H
#define SGM_TESTS_SUPPORT_ROWS_H

#include "protocols/formulation/f4.h"

enum { SUBJECT_ROWS_MAX = 8 };

typedef struct subject_rows {
    sgm_f4_data data; /* of the arrays below and of the witness's blindings, which are borrowed */
    int64_t X[SUBJECT_ROWS_MAX], y[SUBJECT_ROWS_MAX];
} subject_rows;

/* In: n p <= SUBJECT_ROWS_MAX entries, n rows of all blocks together; `blindings` of columns. */
static inline void subject_rows_read(subject_rows *r, const sgm_sc *witness, size_t n, size_t p, size_t blindings)
{
    for (size_t i = 0; i < n * p; i++)
        r->X[i] = (int64_t)witness[i].v[0];
    for (size_t i = 0; i < n; i++)
        r->y[i] = (int64_t)witness[n * p + i].v[0];
    witness += n * p + n;
    r->data = (sgm_f4_data){.X = r->X, .y = r->y, .rho = witness, .rho_y = witness + blindings};
}

#endif
