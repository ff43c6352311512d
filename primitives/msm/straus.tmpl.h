/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Straus: a table of multiples for each term. For few terms. */
#ifndef SGM_LANES
#include "primitives/msm/horner.tmpl.h" /* so that an editor can parse this template alone */
#endif
#include "primitives/base/bytes.h"
#include "primitives/msm/plan.h"

#include <stdlib.h>

/* Each term has a table of 0, P, (1 + step) P, (1 + 2 step) P, ..., built for SGM_LANES terms side by side.
 *
 * One lane: all terms share one chain of doublings; digits are a width-5 NAF, odd, up to 15, wherever they fall (one
 * position in 6).
 * More lanes: they hold the windows of one term, of 4 bits and digits up to 8, so that none is idle for a single term:
 *
 *            lane 0        lane 1        ...
 *   term 0   window 0      window 1             each a multiple of term 0
 *   term 1   window 0      window 1             each a multiple of term 1
 *   ...      sums of these windows; then the same for windows SGM_LANES..; then Horner over the sums. */
#define STRAUS_SIZE      8 /* multiples besides 0 */
#define STRAUS_STEP      (SGM_STRAUS_WNAF ? 2u : 1u)
#define STRAUS_WIDTH     5
#define STRAUS_WINDOW    4
#define STRAUS_POSITIONS 256
#define STRAUS_CUT       8 /* windows whose digits are cut at a time */

typedef struct straus_entry {
    sgm_fe Y_X[2], Z, T2d; /* Y + X and Y - X; of the negative point, the other way round */
} straus_entry;

static const straus_entry straus_neutral = {.Y_X = {{{1}}, {{1}}}, .Z = {{1}}};

typedef struct straus_scratch {
    straus_entry (*table)[STRAUS_SIZE + 1]; /* [term] */
    size_t width;                           /* terms, padded to whole vectors */
    int8_t *digit;            /* one lane: [position * width + term]; else [term * padded windows + window] */
    sgm_point *window;        /* [window] */
    unsigned windows, padded; /* windows, and these padded to whole vectors and cuts */
} straus_scratch;

static void straus_layout(straus_scratch *s, msm_arena *arena, const msm_plan *plan)
{
    s->windows = digits_count(plan->bits, STRAUS_WINDOW);
    s->padded = (s->windows + STRAUS_CUT - 1) / STRAUS_CUT * STRAUS_CUT;
    s->width = (plan->terms + SGM_LANES - 1) / SGM_LANES * SGM_LANES;
    s->table = (straus_entry(*)[STRAUS_SIZE + 1]) msm_take(arena, s->width * sizeof *s->table);
    s->digit = (int8_t *)msm_take(arena, SGM_STRAUS_WNAF ? s->width * STRAUS_POSITIONS : plan->terms * s->padded);
    s->window = (sgm_point *)msm_take(arena, SGM_STRAUS_WNAF ? 0 : s->windows * sizeof *s->window);
}

/* entry k of the tables of terms i.. of this vector = c. */
static void straus_store(straus_scratch *s, size_t i, unsigned k, const ge_cached *c)
{
    fe v[4];
    fe_carry(&v[0], &c->YplusX);
    fe_carry(&v[1], &c->YminusX);
    fe_carry(&v[2], &c->Z);
    fe_carry(&v[3], &c->T2d);
    FE_STORE_ITEMS(s->table, [k].Y_X[0], i, s->width, &v[0]);
    FE_STORE_ITEMS(s->table, [k].Y_X[1], i, s->width, &v[1]);
    FE_STORE_ITEMS(s->table, [k].Z, i, s->width, &v[2]);
    FE_STORE_ITEMS(s->table, [k].T2d, i, s->width, &v[3]);
}

