/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F3: packed one-out-of-many proofs (Groth and Kohlweiss; base-n digits of Bootle et al.; two commitments). */
#include "protocols/formulation/f3_internal.h"

#include "primitives/base/bytes.h"
#include "protocols/formulation/clause.h"

#include <math.h>

const sgm_words sgm_f3[SGM_F3_FORMS] = {
    [SGM_F3_SCALAR] = {.name = "F3-SCALAR",
                       .title = "equivalence class",
                       .system = "one out of many (Groth-Kohlweiss), packed",
                       .claim = "The record opens to one of these N digests.",
                       .non_claim = SGM_F3_NON_CLAIM,
                       .audience = "anyone",
                       .assumption = "discrete logarithm, random oracle"},
    [SGM_F3_GROUP] = {.name = "F3-GROUP",
                      .title = "equivalence class of owner commitments",
                      .system = "one out of many (Groth-Kohlweiss), packed",
                      .claim = "The record and one of these N owner commitments hold the same digest.",
                      .non_claim = SGM_F3_NON_CLAIM,
                      .audience = "anyone",
                      .assumption = "discrete logarithm, random oracle"},
    [SGM_F3_SQRT] = {.name = "F3-SQRT",
                     .title = "equivalence class, square-root verifier",
                     .system = "one out of many (Groth-Kohlweiss), packed, and an inner product argument",
                     .claim = "The record opens to one of these N digests.",
                     .non_claim = SGM_F3_NON_CLAIM,
                     .audience = "anyone",
                     .assumption = "discrete logarithm, random oracle"},
};

sgm_acceptance sgm_f3_acceptance(uint64_t q, uint64_t members, uint64_t with, uint64_t worlds)
{
    return (sgm_acceptance){.log2_h1 = log2((double)q / (double)with),
                            .log2_h0 = log2((double)(members - q) / (double)(worlds - with))};
}

uint32_t sgm_f3_rounds(uint32_t n, uint32_t m)
{
    uint32_t bits = 0;
    while (n >> bits > 1)
        bits++;
    return bits * (m / 2);
}

/* What a proof string holds of a digit: all values but the first, which the verifier computes. */
static uint32_t values_sent(uint32_t n) { return n - (SGM_KEEP_DIGIT ? 1 : 0); }

/* Points of a proof string. */
static uint32_t points_sent(sgm_f3_form form, uint32_t n, uint32_t m)
{
    return 2 + m + (form == SGM_F3_SQRT ? 2 * sgm_f3_rounds(n, m) : 0);
}

static uint32_t scalars_sent(sgm_f3_form form, uint32_t n, uint32_t m)
{
    return m * values_sent(n) + 2 + (form == SGM_F3_SQRT ? 2 : 0);
}

size_t sgm_f3_proof_size(sgm_f3_form form, uint32_t n, uint32_t m, sgm_flavor flavor)
{
    size_t points = points_sent(form, n, m);
    return 32 * (points + scalars_sent(form, n, m) + (flavor == SGM_HINTED ? points : 0));
}

uint32_t sgm_f3_equations(sgm_f3_form form) { return form == SGM_F3_SQRT ? 3 : 2; }
uint32_t sgm_f3_points(sgm_f3_form form, uint32_t n, uint32_t m) { return points_sent(form, n, m) + 1; }

/* Points of a proof in their order: A, B, X_0 .. X_{m-1}, then L, R of every round. Scalars: the f, z, z', and E, y_f.
 */
enum { POINT_A, POINT_B, POINT_X };
/* Equations: digits, membership, row. */
enum { DIGITS, MEMBERSHIP, ROW };
/* Outer products: the commitments to digits over V; then over the class, or over CR and the class's rows. */
enum { OUTER_V, OUTER_CLASS, OUTER_CR = OUTER_CLASS, OUTER_ROWS, OUTERS };

/* A tensor over 2^bits or n^digits items as an outer product: `low` digits make the columns. */
typedef struct halves {
    uint32_t low, high;
} halves;

typedef struct f3_argument {
    sgm_argument arg;
    sgm_outer outers[OUTERS];
    sgm_f3_form form;
    uint32_t n, m, rounds;
    halves members; /* digits of the class, or of its rows */
    halves fold;    /* bits of a row */
    sgm_sc dm;
} f3_argument;

