/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The kernels of a backend as loops over arrays, and its table `sgm_backend_<SGM_BACKEND_NAME>`. */
#ifndef SGM_LANES /* so that an editor can parse this template alone */
#include "primitives/msm/msm.tmpl.h"

#include "primitives/group/ristretto.tmpl.h"
#include "primitives/keccak/keccak.tmpl.h"
#define SGM_BACKEND_TABLE   sgm_backend_scalar51
#define SGM_BACKEND_NAME    "scalar51"
#define SGM_BACKEND_SUMMARY "for an editor"
static int supported(void) { return 1; }
#endif
#include "primitives/backend/backend.h"

/* 1 if scalar51 is to take all n items: one item leaves every lane but one idle, and one lane alone is slower than a
 * 64-bit multiplier. SGM_ONE_BY_SCALAR51 is for the backends where that was measured. */
#ifndef SGM_ONE_BY_SCALAR51
#define SGM_ONE_BY_SCALAR51 0
#endif
SGM_INLINE int is_for_scalar51(size_t n) { return SGM_ONE_BY_SCALAR51 && n == 1; }

/* Field kernels, for tests and micro-benchmarks. */

static void fe_apply_block(sgm_fe_op op, fe *r, const fe *a, const fe *b, unsigned vectors)
{
    sgm_mask unused[SGM_CHAINS];
    if (op == SGM_FE_SQRT_RATIO) {
        fe_sqrt_ratio(r, unused, a, b, vectors);
        return;
    }
    for (unsigned j = 0; j < vectors; j++)
        switch (op) {
        case SGM_FE_ADD:
            fe_sum(&r[j], &a[j], &b[j]);
            break;
        case SGM_FE_SUB:
            fe_diff(&r[j], &a[j], &b[j]);
            break;
        case SGM_FE_MUL:
            fe_mul(&r[j], &a[j], &b[j]);
            break;
        case SGM_FE_SQR:
            fe_sqr(&r[j], &a[j]);
            break;
        default:
            fe_invert(&r[j], &a[j]);
        }
}

static void fe_apply(sgm_fe_op op, sgm_fe *r, const sgm_fe *a, const sgm_fe *b, size_t n)
{
    for (item_block k = item_block_from(0, n); k.vectors > 0; k = item_block_from(k.end, n)) {
        fe x[SGM_CHAINS], y[SGM_CHAINS];
        for (unsigned j = 0; j < k.vectors; j++) {
            fe_m m;
            FE_LOAD_ITEMS(&m, a, , k.first + j * SGM_LANES, n);
            fe_carry(&x[j], &m);
            FE_LOAD_ITEMS(&m, (b == NULL ? a : b), , k.first + j * SGM_LANES, n);
            fe_carry(&y[j], &m);
        }
        fe_apply_block(op, x, x, y, k.vectors);
        for (unsigned j = 0; j < k.vectors; j++) {
            fe_freeze(&x[j], &x[j]);
            FE_STORE_ITEMS(r, , k.first + j * SGM_LANES, n, &x[j]);
        }
    }
}

static void fe_chain(sgm_fe_op op, sgm_fe *r, const sgm_fe *b, size_t iters)
{
    fe x, y;
    fe_m m;
    FE_LOAD_ITEMS(&m, r, , 0, SGM_LANES);
    fe_carry(&x, &m);
    FE_LOAD_ITEMS(&m, b, , 0, SGM_LANES);
    fe_carry(&y, &m);
    if (op == SGM_FE_MUL)
        for (size_t i = 0; i < iters; i++)
            fe_mul(&x, &x, &y);
    if (op == SGM_FE_SQR)
        for (size_t i = 0; i < iters; i++)
            fe_sqr(&x, &x);
    if (op == SGM_FE_ADD)
        for (size_t i = 0; i < iters; i++)
            fe_sum(&x, &x, &y);
    if (op == SGM_FE_SUB)
        for (size_t i = 0; i < iters; i++)
            fe_diff(&x, &x, &y);
    fe_freeze(&x, &x);
    FE_STORE_ITEMS(r, , 0, SGM_LANES, &x);
}

/* Encodings. */

