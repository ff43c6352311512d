/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The only C++ file: forwards the C interface of shim.h to Google Benchmark. */
#include "bench/shim/shim.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

namespace
{
const char *usage_text = "";
bool help_wanted = false;

/* Google Benchmark prints its help and exits 0 for --help and for every flag it cannot read; only the first is fine. */
void print_help()
{
    if (!help_wanted) {
        std::fputs("a --benchmark flag has a value that cannot be read; --help lists them\n", stderr);
        std::exit(2);
    }
    std::fputs(usage_text, stdout);
    std::fputs("\nGoogle Benchmark's own flags:\n", stdout);
    std::fflush(stdout);
    benchmark::PrintDefaultHelp();
}

benchmark::State *cpp(sgm_gb_state *state) { return reinterpret_cast<benchmark::State *>(state); }

/* Forwards to the reporter that --benchmark_format asks for, and counts failed runs: Google Benchmark itself exits 0
 * although cases failed. */
class CountingReporter : public benchmark::BenchmarkReporter
{
  public:
    CountingReporter(benchmark::BenchmarkReporter *target, bool quiet) : target_(target), quiet_(quiet) {}
    bool ReportContext(const Context &context) override { return quiet_ || target_->ReportContext(context); }
    void ReportRuns(const std::vector<Run> &runs) override
    {
        for (const Run &run : runs)
            errors_ += run.error_occurred ? 1 : 0;
        if (!quiet_)
            target_->ReportRuns(runs);
    }
    void Finalize() override
    {
        if (!quiet_)
            target_->Finalize();
    }
    size_t errors() const { return errors_; }

  private:
    std::unique_ptr<benchmark::BenchmarkReporter> target_;
    bool quiet_;
    size_t errors_ = 0;
};
} // namespace

void sgm_gb_register(const char *name, const char *arg_name, int64_t arg, sgm_gb_fn fn, void *user)
{
    benchmark::RegisterBenchmark(
        name, [fn, user](benchmark::State &state) { fn(reinterpret_cast<sgm_gb_state *>(&state), user); })
        ->ArgName(arg_name)
        ->Arg(arg)
        ->UseManualTime()
        ->Unit(benchmark::kMicrosecond);
}

uint64_t sgm_gb_iterations(const sgm_gb_state *state)
{
    return static_cast<uint64_t>(reinterpret_cast<const benchmark::State *>(state)->max_iterations);
}

int sgm_gb_keep_running_batch(sgm_gb_state *state, uint64_t iterations)
{
    return cpp(state)->KeepRunningBatch(static_cast<benchmark::IterationCount>(iterations));
}

void sgm_gb_set_seconds(sgm_gb_state *state, double seconds) { cpp(state)->SetIterationTime(seconds); }

void sgm_gb_set_items(sgm_gb_state *state, uint64_t items)
{
    cpp(state)->SetItemsProcessed(static_cast<int64_t>(items));
}

void sgm_gb_counter(sgm_gb_state *state, const char *name, double value)
{
    cpp(state)->counters[name] = benchmark::Counter(value);
}

void sgm_gb_skip_with_error(sgm_gb_state *state, const char *why) { cpp(state)->SkipWithError(why); }

void sgm_gb_initialize(int *argc, char **argv, const char *usage)
{
    usage_text = usage;
    for (int i = 1; i < *argc; i++)
        help_wanted = help_wanted || std::strcmp(argv[i], "--help") == 0;
    benchmark::Initialize(argc, argv, print_help);
}

void sgm_gb_add_context(const char *key, const char *value) { benchmark::AddCustomContext(key, value); }

size_t sgm_gb_run(int quiet, size_t *errors)
{
    CountingReporter reporter(benchmark::CreateDefaultDisplayReporter(), quiet != 0);
    size_t matched = benchmark::RunSpecifiedBenchmarks(&reporter);
    *errors = reporter.errors();
    benchmark::Shutdown();
    return matched;
}
