/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Compiled once for each version that is gated, against that version's headers, and linked with its objects. Members of
 * its structures are named here only, and as few as can be, so that older versions have them too. */
#include "bench/gate/side.h"

#include "bench/cases/case.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BACKENDS = 16, NAME = 160, FEW = 16, MANY = 1024 };

typedef struct entry {
    const sgm_case *c;
    const sgm_backend *be;
    size_t n;
    char name[NAME];
} entry;

typedef struct opened_case {
    const sgm_case *c;
    void *state;
} opened_case;

static entry *entries;
static size_t n_entries;

/* A statement about very many things takes seconds to make, whatever is timed then. */
static int is_small(const sgm_case *c)
{
    const sgm_case_param *p = c->params;
    while (p != NULL && p->name != NULL && p->value <= MANY)
        p++;
    return p == NULL || p->name == NULL;
}

/* Time that does not depend on the data is told by one size that fills the vectors of every backend; other algorithms
 * stand behind one item, a few, and many. */
static int is_gated(const sgm_case *c, size_t n)
{
    size_t best = 0;
    if (!is_small(c))
        return 0;
    if (c->timing == SGM_VARIABLE_TIME)
        return n == 1 || n == FEW || n == MANY;
    for (const size_t *s = c->sizes; *s != 0; s++)
        if (*s <= FEW || best == 0)
            best = *s;
    return n == best;
}

static void add_entry(const sgm_case *c, const sgm_backend *be, size_t n)
{
    entry *more = realloc(entries, (n_entries + 1) * sizeof *entries);
    if (more == NULL)
        abort();
    entries = more;
    entry *e = &entries[n_entries++];
    *e = (entry){.c = c, .be = be, .n = n};
    size_t at = (size_t)snprintf(e->name, NAME, "%s%s%s", c->id, c->flavor != NULL ? ":" : "",
                                 c->flavor != NULL ? c->flavor : "");
    for (const sgm_case_param *p = c->params; p != NULL && p->name != NULL && at < NAME; p++)
        at += (size_t)snprintf(e->name + at, NAME - at, ",%s=%" PRIu64, p->name, p->value);
    if (at < NAME)
        snprintf(e->name + at, NAME - at, "@%s/%zu", be->name, n);
}

static void list_entries(void)
{
    size_t count, n_backends;
    const sgm_case *const *list = sgm_case_list(&count);
    const sgm_backend *const *backends = sgm_backend_list(&n_backends);
    for (size_t i = 0; i < count && list[i] != NULL; i++)
        for (size_t b = 0; b < n_backends && list[i]->peer == NULL && list[i]->threads <= 1; b++)
            for (const size_t *n = list[i]->sizes; *n != 0; n++)
                if (backends[b]->supported() && strcmp(backends[b]->name, "ref") != 0 && is_gated(list[i], *n))
                    add_entry(list[i], backends[b], *n);
}

static const char *side_name(size_t i)
{
    if (entries == NULL)
        list_entries();
    return i < n_entries ? entries[i].name : NULL;
}

static const void *side_place(size_t i, int which)
{
    const sgm_case *c = entries[i].c;
    const void *address; /* a function's address as data: POSIX lets them be alike */
    if (which == 0)
        return c;
    memcpy(&address, which == 1 ? (const void *)&c->setup : (const void *)&c->run, sizeof address);
    return address;
}

/* The context of a backend, made when first asked for; NULL if it cannot be made. */
static const sgm_ctx *context_of(const sgm_backend *be)
{
    static struct {
        const sgm_backend *be;
        sgm_ctx *ctx;
    } known[MAX_BACKENDS];
    size_t i = 0;
    while (i < MAX_BACKENDS && known[i].be != NULL && known[i].be != be)
        i++;
    if (i < MAX_BACKENDS && known[i].be == NULL && sgm_ctx_new(&known[i].ctx, be) == SGM_OK)
        known[i].be = be;
    return i < MAX_BACKENDS && known[i].be != NULL ? known[i].ctx : NULL;
}

static void *side_open(size_t i, uint64_t seed)
{
    const entry *e = &entries[i];
    const sgm_case_env env = {.be = e->be, .ctx = context_of(e->be), .seed = seed};
    opened_case *o = calloc(1, sizeof *o);
    if (o == NULL || env.ctx == NULL) {
        free(o);
        return NULL;
    }
    o->c = e->c;
    if (e->c->setup(&o->state, e->c, &env, e->n) == SGM_OK)
        return o;
    free(o);
    return NULL;
}

static int side_run(void *opened)
{
    const opened_case *o = opened;
    return o->c->run(o->state) == SGM_OK;
}

static void fnv(void *user, const void *bytes, size_t n)
{
    uint64_t *hash = user;
    for (size_t i = 0; i < n; i++)
        *hash = (*hash ^ ((const uint8_t *)bytes)[i]) *
                UINT64_C(1099511628211); /* check-magic: 1099511628211 == 2**40 + 0x1b3 */
}

static uint64_t side_digest(void *opened)
{
    const opened_case *o = opened;
    uint64_t hash = 0;
    const sgm_sink sink = {fnv, &hash};
    fnv(&hash, "x", 1); /* zeros alone would leave zero as it is */
    o->c->input(o->state, &sink);
    o->c->canon(o->state, &sink);
    return hash;
}

static void side_close(void *opened)
{
    opened_case *o = opened;
    o->c->teardown(o->state);
    free(o);
}

__attribute__((visibility("default"))) const sgm_side *sgm_side_get(void)
{
    static const sgm_side side = {SGM_SIDE_VERSION, side_name,   side_place, side_open,
                                  side_run,         side_digest, side_close};
    return &side;
}
