/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Crossovers of the multiscalar multiplication: {terms of 253 bits, window width}, window 0 = Straus. */
#ifndef SGM_MSM_TUNE_GEN_H
#define SGM_MSM_TUNE_GEN_H

/* clang-format off */
#define SGM_MSM_STEPS_SCALAR51 {{0, 0}, {150, 6}, {400, 7}, {900, 8}, {2500, 10}, {8000, 11}}
#define SGM_MSM_STEPS_REF {{0, 0}, {100, 6}, {400, 7}, {900, 8}}
#define SGM_MSM_STEPS_AVX2 {{0, 0}, {100, 6}, {400, 7}, {900, 8}, {2500, 10}, {8000, 11}}
#define SGM_MSM_STEPS_NEON {{0, 0}, {100, 6}, {400, 7}, {900, 8}, {2500, 10}, {8000, 11}}
#define SGM_MSM_STEPS_IFMA {{0, 0}, {100, 6}, {400, 7}, {900, 8}, {2500, 10}, {8000, 11}}
/* clang-format on */

#endif
