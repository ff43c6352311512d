/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The duplex sponge: one state absorbs, a padded copy of it is squeezed. */
#include "protocols/transcript.h"

#include "primitives/base/bytes.h"
#include "primitives/base/ct.h"
#include "primitives/keccak/keccak.h"

enum { RATE = SGM_SHAKE128_RATE };

/* Adds byte b at position pos of the state, whose words count bytes from the least significant one. */
static void add_byte(uint64_t st[25], size_t pos, uint8_t b) { st[pos / 8] ^= (uint64_t)b << (8 * (pos % 8)); }

static uint8_t get_byte(const uint64_t st[25], size_t pos) { return (uint8_t)(st[pos / 8] >> (8 * (pos % 8))); }

void sgm_transcript_init(sgm_transcript *t, const uint8_t sid[32])
{
    static const uint8_t zeros[RATE - 32];
    *t = (sgm_transcript){{0}, {0}, 0, 0, 0};
    sgm_transcript_absorb(t, sid, 32);
    sgm_transcript_absorb(t, zeros, sizeof zeros);
}

void sgm_transcript_absorb(sgm_transcript *t, const void *in, size_t len)
{
    const uint8_t *p = in;
    if (len > 0)
        t->squeezing = 0;
    while (len > 0) {
        size_t step = 1;
        if (t->absorb_pos % 8 == 0 && len >= 8) {
            t->absorb[t->absorb_pos / 8] ^= sgm_load64(p);
            step = 8;
        } else {
            add_byte(t->absorb, t->absorb_pos, *p);
        }
        p += step;
        len -= step;
        t->absorb_pos = (uint8_t)(t->absorb_pos + step);
        if (t->absorb_pos == RATE) {
            sgm_keccak_f1600(t->absorb);
            t->absorb_pos = 0;
        }
    }
}

/* Starts the stream that belongs to what has been absorbed: SHAKE padding, then the first output block. */
static void start_stream(sgm_transcript *t)
{
    memcpy(t->squeeze, t->absorb, sizeof t->squeeze);
    add_byte(t->squeeze, t->absorb_pos, 0x1f);
    add_byte(t->squeeze, RATE - 1, 0x80);
    sgm_keccak_f1600(t->squeeze);
    t->squeeze_pos = 0;
    t->squeezing = 1;
}

void sgm_transcript_squeeze(sgm_transcript *t, uint8_t *out, size_t len)
{
    if (!t->squeezing)
        start_stream(t);
    for (size_t i = 0; i < len; i++) {
        if (t->squeeze_pos == RATE) {
            sgm_keccak_f1600(t->squeeze);
            t->squeeze_pos = 0;
        }
        out[i] = get_byte(t->squeeze, t->squeeze_pos++);
    }
}

void sgm_session_id(uint8_t sid[32], const void *tag, size_t len)
{
    static const uint8_t label[] = "irtf-cfrg-fiat-shamir/session-id";
    _Static_assert(sizeof label == 32 + 1, "the label is a session id itself");
    sgm_transcript t;
    sgm_transcript_init(&t, label);
    sgm_transcript_absorb(&t, tag, len);
    sgm_transcript_squeeze(&t, sid, 32);
}

void sgm_test_rng_init(sgm_test_rng *s, const void *tag, size_t len)
{
    uint8_t sid[32];
    sgm_session_id(sid, tag, len);
    sgm_transcript_init(&s->t, sid);
}

static sgm_status test_fill(void *state, uint8_t *out, size_t n)
{
    sgm_test_rng *s = state;
    sgm_transcript_squeeze(&s->t, out, n);
    return SGM_OK;
}

sgm_rng sgm_rng_test(sgm_test_rng *s) { return (sgm_rng){.fill = test_fill, .state = s, .exact = 1}; }
