/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Journal and run file: every line of the journal is complete on disk before the next case is measured. */
#include "bench/run/runfile.h"

#include "bench/run/build_info.h"
#include "bench/run/machine.h"
#include "bench/run/multiplier.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SCHEMA = 2 };

struct sgm_runfile {
    const char *program;
    int wanted, started, failed; /* failed: something could not be written, and was said */
    int journal_fd;
    char path[PATH_MAX], journal[PATH_MAX];
    sgm_machine_start start;
    json_t *run, *cases;
    int finished;
};

/* Makes a folder and those above it. */
static int make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        int failed = mkdir(path, 0777) != 0 && errno != EEXIST;
        *slash = '/';
        if (failed)
            return 0;
    }
    return 1;
}

static int write_all(int fd, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, text, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return 0;
        text += n;
        len -= (size_t)n;
    }
    return 1;
}

static int write_line(int fd, const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(12));
    int ok = text != NULL && write_all(fd, text, strlen(text)) && write_all(fd, "\n", 1) && fsync(fd) == 0;
    free(text);
    return ok;
}

static json_t *document(const sgm_runfile *rf, json_t *cases)
{
    json_t *machine = sgm_machine_json(&rf->start);
    json_object_set_new(machine, "multiplier", sgm_multiplier_json());
    return json_pack("{s:i, s:O, s:o, s:o, s:o}", "schema", SCHEMA, "run", rf->run, "machine", machine, "build",
                     sgm_build_json(), "cases", cases);
}

