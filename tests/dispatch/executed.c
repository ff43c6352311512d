/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Which instructions a verification executes: the program steps itself, one instruction at a time, through the first
 * part of one on the backend that was asked for, and looks at each. `--as NAME`: claim that it is another backend.
 * x86-64 only. */
#include "tests/support/subject.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

/* What is told apart, by the encodings of the Intel SDM, volume 2. */
static volatile struct counts {
    size_t all;
    size_t madd52;    /* vpmadd52luq or vpmadd52huq on zmm */
    size_t muludq;    /* vpmuludq on ymm */
    size_t fma;       /* vfmadd, vfmsub, vfnmadd, vfnmsub of doubles on ymm */
    size_t mul64;     /* mul or mulx of 64-bit registers */
    size_t vex, evex; /* any instruction of AVX, of AVX-512 */
} counts;

/* The program's own code; libc chooses its instructions by itself. */
extern const char __executable_start[], etext[];

enum { OP_66 = 1, OP_F2 = 3, MAP_0F = 1, MAP_0F38 = 2 };

/* In: op is a VEX or EVEX instruction's last opcode byte, of that map and prefix. */
static int is_fma(uint8_t op, unsigned map, unsigned prefix)
{
    return map == MAP_0F38 && prefix == OP_66 && op >= 0x96 && op <= 0xbf && (op & 0x0f) >= 6;
}

static void count_vex(const uint8_t *i)
{
    const int is_short = i[0] == 0xc5; /* two bytes instead of three, map 0F */
    const unsigned map = is_short ? MAP_0F : i[1] & 31u, last = is_short ? i[1] : i[2];
    const unsigned prefix = last & 3, is_256 = last >> 2 & 1, wide = is_short ? 0 : last >> 7;
    const uint8_t op = is_short ? i[2] : i[3];
    if (map == MAP_0F38 && prefix == OP_F2 && op == 0xf6) { /* mulx is no vector instruction */
        counts.mul64 += wide;
        return;
    }
    if (map == MAP_0F38 && op >= 0xf0) /* nor are the others of BMI */
        return;
    counts.vex++;
    counts.muludq += is_256 && map == MAP_0F && prefix == OP_66 && op == 0xf4;
    counts.fma += is_256 && wide && is_fma(op, map, prefix);
}

static void count_evex(const uint8_t *i)
{
    const unsigned map = i[1] & 7, prefix = i[2] & 3, wide = i[2] >> 7, length = i[3] >> 5 & 3;
    counts.evex++;
    counts.madd52 += map == MAP_0F38 && prefix == OP_66 && wide && length == 2 && (i[4] == 0xb4 || i[4] == 0xb5);
}

enum { STEPS = 30000, TRAP_FLAG = 0x100 };

static void on_step(int signal_number, siginfo_t *info, void *context)
{
    ucontext_t *c = context;
    const uintptr_t pc = (uintptr_t)c->uc_mcontext.gregs[REG_RIP];
    (void)signal_number;
    (void)info;
    if (pc < (uintptr_t)__executable_start || pc >= (uintptr_t)etext)
        return;
    const uint8_t *i = (const uint8_t *)pc;
    if (++counts.all == STEPS) /* the rest runs by itself */
        c->uc_mcontext.gregs[REG_EFL] &= ~TRAP_FLAG;
    if (i[0] == 0x62)
        count_evex(i);
    else if (i[0] == 0xc4 || i[0] == 0xc5)
        count_vex(i);
    else if ((i[0] & 0xf8) == 0x48 && i[1] == 0xf7 && (i[2] >> 3 & 7) == 4)
        counts.mul64++;
}

/* The trap flag; this file is compiled without a red zone, which the push would overwrite. */
static void stepping_on(void) { __asm__ volatile("pushfq; orl $0x100,(%%rsp); popfq" ::: "memory", "cc"); }
static void stepping_off(void) { __asm__ volatile("pushfq; andl $0xfffffeff,(%%rsp); popfq" ::: "memory", "cc"); }

/* Of STEPS instructions, those of the decoding of a point among them. */
enum { FEW = 10, MANY = 1000 };

static int is_what_it_says(const char *name)
{
    if (strcmp(name, "ifma") == 0)
        return counts.madd52 > MANY;
    if (strcmp(name, "avx2") == 0)
        return counts.muludq + counts.fma > MANY && counts.evex == 0;
    return counts.mul64 > MANY && counts.vex < FEW && counts.evex < FEW;
}

/* Steps through a verification on be and prints what it met. */
static void step_through(test_tally *t, test_rng *g, const sgm_backend *be)
{
    sgm_ctx *ctx = NULL;
    subject s;
    if (!test_check(t, sgm_ctx_new(&ctx, be) == SGM_OK, "no context"))
        return;
    subject_make(&s, ctx, &subject_f0a, SGM_BATCHABLE, g);
    sgm_status status = sgm_verify(ctx, s.inst, s.proof, s.len); /* libraries are loaded and started */
    memset((void *)(uintptr_t)&counts, 0, sizeof counts);
    stepping_on();
    status = sgm_verify(ctx, s.inst, s.proof, s.len);
    stepping_off();
    printf(
        "%s: %zu instructions: %zu vpmadd52 on zmm, %zu vpmuludq and %zu fused multiply-adds on ymm, %zu 64-bit mul; "
        "%zu of AVX, %zu of AVX-512\n",
        be->name, counts.all, counts.madd52, counts.muludq, counts.fma, counts.mul64, counts.vex, counts.evex);
    test_check(t, status == SGM_OK, "%s: the proof is not accepted", be->name);
    test_check(t, counts.all == STEPS, "%s: only %zu steps", be->name, counts.all);
    subject_free(&s);
    sgm_ctx_free(ctx);
}

int main(int argc, char **argv)
{
    const struct sigaction step = {.sa_sigaction = on_step, .sa_flags = SA_SIGINFO};
    const char *name = test_option(argc, argv, "--backend", ""), *as = test_option(argc, argv, "--as", name);
    const sgm_backend *be = sgm_backend_find(name);
    test_tally t = {0, 0};
    if (be == NULL) {
        fprintf(stderr, "backend %s is unknown or does not run on this machine\n", name);
        return 2;
    }
    test_rng g = test_rng_new(argc, argv);
    sigaction(SIGTRAP, &step, NULL);
    step_through(&t, &g, be);
    test_check(&t, is_what_it_says(as), "%s did not run the instructions of %s", name, as);
    return test_report(&t);
}
