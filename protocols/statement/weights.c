/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Statements about committed weights: F2-MLR, F2-L1, F2-L2, these tied to training, F5-NORM, F5-ACC. */
#include "primitives/base/ct.h"
#include "protocols/formulation/ball.h"
#include "protocols/formulation/f2.h"
#include "protocols/formulation/f5.h"
#include "protocols/hash.h"
#include "protocols/matrix.h"
#include "protocols/statement/json.h"
#include "protocols/statement/parts.h"
#include "protocols/statement/trained.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Fixed point: probes in units of 2^-8, weights of 2^-16, products of 2^-24. */
enum { PROBE_BITS = 8, WEIGHT_BITS = 16, PRODUCT_BITS = PROBE_BITS + WEIGHT_BITS };
/* Digits of an item's product, unless --digits says otherwise; most rows and weights that a statement file holds. */
enum { DIGITS = 28, WEIGHTS_MAX = 4096 };
/* Of the example that costs are told for. */
enum { EXAMPLE_T = 128, EXAMPLE_P = 31 };
enum { EXAMPLE_REST = 512, EXAMPLE_D = 32 };
static const sgm_bound example_bound = {(1 << 23) - 1, 0}, example_square = {UINT64_C(1) << 40, 0};

typedef enum form { MLR, L1, L2, NORM, ACC, FORMS } form;
static const sgm_words *const words_of[FORMS] = {&sgm_f2[SGM_F2_MLR], &sgm_f2[SGM_F2_L1], &sgm_ball_words[SGM_F2_L2],
                                                 &sgm_ball_words[SGM_F5_NORM], &sgm_f5_acc};

/* Commitments to a model's weights, and the name it was given by, a label that binds nothing. Owned. */
typedef struct committed {
    char *source;
    uint8_t (*W)[32];
} committed;

typedef struct weights_values {
    uint32_t p, T, digits, at_least;
    sgm_bound bound, each; /* E or B; E of a ball */
    committed model, without;
    char *probes_source;
    uint8_t root[64]; /* as the file states it */
    int64_t *x;       /* of the probes, once they are there */
    uint8_t *label;
    sgm_probes probes;           /* T, p and, once they are there, the numbers */
    sgm_trained_values training; /* where the models are tied to it */
} weights_values;

_Static_assert((int)MLR == SGM_TRAINED_MLR && (int)L1 == SGM_TRAINED_L1 && (int)L2 == SGM_TRAINED_L2,
               "the forms that may be tied to training come first");

static int is_trained(const sgm_statement_file *s)
{
    int found = 0;
    for (int f = 0; f < SGM_TRAINED_FORMS; f++)
        found |= sgm_statement_words(s->kind) == &sgm_trained[f];
    return found;
}

static form form_of(const sgm_statement_file *s)
{
    form f = MLR;
    while (sgm_statement_words(s->kind) != (is_trained(s) ? &sgm_trained[f] : words_of[f]))
        f++;
    return f;
}

static int has_probes(form f) { return f == MLR || f == L1 || f == ACC; }
static int has_pair(form f) { return f == MLR || f == L1 || f == L2; }

static void clear(void *values)
{
    weights_values *v = values;
    free(v->model.source);
    free(v->model.W);
    free(v->without.source);
    free(v->without.W);
    free(v->probes_source);
    free(v->x);
    free(v->label);
    sgm_trained_values_clear(&v->training);
}

static sgm_f2_statement f2_of(const weights_values *v)
{
    return (sgm_f2_statement){&v->probes, (const uint8_t(*)[32])v->model.W, (const uint8_t(*)[32])v->without.W,
                              v->bound, v->digits};
}

static sgm_ball_statement ball_of(const weights_values *v)
{
    return (sgm_ball_statement){(const uint8_t(*)[32])v->model.W, (const uint8_t(*)[32])v->without.W, v->p, v->bound,
                                v->each};
}

static sgm_f5_statement f5_of(const weights_values *v)
{
    return (sgm_f5_statement){&v->probes, (const uint8_t(*)[32])v->model.W, v->digits, v->at_least};
}

static sgm_trained_statement trained_of(const weights_values *v)
{
    sgm_trained_statement s = {.probes = &v->probes,
                               .W = (const uint8_t(*)[32])v->model.W,
                               .W0 = (const uint8_t(*)[32])v->without.W,
                               .bound = v->bound,
                               .each = v->each,
                               .digits = v->digits};
    sgm_trained_values_fill(&s, &v->training);
    return s;
}

static sgm_f2_form f2_form(form f) { return f == MLR ? SGM_F2_MLR : SGM_F2_L1; }
static sgm_ball_form ball_form(form f) { return f == L2 ? SGM_F2_L2 : SGM_F5_NORM; }

