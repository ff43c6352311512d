/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cases of ristretto255: codec, one-way map, point operations and multiplications, with libsodium as oracle. */
#include "bench/cases/inputs.h"
#include "bench/cases/support.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum {
    OP_DECODE,
    OP_DECODE_HINTED,
    OP_DECODE_HINTS,
    OP_ENCODE,
    OP_DOUBLE_ENCODE,
    OP_FROM_UNIFORM,
    OP_MAP_ENCODE,
    OP_TO_AFFINE,
    OP_FROM_AFFINE,
    OP_ADD,
    OP_NEG,
    OP_EQUAL,
    OP_IS_IDENTITY,
    OP_FIXED_MUL,
    OP_FIXED_MUL_VT,
    OP_VAR_MUL,
    OP_VAR_SUMS,
    OP_VAR_SUM,
    OP_FIXED_MUL_BYTES,
    OP_VAR_MUL_BYTES
};

/* Of each sum of OP_VAR_SUMS: the next inputs in turn. */
enum { TERMS = 3 };

/* One state for all: inputs, their points, and every kind of output. */
typedef struct group_state {
    const sgm_backend *be;
    int op;
    size_t n;
    sgm_group_inputs in;
    sgm_affine *pa;           /* decoded a */
    sgm_point *xa, *xb, *sum; /* a, b and a + b; sum has Z != 1 */
    sgm_fixed *table;         /* multiples of the generator */
    void *scratch;
    sgm_affine *term; /* of sums side by side, with their scalars */
    sgm_sc *factor;
    sgm_affine *out_affine;
    sgm_point *out;
    uint8_t *flag;
    uint8_t (*enc)[32], (*hint)[32];
    sgm_sc *half;
} group_state;

static void group_teardown(void *state)
{
    group_state *s = state;
    if (s == NULL)
        return;
    sgm_group_inputs_clear(&s->in);
    free(s->pa);
    free(s->xa);
    free(s->xb);
    free(s->sum);
    free(s->table);
    free(s->scratch);
    free(s->term);
    free(s->factor);
    free(s->out_affine);
    free(s->out);
    free(s->flag);
    free(s->enc);
    free(s->hint);
    free(s->half);
    free(s);
}

static int group_alloc(group_state *s)
{
    size_t n = s->n;
    s->pa = sgm_case_alloc(n, sizeof *s->pa);
    s->xa = sgm_case_alloc(n, sizeof *s->xa);
    s->xb = sgm_case_alloc(n, sizeof *s->xb);
    s->sum = sgm_case_alloc(n, sizeof *s->sum);
    s->table = sgm_case_alloc(1, s->be->fixed_bytes);
    s->scratch = sgm_case_alloc(1, s->be->var_sum_bytes);
    s->term = sgm_case_alloc(TERMS * n, sizeof *s->term);
    s->factor = sgm_case_alloc(TERMS * n, sizeof *s->factor);
    s->out_affine = sgm_case_alloc(n, sizeof *s->out_affine);
    s->out = sgm_case_alloc(n, sizeof *s->out);
    s->flag = sgm_case_alloc(n, sizeof *s->flag);
    s->enc = sgm_case_alloc(n, sizeof *s->enc);
    s->hint = sgm_case_alloc(n, sizeof *s->hint);
    s->half = sgm_case_alloc(n, sizeof *s->half);
    return s->pa != NULL && s->xa != NULL && s->xb != NULL && s->sum != NULL && s->table != NULL &&
           s->scratch != NULL && s->term != NULL && s->factor != NULL && s->out_affine != NULL && s->out != NULL &&
           s->flag != NULL && s->enc != NULL && s->hint != NULL && s->half != NULL;
}

static sgm_status group_points(group_state *s)
{
    sgm_affine *g = sgm_case_alloc(1, sizeof *g);
    uint8_t ok = 0, enc[1][32];
    static const uint8_t one[32] = {1};
    if (g == NULL)
        return SGM_NOMEM;
    size_t refused = (size_t)(crypto_scalarmult_ristretto255_base(enc[0], one) != 0);
    refused += s->be->decode(g, &ok, (const uint8_t(*)[32])enc, 1);
    s->be->fixed_init(s->table, g);
    free(g);
    refused += s->be->decode(s->pa, s->flag, (const uint8_t(*)[32])s->in.b, s->n);
    s->be->from_affine(s->xb, s->pa, s->n);
    refused += s->be->decode(s->pa, s->flag, (const uint8_t(*)[32])s->in.a, s->n);
    s->be->from_affine(s->xa, s->pa, s->n);
    s->be->add(s->sum, s->xa, s->xb, s->n);
    return refused == 0 ? SGM_OK : SGM_MALFORMED;
}

