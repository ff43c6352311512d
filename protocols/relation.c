/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Linear relations: writing, reading and the ten validity checks of the CFRG Sigma draft -03. */
#include "protocols/relation_internal.h"

#include "primitives/base/bytes.h"
#include "protocols/context_internal.h"
#include "protocols/weaken.h"

enum { IMAGE_BYTES = 4 + SGM_SCALAR_BYTES, TERM_BYTES = 4 + 4 + SGM_SCALAR_BYTES };

size_t sgm_relation_size(const sgm_equation *equations, uint32_t n_equations, uint32_t n_elements)
{
    size_t n = 4 + SGM_ELEMENT_BYTES * ((size_t)n_elements - 1);
    for (uint32_t e = 0; e < n_equations; e++)
        n += 8 + (size_t)equations[e].n_image * IMAGE_BYTES + (size_t)equations[e].n_terms * TERM_BYTES;
    return n;
}

static uint8_t *put32(uint8_t *out, uint32_t x)
{
    sgm_store32(out, x);
    return out + 4;
}

static uint8_t *put_scalar(uint8_t *out, const sgm_sc *x)
{
    sgm_sc_to_bytes(out, x);
    return out + SGM_SCALAR_BYTES;
}

static uint8_t *put_equation(uint8_t *out, const sgm_equation *eq)
{
    out = put32(out, eq->n_image);
    for (uint32_t i = 0; i < eq->n_image; i++) {
        out = put32(out, eq->image[i].element);
        out = put_scalar(out, &eq->image[i].coeff);
    }
    out = put32(out, eq->n_terms);
    for (uint32_t i = 0; i < eq->n_terms; i++) {
        out = put32(out, eq->terms[i].scalar);
        out = put32(out, eq->terms[i].element);
        out = put_scalar(out, &eq->terms[i].coeff);
    }
    return out;
}

uint8_t *sgm_relation_write(uint8_t *out, const sgm_equation *equations, uint32_t n_equations,
                            const uint8_t *const *elements, uint32_t n_elements)
{
    out = put32(out, n_equations);
    for (uint32_t e = 0; e < n_equations; e++)
        out = put_equation(out, &equations[e]);
    for (uint32_t i = 1; i < n_elements; i++, out += SGM_ELEMENT_BYTES)
        memcpy(out, elements[i], SGM_ELEMENT_BYTES);
    return out;
}

/* What is left to read. A count is believed only if its entries can still be present. */
typedef struct reader {
    const uint8_t *p;
    size_t left;
} reader;

static int get32(reader *in, uint32_t *x)
{
    if (in->left < 4)
        return 0;
    *x = sgm_load32(in->p);
    in->p += 4;
    in->left -= 4;
    return 1;
}

static int get_count(reader *in, uint32_t *n, size_t entry) { return get32(in, n) && *n > 0 && in->left / entry >= *n; }

static int get_scalar(reader *in, sgm_sc *x)
{
    if (in->left < SGM_SCALAR_BYTES || !sgm_sc_from_bytes(x, in->p))
        return 0;
    in->p += SGM_SCALAR_BYTES;
    in->left -= SGM_SCALAR_BYTES;
    return 1;
}

/* Adds an entry's list to the totals and steps over it. */
static int skip_list(reader *in, size_t entry, size_t *total)
{
    uint32_t n;
    if (!get_count(in, &n, entry))
        return 0;
    *total += n;
    in->p += n * entry;
    in->left -= n * entry;
    return 1;
}

/* Counts the entries of all equations, so that memory follows the bytes that are really there. */
static int measure(const uint8_t *bytes, size_t len, sgm_relation *rel)
{
    reader in = {bytes, len};
    if (!get_count(&in, &rel->n_equations, 8 + IMAGE_BYTES + TERM_BYTES))
        return 0;
    for (uint32_t e = 0; e < rel->n_equations; e++)
        if (!skip_list(&in, IMAGE_BYTES, &rel->n_images) || !skip_list(&in, TERM_BYTES, &rel->n_terms))
            return 0;
    return 1;
}

static void raise(uint64_t *n, uint32_t index)
{
    if (*n <= index)
        *n = (uint64_t)index + 1;
}

/* Fills the arrays; *elements, *scalars: 1 + the greatest index met. */
static int read_equations(reader *in, sgm_relation *rel, uint64_t *elements, uint64_t *scalars)
{
    sgm_image_term *image = rel->images;
    sgm_linear_term *term = rel->terms;
    uint32_t n;
    if (!get32(in, &n))
        return 0;
    for (uint32_t e = 0; e < rel->n_equations; e++) {
        sgm_equation *eq = &rel->equations[e];
        *eq = (sgm_equation){.image = image, .terms = term};
        if (!get32(in, &eq->n_image))
            return 0;
        for (uint32_t i = 0; i < eq->n_image; i++, image++) {
            if (!get32(in, &image->element) || !get_scalar(in, &image->coeff))
                return 0;
            raise(elements, image->element);
        }
        if (!get32(in, &eq->n_terms))
            return 0;
        for (uint32_t i = 0; i < eq->n_terms; i++, term++) {
            if (!get32(in, &term->scalar) || !get32(in, &term->element) || !get_scalar(in, &term->coeff))
                return 0;
            raise(scalars, term->scalar);
            raise(elements, term->element);
        }
    }
    return 1;
}

