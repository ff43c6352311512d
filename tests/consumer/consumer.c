/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The smallest useful program of a library user: prove F1 about a record, verify it in a batch, reject a forgery. */
#include "protocols/sigmark.h"

#include <stdio.h>
#include <stdlib.h>

static void require(int good, const char *what)
{
    if (!good) {
        fprintf(stderr, "consumer: %s\n", what);
        exit(1);
    }
}

int main(void)
{
    const sgm_formulation *f1 = sgm_formulation_find("F1");
    const sgm_rng rng = sgm_rng_system();
    sgm_statement statement;
    sgm_opening opening;
    sgm_instance *instance = NULL;
    sgm_batch *batch = NULL;
    sgm_ctx *ctx = NULL;
    uint8_t proof[256];

    require(sgm_ctx_new(&ctx, sgm_backend_best()) == SGM_OK, "no context");
    sgm_sc_from_u64(&statement.d, 7);
    sgm_sc_from_u64(&statement.dm, 11);
    opening.d = statement.d;
    require(sgm_rng_scalar(&rng, &opening.r) == SGM_OK, "no random bytes");
    sgm_record_commit(ctx, statement.C, &opening.d, &statement.dm, &opening.r);

    require(f1 != NULL && f1->batchable_bytes <= sizeof proof, "no F1");
    require(sgm_formulation_prove(ctx, f1, &statement, &opening, SGM_BATCHABLE, &rng, proof) == SGM_OK, "no proof");
    require(sgm_formulation_instance(&instance, ctx, f1, &statement, SGM_BATCHABLE) == SGM_OK, "no instance");
    require(sgm_batch_new(&batch, ctx, SGM_WEIGHTS_RANDOM) == SGM_OK, "no batch");
    require(sgm_batch_add(batch, instance, proof, f1->batchable_bytes) == SGM_OK, "cannot add");
    require(sgm_batch_verify(batch) == SGM_OK, "an honest proof was not accepted");

    proof[f1->batchable_bytes - 32] ^= 1;
    sgm_batch_clear(batch);
    require(sgm_batch_add(batch, instance, proof, f1->batchable_bytes) == SGM_OK, "cannot add");
    require(sgm_batch_verify(batch) != SGM_OK, "a forged proof was accepted");

    sgm_batch_free(batch);
    sgm_instance_free(instance);
    sgm_ctx_free(ctx);
    printf("%zu bytes: %s\n", f1->batchable_bytes, f1->words.non_claim);
    return 0;
}
