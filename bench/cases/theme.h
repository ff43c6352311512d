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
} sgm_theme;

/* The functions of an entry; op is one of these. */
enum { SGM_THEME_PROVE, SGM_THEME_VERIFY, SGM_THEME_BATCH };
sgm_status sgm_theme_setup(void **state, const sgm_case *c, const sgm_case_env *env, size_t n);
sgm_status sgm_theme_run(void *state);
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
    {                                                                                                                  \
        .id = "protocols/" name_ "/" verb_, .baseline = "protocols/schnorr/verify", .formulation = name_,              \
        .flavor = flavor_, .timing = time_, .classes = sgm_theme_classes, .sizes = sizes_, .op = op_,                  \
        .threads = (op_) == SGM_THEME_BATCH ? 1 : 0, .params = params_, .theme = theme_, .setup = sgm_theme_setup,     \
        .run = sgm_theme_run, .check = sgm_theme_check, .input = sgm_theme_input, .canon = sgm_theme_canon,            \
        .proof_bytes = sgm_theme_proof_bytes, .statement_bytes = sgm_theme_statement_bytes,                            \
        .teardown = sgm_theme_teardown                                                                                 \
    }
/* Prove, verify alone, verify in batches of `batches`. */
#define SGM_THEME_ENTRIES(theme, name, flavor, batches, params)                                                        \
    SGM_THEME_ENTRY(theme, name, "prove", SGM_THEME_PROVE, SGM_CONSTANT_TIME, flavor, sgm_theme_alone, params),        \
        SGM_THEME_ENTRY(theme, name, "verify", SGM_THEME_VERIFY, SGM_VARIABLE_TIME, flavor, sgm_theme_alone, params),  \
        SGM_THEME_ENTRY(theme, name, "batch", SGM_THEME_BATCH, SGM_VARIABLE_TIME, flavor, batches, params)

#endif
