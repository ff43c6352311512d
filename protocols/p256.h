/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The suite P-256, ciphersuite sigma-proofs_Shake128_P256 of the CFRG drafts: included in place of sigmark.h, and
 * before anything else of this library.
 *
 * The functions are those of relation.h, relation_builder.h, proof.h, simulate.h and batch.h, with the contracts that
 * stand there; sgm_x means sgm_p256_x in this translation unit, and either name may be written. A program may use both
 * suites in different units: an object of one handed to the other would not link.
 *
 * What differs from ristretto255:
 * - An element is 33 bytes, SEC1 compressed, 02 or 03 only. The identity has no encoding and is refused as such.
 * - An encoded scalar is big-endian and below the group order n; counts, short challenges, and the integers that
 *   challenges and nonces are reduced from stay little-endian, as the draft says.
 * - Generator SGM_GEN_G is the base point, and there is no other. There are no records, formulations and families.
 * - A hint (SGM_HINTED) is the y-coordinate, 32 big-endian bytes.
 * - Points are added, decoded and multiplied by public scalars in primitives/p256/, where secrets are constant in time.
 *   Products of secret scalars are OpenSSL's EC_POINT_mul, and as constant in time as it is. */
#ifndef SGM_PROTOCOLS_P256_H
#define SGM_PROTOCOLS_P256_H

#include "protocols/suite/p256.h"

#include "protocols/batch.h"
#include "protocols/context.h"
#include "protocols/error.h"
#include "protocols/proof.h"
#include "protocols/relation.h"
#include "protocols/relation_builder.h"
#include "protocols/rng.h"
#include "protocols/simulate.h"
#include "protocols/transcript.h"

/* The one backend of this suite, for sgm_ctx_new; what sgm_backend_best returns. Its kernels of records (from_uniform,
 * sc_outer_*) and of field tests (fe_*) are NULL. */
extern const sgm_backend sgm_p256_backend;

#endif
