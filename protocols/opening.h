/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The opening file: what the holder of a training record must keep secret. */
#ifndef SGM_PROTOCOLS_OPENING_H
#define SGM_PROTOCOLS_OPENING_H

#include "protocols/error.h"
#include "protocols/formulation/formulation.h"

/* Plain text of one fixed length, so that a secret never passes through a parser that copies it:
 * a line "sigmark-opening 1", then the lines "C HEX", "d HEX", "dm HEX" and "r HEX", 64 lower-case digits each. */
enum { SGM_OPENING_BYTES = 18 + (3 + 64) * 3 + (4 + 64) };

/* A record with what opens it: C = d G + dm G_M + r H. Secret: wipe it. */
typedef struct sgm_record {
    uint8_t C[32];
    sgm_sc dm;
    sgm_opening opening;
} sgm_record;

/* A new record that holds record->opening.d, with a fresh blinding. SGM_IO without randomness. */
SGM_MUST_CHECK sgm_status sgm_record_make(sgm_record *record, const sgm_ctx *ctx, const sgm_sc *dm, sgm_error *err);

void sgm_opening_format(char out[SGM_OPENING_BYTES + 1], const sgm_record *r);
/* SGM_IO, or SGM_MALFORMED: another text than the above, or C is not the commitment that d, dm and r make.
 * SGM_REJECTED: the record is about another model than dm. */
SGM_MUST_CHECK sgm_status sgm_opening_read(sgm_record *out, const sgm_ctx *ctx, const char *path, const sgm_sc *dm,
                                           sgm_error *err);

#endif
