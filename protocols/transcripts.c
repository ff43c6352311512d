/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The duplex sponge on all lanes: positions are the same everywhere, so that one permutation serves all. */
#include "protocols/transcripts.h"

#include "primitives/base/bytes.h"

#include <string.h>

enum { RATE = SGM_SHAKE128_RATE };

void sgm_transcripts_open(sgm_transcripts *t, const sgm_backend *be, const uint64_t *const *opened, unsigned n)
{
    t->be = be;
    t->n = n;
    t->absorb_pos = t->squeeze_pos = 0;
    t->squeezing = 0;
    for (unsigned s = 0; s < be->lanes; s++)
        for (unsigned w = 0; w < 25; w++)
            t->absorb[w * be->lanes + s] = opened[s < n ? s : n - 1][w];
}

/* Adds bytes to one word of every sponge: `len` of them at in[s] + from, from position pos on, within the word. */
static void add_word(sgm_transcripts *t, const uint8_t *const *in, size_t from, unsigned pos, unsigned len)
{
    uint64_t *word = t->absorb + pos / 8 * t->be->lanes;
    for (unsigned s = 0; s < t->be->lanes; s++) {
        const uint8_t *p = in[s < t->n ? s : t->n - 1] + from;
        uint64_t x = 0;
        if (len == 8)
            x = sgm_load64(p);
        else
            for (unsigned i = 0; i < len; i++)
                x |= (uint64_t)p[i] << 8 * i;
        word[s] ^= x << 8 * (pos % 8);
    }
}

void sgm_transcripts_absorb(sgm_transcripts *t, const uint8_t *const *in, size_t len)
{
    t->squeezing = t->squeezing && len == 0;
    for (size_t from = 0; from < len;) {
        unsigned room = 8 - t->absorb_pos % 8, step = len - from < room ? (unsigned)(len - from) : room;
        add_word(t, in, from, t->absorb_pos, step);
        from += step;
        t->absorb_pos += step;
        if (t->absorb_pos == RATE) {
            t->be->keccak_f1600(t->absorb);
            t->absorb_pos = 0;
        }
    }
}

/* The streams that belong to what has been absorbed. */
static void start(sgm_transcripts *t)
{
    unsigned lanes = t->be->lanes;
    memcpy(t->squeeze, t->absorb, 25 * lanes * sizeof *t->squeeze);
    for (unsigned s = 0; s < lanes; s++) {
        t->squeeze[t->absorb_pos / 8 * lanes + s] ^= UINT64_C(0x1f) << 8 * (t->absorb_pos % 8);
        t->squeeze[(RATE / 8 - 1) * lanes + s] ^= UINT64_C(0x80) << 56;
    }
    t->be->keccak_f1600(t->squeeze);
    t->squeeze_pos = 0;
    t->squeezing = 1;
}

/* Every challenge is six words, and streams are read by nothing else. */
void sgm_transcripts_challenge(sgm_transcripts *t, sgm_sc *c)
{
    enum { BYTES = 48 };
    uint8_t digest[SGM_KECCAK_MAX_LANES][64] = {{0}};
    sgm_sc all[SGM_KECCAK_MAX_LANES];
    unsigned lanes = t->be->lanes;
    if (!t->squeezing)
        start(t);
    for (unsigned i = 0; i < BYTES; i += 8, t->squeeze_pos += 8) {
        if (t->squeeze_pos == RATE) {
            t->be->keccak_f1600(t->squeeze);
            t->squeeze_pos = 0;
        }
        for (unsigned s = 0; s < lanes; s++)
            sgm_store64(digest[s] + i, t->squeeze[t->squeeze_pos / 8 * lanes + s]);
    }
    t->be->sc_reduce64(all, (const uint8_t(*)[64])digest, t->n);
    memcpy(c, all, t->n * sizeof *c);
}