static size_t term_of(const group_state *s, size_t t, size_t i) { return (i + t) % s->n; }

static void group_terms(group_state *s)
{
    for (size_t t = 0; t < TERMS; t++)
        for (size_t i = 0; i < s->n; i++) {
            s->term[t * s->n + i] = s->pa[term_of(s, t, i)];
            s->factor[t * s->n + i] = s->in.k[term_of(s, t, i)];
        }
}

static int group_decodes(int op) { return op == OP_DECODE || op == OP_DECODE_HINTED || op == OP_DECODE_HINTS; }

static sgm_status group_inputs(group_state *s, const sgm_case_env *env)
{
    sgm_status status = sgm_group_inputs_make(&s->in, env, s->n);
    if (status != SGM_OK)
        return status;
    if (s->op == OP_EQUAL || s->op == OP_IS_IDENTITY) /* every second pair is equal */
        for (size_t i = 0; i < s->n; i += 2)
            memcpy(s->in.b[i], s->in.a[i], 32);
    status = group_points(s);
    if (s->op == OP_VAR_SUMS)
        group_terms(s);
    if (group_decodes(s->op) && env->input_class == 1)
        sgm_group_inputs_mix(&s->in, env->seed);
    if (s->op == OP_DECODE_HINTED)
        s->be->decode_hints(s->hint, (const uint8_t(*)[32])s->in.a, s->n);
    return status;
}

static sgm_status group_setup(void **state, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    group_state *s = calloc(1, sizeof *s);
    *state = NULL;
    if (s == NULL)
        return SGM_NOMEM;
    s->be = env->be;
    s->op = c->op;
    s->n = n;
    sgm_status status = group_alloc(s) ? group_inputs(s, env) : SGM_NOMEM;
    if (status != SGM_OK) {
        group_teardown(s);
        return status;
    }
    if (s->op == OP_EQUAL || s->op == OP_IS_IDENTITY)
        s->be->neg(s->out, s->xb, n);
    if (s->op == OP_EQUAL) /* a with Z != 1 */
        s->be->add(s->sum, s->sum, s->out, n);
    if (s->op == OP_IS_IDENTITY)
        s->be->add(s->sum, s->xa, s->out, n); /* a - b */
    *state = s;
    return SGM_OK;
}

/* Products on their way to bytes are made at half size, as the provers make them: doubling shares its inversions. */
static const sgm_sc *group_halves(group_state *s)
{
    for (size_t i = 0; i < s->n; i++)
        sgm_sc_half(&s->half[i], &s->in.k[i]);
    return s->half;
}

