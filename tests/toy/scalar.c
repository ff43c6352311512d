/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Scalars mod the order of the toy group at hand, in place of scalar/sc.c: a test that links this file computes with
 * them, from the parser to the multiscalar multiplication. */
#include "primitives/base/bytes.h"
#include "primitives/scalar/sc.h"
#include "tests/toy/group.h"

const toy_group *toy = &toy_groups[0];

const sgm_sc sgm_sc_zero = {{0, 0, 0, 0}};
const sgm_sc sgm_sc_one = {{1, 0, 0, 0}};

static uint64_t mod_words(const uint64_t *v, int n)
{
    uint64_t r = 0;
    for (int i = n; i-- > 0;)
        for (int half = 1; half >= 0; half--)
            r = (r << 32 | (v[i] >> (32 * half) & UINT32_MAX)) % toy->l;
    return r;
}

/* Batch weights come unreduced, below 2^128. */
static uint64_t value(const sgm_sc *a) { return mod_words(a->v, 4); }

static void set(sgm_sc *r, uint64_t x) { *r = (sgm_sc){{x % toy->l, 0, 0, 0}}; }

int sgm_sc_from_bytes(sgm_sc *r, const uint8_t in[32])
{
    uint64_t high = sgm_load64(in + 8) | sgm_load64(in + 16) | sgm_load64(in + 24), low = sgm_load64(in);
    int canonical = high == 0 && low < toy->l;
    *r = (sgm_sc){{canonical ? low : 0, 0, 0, 0}};
    return canonical;
}

void sgm_sc_to_bytes(uint8_t out[32], const sgm_sc *a)
{
    for (int i = 0; i < 4; i++)
        sgm_store64(out + 8 * i, a->v[i]);
}

void sgm_sc_reduce(sgm_sc *r, const uint8_t *in, size_t len)
{
    uint64_t x = 0;
    while (len-- > 0)
        x = (x << 8 | in[len]) % toy->l;
    set(r, x);
}

void sgm_sc_from_u64(sgm_sc *r, uint64_t x) { set(r, x); }

void sgm_sc_from_i64(sgm_sc *r, int64_t x)
{
    if (x >= 0)
        set(r, (uint64_t)x);
    else
        set(r, toy->l - (0 - (uint64_t)x) % toy->l);
}

void sgm_sc_add(sgm_sc *r, const sgm_sc *a, const sgm_sc *b) { set(r, value(a) + value(b)); }

void sgm_sc_sub(sgm_sc *r, const sgm_sc *a, const sgm_sc *b) { set(r, value(a) + toy->l - value(b)); }

void sgm_sc_neg(sgm_sc *r, const sgm_sc *a) { set(r, toy->l - value(a)); }

void sgm_sc_mul(sgm_sc *r, const sgm_sc *a, const sgm_sc *b) { set(r, value(a) * value(b)); }

void sgm_sc_muladd(sgm_sc *r, const sgm_sc *a, const sgm_sc *b, const sgm_sc *c)
{
    set(r, value(a) * value(b) + value(c));
}

void sgm_sc_muladd_u32(sgm_sc *r, const sgm_sc *a, uint32_t b, const sgm_sc *c) { set(r, value(a) * b + value(c)); }

void sgm_sc_half(sgm_sc *r, const sgm_sc *a) { set(r, value(a) % 2 ? (value(a) + toy->l) / 2 : value(a) / 2); }

void sgm_sc_invert(sgm_sc *r, const sgm_sc *a)
{
    uint64_t x = 0, k = value(a);
    for (uint64_t i = 1; i < toy->l; i++)
        x = i * k % toy->l == 1 ? i : x;
    set(r, x);
}

uint64_t sgm_sc_eq(const sgm_sc *a, const sgm_sc *b) { return value(a) == value(b); }

uint64_t sgm_sc_is_zero(const sgm_sc *a) { return value(a) == 0; }

void sgm_sc_select(sgm_sc *r, uint64_t flag, const sgm_sc *a, const sgm_sc *b) { *r = flag ? *a : *b; }
