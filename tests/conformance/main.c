/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* conformance: runs vector files of the documented JSON forms through the public API. */
#include "tests/conformance/forms.h"
#include "tests/conformance/suite.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct conformance {
    suite ristretto255, p256;
    size_t passed, failed, skipped, files, unusable;
    char *reasons[64]; /* why records were skipped, each said once */
    size_t n_reasons;
} conformance;

static const char usage[] =
    "usage: conformance [--backend NAME] [--without NAME] PATH...\n"
    "Runs every record of the vector files (or of all *.json below a folder) on every backend of its group\n"
    "that runs here and compares with what the record says. Prints one line per failure, then `N passed, N failed`.\n"
    "  --backend NAME  this backend only\n"
    "  --without NAME  every backend but this one\n"
    "Exit status: 0 none failed, 1 some did, 2 a file cannot be read or is of no known form.\n";

__attribute__((format(printf, 2, 3))) static void unusable_file(conformance *run, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("conformance: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    run->unusable++;
}

static void say_once(conformance *run, const char *reason)
{
    for (size_t i = 0; i < run->n_reasons; i++) {
        if (strcmp(run->reasons[i], reason) == 0)
            return;
    }
    printf("skipped: %s\n", reason);
    if (run->n_reasons < sizeof run->reasons / sizeof *run->reasons) {
        char *copy = strdup(reason);
        if (copy)
            run->reasons[run->n_reasons++] = copy;
    }
}

static void name_of(const json_t *json, const char *path, size_t index, char *name, size_t cap)
{
    const char *id = json_string_value(json_object_get(json, "Id"));
    if (id)
        snprintf(name, cap, "%s", id);
    else
        snprintf(name, cap, "%s, record %zu", path, index);
}

static void run_record(conformance *run, const form *f, const json_t *json, const char *path, size_t index)
{
    char name[512];
    record r = {.json = json};
    form_check *p256 = form_p256(f, json), *check = p256 ? p256 : f->check;
    const suite *on = p256 ? &run->p256 : &run->ristretto255;
    if (!check)
        record_skip(&r, "%s", f->reason);
    else if (on->n == 0)
        record_skip(&r, "a record of %s, for which no backend is chosen", p256 ? "P-256" : "ristretto255");
    for (size_t i = 0; i < on->n && r.outcome == OUTCOME_PASS; i++) {
        r.on = on->name[i];
        r.ctx = on->ctx[i];
        r.be = p256 ? NULL : sgm_ctx_backend(r.ctx);
        check(&r);
        record_release(&r);
    }
    name_of(json, path, index, name, sizeof name);
    if (r.outcome == OUTCOME_PASS) {
        run->passed++;
    } else if (r.outcome == OUTCOME_SKIP) {
        run->skipped++;
        say_once(run, r.why);
    } else if (r.outcome == OUTCOME_FAIL) {
        run->failed++;
        printf("FAILED: %s (%s): %s\n", name, r.on, r.why);
    } else {
        unusable_file(run, "%s: record %zu is not of its form: %s", path, index, r.why);
    }
}

/* The records of a document: it is an array, or an object with the array in `vectors` or `testGroups`. */
static const json_t *records_of(const json_t *document)
{
    if (json_is_array(document))
        return document;
    const json_t *vectors = json_object_get(document, "vectors");
    return vectors ? vectors : json_object_get(document, "testGroups");
}

static void run_file(conformance *run, const char *path)
{
    json_error_t error;
    json_t *document = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    const json_t *records = records_of(document);
    size_t n = json_array_size(records);
    run->files++;
    if (!document)
        unusable_file(run, "cannot read %s: %s", path, error.text);
    else if (n == 0)
        unusable_file(run, "%s is of no known form: it holds no records", path);
    for (size_t i = 0; i < n; i++) {
        const json_t *json = json_array_get(records, i);
        const form *f = form_find(json);
        if (f) {
            run_record(run, f, json, path, i);
            continue;
        }
        unusable_file(run, "%s is of no known form: record %zu has neither a known function nor known keys", path, i);
        break;
    }
    json_decref(document);
}

static int is_json(const struct dirent *entry)
{
    size_t n = strlen(entry->d_name);
    return entry->d_name[0] != '.' && n > 5 && strcmp(entry->d_name + n - 5, ".json") == 0;
}

static int is_visible(const struct dirent *entry) { return entry->d_name[0] != '.'; }

static void run_path(conformance *run, const char *path);

/* Files in byte order of their names, then folders. */
static void run_folder(conformance *run, const char *path)
{
    for (int folders = 0; folders < 2; folders++) {
        struct dirent **entries = NULL;
        int n = scandir(path, &entries, folders ? is_visible : is_json, alphasort);
        if (n < 0 && !folders)
            unusable_file(run, "cannot read %s: %s", path, strerror(errno));
        for (int i = 0; i < n; i++) {
            char inner[4096];
            struct stat st;
            int len = snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name);
            free(entries[i]);
            if (len < 0 || (size_t)len >= sizeof inner || stat(inner, &st) != 0)
                continue;
            if (S_ISDIR(st.st_mode) == folders)
                run_path(run, inner);
        }
        free(entries);
    }
}

static void run_path(conformance *run, const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0)
        unusable_file(run, "cannot read %s: %s", path, strerror(errno));
    else if (S_ISDIR(st.st_mode))
        run_folder(run, path);
    else
        run_file(run, path);
}

static int finish(conformance *run)
{
    suite_close(&run->ristretto255);
    p256_suite_close(&run->p256);
    for (size_t i = 0; i < run->n_reasons; i++)
        free(run->reasons[i]);
    if (run->files == 0 && run->unusable == 0)
        unusable_file(run, "there is no vector file in the folders given");
    printf("%zu passed, %zu failed", run->passed, run->failed);
    if (run->skipped)
        printf(", %zu skipped", run->skipped);
    putchar('\n');
    return run->unusable ? 2 : run->failed != 0;
}

static int usage_error(const char *format, const char *what)
{
    fputs("conformance: ", stderr);
    fprintf(stderr, format, what);
    fputs("; see conformance --help\n", stderr);
    return 2;
}

int main(int argc, char **argv)
{
    conformance run = {.passed = 0};
    const char *only = NULL, *without = NULL;
    int first = 1;
    for (; first < argc && argv[first][0] == '-'; first++) {
        if (strcmp(argv[first], "--help") == 0 || strcmp(argv[first], "-h") == 0) {
            fputs(usage, stdout);
            return 0;
        }
        const int excludes = strcmp(argv[first], "--without") == 0;
        if (!excludes && strcmp(argv[first], "--backend") != 0)
            return usage_error("there is no option %s", argv[first]);
        if (++first == argc)
            return usage_error("%s needs a name", argv[first - 1]);
        *(excludes ? &without : &only) = argv[first];
    }
    if (first == argc)
        return usage_error("%s", "give at least one vector file or folder");
    if (without && !suite_knows(without) && !p256_suite_knows(without))
        return usage_error("there is no backend %s", without);
    suite_open(&run.ristretto255, only, without);
    p256_suite_open(&run.p256, only, without);
    if (run.ristretto255.n + run.p256.n == 0)
        return usage_error("backend %s is unknown or does not run on this machine", only ? only : "(any)");
    for (int i = first; i < argc; i++)
        run_path(&run, argv[i]);
    return finish(&run);
}
