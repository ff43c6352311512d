/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Small dense linear algebra: symmetric positive definite systems. */
#ifndef SGM_BENCH_EVIDENCE_LINEAR_H
#define SGM_BENCH_EVIDENCE_LINEAR_H

#include <stddef.h>

enum { SGM_LINEAR_MAX = 64 };

/* Solves A x = b by Cholesky's method: x in b, the factor in the lower triangle of A (n x n, row-major), which is all
 * that is read of it. In: n <= SGM_LINEAR_MAX, A positive definite. */
void sgm_solve(double *A, double *b, size_t n);

double sgm_dot(const double *x, const double *y, size_t n);

#endif
