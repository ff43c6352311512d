/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The one list of entries, joined from the groups in a fixed order. */
#include "bench/cases/support.h"

#include <assert.h>

#define GROUP(name) &name,
static const sgm_case_group *const groups[] = {SGM_CASE_GROUPS(GROUP)};

const sgm_case *const *sgm_case_list(size_t *n)
{
    enum { CAPACITY = 1024 };
    static const sgm_case *all[CAPACITY]; /* the same values on every call, so that calling twice is harmless */
    size_t count = 0;
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++)
        for (size_t i = 0; i < groups[g]->n; i++) {
            assert(count < CAPACITY);
            all[count++] = &groups[g]->cases[i];
        }
    *n = count;
    return all;
}
