/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Measures every prover and verifier on every backend beside libsodium; or F4 over a table. */
#include "bench/cases/training.h"
#include "bench/run/bench.h"
#include "protocols/formulation/f4.h"
#include "protocols/hex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_registry(sgm_bench *b)
{
    size_t n;
    const sgm_case *const *list = sgm_case_list(&n);
    for (size_t i = 0; i < n; i++)
        if (strncmp(list[i]->id, "protocols/", 10) == 0)
            sgm_bench_add_all(b, list[i]);
}

/* The table of --table, and the entries about it. */
typedef struct own_table {
    sgm_table table;
    sgm_training_cases cases;
    size_t correct,
        more_frequent; /* of the rows that do not train, by the model and by the label that more of them have */
} own_table;

static sgm_status read_table(own_table *own, const char *path, sgm_error *err)
{
    sgm_table *t = &own->table;
    sgm_status status = sgm_table_read(t, path, err);
    if (status != SGM_OK)
        return status;
    if (t->train_rows > SGM_F4_ROWS_MAX || t->columns > SGM_F4_COLUMNS_MAX)
        return sgm_fail(err, SGM_MALFORMED, "%.150s has %zu rows to train on and %zu columns; F4 takes %d and %d", path,
                        t->train_rows, t->columns, SGM_F4_ROWS_MAX, SGM_F4_COLUMNS_MAX);
    int64_t *w = malloc(t->columns * sizeof *w);
    status = w == NULL ? SGM_NOMEM
                       : sgm_train(t, (1 << SGM_BLOCKS) - 1, SGM_STEPS, SGM_FX,
                                   sgm_train_shift(t->train_rows, t->columns), w);
    if (status == SGM_OK)
        own->correct = sgm_probe_correct(t, w);
    free(w);
    return status == SGM_OK ? status : sgm_fail(err, status, "training on %.150s did not succeed", path);
}

static void count_labels(own_table *own)
{
    size_t ones = 0, probes = own->table.rows - own->table.train_rows;
    for (size_t i = own->table.train_rows; i < own->table.rows; i++)
        ones += own->table.label[i];
    own->more_frequent = ones > probes - ones ? ones : probes - ones;
}

/* run.table: what the numbers are about. The digest is that of the quantised rows. */
static json_t *table_json(const own_table *own, const char *path)
{
    const sgm_table *t = &own->table;
    uint8_t matrix[64], labels[64];
    char digest[2 * 64 + 1] = "";
    const char *name = strrchr(path, '/');
    if (sgm_table_digests(t, matrix, labels) != SGM_OK)
        return NULL;
    sgm_hex_encode(digest, matrix, sizeof matrix);
    return json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:I}", "name", name != NULL ? name + 1 : path, "sha512", digest,
                     "rows", (json_int_t)t->rows, "train_rows", (json_int_t)t->train_rows, "columns",
                     (json_int_t)t->columns, "correct", (json_int_t)own->correct, "more_frequent",
                     (json_int_t)own->more_frequent);
}

static sgm_status add_table(sgm_bench *b, own_table *own, const char *path, sgm_error *err)
{
    sgm_status status = read_table(own, path, err);
    if (status != SGM_OK)
        return status;
    count_labels(own);
    json_t *said = table_json(own, path);
    if (said == NULL)
        return sgm_fail(err, SGM_MALFORMED, "%.150s has a name that is not UTF-8, or there is no SHA-512", path);
    sgm_runfile_set_run(sgm_bench_runfile(b), "table", said);
    fprintf(stderr,
            "bench_protocols: %zu rows train; of %zu that do not, the model gets %zu right, one label alone %zu\n",
            own->table.train_rows, own->table.rows - own->table.train_rows, own->correct, own->more_frequent);
    sgm_training_cases_of(&own->cases, &own->table);
    for (size_t i = 0; i < SGM_TRAINING_ENTRIES; i++)
        sgm_bench_add_all(b, &own->cases.list[i]);
    return SGM_OK;
}

int main(int argc, char **argv)
{
    static const sgm_bench_program program = {
        .name = "bench_protocols",
        .summary = "Measures every prover and verifier on every backend this machine can run, beside libsodium.",
        .takes_table = 1,
        .min_time = "0.05",
        .quick_min_time = "0.01"};
    sgm_bench *b = sgm_bench_open(&program, argc, argv);
    const char *path = sgm_bench_get_options(b)->table;
    own_table own = {.correct = 0};
    sgm_error err = {""};
    int status = 2;
    if (path == NULL)
        add_registry(b);
    if (path != NULL && add_table(b, &own, path, &err) != SGM_OK) {
        fprintf(stderr, "bench_protocols: %s\n", err.text);
        (void)sgm_bench_close(b);
    } else {
        sgm_bench_run(b, 1);
        status = sgm_bench_close(b);
    }
    sgm_table_clear(&own.table);
    return status;
}