/* The tables of the terms i.. of this vector, from their points. Cost: 8 (1 + 8) M, about. */
static void straus_table(straus_scratch *s, size_t i, const sgm_affine *const p[SGM_LANES])
{
    ge_niels niels;
    ge point;
    ge_sum multiple;
    ge_cached step, c;
    ge_comp sum;
    ge_niels_gather(&niels, p, m_none());
    ge_from_niels(&point, &niels, m_none());
    ge_sum_from(&multiple, &point);
    ge_cached_from(&c, &multiple);
    straus_store(s, i, 1, &c);
    step = c;
    if (STRAUS_STEP == 2) {
        ge_sum twice;
        ge_dbl(&sum, &point.proj);
        ge_sum_from_comp(&twice, &sum);
        ge_cached_from(&step, &twice);
    }
    for (unsigned k = 2; k <= STRAUS_SIZE; k++) {
        ge_add_cached(&sum, &multiple, &step, m_none());
        ge_sum_from_comp(&multiple, &sum);
        ge_cached_from(&c, &multiple);
        straus_store(s, i, k, &c);
    }
}

static void straus_tables(straus_scratch *s, const sgm_msm_part *parts, size_t n_parts)
{
    const sgm_affine *p[SGM_LANES];
    size_t term = 0;
    for (size_t j = 0; j < n_parts; j++)
        for (size_t k = 0; k < parts[j].n; k++, term++) {
            p[term % SGM_LANES] = &parts[j].points[k];
            s->table[term][0] = straus_neutral;
            if (term % SGM_LANES == SGM_LANES - 1)
                straus_table(s, term + 1 - SGM_LANES, p);
        }
    if (term < s->width) {
        for (size_t l = term % SGM_LANES; l < SGM_LANES; l++)
            p[l] = &affine_identity;
        straus_table(s, s->width - SGM_LANES, p);
    }
}

/* acc += the multiples that the digits name, each of its own table. Addresses are computed: digits are random, so that
 * branches on their signs would be guessed wrong every other time. In: for one lane odd digits, not 0. */
SGM_INLINE void straus_add_vt(ge_comp *acc, const straus_entry *const table[SGM_LANES], const int8_t digit[SGM_LANES])
{
    const sgm_fe *q[4][SGM_LANES];
    unsigned neg = 0;
    ge_cached c;
    ge_sum p;
    for (size_t l = 0; l < SGM_LANES; l++) {
        const unsigned is_negative = (unsigned)(uint8_t)digit[l] >> 7, d = (unsigned)abs(digit[l]);
        const straus_entry *e = &table[l][d / STRAUS_STEP + STRAUS_STEP - 1];
        neg |= is_negative << l;
        q[0][l] = &e->Y_X[is_negative];
        q[1][l] = &e->Y_X[1 ^ is_negative];
        q[2][l] = &e->Z;
        q[3][l] = &e->T2d;
    }
    fe_load(&c.YplusX, q[0]);
    fe_load(&c.YminusX, q[1]);
    fe_load(&c.Z, q[2]);
    fe_load(&c.T2d, q[3]);
    ge_sum_from_comp(&p, acc);
    ge_add_cached(acc, &p, &c, m_bits(neg));
}

#if SGM_STRAUS_WNAF
_Static_assert(SGM_LANES == 1, "a chain of doublings for one lane");

/* Digits of one term, every width-th byte from digit on. In: the bytes are 0. At an odd remainder take its five bits as
 * an odd digit in (-16, 16), carry the rest. */
static void straus_wnaf_vt(int8_t *digit, size_t width, const sgm_sc *k)
{
    uint64_t e[5] = {k->v[0], k->v[1], k->v[2], k->v[3], 0};
    uint32_t carry = 0;
    for (unsigned i = 0; i < STRAUS_POSITIONS;) {
        uint64_t x = e[i / 64] >> i % 64;
        if (i % 64 + STRAUS_WIDTH > 64)
            x |= e[i / 64 + 1] << (64 - i % 64);
        uint32_t d = (uint32_t)(x & ((1u << STRAUS_WIDTH) - 1)) + carry;
        if ((d & 1) == 0) {
            i++;
            continue;
        }
        carry = d >> (STRAUS_WIDTH - 1);
        digit[i * width] = (int8_t)((int32_t)d - (int32_t)(carry << STRAUS_WIDTH));
        i += STRAUS_WIDTH;
    }
}

