/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The smallest useful program of the suite P-256: knowledge of x in X = x G proved, verified in a batch, forged. */
#include "protocols/p256.h"

#include <stdio.h>
#include <stdlib.h>

static void require(int good, const char *what)
{
    if (!good) {
        fprintf(stderr, "consumer: %s\n", what);
        exit(1);
    }
}

/* X = x G, as a relation. */
static sgm_relation *schnorr(const sgm_ctx *ctx, const uint8_t X[SGM_ELEMENT_BYTES])
{
    sgm_builder *b = NULL;
    sgm_relation *relation = NULL;
    require(sgm_builder_new(&b) == SGM_OK, "no builder");
    sgm_scalar_var x = sgm_builder_scalar(b);
    sgm_builder_equation(b);
    sgm_builder_constant(b, SGM_LEFT, sgm_builder_element(b, X), &sgm_sc_one);
    sgm_builder_term(b, SGM_RIGHT, x, SGM_ELEMENT_GENERATOR, &sgm_sc_one);
    require(sgm_builder_compile(&relation, b, ctx) == SGM_OK, "no relation");
    sgm_builder_free(b);
    return relation;
}

int main(void)
{
    static const char tag[] = "consumer-DSFS-with-sigma-proofs_Shake128_P256";
    const sgm_rng rng = sgm_rng_system();
    sgm_ctx *ctx = NULL;
    sgm_batch *batch = NULL;
    sgm_instance *instance = NULL;
    sgm_point point;
    sgm_sc x;
    uint8_t X[1][SGM_ELEMENT_BYTES], sid[32], proof[SGM_ELEMENT_BYTES + SGM_SCALAR_BYTES];

    require(sgm_ctx_new(&ctx, sgm_backend_best()) == SGM_OK, "no context");
    require(sgm_rng_scalar(&rng, &x) == SGM_OK, "no random bytes");
    sgm_ctx_backend(ctx)->var_mul(&point, sgm_ctx_generator_point(ctx, SGM_GEN_G), &x, 1);
    sgm_ctx_backend(ctx)->encode(X, &point, 1);
    sgm_session_id(sid, tag, sizeof tag - 1);
    sgm_relation *clause = schnorr(ctx, X[0]);
    require(sgm_instance_new(&instance, ctx, &clause, 1, 0, sid, SGM_BATCHABLE, SGM_CHALLENGE_FULL, 0) == SGM_OK,
            "no instance");
    require(sgm_instance_proof_size(instance) == sizeof proof, "another size");
    require(sgm_prove(ctx, instance, 0, &x, &rng, proof) == SGM_OK, "no proof");

    require(sgm_batch_new(&batch, ctx, SGM_WEIGHTS_RANDOM) == SGM_OK, "no batch");
    require(sgm_batch_add(batch, instance, proof, sizeof proof) == SGM_OK, "cannot add");
    require(sgm_p256_batch_verify(batch) == SGM_OK, "an honest proof was not accepted"); /* the name in full */
    proof[sizeof proof - 1] ^= 1;
    require(sgm_verify(ctx, instance, proof, sizeof proof) != SGM_OK, "a forged proof was accepted");

    sgm_batch_free(batch);
    sgm_instance_free(instance);
    sgm_ctx_free(ctx);
    printf("%zu bytes on P-256\n", sizeof proof);
    return 0;
}