/* Every element but G and every scalar occurs. used: n_elements + n_scalars zeroed bytes. */
static int all_used(const sgm_relation *rel, uint8_t *used)
{
    uint8_t *scalar_used = used + rel->n_elements;
    used[0] = 1;
    for (size_t i = 0; i < rel->n_images; i++)
        used[rel->images[i].element] = 1;
    for (size_t i = 0; i < rel->n_terms; i++)
        used[rel->terms[i].element] = scalar_used[rel->terms[i].scalar] = 1;
    return memchr(used, 0, (size_t)rel->n_elements + rel->n_scalars) == NULL;
}

/* acc += coeff * p; first: acc = coeff * p. Public data, run once per statement. */
static void accumulate(const sgm_backend *be, sgm_point *acc, const sgm_affine *p, const sgm_sc *coeff, int first)
{
    sgm_point term;
    be->var_mul(first ? acc : &term, p, coeff, 1);
    if (!first)
        be->add(acc, acc, &term, 1);
}

static int is_identity(const sgm_backend *be, const sgm_point *p)
{
    uint8_t id;
    be->is_identity(&id, p, 1);
    return id;
}

static int image_is_identity(const sgm_backend *be, const sgm_equation *eq, const sgm_affine *points)
{
    sgm_point sum;
    if (eq->n_image == 1) /* the group has prime order and no element is the identity */
        return (int)sgm_sc_is_zero(&eq->image[0].coeff);
    for (uint32_t i = 0; i < eq->n_image; i++)
        accumulate(be, &sum, &points[eq->image[i].element], &eq->image[i].coeff, i == 0);
    return is_identity(be, &sum);
}

/* Per scalar: how often it occurs in the equation at hand, the sum of its column, and whether one column counted. */
typedef struct column {
    sgm_point sum;
    uint32_t seen, added;
    int counts;
} column;

/* Marks the scalars whose column in eq does not sum to the identity. A column of one term needs no multiplication. */
static void mark_columns(const sgm_backend *be, const sgm_equation *eq, const sgm_affine *points, column *columns)
{
    for (uint32_t i = 0; i < eq->n_terms; i++)
        columns[eq->terms[i].scalar].seen++;
    for (uint32_t i = 0; i < eq->n_terms; i++) {
        const sgm_linear_term *t = &eq->terms[i];
        column *c = &columns[t->scalar];
        if (c->counts)
            continue;
        if (c->seen == 1)
            c->counts = !sgm_sc_is_zero(&t->coeff);
        else
            accumulate(be, &c->sum, &points[t->element], &t->coeff, c->added++ == 0);
    }
    for (uint32_t i = 0; i < eq->n_terms; i++) {
        column *c = &columns[eq->terms[i].scalar];
        if (c->added)
            c->counts |= !is_identity(be, &c->sum);
        c->seen = c->added = 0;
    }
}

/* For each scalar, some equation has a column that does not sum to the identity. columns: n_scalars, zeroed. */
static int columns_ok(const sgm_backend *be, const sgm_relation *rel, const sgm_affine *points, column *columns)
{
    int good = 1;
    for (uint32_t e = 0; e < rel->n_equations; e++)
        mark_columns(be, &rel->equations[e], points, columns);
    for (uint32_t s = 0; s < rel->n_scalars; s++)
        good &= columns[s].counts;
    return good;
}

static int elements_ok(const sgm_ctx *ctx, const sgm_relation *rel, sgm_affine *points, uint8_t *ok)
{
    static const uint8_t zero[SGM_ELEMENT_BYTES] = {0};
    for (uint32_t i = 1; i < rel->n_elements; i++)
        if (SGM_KEEP_IDENTITY && memcmp(rel->elements[i - 1], zero, SGM_ELEMENT_BYTES) == 0)
            return 0;
    points[0] = ctx->point[SGM_GEN_G];
    return ctx->be->decode(points + 1, ok, (const uint8_t(*)[SGM_ELEMENT_BYTES])rel->elements, rel->n_elements - 1) ==
           0;
}

typedef struct workspace {
    sgm_affine *points;
    column *columns;
    uint8_t *used, *ok;
} workspace;

