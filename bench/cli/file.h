/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Writing of several files so that each is whole or untouched. */
#ifndef SGM_BENCH_CLI_FILE_H
#define SGM_BENCH_CLI_FILE_H

#include "protocols/error.h"

#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* One file to be written. */
typedef struct sgm_output {
    const char *path;
    const void *data;
    size_t len;
    mode_t mode;           /* before the umask */
    char target[PATH_MAX]; /* filled by sgm_outputs_resolve: the path without symbolic links */
    char temp[PATH_MAX];   /* used by sgm_outputs_write */
} sgm_output;

/* Finds where the n outputs really lie, before anything is computed. SGM_IO: the folder does not exist, or a target
 * that may not be replaced. SGM_USAGE: two outputs in one place, or an output in the place of one of the inputs or
 * inside a folder that is an input. Entries of inputs may be NULL. */
SGM_MUST_CHECK sgm_status sgm_outputs_resolve(sgm_output *o, size_t n, const char *const *inputs, size_t n_inputs,
                                              sgm_error *err);
/* Writes all of them: first beside the targets and down to the disk, then one rename each. On failure no target has
 * changed (unless a rename itself fails) and nothing is left beside them. A target that is no regular file, such as a
 * pipe or a device, is written directly. */
SGM_MUST_CHECK sgm_status sgm_outputs_write(sgm_output *o, size_t n, sgm_error *err);

#endif
