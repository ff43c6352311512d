/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Registered columns: as JSON, and taken from a table. */
#include "protocols/statement/columns.h"

#include "primitives/base/ct.h"
#include "protocols/statement/json.h"

#include <stdlib.h>
#include <string.h>

void sgm_columns_clear(sgm_columns *c)
{
    free(c->CX);
    free(c->CY);
    free(c->source);
}

/* Room for what p and B say. */
static sgm_status make_room(sgm_columns *c, sgm_error *err)
{
    c->CX = calloc((size_t)c->B * c->p, sizeof *c->CX);
    c->CY = calloc(c->B, sizeof *c->CY);
    return c->CX != NULL && c->CY != NULL ? SGM_OK : sgm_fail(err, SGM_NOMEM, "out of memory");
}

json_t *sgm_columns_json(const sgm_columns *c, int in_blocks)
{
    json_t *data =
        json_pack("{s:s, s:s, s:I, s:I, s:o, s:o}", "words",
                  "the registered columns: commitments to n rows of hidden integers, p features and a label", "source",
                  c->source, "n", (json_int_t)c->n, "p", (json_int_t)c->p, "CX",
                  sgm_json_points((const uint8_t(*)[32])c->CX, (size_t)c->B * c->p), "CY",
                  in_blocks ? sgm_json_points((const uint8_t(*)[32])c->CY, c->B) : sgm_json_hex(c->CY[0], 32));
    if (data != NULL && in_blocks && json_object_set_new(data, "B", json_integer(c->B)) != 0) {
        json_decref(data);
        return NULL;
    }
    return data;
}

sgm_status sgm_columns_read(sgm_columns *c, const json_t *data, int in_blocks, sgm_error *err)
{
    c->B = 1;
    sgm_status status = sgm_json_copy(data, "source", &c->source, err);
    if (status == SGM_OK && in_blocks)
        status = sgm_json_get_number(data, "B", &c->B, 1, SGM_F4_ROWS_MAX, err);
    if (status == SGM_OK)
        status = sgm_json_get_number(data, "n", &c->n, 1, SGM_F4_ROWS_MAX, err);
    if (status == SGM_OK)
        status = sgm_json_get_number(data, "p", &c->p, 1, SGM_F4_COLUMNS_MAX, err);
    /* The list must be there before its length allocates anything. */
    if (status == SGM_OK && json_array_size(json_object_get(data, "CX")) != (size_t)c->B * c->p)
        status = sgm_fail(err, SGM_MALFORMED, "CX does not have p columns%s", in_blocks ? " of each block" : "");
    if (status == SGM_OK && sgm_f4_length(c->B, c->n) == 0)
        status = sgm_fail(err, SGM_MALFORMED, "B times n is too large");
    if (status == SGM_OK)
        status = make_room(c, err);
    if (status == SGM_OK)
        status = sgm_json_get_points(data, "CX", c->CX, (size_t)c->B * c->p, err);
    if (status != SGM_OK)
        return status;
    return in_blocks ? sgm_json_get_points(data, "CY", c->CY, c->B, err)
                     : sgm_json_get_hex(data, "CY", c->CY[0], sizeof c->CY[0], err);
}

void sgm_columns_witness_clear(sgm_columns_witness *w)
{
    if (w->X != NULL)
        sgm_wipe(w->X, w->B * w->n * w->p * sizeof *w->X);
    if (w->y != NULL)
        sgm_wipe(w->y, w->B * w->n * sizeof *w->y);
    if (w->rho != NULL)
        sgm_wipe(w->rho, w->B * w->p * sizeof *w->rho);
    if (w->rho_y != NULL)
        sgm_wipe(w->rho_y, w->B * sizeof *w->rho_y);
    free(w->X);
    free(w->y);
    free(w->rho);
    free(w->rho_y);
    sgm_wipe(w, sizeof *w);
}

static sgm_status take_rows(sgm_columns_witness *w, const sgm_table *t, sgm_error *err)
{
    if (t->train_rows > SGM_F4_ROWS_MAX)
        return sgm_fail(err, SGM_MALFORMED, "the table has %zu rows to train on, more than %d", t->train_rows,
                        SGM_F4_ROWS_MAX);
    const size_t rows = t->train_rows;
    w->p = t->columns;
    for (w->n = 1; w->n * w->B < rows;)
        w->n *= 2;
    w->X = calloc(w->B * w->n * w->p, sizeof *w->X);
    w->y = calloc(w->B * w->n, sizeof *w->y);
    w->rho = calloc(w->B * w->p, sizeof *w->rho);
    w->rho_y = calloc(w->B, sizeof *w->rho_y);
    if (w->X == NULL || w->y == NULL || w->rho == NULL || w->rho_y == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    for (size_t beta = 0; beta < w->B; beta++) {
        const size_t first = beta * rows / w->B, end = (beta + 1) * rows / w->B;
        for (size_t i = first, at = beta * w->n; i < end; i++, at++) {
            w->y[at] = t->label[i] ? SGM_LABEL : -SGM_LABEL;
            for (size_t j = 0; j < w->p; j++)
                w->X[at * w->p + j] = t->x[i * w->p + j];
        }
    }
    w->data = (sgm_f4_data){.X = w->X, .y = w->y, .rho = w->rho, .rho_y = w->rho_y};
    return SGM_OK;
}

/* rho_j = H2S("f4/blinding", seed, LE(j,4)), that of the label with j = p; those of the next block follow. */
static sgm_status take_blindings(sgm_columns_witness *w, sgm_error *err)
{
    sgm_status status = SGM_OK;
    for (size_t beta = 0, k = 0; beta < w->B && status == SGM_OK; beta++, k += w->p + 1) {
        status = sgm_seed_blind(w->rho + beta * w->p, w->p, "f4/blinding", w->seed, k, err);
        if (status == SGM_OK)
            status = sgm_seed_blind(&w->rho_y[beta], 1, "f4/blinding", w->seed, k + w->p, err);
    }
    return status;
}

sgm_status sgm_columns_take(sgm_columns *c, sgm_columns_witness *w, uint32_t B, const sgm_inputs *in, sgm_error *err)
{
    const char *source = in->value(in, "table") != NULL ? in->value(in, "table") : in->bundled_table;
    sgm_table t;
    sgm_status status = in->table(&t, source, err);
    if (status != SGM_OK)
        return status;
    w->B = B;
    status = take_rows(w, &t, err);
    sgm_table_clear(&t);
    if (status == SGM_OK)
        status = sgm_seed_take(w->seed, in->value(in, "columns-opening"), "columns", err);
    if (status == SGM_OK)
        status = take_blindings(w, err);
    if (status != SGM_OK)
        return status;
    *c = (sgm_columns){.B = B, .n = (uint32_t)w->n, .p = (uint32_t)w->p, .source = strdup(source)};
    return c->source != NULL ? make_room(c, err) : sgm_fail(err, SGM_NOMEM, "out of memory");
}

sgm_status sgm_columns_commit(sgm_columns *c, const sgm_columns_witness *w, const sgm_ctx *ctx, sgm_error *err)
{
    for (size_t beta = 0; beta < w->B; beta++) {
        const size_t first = beta * w->n;
        const sgm_f4_data of_block = {w->X + first * w->p, w->y + first, w->rho + beta * w->p, w->rho_y + beta};
        if (sgm_f4_commit(ctx, c->CX + beta * c->p, c->CY[beta], &of_block, (uint32_t)first, c->n, c->p) != SGM_OK)
            return sgm_fail(err, SGM_NOMEM, "out of memory");
    }
    return SGM_OK;
}
