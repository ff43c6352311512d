/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Every backend against scalar51: worst-case limbs in every lane, and the edges of the multiscalar multiplication.
 * The argument is the largest number of terms to try: sanitized and emulated builds take fewer. */
#include "primitives/backend/backend.h"
#include "primitives/msm/plan.h"
#include "primitives/msm/tune_gen.h"
#include "tests/unit/unit.h"

#include <stdlib.h>

enum { VECTOR = 32, MOST_TERMS = 24640 };

/* splitmix64: the inputs need no quality, only a fixed seed. */
static uint64_t random_word(void)
{
    static uint64_t state = 1;
    uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

#define LIMB (((uint64_t)1 << 52) - 1) /* the largest of the memory form */
#define M51  (((uint64_t)1 << 51) - 1)

static const sgm_fe special[] = {
    {{0, 0, 0, 0, 0}},
    {{1, 0, 0, 0, 0}},
    {{M51 - 18, M51, M51, M51, M51}}, /* p */
    {{M51 - 19, M51, M51, M51, M51}}, /* p - 1 */
    {{M51 - 17, M51, M51, M51, M51}}, /* p + 1 */
    {{M51, M51, M51, M51, M51}},
    {{LIMB - 37, LIMB - 1, LIMB - 1, LIMB - 1, LIMB - 1}}, /* 2p */
    {{LIMB, LIMB, LIMB, LIMB, LIMB}},
    {{LIMB, 0, LIMB, 0, LIMB}},
    {{0, LIMB, 0, LIMB, 0}},
    {{LIMB, 0, 0, 0, 0}},
    {{0, 0, 0, 0, LIMB}},
    {{0x3ffffff, 0x3ffffff, 0x3ffffff, 0x3ffffff, 0x3ffffff}}, /* even limbs of radix 2^25.5 alone */
    {{LIMB & ~0x3ffffffull, LIMB & ~0x3ffffffull, LIMB & ~0x3ffffffull, LIMB & ~0x3ffffffull, LIMB & ~0x3ffffffull}},
};
enum { SPECIALS = sizeof special / sizeof *special };

static sgm_fe random_fe(void)
{
    sgm_fe r;
    for (int i = 0; i < 5; i++)
        r.v[i] = random_word() >> 12;
    return r;
}

static void check_op(const sgm_backend *be, sgm_fe_op op, const sgm_fe *a, const sgm_fe *b)
{
    sgm_fe want[VECTOR], got[VECTOR];
    sgm_backend_scalar51.fe_apply(op, want, a, b, VECTOR);
    be->fe_apply(op, got, a, b, VECTOR);
    CHECK_BYTES(be->name, got, want, sizeof got);
}

/* Each special pair in each lane, the other lanes random. */
static void check_field(const sgm_backend *be)
{
    static const sgm_fe_op cheap[] = {SGM_FE_ADD, SGM_FE_SUB, SGM_FE_MUL, SGM_FE_SQR};
    sgm_fe a[VECTOR], b[VECTOR];
    for (size_t i = 0; i < SPECIALS * SPECIALS; i++)
        for (size_t lane = 0; lane < VECTOR; lane++) {
            for (size_t l = 0; l < VECTOR; l++) {
                a[l] = random_fe();
                b[l] = random_fe();
            }
            a[lane] = special[i / SPECIALS];
            b[lane] = special[i % SPECIALS];
            for (size_t op = 0; op < 4; op++)
                check_op(be, cheap[op], a, b);
            if (lane == i % VECTOR) {
                check_op(be, SGM_FE_INVERT, a, b);
                check_op(be, SGM_FE_SQRT_RATIO, a, b);
            }
        }
}

/* Long runs in registers: values that are the result of the operation before. */
static void check_chain(const sgm_backend *be)
{
    static const sgm_fe_op ops[] = {SGM_FE_ADD, SGM_FE_SUB, SGM_FE_MUL, SGM_FE_SQR};
    for (size_t i = 0; i < SPECIALS * 4; i++) {
        sgm_fe r[VECTOR], want[VECTOR], b[VECTOR];
        for (size_t l = 0; l < VECTOR; l++) {
            r[l] = want[l] = l % 2 == 0 ? special[i / 4] : random_fe();
            b[l] = special[(i + l) % SPECIALS];
        }
        be->fe_chain(ops[i % 4], r, b, 100);
        for (size_t l = 0; l < be->lanes; l++)
            sgm_backend_scalar51.fe_chain(ops[i % 4], &want[l], &b[l], 100);
        CHECK_BYTES(be->name, r, want, be->lanes * sizeof *r);
    }
}

/* What multiscalar multiplications are checked on. */
typedef struct terms {
    sgm_affine point[MOST_TERMS], negative[MOST_TERMS];
    sgm_sc scalar[MOST_TERMS];
} terms;

static void make_points(terms *t)
{
    static uint8_t uniform[MOST_TERMS][64];
    static sgm_point p[MOST_TERMS];
    const sgm_backend *be = &sgm_backend_scalar51;
    for (size_t i = 0; i < MOST_TERMS; i++)
        for (size_t j = 0; j < 64; j++)
            uniform[i][j] = (uint8_t)random_word();
    be->from_uniform(p, (const uint8_t(*)[64])uniform, MOST_TERMS);
    be->to_affine(t->point, p, MOST_TERMS);
    be->neg(p, p, MOST_TERMS);
    be->to_affine(t->negative, p, MOST_TERMS);
}

static sgm_sc random_scalar(void)
{
    uint8_t bytes[64];
    sgm_sc r;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)random_word();
    sgm_sc_reduce(&r, bytes, sizeof bytes);
    return r;
}

