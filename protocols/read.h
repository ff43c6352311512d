/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* A whole file of bounded length. */
#ifndef SGM_PROTOCOLS_READ_H
#define SGM_PROTOCOLS_READ_H

#include "protocols/error.h"

#include <stddef.h>
#include <stdint.h>

/* Reads the whole of path into buf; memory is the caller's, so the file's size allocates nothing.
 * SGM_IO: cannot be read. SGM_MALFORMED: longer than cap bytes. */
SGM_MUST_CHECK sgm_status sgm_read_whole(uint8_t *buf, size_t cap, size_t *len, const char *path, sgm_error *err);

#endif
