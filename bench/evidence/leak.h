/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* A distinguisher: can transcripts of F1 tell which of its two clauses was the true one? */
#ifndef SGM_BENCH_EVIDENCE_LEAK_H
#define SGM_BENCH_EVIDENCE_LEAK_H

#include "protocols/formulation/formulation.h"

/* What the prover does wrong, if anything. A planted leak is a real prover whose simulated clause does not look like
 * the other one, by choice among its honest outputs. A test that stays silent there has no power. */
typedef enum sgm_planted {
    SGM_PLANTED_NONE,
    SGM_PLANTED_RESPONSE, /* the first simulated response is below 2^251 */
    SGM_PLANTED_SHARE,    /* a simulated share that is sent is below 2^248 */
    SGM_PLANTED_TIME      /* with the second clause the prover commits once more than it needs */
} sgm_planted;

/* What the distinguisher looks at: every bit of the proof, or how long it took to make. */
typedef enum sgm_observed { SGM_OBSERVED_BITS, SGM_OBSERVED_TIME } sgm_observed;

/* Estimated mechanism leak: lambda = 2 * accuracy - 1 on transcripts that were not learnt from, with its 95 % interval
 * +- 1.96 / sqrt(tested). A distinguisher shows a leak, never its absence. */
typedef struct sgm_leak {
    size_t transcripts, tested;
    double lambda, half_width;
} sgm_leak;

/* Proves `transcripts` statements of one shape, half of them with either clause true, learns a naive Bayes classifier
 * from two thirds (bits that differ there by three standard deviations and more; all bins of times) and judges the
 * rest. All randomness comes from `seed`, so that only times change from run to run. */
SGM_MUST_CHECK sgm_status sgm_leak_measure(sgm_leak *out, const sgm_ctx *ctx, sgm_planted planted,
                                           sgm_observed observed, size_t transcripts, uint64_t seed);

#endif
