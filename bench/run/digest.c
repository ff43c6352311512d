/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* XXH3-128 behind a sink. */
#include "bench/run/digest.h"

#include <stdio.h>
#include <xxhash.h>

static void put(void *user, const void *bytes, size_t n) { XXH3_128bits_update(user, bytes, n); }

void sgm_digest(char hex[33], void (*feed)(void *state, const sgm_sink *sink), void *state)
{
    XXH3_state_t *x = XXH3_createState();
    hex[0] = '\0';
    if (x == NULL)
        return;
    XXH3_128bits_reset(x);
    feed(state, &(sgm_sink){put, x});
    XXH128_hash_t h = XXH3_128bits_digest(x);
    snprintf(hex, 33, "%016llx%016llx", (unsigned long long)h.high64, (unsigned long long)h.low64);
    XXH3_freeState(x);
}
