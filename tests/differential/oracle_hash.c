/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* SHAKE128 and the sponge against OpenSSL, SHA-512 against libsodium: every length over several blocks. */
#include "primitives/keccak/keccak.h"
#include "protocols/hash.h"
#include "protocols/transcript.h"
#include "tests/support/test.h"

#include <openssl/evp.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 3 * SGM_SHAKE128_RATE + 5, JOBS = 19 };

static void openssl_shake(uint8_t *out, size_t out_len, const uint8_t *in, size_t len)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (!ctx || !EVP_DigestInit_ex(ctx, EVP_shake128(), NULL) || !EVP_DigestUpdate(ctx, in, len) ||
        !EVP_DigestFinalXOF(ctx, out, out_len)) {
        fputs("OpenSSL failed\n", stderr);
        exit(2);
    }
    EVP_MD_CTX_free(ctx);
}

/* Cuts a message into up to six parts, some of them empty. */
static void cut(test_rng *g, sgm_shake_job *job, const uint8_t *in, size_t len)
{
    job->n_in = 1 + (unsigned)test_below(g, 6);
    for (unsigned i = 0; i < job->n_in; i++) {
        size_t take = i + 1 == job->n_in ? len : test_below(g, len + 1);
        job->in[i] = in;
        job->in_len[i] = take;
        in += take;
        len -= take;
    }
}

static void one_message(const sgm_backend *be, test_rng *g, test_tally *t)
{
    uint8_t in[LONGEST], got[LONGEST], want[LONGEST];
    for (size_t len = 0; len <= LONGEST; len++) {
        sgm_shake_job job = {.out = got, .out_len = test_below(g, LONGEST) + 1};
        test_edgy_bytes(g, in, sizeof in);
        cut(g, &job, in, len);
        sgm_shake128_n(be, &job, 1);
        openssl_shake(want, job.out_len, in, len);
        test_check(t, memcmp(got, want, job.out_len) == 0, "%s: SHAKE128 of %zu bytes", be->name, len);
    }
}

/* Many at once: equal lengths first, then every job of its own length. */
static void many_messages(const sgm_backend *be, test_rng *g, size_t rounds, test_tally *t)
{
    static uint8_t in[JOBS][LONGEST], got[JOBS][LONGEST];
    uint8_t want[LONGEST];
    for (size_t round = 0; round < rounds; round++) {
        sgm_shake_job jobs[JOBS];
        size_t lens[JOBS], n = 1 + test_below(g, JOBS), common = test_below(g, LONGEST);
        for (size_t i = 0; i < n; i++) {
            lens[i] = round % 2 ? test_below(g, LONGEST) : common;
            test_bytes(g, in[i], lens[i]);
            jobs[i] = (sgm_shake_job){.out = got[i], .out_len = round % 3 ? 32 : test_below(g, LONGEST)};
            cut(g, &jobs[i], in[i], lens[i]);
        }
        sgm_shake128_n(be, jobs, n);
        for (size_t i = 0; i < n; i++) {
            openssl_shake(want, jobs[i].out_len + 1, in[i], lens[i]);
            test_check(t, memcmp(got[i], want, jobs[i].out_len) == 0, "%s: SHAKE128, job %zu of %zu", be->name, i, n);
        }
    }
}

/* Random absorbs and squeezes; the oracle hashes everything absorbed again and skips what was already squeezed. */
static void sponge(test_rng *g, size_t rounds, test_tally *t)
{
    for (size_t round = 0; round < rounds; round++) {
        uint8_t all[SGM_SHAKE128_RATE + 8 * 400] = {0}, got[400], want[8 * 400];
        size_t absorbed = SGM_SHAKE128_RATE, squeezed = 0;
        sgm_transcript s;
        test_bytes(g, all, 32);
        sgm_transcript_init(&s, all);
        for (int step = 0; step < 8; step++) {
            size_t n = test_below(g, 4) ? test_below(g, 400) : test_below(g, 2);
            if (test_below(g, 2)) {
                test_bytes(g, all + absorbed, n);
                sgm_transcript_absorb(&s, all + absorbed, n);
                absorbed += n;
                squeezed = n ? 0 : squeezed;
            } else {
                sgm_transcript_squeeze(&s, got, n);
                openssl_shake(want, squeezed + n + 1, all, absorbed);
                test_check(t, memcmp(got, want + squeezed, n) == 0, "sponge, round %zu, step %d", round, step);
                squeezed += n;
            }
        }
    }
}

static void sha512(test_rng *g, test_tally *t)
{
    uint8_t in[600], got[64], want[64];
    sgm_sha512_ctx *ctx = NULL;
    if (!test_check(t, sgm_sha512_new(&ctx) == SGM_OK, "no SHA-512"))
        return;
    for (size_t len = 0; len <= sizeof in; len++) {
        size_t first = test_below(g, len + 1);
        test_bytes(g, in, sizeof in);
        crypto_hash_sha512(want, in, len);
        const sgm_bytes parts[2] = {{in, first}, {in + first, len - first}};
        test_check(t, sgm_sha512(got, parts, 2) == SGM_OK && memcmp(got, want, 64) == 0, "SHA-512 of %zu bytes", len);
        int ok = sgm_sha512_update(ctx, in, first) == SGM_OK &&
                 sgm_sha512_update(ctx, in + first, len - first) == SGM_OK && sgm_sha512_final(ctx, got) == SGM_OK;
        test_check(t, ok && memcmp(got, want, 64) == 0, "incremental SHA-512 of %zu bytes", len);
    }
    sgm_sha512_free(ctx);
}

int main(int argc, char **argv)
{
    const sgm_backend *backends[16];
    test_tally t = {0, 0};
    if (sodium_init() < 0)
        return 2;
    size_t n = test_backends(argc, argv, backends);
    size_t rounds = strtoul(test_option(argc, argv, "--rounds", "400"), NULL, 10);
    test_rng g = test_rng_new(argc, argv);
    for (size_t i = 0; i < n; i++) {
        one_message(backends[i], &g, &t);
        many_messages(backends[i], &g, rounds, &t);
    }
    sponge(&g, rounds, &t);
    sha512(&g, &t);
    return test_report(&t);
}
