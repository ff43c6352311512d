/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Files for tests, made in a directory of their own. Needs _XOPEN_SOURCE=700 (nftw). */
#ifndef SGM_TESTS_UNIT_FILES_H
#define SGM_TESTS_UNIT_FILES_H

#include "tests/unit/unit.h"

#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>

static char unit_dir[64];

/* Makes the directory; call first. Returns 0 when that fails. */
static inline int unit_dir_make(void)
{
    (void)snprintf(unit_dir, sizeof unit_dir, "%s/sigmark-test-XXXXXX", P_tmpdir);
    return mkdtemp(unit_dir) != NULL;
}

/* The path of `name` in the directory; good until the second call after this one. */
static inline const char *unit_path(const char *name)
{
    static char path[2][256];
    static int turn;
    turn ^= 1;
    (void)snprintf(path[turn], sizeof path[turn], "%s/%s", unit_dir, name);
    return path[turn];
}

/* Writes len bytes to `name` in the directory and returns its path. */
static inline const char *unit_write(const char *name, const void *bytes, size_t len)
{
    const char *path = unit_path(name);
    FILE *file = fopen(path, "wb");
    int ok = file != NULL && (len == 0 || fwrite(bytes, len, 1, file) == 1);
    if (file != NULL && fclose(file) != 0)
        ok = 0;
    CHECK("the test writes its file", ok);
    return path;
}

static inline const char *unit_write_text(const char *name, const char *text)
{
    return unit_write(name, text, strlen(text));
}

static inline void unit_mkdir(const char *name) { CHECK("mkdir", mkdir(unit_path(name), 0777) == 0); }

static inline int unit_remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
    (void)st;
    (void)kind;
    (void)walk;
    return remove(path);
}

/* Removes the directory and all in it; call last. Returns 0 when that fails. */
static inline int unit_dir_remove(void) { return nftw(unit_dir, unit_remove_one, 8, FTW_DEPTH | FTW_PHYS) == 0; }

/* One sentence: not empty, no line break, no full stop, names the file. */
static inline int unit_is_sentence(const char *text, const char *path)
{
    size_t len = strlen(text);
    return len > 0 && strchr(text, '\n') == NULL && text[len - 1] != '.' && strstr(text, path) != NULL;
}

#endif
