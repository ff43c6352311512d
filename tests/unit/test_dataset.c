/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Datasets and manifests: digests against a tree built level by level, every kind of bad input, every change seen. */
#include "protocols/dataset.h"
#include "protocols/hash.h"
#include "protocols/merkle.h"
#include "tests/unit/files.h"

#include <unistd.h>

enum { MOST = 70 };

static void sha(uint8_t out[64], const sgm_bytes *parts, size_t n)
{
    CHECK("sha512", sgm_sha512(out, parts, n) == SGM_OK);
}

static void leaf_of(uint8_t out[64], const void *record, size_t len)
{
    const uint8_t prefix[9] = {0, (uint8_t)len, (uint8_t)(len >> 8)};
    const sgm_bytes parts[] = {{prefix, 9}, {record, len}};
    sha(out, parts, 2);
}

/* The definition, literally: pair the level from the left, move an odd node up, until one is left. */
static void level_root(uint8_t root[64], uint8_t (*node)[64], size_t n)
{
    static const uint8_t one = 1;
    while (n > 1) {
        for (size_t i = 0; i + 1 < n; i += 2) {
            const sgm_bytes parts[] = {{&one, 1}, {node[i], 64}, {node[i + 1], 64}};
            sha(node[i / 2], parts, 3);
        }
        if (n % 2 == 1)
            memmove(node[n / 2], node[n - 1], 64);
        n = (n + 1) / 2;
    }
    memcpy(root, node[0], 64);
}

static void check_digest(const sgm_dataset_digest *got, uint8_t (*leaves)[64], size_t n, const char *schema,
                         size_t schema_len)
{
    uint8_t root[64], count[8] = {(uint8_t)n};
    sgm_sc d;
    level_root(root, leaves, n);
    const sgm_bytes parts[] = {{root, 64}, {count, 8}, {schema, schema_len}};
    CHECK("hash to scalar", sgm_hash_to_scalar(&d, "dataset", parts, 3) == SGM_OK);
    CHECK("records", got->records == n);
    CHECK_BYTES("root", got->root, root, 64);
    CHECK("schema", got->schema_len == schema_len && memcmp(got->schema, schema, schema_len) == 0);
    CHECK("d", sgm_sc_eq(&got->d, &d) == 1);
}

static void check_trees(void)
{
    static uint8_t leaves[MOST][64];
    char text[MOST][16];
    const uint8_t *records[MOST];
    size_t lens[MOST];
    for (size_t n = 1; n <= MOST; n++) {
        sgm_dataset_digest got;
        for (size_t i = 0; i < n; i++) {
            lens[i] = (size_t)snprintf(text[i], sizeof text[i], "record %zu", i * i);
            records[i] = (const uint8_t *)text[i];
            leaf_of(leaves[i], text[i], lens[i]);
        }
        CHECK("digest", sgm_dataset_digest_records(&got, records, lens, n, "test", 4) == SGM_OK);
        check_digest(&got, leaves, n, "test", 4);
        sgm_dataset_digest_clear(&got);
    }
    sgm_dataset_digest none;
    CHECK("no records", sgm_dataset_digest_records(&none, records, lens, 0, "test", 4) == SGM_MALFORMED);
}

static void check_lines(const char *name, const char *text, const char *const *records, size_t n, const char *schema,
                        size_t schema_len)
{
    uint8_t leaves[8][64];
    sgm_dataset_digest got;
    sgm_error err;
    for (size_t i = 0; i < n; i++)
        leaf_of(leaves[i], records[i], strlen(records[i]));
    CHECK(name, sgm_dataset_digest_file(&got, unit_write_text(name, text), &err) == SGM_OK);
    check_digest(&got, leaves, n, schema, schema_len);
    sgm_dataset_digest_clear(&got);
}

static void check_files_of_lines(void)
{
    static const char *const rows[] = {"1,2", "3,4", "\"a,b\",\"say \"\"x\"\"\""};
    static const char *const values[] = {"{\"a\":1}", "", "123456789012345678901234567890", "\"\\u0000\""};
    static const char csv_schema[] = "csv\7\0\0\0a,b,c,d";
    check_lines("lf.csv", "a,b,c,d\n1,2\n3,4\n\"a,b\",\"say \"\"x\"\"\"\n", rows, 3, csv_schema, 14);
    check_lines("crlf.csv", "a,b,c,d\r\n1,2\r\n3,4\r\n\"a,b\",\"say \"\"x\"\"\"\r\n", rows, 3, csv_schema, 14);
    check_lines("open.csv", "a,b,c,d\n1,2\n3,4", rows, 2, csv_schema, 14);
    check_lines("four.jsonl", "{\"a\":1}\n\n123456789012345678901234567890\n\"\\u0000\"\n", values, 4, "jsonl", 5);
}

/* leaf of LP(path) || LE(size,8) || leaf(bytes) */
static void file_leaf(uint8_t out[64], const char *path, const char *text)
{
    uint8_t record[256], n = 0;
    memset(record, 0, sizeof record);
    record[0] = (uint8_t)strlen(path);
    memcpy(record + 4, path, strlen(path));
    n = (uint8_t)(4 + strlen(path));
    record[n] = (uint8_t)strlen(text);
    leaf_of(record + n + 8, text, strlen(text));
    leaf_of(out, record, (size_t)n + 8 + 64);
}

