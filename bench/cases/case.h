/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The case registry: every kernel, verifier and peer once, walked by the tests and by the benchmarks alike. */
#ifndef SGM_BENCH_CASES_CASE_H
#define SGM_BENCH_CASES_CASE_H

#include "protocols/batch.h"
#include "protocols/formulation/formulation.h"

#include <stddef.h>
#include <stdint.h>

typedef struct sgm_case sgm_case;

/* What a case promises about its time; the tests hold the constant ones to it. */
typedef enum sgm_timing { SGM_CONSTANT_TIME, SGM_VARIABLE_TIME } sgm_timing;

/* Statements and openings to prove instead of the synthetic ones; n >= the size of the case. */
typedef struct sgm_subject {
    const sgm_statement *statements;
    const sgm_opening *openings;
    size_t n;
} sgm_subject;

/* One of the statement's own sizes, under the name that results/README.md gives it: {"N", 65536} of a class. */
typedef struct sgm_case_param {
    const char *name;
    uint64_t value;
} sgm_case_param;

/* Where a case runs. A peer and a case of another suite have be = NULL; ctx then only makes their inputs. */
typedef struct sgm_case_env {
    const sgm_backend *be;
    const sgm_ctx *ctx;
    uint64_t seed;              /* same seed, class and n: same inputs, on every backend and machine */
    unsigned input_class;       /* index into classes */
    unsigned threads;           /* that runs are to work on; 0 and 1: one */
    const sgm_subject *subject; /* NULL: synthetic statements from the seed */
} sgm_case_env;

/* Receives canonical bytes; may be called many times. */
typedef struct sgm_sink {
    void (*put)(void *user, const void *bytes, size_t n);
    void *user;
} sgm_sink;

/* Result of a case's own check. */
typedef struct sgm_verdict {
    int verified;         /* 1: outputs agree with the oracle, honest proofs are accepted */
    int rejects_tampered; /* 1 or 0; -1 where there is nothing to tamper with */
    char why[160];        /* one sentence when verified or rejects_tampered is 0, else empty */
} sgm_verdict;

/* One entry. One run handles n items, n being one of `sizes`. Entries that sgm_case_same joins compute the same thing:
 * their canon bytes are equal for equal seed, class and n, peers included. */
struct sgm_case {
    const char *id;       /* "primitives/ristretto/decode", "protocols/F0A/batch" */
    const char *peer;     /* "libsodium", "openssl", ...; NULL: runs on a backend */
    const char *baseline; /* peers of this id are compared with it too; NULL: those of its own id only */
    const char *suite;    /* "p256": runs on the one backend of another suite; be is NULL then. NULL: ristretto255 */
    const char *formulation, *flavor; /* "F0A", "batchable"; NULL for kernels */
    sgm_timing timing;
    const char *const *classes; /* NULL-terminated; the first one is timed */
    const size_t *sizes;        /* ascending, 0-terminated */
    int op;                     /* which operation, for entries that share their functions */
    unsigned threads;           /* that a run works on; 0: one always, 1: one unless more are asked for */

    /* The statement's own sizes; ends with a NULL name. NULL: it has none. */
    const sgm_case_param *params;
    const struct sgm_theme *theme; /* what its proofs are about, for the entries of theme.h */

    /* Makes the inputs and everything that is not timed. *state is NULL on failure. */
    sgm_status (*setup)(void **state, const sgm_case *c, const sgm_case_env *env, size_t n);
    /* The thing that is timed. SGM_OK unless something that must hold did not. */
    sgm_status (*run)(void *state);
    /* A run of a batch that tells how long each phase of its verification took; NULL: not a batch. */
    sgm_status (*phases)(void *state, uint64_t ns[SGM_PHASE_COUNT]);
    /* Calls run, then compares with an oracle that shares no code with it, and tampers where that can be done. */
    void (*check)(void *state, sgm_verdict *v);
    /* Input bytes; output bytes of the last run. */
    void (*input)(void *state, const sgm_sink *sink);
    void (*canon)(void *state, const sgm_sink *sink);
    /* Length of the serialised proof made in setup; NULL for kernels. */
    size_t (*proof_bytes)(const void *state);
    size_t (*statement_bytes)(const void *state); /* of the serialised instance; NULL for kernels */
    void (*teardown)(void *state);                /* NULL state is fine */
};

/* Who runs it where no backend of ristretto255 does: a peer's name, or a suite's; else NULL. */
static inline const char *sgm_case_alone(const sgm_case *c) { return c->peer != NULL ? c->peer : c->suite; }

/* Marks a verdict as failed; the first reason stays. */
__attribute__((format(printf, 2, 3))) void sgm_verdict_fail(sgm_verdict *v, const char *format, ...);

/* 1 if both compute the same thing: id, flavor and params are equal. */
int sgm_case_same(const sgm_case *a, const sgm_case *b);
/* The value of a parameter; 0 if the case has none of this name. */
uint64_t sgm_case_param_of(const sgm_case *c, const char *name);

/* The entry of a backend that computes the same thing as `key`, or NULL. */
const sgm_case *sgm_case_find(const sgm_case *key);
/* Pr[accept | used], Pr[accept | not]; for F1K by the model of chance 1/2. Returns 0 if nobody says so. */
int sgm_case_acceptance(sgm_acceptance *out, const sgm_case *c);

/* Every entry: kernels, then protocols, each followed by its peers. */
const sgm_case *const *sgm_case_list(size_t *n);

#endif