void sgm_f3_digits(sgm_sc *digit, const sgm_sc *f, const sgm_sc *x, uint32_t n, uint32_t m)
{
    for (uint32_t j = 0; j < m; j++, digit += n) {
        digit[0] = SGM_KEEP_DIGIT ? *x : *f++;
        for (uint32_t i = 1; i < n; i++) {
            digit[i] = *f++;
            if (SGM_KEEP_DIGIT)
                sgm_sc_sub(&digit[0], &digit[0], &digit[i]);
        }
    }
}

/* A + x B - sum of (f V_{2k} + f(x - f) V_{2k+1}) - z H, with k = jn + i: each digit is 0 or 1 times x, and what is set
 * is what B commits to. */
static void sum_digits(const f3_argument *p, const sgm_reading *in, const sgm_sums *out, const sgm_sc *digit,
                       const sgm_sc *z)
{
    const sgm_sc *w = &in->weight[DIGITS], *x = &in->challenge[0];
    uint32_t places = p->n * p->m;
    sgm_sc minus, *b = out->b[OUTER_V], *other = in->scratch + places;
    sgm_sc_neg(&minus, w);
    *out->a[OUTER_V] = minus;
    for (uint32_t k = 0; k < places; k++)
        sgm_sc_sub(&other[k], x, &digit[k]);
    in->be->sc_mul(other, other, digit, places);
    for (uint32_t k = 0; k < places; k++) {
        b[2 * k] = digit[k];
        b[2 * k + 1] = other[k];
    }
    sgm_sc_muladd(&out->generator[SGM_GEN_H], &minus, z, &out->generator[SGM_GEN_H]);
    sgm_sc_add(&out->point[POINT_A], &out->point[POINT_A], w);
    sgm_sc_muladd(&out->point[POINT_B], w, x, &out->point[POINT_B]);
}

/* sum of x^k X_k + (the class at f) + z' H - x^m (C - dm G_M), but for the class. */
static void sum_membership(const f3_argument *p, const sgm_reading *in, const sgm_sums *out, const sgm_sc *z)
{
    sgm_sc power = in->weight[MEMBERSHIP];
    sgm_sc_muladd(&out->generator[SGM_GEN_H], &power, z, &out->generator[SGM_GEN_H]);
    for (uint32_t k = 0; k < p->m; k++) {
        sgm_sc_add(&out->point[POINT_X + k], &out->point[POINT_X + k], &power);
        sgm_sc_mul(&power, &power, &in->challenge[0]);
    }
    sgm_sc_muladd(&out->generator[SGM_GEN_GM], &power, &p->dm, &out->generator[SGM_GEN_GM]);
    sgm_sc_sub(&out->element[0], &out->element[0], &power);
}

/* first * the tensor of these digits, in two factors. */
static void sum_tensor(const f3_argument *p, const sgm_reading *in, const sgm_sums *out, unsigned outer,
                       const sgm_sc *digit, const sgm_sc *first)
{
    sgm_digit_tensor(in->be, out->b[outer], &sgm_sc_one, digit, p->n, p->members.low);
    sgm_digit_tensor(in->be, out->a[outer], first, digit + p->members.low * p->n, p->n, p->members.high);
}

/* <s,v> for the tensor v of the digits of a column and s of the fold: digit by digit. bit[0] belongs to the lowest bit.
 */
static void fold_digits(const f3_argument *p, sgm_sc *r, const sgm_sc *digit, const sgm_sc *e)
{
    uint32_t bits = p->m >= 2 ? p->rounds / (p->m / 2) : 0;
    *r = sgm_sc_one;
    for (uint32_t j = 0; j < p->m / 2; j++) {
        sgm_sc half[SGM_CLASS_BASE_MAX];
        memcpy(half, digit + j * p->n, p->n * sizeof *half);
        for (uint32_t b = bits, n = p->n / 2; b-- > 0; n /= 2) /* the upper half of the digit's values has bit b set */
            for (uint32_t i = 0; i < n; i++)
                sgm_sc_muladd(&half[i], &half[n + i], &e[p->rounds - 1 - (j * bits + b)], &half[i]);
        sgm_sc_mul(r, r, &half[0]);
    }
}

