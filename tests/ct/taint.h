/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Asking the checker at work, memcheck or MSan, what it knows. Marks are SGM_SECRET and SGM_DECLASSIFY of base/ct.h. */
#ifndef SGM_TESTS_CT_TAINT_H
#define SGM_TESTS_CT_TAINT_H

#include <stddef.h>

/* The name of the checker that this run is under, or NULL. */
const char *taint_checker(void);
/* 0 if the checker, as MSan does, loses a secret where only the carry of a sum or the high half of a product is left of
 * it, and takes conversions between integers and floats for uses. */
int taint_follows_arithmetic(void);
/* How many of n bytes have a bit that depends on a secret. */
size_t taint_count(const void *p, size_t n);

#endif
