/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Schnorr proofs of the suite P-256; the one source of the registry that is compiled for it. */
#include "protocols/p256.h"

#include "bench/cases/p256_schnorr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char tag[] = "discrete_logarithm-DSFS-with-sigma-proofs_Shake128_P256";

struct sgm_p256_verifier {
    sgm_ctx *ctx;
    sgm_batch *batch;
    sgm_instance **instances; /* of the batch, made anew by every run */
};

static void drop_instances(const sgm_p256_schnorr *s)
{
    for (size_t i = 0; i < s->n && s->verifier->instances != NULL; i++) {
        sgm_instance_free(s->verifier->instances[i]);
        s->verifier->instances[i] = NULL;
    }
}

void sgm_p256_schnorr_clear(sgm_p256_schnorr *s)
{
    if (s->verifier != NULL) {
        drop_instances(s);
        free(s->verifier->instances);
        sgm_batch_free(s->verifier->batch);
        sgm_ctx_free(s->verifier->ctx);
    }
    free(s->verifier);
    free(s->statement);
    free(s->proof);
    memset(s, 0, sizeof *s);
}

/* X = x G, declared as the draft does. */
static sgm_status state(uint8_t out[SGM_P256_STATEMENT], const sgm_ctx *ctx, const sgm_sc *x)
{
    const sgm_backend *be = sgm_ctx_backend(ctx);
    uint8_t X[1][SGM_ELEMENT_BYTES];
    sgm_point p;
    sgm_builder *b = NULL;
    sgm_relation *rel = NULL;
    be->var_mul(&p, sgm_ctx_generator_point(ctx, SGM_GEN_G), x, 1);
    be->encode(X, &p, 1);
    sgm_status status = sgm_builder_new(&b);
    if (status != SGM_OK)
        return status;
    sgm_scalar_var secret = sgm_builder_scalar(b);
    sgm_element_var image = sgm_builder_element(b, X[0]);
    sgm_builder_equation(b);
    sgm_builder_constant(b, SGM_LEFT, image, &sgm_sc_one);
    sgm_builder_term(b, SGM_RIGHT, secret, SGM_ELEMENT_GENERATOR, &sgm_sc_one);
    status = sgm_builder_compile(&rel, b, ctx);
    sgm_builder_free(b);
    if (status != SGM_OK)
        return status;
    size_t len;
    const uint8_t *bytes = sgm_relation_bytes(rel, &len);
    status = len == SGM_P256_STATEMENT ? SGM_OK : SGM_MALFORMED;
    if (status == SGM_OK)
        memcpy(out, bytes, len);
    sgm_relation_free(rel);
    return status;
}

static sgm_status instance(sgm_instance **inst, const sgm_p256_schnorr *s, size_t i)
{
    sgm_relation *rel;
    sgm_status status = sgm_relation_parse(&rel, s->verifier->ctx, s->statement[i], SGM_P256_STATEMENT);
    *inst = NULL;
    return status == SGM_OK
               ? sgm_instance_new(inst, s->verifier->ctx, &rel, 1, 0, s->sid, SGM_BATCHABLE, SGM_CHALLENGE_FULL, 0)
               : status;
}

static sgm_status prove(sgm_p256_schnorr *s, size_t i, const sgm_rng *rng)
{
    sgm_sc x;
    sgm_instance *inst = NULL;
    sgm_status status = sgm_rng_scalar(rng, &x);
    if (status == SGM_OK)
        status = state(s->statement[i], s->verifier->ctx, &x);
    if (status == SGM_OK)
        status = instance(&inst, s, i);
    if (status == SGM_OK)
        status = sgm_prove(s->verifier->ctx, inst, 0, &x, rng, s->proof[i]);
    sgm_instance_free(inst);
    return status;
}

sgm_status sgm_p256_schnorr_make(sgm_p256_schnorr *s, size_t n, uint64_t seed, unsigned threads)
{
    char name[64];
    sgm_test_rng stream;
    *s = (sgm_p256_schnorr){.n = n,
                            .statement = calloc(n, sizeof *s->statement),
                            .proof = calloc(n, sizeof *s->proof),
                            .verifier = calloc(1, sizeof *s->verifier)};
    snprintf(name, sizeof name, "p256/schnorr/%llu", (unsigned long long)seed);
    sgm_test_rng_init(&stream, name, strlen(name));
    sgm_session_id(s->sid, tag, sizeof tag - 1);
    const sgm_rng rng = sgm_rng_test(&stream);
    sgm_status status = s->statement != NULL && s->proof != NULL && s->verifier != NULL ? SGM_OK : SGM_NOMEM;
    if (status == SGM_OK) {
        s->verifier->instances = calloc(n, sizeof *s->verifier->instances);
        status = s->verifier->instances != NULL ? sgm_ctx_new(&s->verifier->ctx, sgm_backend_best()) : SGM_NOMEM;
    }
    if (status == SGM_OK)
        status = sgm_batch_new(&s->verifier->batch, s->verifier->ctx, SGM_WEIGHTS_DERIVED);
    if (status == SGM_OK && threads > 1)
        status = sgm_batch_threads(s->verifier->batch, threads);
    for (size_t i = 0; i < n && status == SGM_OK; i++)
        status = prove(s, i, &rng);
    if (status != SGM_OK)
        sgm_p256_schnorr_clear(s);
    return status;
}

sgm_status sgm_p256_schnorr_verify(const sgm_p256_schnorr *s, size_t i)
{
    sgm_instance *inst;
    sgm_status status = instance(&inst, s, i);
    if (status == SGM_OK)
        status = sgm_verify(s->verifier->ctx, inst, s->proof[i], sizeof s->proof[i]);
    sgm_instance_free(inst);
    return status;
}

sgm_status sgm_p256_schnorr_batch(const sgm_p256_schnorr *s)
{
    sgm_batch *b = s->verifier->batch;
    sgm_instance **inst = s->verifier->instances;
    sgm_status status = SGM_OK;
    sgm_batch_clear(b);
    drop_instances(s);
    for (size_t i = 0; i < s->n && status == SGM_OK; i++) {
        status = instance(&inst[i], s, i);
        if (status == SGM_OK)
            status = sgm_batch_add(b, inst[i], s->proof[i], sizeof s->proof[i]);
    }
    return status == SGM_OK ? sgm_batch_verify(b) : status;
}

int sgm_p256_schnorr_blames(const sgm_p256_schnorr *s, size_t culprit)
{
    const size_t *culprits;
    size_t n;
    return sgm_batch_culprits(s->verifier->batch, &culprits, &n) == SGM_OK && n == 1 && culprits[0] == culprit;
}
