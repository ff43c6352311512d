/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* A batch of one, and the one door to multiscalar multiplication for who needs a point back; for protocols/ only. */
#ifndef SGM_PROTOCOLS_BATCH_INTERNAL_H
#define SGM_PROTOCOLS_BATCH_INTERNAL_H

#include "protocols/arena.h"
#include "protocols/batch.h"

/* r = sum of all parts. scratch grows as needed. SGM_NOMEM leaves r alone. Time: variable (public data). */
SGM_MUST_CHECK sgm_status sgm_combine_vt(const sgm_backend *be, sgm_point *r, const sgm_msm_part *parts, size_t n_parts,
                                         sgm_arena *scratch);

/* A batch that holds this batchable proof alone. */
SGM_MUST_CHECK sgm_status sgm_batch_verify_one(const sgm_ctx *ctx, const sgm_instance *inst, const uint8_t *proof,
                                               size_t len);

#endif
