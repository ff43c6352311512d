/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Counts the instructions of every kernel on every backend, exactly: the process steps itself through each one. */
#include "bench/run/kernels.h"

#include <string.h>

/* The size that fills two vectors of the backend, so that no lane stands idle and a run is short: the largest one of
 * the case that is not above, 0 if there is none. */
static size_t size_of(const sgm_case *c, const sgm_backend *be)
{
    size_t best = 0;
    for (const size_t *n = c->sizes; *n != 0; n++)
        if (*n <= 2 * (size_t)be->lanes)
            best = *n;
    return best;
}

int main(int argc, char **argv)
{
    static const sgm_bench_program program = {
        .name = "bench_counts",
        .summary = "Counts the instructions of every kernel on every backend, exactly, by single steps.",
        .min_time = "0.001",
        .quick_min_time = "0.001",
        .counts = 1};
    sgm_bench *b = sgm_bench_open(&program, argc, argv);
    size_t n, n_backends;
    const sgm_case *const *list = sgm_case_list(&n);
    const sgm_backend *const *backends = sgm_backend_list(&n_backends);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n_backends && list[i]->peer == NULL && strncmp(list[i]->id, "primitives/", 11) == 0; k++)
            if (sgm_bench_selects(b, backends[k]) && size_of(list[i], backends[k]) != 0)
                sgm_bench_add(b, list[i], backends[k], size_of(list[i], backends[k]), NULL);
    const sgm_bench_options *o = sgm_bench_get_options(b);
    sgm_bench_run(b, 0);
    if (!o->listing)
        sgm_counts_print(stdout, b);
    int written = fflush(stdout) == 0;
    int status = sgm_bench_close(b);
    if (!written)
        fprintf(stderr, "bench_counts: cannot write the table to standard output\n");
    return written ? status : 2;
}
