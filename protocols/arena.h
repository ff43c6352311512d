/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* One block of memory cut into arrays: a layout function runs twice, first to measure, then to place. */
#ifndef SGM_PROTOCOLS_ARENA_H
#define SGM_PROTOCOLS_ARENA_H

#include "primitives/base/ct.h"
#include "primitives/base/status.h"

#include <stdint.h>
#include <stdlib.h>

typedef struct sgm_arena {
    uint8_t *base; /* 64-aligned; NULL while a layout is being measured */
    size_t cap, used;
} sgm_arena;

/* n items of `size` bytes, 64-aligned; NULL while measuring. In: n * size < 2^48, see base/assume.h. */
static inline void *sgm_arena_take(sgm_arena *a, size_t n, size_t size)
{
    void *p = a->base ? a->base + a->used : NULL;
    a->used += (n * size + 63) / 64 * 64;
    return p;
}

/* Bytes that a reservation of `need` takes. */
static inline size_t sgm_arena_size(size_t need) { return (need + 63) / 64 * 64 + 64; }

/* Makes room for `need` bytes; contents are lost. Memory is kept between uses and grows only. */
SGM_MUST_CHECK static inline sgm_status sgm_arena_reserve(sgm_arena *a, size_t need)
{
    a->used = 0;
    if (a->base && need <= a->cap)
        return SGM_OK;
    free(a->base);
    a->cap = sgm_arena_size(need);
    a->base = aligned_alloc(64, a->cap);
    if (!a->base)
        a->cap = 0;
    return a->base ? SGM_OK : SGM_NOMEM;
}

static inline void sgm_arena_free(sgm_arena *a)
{
    free(a->base);
    *a = (sgm_arena){0};
}

/* For memory that held secrets. */
static inline void sgm_arena_wipe(sgm_arena *a)
{
    if (a->base)
        sgm_wipe(a->base, a->cap);
}

#endif
