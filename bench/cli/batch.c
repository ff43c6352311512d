/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* sigmark verify --batch: a folder of statements and proofs as one batch. */
#include "bench/cli/batch.h"
#include "bench/cli/cli.h"
#include "bench/cli/item.h"
#include "protocols/batch.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { NAMED_IN_SENTENCE = 8 };

/* One pair of files and what became of it. */
typedef struct entry {
    char *name; /* of the statement file, owned */
    sgm_item item;
    sgm_status verdict;
    sgm_error why;
} entry;

typedef struct folder {
    const char *path;
    const sgm_cli_inputs *in;
    unsigned threads;
    entry *entries;
    size_t n;
} folder;

static size_t stem_length(const char *name) { return (size_t)(strrchr(name, '.') - name); }

static int has_suffix(const struct dirent *d, const char *suffix)
{
    const char *dot = strrchr(d->d_name, '.');
    return dot != NULL && dot != d->d_name && d->d_name[0] != '.' && strcmp(dot, suffix) == 0;
}

static int is_statement(const struct dirent *d) { return has_suffix(d, ".json"); }
static int is_proof(const struct dirent *d) { return has_suffix(d, ".bin"); }

static int compare_stems(const char *a, const char *b)
{
    size_t na = stem_length(a), nb = stem_length(b);
    int order = memcmp(a, b, na < nb ? na : nb);
    return order != 0 ? order : (na > nb) - (na < nb);
}

static int by_stem(const struct dirent **a, const struct dirent **b)
{
    return compare_stems((*a)->d_name, (*b)->d_name);
}

static void free_names(struct dirent **names, int n)
{
    for (int i = 0; i < n; i++)
        free(names[i]);
    free(names);
}

/* Whether both lists, sorted, have the same stems: a file without its partner is an error, not an item less. */
static sgm_status check_partners(const folder *f, struct dirent **json, int n_json, struct dirent **bin, int n_bin,
                                 sgm_error *err)
{
    for (int i = 0; i < n_json || i < n_bin; i++) {
        int order = i == n_json ? 1 : i == n_bin ? -1 : compare_stems(json[i]->d_name, bin[i]->d_name);
        if (order < 0)
            return sgm_fail(err, SGM_USAGE, "%.100s in %.100s has no proof file (.bin) of the same name",
                            json[i]->d_name, f->path);
        if (order > 0)
            return sgm_fail(err, SGM_USAGE, "%.100s in %.100s has no statement file (.json) of the same name",
                            bin[i]->d_name, f->path);
    }
    if (n_json == 0)
        return sgm_fail(err, SGM_USAGE, "%.200s holds no statements: no NAME.json with NAME.bin", f->path);
    return SGM_OK;
}

