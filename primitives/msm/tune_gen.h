/* Measured by: scripts/gen_msm_table.py */
/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Crossovers of the multiscalar multiplication: {terms of 253 bits, window width}, window 0 = Straus. */
#ifndef SGM_MSM_TUNE_GEN_H
#define SGM_MSM_TUNE_GEN_H

/* clang-format off */
#define SGM_MSM_STEPS_AVX2 {{0, 0}, {96, 5}, {128, 6}, {384, 7}, {768, 8}, {3072, 9}, {12288, 11}}
#define SGM_MSM_STEPS_IFMA {{0, 0}, {192, 6}, {512, 7}, {1024, 8}, {4096, 9}, {12288, 11}}
#define SGM_MSM_STEPS_NEON {{0, 0}, {100, 6}, {400, 7}, {900, 8}, {2500, 10}, {8000, 11}}
#define SGM_MSM_STEPS_REF {{0, 0}, {96, 6}, {256, 7}, {768, 8}, {3072, 9}, {6144, 11}}
#define SGM_MSM_STEPS_SCALAR51 {{0, 0}, {192, 6}, {384, 8}, {2048, 9}, {6144, 10}, {12288, 11}}
/* clang-format on */

#endif