/* Costs need to know that there are labels, not what they are. */
static const uint8_t some_label;

static void cost_of(sgm_statement_cost *out, form f, weights_values *v)
{
    const sgm_f2_statement f2 = f2_of(v);
    const sgm_ball_statement ball = ball_of(v);
    const sgm_f5_statement f5 = f5_of(v);
    *out = (sgm_statement_cost){.equations = f == L2 || f == NORM ? 3 : 1};
    for (int flavor = SGM_BATCHABLE; flavor <= SGM_HINTED; flavor += SGM_HINTED - SGM_BATCHABLE)
        out->bytes[flavor] = f == MLR || f == L1    ? sgm_f2_proof_size(f2_form(f), &f2, (sgm_flavor)flavor)
                             : f == L2 || f == NORM ? sgm_ball_proof_size(&ball, (sgm_flavor)flavor)
                                                    : sgm_f5_proof_size(&f5, (sgm_flavor)flavor);
    if (out->bytes[SGM_BATCHABLE] > 0)
        out->points = f == MLR || f == L1    ? sgm_f2_points(f2_form(f), &f2)
                      : f == L2 || f == NORM ? sgm_ball_points(ball_form(f), &ball)
                                             : sgm_f5_points(&f5);
}

static void trained_cost(sgm_statement_cost *out, form f, const weights_values *v)
{
    const sgm_trained_statement s = trained_of(v);
    *out = (sgm_statement_cost){.equations = f == L2 ? 9 : 7};
    for (int flavor = SGM_BATCHABLE; flavor <= SGM_HINTED; flavor += SGM_HINTED - SGM_BATCHABLE)
        out->bytes[flavor] = sgm_trained_proof_size((sgm_trained_form)f, &s, (sgm_flavor)flavor);
    if (out->bytes[SGM_BATCHABLE] > 0)
        out->points = sgm_trained_points((sgm_trained_form)f, &s);
}

static void cost(sgm_statement_cost *out, const sgm_statement_file *s)
{
    const form f = form_of(s);
    weights_values example = {.p = EXAMPLE_P,
                              .digits = f == L1 ? 23 : 24,
                              .bound = f == L2 || f == NORM ? example_square : example_bound,
                              .each = example_bound,
                              .at_least = EXAMPLE_T,
                              .probes = {.T = EXAMPLE_T, .p = EXAMPLE_P},
                              .training = {.p = EXAMPLE_P, .n_rest = EXAMPLE_REST, .n_D = EXAMPLE_D}};
    weights_values v = s->values != NULL ? *(const weights_values *)s->values : example;
    v.probes.label = f == ACC ? &some_label : NULL;
    if (is_trained(s))
        trained_cost(out, f, &v);
    else
        cost_of(out, f, &v);
}

/* JSON. */

static json_t *committed_json(const committed *c, uint32_t p)
{
    json_t *list = json_array();
    for (uint32_t j = 0; j < p && list != NULL; j++)
        if (json_array_append_new(list, sgm_json_hex(c->W[j], 32)) != 0) {
            json_decref(list);
            list = NULL;
        }
    return json_pack("{s:s, s:s, s:o}", "words",
                     "the registered weights: commitments w_j G + rho_j H to hidden integers in units of 2^-16",
                     "source", c->source, "W", list);
}

static json_t *bound_json(const sgm_bound *b)
{
    uint8_t bytes[16];
    for (int i = 0; i < 8; i++) {
        bytes[15 - i] = (uint8_t)(b->low >> 8 * i);
        bytes[7 - i] = (uint8_t)(b->high >> 8 * i);
    }
    return sgm_json_hex(bytes, sizeof bytes);
}

static json_t *probes_json(const weights_values *v, form f)
{
    return json_pack("{s:s, s:s, s:I, s:I, s:o}", "words",
                     f == ACC ? "public items with labels, integers in units of 2^-8; root is their SHA-512"
                              : "public probes, integers in units of 2^-8; root is their SHA-512",
                     "source", v->probes_source, "T", (json_int_t)v->T, "p", (json_int_t)v->p, "root",
                     sgm_json_hex(v->root, sizeof v->root));
}

