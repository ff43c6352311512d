/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Records about the group, its scalars and its field (folder ristretto255 of the vectors). */
#include "primitives/base/bytes.h"
#include "protocols/hash.h"
#include "tests/conformance/forms.h"
#include "tests/conformance/transcripts.h"

#include <stdlib.h>
#include <string.h>

static int decodes(const record *r, sgm_affine *p, const uint8_t encoding[32])
{
    uint8_t ok, in[1][32];
    memcpy(in[0], encoding, 32);
    size_t refused = r->be->decode(p, &ok, (const uint8_t(*)[32])in, 1);
    return ok && refused == 0;
}

static void decode_octets(record *r, octets o, sgm_affine *p)
{
    static const uint8_t identity[32];
    int ok = decodes(r, p, o.len == 32 ? o.data : identity);
    record_expect(r, ok && o.len == 32, "a valid encoding is refused");
}

static void expect_point(record *r, const char *key, const sgm_point *p)
{
    uint8_t encoding[1][32];
    r->be->encode(encoding, p, 1);
    record_expect_octets(r, r->json, key, encoding[0], 32);
}

static void check_decoding(record *r, int valid)
{
    octets in = record_octets(r, r->json, "hex");
    sgm_affine p;
    sgm_point wide;
    if (in.len != 32) {
        record_expect(r, !valid, "an encoding of another length than 32 bytes is said to be valid");
        return;
    }
    record_expect(r, decodes(r, &p, in.data) == valid,
                  valid ? "a valid encoding is refused" : "a bad encoding is accepted");
    if (!valid)
        return;
    r->be->from_affine(&wide, &p, 1);
    expect_point(r, "hex", &wide);
}

void check_decode_validity(record *r) { check_decoding(r, record_boolean(r, r->json, "valid")); }
void check_decode_refused(record *r) { check_decoding(r, 0); }

/* p = k G by the fixed-base kernel. */
static void base_multiply(record *r, const sgm_sc *k, sgm_point *p)
{
    size_t bytes = (r->be->fixed_bytes + 63) / 64 * 64;
    sgm_fixed *table = aligned_alloc(64, bytes);
    if (!table) {
        record_unusable(r, "out of memory");
        return;
    }
    r->be->fixed_init(table, sgm_ctx_generator_point(r->ctx, SGM_GEN_G));
    r->be->fixed_mul(p, table, k, 1);
    free(table);
}

/* p = sum of scalars times points. */
static void multiscalar(record *r, const sgm_affine *points, const sgm_sc *scalars, size_t n, sgm_point *p)
{
    sgm_msm_part part = {points, scalars, n, 253};
    size_t bytes = (r->be->msm_scratch(&part, 1, SGM_WHOLE) + 64) / 64 * 64;
    void *scratch = aligned_alloc(64, bytes);
    if (!scratch) {
        record_unusable(r, "out of memory");
        return;
    }
    r->be->msm_vt(p, &part, 1, SGM_WHOLE, scratch);
    free(scratch);
}

void check_multiples(record *r)
{
    sgm_sc k;
    sgm_point p;
    sgm_sc_from_u64(&k, record_integer(r, r->json, "scalar"));
    base_multiply(r, &k, &p);
    expect_point(r, "encoding", &p);
}

void check_scalar_multiplication(record *r)
{
    sgm_sc k;
    sgm_affine element;
    sgm_point p;
    record_scalar(r, r->json, "scalar", &k);
    decode_octets(r, record_octets(r, r->json, "element"), &element);
    r->be->var_mul(&p, &element, &k, 1);
    expect_point(r, "product", &p);
    multiscalar(r, &element, &k, 1, &p);
    expect_point(r, "product", &p);
    base_multiply(r, &k, &p);
    expect_point(r, "base_product", &p);
}

