/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The kernels of a backend's table, how to call them, and inputs and outputs that all backends understand. */
#include "tests/kernels/kernels.h"

#include "primitives/keccak/keccak.h"

#include <stdlib.h>
#include <string.h>

/* Calls, with the operands in the order of the row. */

#define CALL(name, ...)                                                                                                \
    static void call_##name(const kernel *k, const sgm_backend *be, void *const *p, size_t n)                          \
    {                                                                                                                  \
        (void)k;                                                                                                       \
        (void)n;                                                                                                       \
        be->name(__VA_ARGS__);                                                                                         \
    }
#define CALL2(name) CALL(name, p[0], p[1], n)
#define CALL3(name) CALL(name, p[0], p[1], p[2], n)
CALL(fe_apply, k->op, p[0], p[1], p[2], n)
CALL(fe_chain, k->op, p[0], p[1], n)
CALL3(decode)
CALL(decode_hinted, p[0], p[1], p[2], p[3], n)
CALL2(decode_hints)
CALL2(encode)
CALL2(double_encode)
CALL2(from_uniform)
CALL2(to_affine)
CALL2(from_affine)
CALL3(add)
CALL2(neg)
CALL3(equal)
CALL2(is_identity)
CALL(fixed_init, p[0], p[1])
CALL3(fixed_mul)
CALL3(fixed_mul_vt)
CALL3(var_mul)
/* More terms than share doublings at once. */
enum { SUMMED = 5 };
CALL(var_sums, p[0], p[1], p[2], SUMMED, n)
CALL(var_sum, p[0], p[1], p[2], n, p[3])
CALL(keccak_f1600, p[0])
CALL3(sc_mul)
CALL(sc_muladd, p[0], p[1], p[2], p[3], n)
CALL2(sc_reduce64)

/* The terms in two parts. */
static void msm_parts(sgm_msm_part parts[2], const sgm_affine *points, const sgm_sc *scalars, size_t n)
{
    size_t half = n / 2;
    parts[0] = (sgm_msm_part){points, scalars, half, 253};
    parts[1] = (sgm_msm_part){points + half, scalars + half, n - half, 253};
}

/* The blocks stand side by side; their addresses are no operand. */
static void call_keccak_absorb(const kernel *k, const sgm_backend *be, void *const *p, size_t n)
{
    const uint8_t *block[SGM_KECCAK_MAX_LANES];
    (void)k;
    (void)n;
    for (size_t l = 0; l < be->lanes; l++)
        block[l] = (const uint8_t *)p[1] + l * SGM_SHAKE128_RATE;
    be->keccak_absorb(p[0], block);
}

/* Shape of the sum of outer products. */
enum { OUTER_ROWS = 2, OUTER_COLUMNS = 3 };
CALL(sc_outer_sum, p[0], OUTER_ROWS, OUTER_COLUMNS, p[1], p[2], n, p[3])

static size_t scratch_bytes(const kernel *k, const sgm_backend *be, size_t n)
{
    sgm_msm_part parts[2];
    if (k->member == offsetof(sgm_backend, var_sum))
        return be->var_sum_bytes;
    if (k->member == offsetof(sgm_backend, sc_outer_sum))
        return be->sc_outer_scratch(OUTER_ROWS, OUTER_COLUMNS, n);
    msm_parts(parts, NULL, NULL, 0);
    parts[0].n = n / 2;
    parts[1].n = n - n / 2;
    return be->msm_scratch(parts, 2, SGM_WHOLE);
}

static void call_msm_vt(const kernel *k, const sgm_backend *be, void *const *p, size_t n)
{
    sgm_msm_part parts[2];
    (void)k;
    msm_parts(parts, p[1], p[2], n);
    be->msm_vt(p[0], parts, 2, SGM_WHOLE, p[3]);
}

#define TIMES(times, kind, count, use)                                                                                 \
    {                                                                                                                  \
        KERNEL_##kind, KERNEL_##count, KERNEL_##use, times                                                             \
    }
