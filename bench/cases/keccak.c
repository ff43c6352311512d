/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cases of Keccak: the bare permutation on a backend's lanes, and SHAKE128 of many messages. */
#include "bench/cases/support.h"

#include "primitives/keccak/keccak.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* SHAKE128 of one message by OpenSSL. */
static int openssl_shake128(uint8_t *out, size_t out_len, const uint8_t *in, size_t len)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    int ok = ctx != NULL && EVP_DigestInit_ex(ctx, EVP_shake128(), NULL) && EVP_DigestUpdate(ctx, in, len) &&
             EVP_DigestFinalXOF(ctx, out, out_len);
    EVP_MD_CTX_free(ctx);
    return ok;
}

/* The permutation: n states, each one padded block of SHAKE128, so that OpenSSL can name the result. */
enum { MESSAGE = 100 };

typedef struct permute_state {
    const sgm_backend *be;
    size_t n;
    uint8_t (*message)[MESSAGE];
    uint64_t *start, *work; /* n states, interleaved in groups of be->lanes; the last group is filled with zeros */
    size_t words;
} permute_state;

static void permute_teardown(void *state)
{
    permute_state *s = state;
    if (s == NULL)
        return;
    free(s->message);
    free(s->start);
    free(s->work);
    free(s);
}

static uint64_t *permute_word(const permute_state *s, uint64_t *st, size_t i, size_t word)
{
    size_t lanes = s->be->lanes;
    return &st[(i / lanes * 25 + word) * lanes + i % lanes];
}

static sgm_status permute_setup(void **state, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    (void)c;
    permute_state *s = calloc(1, sizeof *s);
    *state = NULL;
    if (s == NULL)
        return SGM_NOMEM;
    s->be = env->be;
    s->n = n;
    s->words = (n + s->be->lanes - 1) / s->be->lanes * s->be->lanes * 25;
    s->message = sgm_case_alloc(n, sizeof *s->message);
    s->start = sgm_case_alloc(s->words, sizeof *s->start);
    s->work = sgm_case_alloc(s->words, sizeof *s->work);
    if (s->message == NULL || s->start == NULL || s->work == NULL) {
        permute_teardown(s);
        return SGM_NOMEM;
    }
    sgm_input_bytes(s->message, n * sizeof *s->message, env->seed, "keccak", 0);
    for (size_t i = 0; i < n; i++) {
        uint8_t block[SGM_SHAKE128_RATE] = {0};
        memcpy(block, s->message[i], MESSAGE);
        block[MESSAGE] = 0x1f;
        block[SGM_SHAKE128_RATE - 1] ^= 0x80;
        for (size_t w = 0; w < SGM_SHAKE128_RATE / 8; w++) {
            uint64_t x = 0;
            for (int k = 7; k >= 0; k--)
                x = x << 8 | block[8 * w + (size_t)k];
            *permute_word(s, s->start, i, w) = x;
        }
    }
    *state = s;
    return SGM_OK;
}

static void permute_all(const permute_state *s)
{
    for (size_t i = 0; i < s->words; i += (size_t)25 * s->be->lanes)
        s->be->keccak_f1600(&s->work[i]);
}

static sgm_status permute_run(void *state)
{
    permute_state *s = state;
    memcpy(s->work, s->start, s->words * sizeof *s->work);
    permute_all(s);
    return SGM_OK;
}

static void permute_bytes(const permute_state *s, size_t i, size_t words, uint8_t *out)
{
    for (size_t w = 0; w < words; w++)
        for (unsigned k = 0; k < 8; k++)
            out[8 * w + k] = (uint8_t)(*permute_word(s, s->work, i, w) >> 8 * k);
}

/* The first squeeze shows 21 words; the second one depends on the four hidden words of the first. */
static void permute_check(void *state, sgm_verdict *v)
{
    permute_state *s = state;
    sgm_verdict_pass(v);
    if (permute_run(s) != SGM_OK)
        sgm_verdict_fail(v, "run failed");
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < s->n; i++) {
            uint8_t want[2 * SGM_SHAKE128_RATE], got[SGM_SHAKE128_RATE];
            permute_bytes(s, i, SGM_SHAKE128_RATE / 8, got);
            if (!openssl_shake128(want, sizeof want, s->message[i], MESSAGE) ||
                memcmp(got, want + round * SGM_SHAKE128_RATE, sizeof got) != 0)
                sgm_verdict_fail(v, "state %zu differs from OpenSSL's SHAKE128", i);
        }
        if (round == 0)
            permute_all(s);
    }
    if (permute_run(s) != SGM_OK)
        sgm_verdict_fail(v, "run failed");
}

static void permute_input(void *state, const sgm_sink *sink)
{
    permute_state *s = state;
    sgm_sink_put(sink, s->message, s->n * sizeof *s->message);
}

static void permute_canon(void *state, const sgm_sink *sink)
{
    permute_state *s = state;
    for (size_t i = 0; i < s->n; i++) {
        uint8_t bytes[200];
        permute_bytes(s, i, 25, bytes);
        sgm_sink_put(sink, bytes, sizeof bytes);
    }
}

/* SHAKE128 of n messages of a transcript's size, 32 bytes out; the peer hashes the same ones with OpenSSL. */
enum { LONGEST = 700, TYPICAL = 536, OUT = 32 };

