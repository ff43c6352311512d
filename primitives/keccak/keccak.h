/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* SHAKE128 (FIPS 202) over a backend's Keccak-f[1600]: one message, or many side by side. */
#ifndef SGM_KECCAK_KECCAK_H
#define SGM_KECCAK_KECCAK_H

#include <stddef.h>
#include <stdint.h>

#define SGM_SHAKE128_RATE    168
#define SGM_KECCAK_MAX_LANES 8 /* no backend has more states side by side */

struct sgm_backend;

/* Keccak-f[1600] on one state of 25 native-order words. Portable. Time: constant. */
void sgm_keccak_f1600(uint64_t st[25]);

/* One message to hash: out[0..out_len) = SHAKE128(in[0] || in[1] || ... ), n_in <= 6 parts. If start is not NULL, it is
 * the state (25 native-order words) after absorbing whole blocks that come before in[0]: a prefix hashed only once. */
typedef struct sgm_shake_job {
    const uint64_t *start;
    const uint8_t *in[6];
    size_t in_len[6];
    unsigned n_in;
    uint8_t *out;
    size_t out_len;
} sgm_shake_job;

/* Hashes n messages, be->lanes of them side by side: a lane that has delivered its message takes the next one, so
 * that only the last few can leave lanes idle. Alias: no out overlaps any in. Time: constant in the bytes,
 * variable in all lengths. */
void sgm_shake128_n(const struct sgm_backend *be, const sgm_shake_job *jobs, size_t n);

#endif