/* The strings of items i.. of one vector; string i at bytes + stride i. */
SGM_INLINE void bytes_load(fe_bytes *s, const uint8_t *bytes, size_t stride, size_t i, size_t n)
{
    const uint8_t *p[SGM_LANES];
    for (size_t l = 0; l < SGM_LANES; l++)
        p[l] = bytes + stride * lane_source(i + l, n);
    w_load_rows(s->w, p);
}

SGM_INLINE void bytes_store(uint8_t (*out)[32], size_t i, size_t n, const fe_bytes *s)
{
    uint8_t spare[32], *p[SGM_LANES];
    for (size_t l = 0; l < SGM_LANES; l++)
        p[l] = i + l < n ? out[i + l] : spare;
    w_store_rows(p, s->w);
}

/* In: a canonical. */
static void fe_store_bytes(uint8_t (*out)[32], size_t i, size_t n, const fe *a)
{
    fe_bytes s;
    fe_to_bytes(&s, a);
    bytes_store(out, i, n, &s);
}

/* r = items i.. of one vector. Returns the mask of those that RFC 9496 takes for a field element. */
SGM_INLINE sgm_mask fe_load_strict(fe *r, const uint8_t (*enc)[32], size_t i, size_t n)
{
    fe_bytes s;
    bytes_load(&s, enc[0], sizeof enc[0], i, n);
    fe_from_bytes(r, &s);
    return fe_bytes_are_strict(&s, r);
}

/* Items i.. = x, y in the lanes of ok, the identity in the others. */
SGM_INLINE void decoded_store(sgm_affine *p, uint8_t *ok, size_t i, size_t n, fe *x, fe *y, sgm_mask good)
{
    fe zero, one;
    fe_splat(&zero, &SGM_FE_ZERO);
    fe_splat(&one, &SGM_FE_ONE);
    fe_select(x, good, x, &zero);
    fe_select(y, good, y, &one);
    ge_affine_store(p, i, n, x, y);
    mask_store(ok, i, n, good);
}

static size_t count_refused(const uint8_t *ok, size_t n)
{
    size_t refused = 0;
    for (size_t i = 0; i < n; i++)
        refused += 1u ^ ok[i];
    return refused;
}

static size_t decode(sgm_affine *p, uint8_t *ok, const uint8_t (*enc)[32], size_t n)
{
    if (is_for_scalar51(n))
        return sgm_backend_scalar51.decode(p, ok, enc, n);
    for (item_block k = item_block_from(0, n); k.vectors > 0; k = item_block_from(k.end, n)) {
        fe s[SGM_CHAINS], x[SGM_CHAINS], y[SGM_CHAINS];
        sgm_mask strict[SGM_CHAINS], valid[SGM_CHAINS];
        for (unsigned b = 0; b < k.vectors; b++)
            strict[b] = fe_load_strict(&s[b], enc, k.first + b * SGM_LANES, n);
        ris_decode(x, y, valid, s, k.vectors);
        for (unsigned b = 0; b < k.vectors; b++)
            decoded_store(p, ok, k.first + b * SGM_LANES, n, &x[b], &y[b], m_and(strict[b], valid[b]));
    }
    return count_refused(ok, n);
}

static size_t decode_hinted(sgm_affine *p, uint8_t *ok, const uint8_t (*enc)[32], const uint8_t (*hint)[32], size_t n)
{
    for (size_t i = 0; i < n; i += SGM_LANES) {
        fe s, root, x, y;
        sgm_mask strict = fe_load_strict(&s, enc, i, n);
        strict = m_and(strict, fe_load_strict(&root, hint, i, n));
        sgm_mask valid = ris_decode_hinted(&x, &y, &s, &root);
        decoded_store(p, ok, i, n, &x, &y, m_and(strict, valid));
    }
    return count_refused(ok, n);
}

static void decode_hints(uint8_t (*hint)[32], const uint8_t (*enc)[32], size_t n)
{
    if (is_for_scalar51(n)) {
        sgm_backend_scalar51.decode_hints(hint, enc, n);
        return;
    }
    for (item_block k = item_block_from(0, n); k.vectors > 0; k = item_block_from(k.end, n)) {
        fe s[SGM_CHAINS], root[SGM_CHAINS];
        sgm_mask strict[SGM_CHAINS], valid[SGM_CHAINS];
        for (unsigned b = 0; b < k.vectors; b++)
            strict[b] = fe_load_strict(&s[b], enc, k.first + b * SGM_LANES, n);
        ris_hints(root, valid, s, k.vectors);
        for (unsigned b = 0; b < k.vectors; b++) {
            fe_bytes h;
            fe_to_bytes(&h, &root[b]);
            for (int j = 0; j < 4; j++)
                h.w[j] = w_select(m_and(strict[b], valid[b]), h.w[j], w_splat(UINT64_MAX));
            bytes_store(hint, k.first + b * SGM_LANES, n, &h);
        }
    }
}

