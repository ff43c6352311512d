/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The thread pool: a list of tasks is handed over by raising `round`, and is done when no helper is busy. */
#include "protocols/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The stages of a batch follow each other within microseconds, and waking a sleeping thread takes longer: so both sides
 * look again this often before they sleep. Where threads are more than processors, who looks keeps the one that he
 * waits for from running: then nobody does. */
enum { LOOKS = 8000 };

/* Tasks of one worker's share that nobody has taken yet; alone in its cache lines, which other cores reach slowly. */
typedef struct share {
    _Alignas(128) atomic_size_t next;
    size_t end;
} share;

typedef struct helper {
    sgm_pool *pool;
    pthread_t thread;
    unsigned number; /* 1.. */
} helper;

struct sgm_pool {
    unsigned size; /* threads, the caller included */
    unsigned made; /* helpers that run */
    int looks;     /* LOOKS or 0 */
    helper helpers[SGM_POOL_MAX - 1];
    pthread_mutex_t lock;
    pthread_cond_t wake, done;
    atomic_uint round; /* raised under the lock: a new list, or the end */
    atomic_uint busy;  /* helpers still at this list; lowered under the lock */
    int stop;
    sgm_task *task; /* the list: read by helpers after they have seen the round */
    void *arg;
    share shares[SGM_POOL_MAX];
};

static inline void look_again_later(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* Relaxed: numbers are all that is handed out here. Tasks owe each other nothing, and a stronger order would hide from
 * ThreadSanitizer where they do. */
static size_t next_task(share *s) { return atomic_fetch_add_explicit(&s->next, 1, memory_order_relaxed); }

/* The worker's own share first, then what is left of the others'. */
static void work(sgm_pool *p, unsigned worker)
{
    for (unsigned k = 0; k < p->size; k++) {
        share *s = &p->shares[(worker + k) % p->size];
        for (size_t i = next_task(s); i < s->end; i = next_task(s))
            p->task(p->arg, i, worker);
    }
}

/* Waits for a round other than `seen`. */
static unsigned await_round(sgm_pool *p, unsigned seen)
{
    for (int i = 0; i < p->looks && atomic_load(&p->round) == seen; i++)
        look_again_later();
    if (atomic_load(&p->round) == seen) {
        pthread_mutex_lock(&p->lock);
        while (atomic_load(&p->round) == seen)
            pthread_cond_wait(&p->wake, &p->lock);
        pthread_mutex_unlock(&p->lock);
    }
    return atomic_load(&p->round);
}

static void *help(void *arg)
{
    const helper *h = arg;
    sgm_pool *p = h->pool;
    for (unsigned seen = await_round(p, 0); !p->stop; seen = await_round(p, seen)) {
        work(p, h->number);
        pthread_mutex_lock(&p->lock);
        if (atomic_fetch_sub(&p->busy, 1) == 1)
            pthread_cond_signal(&p->done);
        pthread_mutex_unlock(&p->lock);
    }
    return NULL;
}

static void begin_round(sgm_pool *p)
{
    pthread_mutex_lock(&p->lock);
    atomic_store(&p->busy, p->made);
    atomic_fetch_add(&p->round, 1);
    pthread_cond_broadcast(&p->wake);
    pthread_mutex_unlock(&p->lock);
}

static void await_helpers(sgm_pool *p)
{
    for (int i = 0; i < p->looks && atomic_load(&p->busy) > 0; i++)
        look_again_later();
    if (atomic_load(&p->busy) == 0)
        return;
    pthread_mutex_lock(&p->lock);
    while (atomic_load(&p->busy) > 0)
        pthread_cond_wait(&p->done, &p->lock);
    pthread_mutex_unlock(&p->lock);
}

sgm_status sgm_pool_new(sgm_pool **out, unsigned threads)
{
    *out = NULL;
    if (threads < 1 || threads > SGM_POOL_MAX)
        return SGM_USAGE;
    sgm_pool *p = aligned_alloc(_Alignof(sgm_pool), sizeof *p);
    if (!p)
        return SGM_NOMEM;
    memset(p, 0, sizeof *p);
    pthread_mutex_init(&p->lock, NULL); /* none of these three can fail with default attributes */
    pthread_cond_init(&p->wake, NULL);
    pthread_cond_init(&p->done, NULL);
    p->size = threads;
    p->looks = sysconf(_SC_NPROCESSORS_ONLN) >= (long)threads ? LOOKS : 0;
    while (p->made + 1 < threads) {
        helper *h = &p->helpers[p->made];
        *h = (helper){.pool = p, .number = p->made + 1};
        if (pthread_create(&h->thread, NULL, help, h) != 0) {
            sgm_pool_free(p);
            return SGM_IO;
        }
        p->made++;
    }
    *out = p;
    return SGM_OK;
}

void sgm_pool_free(sgm_pool *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->stop = 1;
    atomic_fetch_add(&p->round, 1);
    pthread_cond_broadcast(&p->wake);
    pthread_mutex_unlock(&p->lock);
    for (unsigned i = 0; i < p->made; i++)
        pthread_join(p->helpers[i].thread, NULL);
    pthread_cond_destroy(&p->done);
    pthread_cond_destroy(&p->wake);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

unsigned sgm_pool_size(const sgm_pool *p) { return p ? p->size : 1; }

void sgm_pool_run(sgm_pool *p, sgm_task *do_task, void *arg, size_t n)
{
    if (sgm_pool_size(p) == 1 || n < 2) {
        for (size_t i = 0; i < n; i++)
            do_task(arg, i, 0);
        return;
    }
    p->task = do_task;
    p->arg = arg;
    for (size_t w = 0; w < p->size; w++) {
        atomic_store_explicit(&p->shares[w].next, n * w / p->size, memory_order_relaxed);
        p->shares[w].end = n * (w + 1) / p->size;
    }
    begin_round(p);
    work(p, 0);
    await_helpers(p);
}
