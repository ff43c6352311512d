/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Walks a directory and hashes its files block by block. */
#include "protocols/files.h"

#include "primitives/base/bytes.h"
#include "protocols/merkle.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static sgm_status no_memory(sgm_error *err) { return sgm_fail(err, SGM_NOMEM, "out of memory"); }

static sgm_status cannot_read(const char *path, sgm_error *err)
{
    return sgm_fail(err, SGM_IO, "cannot read %s: %s", path, strerror(errno));
}

/* Appends a file. Takes over full. */
static sgm_status append(sgm_files *files, char *full, size_t prefix, const struct stat *st, sgm_error *err)
{
    if (files->n == files->capacity) {
        size_t capacity = files->capacity == 0 ? 64 : 2 * files->capacity;
        sgm_file *grown = realloc(files->file, capacity * sizeof *grown);
        if (grown == NULL) {
            free(full);
            return no_memory(err);
        }
        files->file = grown;
        files->capacity = capacity;
    }
    files->file[files->n++] =
        (sgm_file){.full = full,
                   .path = full + prefix,
                   .size = (uint64_t)st->st_size,
                   .mtime_ns = (int64_t)st->st_mtim.tv_sec * 1000000000 + (int64_t)st->st_mtim.tv_nsec};
    return SGM_OK;
}

/* directory || "/" || name, on the heap. */
static char *join(const char *directory, const char *name)
{
    size_t head = strlen(directory), tail = strlen(name);
    char *full = malloc(head + 1 + tail + 1);
    if (full == NULL)
        return NULL;
    memcpy(full, directory, head);
    full[head] = '/';
    memcpy(full + head + 1, name, tail + 1);
    return full;
}

static sgm_status walk(sgm_files *files, const char *directory, size_t prefix, sgm_error *err);

/* One name of a directory: a file is appended, a directory entered. Takes over full. */
static sgm_status visit(sgm_files *files, char *full, size_t prefix, sgm_error *err)
{
    struct stat st;
    sgm_status status;
    if (full == NULL)
        return no_memory(err);
    if (lstat(full, &st) != 0) {
        status = cannot_read(full, err);
    } else if (S_ISDIR(st.st_mode)) {
        status = walk(files, full, prefix, err);
    } else if (stat(full, &st) != 0) {
        status = cannot_read(full, err);
    } else if (S_ISREG(st.st_mode)) {
        return append(files, full, prefix, &st, err);
    } else {
        status = sgm_fail(err, SGM_MALFORMED, "%s is neither a regular file nor a directory", full);
    }
    free(full);
    return status;
}

static sgm_status walk(sgm_files *files, const char *directory, size_t prefix, sgm_error *err)
{
    sgm_status status = SGM_OK;
    DIR *dir = opendir(directory);
    if (dir == NULL)
        return cannot_read(directory, err);
    while (status == SGM_OK) {
        errno = 0;
        struct dirent *entry = readdir(dir);
        if (entry == NULL) {
            if (errno != 0)
                status = cannot_read(directory, err);
            break;
        }
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            status = visit(files, join(directory, entry->d_name), prefix, err);
    }
    (void)closedir(dir);
    return status;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const sgm_file *)a)->path, ((const sgm_file *)b)->path);
}

/* root itself as the only file: its path is its name. */
static sgm_status list_one(sgm_files *out, const char *root, const struct stat *st, sgm_error *err)
{
    const char *slash = strrchr(root, '/');
    char *full = malloc(strlen(root) + 1);
    if (full == NULL)
        return no_memory(err);
    memcpy(full, root, strlen(root) + 1);
    return append(out, full, slash == NULL ? 0 : (size_t)(slash - root) + 1, st, err);
}

sgm_status sgm_files_list(sgm_files *out, const char *root, sgm_error *err)
{
    struct stat st;
    sgm_status status;
    *out = (sgm_files){.file = NULL};
    if (stat(root, &st) != 0)
        status = cannot_read(root, err);
    else if (S_ISDIR(st.st_mode))
        status = walk(out, root, strlen(root) + 1, err);
    else if (S_ISREG(st.st_mode))
        status = list_one(out, root, &st, err);
    else
        status = sgm_fail(err, SGM_MALFORMED, "%s is neither a regular file nor a directory", root);
    if (status != SGM_OK)
        sgm_files_clear(out);
    else if (out->n > 0)
        qsort(out->file, out->n, sizeof *out->file, by_path);
    return status;
}

void sgm_files_clear(sgm_files *files)
{
    for (size_t i = 0; i < files->n; i++)
        free(files->file[i].full);
    free(files->file);
    *files = (sgm_files){.file = NULL};
}

sgm_status sgm_file_read(const sgm_file *f, sgm_file_sink *sink, void *state, sgm_error *err)
{
    uint8_t block[16384];
    uint64_t total = 0;
    size_t len;
    sgm_status status = SGM_OK;
    FILE *stream = fopen(f->full, "rb");
    if (stream == NULL)
        return cannot_read(f->full, err);
    while (status == SGM_OK && (len = fread(block, 1, sizeof block, stream)) > 0) {
        total += len;
        status = sink(state, block, len);
    }
    if (ferror(stream))
        status = cannot_read(f->full, err);
    else if (status == SGM_OK && total != f->size)
        status = sgm_fail(err, SGM_IO, "%s changed while it was read", f->full);
    (void)fclose(stream); /* read only: nothing is lost */
    return status;
}

static sgm_status hash_block(void *state, const void *block, size_t len)
{
    return sgm_sha512_update(state, block, len);
}

/* root = leaf of the file's bytes as one record, streamed. On failure the hash holds a half message. */
static sgm_status content_leaf(sgm_sha512_ctx *hash, const sgm_file *f, uint8_t root[64], sgm_error *err)
{
    uint8_t prefix[9] = {0x00};
    sgm_store64(prefix + 1, f->size);
    sgm_status status = sgm_sha512_update(hash, prefix, sizeof prefix);
    if (status == SGM_OK)
        status = sgm_file_read(f, hash_block, hash, err);
    return status == SGM_OK ? sgm_sha512_final(hash, root) : status;
}

sgm_status sgm_file_leaf(sgm_sha512_ctx *hash, const sgm_file *f, uint8_t leaf[64], sgm_error *err)
{
    uint8_t path_len[4], size[8], root[64];
    sgm_store32(path_len, (uint32_t)strlen(f->path));
    sgm_store64(size, f->size);
    sgm_status status = content_leaf(hash, f, root, err);
    const sgm_bytes parts[] = {{path_len, 4}, {f->path, strlen(f->path)}, {size, 8}, {root, 64}};
    return status == SGM_OK ? sgm_merkle_leaf(hash, leaf, parts, sizeof parts / sizeof *parts) : status;
}
