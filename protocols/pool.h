/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* A few threads that share a list of numbered tasks; for protocols/ only, users of the library have sgm_batch_run. */
#ifndef SGM_PROTOCOLS_POOL_H
#define SGM_PROTOCOLS_POOL_H

#include "primitives/base/status.h"

#include <stddef.h>

enum { SGM_POOL_MAX = 64 };

typedef struct sgm_pool sgm_pool;

/* Does task number `task` of a list; `worker` < sgm_pool_size tells the threads apart. */
typedef void sgm_task(void *arg, size_t task, unsigned worker);

/* `threads` in 1..SGM_POOL_MAX, the caller being one of them: one thread makes no thread. SGM_IO: the system gives no
 * more of them. */
SGM_MUST_CHECK sgm_status sgm_pool_new(sgm_pool **out, unsigned threads);
/* Ends the threads. NULL is fine. */
void sgm_pool_free(sgm_pool *p);
/* Threads that work, the caller included; NULL: 1. */
unsigned sgm_pool_size(const sgm_pool *p);
/* do_task(arg, i, worker) for i = 0..n-1; returns when all are done, and what they wrote is then the caller's to read.
 * Every worker begins with its own share of the list, worker 0 with task 0, and helps others when it is through: so
 * what a worker wrote in one list it mostly finds in its own cache in the next, where that has the same order. p may be
 * NULL: the caller does everything, in order. Not from within a task. */
void sgm_pool_run(sgm_pool *p, sgm_task *do_task, void *arg, size_t n);

#endif
