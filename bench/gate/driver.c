/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Runs the cases of one version, or of two side by side in one process. What it prints is judged by scripts/gate and
 * stored by scripts/counts; the emulators that count watch it from outside. */
#define _GNU_SOURCE /* for dladdr */
#include "bench/gate/side.h"
#include "bench/run/clock.h"
#include "bench/run/machine.h"
#include "bench/run/step.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_PAIRS = 1000, MIN_PAIRS = 15, BLOCK_MAX = 1 << 20, PERCENT = 100 };
static const double block_ns = 1e5;    /* how long a block lasts, at least one run */
static const double too_long = 4;      /* times the budget of a case */
static const double interrupted = 1.2; /* wall time over CPU time, from which on a block is no measurement */

static const char usage[] =
    "usage: gate_driver list SIDE                                names, and offsets: entry, setup, run\n"
    "       gate_driver digest SIDE NAME...                      hash of inputs and outputs, ns to set up and run "
    "once\n"
    "       gate_driver count EXTRA SIDE NAME...                 instructions of one run and EXTRA more, by single "
    "steps\n"
    "       gate_driver pair PAIRS MS EXTRA SEED A B NAME...     ratio of the times B / A; B runs EXTRA percent more\n"
    "SIDE, A, B: shared objects made by scripts/gate or scripts/counts. At most PAIRS pairs and MS milliseconds a "
    "case.\n";

__attribute__((noreturn)) static void fail(const char *what, const char *which)
{
    fprintf(stderr, "gate_driver: %s: %s\n", what, which);
    exit(2);
}

static unsigned long number(const char *text)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0')
        fail("this is no whole number", text);
    return value;
}

static const sgm_side *load(const char *path)
{
    const sgm_side *(*get)(void);
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *symbol = handle != NULL ? dlsym(handle, "sgm_side_get") : NULL;
    if (symbol == NULL)
        fail("this is no side", dlerror());
    memcpy(&get, &symbol, sizeof get); /* POSIX lets them be alike */
    if (get()->version != SGM_SIDE_VERSION)
        fail("a side of another kind", path);
    return get();
}

static size_t find(const sgm_side *side, const char *name)
{
    const char *known;
    for (size_t i = 0; (known = side->name(i)) != NULL; i++)
        if (strcmp(known, name) == 0)
            return i;
    fail("there is no case of this name", name);
}

static void *must_open(const sgm_side *side, const char *name)
{
    void *opened = side->open(find(side, name), 1);
    if (opened == NULL || !side->run(opened))
        fail("setup or run failed", name);
    return opened;
}

static int list(const sgm_side *side)
{
    enum { PLACES = 3 };
    const char *name;
    for (size_t i = 0; (name = side->name(i)) != NULL; i++) {
        printf("%s", name);
        for (int k = 0; k < PLACES; k++) {
            Dl_info where;
            const char *place = side->place(i, k);
            if (!dladdr(place, &where))
                fail("no address", name);
            printf(" %zx", (size_t)(place - (const char *)where.dli_fbase));
        }
        printf("\n");
    }
    return 0;
}

static int digest(const sgm_side *side, char **names)
{
    for (; *names != NULL; names++) {
        side->close(must_open(side, *names)); /* makes what a backend's cases share */
        double start = sgm_cpu_ns();
        void *opened = must_open(side, *names);
        double taken = sgm_cpu_ns() - start;
        printf("%s %016llx %.0f\n", *names, (unsigned long long)side->digest(opened), taken);
        fflush(stdout);
        side->close(opened);
    }
    return 0;
}

/* ---- counting ---- */

typedef struct counted_run {
    const sgm_side *side;
    void *opened;
    uint64_t extra; /* instructions to add */
    int ok;
} counted_run;

/* Known by name to whoever counts from outside: the plugin of qemu takes its counters at every mark, callgrind counts
 * inside sgm_gate_counted. */
void sgm_gate_mark(void);
void sgm_gate_counted(void *arg);
void sgm_gate_empty(void *arg);
__attribute__((noinline)) void sgm_gate_mark(void) { __asm__ volatile("" ::: "memory"); }
__attribute__((noinline)) void sgm_gate_empty(void *arg) { __asm__ volatile("" ::"r"(arg) : "memory"); }

