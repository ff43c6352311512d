/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Backend ref: four lanes of plain C, to hold the formulas to the lane interface. */
#include "primitives/field/backend/ref.h"
#include "primitives/scalar/dot/portable.h"

#define SGM_BACKEND_TABLE   sgm_backend_ref
#define SGM_BACKEND_NAME    "ref"
#define SGM_BACKEND_SUMMARY "plain C, four lanes of ten 25.5-bit limbs, for tests"
#define SGM_MSM_STEPS       SGM_MSM_STEPS_REF

static int supported(void) { return 1; }

#include "primitives/backend/stack.tmpl.h"
