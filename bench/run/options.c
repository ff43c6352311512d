/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Reads the flags of the bench programs. */
#include "bench/run/options.h"

#include "bench/shim/shim.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_REPETITIONS = 10, QUICK_REPETITIONS = 8, MAX_ARGUMENTS = 256 };

__attribute__((noreturn, format(printf, 2, 3))) static void usage_error(const sgm_bench_program *program,
                                                                        const char *format, ...)
{
    va_list args;
    fprintf(stderr, "%s: ", program->name);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\n");
    exit(2);
}

static void usage_text(char *text, size_t cap, const sgm_bench_program *program)
{
    snprintf(
        text, cap,
        "usage: %s [--backend NAME] [--results DIR | --run-file FILE] [--threads N] [--quick]%s [--benchmark_...]\n%s\n"
        "  --backend NAME   measure this backend only (also: SIGMARK_BACKEND); default: all but ref\n"
        "  --results DIR    write DIR/<cpu-key>/<UTC>-<commit>.json, with a journal beside it while running\n"
        "  --run-file FILE  write this file instead\n"
        "  --seed N         inputs and order of measuring (default 1)\n"
        "  --threads N      batches are verified on N threads, 1 to 64, and timed by the wall clock (default 1)\n"
        "  --quick          shorter measurements, wider intervals\n"
        "%s"
        "exit status: 0 all measured; 1 a case failed its check; 2 usage, input or a run file that cannot be "
        "written\n",
        program->name,
        program->takes_files   ? " [--dataset PATH] [--model PATH]"
        : program->takes_table ? " [--table FILE]"
                               : "",
        program->summary,
        program->takes_table
            ? "  --table FILE     measure F4 over this CSV instead (numbers, last column 0/1, 449 rows or more)\n"
        : program->takes_files
            ? "  --dataset PATH   the disputed dataset: CSV, JSONL or a directory (default: block 0 of the bundled "
              "CSV).\n"
              "                   Alone it must be a CSV to train on (numbers, last column 0/1, 449 rows or more)\n"
              "  --model PATH     weights of the model: .safetensors or CSV (default: trained here)\n"
            : "");
}

static void read_backend(sgm_bench_options *o, const sgm_bench_program *program, const char *name)
{
    size_t n;
    const sgm_backend *const *list = sgm_backend_list(&n);
    o->backend = NULL;
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i]->name, name) == 0)
            o->backend = list[i];
    if (o->backend == NULL)
        usage_error(program, "there is no backend \"%s\"; `sigmark info` lists them", name);
    if (!o->backend->supported())
        usage_error(program, "backend %s does not run on this machine", name);
}

static uint64_t read_number(const sgm_bench_program *program, const char *flag, const char *text)
{
    char *end;
    uint64_t value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0')
        usage_error(program, "%s needs a whole number, not \"%s\"", flag, text);
    return value;
}

static unsigned read_threads(const sgm_bench_program *program, const char *text)
{
    uint64_t n = read_number(program, "--threads", text);
    if (n < 1 || n > 64)
        usage_error(program, "--threads is 1 to 64, not %s", text);
    return (unsigned)n;
}

/* The value of "--flag value" or "--flag=value"; NULL if argv[*i] is another flag. */
static const char *flag_value(const sgm_bench_program *program, int argc, char **argv, int *i, const char *flag)
{
    size_t len = strlen(flag);
    if (strncmp(argv[*i], flag, len) != 0)
        return NULL;
    if (argv[*i][len] == '=')
        return argv[*i] + len + 1;
    if (argv[*i][len] != '\0')
        return NULL;
    if (*i + 1 >= argc)
        usage_error(program, "%s needs a value", flag);
    return argv[++*i];
}

