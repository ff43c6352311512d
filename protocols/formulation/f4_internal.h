/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What the prover and the verifier of F4 share; for protocols/formulation/ only. */
#ifndef SGM_PROTOCOLS_FORMULATION_F4_INTERNAL_H
#define SGM_PROTOCOLS_FORMULATION_F4_INTERNAL_H

#include "protocols/argument.h"
#include "protocols/formulation/f4.h"

/* Bytes of the instance before its points, which are of each block the columns and that of the labels. */
static inline size_t sgm_f4_head(sgm_f4_form form)
{
    return form == SGM_F4_MINIBATCH || form == SGM_F4_PLACED ? 28 : 24;
}
static inline uint32_t sgm_f4_blocks(sgm_f4_form form, const sgm_f4_run *r)
{
    return form == SGM_F4_MINIBATCH ? r->B : 1;
}

/* SHA-512(LP("sigmark/v1/run") || LE(p,4) || LE(T,4) || w_0.. || g_0..). */
SGM_MUST_CHECK sgm_status sgm_f4_run_root(uint8_t root[64], sgm_f4_form form, const sgm_f4_run *r);

/* sgm_f4_descend with X w_t clipped at -c and c before the labels are subtracted. SGM_MALFORMED also: c < 1. */
SGM_MUST_CHECK sgm_status sgm_f4_descend_clipped(sgm_f4_form form, const sgm_f4_run *run, int64_t c, int64_t *w,
                                                 int64_t *g, const int64_t *X, const int64_t *y, uint32_t n);

/* column = rows first .. first + n - 1 of column j of X, or of y for j = p. Time: constant in the data. */
void sgm_f4_take_column(sgm_sc *column, const sgm_f4_data *data, size_t first, uint32_t n, uint32_t p, uint32_t j);
/* All that a prover knows of `rows` rows in each of B blocks, as bytes, and how many these are. */
size_t sgm_f4_secret_bytes(uint32_t rows, uint32_t B, uint32_t p);
void sgm_f4_secret(uint8_t *out, const sgm_f4_data *data, uint32_t rows, uint32_t B, uint32_t p);

/* Order of challenges; then one per round. */
enum { F4_GAMMA, F4_DELTA, F4_X, F4_W, F4_E };

typedef struct sgm_f4_argument {
    sgm_argument arg;
    sgm_outer outer; /* the fold's vector on V */
    uint32_t p, T, B, rounds, lambda, fx;
    int is_placed;
    const int64_t *w, *g;
    const uint32_t *block; /* T, or NULL where B = 1 */
    int64_t values[];      /* w, then g, then the blocks */
} sgm_f4_argument;

/* sum over steps of x_tj delta^t on its way: the sum of x mod 2^64 times delta^t, and that of delta^t where x is
 * negative, which 2^64 times is too much. */
typedef struct sgm_f4_wide {
    uint64_t sum[6], negative[5];
} sgm_f4_wide;

/* All T p equations as one: with a = sum over blocks of X u - c y and b = that of X v the claim is <a,b> = e. Block
 * beta's v is gamma^(beta p) (1, gamma, ..): so e holds each block's gradients apart, and X of one block times a
 * residual of another one counts to neither. Those vanish where the rows lie in different places, and nothing else sees
 * to it that they do. */
typedef struct sgm_f4_folded {
    sgm_sc *u, *v; /* B p, block after block */
    sgm_sc *c;     /* B */
    sgm_sc e;
    sgm_f4_wide *wide; /* B p, scratch */
} sgm_f4_folded;

/* Scalars of scratch that the arrays of sgm_f4_folded take, and their places in it. */
static inline size_t sgm_f4_scratch(uint32_t p, uint32_t B)
{
    const size_t n = (size_t)B * p;
    return 2 * n + B + (n * sizeof(sgm_f4_wide) + sizeof(sgm_sc) - 1) / sizeof(sgm_sc);
}
static inline void sgm_f4_place(sgm_f4_folded *f, sgm_sc *scratch, uint32_t p, uint32_t B)
{
    const size_t n = (size_t)B * p;
    f->u = scratch;
    f->v = f->u + n;
    f->c = f->v + n;
    f->wide = (sgm_f4_wide *)(void *)(f->c + B);
}
/* From the challenges gamma, delta. Time: variable (public data). */
void sgm_f4_fold(const sgm_f4_argument *a, const sgm_sc *challenge, sgm_f4_folded *out);

#endif
