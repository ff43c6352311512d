/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The symbolic builder: lists of declarations, sorted into images and terms when compiled. */
#include "protocols/relation_builder.h"

#include <stdlib.h>
#include <string.h>

/* coeff * element, or coeff * scalar * element. */
typedef struct summand {
    uint32_t equation, element, scalar;
    sgm_side side;
    int is_term;
    sgm_sc coeff;
} summand;

typedef struct list {
    void *items;
    size_t n, cap;
} list;

struct sgm_builder {
    list elements; /* encodings of elements 1.. */
    list summands; /* in the order of declaration */
    uint32_t n_scalars, n_equations;
    sgm_status status;
};

sgm_status sgm_builder_new(sgm_builder **b)
{
    *b = calloc(1, sizeof **b);
    return *b ? SGM_OK : SGM_NOMEM;
}

void sgm_builder_free(sgm_builder *b)
{
    if (!b)
        return;
    free(b->elements.items);
    free(b->summands.items);
    free(b);
}

static void blame(sgm_builder *b, sgm_status why)
{
    if (b->status == SGM_OK)
        b->status = why;
}

/* A copy of item at the end of l, or NULL with the builder spoiled. */
static void append(sgm_builder *b, list *l, const void *item, size_t size)
{
    if (b->status == SGM_OK && l->n == l->cap) {
        size_t cap = l->cap > 0 ? 2 * l->cap : 16;
        void *items = realloc(l->items, cap * size);
        if (items) {
            l->items = items;
            l->cap = cap;
        } else {
            blame(b, SGM_NOMEM);
        }
    }
    if (b->status == SGM_OK && l->n >= UINT32_MAX - 1)
        blame(b, SGM_USAGE);
    if (b->status == SGM_OK)
        memcpy((uint8_t *)l->items + size * l->n++, item, size);
}

sgm_element_var sgm_builder_element(sgm_builder *b, const uint8_t encoding[SGM_ELEMENT_BYTES])
{
    append(b, &b->elements, encoding, SGM_ELEMENT_BYTES);
    return (sgm_element_var){(uint32_t)b->elements.n};
}

sgm_element_var sgm_builder_unset_element(sgm_builder *b)
{
    static const uint8_t identity[SGM_ELEMENT_BYTES] = {0}; /* which no relation may hold */
    return sgm_builder_element(b, identity);
}

void sgm_builder_set_element(sgm_builder *b, sgm_element_var e, const uint8_t encoding[SGM_ELEMENT_BYTES])
{
    if (e.index == 0 || e.index > b->elements.n)
        blame(b, SGM_USAGE);
    else
        memcpy((uint8_t *)b->elements.items + SGM_ELEMENT_BYTES * ((size_t)e.index - 1), encoding, SGM_ELEMENT_BYTES);
}

sgm_scalar_var sgm_builder_scalar(sgm_builder *b)
{
    if (b->n_scalars == UINT32_MAX)
        blame(b, SGM_USAGE);
    else
        b->n_scalars++;
    return (sgm_scalar_var){b->n_scalars - 1};
}

void sgm_builder_equation(sgm_builder *b)
{
    if (b->n_equations == UINT32_MAX)
        blame(b, SGM_USAGE);
    else
        b->n_equations++;
}

static void add(sgm_builder *b, summand s)
{
    if (b->n_equations == 0 || s.element > b->elements.n || (s.is_term && s.scalar >= b->n_scalars) ||
        (s.side != SGM_LEFT && s.side != SGM_RIGHT))
        blame(b, SGM_USAGE);
    s.equation = b->n_equations - 1;
    append(b, &b->summands, &s, sizeof s);
}

void sgm_builder_constant(sgm_builder *b, sgm_side side, sgm_element_var e, const sgm_sc *coeff)
{
    add(b, (summand){.element = e.index, .side = side, .coeff = *coeff});
}

void sgm_builder_term(sgm_builder *b, sgm_side side, sgm_scalar_var s, sgm_element_var e, const sgm_sc *coeff)
{
    add(b, (summand){.element = e.index, .scalar = s.index, .side = side, .is_term = 1, .coeff = *coeff});
}

/* The arrays that a relation is made from. */
typedef struct compiled {
    sgm_equation *equations;
    sgm_image_term *images;
    sgm_linear_term *terms;
    uint8_t (*elements)[SGM_ELEMENT_BYTES];
    size_t n_images, n_terms;
} compiled;

/* Appends the summands first..end-1 that are on this side. An image belongs on the left, terms on the right. */
static void sort_side(compiled *c, sgm_equation *eq, const summand *s, size_t n, sgm_side side)
{
    for (size_t i = 0; i < n; i++) {
        sgm_sc coeff = s[i].coeff;
        if (s[i].side != side)
            continue;
        if (side != (s[i].is_term ? SGM_RIGHT : SGM_LEFT))
            sgm_sc_neg(&coeff, &coeff);
        if (s[i].is_term) {
            c->terms[c->n_terms++] = (sgm_linear_term){s[i].scalar, s[i].element, coeff};
            eq->n_terms++;
        } else {
            c->images[c->n_images++] = (sgm_image_term){s[i].element, coeff};
            eq->n_image++;
        }
    }
}

static void sort_all(compiled *c, const sgm_builder *b, const sgm_ctx *ctx)
{
    const summand *s = b->summands.items;
    size_t first = 0;
    for (uint32_t e = 0; e < b->n_equations; e++) {
        sgm_equation *eq = &c->equations[e];
        size_t n = 0;
        while (first + n < b->summands.n && s[first + n].equation == e)
            n++;
        *eq = (sgm_equation){.image = c->images + c->n_images, .terms = c->terms + c->n_terms};
        sort_side(c, eq, s + first, n, SGM_LEFT);
        sort_side(c, eq, s + first, n, SGM_RIGHT);
        first += n;
    }
    memcpy(c->elements[0], sgm_ctx_generator(ctx, SGM_GEN_G), SGM_ELEMENT_BYTES);
    if (b->elements.n > 0)
        memcpy(c->elements[1], b->elements.items, SGM_ELEMENT_BYTES * b->elements.n);
}

sgm_status sgm_builder_compile(sgm_relation **rel, const sgm_builder *b, const sgm_ctx *ctx)
{
    *rel = NULL;
    if (b->status != SGM_OK)
        return b->status;
    if (b->summands.n == 0)
        return SGM_MALFORMED; /* no equation, or empty ones */
    compiled c = {.equations = calloc(b->n_equations, sizeof *c.equations),
                  .images = calloc(b->summands.n, sizeof *c.images),
                  .terms = calloc(b->summands.n, sizeof *c.terms),
                  .elements = calloc(b->elements.n + 1, sizeof *c.elements)};
    sgm_status st = c.equations && c.images && c.terms && c.elements ? SGM_OK : SGM_NOMEM;
    if (st == SGM_OK) {
        sort_all(&c, b, ctx);
        st = sgm_relation_new(rel, ctx, c.equations, b->n_equations, (const uint8_t(*)[SGM_ELEMENT_BYTES])c.elements,
                              (uint32_t)b->elements.n + 1);
    }
    if (st == SGM_OK && sgm_relation_scalars(*rel) != b->n_scalars) { /* the last scalars are not used */
        sgm_relation_free(*rel);
        *rel = NULL;
        st = SGM_MALFORMED;
    }
    free(c.equations);
    free(c.images);
    free(c.terms);
    free(c.elements);
    return st;
}
