/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Prints the table of kernels. */
#include "bench/run/kernels.h"

#include "bench/run/multiplier.h"

#include <string.h>

enum { CELL = 48 };

/* Four digits, never an exponent. */
static const char *number(char text[CELL], double x)
{
    snprintf(text, CELL, x < 10 ? "%.2f" : x < 100 ? "%.1f" : "%.0f", x);
    return text;
}

/* "12.3 (12.1-12.6)", or "-". */
static const char *factor(char text[CELL], const sgm_figure *f)
{
    char middle[CELL], low[CELL], high[CELL];
    if (!f->has)
        return "-";
    if (!f->has_interval)
        return number(text, f->median);
    snprintf(text, CELL, "%.12s (%.12s-%.12s)", number(middle, f->median), number(low, f->interval[0]),
             number(high, f->interval[1]));
    return text;
}

static void print_row(FILE *out, const sgm_row *row, int first_of_kernel, int first_of_size)
{
    char name[CELL] = "", n[CELL] = "", ns[CELL], cycles[CELL], vs[CELL], vs_scalar51[CELL], share[CELL] = "-";
    const char *id = strchr(row->id, '/');
    if (first_of_kernel)
        snprintf(name, sizeof name, "%.40s%s%.6s", id != NULL ? id + 1 : row->id, row->flavor != NULL ? " " : "",
                 row->flavor != NULL ? row->flavor : "");
    if (first_of_size)
        snprintf(n, sizeof n, "%zu", row->n);
    if (row->floor > 0 && row->cycles.has)
        snprintf(share, sizeof share, "%.0f %%", 100 * row->floor / row->cycles.median);
    fprintf(out, "%-28s %6s  %-10s %10s %12s  %-22s %-10s %-20s %6s\n", name, n, row->backend,
            number(ns, 1e9 / row->rate.median), row->cycles.has ? number(cycles, row->cycles.median) : "-",
            factor(vs, &row->vs_rival), row->rival != NULL ? row->rival : "", factor(vs_scalar51, &row->vs_scalar51),
            share);
}

/* The rates behind the last column. */
static void print_multipliers(FILE *out)
{
    size_t n;
    const sgm_backend *const *list = sgm_backend_list(&n);
    for (size_t i = 0; i < n; i++) {
        sgm_multiplier m;
        if (sgm_multiplier_of(&m, list[i]))
            fprintf(out,
                    "  %-10s %.2f %s per cycle (measured); %.0f per field multiplication, %.0f per squaring, of %u "
                    "elements (counted)\n",
                    list[i]->name, m.per_cycle, m.instruction, m.per_mul, m.per_sqr, list[i]->lanes);
    }
}

void sgm_kernels_print(FILE *out, const sgm_bench *b)
{
    sgm_row row, before = {0};
    int rows = 0;
    for (size_t i = 0; i < sgm_bench_size(b); i++) {
        if (!sgm_bench_row(&row, b, i))
            continue;
        if (rows++ == 0)
            fprintf(out, "%-28s %6s  %-10s %10s %12s  %-22s %-10s %-20s %6s\n", "kernel", "n", "backend", "ns/item",
                    "cycles/item", "times a peer's speed", "", "times scalar51's", "limit");
        int new_kernel = before.id == NULL || strcmp(before.id, row.id) != 0 || before.flavor != row.flavor;
        print_row(out, &row, new_kernel, new_kernel || before.n != row.n);
        before = row;
    }
    if (rows == 0)
        return;
    fprintf(out,
            "\nMedians with 99 %% intervals; ratios from paired blocks. Cycles: of the core's clock, measured beside "
            "every block.\nlimit: the least time that the kernel's multiplications take on this multiplier, over its "
            "time:\n");
    print_multipliers(out);
}

void sgm_counts_print(FILE *out, const sgm_bench *b)
{
    sgm_row row;
    size_t rows = 0, all = sgm_bench_size(b);
    for (size_t i = 0; i < all; i++) {
        if (!sgm_bench_row(&row, b, i))
            continue;
        if (rows++ == 0)
            fprintf(out, "%-34s %-10s %5s %16s %16s %16s\n", "kernel", "backend", "n", "instructions", "per item",
                    "multiplications");
        const char *id = strchr(row.id, '/');
        fprintf(out, "%-34s %-10s %5zu %16llu %16.1f %16llu\n", id != NULL ? id + 1 : row.id, row.backend, row.n,
                (unsigned long long)row.steps.instructions, (double)row.steps.instructions / (double)row.n,
                (unsigned long long)(row.steps.scalar_mul + row.steps.vector_mul));
    }
    if (rows > 0)
        fprintf(out,
                "\nExact counts of one run by single steps: %zu of %zu entries; the others take too long or were "
                "filtered out.\n",
                rows, all);
}
