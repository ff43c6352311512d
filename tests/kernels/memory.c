/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Every kernel between guard pages: at both ends of each buffer, at every alignment that its contract allows, for item
 * counts around lanes and blocks. Nothing outside a buffer is read or written, inputs stay, results are scalar51's.
 * `--plant NAME` breaks one of these promises, which must be noticed. */
#include "tests/kernels/kernels.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* How the kernels of each backend cut n into blocks: lanes, vectors per exponentiation, vectors per inversion; from the
 * field headers. */
static const struct geometry {
    const char *name;
    size_t lanes, chains, batch;
} geometries[] = {
#include "tests/kernels/geometry.inc.h"
};

enum { SHIFTS = 64, PATTERN = 0xa5, BUCKETS = KERNEL_MAX_ITEMS };

/* What is being called, for the signal handler, and whether that call is to break a promise. */
static char now[200];
static int breaking;

static void on_fault(int signal_number)
{
    static const char text[] = ": touched memory outside of its buffers\n";
    (void)signal_number;
    if (write(2, "FAILED: ", 8) < 0 || write(2, now, strlen(now)) < 0 || write(2, text, sizeof text - 1) < 0)
        _exit(3);
    _exit(1);
}

/* Memory with an inaccessible page at each end. */
typedef struct guarded {
    uint8_t *first, *end; /* what may be touched */
} guarded;

static guarded guarded_new(size_t bytes)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    bytes = (bytes + page - 1) / page * page;
    uint8_t *base = mmap(NULL, bytes + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED || mprotect(base + page, bytes, PROT_READ | PROT_WRITE) != 0) {
        perror("guard pages");
        exit(2);
    }
    return (guarded){base + page, base + page + bytes};
}

static void guarded_free(guarded *g)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    munmap(g->first - page, (size_t)(g->end - g->first) + 2 * page);
}

/* One way to place all buffers of a call: at the front or the back of their memory, `shift` alignments away from it. */
typedef struct placement {
    int at_back;
    size_t shift;
} placement;

static uint8_t *place(const guarded *g, placement where, size_t bytes, size_t align)
{
    if (!where.at_back)
        return g->first + where.shift * align;
    uintptr_t at = (uintptr_t)g->end - bytes - where.shift * align;
    return g->end - ((uintptr_t)g->end - at / align * align);
}

/* One kernel on one backend with n items: its buffers, copies of the inputs, and what scalar51 makes of them. */
typedef struct trial {
    test_tally *t;
    const sgm_backend *be;
    const kernel *k;
    size_t n, first;
    unsigned operands;
    guarded memory[KERNEL_OPERANDS];
    uint8_t *copy[KERNEL_OPERANDS], *want[KERNEL_OPERANDS];
    size_t want_bytes[KERNEL_OPERANDS];
} trial;

static size_t bytes_of(const trial *x, unsigned i) { return kernel_bytes(x->k, i, x->be, x->n); }

static void *need(size_t bytes)
{
    void *p = aligned_alloc(64, (bytes + 64) / 64 * 64);
    if (p == NULL)
        exit(2);
    return p;
}

/* Results of the reference. A Keccak state per lane and a chain per lane are as many calls of its one lane. */
static void reference(trial *x)
{
    const sgm_backend *ref = &sgm_backend_scalar51;
    const size_t calls = x->k->operand[0].count == KERNEL_LANES ? x->be->lanes : 1;
    for (size_t c = 0; c < calls; c++) {
        void *operand[KERNEL_OPERANDS] = {NULL};
        for (unsigned i = 0; i < x->operands; i++) {
            operand[i] = need(kernel_bytes(x->k, i, ref, x->n));
            if (x->k->operand[i].use != KERNEL_OUT)
                kernel_fill(x->k, i, ref, x->n, x->first + c, operand[i]);
        }
        x->k->call(x->k, ref, operand, x->n);
        for (unsigned i = 0; i < x->operands; i++) {
            if (x->k->operand[i].use != KERNEL_IN)
                x->want_bytes[i] += kernel_canon(x->k, i, ref, x->n, operand[i], x->want[i] + x->want_bytes[i]);
            free(operand[i]);
        }
    }
}

