/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Backends with one kernel made wrong on purpose: the control of the registry's checks. */
#include "tests/check/corrupt.h"

static const sgm_backend *original;

/* One bit of the last item, which is the last lane of the last vector. */
static void bad_fe_apply(sgm_fe_op op, sgm_fe *r, const sgm_fe *a, const sgm_fe *b, size_t n)
{
    original->fe_apply(op, r, a, b, n);
    if (n)
        r[n - 1].v[0] ^= 2;
}

static size_t bad_decode(sgm_affine *p, uint8_t *ok, const uint8_t (*enc)[32], size_t n)
{
    size_t refused = original->decode(p, ok, enc, n);
    if (n)
        p[n - 1].t2d.v[0] ^= 2;
    return refused;
}

static size_t bad_decode_hinted(sgm_affine *p, uint8_t *ok, const uint8_t (*enc)[32], const uint8_t (*hint)[32],
                                size_t n)
{
    size_t refused = original->decode_hinted(p, ok, enc, hint, n);
    if (n)
        p[n - 1].t2d.v[0] ^= 2;
    return refused;
}

static void bad_decode_hints(uint8_t (*hint)[32], const uint8_t (*enc)[32], size_t n)
{
    original->decode_hints(hint, enc, n);
    if (n)
        hint[n - 1][9] ^= 1;
}

static void bad_encode(uint8_t (*enc)[32], const sgm_point *p, size_t n)
{
    original->encode(enc, p, n);
    if (n)
        enc[n - 1][9] ^= 1;
}

static void bad_double_encode(uint8_t (*enc)[32], const sgm_point *p, size_t n)
{
    original->double_encode(enc, p, n);
    if (n)
        enc[n - 1][9] ^= 1;
}

static void bad_from_uniform(sgm_point *p, const uint8_t (*in)[64], size_t n)
{
    original->from_uniform(p, in, n);
    if (n)
        original->add(&p[n - 1], &p[n - 1], &p[n - 1], 1);
}

static void bad_add(sgm_point *r, const sgm_point *a, const sgm_point *b, size_t n)
{
    original->add(r, a, b, n);
    if (n)
        original->neg(&r[n - 1], &r[n - 1], 1);
}

static void bad_fixed_mul(sgm_point *r, const sgm_fixed *t, const sgm_sc *k, size_t n)
{
    original->fixed_mul(r, t, k, n);
    if (n)
        original->neg(&r[n - 1], &r[n - 1], 1);
}

static void bad_var_mul(sgm_point *r, const sgm_affine *p, const sgm_sc *k, size_t n)
{
    original->var_mul(r, p, k, n);
    if (n)
        original->neg(&r[n - 1], &r[n - 1], 1);
}

static void bad_var_sums(sgm_point *r, const sgm_affine *p, const sgm_sc *k, size_t terms, size_t n)
{
    original->var_sums(r, p, k, terms, n);
    if (n)
        original->neg(&r[n - 1], &r[n - 1], 1);
}

static void bad_var_sum(sgm_point *r, const sgm_affine *p, const sgm_sc *k, size_t n, void *scratch)
{
    original->var_sum(r, p, k, n, scratch);
    original->neg(r, r, 1);
}

static void bad_msm_vt(sgm_point *r, const sgm_msm_part *parts, size_t n_parts, sgm_share share, void *scratch)
{
    original->msm_vt(r, parts, n_parts, share, scratch);
    sgm_point first;
    for (size_t i = 0; i < n_parts; i++) {
        if (parts[i].n == 0)
            continue;
        original->from_affine(&first, &parts[i].points[parts[i].n - 1], 1);
        original->add(r, r, &first, 1);
        return;
    }
}

static void bad_keccak_f1600(uint64_t *st)
{
    original->keccak_f1600(st);
    st[25 * original->lanes - 1] ^= 1;
}

static void bad_keccak_absorb(uint64_t *st, const uint8_t *const *block)
{
    original->keccak_absorb(st, block);
    st[original->lanes - 1] ^= 1;
}

static void bad_sc_mul(sgm_sc *r, const sgm_sc *a, const sgm_sc *b, size_t n)
{
    original->sc_mul(r, a, b, n);
    if (n)
        r[n - 1].v[0] ^= 1;
}

static void bad_sc_muladd(sgm_sc *r, const sgm_sc *a, const sgm_sc *b, const sgm_sc *c, size_t n)
{
    original->sc_muladd(r, a, b, c, n);
    if (n)
        r[n - 1].v[0] ^= 1;
}

static void bad_sc_reduce64(sgm_sc *r, const uint8_t (*in)[64], size_t n)
{
    original->sc_reduce64(r, in, n);
    if (n)
        r[n - 1].v[0] ^= 1;
}

const char *corrupt_backend(sgm_backend *out, const sgm_backend *be, size_t which)
{
    original = be;
    *out = *be;
    switch (which) {
    case 0:
        out->fe_apply = bad_fe_apply;
        return "fe_apply";
    case 1:
        out->decode = bad_decode;
        return "decode";
    case 2:
        out->encode = bad_encode;
        return "encode";
    case 3:
        out->double_encode = bad_double_encode;
        return "double_encode";
    case 4:
        out->from_uniform = bad_from_uniform;
        return "from_uniform";
    case 5:
        out->add = bad_add;
        return "add";
    case 6:
        out->fixed_mul = bad_fixed_mul;
        return "fixed_mul";
    case 7:
        out->var_mul = bad_var_mul;
        return "var_mul";
    case 8:
        out->msm_vt = bad_msm_vt;
        return "msm_vt";
    case 9:
        out->keccak_f1600 = bad_keccak_f1600;
        return "keccak_f1600";
    case 10:
        out->sc_mul = bad_sc_mul;
        return "sc_mul";
    case 11:
        out->sc_muladd = bad_sc_muladd;
        return "sc_muladd";
    case 12:
        out->sc_reduce64 = bad_sc_reduce64;
        return "sc_reduce64";
    case 13:
        out->decode_hinted = bad_decode_hinted;
        return "decode_hinted";
    case 14:
        out->decode_hints = bad_decode_hints;
        return "decode_hints";
    case 15:
        out->keccak_absorb = bad_keccak_absorb;
        return "keccak_absorb";
    case 16:
        out->var_sum = bad_var_sum;
        return "var_sum";
    case 17:
        out->var_sums = bad_var_sums;
        return "var_sums";
    default:
        return NULL;
    }
}
