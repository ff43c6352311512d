/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Measures every kernel of every backend beside libsodium and OpenSSL. */
#include "bench/run/bench.h"

#include <string.h>

int main(int argc, char **argv)
{
    static const sgm_bench_program program = {
        "bench_primitives",
        "Measures every kernel on every backend this machine can run, beside libsodium and OpenSSL.", 0, "0.02",
        "0.004"};
    sgm_bench *b = sgm_bench_open(&program, argc, argv);
    size_t n;
    const sgm_case *const *list = sgm_case_list(&n);
    for (size_t i = 0; i < n; i++)
        if (strncmp(list[i]->id, "primitives/", 11) == 0)
            sgm_bench_add_all(b, list[i]);
    sgm_bench_run(b, 1);
    return sgm_bench_close(b);
}
