/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Backend ifma: AVX-512 IFMA, eight lanes. */
#include "primitives/field/backend/ifma.h"
#include "primitives/backend/cpu.h"
#include "primitives/scalar/dot/avx512.h"

#define SGM_BACKEND_TABLE   sgm_backend_ifma
#define SGM_BACKEND_NAME    "ifma"
#define SGM_BACKEND_SUMMARY "AVX-512 IFMA, eight lanes of five 51-bit limbs"
#define SGM_ONE_BY_SCALAR51 1
#define SGM_MSM_STEPS       SGM_MSM_STEPS_IFMA

static int supported(void) { return (sgm_cpu_features() & SGM_CPU_AVX512_IFMA) != 0; }

#include "primitives/backend/stack.tmpl.h"
