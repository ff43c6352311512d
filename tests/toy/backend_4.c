/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The whole stack over the toy fields in four lanes, with the choices of a vector backend. */
#define TOY_LANES        4
#define SGM_CHAINS       2
#define SGM_BATCH        2
#define SGM_FIXED_WINDOW 4
#define SGM_STRAUS_WNAF  0
#include "tests/toy/field.h"

#define SGM_BACKEND_TABLE   toy_backend_4
#define SGM_BACKEND_NAME    "toy4"
#define SGM_BACKEND_SUMMARY "toy field, four lanes"
#define SGM_MSM_STEPS                                                                                                  \
    {                                                                                                                  \
        {0, 0}, {8, 2}, { 20, 5 }                                                                                      \
    }

static int supported(void) { return 1; }

#include "primitives/backend/stack.tmpl.h"
