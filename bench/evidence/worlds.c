/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Retrains in all worlds: one Gram matrix per block, one small system per world. */
#include "bench/evidence/worlds.h"

#include "bench/evidence/linear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The table as numbers: Z, and y = +-1. */
typedef struct design {
    size_t rows, train_rows, block_rows, columns;
    double *z, *y;
} design;

static void design_clear(design *d)
{
    free(d->z);
    free(d->y);
}

static sgm_status design_make(design *d, const sgm_table *t, sgm_error *err)
{
    if (t->columns > SGM_LINEAR_MAX)
        return sgm_fail(err, SGM_MALFORMED, "the dataset has %zu columns; at most %d can be retrained in every world",
                        t->columns, SGM_LINEAR_MAX);
    *d = (design){.rows = t->rows,
                  .train_rows = t->train_rows,
                  .block_rows = t->train_rows / SGM_BLOCKS,
                  .columns = t->columns,
                  .z = malloc(t->rows * t->columns * sizeof *d->z),
                  .y = malloc(t->rows * sizeof *d->y)};
    if (d->z == NULL || d->y == NULL) {
        design_clear(d);
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    }
    for (size_t i = 0; i < t->rows * t->columns; i++)
        d->z[i] = t->x[i] / 256.0;
    for (size_t i = 0; i < t->rows; i++)
        d->y[i] = t->label[i] ? 1 : -1;
    return SGM_OK;
}

static const double *row_of(const design *d, size_t row) { return d->z + row * d->columns; }

/* A += weight z z' (lower triangle), b += value z. */
static void add_row(double *A, double *b, const double *z, size_t n, double weight, double value)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= i; j++)
            A[i * n + j] += weight * z[i] * z[j];
        b[i] += value * z[i];
    }
}

/* The normal equations of one block, and of the sum over a set of them on top of the penalty. */
typedef struct gram {
    double A[SGM_LINEAR_MAX * SGM_LINEAR_MAX], b[SGM_LINEAR_MAX];
} gram;

static void gram_add(gram *sum, const gram *g, size_t n)
{
    for (size_t i = 0; i < n * n; i++)
        sum->A[i] += g->A[i];
    for (size_t i = 0; i < n; i++)
        sum->b[i] += g->b[i];
}

static void gram_of_block(gram *g, const design *d, size_t block)
{
    memset(g, 0, sizeof *g);
    for (size_t row = block * d->block_rows; row < (block + 1) * d->block_rows; row++)
        add_row(g->A, g->b, row_of(d, row), d->columns, 1, d->y[row]);
}

static void gram_penalty(gram *g, size_t n)
{
    memset(g, 0, sizeof *g);
    for (size_t i = 0; i < n; i++)
        g->A[i * n + i] = 1;
}

/* Outputs of the weights on the probes; returns how many are right. */
static size_t judge(const design *d, const double *weights, double *output)
{
    size_t correct = 0;
    for (size_t row = d->train_rows; row < d->rows; row++) {
        double o = sgm_dot(weights, row_of(d, row), d->columns);
        correct += (o > 0) == (d->y[row] > 0);
        output[row - d->train_rows] = o;
    }
    return correct;
}

/* All worlds that extend S by blocks below `block`; sum[block] holds the equations of S. */
static void train_below(sgm_worlds *w, const design *d, const gram *block_gram, gram *sum, uint32_t S, unsigned block)
{
    size_t n = d->columns;
    if (block == 0) {
        if (S == 0)
            return;
        gram g = sum[0];
        sgm_solve(g.A, g.b, n);
        w->correct[S - 1] = (uint16_t)judge(d, g.b, w->output + (size_t)(S - 1) * w->probes);
        return;
    }
    sum[block - 1] = sum[block];
    train_below(w, d, block_gram, sum, S, block - 1);
    sum[block - 1] = sum[block];
    gram_add(&sum[block - 1], &block_gram[block - 1], n);
    train_below(w, d, block_gram, sum, S | 1u << (block - 1), block - 1);
}

void sgm_worlds_clear(sgm_worlds *w)
{
    free(w->output);
    free(w->correct);
    *w = (sgm_worlds){0};
}

