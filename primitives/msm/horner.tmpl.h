/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Window sums to the result, sum 2^(c w) window_w: what both multiscalar algorithms end with. */
#ifndef SGM_LANES
#include "primitives/group/quad.tmpl.h" /* so that an editor can parse this template alone */
#endif

/* Windows are cut into SGM_LANES runs of m. First every lane folds its own run from the top, then the runs follow one
 * after another. That makes c n doublings in a row either way, but all except c m of them are of one point:
 *
 *            lane 0        lane 1        ...
 *   step 0   window m-1    window 2m-1           then  r = run_7
 *   step 1   window m-2    window 2m-2                 r = 2^(c m) r + run_6
 *   ...      window 0      window m                    ...                   */
static void horner(sgm_point *r, const sgm_point *window, unsigned n, unsigned c)
{
    static const sgm_point identity = {.Y = {{1}}, .Z = {{1}}};
    const unsigned m = (n + SGM_LANES - 1) / SGM_LANES;
    sgm_point run[SGM_LANES];
    ge acc, next;
    ge_comp sum;
    ge_identity(&acc);
    for (unsigned k = m; k-- > 0;) {
        const sgm_point *p[SGM_LANES];
        for (unsigned l = 0; l < SGM_LANES; l++)
            p[l] = l * m + k < n ? &window[l * m + k] : &identity;
        if (k + 1 < m) {
            ge_dbl(&sum, &acc.proj);
            ge_dbl_times(&sum, c - 1);
            ge_from_comp(&acc, &sum);
        }
        ge_gather(&next, p);
        ge_add(&acc, &acc, &next);
    }
    ge_store(run, 0, SGM_LANES, &acc);
    *r = run[(n - 1) / m];
    for (unsigned l = (n - 1) / m; l-- > 0;) {
        point_dbl_times(r, c * m);
        ge_load(&acc, r, 0, 1);
        ge_load(&next, &run[l], 0, 1);
        ge_add(&acc, &acc, &next);
        ge_store(r, 0, 1, &acc);
    }
}
