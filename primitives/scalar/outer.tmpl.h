/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Sums of outer products of scalars mod l: a matrix product over residues of 12 bits. */
#ifndef SGM_DOTS
#include "primitives/scalar/dot/portable.h" /* so that an editor can parse this template alone */
#endif
#include "primitives/backend/backend.h"
#include "primitives/base/bytes.h"
#include "primitives/scalar/rns_gen.h"
#include "primitives/scalar/sc.h"

#include <stddef.h>

_Static_assert(SGM_OUTER_TERMS <= SGM_RNS_TERMS, "the product of the moduli is large enough");

/* out_ij = sum over k of a_ki b_kj is one product of integers below n l^2 < M / 16. Modulo each m_t it is a matrix
 * product of residues, whose 16-bit factors the machine multiplies and adds in pairs: 44 small products take the place
 * of one of 253 bits. The residues of a carry the factor (M/m_t)^-1, so that the product of matrices is at once the
 * digit x_t of the reconstruction  x = sum x_t (M/m_t) - k M.
 *
 * Bounds. Centred residues of d_reduce: |r| <= 0.6 * 4096 < 2458. A sum of SGM_OUTER_RUN pairs of products on top of
 * such a residue: 352 * 2458^2 + 2458 < 2^31. Pieces: 18 * 32767 * 2048 < 2^31. Digits back: 44 * 2458 * 2^14 and
 * 44 * 2458 * 2^26 / 3851 < 2^31, whose rounding by half a unit each is below 2^16 in 2^26. */
enum { SGM_OUTER_RUN = 176, SGM_OUTER_PAIRS = SGM_RNS_PIECES / 2 };

/* A matrix of n rows in memory, as residues: modulus t, then a block of SGM_DOTS columns, then pairs of rows. */
typedef struct outer_packed {
    int32_t *at;
    size_t blocks, pairs; /* of columns, of rows */
} outer_packed;

SGM_INLINE size_t outer_blocks(size_t columns) { return (columns + SGM_DOTS - 1) / SGM_DOTS; }
SGM_INLINE size_t outer_packed_words(const outer_packed *m) { return m->blocks * m->pairs * SGM_DOTS; }
SGM_INLINE int32_t *outer_packed_at(const outer_packed *m, size_t t, size_t block, size_t pair)
{
    return m->at + ((t * m->blocks + block) * m->pairs + pair) * SGM_DOTS;
}

/* Bits position .. position+14 of k. In: position < 270. */
SGM_INLINE uint32_t outer_piece(const sgm_sc *k, unsigned position)
{
    unsigned word = position / 64, shift = position % 64;
    uint64_t x = word < 4 ? k->v[word] >> shift : 0;
    if (shift > 64 - 15 && word < 3)
        x |= k->v[word + 1] << (64 - shift);
    return (uint32_t)(x & 0x7fff);
}

/* Pairs of pieces of the scalars at row[first..], one scalar in each place; past the end, and for row = NULL, 0. */
SGM_INLINE void outer_pieces(sgm_d piece[SGM_OUTER_PAIRS], const sgm_sc *row, size_t first, size_t columns)
{
    int32_t words[SGM_OUTER_PAIRS][SGM_DOTS] = {{0}};
    for (size_t i = 0; row && i < SGM_DOTS && first + i < columns; i++)
        for (unsigned j = 0; j < SGM_OUTER_PAIRS; j++)
            words[j][i] =
                (int32_t)(outer_piece(&row[first + i], 30 * j) | outer_piece(&row[first + i], 30 * j + 15) << 16);
    for (unsigned j = 0; j < SGM_OUTER_PAIRS; j++)
        piece[j] = d_load(words[j]);
}

/* The residues of the scalars that these pieces make up. */
SGM_INLINE sgm_d outer_residue(const sgm_d piece[SGM_OUTER_PAIRS], const int16_t counts[SGM_RNS_PIECES],
                               const sgm_rns_modulus *m)
{
    sgm_d sum = d_zero();
    for (unsigned j = 0; j < SGM_OUTER_PAIRS; j++) {
        uint32_t pair = (uint16_t)counts[2 * j] | (uint32_t)(uint16_t)counts[2 * j + 1] << 16;
        sum = d_add_dot(sum, piece[j], d_splat((int32_t)pair));
    }
    return d_reduce(sum, m);
}

