/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Field operations of every backend against OpenSSL's big integers, worst-case limbs in every lane position. */
#include "tests/support/test.h"

#include <openssl/bn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVERY_LANE = 3000 }; /* rounds from which on every lane position is tried */
#define LIMB_MAX ((UINT64_C(1) << 52) - 1)

/* Big integers that every comparison needs. */
typedef struct oracle {
    BN_CTX *ctx;
    BIGNUM *p, *i, *a, *b, *r; /* i: the even square root of -1 */
} oracle;

static void need(int ok)
{
    if (!ok) {
        fputs("OpenSSL failed\n", stderr);
        exit(2);
    }
}

/* r = -r mod p where r is odd: the root that RFC 9496 calls not negative. In: 0 < r < p, or r = 0. */
static void make_even(const oracle *o, BIGNUM *r)
{
    if (BN_is_odd(r))
        need(BN_sub(r, o->p, r));
}

static void oracle_init(oracle *o)
{
    *o = (oracle){BN_CTX_new(), BN_new(), BN_new(), BN_new(), BN_new(), BN_new()};
    need(o->ctx && o->p && o->i && o->a && o->b && o->r);
    need(BN_set_bit(o->p, 255) && BN_sub_word(o->p, 19));
    need(BN_sub(o->a, o->p, BN_value_one()) && BN_mod_sqrt(o->i, o->a, o->p, o->ctx) != NULL);
    make_even(o, o->i);
}

static void oracle_free(oracle *o)
{
    BN_free(o->r);
    BN_free(o->b);
    BN_free(o->a);
    BN_free(o->i);
    BN_free(o->p);
    BN_CTX_free(o->ctx);
}

/* n = sum v[i] 2^(51 i). */
static void to_integer(BIGNUM *n, const sgm_fe *f)
{
    BN_zero(n);
    for (int i = 4; i >= 0; i--)
        need(BN_lshift(n, n, 51) && BN_add_word(n, f->v[i]));
}

/* 1 if f has limbs below 2^51 and the value n. */
static int is_canonical(const sgm_fe *f, const BIGNUM *n)
{
    uint8_t bytes[32];
    uint64_t limbs[5] = {0};
    need(BN_bn2lebinpad(n, bytes, 32) == 32);
    for (unsigned bit = 0; bit < 255; bit++)
        limbs[bit / 51] |= (uint64_t)(bytes[bit / 8] >> bit % 8 & 1) << bit % 51;
    return memcmp(limbs, f->v, sizeof limbs) == 0;
}

/* r = the even square root of a / b, or of i a / b where a / b has none; 0 if a or b is 0. */
static void sqrt_ratio(oracle *o)
{
    need(BN_nnmod(o->a, o->a, o->p, o->ctx) && BN_nnmod(o->b, o->b, o->p, o->ctx));
    BN_zero(o->r);
    if (BN_is_zero(o->a) || BN_is_zero(o->b))
        return;
    need(BN_mod_inverse(o->b, o->b, o->p, o->ctx) != NULL && BN_mod_mul(o->a, o->a, o->b, o->p, o->ctx));
    if (BN_kronecker(o->a, o->p, o->ctx) != 1)
        need(BN_mod_mul(o->a, o->a, o->i, o->p, o->ctx));
    need(BN_mod_sqrt(o->r, o->a, o->p, o->ctx) != NULL);
    make_even(o, o->r);
}

static int agrees(oracle *o, sgm_fe_op op, const sgm_fe *r, const sgm_fe *a, const sgm_fe *b)
{
    to_integer(o->a, a);
    to_integer(o->b, b);
    switch (op) {
    case SGM_FE_ADD:
        need(BN_mod_add(o->r, o->a, o->b, o->p, o->ctx));
        break;
    case SGM_FE_SUB:
        need(BN_mod_sub(o->r, o->a, o->b, o->p, o->ctx));
        break;
    case SGM_FE_MUL:
        need(BN_mod_mul(o->r, o->a, o->b, o->p, o->ctx));
        break;
    case SGM_FE_SQR:
        need(BN_mod_sqr(o->r, o->a, o->p, o->ctx));
        break;
    case SGM_FE_INVERT:
        need(BN_nnmod(o->a, o->a, o->p, o->ctx));
        if (BN_is_zero(o->a))
            BN_zero(o->r);
        else
            need(BN_mod_inverse(o->r, o->a, o->p, o->ctx) != NULL);
        break;
    default:
        sqrt_ratio(o);
        break;
    }
    return is_canonical(r, o->r);
}

/* Limbs where carries live: the largest allowed, runs of bits, zero, p and its neighbours, random. */
static void edgy_element(test_rng *g, sgm_fe *f)
{
    unsigned extremes = (unsigned)test_below(g, 32);
    uint8_t bytes[40];
    test_edgy_bytes(g, bytes, sizeof bytes);
    memcpy(f->v, bytes, sizeof f->v);
    for (unsigned i = 0; i < 5; i++) {
        f->v[i] &= LIMB_MAX;
        if (extremes >> i & 1)
            f->v[i] = test_below(g, 8) ? LIMB_MAX - test_below(g, 3) : 0;
    }
    if (test_below(g, 16) == 0) { /* p - k .. p + k in the smallest limbs */
        for (unsigned i = 1; i < 5; i++)
            f->v[i] = (UINT64_C(1) << 51) - 1;
        f->v[0] = (UINT64_C(1) << 51) - 40 + test_below(g, 40);
    }
}

static const char *const op_names[] = {"add", "sub", "mul", "sqr", "invert", "square root of a ratio"};

/* All 32 patterns of limbs at their maximum or zero, against each other, in one lane after the other or in one of them,
 * the other lanes random. */
