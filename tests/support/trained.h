/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The subjects of F2 tied to training taken apart, for tests that put other things together. */
#ifndef SGM_TESTS_SUPPORT_TRAINED_H
#define SGM_TESTS_SUPPORT_TRAINED_H

#include "protocols/formulation/trained.h"
#include "tests/support/subject.h"

/* Four rows of one column, two of D, one step: CX and CY of the rest and of D, W, W0, rho, rho0, rows of the rest and
 * of D, sh of either run, lambda, fx, the bound, w_0, then w_1 and g_0 of either run; then a probe, and for F2-L1 its
 * digits, or for F2-L2 the bound on each weight. The witness is X and y of the rest and of D, rho and rho_y of the rest
 * and of D.
 */
enum { TRAINED_REST = 4, TRAINED_D = 2, TRAINED_BOTH = 8 };
enum {
    TRAINED_FIELD_W = 4,
    TRAINED_FIELD_RHO = 6,
    TRAINED_FIELD_N = 8,
    TRAINED_FIELD_SH = 10,
    TRAINED_FIELD_BOUND = 14,
    TRAINED_FIELD_START,
    TRAINED_FIELD_RUNS,
    TRAINED_FIELD_X = TRAINED_FIELD_RUNS + 4,
    TRAINED_FIELD_EACH = TRAINED_FIELD_X,
    TRAINED_FIELD_DIGITS
};
enum { TRAINED_WITNESS_D = 2 * TRAINED_REST, TRAINED_WITNESS_RHO = TRAINED_WITNESS_D + 2 * TRAINED_D };

/* What a statement's fields say; s points into it and into the fields. */
typedef struct trained_read {
    sgm_trained_statement s;
    sgm_probes probes;
    sgm_sc rho[2];
    int64_t x, w[2][2], g[2];
} trained_read;
void trained_read_statement(trained_read *r, sgm_trained_form form, const uint8_t (*statement)[32]);
void trained_write_run(uint8_t (*statement)[32], const trained_read *r, size_t which);

typedef struct trained_rows {
    int64_t rest[2][TRAINED_REST], D[2][TRAINED_D]; /* X, y */
    sgm_f4_data of_rest, of_D;
} trained_rows;
void trained_read_witness(trained_rows *r, const sgm_sc *witness);

#endif
