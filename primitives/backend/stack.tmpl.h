/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The whole stack over the field backend header that its .c file includes before, bottom to top. The blank lines keep
 * the formatter from sorting what has an order. */
#ifndef SGM_LANES /* so that an editor can parse this template alone */
#include "primitives/backend/backend.tmpl.h"
#else
#include "primitives/field/fe.tmpl.h"

#include "primitives/field/bytes.tmpl.h"

#include "primitives/group/ge.tmpl.h"

#include "primitives/group/memory.tmpl.h"

#include "primitives/group/ristretto.tmpl.h"

#include "primitives/group/mul.tmpl.h"

#include "primitives/group/quad.tmpl.h"

#include "primitives/msm/horner.tmpl.h"

#include "primitives/msm/sum.tmpl.h"

#include "primitives/msm/straus.tmpl.h"

#include "primitives/msm/bucket.tmpl.h"

#include "primitives/msm/msm.tmpl.h"

#include "primitives/keccak/keccak.tmpl.h"

#include "primitives/scalar/lanes.tmpl.h"

#include "primitives/scalar/outer.tmpl.h"

#include "primitives/backend/backend.tmpl.h"
#endif
