/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Walks the case registry: every entry on every backend, each against its own oracle and all against each other. */
#include "bench/cases/case.h"
#include "protocols/hash.h"
#include "tests/check/corrupt.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Digest of what an entry read and wrote for one class and size; the first one seen is what the others must equal. */
typedef struct result {
    const sgm_case *entry;
    const char *who;
    unsigned input_class;
    size_t n;
    uint8_t input[64], canon[64];
} result;

typedef struct walk {
    test_tally *t;
    uint64_t seed;
    size_t limit;       /* sizes above it are left out */
    const char *filter; /* ids that contain it, or NULL */
    int first_class;    /* the first class only */
    int lean;           /* statements that have a size on the fastest backend only */
    int compare;        /* compare digests between backends and peers */
    result *results;
    size_t n_results;
} walk;

static void hash_more(void *user, const void *bytes, size_t n)
{
    if (sgm_sha512_update(user, bytes, n) != SGM_OK)
        exit(2);
}

static void digest(void (*emit)(void *, const sgm_sink *), void *state, uint8_t out[64])
{
    sgm_sha512_ctx *ctx = NULL;
    if (sgm_sha512_new(&ctx) != SGM_OK)
        exit(2);
    const sgm_sink sink = {hash_more, ctx};
    emit(state, &sink);
    if (sgm_sha512_final(ctx, out) != SGM_OK)
        exit(2);
    sgm_sha512_free(ctx);
}

static const char *who_runs(const sgm_case *c, const sgm_backend *be)
{
    return sgm_case_alone(c) ? sgm_case_alone(c) : be->name;
}

static void remember_or_compare(walk *w, const result *got)
{
    for (size_t i = 0; i < w->n_results; i++) {
        const result *r = &w->results[i];
        if (!sgm_case_same(r->entry, got->entry) || r->input_class != got->input_class || r->n != got->n)
            continue;
        test_check(w->t, memcmp(r->input, got->input, 64) == 0, "%s, class %u, n %zu: %s and %s have other inputs",
                   got->entry->id, got->input_class, got->n, r->who, got->who);
        test_check(w->t, memcmp(r->canon, got->canon, 64) == 0, "%s, class %u, n %zu: %s and %s have other outputs",
                   got->entry->id, got->input_class, got->n, r->who, got->who);
        return;
    }
    result *grown = realloc(w->results, (w->n_results + 1) * sizeof *grown);
    if (!grown)
        exit(2);
    w->results = grown;
    w->results[w->n_results++] = *got;
}

static void run_once(walk *w, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    void *state = NULL;
    const char *who = who_runs(c, env->be), *class_name = c->classes[env->input_class];
    sgm_verdict v = {0};
    result r = {.entry = c, .who = who, .input_class = env->input_class, .n = n};
    uint8_t again[64];
    sgm_status status = c->setup(&state, c, env, n);
    if (!test_check(w->t, status == SGM_OK, "%s, %s, %s, n %zu: set-up has status %d", c->id, who, class_name, n,
                    (int)status)) {
        c->teardown(state);
        return;
    }
    c->check(state, &v);
    test_check(w->t, v.verified == 1, "%s, %s, %s, n %zu: %s", c->id, who, class_name, n, v.why);
    test_check(w->t, v.rejects_tampered != 0, "%s, %s, %s, n %zu: tampering goes unnoticed: %s", c->id, who, class_name,
               n, v.why);
    test_check(w->t, c->run(state) == SGM_OK, "%s, %s, %s, n %zu: run", c->id, who, class_name, n);
    digest(c->input, state, r.input);
    digest(c->canon, state, r.canon);
    test_check(w->t, c->run(state) == SGM_OK, "%s, %s, %s, n %zu: second run", c->id, who, class_name, n);
    digest(c->canon, state, again);
    test_check(w->t, memcmp(again, r.canon, 64) == 0, "%s, %s, %s, n %zu: another output the second time", c->id, who,
               class_name, n);
    const sgm_formulation *f = c->formulation ? sgm_formulation_find(c->formulation) : NULL;
    if (c->proof_bytes && f) { /* themes check their own formulas */
        sgm_flavor flavor = strcmp(c->flavor, "compact") == 0  ? SGM_COMPACT
                            : strcmp(c->flavor, "hinted") == 0 ? SGM_HINTED
                                                               : SGM_BATCHABLE;
        size_t want = sgm_formulation_proof_bytes(f, flavor);
        test_check(w->t, c->proof_bytes(state) == want, "%s: a proof of %zu bytes instead of %zu", c->id,
                   c->proof_bytes(state), want);
    }
    c->teardown(state);
    if (w->compare)
        remember_or_compare(w, &r);
}

/* The greatest size of a case's statement. */
static uint64_t statement_size(const sgm_case *c)
{
    uint64_t most = 0;
    for (const sgm_case_param *p = c->params; p && p->name; p++)
        most = p->value > most ? p->value : most;
    return most;
}

