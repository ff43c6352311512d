/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Words of outer.tmpl.h in plain C: four sums, which any compiler can keep in one register. */
#include "primitives/scalar/dot/dot.h"
#include "primitives/scalar/rns_gen.h"

#include <string.h>

#define SGM_DOTS     4
#define SGM_DOT_ROWS 2
#define SGM_DOT_COLS 2

typedef struct sgm_d {
    int32_t v[SGM_DOTS];
} sgm_d;

SGM_INLINE sgm_d d_zero(void) { return (sgm_d){{0}}; }
SGM_INLINE sgm_d d_load(const int32_t *p)
{
    sgm_d r;
    memcpy(&r, p, sizeof r);
    return r;
}
SGM_INLINE void d_store(int32_t *p, sgm_d a) { memcpy(p, &a, sizeof a); }
SGM_INLINE sgm_d d_splat(int32_t pair)
{
    sgm_d r;
    for (int i = 0; i < SGM_DOTS; i++)
        r.v[i] = pair;
    return r;
}

/* Both factors are cut alike, so that the order of the halves in memory does not matter. */
SGM_INLINE sgm_d d_add_dot(sgm_d s, sgm_d a, sgm_d b)
{
    int16_t x[2 * SGM_DOTS], y[2 * SGM_DOTS];
    memcpy(x, &a, sizeof x);
    memcpy(y, &b, sizeof y);
    for (int i = 0; i < SGM_DOTS; i++)
        s.v[i] += x[2 * i] * y[2 * i] + x[2 * i + 1] * y[2 * i + 1];
    return s;
}

SGM_INLINE sgm_d d_reduce(sgm_d s, const sgm_rns_modulus *m)
{
    for (int i = 0; i < SGM_DOTS; i++) {
        int64_t quotient = ((int64_t)s.v[i] * m->inverse + ((int64_t)1 << 39)) >> 40;
        s.v[i] -= (int32_t)quotient * m->m;
    }
    return s;
}

SGM_INLINE sgm_d d_pair(sgm_d a, sgm_d b)
{
    for (int i = 0; i < SGM_DOTS; i++)
        a.v[i] = (int32_t)(((uint32_t)a.v[i] & 0xffff) | (uint32_t)b.v[i] << 16);
    return a;
}