/* r = sum of all terms. Time: variable in points and scalars, which are public data of a verifier. */
static void straus_vt(sgm_point *r, straus_scratch *s, const sgm_msm_part *parts, size_t n_parts)
{
    ge_comp acc;
    ge sum;
    int started = 0;
    size_t term = 0;
    straus_tables(s, parts, n_parts);
    memset(s->digit, 0, s->width * STRAUS_POSITIONS);
    for (size_t j = 0; j < n_parts; j++)
        for (size_t k = 0; k < parts[j].n; k++, term++)
            straus_wnaf_vt(s->digit + term, s->width, &parts[j].scalars[k]);
    ge_comp_identity(&acc);
    for (size_t position = STRAUS_POSITIONS; position-- > 0;) {
        if (started)
            ge_dbl_times(&acc, 1);
        for (size_t i = 0; i < term; i++) {
            const straus_entry *const table[1] = {s->table[i]};
            const int8_t *digit = s->digit + position * s->width + i;
            if (*digit != 0) {
                straus_add_vt(&acc, table, digit);
                started = 1;
            }
        }
    }
    ge_from_comp(&sum, &acc);
    ge_store(r, 0, 1, &sum);
}
#else
_Static_assert(STRAUS_WINDOW == 4 && STRAUS_CUT == 8 && STRAUS_CUT % SGM_LANES == 0, "as digits_eight cuts them");

/* Windows of one term, padded with digits 0, from its biased scalar. The top digit has nothing taken off. */
SGM_INLINE void straus_windows_vt(int8_t *digit, unsigned padded, const uint64_t e[4], unsigned count)
{
    for (unsigned w = 0; w < padded; w += STRAUS_CUT)
        sgm_store64((uint8_t *)digit + w, digits_eight((uint32_t)(e[w / 16] >> w % 16 * STRAUS_WINDOW)));
    digit[count - 1] = (int8_t)(digit[count - 1] + STRAUS_SIZE);
    memset(digit + count, 0, padded - count);
}

/* Windows of all terms. What makes the digits signed is one constant for a part. */
static void straus_digits_vt(straus_scratch *s, const sgm_msm_part *parts, size_t n_parts)
{
    int8_t *digit = s->digit;
    for (size_t j = 0; j < n_parts; j++) {
        const unsigned count = digits_count(parts[j].bits, STRAUS_WINDOW);
        uint64_t bias[4], e[4];
        digits_bias(bias, STRAUS_WINDOW, count);
        for (size_t k = 0; k < parts[j].n; k++, digit += s->padded) {
            digits_prepare(e, &parts[j].scalars[k], bias);
            straus_windows_vt(digit, s->padded, e, count);
        }
    }
}

/* Sums of the windows w.. of one vector; terms of parts that end below are left out. */
static void straus_sum_vt(ge *sum, const straus_scratch *s, const sgm_msm_part *parts, size_t n_parts, unsigned w)
{
    ge_comp acc;
    size_t term = 0;
    ge_comp_identity(&acc);
    for (size_t j = 0; j < n_parts; term += parts[j++].n)
        for (size_t k = term; w < digits_count(parts[j].bits, STRAUS_WINDOW) && k < term + parts[j].n; k++) {
            const straus_entry *table[SGM_LANES];
            for (size_t l = 0; l < SGM_LANES; l++)
                table[l] = s->table[k];
            straus_add_vt(&acc, table, s->digit + k * s->padded + w);
        }
    ge_from_comp(sum, &acc);
}

/* r = sum of all terms. Time: variable in points and scalars, which are public data of a verifier. */
static void straus_vt(sgm_point *r, straus_scratch *s, const sgm_msm_part *parts, size_t n_parts)
{
    straus_tables(s, parts, n_parts);
    straus_digits_vt(s, parts, n_parts);
    for (unsigned w = 0; w < s->windows; w += SGM_LANES) {
        ge sum;
        straus_sum_vt(&sum, s, parts, n_parts, w);
        ge_store(s->window, w, s->windows, &sum);
    }
    horner(r, s->window, s->windows, STRAUS_WINDOW);
}
#endif
