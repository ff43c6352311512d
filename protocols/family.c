/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Families of generators: made when first asked for, kept with their context, shared by all threads. */
#include "protocols/context_internal.h"
#include "protocols/hash.h"

#include <pthread.h>

static const char *const label[SGM_FAMILY_COUNT] = {
    [SGM_FAMILY_V] = "V", [SGM_FAMILY_BG] = "BG", [SGM_FAMILY_BH] = "BH", [SGM_FAMILY_CR] = "CR"};

/* One table. A longer one is a new table: the shorter ones stay where callers know them. */
typedef struct table {
    struct table *shorter;
    size_t n;
    uint8_t (*enc)[SGM_ELEMENT_BYTES]; /* behind the points */
    sgm_affine points[];
} table;

_Static_assert(sizeof(table) % 64 == 0 && sizeof(sgm_affine) % 64 == 0, "a table is whole cache lines");

struct sgm_families {
    pthread_mutex_t lock;
    table *longest[SGM_FAMILY_COUNT];
};

sgm_families *sgm_families_new(void)
{
    sgm_families *f = calloc(1, sizeof *f);
    if (f && pthread_mutex_init(&f->lock, NULL) != 0) {
        free(f);
        return NULL;
    }
    return f;
}

void sgm_families_free(sgm_families *f)
{
    if (!f)
        return;
    for (int i = 0; i < SGM_FAMILY_COUNT; i++)
        for (table *t = f->longest[i], *next; t; t = next) {
            next = t->shorter;
            free(t);
        }
    (void)pthread_mutex_destroy(&f->lock);
    free(f);
}

/* Generators first..n of a family. */
static sgm_status make(const sgm_backend *be, table *t, const char *name, size_t first, size_t n)
{
    enum { BLOCK = 128 };
    uint8_t uniform[BLOCK][64];
    sgm_point p[BLOCK];
    while (first < n) {
        size_t m = n - first < BLOCK ? n - first : BLOCK;
        for (size_t i = 0; i < m; i++) {
            sgm_status st = sgm_generator_uniform(uniform[i], name, (uint32_t)(first + i));
            if (st != SGM_OK)
                return st;
        }
        be->from_uniform(p, (const uint8_t(*)[64])uniform, m);
        be->to_affine(t->points + first, p, m);
        be->encode(t->enc + first, p, m);
        first += m;
    }
    return SGM_OK;
}

/* Puts a table of at least n generators in front, twice as long as the one before where that is more. */
static sgm_status lengthen(const sgm_ctx *ctx, sgm_family family, size_t n)
{
    table **longest = &ctx->families->longest[family];
    size_t old = *longest ? (*longest)->n : 0, size = n > 2 * old ? n : 2 * old;
    size = size < SGM_FAMILY_MAX ? size : SGM_FAMILY_MAX;
    table *t = aligned_alloc(64, sgm_arena_size(sizeof *t + size * (sizeof *t->points + sizeof *t->enc)));
    if (!t)
        return SGM_NOMEM;
    t->enc = (uint8_t(*)[SGM_ELEMENT_BYTES])(t->points + size);
    if (old > 0) {
        memcpy(t->points, (*longest)->points, old * sizeof *t->points);
        memcpy(t->enc, (*longest)->enc, old * sizeof *t->enc);
    }
    sgm_status st = make(ctx->be, t, label[family], old, size);
    if (st != SGM_OK) {
        free(t);
        return st;
    }
    t->n = size;
    t->shorter = *longest;
    *longest = t;
    return SGM_OK;
}

/* A table of at least n generators. */
static sgm_status find(const sgm_ctx *ctx, sgm_family family, size_t n, const table **t)
{
    sgm_status st = SGM_OK;
    if (n > SGM_FAMILY_MAX)
        return SGM_USAGE;
    if (pthread_mutex_lock(&ctx->families->lock) != 0)
        return SGM_IO;
    table **longest = &ctx->families->longest[family];
    if (!*longest || (*longest)->n < n)
        st = lengthen(ctx, family, n > 0 ? n : 1);
    *t = *longest;
    (void)pthread_mutex_unlock(&ctx->families->lock);
    return st;
}

sgm_status sgm_ctx_family(const sgm_ctx *ctx, sgm_family family, size_t n, const sgm_affine **points, const void **id)
{
    const table *t;
    sgm_status st = find(ctx, family, n, &t);
    *points = st == SGM_OK ? t->points : NULL;
    *id = label[family];
    return st;
}

sgm_status sgm_ctx_family_encoded(const sgm_ctx *ctx, sgm_family family, size_t n,
                                  const uint8_t (**enc)[SGM_ELEMENT_BYTES])
{
    const table *t;
    sgm_status st = find(ctx, family, n, &t);
    *enc = st == SGM_OK ? (const uint8_t(*)[SGM_ELEMENT_BYTES])t->enc : NULL;
    return st;
}
