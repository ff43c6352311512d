/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Scalars out of random sources (rng.h) and out of transcripts (transcript.h): what of both depends on the group. */
#include "primitives/base/ct.h"
#include "protocols/transcript.h"

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

/* c = little-endian integer of Squeeze(n) mod l. In: n <= 48. */
static void squeeze_scalar(sgm_transcript *t, sgm_sc *c, size_t n)
{
    uint8_t bytes[48];
    sgm_transcript_squeeze(t, bytes, n);
    sgm_sc_reduce(c, bytes, n);
}

void sgm_transcript_challenge(sgm_transcript *t, sgm_sc *c) { squeeze_scalar(t, c, 48); }

void sgm_transcript_challenge128(sgm_transcript *t, sgm_sc *c) { squeeze_scalar(t, c, 16); }
