/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Every backend against scalar51: worst-case limbs in every lane, and long chains of operations. */
#include "primitives/backend/backend.h"
#include "tests/unit/unit.h"

enum { VECTOR = 32 };

static uint64_t random_word(void)
{
    static uint64_t state = 1;
    return unit_random(&state);
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

int main(void)
{
    size_t n;
    const sgm_backend *const *list = sgm_backend_list(&n);
    for (size_t i = 0; i < n; i++) {
        if (list[i] == &sgm_backend_scalar51)
            continue;
        if (!list[i]->supported()) {
            printf("%s: skipped, this CPU does not have it\n", list[i]->name);
            continue;
        }
        check_field(list[i]);
        check_chain(list[i]);
    }
    return unit_result("backends");
}
