/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Hedged randomness: one sponge over fresh bytes, secrets and statement, squeezed as a random source. */
#include "protocols/rng_hedged.h"

#include "primitives/base/bytes.h"
#include "primitives/base/ct.h"

static sgm_status squeeze(void *state, uint8_t *out, size_t n)
{
    sgm_hedged *h = state;
    sgm_transcript_squeeze(&h->t, out, n);
    return SGM_OK;
}

sgm_status sgm_rng_hedge(sgm_rng *rng, sgm_hedged *h, const sgm_rng *fresh, const sgm_bytes *parts, size_t n)
{
    static const char tag[] = "SIGMARK-V01-HEDGED";
    uint8_t sid[32], seed[64], len[8];
    *rng = *fresh;
    if (fresh->exact)
        return SGM_OK;
    sgm_status st = fresh->fill(fresh->state, seed, sizeof seed);
    if (st != SGM_OK)
        return st;
    sgm_session_id(sid, tag, sizeof tag - 1);
    sgm_transcript_init(&h->t, sid);
    sgm_transcript_absorb(&h->t, seed, sizeof seed);
    for (size_t i = 0; i < n; i++) {
        sgm_store64(len, parts[i].len);
        sgm_transcript_absorb(&h->t, len, sizeof len);
        sgm_transcript_absorb(&h->t, parts[i].data, parts[i].len);
    }
    sgm_wipe(seed, sizeof seed);
    *rng = (sgm_rng){.fill = squeeze, .state = h};
    return SGM_OK;
}
