/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Calls the avx2 backend without asking whether the processor has it: must end in SIGILL where it has not. */
#include "primitives/backend/backend.h"

int main(void)
{
    sgm_fe r[4] = {{{1}}, {{2}}, {{3}}, {{4}}};
    sgm_backend_avx2.fe_chain(SGM_FE_MUL, r, r, 3);
    return r[0].v[0] == 0;
}
