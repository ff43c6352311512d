/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The whole stack over the toy fields in one lane, with the choices of scalar51. */
#define TOY_LANES        1
#define SGM_CHAINS       1
#define SGM_BATCH        128
#define SGM_FIXED_WINDOW 5
#define SGM_STRAUS_WNAF  1
#include "tests/toy/field.h"

#define SGM_BACKEND_TABLE   toy_backend_1
#define SGM_BACKEND_NAME    "toy1"
#define SGM_BACKEND_SUMMARY "toy field, one lane"
#define SGM_MSM_STEPS                                                                                                  \
    {                                                                                                                  \
        {0, 0}, {12, 3}, { 24, 6 }                                                                                     \
    }

static int supported(void) { return 1; }

#include "primitives/backend/stack.tmpl.h"
