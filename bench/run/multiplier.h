/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The floor under a kernel's time: its multiplications at the rate at which this core multiplies. */
#ifndef SGM_BENCH_RUN_MULTIPLIER_H
#define SGM_BENCH_RUN_MULTIPLIER_H

#include "bench/cases/case.h"

#include <jansson.h>

/* Multiplier of a backend's kind of register. Zeros where that is not known here. */
typedef struct sgm_multiplier {
    const char *instruction; /* "vpmadd52luq zmm": what the rate was measured with */
    double per_cycle;        /* measured: such instructions per cycle, none waiting for another */
    double per_mul,
        per_sqr; /* counted: multiplications of that kind of register in one field multiplication, squaring */
} sgm_multiplier;

/* Field multiplications and squarings, of vectors of `lanes` elements, that one run makes. */
typedef struct sgm_field_ops {
    uint64_t mul, sqr;
} sgm_field_ops;

/* Measures and counts when first asked about a backend. Returns 0, and zeros, under an emulator, on an architecture
 * that has no calibration, and for backends not listed in multiplier.c. */
int sgm_multiplier_of(sgm_multiplier *m, const sgm_backend *be);
/* Counts one run of a case, by the backend's twin that counts. Returns 0 if there is no twin, if the case fails on it,
 * or if it saw no field operation. */
int sgm_count_field_ops(sgm_field_ops *ops, const sgm_case *c, const sgm_case_env *env, size_t n);
/* {name: {instruction, per_cycle, per_mul, per_sqr}} of the backends asked about so far. New reference. */
json_t *sgm_multiplier_json(void);

#endif
