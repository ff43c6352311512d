/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Constant-time scalar multiplication: fixed base with a full table, variable base with signed windows. */
#ifndef SGM_LANES
#include "primitives/group/memory.tmpl.h" /* so that an editor can parse this template alone */
#endif
#include "primitives/backend/backend.h"
#include "primitives/group/digits.h"

#define SC_BITS 253 /* scalars are below the group order, 2^252 < l < 2^253 */

/* Fixed base, windows of c = SGM_FIXED_WINDOW bits: multiple j of row[w] is j 2^(c w) P. Where c divides 252, a window
 * for the top bit alone would cost an addition; its row continues the one before instead, for a top digit up to 2^c.
 * That is enough: if bit 252 of a scalar is set, the next 127 are not, so nothing carries into them. */
#define FIXED_ROWS     (SC_BITS / SGM_FIXED_WINDOW + 1)
#define FIXED_TOP_ROWS (SC_BITS % SGM_FIXED_WINDOW == 1 ? 2 : 1)
#define FIXED_DIGITS   (FIXED_ROWS - FIXED_TOP_ROWS + 1)
typedef struct fixed_table {
    sgm_row row[FIXED_ROWS];
} fixed_table;

/* Affine Niels forms of `count` points in memory. In: Z != 0. Alias: none. */
static void points_to_affine(sgm_affine *r, const sgm_point *p, size_t count)
{
    for (size_t i = 0; i < count; i += SGM_LANES * SGM_BATCH) {
        fe z[SGM_BATCH], inv[SGM_BATCH];
        size_t vectors = 0;
        for (size_t j = i; j < count && vectors < SGM_BATCH; j += SGM_LANES) {
            fe_m m;
            FE_LOAD_ITEMS(&m, p, .Z, j, count);
            fe_carry(&z[vectors++], &m);
        }
        fe_batch_invert(inv, z, vectors);
        for (size_t k = 0; k < vectors; k++) {
            fe_m X, Y;
            fe x, y;
            FE_LOAD_ITEMS(&X, p, .X, i + k * SGM_LANES, count);
            FE_LOAD_ITEMS(&Y, p, .Y, i + k * SGM_LANES, count);
            fe_mul(&x, &X, &inv[k]);
            fe_mul(&y, &Y, &inv[k]);
            ge_affine_store(r, i + k * SGM_LANES, count, &x, &y);
        }
    }
}

/* c = 2^n c. Cost: 4 S + 3 M each. */
SGM_INLINE void ge_dbl_times(ge_comp *c, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        ge_proj p;
        ge_proj_from_comp(&p, c);
        ge_dbl(c, &p);
    }
}

/* Row by row: all lanes compute the same, lane 0 is kept. */
static void fixed_init(sgm_fixed *t, const sgm_affine *point)
{
    fixed_table *table = (fixed_table *)(void *)t;
    ge_niels start;
    ge base, multiple;
    ge_comp twice;
    sgm_point point_of[SGM_FIXED_SIZE];
    sgm_affine affine[SGM_FIXED_SIZE];
    ge_niels_load(&start, point, 0, 1);
    ge_from_niels(&base, &start, m_none());
    for (unsigned w = 0; w < FIXED_ROWS; w++) {
        if (w < FIXED_DIGITS)
            multiple = base;
        for (unsigned j = 0; j < SGM_FIXED_SIZE; j++) {
            ge_store(point_of, j, j + 1, &multiple);
            ge_add(&multiple, &multiple, &base);
        }
        points_to_affine(affine, point_of, SGM_FIXED_SIZE);
        l_row_init(&table->row[w], affine);
        if (w + 1 >= FIXED_DIGITS) /* `multiple` is what the next row begins with, if there is one */
            continue;
        ge_dbl(&twice, &base.proj);
        ge_dbl_times(&twice, SGM_FIXED_WINDOW - 1);
        ge_from_comp(&base, &twice);
    }
}

/* Signed digits of the scalars of one vector. */
typedef struct lane_digits {
    uint64_t e[SGM_LANES][4];
    unsigned c, count;
} lane_digits;

SGM_INLINE void lane_digits_from(lane_digits *r, const sgm_sc *const k[SGM_LANES], unsigned c)
{
    uint64_t bias[4];
    r->c = c;
    r->count = digits_count(SC_BITS, c);
    digits_bias(bias, c, r->count);
    for (size_t l = 0; l < SGM_LANES; l++)
        digits_prepare(r->e[l], k[l], bias);
}

SGM_INLINE void lane_digits_init(lane_digits *r, const sgm_sc *k, size_t i, size_t n, unsigned c)
{
    const sgm_sc *lane[SGM_LANES];
    for (size_t l = 0; l < SGM_LANES; l++)
        lane[l] = &k[lane_source(i + l, n)];
    lane_digits_from(r, lane, c);
}