/* Scalars 0, 1, l - 1; bytes that repeat, so that every digit of a window is at its limit; random ones. */
static sgm_sc edge_scalar(size_t i)
{
    static const uint8_t repeated[] = {0x88, 0x77, 0x80, 0x7f, 0xff, 0x08};
    uint8_t bytes[32];
    sgm_sc r;
    switch (i % 10) {
    case 0:
        return sgm_sc_zero;
    case 1:
        return sgm_sc_one;
    case 2:
        sgm_sc_neg(&r, &sgm_sc_one);
        return r;
    case 9:
        return random_scalar();
    default:
        memset(bytes, repeated[i % 10 - 3], sizeof bytes);
        bytes[31] &= 0x0f;
        sgm_sc_reduce(&r, bytes, sizeof bytes);
        return r;
    }
}

static void msm_encoding(uint8_t enc[1][32], const sgm_backend *be, const sgm_msm_part *parts, size_t n_parts)
{
    void *scratch = aligned_alloc(64, be->msm_scratch(parts, n_parts) + 64);
    sgm_point r;
    CHECK("scratch memory", scratch != NULL);
    if (scratch == NULL)
        return;
    be->msm_vt(&r, parts, n_parts, scratch);
    be->encode(enc, &r, 1);
    free(scratch);
}

static void check_parts(const sgm_backend *be, const sgm_msm_part *parts, size_t n_parts)
{
    uint8_t want[1][32] = {{0}}, got[1][32] = {{1}};
    msm_encoding(want, &sgm_backend_scalar51, parts, n_parts);
    msm_encoding(got, be, parts, n_parts);
    CHECK_BYTES(be->name, got, want, 32);
}

/* n terms of full scalars, alone and beside n of 128 bits. */
static void check_size(const sgm_backend *be, const terms *t, size_t n)
{
    static sgm_sc weight[MOST_TERMS];
    for (size_t i = 0; i < n; i++) {
        weight[i] = t->scalar[i];
        weight[i].v[2] = weight[i].v[3] = 0;
    }
    const sgm_msm_part parts[2] = {{t->point, t->scalar, n, 253}, {t->negative, weight, n, 128}};
    check_parts(be, parts, 1);
    check_parts(be, parts + 1, 1);
    check_parts(be, parts, 2);
}

/* The sum over the first n points is the identity when the same terms follow negated. */
static void check_cancelling(const sgm_backend *be, const terms *t, size_t n)
{
    static const uint8_t identity[32] = {0};
    const sgm_msm_part parts[2] = {{t->point, t->scalar, n, 253}, {t->negative, t->scalar, n, 253}};
    uint8_t got[1][32] = {{1}};
    msm_encoding(got, be, parts, 2);
    CHECK_BYTES(be->name, got, identity, 32);
}

static const msm_step steps_ref[] = SGM_MSM_STEPS_REF, steps_avx2[] = SGM_MSM_STEPS_AVX2;
static const msm_step steps_ifma[] = SGM_MSM_STEPS_IFMA, steps_neon[] = SGM_MSM_STEPS_NEON;
#define STEPS(table) (table), sizeof(table) / sizeof *(table)
static const struct {
    const char *name;
    const msm_step *step;
    size_t n;
} tables[] = {
    {"ref", STEPS(steps_ref)},
    {"avx2", STEPS(steps_avx2)},
    {"ifma", STEPS(steps_ifma)},
    {"neon", STEPS(steps_neon)},
};

/* One short of each step of the backend's table, at the step, and one past it. */
static void check_steps(const sgm_backend *be, const terms *t, size_t most)
{
    size_t k = 0;
    while (k < sizeof tables / sizeof *tables && strcmp(tables[k].name, be->name) != 0)
        k++;
    CHECK("every backend has its table here", k < sizeof tables / sizeof *tables);
    if (k == sizeof tables / sizeof *tables)
        return;
    for (size_t i = 1; i < tables[k].n && tables[k].step[i].work < most; i++)
        for (size_t n = tables[k].step[i].work - 1; n <= tables[k].step[i].work + 1; n++)
            check_size(be, t, n);
}

static void check_msm(const sgm_backend *be, terms *t, size_t most)
{
    static terms equal;
    for (size_t i = 0; i < MOST_TERMS; i++)
        t->scalar[i] = edge_scalar(i);
    for (size_t n = 0; n <= 40; n++) {
        check_size(be, t, n);
        check_cancelling(be, t, n);
    }
    check_steps(be, t, most);
    for (size_t n = 3; n <= 1000 && n < most; n += 332) {
        for (size_t i = 0; i < n; i++) { /* one point again and again, its negative, and the neutral point */
            equal.point[i] = t->point[0];
            equal.negative[i] = i % 2 == 0 ? t->negative[0] : (sgm_affine){.yplusx = {{1}}, .yminusx = {{1}}};
            equal.scalar[i] = i % 3 == 0 ? t->scalar[2] : t->scalar[i];
        }
        check_size(be, &equal, n);
    }
}

int main(int argc, char **argv)
{
    static terms t;
    size_t n, most = argc > 1 ? strtoul(argv[1], NULL, 10) : MOST_TERMS;
    if (most == 0 || most > MOST_TERMS) {
        fprintf(stderr, "usage: %s [terms, at most %d]\n", argv[0], MOST_TERMS);
        return 2;
    }
    const sgm_backend *const *list = sgm_backend_list(&n);
    make_points(&t);
    for (size_t i = 0; i < n; i++) {
        if (list[i] == &sgm_backend_scalar51)
            continue;
        if (!list[i]->supported()) {
            printf("%s: skipped, this CPU does not have it\n", list[i]->name);
            continue;
        }
        check_field(list[i]);
        check_chain(list[i]);
        check_msm(list[i], &t, most);
    }
    return unit_result("backends");
}
