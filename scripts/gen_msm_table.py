#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Measures which multiscalar algorithm is the fastest at which size, and writes primitives/msm/tune_gen.h.

Usage: scripts/gen_msm_table.py [--cc COMPILER...] [--try] [BACKEND...]     default: every backend that this machine can run

The kernels are built once with each compiler as the library builds them, with the window as a variable; every window is timed at
every size of a grid (minimum of several runs, thread CPU time; geometric mean over the compilers). Lines of backends that were not
measured stay as they are.
"""
import argparse
import glob
import os
import re
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TABLE = os.path.join(ROOT, "primitives", "msm", "tune_gen.h")
SIZES = [8 << (i // 2) if i % 2 == 0 else 12 << (i // 2) for i in range(24)]  # 8, 12, 16, 24, ... 24576
ROUNDS = 4   # the candidates are timed in turn, so that a busy moment of the machine hits all of them
GAIN = 0.98  # a wider window must be at least 2 % faster to be chosen
TRIED = [8, 256]

TIMER = r"""
#include "primitives/backend/backend.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
extern unsigned sgm_msm_tuning_window; /* of kernels that were compiled for this */
static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}
int main(int argc, char **argv)
{
    const sgm_backend *be = argc == 2 ? sgm_backend_find(argv[1]) : NULL;
    enum { MOST = %(most)d };
    uint8_t(*bytes)[64] = malloc(sizeof *bytes * MOST);
    sgm_point *p = malloc(sizeof *p * MOST), r;
    sgm_affine *points = aligned_alloc(64, sizeof *points * MOST);
    sgm_sc *k = malloc(sizeof *k * MOST);
    unsigned n, w;
    if (be == NULL || !be->supported())
        return 3;
    for (size_t i = 0; i < MOST * 64; i++)
        bytes[i / 64][i %% 64] = (uint8_t)(rand() >> 7);
    be->from_uniform(p, (const uint8_t(*)[64])bytes, MOST);
    be->to_affine(points, p, MOST);
    be->sc_reduce64(k, (const uint8_t(*)[64])bytes, MOST);
    while (scanf("%%u %%u", &n, &w) == 2) {
        sgm_msm_part part = {points, k, n, 253};
        double best = 1e30;
        sgm_msm_tuning_window = w;
        void *scratch = aligned_alloc(64, be->msm_scratch(&part, 1, SGM_WHOLE));
        for (double begin = now(), t = begin; best == 1e30 || t - begin < 1e7;) {
            double start = now();
            be->msm_vt(&r, &part, 1, SGM_WHOLE, scratch);
            t = now();
            best = t - start < best ? t - start : best;
        }
        free(scratch);
        printf("%%.1f\n", best / n);
        fflush(stdout);
    }
    return 0;
}
"""


class Timer:
    """Answers sizes and windows with times. In: a program of build()."""

    def __init__(self, program, backend):
        self.process = subprocess.Popen([program, backend], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def time(self, size, window):
        """ns a term, or None if this machine cannot run the backend."""
        try:
            self.process.stdin.write(f"{size} {window}\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return None
        answer = self.process.stdout.readline()
        return float(answer) if answer else None

    def close(self):
        self.process.terminate()
        self.process.wait()


def build(folder, compiler, build_type):
    """The program that times the kernels, which are compiled as the library compiles them."""
    there = os.path.join(folder, os.path.basename(compiler))
    options = [f"-DCMAKE_C_COMPILER={compiler}", f"-DCMAKE_BUILD_TYPE={build_type}", "-DSIGMARK_PRIMITIVES_ONLY=ON", "-DCMAKE_C_FLAGS=-DSGM_MSM_TUNING"]
    subprocess.run(["cmake", "-S", ROOT, "-B", there, "-G", "Ninja", *options], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", there, "--target", "sigmark_primitives"], check=True, stdout=subprocess.DEVNULL)
    source, program = os.path.join(there, "timer.c"), os.path.join(there, "timer")
    with open(source, "w", encoding="utf-8") as out:
        out.write(TIMER % {"most": SIZES[-1]})
    objects = glob.glob(os.path.join(there, "primitives", "**", "*.o"), recursive=True)
    subprocess.run([compiler, "-D_POSIX_C_SOURCE=200809L", "-I", ROOT, source, *objects, "-o", program], check=True)
    return program


def measure(timers, sizes):
    """[(size, window)] where the best window changes, or None if this machine cannot run the backend."""
    steps, best = [(0, 0)], 0
    if timers[0].time(sizes[0], 0) is None:
        return None
    for size in sizes:
        candidates = [best] + [w for w in range(4, 15) if best < w <= max(best, 4) + 2]
        rounds = [[[timer.time(size, w) for w in candidates] for timer in timers] for _ in range(ROUNDS)]
        fastest_runs = [[min(column) for column in zip(*of_timer)] for of_timer in zip(*rounds)]
        times = dict(zip(candidates, map(statistics.geometric_mean, zip(*fastest_runs))))
        fastest = min(times, key=times.get)
        if times[fastest] < GAIN * times[best]:
            best = fastest
            steps.append((size, best))
        print(f"  {size:6d} terms: window {best:2d}, {times[best]:8.1f} ns a term", file=sys.stderr)
    return steps


def write(out, lines):
    out.write("/* Measured by: scripts/gen_msm_table.py */\n/* SPDX-License-Identifier: Apache-2.0 OR MIT */\n")
    out.write("/* Crossovers of the multiscalar multiplication: {terms of 253 bits, window width}, window 0 = Straus. */\n")
    out.write("#ifndef SGM_MSM_TUNE_GEN_H\n#define SGM_MSM_TUNE_GEN_H\n\n/* clang-format off */\n")
    for name in sorted(lines):
        out.write(f"#define SGM_MSM_STEPS_{name} {lines[name]}\n")
    out.write("/* clang-format on */\n\n#endif\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("backends", nargs="*", help="backends to measure (default: all that run here)")
    parser.add_argument("--cc", nargs="+", default=["gcc"], help="C compilers (default gcc)")
    parser.add_argument("--try", dest="tried", action="store_true", help="two sizes, without optimisation, and the table to standard output: does it work?")
    options = parser.parse_args()
    headers = glob.glob(os.path.join(ROOT, "primitives", "field", "backend", "*.h"))
    known = sorted(os.path.basename(h)[:-2] for h in headers)
    with open(TABLE, encoding="utf-8") as old:
        lines = dict(re.findall(r"^#define SGM_MSM_STEPS_(\w+) (.*)$", old.read(), re.M))
    with tempfile.TemporaryDirectory() as folder:
        programs = [build(folder, compiler, "Debug" if options.tried else "Release") for compiler in options.cc]
        for backend in options.backends or known:
            print(backend, file=sys.stderr)
            timers = [Timer(program, backend) for program in programs]
            steps = measure(timers, TRIED if options.tried else SIZES)
            for timer in timers:
                timer.close()
            if steps is None:
                print("  cannot run here: its line stays", file=sys.stderr)
                continue
            lines[backend.upper()] = "{" + ", ".join("{%d, %d}" % step for step in steps) + "}"
    if options.tried:
        write(sys.stdout, lines)
        return
    with open(TABLE, "w", encoding="utf-8") as out:
        write(out, lines)


if __name__ == "__main__":
    main()
