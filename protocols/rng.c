/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Random bytes from the operating system through libsodium, and scalars drawn from any source. */
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

/* r = n drawn bytes mod l. In: n <= 48. On failure r = 0. */
static sgm_status draw(const sgm_rng *rng, sgm_sc *r, size_t n)
{
    uint8_t bytes[48];
    *r = sgm_sc_zero;
    sgm_status status = rng->fill(rng->state, bytes, n);
    if (status == SGM_OK)
        sgm_sc_reduce(r, bytes, n);
    sgm_wipe(bytes, sizeof bytes);
    return status;
}

sgm_status sgm_rng_scalar(const sgm_rng *rng, sgm_sc *r) { return draw(rng, r, 48); }

sgm_status sgm_rng_share128(const sgm_rng *rng, sgm_sc *r) { return draw(rng, r, 16); }
