/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* A keyed hash table of equal-sized byte strings: each distinct string gets an index, in order of arrival. */
#ifndef SGM_PROTOCOLS_DICT_H
#define SGM_PROTOCOLS_DICT_H

#include "primitives/group/point.h"
#include "protocols/arena.h"
#include "protocols/rng.h"

#include <string.h>

/* 32-bit words of the longest item: an encoding, in whole words of 64 bits, and two scalars. */
enum { SGM_DICT_WORDS = (SGM_ELEMENT_BYTES + 7) / 8 * 2 + 2 * SGM_SCALAR_BYTES / 4 };

/* Secret multipliers of the multilinear hash [LK14]: h = (m_0 + sum m_{i+1} x_i mod 2^64) >> 32. Two strings chosen
 * without knowing them collide with probability 2^-32, so a crafted batch cannot make long chains. */
typedef struct sgm_dict_key {
    uint64_t m[SGM_DICT_WORDS + 1];
} sgm_dict_key;

SGM_MUST_CHECK static inline sgm_status sgm_dict_key_draw(sgm_dict_key *k)
{
    sgm_rng rng = sgm_rng_system();
    return rng.fill(rng.state, (uint8_t *)k->m, sizeof k->m);
}

/* A slot is free while `place` is 0; `tag` are the hash's upper bits, so that nearly every comparison succeeds. */
typedef struct sgm_dict_slot {
    uint32_t tag, place; /* index + 1 */
} sgm_dict_slot;

typedef struct sgm_dict {
    const sgm_dict_key *key;
    const void **items; /* count strings of `size` bytes: the callers' own */
    sgm_dict_slot *slot;
    uint32_t mask, count;
    size_t size;
} sgm_dict;

/* Cuts room for n strings of `size` bytes (a multiple of 8, <= 4 SGM_DICT_WORDS) out of a. Call sgm_dict_clear after
 * placing. */
static inline void sgm_dict_layout(sgm_dict *t, sgm_arena *a, const sgm_dict_key *key, size_t n, size_t size)
{
    size_t slots = 4;
    while (slots < n + n / 2)
        slots *= 2;
    *t = (sgm_dict){.key = key, .mask = (uint32_t)(slots - 1), .size = size};
    t->items = sgm_arena_take(a, n, sizeof *t->items);
    t->slot = sgm_arena_take(a, slots, sizeof *t->slot);
}

static inline void sgm_dict_clear(sgm_dict *t)
{
    t->count = 0;
    memset(t->slot, 0, ((size_t)t->mask + 1) * sizeof *t->slot);
}

static inline uint32_t sgm_dict_hash(const sgm_dict_key *k, const uint8_t *item, size_t size)
{
    uint64_t h = k->m[0];
    for (size_t i = 0; i < size / 4; i++) {
        uint32_t x;
        memcpy(&x, item + 4 * i, sizeof x);
        h += k->m[i + 1] * x;
    }
    return (uint32_t)(h >> 32);
}

/* The index of item, whose hash is h, and which must stay where it is as long as the table is in use. Time: variable
 * (public statements). */
static inline uint32_t sgm_dict_add_hashed(sgm_dict *t, const void *item, uint32_t h)
{
    uint32_t i = h & t->mask;
    for (; t->slot[i].place; i = (i + 1) & t->mask)
        if (t->slot[i].tag == h && memcmp(t->items[t->slot[i].place - 1], item, t->size) == 0)
            return t->slot[i].place - 1;
    t->items[t->count] = item;
    t->slot[i] = (sgm_dict_slot){h, ++t->count};
    return t->count - 1;
}

static inline uint32_t sgm_dict_add(sgm_dict *t, const void *item)
{
    return sgm_dict_add_hashed(t, item, sgm_dict_hash(t->key, item, t->size));
}

#endif