static void read_own_flag(sgm_bench_options *o, const sgm_bench_program *program, int argc, char **argv, int *i)
{
    const char *value;
    if (strcmp(argv[*i], "--quick") == 0)
        return; /* read before Google Benchmark's flags */
    if ((value = flag_value(program, argc, argv, i, "--backend")) != NULL)
        read_backend(o, program, value);
    else if ((value = flag_value(program, argc, argv, i, "--results")) != NULL)
        o->results = value;
    else if ((value = flag_value(program, argc, argv, i, "--run-file")) != NULL)
        o->run_file = value;
    else if ((value = flag_value(program, argc, argv, i, "--seed")) != NULL)
        o->seed = read_number(program, "--seed", value);
    else if ((value = flag_value(program, argc, argv, i, "--threads")) != NULL)
        o->threads = read_threads(program, value);
    else if (program->takes_files && (value = flag_value(program, argc, argv, i, "--dataset")) != NULL)
        o->dataset = value;
    else if (program->takes_files && (value = flag_value(program, argc, argv, i, "--model")) != NULL)
        o->model = value;
    else if (program->takes_table && (value = flag_value(program, argc, argv, i, "--table")) != NULL)
        o->table = value;
    else
        usage_error(program, "%s is not a flag of this program; --help lists them", argv[*i]);
}

/* Google Benchmark takes the last value of a flag, so ours go first. */
static int with_defaults(char **out, const sgm_bench_program *program, int quick, int argc, char **argv)
{
    static char interleave[] = "--benchmark_enable_random_interleaving=true";
    static char aggregates[] = "--benchmark_display_aggregates_only=true";
    static char repetitions[64], min_time[64];
    snprintf(repetitions, sizeof repetitions, "--benchmark_repetitions=%d",
             program->counts ? 1
             : quick         ? QUICK_REPETITIONS
                             : DEFAULT_REPETITIONS);
    snprintf(min_time, sizeof min_time, "--benchmark_min_time=%s", quick ? program->quick_min_time : program->min_time);
    int n = 0;
    out[n++] = argv[0];
    out[n++] = interleave;
    out[n++] = aggregates;
    out[n++] = repetitions;
    out[n++] = min_time;
    for (int i = 1; i < argc; i++)
        out[n++] = argv[i];
    out[n] = NULL;
    return n;
}

static int has_flag(int argc, char **argv, const char *flag)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], flag) == 0)
            return 1;
    return 0;
}

void sgm_bench_options_read(sgm_bench_options *o, const sgm_bench_program *program, int argc, char **argv)
{
    char text[2048], *arguments[MAX_ARGUMENTS + 8];
    *o = (sgm_bench_options){.seed = 1, .threads = 1, .quick = has_flag(argc, argv, "--quick")};
    o->repetitions = program->counts ? 1 : o->quick ? QUICK_REPETITIONS : DEFAULT_REPETITIONS;
    if (argc > MAX_ARGUMENTS)
        usage_error(program, "more than %d arguments", MAX_ARGUMENTS);
    for (int i = 1; i < argc; i++) {
        const char *reps = "--benchmark_repetitions=", *list = "--benchmark_list_tests";
        if (strncmp(argv[i], reps, strlen(reps)) == 0)
            o->repetitions = (unsigned)read_number(program, "--benchmark_repetitions", argv[i] + strlen(reps));
        o->filtered |= strncmp(argv[i], "--benchmark_filter", 18) == 0;
        o->format |= strncmp(argv[i], "--benchmark_format", 18) == 0;
        o->listing |= strncmp(argv[i], list, strlen(list)) == 0;
    }
    usage_text(text, sizeof text, program);
    argc = with_defaults(arguments, program, o->quick, argc, argv);
    sgm_gb_initialize(&argc, arguments, text);
    for (int i = 1; i < argc; i++)
        read_own_flag(o, program, argc, arguments, &i);
    const char *environment = getenv("SIGMARK_BACKEND");
    if (o->backend == NULL && environment != NULL && environment[0] != '\0')
        read_backend(o, program, environment);
    if (o->results != NULL && o->run_file != NULL)
        usage_error(program, "--results and --run-file exclude each other");
}