static void run_case(walk *w, const sgm_case *c, const sgm_backend *be, const sgm_ctx *ctx)
{
    /* Large statements and large batches of them are the same code again, and slow: the fastest backend is enough for
     * them, and a few of the largest; a slow build goes without. Huge ones take seconds to make and are measured only,
     * with the same checks. Batches under special conditions are one code with
     * other inputs. */
    enum { SLOW = 64, HUGE_ONES = 1 << 20 };
    int best = be == sgm_backend_best();
    uint64_t size = statement_size(c);
    size_t limit = strstr(c->id, "/batch-") && w->limit > 64 ? 64 : w->limit;
    if (size > HUGE_ONES || (size > 64 && (!best || w->limit < SLOW)) || (c->params && !best && w->lean))
        return;
    if (c->params && limit > 8)
        limit = size > 1024 ? 1 : 8;
    for (unsigned k = 0; c->classes[k] && (k == 0 || !w->first_class); k++) {
        for (size_t i = 0; c->sizes[i] && (i == 0 || c->sizes[i] <= limit); i++) {
            const sgm_case_env env = {
                .be = sgm_case_alone(c) ? NULL : be, .ctx = ctx, .seed = w->seed, .input_class = k};
            run_once(w, c, &env, c->sizes[i]);
        }
    }
}

/* Peers and other suites run once, with the first backend. */
static void run_backend(walk *w, const sgm_backend *be, int with_peers)
{
    size_t n;
    const sgm_case *const *cases = sgm_case_list(&n);
    sgm_ctx *ctx = NULL;
    if (!test_check(w->t, sgm_ctx_new(&ctx, be) == SGM_OK, "%s: no context", be->name))
        return;
    for (size_t i = 0; i < n; i++) {
        if ((!sgm_case_alone(cases[i]) || with_peers) && (!w->filter || strstr(cases[i]->id, w->filter)))
            run_case(w, cases[i], be, ctx);
    }
    sgm_ctx_free(ctx);
}

/* One entry per id and runner, known baselines, ascending sizes, at least one class. */
static void list_is_sound(test_tally *t)
{
    size_t n;
    const sgm_case *const *cases = sgm_case_list(&n);
    test_check(t, n > 0, "the registry is empty");
    for (size_t i = 0; i < n; i++) {
        const sgm_case *c = cases[i];
        int twice = 0, baseline = c->baseline == NULL;
        for (size_t j = 0; j < n; j++) {
            int same_runner =
                c->peer && cases[j]->peer ? strcmp(c->peer, cases[j]->peer) == 0 : c->peer == cases[j]->peer;
            twice |= j != i && same_runner && sgm_case_same(c, cases[j]);
            baseline |= c->baseline && strcmp(c->baseline, cases[j]->id) == 0;
        }
        test_check(t, !twice, "%s stands twice in the registry", c->id);
        test_check(t, baseline, "%s: its baseline %s is no entry", c->id, c->baseline ? c->baseline : "");
        test_check(t, c->classes && c->classes[0] && c->sizes && c->sizes[0], "%s has no class or no size", c->id);
        for (size_t k = 0; c->sizes[k]; k++)
            test_check(t, k == 0 || c->sizes[k - 1] < c->sizes[k], "%s: sizes do not ascend", c->id);
        test_check(t, (c->formulation != NULL) == (c->flavor != NULL), "%s: formulation without flavor", c->id);
    }
}

/* The control: with one kernel of the backend corrupted, some entry must fail. */
static void corrupted_kernels(const sgm_backend *be, uint64_t seed, test_tally *t)
{
    const char *what;
    sgm_backend bad;
    for (size_t i = 0; (what = corrupt_backend(&bad, be, i)) != NULL; i++) {
        test_tally inner = {0, 0};
        walk w = {.t = &inner, .seed = seed, .limit = 8, .first_class = 1, .filter = "primitives/"};
        run_backend(&w, &bad, 0);
        test_check(t, inner.failed > 0, "%s: a corrupted kernel goes unnoticed: %s", be->name, what);
    }
}

int main(int argc, char **argv)
{
    const sgm_backend *backends[16];
    test_tally t = {0, 0};
    size_t n = test_backends(argc, argv, backends);
    size_t limit = strtoul(test_option(argc, argv, "--limit", "1100"), NULL, 10);
    test_rng g = test_rng_new(argc, argv);
    if (strcmp(test_option(argc, argv, "--corrupt", "no"), "yes") == 0) {
        fprintf(stderr, "every FAILED line but the last ones is wanted: kernels are corrupted on purpose\n");
        corrupted_kernels(backends[0], test_u64(&g), &t);
        return test_report(&t);
    }
    list_is_sound(&t);
    walk w = {.t = &t, .seed = test_u64(&g), .filter = test_option(argc, argv, "--filter", NULL), .compare = 1};
    w.lean = strcmp(test_option(argc, argv, "--lean", "no"), "yes") == 0;
    for (size_t i = 0; i < n; i++) {
        w.limit = backends[i] == &sgm_backend_ref && limit > 16 ? 16 : limit;
        run_backend(&w, backends[i], i == 0);
    }
    free(w.results);
    return test_report(&t);
}
