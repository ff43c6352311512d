/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Keccak and SHAKE128, one message and many side by side, against OpenSSL. */
#include "primitives/backend/backend.h"
#include "primitives/keccak/keccak.h"
#include "tests/unit/unit.h"

#include <openssl/evp.h>
#include <stdlib.h>

/* The template once more, on eight states: every lane must give what one lane gives. */
#define SGM_LANES 8
typedef struct sgm_w {
    uint64_t v[SGM_LANES];
} sgm_w;

#define EACH_LANE(expression)                                                                                          \
    do {                                                                                                               \
        sgm_w r;                                                                                                       \
        for (int i = 0; i < SGM_LANES; i++)                                                                            \
            r.v[i] = (expression);                                                                                     \
        return r;                                                                                                      \
    } while (0)

static sgm_w w_load(const uint64_t *p) { EACH_LANE(p[i]); }
static void w_store(uint64_t *p, sgm_w a) { memcpy(p, a.v, sizeof a.v); }
static sgm_w w_splat(uint64_t a) { EACH_LANE(a); }
static sgm_w w_xor(sgm_w a, sgm_w b) { EACH_LANE(a.v[i] ^ b.v[i]); }
static sgm_w w_andnot(sgm_w a, sgm_w b) { EACH_LANE(~a.v[i] & b.v[i]); }
static sgm_w w_rol(sgm_w a, int n) { EACH_LANE(a.v[i] << n | a.v[i] >> (64 - n)); }

#include "primitives/keccak/keccak.tmpl.h"

static void add_blocks(uint64_t *st, const uint8_t *const *block, size_t lanes)
{
    for (size_t s = 0; s < lanes; s++)
        for (size_t i = 0; i < SGM_SHAKE128_RATE; i++)
            st[i / 8 * lanes + s] ^= (uint64_t)block[s][i] << 8 * (i % 8);
}

static void absorb_one(uint64_t *st, const uint8_t *const *block)
{
    add_blocks(st, block, 1);
    sgm_keccak_f1600(st);
}

static void absorb_eight(uint64_t *st, const uint8_t *const *block)
{
    add_blocks(st, block, SGM_LANES);
    keccak_f1600(st);
}

static const sgm_backend one_lane = {.name = "one", .lanes = 1, .keccak_absorb = absorb_one};
static const sgm_backend eight_lanes = {.name = "eight", .lanes = SGM_LANES, .keccak_absorb = absorb_eight};

enum { MESSAGES = 40, LONGEST = 700 };

static void openssl_shake128(uint8_t *out, size_t out_len, const uint8_t *in, size_t len)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    int ok = ctx != NULL && EVP_DigestInit_ex(ctx, EVP_shake128(), NULL) == 1 && EVP_DigestUpdate(ctx, in, len) == 1 &&
             EVP_DigestFinalXOF(ctx, out, out_len) == 1;
    EVP_MD_CTX_free(ctx);
    CHECK("OpenSSL makes a SHAKE128", ok);
}

static uint8_t message[LONGEST];

/* Cuts message[0..len) into 0 to 6 parts at pseudorandom places, some of them empty. */
static sgm_shake_job cut(size_t len, uint8_t *out, size_t out_len)
{
    sgm_shake_job job = {.out = out, .out_len = out_len};
    size_t done = 0;
    job.n_in = len == 0 ? (unsigned)rand() % 2 : 1 + (unsigned)rand() % 6;
    for (unsigned i = 0; i < job.n_in; i++) {
        size_t take = i + 1 == job.n_in ? len - done : (size_t)rand() % (len - done + 1);
        job.in[i] = take > 0 ? message + done : NULL;
        job.in_len[i] = take;
        done += take;
    }
    return job;
}

/* n messages of lengths len(i) in one call, each against OpenSSL, with a byte behind each output left alone. */
static void check_many(const sgm_backend *be, size_t n, const size_t *len, const size_t *out_len)
{
    static uint8_t out[MESSAGES][LONGEST + 1], want[LONGEST];
    sgm_shake_job jobs[MESSAGES] = {{.n_in = 0}};
    for (size_t i = 0; i < n; i++) {
        memset(out[i], 0xa5, sizeof out[i]);
        jobs[i] = cut(len[i], out[i], out_len[i]);
    }
    sgm_shake128_n(be, jobs, n);
    for (size_t i = 0; i < n; i++) {
        openssl_shake128(want, out_len[i], message, len[i]);
        CHECK_BYTES(be->name, out[i], want, out_len[i]);
        CHECK("nothing is written behind the output", out[i][out_len[i]] == 0xa5);
    }
}

static void check_backend(const sgm_backend *be)
{
    size_t len[MESSAGES], out_len[MESSAGES];
    for (size_t n = 0; n <= 600; n++) {
        len[0] = n;
        out_len[0] = 32 + n % 3 * 168;
        check_many(be, 1, len, out_len);
    }
    for (size_t n = 0; n <= MESSAGES; n++) {
        for (size_t i = 0; i < n; i++) {
            len[i] = (size_t)rand() % LONGEST;
            out_len[i] = 1 + (size_t)rand() % LONGEST;
        }
        check_many(be, n, len, out_len);
        for (size_t i = 0; i < n; i++) {
            len[i] = 168 * (i % 4);
            out_len[i] = i % 2 == 0 ? 168 : 336;
        }
        check_many(be, n, len, out_len);
    }
}

int main(void)
{
    srand(1);
    for (size_t i = 0; i < sizeof message; i++)
        message[i] = (uint8_t)rand();
    check_backend(&one_lane);
    check_backend(&eight_lanes);
    return unit_result("shake");
}