static int write(json_t *body, const sgm_statement_file *s)
{
    const weights_values *v = s->values;
    const form f = form_of(s);
    int failed = json_object_set_new(body, "weights", committed_json(&v->model, v->p));
    if (has_pair(f))
        failed |= json_object_set_new(body, "weights_without", committed_json(&v->without, v->p));
    if (has_probes(f))
        failed |= json_object_set_new(body, "probes", probes_json(v, f));
    if (f != ACC)
        failed |= json_object_set_new(body, "bound", bound_json(&v->bound));
    if (f == L2 || f == NORM)
        failed |= json_object_set_new(body, "each", bound_json(&v->each));
    if (f == L1 || f == ACC)
        failed |= json_object_set_new(body, "digits", json_integer(v->digits));
    if (f == ACC)
        failed |= json_object_set_new(body, "at_least", json_integer(v->at_least));
    if (is_trained(s))
        failed |= sgm_trained_values_write(body, &v->training);
    return failed;
}

static sgm_status read_committed(committed *c, uint32_t *p, const json_t *object, sgm_error *err)
{
    const json_t *list;
    size_t n;
    sgm_status status = sgm_json_copy(object, "source", &c->source, err);
    if (status == SGM_OK)
        status = sgm_json_array(object, "W", &list, &n, err);
    if (status == SGM_OK && (n > SGM_WEIGHTS_MAX || (*p != 0 && n != *p)))
        status =
            sgm_fail(err, SGM_MALFORMED, "W has %zu commitments, which is too many or not as many as the other", n);
    if (status != SGM_OK)
        return status;
    c->W = calloc(n, sizeof *c->W);
    if (c->W == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    *p = (uint32_t)n;
    for (size_t j = 0; j < n && status == SGM_OK; j++) {
        json_t *one = json_pack("{s:O}", "W", json_array_get(list, j));
        status = sgm_json_get_hex(one, "W", c->W[j], 32, err);
        json_decref(one);
    }
    return status;
}

static sgm_status read_bound(const json_t *object, const char *key, sgm_bound *out, sgm_error *err)
{
    uint8_t bytes[16];
    sgm_status status = sgm_json_get_hex(object, key, bytes, sizeof bytes, err);
    *out = (sgm_bound){0, 0};
    for (int i = 0; i < 8 && status == SGM_OK; i++) {
        out->low = out->low << 8 | bytes[8 + i];
        out->high = out->high << 8 | bytes[i];
    }
    return status;
}

/* A positive number of at most `most`. */
static sgm_status read_count(const json_t *object, const char *key, uint32_t *out, uint32_t most, sgm_error *err)
{
    uint64_t n = 0;
    sgm_status status = sgm_json_count(object, key, &n, err);
    if (status == SGM_OK && n > most)
        status = sgm_fail(err, SGM_MALFORMED, "%s is more than %u", key, most);
    *out = (uint32_t)n;
    return status;
}

static sgm_status read_probes(weights_values *v, const json_t *object, sgm_error *err)
{
    uint32_t p;
    sgm_status status = sgm_json_copy(object, "source", &v->probes_source, err);
    if (status == SGM_OK)
        status = read_count(object, "T", &v->T, SGM_PROBES_MAX, err);
    if (status == SGM_OK)
        status = read_count(object, "p", &p, SGM_WEIGHTS_MAX, err);
    if (status == SGM_OK && p != v->p)
        status = sgm_fail(err, SGM_MALFORMED, "probes of %u columns for %u weights", p, v->p);
    return status == SGM_OK ? sgm_json_get_hex(object, "root", v->root, sizeof v->root, err) : status;
}

static sgm_status read(sgm_statement_file *s, const json_t *body, sgm_error *err)
{
    weights_values *v = s->values;
    const form f = form_of(s);
    sgm_status status = read_committed(&v->model, &v->p, json_object_get(body, "weights"), err);
    if (status == SGM_OK && has_pair(f))
        status = read_committed(&v->without, &v->p, json_object_get(body, "weights_without"), err);
    if (status == SGM_OK && has_probes(f))
        status = read_probes(v, json_object_get(body, "probes"), err);
    if (status == SGM_OK && f != ACC)
        status = read_bound(body, "bound", &v->bound, err);
    if (status == SGM_OK && (f == L2 || f == NORM))
        status = read_bound(body, "each", &v->each, err);
    if (status == SGM_OK && (f == L1 || f == ACC))
        status = read_count(body, "digits", &v->digits, 249, err);
    if (status == SGM_OK && f == ACC)
        status = read_count(body, "at_least", &v->at_least, v->T, err);
    if (status == SGM_OK && is_trained(s))
        status = sgm_trained_values_read(&v->training, body, v->p, err);
    v->probes.T = v->T;
    v->probes.p = v->p;
    return status;
}

/* Probes. */

/* The held-out rows of the bundled table. */
static sgm_status take_bundled(weights_values *v, form f, const sgm_inputs *in, sgm_error *err)
{
    sgm_table t;
    sgm_status status = in->table(&t, in->bundled_table, err);
    if (status != SGM_OK)
        return status;
    const size_t first = t.train_rows, rows = t.rows - first, p = t.columns;
    v->x = malloc(rows * p * sizeof *v->x);
    v->label = f == ACC ? malloc(rows) : NULL;
    status = v->x != NULL && (f != ACC || v->label != NULL) ? SGM_OK : sgm_fail(err, SGM_NOMEM, "out of memory");
    for (size_t i = 0; i < rows && status == SGM_OK; i++) {
        for (size_t j = 0; j < p; j++)
            v->x[i * p + j] = t.x[(first + i) * p + j];
        if (v->label != NULL)
            v->label[i] = t.label[first + i];
    }
    v->probes.T = (uint32_t)rows;
    v->probes.p = (uint32_t)p;
    sgm_table_clear(&t);
    return status;
}

/* Of a file; with labels, they are its last column. */
static sgm_status take_file(weights_values *v, form f, const char *path, sgm_error *err)
{
    sgm_matrix m;
    sgm_status status = sgm_matrix_read(&m, path, PROBE_BITS, err);
    const size_t labels = f == ACC;
    if (status != SGM_OK)
        return status;
    if (m.rows > SGM_PROBES_MAX || m.columns > SGM_WEIGHTS_MAX || m.columns <= labels) {
        status = sgm_fail(err, SGM_MALFORMED, "%.150s has %zu rows of %zu numbers: too many, or none beside a label",
                          path, m.rows, m.columns);
    } else {
        v->probes.T = (uint32_t)m.rows;
        v->probes.p = (uint32_t)(m.columns - labels);
        v->x = malloc(m.rows * v->probes.p * sizeof *v->x);
        v->label = f == ACC ? malloc(m.rows) : NULL;
        if (v->x == NULL || (f == ACC && v->label == NULL))
            status = sgm_fail(err, SGM_NOMEM, "out of memory");
    }
    for (size_t i = 0; i < m.rows && status == SGM_OK; i++) {
        const int64_t *row = m.x + i * m.columns, last = row[m.columns - 1];
        memcpy(v->x + i * v->probes.p, row, v->probes.p * sizeof *row);
        if (v->label != NULL && last != 0 && last != 1 && last != 1 << PROBE_BITS)
            status = sgm_fail(err, SGM_MALFORMED, "%.150s: the label of row %zu is neither 0 nor 1", path, i);
        if (v->label != NULL)
            v->label[i] = last != 0;
    }
    sgm_matrix_clear(&m);
    return status;
}

static sgm_status take_probes(weights_values *v, form f, const char *source, const sgm_inputs *in, sgm_error *err)
{
    sgm_status status = in->is_bundled(source) ? take_bundled(v, f, in, err) : take_file(v, f, source, err);
    if (status == SGM_OK && sgm_probes_init(&v->probes, v->x, v->label, v->probes.T, v->probes.p) != SGM_OK)
        status = sgm_fail(err, SGM_MALFORMED, "%.150s holds no probes", source);
    return status;
}

/* What the file only names: the probes. */
static sgm_status load(sgm_statement_file *s, const sgm_inputs *in, sgm_error *err)
{
    weights_values *v = s->values;
    const form f = form_of(s);
    const char *source = in->value(in, "probes");
    if (!has_probes(f))
        return SGM_OK;
    if (source == NULL && in->is_bundled(v->probes_source))
        source = v->probes_source;
    if (source == NULL)
        return sgm_fail(err, SGM_USAGE, "%s: --probes must name the probes, of which the statement has the root only",
                        sgm_statement_words(s->kind)->name);
    sgm_status status = take_probes(v, f, source, in, err);
    if (status == SGM_OK &&
        (v->probes.T != v->T || v->probes.p != v->p || memcmp(v->probes.root, v->root, sizeof v->root) != 0))
        status = sgm_fail(err, SGM_REJECTED, "rejected: the statement is about other probes than %.150s", source);
    return status;
}

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_statement_file *s, sgm_error *err)
{
    const weights_values *v = s->values;
    const form f = form_of(s);
    const sgm_f2_statement f2 = f2_of(v);
    const sgm_ball_statement ball = ball_of(v);
    const sgm_f5_statement f5 = f5_of(v);
    const sgm_trained_statement trained = trained_of(v);
    sgm_status status = is_trained(s)         ? sgm_trained_instance(out, ctx, (sgm_trained_form)f, &trained, s->flavor)
                        : f == MLR || f == L1 ? sgm_f2_instance(out, ctx, f2_form(f), &f2, s->flavor)
                        : f == L2 || f == NORM ? sgm_ball_instance(out, ctx, ball_form(f), &ball, s->flavor)
                                               : sgm_f5_instance(out, ctx, &f5, s->flavor);
    if (status == SGM_USAGE)
        return sgm_fail(err, status, "%s has no compact form", sgm_statement_words(s->kind)->name);
    if (status == SGM_MALFORMED && is_trained(s))
        return sgm_fail(
            err, status,
            "a commitment is no valid point, a bound is out of range, the runs are no runs or differ in more "
            "than D, or the weights are not their last ones");
    return status == SGM_OK ? status
                            : sgm_fail(err, status, "a commitment is no valid point, or a bound is out of range");
}