/* The journal: a header line, then all cases so far. */
static int journal_open(sgm_runfile *rf)
{
    rf->journal_fd = open(rf->journal, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (rf->journal_fd < 0)
        return 0;
    json_t *header = document(rf, json_array()), *item;
    size_t i;
    int ok = write_line(rf->journal_fd, header);
    json_decref(header);
    json_array_foreach(rf->cases, i, item) ok = ok && write_line(rf->journal_fd, item);
    if (!ok) {
        int reason = errno;
        close(rf->journal_fd);
        unlink(rf->journal);
        rf->journal_fd = -1;
        errno = reason;
    }
    return ok;
}

/* Says what could not be written, and keeps the journal in the temporary folder from now on. */
static void fall_back(sgm_runfile *rf, const char *what)
{
    const char *folder = getenv("TMPDIR"), *reason = strerror(errno), *name = strrchr(rf->journal, '/');
    char first[PATH_MAX], target[PATH_MAX];
    rf->failed = 1;
    snprintf(target, sizeof target, "%s", what);
    if (rf->journal_fd >= 0)
        close(rf->journal_fd);
    snprintf(first, sizeof first, "%s", name != NULL ? name + 1 : rf->journal);
    snprintf(rf->journal, sizeof rf->journal, "%.1000s/%.1000s", folder != NULL ? folder : "/tmp", first);
    if (journal_open(rf))
        fprintf(stderr, "%s: cannot write %s: %s; what is measured is kept in %s\n", rf->program, target, reason,
                rf->journal);
    else
        fprintf(stderr, "%s: cannot write %s: %s; what is measured is only printed\n", rf->program, target, reason);
}

/* A run never takes the name of another one, ended or going on, that began in the same second: it gets a number. */
static void name_files(sgm_runfile *rf, const sgm_bench_options *o, const char *utc)
{
    char key[96], number[16] = "";
    const char *commit = sgm_build_commit();
    sgm_machine_key(key);
    for (int i = 2;; i++) {
        if (o->run_file != NULL)
            snprintf(rf->path, sizeof rf->path, "%s", o->run_file);
        else
            snprintf(rf->path, sizeof rf->path, "%.3000s/%s/%s-%.12s%s.json", o->results, key, utc,
                     commit != NULL ? commit : "unknown", number);
        snprintf(rf->journal, sizeof rf->journal, "%.4000s.journal", rf->path);
        if (o->run_file != NULL || (access(rf->path, F_OK) != 0 && access(rf->journal, F_OK) != 0))
            return;
        snprintf(number, sizeof number, "-%d", i);
    }
}

static json_t *describe(const sgm_bench_program *program, const sgm_bench_options *o, const char *utc, int argc,
                        char **argv)
{
    json_t *arguments = json_array();
    const char *commit = sgm_build_commit();
    int dirty = sgm_build_dirty();
    for (int i = 0; i < argc; i++) { /* the program's name without its folder */
        const char *slash = i == 0 ? strrchr(argv[0], '/') : NULL;
        json_array_append_new(arguments, json_string(slash != NULL ? slash + 1 : argv[i]));
    }
    json_t *run = json_pack("{s:s, s:s, s:o, s:o, s:n, s:o, s:I, s:b, s:i}", "program", program->name, "utc", utc,
                            "commit", commit != NULL ? json_string(commit) : json_null(), "dirty",
                            dirty < 0 ? json_null() : json_boolean(dirty), "base_commit", "argv", arguments, "seed",
                            (json_int_t)o->seed, "quick", o->quick, "repetitions", (int)o->repetitions);
    return run;
}

sgm_runfile *sgm_runfile_open(const sgm_bench_program *program, const sgm_bench_options *o, int argc, char **argv)
{
    sgm_runfile *rf = calloc(1, sizeof *rf);
    if (rf == NULL)
        return NULL;
    char utc[32];
    time_t t = time(NULL);
    struct tm tm;
    gmtime_r(&t, &tm);
    strftime(utc, sizeof utc, "%Y%m%dT%H%M%SZ", &tm);
    rf->program = program->name;
    rf->wanted = (o->run_file != NULL || o->results != NULL) && !o->listing;
    rf->journal_fd = -1;
    rf->start = sgm_machine_begin();
    rf->cases = json_array();
    rf->run = describe(program, o, utc, argc, argv);
    if (rf->wanted)
        name_files(rf, o, utc);
    return rf;
}

void sgm_runfile_set_run(sgm_runfile *rf, const char *key, json_t *value) { json_object_set_new(rf->run, key, value); }

/* A rename would replace a device or a folder too: only a regular file may stand where the run file goes. */
static int may_be_replaced(const char *path)
{
    struct stat s;
    if (stat(path, &s) != 0)
        return errno == ENOENT;
    errno = S_ISDIR(s.st_mode) ? EISDIR : EEXIST;
    return S_ISREG(s.st_mode);
}

void sgm_runfile_start(sgm_runfile *rf)
{
    rf->started = 1;
    if (rf->wanted && (!make_folders(rf->path) || !may_be_replaced(rf->path) || !journal_open(rf)))
        fall_back(rf, rf->path);
}

static int same_case(const json_t *a, const json_t *b)
{
    static const char *const keys[] = {"id", "backend", "n", "flavor", "threads", "params"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const json_t *x = json_object_get(a, keys[i]), *y = json_object_get(b, keys[i]);
        if (x != y && !json_equal(x, y)) /* both are missing, or equal */
            return 0;
    }
    return 1;
}

void sgm_runfile_put(sgm_runfile *rf, json_t *result)
{
    size_t i = 0;
    while (i < json_array_size(rf->cases) && !same_case(json_array_get(rf->cases, i), result))
        i++;
    if (rf->journal_fd >= 0 && !write_line(rf->journal_fd, result))
        fall_back(rf, rf->journal);
    if (i < json_array_size(rf->cases))
        json_array_set_new(rf->cases, i, result);
    else
        json_array_append_new(rf->cases, result);
}

json_t *sgm_runfile_cases(const sgm_runfile *rf) { return rf->cases; }

static int put_in_place(const sgm_runfile *rf, const char *text)
{
    char temporary[PATH_MAX];
    snprintf(temporary, sizeof temporary, "%.4000s.tmp", rf->path);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return 0;
    int ok = write_all(fd, text, strlen(text)) && write_all(fd, "\n", 1) && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    ok = ok && rename(temporary, rf->path) == 0;
    if (!ok) {
        int reason = errno;
        unlink(temporary);
        errno = reason;
    }
    return ok;
}

/* The run file's text: the head in short lines, then one line per case. NULL when there is no memory. */
static char *render(const sgm_runfile *rf)
{
    static const char no_cases[] = "[]\n}";
    char *text = NULL;
    size_t size = 0, i;
    json_t *all = document(rf, json_array()), *item;
    char *head = json_dumps(all, JSON_INDENT(1) | JSON_REAL_PRECISION(12));
    FILE *out = open_memstream(&text, &size);
    int ok = out != NULL && head != NULL;
    json_decref(all);
    if (ok) {
        fprintf(out, "%.*s[", (int)(strlen(head) - strlen(no_cases)), head); /* cases is the last member */
        json_array_foreach(rf->cases, i, item)
        {
            char *line = json_dumps(item, JSON_COMPACT | JSON_REAL_PRECISION(9));
            fprintf(out, "%s\n  %s", i > 0 ? "," : "", line != NULL ? line : "");
            ok = ok && line != NULL;
            free(line);
        }
        fprintf(out, "\n ]\n}");
    }
    ok = ok && !ferror(out);
    if (out != NULL)
        ok = fclose(out) == 0 && ok;
    free(head);
    if (!ok) {
        free(text);
        return NULL;
    }
    return text;
}

int sgm_runfile_finish(sgm_runfile *rf)
{
    if (!rf->wanted || !rf->started)
        return 0;
    if (rf->failed)
        return 2;                          /* said when it happened; the journal stays */
    if (json_array_size(rf->cases) == 0) { /* the filter matched nothing: there is no run to record */
        unlink(rf->journal);
        return 0;
    }
    char *text = render(rf);
    rf->finished = text != NULL && put_in_place(rf, text);
    free(text);
    if (!rf->finished) {
        fall_back(rf, rf->path);
        return 2;
    }
    close(rf->journal_fd);
    rf->journal_fd = -1;
    unlink(rf->journal);
    return 0;
}

const char *sgm_runfile_path(const sgm_runfile *rf) { return rf->finished ? rf->path : NULL; }

void sgm_runfile_free(sgm_runfile *rf)
{
    if (rf == NULL)
        return;
    if (rf->journal_fd >= 0)
        close(rf->journal_fd);
    json_decref(rf->run);
    json_decref(rf->cases);
    free(rf);
}
