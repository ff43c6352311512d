/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Bulletproofs (version 1) over ristretto255 and Merlin, as dalek's crate makes them [BBBPWM18]: generators and a
 * verifier, both equations one by one. The library has Bulletproofs+ with rows; this is a peer to read others' proofs.
 */
#include "primitives/base/bytes.h"
#include "primitives/keccak/keccak.h"
#include "tests/conformance/forms.h"
#include "tests/conformance/transcripts.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 1024, ROUNDS_MAX = 10, SHAKE256_RATE = 136 };

/* 64 bytes of SHAKE256 of a short message at a time. */
typedef struct stream {
    uint64_t state[25];
    size_t at;
} stream;

static void stream_init(stream *s, const uint8_t *message, size_t len)
{
    uint8_t block[SHAKE256_RATE] = {0};
    memset(s, 0, sizeof *s);
    memcpy(block, message, len);
    block[len] = 0x1f;
    block[SHAKE256_RATE - 1] |= 0x80;
    for (size_t w = 0; w < SHAKE256_RATE / 8; w++)
        s->state[w] = sgm_load64(block + 8 * w);
    sgm_keccak_f1600(s->state);
}

static void stream_read(stream *s, uint8_t out[64])
{
    for (size_t i = 0; i < 64; i += 8, s->at += 8) {
        if (s->at == SHAKE256_RATE) {
            sgm_keccak_f1600(s->state);
            s->at = 0;
        }
        sgm_store64(out + i, s->state[s->at / 8]);
    }
}

/* The first n generators of a party's chain "G" or "H". */
static void make_chain(const record *r, sgm_point *out, char name, uint32_t party, size_t n)
{
    uint8_t message[20] = "GeneratorsChain", uniform[1][64];
    stream s;
    message[15] = (uint8_t)name;
    sgm_store32(message + 16, party);
    stream_init(&s, message, sizeof message);
    for (size_t i = 0; i < n; i++) {
        stream_read(&s, uniform[0]);
        r->be->from_uniform(&out[i], (const uint8_t(*)[64])uniform, 1);
    }
}

void check_generators_chain(record *r)
{
    const json_t *points = record_array(r, r->json, "points");
    const char *name = record_string(r, r->json, "chain");
    size_t n = json_array_size(points);
    sgm_point *p = record_alloc(r, n * sizeof *p);
    make_chain(r, p, name[0], (uint32_t)record_integer(r, r->json, "party"), n);
    for (size_t i = 0; i < n; i++) {
        octets want = record_hex(r, json_array_get(points, i));
        uint8_t got[1][32];
        r->be->encode(got, &p[i], 1);
        record_expect(r, want.len == 32 && memcmp(got[0], want.data, 32) == 0, "generator %zu differs", i);
    }
}

/* What the verifier reads of a proof about m values of n bits. */
typedef struct proof {
    size_t n, m, bits, rounds;
    const uint8_t *A, *S, *T1, *T2, *LR;
    sgm_sc t, t_blinding, e_blinding, a, b;
    sgm_sc y, z, x, w, u[ROUNDS_MAX];
} proof;

/* A sum under way: it must be the identity. */
typedef struct sum {
    size_t n;
    sgm_affine *point;
    sgm_sc *scalar;
} sum;

/* 0 if the length is another, or a scalar is not canonical. */
static int read_proof(proof *p, octets in)
{
    size_t left = in.len / 32;
    for (p->rounds = 0; (size_t)1 << p->rounds < p->bits;)
        p->rounds++;
    if (in.len % 32 != 0 || left != 9 + 2 * p->rounds)
        return 0;
    const uint8_t *tail = in.data + 32 * (7 + 2 * p->rounds);
    p->A = in.data;
    p->S = in.data + 32;
    p->T1 = in.data + 64;
    p->T2 = in.data + 96;
    p->LR = in.data + 224;
    return sgm_sc_from_bytes(&p->t, in.data + 128) && sgm_sc_from_bytes(&p->t_blinding, in.data + 160) &&
           sgm_sc_from_bytes(&p->e_blinding, in.data + 192) && sgm_sc_from_bytes(&p->a, tail) &&
           sgm_sc_from_bytes(&p->b, tail + 32);
}

static void append_u64(merlin *m, const char *label, uint64_t x)
{
    uint8_t bytes[8];
    sgm_store64(bytes, x);
    merlin_append(m, label, bytes, sizeof bytes);
}