/* Provers. */

typedef struct weights_witness {
    int64_t *w[2];
    sgm_sc *rho[2];
    size_t p;
    uint8_t seed[SGM_SEED_BYTES];
} weights_witness;

static void clear_witness(weights_witness *x)
{
    for (int m = 0; m < 2; m++) {
        if (x->w[m] != NULL)
            sgm_wipe(x->w[m], x->p * sizeof *x->w[m]);
        if (x->rho[m] != NULL)
            sgm_wipe(x->rho[m], x->p * sizeof *x->rho[m]);
        free(x->w[m]);
        free(x->rho[m]);
    }
    sgm_wipe(x, sizeof *x);
}

/* Weights of a source: all numbers of a file in order, or a bundled model's. */
static sgm_status take_weights(weights_witness *x, int m, const char *source, const sgm_inputs *in, sgm_error *err)
{
    sgm_matrix file = {0};
    size_t n = 0;
    sgm_status status;
    if (in->is_bundled(source)) {
        status = in->weights(&x->w[m], &n, source, err);
    } else {
        status = sgm_matrix_read(&file, source, WEIGHT_BITS, err);
        n = file.rows * file.columns;
        x->w[m] = file.x;
    }
    if (status == SGM_OK && x->p != 0 && n != x->p) {
        x->p = n < x->p ? n : x->p; /* as much as there is of both, to be wiped */
        return sgm_fail(err, SGM_MALFORMED, "%.150s has %zu weights, not as many as the other model or the probes",
                        source, n);
    }
    x->p = status == SGM_OK ? n : x->p;
    if (status == SGM_OK && n > WEIGHTS_MAX)
        status = sgm_fail(err, SGM_MALFORMED, "%.150s has more than %d weights", source, WEIGHTS_MAX);
    return status;
}

