/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cases of the suite P-256: Schnorr proofs verified alone and in batches, and OpenSSL doing the same one by one. */
#include "bench/cases/p256_schnorr.h"
#include "bench/cases/support.h"
#include "bench/peers/p256_literal.h"

#include <stdlib.h>
#include <string.h>

enum { OP_VERIFY, OP_BATCH, OP_LITERAL };

typedef struct schnorr_state {
    int op;
    sgm_p256_schnorr s;
    sgm_p256_literal *literal;
    uint8_t *accepted; /* one verdict per proof */
} schnorr_state;

static void schnorr_teardown(void *state)
{
    schnorr_state *s = state;
    if (s == NULL)
        return;
    sgm_p256_schnorr_clear(&s->s);
    sgm_p256_literal_free(s->literal);
    free(s->accepted);
    free(s);
}

static sgm_status schnorr_setup(void **state, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    schnorr_state *s = calloc(1, sizeof *s);
    *state = NULL;
    if (s == NULL)
        return SGM_NOMEM;
    s->op = c->op;
    s->accepted = sgm_case_alloc(n, 1);
    sgm_status status = s->accepted != NULL ? sgm_p256_schnorr_make(&s->s, n, env->seed, env->threads) : SGM_NOMEM;
    if (status == SGM_OK)
        status = sgm_p256_literal_new(&s->literal, s->s.sid);
    if (status != SGM_OK)
        schnorr_teardown(s);
    else
        *state = s;
    return status;
}

static int literal_accepts(const schnorr_state *s, size_t i)
{
    return sgm_p256_literal_accepts(s->literal, s->s.statement[i], s->s.proof[i]);
}

static sgm_status schnorr_run(void *state)
{
    schnorr_state *s = state;
    sgm_status status = s->op == OP_BATCH ? sgm_p256_schnorr_batch(&s->s) : SGM_OK;
    for (size_t i = 0; i < s->s.n; i++) {
        if (s->op == OP_VERIFY)
            s->accepted[i] = sgm_p256_schnorr_verify(&s->s, i) == SGM_OK;
        else
            s->accepted[i] = s->op == OP_BATCH ? status == SGM_OK : (uint8_t)literal_accepts(s, i);
        status = s->accepted[i] ? status : SGM_REJECTED;
    }
    return status;
}

/* 1 if run says that proof `bad`, and no other, is false. */
static int names(schnorr_state *s, size_t bad)
{
    if (schnorr_run(s) == SGM_OK)
        return 0;
    if (s->op == OP_BATCH)
        return sgm_p256_schnorr_blames(&s->s, bad);
    for (size_t i = 0; i < s->s.n; i++)
        if (s->accepted[i] != (i != bad))
            return 0;
    return 1;
}

/* One bit flipped, at places spread over the batch and over prefix, commitment and response of a proof. */
static void check_tampered(schnorr_state *s, sgm_verdict *v)
{
    const size_t places = 7;
    v->rejects_tampered = 1;
    for (size_t k = 0; k <= places; k++) {
        size_t i = k * (s->s.n - 1) / places, bit = k * (8 * SGM_P256_PROOF - 1) / places;
        uint8_t *byte = &s->s.proof[i][bit / 8], flip = (uint8_t)(1u << bit % 8);
        *byte ^= flip;
        int caught = names(s, i) && !literal_accepts(s, i);
        *byte ^= flip;
        if (!caught) {
            v->rejects_tampered = 0;
            sgm_verdict_fail(v, "proof %zu with bit %zu flipped is not refused", i, bit);
        }
    }
}

static void schnorr_check(void *state, sgm_verdict *v)
{
    schnorr_state *s = state;
    sgm_verdict_pass(v);
    if (schnorr_run(s) != SGM_OK)
        sgm_verdict_fail(v, "honest proofs are refused");
    for (size_t i = 0; i < s->s.n; i++)
        if (!literal_accepts(s, i))
            sgm_verdict_fail(v, "proof %zu is not accepted by the literal equation on OpenSSL", i);
    check_tampered(s, v);
    if (schnorr_run(s) != SGM_OK)
        sgm_verdict_fail(v, "honest proofs are refused after tampered ones");
}

static void schnorr_input(void *state, const sgm_sink *sink)
{
    const schnorr_state *s = state;
    sgm_sink_put(sink, s->s.statement, s->s.n * sizeof *s->s.statement);
    sgm_sink_put(sink, s->s.proof, s->s.n * sizeof *s->s.proof);
}

static void schnorr_canon(void *state, const sgm_sink *sink)
{
    const schnorr_state *s = state;
    sgm_sink_put(sink, s->accepted, s->s.n);
}

static size_t proof_bytes(const void *state)
{
    (void)state;
    return SGM_P256_PROOF;
}

static size_t statement_bytes(const void *state)
{
    (void)state;
    return SGM_P256_STATEMENT;
}

static const char *const classes[] = {"honest", NULL};
static const size_t one_by_one[] = {1, 16, 0};
static const size_t batches[] = {1, 4, 16, 64, 256, 1024, 4096, 0};

#define VERIFY "protocols/P256-schnorr/verify"
#define SCHNORR(id_, who, op_, sizes_, baseline_, threads_)                                                            \
    {                                                                                                                  \
        .id = id_, who, .baseline = baseline_, .timing = SGM_VARIABLE_TIME, .classes = classes, .sizes = sizes_,       \
        .op = op_, .threads = threads_, .setup = schnorr_setup, .run = schnorr_run, .check = schnorr_check,            \
        .input = schnorr_input, .canon = schnorr_canon, .proof_bytes = proof_bytes,                                    \
        .statement_bytes = statement_bytes, .teardown = schnorr_teardown                                               \
    }

static const sgm_case list[] = {SCHNORR(VERIFY, .suite = "p256", OP_VERIFY, one_by_one, NULL, 0),
                                SCHNORR("protocols/P256-schnorr/batch", .suite = "p256", OP_BATCH, batches, VERIFY, 1),
                                SCHNORR(VERIFY, .peer = "openssl", OP_LITERAL, one_by_one, NULL, 0)};
const sgm_case_group sgm_cases_p256 = {list, sizeof list / sizeof list[0]};
