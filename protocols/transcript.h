/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The duplex sponge of the CFRG Fiat-Shamir draft (-03) over SHAKE128, and the session ids made with it. */
#ifndef SGM_PROTOCOLS_TRANSCRIPT_H
#define SGM_PROTOCOLS_TRANSCRIPT_H

#include "primitives/scalar/sc.h"
#include "protocols/rng.h"

#include <stddef.h>
#include <stdint.h>

/* Squeeze(n) reads SHAKE128 of everything absorbed so far. Consecutive squeezes continue one stream; a
 * non-empty absorb starts a new stream over the longer input; squeezed bytes are not fed back; an empty
 * absorb changes nothing. Copyable by assignment. */
typedef struct sgm_transcript {
    uint64_t absorb[25];
    uint64_t squeeze[25];
    uint8_t absorb_pos; /* bytes of the open block, < 168 */
    uint8_t squeeze_pos;
    uint8_t squeezing;
} sgm_transcript;

/* Absorbs sid and 136 zero bytes. */
void sgm_transcript_init(sgm_transcript *t, const uint8_t sid[32]);
void sgm_transcript_absorb(sgm_transcript *t, const void *in, size_t len);
void sgm_transcript_squeeze(sgm_transcript *t, uint8_t *out, size_t len);
/* c = little-endian integer of Squeeze(48) mod l. */
void sgm_transcript_challenge(sgm_transcript *t, sgm_sc *c);
/* c = little-endian integer of Squeeze(16). */
void sgm_transcript_challenge128(sgm_transcript *t, sgm_sc *c);

/* sid = Squeeze(32) of Init("irtf-cfrg-fiat-shamir/session-id") after Absorb(tag). tag may be binary. */
void sgm_session_id(uint8_t sid[32], const void *tag, size_t len);

/* A reproducible stream: Squeeze of Init(sgm_session_id(tag)) without end. For test vectors, never for proofs. */
typedef struct sgm_test_rng {
    sgm_transcript t;
} sgm_test_rng;
void sgm_test_rng_init(sgm_test_rng *s, const void *tag, size_t len);
sgm_rng sgm_rng_test(sgm_test_rng *s);

#endif