/* Absolute values of digit w in each lane, and the mask of the negative ones. */
SGM_INLINE sgm_mask lane_digits_get(uint64_t index[SGM_LANES], const lane_digits *k, unsigned w)
{
    uint64_t negative[SGM_LANES];
    for (size_t l = 0; l < SGM_LANES; l++)
        index[l] = digits_abs(&negative[l], digits_get(k->e[l], k->c, k->count, w));
    return m_from(negative);
}

/* How the fixed base is worked on: a compile-time constant. */
typedef struct fixed_way {
    int is_public;
    unsigned together; /* vectors that are looked up at once, at most SGM_ROW_VECTORS */
} fixed_way;

/* What the lanes of these vectors take from a table for one digit; neg as in ge_madd. */
typedef struct fixed_terms {
    ge_niels q[SGM_ROW_VECTORS];
    sgm_mask neg[SGM_ROW_VECTORS];
} fixed_terms;

/* r->q = the multiple of each lane's index in a row, negated where neg; secret indices read all of the row. */
SGM_INLINE void fixed_lookup(fixed_terms *r, const sgm_row *row, const uint64_t index[], fixed_way way)
{
    sgm_limbs e[SGM_ROW_VECTORS][3];
    if (way.is_public)
        l_row_lookup_vt(e, row, index, r->neg, way.together);
    else
        l_row_lookup(e, row, index, r->neg, way.together);
    for (unsigned v = 0; v < way.together; v++) {
        r->q[v].YplusX.v = e[v][0];
        r->q[v].YminusX.v = e[v][1];
        r->q[v].T2d.v = e[v][2];
    }
}

/* The scalars of one vector with the constant of digits.h, less what was taken: the next digit is at the bottom. */
typedef struct fixed_digits {
    sgm_w e[4];
} fixed_digits;

SGM_INLINE void fixed_digits_init(fixed_digits *r, const sgm_sc *k, size_t i, size_t n)
{
    _Alignas(64) uint64_t word[4][SGM_LANES];
    uint64_t bias[4], e[4];
    digits_bias(bias, SGM_FIXED_WINDOW, FIXED_DIGITS);
    for (size_t l = 0; l < SGM_LANES; l++) {
        digits_prepare(e, &k[lane_source(i + l, n)], bias);
        for (int j = 0; j < 4; j++)
            word[j][l] = e[j];
    }
    for (int j = 0; j < 4; j++)
        r->e[j] = w_load(word[j]);
    sgm_wipe(word, sizeof word);
    sgm_wipe(e, sizeof e);
}

/* Takes the digit of row w of every lane, not the top one: its absolute value, and the mask of the negative ones. A
 * digit x - half is x ^ half where it is not negative, else minus (half - x). */
SGM_INLINE sgm_mask fixed_digits_take(uint64_t index[SGM_LANES], fixed_digits *k)
{
    const sgm_w half = w_splat(SGM_FIXED_SIZE), x = w_and(k->e[0], w_splat(2 * SGM_FIXED_SIZE - 1));
    const sgm_mask neg = w_is_zero(w_and(x, half));
    w_store(index, w_select(neg, w_sub(half, x), w_xor(x, half)));
    for (int j = 0; j < 3; j++)
        k->e[j] = w_or(w_shr(k->e[j], SGM_FIXED_WINDOW), w_shl(k->e[j + 1], 64 - SGM_FIXED_WINDOW));
    k->e[3] = w_shr(k->e[3], SGM_FIXED_WINDOW);
    return neg;
}

/* r = what each lane takes for the top digit, which is never negative: from the row before the last where the last one
 * continues it and the digit is no more than half of what they hold. */
