/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cases about proofs of any statement: a theme makes statements and proves them, and this makes entries of it that
 * prove, verify alone and verify in batches. */
#ifndef SGM_BENCH_CASES_THEME_H
#define SGM_BENCH_CASES_THEME_H

#include "bench/cases/case.h"
#include "bench/cases/support.h"

/* What proofs are about. A world is what n of them share and are made from: classes, data, records with their openings;
 * the same for the same seed and sizes, on every backend. */
typedef struct sgm_theme {
    /* Statements 0 .. *n - 1 of a case; a theme whose proofs take long to make may lower *n, and the others are then
     * repetitions. c->params tells the sizes. */
    sgm_status (*make)(void **world, const sgm_case *c, const sgm_case_env *env, size_t *n);
    sgm_status (*instance)(sgm_instance **out, void *world, size_t i, sgm_flavor flavor);
    sgm_status (*prove)(void *world, size_t i, sgm_flavor flavor, const sgm_rng *rng, uint8_t *proof);
    /* Bytes of a proof by the formulation's own formula, which the instance must agree with. */
    size_t (*proof_size)(const void *world, sgm_flavor flavor);
    void (*clear)(void *world); /* NULL is fine */
    /* The verdict of code that shares none with the library: 1 accepted, 0 not, -1 not looked at. NULL: there is none.
     */
    int (*judge)(const void *world, size_t i, const uint8_t *proof, size_t len);
    /* 1: instances are made before the clock runs. A bare relation is checked when it is declared, which decodes its
     * points one relation at a time; that is no part of a verification. */
    int declared;
    /* NULL where the statement file's example says it (protocols/statement/kind.h). */
    sgm_acceptance (*acceptance)(const sgm_case *c);
} sgm_theme;

/* For make: a world of `bytes` bytes, zeroed and filled; NULL, and cleared, where that fails. */
sgm_status sgm_theme_world(void **world, size_t bytes, const sgm_case *c, const sgm_case_env *env, size_t n,
                           sgm_status (*fill)(void *world, const sgm_case *c, const sgm_case_env *env, size_t n),
                           void (*clear)(void *world));

/* The functions of an entry; op is one of these, LITERAL for the peer that verifies by the theme's judge. A batch
 * may have RANDOM weights. */
enum { SGM_THEME_PROVE, SGM_THEME_VERIFY, SGM_THEME_BATCH, SGM_THEME_LITERAL, SGM_THEME_OP = 15, SGM_THEME_RANDOM };
sgm_status sgm_theme_setup(void **state, const sgm_case *c, const sgm_case_env *env, size_t n);
sgm_status sgm_theme_run(void *state);
sgm_status sgm_theme_phases(void *state, uint64_t ns[SGM_PHASE_COUNT]);
void sgm_theme_check(void *state, sgm_verdict *v);
void sgm_theme_input(void *state, const sgm_sink *sink);
void sgm_theme_canon(void *state, const sgm_sink *sink);
size_t sgm_theme_proof_bytes(const void *state);
size_t sgm_theme_statement_bytes(const void *state);
void sgm_theme_teardown(void *state);

/* sizes of batches: those of the documents. */
extern const size_t sgm_theme_alone[], sgm_theme_batches[];
extern const char *const sgm_theme_classes[];

#define SGM_THEME_ENTRY(theme_, name_, verb_, op_, time_, flavor_, sizes_, params_)                                    \
    SGM_THEME_ENTRY_ON(theme_, name_, verb_, op_, time_, flavor_, sizes_, params_,                                     \
                       ((op_)&SGM_THEME_OP) == SGM_THEME_BATCH, NULL)
/* threads_: as in sgm_case. peer_: NULL, or who runs it. */
#define SGM_THEME_ENTRY_ON(theme_, name_, verb_, op_, time_, flavor_, sizes_, params_, threads_, peer_)                \
    {                                                                                                                  \
        .id = "protocols/" name_ "/" verb_, .peer = peer_, .baseline = "protocols/schnorr/verify",                     \
        .formulation = name_, .flavor = flavor_, .timing = time_, .classes = sgm_theme_classes, .sizes = sizes_,       \
        .op = op_, .threads = threads_, .phases = ((op_)&SGM_THEME_OP) == SGM_THEME_BATCH ? sgm_theme_phases : NULL,   \
        .params = params_, .theme = theme_, .setup = sgm_theme_setup, .run = sgm_theme_run, .check = sgm_theme_check,  \
        .input = sgm_theme_input, .canon = sgm_theme_canon, .proof_bytes = sgm_theme_proof_bytes,                      \
        .statement_bytes = sgm_theme_statement_bytes, .teardown = sgm_theme_teardown                                   \
    }
/* Prove, verify alone, verify in batches of `batches`. */
#define SGM_THEME_ENTRIES(theme, name, flavor, batches, params)                                                        \
    SGM_THEME_ENTRY(theme, name, "prove", SGM_THEME_PROVE, SGM_CONSTANT_TIME, flavor, sgm_theme_alone, params),        \
        SGM_THEME_ENTRY(theme, name, "verify", SGM_THEME_VERIFY, SGM_VARIABLE_TIME, flavor, sgm_theme_alone, params),  \
        SGM_THEME_ENTRY(theme, name, "batch", SGM_THEME_BATCH, SGM_VARIABLE_TIME, flavor, batches, params)
/* The same under other conditions: weights drawn at random; two threads. */
#define SGM_THEME_CONDITIONS(theme, name, flavor, batches, params)                                                     \
    SGM_THEME_ENTRY(theme, name, "batch-random", SGM_THEME_BATCH | SGM_THEME_RANDOM, SGM_VARIABLE_TIME, flavor,        \
                    batches, params),                                                                                  \
        SGM_THEME_ENTRY_ON(theme, name, "batch-two-threads", SGM_THEME_BATCH, SGM_VARIABLE_TIME, flavor, batches,      \
                           params, 2, NULL)
/* The peers of verify and batch: libsodium, one proof after the other. */
#define SGM_THEME_LITERALS(theme, name, flavor, params)                                                                \
    SGM_THEME_ENTRY_ON(theme, name, "verify", SGM_THEME_LITERAL, SGM_VARIABLE_TIME, flavor, sgm_theme_alone, params,   \
                       0, "libsodium-literal"),                                                                        \
        SGM_THEME_ENTRY_ON(theme, name, "batch", SGM_THEME_LITERAL, SGM_VARIABLE_TIME, flavor, sgm_theme_alone,        \
                           params, 0, "libsodium-literal")

#endif
