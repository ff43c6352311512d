/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What a run holds on the heap at its worst moment. The linker sends the allocations of a program's own objects, the
 * library's among them, to heap_hooks.c, which tells them here; what shared libraries allocate for themselves is not
 * seen, nor is the stack. */
#ifndef SGM_BENCH_RUN_HEAP_H
#define SGM_BENCH_RUN_HEAP_H

#include <stddef.h>

/* From here on blocks are counted, with the bytes that the allocator gives them. One measurement at a time; the run may
 * have threads. */
void sgm_heap_begin(void);
/* Bytes held at most since then, beyond what was held before. 0: not known, because the program has no hooks, or
 * because blocks were given back that had not been counted. */
size_t sgm_heap_end(void);

/* For the hooks: a block of so many usable bytes came, or went. */
void sgm_heap_came(size_t bytes);
void sgm_heap_went(size_t bytes);

#endif
