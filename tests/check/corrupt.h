/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Backends with one kernel made wrong on purpose: the control of the registry's checks. */
#ifndef SGM_TESTS_CHECK_CORRUPT_H
#define SGM_TESTS_CHECK_CORRUPT_H

#include "primitives/backend/backend.h"

/* out = a copy of be whose which-th kernel spoils the last item of what it computes. Returns the kernel's name, or NULL
 * when there is no which-th. One corrupted backend at a time: the original is kept in this file. */
const char *corrupt_backend(sgm_backend *out, const sgm_backend *be, size_t which);

#endif
