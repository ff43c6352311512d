/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What this program was built from and with: the run file's `build`, and the commit. */
#ifndef SGM_BENCH_RUN_BUILD_INFO_H
#define SGM_BENCH_RUN_BUILD_INFO_H

#include <jansson.h>

/* New reference. */
json_t *sgm_build_json(void);
/* 40 hex digits; NULL when built outside a git checkout. */
const char *sgm_build_commit(void);
/* 1 if tracked files differed from the commit at build time, 0 if not, -1 unknown. */
int sgm_build_dirty(void);

#endif