/* A planted regression: that many instructions more, two in a turn. */
static void spend(uint64_t instructions)
{
    uint64_t turns = instructions / 2;
    if (turns == 0)
        return;
#if defined(__x86_64__)
    __asm__ volatile("1: subq $1, %0; jnz 1b" : "+r"(turns)::"cc");
#elif defined(__aarch64__)
    __asm__ volatile("1: subs %0, %0, #1; b.ne 1b" : "+r"(turns)::"cc");
#else
    fail("no instructions to add on this processor", "count");
#endif
}

__attribute__((noinline)) void sgm_gate_counted(void *arg)
{
    counted_run *r = arg;
    r->ok = r->side->run(r->opened);
    spend(r->extra);
}

/* What lies between two marks is the call of fn, whatever fn is. */
static void between_marks(void (*volatile fn)(void *), void *arg)
{
    sgm_gate_mark();
    fn(arg);
    sgm_gate_mark();
}

/* Under an emulator: an empty region, then one per name, for whoever watches. Else by single steps. */
static int count(uint64_t extra, const sgm_side *side, char **names)
{
    if (!sgm_step_works())
        between_marks(sgm_gate_empty, NULL);
    for (; *names != NULL; names++) {
        counted_run r = {side, must_open(side, *names), extra, 0};
        sgm_steps steps = {0};
        if (sgm_step_works())
            sgm_step(&steps, sgm_gate_counted, &r);
        else
            between_marks(sgm_gate_counted, &r);
        if (!r.ok)
            fail("a counted run failed", *names);
        printf("%s %llu %llu\n", *names, (unsigned long long)steps.instructions,
               (unsigned long long)(steps.scalar_mul + steps.vector_mul));
        fflush(stdout);
        side->close(r.opened);
    }
    return 0;
}

/* ---- timing ---- */

typedef struct times {
    double cpu, wall;
} times;

/* The same case of both versions, and how long they are run. */
typedef struct contest {
    const sgm_side *side[2];
    void *opened[2];
    uint64_t runs[2]; /* in one block */
} contest;

static uint64_t random_state;

static uint64_t draw(void) /* xorshift64 */
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* The stack begins at a place that is drawn: how it lies to the heap can cost a short kernel several per cent. */
static times block(const contest *t, int which)
{
    enum { PLACES = 256, PLACE = 16 };
    const char *place = __builtin_alloca(PLACE * (size_t)(1 + draw() % PLACES));
    __asm__ volatile("" ::"r"(place) : "memory");
    int ok = 1;
    times start = {sgm_cpu_ns(), sgm_wall_ns()};
    for (uint64_t i = 0; i < t->runs[which]; i++)
        ok &= t->side[which]->run(t->opened[which]);
    times taken = {sgm_cpu_ns() - start.cpu, sgm_wall_ns() - start.wall};
    if (!ok)
        fail("a timed run failed", "pair");
    return taken;
}

/* Doubles the block until it lasts long enough, which also warms both up; a block with a planted slowdown is a multiple
 * of the runs that a per cent is one of. Returns nanoseconds of a block. */
