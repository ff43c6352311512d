/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The bundled experiment: known digests, weights and probes on the real data; bad tables; the limits of the integers.
 * Usage: test_training breast_cancer.csv */
#include "protocols/training.h"
#include "tests/unit/files.h"

static void check_hex(const char *what, const uint8_t *got, const char *want_hex)
{
    uint8_t want[64];
    size_t n = unit_hex(want, sizeof want, want_hex);
    CHECK_BYTES(what, got, want, n);
}

static void check_digest_hex(const char *what, const sgm_sc *d, const char *want_hex)
{
    uint8_t bytes[32];
    sgm_sc_to_bytes(bytes, d);
    check_hex(what, bytes, want_hex);
}

static void check_table(const sgm_table *t)
{
    uint8_t matrix[64], labels[64];
    sgm_dataset_digest block;
    CHECK("shape", t->rows == 569 && t->train_rows == 448 && t->columns == 31);
    CHECK("digests", sgm_table_digests(t, matrix, labels) == SGM_OK);
    check_hex("matrix", matrix, "ae9e34841f379905");
    check_hex("labels", labels, "ac2c6144df7ef0d3");
    CHECK("bias", t->x[30] == 256 && t->x[569 * 31 - 1] == 256);
    CHECK("block 0", sgm_table_block_digest(t, 0, &block) == SGM_OK && block.records == 28);
    check_digest_hex("d of block 0", &block.d, "de53e30aee0c0f1c8bc136fe2ca446237aee27079df146061938579b95e20f07");
    sgm_dataset_digest_clear(&block);
    CHECK("block 1", sgm_table_block_digest(t, 1, &block) == SGM_OK);
    check_digest_hex("d of block 1", &block.d, "a9f45947fd188add1146c45457c8032ddaaf4d8e0af8344b3c32a70916c4b90d");
    sgm_dataset_digest_clear(&block);
    CHECK("no block 16", sgm_table_block_digest(t, 16, &block) == SGM_USAGE);
}

static void check_training(const sgm_table *t)
{
    int64_t w[31], without[31];
    sgm_model_digest dm;
    CHECK("train", sgm_train(t, 0xffff, SGM_STEPS, SGM_FX, SGM_SHIFT, w) == SGM_OK);
    CHECK("weights", w[0] == -4120 && w[1] == -3924 && w[2] == -3188 && w[30] == 18276);
    CHECK("probes", sgm_probe_correct(t, w) == 115);
    CHECK("digest", sgm_train_digest(w, 31, &dm) == SGM_OK && dm.tensors == 1 && dm.parameters == 31);
    check_digest_hex("dm", &dm.dm, "4d1239609888258f846862ba4860bb9baf7628c2b09cef8120acc5f0684ad40f");
    CHECK("train without D", sgm_train(t, 0xfffe, SGM_STEPS, SGM_FX, SGM_SHIFT, without) == SGM_OK);
    CHECK("D matters", memcmp(w, without, sizeof w) != 0);
    CHECK("no blocks, no weights", sgm_train(t, 0, SGM_STEPS, SGM_FX, SGM_SHIFT, w) == SGM_OK && w[30] == 0);
    CHECK("no steps, no weights", sgm_train(t, 0xffff, 0, SGM_FX, SGM_SHIFT, w) == SGM_OK && w[30] == 0);
    CHECK("no block 16", sgm_train(t, 0x10000, 1, SGM_FX, SGM_SHIFT, w) == SGM_USAGE);
    CHECK("no such scale", sgm_train(t, 0xffff, 1, 49, SGM_SHIFT, w) == SGM_USAGE);
    CHECK("divergence is noticed", sgm_train(t, 0xffff, SGM_STEPS, SGM_FX, 0, w) == SGM_MALFORMED);
}

/* Rounding down of a negative gradient: one step from 0 gives -(g >> sh) with g = -2^fx X'y. */
static void check_floor(const sgm_table *t)
{
    int64_t w[31], fine[31];
    CHECK("one step", sgm_train(t, 1, 1, 0, 0, fine) == SGM_OK && sgm_train(t, 1, 1, 0, 4, w) == SGM_OK);
    for (size_t j = 0; j < 31; j++) {
        const int64_t g = -fine[j], q = g / 16 - (g % 16 < 0);
        CHECK("floor", w[j] == -q);
    }
}

/* A table of `rows` records of two features; `odd` stands as line 5 of the file, NULL for none. */
static const char *write_table(const char *header, size_t rows, const char *odd, int constant)
{
    static char text[40000];
    size_t n = (size_t)snprintf(text, sizeof text, "%s", header);
    for (size_t i = 0; i < rows; i++) {
        if (i == 3 && odd != NULL)
            n += (size_t)snprintf(text + n, sizeof text - n, "%s\n", odd);
        else
            n += (size_t)snprintf(text + n, sizeof text - n, "%zu,%zu.5,%zu\n", constant ? 7 : i * i % 101, i, i % 2);
    }
    return unit_write_text("table.csv", text);
}