#define OPERAND(kind, count, use) TIMES(1, kind, count, use)
#define IN(kind)                  OPERAND(kind, EACH, IN)
#define IN_ONE(kind)              OPERAND(kind, ONE, IN)
#define OUT(kind)                 OPERAND(kind, EACH, OUT)
#define OUT_ONE(kind)             OPERAND(kind, ONE, OUT)
#define LANES(kind, use)          OPERAND(kind, LANES, use)
#define AT(member)                offsetof(sgm_backend, member)
#define FE_APPLY(what)                                                                                                 \
    {                                                                                                                  \
        .name = "fe_apply " #what, .member = AT(fe_apply), .op = SGM_FE_##what, .alias = 6,                            \
        .operand = {OUT(FE), IN(FE), IN(FE)}, .call = call_fe_apply                                                    \
    }
#define FE_CHAIN(what)                                                                                                 \
    {                                                                                                                  \
        .name = "fe_chain " #what, .member = AT(fe_chain), .op = SGM_FE_##what,                                        \
        .operand = {LANES(FE, INOUT), LANES(FE, IN)}, .call = call_fe_chain                                            \
    }

/* Rows: name, place in the table, public data only, operation, aliases, operands, call. */
const kernel kernel_list[] = {
    FE_APPLY(ADD),
    FE_APPLY(SUB),
    FE_APPLY(MUL),
    FE_APPLY(SQR),
    FE_APPLY(INVERT),
    FE_APPLY(SQRT_RATIO),
    FE_CHAIN(ADD),
    FE_CHAIN(SUB),
    FE_CHAIN(MUL),
    FE_CHAIN(SQR),
    {"decode", AT(decode), 0, 0, 0, {OUT(AFFINE), OUT(FLAG), IN(ENCODING)}, call_decode},
    {"decode_hinted", AT(decode_hinted), 0, 0, 0, {OUT(AFFINE), OUT(FLAG), IN(ENCODING), IN(HINT)}, call_decode_hinted},
    {"decode_hints", AT(decode_hints), 0, 0, 0, {OUT(ENCODING), IN(ENCODING)}, call_decode_hints},
    {"encode", AT(encode), 0, 0, 0, {OUT(ENCODING), IN(POINT)}, call_encode},
    {"double_encode", AT(double_encode), 0, 0, 0, {OUT(ENCODING), IN(POINT)}, call_double_encode},
    {"from_uniform", AT(from_uniform), 0, 0, 0, {OUT(POINT), IN(UNIFORM)}, call_from_uniform},
    {"to_affine", AT(to_affine), 0, 0, 0, {OUT(AFFINE), IN(POINT)}, call_to_affine},
    {"from_affine", AT(from_affine), 0, 0, 0, {OUT(POINT), IN(AFFINE)}, call_from_affine},
    {"add", AT(add), 0, 0, 6, {OUT(POINT), IN(POINT), IN(POINT)}, call_add},
    {"neg", AT(neg), 0, 0, 2, {OUT(POINT), IN(POINT)}, call_neg},
    {"equal", AT(equal), 0, 0, 0, {OUT(FLAG), IN(POINT), IN(POINT)}, call_equal},
    {"is_identity", AT(is_identity), 0, 0, 0, {OUT(FLAG), IN(POINT)}, call_is_identity},
    {"fixed_init", AT(fixed_init), 1, 0, 0, {OUT_ONE(TABLE), IN_ONE(AFFINE)}, call_fixed_init},
    {"fixed_mul", AT(fixed_mul), 0, 0, 0, {OUT(POINT), IN_ONE(TABLE), IN(SCALAR)}, call_fixed_mul},
    {"fixed_mul_vt", AT(fixed_mul_vt), 1, 0, 0, {OUT(POINT), IN_ONE(TABLE), IN(SCALAR)}, call_fixed_mul_vt},
    {"var_mul", AT(var_mul), 0, 0, 0, {OUT(POINT), IN(AFFINE), IN(SCALAR)}, call_var_mul},
    {"var_sums",
     AT(var_sums),
     0,
     0,
     0,
     {OUT(POINT), TIMES(SUMMED, AFFINE, EACH, IN), TIMES(SUMMED, SCALAR, EACH, IN)},
     call_var_sums},
    {"var_sum", AT(var_sum), 0, 0, 0, {OUT_ONE(POINT), IN(AFFINE), IN(SCALAR), OUT_ONE(SCRATCH)}, call_var_sum},
    {"msm_vt", AT(msm_vt), 1, 0, 0, {OUT_ONE(POINT), IN(AFFINE), IN(SCALAR), OUT_ONE(SCRATCH)}, call_msm_vt},
    {"keccak_f1600", AT(keccak_f1600), 0, 0, 0, {LANES(STATE, INOUT)}, call_keccak_f1600},
    {"keccak_absorb", AT(keccak_absorb), 0, 0, 0, {LANES(STATE, INOUT), LANES(BLOCK, IN)}, call_keccak_absorb},
    {"sc_mul", AT(sc_mul), 0, 0, 6, {OUT(SCALAR), IN(SCALAR), IN(SCALAR)}, call_sc_mul},
    {"sc_muladd", AT(sc_muladd), 0, 0, 14, {OUT(SCALAR), IN(SCALAR), IN(SCALAR), IN(SCALAR)}, call_sc_muladd},
    {"sc_reduce64", AT(sc_reduce64), 0, 0, 0, {OUT(SCALAR), IN(UNIFORM)}, call_sc_reduce64},
    {"sc_outer_sum",
     AT(sc_outer_sum),
     0,
     0,
     0,
     {TIMES(OUTER_ROWS * OUTER_COLUMNS, SCALAR, ONE, OUT), TIMES(OUTER_ROWS, SCALAR, EACH, IN),
      TIMES(OUTER_COLUMNS, SCALAR, EACH, IN), OUT_ONE(SCRATCH)},
     call_sc_outer_sum},
};
const size_t kernel_list_count = sizeof kernel_list / sizeof *kernel_list;

