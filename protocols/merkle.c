/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Leaves and the growing tree over them. */
#include "protocols/merkle.h"

#include "primitives/base/bytes.h"

sgm_status sgm_merkle_leaf(sgm_sha512_ctx *hash, uint8_t leaf[64], const sgm_bytes *parts, size_t n)
{
    uint8_t prefix[9] = {0x00};
    uint64_t len = 0;
    for (size_t i = 0; i < n; i++)
        len += parts[i].len;
    sgm_store64(prefix + 1, len);
    sgm_status status = sgm_sha512_update(hash, prefix, sizeof prefix);
    for (size_t i = 0; i < n && status == SGM_OK; i++)
        status = sgm_sha512_update(hash, parts[i].data, parts[i].len);
    return status == SGM_OK ? sgm_sha512_final(hash, leaf) : status;
}

/* out = node over left and right. Alias: out may be either. */
static sgm_status join(sgm_sha512_ctx *hash, uint8_t out[64], const uint8_t left[64], const uint8_t right[64])
{
    static const uint8_t tag = 0x01;
    sgm_status status = sgm_sha512_update(hash, &tag, 1);
    if (status == SGM_OK)
        status = sgm_sha512_update(hash, left, 64);
    if (status == SGM_OK)
        status = sgm_sha512_update(hash, right, 64);
    return status == SGM_OK ? sgm_sha512_final(hash, out) : status;
}

void sgm_merkle_init(sgm_merkle *m, sgm_sha512_ctx *hash)
{
    m->hash = hash;
    m->leaves = 0;
}

/* Counts in binary: a new subtree joins the one of its own size as long as there is one. */
sgm_status sgm_merkle_add(sgm_merkle *m, const uint8_t leaf[64])
{
    uint8_t carry[64];
    unsigned k = 0;
    memcpy(carry, leaf, 64);
    for (; m->leaves >> k & 1; k++) {
        sgm_status status = join(m->hash, carry, m->full[k], carry);
        if (status != SGM_OK)
            return status;
    }
    memcpy(m->full[k], carry, 64);
    m->leaves++;
    return SGM_OK;
}

/* The smallest subtree is the odd node: it moves up until it meets the next larger one. */
sgm_status sgm_merkle_root(const sgm_merkle *m, uint8_t root[64])
{
    int started = 0;
    for (unsigned k = 0; k < 64; k++) {
        if (!(m->leaves >> k & 1))
            continue;
        if (started) {
            sgm_status status = join(m->hash, root, m->full[k], root);
            if (status != SGM_OK)
                return status;
        } else {
            memcpy(root, m->full[k], 64);
        }
        started = 1;
    }
    return SGM_OK;
}