static void hash_proof(record *r, proof *p, const json_t *V, octets in)
{
    merlin m;
    merlin_init(&m, record_string(r, r->json, "transcript_label"));
    merlin_append(&m, "dom-sep", "rangeproof v1", 13);
    append_u64(&m, "n", p->n);
    append_u64(&m, "m", p->m);
    for (size_t j = 0; j < p->m; j++)
        merlin_append(&m, "V", record_hex(r, json_array_get(V, j)).data, 32);
    merlin_append(&m, "A", p->A, 32);
    merlin_append(&m, "S", p->S, 32);
    merlin_scalar(&m, "y", &p->y);
    merlin_scalar(&m, "z", &p->z);
    merlin_append(&m, "T_1", p->T1, 32);
    merlin_append(&m, "T_2", p->T2, 32);
    merlin_scalar(&m, "x", &p->x);
    merlin_append(&m, "t_x", in.data + 128, 32);
    merlin_append(&m, "t_x_blinding", in.data + 160, 32);
    merlin_append(&m, "e_blinding", in.data + 192, 32);
    merlin_scalar(&m, "w", &p->w);
    merlin_append(&m, "dom-sep", "ipp v1", 6);
    append_u64(&m, "n", p->bits);
    for (size_t k = 0; k < p->rounds; k++) {
        merlin_append(&m, "L", p->LR + 64 * k, 32);
        merlin_append(&m, "R", p->LR + 64 * k + 32, 32);
        merlin_scalar(&m, "u", &p->u[k]);
    }
}

static void add_term(sum *s, const sgm_affine *point, const sgm_sc *scalar)
{
    s->point[s->n] = *point;
    s->scalar[s->n++] = *scalar;
}

/* 0 if the point does not decode, or is the identity where that is refused. */
static int add_encoded(const record *r, sum *s, const uint8_t *enc, const sgm_sc *scalar, int may_be_identity)
{
    static const uint8_t identity[32];
    uint8_t ok, copy[1][32];
    memcpy(copy[0], enc, 32);
    if (r->be->decode(&s->point[s->n], &ok, (const uint8_t(*)[32])copy, 1) != 0)
        return 0;
    s->scalar[s->n++] = *scalar;
    return may_be_identity || memcmp(enc, identity, 32) != 0;
}

static int is_identity(record *r, const sum *s)
{
    const sgm_msm_part part = {s->point, s->scalar, s->n, 253};
    void *scratch = aligned_alloc(64, (r->be->msm_scratch(&part, 1, SGM_WHOLE) + 64) / 64 * 64);
    sgm_point total;
    uint8_t id = 0;
    record_expect(r, scratch != NULL, "out of memory");
    if (scratch) {
        r->be->msm_vt(&total, &part, 1, SGM_WHOLE, scratch);
        r->be->is_identity(&id, &total, 1);
    }
    free(scratch);
    return id;
}

/* The blinding generator: the one-way map of SHA3-512 of the base point. */
static const uint8_t blinding[32] = {0x8c, 0x92, 0x40, 0xb4, 0x56, 0xa9, 0xe6, 0xdc, 0x65, 0xc3, 0x77,
                                     0xa1, 0x04, 0x8d, 0x74, 0x5f, 0x94, 0xa0, 0x8c, 0xdb, 0x7f, 0x44,
                                     0xcb, 0xcd, 0x7b, 0x46, 0xf3, 0x40, 0x48, 0x87, 0x11, 0x34};

/* x T_1 + x^2 T_2 + sum of z^(2+j) V_j + (delta(y, z) - t) B - t_blinding B' = 0, with delta = (z - z^2) sum of y^i -
 * sum of z^(3+j) (2^n - 1). */
static int check_values(record *r, const proof *p, const json_t *V, sum *s)
{
    sgm_sc power = sgm_sc_one, delta = sgm_sc_zero, zj, x2, bits = sgm_sc_zero, k;
    int good = 1;
    for (size_t i = 0; i < p->bits; i++) {
        sgm_sc_add(&delta, &delta, &power);
        sgm_sc_mul(&power, &power, &p->y);
    }
    for (size_t i = 0; i < p->n; i++) {
        sgm_sc_add(&bits, &bits, &bits);
        sgm_sc_add(&bits, &bits, &sgm_sc_one);
    }
    sgm_sc_mul(&zj, &p->z, &p->z);
    sgm_sc_sub(&k, &p->z, &zj);
    sgm_sc_mul(&delta, &delta, &k);
    s->n = 0;
    for (size_t j = 0; j < p->m; j++) {
        good &= add_encoded(r, s, record_hex(r, json_array_get(V, j)).data, &zj, 1);
        sgm_sc_mul(&zj, &zj, &p->z);
        sgm_sc_mul(&k, &zj, &bits);
        sgm_sc_sub(&delta, &delta, &k);
    }
    sgm_sc_mul(&x2, &p->x, &p->x);
    good &= add_encoded(r, s, p->T1, &p->x, 0) && add_encoded(r, s, p->T2, &x2, 0);
    sgm_sc_sub(&delta, &delta, &p->t);
    add_term(s, sgm_ctx_generator_point(r->ctx, SGM_GEN_G), &delta);
    sgm_sc_neg(&k, &p->t_blinding);
    good &= add_encoded(r, s, blinding, &k, 0);
    return good && is_identity(r, s);
}

