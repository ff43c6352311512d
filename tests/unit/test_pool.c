/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The thread pool: every task is done once, in time, for every number of threads; one thread makes none. */
#include "protocols/pool.h"
#include "tests/unit/unit.h"

#include <dirent.h>
#include <time.h>

enum { TASKS = 1000, ROUNDS = 200 };

typedef struct sheet {
    unsigned size;
    int wrong_worker[SGM_POOL_MAX]; /* per worker, since tasks of one worker follow each other */
    size_t done_by[SGM_POOL_MAX];
    unsigned done[TASKS];
} sheet;

static void sign(void *arg, size_t task, unsigned worker)
{
    sheet *s = arg;
    s->wrong_worker[worker] |= worker >= s->size;
    s->done_by[worker]++;
    s->done[task]++;
}

/* Lists of all lengths one after the other, with no pause: a helper that is late must not touch the next list. */
static void test_lists(unsigned threads)
{
    sgm_pool *p;
    CHECK("new", sgm_pool_new(&p, threads) == SGM_OK && sgm_pool_size(p) == threads);
    for (size_t round = 0; round < ROUNDS; round++) {
        size_t n = round * TASKS / ROUNDS + round % 3, done = 0;
        sheet s = {.size = threads};
        sgm_pool_run(p, sign, &s, n);
        for (size_t i = 0; i < TASKS; i++)
            CHECK("once each, and no other", s.done[i] == (i < n));
        for (unsigned w = 0; w < SGM_POOL_MAX; w++) {
            CHECK("a worker's number is below the size", !s.wrong_worker[w]);
            done += s.done_by[w];
        }
        CHECK("all of them", done == n);
    }
    sgm_pool_free(p);
}

/* Threads of this process, as the kernel lists them; 0 where it does not. */
static size_t threads_now(void)
{
    size_t n = 0;
    DIR *d = opendir("/proc/self/task");
    for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d))
        n += e->d_name[0] != '.';
    if (d)
        closedir(d);
    return n;
}

/* The same once it has stayed for 50 ms: a thread that has been joined may stand in the kernel's list a moment longer.
 */
static size_t threads_settled(void)
{
    enum { READINGS = 10 };
    const struct timespec pause = {0, 5000000};
    size_t n = threads_now();
    for (int same = 0, tries = 0; same < READINGS && tries < 400; tries++) {
        (void)nanosleep(&pause, NULL);
        same = threads_now() == n ? same + 1 : 0;
        n = threads_now();
    }
    return n;
}

static void test_one_thread(void)
{
    sgm_pool *p;
    sheet s = {.size = 1};
    size_t before = threads_settled(); /* sanitizers have one of their own */
    CHECK("new", sgm_pool_new(&p, 1) == SGM_OK);
    CHECK("one thread makes no thread", threads_now() == before);
    sgm_pool_run(p, sign, &s, TASKS);
    CHECK("the caller did it all", s.done_by[0] == TASKS);
    sgm_pool_free(p);
    sgm_pool_run(NULL, sign, &s, TASKS);
    CHECK("also without a pool", s.done_by[0] == 2 * TASKS && sgm_pool_size(NULL) == 1);
    CHECK("new", sgm_pool_new(&p, 3) == SGM_OK);
    CHECK("three make two", before == 0 || threads_now() == before + 2);
    sgm_pool_free(p);
    CHECK("and end them", threads_settled() == before);
}

static void test_usage(void)
{
    sgm_pool *p;
    CHECK("none", sgm_pool_new(&p, 0) == SGM_USAGE && p == NULL);
    CHECK("too many", sgm_pool_new(&p, SGM_POOL_MAX + 1) == SGM_USAGE && p == NULL);
    sgm_pool_free(NULL);
}

int main(void)
{
    static const unsigned sizes[] = {1, 2, 3, 8, SGM_POOL_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        test_lists(sizes[i]);
    test_one_thread();
    test_usage();
    return unit_result("pool");
}
