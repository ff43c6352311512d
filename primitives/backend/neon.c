/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Backend neon: two lanes. */
#include "primitives/field/backend/neon.h"
#include "primitives/backend/cpu.h"
#include "primitives/scalar/dot/neon.h"

#define SGM_BACKEND_TABLE   sgm_backend_neon
#define SGM_BACKEND_NAME    "neon"
#define SGM_BACKEND_SUMMARY "NEON, two lanes of ten 25.5-bit limbs"
#define SGM_MSM_STEPS       SGM_MSM_STEPS_NEON

static int supported(void) { return (sgm_cpu_features() & SGM_CPU_NEON) != 0; }

#include "primitives/backend/stack.tmpl.h"
