/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Where random bytes come from: the system, or a reproducible stream for test vectors. */
#ifndef SGM_PROTOCOLS_RNG_H
#define SGM_PROTOCOLS_RNG_H

#include "primitives/base/status.h"
#include "primitives/scalar/sc.h"

#include <stddef.h>
#include <stdint.h>

/* A source of random bytes. Provers take 64 bytes of it, hash them with the secret, the statement and the transcript so
 * far, and draw from that stream in the order that a formulation's text states: a source that fails silently, repeats
 * or is known to others does not give a witness away (rng_hedged.h). Name the fields when you fill one in: `exact` is
 * for test vectors, and must stay 0 anywhere else. */
typedef struct sgm_rng {
    sgm_status (*fill)(void *state, uint8_t *out, size_t n);
    void *state;
    int exact; /* 1: provers draw from the source itself, so that published vectors can be reproduced */
} sgm_rng;

/* The operating system's generator (libsodium). */
sgm_rng sgm_rng_system(void);
/* out = n bytes of ChaCha20 under key: many random bytes from few. */
void sgm_rng_expand(uint8_t *out, size_t n, const uint8_t key[32]);

/* r = 48 drawn bytes, little-endian, mod l. Time: constant. */
SGM_MUST_CHECK sgm_status sgm_rng_scalar(const sgm_rng *rng, sgm_sc *r);
/* r = 16 drawn bytes, little-endian: a share of a 128-bit challenge. */
SGM_MUST_CHECK sgm_status sgm_rng_share128(const sgm_rng *rng, sgm_sc *r);

#endif
