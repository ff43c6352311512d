/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Formats the one sentence that a failing function leaves behind. */
#include "protocols/error.h"

#include <stdarg.h>
#include <stdio.h>

sgm_status sgm_fail(sgm_error *err, sgm_status status, const char *format, ...)
{
    if (err != NULL) {
        va_list args;
        va_start(args, format);
        (void)vsnprintf(err->text, sizeof err->text, format, args);
        va_end(args);
    }
    return status;
}