static trial trial_new(test_tally *t, const sgm_backend *be, const kernel *k, size_t n)
{
    trial x = {.t = t, .be = be, .k = k, .n = n, .first = 7 * n};
    while (x.operands < KERNEL_OPERANDS && k->operand[x.operands].kind != KERNEL_NONE)
        x.operands++;
    for (unsigned i = 0; i < x.operands; i++) {
        const size_t bytes = bytes_of(&x, i);
        x.memory[i] = guarded_new(bytes + SHIFTS * kernel_align(k, i));
        x.copy[i] = need(bytes);
        x.want[i] = need(64 * n + 2048);
        if (k->operand[i].use != KERNEL_OUT)
            kernel_fill(k, i, be, n, x.first, x.copy[i]);
    }
    reference(&x);
    return x;
}

static void trial_free(trial *x)
{
    for (unsigned i = 0; i < x->operands; i++) {
        guarded_free(&x->memory[i]);
        free(x->copy[i]);
        free(x->want[i]);
    }
}

/* Bits of floating-point control: rounding and masks must be as the caller left them. */
static uint64_t float_control(void)
{
#if defined(__x86_64__)
    return __builtin_ia32_stmxcsr() & ~UINT64_C(0x3f); /* but for the sticky flags */
#elif defined(__aarch64__)
    uint64_t fpcr;
    __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
    return fpcr;
#else
    return 0;
#endif
}

static int is_pattern(const uint8_t *p, const uint8_t *end)
{
    while (p < end)
        if (*p++ != PATTERN)
            return 0;
    return 1;
}

/* After a call: the surroundings of operand i, its input, its result. */
static void check_operand(const trial *x, unsigned i, const uint8_t *p, int overwritten)
{
    uint8_t *got = need(64 * x->n + 2048);
    const size_t bytes = bytes_of(x, i);
    test_check(x->t, is_pattern(x->memory[i].first, p) && is_pattern(p + bytes, x->memory[i].end),
               "%s: wrote outside of operand %u", now, i);
    if (x->k->operand[i].use == KERNEL_IN && !overwritten)
        test_check(x->t, memcmp(p, x->copy[i], bytes) == 0, "%s: changed operand %u", now, i);
    if (x->k->operand[i].use != KERNEL_IN) {
        size_t len = kernel_canon(x->k, i, x->be, x->n, p, got);
        test_check(x->t, len == x->want_bytes[i] && memcmp(got, x->want[i], len) == 0, "%s: operand %u is wrong", now,
                   i);
    }
    free(got);
}

/* One call. alias: the operand whose memory is the result's too, or 0. */
static void run(const trial *x, placement where, unsigned alias)
{
    void *p[KERNEL_OPERANDS] = {NULL};
    snprintf(now, sizeof now, "%s: %s, n = %zu, %s, %zu alignments away, result in operand %u", x->be->name, x->k->name,
             x->n, where.at_back ? "back" : "front", where.shift, alias);
    for (unsigned i = 0; i < x->operands; i++) {
        const guarded *g = &x->memory[i];
        p[i] = place(g, where, bytes_of(x, i), kernel_align(x->k, i));
        memset(g->first, PATTERN, (size_t)(g->end - g->first));
        if (x->k->operand[i].use != KERNEL_OUT)
            memcpy(p[i], x->copy[i], bytes_of(x, i));
    }
    if (alias != 0)
        p[0] = p[alias];
    const uint64_t control = float_control();
    breaking = 1;
    x->k->call(x->k, x->be, p, x->n);
    breaking = 0;
    test_check(x->t, float_control() == control, "%s: changed the rounding or the masks", now);
    for (unsigned i = alias != 0; i < x->operands; i++)
        check_operand(x, i, p[i], i == alias);
    if (alias != 0) { /* the result stands in that operand's memory */
        uint8_t *got = need(64 * x->n + 2048);
        size_t len = kernel_canon(x->k, 0, x->be, x->n, p[0], got);
        test_check(x->t, len == x->want_bytes[0] && memcmp(got, x->want[0], len) == 0, "%s: is wrong", now);
        free(got);
    }
}

