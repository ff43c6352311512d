/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* max_memory: at no moment does a batch hold more than its bound, and the bound changes no verdict. The linker sends
 * the library's allocations here, where they are counted. */
#include "protocols/batch.h"
#include "protocols/formulation/formulation.h"
#include "tests/unit/unit.h"

#include <malloc.h>
#include <stdlib.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__real_aligned_alloc(size_t alignment, size_t n);
void __real_free(void *p);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_aligned_alloc(size_t alignment, size_t n);
void __wrap_free(void *p);

static size_t held, most; /* bytes now, and at the worst moment */

static void *count(void *p)
{
    held += p ? malloc_usable_size(p) : 0;
    most = held > most ? held : most;
    return p;
}

static void uncount(void *p) { held -= p ? malloc_usable_size(p) : 0; }

void *__wrap_malloc(size_t n) { return count(__real_malloc(n)); }
void *__wrap_calloc(size_t n, size_t size) { return count(__real_calloc(n, size)); }
void *__wrap_aligned_alloc(size_t a, size_t n) { return count(__real_aligned_alloc(a, n)); }

void *__wrap_realloc(void *p, size_t n)
{
    uncount(p);
    return count(__real_realloc(p, n));
}

void __wrap_free(void *p)
{
    uncount(p);
    __real_free(p);
}

enum {
    ITEMS = 300,
    RECORDS = 20,
    PROOF = 192,
    SLACK = 1024, /* what malloc rounds up */
    EMPTY = 3000, /* more than a batch without items takes */
};

static sgm_ctx *ctx;
static sgm_instance *inst[RECORDS];
static uint8_t proof[RECORDS][PROOF];
static size_t size;

static int make_proofs(const sgm_formulation *f)
{
    sgm_rng rng = sgm_rng_system();
    size = f->batchable_bytes;
    for (size_t i = 0; i < RECORDS; i++) {
        sgm_statement s = {.d = {{5, 0, 0, 0}}, .dm = {{7, 0, 0, 0}}};
        sgm_opening o = {.d = s.d, .r = {{100 + i, 0, 0, 0}}};
        sgm_record_commit(ctx, s.C, &o.d, &s.dm, &o.r);
        if (sgm_formulation_prove(ctx, f, &s, &o, SGM_BATCHABLE, &rng, proof[i]) != SGM_OK ||
            sgm_formulation_instance(&inst[i], ctx, f, &s, SGM_BATCHABLE) != SGM_OK)
            return 0;
    }
    return 1;
}

/* Adds, verifies and, if one is bad, searches within `bound` bytes. Returns the worst status. */
static sgm_status verify_within(size_t bound, sgm_weights kind, unsigned threads, size_t bad)
{
    size_t before = held;
    sgm_batch *b;
    CHECK("new", sgm_batch_new(&b, ctx, kind) == SGM_OK && sgm_batch_threads(b, threads) == SGM_OK);
    size_t fixed = threads > 1 ? held - before : 0; /* the pool belongs to the threads, not to the items */
    sgm_batch_max_memory(b, bound);
    sgm_status st = SGM_OK;
    most = held;
    for (size_t i = 0; i < ITEMS && st == SGM_OK; i++) {
        uint8_t string[PROOF];
        memcpy(string, proof[i % RECORDS], size);
        string[size - 20] ^= i == bad;
        st = sgm_batch_add(b, inst[i % RECORDS], string, size);
    }
    if (st == SGM_OK)
        st = sgm_batch_verify(b);
    if (st == SGM_REJECTED) {
        const size_t *culprits;
        size_t n;
        sgm_status search = sgm_batch_culprits(b, &culprits, &n);
        if (search == SGM_OK)
            CHECK("the one that is bad", n == 1 && culprits[0] == bad);
        else
            st = search;
    }
    if (bound > 0)
        CHECK("never more than the bound", most - before <= bound + fixed + SLACK);
    sgm_batch_free(b);
    CHECK("all given back", held == before);
    return st;
}

static void test_bounds(const char *name)
{
    CHECK("proofs", make_proofs(sgm_formulation_find(name)));
    for (unsigned threads = 1; threads <= 3; threads += 2) {
        for (int kind = SGM_WEIGHTS_DERIVED; kind <= SGM_WEIGHTS_RANDOM; kind++) {
            size_t fits = 0, refused = 0;
            size_t before = held;
            CHECK("without a bound", verify_within(0, (sgm_weights)kind, threads, ITEMS) == SGM_OK);
            size_t free_use = most - before;
            for (size_t bound = EMPTY; bound < free_use; bound += bound / 3) {
                sgm_status good = verify_within(bound, (sgm_weights)kind, threads, ITEMS);
                sgm_status bad = verify_within(bound, (sgm_weights)kind, threads, 7 * ITEMS / 9);
                CHECK("accepted, or no room", good == SGM_OK || good == SGM_NOMEM);
                CHECK("rejected, or no room", bad == SGM_REJECTED || bad == SGM_NOMEM);
                CHECK("more room does not hurt", good == SGM_OK || fits == 0);
                fits += good == SGM_OK && bad == SGM_REJECTED;
                refused += good == SGM_NOMEM;
            }
            CHECK("some bounds are too small, several below free use are not", refused > 0 && fits > 3);
        }
    }
    for (size_t i = 0; i < RECORDS; i++)
        sgm_instance_free(inst[i]);
}

int main(void)
{
    if (sgm_ctx_new(&ctx, sgm_backend_best()) != SGM_OK)
        return 1;
    test_bounds("F0A");
    test_bounds("F1");
    sgm_ctx_free(ctx);
    return unit_result("memory");
}
