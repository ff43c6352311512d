/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The list of backends compiled in. */
#include "primitives/backend/backend.h"

#include <string.h>

#ifdef SGM_MSM_TUNING
extern unsigned sgm_msm_tuning_window;
unsigned sgm_msm_tuning_window; /* scripts/gen_msm_table.py sets it */
#endif

/* Slowest first. */
static const sgm_backend *const backends[] = {
    &sgm_backend_ref,
    &sgm_backend_scalar51,
#if defined(__x86_64__) && !defined(SGM_PLAIN_BACKENDS)
    &sgm_backend_avx2,
    &sgm_backend_ifma,
#elif defined(__aarch64__) && !defined(SGM_PLAIN_BACKENDS)
    &sgm_backend_neon, /* after scalar51 by assumption: no hardware to time it on */
#endif
};
static const size_t n_backends = sizeof backends / sizeof *backends;

const sgm_backend *const *sgm_backend_list(size_t *n)
{
    *n = n_backends;
    return backends;
}

const sgm_backend *sgm_backend_find(const char *name)
{
    for (size_t i = 0; i < n_backends; i++)
        if (strcmp(backends[i]->name, name) == 0)
            return backends[i]->supported() ? backends[i] : NULL;
    return NULL;
}

const sgm_backend *sgm_backend_best(void)
{
    size_t i = n_backends - 1;
    while (i > 0 && !backends[i]->supported())
        i--;
    return backends[i];
}
