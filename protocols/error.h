/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* One plain sentence about what went wrong, for functions that read files. */
#ifndef SGM_PROTOCOLS_ERROR_H
#define SGM_PROTOCOLS_ERROR_H

#include "primitives/base/status.h"

/* Filled by a function that fails: `cannot read FILE: reason`, without a trailing newline. */
typedef struct sgm_error {
    char text[256];
} sgm_error;

/* Formats into err (which may be NULL) and returns status. */
__attribute__((format(printf, 3, 4))) sgm_status sgm_fail(sgm_error *err, sgm_status status, const char *format, ...);

#endif