/* (-z - a s_i) G_i + (z + y^-i (z^(2+j) 2^(i mod n) - b / s_i)) H_i for all i, where s_i is the product of the u_k,
 * inverted where bit rounds-1-k of i is 0. */
static void add_generators(const record *r, const proof *p, sum *s)
{
    static sgm_point G[MOST], H[MOST];
    sgm_sc k, minus_z, y_inverse, y_power = sgm_sc_one, zj, two = sgm_sc_one, si, inverse[ROUNDS_MAX];
    for (size_t j = 0; j < p->m; j++) {
        make_chain(r, G + j * p->n, 'G', (uint32_t)j, p->n);
        make_chain(r, H + j * p->n, 'H', (uint32_t)j, p->n);
    }
    r->be->to_affine(s->point + s->n, G, p->bits);
    r->be->to_affine(s->point + s->n + p->bits, H, p->bits);
    for (size_t round = 0; round < p->rounds; round++)
        sgm_sc_invert(&inverse[round], &p->u[round]);
    sgm_sc_neg(&minus_z, &p->z);
    sgm_sc_invert(&y_inverse, &p->y);
    sgm_sc_mul(&zj, &p->z, &p->z);
    for (size_t i = 0; i < p->bits; i++) {
        if (i > 0 && i % p->n == 0) {
            two = sgm_sc_one;
            sgm_sc_mul(&zj, &zj, &p->z);
        }
        si = sgm_sc_one;
        for (size_t round = 0; round < p->rounds; round++)
            sgm_sc_mul(&si, &si, i >> (p->rounds - 1 - round) & 1 ? &p->u[round] : &inverse[round]);
        sgm_sc_mul(&k, &p->a, &si);
        sgm_sc_sub(&s->scalar[s->n + i], &minus_z, &k);
        sgm_sc_invert(&si, &si);
        sgm_sc_mul(&k, &p->b, &si);
        sgm_sc_mul(&si, &zj, &two);
        sgm_sc_sub(&k, &si, &k);
        sgm_sc_muladd(&s->scalar[s->n + p->bits + i], &k, &y_power, &p->z);
        sgm_sc_mul(&y_power, &y_power, &y_inverse);
        sgm_sc_add(&two, &two, &two);
    }
    s->n += 2 * p->bits;
}

/* A + x S + sum of (u^2 L + u^-2 R) - e_blinding B' + w (t - a b) B + the generators = 0. */
static int check_product(record *r, const proof *p, sum *s)
{
    sgm_sc k;
    int good = 1;
    s->n = 0;
    good &= add_encoded(r, s, p->A, &sgm_sc_one, 0) && add_encoded(r, s, p->S, &p->x, 0);
    for (size_t i = 0; i < p->rounds && good; i++) {
        sgm_sc_mul(&k, &p->u[i], &p->u[i]);
        good &= add_encoded(r, s, p->LR + 64 * i, &k, 0);
        sgm_sc_invert(&k, &k);
        good &= add_encoded(r, s, p->LR + 64 * i + 32, &k, 0);
    }
    sgm_sc_neg(&k, &p->e_blinding);
    good &= add_encoded(r, s, blinding, &k, 0);
    sgm_sc_mul(&k, &p->a, &p->b);
    sgm_sc_sub(&k, &p->t, &k);
    sgm_sc_mul(&k, &k, &p->w);
    add_term(s, sgm_ctx_generator_point(r->ctx, SGM_GEN_G), &k);
    add_generators(r, p, s);
    return good && is_identity(r, s);
}

void check_bulletproof(record *r)
{
    const json_t *V = record_array(r, r->json, "V");
    octets in = record_octets(r, r->json, "proof");
    proof p = {.n = record_integer(r, r->json, "n"), .m = record_integer(r, r->json, "m")};
    int accept = strcmp(record_string(r, r->json, "expected"), "accept") == 0, good;
    p.bits = p.n * p.m;
    if (p.n == 0 || p.n > 64 || p.m > MOST / 64 || p.bits > MOST || (p.bits & (p.bits - 1)) != 0 || p.bits == 0 ||
        json_array_size(V) != p.m)
        record_unusable(r, "n, m and the values do not fit together");
    sum s = {.point = aligned_alloc(64, (2 * MOST + 64) * sizeof *s.point),
             .scalar = record_alloc(r, (2 * MOST + 64) * sizeof *s.scalar)};
    record_expect(r, s.point != NULL, "out of memory");
    for (size_t j = 0; r->outcome == OUTCOME_PASS && j < p.m; j++)
        record_expect(r, record_hex(r, json_array_get(V, j)).len == 32, "a value has no 32 bytes");
    if (r->outcome == OUTCOME_PASS) {
        good = read_proof(&p, in);
        if (good) {
            hash_proof(r, &p, V, in);
            good = check_values(r, &p, V, &s) & check_product(r, &p, &s);
        }
        record_expect(r, good == accept, accept ? "a valid proof is refused" : "an invalid proof is accepted");
    }
    free(s.point);
}
