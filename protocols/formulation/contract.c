/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Contraction of a class: a digit at a time, first in blocks that stay in the cache, then over what they leave. */
#include "protocols/formulation/contract.h"

#include "primitives/group/select.h"
#include "protocols/tensor.h"

/* An array of c polynomials' coefficients over `length` items: coefficient k of item i at k length + i. Contracting a
 * digit replaces each run of n items q_0 .. q_{n-1} by the polynomial sum of a_i q_i + x sum of sigma_i q_i, that is by
 * sum over i >= 1 of a_i (q_i - q_0), for the a_i add up to 0, and x q_l. Runs of all coefficients are alike, so that
 * many are done side by side. */
enum { RUNS = 64, BLOCK_ITEMS = 4096 };

/* What scalars and points need to be contracted. */
typedef struct kind {
    size_t item;
    /* out = items first .. first + n - 1 of the class. */
    void (*load)(const sgm_backend *be, const sgm_class *K, void *out, size_t first, size_t n);
    /* For `runs` runs of n items: out[r] += sum of a_i (q_i - q_0), and out[r + length] += q_l. */
    void (*step)(const sgm_backend *be, void *work, void *out, size_t length, const void *in, size_t runs, uint32_t n,
                 const sgm_sc *a, const uint8_t *sigma);
    void (*clear)(void *out, size_t n);
} kind;

static uint32_t block_digits(const sgm_class *K)
{
    uint32_t digits = 1;
    while (digits < K->m && sgm_power(K->n, digits + 1) <= BLOCK_ITEMS)
        digits++;
    return digits;
}

static size_t item_size(const sgm_class *K)
{
    return K->kind == SGM_CLASS_SCALARS ? sizeof(sgm_sc) : sizeof(sgm_point);
}

/* Room for the runs of one step. */
typedef struct scalar_work {
    sgm_sc sum[RUNS], chosen[RUNS], difference[RUNS];
} scalar_work;

typedef struct point_work {
    sgm_point chosen[RUNS], minus[RUNS], difference[RUNS], sum[RUNS];
    sgm_affine base[(SGM_CLASS_BASE_MAX - 1) * RUNS];
    sgm_sc factor[(SGM_CLASS_BASE_MAX - 1) * RUNS];
} point_work;

void sgm_contraction_layout(sgm_contraction *c, sgm_arena *a, const sgm_class *K)
{
    uint32_t digits = block_digits(K);
    size_t block = sgm_power(K->n, digits), rest = K->size / block * (digits + 1), size = item_size(K);
    for (int i = 0; i < 2; i++) {
        c->block[i] = sgm_arena_take(a, block, size);
        c->rest[i] = sgm_arena_take(a, rest, size);
    }
    c->work = sgm_arena_take(a, 1, K->kind == SGM_CLASS_SCALARS ? sizeof(scalar_work) : sizeof(point_work));
}

static void load_scalars(const sgm_backend *be, const sgm_class *K, void *out, size_t first, size_t n)
{
    (void)be;
    memcpy(out, K->d + first, n * sizeof *K->d);
}

static void clear_scalars(void *out, size_t n) { memset(out, 0, n * sizeof(sgm_sc)); }

static void step_scalars(const sgm_backend *be, void *work, void *out, size_t length, const void *in, size_t runs,
                         uint32_t n, const sgm_sc *a, const uint8_t *sigma)
{
    scalar_work *w = work;
    const sgm_sc *q = in;
    sgm_sc *to = out;
    memset(w->sum, 0, sizeof w->sum);
    for (uint32_t i = 0; i < n; i++) {
        for (size_t r = 0; r < runs; r++) {
            sgm_sc_select(&w->chosen[r], sigma[i], &q[r * n + i], i == 0 ? &sgm_sc_zero : &w->chosen[r]);
            sgm_sc_sub(&w->difference[r], &q[r * n + i], &q[r * n]);
        }
        if (i > 0)
            sgm_scale_add(be, w->sum, &a[i], w->difference, w->sum, runs);
    }
    for (size_t r = 0; r < runs; r++)
        sgm_sc_add(&to[r], &to[r], &w->sum[r]);
    for (size_t r = 0; r < runs; r++)
        sgm_sc_add(&to[r + length], &to[r + length], &w->chosen[r]);
}