/* The members that are no kernels, or that another row calls. */
static int is_no_kernel(size_t member)
{
    const size_t others[] = {AT(name),        AT(summary),       AT(lanes),       AT(supported),
                             AT(fixed_bytes), AT(var_sum_bytes), AT(msm_scratch), AT(sc_outer_scratch)};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i] == member)
            return 1;
    return 0;
}

void kernel_check_complete(test_tally *t)
{
    for (size_t member = 0; member < sizeof(sgm_backend); member += sizeof(void *)) {
        int known = is_no_kernel(member);
        for (size_t i = 0; i < kernel_list_count; i++)
            known |= kernel_list[i].member == member;
        test_check(t, known, "the function at byte %zu of sgm_backend has no row in tests/kernels/kernels.c", member);
    }
}

static size_t item_bytes(kernel_kind kind)
{
    switch (kind) {
    case KERNEL_FE:
        return sizeof(sgm_fe);
    case KERNEL_POINT:
        return sizeof(sgm_point);
    case KERNEL_AFFINE:
        return sizeof(sgm_affine);
    case KERNEL_SCALAR:
        return sizeof(sgm_sc);
    case KERNEL_UNIFORM:
        return 64;
    case KERNEL_ENCODING:
    case KERNEL_HINT:
        return 32;
    case KERNEL_STATE:
        return 200;
    case KERNEL_BLOCK:
        return SGM_SHAKE128_RATE;
    default:
        return 1;
    }
}

static size_t items(const kernel_operand *o, const sgm_backend *be, size_t n)
{
    const size_t once = o->count == KERNEL_EACH ? n : o->count == KERNEL_LANES ? be->lanes : 1;
    return o->times * once;
}

