/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Hinted decoding on every backend: exactly the valid encodings with their one canonical hint, and exactly the points
 * of decode. */
#include "primitives/backend/backend.h"
#include "primitives/base/bytes.h"
#include "tests/unit/unit.h"

#include <sodium.h>

enum { N = 37 };

static uint64_t random_word(void)
{
    static uint64_t state = 3;
    return unit_random(&state);
}

static const uint8_t prime[32] = {0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};

/* r = p + a or p - a as integers. In: a < p. */
static void prime_plus(uint8_t r[32], const uint8_t a[32], int sign)
{
    int carry = 0;
    for (int i = 0; i < 32; i++) {
        carry += prime[i] + sign * a[i];
        r[i] = (uint8_t)carry;
        carry >>= 8;
    }
}

static sgm_fe element(const uint8_t in[32])
{
    const uint64_t mask = ((uint64_t)1 << 51) - 1;
    sgm_fe r;
    for (unsigned i = 0; i < 5; i++) {
        const unsigned bit = 51 * i, byte = bit / 8 < 24 ? bit / 8 : 24;
        r.v[i] = sgm_load64(in + byte) >> (bit - 8 * byte) & mask;
    }
    return r;
}

static void element_bytes(uint8_t out[32], const sgm_fe *a)
{
    memset(out, 0, 32);
    for (unsigned bit = 0; bit < 255; bit++)
        out[bit / 8] |= (uint8_t)((a->v[bit / 51] >> bit % 51 & 1) << bit % 8);
}

/* The invsqrt of RFC 9496 4.3.1 for any s, one field operation after another, whether s may be decoded or not. */
static void inverse_root(uint8_t r[32], const uint8_t s_bytes[32])
{
    static const sgm_fe one = {{1}};
    /* -121665/121666 */
    static const sgm_fe d = {{0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff}};
    const sgm_backend *be = &sgm_backend_scalar51;
    sgm_fe s = element(s_bytes), ss, u1, u2, v;
    be->fe_apply(SGM_FE_SQR, &ss, &s, NULL, 1);
    be->fe_apply(SGM_FE_SUB, &u1, &one, &ss, 1);
    be->fe_apply(SGM_FE_ADD, &u2, &one, &ss, 1);
    be->fe_apply(SGM_FE_SQR, &u1, &u1, NULL, 1);
    be->fe_apply(SGM_FE_SQR, &u2, &u2, NULL, 1);
    be->fe_apply(SGM_FE_MUL, &v, &d, &u1, 1);
    be->fe_apply(SGM_FE_ADD, &v, &v, &u2, 1);
    be->fe_apply(SGM_FE_MUL, &v, &v, &u2, 1);
    be->fe_apply(SGM_FE_SUB, &v, &(sgm_fe){{0}}, &v, 1);
    be->fe_apply(SGM_FE_SQRT_RATIO, &v, &one, &v, 1);
    element_bytes(r, &v);
}

typedef struct inputs {
    uint8_t enc[N][32], hint[N][32];
    sgm_affine point[N];
} inputs;

/* The identity and random elements, decoded, with hints. */
static void make_inputs(inputs *in)
{
    uint8_t uniform[N][64], ok[N];
    sgm_point p[N];
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < 64; j++)
            uniform[i][j] = (uint8_t)random_word();
    sgm_backend_scalar51.from_uniform(p, (const uint8_t(*)[64])uniform, N);
    sgm_backend_scalar51.encode(in->enc, p, N);
    memset(in->enc[0], 0, 32);
    size_t refused = sgm_backend_scalar51.decode(in->point, ok, (const uint8_t(*)[32])in->enc, N);
    CHECK("inputs are valid", refused == 0);
    for (size_t i = 0; i < N; i++)
        inverse_root(in->hint[i], in->enc[i]);
}

/* Decodes; item `bad` must be refused and all others accepted, with decode's points; bad = N: none is. */
static void expect(const sgm_backend *be, const inputs *good, const inputs *in, size_t n, size_t bad, const char *what)
{
    static const sgm_affine identity = {.yplusx = {{1}}, .yminusx = {{1}}};
    sgm_affine p[N];
    uint8_t ok[N];
    size_t refused = be->decode_hinted(p, ok, (const uint8_t(*)[32])in->enc, (const uint8_t(*)[32])in->hint, n);
    CHECK(what, refused == (bad < n));
    for (size_t i = 0; i < n; i++) {
        CHECK(what, ok[i] == (i != bad));
        CHECK_BYTES(what, &p[i], i == bad ? &identity : &good->point[i], sizeof p[i]);
    }
}