/* sum of u_h Theta_h + w E Q + sum of (e L + e^-1 R) - y_f <s,CR> - w y_f <s,v> Q, with the challenges x, w, e. */
static void sum_row(const f3_argument *p, const sgm_reading *in, const sgm_sums *out, const sgm_sc *digit,
                    const sgm_sc *E, const sgm_sc *yf)
{
    const sgm_sc *weight = &in->weight[ROW], *w = &in->challenge[1], *e = &in->challenge[2], *inverse = &in->inverse[2];
    sgm_sc *LR = out->point + POINT_X + p->m, minus, q;
    sum_tensor(p, in, out, OUTER_ROWS, digit + p->m / 2 * p->n, weight);
    for (uint32_t k = 0; k < p->rounds; k++) {
        sgm_sc_muladd(&LR[2 * k], weight, &e[k], &LR[2 * k]);
        sgm_sc_muladd(&LR[2 * k + 1], weight, &inverse[k], &LR[2 * k + 1]);
    }
    sgm_sc_mul(&minus, weight, yf);
    sgm_sc_neg(&minus, &minus);
    sgm_fold_tensor(in->be, out->b[OUTER_CR], &sgm_sc_one, e + p->fold.high, p->fold.low);
    sgm_fold_tensor(in->be, out->a[OUTER_CR], &minus, e, p->fold.high);
    fold_digits(p, &q, digit, e);
    sgm_sc_mul(&q, &q, &minus);
    sgm_sc_muladd(&q, weight, E, &q);
    sgm_sc_muladd(&out->generator[SGM_GEN_Q], &q, w, &out->generator[SGM_GEN_Q]);
}

static void sum(const sgm_argument *self, const sgm_reading *in, const sgm_sums *out)
{
    const f3_argument *p = (const f3_argument *)self;
    const sgm_sc *end = in->scalar + p->m * values_sent(p->n); /* z, z', E, y_f */
    sgm_sc *digit = in->scratch;
    sgm_f3_digits(digit, in->scalar, &in->challenge[0], p->n, p->m);
    sum_digits(p, in, out, digit, &end[0]);
    sum_membership(p, in, out, &end[1]);
    if (p->form != SGM_F3_SQRT) {
        sum_tensor(p, in, out, OUTER_CLASS, digit, &in->weight[MEMBERSHIP]);
        return;
    }
    sgm_sc_muladd(&out->generator[SGM_GEN_G], &in->weight[MEMBERSHIP], &end[2], &out->generator[SGM_GEN_G]);
    sum_row(p, in, out, digit, &end[2], &end[3]);
}

static void write_script(sgm_script *s, const f3_argument *p)
{
    sgm_script_add(s, SGM_STEP_POINTS, 2 + p->m);
    sgm_script_add(s, SGM_STEP_CHALLENGES, 1);
    sgm_script_add(s, SGM_STEP_SCALARS, p->m * values_sent(p->n) + 2);
    if (p->form != SGM_F3_SQRT)
        return;
    sgm_script_add(s, SGM_STEP_SCALARS, 1);
    sgm_script_add(s, SGM_STEP_NONZERO, 1);
    sgm_script_fold(s, p->rounds);
    sgm_script_add(s, SGM_STEP_SCALARS, 1);
}

static halves split(uint32_t digits) { return (halves){digits / 2, digits - digits / 2}; }

/* The first n points of a family. */
static sgm_status family(sgm_vector *v, const sgm_ctx *ctx, sgm_family which, size_t n)
{
    *v = (sgm_vector){.n = n};
    return sgm_ctx_family(ctx, which, n, &v->points, &v->id);
}