static sgm_status group_run(void *state)
{
    group_state *s = state;
    const sgm_backend *be = s->be;
    const uint8_t(*a)[32] = (const uint8_t(*)[32])s->in.a;
    const uint8_t(*uniform)[64] = (const uint8_t(*)[64])s->in.uniform;
    switch (s->op) {
    case OP_DECODE:
        be->decode(s->out_affine, s->flag, a, s->n);
        break;
    case OP_DECODE_HINTED:
        be->decode_hinted(s->out_affine, s->flag, a, (const uint8_t(*)[32])s->hint, s->n);
        break;
    case OP_DECODE_HINTS:
        be->decode_hints(s->hint, a, s->n);
        break;
    case OP_ENCODE:
        be->encode(s->enc, s->sum, s->n);
        break;
    case OP_DOUBLE_ENCODE:
        be->double_encode(s->enc, s->sum, s->n);
        break;
    case OP_FROM_UNIFORM:
        be->from_uniform(s->out, uniform, s->n);
        break;
    case OP_MAP_ENCODE:
        be->from_uniform(s->out, uniform, s->n);
        be->encode(s->enc, s->out, s->n);
        break;
    case OP_TO_AFFINE:
        be->to_affine(s->out_affine, s->sum, s->n);
        break;
    case OP_FROM_AFFINE:
        be->from_affine(s->out, s->pa, s->n);
        break;
    case OP_ADD:
        be->add(s->out, s->sum, s->xb, s->n);
        break;
    case OP_NEG:
        be->neg(s->out, s->sum, s->n);
        break;
    case OP_EQUAL:
        be->equal(s->flag, s->sum, s->xb, s->n);
        break;
    case OP_IS_IDENTITY:
        be->is_identity(s->flag, s->sum, s->n);
        break;
    case OP_FIXED_MUL:
        be->fixed_mul(s->out, s->table, s->in.k, s->n);
        break;
    case OP_FIXED_MUL_VT:
        be->fixed_mul_vt(s->out, s->table, s->in.k, s->n);
        break;
    case OP_VAR_MUL:
        be->var_mul(s->out, s->pa, s->in.k, s->n);
        break;
    case OP_VAR_SUMS:
        be->var_sums(s->out, s->term, s->factor, TERMS, s->n);
        break;
    case OP_VAR_SUM:
        be->var_sum(s->out, s->pa, s->in.k, s->n, s->scratch);
        break;
    case OP_FIXED_MUL_BYTES:
        be->fixed_mul(s->out, s->table, group_halves(s), s->n);
        be->double_encode(s->enc, s->out, s->n);
        break;
    default: /* OP_VAR_MUL_BYTES */
        if (be->decode(s->out_affine, s->flag, a, s->n) != 0)
            return SGM_MALFORMED;
        be->var_mul(s->out, s->out_affine, group_halves(s), s->n);
        be->double_encode(s->enc, s->out, s->n);
        break;
    }
    return SGM_OK;
}

static int group_gives_affine(int op) { return op == OP_DECODE || op == OP_DECODE_HINTED || op == OP_TO_AFFINE; }
static int group_gives_flags(int op) { return op == OP_EQUAL || op == OP_IS_IDENTITY; }
static int group_gives_bytes(int op)
{
    return op == OP_ENCODE || op == OP_DOUBLE_ENCODE || op == OP_MAP_ENCODE || op == OP_FIXED_MUL_BYTES ||
           op == OP_VAR_MUL_BYTES;
}

/* A sum is one output. */
static size_t group_n_outputs(const group_state *s) { return s->op == OP_VAR_SUM ? 1 : s->n; }

/* Brings whatever the last run made into s->enc. */
static void group_outputs(group_state *s)
{
    if (s->op == OP_DECODE_HINTS)
        memcpy(s->enc, s->hint, s->n * sizeof *s->enc);
    if (s->op == OP_DECODE_HINTS || group_gives_bytes(s->op) || group_gives_flags(s->op))
        return;
    if (group_gives_affine(s->op))
        s->be->from_affine(s->out, s->out_affine, s->n);
    s->be->encode(s->enc, s->out, group_n_outputs(s));
}

/* libsodium 1.0.18 ignores bit 255. */
static int group_is_valid(const uint8_t enc[32])
{
    return enc[31] >> 7 == 0 && crypto_core_ristretto255_is_valid_point(enc);
}

/* want += k_j a_j. */
static void add_product(uint8_t want[32], const group_state *s, size_t j)
{
    uint8_t k[32], product[32];
    sgm_sc_to_bytes(k, &s->in.k[j]);
    int ignored = crypto_scalarmult_ristretto255(product, k, s->in.a[j]);
    ignored |= crypto_core_ristretto255_add(want, want, product);
    (void)ignored;
}