static void check_valid(const sgm_backend *be, const inputs *good)
{
    for (size_t n = 0; n <= N; n++) {
        uint8_t hint[N][32];
        be->decode_hints(hint, (const uint8_t(*)[32])good->enc, n);
        CHECK_BYTES("hints are the inverse roots", hint, good->hint, 32 * n);
        expect(be, good, good, n, N, "valid encodings with their hints");
    }
}

/* Item i with another hint. */
static void check_hint(const sgm_backend *be, const inputs *good, size_t i, const uint8_t hint[32], const char *what)
{
    inputs in = *good;
    memcpy(in.hint[i], hint, 32);
    expect(be, good, &in, N, i, what);
}

static void check_wrong_hints(const sgm_backend *be, const inputs *good)
{
    static const uint8_t zero[32];
    uint8_t hint[32], ones[32];
    memset(ones, 0xff, sizeof ones);
    for (size_t i = 0; i < N; i++) {
        check_hint(be, good, i, zero, "zero as hint");
        check_hint(be, good, i, ones, "all ones as hint");
        check_hint(be, good, i, prime, "p as hint");
        check_hint(be, good, i, good->hint[(i + 1) % N], "the hint of another point");
        prime_plus(hint, good->hint[i], -1);
        check_hint(be, good, i, hint, "the negative root");
        prime_plus(hint, good->hint[i], 1);
        check_hint(be, good, i, hint, "the root plus p");
        memcpy(hint, good->hint[i], 32);
        hint[31] |= 0x80;
        check_hint(be, good, i, hint, "the root with bit 255");
    }
    for (size_t bit = 0; bit < 256; bit++)
        for (size_t i = 0; i < N; i++) {
            if (i > 0 && i % 8 != bit % 8) /* every bit of the identity, item 0, and an eighth of the others' */
                continue;
            memcpy(hint, good->hint[i], 32);
            hint[bit / 8] ^= (uint8_t)(1u << bit % 8);
            check_hint(be, good, i, hint, "one bit of the hint turned");
        }
}

/* Item i with another encoding and the root that belongs to it; decode refuses, and no hint is made. */
static void check_encoding(const sgm_backend *be, const inputs *good, size_t i, const uint8_t enc[32], const char *what)
{
    static const uint8_t none[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                   0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                   0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    inputs in = *good;
    uint8_t hint[N][32];
    memcpy(in.enc[i], enc, 32);
    inverse_root(in.hint[i], enc);
    expect(be, good, &in, N, i, what);
    be->decode_hints(hint, (const uint8_t(*)[32])in.enc, N);
    CHECK_BYTES(what, hint[i], none, 32);
    memcpy(hint[i], good->hint[i], 32);
    CHECK_BYTES(what, hint, good->hint, sizeof hint);
}

static void check_wrong_encodings(const sgm_backend *be, const inputs *good)
{
    uint8_t enc[32];
    for (size_t i = 0; i < N; i++) {
        prime_plus(enc, good->enc[i], -1); /* for the identity: p itself */
        check_encoding(be, good, i, enc, "the negative of s");
        prime_plus(enc, good->enc[i], 1);
        check_encoding(be, good, i, enc, "s plus p");
        memcpy(enc, good->enc[i], 32);
        enc[31] |= 0x80;
        check_encoding(be, good, i, enc, "s with bit 255");
        memcpy(enc, prime, 32);
        enc[0]--;
        check_encoding(be, good, i, enc, "s = -1, where y = 0");
        do { /* two of three are no square, one of three has x y negative */
            for (size_t j = 0; j < 32; j++)
                enc[j] = (uint8_t)random_word();
            enc[0] &= 0xfe;
            enc[31] &= 0x7f;
        } while (crypto_core_ristretto255_is_valid_point(enc));
        check_encoding(be, good, i, enc, "a string that is no element");
    }
}

int main(void)
{
    static inputs good;
    size_t n;
    const sgm_backend *const *list = sgm_backend_list(&n);
    make_inputs(&good);
    for (size_t i = 0; i < n; i++) {
        if (!list[i]->supported())
            continue;
        check_valid(list[i], &good);
        check_wrong_hints(list[i], &good);
        check_wrong_encodings(list[i], &good);
    }
    return unit_result("hints");
}
