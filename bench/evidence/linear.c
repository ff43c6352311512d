/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cholesky's method. */
#include "bench/evidence/linear.h"

#include <math.h>

double sgm_dot(const double *x, const double *y, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i] * y[i];
    return sum;
}

/* A = L L', L in place of the lower triangle. */
static void factor(double *A, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        double *row = A + j * n;
        for (size_t k = 0; k < j; k++)
            row[k] = (row[k] - sgm_dot(row, A + k * n, k)) / A[k * n + k];
        row[j] = sqrt(row[j] - sgm_dot(row, row, j));
    }
}

void sgm_solve(double *A, double *b, size_t n)
{
    factor(A, n);
    for (size_t i = 0; i < n; i++) /* L y = b */
        b[i] = (b[i] - sgm_dot(A + i * n, b, i)) / A[i * n + i];
    for (size_t i = n; i-- > 0;) { /* L' x = y */
        b[i] /= A[i * n + i];
        for (size_t k = 0; k < i; k++)
            b[k] -= A[i * n + k] * b[i];
    }
}
