/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Counts blocks while it is asked to. */
#include "bench/run/heap.h"

#include <stdatomic.h>
#include <stdlib.h>

static atomic_int counting;
static atomic_llong held, most, least;

void sgm_heap_came(size_t bytes)
{
    if (!atomic_load_explicit(&counting, memory_order_relaxed))
        return;
    long long now = atomic_fetch_add(&held, (long long)bytes) + (long long)bytes, old = atomic_load(&most);
    while (now > old && !atomic_compare_exchange_weak(&most, &old, now))
        ;
}

void sgm_heap_went(size_t bytes)
{
    if (!atomic_load_explicit(&counting, memory_order_relaxed))
        return;
    long long now = atomic_fetch_sub(&held, (long long)bytes) - (long long)bytes, old = atomic_load(&least);
    while (now < old && !atomic_compare_exchange_weak(&least, &old, now))
        ;
}

void sgm_heap_begin(void)
{
    atomic_store(&held, 0);
    atomic_store(&most, 0);
    atomic_store(&least, 0);
    atomic_store(&counting, 1);
}

size_t sgm_heap_end(void)
{
    atomic_store(&counting, 0);
    return atomic_load(&least) < 0 ? 0 : (size_t)atomic_load(&most);
}
