/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Sponges of transcript.h that take the same steps at the same time, one to a lane; for protocols/ only. */
#ifndef SGM_PROTOCOLS_TRANSCRIPTS_H
#define SGM_PROTOCOLS_TRANSCRIPTS_H

#include "primitives/backend/backend.h"
#include "primitives/keccak/keccak.h"

/* n <= be->lanes sponges that have absorbed equally many bytes. Lanes beyond n repeat the last one. */
typedef struct sgm_transcripts {
    _Alignas(64) uint64_t absorb[25 * SGM_KECCAK_MAX_LANES]; /* word w of sponge s at w lanes + s */
    uint64_t squeeze[25 * SGM_KECCAK_MAX_LANES];
    const sgm_backend *be;
    unsigned n, absorb_pos, squeeze_pos;
    int squeezing;
} sgm_transcripts;

/* opened[s]: 25 words of the sponge that a session begins with. In: 1 <= n <= be->lanes. */
void sgm_transcripts_open(sgm_transcripts *t, const sgm_backend *be, const uint64_t *const *opened, unsigned n);
/* in[s]: len bytes for sponge s. */
void sgm_transcripts_absorb(sgm_transcripts *t, const uint8_t *const *in, size_t len);
/* c[s] = the next challenge of sponge s. */
void sgm_transcripts_challenge(sgm_transcripts *t, sgm_sc *c);

#endif