static void one_size(test_tally *t, const sgm_backend *be, const kernel *k, size_t n, size_t shifts)
{
    trial x = trial_new(t, be, k, n);
    for (int at_back = 0; at_back <= 1; at_back++)
        for (size_t shift = 0; shift < shifts; shift++)
            run(&x, (placement){at_back, shift}, 0);
    for (unsigned i = 1; i < x.operands; i++)
        if (k->alias >> i & 1)
            run(&x, (placement){1, 0}, i);
    trial_free(&x);
}

/* Item counts around one vector, the vectors of one exponentiation and those of one inversion. */
static void all_sizes(test_tally *t, const sgm_backend *be, const struct geometry *g, const kernel *k)
{
    const size_t blocks[] = {g->lanes, g->lanes * g->chains, g->lanes * g->batch};
    one_size(t, be, k, 0, 1);
    one_size(t, be, k, 1, 1);
    for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++)
        for (size_t n = blocks[b] - 1; n <= blocks[b] + 1; n++)
            one_size(t, be, k, n, 1);
    one_size(t, be, k, g->lanes + 1, SHIFTS);
    if (k->member == offsetof(sgm_backend, msm_vt))
        one_size(t, be, k, BUCKETS, 1);
}

/* Planted faults: `neg` with one promise broken. */

static const char *planted;

static void call_planted(const kernel *k, const sgm_backend *be, void *const *p, size_t n)
{
    static volatile uint8_t sink;
    uint8_t *r = p[0], *a = p[1];
    const size_t bytes = n * sizeof(sgm_point);
    (void)k;
    be->neg(p[0], p[1], n);
    if (n == 0 || !breaking)
        return;
    if (strcmp(planted, "read_before") == 0)
        sink = a[-1];
    else if (strcmp(planted, "read_after") == 0)
        sink = a[bytes];
    else if (strcmp(planted, "write_after") == 0)
        r[bytes] = 0;
    else if (strcmp(planted, "write_far") == 0)
        r[bytes + 32] = 0;
    else if (strcmp(planted, "input") == 0)
        a[bytes / 2] ^= 1;
    else if (strcmp(planted, "item") == 0)
        be->neg((sgm_point *)p[0] + n - 1, (sgm_point *)p[0] + n - 1, 1);
    else
        exit(2);
    sink++;
}

static kernel planted_kernel(void)
{
    for (size_t i = 0; i < kernel_list_count; i++)
        if (kernel_list[i].member == offsetof(sgm_backend, neg)) {
            kernel k = kernel_list[i];
            k.call = call_planted;
            return k;
        }
    exit(2);
}

static void one_backend(test_tally *t, const sgm_backend *be)
{
    size_t g = 0;
    while (g < sizeof geometries / sizeof *geometries && strcmp(geometries[g].name, be->name) != 0)
        g++;
    if (!test_check(t, g < sizeof geometries / sizeof *geometries && geometries[g].lanes == be->lanes,
                    "%s: its field header does not say how it cuts items into blocks", be->name))
        return;
    if (planted != NULL) {
        kernel k = planted_kernel();
        one_size(t, be, &k, be->lanes + 1, SHIFTS);
        return;
    }
    for (size_t i = 0; i < kernel_list_count; i++)
        all_sizes(t, be, &geometries[g], &kernel_list[i]);
}

int main(int argc, char **argv)
{
    const sgm_backend *backends[16];
    const struct sigaction fault = {.sa_handler = on_fault};
    test_tally t = {0, 0};
    test_rng g = test_rng_new(argc, argv);
    size_t n = test_backends(argc, argv, backends);
    planted = test_option(argc, argv, "--plant", NULL);
    sigaction(SIGSEGV, &fault, NULL);
    sigaction(SIGBUS, &fault, NULL);
    kernel_check_complete(&t);
    kernel_pool_init(&g);
    for (size_t i = 0; i < n; i++)
        one_backend(&t, backends[i]);
    return test_report(&t);
}
