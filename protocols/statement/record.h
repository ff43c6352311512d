/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What statements about one record, one dataset and one model have in common; for protocols/ only. */
#ifndef SGM_PROTOCOLS_STATEMENT_RECORD_H
#define SGM_PROTOCOLS_STATEMENT_RECORD_H

#include "protocols/opening.h"
#include "protocols/statement/parts.h"

typedef struct sgm_record_values {
    uint8_t C[32];
    sgm_named_dataset dataset;
    sgm_named_model model;
} sgm_record_values;

/* What prove takes for them. */
#define SGM_OPTIONS_RECORD                                                                                             \
    SGM_OPTION_DATASET, SGM_OPTION_MODEL,                                                                              \
        {"record-dataset", "PATH", "dataset the new record holds, if another one",                                     \
         SGM_OPTION_PROVE | SGM_OPTION_READS},                                                                         \
        {"opening", "FILE", "use the record of this opening file", SGM_OPTION_PROVE | SGM_OPTION_READS},               \
    {                                                                                                                  \
        "opening-out", "FILE", "keep the new record's opening here (secret, mode 0600)",                               \
            SGM_OPTION_PROVE | SGM_OPTION_SECRET                                                                       \
    }

sgm_statement sgm_record_values_statement(const sgm_record_values *v);
int sgm_record_values_write(json_t *body, const sgm_record_values *v);
SGM_MUST_CHECK sgm_status sgm_record_values_read(sgm_record_values *v, const json_t *body, sgm_error *err);
SGM_MUST_CHECK sgm_status sgm_record_values_check(const sgm_record_values *v, const sgm_inputs *in, sgm_notes *notes,
                                                  sgm_error *err);
void sgm_record_values_clear(sgm_record_values *v);

/* Makes the values from what is named in `in`: dataset, model, and the record of --opening, or a new one for which
 * `truth` is true where it may choose. *record is secret; *out keeps its opening. */
SGM_MUST_CHECK sgm_status sgm_record_values_take(sgm_record_values *v, sgm_record *record, const sgm_formulation *truth,
                                                 const sgm_inputs *in, sgm_error *err);
SGM_MUST_CHECK sgm_status sgm_record_keep_opening(sgm_made *out, const sgm_record *record, sgm_error *err);

#endif