static void outer_pack(const outer_packed *to, const sgm_sc *from, size_t columns, size_t n, int scaled)
{
    for (size_t block = 0; block < to->blocks; block++)
        for (size_t pair = 0; pair < to->pairs; pair++) {
            sgm_d even[SGM_OUTER_PAIRS], odd[SGM_OUTER_PAIRS];
            const sgm_sc *row = from + 2 * pair * columns;
            outer_pieces(even, row, block * SGM_DOTS, columns);
            outer_pieces(odd, 2 * pair + 1 < n ? row + columns : NULL, block * SGM_DOTS, columns);
            for (size_t t = 0; t < SGM_RNS_MODULI; t++) {
                const sgm_rns_modulus *m = &sgm_rns[t];
                const int16_t *counts = scaled ? m->scaled_piece : m->piece;
                sgm_d both = d_pair(outer_residue(even, counts, m), outer_residue(odd, counts, m));
                d_store(outer_packed_at(to, t, block, pair), both);
            }
        }
}

/* digit[r][..] = sum over all pairs of SGM_DOT_ROWS columns of a from `row` on, and `vectors` blocks of b. */
SGM_INLINE void outer_tile(int32_t *digit, size_t stride, const outer_packed *a, const outer_packed *b, size_t t,
                           size_t row, size_t block, unsigned vectors)
{
    const int32_t *x = outer_packed_at(a, t, row / SGM_DOTS, 0) + row % SGM_DOTS;
    const int32_t *y = outer_packed_at(b, t, block, 0);
    sgm_d sum[SGM_DOT_ROWS][SGM_DOT_COLS];
    for (unsigned r = 0; r < SGM_DOT_ROWS; r++)
        for (unsigned c = 0; c < vectors; c++)
            sum[r][c] = d_zero();
    for (size_t start = 0; start < a->pairs; start += SGM_OUTER_RUN) {
        size_t end = start + SGM_OUTER_RUN < a->pairs ? start + SGM_OUTER_RUN : a->pairs;
        for (size_t pair = start; pair < end; pair++) {
            sgm_d factor[SGM_DOT_COLS];
            for (unsigned c = 0; c < vectors; c++)
                factor[c] = d_load(y + (c * b->pairs + pair) * SGM_DOTS);
            for (unsigned r = 0; r < SGM_DOT_ROWS; r++) {
                sgm_d other = d_splat(x[pair * SGM_DOTS + r]);
                for (unsigned c = 0; c < vectors; c++)
                    sum[r][c] = d_add_dot(sum[r][c], other, factor[c]);
            }
        }
        for (unsigned r = 0; r < SGM_DOT_ROWS; r++)
            for (unsigned c = 0; c < vectors; c++)
                sum[r][c] = d_reduce(sum[r][c], &sgm_rns[t]);
    }
    for (unsigned r = 0; r < SGM_DOT_ROWS; r++)
        for (unsigned c = 0; c < vectors; c++)
            d_store(digit + r * stride + c * SGM_DOTS, sum[r][c]);
}

/* The digits of one block of sums, two moduli side by side, times what they count: sums for SGM_RNS_DIGITS places of 15
 * bits, with k M taken off. k is the integer next to sum x_t / m_t = k + x / M, for x / M < 1/16 and an error of 2^-10.
 */
SGM_INLINE void outer_back(int32_t sum[SGM_RNS_DIGITS][SGM_DOTS], const int32_t *digit, size_t plane)
{
    sgm_d pair[SGM_RNS_MODULI / 2], whole = d_zero();
    int32_t k[SGM_DOTS];
    for (size_t t = 0; t < SGM_RNS_MODULI / 2; t++) {
        pair[t] = d_pair(d_load(digit + 2 * t * plane), d_load(digit + (2 * t + 1) * plane));
        whole = d_add_dot(whole, pair[t], d_splat((int32_t)sgm_rns_back[t][SGM_RNS_DIGITS]));
    }
    d_store(k, whole);
    for (size_t j = 0; j < SGM_DOTS; j++)
        k[j] = (k[j] + (1 << (SGM_RNS_SHIFT - 1))) >> SGM_RNS_SHIFT;
    sgm_d count = d_pair(d_load(k), d_zero());
    for (size_t i = 0; i < SGM_RNS_DIGITS; i++) {
        sgm_d s = d_add_dot(d_zero(), count, d_splat(sgm_rns_minus_product[i] & 0xffff));
        for (size_t t = 0; t < SGM_RNS_MODULI / 2; t++)
            s = d_add_dot(s, pair[t], d_splat((int32_t)sgm_rns_back[t][i]));
        d_store(sum[i], s);
    }
}