static void check_directory(void)
{
    uint8_t leaves[4][64];
    sgm_dataset_digest got;
    sgm_error err;
    unit_mkdir("tree");
    unit_mkdir("tree/b");
    unit_write_text("tree/b/x", "inner");
    unit_write_text("tree/b.txt", ""); /* "b.txt" < "b/x" in bytes */
    unit_write_text("tree/.hidden", "h");
    CHECK("link", symlink("b/x", unit_path("tree/link")) == 0);
    file_leaf(leaves[0], ".hidden", "h");
    file_leaf(leaves[1], "b.txt", "");
    file_leaf(leaves[2], "b/x", "inner");
    file_leaf(leaves[3], "link", "inner");
    CHECK("directory", sgm_dataset_digest_file(&got, unit_path("tree"), &err) == SGM_OK);
    check_digest(&got, leaves, 4, "dir", 3);
    sgm_dataset_digest_clear(&got);
    CHECK("trailing slash", sgm_dataset_digest_file(&got, unit_path("tree/"), &err) == SGM_OK && got.records == 4);
    sgm_dataset_digest_clear(&got);
}

static void refuse(const char *path, sgm_status want, const char *why)
{
    sgm_dataset_digest got;
    sgm_error err = {"."};
    sgm_status status = sgm_dataset_digest_file(&got, path, &err);
    CHECK(path, status == want && got.schema == NULL);
    CHECK(path, unit_is_sentence(err.text, path) && strstr(err.text, why) != NULL);
    if (status == SGM_OK)
        sgm_dataset_digest_clear(&got);
}

static void check_bad_inputs(void)
{
    refuse(unit_path("missing.csv"), SGM_IO, "No such file");
    refuse(unit_write_text("empty.csv", ""), SGM_MALFORMED, "is empty");
    refuse(unit_write_text("header.csv", "a,b\n"), SGM_MALFORMED, "no records");
    refuse(unit_write_text("ragged.csv", "a,b\n1,2\n1,2,3\n"), SGM_MALFORMED, "line 3");
    refuse(unit_write_text("short.csv", "a,b\n1,2\n1\n"), SGM_MALFORMED, "line 3");
    refuse(unit_write_text("blank.csv", "a,b\n1,2\n\n"), SGM_MALFORMED, "line 3");
    refuse(unit_write_text("quote.csv", "a,b\n1,\"2\n3\"\n"), SGM_MALFORMED, "quoted field is not closed");
    refuse(unit_write_text("after.csv", "a,b\n\"1\"2,3\n"), SGM_MALFORMED, "closing quote");
    refuse(unit_write_text("empty.jsonl", ""), SGM_MALFORMED, "no records");
    refuse(unit_write_text("blank.jsonl", "\n\n"), SGM_MALFORMED, "no records");
    refuse(unit_write_text("bad.jsonl", "{}\n{\"a\":\n"), SGM_MALFORMED, "line 2");
    refuse(unit_write_text("two.jsonl", "{} {}\n"), SGM_MALFORMED, "line 1");
    unit_mkdir("nothing");
    refuse(unit_path("nothing"), SGM_MALFORMED, "no files");
    unit_mkdir("odd");
    CHECK("fifo", mkfifo(unit_path("odd/pipe"), 0666) == 0);
    sgm_dataset_digest got;
    sgm_error err;
    CHECK("fifo is refused", sgm_dataset_digest_file(&got, unit_path("odd"), &err) == SGM_MALFORMED);
    CHECK("fifo is named", strstr(err.text, "odd/pipe") != NULL);
    CHECK("no error wanted", sgm_dataset_digest_file(&got, unit_path("missing.csv"), NULL) == SGM_IO);
}

static size_t count_lines(const char *path)
{
    size_t n = 0;
    FILE *file = fopen(path, "rb");
    CHECK("the manifest is there", file != NULL);
    for (int c; file != NULL && (c = fgetc(file)) != EOF;)
        n += c == '\n';
    if (file != NULL)
        (void)fclose(file);
    return n;
}

static uint64_t write_manifest(const char *previous, const char *out)
{
    char from[256];
    uint64_t changed = 99;
    sgm_error err;
    (void)snprintf(from, sizeof from, "%s/%s", unit_dir, previous == NULL ? "" : previous);
    char to[256];
    (void)snprintf(to, sizeof to, "%s/%s", unit_dir, out);
    CHECK(out, sgm_manifest_write(unit_path("set"), previous == NULL ? NULL : from, to, &changed, &err) == SGM_OK);
    return changed;
}

static void check_manifest(void)
{
    uint64_t changed;
    sgm_error err;
    unit_mkdir("set");
    unit_write_text("set/a", "one");
    unit_write_text("set/b", "two");
    unit_write_text("set/c", "three");
    CHECK("all are new", write_manifest(NULL, "m1") == 3);
    CHECK("nothing changed", write_manifest("m1", "m2") == 0);
    CHECK("a line per file", count_lines(unit_path("m2")) == 3);
    unit_write_text("set/b", "TWO");
    CHECK("same size, other bytes", write_manifest("m2", "m3") == 1);
    CHECK("remove", remove(unit_path("set/c")) == 0);
    unit_write_text("set/d", "four");
    CHECK("one gone, one new", write_manifest("m3", "m4") == 2);
    CHECK("a line per file", count_lines(unit_path("m4")) == 3);
    unit_write_text("bad", "{\"path\":\"a\"}\n");
    CHECK("bad previous",
          sgm_manifest_write(unit_path("set"), unit_path("bad"), "unused", &changed, &err) == SGM_MALFORMED);
    CHECK("no place to write",
          sgm_manifest_write(unit_path("set"), NULL, unit_path("no/such/place"), &changed, &err) == SGM_IO);
}

int main(void)
{
    if (!unit_dir_make())
        return 2;
    check_trees();
    check_files_of_lines();
    check_directory();
    check_bad_inputs();
    check_manifest();
    return unit_dir_remove() ? unit_result("dataset") : 2;
}