static double find_block(contest *t, unsigned extra)
{
    times taken = {0, 0};
    for (uint64_t runs = extra > 0 ? PERCENT : 1; runs < BLOCK_MAX; runs *= 2) {
        t->runs[0] = t->runs[1] = runs;
        taken = block(t, 0);
        (void)block(t, 1);
        if (taken.cpu >= block_ns)
            break;
    }
    t->runs[1] += t->runs[1] / PERCENT * extra;
    return taken.cpu;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *x, size_t n)
{
    qsort(x, n, sizeof *x, ascending);
    return n % 2 != 0 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

static int is_interrupted(times t) { return t.wall > interrupted * t.cpu || t.cpu <= 0; }

/* The pairs of a case of which no block was interrupted. */
typedef struct measured {
    double cpu[MAX_PAIRS], wall[MAX_PAIRS], own[MAX_PAIRS]; /* ratios, and nanoseconds of a run of the first */
    size_t kept, made;
} measured;

static void run_pairs(measured *m, const contest *t, size_t pairs)
{
    for (size_t i = 0; i < pairs; i++, m->made++) {
        times taken[2];
        int first = (int)(draw() >> 32 & 1);
        taken[first] = block(t, first);
        taken[!first] = block(t, !first);
        if (is_interrupted(taken[0]) || is_interrupted(taken[1]))
            continue;
        m->cpu[m->kept] = taken[1].cpu / taken[0].cpu;
        m->wall[m->kept] = taken[1].wall / taken[0].wall;
        m->own[m->kept++] = taken[0].cpu / (double)t->runs[0];
    }
}

/* Medians; "-" if too few pairs are left. */
static void print_measured(measured *m, const char *name)
{
    if (m->kept < MIN_PAIRS)
        printf("%s - - - %zu %zu\n", name, m->kept, m->made);
    else
        printf("%s %.6f %.6f %.1f %zu %zu\n", name, median(m->cpu, m->kept), median(m->wall, m->kept),
               median(m->own, m->kept), m->kept, m->made);
    fflush(stdout);
}

/* Which version is set up first, and how far apart their memory lies, is drawn. */
static void open_both(contest *t, const char *name)
{
    enum { APART = 1 << 14 };
    int first = (int)(draw() >> 32 & 1);
    void *before = malloc(1 + draw() % APART);
    t->opened[first] = must_open(t->side[first], name);
    void *between = malloc(1 + draw() % APART);
    t->opened[!first] = must_open(t->side[!first], name);
    free(before);
    free(between);
}

static void close_both(const contest *t)
{
    for (int k = 0; k < 2; k++)
        t->side[k]->close(t->opened[k]);
}

/* One case: its pairs in several openings, as long as setting it up is a small part of the time. What takes much longer
 * than the budget is not measured at all, and shown with no pairs. */
static void measure(contest *t, const char *name, size_t most, double budget_ns, unsigned extra)
{
    enum { OPENINGS = 4 };
    static measured m;
    m.kept = m.made = 0;
    double start = sgm_cpu_ns();
    open_both(t, name);
    double opening_ns = sgm_cpu_ns() - start, affordable = budget_ns / (2 * find_block(t, extra));
    size_t openings = opening_ns < 0.01 * budget_ns ? OPENINGS : 1;
    if (opening_ns > too_long * budget_ns || affordable * too_long < (double)MIN_PAIRS) {
        close_both(t);
        print_measured(&m, name);
        return;
    }
    size_t pairs = affordable < (double)most ? (size_t)affordable : most;
    pairs = pairs < MIN_PAIRS ? MIN_PAIRS : pairs;
    for (size_t i = 0; i < openings; i++) {
        if (i > 0)
            open_both(t, name);
        run_pairs(&m, t, pairs * (i + 1) / openings - pairs * i / openings);
        close_both(t);
    }
    print_measured(&m, name);
}

static int pair(char **argv)
{
    contest t = {.side = {load(argv[4]), load(argv[5])}};
    const size_t most = number(argv[0]);
    const double budget_ns = 1e6 * (double)number(argv[1]);
    const unsigned extra = (unsigned)number(argv[2]);
    random_state = 2 * number(argv[3]) + 1;
    if (most > MAX_PAIRS || most < MIN_PAIRS || extra > PERCENT)
        fail("so many pairs, or so much slower, cannot be", argv[0]);
    if (sgm_machine_emulator() != NULL)
        fail("no time is measured under an emulator", sgm_machine_emulator());
    for (char **name = argv + 6; *name != NULL; name++)
        measure(&t, *name, most, budget_ns, extra);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "list") == 0)
        return list(load(argv[2]));
    if (argc > 3 && strcmp(argv[1], "digest") == 0)
        return digest(load(argv[2]), argv + 3);
    if (argc > 4 && strcmp(argv[1], "count") == 0)
        return count(number(argv[2]), load(argv[3]), argv + 4);
    if (argc > 8 && strcmp(argv[1], "pair") == 0)
        return pair(argv + 2);
    fputs(usage, stderr);
    return 2;
}
