/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* SHAKE128 of many messages: every lane of the permutation works on a message of its own and takes the next one as
 * soon as it has delivered its last byte. */
#include "primitives/keccak/keccak.h"

#include "primitives/backend/backend.h"
#include "primitives/base/bytes.h"

#include <string.h>

enum { RATE = SGM_SHAKE128_RATE, STATE_WORDS = 25 };

/* Where one lane stands in its message. job is NULL when the lane has nothing to do. */
typedef struct lane {
    const sgm_shake_job *job;
    unsigned part; /* the part being absorbed, and how many of its bytes are in */
    size_t part_done;
    size_t out_done;
    int squeezing; /* the padding is in */
    uint8_t block[RATE];
} lane;

static size_t min_size(size_t a, size_t b) { return a < b ? a : b; }

/* Copies the next bytes of the message, at most RATE, to the lane's block. Returns how many there were. */
static size_t next_bytes(lane *l)
{
    size_t n = 0;
    while (n < RATE && l->part < l->job->n_in) {
        size_t len = l->job->in_len[l->part];
        size_t take = min_size(RATE - n, len - l->part_done);
        if (take > 0)
            memcpy(l->block + n, l->job->in[l->part] + l->part_done, take);
        n += take;
        l->part_done += take;
        if (l->part_done == len) {
            l->part++;
            l->part_done = 0;
        }
    }
    return n;
}

/* The next block: where it lies in a part, if it lies in one, else the lane's own copy. A block that the message does
 * not fill carries the padding 1111 10..01. */
static const uint8_t *next_block(lane *l)
{
    if (l->part < l->job->n_in && l->job->in_len[l->part] - l->part_done > RATE) {
        const uint8_t *block = l->job->in[l->part] + l->part_done;
        l->part_done += RATE;
        return block;
    }
    size_t n = next_bytes(l);
    if (n < RATE) {
        memset(l->block + n, 0, RATE - n);
        l->block[n] = 0x1f;
        l->block[RATE - 1] |= 0x80;
        l->squeezing = 1;
    }
    return l->block;
}

/* Copies the next bytes of the output out of the state; after the last ones the lane is idle. */
static void squeeze_block(lane *l, const uint64_t *st, size_t stride)
{
    size_t n = min_size(RATE, l->job->out_len - l->out_done);
    for (size_t at = 0; at < n; at += 8) {
        uint8_t word[8];
        sgm_store64(word, st[at / 8 * stride]);
        memcpy(l->job->out + l->out_done + at, word, min_size(8, n - at));
    }
    l->out_done += n;
    if (l->out_done == l->job->out_len)
        l->job = NULL;
}

static void start(lane *l, const sgm_shake_job *job, uint64_t *st, size_t stride)
{
    l->job = job;
    l->part = 0;
    l->part_done = l->out_done = 0;
    l->squeezing = 0;
    for (size_t w = 0; w < STATE_WORDS; w++)
        st[w * stride] = job->start ? job->start[w] : 0;
}

void sgm_shake128_n(const struct sgm_backend *be, const sgm_shake_job *jobs, size_t n)
{
    static const uint8_t nothing[RATE]; /* to add to a state that is squeezed or idle */
    _Alignas(64) uint64_t st[STATE_WORDS * SGM_KECCAK_MAX_LANES] = {0};
    lane lanes[SGM_KECCAK_MAX_LANES];
    const uint8_t *block[SGM_KECCAK_MAX_LANES];
    for (size_t s = 0; s < be->lanes; s++)
        lanes[s].job = NULL;
    for (size_t started = 0, done = 0; done < n;) {
        for (size_t s = 0; s < be->lanes; s++) {
            if (lanes[s].job == NULL && started < n)
                start(&lanes[s], &jobs[started++], st + s, be->lanes);
            block[s] = lanes[s].job != NULL && !lanes[s].squeezing ? next_block(&lanes[s]) : nothing;
        }
        be->keccak_absorb(st, block);
        for (size_t s = 0; s < be->lanes; s++) {
            if (lanes[s].job == NULL || !lanes[s].squeezing)
                continue;
            squeeze_block(&lanes[s], st + s, be->lanes);
            done += lanes[s].job == NULL;
        }
    }
}