static void encode(uint8_t (*enc)[32], const sgm_point *p, size_t n)
{
    if (is_for_scalar51(n)) {
        sgm_backend_scalar51.encode(enc, p, n);
        return;
    }
    for (item_block k = item_block_from(0, n); k.vectors > 0; k = item_block_from(k.end, n)) {
        ge q[SGM_CHAINS];
        fe s[SGM_CHAINS];
        for (unsigned b = 0; b < k.vectors; b++)
            ge_load(&q[b], p, k.first + b * SGM_LANES, n);
        ris_encode(s, q, k.vectors);
        for (unsigned b = 0; b < k.vectors; b++)
            fe_store_bytes(enc, k.first + b * SGM_LANES, n, &s[b]);
    }
}

static void double_encode(uint8_t (*enc)[32], const sgm_point *p, size_t n)
{
    if (is_for_scalar51(n)) {
        sgm_backend_scalar51.double_encode(enc, p, n);
        return;
    }
    for (size_t i = 0; i < n; i += SGM_LANES * SGM_BATCH) {
        ris_double q[SGM_BATCH];
        fe product[SGM_BATCH], inv[SGM_BATCH], s;
        size_t vectors = 0;
        for (size_t j = i; j < n && vectors < SGM_BATCH; j += SGM_LANES, vectors++) {
            ge point;
            ge_load(&point, p, j, n);
            ris_double_prepare(&q[vectors], &product[vectors], &point);
        }
        fe_batch_invert(inv, product, vectors);
        for (size_t k = 0; k < vectors; k++) {
            ris_double_finish(&s, &q[k], &inv[k]);
            fe_store_bytes(enc, i + k * SGM_LANES, n, &s);
        }
    }
}

/* r = the half of items i.. that begins at byte `at`, its top bit dropped. */
SGM_INLINE void uniform_load(fe *r, const uint8_t (*in)[64], size_t at, size_t i, size_t n)
{
    fe_bytes s;
    bytes_load(&s, in[0] + at, sizeof in[0], i, n);
    fe_from_bytes(r, &s);
}

static void from_uniform(sgm_point *p, const uint8_t (*in)[64], size_t n)
{
    if (is_for_scalar51(n)) {
        sgm_backend_scalar51.from_uniform(p, in, n);
        return;
    }
    for (item_block k = item_block_from(0, n); k.vectors > 0; k = item_block_from(k.end, n)) {
        fe t[SGM_CHAINS];
        ge q[SGM_CHAINS], r[SGM_CHAINS];
        for (unsigned b = 0; b < k.vectors; b++)
            uniform_load(&t[b], in, 0, k.first + b * SGM_LANES, n);
        ris_map(q, t, k.vectors);
        for (unsigned b = 0; b < k.vectors; b++)
            uniform_load(&t[b], in, 32, k.first + b * SGM_LANES, n);
        ris_map(r, t, k.vectors);
        for (unsigned b = 0; b < k.vectors; b++) {
            ge_add(&q[b], &q[b], &r[b]);
            ge_store(p, k.first + b * SGM_LANES, n, &q[b]);
        }
    }
}

/* Points. */

static void to_affine(sgm_affine *r, const sgm_point *p, size_t n) { points_to_affine(r, p, n); }

static void from_affine(sgm_point *r, const sgm_affine *p, size_t n)
{
    for (size_t i = 0; i < n; i += SGM_LANES) {
        ge_niels q;
        ge a;
        ge_niels_load(&q, p, i, n);
        ge_from_niels(&a, &q, m_none());
        ge_store(r, i, n, &a);
    }
}

