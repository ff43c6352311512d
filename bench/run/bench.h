/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Measures registry entries: each one checked first, then timed in short blocks that alternate with its rivals. */
#ifndef SGM_BENCH_RUN_BENCH_H
#define SGM_BENCH_RUN_BENCH_H

#include "bench/cases/case.h"
#include "bench/run/options.h"
#include "bench/run/runfile.h"
#include "bench/run/stats.h"
#include "bench/run/step.h"

typedef struct sgm_bench sgm_bench;

/* Reads the flags and opens the run file. Exits 2 on a usage error. */
sgm_bench *sgm_bench_open(const sgm_bench_program *program, int argc, char **argv);
const sgm_bench_options *sgm_bench_get_options(const sgm_bench *b);
sgm_runfile *sgm_bench_runfile(sgm_bench *b);

/* Registers one entry at one size. be is NULL for a peer. subject may be NULL, else it is borrowed until close.
 * Rivals: every peer of the entry's id or baseline, and scalar51 if be is another backend. */
void sgm_bench_add(sgm_bench *b, const sgm_case *c, const sgm_backend *be, size_t n, const sgm_subject *subject);
/* The same for all sizes (--quick: some of them), and for every backend that the options select or, with a peer, for
 * that one. */
void sgm_bench_add_all(sgm_bench *b, const sgm_case *c);
/* 1 if the options select this backend. */
int sgm_bench_selects(const sgm_bench *b, const sgm_backend *be);

/* Checks and measures what the flags select; console: Google Benchmark's report is printed too. */
void sgm_bench_run(sgm_bench *b, int console);
/* The rate of the entry that is the same as `key`, and its ratio to a rival (same work: time of the rival / own time);
 * backend is a backend's or a peer's name. */
sgm_figure sgm_bench_rate(const sgm_bench *b, const sgm_case *key, const char *backend, size_t n);
sgm_figure sgm_bench_ratio(const sgm_bench *b, const sgm_case *key, const char *backend, size_t n, const char *rival);
/* One benchmark that was measured or counted, as a table shows it. */
typedef struct sgm_row {
    const char *id, *flavor, *backend; /* backend: or the peer's name */
    size_t n;
    sgm_figure rate, cycles; /* items per second, cycles per item */
    sgm_steps steps;         /* of one run; zeros if they were not counted */
    double floor;            /* cycles per item that its multiplications need at least; 0: not known */
    const char *rival;       /* the peer it is compared with; NULL: none */
    sgm_figure vs_rival, vs_scalar51;
} sgm_row;
/* Row i in the order of registration; 0 when it was not measured or i is out of range (see sgm_bench_size). */
int sgm_bench_row(sgm_row *row, const sgm_bench *b, size_t i);
size_t sgm_bench_size(const sgm_bench *b);
/* Bytes of the serialised proof that was measured; 0 if it was not. */
size_t sgm_bench_proof_bytes(const sgm_bench *b, const sgm_case *key, const char *backend, size_t n);

/* Writes the run file (if sgm_bench_run was called) and frees everything. Returns the exit status: 2 if the run file
 * could not be written, else 1 if a case failed or nothing matched, else 0. */
int sgm_bench_close(sgm_bench *b);

#endif
