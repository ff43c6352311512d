/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Measures every prover and verifier on every backend beside libsodium. */
#include "bench/run/bench.h"

#include <string.h>

int main(int argc, char **argv)
{
    static const sgm_bench_program program = {
        .name = "bench_protocols",
        .summary = "Measures every prover and verifier on every backend this machine can run, beside libsodium.",
        .min_time = "0.05",
        .quick_min_time = "0.01"};
    sgm_bench *b = sgm_bench_open(&program, argc, argv);
    size_t n;
    const sgm_case *const *list = sgm_case_list(&n);
    for (size_t i = 0; i < n; i++)
        if (strncmp(list[i]->id, "protocols/", 10) == 0)
            sgm_bench_add_all(b, list[i]);
    sgm_bench_run(b, 1);
    return sgm_bench_close(b);
}
