/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What this processor can run, as far as the backends ask. */
#ifndef SGM_BACKEND_CPU_H
#define SGM_BACKEND_CPU_H

/* Each of them: the instructions, and an operating system that keeps their registers. */
enum sgm_cpu_feature {
    SGM_CPU_AVX2 = 1,        /* with FMA */
    SGM_CPU_AVX512_IFMA = 2, /* with the foundation, BW, DQ, VL and VNNI */
    SGM_CPU_NEON = 4,
};

/* The features present, or-ed. Nothing is remembered: ask once, because cpuid is slow in a virtual machine. */
unsigned sgm_cpu_features(void);

#endif
