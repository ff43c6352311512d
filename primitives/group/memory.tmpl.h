/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Vectors of points to and from arrays in memory form: lane l holds item i + l; the tail of an array is padded. */
#ifndef SGM_LANES
#include "primitives/group/ge.tmpl.h" /* so that an editor can parse this template alone */
#endif

/* Items past the end read the last item once more, and are written to a spare. */
SGM_INLINE size_t lane_source(size_t i, size_t n) { return i < n ? i : n - 1; }

/* Items first .. end-1 for a kernel that takes up to SGM_CHAINS vectors side by side. */
typedef struct item_block {
    size_t first, end;
    unsigned vectors;
} item_block;

/* The block that begins at item `first` of n: as many vectors as hold items, and blocks of like size. None, behind the
 * last one. */
SGM_INLINE item_block item_block_from(size_t first, size_t n)
{
    if (first >= n)
        return (item_block){n, n, 0};
    const size_t vectors = (n - first + SGM_LANES - 1) / SGM_LANES, blocks = (vectors + SGM_CHAINS - 1) / SGM_CHAINS;
    const unsigned next = (unsigned)((vectors + blocks - 1) / blocks);
    SGM_ASSUME(next > 0 && next <= SGM_CHAINS);
    return (item_block){first, first + (size_t)next * SGM_LANES, next};
}

static const sgm_affine affine_identity = {.yplusx = {{1}}, .yminusx = {{1}}};

/* r = one coordinate of items i.. of an array of n, `member` of sgm_fe type. */
#define FE_LOAD_ITEMS(r, base, member, i, n)                                                                           \
    do {                                                                                                               \
        const sgm_fe *items_[SGM_LANES];                                                                               \
        for (size_t l_ = 0; l_ < SGM_LANES; l_++)                                                                      \
            items_[l_] = &(base)[lane_source((i) + l_, (n))] member;                                                   \
        fe_load((r), items_);                                                                                          \
    } while (0)
#define FE_STORE_ITEMS(base, member, i, n, a)                                                                          \
    do {                                                                                                               \
        sgm_fe spare_, *items_[SGM_LANES];                                                                             \
        for (size_t l_ = 0; l_ < SGM_LANES; l_++)                                                                      \
            items_[l_] = (i) + l_ < (n) ? &(base)[(i) + l_] member : &spare_;                                          \
        fe_store(items_, (a));                                                                                         \
    } while (0)

/* A whole point from per-lane addresses, made tight. */
SGM_INLINE void ge_gather(ge *r, const sgm_point *const p[SGM_LANES])
{
    const sgm_fe *q[4][SGM_LANES];
    fe_m m[4];
    for (size_t l = 0; l < SGM_LANES; l++) {
        q[0][l] = &p[l]->X;
        q[1][l] = &p[l]->Y;
        q[2][l] = &p[l]->Z;
        q[3][l] = &p[l]->T;
    }
    for (int k = 0; k < 4; k++)
        fe_load(&m[k], q[k]);
    fe_carry(&r->X, &m[0]);
    fe_carry(&r->Y, &m[1]);
    fe_carry(&r->Z, &m[2]);
    fe_carry(&r->T, &m[3]);
}

SGM_INLINE void ge_scatter(sgm_point *const p[SGM_LANES], const ge *a)
{
    sgm_fe *q[4][SGM_LANES];
    for (size_t l = 0; l < SGM_LANES; l++) {
        q[0][l] = &p[l]->X;
        q[1][l] = &p[l]->Y;
        q[2][l] = &p[l]->Z;
        q[3][l] = &p[l]->T;
    }
    fe_store(q[0], &a->X);
    fe_store(q[1], &a->Y);
    fe_store(q[2], &a->Z);
    fe_store(q[3], &a->T);
}

SGM_INLINE void ge_load(ge *r, const sgm_point *base, size_t i, size_t n)
{
    const sgm_point *p[SGM_LANES];
    for (size_t l = 0; l < SGM_LANES; l++)
        p[l] = &base[lane_source(i + l, n)];
    ge_gather(r, p);
}

SGM_INLINE void ge_store(sgm_point *base, size_t i, size_t n, const ge *a)
{
    sgm_point spare, *p[SGM_LANES];
    for (size_t l = 0; l < SGM_LANES; l++)
        p[l] = i + l < n ? &base[i + l] : &spare;
    ge_scatter(p, a);
}

/* The addend *p[l] of each lane, as ge_madd wants it under neg. */
SGM_INLINE void ge_niels_gather(ge_niels *r, const sgm_affine *const p[SGM_LANES], sgm_mask neg)
{
    sgm_limbs e[3];
    l_load_affine(e, p, neg);
    r->YplusX.v = e[0];
    r->YminusX.v = e[1];
    r->T2d.v = e[2];
}

SGM_INLINE void ge_niels_load(ge_niels *r, const sgm_affine *base, size_t i, size_t n)
{
    const sgm_affine *p[SGM_LANES];
    for (size_t l = 0; l < SGM_LANES; l++)
        p[l] = &base[lane_source(i + l, n)];
    ge_niels_gather(r, p, m_none());
}

/* base[i + l] = x, y as an affine point; pad = 0, so that equal points are equal bytes. Constant time. */
SGM_INLINE void ge_affine_store(sgm_affine *base, size_t i, size_t n, const fe *x, const fe *y)
{
    sgm_affine spare, *p[SGM_LANES];
    fe e[3];
    sgm_limbs c[3];
    ge_affine_limbs(e, x, y);
    for (int k = 0; k < 3; k++) {
        fe_freeze(&e[k], &e[k]);
        c[k] = e[k].v;
    }
    for (size_t l = 0; l < SGM_LANES; l++)
        p[l] = i + l < n ? &base[i + l] : &spare;
    l_store_affine(p, c);
}

/* flag[i + l] = 1 in the lanes of m. */
SGM_INLINE void mask_store(uint8_t *flag, size_t i, size_t n, sgm_mask m)
{
    uint64_t f[SGM_LANES];
    m_flags(f, m);
    for (size_t l = 0; l < SGM_LANES && i + l < n; l++)
        flag[i + l] = (uint8_t)f[l];
}
