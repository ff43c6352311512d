/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Statements with proofs: the inputs that protocol cases and their peers share. */
#ifndef SGM_BENCH_CASES_SUBJECT_H
#define SGM_BENCH_CASES_SUBJECT_H

#include "bench/cases/case.h"

/* n statements of one formulation, their openings, and one reproducible proof of each. */
typedef struct sgm_proofs {
    const sgm_ctx *ctx;
    const sgm_formulation *f;
    sgm_flavor flavor;
    size_t n, proof_bytes, statement_bytes; /* lengths as the instance reports and the prover wrote them */
    uint64_t seed;
    sgm_statement *statements;
    sgm_opening *openings;
    uint8_t *proofs; /* n strings of proof_bytes */
} sgm_proofs;

/* Takes the statements of env->subject, or makes synthetic ones: one dataset and one model, every record with fresh
 * blinding, for F1 every second record opening to d; cases named -distinct have digests of their own in every
 * statement. Then proves. */
SGM_MUST_CHECK sgm_status sgm_proofs_make(sgm_proofs *p, const sgm_case *c, const sgm_case_env *env, size_t n);
void sgm_proofs_clear(sgm_proofs *p);
/* Writes all proofs, drawn from a reproducible stream, so that equal seeds give equal bytes. */
SGM_MUST_CHECK sgm_status sgm_proofs_write(const sgm_proofs *p, uint8_t *out);
/* The serialised instances. */
void sgm_proofs_put_instances(const sgm_proofs *p, const sgm_sink *sink);

#endif
