/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Rows of multiples as plain points, for a backend that can look up in registers no faster than by a scan. */
#include <string.h>

#define SGM_ROW_VECTORS 1
typedef struct sgm_row {
    sgm_affine multiple[SGM_FIXED_SIZE];
} sgm_row;

SGM_INLINE void l_row_init(sgm_row *row, const sgm_affine e[SGM_FIXED_SIZE])
{
    memcpy(row->multiple, e, sizeof row->multiple);
}

SGM_INLINE void l_row_lookup(sgm_limbs r[][3], const sgm_row *row, const uint64_t index[], const sgm_mask m[],
                             unsigned vectors)
{
    (void)vectors;
    sgm_affine found[SGM_LANES];
    const sgm_affine *p[SGM_LANES];
    for (int l = 0; l < SGM_LANES; l++) {
        const uint64_t none = sgm_ct_eq(index[l], 0);
        sgm_affine e = {.yplusx = {{none}}, .yminusx = {{none}}};
        for (unsigned j = 0; j < SGM_FIXED_SIZE; j++) {
            const uint64_t hit = sgm_ct_mask(sgm_ct_eq(index[l], j + 1));
            for (int i = 0; i < 5; i++) {
                e.yplusx.v[i] |= hit & row->multiple[j].yplusx.v[i];
                e.yminusx.v[i] |= hit & row->multiple[j].yminusx.v[i];
                e.t2d.v[i] |= hit & row->multiple[j].t2d.v[i];
            }
        }
        found[l] = e;
        p[l] = &found[l];
    }
    l_load_affine(r[0], p, m[0]);
}

SGM_INLINE void l_row_lookup_vt(sgm_limbs r[][3], const sgm_row *row, const uint64_t index[], const sgm_mask m[],
                                unsigned vectors)
{
    (void)vectors;
    static const sgm_affine identity = {.yplusx = {{1}}, .yminusx = {{1}}};
    const sgm_affine *p[SGM_LANES];
    for (int l = 0; l < SGM_LANES; l++)
        p[l] = index[l] == 0 ? &identity : &row->multiple[index[l] - 1];
    l_load_affine(r[0], p, m[0]);
}
