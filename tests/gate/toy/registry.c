/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Three cases: `steady` has an object of its own, the others share one. */
#include "bench/cases/case.h"

extern const sgm_case toy_steady, toy_varied, toy_varied_too;

const sgm_case *const *sgm_case_list(size_t *n)
{
    static const sgm_case *const all[] = {&toy_steady, &toy_varied, &toy_varied_too};
    *n = 3;
    return all;
}