static void all_patterns(const sgm_backend *be, oracle *o, test_rng *g, int every_lane, test_tally *t)
{
    enum { N = 16 }; /* no backend has more lanes in one exponentiation */
    for (unsigned pattern = 0; pattern < 32 * 32; pattern++) {
        for (size_t k = 0; k < (every_lane ? N : 1); k++) {
            sgm_fe a[N], b[N], r[N];
            size_t lane = (pattern + k) % N;
            for (size_t i = 0; i < N; i++) {
                edgy_element(g, &a[i]);
                edgy_element(g, &b[i]);
            }
            for (unsigned i = 0; i < 5; i++) {
                a[lane].v[i] = pattern >> i & 1 ? LIMB_MAX : 0;
                b[lane].v[i] = pattern >> (5 + i) & 1 ? LIMB_MAX : 0;
            }
            for (int op = SGM_FE_ADD; op <= (k ? SGM_FE_SQR : SGM_FE_SQRT_RATIO); op++) {
                be->fe_apply((sgm_fe_op)op, r, a, b, N);
                int ok = 1;
                for (size_t i = 0; i < N; i++)
                    ok &= agrees(o, (sgm_fe_op)op, &r[i], &a[i], &b[i]);
                test_check(t, ok, "%s: %s of maximal limbs in lane %zu, pattern %u", be->name, op_names[op], lane,
                           pattern);
            }
        }
    }
}

/* Values around 0, p and 2^255, written with small limbs or with the largest, all against all. The carry that tells
 * p .. 2^255 - 1 from what is below p is made by these alone: random values meet it once in 2^250. */
static void neighbours(const sgm_backend *be, oracle *o, test_tally *t)
{
    enum { N = 76 };
    const uint64_t ones = (UINT64_C(1) << 51) - 1;
    sgm_fe values[N];
    for (uint64_t k = 0; k < N; k++) {
        uint64_t rest = k < 19 ? 0 : ones;
        values[k] = (sgm_fe){{k < 19 ? k : ones - 75 + k, rest, rest, rest, rest}};
    }
    for (int op = SGM_FE_ADD; op <= SGM_FE_SQR; op++) {
        for (size_t k = 0; k < N; k++) {
            sgm_fe b[N], r[N];
            for (size_t i = 0; i < N; i++)
                b[i] = values[(i + k) % N];
            be->fe_apply((sgm_fe_op)op, r, values, b, N);
            int ok = 1;
            for (size_t i = 0; i < N; i++)
                ok &= agrees(o, (sgm_fe_op)op, &r[i], &values[i], &b[i]);
            test_check(t, ok, "%s: %s of neighbours %zu apart", be->name, op_names[op], k);
        }
    }
}

static void random_elements(const sgm_backend *be, oracle *o, test_rng *g, size_t rounds, test_tally *t)
{
    enum { N = 37 };
    for (size_t round = 0; round < rounds; round++) {
        sgm_fe a[N], b[N], r[N];
        size_t n = 1 + test_below(g, N);
        for (size_t i = 0; i < n; i++) {
            edgy_element(g, &a[i]);
            edgy_element(g, &b[i]);
        }
        for (int op = SGM_FE_ADD; op <= SGM_FE_SQRT_RATIO; op++) {
            if (op >= SGM_FE_INVERT && round % 32)
                continue;
            be->fe_apply((sgm_fe_op)op, r, a, b, n);
            for (size_t i = 0; i < n; i++)
                test_check(t, agrees(o, (sgm_fe_op)op, &r[i], &a[i], &b[i]), "%s: %s, item %zu of %zu", be->name,
                           op_names[op], i, n);
        }
    }
}

/* fe_chain is fe_apply many times; starts from every lane full of maximal limbs. */
static void chains(const sgm_backend *be, test_rng *g, test_tally *t)
{
    enum { MAX_LANES = 16, ITERATIONS = 9 };
    for (int op = SGM_FE_ADD; op <= SGM_FE_SQR; op++) {
        sgm_fe chain[MAX_LANES], apply[MAX_LANES], b[MAX_LANES];
        for (size_t i = 0; i < be->lanes; i++) {
            edgy_element(g, &b[i]);
            edgy_element(g, &chain[i]);
            apply[i] = chain[i];
        }
        be->fe_chain((sgm_fe_op)op, chain, b, ITERATIONS);
        for (int i = 0; i < ITERATIONS; i++)
            be->fe_apply((sgm_fe_op)op, apply, apply, b, be->lanes);
        /* times one: the canonical value of whatever form the chain ended in */
        sgm_fe one[MAX_LANES] = {{{0}}}, canonical[MAX_LANES];
        for (size_t i = 0; i < be->lanes; i++)
            one[i].v[0] = 1;
        be->fe_apply(SGM_FE_MUL, canonical, chain, one, be->lanes);
        test_check(t, memcmp(canonical, apply, be->lanes * sizeof *apply) == 0, "%s: chain of %s", be->name,
                   op_names[op]);
    }
}

int main(int argc, char **argv)
{
    const sgm_backend *backends[16];
    test_tally t = {0, 0};
    oracle o;
    oracle_init(&o);
    size_t n = test_backends(argc, argv, backends);
    size_t rounds = strtoul(test_option(argc, argv, "--rounds", "3000"), NULL, 10);
    test_rng g = test_rng_new(argc, argv);
    for (size_t i = 0; i < n; i++) {
        all_patterns(backends[i], &o, &g, rounds >= EVERY_LANE, &t);
        neighbours(backends[i], &o, &t);
        random_elements(backends[i], &o, &g, rounds, &t);
        chains(backends[i], &g, &t);
    }
    oracle_free(&o);
    return test_report(&t);
}