static sgm_status set_outers(f3_argument *p, const sgm_ctx *ctx, const sgm_class *K)
{
    uint32_t row_digits = sgm_class_column_digits(K), terms = 2 * K->n * K->m;
    sgm_outer *o = p->outers;
    p->members = split(p->form == SGM_F3_SQRT ? K->m - row_digits : K->m);
    p->fold = split(p->rounds);
    sgm_status st = family(&o[OUTER_V].vector, ctx, SGM_FAMILY_V, terms);
    o[OUTER_V].rows = 1;
    o[OUTER_V].columns = terms;
    sgm_outer *members = &o[p->form == SGM_F3_SQRT ? OUTER_ROWS : OUTER_CLASS];
    members->rows = (uint32_t)sgm_power(K->n, p->members.high);
    members->columns = (uint32_t)sgm_power(K->n, p->members.low);
    if (p->form != SGM_F3_SQRT) {
        members->vector = (sgm_vector){K, K->size, K->point, K->d};
        return st;
    }
    members->vector = (sgm_vector){&K->rows, sgm_power(K->n, K->m - row_digits), K->rows, NULL};
    o[OUTER_CR].rows = 1u << p->fold.high;
    o[OUTER_CR].columns = 1u << p->fold.low;
    return st == SGM_OK ? family(&o[OUTER_CR].vector, ctx, SGM_FAMILY_CR, (size_t)1 << p->rounds) : st;
}

/* The parameters of a form; for_prover: without a class's rows. */
static sgm_status is_possible(sgm_f3_form form, const sgm_f3_statement *s, sgm_flavor flavor, int for_prover)
{
    const sgm_class *K = s->K;
    if ((int)form < 0 || form >= SGM_F3_FORMS || (flavor != SGM_BATCHABLE && flavor != SGM_HINTED) ||
        K->kind != (form == SGM_F3_GROUP ? SGM_CLASS_POINTS : SGM_CLASS_SCALARS))
        return SGM_USAGE;
    if (form == SGM_F3_SQRT && (K->n & (K->n - 1)) != 0)
        return SGM_MALFORMED;
    if (form == SGM_F3_SQRT && !for_prover && !K->rows)
        return SGM_USAGE;
    return K->size > (form == SGM_F3_SQRT ? SGM_F3_SQRT_MAX : SGM_F3_MAX) || sgm_record_refused(s->C) ||
                   sgm_digest_refused(&s->dm)
               ? SGM_MALFORMED
               : SGM_OK;
}

/* The statement, as it is hashed. */
enum { INSTANCE_BYTES = 32 + 32 + 4 + 4 + 64 };

static void write_bytes(uint8_t out[INSTANCE_BYTES], const sgm_f3_statement *s)
{
    memcpy(out, s->C, 32);
    sgm_sc_to_bytes(out + 32, &s->dm);
    sgm_store32(out + 64, s->K->n);
    sgm_store32(out + 68, s->K->m);
    memcpy(out + 72, s->K->root, 64);
}

sgm_status sgm_f3_make_instance(sgm_instance **out, const sgm_ctx *ctx, sgm_f3_form form, const sgm_f3_statement *s,
                                sgm_flavor flavor, int for_prover)
{
    uint8_t bytes[INSTANCE_BYTES];
    *out = NULL;
    sgm_status st = is_possible(form, s, flavor, for_prover);
    if (st != SGM_OK)
        return st;
    f3_argument *p = calloc(1, sizeof *p);
    if (!p)
        return SGM_NOMEM;
    p->form = form;
    p->n = s->K->n;
    p->m = s->K->m;
    p->rounds = form == SGM_F3_SQRT ? sgm_f3_rounds(p->n, p->m) : 0;
    p->dm = s->dm;
    p->arg = (sgm_argument){.n_equations = sgm_f3_equations(form),
                            .n_outers = form == SGM_F3_SQRT ? OUTERS : OUTERS - 1,
                            .outers = p->outers,
                            .scratch = 2 * (size_t)p->n * p->m,
                            .sum = sum};
    write_script(&p->arg.script, p);
    st = set_outers(p, ctx, s->K);
    if (st != SGM_OK) {
        free(p);
        return st;
    }
    write_bytes(bytes, s);
    return sgm_argument_instance(out, sgm_f3[form].name, &p->arg, free, &s->C, 1, bytes, sizeof bytes, flavor);
}

sgm_status sgm_f3_instance(sgm_instance **out, const sgm_ctx *ctx, sgm_f3_form form, const sgm_f3_statement *s,
                           sgm_flavor flavor)
{
    return sgm_f3_make_instance(out, ctx, form, s, flavor, 0);
}
