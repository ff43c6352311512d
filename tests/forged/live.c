/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Shows that every forgery is live: made afresh, and as kept in the corpus, it is refused by the library and accepted
 * where exactly its check is left out. Linked with a library whose checks can be left out at run time. */
#include "protocols/weaken.h"
#include "tests/forged/attacks.h"

#include <stdlib.h>
#include <string.h>

enum sgm_check sgm_left_out = SGM_CHECK_COUNT;

#define NAME(name, without) #name,
static const char *const check_names[SGM_CHECK_COUNT] = {SGM_CHECKS(NAME)};

static enum sgm_check find_check(const char *name)
{
    int i = 0;
    while (i < SGM_CHECK_COUNT && strcmp(name, check_names[i]) != 0)
        i++;
    return (enum sgm_check)i;
}

typedef struct trial {
    const sgm_ctx *ctx;
    test_tally t;
    size_t forgeries[SGM_CHECK_COUNT];
} trial;

/* Judges a forgery with its check left out and with all checks; an honest proof with all. */
static void judge(void *state, const forgery_class *k, const forgery *f)
{
    trial *r = state;
    sgm_status with = forgery_judge(r->ctx, f);
    if (!k->stopped_by) {
        test_check(&r->t, with == SGM_OK, "%s has status %d", k->name, (int)with);
        return;
    }
    const enum sgm_check check = find_check(k->stopped_by);
    if (!test_check(&r->t, check != SGM_CHECK_COUNT, "%s: there is no check %s", k->name, k->stopped_by))
        return;
    sgm_left_out = check;
    sgm_status without = forgery_judge(r->ctx, f);
    sgm_left_out = SGM_CHECK_COUNT;
    r->forgeries[check]++;
    test_check(&r->t, with == SGM_REJECTED || with == SGM_MALFORMED, "%s has status %d", k->name, (int)with);
    test_check(&r->t, without == SGM_OK, "%s without %s has status %d: it shows nothing", k->name, k->stopped_by,
               (int)without);
}

static void forge(const forger *f, const attack *a, forgery *out)
{
    *out = (forgery){.n = 1};
    sgm_left_out = a->class.stopped_by ? find_check(a->class.stopped_by) : SGM_CHECK_COUNT;
    a->forge(f, out, a->variant);
    sgm_left_out = SGM_CHECK_COUNT;
}

int main(int argc, char **argv)
{
    const char *path = test_option(argc, argv, "--write", NULL);
    const unsigned long rounds = strtoul(test_option(argc, argv, "--rounds", "3"), NULL, 10);
    static forgery out;
    trial r = {.ctx = NULL};
    sgm_ctx *ctx = NULL;
    if (argc < 2) {
        fputs("usage: forged_live CORPUS [--rounds N] [--seed N] | forged_live --write CORPUS [--seed N]\n", stderr);
        return 2;
    }
    test_rng g = test_rng_new(argc, argv);
    if (sgm_ctx_new(&ctx, sgm_backend_best()) != SGM_OK)
        return 2;
    const forger f = {ctx, &g};
    r.ctx = ctx;
    if (path) {
        corpus_writer *w = corpus_begin();
        for (size_t i = 0; i < n_attacks; i++) {
            forge(&f, &attacks[i], &out);
            corpus_add(w, &attacks[i].class, &out);
        }
        test_check(&r.t, corpus_end(w, path), "writing %s", path);
    } else {
        test_check(&r.t, corpus_read(argv[1], judge, &r), "reading %s", argv[1]);
    }
    for (unsigned long round = 0; round < rounds; round++)
        for (size_t i = 0; i < n_attacks; i++) {
            forge(&f, &attacks[i], &out);
            judge(&r, &attacks[i].class, &out);
        }
    for (int i = 0; i < SGM_CHECK_COUNT; i++)
        test_check(&r.t, r.forgeries[i] > 0, "no forgery shows what %s is for", check_names[i]);
    sgm_ctx_free(ctx);
    return test_report(&r.t);
}