/* What libsodium says item i should be: an encoding. Its multiplications return -1 for the identity, but write it. */
static void group_expect(const group_state *s, size_t i, uint8_t want[32])
{
    uint8_t sum[32], k[32];
    static const uint8_t zero[32];
    int ignored = crypto_core_ristretto255_add(sum, s->in.a[i], s->in.b[i]);
    sgm_sc_to_bytes(k, &s->in.k[i]);
    memset(want, 0, 32);
    switch (s->op) {
    case OP_DECODE:
    case OP_DECODE_HINTED:
        if (group_is_valid(s->in.a[i]))
            memcpy(want, s->in.a[i], 32);
        break;
    case OP_ENCODE:
    case OP_TO_AFFINE:
        memcpy(want, sum, 32);
        break;
    case OP_DOUBLE_ENCODE:
        ignored |= crypto_core_ristretto255_add(want, sum, sum);
        break;
    case OP_FROM_UNIFORM:
    case OP_MAP_ENCODE:
        crypto_core_ristretto255_from_hash(want, s->in.uniform[i]);
        break;
    case OP_FROM_AFFINE:
        memcpy(want, s->in.a[i], 32);
        break;
    case OP_ADD:
        ignored |= crypto_core_ristretto255_add(want, sum, s->in.b[i]);
        break;
    case OP_NEG:
        ignored |= crypto_core_ristretto255_sub(want, zero, sum);
        break;
    case OP_FIXED_MUL:
    case OP_FIXED_MUL_VT:
    case OP_FIXED_MUL_BYTES:
        ignored |= crypto_scalarmult_ristretto255_base(want, k);
        break;
    case OP_VAR_SUMS:
        for (size_t t = 0; t < TERMS; t++)
            add_product(want, s, term_of(s, t, i));
        break;
    case OP_VAR_SUM:
        for (size_t j = 0; j < s->n; j++)
            add_product(want, s, j);
        break;
    case OP_VAR_MUL:
    case OP_VAR_MUL_BYTES:
        ignored |= crypto_scalarmult_ristretto255(want, k, s->in.a[i]);
        break;
    default:
        break;
    }
    (void)ignored;
}

static int group_hint_is_right(const group_state *s, size_t i)
{
    uint8_t none[32];
    memset(none, 0xff, sizeof none);
    return group_is_valid(s->in.a[i]) ? sgm_oracle_is_hint(s->enc[i], s->in.a[i]) : memcmp(s->enc[i], none, 32) == 0;
}

static int group_flag_is_right(const group_state *s, size_t i)
{
    if (group_gives_flags(s->op)) /* EQUAL compares a with b, IS_IDENTITY looks at a - b: both ask a == b */
        return s->flag[i] == (memcmp(s->in.a[i], s->in.b[i], 32) == 0);
    if (s->op == OP_DECODE || s->op == OP_DECODE_HINTED)
        return s->flag[i] == group_is_valid(s->in.a[i]);
    return 1;
}

/* Whether what was decoded adds up with b. Its encoding alone takes no more than a sign from t2d. */
static int group_adds_up(group_state *s)
{
    int right = 1;
    s->be->from_affine(s->out, s->out_affine, s->n);
    s->be->add(s->out, s->out, s->xb, s->n);
    s->be->encode(s->enc, s->out, s->n);
    for (size_t i = 0; i < s->n; i++) {
        uint8_t own[32], want[32];
        group_expect(s, i, own);
        right &= crypto_core_ristretto255_add(want, own, s->in.b[i]) == 0 && memcmp(s->enc[i], want, 32) == 0;
    }
    return right;
}

static void group_check(void *state, sgm_verdict *v)
{
    group_state *s = state;
    sgm_verdict_pass(v);
    if (group_run(s) != SGM_OK)
        sgm_verdict_fail(v, "run failed");
    group_outputs(s);
    for (size_t i = 0; i < group_n_outputs(s); i++) {
        uint8_t want[32];
        if (!group_flag_is_right(s, i))
            sgm_verdict_fail(v, "verdict on item %zu differs from libsodium", i);
        if (group_gives_flags(s->op))
            continue;
        if (s->op == OP_DECODE_HINTS) {
            if (!group_hint_is_right(s, i))
                sgm_verdict_fail(v, "hint %zu is not the inverse square root", i);
            continue;
        }
        group_expect(s, i, want);
        if (memcmp(s->enc[i], want, 32) != 0)
            sgm_verdict_fail(v, "item %zu differs from libsodium", i);
    }
    if (group_gives_affine(s->op) && !group_adds_up(s))
        sgm_verdict_fail(v, "an item does not add up with another as libsodium's do");
}

static void group_input(void *state, const sgm_sink *sink)
{
    const group_state *s = state;
    sgm_group_inputs_put(&s->in, sink);
}

static void group_canon(void *state, const sgm_sink *sink)
{
    group_state *s = state;
    group_outputs(s);
    if (group_gives_flags(s->op) || s->op == OP_DECODE || s->op == OP_DECODE_HINTED)
        sgm_sink_put(sink, s->flag, s->n);
    if (!group_gives_flags(s->op))
        sgm_sink_put(sink, s->enc, group_n_outputs(s) * sizeof *s->enc);
}