size_t kernel_bytes(const kernel *k, unsigned i, const sgm_backend *be, size_t n)
{
    const kernel_operand *o = &k->operand[i];
    if (o->kind == KERNEL_NONE)
        return 0;
    if (o->kind == KERNEL_TABLE)
        return be->fixed_bytes;
    if (o->kind == KERNEL_SCRATCH)
        return scratch_bytes(k, be, n);
    return item_bytes(o->kind) * items(o, be, n);
}

size_t kernel_align(const kernel *k, unsigned i)
{
    switch (k->operand[i].kind) {
    case KERNEL_AFFINE:
        return _Alignof(sgm_affine);
    case KERNEL_STATE:
    case KERNEL_TABLE:
    case KERNEL_SCRATCH:
        return 64;
    case KERNEL_FE:
    case KERNEL_POINT:
    case KERNEL_SCALAR:
        return _Alignof(uint64_t);
    default:
        return 1;
    }
}

/* Inputs. */

static struct pool {
    sgm_fe fe[KERNEL_MAX_ITEMS];
    sgm_point point[KERNEL_MAX_ITEMS];
    sgm_affine affine[KERNEL_MAX_ITEMS];
    sgm_sc scalar[KERNEL_MAX_ITEMS];
    uint8_t encoding[KERNEL_MAX_ITEMS][32], hint[KERNEL_MAX_ITEMS][32], uniform[KERNEL_MAX_ITEMS][64],
        state[KERNEL_MAX_ITEMS][200];
} pool;

/* Edgy limbs and scalars; encodings with one in four damaged, hints with one in five; two in eight points equal to a
 * neighbour or its negative, one the identity. */
void kernel_pool_init(test_rng *g)
{
    const sgm_backend *be = &sgm_backend_scalar51;
    for (size_t i = 0; i < KERNEL_MAX_ITEMS; i++) {
        test_edgy_bytes(g, (uint8_t *)pool.fe[i].v, sizeof pool.fe[i].v);
        for (unsigned j = 0; j < 5; j++)
            pool.fe[i].v[j] >>= 12;
        test_scalar(g, &pool.scalar[i]);
        test_edgy_bytes(g, pool.uniform[i], sizeof pool.uniform[i]);
        test_bytes(g, pool.state[i], sizeof pool.state[i]);
    }
    be->from_uniform(pool.point, (const uint8_t(*)[64])pool.uniform, KERNEL_MAX_ITEMS);
    for (size_t i = 7; i < KERNEL_MAX_ITEMS; i += 8) {
        pool.point[i - 1] = pool.point[i - 2];
        be->neg(&pool.point[i - 4], &pool.point[i - 3], 1);
        pool.point[i] = (sgm_point){.Y = {{1}}, .Z = {{1}}};
    }
    be->to_affine(pool.affine, pool.point, KERNEL_MAX_ITEMS);
    be->encode(pool.encoding, pool.point, KERNEL_MAX_ITEMS);
    for (size_t i = 0; i < KERNEL_MAX_ITEMS; i += 4)
        pool.encoding[i][test_below(g, 32)] ^= (uint8_t)(1u << test_below(g, 8));
    be->decode_hints(pool.hint, (const uint8_t(*)[32])pool.encoding, KERNEL_MAX_ITEMS);
    for (size_t i = 0; i < KERNEL_MAX_ITEMS; i += 5)
        pool.hint[i][test_below(g, 32)] ^= (uint8_t)(1u << test_below(g, 8));
}

/* The table of the pool's first point on one backend. */
static const void *table_of(const sgm_backend *be)
{
    static const sgm_backend *owner;
    static void *table;
    if (owner != be) {
        free(table);
        table = aligned_alloc(64, (be->fixed_bytes + 63) / 64 * 64);
        if (table == NULL)
            exit(2);
        be->fixed_init(table, &pool.affine[0]);
        owner = be;
    }
    return table;
}

