/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Little-endian loads and stores that are right on every byte order. */
#ifndef SGM_BASE_BYTES_H
#define SGM_BASE_BYTES_H

#include <stdint.h>
#include <string.h>

static inline uint64_t sgm_le64_order(uint64_t x)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return __builtin_bswap64(x);
#else
    return x;
#endif
}

static inline uint64_t sgm_load64(const uint8_t *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
    return sgm_le64_order(x);
}

static inline void sgm_store64(uint8_t *p, uint64_t x)
{
    x = sgm_le64_order(x);
    memcpy(p, &x, sizeof x);
}

static inline uint32_t sgm_load32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline void sgm_store32(uint8_t *p, uint32_t x)
{
    p[0] = (uint8_t)x;
    p[1] = (uint8_t)(x >> 8);
    p[2] = (uint8_t)(x >> 16);
    p[3] = (uint8_t)(x >> 24);
}

#endif
