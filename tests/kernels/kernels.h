/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What each kernel of a backend's table reads and writes, said once for all tests that call every kernel. */
#ifndef SGM_TESTS_KERNELS_KERNELS_H
#define SGM_TESTS_KERNELS_KERNELS_H

#include "tests/support/test.h"

/* What an operand holds. */
typedef enum kernel_kind {
    KERNEL_NONE,
    KERNEL_FE,       /* sgm_fe, limbs < 2^52 */
    KERNEL_POINT,    /* sgm_point */
    KERNEL_AFFINE,   /* sgm_affine */
    KERNEL_SCALAR,   /* sgm_sc */
    KERNEL_ENCODING, /* 32 bytes, valid or not */
    KERNEL_HINT,     /* 32 bytes, the hint of the encoding one operand before, or not */
    KERNEL_UNIFORM,  /* 64 bytes */
    KERNEL_FLAG,     /* one byte, 0 or 1 */
    KERNEL_STATE,    /* one Keccak state */
    KERNEL_BLOCK,    /* 168 bytes of a message */
    KERNEL_TABLE,    /* an sgm_fixed of the backend */
    KERNEL_SCRATCH,  /* whatever the kernel's scratch function asks for; no result */
} kernel_kind;

/* How many of them. */
typedef enum kernel_count { KERNEL_EACH, KERNEL_LANES, KERNEL_ONE } kernel_count;

typedef struct kernel_operand {
    kernel_kind kind;
    kernel_count count;
    enum { KERNEL_IN, KERNEL_OUT, KERNEL_INOUT } use;
    size_t times; /* that many times as many */
} kernel_operand;

enum { KERNEL_OPERANDS = 4, KERNEL_MAX_ITEMS = 600 };

typedef struct kernel {
    const char *name;
    size_t member;  /* where it stands in sgm_backend */
    int is_public;  /* 1: takes public data only, its time may vary with it */
    sgm_fe_op op;   /* of the field kernels */
    unsigned alias; /* bit k: operand 0 may be operand k */
    kernel_operand operand[KERNEL_OPERANDS];
    void (*call)(const struct kernel *k, const sgm_backend *be, void *const *operand, size_t n);
} kernel;

/* Every kernel; the field kernels once for each operation. */
extern const kernel kernel_list[];
extern const size_t kernel_list_count;

/* Checks that every function of the table has its row here: a kernel that no test calls is a failure. */
void kernel_check_complete(test_tally *t);

/* Operand i of a call with n items: bytes, and the alignment that its type or contract demands. */
size_t kernel_bytes(const kernel *k, unsigned i, const sgm_backend *be, size_t n);
size_t kernel_align(const kernel *k, unsigned i);

/* Honest inputs, the same for every backend: made by scalar51 from a seed. */
void kernel_pool_init(test_rng *g);
/* Fills input i of a call with n items. Which of the pool's items is `first` mod its size. In: n <= KERNEL_MAX_ITEMS.
 */
void kernel_fill(const kernel *k, unsigned i, const sgm_backend *be, size_t n, size_t first, void *to);
/* Canonical bytes of output i, the same on all backends; `to` has room for 64 n + 2048 bytes. Returns how many. */
size_t kernel_canon(const kernel *k, unsigned i, const sgm_backend *be, size_t n, const void *from, uint8_t *to);

#endif
