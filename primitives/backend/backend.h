/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* A backend: one whole stack (field, group, multiscalar, Keccak) compiled for one instruction set. */
#ifndef SGM_BACKEND_BACKEND_H
#define SGM_BACKEND_BACKEND_H

#include "primitives/group/point.h"
#include "primitives/scalar/sc.h"

#include <stddef.h>
#include <stdint.h>

/* Field operations on memory-form elements; for tests and micro-benchmarks only. */
typedef enum sgm_fe_op {
    SGM_FE_ADD,       /* r = a + b */
    SGM_FE_SUB,       /* r = a - b */
    SGM_FE_MUL,       /* r = a b */
    SGM_FE_SQR,       /* r = a^2 */
    SGM_FE_INVERT,    /* r = 1/a, 0 for 0 */
    SGM_FE_SQRT_RATIO /* r = SQRT_RATIO_M1(a, b) of RFC 9496 4.2; the caller learns was_square from r^2 b == a */
} sgm_fe_op;

/* One run of terms of a multiscalar multiplication: scalars below 2^bits, bits <= SGM_SCALAR_BITS. */
typedef struct sgm_msm_part {
    const sgm_affine *points;
    const sgm_sc *scalars;
    size_t n;
    unsigned bits;
} sgm_msm_part;

/* Share `number` of `of` of a sum, for as many threads; all of them add up to it. */
typedef struct sgm_share {
    size_t number, of;
} sgm_share;
#define SGM_WHOLE ((sgm_share){0, 1})

/* Most terms of one sum of outer products; longer ones are added up by the caller. */
enum { SGM_OUTER_TERMS = 4096 };

/* Precomputed multiples of one fixed point; opaque, be->fixed_bytes bytes, 64-aligned. */
typedef struct sgm_fixed sgm_fixed;

/* All kernels: n may be 0; arrays hold n items; "Time: constant" means in every value, not in n.
 * Outputs never overlap inputs unless said. Nothing allocates, nothing has state. */
