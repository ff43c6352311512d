/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The evidence study: counts that an independent program made of the same data, intervals from tables, planted leaks.
 * Usage: test_worlds breast_cancer.csv */
#include "bench/evidence/leak.h"
#include "bench/evidence/linear.h"
#include "bench/evidence/study.h"
#include "tests/unit/unit.h"

#include <math.h>
#include <stdlib.h>

/* Counts may differ by 2 from those of another program: nothing but rounding decides at the edge of an epsilon. */
static int about(size_t got, size_t want) { return got + 2 >= want && got <= want + 2; }

static void check_linear(void)
{
    /* A = L L' with L = ((2, 0), (1, 3)); x = (1, -1). The upper triangle is not read. */
    double A[4] = {4, 99, 2, 10}, b[2] = {2, -8};
    sgm_solve(A, b, 2);
    CHECK("solution", fabs(b[0] - 1) < 1e-12 && fabs(b[1] + 1) < 1e-12);
    CHECK("factor", fabs(A[0] - 2) < 1e-12 && fabs(A[2] - 1) < 1e-12 && fabs(A[3] - 3) < 1e-12);
}

static void check_interval(size_t hits, size_t n, double low, double high)
{
    sgm_interval i = sgm_count_interval((sgm_count){hits, n}, 0.95);
    CHECK("interval", fabs(i.low - low) < 5e-5 && fabs(i.high - high) < 5e-5);
}

/* Clopper and Pearson: 0 of n gives 1 - (alpha/2)^(1/n) above; the others as statistics packages give them. */
static void check_intervals(void)
{
    check_interval(0, 10, 0, 0.3085);
    check_interval(10, 10, 0.6915, 1);
    check_interval(10, 16, 0.3543, 0.8480);
    check_interval(5, 10, 0.1871, 0.8129);
    check_interval(500, 1000, 0.4685, 0.5315);
    check_interval(1, 100000, 0, 0.0001);
    CHECK("entropy", sgm_entropy(0.5) == 1 && sgm_entropy(0) == 0 && sgm_entropy(1) == 0);
    CHECK("weight", sgm_count_weight((sgm_count){1, 4}, (sgm_count){1, 2}) == -1);
    CHECK("weight of nothing", isinf(sgm_count_weight((sgm_count){0, 4}, (sgm_count){1, 2})));
}

typedef struct known {
    const char *what;
    size_t h1, h0;
    double weight;
} known;

static const known rows[] = {
    {"ridge, every pair, epsilon 0.1", 14, 32767, -11.19},
    {"ridge, every pair, epsilon 0.2", 8739, 32767, -1.91},
    {"ridge, every pair, epsilon 0.3", 22771, 32767, -0.53},
    {"ridge, every pair, epsilon 0.5", 31252, 32767, -0.07},
    {"logistic, leave one out, epsilon 0.5", 1, 16, -4.00},
    {"logistic, leave one out, epsilon 1.0", 10, 16, -0.68},
    {"logistic, leave one out, epsilon 2.0", 15, 16, -0.09},
    {"ball around all blocks, epsilon 0.1", 13, 1, 3.70},
    {"ball around all blocks, epsilon 0.2", 599, 203, 1.56},
    {"ball around all blocks, epsilon 0.3", 4552, 2123, 1.10},
    {"ball around all blocks, epsilon 0.5", 19063, 14597, 0.39},
    {"ball around all blocks, epsilon 1.0", 32307, 31645, 0.03},
    {"ball around all but D, epsilon 0.1", 0, 8, -INFINITY},
    {"ball around all but D, epsilon 0.2", 172, 317, -0.88},
    {"ball around all but D, epsilon 0.3", 2653, 2906, -0.13},
    {"ball around all but D, epsilon 0.5", 15913, 15759, 0.01},
    {"at least 115 of 121 probes right", 22791, 24705, -0.12},
    {"at least 117 of 121 probes right", 5169, 6232, -0.27},
    {"at least 118 of 121 probes right", 816, 611, 0.42},
    {"more than blocks 1-4 used: at least 113 of 121 right", 62266, 2, 2.83},
};

static const sgm_finding *find(const sgm_study *s, const char *what)
{
    for (size_t i = 0; i < s->n; i++)
        if (strstr(s->rows[i].what, what) == s->rows[i].what)
            return &s->rows[i];
    return NULL;
}

static void check_row(const sgm_study *s, const known *k)
{
    const sgm_finding *f = find(s, k->what);
    int found = f != NULL && about(f->h1.hits, k->h1) && about(f->h0.hits, k->h0);
    CHECK(k->what, found);
    if (found)
        CHECK(k->what, isinf(k->weight) ? f->evidence.weight_bits == k->weight
                                        : fabs(f->evidence.weight_bits - k->weight) < 0.006);
}

static void check_partition(const sgm_study *s, const char *what, size_t cells, double bits)
{
    const sgm_finding *f = find(s, what);
    CHECK(what, f != NULL && about((size_t)atol(strrchr(f->what, ' ') + 1), cells));
    CHECK(what, f != NULL && fabs(f->evidence.info_bits - bits) < 0.0006);
}

static void check_study(const sgm_table *t)
{
    static sgm_study s;
    CHECK("study", sgm_study_make(&s, t, 1, NULL) == SGM_OK);
    CHECK("probes", s.ridge_correct == 115 && s.logistic_correct == 118 && s.probes == 121);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_row(&s, &rows[i]);
    check_partition(&s, "partition, epsilon 0.5", 662, 0.114);
    check_partition(&s, "partition, epsilon 1.0", 44, 0.0058);
    check_partition(&s, "partition, epsilon 1.5", 9, 0.0005);
    check_partition(&s, "partition, epsilon 2.0", 3, 0.0002);
    for (size_t i = 0; i < s.n; i++) {
        CHECK("conservation", s.rows[i].conservation_error < 1e-9);
        CHECK("drawn anew", s.rows[i].redrawn_agrees);
    }
    const sgm_finding *ball = find(&s, "ball around all blocks, epsilon 0.2");
    CHECK("a ball gives its centre away", ball != NULL && ball->members == 802 && ball->effective == 1);
}

static void check_leaks(void)
{
    sgm_ctx *ctx;
    sgm_leak honest, response, share;
    CHECK("context", sgm_ctx_new(&ctx, sgm_backend_best()) == SGM_OK);
    CHECK("honest", sgm_leak_measure(&honest, ctx, SGM_PLANTED_NONE, SGM_OBSERVED_BITS, 1500, 3) == SGM_OK);
    CHECK("response", sgm_leak_measure(&response, ctx, SGM_PLANTED_RESPONSE, SGM_OBSERVED_BITS, 900, 3) == SGM_OK);
    CHECK("share", sgm_leak_measure(&share, ctx, SGM_PLANTED_SHARE, SGM_OBSERVED_BITS, 300, 3) == SGM_OK);
    CHECK("nothing is seen in honest proofs", fabs(honest.lambda) < 3 * honest.half_width);
    CHECK("a short response is seen", response.lambda > response.half_width);
    CHECK("a short share is seen", share.lambda > share.half_width);
    sgm_ctx_free(ctx);
}

int main(int argc, char **argv)
{
    sgm_table t;
    sgm_error err;
    if (argc != 2 || sgm_table_read(&t, argv[1], &err) != SGM_OK)
        return 2;
    check_linear();
    check_intervals();
    check_study(&t);
    check_leaks();
    sgm_table_clear(&t);
    return unit_result("worlds");
}
