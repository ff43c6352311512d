/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Any bytes as a serialised relation: what is taken is kept byte for byte, and makes an instance. */
#include "protocols/proof.h"
#include "protocols/relation_internal.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t len)
{
    static sgm_ctx *ctx;
    static const uint8_t sid[32];
    sgm_relation *rel = NULL;
    sgm_instance *inst = NULL;
    size_t kept = 0;
    if (!ctx)
        FUZZ_REQUIRE(sgm_ctx_new(&ctx, sgm_backend_best()) == SGM_OK);
    sgm_status st = sgm_relation_parse(&rel, ctx, in, len);
    FUZZ_REQUIRE(st == SGM_OK || st == SGM_MALFORMED);
    FUZZ_REQUIRE((st == SGM_OK) == (rel != NULL));
    if (!rel)
        return 0;
    const uint8_t *bytes = sgm_relation_bytes(rel, &kept);
    FUZZ_REQUIRE(kept == len && memcmp(bytes, in, len) == 0);
    FUZZ_REQUIRE(sgm_relation_size(rel->equations, rel->n_equations, rel->n_elements) == len); /* nothing left over */
    FUZZ_REQUIRE(sgm_relation_equations(rel) > 0 && sgm_relation_scalars(rel) > 0);
    FUZZ_REQUIRE(sgm_instance_new(&inst, ctx, &rel, 1, 0, sid, SGM_BATCHABLE, SGM_CHALLENGE_FULL, 0) == SGM_OK);
    FUZZ_REQUIRE(sgm_instance_proof_size(inst) <= len + 64); /* no more than the statement spelled out */
    sgm_instance_free(inst);
    return 0;
}
