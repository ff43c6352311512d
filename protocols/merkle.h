/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The record tree: leaf = SHA-512(0x00 || LE(len,8) || record), node = SHA-512(0x01 || left || right). */
#ifndef SGM_PROTOCOLS_MERKLE_H
#define SGM_PROTOCOLS_MERKLE_H

#include "protocols/hash.h"

/* leaf of one record given in parts. */
SGM_MUST_CHECK sgm_status sgm_merkle_leaf(sgm_sha512_ctx *hash, uint8_t leaf[64], const sgm_bytes *parts, size_t n);

/* A tree that grows leaf by leaf in constant memory. Levels are paired from the left and an odd node moves up
 * unchanged; so the leaves seen so far are full subtrees, one per set bit of their number, the largest leftmost. */
typedef struct sgm_merkle {
    sgm_sha512_ctx *hash; /* borrowed */
    uint64_t leaves;
    uint8_t full[64][64]; /* full[k]: root of the subtree of 2^k leaves, valid iff bit k of leaves is set */
} sgm_merkle;

void sgm_merkle_init(sgm_merkle *m, sgm_sha512_ctx *hash);
SGM_MUST_CHECK sgm_status sgm_merkle_add(sgm_merkle *m, const uint8_t leaf[64]);
/* In: at least one leaf. */
SGM_MUST_CHECK sgm_status sgm_merkle_root(const sgm_merkle *m, uint8_t root[64]);

#endif
