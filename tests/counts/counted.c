/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* `counted BACKEND KERNEL N TIMES`: calls one kernel on n items that many times, on fixed inputs, for a counter that
 * watches from outside. What is counted is the difference between two runs that differ in one number. */
#include "tests/kernels/kernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const kernel *find(const char *name)
{
    for (size_t i = 0; i < kernel_list_count; i++)
        if (strcmp(kernel_list[i].name, name) == 0)
            return &kernel_list[i];
    return NULL;
}

/* Random scalars: the edges that other tests want would leave half of the buckets empty. */
static void random_scalars(test_rng *g, sgm_sc *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t wide[64];
        test_bytes(g, wide, sizeof wide);
        sgm_sc_reduce(&s[i], wide, sizeof wide);
    }
}

int main(int argc, char **argv)
{
    const sgm_backend *be = argc == 5 ? sgm_backend_find(argv[1]) : NULL;
    const kernel *k = argc == 5 ? find(argv[2]) : NULL;
    if (be == NULL || k == NULL) {
        fprintf(stderr, "usage: %s BACKEND KERNEL N TIMES, a backend that runs here and a kernel of its table\n",
                argv[0]);
        return 2;
    }
    const size_t n = strtoul(argv[3], NULL, 10), times = strtoul(argv[4], NULL, 10);
    void *operand[KERNEL_OPERANDS] = {NULL};
    test_rng g = {1};
    kernel_pool_init(&g);
    for (unsigned i = 0; i < KERNEL_OPERANDS && k->operand[i].kind != KERNEL_NONE; i++) {
        operand[i] = aligned_alloc(64, (kernel_bytes(k, i, be, n) + 64) / 64 * 64);
        if (operand[i] == NULL)
            return 2;
        if (k->operand[i].use != KERNEL_OUT)
            kernel_fill(k, i, be, n, 0, operand[i]);
        if (k->operand[i].kind == KERNEL_SCALAR && k->operand[i].use == KERNEL_IN)
            random_scalars(&g, operand[i], kernel_bytes(k, i, be, n) / sizeof(sgm_sc));
    }
    for (size_t i = 0; i < times; i++)
        k->call(k, be, operand, n);
    for (unsigned i = 0; i < KERNEL_OPERANDS; i++)
        free(operand[i]);
    return 0;
}