sgm_status sgm_worlds_train(sgm_worlds *w, const sgm_table *t, sgm_error *err)
{
    design d;
    *w = (sgm_worlds){.probes = t->rows - t->train_rows};
    sgm_status status = design_make(&d, t, err);
    if (status != SGM_OK)
        return status;
    gram *block_gram = malloc(SGM_BLOCKS * sizeof *block_gram), *sum = malloc((SGM_BLOCKS + 1) * sizeof *sum);
    w->output = malloc(SGM_WORLDS * w->probes * sizeof *w->output);
    w->correct = malloc(SGM_WORLDS * sizeof *w->correct);
    if (block_gram == NULL || sum == NULL || w->output == NULL || w->correct == NULL) {
        status = sgm_fail(err, SGM_NOMEM, "out of memory");
        sgm_worlds_clear(w);
    } else {
        for (size_t b = 0; b < SGM_BLOCKS; b++)
            gram_of_block(&block_gram[b], &d, b);
        gram_penalty(&sum[SGM_BLOCKS], d.columns);
        train_below(w, &d, block_gram, sum, 0, SGM_BLOCKS);
    }
    free(block_gram);
    free(sum);
    design_clear(&d);
    return status;
}

int sgm_worlds_alike(const sgm_worlds *w, uint32_t S, uint32_t T, double epsilon)
{
    const double *a = w->output + (size_t)(S - 1) * w->probes, *b = w->output + (size_t)(T - 1) * w->probes;
    for (size_t i = 0; i < w->probes; i++)
        if (fabs(a[i] - b[i]) > epsilon)
            return 0;
    return 1;
}

/* One Newton step of logistic regression over the blocks in S; returns its length. */
static double newton_step(const design *d, uint32_t S, double *weights)
{
    size_t n = d->columns;
    gram g;
    gram_penalty(&g, n);
    for (size_t i = 0; i < n; i++)
        g.b[i] = -weights[i];
    for (size_t row = 0; row < d->train_rows; row++) {
        const double *z = row_of(d, row);
        double q = 1 / (1 + exp(-sgm_dot(weights, z, n)));
        if (S >> row / d->block_rows & 1)
            add_row(g.A, g.b, z, n, q * (1 - q), (d->y[row] > 0) - q);
    }
    sgm_solve(g.A, g.b, n);
    for (size_t i = 0; i < n; i++)
        weights[i] += g.b[i];
    return sqrt(sgm_dot(g.b, g.b, n));
}

/* Newton's method converges quadratically: once a step is below the tolerance, the next one is below rounding. */
static void train_logistic(const design *d, uint32_t S, double *weights)
{
    enum { MOST_STEPS = 50 };
    memset(weights, 0, d->columns * sizeof *weights);
    for (int i = 0; i < MOST_STEPS && newton_step(d, S, weights) > 1e-9; i++)
        ;
}

/* ln of the probability of label 1 at logit o is -ln(1 + e^-o). */
static double log_probability(double o) { return o > 0 ? -log1p(exp(-o)) : o - log1p(exp(o)); }

/* max |ln(q/q')| over probes and labels. */
static double log_ratio(const double *o, const double *p, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++) {
        most = fmax(most, fabs(log_probability(o[i]) - log_probability(p[i])));
        most = fmax(most, fabs(log_probability(-o[i]) - log_probability(-p[i])));
    }
    return most;
}

sgm_status sgm_leave_one_out(sgm_left_out *out, const sgm_table *t, sgm_error *err)
{
    design d;
    sgm_status status = design_make(&d, t, err);
    if (status != SGM_OK)
        return status;
    size_t probes = d.rows - d.train_rows;
    double all[SGM_LINEAR_MAX], some[SGM_LINEAR_MAX], *o = malloc(2 * probes * sizeof *o);
    if (o == NULL) {
        design_clear(&d);
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    }
    train_logistic(&d, SGM_WORLDS, all);
    out->correct = judge(&d, all, o);
    for (unsigned b = 0; b < SGM_BLOCKS; b++) {
        train_logistic(&d, SGM_WORLDS & ~(1u << b), some);
        (void)judge(&d, some, o + probes);
        out->log_ratio[b] = log_ratio(o, o + probes, probes);
        for (size_t j = 0; j < d.columns; j++)
            some[j] -= all[j];
        out->weights[b] = sqrt(sgm_dot(some, some, d.columns));
    }
    free(o);
    design_clear(&d);
    return SGM_OK;
}
