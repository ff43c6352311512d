/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* XXH3-128 of what a sink receives: names inputs and outputs in the run file; binds nothing. */
#ifndef SGM_BENCH_RUN_DIGEST_H
#define SGM_BENCH_RUN_DIGEST_H

#include "bench/cases/case.h"

/* hex: 32 digits and a zero byte; "" when there is no memory. */
void sgm_digest(char hex[33], void (*feed)(void *state, const sgm_sink *sink), void *state);

#endif
