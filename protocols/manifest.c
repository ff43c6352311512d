/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The manifest of a dataset: which files there are, what binds them, and which have changed. The only place where a
 * fingerprint that does not bind (XXH3) is computed. */
#include "protocols/dataset.h"

#include "protocols/files.h"
#include "protocols/hex.h"
#include "protocols/lines.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

enum { FINGERPRINT_HEX = 32, LEAF_HEX = 128 };

/* Everything a run needs: entries of the previous manifest by path, and the manifest being written. */
typedef struct manifest {
    json_t *previous;
    FILE *out;
    const char *out_path; /* for messages */
    sgm_sha512_ctx *hash;
    uint64_t changed;
    sgm_error *err;
} manifest;

static sgm_status add_block(void *state, const void *block, size_t len)
{
    return XXH3_128bits_update(state, block, len) == XXH_OK ? SGM_OK : SGM_IO;
}

/* hex = XXH3-128 of the file's bytes, a string. */
static sgm_status fingerprint(char hex[FINGERPRINT_HEX + 1], const sgm_file *f, sgm_error *err)
{
    XXH128_canonical_t canonical;
    XXH3_state_t *state = XXH3_createState();
    if (state == NULL || XXH3_128bits_reset(state) != XXH_OK) {
        (void)XXH3_freeState(state);
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    }
    sgm_status status = sgm_file_read(f, add_block, state, err);
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state));
    (void)XXH3_freeState(state);
    sgm_hex_encode(hex, canonical.digest, sizeof canonical.digest);
    hex[FINGERPRINT_HEX] = '\0';
    return status;
}

/* The leaf that the previous manifest gives for a file of this path, size and fingerprint, or NULL. */
static const char *known_leaf(const manifest *m, const sgm_file *f, const char *fingerprint_hex)
{
    const json_t *entry = json_object_get(m->previous, f->path);
    const char *before = json_string_value(json_object_get(entry, "xxh3_128"));
    const json_int_t size = json_integer_value(json_object_get(entry, "size"));
    if (before == NULL || strcmp(before, fingerprint_hex) != 0 || size != (json_int_t)f->size)
        return NULL;
    return json_string_value(json_object_get(entry, "sha512_leaf"));
}

/* hex = the leaf, taken over from the previous manifest or computed. */
static sgm_status leaf_of(manifest *m, char hex[LEAF_HEX + 1], const sgm_file *f, const char *fingerprint_hex)
{
    uint8_t leaf[64];
    const char *known = known_leaf(m, f, fingerprint_hex);
    if (known != NULL) {
        memcpy(hex, known, LEAF_HEX + 1);
        return SGM_OK;
    }
    m->changed++;
    sgm_status status = sgm_file_leaf(m->hash, f, leaf, m->err);
    sgm_hex_encode(hex, leaf, sizeof leaf);
    hex[LEAF_HEX] = '\0';
    return status;
}

static sgm_status cannot_write(const manifest *m)
{
    return sgm_fail(m->err, SGM_IO, "cannot write %s: %s", m->out_path, strerror(errno));
}

static sgm_status write_entry(manifest *m, const sgm_file *f)
{
    char fingerprint_hex[FINGERPRINT_HEX + 1], leaf_hex[LEAF_HEX + 1];
    sgm_status status = fingerprint(fingerprint_hex, f, m->err);
    if (status == SGM_OK)
        status = leaf_of(m, leaf_hex, f, fingerprint_hex);
    if (status != SGM_OK)
        return status;
    json_t *entry = json_pack("{s:s, s:I, s:I, s:s, s:s}", "path", f->path, "size", (json_int_t)f->size, "mtime_ns",
                              (json_int_t)f->mtime_ns, "xxh3_128", fingerprint_hex, "sha512_leaf", leaf_hex);
    if (entry == NULL)
        return sgm_fail(m->err, SGM_MALFORMED, "the name of %s is not UTF-8", f->full);
    errno = 0;
    if (json_dumpf(entry, m->out, JSON_COMPACT) != 0 || fputc('\n', m->out) == EOF)
        status = cannot_write(m);
    json_decref(entry);
    (void)json_object_del(m->previous, f->path); /* what is left in the end has gone */
    return status;
}

