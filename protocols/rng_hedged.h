/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Hedged randomness: nonces from fresh bytes and from everything they must never repeat for; for protocols/ only. */
#ifndef SGM_PROTOCOLS_RNG_HEDGED_H
#define SGM_PROTOCOLS_RNG_HEDGED_H

#include "protocols/hash.h"
#include "protocols/transcript.h"

/* One stream of a prover. Holds secrets: wipe it. */
typedef struct sgm_hedged {
    sgm_transcript t;
} sgm_hedged;

/* *rng = the stream Squeeze of Init(DeriveSessionID("SIGMARK-V01-HEDGED")) after Absorb(fresh 64 bytes) and, for each
 * part, Absorb(LE(len,8) || part). parts: every secret, then every byte that the challenge will depend on and that is
 * known by now. With a sound source the stream is as random as the source, whatever the parts are. With a source that
 * repeats or is known to an attacker it is a pseudorandom function of the parts, keyed by the secrets in them: equal
 * parts give equal nonces for equal commitments, hence the same challenge, and anything else gives other nonces.
 * A source that is `exact` is handed on as it is. *rng lives as long as h and fresh. Time: constant in the bytes. */
SGM_MUST_CHECK sgm_status sgm_rng_hedge(sgm_rng *rng, sgm_hedged *h, const sgm_rng *fresh, const sgm_bytes *parts,
                                        size_t n);

#endif