/* x += s 2^position, two's complement over five words. In: position < 256. */
SGM_INLINE void outer_add_at(uint64_t x[5], int64_t s, unsigned position)
{
    unsigned word = position / 64, shift = position % 64;
    uint64_t sign = s < 0 ? UINT64_MAX : 0, value = (uint64_t)s;
    uint64_t add[2] = {value << shift, shift > 0 ? value >> (64 - shift) | sign << shift : sign};
    sgm_u128 carry = 0;
    for (unsigned i = word; i < 5; i++) {
        carry += (sgm_u128)x[i] + (i < word + 2 ? add[i - word] : sign);
        x[i] = (uint64_t)carry;
        carry >>= 64;
    }
}

/* One block of sums from its digits, `plane` apart from modulus to modulus. Each starts from 2^20 l, which is more than
 * the digits can take away. */
SGM_INLINE void outer_reconstruct(sgm_sc *r, const int32_t *digit, size_t plane, size_t columns)
{
    int32_t sum[SGM_RNS_DIGITS][SGM_DOTS];
    outer_back(sum, digit, plane);
    for (size_t j = 0; j < columns; j++) {
        uint64_t x[5];
        uint8_t bytes[sizeof x];
        for (size_t i = 0; i < 5; i++)
            x[i] = sgm_rns_lift[i];
        for (unsigned i = 0; i < SGM_RNS_DIGITS; i += 2) /* 31 bits, and 15 places up 31 more */
            outer_add_at(x, sum[i][j] + (i + 1 < SGM_RNS_DIGITS ? (int64_t)sum[i + 1][j] * (1 << 15) : 0), 15 * i);
        for (size_t i = 0; i < 5; i++)
            sgm_store64(bytes + 8 * i, x[i]);
        sgm_sc_reduce(&r[j], bytes, sizeof bytes);
    }
}

/* What a sum of these dimensions keeps in scratch. */
typedef struct outer_layout {
    outer_packed a, b;
    int32_t *digit; /* modulus, row, column */
    size_t width;   /* from row to row */
    size_t plane;   /* from modulus to modulus: one block more than the rows take, since at a power of two the digits of
                     * one sum would all fall into the same set of a cache */
    size_t words;
} outer_layout;

static outer_layout outer_place(size_t rows, size_t columns, size_t n, int32_t *scratch)
{
    outer_layout l = {.a = {scratch, outer_blocks(rows), (n + 1) / 2}, .b = {NULL, outer_blocks(columns), (n + 1) / 2}};
    l.words = SGM_RNS_MODULI * outer_packed_words(&l.a);
    l.b.at = scratch ? scratch + l.words : NULL;
    l.words += SGM_RNS_MODULI * outer_packed_words(&l.b);
    l.digit = scratch ? scratch + l.words : NULL;
    l.width = l.b.blocks * SGM_DOTS;
    l.plane = l.a.blocks * SGM_DOTS * l.width + SGM_DOTS;
    l.words += SGM_RNS_MODULI * l.plane;
    return l;
}

static size_t sc_outer_scratch(size_t rows, size_t columns, size_t n)
{
    return outer_place(rows, columns, n, NULL).words * sizeof(int32_t);
}

/* Every digit of one modulus. */
static void outer_digits(const outer_layout *l, size_t rows, size_t t)
{
    for (size_t row = 0; row < rows; row += SGM_DOT_ROWS) {
        int32_t *digit = l->digit + t * l->plane + row * l->width;
        size_t block = 0;
        for (; block + SGM_DOT_COLS <= l->b.blocks; block += SGM_DOT_COLS)
            outer_tile(digit + block * SGM_DOTS, l->width, &l->a, &l->b, t, row, block, SGM_DOT_COLS);
        for (; block < l->b.blocks; block++)
            outer_tile(digit + block * SGM_DOTS, l->width, &l->a, &l->b, t, row, block, 1);
    }
}

static void sc_outer_sum(sgm_sc *out, size_t rows, size_t columns, const sgm_sc *a, const sgm_sc *b, size_t n,
                         void *scratch)
{
    outer_layout l = outer_place(rows, columns, n, scratch);
    outer_pack(&l.a, a, rows, n, 1);
    outer_pack(&l.b, b, columns, n, 0);
    for (size_t t = 0; t < SGM_RNS_MODULI; t++)
        outer_digits(&l, rows, t);
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j += SGM_DOTS)
            outer_reconstruct(&out[i * columns + j], l.digit + i * l.width + j, l.plane,
                              columns - j < SGM_DOTS ? columns - j : SGM_DOTS);
}