static sgm_status take_names(folder *f, struct dirent **json, int n, sgm_error *err)
{
    f->entries = calloc((size_t)n, sizeof *f->entries);
    if (f->entries == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    for (f->n = 0; f->n < (size_t)n; f->n++) {
        f->entries[f->n].name = strdup(json[f->n]->d_name);
        if (f->entries[f->n].name == NULL)
            return sgm_fail(err, SGM_NOMEM, "out of memory");
    }
    return SGM_OK;
}

/* Fills entries with the names found, sorted. */
static sgm_status list_folder(folder *f, sgm_error *err)
{
    struct dirent **json = NULL, **bin = NULL;
    int n_json = scandir(f->path, &json, is_statement, by_stem);
    int n_bin = n_json < 0 ? -1 : scandir(f->path, &bin, is_proof, by_stem);
    sgm_status status;
    if (n_bin < 0)
        status = sgm_fail(err, SGM_IO, "cannot read the folder %.150s: %s", f->path, strerror(errno));
    else
        status = check_partners(f, json, n_json, bin, n_bin, err);
    if (status == SGM_OK)
        status = take_names(f, json, n_json, err);
    free_names(json, n_json);
    free_names(bin, n_bin);
    return status;
}

/* folder/stem.suffix, of a regular file: reading a pipe in a folder could wait forever. */
static sgm_status path_of(char out[PATH_MAX], const folder *f, const entry *e, const char *suffix, sgm_error *err)
{
    struct stat st;
    int n = snprintf(out, PATH_MAX, "%s/%.*s%s", f->path, (int)stem_length(e->name), e->name, suffix);
    if (n < 0 || n >= PATH_MAX)
        return sgm_fail(err, SGM_IO, "a path in %.150s is too long", f->path);
    if (stat(out, &st) != 0)
        return sgm_fail(err, SGM_IO, "cannot read %.150s: %s", out, strerror(errno));
    return S_ISREG(st.st_mode) ? SGM_OK : sgm_fail(err, SGM_IO, "cannot read %.150s: not a regular file", out);
}

/* That an item is malformed, or about another class than the one given, is a verdict about the item; a file that cannot
 * be read is a failure of the whole. */
static sgm_status read_entry(const folder *f, entry *e, const sgm_ctx *ctx, sgm_error *err)
{
    char statement[PATH_MAX], proof[PATH_MAX];
    sgm_status status = path_of(statement, f, e, ".json", err);
    if (status == SGM_OK)
        status = path_of(proof, f, e, ".bin", err);
    if (status != SGM_OK)
        return status;
    e->verdict = sgm_item_read(&e->item, f->in, ctx, statement, proof, &e->why);
    if (e->verdict == SGM_OK || e->verdict == SGM_MALFORMED || e->verdict == SGM_REJECTED)
        return SGM_OK;
    *err = e->why;
    return e->verdict;
}

static int is_batchable(const entry *e) { return e->verdict == SGM_OK && sgm_batch_takes(e->item.inst); }

/* Adds the readable batchable items; of[k] becomes the entry behind item k of the batch. */
static sgm_status fill_batch(sgm_batch *batch, const folder *f, size_t *of)
{
    for (size_t i = 0; i < f->n; i++) {
        const entry *e = &f->entries[i];
        if (!is_batchable(e))
            continue;
        of[sgm_batch_count(batch)] = i;
        sgm_status status = sgm_batch_add(batch, e->item.inst, e->item.proof, e->item.proof_len);
        if (status != SGM_OK)
            return status;
    }
    return SGM_OK;
}

/* Gives each culprit its own verdict. An accepted batch has none; a rejected one without any would be our own fault
 * and must not pass for accepted. */
static sgm_status judge_batch(sgm_batch *batch, const folder *f, const size_t *of, const sgm_ctx *ctx)
{
    const size_t *culprits;
    size_t n;
    sgm_status status = sgm_batch_verify(batch);
    if (status != SGM_REJECTED && status != SGM_MALFORMED)
        return status;
    status = sgm_batch_culprits(batch, &culprits, &n);
    if (status != SGM_OK || n == 0)
        return status != SGM_OK ? status : SGM_IO;
    for (size_t k = 0; k < n; k++) {
        entry *e = &f->entries[of[culprits[k]]];
        e->verdict = sgm_item_verify(&e->item, ctx, &e->why);
        if (e->verdict == SGM_OK)
            return SGM_IO;
    }
    return SGM_OK;
}

static sgm_status verify_batchables(const folder *f, const sgm_ctx *ctx, sgm_error *err)
{
    sgm_batch *batch = NULL;
    size_t *of = calloc(f->n, sizeof *of);
    sgm_status status = of == NULL ? SGM_NOMEM : sgm_batch_new(&batch, ctx, SGM_WEIGHTS_DERIVED);
    if (status == SGM_OK)
        status = sgm_batch_threads(batch, f->threads);
    if (status == SGM_OK)
        status = fill_batch(batch, f, of);
    if (status == SGM_OK)
        status = judge_batch(batch, f, of, ctx);
    sgm_batch_free(batch);
    free(of);
    return status == SGM_OK ? SGM_OK : sgm_fail(err, status, "the batch could not be checked");
}

/* What no batch takes. */
static sgm_status verify_others(const folder *f, const sgm_ctx *ctx, sgm_error *err)
{
    for (size_t i = 0; i < f->n; i++) {
        entry *e = &f->entries[i];
        if (e->verdict != SGM_OK || is_batchable(e))
            continue;
        e->verdict = sgm_item_verify(&e->item, ctx, &e->why);
        if (e->verdict != SGM_OK && e->verdict != SGM_REJECTED && e->verdict != SGM_MALFORMED) {
            *err = e->why;
            return e->verdict;
        }
    }
    return SGM_OK;
}

/* Reads and verifies everything; each entry then has its verdict. */
static sgm_status verify_folder(folder *f, const sgm_ctx *ctx, sgm_error *err)
{
    sgm_status status = list_folder(f, err);
    for (size_t i = 0; status == SGM_OK && i < f->n; i++)
        status = read_entry(f, &f->entries[i], ctx, err);
    if (status == SGM_OK)
        status = verify_batchables(f, ctx, err);
    if (status == SGM_OK)
        status = verify_others(f, ctx, err);
    return status;
}

static void print_accepted(const folder *f, const sgm_ctx *ctx)
{
    size_t batchable = 0, n_list;
    for (size_t i = 0; i < f->n; i++)
        batchable += (size_t)is_batchable(&f->entries[i]);
    printf("accepted: all %zu proofs: %zu in one batch, %zu one by one; backend %s\n", f->n, batchable,
           f->n - batchable, sgm_ctx_backend(ctx)->name);
    const sgm_statement_kind *const *list = sgm_statement_kinds(&n_list);
    for (size_t k = 0; k < n_list; k++) {
        size_t count = 0;
        for (size_t i = 0; i < f->n; i++)
            count += f->entries[i].item.file.kind == list[k];
        if (count > 0)
            printf("  %zu x %s: %s\n", count, list[k]->words->name, list[k]->words->claim);
    }
}

/* One line per culprit on stdout, and one sentence with the first of their names. */
static int report_culprits(const folder *f)
{
    char names[512] = "";
    size_t used = 0, bad = 0;
    for (size_t i = 0; i < f->n; i++) {
        const entry *e = &f->entries[i];
        if (e->verdict == SGM_OK)
            continue;
        int stem = (int)stem_length(e->name);
        printf("culprit %.*s: %s\n", stem, e->name, e->why.text);
        if (bad < NAMED_IN_SENTENCE)
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%.*s", bad > 0 ? ", " : "",
                                     stem < 48 ? stem : 48, e->name);
        bad++;
    }
    return sgm_cli_fail(SGM_REJECTED, "rejected: %zu of %zu proofs are bad: %s%s", bad, f->n, names,
                        bad > NAMED_IN_SENTENCE ? ", ..." : "");
}

static int all_good(const folder *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->entries[i].verdict != SGM_OK)
            return 0;
    return 1;
}

static void clear_folder(folder *f)
{
    for (size_t i = 0; i < f->n; i++) {
        sgm_item_clear(&f->entries[i].item);
        free(f->entries[i].name);
    }
    free(f->entries);
}

int sgm_cli_verify_batch(const char *path, const sgm_cli_inputs *in, const char *backend, unsigned threads)
{
    sgm_ctx *ctx = NULL;
    sgm_shelf shelf = {NULL};
    sgm_cli_inputs shared = *in;
    folder f = {.path = path, .in = &shared, .threads = threads};
    sgm_error err;
    int code = SGM_EXIT_OK;
    shared.shelf = &shelf;
    sgm_status status = sgm_cli_context(&ctx, backend, &err);
    if (status == SGM_OK)
        status = verify_folder(&f, ctx, &err);
    if (status != SGM_OK)
        code = sgm_cli_fail(status, "%s", err.text);
    else if (all_good(&f))
        print_accepted(&f, ctx);
    else
        code = report_culprits(&f);
    clear_folder(&f);
    sgm_shelf_clear(&shelf);
    sgm_ctx_free(ctx);
    return code;
}