static void layout(workspace *w, sgm_arena *a, const sgm_relation *rel)
{
    a->used = 0;
    w->points = sgm_arena_take(a, rel->n_elements, sizeof *w->points);
    w->columns = sgm_arena_take(a, rel->n_scalars, sizeof *w->columns);
    w->used = sgm_arena_take(a, (size_t)rel->n_elements + rel->n_scalars, 1);
    w->ok = sgm_arena_take(a, rel->n_elements, 1);
}

static sgm_status validate(const sgm_ctx *ctx, const sgm_relation *rel)
{
    sgm_arena a = {0};
    workspace w;
    layout(&w, &a, rel);
    sgm_status st = sgm_arena_reserve(&a, a.used);
    if (st != SGM_OK)
        return st;
    layout(&w, &a, rel);
    memset(a.base, 0, a.used);
    int good = all_used(rel, w.used) && elements_ok(ctx, rel, w.points, w.ok);
    for (uint32_t e = 0; e < rel->n_equations && good && SGM_KEEP_IMAGE; e++)
        good = !image_is_identity(ctx->be, &rel->equations[e], w.points);
    good = good && (columns_ok(ctx->be, rel, w.points, w.columns) || !SGM_KEEP_COLUMNS);
    sgm_arena_free(&a);
    return good ? SGM_OK : SGM_MALFORMED;
}

static sgm_status allocate(sgm_relation *rel, const uint8_t *in, size_t len)
{
    rel->equations = calloc(rel->n_equations, sizeof *rel->equations);
    rel->images = calloc(rel->n_images, sizeof *rel->images);
    rel->terms = calloc(rel->n_terms, sizeof *rel->terms);
    rel->bytes = malloc(len);
    if (!rel->equations || !rel->images || !rel->terms || !rel->bytes)
        return SGM_NOMEM;
    memcpy(rel->bytes, in, len);
    rel->len = len;
    return SGM_OK;
}

static sgm_status fill(sgm_relation *rel)
{
    reader in = {rel->bytes, rel->len};
    uint64_t elements = 1, scalars = 0;
    if (!read_equations(&in, rel, &elements, &scalars))
        return SGM_MALFORMED;
    if (in.left % SGM_ELEMENT_BYTES != 0 || in.left / SGM_ELEMENT_BYTES != elements - 1 || scalars > rel->n_terms)
        return SGM_MALFORMED;
    rel->n_elements = (uint32_t)elements;
    rel->n_scalars = (uint32_t)scalars;
    rel->elements = (uint8_t(*)[SGM_ELEMENT_BYTES])(rel->bytes + rel->len - in.left);
    return SGM_OK;
}

sgm_status sgm_relation_parse(sgm_relation **out, const sgm_ctx *ctx, const uint8_t *in, size_t len)
{
    *out = NULL;
    sgm_relation *rel = calloc(1, sizeof *rel);
    if (!rel)
        return SGM_NOMEM;
    sgm_status st = measure(in, len, rel) ? allocate(rel, in, len) : SGM_MALFORMED;
    if (st == SGM_OK)
        st = fill(rel);
    if (st == SGM_OK)
        st = validate(ctx, rel);
    if (st == SGM_OK)
        *out = rel;
    else
        sgm_relation_free(rel);
    return st;
}

sgm_status sgm_relation_new(sgm_relation **out, const sgm_ctx *ctx, const sgm_equation *equations, uint32_t n_equations,
                            const uint8_t (*elements)[SGM_ELEMENT_BYTES], uint32_t n_elements)
{
    *out = NULL;
    if (n_elements == 0 || memcmp(elements[0], ctx->enc[SGM_GEN_G], SGM_ELEMENT_BYTES) != 0)
        return SGM_MALFORMED;
    size_t len = sgm_relation_size(equations, n_equations, n_elements);
    uint8_t *bytes = malloc(len);
    const uint8_t **list = calloc(n_elements, sizeof *list);
    sgm_status st = bytes && list ? SGM_OK : SGM_NOMEM;
    if (st == SGM_OK) {
        for (uint32_t i = 0; i < n_elements; i++)
            list[i] = elements[i];
        sgm_relation_write(bytes, equations, n_equations, list, n_elements);
        st = sgm_relation_parse(out, ctx, bytes, len); /* an element past the greatest index makes it too long */
    }
    free(list);
    free(bytes);
    return st;
}

void sgm_relation_free(sgm_relation *rel)
{
    if (!rel)
        return;
    free(rel->equations);
    free(rel->images);
    free(rel->terms);
    free(rel->bytes);
    free(rel);
}

uint32_t sgm_relation_equations(const sgm_relation *rel) { return rel->n_equations; }
uint32_t sgm_relation_scalars(const sgm_relation *rel) { return rel->n_scalars; }

const uint8_t *sgm_relation_bytes(const sgm_relation *rel, size_t *len)
{
    *len = rel->len;
    return rel->bytes;
}
