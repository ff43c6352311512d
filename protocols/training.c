/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Ridge regression by integer gradient descent, exact in 128-bit intermediates. */
#include "protocols/training.h"

#include "primitives/base/assume.h"
#include "primitives/base/bytes.h"

#include <stdlib.h>

__extension__ typedef __int128 wide;

enum { LABEL_SCALE = 256 }; /* labels enter as +-256, on the scale of the features */

/* <w, x> for one row. In: |w_j| < 2^62, |x| <= 2^10: 2^54 columns could not overflow the sum. */
static wide dot(const sgm_table *t, size_t row, const int64_t *w)
{
    wide sum = 0;
    for (size_t j = 0; j < t->columns; j++)
        sum += (wide)t->x[row * t->columns + j] * w[j];
    return sum;
}

static int fits(wide v) { return v > -((wide)1 << 62) && v < (wide)1 << 62; }

/* g += x_row (<w, x_row> - 2^fx y). Returns 0 if the residual leaves 62 bits. */
static int add_gradient(const sgm_table *t, size_t row, const int64_t *w, unsigned fx, wide *g)
{
    const wide y = t->label[row] ? LABEL_SCALE : -LABEL_SCALE;
    const wide residual = dot(t, row, w) - y * ((wide)1 << fx);
    for (size_t j = 0; j < t->columns; j++)
        g[j] += residual * t->x[row * t->columns + j];
    return fits(residual);
}

/* w -= g >> sh, the shift rounding down. Returns 0 if g or w leaves 62 bits. */
static int descend(const wide *g, size_t columns, unsigned sh, int64_t *w)
{
    for (size_t j = 0; j < columns; j++) {
        const wide next = w[j] - (g[j] >> sh);
        if (!fits(g[j]) || !fits(next))
            return 0;
        w[j] = (int64_t)next;
    }
    return 1;
}

/* One step over the blocks whose bit is set. Returns 0 if a value leaves 62 bits. */
static int step(const sgm_table *t, uint32_t blocks, unsigned fx, unsigned sh, wide *g, int64_t *w)
{
    const size_t block_rows = t->train_rows / SGM_BLOCKS;
    memset(g, 0, t->columns * sizeof *g);
    for (size_t row = 0; row < t->train_rows; row++) {
        if ((blocks >> row / block_rows & 1) && !add_gradient(t, row, w, fx, g))
            return 0;
    }
    return descend(g, t->columns, sh, w);
}

sgm_status sgm_train(const sgm_table *t, uint32_t blocks, unsigned steps, unsigned fx, unsigned sh, int64_t *w)
{
    sgm_status status = SGM_OK;
    memset(w, 0, t->columns * sizeof *w);
    if (fx > 48 || sh > 62 || blocks >> SGM_BLOCKS != 0)
        return SGM_USAGE;
    wide *g = malloc(t->columns * sizeof *g);
    if (g == NULL)
        return SGM_NOMEM;
    for (unsigned i = 0; i < steps && status == SGM_OK; i++) {
        if (!step(t, blocks, fx, sh, g, w))
            status = SGM_MALFORMED;
    }
    free(g);
    return status;
}

unsigned sgm_train_shift(size_t rows, size_t columns)
{
    enum { ROWS = 512, COLUMNS = 31 }; /* of the bundled run, padded */
    unsigned shift = SGM_SHIFT;
    size_t padded = 1;
    while (padded < rows)
        padded *= 2;
    for (size_t entries = ROWS * COLUMNS; entries < padded * columns && shift < 62; entries *= 2)
        shift++;
    return shift;
}

size_t sgm_probe_correct(const sgm_table *t, const int64_t *w)
{
    size_t correct = 0;
    for (size_t row = t->train_rows; row < t->rows; row++)
        correct += (dot(t, row, w) > 0) == (t->label[row] == 1);
    return correct;
}

sgm_status sgm_train_digest(const int64_t *w, size_t columns, sgm_model_digest *out)
{
    const uint64_t dim = columns;
    uint8_t *raw = malloc(columns > 0 ? 8 * columns : 1);
    if (raw == NULL)
        return SGM_NOMEM;
    for (size_t j = 0; j < columns; j++)
        sgm_store64(raw + 8 * j, (uint64_t)w[j]);
    const sgm_tensor tensor = {
        .name = "w", .name_len = 1, .dtype = "I64", .dims = &dim, .rank = 1, .raw = raw, .bytes = 8 * columns};
    sgm_status status = sgm_model_digest_tensors(out, &tensor, 1);
    free(raw);
    return status;
}