static const void *pool_item(kernel_kind kind, size_t i)
{
    switch (kind) {
    case KERNEL_FE:
        return &pool.fe[i];
    case KERNEL_POINT:
        return &pool.point[i];
    case KERNEL_AFFINE:
        return &pool.affine[i];
    case KERNEL_SCALAR:
        return &pool.scalar[i];
    case KERNEL_ENCODING:
        return pool.encoding[i];
    case KERNEL_HINT:
        return pool.hint[i];
    case KERNEL_UNIFORM:
        return pool.uniform[i];
    default:
        return pool.state[i];
    }
}

/* States of a backend stand word by word, side by side. */
static void spread_state(uint8_t *to, const uint8_t *state, size_t lane, size_t lanes)
{
    for (size_t w = 0; w < 25; w++)
        memcpy(to + 8 * (w * lanes + lane), state + 8 * w, 8);
}

void kernel_fill(const kernel *k, unsigned i, const sgm_backend *be, size_t n, size_t first, void *to)
{
    const kernel_operand *o = &k->operand[i];
    const size_t bytes = item_bytes(o->kind), count = items(o, be, n);
    if (o->kind == KERNEL_TABLE) {
        memcpy(to, table_of(be), be->fixed_bytes);
        return;
    }
    first += 101 * (o->kind == KERNEL_HINT ? i - 1 : i); /* operands differ, but a hint is that of its encoding */
    for (size_t j = 0; j < count; j++) {
        const void *item = pool_item(o->kind, (first + j) % KERNEL_MAX_ITEMS);
        if (o->kind == KERNEL_STATE)
            spread_state(to, item, j, count);
        else
            memcpy((uint8_t *)to + j * bytes, item, bytes);
    }
}

/* Outputs. */

/* Encodings of n points, by scalar51. */
static size_t canon_points(const sgm_point *p, size_t n, uint8_t *to)
{
    sgm_backend_scalar51.encode((uint8_t(*)[32])to, p, n);
    return 32 * n;
}

/* Chains may end in another form of the same value: times one. */
static size_t canon_fe(const sgm_fe *a, size_t n, uint8_t *to)
{
    static sgm_fe one[KERNEL_MAX_ITEMS], r[KERNEL_MAX_ITEMS];
    for (size_t i = 0; i < n; i++)
        one[i] = (sgm_fe){{1}};
    sgm_backend_scalar51.fe_apply(SGM_FE_MUL, r, a, one, n);
    memcpy(to, r, n * sizeof *r);
    return n * sizeof *r;
}

static size_t canon_affine(const sgm_affine *a, size_t n, uint8_t *to)
{
    static sgm_point p[KERNEL_MAX_ITEMS];
    sgm_backend_scalar51.from_affine(p, a, n);
    return canon_points(p, n, to);
}

/* What the table computes, since its layout is the backend's own. */
static size_t canon_table(const sgm_backend *be, const sgm_fixed *table, uint8_t *to)
{
    enum { PRODUCTS = 8 };
    sgm_point p[PRODUCTS];
    be->fixed_mul(p, table, pool.scalar, PRODUCTS);
    return canon_points(p, PRODUCTS, to);
}

size_t kernel_canon(const kernel *k, unsigned i, const sgm_backend *be, size_t n, const void *from, uint8_t *to)
{
    const kernel_operand *o = &k->operand[i];
    const size_t count = items(o, be, n), bytes = kernel_bytes(k, i, be, n);
    switch (o->kind) {
    case KERNEL_FE:
        return canon_fe(from, count, to);
    case KERNEL_POINT:
        return canon_points(from, count, to);
    case KERNEL_AFFINE:
        return canon_affine(from, count, to);
    case KERNEL_TABLE:
        return canon_table(be, from, to);
    case KERNEL_STATE: /* lane by lane */
        for (size_t w = 0; w < 25 * count; w++)
            memcpy(to + 8 * (w % count * 25 + w / count), (const uint8_t *)from + 8 * w, 8);
        return bytes;
    case KERNEL_SCRATCH:
        return 0;
    default:
        memcpy(to, from, bytes);
        return bytes;
    }
}