void check_multiscalar(record *r)
{
    const json_t *scalars = record_array(r, r->json, "scalars"), *points = record_array(r, r->json, "points");
    size_t n = json_array_size(points);
    if (json_array_size(scalars) != n)
        record_unusable(r, "not as many scalars as points");
    if (r->outcome != OUTCOME_PASS)
        return;
    sgm_affine *p = aligned_alloc(64, (n + 1) * sizeof *p);
    sgm_sc *k = record_alloc(r, n * sizeof *k);
    sgm_point sum;
    for (size_t i = 0; p && i < n; i++) {
        octets bytes = record_hex(r, json_array_get(scalars, i));
        record_expect(r, bytes.len == 32 && sgm_sc_from_bytes(&k[i], bytes.data), "a scalar is refused");
        decode_octets(r, record_hex(r, json_array_get(points, i)), &p[i]);
    }
    if (p && r->outcome == OUTCOME_PASS) {
        multiscalar(r, p, k, n, &sum);
        expect_point(r, "result", &sum);
    }
    free(p);
}

void check_from_uniform(record *r)
{
    uint8_t in[1][64];
    sgm_point p;
    record_fixed(r, r->json, "input", in[0], 64);
    r->be->from_uniform(&p, (const uint8_t(*)[64])in, 1);
    expect_point(r, "output", &p);
}

void check_add_sub(record *r)
{
    sgm_affine affine[2];
    sgm_point p[2], sum;
    decode_octets(r, record_octets(r, r->json, "a"), &affine[0]);
    decode_octets(r, record_octets(r, r->json, "b"), &affine[1]);
    r->be->from_affine(p, affine, 2);
    r->be->add(&sum, &p[0], &p[1], 1);
    expect_point(r, "sum", &sum);
    r->be->neg(&p[1], &p[1], 1);
    r->be->add(&sum, &p[0], &p[1], 1);
    expect_point(r, "difference", &sum);
}

void check_scalar_canonical(record *r)
{
    octets in = record_octets(r, r->json, "hex");
    int canonical = record_boolean(r, r->json, "canonical");
    sgm_sc s;
    record_expect(r, in.len == 32 && sgm_sc_from_bytes(&s, in.data) == canonical,
                  canonical ? "a canonical scalar is refused" : "a scalar of at least the order is accepted");
}

void check_scalar_arithmetic(record *r)
{
    sgm_sc a, b, s;
    uint8_t wide[1][64];
    record_scalar(r, r->json, "a", &a);
    record_scalar(r, r->json, "b", &b);
    record_fixed(r, r->json, "wide", wide[0], 64);
    sgm_sc_add(&s, &a, &b);
    record_expect_scalar(r, r->json, "add", &s);
    sgm_sc_sub(&s, &a, &b);
    record_expect_scalar(r, r->json, "sub", &s);
    sgm_sc_mul(&s, &a, &b);
    record_expect_scalar(r, r->json, "mul", &s);
    r->be->sc_mul(&s, &a, &b, 1);
    record_expect_scalar(r, r->json, "mul", &s);
    sgm_sc_invert(&s, &b);
    record_expect_scalar(r, r->json, "inv_b", &s);
    sgm_sc_reduce(&s, wide[0], 64);
    record_expect_scalar(r, r->json, "wide_reduced", &s);
    r->be->sc_reduce64(&s, (const uint8_t(*)[64])wide, 1);
    record_expect_scalar(r, r->json, "wide_reduced", &s);
}

/* 255 bits to and from five limbs of 51 bits; bit 255 is dropped. */
static void field_from_bytes(sgm_fe *f, const uint8_t in[32])
{
    const uint64_t mask = (UINT64_C(1) << 51) - 1;
    uint64_t w[4];
    for (size_t i = 0; i < 4; i++)
        w[i] = sgm_load64(in + 8 * i);
    f->v[0] = w[0] & mask;
    f->v[1] = (w[0] >> 51 | w[1] << 13) & mask;
    f->v[2] = (w[1] >> 38 | w[2] << 26) & mask;
    f->v[3] = (w[2] >> 25 | w[3] << 39) & mask;
    f->v[4] = w[3] >> 12 & mask;
}

