/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Simulated replies; the commitments to them are recomputed as a compact proof's are, in verify.c. */
#include "protocols/simulate.h"

#include "protocols/instance.h"

size_t sgm_reply_scalars(const sgm_instance *inst) { return (size_t)inst->n_sent + inst->n_scalars; }

sgm_status sgm_simulate_response(const sgm_instance *inst, const sgm_rng *rng, sgm_sc *reply)
{
    sgm_status st = SGM_OK;
    size_t n = sgm_reply_scalars(inst);
    for (size_t i = 0; i < n && st == SGM_OK; i++) {
        int is_short = i < inst->n_sent && inst->width == SGM_CHALLENGE_128;
        st = is_short ? sgm_rng_share128(rng, &reply[i]) : sgm_rng_scalar(rng, &reply[i]);
    }
    if (st != SGM_OK)
        memset(reply, 0, n * sizeof *reply);
    return st;
}
