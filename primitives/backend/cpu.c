/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Detection of processor features: CPUID and XGETBV on x86-64, the auxiliary vector on aarch64. */
#include "primitives/backend/cpu.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <stdint.h>

/* Bits of the registers that CPUID leaves 1 and 7 return, and of XCR0. Intel SDM volume 2, CPUID; volume 1, 13.1. */
enum {
    LEAF1_ECX_FMA = 12,
    LEAF1_ECX_OSXSAVE = 27, /* XGETBV may be used */
    LEAF7_EBX_AVX2 = 5,
    LEAF7_EBX_AVX512F = 16,
    LEAF7_EBX_AVX512DQ = 17,
    LEAF7_EBX_AVX512IFMA = 21,
    LEAF7_EBX_AVX512BW = 30,
    LEAF7_EBX_AVX512VL = 31,
    LEAF7_ECX_AVX512VNNI = 11,
    XCR0_YMM = 0x06, /* xmm and the upper halves of ymm are saved */
    XCR0_ZMM = 0xe0, /* so are mask registers and all of zmm */
};

static unsigned has_bit(unsigned word, unsigned bit) { return word >> bit & 1; }

/* Extended control register 0: which registers the operating system saves. In: OSXSAVE. */
static unsigned xcr0(void)
{
    uint32_t low, high;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

unsigned sgm_cpu_features(void)
{
    unsigned eax, ebx, ecx, edx, features = 0;
    if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !has_bit(ecx, LEAF1_ECX_OSXSAVE))
        return 0;
    const unsigned saved = xcr0(), fma = has_bit(ecx, LEAF1_ECX_FMA);
    if (!__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx))
        return 0;
    if ((saved & XCR0_YMM) == XCR0_YMM && fma && has_bit(ebx, LEAF7_EBX_AVX2))
        features |= SGM_CPU_AVX2;
    if ((saved & (XCR0_YMM | XCR0_ZMM)) == (XCR0_YMM | XCR0_ZMM) && has_bit(ebx, LEAF7_EBX_AVX512F) &&
        has_bit(ebx, LEAF7_EBX_AVX512BW) && has_bit(ebx, LEAF7_EBX_AVX512DQ) && has_bit(ebx, LEAF7_EBX_AVX512VL) &&
        has_bit(ebx, LEAF7_EBX_AVX512IFMA) && has_bit(ecx, LEAF7_ECX_AVX512VNNI))
        features |= SGM_CPU_AVX512_IFMA;
    return features;
}

#elif defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>

#define HWCAP_BIT_ASIMD (1ul << 1) /* Linux, Documentation/arch/arm64/elf_hwcaps */

unsigned sgm_cpu_features(void) { return (getauxval(AT_HWCAP) & HWCAP_BIT_ASIMD) != 0 ? SGM_CPU_NEON : 0; }

#else

unsigned sgm_cpu_features(void) { return 0; }

#endif