/* An entry is taken when all its members have the form that this program writes. */
static int is_entry(const json_t *entry)
{
    uint8_t bytes[64];
    const char *print = json_string_value(json_object_get(entry, "xxh3_128"));
    const char *leaf = json_string_value(json_object_get(entry, "sha512_leaf"));
    return json_is_string(json_object_get(entry, "path")) && json_is_integer(json_object_get(entry, "size")) &&
           print != NULL && strlen(print) == FINGERPRINT_HEX && sgm_hex_decode(bytes, FINGERPRINT_HEX / 2, print) &&
           leaf != NULL && strlen(leaf) == LEAF_HEX && sgm_hex_decode(bytes, LEAF_HEX / 2, leaf);
}

static sgm_status load_entry(manifest *m, const sgm_lines *l)
{
    json_t *entry = json_loadb(l->line, l->len, JSON_REJECT_DUPLICATES, NULL);
    sgm_status status = SGM_OK;
    if (!is_entry(entry))
        status =
            sgm_fail(m->err, SGM_MALFORMED, "line %" PRIu64 " of %s is not an entry of a manifest", l->number, l->path);
    else if (json_object_set(m->previous, json_string_value(json_object_get(entry, "path")), entry) != 0)
        status = sgm_fail(m->err, SGM_NOMEM, "out of memory");
    json_decref(entry);
    return status;
}

static sgm_status load_previous(manifest *m, const char *path)
{
    sgm_lines l;
    int got = 1;
    sgm_status status = sgm_lines_open(&l, path, m->err);
    if (status != SGM_OK)
        return status;
    while (status == SGM_OK && got) {
        status = sgm_lines_next(&l, &got, m->err);
        if (status == SGM_OK && got)
            status = load_entry(m, &l);
    }
    sgm_lines_close(&l);
    return status;
}

static sgm_status write_entries(manifest *m, const sgm_files *files)
{
    sgm_status status = SGM_OK;
    for (size_t i = 0; i < files->n && status == SGM_OK; i++)
        status = write_entry(m, &files->file[i]);
    m->changed += json_object_size(m->previous);
    return status;
}

/* Writes beside out_path and renames, so that a reader sees the old manifest or the new one. */
static sgm_status write_atomically(manifest *m, const sgm_files *files, const char *temporary)
{
    m->out = fopen(temporary, "wbx");
    if (m->out == NULL)
        return cannot_write(m);
    sgm_status status = write_entries(m, files);
    if (status == SGM_OK && (fflush(m->out) != 0 || fsync(fileno(m->out)) != 0))
        status = cannot_write(m);
    if (fclose(m->out) != 0 && status == SGM_OK)
        status = cannot_write(m);
    if (status == SGM_OK && rename(temporary, m->out_path) != 0)
        status = cannot_write(m);
    if (status != SGM_OK)
        (void)remove(temporary);
    return status;
}

/* *name = out_path.PROCESS.tmp on the heap. */
static sgm_status temporary_name(char **name, const manifest *m)
{
    const size_t len = strlen(m->out_path) + 32;
    *name = malloc(len);
    if (*name == NULL)
        return sgm_fail(m->err, SGM_NOMEM, "out of memory");
    (void)snprintf(*name, len, "%s.%ld.tmp", m->out_path, (long)getpid());
    return SGM_OK;
}

sgm_status sgm_manifest_write(const char *dataset_path, const char *previous, const char *out_path, uint64_t *changed,
                              sgm_error *err)
{
    manifest m = {.previous = json_object(), .out_path = out_path, .err = err};
    sgm_files files = {.file = NULL};
    char *temporary = NULL;
    *changed = 0;
    /* the sentence for the failures that leave none of their own */
    (void)sgm_fail(err, SGM_OK, "cannot make a manifest of %s: out of memory, or no SHA-512", dataset_path);
    sgm_status status = m.previous != NULL ? sgm_sha512_new(&m.hash) : SGM_NOMEM;
    if (status == SGM_OK && previous != NULL)
        status = load_previous(&m, previous);
    if (status == SGM_OK)
        status = temporary_name(&temporary, &m);
    if (status == SGM_OK)
        status = sgm_files_list(&files, dataset_path, err);
    if (status == SGM_OK && files.n == 0)
        status = sgm_fail(err, SGM_MALFORMED, "%s holds no files", dataset_path);
    if (status == SGM_OK)
        status = write_atomically(&m, &files, temporary);
    if (status == SGM_OK)
        *changed = m.changed;
    sgm_files_clear(&files);
    free(temporary);
    sgm_sha512_free(m.hash);
    json_decref(m.previous);
    return status;
}
