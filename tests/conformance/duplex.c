/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The duplex sponge that this file is compiled for. */
#include "tests/conformance/duplex.h"

const duplex duplex_shake128 = {
    .init = sgm_transcript_init,
    .absorb = sgm_transcript_absorb,
    .squeeze = sgm_transcript_squeeze,
    .session_id = sgm_session_id,
};
