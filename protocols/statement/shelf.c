/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Objects that several statements use, found again by kind and key. There are few: one for each class of a run. */
#include "protocols/statement/kind.h"

#include <stdlib.h>

struct sgm_shelved {
    struct sgm_shelved *next;
    const sgm_statement_kind *kind;
    uint64_t key;
    void *object;
    void (*release)(void *object);
};

void *sgm_shelf_find(const sgm_shelf *shelf, const sgm_statement_kind *kind, uint64_t key)
{
    for (const struct sgm_shelved *e = shelf != NULL ? shelf->first : NULL; e != NULL; e = e->next)
        if (e->kind == kind && e->key == key)
            return e->object;
    return NULL;
}

sgm_status sgm_shelf_put(sgm_shelf *shelf, const sgm_statement_kind *kind, uint64_t key, void *object,
                         void (*release)(void *object), sgm_error *err)
{
    struct sgm_shelved *e = malloc(sizeof *e);
    if (e == NULL) {
        release(object);
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    }
    *e = (struct sgm_shelved){shelf->first, kind, key, object, release};
    shelf->first = e;
    return SGM_OK;
}

void sgm_shelf_clear(sgm_shelf *shelf)
{
    while (shelf->first != NULL) {
        struct sgm_shelved *e = shelf->first;
        shelf->first = e->next;
        e->release(e->object);
        free(e);
    }
}