SGM_INLINE void fixed_top(fixed_terms *r, const fixed_table *t, const fixed_digits k[], fixed_way way)
{
    _Alignas(64) uint64_t index[FIXED_TOP_ROWS][SGM_ROW_VECTORS * SGM_LANES];
    const sgm_w half = w_splat(SGM_FIXED_SIZE), zero = w_splat(0);
    sgm_mask low[SGM_ROW_VECTORS];
    for (unsigned v = 0; v < way.together; v++) {
        const sgm_w x = k[v].e[0];
        r->neg[v] = m_none();
        low[v] = FIXED_TOP_ROWS == 1 ? m_not(m_none()) : w_is_zero(w_shr(w_sub(half, x), 63));
        w_store(index[FIXED_TOP_ROWS - 1] + v * SGM_LANES, w_select(low[v], zero, w_sub(x, half)));
        w_store(index[0] + v * SGM_LANES, w_select(low[v], x, zero));
    }
    fixed_lookup(r, &t->row[FIXED_DIGITS - 1], index[0], way);
    if (FIXED_TOP_ROWS == 1)
        return;
    fixed_terms upper = *r;
    fixed_lookup(&upper, &t->row[FIXED_ROWS - 1], index[FIXED_TOP_ROWS - 1], way);
    for (unsigned v = 0; v < way.together; v++) {
        fe_select_m(&r->q[v].YplusX, low[v], &r->q[v].YplusX, &upper.q[v].YplusX);
        fe_select_m(&r->q[v].YminusX, low[v], &r->q[v].YminusX, &upper.q[v].YminusX);
        fe_select_m(&r->q[v].T2d, low[v], &r->q[v].T2d, &upper.q[v].T2d);
    }
}

/* r = what each lane takes for digit w. */
SGM_INLINE void fixed_digit(fixed_terms *r, const fixed_table *t, fixed_digits k[], unsigned w, fixed_way way)
{
    _Alignas(64) uint64_t index[SGM_ROW_VECTORS * SGM_LANES];
    if (w + 1 == FIXED_DIGITS) {
        fixed_top(r, t, k, way);
        return;
    }
    for (unsigned v = 0; v < way.together; v++)
        r->neg[v] = fixed_digits_take(index + v * SGM_LANES, &k[v]);
    fixed_lookup(r, &t->row[w], index, way);
}

_Static_assert(SGM_CHAINS % SGM_ROW_VECTORS == 0, "lookups are within a block");

/* Row by row for the vectors of a block in turn: a row is fetched once for all, and between a vector's addition and
 * what prepares its next one stand those of the others, which do not wait for it. */
SGM_INLINE void fixed_block(sgm_point *r, const fixed_table *table, const sgm_sc *k, size_t n, item_block b,
                            fixed_digits digits[SGM_CHAINS], fixed_way way)
{
    ge p;
    fixed_terms terms;
    ge_acc acc[SGM_CHAINS];
    ge_comp sum[SGM_CHAINS];
    for (unsigned v = 0; v < b.vectors; v += way.together) {
        for (unsigned j = 0; j < way.together; j++)
            fixed_digits_init(&digits[v + j], k, b.first + (v + j) * SGM_LANES, n);
        fixed_digit(&terms, table, &digits[v], 0, way);
        for (unsigned j = 0; j < way.together && v + j < b.vectors; j++) {
            ge_from_niels(&p, &terms.q[j], terms.neg[j]);
            ge_acc_from(&acc[v + j], &p);
        }
    }
    for (unsigned w = 1; w < FIXED_DIGITS; w++) {
        for (unsigned v = 0; v < b.vectors; v += way.together) {
            fixed_digit(&terms, table, &digits[v], w, way);
            for (unsigned j = 0; j < way.together && v + j < b.vectors; j++)
                ge_madd(&sum[v + j], &acc[v + j], &terms.q[j], terms.neg[j]);
        }
        for (unsigned v = 0; v < b.vectors && w + 1 < FIXED_DIGITS; v++)
            ge_acc_from_comp(&acc[v], &sum[v]);
    }
    for (unsigned v = 0; v < b.vectors; v++) {
        ge_from_comp(&p, &sum[v]);
        ge_store(r, b.first + v * SGM_LANES, n, &p);
    }
}

/* In: is_public a compile-time constant. Cost: 1 M, FIXED_DIGITS - 1 mixed additions (7 M), and lookups. */
SGM_INLINE void fixed_windows(sgm_point *r, const sgm_fixed *t, const sgm_sc *k, size_t n, int is_public)
{
    const fixed_table *table = (const fixed_table *)(const void *)t;
    fixed_digits digits[SGM_CHAINS];
    for (item_block b = item_block_from(0, n); b.vectors > 0; b = item_block_from(b.end, n)) {
        if (SGM_ROW_VECTORS > 1 && b.vectors == 1)
            fixed_block(r, table, k, n, b, digits, (fixed_way){is_public, 1});
        else
            fixed_block(r, table, k, n, b, digits, (fixed_way){is_public, SGM_ROW_VECTORS});
    }
    sgm_wipe(digits, sizeof digits);
}

static void fixed_mul(sgm_point *r, const sgm_fixed *t, const sgm_sc *k, size_t n) { fixed_windows(r, t, k, n, 0); }

static void fixed_mul_vt(sgm_point *r, const sgm_fixed *t, const sgm_sc *k, size_t n) { fixed_windows(r, t, k, n, 1); }