typedef struct shake_state {
    const sgm_backend *be; /* NULL: OpenSSL */
    size_t n;
    uint8_t (*in)[LONGEST];
    uint8_t (*out)[OUT];
    sgm_shake_job *jobs;
} shake_state;

static void shake_teardown(void *state)
{
    shake_state *s = state;
    if (s == NULL)
        return;
    free(s->in);
    free(s->out);
    free(s->jobs);
    free(s);
}

static sgm_status shake_setup(void **state, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    (void)c;
    shake_state *s = calloc(1, sizeof *s);
    *state = NULL;
    if (s == NULL)
        return SGM_NOMEM;
    s->be = env->be;
    s->n = n;
    s->in = sgm_case_alloc(n, sizeof *s->in);
    s->out = sgm_case_alloc(n, sizeof *s->out);
    s->jobs = sgm_case_alloc(n, sizeof *s->jobs);
    if (s->in == NULL || s->out == NULL || s->jobs == NULL) {
        shake_teardown(s);
        return SGM_NOMEM;
    }
    sgm_input_bytes(s->in, n * sizeof *s->in, env->seed, "shake", 0);
    for (size_t i = 0; i < n; i++) {
        size_t len = env->input_class == 1 ? (i * 83 + i / 3) % (LONGEST + 1) : TYPICAL, cut = len / 3;
        s->jobs[i] = (sgm_shake_job){
            .in = {s->in[i], s->in[i] + cut}, .in_len = {cut, len - cut}, .n_in = 2, .out = s->out[i], .out_len = OUT};
    }
    *state = s;
    return SGM_OK;
}

static sgm_status shake_run(void *state)
{
    shake_state *s = state;
    sgm_shake128_n(s->be, s->jobs, s->n);
    return SGM_OK;
}

static size_t shake_len(const shake_state *s, size_t i) { return s->jobs[i].in_len[0] + s->jobs[i].in_len[1]; }

static sgm_status shake_peer_run(void *state)
{
    shake_state *s = state;
    for (size_t i = 0; i < s->n; i++)
        if (!openssl_shake128(s->out[i], OUT, s->in[i], shake_len(s, i)))
            return SGM_NOMEM;
    return SGM_OK;
}

static void shake_compare(shake_state *s, sgm_verdict *v)
{
    for (size_t i = 0; i < s->n; i++) {
        uint8_t want[OUT];
        if (!openssl_shake128(want, OUT, s->in[i], shake_len(s, i)) || memcmp(s->out[i], want, OUT) != 0)
            sgm_verdict_fail(v, "message %zu differs from OpenSSL's SHAKE128", i);
    }
}

static void shake_check(void *state, sgm_verdict *v)
{
    sgm_verdict_pass(v);
    if (shake_run(state) != SGM_OK)
        sgm_verdict_fail(v, "run failed");
    shake_compare(state, v);
}

/* The peer is checked against the portable permutation of this project: each is the other's oracle. */
static void shake_peer_check(void *state, sgm_verdict *v)
{
    shake_state *s = state;
    sgm_verdict_pass(v);
    sgm_shake128_n(&sgm_backend_scalar51, s->jobs, s->n);
    shake_compare(s, v);
    if (shake_peer_run(s) != SGM_OK)
        sgm_verdict_fail(v, "run failed");
}

static void shake_input(void *state, const sgm_sink *sink)
{
    shake_state *s = state;
    for (size_t i = 0; i < s->n; i++)
        sgm_sink_put(sink, s->in[i], shake_len(s, i));
}

static void shake_canon(void *state, const sgm_sink *sink)
{
    shake_state *s = state;
    sgm_sink_put(sink, s->out, s->n * sizeof *s->out);
}

static const char *const permute_classes[] = {"random", NULL};
static const char *const shake_classes[] = {"equal lengths", "ragged lengths", NULL};
static const size_t permute_sizes[] = {1, 2, 4, 8, 16, 64, 256, 1024, 4096, 0};
static const size_t shake_sizes[] = {1, 2, 4, 8, 16, 64, 256, 1024, 4096, 16384, 0};

static const sgm_case list[] = {
    {.id = "primitives/keccak/f1600",
     .timing = SGM_CONSTANT_TIME,
     .classes = permute_classes,
     .sizes = permute_sizes,
     .setup = permute_setup,
     .run = permute_run,
     .check = permute_check,
     .input = permute_input,
     .canon = permute_canon,
     .teardown = permute_teardown},
    {.id = "primitives/keccak/shake128",
     .timing = SGM_CONSTANT_TIME,
     .classes = shake_classes,
     .sizes = shake_sizes,
     .setup = shake_setup,
     .run = shake_run,
     .check = shake_check,
     .input = shake_input,
     .canon = shake_canon,
     .teardown = shake_teardown},
    {.id = "primitives/keccak/shake128",
     .peer = "openssl",
     .timing = SGM_CONSTANT_TIME,
     .classes = shake_classes,
     .sizes = shake_sizes,
     .setup = shake_setup,
     .run = shake_peer_run,
     .check = shake_peer_check,
     .input = shake_input,
     .canon = shake_canon,
     .teardown = shake_teardown},
};
const sgm_case_group sgm_cases_keccak = {list, sizeof list / sizeof list[0]};
