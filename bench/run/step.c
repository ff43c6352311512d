/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Single-stepping by the processor's trap flag: a signal after every instruction, in the process itself. */
#define _GNU_SOURCE /* for the registers in a signal's context */
#include "bench/run/step.h"

#include "bench/run/machine.h"

#include <stddef.h>
#include <string.h>

#if defined(__x86_64__)
#include <signal.h>
#include <ucontext.h>

#define FNV_PRIME UINT64_C(1099511628211) /* check-magic: 1099511628211 == 2**40 + 0x1b3 */

extern const char __executable_start[]; /* the linker's name for the first byte of the program */

static volatile sgm_steps seen; /* the handler's */

/* Opcode map and opcode of the instruction at p, and whether it stands behind a vector prefix. Enough of the encoding
 * to tell multiplications from the rest. */
typedef struct opcode {
    int vector; /* VEX or EVEX */
    unsigned map, code, prefix, modrm;
} opcode;

static opcode decode(const uint8_t *p)
{
    opcode o = {0};
    for (;; p++) { /* legacy prefixes, then REX */
        if (*p == 0x66 || *p == 0xf2 || *p == 0xf3)
            o.prefix = *p == 0x66 ? 1 : *p == 0xf3 ? 2 : 3;
        else if (*p != 0x2e && *p != 0x36 && *p != 0x3e && *p != 0x26 && *p != 0x64 && *p != 0x65)
            break;
    }
    if ((*p & 0xf0) == 0x40)
        p++;
    if (*p == 0xc5) /* two-byte VEX: map 0f */
        return (opcode){1, 1, p[2], p[1] & 3, p[3]};
    if (*p == 0xc4)
        return (opcode){1, p[1] & 31, p[3], p[2] & 3, p[4]};
    if (*p == 0x62)
        return (opcode){1, p[1] & 7, p[4], p[2] & 3, p[5]};
    if (*p == 0x0f) {
        o.map = p[1] == 0x38 ? 2 : p[1] == 0x3a ? 3 : 1;
        p += o.map == 1 ? 1 : 2;
    }
    o.code = p[0];
    o.modrm = p[1];
    return o;
}

static int is_scalar_mul(const opcode *o)
{
    unsigned extension = o->modrm >> 3 & 7;
    if (o->vector)
        return o->map == 2 && o->code == 0xf6 && o->prefix == 3;                     /* mulx */
    return (o->map == 0 && (o->code == 0x69 || o->code == 0x6b)) ||                  /* imul r, r/m, constant */
           (o->map == 0 && o->code == 0xf7 && (extension == 4 || extension == 5)) || /* mul, imul r/m */
           (o->map == 1 && o->code == 0xaf);                                         /* imul r, r/m */
}

/* Fused multiply-adds and subtractions, in their three orders of operands. */
static int is_fma(const opcode *o)
{
    const unsigned order = o->code >> 4;
    return o->vector && o->map == 2 && (order == 9 || order == 0xa || order == 0xb) && (o->code & 15) >= 6;
}

static int is_vector_mul(const opcode *o)
{
    if (o->prefix != 1)
        return 0;
    if (is_fma(o))
        return 1;
    return (o->map == 1 && o->code == 0xf4) || /* pmuludq */
           (o->map == 2 && (o->code == 0x28 || o->code == 0x40 || o->code == 0xb4 || o->code == 0xb5));
}

static void on_step(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)info;
    uint64_t at = (uint64_t)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
    opcode o = decode((const uint8_t *)at); /* the instruction that comes next */
    seen.instructions++;
    seen.scalar_mul += (uint64_t)is_scalar_mul(&o);
    seen.vector_mul += (uint64_t)is_vector_mul(&o);
    seen.path = (seen.path ^ (at - (uint64_t)__executable_start)) * FNV_PRIME;
}

/* Not inlined: the flag is set and cleared around the same instructions for every fn. */
__attribute__((noinline)) static void step_through(void (*fn)(void *), void *arg)
{
    __asm__ volatile("pushfq; orl $0x100,(%%rsp); popfq" ::: "memory", "cc");
    fn(arg);
    __asm__ volatile("pushfq; andl $0xfffffeff,(%%rsp); popfq" ::: "memory", "cc");
}

static void nothing(void *arg) { __asm__ volatile("" ::"r"(arg)); }

int sgm_step_works(void) { return sgm_machine_emulator() == NULL; }

int sgm_step(sgm_steps *s, void (*fn)(void *arg), void *arg)
{
    struct sigaction action, before;
    memset(s, 0, sizeof *s);
    if (!sgm_step_works())
        return 0;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_step;
    action.sa_flags = SA_SIGINFO;
    if (sigaction(SIGTRAP, &action, &before) != 0)
        return 0;
    void (*volatile none)(void *) = nothing; /* a known function would be put where it is called, and cost two less */
    seen = (sgm_steps){0};
    step_through(none, NULL);
    const uint64_t empty = seen.instructions - 1; /* all but the return of fn */
    seen = (sgm_steps){0};
    step_through(fn, arg);
    (void)sigaction(SIGTRAP, &before, NULL);
    *s = (sgm_steps){seen.instructions - empty, seen.scalar_mul, seen.vector_mul, seen.path};
    return 1;
}
#else
int sgm_step_works(void) { return 0; }

int sgm_step(sgm_steps *s, void (*fn)(void *arg), void *arg)
{
    (void)fn;
    (void)arg;
    memset(s, 0, sizeof *s);
    return 0;
}
#endif
