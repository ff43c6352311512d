/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Backend scalar51: portable 64-bit C, one lane. */
#include "primitives/field/backend/scalar51.h"
#include "primitives/scalar/dot/portable.h"

#define SGM_BACKEND_TABLE   sgm_backend_scalar51
#define SGM_BACKEND_NAME    "scalar51"
#define SGM_BACKEND_SUMMARY "portable 64-bit C, one lane of five 51-bit limbs"
#define SGM_MSM_STEPS       SGM_MSM_STEPS_SCALAR51

static int supported(void) { return 1; }

#include "primitives/backend/stack.tmpl.h"
