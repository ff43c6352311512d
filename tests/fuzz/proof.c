/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Any bytes as a proof of one of the corpus's statements: alone and in batches they have the same verdict, and where
 * the honest string is known nothing else is accepted. */
#include "tests/forged/forgery.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

enum { MAX_STATEMENTS = 256 }; /* an input names one in a byte */

static sgm_ctx *ctx;
static struct {
    sgm_instance *inst;
    void *owned; /* what it borrows */
    int batches; /* its proofs take part in batches */
    uint8_t honest[FORGERY_PROOF];
    size_t len; /* 0: the honest string is not known here */
} statements[MAX_STATEMENTS];
static size_t n_statements;

/* Input number k is record k, its first item. Statements that are refused take no proofs. */
static void keep(void *state, const forgery_class *k, const forgery *f)
{
    (void)state;
    FUZZ_REQUIRE(n_statements < MAX_STATEMENTS);
    if (forgery_instance(&statements[n_statements].inst, &statements[n_statements].owned, ctx, &f->item[0]) != SGM_OK)
        statements[n_statements].inst = NULL;
    const subject_form *form = f->item[0].form;
    statements[n_statements].batches = f->item[0].flavor == SGM_BATCHABLE && (!form || !form->alone);
    if (!k->stopped_by) {
        statements[n_statements].len = f->item[0].len;
        memcpy(statements[n_statements].honest, f->item[0].proof, f->item[0].len);
    }
    n_statements++;
}

static sgm_status in_batch(size_t k, const uint8_t *proof, size_t len, sgm_weights weights)
{
    sgm_batch *b = NULL;
    const size_t *culprits;
    size_t n = 0;
    FUZZ_REQUIRE(sgm_batch_new(&b, ctx, weights) == SGM_OK);
    FUZZ_REQUIRE(sgm_batch_add(b, statements[0].inst, statements[0].honest, statements[0].len) == SGM_OK);
    FUZZ_REQUIRE(sgm_batch_add(b, statements[k].inst, proof, len) == SGM_OK);
    sgm_status st = sgm_batch_verify(b);
    FUZZ_REQUIRE(sgm_batch_verify(b) == st);
    FUZZ_REQUIRE(sgm_batch_culprits(b, &culprits, &n) == SGM_OK);
    FUZZ_REQUIRE(st == SGM_OK ? n == 0 : n == 1 && culprits[0] == 1);
    sgm_batch_free(b);
    return st;
}

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t len)
{
    if (!ctx) {
        FUZZ_REQUIRE(sgm_ctx_new(&ctx, sgm_backend_best()) == SGM_OK);
        FUZZ_REQUIRE(corpus_read(FUZZ_CORPUS, keep, NULL));
    }
    if (len == 0)
        return 0;
    const size_t k = in[0] % n_statements;
    const uint8_t *proof = in + 1;
    len--;
    if (!statements[k].inst)
        return 0;
    sgm_status alone = sgm_verify(ctx, statements[k].inst, proof, len);
    FUZZ_REQUIRE(alone == SGM_OK || alone == SGM_REJECTED || alone == SGM_MALFORMED);
    if (alone == SGM_OK && statements[k].len > 0)
        FUZZ_REQUIRE(len == statements[k].len && memcmp(proof, statements[k].honest, len) == 0);
    if (statements[k].batches) {
        FUZZ_REQUIRE(in_batch(k, proof, len, SGM_WEIGHTS_DERIVED) == alone);
        FUZZ_REQUIRE(in_batch(k, proof, len, SGM_WEIGHTS_RANDOM) == alone);
    }
    return 0;
}
