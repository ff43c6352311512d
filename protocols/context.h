/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* A context: one backend with the fixed generators decoded and their tables built. What it gives never changes. */
#ifndef SGM_PROTOCOLS_CONTEXT_H
#define SGM_PROTOCOLS_CONTEXT_H

#include "primitives/backend/backend.h"
#include "primitives/base/status.h"

/* The fixed generators of formulation statements, in this order everywhere. */
enum { SGM_GEN_G, SGM_GEN_H, SGM_GEN_GM, SGM_GEN_Q, SGM_GEN_COUNT };

typedef struct sgm_ctx sgm_ctx;

/* Builds a context for be (not NULL, supported). Time: a few milliseconds. */
SGM_MUST_CHECK sgm_status sgm_ctx_new(sgm_ctx **out, const sgm_backend *be);
void sgm_ctx_free(sgm_ctx *ctx);

const sgm_backend *sgm_ctx_backend(const sgm_ctx *ctx);
/* Encoding and decoded form of a fixed generator. */
const uint8_t *sgm_ctx_generator(const sgm_ctx *ctx, int which);
const sgm_affine *sgm_ctx_generator_point(const sgm_ctx *ctx, int which);

#ifndef SGM_SUITE_P256 /* records are of ristretto255 */
/* C = d G + dm G_M + r H: the training record. Time: constant. */
void sgm_record_commit(const sgm_ctx *ctx, uint8_t C[32], const sgm_sc *d, const sgm_sc *dm, const sgm_sc *r);

/* Families of generators gen(label, i), i = 0, 1, ..: vectors (V), bits of range proofs and their complements (BG, BH),
 * rows of classes (CR). */
typedef enum sgm_family { SGM_FAMILY_V, SGM_FAMILY_BG, SGM_FAMILY_BH, SGM_FAMILY_CR, SGM_FAMILY_COUNT } sgm_family;
enum { SGM_FAMILY_MAX = 1 << 20 };

/* *points = the first n generators of a family, n <= SGM_FAMILY_MAX, decoded; made when they are first asked for and
 * kept as long as ctx (152 bytes each). Threads may call this at the same time. *id: what tells families apart in a
 * batch. Time: some microseconds per generator that is new. */
SGM_MUST_CHECK sgm_status sgm_ctx_family(const sgm_ctx *ctx, sgm_family family, size_t n, const sgm_affine **points,
                                         const void **id);
/* *enc = their encodings, in the same way. */
SGM_MUST_CHECK sgm_status sgm_ctx_family_encoded(const sgm_ctx *ctx, sgm_family family, size_t n,
                                                 const uint8_t (**enc)[SGM_ELEMENT_BYTES]);
#endif

#endif
