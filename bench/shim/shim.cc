/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The only C++ file: forwards the C interface of shim.h to Google Benchmark. */
#include "bench/shim/shim.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace
{
const char *usage_text = "";
bool help_wanted = false;
std::string library_build;

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
const benchmark::State *cpp(const sgm_gb_state *state) { return reinterpret_cast<const benchmark::State *>(state); }
benchmark::internal::Benchmark *cpp(sgm_gb_benchmark *b)
{
    return reinterpret_cast<benchmark::internal::Benchmark *>(b);
}

using Reporter = benchmark::BenchmarkReporter;

/* Forwards to the reporter that --benchmark_format asks for and to the caller, and counts failed runs: Google Benchmark
 * itself exits 0 although cases failed. */
class CountingReporter : public Reporter
{
  public:
    CountingReporter(Reporter *target, bool quiet, sgm_gb_on_report on_report, void *user)
        : target_(target), quiet_(quiet), on_report_(on_report), user_(user)
    {
    }
    bool ReportContext(const Context &context) override { return quiet_ || target_->ReportContext(context); }
    void ReportRuns(const std::vector<Run> &runs) override
    {
        for (const Run &run : runs) {
            errors_ += run.error_occurred ? 1 : 0;
            if (on_report_ != nullptr)
                hand_over(run);
        }
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
    void hand_over(const Run &run) const
    {
        const std::string name = run.run_name.str();
        bool aggregate = run.run_type == Run::RT_Aggregate;
        sgm_gb_report report = {};
        report.name = name.c_str();
        report.label = run.report_label.c_str();
        report.error = run.error_occurred ? run.error_message.c_str() : nullptr;
        report.aggregate = aggregate ? run.aggregate_name.c_str() : nullptr;
        report.iterations = static_cast<uint64_t>(run.iterations);
        report.repetition = static_cast<int>(run.repetition_index);
        report.threads = static_cast<int>(run.threads);
        report.real_seconds = run.real_accumulated_time;
        report.cpu_seconds = run.cpu_accumulated_time;
        report.counters = &run.counters;
        on_report_(&report, user_);
    }

    std::unique_ptr<Reporter> target_;
    bool quiet_;
    sgm_gb_on_report on_report_;
    void *user_;
    size_t errors_ = 0;
};

/* The library tells its build in JSON only. */
std::string find_library_build()
{
    std::ostringstream context, errors;
    benchmark::JSONReporter reporter;
    reporter.SetOutputStream(&context);
    reporter.SetErrorStream(&errors);
    (void)reporter.ReportContext(Reporter::Context());
    const std::string text = context.str(), key = "\"library_build_type\": \"";
    size_t start = text.find(key);
    if (start == std::string::npos)
        return "";
    start += key.size();
    return text.substr(start, text.find('"', start) - start);
}
} // namespace

sgm_gb_benchmark *sgm_gb_register(const char *name, sgm_gb_fn fn, void *user)
{
    auto call = [fn, user](benchmark::State &state) { fn(reinterpret_cast<sgm_gb_state *>(&state), user); };
    return reinterpret_cast<sgm_gb_benchmark *>(benchmark::RegisterBenchmark(name, call));
}

void sgm_gb_args(sgm_gb_benchmark *b, const int64_t *args, size_t n)
{
    cpp(b)->Args(std::vector<int64_t>(args, args + n));
}

void sgm_gb_arg_names(sgm_gb_benchmark *b, const char *const *names, size_t n)
{
    cpp(b)->ArgNames(std::vector<std::string>(names, names + n));
}

void sgm_gb_range_of(sgm_gb_benchmark *b, int64_t start, int64_t limit, int multiplier)
{
    cpp(b)->RangeMultiplier(multiplier)->Range(start, limit);
}

void sgm_gb_threads(sgm_gb_benchmark *b, int threads) { cpp(b)->Threads(threads); }
void sgm_gb_use_real_time(sgm_gb_benchmark *b) { cpp(b)->UseRealTime(); }
void sgm_gb_use_manual_time(sgm_gb_benchmark *b) { cpp(b)->UseManualTime(); }

void sgm_gb_fit(sgm_gb_benchmark *b, sgm_gb_complexity complexity)
{
    static const benchmark::BigO known[] = {benchmark::oAuto, benchmark::o1, benchmark::oN, benchmark::oNLogN,
                                            benchmark::oNSquared};
    cpp(b)->Complexity(known[complexity]);
}

void sgm_gb_repetitions(sgm_gb_benchmark *b, int repetitions) { cpp(b)->Repetitions(repetitions); }

void sgm_gb_iterations_of(sgm_gb_benchmark *b, uint64_t iterations)
{
    cpp(b)->Iterations(static_cast<benchmark::IterationCount>(iterations));
}

void sgm_gb_report_in(sgm_gb_benchmark *b, sgm_gb_unit unit)
{
    static const benchmark::TimeUnit known[] = {benchmark::kNanosecond, benchmark::kMicrosecond,
                                                benchmark::kMillisecond, benchmark::kSecond};
    cpp(b)->Unit(known[unit]);
}

uint64_t sgm_gb_iterations(const sgm_gb_state *state) { return static_cast<uint64_t>(cpp(state)->max_iterations); }

int sgm_gb_keep_running_batch(sgm_gb_state *state, uint64_t iterations)
{
    return cpp(state)->KeepRunningBatch(static_cast<benchmark::IterationCount>(iterations));
}

int64_t sgm_gb_range(const sgm_gb_state *state, size_t i) { return cpp(state)->range(i); }
int sgm_gb_thread_index(const sgm_gb_state *state) { return cpp(state)->thread_index(); }
int sgm_gb_thread_count(const sgm_gb_state *state) { return cpp(state)->threads(); }
void sgm_gb_pause(sgm_gb_state *state) { cpp(state)->PauseTiming(); }
void sgm_gb_resume(sgm_gb_state *state) { cpp(state)->ResumeTiming(); }
void sgm_gb_set_seconds(sgm_gb_state *state, double seconds) { cpp(state)->SetIterationTime(seconds); }

void sgm_gb_set_items(sgm_gb_state *state, uint64_t items)
{
    cpp(state)->SetItemsProcessed(static_cast<int64_t>(items));
}

void sgm_gb_set_bytes(sgm_gb_state *state, uint64_t bytes)
{
    cpp(state)->SetBytesProcessed(static_cast<int64_t>(bytes));
}

void sgm_gb_set_complexity_n(sgm_gb_state *state, int64_t n) { cpp(state)->SetComplexityN(n); }
void sgm_gb_set_label(sgm_gb_state *state, const char *label) { cpp(state)->SetLabel(label); }

void sgm_gb_counter(sgm_gb_state *state, const char *name, double value, unsigned flags)
{
    static const struct {
        unsigned flag;
        benchmark::Counter::Flags meaning;
    } known[] = {{SGM_GB_RATE, benchmark::Counter::kIsRate},
                 {SGM_GB_PER_THREAD, benchmark::Counter::kAvgThreads},
                 {SGM_GB_TIMES_ITERATIONS, benchmark::Counter::kIsIterationInvariant},
                 {SGM_GB_PER_ITERATION, benchmark::Counter::kAvgIterations},
                 {SGM_GB_INVERT, benchmark::Counter::kInvert}};
    benchmark::Counter::Flags all = benchmark::Counter::kDefaults;
    for (const auto &one : known)
        if (flags & one.flag)
            all = all | one.meaning;
    cpp(state)->counters[name] = benchmark::Counter(value, all);
}

void sgm_gb_skip_with_error(sgm_gb_state *state, const char *why) { cpp(state)->SkipWithError(why); }

void sgm_gb_initialize(int *argc, char **argv, const char *usage)
{
    usage_text = usage;
    for (int i = 1; i < *argc; i++)
        help_wanted = help_wanted || std::strcmp(argv[i], "--help") == 0;
    benchmark::Initialize(argc, argv, print_help);
    library_build = find_library_build(); /* now: after a run the library has freed its context */
}

void sgm_gb_add_context(const char *key, const char *value) { benchmark::AddCustomContext(key, value); }

int sgm_gb_report_unrecognized(int argc, char **argv)
{
    return benchmark::ReportUnrecognizedArguments(argc, argv) ? 1 : 0;
}

const char *sgm_gb_library_build(void) { return library_build.c_str(); }

int sgm_gb_report_counter(double *value, const sgm_gb_report *report, const char *name)
{
    const auto *counters = static_cast<const benchmark::UserCounters *>(report->counters);
    const auto found = counters->find(name);
    *value = found != counters->end() ? found->second.value : 0;
    return found != counters->end();
}

size_t sgm_gb_run(int quiet, sgm_gb_on_report on_report, void *user, size_t *errors)
{
    CountingReporter reporter(benchmark::CreateDefaultDisplayReporter(), quiet != 0, on_report, user);
    size_t matched = benchmark::RunSpecifiedBenchmarks(&reporter);
    *errors = reporter.errors();
    benchmark::Shutdown();
    return matched;
}
