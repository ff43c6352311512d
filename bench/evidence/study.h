/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The evidence study: what an accepted proof of each formulation tells, counted over all worlds of the real data. */
#ifndef SGM_BENCH_EVIDENCE_STUDY_H
#define SGM_BENCH_EVIDENCE_STUDY_H

#include "bench/evidence/classes.h"
#include "bench/evidence/interval.h"
#include "protocols/evidence.h"

enum { SGM_STUDY_DRAWS = 100000, SGM_STUDY_MOST = 64 };

/* One way of stating attribution with its parameter. The prover publishes a proof exactly in the worlds where the
 * statement holds, a policy fixed beforehand; h1: the disputed data were used, h0: they were not. */
typedef struct sgm_finding {
    const char *formulation; /* "F3" */
    char what[72];           /* "ball, all blocks, epsilon 0.2" */
    int nominal;             /* 1: where no world is counted, a false proof is accepted with probability 2^-128 */
    sgm_count h1, h0;        /* worlds where the statement holds, of all worlds with h1, with h0 */
    double prior;            /* Pr[h1] among the worlds counted */
    int sampled;             /* 1: h1 and h0 are a sample, and the intervals say how much it knows; 0: all there is */
    sgm_evidence evidence;
    sgm_interval h1_interval, h0_interval; /* 95 %; of the sample, or of SGM_STUDY_DRAWS worlds drawn anew */
    int redrawn_agrees;                    /* the exact fractions lie in the 99.99 % intervals of those draws */
    double conservation_error;             /* |logit posterior - logit prior - W ln 2|; 0 where W is infinite */
    size_t members, members_with;          /* of the class; 0 where there is none */
    double effective;                      /* anonymity set that is left once the class is known */
} sgm_finding;

typedef struct sgm_study {
    sgm_finding rows[SGM_STUDY_MOST];
    size_t n;
    size_t ridge_correct, logistic_correct, probes; /* of the models on all blocks */
    double left_out_log_ratio[SGM_BLOCKS];
} sgm_study;

/* Retrains in every world and counts. Draws come from `seed`. SGM_NOMEM, or what sgm_worlds_train says. */
SGM_MUST_CHECK sgm_status sgm_study_make(sgm_study *s, const sgm_table *t, uint64_t seed, sgm_error *err);

#endif
