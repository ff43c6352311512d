/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Backend avx2: four lanes. */
#include "primitives/field/backend/avx2.h"
#include "primitives/backend/cpu.h"
#include "primitives/scalar/dot/avx2.h"

#define SGM_BACKEND_TABLE   sgm_backend_avx2
#define SGM_BACKEND_NAME    "avx2"
#define SGM_BACKEND_SUMMARY "AVX2 and FMA, four lanes of five 51-bit limbs in doubles"
#define SGM_ONE_BY_SCALAR51 1
#define SGM_INVERT_BY_SCALAR51
#define SGM_MSM_STEPS SGM_MSM_STEPS_AVX2

static int supported(void) { return (sgm_cpu_features() & SGM_CPU_AVX2) != 0; }

#include "primitives/backend/stack.tmpl.h"
