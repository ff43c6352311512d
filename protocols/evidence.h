/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What an accepted proof conveys: weight of evidence, posterior, deniability, information. */
#ifndef SGM_PROTOCOLS_EVIDENCE_H
#define SGM_PROTOCOLS_EVIDENCE_H

/* log2 of the acceptance probabilities when the dataset was used (h1) and when it was not (h0).
 * A knowledge error is entered as its nominal security level: -128. */
typedef struct sgm_acceptance {
    double log2_h1, log2_h0;
} sgm_acceptance;

typedef struct sgm_evidence {
    double weight_bits; /* log2(Pr[acc|h1] / Pr[acc|h0]) */
    double posterior;   /* 1 / (1 + (1-prior)/prior * 2^-W) */
    double deniability; /* 1 - posterior */
    double info_bits;   /* I(h; accept) at this prior */
} sgm_evidence;

/* In: 0 < prior < 1. */
sgm_evidence sgm_evidence_of(sgm_acceptance a, double prior);

#endif
