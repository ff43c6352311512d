/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Writing of several files so that each is whole or untouched. */
#include "bench/cli/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static sgm_status cannot(sgm_error *err, const char *verb, const char *path)
{
    return sgm_fail(err, SGM_IO, "cannot %s %s: %s", verb, path, strerror(errno));
}

/* The part of path before the last slash ("." or "/" where there is none before it); returns the name after it. */
static const char *split(char dir[PATH_MAX], const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        (void)snprintf(dir, PATH_MAX, ".");
    else
        (void)snprintf(dir, PATH_MAX, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    return slash == NULL ? path : slash + 1;
}

/* out = dir/name. Returns 0 if it does not fit. */
static int join(char out[PATH_MAX], const char *dir, const char *name)
{
    int n = snprintf(out, PATH_MAX, "%s/%s", strcmp(dir, "/") == 0 ? "" : dir, name);
    return n > 0 && n < PATH_MAX;
}

/* Absolute path without symbolic links; the last part need not exist. Returns 0, or -1 with errno. */
static int resolve(char out[PATH_MAX], const char *path)
{
    char dir[PATH_MAX], real[PATH_MAX];
    if (strlen(path) >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (realpath(path, out) != NULL)
        return 0;
    const char *name = split(dir, path);
    if (errno != ENOENT || name[0] == '\0' || realpath(dir, real) == NULL)
        return -1;
    if (join(out, real, name))
        return 0;
    errno = ENAMETOOLONG;
    return -1;
}

static sgm_status check_target(const sgm_output *o, sgm_error *err)
{
    struct stat st;
    if (stat(o->target, &st) != 0)
        return SGM_OK;
    errno = EISDIR;
    if (S_ISDIR(st.st_mode) || access(o->target, W_OK) != 0)
        return cannot(err, "write", o->path);
    return SGM_OK;
}

/* 1 if path is place itself or lies inside it. */
static int within(const char *path, const char *place)
{
    size_t n = strlen(place);
    return strncmp(path, place, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

sgm_status sgm_outputs_resolve(sgm_output *o, size_t n, const char *const *inputs, size_t n_inputs, sgm_error *err)
{
    char input[PATH_MAX];
    for (size_t i = 0; i < n; i++) {
        if (resolve(o[i].target, o[i].path) != 0)
            return cannot(err, "write", o[i].path);
        sgm_status status = check_target(&o[i], err);
        if (status != SGM_OK)
            return status;
        for (size_t k = 0; k < i; k++)
            if (strcmp(o[i].target, o[k].target) == 0)
                return sgm_fail(err, SGM_USAGE, "two outputs would be written to %s", o[i].path);
        for (size_t k = 0; k < n_inputs; k++)
            if (inputs[k] != NULL && realpath(inputs[k], input) != NULL && within(o[i].target, input))
                return sgm_fail(err, SGM_USAGE, "output %s would change the input %s", o[i].path, inputs[k]);
    }
    return SGM_OK;
}

/* Returns 0, or -1 with errno. */
static int write_all(int fd, const void *data, size_t len)
{
    const uint8_t *p = data;
    while (len > 0) {
        ssize_t done = write(fd, p, len);
        if (done > 0) {
            p += done;
            len -= (size_t)done;
        } else if (done == 0 || errno != EINTR) {
            return -1;
        }
    }
    return 0;
}

static mode_t current_umask(void)
{
    mode_t mask = umask(0);
    (void)umask(mask);
    return mask;
}

/* Writes the bytes beside the target and brings them to the disk. Returns 0, or -1 with errno. */
static int stage_beside(sgm_output *o)
{
    char dir[PATH_MAX];
    (void)split(dir, o->target);
    if (!join(o->temp, dir, ".sigmark-XXXXXX")) {
        o->temp[0] = '\0';
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = mkstemp(o->temp);
    if (fd < 0) {
        o->temp[0] = '\0';
        return -1;
    }
    int ok = fchmod(fd, o->mode & ~current_umask()) == 0 && write_all(fd, o->data, o->len) == 0 && fsync(fd) == 0;
    int reason = errno;
    if (close(fd) != 0 && ok) {
        ok = 0;
        reason = errno;
    }
    errno = reason;
    return ok ? 0 : -1;
}

/* Writes to a pipe or device. Returns 0, or -1 with errno. */
static int write_direct(const sgm_output *o)
{
    int fd = open(o->target, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return -1;
    int failed = write_all(fd, o->data, o->len);
    int reason = errno;
    (void)close(fd);
    errno = reason;
    return failed;
}

static int is_special(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

/* So that the new name survives a power cut. Some file systems cannot: the file itself is whole either way. */
static void sync_folder(const char *target)
{
    char dir[PATH_MAX];
    (void)split(dir, target);
    int fd = open(dir, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
}

static sgm_status give_up(sgm_output *o, size_t n, const char *path, sgm_error *err)
{
    sgm_status status = cannot(err, "write", path);
    for (size_t i = 0; i < n; i++)
        if (o[i].temp[0] != '\0')
            (void)unlink(o[i].temp);
    return status;
}

sgm_status sgm_outputs_write(sgm_output *o, size_t n, sgm_error *err)
{
    for (size_t i = 0; i < n; i++)
        o[i].temp[0] = '\0';
    for (size_t i = 0; i < n; i++)
        if ((is_special(o[i].target) ? write_direct(&o[i]) : stage_beside(&o[i])) != 0)
            return give_up(o, n, o[i].path, err);
    for (size_t i = 0; i < n; i++) {
        if (o[i].temp[0] == '\0')
            continue;
        if (rename(o[i].temp, o[i].target) != 0)
            return give_up(o, n, o[i].path, err);
        o[i].temp[0] = '\0';
        sync_folder(o[i].target);
    }
    return SGM_OK;
}
