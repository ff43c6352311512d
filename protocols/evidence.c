/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Weight of evidence, posterior, deniability and mutual information, without cancellation at 2^-128. */
#include "protocols/evidence.h"

#include <math.h>

/* p log2(p / q): what an outcome of probability p adds when q was its probability on average. */
static double gain(double p, double q) { return p > 0 ? p * log2(p / q) : 0; }

/* 1 - 2^x, exact where 2^x is close to 0 or 1. In: x <= 0. */
static double complement(double x) { return -expm1(x * log(2.0)); }

/* I = sum over h and outcome of Pr[h] Pr[outcome|h] log2(Pr[outcome|h] / Pr[outcome]). */
static double information(sgm_acceptance a, double prior)
{
    double acc1 = exp2(a.log2_h1), acc0 = exp2(a.log2_h0);
    double rej1 = complement(a.log2_h1), rej0 = complement(a.log2_h0);
    double acc = prior * acc1 + (1 - prior) * acc0, rej = prior * rej1 + (1 - prior) * rej0;
    double bits = prior * (gain(acc1, acc) + gain(rej1, rej)) + (1 - prior) * (gain(acc0, acc) + gain(rej0, rej));
    return bits > 0 ? bits : 0;
}

sgm_evidence sgm_evidence_of(sgm_acceptance a, double prior)
{
    /* Equal probabilities weigh nothing, also where both are 0. */
    double w = a.log2_h1 == a.log2_h0 ? 0 : a.log2_h1 - a.log2_h0;
    double odds_against = log2((1 - prior) / prior) - w;
    return (sgm_evidence){.weight_bits = w,
                          .posterior = 1 / (1 + exp2(odds_against)),
                          .deniability = 1 / (1 + exp2(-odds_against)),
                          .info_bits = information(a, prior)};
}
