/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Where a dataset or a model comes from: a path, or a name for the bundled data. */
#include "bench/cli/source.h"

#include "bench/bundled.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALL_BLOCKS = (1 << SGM_BLOCKS) - 1 };

const char *const sgm_source_datasets[SGM_BLOCKS] = {
    "bundled:0", "bundled:1", "bundled:2",  "bundled:3",  "bundled:4",  "bundled:5",  "bundled:6",  "bundled:7",
    "bundled:8", "bundled:9", "bundled:10", "bundled:11", "bundled:12", "bundled:13", "bundled:14", "bundled:15"};

int sgm_source_is_bundled(const char *source)
{
    return strcmp(source, SGM_BUNDLED_MODEL) == 0 || strncmp(source, "bundled:", 8) == 0;
}

/* Index of the block of that name, or SGM_BLOCKS. */
static unsigned block_of(const char *source)
{
    unsigned k = 0;
    while (k < SGM_BLOCKS && strcmp(source, sgm_source_datasets[k]) != 0)
        k++;
    return k;
}

static sgm_status bundled_dataset(sgm_dataset_digest *out, const char *source, sgm_error *err)
{
    sgm_table table;
    unsigned block = block_of(source);
    if (block == SGM_BLOCKS)
        return sgm_fail(err, SGM_USAGE, "no bundled dataset %s: they are bundled:0 to bundled:%d", source,
                        SGM_BLOCKS - 1);
    sgm_status status = sgm_bundled_table(&table, err);
    if (status != SGM_OK)
        return status;
    status = sgm_table_block_digest(&table, block, out);
    sgm_table_clear(&table);
    return status == SGM_OK ? SGM_OK : sgm_fail(err, status, "cannot take the digest of %s", source);
}

/* The blocks a bundled model is trained on, or 0 if there is no model of that name. */
static uint32_t blocks_of_model(const char *source)
{
    static const char without[] = "bundled:without-";
    if (strcmp(source, SGM_BUNDLED_MODEL) == 0)
        return ALL_BLOCKS;
    char block[16];
    if (strncmp(source, without, sizeof without - 1) != 0)
        return 0;
    (void)snprintf(block, sizeof block, "bundled:%.3s", source + sizeof without - 1);
    unsigned k = block_of(block);
    return k == SGM_BLOCKS ? 0 : ALL_BLOCKS & ~(UINT32_C(1) << k);
}

sgm_status sgm_source_weights(int64_t **w, size_t *n, const char *source, sgm_error *err)
{
    sgm_table table;
    *w = NULL;
    uint32_t blocks = blocks_of_model(source);
    if (blocks == 0)
        return sgm_fail(err, SGM_USAGE, "no bundled model %s: they are bundled and bundled:without-0 to -%d", source,
                        SGM_BLOCKS - 1);
    sgm_status status = sgm_bundled_table(&table, err);
    if (status != SGM_OK)
        return status;
    *n = table.columns;
    *w = calloc(*n, sizeof **w);
    status = *w != NULL ? sgm_train(&table, blocks, SGM_STEPS, SGM_FX, SGM_SHIFT, *w) : SGM_NOMEM;
    sgm_table_clear(&table);
    return status == SGM_OK ? SGM_OK : sgm_fail(err, status, "cannot train the model %s", source);
}

static sgm_status bundled_model(sgm_model_digest *out, const char *source, sgm_error *err)
{
    int64_t *w;
    size_t n;
    sgm_status status = sgm_source_weights(&w, &n, source, err);
    if (status == SGM_OK && sgm_train_digest(w, n, out) != SGM_OK)
        status = sgm_fail(err, SGM_IO, "SHA-512 failed");
    free(w);
    return status;
}

sgm_status sgm_source_dataset(sgm_dataset_digest *out, const char *source, sgm_error *err)
{
    return sgm_source_is_bundled(source) ? bundled_dataset(out, source, err)
                                         : sgm_dataset_digest_file(out, source, err);
}

sgm_status sgm_source_model(sgm_model_digest *out, const char *source, sgm_error *err)
{
    return sgm_source_is_bundled(source) ? bundled_model(out, source, err) : sgm_model_digest_file(out, source, err);
}

sgm_status sgm_source_table(sgm_table *out, const char *source, sgm_error *err)
{
    return strcmp(source, SGM_BUNDLED_TABLE) == 0 ? sgm_bundled_table(out, err) : sgm_table_read(out, source, err);
}
