/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Any bytes as a dataset, a model or an earlier manifest: taken, or refused with a sentence, and twice the same. */
#include "protocols/dataset.h"
#include "protocols/error.h"
#include "protocols/model.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include <unistd.h>

enum { CSV, JSONL, MODEL_CSV, SAFETENSORS, MANIFEST, KINDS };
static char folder[64], path[KINDS][128], out[128];

static void remove_all(void)
{
    for (int k = 0; k < KINDS; k++)
        unlink(path[k]);
    unlink(out);
    rmdir(folder);
}

static void make_folder(void)
{
    static const char *const name[KINDS] = {"d.csv", "d.jsonl", "m.csv", "m.safetensors", "manifest.jsonl"};
    strcpy(folder, "/dev/shm/sigmark-fuzz-XXXXXX"); /* in memory where that exists: a manifest is synced to disk */
    if (!mkdtemp(folder))
        strcpy(folder, "/tmp/sigmark-fuzz-XXXXXX");
    FUZZ_REQUIRE(access(folder, W_OK) == 0 || mkdtemp(folder) != NULL);
    for (int k = 0; k < KINDS; k++)
        snprintf(path[k], sizeof path[k], "%s/%s", folder, name[k]);
    snprintf(out, sizeof out, "%s/out.jsonl", folder);
    atexit(remove_all);
}

static void write_file(const char *where, const void *bytes, size_t len)
{
    FILE *file = fopen(where, "wb");
    FUZZ_REQUIRE(file != NULL && fwrite(bytes, 1, len, file) == len && fclose(file) == 0);
}

static void check_dataset(const char *where)
{
    sgm_dataset_digest a, b;
    sgm_error err = {{0}};
    sgm_status st = sgm_dataset_digest_file(&a, where, &err);
    FUZZ_REQUIRE(st == SGM_OK || (st == SGM_MALFORMED && err.text[0] != 0));
    if (st != SGM_OK)
        return;
    FUZZ_REQUIRE(sgm_dataset_digest_file(&b, where, &err) == SGM_OK);
    FUZZ_REQUIRE(a.records == b.records && a.records > 0 && sgm_sc_eq(&a.d, &b.d));
    sgm_dataset_digest_clear(&a);
    sgm_dataset_digest_clear(&b);
}

static void check_model(const char *where)
{
    sgm_model_digest a, b;
    sgm_error err = {{0}};
    sgm_status st = sgm_model_digest_file(&a, where, &err);
    FUZZ_REQUIRE(st == SGM_OK || (st == SGM_MALFORMED && err.text[0] != 0));
    if (st != SGM_OK)
        return;
    FUZZ_REQUIRE(sgm_model_digest_file(&b, where, &err) == SGM_OK);
    FUZZ_REQUIRE(a.tensors > 0 && sgm_sc_eq(&a.dm, &b.dm));
}

static void check_manifest(void)
{
    uint64_t changed = 0;
    sgm_error err = {{0}};
    write_file(path[CSV], "a\n1\n", 4);
    sgm_status st = sgm_manifest_write(path[CSV], path[MANIFEST], out, &changed, &err);
    FUZZ_REQUIRE(st == SGM_OK || (st == SGM_MALFORMED && err.text[0] != 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t len)
{
    if (folder[0] == 0)
        make_folder();
    if (len == 0)
        return 0;
    const int kind = in[0] % KINDS;
    write_file(path[kind], in + 1, len - 1);
    if (kind == CSV || kind == JSONL)
        check_dataset(path[kind]);
    else if (kind == MANIFEST)
        check_manifest();
    else
        check_model(path[kind]);
    return 0;
}
