/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Linear relations of the CFRG Sigma draft (-03) as data: sum coeff*E = sum coeff*w_s*E for every equation. */
#ifndef SGM_PROTOCOLS_RELATION_H
#define SGM_PROTOCOLS_RELATION_H

#include "primitives/base/status.h"
#include "primitives/group/point.h"
#include "primitives/scalar/sc.h"
#include "protocols/context.h"

#include <stddef.h>
#include <stdint.h>

typedef struct sgm_image_term {
    uint32_t element;
    sgm_sc coeff;
} sgm_image_term;

typedef struct sgm_linear_term {
    uint32_t scalar, element;
    sgm_sc coeff;
} sgm_linear_term;

typedef struct sgm_equation {
    const sgm_image_term *image;
    const sgm_linear_term *terms;
    uint32_t n_image, n_terms;
} sgm_equation;

/* One instance. elements[0] is the group generator and is never serialised. Immutable once made. */
typedef struct sgm_relation sgm_relation;

/* Builds a relation from arrays (all copied). Every one of the draft's ten validity checks is made.
 * elements: n_elements encodings, elements[0] the generator. Returns SGM_MALFORMED if a check fails. */
SGM_MUST_CHECK sgm_status sgm_relation_new(sgm_relation **out, const sgm_ctx *ctx, const sgm_equation *equations,
                                           uint32_t n_equations, const uint8_t (*elements)[SGM_ELEMENT_BYTES],
                                           uint32_t n_elements);
/* Parses Serialize(instance): exactly len bytes, counts bounded by the bytes present. Same checks. */
SGM_MUST_CHECK sgm_status sgm_relation_parse(sgm_relation **out, const sgm_ctx *ctx, const uint8_t *in, size_t len);
void sgm_relation_free(sgm_relation *rel);

uint32_t sgm_relation_equations(const sgm_relation *rel);
uint32_t sgm_relation_scalars(const sgm_relation *rel);
/* The serialised instance; owned by the relation. */
const uint8_t *sgm_relation_bytes(const sgm_relation *rel, size_t *len);

#endif