static void field_to_bytes(uint8_t out[32], const sgm_fe *f)
{
    sgm_store64(out, f->v[0] | f->v[1] << 51);
    sgm_store64(out + 8, f->v[1] >> 13 | f->v[2] << 38);
    sgm_store64(out + 16, f->v[2] >> 26 | f->v[3] << 25);
    sgm_store64(out + 24, f->v[3] >> 39 | f->v[4] << 12);
}

static void read_field(record *r, const char *key, sgm_fe *f)
{
    uint8_t bytes[32];
    record_fixed(r, r->json, key, bytes, 32);
    field_from_bytes(f, bytes);
}

static void expect_field(record *r, const char *key, sgm_fe_op op, const sgm_fe *a, const sgm_fe *b)
{
    uint8_t bytes[32];
    sgm_fe result;
    r->be->fe_apply(op, &result, a, b, 1);
    field_to_bytes(bytes, &result);
    record_expect_octets(r, r->json, key, bytes, 32);
}

void check_field(record *r)
{
    static const sgm_fe zero, one = {{1}};
    sgm_fe a, b, canonical;
    read_field(r, "a", &a);
    read_field(r, "b", &b);
    expect_field(r, "add", SGM_FE_ADD, &a, &b);
    expect_field(r, "sub", SGM_FE_SUB, &a, &b);
    expect_field(r, "mul", SGM_FE_MUL, &a, &b);
    expect_field(r, "sq_a", SGM_FE_SQR, &a, NULL);
    expect_field(r, "neg_a", SGM_FE_SUB, &zero, &a);
    expect_field(r, "inv_a", SGM_FE_INVERT, &a, NULL);
    r->be->fe_apply(SGM_FE_MUL, &canonical, &a, &one, 1);
    record_expect(r, (canonical.v[0] & 1) == record_integer(r, r->json, "is_negative_a"), "the sign of a differs");
}

void check_sqrt_ratio(record *r)
{
    sgm_fe u, v, root, check, product;
    static const sgm_fe one = {{1}};
    read_field(r, "u", &u);
    read_field(r, "v", &v);
    expect_field(r, "r", SGM_FE_SQRT_RATIO, &u, &v);
    r->be->fe_apply(SGM_FE_SQRT_RATIO, &root, &u, &v, 1);
    r->be->fe_apply(SGM_FE_SQR, &product, &root, NULL, 1);
    r->be->fe_apply(SGM_FE_MUL, &product, &product, &v, 1);
    r->be->fe_apply(SGM_FE_MUL, &check, &u, &one, 1);
    int was_square = memcmp(product.v, check.v, sizeof check.v) == 0;
    record_expect(r, was_square == record_boolean(r, r->json, "was_square"), "\"was_square\" differs");
}

static octets ascii(record *r, const char *key)
{
    const char *text = record_string(r, r->json, key);
    octets o = {record_alloc(r, strlen(text)), strlen(text)};
    memcpy(o.data, text, o.len);
    return o;
}

void check_expand_message(record *r)
{
    size_t n = record_integer(r, r->json, "len");
    octets msg = ascii(r, "msg_ascii"), dst = ascii(r, "dst_ascii");
    if (n > 255 * 64 || dst.len > 255)
        record_unusable(r, "a length that expand_message_xmd does not allow");
    if (r->outcome != OUTCOME_PASS)
        return;
    uint8_t *out = record_alloc(r, n);
    expand_message(r, &hash_sha512, msg, dst, out, n);
    record_expect_octets(r, r->json, "uniform_bytes", out, n);
}

void check_hash_to_group(record *r)
{
    octets msg = record_octets(r, r->json, "msg"), dst = record_octets(r, r->json, "dst");
    uint8_t uniform[1][64];
    sgm_point p;
    if (dst.len > 255)
        record_unusable(r, "a tag longer than 255 bytes");
    if (r->outcome != OUTCOME_PASS)
        return;
    expand_message(r, &hash_sha512, msg, dst, uniform[0], 64);
    record_expect_octets(r, r->json, "uniform_bytes", uniform[0], 64);
    r->be->from_uniform(&p, (const uint8_t(*)[64])uniform, 1);
    expect_point(r, "element", &p);
}
