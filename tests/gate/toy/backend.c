/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* One backend, and what a version needs beside its cases. */
#include "protocols/context.h"

#include <stdlib.h>

static int always(void) { return 1; }
const sgm_backend sgm_backend_toy = {.name = "toy", .lanes = 1, .supported = always};

const sgm_backend *const *sgm_backend_list(size_t *n)
{
    static const sgm_backend *const all[] = {&sgm_backend_toy};
    *n = 1;
    return all;
}

sgm_status sgm_ctx_new(sgm_ctx **ctx, const sgm_backend *be)
{
    (void)be;
    *ctx = malloc(1);
    return *ctx != NULL ? SGM_OK : SGM_NOMEM;
}
