/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What a relation holds, and the writer of Serialize(instance); for the files of protocols/ only. */
#ifndef SGM_PROTOCOLS_RELATION_INTERNAL_H
#define SGM_PROTOCOLS_RELATION_INTERNAL_H

#include "protocols/relation.h"

struct sgm_relation {
    sgm_equation *equations;
    sgm_image_term *images; /* of all equations, side by side */
    sgm_linear_term *terms;
    uint8_t (*elements)[SGM_ELEMENT_BYTES]; /* 1.. of the instance, inside bytes; element 0 is G */
    uint32_t n_equations, n_scalars, n_elements;
    size_t n_images, n_terms;
    uint8_t *bytes;
    size_t len;
};

/* Bytes of Serialize for these equations and n_elements elements (element 0 included, not written). */
size_t sgm_relation_size(const sgm_equation *equations, uint32_t n_equations, uint32_t n_elements);
/* Writes them; elements[0] is skipped. Returns the end. */
uint8_t *sgm_relation_write(uint8_t *out, const sgm_equation *equations, uint32_t n_equations,
                            const uint8_t *const *elements, uint32_t n_elements);

#endif
