/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Random bytes from the operating system through libsodium; scalars drawn from any source are in scalars.c. */
#include "protocols/rng.h"

#include "primitives/base/ct.h"

#include <sodium.h>

static sgm_status system_fill(void *state, uint8_t *out, size_t n)
{
    (void)state;
    if (sodium_init() < 0)
        return SGM_IO;
    randombytes_buf(out, n);
    return SGM_OK;
}

sgm_rng sgm_rng_system(void) { return (sgm_rng){.fill = system_fill, .state = NULL}; }

void sgm_rng_expand(uint8_t *out, size_t n, const uint8_t key[32])
{
    _Static_assert(randombytes_SEEDBYTES == 32, "the key of ChaCha20");
    randombytes_buf_deterministic(out, n, key);
}
