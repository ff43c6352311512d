/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* SHAKE128 of many messages: every lane of the permutation works on a message of its own and takes the next one as
 * soon as it has delivered its last byte. */
#include "primitives/keccak/keccak.h"

#include "primitives/backend/backend.h"
#include "primitives/base/bytes.h"

#include <string.h>

enum { RATE = SGM_SHAKE128_RATE, RATE_WORDS = RATE / 8, STATE_WORDS = 25 };

/* Where one lane stands in its message. job is NULL when the lane has nothing to do. */
typedef struct lane {
    const sgm_shake_job *job;
    unsigned part; /* the part being absorbed, and how many of its bytes are in */
    size_t part_done;
    size_t out_done;
    int squeezing; /* the padding is in */
} lane;

static size_t min_size(size_t a, size_t b) { return a < b ? a : b; }

/* Copies the next bytes of the message, at most RATE, to block. Returns how many there were. */
static size_t next_bytes(lane *l, uint8_t block[RATE])
{
    size_t n = 0;
    while (n < RATE && l->part < l->job->n_in) {
        size_t len = l->job->in_len[l->part];
        size_t take = min_size(RATE - n, len - l->part_done);
        if (take > 0)
            memcpy(block + n, l->job->in[l->part] + l->part_done, take);
        n += take;
        l->part_done += take;
        if (l->part_done == len) {
            l->part++;
            l->part_done = 0;
        }
    }
    return n;
}

/* Adds the next block to the state; a block that the message does not fill carries the padding 1111 10..01. */
static void absorb_block(lane *l, uint64_t *st, size_t stride)
{
    uint8_t block[RATE] = {0};
    size_t n = next_bytes(l, block);
    if (n < RATE) {
        block[n] = 0x1f;
        block[RATE - 1] |= 0x80;
        l->squeezing = 1;
    }
    for (size_t w = 0; w < RATE_WORDS; w++)
        st[w * stride] ^= sgm_load64(block + 8 * w);
}

/* Copies the next bytes of the output out of the state; after the last ones the lane is idle. */
static void squeeze_block(lane *l, const uint64_t *st, size_t stride)
{
    uint8_t block[RATE];
    size_t n = min_size(RATE, l->job->out_len - l->out_done);
    for (size_t w = 0; w < RATE_WORDS; w++)
        sgm_store64(block + 8 * w, st[w * stride]);
    if (n > 0)
        memcpy(l->job->out + l->out_done, block, n);
    l->out_done += n;
    if (l->out_done == l->job->out_len)
        l->job = NULL;
}

static void start(lane *l, const sgm_shake_job *job, uint64_t *st, size_t stride)
{
    *l = (lane){.job = job};
    for (size_t w = 0; w < STATE_WORDS; w++)
        st[w * stride] = job->start ? job->start[w] : 0;
}

void sgm_shake128_n(const struct sgm_backend *be, const sgm_shake_job *jobs, size_t n)
{
    _Alignas(64) uint64_t st[STATE_WORDS * SGM_KECCAK_MAX_LANES] = {0};
    lane lanes[SGM_KECCAK_MAX_LANES] = {{0}};
    for (size_t started = 0, done = 0; done < n;) {
        for (size_t s = 0; s < be->lanes; s++) {
            if (lanes[s].job == NULL && started < n)
                start(&lanes[s], &jobs[started++], st + s, be->lanes);
            if (lanes[s].job != NULL && !lanes[s].squeezing)
                absorb_block(&lanes[s], st + s, be->lanes);
        }
        be->keccak_f1600(st);
        for (size_t s = 0; s < be->lanes; s++) {
            if (lanes[s].job == NULL || !lanes[s].squeezing)
                continue;
            squeeze_block(&lanes[s], st + s, be->lanes);
            done += lanes[s].job == NULL;
        }
    }
}