/* rho_j = H2S("weights/blinding", seed, LE(model,4), LE(j,4)). */
static sgm_status take_blindings(weights_witness *x, int m, sgm_error *err)
{
    x->rho[m] = calloc(x->p, sizeof *x->rho[m]);
    if (x->rho[m] == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    for (size_t j = 0; j < x->p; j++) {
        const uint8_t model[4] = {(uint8_t)m}, index[4] = {(uint8_t)j, (uint8_t)(j >> 8), (uint8_t)(j >> 16), 0};
        const sgm_bytes parts[] = {{x->seed, sizeof x->seed}, {model, sizeof model}, {index, sizeof index}};
        if (sgm_hash_to_scalar(&x->rho[m][j], "weights/blinding", parts, 3) != SGM_OK)
            return sgm_fail(err, SGM_IO, "SHA-512 failed");
    }
    return SGM_OK;
}

static sgm_status commit(committed *c, weights_witness *x, int m, const char *source, const sgm_inputs *in,
                         sgm_error *err)
{
    sgm_status status = take_weights(x, m, source, in, err);
    if (status == SGM_OK)
        status = take_blindings(x, m, err);
    if (status != SGM_OK)
        return status;
    c->source = strdup(source);
    c->W = calloc(x->p, sizeof *c->W);
    if (c->source == NULL || c->W == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    sgm_weights_commit(in->ctx, c->W, &(sgm_weights_opening){x->w[m], x->rho[m]}, (uint32_t)x->p);
    return SGM_OK;
}

/* A real number above 0 and below 2^32. */
static sgm_status read_epsilon(double *out, const char *text, sgm_error *err)
{
    char *end = NULL;
    *out = text[0] >= '0' && text[0] <= '9' ? strtod(text, &end) : 0;
    if (end == NULL || *end != '\0' || !(*out > 0 && *out < 0x1p32))
        return sgm_fail(err, SGM_USAGE, "--epsilon is a number above 0 and below 2^32, not \"%.60s\"", text);
    return SGM_OK;
}

static sgm_bound floor_of(double x)
{
    const double high = floor(x * 0x1p-64);
    return (sgm_bound){(uint64_t)(x - high * 0x1p64), (uint64_t)high};
}

static uint32_t bit_length(const sgm_bound *b)
{
    uint32_t n = 0;
    while (n < 128 && (n < 64 ? b->high > 0 || b->low >> n > 0 : b->high >> (n - 64) > 0))
        n++;
    return n;
}

static sgm_status take_bounds(weights_values *v, form f, const sgm_inputs *in, sgm_error *err)
{
    const char *epsilon = in->value(in, "epsilon");
    double e = f == L1 ? 16 : f == NORM ? 4 : 1;
    sgm_status status = epsilon != NULL ? read_epsilon(&e, epsilon, err) : SGM_OK;
    if (status != SGM_OK)
        return status;
    if (f == MLR || f == L1)
        v->bound = floor_of(ldexp(e, PRODUCT_BITS));
    if (f == L2 || f == NORM) {
        v->each = floor_of(ldexp(e, WEIGHT_BITS));
        v->bound = floor_of(ldexp(e, WEIGHT_BITS) * ldexp(e, WEIGHT_BITS));
    }
    if (f != ACC && v->bound.low == 0 && v->bound.high == 0)
        return sgm_fail(err, SGM_USAGE, "--epsilon %.60s is less than one unit of the fixed point", epsilon);
    uint64_t digits = f == L1 ? bit_length(&v->bound) : DIGITS, at_least = ((uint64_t)v->T + 1) / 2;
    if (f == ACC)
        status = sgm_option_number(&digits, "digits", 1, 60, in, err);
    if (f == ACC && status == SGM_OK)
        status = sgm_option_number(&at_least, "at-least", 1, v->T, in, err);
    v->digits = (uint32_t)digits;
    v->at_least = (uint32_t)at_least;
    return status;
}

static sgm_status prove_it(const sgm_ctx *ctx, const sgm_statement_file *s, const void *witness, uint8_t *proof)
{
    const weights_values *v = s->values;
    const weights_witness *x = witness;
    const form f = form_of(s);
    const sgm_rng rng = sgm_rng_system();
    const sgm_f2_statement f2 = f2_of(v);
    const sgm_ball_statement ball = ball_of(v);
    const sgm_f5_statement f5 = f5_of(v);
    const sgm_weights_opening model = {x->w[0], x->rho[0]}, without = {x->w[1], x->rho[1]};
    if (f == MLR || f == L1)
        return sgm_f2_prove(ctx, f2_form(f), &f2, &model, &without, s->flavor, &rng, proof);
    if (f == ACC)
        return sgm_f5_prove(ctx, &f5, &model, s->flavor, &rng, proof);
    return sgm_ball_prove(ctx, ball_form(f), &ball, &model, &without, s->flavor, &rng, proof);
}

static sgm_status take_all_probes(weights_values *v, form f, const sgm_inputs *in, sgm_error *err)
{
    const char *source = in->value(in, "probes") != NULL ? in->value(in, "probes") : in->bundled_model;
    if (!has_probes(f))
        return SGM_OK;
    sgm_status status = take_probes(v, f, source, in, err);
    v->probes_source = strdup(source);
    if (status == SGM_OK && v->probes_source == NULL)
        status = sgm_fail(err, SGM_NOMEM, "out of memory");
    v->T = v->probes.T;
    memcpy(v->root, v->probes.root, sizeof v->root);
    return status;
}

static sgm_status prove(sgm_statement_file *s, const sgm_inputs *in, sgm_made *out, sgm_error *err)
{
    weights_values *v = s->values;
    const form f = form_of(s);
    const char *model = in->value(in, "model") != NULL ? in->value(in, "model") : in->bundled_model,
               *without = in->value(in, "model-without") != NULL ? in->value(in, "model-without") : "bundled:without-0";
    weights_witness x = {0};
    sgm_status status = take_all_probes(v, f, in, err);
    x.p = v->probes.p; /* 0 without probes */
    if (status == SGM_OK)
        status = take_bounds(v, f, in, err);
    if (status == SGM_OK)
        status = sgm_seed_take(x.seed, in->value(in, "weights-opening"), "weights", err);
    if (status == SGM_OK)
        status = commit(&v->model, &x, 0, model, in, err);
    if (status == SGM_OK && has_pair(f))
        status = commit(&v->without, &x, 1, without, in, err);
    v->p = (uint32_t)x.p;
    if (status == SGM_OK)
        status = sgm_statement_prove(out, in->ctx, s, prove_it, &x, err);
    if (status == SGM_OK)
        status = sgm_seed_keep(out, x.seed, err);
    clear_witness(&x);
    return status;
}

/* Models tied to their training. */

typedef struct trained_witness {
    const sgm_trained_witness *data;
} trained_witness;

static sgm_status prove_training(const sgm_ctx *ctx, const sgm_statement_file *s, const void *witness, uint8_t *proof)
{
    const trained_witness *w = witness;
    const sgm_trained_statement trained = trained_of(s->values);
    const sgm_rng rng = sgm_rng_system();
    return sgm_trained_prove(ctx, (sgm_trained_form)form_of(s), &trained, sgm_trained_witness_rest(w->data),
                             sgm_trained_witness_D(w->data), s->flavor, &rng, proof);
}

/* Commits to the last weights of a run. */
static sgm_status commit_last(committed *c, const sgm_trained_values *v, int m, const char *name, const sgm_ctx *ctx,
                              sgm_error *err)
{
    c->source = strdup(name);
    c->W = calloc(v->p, sizeof *c->W);
    if (c->source == NULL || c->W == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    sgm_weights_commit(ctx, c->W, &(sgm_weights_opening){v->w[m] + (size_t)v->T * v->p, v->rho[m]}, v->p);
    return SGM_OK;
}

static sgm_status prove_trained(sgm_statement_file *s, const sgm_inputs *in, sgm_made *out, sgm_error *err)
{
    weights_values *v = s->values;
    const form f = form_of(s);
    sgm_trained_witness *data = NULL;
    if (s->flavor == SGM_COMPACT)
        return sgm_fail(err, SGM_USAGE, "%s has no compact form", sgm_statement_words(s->kind)->name);
    sgm_status status = take_all_probes(v, f, in, err);
    if (status == SGM_OK)
        status = take_bounds(v, f, in, err);
    if (status == SGM_OK)
        status = sgm_trained_values_make(&v->training, &data, in, err);
    v->p = v->training.p;
    if (status == SGM_OK && has_probes(f) && v->probes.p != v->p)
        status = sgm_fail(err, SGM_MALFORMED, "probes of %u columns for %u weights", v->probes.p, v->p);
    if (status == SGM_OK)
        status = commit_last(&v->model, &v->training, 0, "trained with D", in->ctx, err);
    if (status == SGM_OK)
        status = commit_last(&v->without, &v->training, 1, "trained without D", in->ctx, err);
    if (status == SGM_OK)
        status = sgm_statement_prove(out, in->ctx, s, prove_training, &(trained_witness){data}, err);
    if (status == SGM_OK)
        status = sgm_trained_witness_keep(out, data, err);
    sgm_trained_witness_free(data);
    return status;
}

static sgm_status check(sgm_statement_file *s, const sgm_inputs *in, sgm_notes *notes, sgm_error *err)
{
    static const char *const of[FORMS] = {"every log ratio", "the sum of log ratios", "the norm of the difference",
                                          "the norm of the weights", ""};
    const weights_values *v = s->values;
    const form f = form_of(s);
    const double bound = ldexp((double)v->bound.high, 64) + (double)v->bound.low;
    (void)in;
    (void)err;
    if (has_probes(f))
        sgm_note(notes, "probes: %u rows of %u numbers, their root recomputed", v->T, v->p);
    if (is_trained(s)) {
        const sgm_trained_values *t = &v->training;
        sgm_note(notes,
                 "weights: opened, the last ones of two runs of %u steps over %u rows and %u of D, and over the %u",
                 t->T, t->n_rest, t->n_D, t->n_rest);
        sgm_note(notes, "data: hidden behind the registered columns, as stated; those with D are the sums, made here");
    } else {
        sgm_note(notes, "weights: hidden behind the registered commitments, as stated");
    }
    if (f == ACC)
        sgm_note(notes, "right: at least %u of %u", v->at_least, v->T);
    else if (f == MLR || f == L1)
        sgm_note(notes, "bound on %s: %.9g", of[f], ldexp(bound, -PRODUCT_BITS));
    else
        sgm_note(notes, "bound on %s: %.9g", of[f], ldexp(sqrt(bound), -WEIGHT_BITS));
    return SGM_OK;
}

#define MODEL                                                                                                          \
    {                                                                                                                  \
        "model", "PATH", "weights of the model, NPY or CSV (default bundled)", SGM_OPTION_PROVE | SGM_OPTION_READS     \
    }
#define WITHOUT                                                                                                        \
    {                                                                                                                  \
        "model-without", "PATH", "weights of the model without D, NPY or CSV (default bundled:without-0)",             \
            SGM_OPTION_PROVE | SGM_OPTION_READS                                                                        \
    }
#define PROBES                                                                                                         \
    {                                                                                                                  \
        "probes", "FILE", "public rows, NPY or CSV; of F5-ACC the last column is a label 0 or 1 (default: held out)",  \
            SGM_OPTION_PROVE | SGM_OPTION_VERIFY | SGM_OPTION_READS                                                    \
    }
#define EPSILON                                                                                                        \
    {                                                                                                                  \
        "epsilon", "X", "bound on log ratios, their sum, or a norm (default 1, 16, 1, 4)", SGM_OPTION_PROVE            \
    }
#define OPENING                                                                                                        \
    {"weights-opening", "FILE", "blind the weights as this file of an earlier proof says",                             \
     SGM_OPTION_PROVE | SGM_OPTION_READS},                                                                             \
    {                                                                                                                  \
        "weights-opening-out", "FILE", "keep the blindings of the weights here (secret, mode 0600)",                   \
            SGM_OPTION_PROVE | SGM_OPTION_SECRET                                                                       \
    }
static const sgm_option on_probes[] = {MODEL, WITHOUT, PROBES, EPSILON, OPENING},
                        pair[] = {MODEL, WITHOUT, EPSILON, OPENING}, one[] = {MODEL, EPSILON, OPENING},
                        audit[] = {MODEL,
                                   PROBES,
                                   {"at-least", "N", "how many items are right at least (default half of them)",
                                    SGM_OPTION_PROVE},
                                   {"digits", "K", "products are below 2^K (default 28)", SGM_OPTION_PROVE},
                                   OPENING};

#define TRAINING                                                                                                       \
    {"table", "FILE",                                                                                                  \
     "numbers to train on: CSV with a header, the last column a label 0 or 1 (default: the bundled one)",              \
     SGM_OPTION_PROVE | SGM_OPTION_READS},                                                                             \
        {"block", "K", "which of the table's 16 blocks is D (default 0)", SGM_OPTION_PROVE},                           \
        {"steps", "T", "steps of gradient descent (default 100)", SGM_OPTION_PROVE},                                   \
        {"columns-opening", "FILE", "blind the columns as this file of an earlier proof says",                         \
         SGM_OPTION_PROVE | SGM_OPTION_READS},                                                                         \
    {                                                                                                                  \
        "columns-opening-out", "FILE", "keep the blindings of the columns here (secret, mode 0600)",                   \
            SGM_OPTION_PROVE | SGM_OPTION_SECRET                                                                       \
    }
static const sgm_option trained_on_probes[] = {PROBES, EPSILON, TRAINING}, trained_pair[] = {EPSILON, TRAINING};

#define KIND_OF(words_, example_, options_, prove_)                                                                    \
    {                                                                                                                  \
        .words = words_, .challenge_bits = 253, .example = example_, .hypothesis = "use of the dataset",               \
        .values_bytes = sizeof(weights_values), .options = options_,                                                   \
        .n_options = sizeof options_ / sizeof options_[0], .cost = cost, .write = write, .read = read, .load = load,   \
        .instance = instance, .prove = prove_, .check = check, .clear = clear                                          \
    }
#define ROWS " over 512 rows, 32 of D"
const sgm_statement_kind sgm_kind_f2_mlr =
                             KIND_OF(&sgm_f2[SGM_F2_MLR], "128 probes of 24 bits, 31 weights", on_probes, prove),
                         sgm_kind_f2_l1 =
                             KIND_OF(&sgm_f2[SGM_F2_L1], "128 probes of 23 bits, 31 weights", on_probes, prove),
                         sgm_kind_f2_l2 = KIND_OF(&sgm_ball_words[SGM_F2_L2], "31 weights of 24 bits", pair, prove),
                         sgm_kind_f2_mlr_trained =
                             KIND_OF(&sgm_trained[SGM_TRAINED_MLR], "128 probes of 24 bits, 31 weights" ROWS,
                                     trained_on_probes, prove_trained),
                         sgm_kind_f2_l1_trained =
                             KIND_OF(&sgm_trained[SGM_TRAINED_L1], "128 probes of 23 bits, 31 weights" ROWS,
                                     trained_on_probes, prove_trained),
                         sgm_kind_f2_l2_trained = KIND_OF(&sgm_trained[SGM_TRAINED_L2], "31 weights of 24 bits" ROWS,
                                                          trained_pair, prove_trained),
                         sgm_kind_f5_norm = KIND_OF(&sgm_ball_words[SGM_F5_NORM], "31 weights of 24 bits", one, prove),
                         sgm_kind_f5_acc = KIND_OF(&sgm_f5_acc, "128 items of 24 bits, 31 weights", audit, prove);
