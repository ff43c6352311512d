/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The two places where the prover's way meets OpenSSL or libsodium, without them: MSan would take what they write for
 * undefined. The generators are other points than the real ones; nothing that is watched depends on which. */
#include "primitives/base/bytes.h"
#include "primitives/keccak/keccak.h"
#include "protocols/hash.h"
#include "protocols/rng.h"
#include "tests/support/test.h"

#include <string.h>

sgm_status __wrap_sgm_generator_uniform(uint8_t out[64], const char *label, uint32_t i);
sgm_rng __wrap_sgm_rng_system(void);

sgm_status __wrap_sgm_generator_uniform(uint8_t out[64], const char *label, uint32_t i)
{
    uint8_t index[4];
    sgm_store32(index, i);
    const sgm_shake_job job = {.in = {(const uint8_t *)label, index},
                               .in_len = {strlen(label), sizeof index},
                               .n_in = 2,
                               .out = out,
                               .out_len = 64};
    sgm_shake128_n(&sgm_backend_scalar51, &job, 1);
    return SGM_OK;
}

static sgm_status fill(void *state, uint8_t *out, size_t n)
{
    test_bytes(state, out, n);
    return SGM_OK;
}

sgm_rng __wrap_sgm_rng_system(void)
{
    static test_rng g = {1};
    return (sgm_rng){.fill = fill, .state = &g};
}