static void refuse(const char *path, sgm_status want, const char *why)
{
    sgm_table t;
    sgm_error err = {"."};
    sgm_status status = sgm_table_read(&t, path, &err);
    CHECK(why, status == want && t.x == NULL && t.rows == 0);
    CHECK(why, unit_is_sentence(err.text, path) && strstr(err.text, why) != NULL);
    if (status == SGM_OK)
        sgm_table_clear(&t);
}

/* A twentieth of the rows in each block once that is more than 28, and shorter steps. */
static void check_larger_tables(void)
{
    sgm_table t;
    sgm_error err;
    sgm_dataset_digest digest;
    for (size_t rows = 579; rows <= 1000; rows += 421) {
        CHECK("read", sgm_table_read(&t, write_table("a,b,y\n", rows, NULL, 0), &err) == SGM_OK);
        CHECK("blocks", t.train_rows == 16 * (rows / 20 > 28 ? rows / 20 : 28));
        CHECK("records of a block", sgm_table_block_digest(&t, 15, &digest) == SGM_OK);
        CHECK("as many", digest.records == t.train_rows / 16);
        sgm_dataset_digest_clear(&digest);
        CHECK("no block 16", sgm_table_block_digest(&t, 16, &digest) == SGM_USAGE);
        sgm_table_clear(&t);
    }
    CHECK("bundled", sgm_train_shift(448, 31) == SGM_SHIFT && sgm_train_shift(512, 31) == SGM_SHIFT);
    CHECK("fewer", sgm_train_shift(1, 1) == SGM_SHIFT);
    CHECK("padding", sgm_train_shift(513, 31) == SGM_SHIFT + 1 && sgm_train_shift(1024, 31) == SGM_SHIFT + 1);
    CHECK("columns", sgm_train_shift(512, 32) == SGM_SHIFT + 1 && sgm_train_shift(512, 63) == SGM_SHIFT + 2);
    CHECK("many", sgm_train_shift(1 << 16, 31) == SGM_SHIFT + 7 && sgm_train_shift(1 << 16, 1 << 12) == SGM_SHIFT + 15);
}

static void check_bad_tables(void)
{
    sgm_table t;
    sgm_error err;
    CHECK("449 records are enough", sgm_table_read(&t, write_table("a,b,y\n", 449, NULL, 0), &err) == SGM_OK);
    CHECK("shape", t.rows == 449 && t.columns == 3);
    sgm_table_clear(&t);
    refuse(unit_path("missing.csv"), SGM_IO, "No such file");
    refuse(unit_write_text("empty.csv", ""), SGM_MALFORMED, "is empty");
    refuse(write_table("a,b,y\n", 448, NULL, 0), SGM_MALFORMED, "needs 449");
    refuse(write_table("a,b,y\n", 449, "1,2", 0), SGM_MALFORMED, "line 5");
    refuse(write_table("a,b,y\n", 449, "1,2,0,0", 0), SGM_MALFORMED, "line 5");
    refuse(write_table("a,b,y\n", 449, "1,2,2", 0), SGM_MALFORMED, "neither 0 nor 1");
    refuse(write_table("a,b,y\n", 449, "1,nan,1", 0), SGM_MALFORMED, "field 2 is NaN");
    refuse(write_table("a,b,y\n", 449, "1,1e400,1", 0), SGM_MALFORMED, "field 2 is too large");
    refuse(write_table("a,b,y\n", 449, "M,2,1", 0), SGM_MALFORMED, "field 1 is not a number");
    refuse(write_table("a,b,y\n", 449, "1,1e300,1", 0), SGM_MALFORMED, "too large");
    refuse(write_table("a,b,y\n", 449, NULL, 1), SGM_MALFORMED, "all equal");
    refuse(unit_write_text("one.csv", "y\n1\n"), SGM_MALFORMED, "a feature and a label");
}

int main(int argc, char **argv)
{
    sgm_table t;
    sgm_error err;
    if (argc != 2 || !unit_dir_make()) {
        fprintf(stderr, "usage: test_training breast_cancer.csv\n");
        return 2;
    }
    sgm_status status = sgm_table_read(&t, argv[1], &err);
    CHECK("the bundled table is read", status == SGM_OK);
    if (status == SGM_OK) {
        check_table(&t);
        check_training(&t);
        check_floor(&t);
        sgm_table_clear(&t);
    }
    check_larger_tables();
    check_bad_tables();
    return unit_dir_remove() ? unit_result("training") : 2;
}