static const char *const decode_classes[] = {"valid", "mixed", NULL};
static const char *const point_classes[] = {"random", NULL};
static const char *const scalar_classes[] = {"random", "edge", NULL};
static const size_t codec_sizes[] = {1, 2, 4, 8, 16, 64, 256, 1024, 4096, 16384, 65536, 0};
static const size_t cheap_sizes[] = {1, 2, 4, 8, 16, 64, 256, 1024, 4096, 0};
static const size_t costly_sizes[] = {1, 2, 4, 8, 16, 64, 256, 1024, 0};

/* One entry; BESIDE: compared with the peers of another kernel, the nearest thing that they have. */
#define GROUP_BESIDE(name, baseline_, op_, time, classes_, sizes_)                                                     \
    {                                                                                                                  \
        .id = "primitives/ristretto/" #name, .baseline = baseline_, .timing = time, .classes = classes_,               \
        .sizes = sizes_, .op = op_, .setup = group_setup, .run = group_run, .check = group_check,                      \
        .input = group_input, .canon = group_canon, .teardown = group_teardown                                         \
    }
#define GROUP(name, ...) GROUP_BESIDE(name, NULL, __VA_ARGS__)

static const sgm_case list[] = {
    GROUP(decode, OP_DECODE, SGM_CONSTANT_TIME, decode_classes, codec_sizes),
    GROUP_BESIDE(decode_hinted, "primitives/ristretto/decode", OP_DECODE_HINTED, SGM_CONSTANT_TIME, decode_classes,
                 codec_sizes),
    GROUP_BESIDE(decode_hints, "primitives/ristretto/decode", OP_DECODE_HINTS, SGM_CONSTANT_TIME, decode_classes,
                 codec_sizes),
    GROUP(encode, OP_ENCODE, SGM_CONSTANT_TIME, point_classes, cheap_sizes),
    GROUP(double_encode, OP_DOUBLE_ENCODE, SGM_CONSTANT_TIME, point_classes, cheap_sizes),
    GROUP_BESIDE(from_uniform, "primitives/ristretto/map_encode", OP_FROM_UNIFORM, SGM_CONSTANT_TIME, point_classes,
                 cheap_sizes),
    GROUP(map_encode, OP_MAP_ENCODE, SGM_CONSTANT_TIME, point_classes, cheap_sizes),
    GROUP(to_affine, OP_TO_AFFINE, SGM_CONSTANT_TIME, point_classes, cheap_sizes),
    GROUP(from_affine, OP_FROM_AFFINE, SGM_CONSTANT_TIME, point_classes, cheap_sizes),
    GROUP(add, OP_ADD, SGM_CONSTANT_TIME, point_classes, cheap_sizes),
    GROUP(neg, OP_NEG, SGM_CONSTANT_TIME, point_classes, cheap_sizes),
    GROUP(equal, OP_EQUAL, SGM_CONSTANT_TIME, point_classes, cheap_sizes),
    GROUP(is_identity, OP_IS_IDENTITY, SGM_CONSTANT_TIME, point_classes, cheap_sizes),
    GROUP_BESIDE(fixed_mul, "primitives/ristretto/fixed_mul_bytes", OP_FIXED_MUL, SGM_CONSTANT_TIME, scalar_classes,
                 costly_sizes),
    GROUP_BESIDE(fixed_mul_vt, "primitives/ristretto/fixed_mul_bytes", OP_FIXED_MUL_VT, SGM_VARIABLE_TIME,
                 scalar_classes, costly_sizes),
    GROUP_BESIDE(var_mul, "primitives/ristretto/var_mul_bytes", OP_VAR_MUL, SGM_CONSTANT_TIME, scalar_classes,
                 costly_sizes),
    GROUP_BESIDE(var_sums, "primitives/ristretto/var_mul_bytes", OP_VAR_SUMS, SGM_CONSTANT_TIME, scalar_classes,
                 costly_sizes),
    GROUP_BESIDE(var_sum, "primitives/ristretto/var_mul_bytes", OP_VAR_SUM, SGM_CONSTANT_TIME, scalar_classes,
                 costly_sizes),
    GROUP(fixed_mul_bytes, OP_FIXED_MUL_BYTES, SGM_CONSTANT_TIME, scalar_classes, costly_sizes),
    GROUP(var_mul_bytes, OP_VAR_MUL_BYTES, SGM_CONSTANT_TIME, scalar_classes, costly_sizes),
};
const sgm_case_group sgm_cases_ristretto = {list, sizeof list / sizeof list[0]};