static void load_points(const sgm_backend *be, const sgm_class *K, void *out, size_t first, size_t n)
{
    be->from_affine(out, K->point + first, n);
}

static void clear_points(void *out, size_t n)
{
    sgm_point *p = out;
    for (size_t i = 0; i < n; i++)
        p[i] = (sgm_point){.Y = {{1}}, .Z = {{1}}};
}

static void step_points(const sgm_backend *be, void *work, void *out, size_t length, const void *in, size_t runs,
                        uint32_t n, const sgm_sc *a, const uint8_t *sigma)
{
    point_work *w = work;
    const sgm_point *q = in;
    sgm_point *to = out;
    for (size_t r = 0; r < runs; r++)
        w->chosen[r] = q[r * n];
    be->neg(w->minus, w->chosen, runs);
    for (uint32_t i = 1; i < n; i++) {
        for (size_t r = 0; r < runs; r++) {
            sgm_point_select(&w->chosen[r], sigma[i], &q[r * n + i], &w->chosen[r]);
            w->difference[r] = q[r * n + i];
            w->factor[(i - 1) * runs + r] = a[i];
        }
        be->add(w->difference, w->difference, w->minus, runs);
        be->to_affine(w->base + (i - 1) * runs, w->difference, runs);
    }
    be->var_sums(w->sum, w->base, w->factor, n - 1, runs);
    be->add(to, to, w->sum, runs);
    be->add(to + length, to + length, w->chosen, runs);
}

static const kind scalars = {sizeof(sgm_sc), load_scalars, step_scalars, clear_scalars};
static const kind points = {sizeof(sgm_point), load_points, step_points, clear_points};

/* Contracts `digits` digits of c coefficients over `length` items in buffer[0], to and fro; returns where the c +
 * digits coefficients over length / n^digits items are. */
static void *contract(const kind *k, const sgm_backend *be, void *work, void *const buffer[2], size_t c, size_t length,
                      uint32_t digits, uint32_t n, const sgm_sc *a, const uint8_t *sigma)
{
    uint8_t *in = buffer[0], *out = buffer[1];
    for (uint32_t j = 0; j < digits; j++, c++) {
        length /= n;
        k->clear(out, (c + 1) * length);
        for (size_t run = 0; run < c * length; run += RUNS)
            k->step(be, work, out + run * k->item, length, in + run * n * k->item,
                    c * length - run < RUNS ? c * length - run : RUNS, n, a + j * n, sigma + j * n);
        uint8_t *other = in;
        in = out;
        out = other;
    }
    return in;
}

static void contract_class(const kind *k, const sgm_contraction *room, const sgm_backend *be, const sgm_class *K,
                           const sgm_sc *a, const uint8_t *sigma, void *p)
{
    uint32_t digits = block_digits(K);
    size_t block = sgm_power(K->n, digits), blocks = K->size / block;
    uint8_t *rest = room->rest[0];
    for (size_t b = 0; b < blocks; b++) {
        k->load(be, K, room->block[0], b * block, block);
        const uint8_t *made = contract(k, be, room->work, room->block, 1, block, digits, K->n, a, sigma);
        for (size_t c = 0; c <= digits; c++)
            memcpy(rest + (c * blocks + b) * k->item, made + c * k->item, k->item);
    }
    memcpy(p,
           contract(k, be, room->work, room->rest, digits + 1, blocks, K->m - digits, K->n, a + digits * K->n,
                    sigma + digits * K->n),
           (K->m + 1) * k->item);
}

void sgm_contract_scalars(const sgm_contraction *c, const sgm_backend *be, const sgm_class *K, const sgm_sc *a,
                          const uint8_t *sigma, sgm_sc *p)
{
    contract_class(&scalars, c, be, K, a, sigma, p);
}

void sgm_contract_points(const sgm_contraction *c, const sgm_backend *be, const sgm_class *K, const sgm_sc *a,
                         const uint8_t *sigma, sgm_point *p)
{
    contract_class(&points, c, be, K, a, sigma, p);
}
