/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Where the linker sends allocations (--wrap) in the programs that measure memory. */
#include "bench/run/heap.h"

#include <malloc.h>
#include <stdlib.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__real_aligned_alloc(size_t alignment, size_t n);
void __real_free(void *p);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_aligned_alloc(size_t alignment, size_t n);
void __wrap_free(void *p);

static void *came(void *p)
{
    if (p != NULL)
        sgm_heap_came(malloc_usable_size(p));
    return p;
}

void *__wrap_malloc(size_t n) { return came(__real_malloc(n)); }
void *__wrap_calloc(size_t n, size_t size) { return came(__real_calloc(n, size)); }
void *__wrap_aligned_alloc(size_t alignment, size_t n) { return came(__real_aligned_alloc(alignment, n)); }

/* Both blocks may be there for a moment, so the new one comes before the old one goes. */
void *__wrap_realloc(void *p, size_t n)
{
    const size_t before = p != NULL ? malloc_usable_size(p) : 0;
    void *grown = __real_realloc(p, n);
    if (came(grown) != NULL)
        sgm_heap_went(before);
    return grown;
}

void __wrap_free(void *p)
{
    if (p != NULL)
        sgm_heap_went(malloc_usable_size(p));
    __real_free(p);
}