static void add(sgm_point *r, const sgm_point *a, const sgm_point *b, size_t n)
{
    for (size_t i = 0; i < n; i += SGM_LANES) {
        ge p, q;
        ge_load(&p, a, i, n);
        ge_load(&q, b, i, n);
        ge_add(&p, &p, &q);
        ge_store(r, i, n, &p);
    }
}

static void neg(sgm_point *r, const sgm_point *a, size_t n)
{
    for (size_t i = 0; i < n; i += SGM_LANES) {
        ge p;
        ge_load(&p, a, i, n);
        ge_neg(&p, &p);
        ge_store(r, i, n, &p);
    }
}

static void equal(uint8_t *eq, const sgm_point *a, const sgm_point *b, size_t n)
{
    for (size_t i = 0; i < n; i += SGM_LANES) {
        ge p, q;
        ge_load(&p, a, i, n);
        ge_load(&q, b, i, n);
        mask_store(eq, i, n, ris_equal(&p, &q));
    }
}

static void is_identity(uint8_t *id, const sgm_point *a, size_t n)
{
    for (size_t i = 0; i < n; i += SGM_LANES) {
        ge p;
        ge_load(&p, a, i, n);
        mask_store(id, i, n, ris_is_identity(&p));
    }
}

/* Keccak. */

static void keccak_absorb(uint64_t *st, const uint8_t *const *block)
{
    static const unsigned first[] = {0, 4, 8, 12, 16, 17}; /* four words each; the last four overlap */
    for (size_t k = 0; k < sizeof first / sizeof *first; k++) {
        const uint8_t *row[SGM_LANES];
        sgm_w w[4];
        for (size_t l = 0; l < SGM_LANES; l++)
            row[l] = block[l] + 8 * first[k];
        w_load_rows(w, row);
        for (unsigned j = first[k] == 17 ? 3 : 0; j < 4; j++) {
            uint64_t *at = st + (first[k] + j) * SGM_LANES;
            w_store(at, w_xor(w_load(at), w[j]));
        }
    }
    keccak_f1600(st);
}

/* Scalars. */

static void sc_mul(sgm_sc *r, const sgm_sc *a, const sgm_sc *b, size_t n)
{
    if (is_for_scalar51(n))
        sgm_backend_scalar51.sc_mul(r, a, b, n);
    else
        sc_mul_lanes(r, a, b, n);
}

static void sc_muladd(sgm_sc *r, const sgm_sc *a, const sgm_sc *b, const sgm_sc *c, size_t n)
{
    if (is_for_scalar51(n))
        sgm_backend_scalar51.sc_muladd(r, a, b, c, n);
    else
        sc_muladd_lanes(r, a, b, c, n);
}

static void sc_reduce64(sgm_sc *r, const uint8_t (*in)[64], size_t n)
{
    if (is_for_scalar51(n))
        sgm_backend_scalar51.sc_reduce64(r, in, n);
    else
        sc_reduce64_lanes(r, in, n);
}

const sgm_backend SGM_BACKEND_TABLE = {
    .name = SGM_BACKEND_NAME,
    .summary = SGM_BACKEND_SUMMARY,
    .lanes = SGM_LANES,
    .supported = supported,
    .fe_apply = fe_apply,
    .fe_chain = fe_chain,
    .decode = decode,
    .decode_hinted = decode_hinted,
    .decode_hints = decode_hints,
    .encode = encode,
    .double_encode = double_encode,
    .from_uniform = from_uniform,
    .to_affine = to_affine,
    .from_affine = from_affine,
    .add = add,
    .neg = neg,
    .equal = equal,
    .is_identity = is_identity,
    .fixed_bytes = sizeof(fixed_table),
    .fixed_init = fixed_init,
    .fixed_mul = fixed_mul,
    .fixed_mul_vt = fixed_mul_vt,
    .var_mul = var_mul,
    .var_sums = var_sums,
    .var_sum_bytes = sizeof(sum_scratch),
    .var_sum = var_sum,
    .msm_scratch = msm_scratch,
    .msm_vt = msm_vt,
    .keccak_f1600 = keccak_f1600,
    .keccak_absorb = keccak_absorb,
    .sc_mul = sc_mul,
    .sc_muladd = sc_muladd,
    .sc_reduce64 = sc_reduce64,
    .sc_outer_scratch = sc_outer_scratch,
    .sc_outer_sum = sc_outer_sum,
};
