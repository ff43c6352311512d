/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The bench programs' count of what a run holds on the heap: the worst moment, of several threads too, and nothing
 * where it cannot be known. */
#include "bench/run/heap.h"
#include "tests/unit/unit.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SLACK = 64 /* what malloc rounds up a block */, THREADS = 4, EACH = 100000 };

static int about(size_t bytes, size_t wanted, size_t blocks)
{
    return bytes >= wanted && bytes <= wanted + blocks * SLACK;
}

static void *volatile seen; /* what goes through here is not left out by a compiler */

static void *take(size_t n)
{
    char *p = malloc(n);
    seen = p;
    if (p != NULL)
        memset(p, 1, n);
    return p;
}

static void check_worst_moment(void)
{
    sgm_heap_begin();
    void *a = take(1000), *b = take(50000);
    free(b);
    void *c = take(20000);
    free(a);
    free(c);
    CHECK("the worst of three", about(sgm_heap_end(), 51000, 2));
    void *before = take(70000);
    sgm_heap_begin();
    void *d = calloc(300, 10), *e = aligned_alloc(64, 6400);
    seen = d;
    seen = e;
    CHECK("made", d != NULL && e != NULL);
    free(d);
    free(e);
    CHECK("not what was there before", about(sgm_heap_end(), 9400, 2));
    free(before);
    sgm_heap_begin();
    CHECK("nothing is nothing", sgm_heap_end() == 0);
}

static void check_growing(void)
{
    sgm_heap_begin();
    for (int i = 0; i < 20; i++) {
        char *p = take(1000), *q = realloc(p, 9000);
        seen = q;
        CHECK("grown", q != NULL && q[999] == 1);
        free(q);
    }
    CHECK("both blocks may be there for a moment", about(sgm_heap_end(), 10000, 2));
}

static void check_unknown(void)
{
    void *before = take(5000);
    sgm_heap_begin();
    void *a = take(100);
    free(before);
    free(a);
    CHECK("a block that was not counted went", sgm_heap_end() == 0);
    free(take(300));
    sgm_heap_begin();
    free(take(200));
    CHECK("and it counts again", about(sgm_heap_end(), 200, 1));
}

static pthread_barrier_t all_hold;

static void *hold(void *arg)
{
    void *p = take(EACH);
    (void)arg;
    (void)pthread_barrier_wait(&all_hold);
    free(p);
    return NULL;
}

static void check_threads(void)
{
    pthread_t thread[THREADS];
    CHECK("barrier", pthread_barrier_init(&all_hold, NULL, THREADS) == 0);
    sgm_heap_begin();
    for (int i = 0; i < THREADS; i++)
        CHECK("thread", pthread_create(&thread[i], NULL, hold, NULL) == 0);
    for (int i = 0; i < THREADS; i++)
        (void)pthread_join(thread[i], NULL);
    CHECK("what all hold together", about(sgm_heap_end(), THREADS * EACH, THREADS));
    (void)pthread_barrier_destroy(&all_hold);
}

int main(void)
{
    check_worst_moment();
    check_growing();
    check_unknown();
    check_threads();
    return unit_result("heap");
}
