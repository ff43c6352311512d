/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The symbolic builder of linear relations: declare elements, secret scalars and equations, then compile. */
#ifndef SGM_PROTOCOLS_RELATION_BUILDER_H
#define SGM_PROTOCOLS_RELATION_BUILDER_H

#include "protocols/relation.h"

/* A relation under construction:
 *
 *     sgm_element_var X = sgm_builder_element(b, X_bytes), H = sgm_builder_element(b, H_bytes);
 *     sgm_scalar_var x = sgm_builder_scalar(b);
 *     sgm_builder_equation(b);                                              X = x H
 *     sgm_builder_constant(b, SGM_LEFT, X, &sgm_sc_one);
 *     sgm_builder_term(b, SGM_RIGHT, x, H, &sgm_sc_one);
 *     sgm_relation *rel;
 *     sgm_status status = sgm_builder_compile(&rel, b, ctx);
 *
 * Only compile reports errors: the first thing that goes wrong (memory, a variable of no declaration, a summand before
 * the first equation) is remembered, and nothing is built after it. */
typedef struct sgm_builder sgm_builder;

/* Variables, numbered in the order of their declaration. */
typedef struct sgm_scalar_var {
    uint32_t index;
} sgm_scalar_var;
typedef struct sgm_element_var {
    uint32_t index;
} sgm_element_var;
/* The generator: element 0 of every relation, declared already. */
#define SGM_ELEMENT_GENERATOR ((sgm_element_var){0})

typedef enum sgm_side { SGM_LEFT, SGM_RIGHT } sgm_side;

SGM_MUST_CHECK sgm_status sgm_builder_new(sgm_builder **b);
void sgm_builder_free(sgm_builder *b);

/* A public point, by its encoding. */
sgm_element_var sgm_builder_element(sgm_builder *b, const uint8_t encoding[SGM_ELEMENT_BYTES]);
/* The same, its encoding to follow: without one the relation does not compile. */
sgm_element_var sgm_builder_unset_element(sgm_builder *b);
void sgm_builder_set_element(sgm_builder *b, sgm_element_var e, const uint8_t encoding[SGM_ELEMENT_BYTES]);
/* A scalar of the witness. */
sgm_scalar_var sgm_builder_scalar(sgm_builder *b);

/* Starts the equation that the following summands belong to. */
void sgm_builder_equation(sgm_builder *b);
/* Adds coeff * e to a side; public. */
void sgm_builder_constant(sgm_builder *b, sgm_side side, sgm_element_var e, const sgm_sc *coeff);
/* Adds coeff * s * e to a side. */
void sgm_builder_term(sgm_builder *b, sgm_side side, sgm_scalar_var s, sgm_element_var e, const sgm_sc *coeff);

/* *rel = the relation, in the order of declaration: elements, scalars, equations, and in each equation the constants as
 * its image and the others as its terms, those of the left side first. What stands on the wrong side (a constant on the
 * right, a term on the left) changes it and its sign; nothing is added up. SGM_MALFORMED: one of the draft's ten checks
 * fails, among them a scalar or element that no equation uses; SGM_USAGE: wrong use of the builder. b stays as it is.
 */
SGM_MUST_CHECK sgm_status sgm_builder_compile(sgm_relation **rel, const sgm_builder *b, const sgm_ctx *ctx);

#endif
