/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Reads a corpus of forgeries: the library refuses each on every backend, and accepts the honest proofs beside them. */
#include "tests/forged/forgery.h"
#include "tests/support/test.h"

#include <string.h>

enum { MAX_BASELINES = 64, MAX_NAME = 64, MIN_CLASSES = 40 };

typedef struct reading {
    const sgm_ctx *ctx;
    const char *backend;
    test_tally *t;
    size_t classes, honest;
    char baseline[MAX_BASELINES][MAX_NAME]; /* honest proofs that were accepted */
} reading;

static int has_baseline(const reading *r, const char *name)
{
    for (size_t i = 0; i < r->honest; i++)
        if (strcmp(r->baseline[i], name) == 0)
            return 1;
    return 0;
}

static void judge(void *state, const forgery_class *k, const forgery *f)
{
    reading *r = state;
    sgm_status status = forgery_judge(r->ctx, f);
    if (!k->stopped_by) {
        int accepted = test_check(r->t, status == SGM_OK, "%s: %s has status %d", r->backend, k->name, (int)status);
        if (accepted && r->honest < MAX_BASELINES && strlen(k->name) < MAX_NAME)
            strcpy(r->baseline[r->honest++], k->name);
        return;
    }
    r->classes++;
    test_check(r->t, has_baseline(r, k->baseline), "%s: the baseline %s of %s was not accepted before it", r->backend,
               k->baseline, k->name);
    test_check(r->t, status == SGM_REJECTED || status == SGM_MALFORMED, "%s: %s (%s) has status %d", r->backend,
               k->name, k->attack, (int)status);
}

int main(int argc, char **argv)
{
    const sgm_backend *backends[16];
    test_tally t = {0, 0};
    if (argc < 2) {
        fputs("usage: forged CORPUS [--backend NAME]\n", stderr);
        return 2;
    }
    size_t n = test_backends(argc, argv, backends);
    for (size_t i = 0; i < n; i++) {
        sgm_ctx *ctx = NULL;
        if (sgm_ctx_new(&ctx, backends[i]) != SGM_OK)
            return 2;
        static reading r;
        r = (reading){.ctx = ctx, .backend = backends[i]->name, .t = &t};
        test_check(&t, corpus_read(argv[1], judge, &r), "%s could not be read", argv[1]);
        test_check(&t, r.classes >= MIN_CLASSES, "only %zu classes in %s", r.classes, argv[1]);
        sgm_ctx_free(ctx);
    }
    return test_report(&t);
}
