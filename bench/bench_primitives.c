/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Measures every kernel of every backend beside libsodium and OpenSSL. */
#include "bench/run/kernels.h"

#include <string.h>

int main(int argc, char **argv)
{
    static const sgm_bench_program program = {
        .name = "bench_primitives",
        .summary = "Measures every kernel on every backend this machine can run, beside libsodium and OpenSSL.",
        .min_time = "0.004",
        .quick_min_time = "0.001"};
    sgm_bench *b = sgm_bench_open(&program, argc, argv);
    size_t n;
    const sgm_case *const *list = sgm_case_list(&n);
    for (size_t i = 0; i < n; i++) /* every kernel, and its peers right after it */
        for (size_t k = 0; k < n && list[i]->peer == NULL && strncmp(list[i]->id, "primitives/", 11) == 0; k++)
            if (k == i || (list[k]->peer != NULL && strcmp(list[k]->id, list[i]->id) == 0))
                sgm_bench_add_all(b, list[k]);
    const sgm_bench_options *o = sgm_bench_get_options(b);
    sgm_bench_run(b, o->format);
    if (!o->listing)
        sgm_kernels_print(o->format ? stderr : stdout, b); /* a JSON report on standard output stays one */
    int written = fflush(stdout) == 0;
    int status = sgm_bench_close(b);
    if (!written)
        fprintf(stderr, "bench_primitives: cannot write the table to standard output\n");
    return written ? status : 2;
}
