/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Straus: all terms share one chain of doublings; lanes hold different terms. For few terms. */
#ifndef SGM_LANES
#include "primitives/group/mul.tmpl.h" /* so that an editor can parse this template alone */
#endif
#include "primitives/msm/plan.h"

/* Each term has a table of multiples P, (1 + step) P, (1 + 2 step) P, ... and a signed digit at every bit position,
 * mostly 0. One lane: width-5 NAF, odd digits up to 15, wherever they fall (1 position in 6). Several lanes: digits up
 * to 8 at every fourth position, so that all lanes add at the same time. */
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
    int8_t *digit;                      /* [position * width + term] */
    size_t width;                       /* terms, padded to whole vectors */
} straus_scratch;

static void straus_layout(straus_scratch *s, msm_arena *arena, size_t terms)
{
    s->width = (terms + SGM_LANES - 1) / SGM_LANES * SGM_LANES;
    s->table = (straus_entry(*)[STRAUS_SIZE])msm_take(arena, s->width * sizeof *s->table);
    s->digit = (int8_t *)msm_take(arena, s->width * STRAUS_POSITIONS);
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

/* Digits of one term, every width-th byte from digit on. In: the bytes are 0. */
static void straus_windows_vt(int8_t *digit, size_t width, const sgm_sc *k, unsigned bits)
{
    uint64_t bias[4], e[4];
    unsigned count = digits_count(bits, STRAUS_WINDOW);
    digits_bias(bias, STRAUS_WINDOW, count);
    digits_prepare(e, k, bias);
    for (unsigned w = 0; w < count; w++)
        digit[w * STRAUS_WINDOW * width] = (int8_t)digits_get(e, STRAUS_WINDOW, count, w);
}

/* The same as a width-5 NAF: at an odd remainder take its five bits as an odd digit in (-16, 16), carry the rest. */
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

static void straus_prepare_vt(straus_scratch *s, const sgm_msm_part *parts, size_t n_parts)
{
    const sgm_affine *p[SGM_LANES];
    size_t term = 0;
    memset(s->digit, 0, s->width * STRAUS_POSITIONS);
    for (size_t j = 0; j < n_parts; j++)
        for (size_t k = 0; k < parts[j].n; k++, term++) {
            if (SGM_STRAUS_WNAF)
                straus_wnaf_vt(s->digit + term, s->width, &parts[j].scalars[k]);
            else
                straus_windows_vt(s->digit + term, s->width, &parts[j].scalars[k], parts[j].bits);
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

/* acc += the multiples that the digits of this vector name. */
static void straus_add_vt(ge_comp *acc, const straus_scratch *s, size_t i, const int8_t digit[SGM_LANES])
{
    static const straus_entry identity = {.YplusX = {{1}}, .YminusX = {{1}}, .Z = {{1}}};
    const sgm_fe *q[4][SGM_LANES];
    uint64_t neg[SGM_LANES];
    ge_cached c;
    ge_sum p;
    for (size_t l = 0; l < SGM_LANES; l++) {
        unsigned d = (unsigned)(digit[l] < 0 ? -digit[l] : digit[l]);
        const straus_entry *e = d == 0 ? &identity : &s->table[i + l][(d - 1) / STRAUS_STEP];
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

/* r = the sum of the lanes of p. */
static void lanes_sum(sgm_point *r, const ge *p)
{
    sgm_point lane[SGM_LANES];
    ge a, b;
    ge_store(lane, 0, SGM_LANES, p);
    for (size_t half = SGM_LANES / 2; half > 0; half /= 2) {
        ge_load(&a, lane, 0, half);
        ge_load(&b, lane + half, 0, half);
        ge_add(&a, &a, &b);
        ge_store(lane, 0, half, &a);
    }
    *r = lane[0];
}

/* r = sum of all terms. Time: variable in points and scalars, which are public data of a verifier. */
static void straus_vt(sgm_point *r, straus_scratch *s, const sgm_msm_part *parts, size_t n_parts)
{
    ge_comp acc;
    ge sum;
    int started = 0;
    straus_prepare_vt(s, parts, n_parts);
    ge_comp_identity(&acc);
    for (size_t position = STRAUS_POSITIONS; position-- > 0;) {
        const int8_t *row = s->digit + position * s->width;
        if (started) {
            ge_proj p;
            ge_proj_from_comp(&p, &acc);
            ge_dbl(&acc, &p);
        }
        for (size_t i = 0; i < s->width; i += SGM_LANES) {
            int any = 0;
            for (size_t l = 0; l < SGM_LANES; l++)
                any |= row[i + l];
            if (any != 0) {
                straus_add_vt(&acc, s, i, row + i);
                started = 1;
            }
        }
    }
    ge_from_comp(&sum, &acc);
    lanes_sum(r, &sum);
}