/* Variable base: windows of 4 bits, multiples 1..8 of each lane's own point. */
#define VAR_WINDOW 4
#define VAR_SIZE   (1u << (VAR_WINDOW - 1))

/* r = table[index - 1] or the identity, negated where neg (but for T2d: see ge_madd). Reads all of table. */
SGM_INLINE void var_lookup(ge_cached *r, const ge_cached table[VAR_SIZE], const uint64_t index[SGM_LANES], sgm_mask neg)
{
    ge zero;
    ge_sum sum;
    fe_m swapped;
    ge_identity(&zero);
    ge_sum_from(&sum, &zero);
    ge_cached_from(r, &sum);
    for (unsigned j = 0; j < VAR_SIZE; j++) {
        sgm_mask m = m_equal(index, j + 1);
        fe_select_m(&r->YplusX, m, &table[j].YplusX, &r->YplusX);
        fe_select_m(&r->YminusX, m, &table[j].YminusX, &r->YminusX);
        fe_select_m(&r->Z, m, &table[j].Z, &r->Z);
        fe_select_m(&r->T2d, m, &table[j].T2d, &r->T2d);
    }
    fe_select_m(&swapped, neg, &r->YminusX, &r->YplusX);
    fe_select_m(&r->YminusX, neg, &r->YplusX, &r->YminusX);
    r->YplusX = swapped;
}

/* The multiples of each lane's point. Cost: 65 M, about. */
static void var_table(ge_cached table[VAR_SIZE], const ge_niels *point)
{
    ge first;
    ge_sum sum;
    ge_comp next;
    ge_from_niels(&first, point, m_none());
    ge_sum_from(&sum, &first);
    ge_cached_from(&table[0], &sum);
    for (unsigned j = 1; j < VAR_SIZE; j++) {
        ge_acc multiple;
        ge_acc_from_sum(&multiple, &sum);
        ge_madd(&next, &multiple, point, m_none());
        ge_sum_from_comp(&sum, &next);
        ge_cached_from(&table[j], &sum);
    }
}

/* sum += digit w of each lane, times its point. */
SGM_INLINE void var_add(ge_comp *sum, const ge_cached table[VAR_SIZE], const lane_digits *digits, unsigned w)
{
    uint64_t index[SGM_LANES];
    ge_cached q;
    ge_sum acc;
    sgm_mask neg = lane_digits_get(index, digits, w);
    ge_sum_from_comp(&acc, sum);
    var_lookup(&q, table, index, neg);
    ge_add_cached(sum, &acc, &q, neg);
}

/* Terms that share doublings: their tables stay in the nearest cache. */
#define VAR_TERMS 3

/* r = sum over t < terms <= VAR_TERMS of k[tn + i] p[tn + i], for the lanes from i on. Cost: 63 windows of 4 doublings,
 * and of each term a table and 63 additions. */
SGM_INLINE void var_windows(ge *r, const sgm_affine *p, const sgm_sc *k, size_t i, size_t n, size_t terms)
{
    lane_digits digits[VAR_TERMS];
    ge_cached table[VAR_TERMS][VAR_SIZE];
    ge_comp sum;
    for (size_t t = 0; t < terms; t++) {
        ge_niels niels;
        ge_niels_load(&niels, p + t * n, i, n);
        var_table(table[t], &niels);
        lane_digits_init(&digits[t], k + t * n, i, n, VAR_WINDOW);
    }
    ge_comp_identity(&sum);
    for (unsigned w = digits[0].count; w-- > 0;) {
        if (w + 1 < digits[0].count)
            ge_dbl_times(&sum, VAR_WINDOW);
        for (size_t t = 0; t < terms; t++)
            var_add(&sum, table[t], &digits[t], w);
    }
    ge_from_comp(r, &sum);
    sgm_wipe(digits, terms * sizeof *digits);
}

static void var_mul(sgm_point *r, const sgm_affine *p, const sgm_sc *k, size_t n)
{
    for (size_t i = 0; i < n; i += SGM_LANES) {
        ge product;
        var_windows(&product, p, k, i, n, 1);
        ge_store(r, i, n, &product);
    }
}

static void var_sums(sgm_point *r, const sgm_affine *p, const sgm_sc *k, size_t terms, size_t n)
{
    for (size_t i = 0; i < n; i += SGM_LANES) {
        ge sum;
        ge_identity(&sum);
        for (size_t t = 0; t < terms; t += VAR_TERMS) {
            ge part;
            var_windows(&part, p + t * n, k + t * n, i, n, terms - t < VAR_TERMS ? terms - t : VAR_TERMS);
            ge_add(&sum, &sum, &part);
        }
        ge_store(r, i, n, &sum);
    }
}
