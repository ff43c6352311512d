/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The evidence study for people and for files. */
#ifndef SGM_BENCH_EVIDENCE_REPORT_H
#define SGM_BENCH_EVIDENCE_REPORT_H

#include "bench/evidence/study.h"

#include <jansson.h>
#include <stdio.h>

/* How the counts were made, then a line per finding. */
void sgm_study_print(FILE *out, const sgm_study *s);
/* The findings, an array. New reference; NULL without memory. */
json_t *sgm_study_json(const sgm_study *s);

#endif