typedef struct sgm_backend {
    const char *name;       /* "scalar51" */
    const char *summary;    /* one line for `sigmark info` */
    unsigned lanes;         /* independent points per register; also Keccak states side by side */
    int (*supported)(void); /* 1 if this CPU and its operating system can run it */

    /* r_i = op(a_i, b_i). In: limbs < 2^52 (any such limbs, canonical or not). Out: the canonical value.
     * b may be NULL for one-operand ops. Alias: r may equal a or b. */
    void (*fe_apply)(sgm_fe_op op, sgm_fe *r, const sgm_fe *a, const sgm_fe *b, size_t n);
    /* Runs r_i = r_i op b_i `iters` times in registers on one vector of `lanes` elements (MUL, SQR, ADD, SUB only). */
    void (*fe_chain)(sgm_fe_op op, sgm_fe *r, const sgm_fe *b, size_t iters);

    /* p_i = DECODE(enc_i) of RFC 9496 4.3.1, strict. ok_i = 1, or 0 and p_i = identity where it must be refused
     * (s >= p, bit 255, negative s, non-square, negative t, y = 0). The all-zero string decodes to the identity.
     * Returns the number refused. Time: constant. */
    size_t (*decode)(sgm_affine *p, uint8_t *ok, const uint8_t (*enc)[SGM_ELEMENT_BYTES], size_t n);
    /* The same with the costly part given: hint_i is the inverse square root that DECODE computes, the r with
     * v u2^2 r^2 = 1 that is not negative (even), as 32 bytes below p. Every valid encoding has exactly one, the
     * identity too; an invalid one has none. ok_i = 1 and p_i exactly as by decode for a valid encoding with its hint,
     * else 0 and the identity. Returns the number refused. Time: constant. */
    size_t (*decode_hinted)(sgm_affine *p, uint8_t *ok, const uint8_t (*enc)[SGM_ELEMENT_BYTES],
                            const uint8_t (*hint)[32], size_t n);
    /* hint_i = the hint of enc_i, or 32 bytes 0xff, which no decoding accepts, where enc_i is invalid.
     * Time: constant. */
    void (*decode_hints)(uint8_t (*hint)[32], const uint8_t (*enc)[SGM_ELEMENT_BYTES], size_t n);
    /* enc_i = ENCODE(p_i) of RFC 9496 4.3.2. Time: constant. */
    void (*encode)(uint8_t (*enc)[SGM_ELEMENT_BYTES], const sgm_point *p, size_t n);
    /* enc_i = ENCODE(2 p_i), one shared inversion per block of points. Time: constant. */
    void (*double_encode)(uint8_t (*enc)[SGM_ELEMENT_BYTES], const sgm_point *p, size_t n);
    /* p_i = the one-way map of RFC 9496 4.3.4 on 64 bytes. Time: constant. */
    void (*from_uniform)(sgm_point *p, const uint8_t (*in)[64], size_t n);

    /* Conversions; to_affine shares inversions over blocks. Time: constant. */
    void (*to_affine)(sgm_affine *r, const sgm_point *p, size_t n);
    void (*from_affine)(sgm_point *r, const sgm_affine *p, size_t n);
    /* r_i = a_i + b_i (complete formulas). Alias: any. Time: constant. */
    void (*add)(sgm_point *r, const sgm_point *a, const sgm_point *b, size_t n);
    /* r_i = -a_i. Alias: r may equal a. Time: constant. */
    void (*neg)(sgm_point *r, const sgm_point *a, size_t n);
    /* eq_i = 1 if a_i and b_i are the same ristretto255 element (X1 Y2 = Y1 X2 or Y1 Y2 = X1 X2). Time: constant. */
    void (*equal)(uint8_t *eq, const sgm_point *a, const sgm_point *b, size_t n);
    /* id_i = 1 if a_i is the ristretto255 identity: X = 0 or Y = 0, not the Edwards identity. Time: constant. */
    void (*is_identity)(uint8_t *id, const sgm_point *a, size_t n);

    /* Fixed base: table of one point, then r_i = k_i * point. fixed_mul: constant time, no secret address. */
    size_t fixed_bytes;
    void (*fixed_init)(sgm_fixed *t, const sgm_affine *point);
    void (*fixed_mul)(sgm_point *r, const sgm_fixed *t, const sgm_sc *k, size_t n);
    /* The same, variable time in k: public scalars of a verifier only. */
    void (*fixed_mul_vt)(sgm_point *r, const sgm_fixed *t, const sgm_sc *k, size_t n);
    /* r_i = k_i * p_i. Constant time, no secret address. */
    void (*var_mul)(sgm_point *r, const sgm_affine *p, const sgm_sc *k, size_t n);
    /* r_i = sum over t < terms of k_{tn+i} * p_{tn+i}, which share doublings: three terms cost half of three var_mul.
     * Constant time, no secret address. */
    void (*var_sums)(sgm_point *r, const sgm_affine *p, const sgm_sc *k, size_t terms, size_t n);
    /* r = sum of k_i * p_i; the empty sum is the identity. Secret scalars, public points: constant time, no secret
     * address; from 64 terms on two to three times as fast as var_mul. scratch: var_sum_bytes, 64-aligned,
     * uninitialised; wiped at the end. */
    size_t var_sum_bytes;
    void (*var_sum)(sgm_point *r, const sgm_affine *p, const sgm_sc *k, size_t n, void *scratch);

    /* r = sum over all parts of scalar * point, or a share of it; the empty sum is the identity. Picks its algorithm by
     * size. Shares take about the same time, whatever their number; none is a sum over certain terms, and only all of
     * them together mean something. In: share.number < share.of.
     * scratch: msm_scratch(parts, n_parts, share) bytes, 64-aligned, uninitialised; what it is made of:
     * group/FORMULAS.md. Time: variable in points and scalars: public data of a verifier only. */
    size_t (*msm_scratch)(const sgm_msm_part *parts, size_t n_parts, sgm_share share);
    void (*msm_vt)(sgm_point *r, const sgm_msm_part *parts, size_t n_parts, sgm_share share, void *scratch);

    /* Keccak-f[1600] on `lanes` interleaved states: word w of state s at st[w * lanes + s]. 64-aligned. Time: constant.
     */
    void (*keccak_f1600)(uint64_t *st);
    /* Adds 21 little-endian words (a block of SHAKE128) at block[s] to state s, for every s, then permutes. Layout and
     * alignment of st as above, none for the blocks; they may be the same. Time: constant. */
    void (*keccak_absorb)(uint64_t *st, const uint8_t *const *block);

    /* Scalars mod l, item by item. Alias: any. Time: constant. */
    void (*sc_mul)(sgm_sc *r, const sgm_sc *a, const sgm_sc *b, size_t n);
    void (*sc_muladd)(sgm_sc *r, const sgm_sc *a, const sgm_sc *b, const sgm_sc *c, size_t n);
    void (*sc_reduce64)(sgm_sc *r, const uint8_t (*in)[64], size_t n);

    /* Sum of outer products: out_ij = sum over k < n of a_ki b_kj mod l, with a n x rows, b n x columns and out
     * rows x columns, all row-major. One matrix product for what a batch of tensors adds up to.
     * In: rows, columns >= 1, n <= SGM_OUTER_TERMS. scratch: sc_outer_scratch bytes, 64-aligned, uninitialised.
     * Time: constant. */
    size_t (*sc_outer_scratch)(size_t rows, size_t columns, size_t n);
    void (*sc_outer_sum)(sgm_sc *out, size_t rows, size_t columns, const sgm_sc *a, const sgm_sc *b, size_t n,
                         void *scratch);
} sgm_backend;

extern const sgm_backend sgm_backend_scalar51;
extern const sgm_backend sgm_backend_ref;
extern const sgm_backend sgm_backend_avx2, sgm_backend_ifma; /* x86-64 builds */
extern const sgm_backend sgm_backend_neon;                   /* aarch64 builds */

/* Every backend compiled in, slowest first; *n receives the count. */
const sgm_backend *const *sgm_backend_list(size_t *n);
/* The backend of that name, or NULL (also for a name compiled in but not supported here: see be->supported). */
const sgm_backend *sgm_backend_find(const char *name);
/* The fastest supported backend. Never NULL: scalar51 runs everywhere. */
const sgm_backend *sgm_backend_best(void);

#endif
