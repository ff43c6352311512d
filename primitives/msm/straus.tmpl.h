/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Straus: a table of multiples for each term. For few terms. */
#ifndef SGM_LANES
#include "primitives/msm/horner.tmpl.h" /* so that an editor can parse this template alone */
#endif
#include "primitives/msm/plan.h"

/* Each term has a table of multiples P, (1 + step) P, (1 + 2 step) P, ..., built for SGM_LANES terms side by side.
 *
 * One lane: all terms share one chain of doublings; digits are a width-5 NAF, odd, up to 15, wherever they fall (one
 * position in 6).
 * More lanes: they hold the windows of one term, of 4 bits and digits up to 8, so that none is idle for a single term:
 *
 *            lane 0        lane 1        ...
 *   term 0   window 0      window 1             each a multiple of term 0
 *   term 1   window 0      window 1             each a multiple of term 1
 *   ...      sums of these windows; then the same for windows SGM_LANES..; then Horner over the sums. */
#define STRAUS_SIZE      8
#define STRAUS_STEP      (SGM_STRAUS_WNAF ? 2u : 1u)
#define STRAUS_WIDTH     5
#define STRAUS_WINDOW    4
#define STRAUS_POSITIONS 256

typedef struct straus_entry {
    sgm_fe YplusX, YminusX, Z, T2d;
} straus_entry;

typedef struct straus_scratch {
    straus_entry (*table)[STRAUS_SIZE]; /* [term] */
    size_t width;                       /* terms, padded to whole vectors */
    int8_t *digit;                      /* one lane: [position * width + term]; else [term * padded windows + window] */
    sgm_point *window;                  /* [window] */
    unsigned windows, padded;           /* windows, and these padded to whole vectors */
} straus_scratch;

static void straus_layout(straus_scratch *s, msm_arena *arena, const msm_plan *plan)
{
    s->windows = digits_count(plan->bits, STRAUS_WINDOW);
    s->padded = (s->windows + SGM_LANES - 1) / SGM_LANES * SGM_LANES;
    s->width = (plan->terms + SGM_LANES - 1) / SGM_LANES * SGM_LANES;
    s->table = (straus_entry(*)[STRAUS_SIZE])msm_take(arena, s->width * sizeof *s->table);
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
    FE_STORE_ITEMS(s->table, [k].YplusX, i, s->width, &v[0]);
    FE_STORE_ITEMS(s->table, [k].YminusX, i, s->width, &v[1]);
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
    straus_store(s, i, 0, &c);
    step = c;
    if (STRAUS_STEP == 2) {
        ge_sum twice;
        ge_dbl(&sum, &point.proj);
        ge_sum_from_comp(&twice, &sum);
        ge_cached_from(&step, &twice);
    }
    for (unsigned k = 1; k < STRAUS_SIZE; k++) {
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
            if (term % SGM_LANES == SGM_LANES - 1)
                straus_table(s, term + 1 - SGM_LANES, p);
        }
    if (term < s->width) {
        for (size_t l = term % SGM_LANES; l < SGM_LANES; l++)
            p[l] = &affine_identity;
        straus_table(s, s->width - SGM_LANES, p);
    }
}

/* acc += the multiples that the digits name, each of its own table. */
SGM_INLINE void straus_add_vt(ge_comp *acc, const straus_entry *const table[SGM_LANES], const int8_t digit[SGM_LANES])
{
    static const straus_entry identity = {.YplusX = {{1}}, .YminusX = {{1}}, .Z = {{1}}};
    const sgm_fe *q[4][SGM_LANES];
    uint64_t neg[SGM_LANES];
    ge_cached c;
    ge_sum p;
    for (size_t l = 0; l < SGM_LANES; l++) {
        unsigned d = (unsigned)(digit[l] < 0 ? -digit[l] : digit[l]);
        const straus_entry *e = d == 0 ? &identity : &table[l][(d - 1) / STRAUS_STEP];
        neg[l] = digit[l] < 0;
        q[0][l] = neg[l] ? &e->YminusX : &e->YplusX;
        q[1][l] = neg[l] ? &e->YplusX : &e->YminusX;
        q[2][l] = &e->Z;
        q[3][l] = &e->T2d;
    }
    fe_load(&c.YplusX, q[0]);
    fe_load(&c.YminusX, q[1]);
    fe_load(&c.Z, q[2]);
    fe_load(&c.T2d, q[3]);
    ge_sum_from_comp(&p, acc);
    ge_add_cached(acc, &p, &c, m_from(neg));
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
/* Windows of one term, padded with digits 0. */
static void straus_windows_vt(int8_t *digit, unsigned padded, const sgm_sc *k, unsigned bits)
{
    uint64_t bias[4], e[4];
    const unsigned count = digits_count(bits, STRAUS_WINDOW);
    digits_bias(bias, STRAUS_WINDOW, count);
    digits_prepare(e, k, bias);
    memset(digit, 0, padded);
    for (unsigned w = 0; w < count; w++)
        digit[w] = (int8_t)digits_get(e, STRAUS_WINDOW, count, w);
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
    size_t term = 0;
    straus_tables(s, parts, n_parts);
    for (size_t j = 0; j < n_parts; j++)
        for (size_t k = 0; k < parts[j].n; k++, term++)
            straus_windows_vt(s->digit + term * s->padded, s->padded, &parts[j].scalars[k], parts[j].bits);
    for (unsigned w = 0; w < s->windows; w += SGM_LANES) {
        ge sum;
        straus_sum_vt(&sum, s, parts, n_parts, w);
        ge_store(s->window, w, s->windows, &sum);
    }
    horner(r, s->window, s->windows, STRAUS_WINDOW);
}
#endif
