/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The duplex sponges that records are about: duplex.c is compiled for SHAKE128, and once more for TurboSHAKE128. */
#ifndef SGM_TESTS_CONFORMANCE_DUPLEX_H
#define SGM_TESTS_CONFORMANCE_DUPLEX_H

#include "protocols/transcript.h"

/* The functions of transcript.h, with their contracts over the other hash. */
typedef struct duplex {
    void (*init)(sgm_transcript *t, const uint8_t sid[32]);
    void (*absorb)(sgm_transcript *t, const void *in, size_t len);
    void (*squeeze)(sgm_transcript *t, uint8_t *out, size_t len);
    void (*session_id)(uint8_t sid[32], const void *tag, size_t len);
} duplex;

extern const duplex duplex_shake128, duplex_turboshake128;

#endif
